"""A log line about one message names it: message id and trace id, and never what it says."""

import asyncio
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
from structlog.testing import capture_logs

from runtime.broker import Outgoing, Record
from runtime.hop import Decision, Hop, Input, Publishing, Refusal
from runtime.memory import MemoryBroker
from runtime.process import Process
from schemas import envelope
from tests.waiting import until

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


class Note(NamedTuple):
    message_id: str
    wish: str


def decode(record: Record) -> Note | Refusal:
    wish = record.value.decode()
    if wish == "unreadable":
        return Refusal("not_json", "it is none")
    if wish == "undecodable":
        raise RuntimeError("a defect, as wished")
    return Note("m-1", wish)


def decide(_: Any, item: Input, __: datetime) -> Decision:
    if item.event.wish == "defect":
        raise RuntimeError("a defect, as wished")
    return Decision(refusal=Refusal("invalid", "as wished"))


async def prepare(_: Any, inputs: Any) -> None:
    if any(item.event.wish == "unprepared" for item in inputs):
        raise RuntimeError("a defect, as wished")


HOP = Hop(
    name="notes",
    inputs={"notes": decode},
    outputs=("noted",),
    publishing=Publishing.IDEMPOTENT,
    decide=decide,
    prepare=prepare,
)


@pytest.mark.parametrize(
    ("wish", "event", "message_id"),
    [
        ("refuse", "dead letter", "m-1"),
        ("unreadable", "dead letter", None),
        ("defect", "defect: the partition is stopped here, nothing is skipped", "m-1"),
        ("undecodable", "defect: the partition is stopped here, nothing is skipped", None),
        ("unprepared", "defect: the partition is stopped here, nothing is skipped", None),
    ],
)
async def test_one_line_names_the_message(wish: str, event: str, message_id: str | None) -> None:
    broker = MemoryBroker()
    writer = await broker.publisher()
    await writer.publish([Outgoing("notes", b"k", wish.encode(), ((envelope.TRACEPARENT, f"00-{TRACE}-00f067aa0ba902b7-01".encode()),))])
    with capture_logs() as said:
        process = Process(HOP, broker, None, lambda: datetime(2026, 3, 2, tzinfo=UTC))
        running = asyncio.create_task(process.run())
        try:
            await until(lambda: any(line["event"] == event for line in said), 20, f"{event!r} in the log")
        finally:
            await process.drain()
            await running
    (line,) = [line for line in said if line["event"] == event]
    assert line["log_level"] in {"warning", "error"}, "an operator sees it"
    assert (line["message_id"], line["trace_id"]) == (message_id, TRACE)
    assert (line["topic"], line["offset"]) == ("notes", 0)
