"""Services that start before what they need is there, or whose database does not let them go on: they live, say what is missing, and
go to work by themselves once it is there."""

import asyncio
import re
import time
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from local.system import HOST, SERVICES
from tests.faults.load import Load, read_all
from tests.faults.parts import Parts
from tests.waiting import until

ALL = tuple(service.name for service in SERVICES)
WITH_DATABASE = ("ingest", "route", "rewards")
SECONDS = 120.0
#: A service says once what it waits for, and again after so many seconds.
REMIND_SECONDS = 30.0
SEED = 7

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def stopped_again(parts: Parts) -> Any:
    """Each test begins and ends without services; those that are told to end do so, whatever they wait for."""
    yield
    codes = await asyncio.gather(*(parts.stop(name) for name in ALL))
    assert dict(zip(ALL, codes, strict=True)) == dict.fromkeys(ALL, 0)


async def all_wait(parts: Parts, names: Iterable[str], what: str) -> None:
    for name in names:

        async def waits(name: str = name) -> bool:
            assert parts.lives(name), parts.said(name)
            return await parts.readiness(name) == (503, [f"waiting for {what}"])

        await until(waits, SECONDS, f"{name} waits for {what}")
        assert (await parts.http.get(f"{parts.url(name)}/livez")).status_code == 200
        await until(lambda name=name: parts.complained(name), SECONDS, f"{name} logs that it waits")  # type: ignore[misc]


async def all_ready(parts: Parts, names: Iterable[str]) -> None:
    for name in names:
        await until(lambda name=name: parts.is_ready(name), SECONDS, lambda name=name: f"{name} gets ready: {parts.said(name)[-3:]}")  # type: ignore[misc]


def assert_one_line(parts: Parts, names: Iterable[str], what: str, address: str, began: float) -> None:
    """One line for all the attempts, with where nobody answered; on a slow machine reminders."""
    reminders = int((time.monotonic() - began) / REMIND_SECONDS)
    for name in names:
        lines = [line for line in parts.said(name) if line["level"] not in ("debug", "info")]
        assert {line["event"] for line in lines} == {f"waiting for {what}"}, (name, lines)
        assert len(lines) <= 1 + reminders, (name, lines)
        assert lines[0]["address"] == address, lines[0]
        assert all("exception" not in line for line in lines)


def message(text: str) -> dict[str, Any]:
    return {"id": uuid.uuid4().hex, "channel": "web", "sender": {"id": "somebody"}, "text": text, "sent_at": datetime.now(UTC).isoformat()}


async def publish(parts: Parts, path: str, body: dict[str, Any]) -> tuple[int, int]:
    answer = await parts.http.post(f"{parts.url('ingest')}{path}", json=body)
    return answer.status_code, int(answer.headers.get("Retry-After", 0))


async def assert_work_is_done(parts: Parts) -> None:
    """A message and an act of a member go through every service."""
    sent = message("How do I set up my new router at home?")
    answered = {
        "activity_id": uuid.uuid4().hex,
        "action": "answered",
        "member_id": f"member-{sent['id']}",
        "by_member_id": "who-asked",
        "at": datetime.now(UTC).isoformat(),
        "thread_id": f"thread-{sent['id']}",
        "post_id": f"post-{sent['id']}",
    }
    assert (await publish(parts, "/v1/messages", sent))[0] == 202
    assert (await publish(parts, "/v1/activity", answered))[0] == 202

    async def done() -> bool:
        routed = [body for body, _ in await read_all(parts.kafka, "messages-routed")]
        credited = [body["cause"] for body, _ in await read_all(parts.kafka, "rewards-credited")]
        shown = (await parts.http.get(f"{parts.url('dashboard')}/v1/messages")).json()["messages"]
        windows = (await parts.http.get(f"{parts.url('insight')}/v1/windows")).json()["windows"]
        return (
            [body["inbound_id"] for body in routed].count(sent["id"]) == 1
            and answered["activity_id"] in credited
            and sent["id"] in [one["inbound_id"] for one in shown]
            and sum(window["count"] for window in windows) == len(routed)
        )

    await until(done, SECONDS, "a message is routed, shown and counted, and an act is rewarded", every=0.1)


async def test_the_broker_is_away_at_start(parts: Parts) -> None:
    await parts.have("postgres")
    began = time.monotonic()
    for name in ALL:
        await parts.start(name)
    await all_wait(parts, ALL, "the broker")
    status, retry_after = await publish(parts, "/v1/messages", message("lost, were it accepted"))
    assert (status, retry_after > 0) == (503, True)
    # Told to end while it waits, it does.
    assert await parts.stop("classify") == 0
    await parts.start("classify")
    await all_wait(parts, ["classify"], "the broker")

    await parts.have("postgres", "kafka")
    await all_ready(parts, ALL)
    await assert_work_is_done(parts)
    assert_one_line(parts, ALL, "the broker", parts.kafka, began)


async def test_the_database_is_away_at_start(parts: Parts) -> None:
    await parts.have("kafka")
    began = time.monotonic()
    for name in ALL:
        await parts.start(name)
    await all_wait(parts, WITH_DATABASE, "the database")
    # The others have no business there.
    others = [name for name in ALL if name not in WITH_DATABASE]
    await all_ready(parts, others)
    status, retry_after = await publish(parts, "/v1/messages", message("lost, were it accepted"))
    assert (status, retry_after > 0) == (503, True)

    await parts.have("kafka", "postgres")
    await all_ready(parts, ALL)
    await assert_work_is_done(parts)
    assert_one_line(parts, WITH_DATABASE, "the database", f"{HOST}:{parts.plan.postgres_port}", began)
    assert [parts.complained(name) for name in others] == [[]] * len(others)


async def test_a_hop_that_does_not_move_says_so_and_goes_on_when_it_can(parts: Parts) -> None:
    await parts.have("kafka", "postgres")
    hops = ("ingest", "classify", "route", "rewards")
    for name in hops:
        await parts.start(name, KLANTSTROOM_STALLED_SECONDS="3")
    await all_ready(parts, hops)
    load = Load(parts.kafka, SEED)
    await load.send(20, activities=5)
    await load.settle(parts.database, SECONDS)

    async def stands_still(name: str, topic: str) -> bool:
        status, complaints = await parts.readiness(name)
        said = re.compile(rf"{topic}/\d has \d+ records waiting and has not moved for \d+ s")
        return status == 503 and any(said.fullmatch(complaint) for complaint in complaints)

    connection = await asyncpg.connect(parts.database)
    try:
        async with connection.transaction():
            await connection.execute("LOCK TABLE route.progress, rewards.progress IN ACCESS EXCLUSIVE MODE")
            await load.send(30, activities=15)
            await until(lambda: stands_still("route", "messages-classified"), SECONDS, "route says that it stands still")
            await until(lambda: stands_still("rewards", "community-activity"), SECONDS, "rewards says that it stands still")
            assert await parts.is_ready("ingest")
            assert await parts.is_ready("classify")
            await connection.execute("LOCK TABLE ingest.progress IN ACCESS EXCLUSIVE MODE")
            await load.send(30)
            await until(lambda: stands_still("ingest", r"inbound-\w+"), SECONDS, "ingest says that it stands still")
    finally:
        await connection.close()
    await all_ready(parts, hops)
    await load.settle(parts.database, SECONDS)
