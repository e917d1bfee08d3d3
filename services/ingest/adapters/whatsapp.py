"""WhatsApp, by Meta's Cloud API: one delivery may hold messages of several people, to several of our numbers.

Shapes: developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages and its pages by type (text, button,
interactive, image, edit, revoke, …). A message is known by its `wamid`. Who has a username may hide their number: then `from` is missing,
and the business-scoped user id stands for them. Statuses, reactions and what the company sends itself are none of a customer's words;
a message that is revoked is counted.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from runtime.hop import Refusal
from schemas.messages.inbound import Channel, InboundMessage
from services.ingest.adapters.payload import Ignored, Payload, Translation, built, together
from services.ingest.adapters.reading import (
    attachment,
    called,
    in_place_of_words,
    inside,
    json_object,
    missing,
    moment,
    name_of,
    objects,
    short,
    text,
    words,
)

NAME = "whatsapp"
OBJECT = "whatsapp_business_account"

_MEDIA = ("image", "video", "audio", "voice", "document", "sticker")


def translate(payload: Payload) -> Translation:
    value = json_object(payload)
    if isinstance(value, Refusal):
        return value
    if value.get("object") != OBJECT:
        return Ignored(f"object {words(value, 'object') or 'none'}"[:100])
    return together(_parts(value))


def _parts(value: Mapping[str, Any]) -> Iterator[InboundMessage | Ignored | Refusal]:
    for entry_number, entry in enumerate(objects(value, "entry")):
        for change_number, change in enumerate(objects(entry, "changes")):
            field, said = words(change, "field"), inside(change, "value")
            messages = objects(said, "messages")
            if field != "messages" or not messages:
                yield Ignored("statuses" if objects(said, "statuses") else (field or "none")[:100])
                continue
            for message_number, message in enumerate(messages):
                yield _message(message, said, f"/entry/{entry_number}/changes/{change_number}/value/messages/{message_number}")


def _message(message: Mapping[str, Any], around: Mapping[str, Any], pointer: str) -> InboundMessage | Ignored | Refusal:
    kind = words(message, "type") or ""
    edit = inside(message, "edit")
    content = inside(edit, "message") if kind == "edit" else message
    said = _words(content, words(content, "type") or "")
    if said is None:
        return Ignored(f"message {kind}"[:100])
    own_id, phone = name_of(message, "id"), words(message, "from")
    user_id = words(message, "from_user_id")
    contact = _contact(around, phone, user_id)
    user_id = user_id or words(contact, "user_id")
    if own_id is None:
        return missing(f"{pointer}/id")
    who = user_id or phone or words(contact, "wa_id")
    if who is None:
        return missing(f"{pointer}/from")
    if phone is not None and phone == words(around, "metadata", "display_phone_number"):
        return Ignored("message of our own")
    at = moment(message.get("timestamp"))
    if at is None:
        return missing(f"{pointer}/timestamp")
    group = name_of(message, "group_id")
    answers = name_of(edit, "original_message_id") if kind == "edit" else name_of(message, "context", "id")
    message_built: InboundMessage | Refusal = built(
        InboundMessage,
        id=own_id,
        channel=Channel.SOCIAL,
        sender={
            "id": who,
            "phone": f"+{phone.lstrip('+')}" if phone is not None and phone.lstrip("+").isdecimal() else None,
            "handle": words(contact, "profile", "username") or words(contact, "username"),
            "name": called(words(contact, "profile", "name")),
        },
        text=said,
        sent_at=at,
        conversation_id=short(f"{NAME}:{group}" if group else f"{NAME}:{words(around, 'metadata', 'phone_number_id') or ''}:{phone or who}"),
        in_reply_to=answers,
        public=False,
        attachments=_attachments(content),
    )
    return message_built


def _contact(around: Mapping[str, Any], phone: str | None, user_id: str | None) -> Mapping[str, Any] | None:
    """Who wrote, among the people of the delivery; the only one there is, where nothing says which."""
    contacts = objects(around, "contacts")
    for one in contacts:
        if (phone is not None and words(one, "wa_id") == phone) or (user_id is not None and words(one, "user_id") == user_id):
            return one
    return contacts[0] if len(contacts) == 1 else None


def _words(content: Any, kind: str) -> str | None:
    """What the customer says with a message of this kind; None where that is nothing."""
    said: str | None = None
    match kind:
        case "text":
            said = words(content, "text", "body")
        case "button":
            said = words(content, "button", "text") or words(content, "button", "payload")
        case "interactive":
            said = next((found for reply in ("button_reply", "list_reply") if (found := words(content, "interactive", reply, "title"))), None)
            said = said or words(content, "interactive", "nfm_reply", "body")
        case "location":
            place = called(words(content, "location", "name"), words(content, "location", "address"))
            said = f"[location] {place}" if place else "[location]"
        case "contacts":
            said = "[contact]"
        case "order":
            said = words(content, "order", "text") or "[order]"
        case _ if kind in _MEDIA:
            said = words(content, kind, "caption") or in_place_of_words("audio" if kind == "voice" else kind)
    return text(said) if said is not None else None


def _attachments(content: Any) -> list[dict[str, Any]]:
    kind = words(content, "type")
    if kind not in _MEDIA:
        return []
    return [attachment(name=words(content, kind, "filename"), media_type=words(content, kind, "mime_type"))]
