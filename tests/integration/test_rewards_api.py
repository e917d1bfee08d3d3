"""What people ask of the ledger over HTTP and on the command line."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from typer.testing import CliRunner

from runtime import problems
from runtime.access import Access, add_key, new_key
from runtime.lifecycle import Resources
from runtime.memory import MemoryBroker
from runtime.migrate import migrate
from runtime.outbox import connect
from services.rewards.adapters import reports
from services.rewards.app import routes, wire
from services.rewards.commands import app as commands
from services.rewards.domain.decide import decide
from services.rewards.domain.view import fold
from services.rewards.settings import RewardsSettings
from services.rewards.store import Gatherer, Library, apply
from tests.rewards_acts import MONDAY, act, an_input, undo

MIGRATIONS = Path(__file__).parents[2] / "services" / "rewards" / "migrations"
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


@pytest.fixture
async def resources(database: str, tmp_path: Path) -> AsyncIterator[Resources]:
    await migrate(database, "rewards", MIGRATIONS)
    pool = await connect(database, "rewards")
    yield Resources(RewardsSettings(database=database), MemoryBroker(), pool, lambda: NOW, Access(tmp_path / "keys.json"))
    await pool.close()


async def book(resources: Resources, events: list[Any]) -> None:
    async with resources.pool.acquire() as connection, connection.transaction():
        inputs = [an_input(event, number) for number, event in enumerate(events)]
        view = await Gatherer(Library())(connection, inputs)
        for item in inputs:
            decision = decide(view, item, NOW)
            fold(view, decision)
            await apply(connection, decision.changes)


class Caller:
    def __init__(self, resources: Resources, path: Path) -> None:
        app = FastAPI()
        problems.install(app)
        app.include_router(routes(resources, Library()))
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://rewards")
        self.keys = {}
        for scope in ("desk", "admin", "read:stream"):
            self.keys[scope], entry = new_key([scope], NOW)
            add_key(path, entry)

    async def get(self, path: str, scope: str | None = "desk", **query: Any) -> httpx.Response:
        headers = {} if scope is None else {"Authorization": f"Bearer {self.keys[scope]}"}
        return await self._client.get(path, params=query, headers=headers)


@pytest.fixture
async def caller(resources: Resources, tmp_path: Path) -> Caller:
    await wire(resources)
    answers = [act(f"a{n}", "answered", thread_id=f"t{n}", post_id=f"p{n}", at=MONDAY + timedelta(minutes=n)) for n in range(5)]
    accepted = act("c1", "accepted", "bob", by_member_id="zoe", post_id="p9", thread_id="t9")
    await book(
        resources,
        [
            *answers,
            act("k1", "kudos", by_member_id="ann", post_id="p1"),
            undo("u1", answers[0]),
            accepted,
            accepted.model_copy(update={"activity_id": "c2", "member_id": "cas"}),
            act("q1", "asked", "zoe", thread_id="t9"),
            act("i1", "idea", at=datetime(2026, 2, 28, 22, 30, tzinfo=UTC), post_id="p7"),
            act("i2", "idea", at=datetime(2026, 2, 28, 23, 30, tzinfo=UTC), post_id="p8"),
        ],
    )
    return Caller(resources, tmp_path / "keys.json")


async def test_a_member_sees_what_was_earned_and_what_was_not_and_why(caller: Caller) -> None:
    found = (await caller.get("/v1/members/ann")).json()
    assert found["balance"] == {"pending": 30, "matured": 0, "paid": 0}
    assert found["totals"] == {"earned": 35, "taken_back": 5, "entries": 8}
    assert [(entry["state"], entry["amount"]) for entry in found["entries"]][:3] == [("pending", 5), ("pending", 5), ("reversed", -5)]
    assert found["entries"][2]["because"] == "Taken back: Answered a question"
    assert [(act["activity_id"], act["reason"]) for act in found["without_reward"]] == [("k1", "self_kudos")]
    assert len((await caller.get("/v1/members/ann", limit=1)).json()["entries"]) == 1
    asker = (await caller.get("/v1/members/zoe")).json()
    assert (asker["balance"], asker["entries"]) == ({"pending": 0, "matured": 0, "paid": 0}, [])


async def test_a_statement_goes_by_the_month_of_the_rules_time_zone(caller: Caller) -> None:
    february = (await caller.get("/v1/members/ann/statement", month="2026-02")).json()
    march = (await caller.get("/v1/members/ann/statement")).json()
    assert [entry["cause"] for entry in february["entries"]] == ["i1"]
    assert (february["opening"]["pending"], february["closing"]["pending"]) == (0, 5)
    assert (march["month"], march["opening"]["pending"], march["closing"]["pending"]) == ("2026-03", 5, 30)
    assert (march["earned"], march["taken_back"], march["matured"]) == (30, 5, 0)
    assert sum(entry["amount"] for entry in march["entries"]) == march["closing"]["pending"] - march["opening"]["pending"]
    assert (await caller.get("/v1/members/ann/statement", month="2026-04")).json()["opening"] == march["closing"]


async def test_a_statement_comes_in_pages_that_make_the_whole(caller: Caller) -> None:
    whole = (await caller.get("/v1/members/ann/statement")).json()
    page = (await caller.get("/v1/members/ann/statement", limit=3)).json()
    collected = page["entries"]
    while page["next"] is not None:
        page = (await caller.get("/v1/members/ann/statement", limit=3, cursor=page["next"])).json()
        collected += page["entries"]
    assert collected == whole["entries"]
    assert whole["next"] is None


async def test_equal_points_share_a_rank_and_the_next_rank_follows_on(caller: Caller) -> None:
    month = (await caller.get("/v1/leaderboard", period="month")).json()
    assert month["starts_on"] == "2026-03-01"
    assert month["members"] == [
        {"rank": 1, "member_id": "bob", "points": 50},
        {"rank": 1, "member_id": "cas", "points": 50},
        {"rank": 2, "member_id": "ann", "points": 25},
    ]
    week = (await caller.get("/v1/leaderboard", on="2026-03-08")).json()
    assert (week["starts_on"], [row["points"] for row in week["members"]]) == ("2026-03-02", [50, 50, 20])
    assert (await caller.get("/v1/leaderboard")).json()["members"] == []
    assert [row["member_id"] for row in (await caller.get("/v1/leaderboard", period="month", limit=1)).json()["members"]] == ["bob"]


async def test_the_audit_answers_over_http(caller: Caller, resources: Resources) -> None:
    found = (await caller.get("/v1/ledger/audit", "admin")).json()
    assert found["ok"]
    assert found["totals"] == {"entries": 10, "members": 4, "pending": 130, "matured": 0, "paid": 0}
    await resources.pool.execute("UPDATE expenses SET balance = balance - 1 WHERE rule = 'idea'")
    found = (await caller.get("/v1/ledger/audit", "admin")).json()
    assert [check["check"] for check in found["checks"] if not check["ok"]] == ["accounts_balance", "expense_balances"]


@pytest.mark.parametrize("path", ["/v1/members/ann", "/v1/members/ann/statement", "/v1/leaderboard", "/v1/ledger/audit"])
async def test_only_desks_and_administrators_ask(caller: Caller, path: str) -> None:
    answers = {scope: (await caller.get(path, scope)).status_code for scope in (None, "read:stream", "desk", "admin")}
    assert answers == {None: 401, "read:stream": 403, "desk": 200, "admin": 200}


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/v1/members/nobody", {}, 404),
        ("/v1/members/a%00b", {}, 404),
        ("/v1/members/nobody/statement", {}, 404),
        ("/v1/members/" + "x" * 201, {}, 422),
        ("/v1/members/ann", {"limit": 0}, 422),
        ("/v1/members/ann/statement", {"month": "2026-13"}, 422),
        ("/v1/members/ann/statement", {"month": "2026-3"}, 422),
        ("/v1/members/ann/statement", {"month": "9999-12"}, 422),
        ("/v1/members/ann/statement", {"month": "٢٠٢٦-03"}, 422),
        ("/v1/members/ann/statement", {"cursor": "x"}, 422),
        ("/v1/members/ann/statement", {"cursor": "LTE="}, 422),
        ("/v1/members/ann/statement", {"cursor": "OTk5OTk5OTk5OTk5OTk5OTk5OTk5"}, 422),
        ("/v1/leaderboard", {"period": "year"}, 422),
        ("/v1/leaderboard", {"on": "0001-01-01"}, 422),
        ("/v1/leaderboard", {"on": "yesterday"}, 422),
    ],
)
async def test_nonsense_is_answered_with_a_problem(caller: Caller, path: str, query: dict[str, Any], status: int) -> None:
    answer = await caller.get(path, **query)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_while_the_database_is_away_the_answer_is_503(caller: Caller, resources: Resources, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: Any) -> None:
        raise OSError("gone")

    monkeypatch.setattr(reports, "member", away)
    answer = await caller.get("/v1/members/ann")
    assert (answer.status_code, answer.headers["retry-after"], answer.json()["title"]) == (503, "2", "Not available")


@pytest.mark.parametrize("document", ["rules: [", "version: x", None])
async def test_without_rules_that_can_be_in_force_the_service_does_not_start(resources: Resources, tmp_path: Path, document: str | None) -> None:
    path = tmp_path / "rules.yaml"
    if document is not None:
        path.write_text(document)
    changed = Resources(RewardsSettings(rewards_rules=path), resources.broker, resources.pool, resources.clock, resources.access)
    with pytest.raises(SystemExit, match=r"rules\.yaml: .*KLANTSTROOM_REWARDS_RULES"):
        await wire(changed)


def test_the_command_line_audits_and_tells_statements(caller: Caller, database: str) -> None:
    environment = {"KLANTSTROOM_DATABASE": database}
    runner = CliRunner()
    audit = runner.invoke(commands, ["audit", "--json"], env=environment)
    assert audit.exit_code == 0
    assert json.loads(audit.stdout)["ok"] is True
    assert "10 entries of 4 members" in runner.invoke(commands, ["audit"], env=environment).stdout
    statement = runner.invoke(commands, ["statement", "ann", "--month", "2026-03", "--json"], env=environment)
    assert json.loads(statement.stdout)["closing"]["pending"] == 30
    assert "Taken back" in runner.invoke(commands, ["statement", "ann", "--month", "2026-03"], env=environment).stdout
    for arguments, says in ((["statement", "nobody"], "Nothing was heard"), (["statement", "ann", "--month", "2026-13"], "2026-03")):
        failed = runner.invoke(commands, arguments, env=environment)
        assert failed.exit_code != 0
        assert says in failed.stderr
    away = runner.invoke(commands, ["audit"], env={"KLANTSTROOM_DATABASE": "postgresql://nobody@127.0.0.1:1/none"})
    assert (away.exit_code, away.stderr.count("\n")) == (1, 1)


async def test_the_command_line_says_that_the_ledger_differs(caller: Caller, resources: Resources, database: str) -> None:
    await resources.pool.execute("UPDATE expenses SET balance = balance - 1 WHERE rule = 'idea'")
    done = await asyncio.to_thread(CliRunner().invoke, commands, ["audit"], env={"KLANTSTROOM_DATABASE": database})
    assert done.exit_code == 1
    assert "DIFF every rule's cost equals the sum of its postings: 1 differ, as 'expense:idea'" in done.stdout
