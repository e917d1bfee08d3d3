"""Drift on a real broker: routed events whose labels move, a signal that says so, and only one though the worker was killed."""

import subprocess
import sys
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from schemas.messages.insight import InsightSignal
from services.insight.domain.labels import SLICE_MS
from tests.waiting import until

ROOT = Path(__file__).parents[2]
SECONDS = 120.0
HOUR = 3_600_000
SEED = 20260302

pytestmark = pytest.mark.slow


@contextmanager
def worker(*arguments: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    line = [sys.executable, str(ROOT / "tests" / "insight_worker.py"), *arguments]
    with log.open("ab") as output:
        process = subprocess.Popen(line, cwd=ROOT, stdout=output, stderr=output, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"})
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def event(at_ms: int, abstains: bool, chance: Random) -> bytes:
    at = datetime.fromtimestamp(at_ms / 1000, UTC).isoformat()
    labels = {
        "language": chance.choice(["nl", "nl", "en"]),
        "topic": "other" if abstains else chance.choice(["billing", "delivery", "payment"]),
        "topic_confidence": round(chance.betavariate(4, 2), 3),
        "sentiment": chance.choice(["negative", "neutral"]),
        "emotion": "none",
        "urgency": "normal",
        "personal": chance.random() < 0.5,
        "kind": chance.choice(["question", "complaint"]),
    }
    return orjson.dumps({"labels": labels, "sent_at": at, "routed_at": at, "model_version": "m1"})


async def write(kafka: str, topic: str, begins: int, ends: int, share: float, hourly: int, chance: Random) -> None:
    """In one transaction: read_committed readers see all of it at once."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka, transactional_id=f"feed-{uuid.uuid4()}", acks="all", enable_idempotence=True)
    await producer.start()
    try:
        async with producer.transaction():
            # Every partition in order of time, as route writes it.
            for at_ms in range(begins, ends, HOUR // hourly):
                value = event(at_ms, chance.random() < share, chance)
                await producer.send(topic, value, key=str(chance.randrange(500)).encode())
    finally:
        await producer.stop()


async def signals(kafka: str, topic: str) -> list[InsightSignal]:
    consumer: Any = AIOKafkaConsumer(bootstrap_servers=kafka, group_id=None, auto_offset_reset="earliest", enable_auto_commit=False)
    await consumer.start()
    try:
        await consumer._client._wait_on_metadata(topic)
        places = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic)]
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        for place in places:
            consumer.seek(place, 0)
        found = []
        while any([await consumer.position(place) < ends[place] for place in places]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                found += [InsightSignal.model_validate_json(record.value) for record in records]
    finally:
        await consumer.stop()
    # Killed before it had kept what it told, a worker tells it again, with the same id.
    return sorted({one.signal_id: one for one in found}.values(), key=lambda one: one.at)


async def test_labels_that_shift_are_told_once_over_a_kill_and_so_is_their_end(
    stack: Any, topic: Callable[..., Awaitable[str]], tmp_path: Path
) -> None:
    chance = Random(SEED)
    source, told = await topic("routed"), await topic("signals")
    group = f"insight-{uuid.uuid4().hex[:8]}"
    log = tmp_path / "worker.log"
    # The newest is an hour old, so that it is over; the oldest is within what senders' clocks are believed.
    end = int(time.time() * 1000) // SLICE_MS * SLICE_MS - HOUR
    back, shift = end - 6 * HOUR, end - 8 * HOUR
    await write(stack.kafka, source, shift - 50 * HOUR, shift, 0.10, 200, chance)
    await write(stack.kafka, source, shift, back, 0.40, 200, chance)

    async def abstaining(states: list[str]) -> list[InsightSignal] | None:
        found = [one for one in await signals(stack.kafka, told) if one.subject == "abstentions"]
        return found if [one.detail["state"] for one in found] == states else None

    with worker(stack.kafka, source, group, told, log=log):
        began = await until(lambda: abstaining(["began"]), SECONDS, f"drift is told; seed {SEED}; {log}", every=0.5)
    assert began is not None
    (signal,) = began
    assert signal.kind == "drift"
    assert signal.value is not None
    assert signal.expected == pytest.approx(0.10, abs=0.05)
    assert signal.value > 0.25
    assert shift < signal.at.timestamp() * 1000 <= shift + HOUR
    assert signal.detail["model_version"] == "m1"
    await write(stack.kafka, source, back, end, 0.10, 200, chance)
    with worker(stack.kafka, source, group, told, log=log):
        both = await until(lambda: abstaining(["began", "ended"]), SECONDS, f"its end is told; {log}", every=0.5)
    assert both is not None
    assert both[0].signal_id == signal.signal_id
