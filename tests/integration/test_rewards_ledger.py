"""The ledger in PostgreSQL: the same as in memory, append-only, at most one entry for each cause, and an audit that finds what is wrong."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from runtime.broker import Partition
from runtime.hop import Conflict, Decision, Due, SetTimer
from runtime.migrate import migrate
from runtime.outbox import PostgresStore, connect
from schemas.messages.community import CommunityActivity
from schemas.messages.insight import Control, ControlAction
from services.rewards.adapters import reports
from services.rewards.domain.activity import subject_of
from services.rewards.domain.decide import decide
from services.rewards.domain.rules import parse_rules
from services.rewards.domain.view import fold
from services.rewards.store import Gatherer, Library, VersionTaken, apply, register
from tests.rewards_acts import MONDAY, PLACE, RULES, Book, act, an_input, said, undo

MIGRATIONS = Path(__file__).parents[2] / "services" / "rewards" / "migrations"


class Ledger:
    """gather, decide, apply over a real database."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self.gather = Gatherer(Library())
        self.events: list[Any] = []
        self.timers: dict[str, SetTimer] = {}
        self.inputs = 0

    async def unit(self, events: Sequence[Any], place: Partition = PLACE) -> list[str]:
        decisions: list[Decision] = []
        inputs = [an_input(event, self.inputs + number, place) for number, event in enumerate(events)]
        async with PostgresStore(self.pool).unit() as connection:
            view = await self.gather(connection, inputs)
            for item in inputs:
                decisions.append(decide(view, item, MONDAY))
                fold(view, decisions[-1])
            await apply(connection, [change for decision in decisions for change in decision.changes])
        self.inputs += len(inputs)
        for decision in decisions:
            self.events += [event.value for event in decision.events]
            for timer in decision.timers:
                if isinstance(timer, SetTimer):
                    self.timers[timer.timer_id] = timer
                else:
                    self.timers.pop(timer.timer_id, None)
        return [said(decision) for decision in decisions]

    async def audit(self) -> dict[str, Any]:
        async with self.pool.acquire() as connection:
            return await reports.audit(connection, 30)

    async def failing(self) -> set[str]:
        return {check["check"] for check in (await self.audit())["checks"] if not check["ok"]}


@asynccontextmanager
async def ledger_in(dsn: str, rules: str = RULES) -> AsyncIterator[Ledger]:
    await migrate(dsn, "rewards", MIGRATIONS)
    pool = await connect(dsn, "rewards")
    try:
        async with pool.acquire() as connection:
            await register(connection, parse_rules(rules), rules)
        yield Ledger(pool)
    finally:
        await pool.close()


@pytest.fixture
async def ledger(database: str) -> AsyncIterator[Ledger]:
    async with ledger_in(database) as found:
        yield found


def a_history(seed: int, length: int) -> list[CommunityActivity]:
    """Acts of a few members who meet each other often; with undos before and after, repeats and conflicts."""
    chance = random.Random(seed)
    made: list[CommunityActivity] = []
    members = ["ann", "bob", "cas", "𝕏/:'\"\\", "dan"]
    moment = MONDAY
    for number in range(length):
        moment += timedelta(minutes=chance.randrange(90))
        kind = chance.random()
        if made and kind < 0.08:
            made.append(chance.choice(made))
        elif made and kind < 0.11:
            made.append(chance.choice(made).model_copy(update={"text": "otherwise"}))
        elif made and kind < 0.28:
            of = chance.choice(made)
            made.append(undo(f"x{number}", of, moment, chance.random() < 0.6 or subject_of(of) is None))
        else:
            action = chance.choice(
                ["asked", "answered", "answered", "accepted", "kudos", "kudos", "idea", "idea_adopted", "referral_activated", "flagged"]
            )
            event = act(
                f"x{number}",
                action,
                chance.choice(members),
                moment,
                by_member_id=chance.choice([*members, None]),
                thread_id=chance.choice(["t1", "t2", "t3", None]),
                post_id=chance.choice(["p1", "p2", "p3", None]),
            )
            if chance.random() < 0.1:
                made.append(undo(f"early{number}", event, by_id=chance.random() < 0.6 or subject_of(event) is None))
            made.append(event)
    return made


@pytest.mark.parametrize("seed", range(4))
async def test_in_bulk_over_the_database_the_same_happens_as_one_by_one_in_memory(ledger: Ledger, seed: int) -> None:
    chance = random.Random(seed)
    book = Book()
    left: list[Any] = a_history(seed, 700)
    while left:
        size = chance.choice([1, 2, 5, 40, 150])
        batch, left = left[:size], left[size:]
        if chance.random() < 0.3 and book.timers:
            some = chance.sample(sorted(book.timers), k=min(len(book.timers), 7))
            batch = [*(Due(name, book.timers[name].kind, book.timers[name].due_at, book.timers[name].payload) for name in some), *batch]
        assert await ledger.unit(batch) == book.take_all(batch)
    assert [event.model_dump_json() for event in ledger.events] == [event.model_dump_json() for event in book.events]
    assert len(book.entries) > 150
    kept = await ledger.pool.fetch("SELECT member_id, pending, matured, paid, entries FROM members")
    assert {row["member_id"]: tuple(row)[1:] for row in kept} == {member: tuple(balance) for member, balance in book.view.balances.items()}
    assert await ledger.failing() == set()
    counters = {(row["member_id"], row["key"]): row["value"] for row in await ledger.pool.fetch("SELECT * FROM counters WHERE value <> 0")}
    assert counters == {key: value for key, value in book.view.counters.items() if value}


async def test_a_batch_takes_as_many_statements_for_one_as_for_hundreds(ledger: Ledger) -> None:
    async def statements(events: Sequence[Any]) -> int:
        seen: list[str] = []
        async with ledger.pool.acquire() as connection:
            inputs = [an_input(event, number) for number, event in enumerate(events)]
            with connection.query_logger(lambda record: seen.append(record.query)):
                async with connection.transaction():
                    view = await ledger.gather(connection, inputs)
                    changes = []
                    for item in inputs:
                        decision = decide(view, item, MONDAY)
                        fold(view, decision)
                        changes += decision.changes
                    await apply(connection, changes)
        return len(seen)

    def mixed(name: str, members: int) -> list[Any]:
        acts = [act(f"{name}{n}", "kudos", f"{name}m{n}", by_member_id="zoe", post_id="p", thread_id="t") for n in range(members)]
        return [*acts, *(undo(f"{name}u{n}", acts[n]) for n in range(0, members, 2))]

    await statements(mixed("a", 4))
    few = await statements(mixed("b", 4))
    assert await statements(mixed("c", 400)) == few
    assert few <= 18


async def test_two_partitions_that_meet_on_a_new_member_do_not_both_pay(ledger: Ledger, database: str) -> None:
    async with ledger_in(database) as other:
        first = act("k1", "accepted", post_id="p", thread_id="t", by_member_id="zoe")
        second = first.model_copy(update={"activity_id": "k2"})

        async def persistent(one: Ledger, event: CommunityActivity, number: int) -> list[str]:
            for _ in range(5):
                try:
                    return await one.unit([event], Partition("community-activity", number))
                except Conflict:
                    continue
            raise AssertionError("five conflicts in a row")

        outcomes = await asyncio.gather(persistent(ledger, first, 0), persistent(other, second, 1))
    assert sorted(map(str, outcomes)) == ["['already_rewarded']", "['earned']"]
    assert await ledger.pool.fetchval("SELECT count(*) FROM entries") == 1
    assert await ledger.failing() == set()


async def test_the_same_id_for_two_members_is_one_activity_and_a_conflict(ledger: Ledger) -> None:
    assert await ledger.unit([act("k1", "idea", "ann", post_id="p")]) == ["earned"]
    assert await ledger.unit([act("k1", "idea", "bob", post_id="p")], Partition("community-activity", 1)) == ["conflicting_duplicate"]


async def test_rules_that_arrive_hold_for_the_rest_of_the_batch_and_after(ledger: Ledger) -> None:
    richer = RULES.replace("test-1", "test-2").replace("2026-01-01T00", "2026-03-02T12").replace("points: 50", "points: 60")
    told = Control(control_id="c", action=ControlAction.RULES_IN_FORCE, subject="rewards", at=MONDAY, by="ops", document=richer, version="test-2")
    later = MONDAY + timedelta(hours=5)
    one, two = (act(f"a{n}", "accepted", at=later, post_id=f"p{n}", by_member_id="zoe") for n in range(2))
    assert await ledger.unit([told, one]) == ["rules_added", "earned"]
    assert await ledger.unit([two, told]) == ["earned", "duplicate"]
    assert [event.amount for event in ledger.events] == [60, 60]


async def test_rules_that_changed_and_kept_their_version_do_not_come_in_force(ledger: Ledger) -> None:
    async with ledger.pool.acquire() as connection:
        await register(connection, parse_rules(RULES), RULES + "# a remark\n")
        with pytest.raises(VersionTaken, match="test-1"):
            await register(connection, parse_rules(RULES.replace("points: 50", "points: 51")), RULES.replace("points: 50", "points: 51"))


# ── append-only ──────────────────────────────────────────────────────────────────────────────────────────────────────────

CHANGES = [
    "UPDATE entries SET amount = amount + 1",
    "UPDATE entries SET because = because WHERE false",
    "DELETE FROM entries",
    "TRUNCATE entries",
    "TRUNCATE members, entries CASCADE",
    "UPDATE rules SET document = ''",
    "DELETE FROM rules",
    "TRUNCATE rules",
    "INSERT INTO rules SELECT * FROM rules ON CONFLICT (version) DO UPDATE SET document = ''",
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("role", ["origin", "replica"])
async def test_not_even_a_superuser_changes_the_book_in_passing(ledger: Ledger, change: str, role: str) -> None:
    await ledger.unit([act("k1", "idea", post_id="p")])
    before = await ledger.pool.fetch("SELECT * FROM entries")
    async with ledger.pool.acquire() as connection, connection.transaction():
        await connection.execute(f"SET LOCAL session_replication_role = {role}")
        with pytest.raises(asyncpg.RestrictViolationError, match="never changed"):
            async with connection.transaction():
                await connection.execute(change)
    assert await ledger.pool.fetch("SELECT * FROM entries") == before


@pytest.mark.parametrize("table", ["entries", "rules"])
async def test_a_role_that_is_no_superuser_has_not_the_right_to_change_the_book(database: str, table: str) -> None:
    owner = "rewards_" + database.rsplit("/", 1)[1].split("?")[0][-8:]
    admin = await asyncpg.connect(database)
    try:
        await admin.execute(f"CREATE ROLE {owner} LOGIN PASSWORD 'only-for-this-test'")
        name = await admin.fetchval("SELECT current_database()")
        await admin.execute(f'GRANT CREATE ON DATABASE "{name}" TO {owner}')
        # The migrations run as the service's own role: what it makes, it owns.
        await admin.execute(f"SET SESSION AUTHORIZATION {owner}")
        await admin.execute('CREATE SCHEMA rewards; SET search_path TO "rewards"')
        for path in sorted(MIGRATIONS.glob("*.sql")):
            await admin.execute(path.read_text("utf-8"))
        rights = {
            right: await admin.fetchval("SELECT has_table_privilege($1, $2, $3)", owner, table, right)
            for right in ("INSERT", "SELECT", "UPDATE", "DELETE", "TRUNCATE")
        }
        assert rights == {"INSERT": True, "SELECT": True, "UPDATE": False, "DELETE": False, "TRUNCATE": False}
        for change in (f"DELETE FROM {table}", f"TRUNCATE {table}"):  # noqa: S608 - a name from the line above
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await admin.execute(change)
    finally:
        await admin.execute("RESET SESSION AUTHORIZATION")
        await admin.execute(f"DROP OWNED BY {owner}; DROP ROLE {owner}")
        await admin.close()


# ── what cannot be written ───────────────────────────────────────────────────────────────────────────────────────────────

FORGED = {
    "nothing moves": {"amount": 0},
    "it moves backwards": {"amount": -5},
    "from nowhere": {"debit": "member:ann:matured"},
    "to somebody else": {"credit": "member:bob:pending"},
    "to where it came from": {"credit": "expense:idea"},
    "straight to matured": {"credit": "member:ann:matured"},
    "never to mature": {"matures_at": None},
    "in an unknown step": {"step": "gift"},
    "before the first": {"number": 0},
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
async def test_an_entry_that_does_not_balance_by_construction_is_refused(ledger: Ledger, forged: dict[str, Any]) -> None:
    await ledger.unit([act("k1", "idea", post_id="p")])
    row = dict(await ledger.pool.fetchrow("SELECT * FROM entries")) | {"number": 2, "origin": "k2", "cause": "k2"}
    columns = ", ".join(row)
    places = ", ".join(f"${n}" for n in range(1, len(row) + 1))
    insert = f"INSERT INTO entries ({columns}) VALUES ({places})"  # noqa: S608 - the table's own columns
    with pytest.raises(asyncpg.CheckViolationError):
        await ledger.pool.execute(insert, *(row | forged).values())
    await ledger.pool.execute(insert, *row.values())


async def test_a_cause_has_one_entry(ledger: Ledger) -> None:
    await ledger.unit([act("k1", "idea", post_id="p")])
    with pytest.raises(asyncpg.UniqueViolationError, match="origin"):
        await ledger.pool.execute("INSERT INTO entries SELECT (jsonb_populate_record(e, '{\"number\": 2}')).* FROM entries e")


# ── the audit ────────────────────────────────────────────────────────────────────────────────────────────────────────────

TAMPERED = {
    "UPDATE members SET pending = pending + 1, earned = earned + 1 WHERE member_id = 'ann'": {"accounts_balance", "member_balances", "scores"},
    "UPDATE expenses SET balance = balance - 1 WHERE rule = 'idea'": {"accounts_balance", "expense_balances"},
    "UPDATE scores SET points = points + 1 WHERE period = 'week' AND member_id = 'ann'": {"scores"},
    "DELETE FROM activities WHERE activity_id = 'k1'": {"causes"},
    "UPDATE entries SET amount = amount + 1 WHERE step = 'earn' AND origin = 'k1'": {"member_balances", "expense_balances", "histories"},
    "UPDATE entries SET number = number + 5 WHERE origin = 'k2'": {"numbers"},
    "DELETE FROM entries WHERE origin = 'k3'": {"member_balances", "expense_balances", "numbers"},
    "DELETE FROM entries WHERE origin = 'k1' AND step = 'earn'": {"member_balances", "expense_balances", "numbers", "histories"},
    "UPDATE entries SET rules_version = 'none' WHERE origin = 'k2'": {"rules"},
    "ALTER TABLE entries DROP CONSTRAINT entries_amount_check; UPDATE entries SET amount = -amount WHERE origin = 'k2'": {
        "entries_balance",
        "member_balances",
        "expense_balances",
    },
}


@pytest.mark.parametrize("tampering", TAMPERED)
async def test_the_audit_finds_what_was_tampered_with(ledger: Ledger, tampering: str) -> None:
    first = act("k1", "idea", post_id="p1")
    assert await ledger.unit([first, act("k2", "idea", "bob", post_id="p2"), act("k3", "idea", "cas", post_id="p3")]) == ["earned"] * 3
    timer = next(timer for timer in ledger.timers.values() if timer.payload["origin"] == "k1")
    assert await ledger.unit([Due(timer.timer_id, timer.kind, timer.due_at, timer.payload), undo("u1", first)]) == ["matured", "taken_back"]
    assert (await ledger.audit())["ok"]
    async with ledger.pool.acquire() as connection:
        await connection.execute("ALTER TABLE entries DISABLE TRIGGER append_only")
        await connection.execute(tampering)
    assert await ledger.failing() == TAMPERED[tampering]
