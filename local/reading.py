"""Reading topics from the outside: read_committed, in no consumer group, from a point to the end that was there, or for ever."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from local.trouble import Trouble
from runtime.broker import Record

#: Records taken at a time.
BATCH = 1_000
WAIT_MS = 500
#: Longest wait for one answer of the broker.
REQUEST_MS = 10_000
#: A scan in which nothing comes for this long ends: the broker is away.
STALLED_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Reader:
    """A consumer without a group, and the topics that there were when it began."""

    consumer: Any
    #: Topic → numbers of its partitions. Kept here: what the consumer knows shrinks to what it is assigned.
    partitions: Mapping[str, tuple[int, ...]]

    def places(self, topics: Sequence[str]) -> list[Any]:
        """All partitions of `topics`. Raises Trouble for a topic that is not there."""
        from aiokafka import TopicPartition

        for topic in topics:
            if topic not in self.partitions:
                raise Trouble(f"There is no topic {topic}.", "See `klantstroom topics list`.")
        return [TopicPartition(topic, number) for topic in topics for number in self.partitions[topic]]

    async def scan(self, topics: Sequence[str]) -> AsyncIterator[Record]:
        """Everything committed that is in `topics` now, each partition in its order. Raises aiokafka.errors.KafkaError where it stops to come."""
        from aiokafka.errors import KafkaTimeoutError

        consumer, places = self.consumer, self.places(topics)
        if not places:
            return
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        # With read_committed this is the last stable offset: what an open transaction holds back is not waited for.
        ends = await consumer.end_offsets(places)
        left = {place for place in places if await consumer.position(place) < ends[place]}
        moved = time.monotonic()
        stood: dict[Any, int] = {}
        while left:
            batches = await consumer.getmany(*left, timeout_ms=WAIT_MS, max_records=BATCH)
            for place, messages in batches.items():
                for message in messages:
                    if message.offset < ends[place]:
                        yield as_record(message)
            # The position also passes the marks of transactions, which no one is given.
            stands = {place: await consumer.position(place) for place in left}
            left = {place for place, position in stands.items() if position < ends[place]}
            if stands != stood:
                moved, stood = time.monotonic(), stands
            elif time.monotonic() - moved > STALLED_SECONDS:
                raise KafkaTimeoutError(f"nothing came for {STALLED_SECONDS:.0f} s")

    async def follow(self, topic: str, from_beginning: bool, seconds: float | None = None) -> AsyncIterator[Record]:
        """Records of `topic` as they come, for `seconds` or for ever."""
        # Looked at here, and not a time-out around it: a consumer whose fetch was cancelled does not stop in peace.
        deadline = None if seconds is None else time.monotonic() + seconds
        consumer, places = self.consumer, self.places([topic])
        consumer.assign(places)
        if from_beginning:
            await consumer.seek_to_beginning(*places)
        else:
            await consumer.seek_to_end(*places)
        while deadline is None or time.monotonic() < deadline:
            for messages in (await consumer.getmany(timeout_ms=WAIT_MS, max_records=BATCH)).values():
                for message in messages:
                    yield as_record(message)

    async def one(self, topic: str, partition: int, offset: int) -> Record | None:
        """The record at a place, where there is one."""
        from aiokafka import TopicPartition

        consumer, wanted = self.consumer, TopicPartition(topic, partition)
        if wanted not in self.places([topic]):
            return None
        begin, end = (await consumer.beginning_offsets([wanted]))[wanted], (await consumer.end_offsets([wanted]))[wanted]
        if not begin <= offset < end:
            return None
        consumer.assign([wanted])
        consumer.seek(wanted, offset)
        batches = await consumer.getmany(wanted, timeout_ms=5_000, max_records=1)
        return next((as_record(message) for message in batches.get(wanted, ()) if message.offset == offset), None)


def onlooker(bootstrap: str, **options: Any) -> Any:
    """A consumer that reads what has been committed, from where it is told, and belongs to no group. Not started."""
    from aiokafka import AIOKafkaConsumer

    return AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        group_id=None,
        enable_auto_commit=False,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
        **options,
    )


@asynccontextmanager
async def reader(bootstrap: str) -> AsyncIterator[Reader]:
    """Raises aiokafka.errors.KafkaError where the broker does not answer."""
    from aiokafka.admin import AIOKafkaAdminClient

    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=REQUEST_MS)
    try:
        await admin.start()
        described = await admin.describe_topics()
    finally:
        await admin.close()
    partitions = {entry["topic"]: tuple(sorted(partition["partition"] for partition in entry["partitions"])) for entry in described}

    consumer = onlooker(bootstrap, fetch_max_wait_ms=100, request_timeout_ms=REQUEST_MS)
    try:
        await consumer.start()
    except BaseException:
        await consumer.stop()
        raise
    # Lets the consumer's own tasks begin: one that is cancelled before that makes `stop` raise CancelledError (aiokafka 0.14).
    await asyncio.sleep(0)
    try:
        yield Reader(consumer, partitions)
    finally:
        await consumer.stop()


def as_record(message: Any) -> Record:
    return Record(message.topic, message.partition, message.offset, message.key, message.value or b"", tuple(message.headers), message.timestamp)
