"""Matrix, as an application service: the homeserver puts transactions of events from the rooms that it watches.

Shapes: spec.matrix.org, Application Service API, "Pushing events", and Client-Server API, "Instant messaging", "Event replacements",
"Threading", "Redactions"; the homeserver shows its `hs_token`. An event is known by its id. An edit (`m.replace`) is a message of its own
that answers the first. Encrypted events can't be read, redactions are counted, notices are what bots say, and users whose name begins
with `_klantstroom` are our own.

The homeserver sends a transaction again until it is taken, and nothing after it before: so an event that can't be read (anybody in a room
can send one) is ignored, and never refused.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from runtime.hop import Refusal
from schemas.messages.inbound import Channel, InboundMessage
from services.ingest.adapters.payload import Ignored, Payload, Translation, built, together
from services.ingest.adapters.plain_text import text_of_html
from services.ingest.adapters.reading import attachment, in_place_of_words, inside, json_object, moment, number, objects, short, text, words
from services.ingest.adapters.signature import secret_in

NAME = "matrix"
SECRET = "authorization"  # noqa: S105 (the name of a header)
#: Users of our own: what the registration of the application service claims.
OWN_USERS = "@_klantstroom"

verify = secret_in(SECRET, "Bearer ")

_MEDIA = {"m.image": "image", "m.video": "video", "m.audio": "audio", "m.file": "file", "m.location": "location"}
_WRITTEN = frozenset({"m.text", "m.emote"})
#: What clients put above a reply for those that know no replies.
_FALLBACK = re.compile(r"\A(?:> [^\n]*\n){1,200}\n")


def translate(payload: Payload) -> Translation:
    value = json_object(payload)
    if isinstance(value, Refusal):
        return value
    if not isinstance(value.get("events"), list):
        return Refusal("invalid", "/events: missing")
    return together(_parts(value))


def _parts(value: Mapping[str, Any]) -> Iterator[InboundMessage | Ignored]:
    for event in objects(value, "events"):
        kind = words(event, "type") or "none"
        if kind != "m.room.message":
            yield Ignored(kind[:100])
            continue
        read = _message(event)
        yield Ignored("m.room.message that can't be read") if isinstance(read, Refusal) else read


def _message(event: Mapping[str, Any]) -> InboundMessage | Ignored | Refusal:
    sender, room, own_id = words(event, "sender"), words(event, "room_id"), words(event, "event_id")
    content, relation = inside(event, "content"), inside(event, "content", "m.relates_to")
    if sender is not None and sender.startswith(OWN_USERS):
        return Ignored("message of our own")
    replaces = words(relation, "event_id") if words(relation, "rel_type") == "m.replace" else None
    if replaces is not None and isinstance(inside(content, "m.new_content"), Mapping):
        content = inside(content, "m.new_content")
    kind = words(content, "msgtype")
    if kind == "m.notice":
        return Ignored("m.notice")
    answers = words(relation, "m.in_reply_to", "event_id")
    said = _words(content, kind, answers is not None)
    if said is None:
        return Ignored(f"m.room.message {kind or 'without words'}"[:100])
    thread = words(relation, "event_id") if words(relation, "rel_type") == "m.thread" else None
    earlier = replaces or answers or thread
    place = f"{NAME}:{room or ''}"
    message: InboundMessage | Refusal = built(
        InboundMessage,
        id=short(own_id) if own_id else None,
        channel=Channel.CHAT,
        sender={"id": sender},
        text=said,
        sent_at=moment(event.get("origin_server_ts")),
        conversation_id=short(f"{place}:{thread}" if thread else place),
        in_reply_to=short(earlier) if earlier else None,
        attachments=_attachments(content, kind),
    )
    return message


def _words(content: Any, kind: str | None, answers: bool) -> str | None:
    body = words(content, "body")
    if kind in _WRITTEN:
        if body is None and (html := words(content, "formatted_body")) is not None:
            body = text_of_html(html)
        if body is not None and answers:
            body = _FALLBACK.sub("", body)
        return text(body) if body and body.strip() else None
    if kind not in _MEDIA:
        return None
    # Without `filename` the body is the file's name; with another one it is what was written below.
    name = words(content, "filename")
    return text(body) if body is not None and name is not None and body != name else in_place_of_words(_MEDIA[kind])


def _attachments(content: Any, kind: str | None) -> list[dict[str, Any]]:
    if kind not in _MEDIA or kind == "m.location":
        return []
    name = words(content, "filename") or words(content, "body")
    return [attachment(name=name, media_type=words(content, "info", "mimetype"), size=number(content, "info", "size"), url=words(content, "url"))]
