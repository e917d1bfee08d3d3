"""Counts in Faust are exact: over kill -9 at any moment, over two workers, and without what was aborted."""

import asyncio
import random
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from services.insight.adapters.faust_engine import decode_key
from services.insight.domain.windows import Cell, Windowing, WindowKey

ROOT = Path(__file__).parents[2]
SECONDS = 120.0
SUBJECTS = ("billing", "outage", "delivery", "payment", "feedback")

pytestmark = pytest.mark.slow


class Worker:
    def __init__(self, bootstrap: str, source: str, group: str, log: Path) -> None:
        line = [sys.executable, str(ROOT / "tests" / "insight_worker.py"), bootstrap, source, group]
        with log.open("ab") as output:
            self.process = subprocess.Popen(line, cwd=ROOT, stdout=output, stderr=output, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"})

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def event(subject: str, sent: datetime, routed: datetime) -> bytes:
    return orjson.dumps({"labels": {"topic": subject}, "sent_at": sent.isoformat(), "routed_at": routed.isoformat()})


@asynccontextmanager
async def producing(bootstrap: str) -> AsyncIterator[AIOKafkaProducer]:
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap, transactional_id=f"feed-{uuid.uuid4()}", acks="all", enable_idempotence=True, retry_backoff_ms=10
    )
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


class Feed:
    """Writes routed events in transactions, some of which are aborted, and keeps count by itself."""

    def __init__(self, producer: AIOKafkaProducer, topic: str, seed: int) -> None:
        self._producer = producer
        self._topic = topic
        self._chance = random.Random(seed)
        self.written: Counter[WindowKey] = Counter()

    async def put(self, number: int) -> None:
        windowing = Windowing()
        await self._producer.begin_transaction()
        for _ in range(number):
            routed = datetime.now(UTC)
            sent = routed - timedelta(seconds=self._chance.expovariate(1 / 200))
            subject = self._chance.choice(SUBJECTS)
            key = str(self._chance.randrange(500)).encode()
            await self._producer.send(self._topic, event(subject, sent, routed), key=key)
            sent_ms, routed_ms = int(sent.timestamp() * 1000), int(routed.timestamp() * 1000)
            self.written[WindowKey(windowing.start(windowing.event_time(sent_ms, routed_ms)), subject)] += 1
        await self._producer.commit_transaction()
        await self._producer.begin_transaction()
        for number_ in range(5):
            await self._producer.send(self._topic, event("aborted", datetime.now(UTC), datetime.now(UTC)), key=str(number_).encode())
        await self._producer.flush()
        await self._producer.abort_transaction()


async def counted(bootstrap: str, changelog: str) -> Counter[WindowKey]:
    """What the table holds, from its changelog alone: the last row of each key."""
    consumer: Any = AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=None, auto_offset_reset="earliest", enable_auto_commit=False)
    await consumer.start()
    try:
        await consumer._client._wait_on_metadata(changelog)
        places = [TopicPartition(changelog, number) for number in consumer.partitions_for_topic(changelog)]
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        rows: dict[bytes, bytes | None] = {}
        for place in places:
            consumer.seek(place, 0)
        while any([await consumer.position(place) < ends[place] for place in places]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                for record in records:
                    rows[record.key] = record.value
    finally:
        await consumer.stop()
    found: Counter[WindowKey] = Counter()
    for key, value in rows.items():
        if value is not None and key != b"said":
            cell = decode_key(key)
            found[WindowKey(cell.start_ms, cell.subject)] += Cell(*orjson.loads(value)).counted
    return found


async def wait_counted(bootstrap: str, changelog: str, reached: Callable[[Counter[WindowKey]], bool]) -> Counter[WindowKey]:
    async with asyncio.timeout(SECONDS):
        while not reached(found := await counted(bootstrap, changelog)):  # noqa: ASYNC110 (a condition over what the broker holds)
            await asyncio.sleep(0.2)
    return found


Topic = Callable[..., Awaitable[str]]


async def test_counts_are_exact_over_kills_at_any_moment(stack: Any, topic: Topic, tmp_path: Path) -> None:
    source = await topic("routed")
    group = f"insight-{uuid.uuid4().hex[:8]}"
    changelog = f"{group}-windows-changelog"
    worker = Worker(stack.kafka, source, group, tmp_path / "worker.log")
    try:
        async with producing(stack.kafka) as producer:
            feed = Feed(producer, source, seed=11)
            await feed.put(300)
            await wait_counted(stack.kafka, changelog, lambda found: found.total() > 0)
            for kill in range(3):
                # Killed between two pieces of a stream that goes on: mid-count, before or after offsets were committed.
                for piece in range(4 + kill):
                    await feed.put(150 + 40 * piece)
                worker.kill()
                await feed.put(200)
                worker = Worker(stack.kafka, source, group, tmp_path / "worker.log")
                before = feed.written.total() - 200
                await wait_counted(stack.kafka, changelog, lambda found, least=before: found.total() >= least)  # type: ignore[misc]
            await feed.put(100)
            found = await wait_counted(stack.kafka, changelog, lambda found: found.total() >= feed.written.total())
    finally:
        worker.kill()
    assert found == feed.written, (tmp_path / "worker.log").read_text()[-2000:]
    assert not any(window.subject == "aborted" for window in found)


async def test_partitions_move_between_two_workers_and_back_without_losing_a_count(stack: Any, topic: Topic, tmp_path: Path) -> None:
    source = await topic("routed")
    group = f"insight-{uuid.uuid4().hex[:8]}"
    changelog = f"{group}-windows-changelog"
    workers = [Worker(stack.kafka, source, group, tmp_path / "first.log")]
    try:
        async with producing(stack.kafka) as producer:
            feed = Feed(producer, source, seed=12)
            await feed.put(200)
            await wait_counted(stack.kafka, changelog, lambda found: found.total() >= feed.written.total())
            workers.append(Worker(stack.kafka, source, group, tmp_path / "second.log"))
            for _ in range(5):
                await feed.put(200)
            await wait_counted(stack.kafka, changelog, lambda found: found.total() >= feed.written.total())
            workers.pop(0).kill()
            await feed.put(300)
            found = await wait_counted(stack.kafka, changelog, lambda found: found.total() >= feed.written.total())
    finally:
        for worker in workers:
            worker.kill()
    assert found == feed.written
