"""Route's gather and apply on a real PostgreSQL, and its whole unit of work with a broker in memory."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import orjson
import pytest
from fastapi import FastAPI

from runtime.access import Access, add_key, new_key
from runtime.broker import Partition
from runtime.hop import Decision, Due, Input
from runtime.lifecycle import Resources
from runtime.migrate import migrate
from runtime.outbox import connect
from runtime.problems import install
from schemas.messages.agents import AgentActivity, Presence
from schemas.messages.community import CommunityActivity
from services.route import app, store
from services.route.adapters.desk import cursor_of, place_of, router
from services.route.domain.decide import decide
from services.route.domain.view import Heard, View
from services.route.settings import RouteSettings
from tests.route_world import MONDAY, POLICY, World, agent, control, hours, incident, member, message, record, topic_of

MIGRATIONS = Path(app.__file__).parent / "migrations"


@pytest.fixture
async def pool(database: str) -> AsyncIterator[asyncpg.Pool]:
    await migrate(database, "route", MIGRATIONS)
    pool = await connect(database, "route", size=6)
    yield pool
    await pool.close()


class Unit:
    """Units of work on a real database, with the timers and events in memory: `World` again, but what it knows it reads anew each time."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self.world = World()
        self.offset = 0

    def item(self, event: Any) -> Input:
        topic = topic_of(event)
        self.offset += 1
        heard = Heard(event, record(topic, event, self.offset)) if isinstance(event, AgentActivity | CommunityActivity) else event
        return Input(Partition(topic, 0), self.offset, None, heard, f"{topic}/0/{self.offset}", "trace", ())

    async def take(self, *events: Any) -> list[Decision]:
        """One unit for all of `events`."""
        self.world.now = max([self.world.now, *(getattr(event, "received_at", None) or event.at for event in events)])
        return await self.unit([self.item(event) for event in events])

    async def unit(self, items: Sequence[Input]) -> list[Decision]:
        async with self.pool.acquire() as connection, connection.transaction():
            return await self.inside(connection, items)

    async def inside(self, connection: asyncpg.Connection, items: Sequence[Input]) -> list[Decision]:
        view = await store.gather(POLICY, connection, items)
        return await self.decided(connection, view, items)

    async def decided(self, connection: asyncpg.Connection, view: View, items: Sequence[Input]) -> list[Decision]:
        decisions = []
        for item in items:
            decision = decide(POLICY, app.reread, view, item, self.world.now)
            store.fold(view, decision)
            decisions.append(decision)
            self.world.events += decision.events
            if decision.refusal is not None:
                self.world.refused.append((decision.refusal.reason, decision.refusal.record))
            for timer in decision.timers:
                self.world.timers.pop(timer.timer_id, None)
                if hasattr(timer, "due_at"):
                    self.world.timers[timer.timer_id] = timer  # type: ignore[assignment]
        changes = [change for decision in decisions for change in decision.changes]
        if changes:
            await store.apply(connection, changes)
        return decisions

    async def pass_until(self, moment: Any) -> list[str]:
        """Timers that are due fire, all of one moment in one unit."""
        outcomes: list[str] = []
        while due := sorted((timer for timer in self.world.timers.values() if timer.due_at <= moment), key=lambda t: (t.due_at, t.timer_id)):
            first = [timer for timer in due if timer.due_at == due[0].due_at]
            self.world.now = max(self.world.now, first[0].due_at)
            items = []
            for timer in first:
                del self.world.timers[timer.timer_id]
                fired = Due(timer.timer_id, timer.kind, timer.due_at, orjson.loads(orjson.dumps(timer.payload)))
                place = Partition("messages-classified", 0)
                items.append(Input(place, -1, None, fired, f"timer/{timer.timer_id}/{timer.due_at.isoformat()}", "trace", ()))
            outcomes += [decision.outcome for decision in await self.unit(items)]
        self.world.now = max(self.world.now, moment)
        return outcomes

    async def conversations(self) -> dict[str, Any]:
        rows = await self.pool.fetch("SELECT * FROM conversations")
        return {row["conversation_id"]: store.conversation_of(row) for row in rows}


STORY: list[Any] = [
    message("m1", MONDAY, thread_id="t", topic="billing", personal=True),
    message("m2", MONDAY + hours(1), channel="email", topic="billing", personal=True),
    agent("accepted", "g1", MONDAY + hours(1), message_id="m1"),
    message("n1", MONDAY + hours(1), customer="bas"),
    member("answered", "c0", MONDAY + hours(1), message_id="later", thread_id="f9", text="Early"),
    agent("replied", "g2", MONDAY + hours(2), message_id="m2", text="Done."),
    member("answered", "c1", MONDAY + hours(2), message_id="n1", thread_id="f1", text="So."),
    member("accepted", "c2", MONDAY + hours(2), thread_id="f1"),
    agent("resolved", "g3", MONDAY + hours(3), message_id="m1"),
    control("incident_opened", incident(), MONDAY + hours(3)),
    message("o1", MONDAY + hours(3), customer="cor", topic="outage", kind="complaint"),
    message("o2", MONDAY + hours(3), customer="dee", topic="outage", language="nl"),
    message("m3", MONDAY + hours(4), thread_id="t", topic="contract", personal=True),
    message("later", MONDAY + hours(4), customer="eve"),
    control("incident_closed", at=MONDAY + hours(5)),
    message("m1", MONDAY),
]


@pytest.mark.parametrize("size", [1, 3, 16])
async def test_a_story_in_units_of_any_size_ends_as_in_memory(pool: asyncpg.Pool, size: int) -> None:
    """What is decided over rows that were just read is what is decided over a memory that never forgot; batches change nothing."""
    memory = World()
    for event in STORY:
        memory.take(event)
        memory.now = max(memory.now, getattr(event, "received_at", None) or event.at)
    unit = Unit(pool)
    for start in range(0, len(STORY), size):
        await unit.take(*STORY[start : start + size])
    memory.pass_until(MONDAY + timedelta(days=30))
    await unit.pass_until(MONDAY + timedelta(days=30))

    def without_moments(events: Sequence[Any]) -> list[Any]:
        skipped = {"routed_at", "at"}
        return sorted((repr(event.value.model_dump(exclude=skipped)) for event in events), key=str)

    if size == 1:
        assert without_moments(unit.world.events) == without_moments(memory.events)
        assert await unit.conversations() == memory.view.conversations
    assert [r.message_id for r in unit.world.routed] == [r.message_id for r in memory.routed]
    assert [(r.destination, r.team, r.conversation_id, r.repeat_of) for r in unit.world.routed] == [
        (r.destination, r.team, r.conversation_id, r.repeat_of) for r in memory.routed
    ]
    assert sorted(map(str, unit.world.kinds)) == sorted(map(str, memory.kinds))
    assert {reply.text for reply in unit.world.replies} == {reply.text for reply in memory.replies}
    assert await pool.fetchval("SELECT count(*) FROM parked") == 0
    assert await pool.fetchval("SELECT count(*) FROM messages") == len(memory.routed)
    assert await pool.fetchval("SELECT count(*) FROM changes") == len(memory.changed)
    assert await pool.fetchval("SELECT count(*) FROM conversations WHERE told_at IS NOT NULL") == 2


async def test_every_column_survives_the_way_to_the_database_and_back(pool: asyncpg.Pool) -> None:
    unit = Unit(pool)
    await unit.take(message("m1", thread_id="t", topic="billing", personal=True))
    (one,) = (await unit.conversations()).values()
    full = one._replace(
        agent_id="kim",
        member_id="bob",
        channels=("chat", "email"),
        first_response_at=MONDAY,
        paused_at=MONDAY,
        resolved_at=MONDAY,
        resolved_by="agent",
        answering_activity="a",
        closing_activity="b",
        incident_id="i",
        told_at=MONDAY,
        work_id="w",
        response_breached=True,
        resolution_breached=True,
        last_public=True,
    )
    async with pool.acquire() as connection:
        await store.apply(connection, [store.PutConversation(full)])
    assert (await unit.conversations())[one.conversation_id] == full


async def test_the_number_of_statements_does_not_grow_with_the_unit(pool: asyncpg.Pool) -> None:
    counts = []
    for size in (1, 2, 200):  # in the first one asyncpg asks about types as well
        statements: list[str] = []
        unit = Unit(pool)
        events = [
            event
            for index in range(size)
            for event in (
                message(f"{size}-m{index}", customer=f"{size}-{index}", thread_id=f"t{index}", topic="billing", personal=True),
                agent("accepted", f"{size}-g{index}", message_id=f"{size}-m{index}", agent_id=f"a{index}"),
                agent("presence", f"{size}-p{index}", agent_id=f"a{index}", presence=Presence(available=True)),
                member("answered", f"{size}-c{index}", message_id="not known"),
            )
        ]
        async with pool.acquire() as connection:
            with connection.query_logger(lambda logged, seen=statements: seen.append(logged.query)):
                async with connection.transaction():
                    await unit.inside(connection, [unit.item(event) for event in events])
        counts.append(len(statements))
    assert counts[1] == counts[2] <= 12


async def test_a_unit_of_messages_is_three_statements(pool: asyncpg.Pool) -> None:
    """Incidents, where everything is, and all that is written; one more where there are conversations to be locked."""
    unit = Unit(pool)
    await unit.take(message("m0", customer="zoe"))  # asyncpg asks about types
    counts = []
    for start in (1, 11):
        statements: list[str] = []
        items = [unit.item(message(f"m{start + index}", MONDAY + hours(start), f"c{index}", topic="billing")) for index in range(10)]
        async with pool.acquire() as connection, connection.transaction():
            with connection.query_logger(lambda logged, seen=statements: seen.append(logged.query)):
                await unit.inside(connection, items)
        counts.append(len(statements))
    assert counts == [3, 4]
    assert len(await unit.conversations()) == 11


async def test_rows_travel_with_all_columns_of_their_tables(pool: asyncpg.Pool) -> None:
    for table in ("conversations", "messages", "changes", "activities", "anchors"):
        names = [
            row["attname"]
            for row in await pool.fetch("SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 ORDER BY attnum", table)
        ]
        kind = {"activities": "activity"}.get(table, table.removesuffix("s")) + "_row"
        sent = [
            row["attname"]
            for row in await pool.fetch(
                "SELECT a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.oid = $1::regclass ORDER BY attnum", kind
            )
        ]
        assert sent == names, table


async def test_the_seven_day_look_up_uses_its_index_whatever_the_planner_believes(pool: asyncpg.Pool) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        await connection.execute(f"PREPARE locate AS {store.LOCATE}")
        await connection.execute(f"PREPARE locking AS {store.LOCK}")
        plan = "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN EXECUTE locate ({', '.join(['NULL'] * 17)})"))
        plan += "\n".join(row[0] for row in await connection.fetch("EXPLAIN EXECUTE locking (NULL)"))
        await connection.execute(f"PREPARE waiting AS {store.PARKED}")
        plan += "\n".join(row[0] for row in await connection.fetch("EXPLAIN EXECUTE waiting (NULL)"))
    indexes = ("recent", "pkey", "to_tell")
    assert all(f"conversations_{index}" in plan for index in indexes), plan
    assert all(
        index in plan
        for index in (
            "anchors_pkey",
            "messages_inbound",
            "messages_pkey",
            "anchors_forum",
            "activities_pkey",
            "parked_pkey",
            "parked_message",
            "parked_thread",
        )
    ), plan
    assert "Seq Scan" not in plan, plan


async def test_two_units_about_one_conversation_wait_for_each_other(pool: asyncpg.Pool) -> None:
    """Two agents accept at once, in two processes: one gets it, the other is refused."""
    unit = Unit(pool)
    await unit.take(message("m1", topic="billing", personal=True))
    items = [unit.item(agent("accepted", f"g{n}", agent_id=f"agent{n}", message_id="m1")) for n in range(2)]
    gathered = asyncio.Event()

    async def first() -> list[Decision]:
        async with pool.acquire() as connection, connection.transaction():
            view = await store.gather(POLICY, connection, items[:1])
            gathered.set()
            await _until_somebody_waits(pool)
            return await unit.decided(connection, view, items[:1])

    async def second() -> list[Decision]:
        await gathered.wait()
        return await unit.unit(items[1:])

    (one,), (two,) = await asyncio.gather(first(), second())
    assert one.outcome == "accepted"
    assert two.refusal is not None
    assert two.refusal.reason == "already_assigned"


async def test_nobody_is_counted_in_after_the_end(pool: asyncpg.Pool) -> None:
    """The incident closes while a unit that read it as open is at work: the close waits, and everyone is told."""
    unit = Unit(pool)
    await unit.take(control("incident_opened", incident()))
    late = [unit.item(message("m1", topic="outage"))]
    gathered = asyncio.Event()

    async def counts_in() -> None:
        async with pool.acquire() as connection, connection.transaction():
            view = await store.gather(POLICY, connection, late)
            gathered.set()
            await _until_somebody_waits(pool)
            await unit.decided(connection, view, late)

    async def closes() -> None:
        await gathered.wait()
        await unit.take(control("incident_closed"))

    await asyncio.gather(counts_in(), closes())
    await unit.pass_until(unit.world.now + hours(1))
    assert [reply.author for reply in unit.world.replies] == ["notice", "notice"]


async def _until_somebody_waits(pool: asyncpg.Pool) -> None:
    async with asyncio.timeout(10), pool.acquire() as connection:
        # Another connection's lock sets no event of ours.
        while not await connection.fetchval("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_presence_is_stored_and_an_older_one_does_not_overwrite(pool: asyncpg.Pool) -> None:
    unit = Unit(pool)
    here = Presence(available=True, team="billing", skills={"nl": 5}, languages=("nl", "en"), capacity={"all": 3})
    await unit.take(agent("presence", "p1", MONDAY + hours(1), presence=here))
    await unit.take(agent("presence", "p2", MONDAY, presence=Presence(available=False)))
    row = await pool.fetchrow("SELECT * FROM agents")
    assert row is not None
    assert (row["available"], row["skills"], row["languages"], row["capacity"]) == (True, {"nl": 5}, ["nl", "en"], {"all": 3})


async def test_hostile_words_reach_the_database_as_words(pool: asyncpg.Pool) -> None:
    unit = Unit(pool)
    nasty = "'; DROP TABLE conversations; -- \\ {topic} %s 🦆 \u2028 \U0010ffff"
    await unit.take(message("m1", text=nasty, thread_id=nasty[:150], topic="billing", personal=True, region=nasty))
    await unit.take(agent("replied", "g1", message_id="m1", text=nasty))
    assert unit.world.replies[0].text == nasty
    assert await pool.fetchval("SELECT routed->>'text' FROM messages") == nasty


# -- over HTTP ------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
async def desk(pool: asyncpg.Pool, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    plain, entry = new_key(["desk"], MONDAY)
    add_key(tmp_path / "keys.json", entry)
    resources = Resources(RouteSettings(), None, pool, lambda: MONDAY, Access(tmp_path / "keys.json"))  # type: ignore[arg-type]
    web = FastAPI()
    install(web)
    web.include_router(router(resources, POLICY))
    transport = httpx.ASGITransport(app=web)
    async with httpx.AsyncClient(transport=transport, base_url="http://route", headers={"Authorization": f"Bearer {plain}"}) as client:
        yield client


async def test_a_desk_pages_through_conversations(pool: asyncpg.Pool, desk: httpx.AsyncClient) -> None:
    unit = Unit(pool)
    await unit.take(*(message(f"m{n}", MONDAY + timedelta(minutes=n // 2), f"c{n}", topic="billing", personal=n % 3 == 0) for n in range(25)))
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = (await desk.get("/v1/conversations", params={"limit": 7, **({"cursor": cursor} if cursor else {})})).json()
        seen += [one["conversation_id"] for one in page["conversations"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 25
    with_billing = (await desk.get("/v1/conversations", params={"team": "billing", "status": "open", "destination": "agents"})).json()
    assert {one["customer_id"] for one in with_billing["conversations"]} == {f"c{n}" for n in range(0, 25, 3)}


async def test_a_desk_reads_one_conversation_with_its_reasons_and_changes(pool: asyncpg.Pool, desk: httpx.AsyncClient) -> None:
    unit = Unit(pool)
    await unit.take(message("m1", thread_id="t", topic="billing", personal=True), agent("accepted", "g1", message_id="m1"))
    await unit.take(message("m2", MONDAY + hours(1), thread_id="t"))
    number = unit.world.routed[0].conversation_id
    said = (await desk.get(f"/v1/conversations/{number}")).json()
    assert [one["message_id"] for one in said["history"]] == ["m1", "m2"]
    assert said["history"][1]["reasons"][0]["rule"] == "stays-with-agents"
    assert [one["change"] for one in said["changes"]] == ["opened", "assigned"]
    assert (said["agent_id"], said["owed"], said["messages"]) == ("kim", "first_response", 2)
    one = (await desk.get("/v1/messages/m2")).json()
    assert one == said["history"][1]


async def test_queues_tell_what_waits(pool: asyncpg.Pool, desk: httpx.AsyncClient) -> None:
    unit = Unit(pool)
    await unit.take(*(message(f"m{n}", MONDAY + hours(n), f"c{n}", topic="billing", personal=True) for n in range(3)), message("q"))
    await unit.take(agent("accepted", "g1", message_id="m1"))
    await unit.pass_until(MONDAY + timedelta(hours=5))
    queues = {queue["team"]: queue for queue in (await desk.get("/v1/queues")).json()["queues"]}
    assert set(queues) == POLICY.teams
    assert (queues["billing"]["open"], queues["billing"]["unassigned"], queues["billing"]["breached"]) == (3, 2, 2)
    assert queues["billing"]["oldest"].startswith("2026-06-01T09:00:00")
    assert queues["sales"]["open"] == 0


async def test_the_policy_in_force(desk: httpx.AsyncClient) -> None:
    said = (await desk.get("/v1/policy")).json()
    assert said["version"] == POLICY.version
    assert [rule["name"] for rule in said["rules"]] == [rule.name for rule in POLICY.document.rules]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/conversations/none", 404),
        ("/v1/messages/none", 404),
        ("/v1/conversations/%00", 422),
        ("/v1/messages/" + "x" * 201, 422),
        ("/v1/conversations?cursor=nonsense", 422),
        ("/v1/conversations?cursor=%2500", 422),
        ("/v1/conversations?limit=0", 422),
        ("/v1/conversations?limit=201", 422),
        ("/v1/conversations?status=dancing", 422),
        ("/v1/conversations?team=%00", 422),
    ],
)
async def test_what_is_asked_wrongly(desk: httpx.AsyncClient, path: str, status: int) -> None:
    answer = await desk.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/v1/conversations", "/v1/conversations/x", "/v1/queues", "/v1/policy", "/v1/messages/x"])
async def test_without_a_key_nothing_is_said(desk: httpx.AsyncClient, path: str) -> None:
    answer = await desk.get(path, headers={"Authorization": "Bearer nothing"})
    assert answer.status_code == 401
    assert "WWW-Authenticate" in answer.headers


def test_a_cursor_says_where_a_page_ended() -> None:
    assert place_of(cursor_of(MONDAY, "x/1")) == (MONDAY, "x/1")
