"""Reading topics from the outside: read_committed, in no consumer group, from a point to the end that was there, or for ever."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from local.trouble import Trouble
from runtime.broker import Record

#: Records taken at a time.
BATCH = 1_000
WAIT_MS = 500


@asynccontextmanager
async def reader(bootstrap: str) -> AsyncIterator[Any]:
    """A consumer without a group. Raises aiokafka.errors.KafkaError where the broker does not answer."""
    from aiokafka import AIOKafkaConsumer

    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        group_id=None,
        enable_auto_commit=False,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
        fetch_max_wait_ms=100,
    )
    await consumer.start()
    try:
        yield consumer
    finally:
        await consumer.stop()


async def places_of(consumer: Any, topics: Sequence[str]) -> list[Any]:
    """All partitions of `topics`. Raises Trouble for a topic that is not there."""
    from aiokafka import TopicPartition

    there = await consumer.topics()
    places = []
    for topic in topics:
        if topic not in there:
            raise Trouble(f"There is no topic {topic}.", "See `klantstroom topics list`.")
        places += [TopicPartition(topic, number) for number in sorted(consumer.partitions_for_topic(topic))]
    return places


def as_record(message: Any) -> Record:
    return Record(message.topic, message.partition, message.offset, message.key, message.value or b"", tuple(message.headers), message.timestamp)


async def scan(consumer: Any, topics: Sequence[str]) -> AsyncIterator[Record]:
    """Everything committed that is in `topics` now, each partition in its order."""
    places = await places_of(consumer, topics)
    if not places:
        return
    consumer.assign(places)
    await consumer.seek_to_beginning(*places)
    # With read_committed this is the last stable offset: what an open transaction holds back is not waited for.
    ends = await consumer.end_offsets(places)
    left = {place for place in places if await consumer.position(place) < ends[place]}
    while left:
        batches = await consumer.getmany(*left, timeout_ms=WAIT_MS, max_records=BATCH)
        for place, messages in batches.items():
            for message in messages:
                if message.offset < ends[place]:
                    yield as_record(message)
        # The position also passes the marks of transactions, which no one is given.
        left = {place for place in left if await consumer.position(place) < ends[place]}


async def follow(consumer: Any, topic: str, from_beginning: bool) -> AsyncIterator[Record]:
    """Records of `topic` as they come, for ever."""
    places = await places_of(consumer, [topic])
    consumer.assign(places)
    if from_beginning:
        await consumer.seek_to_beginning(*places)
    else:
        await consumer.seek_to_end(*places)
    while True:
        for messages in (await consumer.getmany(timeout_ms=WAIT_MS, max_records=BATCH)).values():
            for message in messages:
                yield as_record(message)
        await asyncio.sleep(0)
