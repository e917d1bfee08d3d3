"""The same suite over real Kafka and real PostgreSQL."""

import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from runtime.broker import Committed, Outgoing, Partition, Record
from runtime.hop import Publishing
from runtime.kafka import KafkaBroker
from runtime.migrate import migrate
from runtime.outbox import PostgresStore, Store, connect
from tests.conftest import collect_leftovers
from tests.suites.unit_of_work import Bench, UnitOfWorkSuite, words
from tests.waiting import until


@pytest.fixture(autouse=True, scope="module")
def leftovers() -> Iterator[None]:
    """What the processes that died here left open is collected here, and does not turn up in somebody else's test."""
    yield
    collect_leftovers()


@pytest.fixture(autouse=True)
def leftovers_of_one() -> Iterator[None]:
    yield
    collect_leftovers()


class KafkaWorld:
    patience = 40.0

    def __init__(self, stack: Any, broker: KafkaBroker, pool: asyncpg.Pool) -> None:
        self._stack = stack
        self.broker = broker
        self._pool = pool

    def store(self) -> Store:
        return PostgresStore(self._pool)

    async def topics(self, *names: str) -> list[str]:
        fresh = [f"{name}-{uuid.uuid4().hex[:8]}" for name in names]
        made = await self._stack.new_topics([*fresh, *(f"{name}-dlq" for name in fresh)], partitions=4, prefix="")
        assert list(made.values())[: len(fresh)] == fresh
        return fresh

    async def write(self, records: Sequence[Outgoing]) -> None:
        publisher = await self.broker.publisher()
        await publisher.publish(records)
        await publisher.close()

    async def read_all(self, topic: str) -> list[Record]:
        tail = await self.broker.tail([topic])
        try:
            found: list[Record] = []
            while not await tail.caught_up():
                found += await tail.fetch(1_000, 100)
            return found
        finally:
            await tail.close()

    async def counts(self) -> dict[str, int]:
        return {row["k"]: row["n"] for row in await self._pool.fetch("SELECT k, n FROM counts")}

    async def gather(self, connection: Any, keys: set[str]) -> dict[str, int]:
        rows = await connection.fetch("SELECT k, n FROM counts WHERE k = ANY($1::text[]) ORDER BY k FOR UPDATE", sorted(keys))
        return {row["k"]: row["n"] for row in rows}

    async def apply(self, connection: Any, changes: dict[str, int]) -> None:
        await connection.execute(
            """INSERT INTO counts SELECT * FROM unnest($1::text[], $2::int[]) AS u (k, n) ORDER BY k
               ON CONFLICT (k) DO UPDATE SET n = excluded.n""",
            list(changes),
            list(changes.values()),
        )


@pytest.fixture
async def world(stack: Any, database: str, tmp_path: Path) -> AsyncIterator[KafkaWorld]:
    (tmp_path / "001_counts.sql").write_text("CREATE TABLE counts (k text PRIMARY KEY, n integer NOT NULL)", encoding="utf-8")
    await migrate(database, "counting", tmp_path)
    broker = KafkaBroker(stack.kafka, session_seconds=6.0)
    pool = await connect(database, "counting")
    try:
        yield KafkaWorld(stack, broker, pool)
    finally:
        await broker.close()
        await pool.close()


# A process that dies closes nothing; in one interpreter that shows as connections left to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
class TestOnKafka(UnitOfWorkSuite):
    pass


async def test_what_an_outsider_writes_in_a_transaction_leaves_no_lag(world: KafkaWorld) -> None:
    source, sink = await world.topics("in", "out")
    bench = Bench(world, source, sink, Publishing.TRANSACTIONAL)
    writing = await world.broker.transactional_publisher(f"outsider-{source}")
    try:
        process = bench.start()
        await writing.publish(words(range(20), source), "outsider", {Partition(sink, 0): Committed(0, "")})
        await bench.arrived(20)
        # A transaction ends with a mark in each partition, after the last record.
        await until(lambda: len(process.health.lag) == 4 and not any(process.health.lag.values()), world.patience, "lag 0 in all partitions")
    finally:
        await writing.close()
        await bench.close()
