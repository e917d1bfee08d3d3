"""Route's hop under the real unit of work: a broker in memory, a real PostgreSQL, several processes, crashes."""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest

from runtime.broker import Outgoing, Record
from runtime.codec import encode
from runtime.memory import MemoryBroker
from runtime.migrate import migrate
from runtime.outbox import PostgresStore, connect
from runtime.process import Process
from schemas.topics import TOPICS
from services.route import app
from tests.route_world import MONDAY, POLICY, agent, control, hours, incident, member, message, topic_of
from tests.suites.unit_of_work import Crash, CrashingFailpoint
from tests.waiting import until

MIGRATIONS = Path(app.__file__).parent / "migrations"
PATIENCE = 60.0


class Running:
    """Route's processes over one broker and one database, with a clock of their own."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self.broker = MemoryBroker(partitions=4)
        self.now = MONDAY
        self._tasks: list[tuple[Process, asyncio.Task[None]]] = []

    def start(self, failpoint: CrashingFailpoint | None = None) -> None:
        hop = app.hop_of(POLICY)
        process = Process(hop, self.broker, PostgresStore(self.pool), lambda: self.now, batch=50, failpoint=failpoint, poll_ms=20)
        self._tasks.append((process, asyncio.create_task(process.run())))

    async def stop(self) -> None:
        for process, task in self._tasks:
            await process.drain()
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Crash):
                await task
        self._tasks.clear()

    def write(self, *events: Any) -> None:
        for event in events:
            topic = topic_of(event)
            key = getattr(event, TOPICS[topic].key or "")
            self.broker.append(Outgoing(topic, key.encode(), encode(event), ()))

    def write_bytes(self, topic: str, value: bytes) -> None:
        self.broker.append(Outgoing(topic, b"k", value, (("source", b"somebody"),)))

    def read(self, topic: str) -> list[Any]:
        return [TOPICS[topic].value.model_validate_json(record.value) for record in self.broker.records(topic)]

    def letters(self, topic: str) -> list[Record]:
        return self.broker.records(f"{topic}-dlq")

    async def until(self, what: str, topic: str, number: int) -> None:
        await until(lambda: len(self.broker.records(topic)) >= number, PATIENCE, what)


@pytest.fixture
async def route(database: str) -> AsyncIterator[Running]:
    await migrate(database, "route", MIGRATIONS)
    pool = await connect(database, "route", size=6)
    running = Running(pool)
    yield running
    await running.stop()
    await pool.close()


def many(number: int, seed: int) -> Sequence[Any]:
    """Messages of a few customers and agents' acts about them, some of these before their message."""
    chance = random.Random(seed)
    events: list[Any] = []
    for index in range(number):
        events.append(
            message(
                f"m{index}",
                MONDAY,
                f"customer{index % 12}",
                topic=chance.choice(["billing", "contract", "product_question"]),
                personal=chance.random() < 0.5,
                thread_id=chance.choice([None, f"t{index % 20}"]),
            )
        )
        about = f"m{min(number - 1, index + chance.randrange(-5, 3))}" if index > 5 else f"m{index}"
        action = chance.choice(["accepted", "replied", "resolved", "on_hold", "declined"])
        events.append(agent(action, f"g{index}", MONDAY, f"agent{index % 5}", message_id=about, text="Hello"))
    return events


async def whole(route: Running, messages: int) -> None:
    """Every message routed once; every conversation's history without a gap, in the table and on the topic."""
    routed = Counter(one.message_id for one in route.read("messages-routed"))
    assert routed == Counter({f"m{index}": 1 for index in range(messages)})
    said = Counter(one.conversation_id for one in route.read("conversations-changed"))
    kept = {row["conversation_id"]: row["changes"] for row in await route.pool.fetch("SELECT conversation_id, changes FROM conversations")}
    assert said == Counter({conversation: number for conversation, number in kept.items() if number})
    replies = Counter(one.reply_id for one in route.read("replies-outbound"))
    assert all(number == 1 for number in replies.values())
    opened = Counter(one.conversation_id for one in route.read("conversations-changed") if one.change == "opened")
    assert set(opened.values()) == {1}
    # An act was taken, refused, or waits no longer.
    taken = await route.pool.fetchval("SELECT count(*) FROM activities")
    assert taken + len(route.letters("agent-activity")) == messages
    assert await route.pool.fetchval("SELECT count(*) FROM parked") == 0


async def settled(route: Running, number: int) -> None:
    await route.until("all messages routed", "messages-routed", number)

    async def acts() -> bool:
        return bool(await route.pool.fetchval("SELECT count(*) FROM activities") + len(route.letters("agent-activity")) == number)

    # What waited is looked at again when its time has come.
    route.now += timedelta(minutes=2)
    await until(acts, PATIENCE, "every act taken or refused")

    async def published() -> bool:
        # The table is committed first: the last unit's events are on their way.
        changes = await route.pool.fetchval("SELECT coalesce(sum(changes), 0) FROM conversations")
        return len(route.broker.records("conversations-changed")) >= changes

    await until(published, PATIENCE, "what the table says is on the topic too")


async def test_two_processes_that_touch_each_other_s_conversations(route: Running) -> None:
    route.start()
    route.start()
    route.write(*many(120, seed=1))
    await settled(route, 120)
    await whole(route, 120)


@pytest.mark.parametrize("step", ["after_gather", "before_commit", "after_commit", "mid_publish", "in_transaction", "after_publish"])
async def test_a_crash_at_any_step_loses_and_doubles_nothing(route: Running, step: str) -> None:
    failpoint = CrashingFailpoint(step, times=2)
    route.start(failpoint)
    route.write(*many(60, seed=2))
    await asyncio.wait_for(failpoint.died.wait(), PATIENCE)
    await route.stop()
    route.start()
    await settled(route, 60)
    await whole(route, 60)


async def test_promises_break_once_although_the_service_was_down_at_the_moment(route: Running) -> None:
    route.start()
    route.write(message("m0", kind="complaint"))
    await route.until("routed", "messages-routed", 1)
    await route.stop()
    route.now = MONDAY + timedelta(days=10)
    route.start()
    route.start()
    await route.until("both breached", "conversations-changed", 3)
    await route.stop()
    breached = [(one.change, one.target) for one in route.read("conversations-changed")]
    assert breached == [("opened", None), ("breached", "first_response"), ("breached", "resolution")]
    assert await route.pool.fetchval("SELECT count(*) FROM timers") == 0


async def test_an_act_from_another_partition_takes_the_timer_away(route: Running) -> None:
    route.start()
    route.write(message("m0", kind="complaint"))
    await route.until("routed", "messages-routed", 1)
    assert await route.pool.fetchval("SELECT count(*) FROM timers") == 1
    route.write(agent("replied", "g0", agent_id="somebody in another partition", message_id="m0", text="Hi"))
    await route.until("answered", "replies-outbound", 1)
    assert await route.pool.fetchval("SELECT count(*) FROM timers") == 0


@pytest.mark.parametrize(
    ("topic", "value", "reason"),
    [
        ("agent-activity", b"{", b"not_json"),
        ("agent-activity", b"\xff", b"not_utf8"),
        ("agent-activity", b"{}", b"invalid"),
        ("agent-activity", b'{"activity_id":"a\\u0000","action":"accepted","agent_id":"x","at":"2026-06-01T09:00:00Z","message_id":"m"}', b"invalid"),
        ("agent-activity", b"[" * 100 + b"]" * 100, b"too_deep"),
        ("agent-activity", encode(agent("replied", message_id="m0")), b"no_text"),
        ("community-activity", b'{"activity_id":"a","action":"dancing","member_id":"x","at":"2026-06-01T09:00:00Z"}', b"invalid"),
        ("community-activity", b'{"activity_id":"a","action":"answered","member_id":"x","at":"yesterday"}', b"invalid"),
        ("control", encode(control("incident_closed")), b"unknown_incident"),
        ("control", b"null", b"invalid"),
        ("messages-classified", b'{"message_id": "x"}', b"invalid"),
    ],
)
async def test_nonsense_goes_to_the_dead_letters_and_the_next_message_flows(route: Running, topic: str, value: bytes, reason: bytes) -> None:
    route.write(message("m0", topic="billing", personal=True))
    route.start()
    await route.until("routed", "messages-routed", 1)
    route.write_bytes(topic, value)
    await route.until("a dead letter", f"{topic}-dlq", 1)
    route.write(message("m1", customer="bas"))
    await route.until("the next one routed", "messages-routed", 2)
    (letter,) = route.letters(topic)
    assert letter.value == value
    assert letter.header("dlq-reason") == reason
    assert letter.header("source") == b"somebody"


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00"])
async def test_impossible_clocks_of_others_stop_nothing(route: Running, at: str) -> None:
    route.write(message("m0", topic="billing", personal=True))
    route.start()
    await route.until("routed", "messages-routed", 1)
    for number, action in enumerate(("presence", "accepted", "replied", "on_hold", "resolved")):
        act = {
            "activity_id": f"g{number}",
            "action": action,
            "agent_id": "kim",
            "at": at,
            "message_id": "m0",
            "text": "x",
            "presence": {"available": True},
        }
        route.write_bytes("agent-activity", orjson.dumps(act))
    for number, action in enumerate(("asked", "answered", "accepted")):
        act = {"activity_id": f"c{number}", "action": action, "member_id": "bob", "at": at, "message_id": "m0", "thread_id": "f1"}
        route.write_bytes("community-activity", orjson.dumps(act))
    about = orjson.loads(encode(incident()))
    route.write_bytes(
        "control", orjson.dumps({"control_id": "k", "action": "incident_opened", "subject": "i1", "at": at, "by": "x", "incident": about})
    )
    route.write(message("m1", customer="bas"))
    await route.until("the next one routed", "messages-routed", 2)
    await until(_counted(route, "SELECT count(*) FROM incidents", 1), PATIENCE, "the incident")
    await until(_counted(route, "SELECT count(*) FROM conversations WHERE status = 'resolved'", 1), PATIENCE, "the end")


def _counted(route: Running, query: str, number: int) -> Any:
    async def counted() -> bool:
        return bool(await route.pool.fetchval(query) == number)

    return counted


async def test_what_waited_in_vain_is_dead_lettered_with_its_bytes(route: Running) -> None:
    route.start()
    act = member("answered", "c1", MONDAY, message_id="never", text="So.")
    route.write(act)
    await until(_counted(route, "SELECT count(*) FROM parked", 1), PATIENCE, "the act waits")
    await route.stop()
    route.now = MONDAY + hours(25)
    route.start()
    await route.until("a dead letter", "community-activity-dlq", 1)
    (letter,) = route.letters("community-activity")
    assert letter.value == encode(act)
    assert letter.header("dlq-reason") == b"unknown_conversation"
    assert letter.header("dlq-topic") == b"community-activity"
    assert await route.pool.fetchval("SELECT count(*) FROM parked") == 0
    assert await route.pool.fetchval("SELECT count(*) FROM timers") == 0


async def test_everyone_is_told_the_end_across_partitions_and_processes(route: Running) -> None:
    route.start()
    route.start()
    route.write(control("incident_opened", incident()))
    await until(_counted(route, "SELECT count(*) FROM incidents", 1), PATIENCE, "the incident")
    route.write(*(message(f"m{index}", customer=f"customer{index}", topic="outage") for index in range(700)))
    route.write(control("incident_closed", incident(announcement={"en": "Fixed."})))
    await route.until("all routed", "messages-routed", 700)

    async def all_told() -> bool:
        return bool(
            await route.pool.fetchval("SELECT count(*) FROM conversations WHERE incident_id IS NOT NULL AND told_at IS NULL") == 0
            and await route.pool.fetchval("SELECT count(*) FROM timers WHERE kind = 'incident_told'") == 0
            and await route.pool.fetchval("SELECT count(*) FROM incidents WHERE closed_at IS NOT NULL") == 1
        )

    await until(all_told, PATIENCE, "all told")
    await route.stop()
    told = Counter(reply.customer_id for reply in route.read("replies-outbound") if reply.text == "Fixed.")
    announced = Counter(reply.customer_id for reply in route.read("replies-outbound") if reply.text == "We are on it.")
    assert told == announced, "whoever was counted in, and nobody else, is told once"
    assert set(told.values()) <= {1}
