"""Ingest on a real PostgreSQL: what it remembers, in how many statements, and that several processes agree."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from itertools import count as count_up
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest
from pydantic import SecretStr

import services.ingest
from runtime.access import Access
from runtime.broker import Outgoing, Partition, Record
from runtime.clock import system_clock
from runtime.hop import Conflict, Input, Refusal
from runtime.lifecycle import Resources
from runtime.memory import MemoryBroker
from runtime.migrate import migrate
from runtime.outbox import PostgresStore, connect
from runtime.process import Process
from schemas import envelope
from schemas.messages.inbound import Channel, InboundReason
from schemas.topics import INBOUND_TOPICS
from services.ingest.app import forgetting
from services.ingest.app.stream import Secrets, hop, read_record
from services.ingest.domain import View, decide, fold
from services.ingest.settings import IngestSettings
from services.ingest.store import apply, gather, purge

SECRETS = Secrets(b"a pepper for the tests", "NL", {})
NOW = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)


def said(**fields: Any) -> bytes:
    message = {"id": "m1", "channel": "web", "sender": {"email": "jan@voorbeeld.nl"}, "text": "hallo", "sent_at": "2026-03-02T09:15:00+01:00"}
    return orjson.dumps({**message, **fields})


class Batch:
    """Inputs of one unit of work; no two of them have one position."""

    _offsets = count_up()

    def __init__(self, *values: bytes) -> None:
        self.inputs = []
        for value in values:
            record = Record("inbound-web", 0, next(self._offsets), None, value, (), 0)
            arrived = read_record(record, Channel.WEB, SECRETS)
            assert not isinstance(arrived, Refusal)
            position = f"inbound-web/0/{record.offset}"
            self.inputs.append(Input(record.place, record.offset, None, arrived, position, "", ()))

    def decided(self, view: View) -> tuple[list[Any], list[str]]:
        changes: list[Any] = []
        outcomes = []
        for item in self.inputs:
            decision = decide(view, item, NOW)
            fold(view, decision)
            changes += decision.changes
            outcomes.append(decision.outcome)
        return changes, outcomes

    async def run(self, pool: asyncpg.Pool) -> list[str]:
        async with pool.acquire() as connection, connection.transaction():
            changes, outcomes = self.decided(await gather(connection, self.inputs))
            await apply(connection, changes)
        return outcomes


@pytest.fixture
async def pool(database: str) -> AsyncIterator[asyncpg.Pool]:
    await migrate(database, "ingest", Path(services.ingest.__file__).parent / "migrations")
    made = await connect(database, "ingest")
    yield made
    await made.close()


async def count(pool: asyncpg.Pool, table: str) -> int:
    number: int = await pool.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608 (names of this file)
    return number


async def test_what_was_seen_is_known_in_the_next_batch(pool: asyncpg.Pool) -> None:
    first = Batch(
        said(), said(), said(id="m2", sender={"email": "jan@voorbeeld.nl", "phone": "0612345678"}), said(id="m3", sender={"phone": "+31612345678"})
    )
    assert await first.run(pool) == ["new_customer", "duplicate", "identified", "returning"]
    assert (await count(pool, "messages"), await count(pool, "customers"), await count(pool, "identifiers")) == (3, 1, 2)
    assert await pool.fetchval("SELECT kinds FROM customers") == 2 | 4

    again = Batch(said(), said(text="iets anders"), said(id="m4", sender={"phone": "06-12345678", "customer_number": "1001"}))
    assert await again.run(pool) == ["duplicate", "conflicting_duplicate", "identified"]
    assert await pool.fetchval("SELECT kinds FROM customers") == 1 | 2 | 4
    assert (await count(pool, "messages"), await count(pool, "customers"), await count(pool, "identifiers")) == (4, 1, 3)


async def test_a_batch_costs_a_constant_number_of_statements(pool: asyncpg.Pool) -> None:
    class Counting:
        def __init__(self, connection: Any) -> None:
            self.connection = connection
            self.statements = 0

        def __getattr__(self, name: str) -> Any:
            self.statements += 1
            return getattr(self.connection, name)

    async def statements(batch: Batch) -> int:
        async with pool.acquire() as connection, connection.transaction():
            counting = Counting(connection)
            changes, _ = batch.decided(await gather(counting, batch.inputs))
            await apply(counting, changes)
            return counting.statements

    few = await statements(Batch(said(id="a", sender={"email": "a@x.nl"})))
    many = await statements(
        Batch(
            *(said(id=f"b{n}", sender={"email": f"{n}@x.nl"}) for n in range(300)),
            *(said(id=f"c{n}", sender={"email": "a@x.nl", "id": str(n)}) for n in range(50)),
        )
    )
    assert few == 2
    assert many == 2
    assert await statements(Batch()) == 0


async def test_nothing_personal_lies_in_the_tables(pool: asyncpg.Pool) -> None:
    await Batch(said(sender={"email": "canary@voorbeeld.nl", "phone": "0612345678", "customer_number": "CANARY1"}, text="canary")).run(pool)
    for table in ("messages", "customers", "identifiers"):
        for row in await pool.fetch(f"SELECT t::text AS said FROM {table} t"):  # noqa: S608 (names of this file)
            assert "canary" not in row["said"].lower()
            assert "612345678" not in row["said"]


async def test_two_processes_that_meet_one_new_customer_agree(pool: asyncpg.Pool) -> None:
    """Both have read that nobody is known; the second writer is told so and begins again."""
    one, two = Batch(said(id="1")), Batch(said(id="2"))
    async with pool.acquire() as connection, connection.transaction():
        late, _ = two.decided(await gather(connection, two.inputs))
    assert await one.run(pool) == ["new_customer"]
    async with pool.acquire() as connection:
        with pytest.raises(asyncpg.UniqueViolationError):
            async with connection.transaction():
                await apply(connection, late)
    assert await two.run(pool) == ["returning"]
    assert await count(pool, "customers") == 1


async def test_a_customer_who_was_changed_meanwhile_is_a_conflict(pool: asyncpg.Pool) -> None:
    await Batch(said(id="0", sender={"phone": "0201234567"})).run(pool)
    father = Batch(said(id="1", sender={"phone": "0201234567", "email": "vader@voorbeeld.nl"}))
    mother = Batch(said(id="2", sender={"phone": "0201234567", "email": "moeder@voorbeeld.nl"}))
    async with pool.acquire() as connection, connection.transaction():
        late, outcomes = mother.decided(await gather(connection, mother.inputs))
    assert outcomes == ["identified"]
    assert await father.run(pool) == ["identified"]
    async with pool.acquire() as connection:
        with pytest.raises(Conflict):
            async with connection.transaction():
                await apply(connection, late)
    assert await mother.run(pool) == ["new_customer"], "read anew, she is somebody else at the same telephone"


async def test_old_messages_are_forgotten_in_steps(pool: asyncpg.Pool) -> None:
    await Batch(*(said(id=str(number)) for number in range(25))).run(pool)
    await pool.execute("UPDATE messages SET received_on = $1 WHERE ctid IN (SELECT ctid FROM messages LIMIT 20)", date(2026, 1, 1))
    assert [await purge(pool, date(2026, 2, 1), 8) for _ in range(4)] == [8, 8, 4, 0]
    assert await count(pool, "messages") == 5
    assert await count(pool, "customers") == 1


async def test_the_background_task_forgets_what_is_past_its_retention(pool: asyncpg.Pool) -> None:
    await Batch(said(id="old"), said(id="new")).run(pool)
    today = datetime.now(UTC).date()
    await pool.execute("UPDATE messages SET received_on = $1", today)
    await pool.execute("UPDATE messages SET received_on = $1 WHERE ctid = (SELECT min(ctid) FROM messages)", today - timedelta(days=8))
    settings = IngestSettings(pepper=SecretStr("a pepper for the tests"), message_retention_days=7)
    task = asyncio.create_task(forgetting(Resources(settings, MemoryBroker(), pool, system_clock, Access(None)), settings)())  # type: ignore[arg-type]
    async with asyncio.timeout(10):
        while await count(pool, "messages") != 1:  # noqa: ASYNC110 (the database tells nobody)
            await asyncio.sleep(0)
    assert await pool.fetchval("SELECT received_on FROM messages") == today
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_migration_can_be_applied_by_whoever_comes_first(database: str) -> None:
    folder = Path(services.ingest.__file__).parent / "migrations"
    applied = await asyncio.gather(*(migrate(database, "ingest", folder) for _ in range(3)))
    assert sum(1 for names in applied if any(name.startswith("ingest/") for name in names)) == 1


# --- the whole hop, on the unit of work -----------------------------------------------------------------------------------------------


async def _until(condition: Any, seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 (a condition over what the broker holds)
            await asyncio.sleep(0.01)


async def test_the_whole_hop(pool: asyncpg.Pool) -> None:
    """Good, repeated and bad messages; two processes; each message goes on once, each bad one to its dead-letter topic, unchanged."""
    broker = MemoryBroker(partitions=2)
    good = [
        said(id=f"m{number}", channel=channel.value, sender={"email": f"person{number % 7}@voorbeeld.nl", "phone": f"06123456{number % 7:02d}"})
        for number in range(40)
        for channel in Channel
    ]
    bad = {
        InboundReason.NOT_JSON: b"{",
        InboundReason.NOT_UTF8: b'{"a":"\xff"}',
        InboundReason.TOO_DEEP: b"[" * 50 + b"]" * 50,
        InboundReason.INVALID: said(text=""),
        InboundReason.WRONG_CHANNEL: said(channel="chat", id="wrong"),
        InboundReason.TOO_LARGE: b" " * (2 * 1024 * 1024 + 1),
    }
    for value in good:
        topic = f"inbound-{orjson.loads(value)['channel']}"
        # The same message on both partitions, as after a producer's mistake: only one of them goes on.
        broker.append(Outgoing(topic, None, value, ()), 0)
        broker.append(Outgoing(topic, None, value, ()), 1)
    for value in bad.values():
        broker.append(Outgoing("inbound-web", b"k", value, ()))
    broker.append(Outgoing("inbound-web", b"k", said(id="m0", text="iets anders"), ()), 0)
    broker.append(Outgoing("inbound-web", b"k", said(id="x"), ((envelope.SOURCE, b"myspace"),)), 1)
    broker.append(Outgoing("inbound-email", b"k", b"no mail", ((envelope.SOURCE, b"rfc5322"),)), 1)
    broker.append(Outgoing("inbound-forum", b"k", b"{}", ((envelope.SOURCE, b"discourse"),)), 1)
    last = broker.append(Outgoing("inbound-forum", b"k", said(id="last", channel="forum"), ()), 1)

    processes = [Process(hop(SECRETS, 50), broker, PostgresStore(pool), system_clock, batch=50, poll_ms=10) for _ in range(2)]
    running = [asyncio.create_task(process.run()) for process in processes]
    expected = len(good) + 1
    dead = [f"{topic}-dlq" for topic in INBOUND_TOPICS]
    try:
        await _until(
            lambda: len(broker.records("messages-ingested")) >= expected and sum(len(broker.records(topic)) for topic in dead) >= len(bad) + 4
        )
        await _until(lambda: sum(broker.offsets[key].offset for key in broker.offsets) >= 2 * len(good) + len(bad) + 5)
    finally:
        for process in processes:
            await process.drain()
        await asyncio.gather(*running)

    ingested = [orjson.loads(record.value) for record in broker.records("messages-ingested")]
    assert len(ingested) == len({one["message_id"] for one in ingested}) == expected
    assert len({one["customer_id"] for one in ingested}) == 8
    assert all(record.key == orjson.loads(record.value)["customer_id"].encode() for record in broker.records("messages-ingested"))
    known = [orjson.loads(record.value) for record in broker.records("customers-changed")]
    assert sorted(one["change"] for one in known) == ["known"] * 8
    reasons: dict[str, bytes] = {}
    for topic in dead:
        for record in broker.records(topic):
            reason = record.header(envelope.DLQ_REASON)
            assert reason is not None
            reasons[reason.decode()] = record.value
    assert set(reasons) == set(InboundReason)
    assert all(reasons[reason] == value for reason, value in bad.items())
    assert last.place == Partition("inbound-forum", 1)
    assert "last" in {one["inbound_id"] for one in ingested}, "the next message flows"
    assert await count(pool, "messages") == expected
    assert await count(pool, "identifiers") == 15
