"""Values as rows of the tables, and rows as values."""

from datetime import datetime
from itertools import chain
from typing import Any

from runtime.broker import Record
from schemas.messages.conversations import ConversationStatus
from schemas.messages.inbound import Channel
from schemas.messages.stream import Destination, RoutedMessage
from services.route.domain.conversation import Conversation
from services.route.domain.view import IncidentState, Park

_STATUS, _DESTINATION, _LAST_CHANNEL, _CHANNELS = map(Conversation._fields.index, ("status", "destination", "last_channel", "channels"))


def conversation_of(row: Any) -> Conversation:
    values = list(row)
    values[_STATUS] = ConversationStatus(values[_STATUS])
    values[_DESTINATION] = Destination(values[_DESTINATION])
    values[_LAST_CHANNEL] = Channel(values[_LAST_CHANNEL])
    values[_CHANNELS] = tuple(values[_CHANNELS])
    return Conversation._make(values)


def park_of(row: Any) -> Park:
    headers = tuple((row["headers"][i].decode(), row["headers"][i + 1]) for i in range(0, len(row["headers"]), 2))
    record = Record(row["topic"], row["partition"], row["record_offset"], row["record_key"], row["value"], headers, row["timestamp_ms"])
    return Park(row["key"], record, row["conversation_id"], row["message_id"], row["thread_id"], row["parked_at"], row["expires_at"])


def incident_of(row: Any) -> IncidentState:
    return IncidentState(
        row["incident_id"],
        row["title"],
        frozenset(row["topics"]),
        frozenset(row["regions"]),
        frozenset(row["channels"]),
        row["announcement"],
        row["ends_at"],
        row["opened_at"],
        row["closed_at"],
        row["closing"],
    )


def message_row(routed: RoutedMessage, body: bytes, written_at: datetime) -> tuple[Any, ...]:
    return routed.message_id, routed.conversation_id, routed.customer_id, str(routed.channel), routed.inbound_id, written_at, body.decode()


PARKED_COLUMNS = (
    "key",
    "conversation_id",
    "message_id",
    "thread_id",
    "parked_at",
    "expires_at",
    "topic",
    "partition",
    "record_offset",
    "record_key",
    "value",
    "headers",
    "timestamp_ms",
)


def parked_row(one: Park) -> tuple[Any, ...]:
    return (
        one.key,
        one.conversation_id,
        one.message_id,
        one.thread_id,
        one.parked_at,
        one.expires_at,
        one.record.topic,
        one.record.partition,
        one.record.offset,
        one.record.key,
        one.record.value,
        list(chain.from_iterable((name.encode(), value) for name, value in one.record.headers)),
        one.record.timestamp_ms,
    )
