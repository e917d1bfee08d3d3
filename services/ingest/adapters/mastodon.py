"""Mastodon: posts that mention the company.

Three shapes say it: a notification of the company's account (docs.joinmastodon.org/entities/Notification), the event of the streaming API
around one (…/methods/streaming, where `payload` is JSON in a text), both handed on by a small relay; and, on a server of one's own, its
webhooks (…/admin/webhooks: status.created, status.updated). All are signed `X-Hub-Signature: sha256=`. A post is known by its id; an edit
is a message of its own that answers the first. Posts of bots are no customer's. Deletions are counted.
"""

from collections.abc import Mapping
from typing import Any

from runtime.hop import Refusal
from schemas.messages.inbound import Channel, InboundMessage
from services.ingest.adapters.payload import Ignored, Payload, Translated, Translation, built
from services.ingest.adapters.plain_text import text_of_html
from services.ingest.adapters.reading import (
    any_json,
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

NAME = "mastodon"
SIGNATURE = "x-hub-signature"

_OPEN = frozenset({"public", "unlisted"})


def translate(payload: Payload) -> Translation:
    value = json_object(payload)
    if isinstance(value, Refusal):
        return value
    event = words(value, "event")
    match event:
        case None:
            return _notified(value)
        case "notification":
            inner = value.get("payload")
            if isinstance(inner, str):
                inner = any_json(payload._replace(raw=inner.encode("utf-8", "replace")))
                if isinstance(inner, Refusal):
                    return inner._replace(detail=f"/payload: {inner.detail}")
            return _notified(inner) if isinstance(inner, Mapping) else missing("/payload")
        case "status.created" | "status.updated":
            status = value.get("object")
            if not isinstance(status, Mapping):
                return missing("/object")
            # A server tells of every post on it; whom it mentions says whether it is for somebody here.
            here = any("@" not in (words(one, "acct") or "@") for one in objects(status, "mentions"))
            return _posted(status, "/object", edited=event == "status.updated") if here else Ignored(f"{event} that mentions nobody here")
        case _:
            return Ignored(event[:100])


def _notified(notification: Mapping[str, Any]) -> Translation:
    kind = words(notification, "type")
    if kind not in {"mention", "update"}:
        return Ignored((f"notification {kind}" if kind else "none")[:100])
    status = notification.get("status")
    return _posted(status, "/status", edited=kind == "update") if isinstance(status, Mapping) else missing("/status")


def _posted(status: Mapping[str, Any], pointer: str, *, edited: bool) -> Translation:
    account = inside(status, "account")
    if inside(account, "bot") is True:
        return Ignored("post of a bot")
    own_id, user = name_of(status, "id"), name_of(account, "id")
    if own_id is None or user is None:
        return missing(f"{pointer}/{'id' if own_id is None else 'account/id'}")
    edited_at = words(status, "edited_at") if edited else None
    at = moment(edited_at or status.get("created_at"))
    if at is None:
        return missing(f"{pointer}/created_at")
    media = objects(status, "media_attachments")
    said = text_of_html(words(status, "content") or "") or " ".join(in_place_of_words(_family(one)) for one in media[:100])
    if not said:
        return Ignored("post without words")
    answers = name_of(status, "in_reply_to_id")
    visibility = words(status, "visibility")
    subject = words(status, "spoiler_text")
    message = built(
        InboundMessage,
        id=short(f"{own_id}:edit:{edited_at}" if edited_at else own_id),
        channel=Channel.SOCIAL,
        sender={
            "id": user,
            "handle": words(account, "acct") or words(account, "username"),
            "name": called(words(account, "display_name")),
        },
        text=text(said),
        sent_at=at,
        subject=subject[:1_000] if subject else None,
        conversation_id=short(f"{NAME}:{answers or own_id}"),
        in_reply_to=own_id if edited_at else answers,
        public=visibility in _OPEN,
        attachments=[attachment(name=words(one, "description"), media_type=words(one, "type"), url=words(one, "url")) for one in media[:100]],
    )
    return message if isinstance(message, Refusal) else Translated(message)


def _family(media: Mapping[str, Any]) -> str | None:
    kind = words(media, "type")
    return "video" if kind == "gifv" else kind
