"""Processes of a whole system that end under load, told to or not: in time, without loss, and those who look on lose nothing either."""

import asyncio
import json
import random
import signal
import time
from collections import Counter
from datetime import datetime
from typing import Any

import httpx
import psutil
import pytest

from local.system import SERVICES
from services.insight.domain.windows import Windowing, WindowKey
from tests.faults.follower import Follower
from tests.faults.load import Load, read_all
from tests.faults.parts import DRAIN_SECONDS
from tests.waiting import until

SEED = random.SystemRandom().randrange(10**6)
SETTLE = 120.0

pytestmark = pytest.mark.slow


async def sends_all(follower: Follower, hurt: Any) -> None:
    """Until the follower has had as much as there is; then that it was exactly that."""

    async def complete() -> bool:
        return len(follower.events) >= sum(len(values) for values in (await follower.told(hurt.kafka)).values())

    await until(complete, SETTLE, lambda: f"the stream sends everything; it sent {len(follower.events)} events", every=0.1)
    follower.assert_all(await follower.told(hurt.kafka))


def folded(routed: list[dict[str, Any]]) -> Counter[WindowKey]:
    """The windows, from the events alone."""
    windowing = Windowing()
    found: Counter[WindowKey] = Counter()
    for body in routed:
        sent_ms, routed_ms = (int(datetime.fromisoformat(body[name]).timestamp() * 1000) for name in ("sent_at", "routed_at"))
        found[WindowKey(windowing.start(windowing.event_time(sent_ms, routed_ms)), body["labels"]["topic"])] += 1
    return found


async def windows(hurt: Any) -> Counter[WindowKey]:
    """The windows, as insight says them, page by page."""
    found: Counter[WindowKey] = Counter()
    async with httpx.AsyncClient(base_url=hurt.url("insight"), headers={"Authorization": f"Bearer {hurt.key}"}, timeout=20, trust_env=False) as http:
        query: dict[str, str] = {"limit": "50"}
        while True:
            page = (await http.get("/v1/windows", params=query)).raise_for_status().json()
            for window in page["windows"]:
                found[WindowKey(int(datetime.fromisoformat(window["start"]).timestamp() * 1000), window["topic"])] = window["count"]
            if page["next"] is None:
                return found
            query["cursor"] = page["next"]


async def counts_all(hurt: Any) -> None:
    wanted = folded([body for body, _ in await read_all(hurt.kafka, "messages-routed")])

    async def counted() -> bool:
        return (await windows(hurt)).total() >= wanted.total()

    await until(counted, SETTLE, f"insight counts {wanted.total()} routed events", every=0.1)
    assert await windows(hurt) == wanted


async def test_each_service_told_to_end_does_so_in_time_and_nothing_is_lost(hurt: Any) -> None:
    hurt.wait_ready()
    load = Load(hurt.kafka, SEED)

    def said(name: str) -> list[str]:
        """How it ended, each time, as the supervisor saw it."""
        log = hurt.log("supervisor")
        events = [json.loads(line)["event"] for line in log.read_text("utf-8").splitlines()] if log.exists() else []
        return [event for event in events if event.startswith(f"{name} ended ")]

    async def end(name: str) -> None:
        before = len(said(name))
        process = psutil.Process(hurt.pid(name))
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        await asyncio.to_thread(process.wait, SETTLE)
        seconds = time.monotonic() - began
        assert seconds <= DRAIN_SECONDS, f"{name} took {seconds:.1f} s to end"
        await asyncio.to_thread(hurt.wait_restarted, name, process.pid)
        assert [event.partition(" after ")[0] for event in said(name)[before:]] == [f"{name} ended (exit code 0)"]

    async with Follower(hurt.url("dashboard"), hurt.key) as follower:
        await until(lambda: follower.begin, SETTLE, "a stream")
        enough = asyncio.Event()
        sending = asyncio.create_task(load.send_until(enough, pause=0.01))
        order = random.Random(SEED).sample([service.name for service in SERVICES], len(SERVICES))
        # Two at a time: a neighbour that is away as well does not keep anybody.
        for pair in zip(order[::2], order[1::2], strict=True):
            await asyncio.gather(*(end(name) for name in pair))
        enough.set()
        await sending
        await load.settle(hurt.database, SETTLE)
        await sends_all(follower, hurt)
    await counts_all(hurt)


async def test_those_who_look_on_are_killed_and_miss_nothing(hurt: Any) -> None:
    hurt.wait_ready()
    load = Load(hurt.kafka, SEED)
    async with Follower(hurt.url("dashboard"), hurt.key) as follower:
        await until(lambda: follower.begin, SETTLE, "a stream")
        enough = asyncio.Event()
        sending = asyncio.create_task(load.send_until(enough, pause=0.01))
        await until(lambda: len(follower.events) > 50, SETTLE, "events on the stream")
        before = {name: hurt.kill(name) for name in ("dashboard", "insight")}
        for name, pid in before.items():
            await asyncio.to_thread(hurt.wait_restarted, name, pid)
        enough.set()
        await sending
        await load.settle(hurt.database, SETTLE)
        await sends_all(follower, hurt)
        assert follower.resumed > 0
        assert follower.snapshots == 1
        routed = {json.loads(event.value)["inbound_id"] for event in follower.events if event.kind == "routed"}
        assert set(load.ok) <= routed
    await counts_all(hurt)
