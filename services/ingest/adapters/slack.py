"""Slack's Events API: what people write in the channels and direct messages that the app is a member of.

Shapes: docs.slack.dev/reference/events/message, its subtypes (message_changed, message_deleted, …) and apis/events-api; the signature:
docs.slack.dev/authentication/verifying-requests-from-slack. A message is known by channel and `ts`, the two that Slack itself goes by:
a retry, and the `app_mention` that comes beside the `message`, are repeats. An edit is a message of its own that answers the first.
What bots and apps write, ours among them, is none of a customer's. Deletions are counted; what was said has been said.
"""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from runtime.hop import Refusal
from schemas.messages.inbound import Channel, InboundMessage
from services.ingest.adapters.payload import Challenge, Ignored, Payload, Translated, Translation, built
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

NAME = "slack"
SIGNATURE = "x-slack-signature"
TIMESTAMP = "x-slack-request-timestamp"

verify = signed_with_time(SIGNATURE, TIMESTAMP, "v0", b"v0:", b":")

#: Subtypes that are somebody's words. The others are notices (joined, renamed, pinned) or a bot's.
_SPOKEN = frozenset({None, "file_share", "me_message", "thread_broadcast"})
_SLACKBOT = "USLACKBOT"
#: `<@U123|jan>`, `<#C123|help>`, `<!here>`, `<https://example.org|our site>`.
_MARKED = re.compile(r"<([@#!]?)([^<>|]{1,3000})(?:\|([^<>]{0,3000}))?>")


def translate(payload: Payload) -> Translation:
    value = json_object(payload)
    if isinstance(value, Refusal):
        return value
    kind = words(value, "type")
    if kind == "url_verification":
        challenge = words(value, "challenge")
        return Challenge(challenge) if challenge else missing("/challenge")
    if kind != "event_callback":
        return Ignored((kind or "none")[:100])
    event = inside(value, "event")
    if not isinstance(event, Mapping):
        return missing("/event")
    match words(event, "type"):
        case "message" | "app_mention":
            return _message(event, value)
        case other:
            return Ignored((other or "none")[:100])


def _message(event: Mapping[str, Any], delivery: Mapping[str, Any]) -> Translation:
    subtype = words(event, "subtype")
    if subtype == "message_changed":
        return _changed(event, delivery)
    if subtype not in _SPOKEN:
        return Ignored(f"message {subtype}"[:100])
    return _said(event, event, delivery)


def _changed(event: Mapping[str, Any], delivery: Mapping[str, Any]) -> Translation:
    """Slack says "changed" also when it found a link's preview, or the language: an edit has other words than before."""
    now, before = inside(event, "message"), inside(event, "previous_message")
    if not isinstance(now, Mapping):
        return missing("/event/message")
    if words(now, "subtype") not in _SPOKEN:
        return Ignored("message_changed of no person")
    if words(now, "edited", "ts") is None or (isinstance(before, Mapping) and before.get("text") == now.get("text")):
        return Ignored("message_changed without other words")
    return _said(now, event, delivery)


def _by_a_program(message: Mapping[str, Any], delivery: Mapping[str, Any]) -> bool:
    user = words(message, "user")
    ours = any(words(one, "user_id") == user and one.get("is_bot") is True for one in objects(delivery, "authorizations"))
    return words(message, "bot_id") is not None or inside(message, "bot_profile") is not None or user == _SLACKBOT or ours


def _said(message: Mapping[str, Any], event: Mapping[str, Any], delivery: Mapping[str, Any]) -> Translation:
    """`message` is what was said; `event`, around it where it was edited, says in which channel."""
    if _by_a_program(message, delivery):
        return Ignored("message of a bot")
    channel, ts, user = name_of(event, "channel"), words(message, "ts"), name_of(message, "user")
    for value, pointer in ((channel, "/event/channel"), (ts, "/event/ts"), (user, "/event/user")):
        if value is None:
            return missing(pointer)
    edited = words(message, "edited", "ts") if message is not event else None
    said_at = moment(edited or ts)
    if said_at is None:
        return Refusal("invalid", "/event/ts: no Unix time")
    files = objects(message, "files")
    said = words(message, "text")
    if said is None and not files:
        return Ignored("message without words")
    first = f"{channel}:{ts}"
    thread = words(message, "thread_ts")
    built_message = built(
        InboundMessage,
        id=short(f"{first}:edit:{edited}" if edited else first),
        channel=Channel.CHAT,
        sender={"id": user, "name": _name(message)},
        text=_plain(said) if said is not None else " ".join(in_place_of_words(words(file, "mimetype")) for file in files[:100]),
        sent_at=said_at,
        conversation_id=_conversation(str(channel), str(ts), thread),
        in_reply_to=short(first) if edited else short(f"{channel}:{thread}") if thread and thread != ts else None,
        attachments=[
            attachment(name=words(file, "name"), media_type=words(file, "mimetype"), size=number(file, "size"), url=words(file, "url_private"))
            for file in files[:100]
        ],
    )
    return built_message if isinstance(built_message, Refusal) else Translated(built_message)


def _name(message: Mapping[str, Any]) -> str | None:
    profile = inside(message, "user_profile")
    return called(words(profile, "real_name") or words(profile, "display_name") or words(profile, "name"))


def _conversation(channel: str, ts: str, thread: str | None) -> str:
    """A direct message (its channel begins with D) is one conversation; in a channel each thread is."""
    if channel.startswith("D") and thread is None:
        return short(f"{NAME}:{channel}")
    return short(f"{NAME}:{channel}:{thread or ts}")


def _plain(said: str) -> str:
    def read(found: re.Match[str]) -> str:
        sign, target, label = found.groups()
        if sign == "!":
            return label or "@" + target.partition("^")[0]
        return (sign + label.removeprefix(sign) if sign else label) if label else sign + target

    return text(unescape(_MARKED.sub(read, said)))
