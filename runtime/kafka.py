"""Kafka by aiokafka, every option that matters spelled out.

Records are written as whole batches (`create_batch`/`send_batch`): several times as fast as record by record. A partition's
batches go one after the other, each acknowledged before the next is sent: were a batch lost after a later one was written,
readers would take its second sending for a repeat (they keep only the highest source position).

After a time-out or any unknown outcome a producer is thrown away: reusing one can tear a transaction.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import (
    CommitFailedError,
    IllegalGenerationError,
    IllegalStateError,
    InvalidProducerEpoch,
    KafkaError,
    MessageSizeTooLargeError,
    OffsetOutOfRangeError,
    ProducerFenced,
    RebalanceInProgressError,
    UnknownMemberIdError,
)
from aiokafka.partitioner import murmur2
from aiokafka.structs import OffsetAndMetadata

from runtime.broker import (
    BrokerUnavailable,
    Committed,
    Fenced,
    Membership,
    OnPartitions,
    Outgoing,
    Partition,
    PositionLost,
    Publisher,
    Record,
    Tail,
    TransactionalPublisher,
    nothing,
)
from schemas.topics import MAX_LETTER_BYTES, MAX_RECORD_BYTES

log = structlog.get_logger()

#: Bytes in one batch. Small enough for the broker's default limits, large enough that a unit of work fits in one.
_BATCH_BYTES = 512 * 1024
#: Between attempts of one request. The first batch of a transaction is refused once by design (see docs/decisions): 100 ms would be paid each time.
_RETRY_MS = 10
_REQUEST_MS = 15_000
_CLOSE_SECONDS = 2.0
#: Bytes that are answered at once; less waits for more, `fetch_wait_ms` at most.
_FETCH_BYTES = 128 * 1024
#: For those who look on and decide nothing. They read many partitions, and each answer names all of them: few answers, then.
_TAIL_WAIT_MS = 100
_TAIL_BYTES = 1024 * 1024

_FENCED = (
    ProducerFenced,
    InvalidProducerEpoch,
    CommitFailedError,
    IllegalGenerationError,
    UnknownMemberIdError,
    RebalanceInProgressError,
    IllegalStateError,
)


@lru_cache(maxsize=200_000)
def _hash(key: bytes) -> int:
    # murmur2, as Kafka's own clients: the same key meets the same partition whoever writes. In Python it costs 10 µs, hence the cache.
    return int(murmur2(key)) & 0x7FFFFFFF


@contextlib.asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    """aiokafka's exceptions as ours."""
    try:
        yield
    except MessageSizeTooLargeError as error:
        # No broker that is away: tried again it would be refused again.
        raise ValueError(f"a record that is too large: {error}") from error
    except _FENCED as error:
        raise Fenced(str(error) or type(error).__name__) from error
    except (KafkaError, OSError, TimeoutError) as error:
        raise BrokerUnavailable(f"{type(error).__name__}: {error}") from error


class _Batches:
    """Turns records into batches by partition and sends them, one at a time for each partition."""

    def __init__(self, producer: AIOKafkaProducer) -> None:
        self._producer = producer
        self._partitions: dict[str, int] = {}
        self._unkeyed = count()

    async def _partition_count(self, topic: str) -> int:
        known = self._partitions.get(topic)
        if known is None:
            known = len(await self._producer.partitions_for(topic))
            self._partitions[topic] = known
        return known

    async def send(self, records: Sequence[Outgoing]) -> None:
        for topic in {record.topic for record in records}:
            await self._partition_count(topic)
        batches: dict[tuple[str, int], list[Any]] = {}
        now_ms = int(time.time() * 1000)
        for topic, key, value, headers in records:
            place = (topic, (_hash(key) if key is not None else next(self._unkeyed)) % self._partitions[topic])
            of_place = batches.get(place)
            if of_place is None:
                of_place = batches[place] = [self._producer.create_batch()]
            if of_place[-1].append(timestamp=now_ms, key=key, value=value, headers=list(headers)) is None:
                # The batch is full. A new one takes its first record, however large it is.
                of_place.append(self._producer.create_batch())
                of_place[-1].append(timestamp=now_ms, key=key, value=value, headers=list(headers))
        if len(batches) == 1:
            ((topic, number), of_partition), *_ = batches.items()
            await self._in_order(topic, number, of_partition)
            return
        results = await asyncio.gather(
            *(self._in_order(topic, number, of_partition) for (topic, number), of_partition in batches.items()), return_exceptions=True
        )
        for result in results:
            if isinstance(result, BaseException):
                raise result

    async def _in_order(self, topic: str, number: int, of_partition: Iterable[Any]) -> None:
        for batch in of_partition:
            batch.close()
            await (await self._producer.send_batch(batch, topic, partition=number))


async def _bounded(stop: Coroutine[Any, Any, None]) -> None:
    """Stop a client that may be unable to: its broker is away, and what it still holds is of no use, the outbox has it."""
    with contextlib.suppress(KafkaError, TimeoutError, OSError):
        async with asyncio.timeout(_CLOSE_SECONDS):
            await stop


class KafkaPublisher:
    def __init__(self, producer: AIOKafkaProducer) -> None:
        self._producer = producer
        self._batches = _Batches(producer)

    async def publish(self, records: Sequence[Outgoing]) -> None:
        if records:
            async with _translated():
                await self._batches.send(records)

    async def close(self) -> None:
        await _bounded(self._producer.stop())


class KafkaTransactionalPublisher:
    def __init__(self, producer: AIOKafkaProducer) -> None:
        self._producer = producer
        self._batches = _Batches(producer)

    async def publish(
        self, records: Sequence[Outgoing], group: str, offsets: Mapping[Partition, Committed], written: Callable[[], None] = nothing
    ) -> None:
        async with _translated():
            await self._producer.begin_transaction()
            if records:
                await self._batches.send(records)
            wanted = {TopicPartition(*place): OffsetAndMetadata(c.offset, c.metadata) for place, c in offsets.items()}
            await self._producer.send_offsets_to_transaction(wanted, group)
            written()
            await self._producer.commit_transaction()

    async def close(self) -> None:
        await _bounded(self._producer.stop())


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]
    def __init__(self, assigned: OnPartitions, revoked: OnPartitions) -> None:
        self._assigned = assigned
        self._revoked = revoked

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        await self._revoked(frozenset(Partition(*tp) for tp in revoked))

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        await self._assigned(frozenset(Partition(*tp) for tp in assigned))


def _records(raw: Iterable[Any]) -> list[Record]:
    # tuple.__new__: every message passes here, and a named tuple's own constructor costs three times as much.
    new = tuple.__new__
    return [new(Record, (r.topic, r.partition, r.offset, r.key, r.value if r.value is not None else b"", r.headers, r.timestamp)) for r in raw]


class KafkaMembership:
    def __init__(self, consumer: AIOKafkaConsumer) -> None:
        self._consumer = consumer
        #: The offset after the last record that was given out.
        self._given: dict[Partition, int] = {}

    async def fetch(self, places: Sequence[Partition], max_records: int, timeout_ms: int) -> Mapping[Partition, Sequence[Record]]:
        try:
            async with _translated():
                found = await self._consumer.getmany(*(TopicPartition(*place) for place in places), timeout_ms=timeout_ms, max_records=max_records)
        except BrokerUnavailable as error:
            if isinstance(error.__cause__, OffsetOutOfRangeError):
                raise PositionLost(str(error)) from error
            raise
        given = {Partition(*tp): _records(records) for tp, records in found.items() if records}
        for place, records in given.items():
            self._given[place] = records[-1].offset + 1
        return given

    async def seek(self, place: Partition, offset: int | None) -> int:
        tp = TopicPartition(*place)
        async with _translated():
            first = (await self._consumer.beginning_offsets([tp]))[tp]
            if offset is not None and offset < first:
                raise PositionLost(f"{place.topic}/{place.number}: records {offset} to {first - 1} were deleted before they were read")
            if offset is not None and offset > (end := (await self._consumer.end_offsets([tp]))[tp]):
                raise PositionLost(f"{place.topic}/{place.number}: progress is at {offset}, the topic ends at {end}: was it made anew?")
            position = int(first) if offset is None else offset
            self._consumer.seek(tp, position)
        self._given[place] = position
        return position

    async def commit(self, offsets: Mapping[Partition, Committed]) -> None:
        async with _translated():
            await self._consumer.commit({TopicPartition(*place): OffsetAndMetadata(c.offset, c.metadata) for place, c in offsets.items()})

    async def ends(self, places: Sequence[Partition]) -> Mapping[Partition, int]:
        async with _translated():
            found = await self._consumer.end_offsets([TopicPartition(*place) for place in places])
            # Where everything was read, what lies beyond the last record are marks of transactions, which nobody is given.
            return {Partition(*tp): self._given[Partition(*tp)] if await self._consumer.position(tp) >= end else end for tp, end in found.items()}

    async def close(self) -> None:
        await _bounded(self._consumer.stop())


class KafkaTail:
    def __init__(self, consumer: AIOKafkaConsumer, ends: Mapping[TopicPartition, int]) -> None:
        self._consumer = consumer
        self._ends = dict(ends)

    async def fetch(self, max_records: int, timeout_ms: int) -> Sequence[Record]:
        async with _translated():
            found = await self._consumer.getmany(timeout_ms=timeout_ms, max_records=max_records)
        return [record for records in found.values() for record in _records(records)]

    async def caught_up(self) -> bool:
        async with _translated():
            for tp, end in list(self._ends.items()):
                if await self._consumer.position(tp) >= end:
                    del self._ends[tp]
        return not self._ends

    async def close(self) -> None:
        await _bounded(self._consumer.stop())


class KafkaBroker:
    """A cluster, by its bootstrap servers. Nothing is connected before it is asked for."""

    def __init__(self, bootstrap: str, session_seconds: float = 10.0, fetch_wait_ms: int = 20, client: str = "klantstroom") -> None:
        self._bootstrap = bootstrap
        self._session_ms = int(session_seconds * 1000)
        self._fetch_wait_ms = fetch_wait_ms
        self._client = client
        self._admin: AIOKafkaAdminClient | None = None

    def _consumer(
        self, fetch_wait_ms: int, fetch_min_bytes: int = _FETCH_BYTES, max_partition_fetch_bytes: int = MAX_RECORD_BYTES, **options: Any
    ) -> AIOKafkaConsumer:
        return AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap,
            client_id=self._client,
            enable_auto_commit=False,
            auto_offset_reset="none",
            isolation_level="read_committed",
            # The broker gathers for this long before it answers: one answer for all partitions instead of one for each message.
            fetch_max_wait_ms=fetch_wait_ms,
            fetch_min_bytes=fetch_min_bytes,
            max_partition_fetch_bytes=max_partition_fetch_bytes,
            request_timeout_ms=_REQUEST_MS,
            retry_backoff_ms=_RETRY_MS,
            **options,
        )

    async def join(self, group: str, topics: Sequence[str], assigned: OnPartitions, revoked: OnPartitions) -> Membership:
        consumer = self._consumer(
            self._fetch_wait_ms,
            group_id=group,
            session_timeout_ms=self._session_ms,
            heartbeat_interval_ms=max(500, self._session_ms // 6),
            rebalance_timeout_ms=self._session_ms,
            max_poll_interval_ms=120_000,
        )
        membership = KafkaMembership(consumer)
        consumer.subscribe(list(topics), listener=_Listener(assigned, revoked))
        try:
            async with _translated():
                await consumer.start()
        except BrokerUnavailable:
            await membership.close()
            raise
        return membership

    def _producer(self, **options: Any) -> AIOKafkaProducer:
        return AIOKafkaProducer(
            bootstrap_servers=self._bootstrap,
            client_id=self._client,
            acks="all",
            enable_idempotence=True,
            linger_ms=0,
            max_batch_size=_BATCH_BYTES,
            # A batch is a record or more, and some bytes of its own.
            max_request_size=MAX_LETTER_BYTES + 1024,
            compression_type=None,
            request_timeout_ms=_REQUEST_MS,
            retry_backoff_ms=_RETRY_MS,
            **options,
        )

    async def _started(self, producer: AIOKafkaProducer) -> AIOKafkaProducer:
        try:
            async with _translated():
                # Bounded: with a broker that is up but not ready aiokafka would ask for ever.
                await asyncio.wait_for(producer.start(), _REQUEST_MS / 1000)
        except BaseException:
            await _bounded(producer.stop())
            raise
        return producer

    async def publisher(self) -> Publisher:
        return KafkaPublisher(await self._started(self._producer()))

    async def transactional_publisher(self, transactional_id: str) -> TransactionalPublisher:
        producer = self._producer(transactional_id=transactional_id, transaction_timeout_ms=20_000)
        return KafkaTransactionalPublisher(await self._started(producer))

    async def committed(self, group: str, places: Sequence[Partition]) -> Mapping[Partition, Committed]:
        async with _translated():
            admin = await self._connected_admin()
            found = await admin.list_consumer_group_offsets(group, partitions=[TopicPartition(*place) for place in places])
        return {Partition(*tp): Committed(c.offset, c.metadata or "") for tp, c in found.items() if c.offset >= 0}

    async def ping(self) -> None:
        """Raises BrokerUnavailable where no broker answers."""
        async with _translated():
            admin = await self._connected_admin()
            try:
                await asyncio.wait_for(admin.list_topics(), 5.0)
            except (KafkaError, OSError, TimeoutError):
                self._admin = None
                with contextlib.suppress(KafkaError, OSError):
                    await admin.close()
                raise

    async def _connected_admin(self) -> AIOKafkaAdminClient:
        if self._admin is None:
            admin = AIOKafkaAdminClient(
                bootstrap_servers=self._bootstrap, client_id=self._client, request_timeout_ms=_REQUEST_MS, retry_backoff_ms=_RETRY_MS
            )
            try:
                await asyncio.wait_for(admin.start(), 10.0)
            except BaseException:
                with contextlib.suppress(KafkaError, OSError):
                    await admin.close()
                raise
            self._admin = admin
        return self._admin

    async def tail(self, topics: Sequence[str], start: Mapping[Partition, int] | None = None, last: int | None = None) -> Tail:
        # Many partitions at a time, read to be looked at: small fetches bound what is held. A larger record comes alone.
        consumer = self._consumer(_TAIL_WAIT_MS, _TAIL_BYTES, 256 * 1024, group_id=None)
        try:
            async with _translated():
                await consumer.start()
                places = []
                for topic in topics:
                    # partitions_for_topic() answers None for a topic that was not asked for before.
                    numbers = await consumer._client._wait_on_metadata(topic)
                    places += [TopicPartition(topic, number) for number in sorted(numbers)]
                consumer.assign(places)
                first = await consumer.beginning_offsets(places)
                ends = await consumer.end_offsets(places)
                for tp in places:
                    wanted = (start or {}).get(Partition(*tp), first[tp] if last is None else ends[tp] - last)
                    consumer.seek(tp, min(max(wanted, first[tp]), ends[tp]))
        except BaseException:
            with contextlib.suppress(KafkaError, OSError):
                await consumer.stop()
            raise
        return KafkaTail(consumer, ends)

    async def close(self) -> None:
        if self._admin is not None:
            admin, self._admin = self._admin, None
            with contextlib.suppress(KafkaError, OSError):
                await admin.close()
