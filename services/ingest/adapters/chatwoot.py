"""Chatwoot's webhooks: what visitors write in its live chat, and in the other inboxes that it holds.

Shapes: chatwoot.com/hc/user-guide, "How to use webhooks", and chatwoot/chatwoot, app/models/message.rb (`webhook_data`); the signature,
with its time: lib/webhooks/trigger.rb. Older servers sign nothing, and are not taken. A message is known by its id.
`message_updated` says that something about a message changed, and not what: mostly its state. So an edit can't be told; it is
counted, and so is a deletion. Outgoing messages, private notes and templates are the company's own.
"""

from collections.abc import Mapping
from typing import Any

from runtime.hop import Refusal
from schemas.messages.inbound import Channel, InboundMessage
from services.ingest.adapters.payload import Ignored, Payload, Translated, Translation, built
from services.ingest.adapters.plain_text import text_of_html
from services.ingest.adapters.reading import (
    attachment,
    called,
    in_place_of_words,
    inside,
    json_object,
    missing,
    moment,
    name_of,
    number,
    objects,
    short,
    text,
    words,
)
from services.ingest.adapters.signature import signed_with_time

NAME = "chatwoot"
SIGNATURE = "x-chatwoot-signature"
TIMESTAMP = "x-chatwoot-timestamp"

verify = signed_with_time(SIGNATURE, TIMESTAMP, "sha256", b"", b".")

#: The same in words and, from older servers, as a number.
_INCOMING = ("incoming", 0)


def translate(payload: Payload) -> Translation:
    value = json_object(payload)
    if isinstance(value, Refusal):
        return value
    event = words(value, "event") or "none"
    if event == "message_updated" and inside(value, "content_attributes", "deleted") is True:
        return Ignored("message deleted")
    if event != "message_created":
        return Ignored(event[:100])
    if value.get("message_type") not in _INCOMING or value.get("message_type") is False or value.get("private") is True:
        return Ignored("message_created of our own")
    sender = next((one for name in ("sender", "contact") if isinstance(one := value.get(name), Mapping)), None)
    if sender is None:
        sender = inside(value, "conversation", "meta", "sender")
    if words(sender, "type") in {"user", "agent_bot"}:
        return Ignored("message_created of our own")
    return _message(value, sender)


def _message(value: Mapping[str, Any], sender: Any) -> Translation:
    own_id = name_of(value, "id")
    if own_id is None:
        return missing("/id")
    at = moment(value.get("created_at"))
    if at is None:
        return missing("/created_at")
    attachments = objects(value, "attachments")
    said = _words(value) or " ".join(in_place_of_words(words(one, "file_type")) for one in attachments[:100])
    if not said:
        return Ignored("message_created without words")
    conversation = name_of(value, "conversation", "id") or name_of(value, "conversation", "display_id")
    account = name_of(value, "account", "id") or ""
    answers = name_of(value, "content_attributes", "in_reply_to")
    message = built(
        InboundMessage,
        id=own_id,
        channel=Channel.CHAT,
        # What a visitor says of themselves: `identifier` too may be a guess, so it is no customer number.
        sender={
            "id": name_of(sender, "id") or name_of(value, "conversation", "contact_inbox", "source_id"),
            "email": words(sender, "email"),
            "phone": words(sender, "phone_number"),
            "handle": words(sender, "identifier"),
            "name": called(words(sender, "name")),
        },
        text=text(said),
        sent_at=at,
        conversation_id=short(f"{NAME}:{account}:{conversation}") if conversation else None,
        in_reply_to=answers,
        attachments=[
            attachment(media_type=words(one, "file_type"), size=number(one, "file_size"), url=words(one, "data_url")) for one in attachments[:100]
        ],
    )
    return message if isinstance(message, Refusal) else Translated(message)


def _words(value: Mapping[str, Any]) -> str | None:
    said = words(value, "content")
    if said is not None and words(value, "content_type") == "incoming_email":
        return text_of_html(said)
    return said
