"""What the dashboard takes from a record: the topic says which event it is; a value that is none of ours is an Unreadable."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from services.dashboard.domain.filters import NO_DIMENSIONS, Dimensions

#: Topics that tell more of a message's path; they are kept, not streamed.
DETAIL_TOPICS = ("messages-classified", "replies-outbound", "work-assigned", "community-activity")

#: Subjects of signals about messages of one topic.
_SUBJECT = "messages/"
_MESSAGE_ID = b'{"message_id":"'
_MAX_ID = 200


class Unreadable(ValueError):
    """A value without what every event of its topic has."""


class Routed(NamedTuple):
    message_id: str
    conversation_id: str
    routed_ms: int
    of: Dimensions
    value: bytes


class Conversation(NamedTuple):
    conversation_id: str
    message_id: str | None
    change: str
    status: str
    at: str
    target: str | None
    priority: int
    because: str
    of: Dimensions
    value: bytes


class Reward(NamedTuple):
    member_id: str
    state: str
    amount: int
    cause: str
    value: bytes
    #: Of members, not of messages.
    of: Dimensions = NO_DIMENSIONS


class Signal(NamedTuple):
    kind: str
    subject: str
    window_start: str | None
    of: Dimensions
    value: bytes


class Classified(NamedTuple):
    message_id: str
    value: bytes


class Reply(NamedTuple):
    conversation_id: str
    value: bytes


class Work(NamedTuple):
    conversation_id: str
    value: bytes


class Activity(NamedTuple):
    activity_id: str
    thread_id: str | None
    message_id: str | None
    value: bytes


Event = Routed | Conversation | Reward | Signal | Classified | Reply | Work | Activity
#: The events of the stream.
STREAMED = (Routed, Conversation, Reward, Signal)


def read(topic: str, value: bytes) -> Event:
    """Raises Unreadable. Values of our own writers have their shape; only what is used is looked at."""
    try:
        if topic == "messages-classified":
            return Classified(_message_id(value), value)
        event = orjson.loads(value)
        return _READERS[topic](event, _one_line(event, value))
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise Unreadable(type(error).__name__) from error


def _one_line(event: Any, value: bytes) -> bytes:
    # A line break would end the field of a Server-Sent Event. Compact JSON has none; other writers may indent theirs.
    return orjson.dumps(event) if b"\n" in value or b"\r" in value else value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text expected")
    return value


def _text_or_none(value: Any) -> str | None:
    return None if value is None else _text(value)


def _all_text(*values: Any) -> None:
    """Raises TypeError. What comes with every message is checked in one call; one for each value costs as much as parsing."""
    "".join(values)


def _all_text_or_none(*values: Any) -> None:
    "".join([value for value in values if value is not None])


def _message_id(value: bytes) -> str:
    # Our serializer writes the fields in the order of the model. Finding the first costs a tenth of parsing a whole message.
    if value.startswith(_MESSAGE_ID):
        end = value.find(b'"', len(_MESSAGE_ID), len(_MESSAGE_ID) + _MAX_ID + 1)
        found = value[len(_MESSAGE_ID) : end]
        if end > 0 and b"\\" not in found:
            return found.decode()
    return _text(orjson.loads(value)["message_id"])


def _routed(event: Any, value: bytes) -> Routed:
    message_id, conversation_id = event["message_id"], event["conversation_id"]
    of = Dimensions(event["channel"], event["labels"]["topic"], event["destination"], event.get("team"))
    _all_text(message_id, conversation_id, *of[:3])
    _all_text_or_none(of.team)
    return Routed(message_id, conversation_id, int(datetime.fromisoformat(event["routed_at"]).timestamp() * 1000), of, value)


def _conversation(event: Any, value: bytes) -> Conversation:
    found = Conversation(
        event["conversation_id"],
        event.get("message_id"),
        event["change"],
        event["status"],
        event["at"],
        event.get("target"),
        int(event["priority"]),
        event["because"],
        Dimensions(event.get("channel"), event.get("topic"), event["destination"], event.get("team")),
        value,
    )
    of = found.of
    _all_text(found.conversation_id, found.change, found.status, found.at, found.because, of.destination)
    _all_text_or_none(found.message_id, found.target, of.channel, of.topic, of.team)
    return found


def _reward(event: Any, value: bytes) -> Reward:
    return Reward(_text(event["member_id"]), _text(event["state"]), int(event["amount"]), _text(event["cause"]), value)


def _signal(event: Any, value: bytes) -> Signal:
    subject = _text(event["subject"])
    of = Dimensions(topic=subject.removeprefix(_SUBJECT)) if subject.startswith(_SUBJECT) else NO_DIMENSIONS
    return Signal(_text(event["kind"]), subject, _text_or_none(event.get("window_start")), of, value)


def _reply(event: Any, value: bytes) -> Reply:
    return Reply(_text(event["conversation_id"]), value)


def _work(event: Any, value: bytes) -> Work:
    return Work(_text(event["conversation_id"]), value)


def _activity(event: Any, value: bytes) -> Activity:
    return Activity(_text(event["activity_id"]), _text_or_none(event.get("thread_id")), _text_or_none(event.get("message_id")), value)


_READERS: Mapping[str, Callable[[Any, bytes], Event]] = {
    "messages-routed": _routed,
    "conversations-changed": _conversation,
    "rewards-credited": _reward,
    "insight-signals": _signal,
    "replies-outbound": _reply,
    "work-assigned": _work,
    "community-activity": _activity,
}

#: What each topic's events are called on the stream.
KIND_OF = {"messages-routed": "routed", "conversations-changed": "conversation", "rewards-credited": "reward", "insight-signals": "signal"}
