"""Messenger and Instagram, by Meta's webhooks: direct messages, and what is said in public below a post or about the page.

Shapes: developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events (messages, message_edits,
messaging_postbacks), …/instagram-platform/webhooks/examples (with both kinds of login), and …/graph-api/webhooks/reference/page (feed,
mention). Direct messages come in `messaging`; where an app subscribes by field, and from the test button, in `changes`. A message is
known by its `mid`, a comment or post by its id. Echoes are what the company itself wrote. What is unsent or removed is counted.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from runtime.hop import Refusal
from schemas.messages.inbound import Channel, InboundMessage
from services.ingest.adapters.payload import Ignored, Payload, Translation, built, together
from services.ingest.adapters.reading import (
    any_json,
    attachment,
    called,
    in_place_of_words,
    inside,
    missing,
    moment,
    name_of,
    objects,
    short,
    text,
    words,
)

#: Meta's name of what a delivery is about → ours.
_OBJECTS = {"page": "messenger", "instagram": "instagram"}
#: Fields of `changes` in which a direct message stands.
_DIRECT = frozenset({"messages", "message_edits", "messaging_postbacks"})
_WRITTEN = frozenset({"comment", "post", "status", "photo", "video", "share", "link"})

Part = InboundMessage | Ignored | Refusal


def translate(payload: Payload) -> Translation:
    value = any_json(payload)
    if isinstance(value, Refusal):
        return value
    deliveries = value if isinstance(value, list) else [value]
    if not deliveries or not all(isinstance(one, dict) for one in deliveries):
        return Refusal("invalid", "/: an object is expected")
    return together(part for delivery in deliveries for part in _parts(delivery, payload.received_at))


def _parts(delivery: Mapping[str, Any], received_at: datetime) -> Iterator[Part]:
    of = _OBJECTS.get(words(delivery, "object") or "")
    if of is None:
        yield Ignored(f"object {words(delivery, 'object') or 'none'}"[:100])
        return
    for number_, entry in enumerate(objects(delivery, "entry")):
        account, at = name_of(entry, "id"), moment(entry.get("time")) or received_at
        pointer = f"/entry/{number_}"
        for place, event in enumerate(objects(entry, "messaging")):
            yield _direct(event, of, account, at, f"{pointer}/messaging/{place}")
        if objects(entry, "standby"):
            # Another app has the conversation.
            yield Ignored("standby")
        # With the Instagram login, an entry is itself the one change.
        changes = objects(entry, "changes") or ([entry] if "field" in entry else [])
        for place, change in enumerate(changes):
            field, said = words(change, "field") or "none", inside(change, "value")
            where = f"{pointer}/changes/{place}/value"
            if not isinstance(said, Mapping):
                yield Ignored(field[:100])
            elif field in _DIRECT:
                yield _direct(said, of, account, at, where)
            elif field in {"comments", "live_comments"}:
                yield _comment(said, of, account, at, where)
            elif field in {"feed", "mention"}:
                yield _on_the_page(said, of, account, at, where)
            else:
                # Instagram's `mentions` name a post and no words: they would have to be fetched, which is never done.
                yield Ignored(field[:100])


def _direct(event: Mapping[str, Any], of: str, account: str | None, at: datetime, pointer: str) -> Part:
    message = inside(event, "message")
    kind = next((name for name in ("message", "message_edit", "postback") if isinstance(event.get(name), Mapping)), None)
    if kind is None:
        return Ignored(next((name[:100] for name in event if name not in {"sender", "recipient", "timestamp"}), "none"))
    if any(inside(message, sign) is True for sign in ("is_echo", "is_self")):
        return Ignored("echo")
    if inside(message, "is_deleted") is True:
        return Ignored("message deleted")
    attachments = objects(message, "attachments")
    said = words(event, kind, "text") or words(event, kind, "title") or _without_words(attachments)
    if said is None:
        return Ignored(f"{kind} without words")
    sender, mid = name_of(event, "sender", "id") or name_of(event, "sender", "user_ref"), words(event, kind, "mid")
    if sender is None:
        return missing(f"{pointer}/sender/id")
    if sender == account:
        return Ignored("message of our own")
    if mid is None and kind != "postback":
        return missing(f"{pointer}/{kind}/mid")
    sent_at = moment(event.get("timestamp")) or at
    # An old postback has no id: who pressed, and when, tells it from another.
    own_id = mid or f"{sender}:postback:{int(sent_at.timestamp() * 1000)}"
    edited = f"{mid}:edit:{event['message_edit'].get('num_edit') or int(sent_at.timestamp() * 1000)}" if kind == "message_edit" else None
    return _built(
        id=short(edited or own_id),
        sender={"id": sender},
        text=text(said),
        sent_at=sent_at,
        conversation_id=short(f"{of}:{name_of(event, 'recipient', 'id') or account or ''}:{sender}"),
        in_reply_to=short(own_id) if edited else name_of(message, "reply_to", "mid"),
        public=False,
        attachments=[attachment(media_type=words(one, "type"), url=words(one, "payload", "url")) for one in attachments[:100]],
    )


def _without_words(attachments: list[dict[str, Any]]) -> str | None:
    # The link's own title, where somebody shares one; else what kind of thing it is.
    said = [words(one, "payload", "title") or in_place_of_words(words(one, "type")) for one in attachments[:100]]
    return " ".join(said) or None


def _comment(said: Mapping[str, Any], of: str, account: str | None, at: datetime, pointer: str) -> Part:
    """A comment on Instagram. It does not say when it was made: when Meta told of it."""
    own_id, user = name_of(said, "id"), name_of(said, "from", "id")
    if words(said, "text") is None:
        return Ignored("comment without words")
    if user is not None and (user == account or inside(said, "from", "self_ig_scoped_id") is not None):
        return Ignored("comment of our own")
    if own_id is None:
        return missing(f"{pointer}/id")
    handle = words(said, "from", "username")
    if user is None and handle is None:
        return missing(f"{pointer}/from/id")
    parent = name_of(said, "parent_id")
    return _built(
        id=own_id,
        sender={"id": user, "handle": handle},
        text=text(str(said["text"])),
        sent_at=moment(said.get("created_time")) or at,
        conversation_id=short(f"{of}:comment:{parent or own_id}"),
        in_reply_to=parent,
        public=True,
    )


def _on_the_page(said: Mapping[str, Any], of: str, account: str | None, at: datetime, pointer: str) -> Part:
    """A comment or a post on a Facebook page, or one elsewhere that mentions it."""
    item, verb = words(said, "item") or "none", words(said, "verb") or "add"
    if item not in _WRITTEN or verb not in {"add", "edit", "edited"} or words(said, "message") is None:
        return Ignored(f"feed {item} {verb}"[:100])
    user = name_of(said, "from", "id") or name_of(said, "sender_id")
    if user is not None and user == account:
        return Ignored("post of our own")
    post = name_of(said, "post_id")
    own_id = name_of(said, "comment_id") or post
    if own_id is None:
        return missing(f"{pointer}/post_id")
    if user is None:
        return missing(f"{pointer}/from/id")
    parent = name_of(said, "parent_id")
    edited = verb != "add"
    sent_at = (at if edited else None) or moment(said.get("created_time")) or at
    return _built(
        id=short(f"{own_id}:edit:{int(sent_at.timestamp())}" if edited else own_id),
        sender={"id": user, "name": called(words(said, "from", "name") or words(said, "sender_name"))},
        text=text(str(said["message"])),
        sent_at=sent_at,
        conversation_id=short(f"{of}:post:{post or own_id}"),
        in_reply_to=own_id if edited else parent if parent not in {own_id, post} else None,
        public=True,
    )


def _built(**fields: Any) -> InboundMessage | Refusal:
    message: InboundMessage | Refusal = built(InboundMessage, channel=Channel.SOCIAL, **fields)
    return message
