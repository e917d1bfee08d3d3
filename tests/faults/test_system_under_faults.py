"""The whole system on its own ports, hurt while it works: killed at every step, paused, its broker and its database killed.

Each fault happens under load; the account of tests/faults/load.py is taken at the end of each test. The mutants at the end break one
rule of the unit of work in every process of a system and have to turn the same account red.
"""

import asyncio
import json
import os
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from runtime.failpoints import FAILPOINTS
from tests.faults.load import Load

SEED = int(os.environ.get("KLANTSTROOM_FAULT_SEED", random.SystemRandom().randrange(10**6)))
SERVICES = ("ingest", "classify", "route", "rewards")
#: Seconds until everything must have come out after the last fault.
SETTLE = 120.0


async def ended(process: "subprocess.Popen[bytes]", load: Load, seconds: float) -> None:
    """Until the process is gone; load goes on meanwhile, so that it has something to die at."""
    deadline = asyncio.get_running_loop().time() + seconds
    while process.poll() is None:
        await load.send(6, activities=2)
        if asyncio.get_running_loop().time() > deadline:
            raise TimeoutError(f"the failpoint was not reached within {seconds:.0f} s")


@pytest.mark.parametrize("step", FAILPOINTS)
async def test_killed_at_any_step(hurt: Any, ports: Any, step: str) -> None:
    load = Load(hurt.kafka, SEED)
    # A second replica of each service takes a share of the partitions and dies at this step, in the middle of its batch.
    dying = [
        hurt.start_replica(name, ports.take(), {"KLANTSTROOM_FAILPOINT": f"{step}:2" if step != "in_take_over" else step}, wait_ready=False)
        for name in SERVICES
        if not (name == "classify" and step in ("before_commit", "after_commit"))  # it has no transaction in the database
        and not (name in ("ingest", "classify") and step == "in_transaction")  # nor they one at the broker
    ]
    for process in dying:
        await ended(process, load, 90.0)
    await load.send(20, activities=5)
    await load.settle(hurt.database, SETTLE)


async def test_each_service_killed_under_load(hurt: Any) -> None:
    load = Load(hurt.kafka, SEED)
    sending = asyncio.create_task(load.send(600, activities=100, pause=0.01))
    chance = random.Random(SEED)
    for name in chance.sample(SERVICES, len(SERVICES)):
        await load.send(20, activities=4)
        before = hurt.kill(name)
        await asyncio.to_thread(hurt.wait_restarted, name, before)
    await sending
    await load.settle(hurt.database, SETTLE)


async def test_paused_past_its_session_while_another_takes_over(hurt: Any, ports: Any) -> None:
    load = Load(hurt.kafka, SEED)
    for name in SERVICES:
        await asyncio.to_thread(hurt.start_replica, name, ports.take())
    await load.send(50, activities=10)
    sending = asyncio.create_task(load.send(900, activities=150, pause=0.02))
    for name in SERVICES:
        hurt.pause(name)
    # 20 s, three times the session: the others have long taken over when these wake up and go on where they were.
    await sending
    for name in SERVICES:
        hurt.resume(name)
    await load.send(50, activities=10)
    await load.settle(hurt.database, SETTLE)


async def test_broker_killed(hurt: Any) -> None:
    load = Load(hurt.kafka, SEED)
    await load.send(50, activities=10)
    sending = asyncio.create_task(load.send(300, activities=50, pause=0.01))
    before = hurt.kill("kafka")
    await asyncio.to_thread(hurt.wait_restarted, "kafka", before)
    await sending
    await load.send(50, activities=10)
    await load.settle(hurt.database, SETTLE)


async def test_database_killed(hurt: Any) -> None:
    load = Load(hurt.kafka, SEED)
    sending = asyncio.create_task(load.send(300, activities=50, pause=0.01))
    before = hurt.kill("postgres")
    await asyncio.to_thread(hurt.wait_restarted, "postgres", before)
    await sending
    await load.send(50, activities=10)
    await load.settle(hurt.database, SETTLE)


def test_the_ledger_balances_after_all_that(hurt: Any) -> None:
    hurt.wait_ready()
    hurt.cli("rewards", "audit")


#: Run at the start of every Python process of the system: one broken rule each.
MUTANTS = {
    "source_positions_ignored": """
import runtime.unit
runtime.unit.parse_source_position = lambda header: None
""",
    "no_progress_row": """
import runtime.outbox
async def nothing(self, connection, writer, after): pass
runtime.outbox.PostgresStore.advance = nothing
""",
    "committed_before_published": """
import runtime.outflow
publish = runtime.outflow.Outflow.publish
async def early(self, rows, after):
    for place, progress in after.items():
        self._lanes[place].done = progress
    if rows and self._hop.publishing == "idempotent":
        await self.commit()
    await publish(self, rows, after)
runtime.outflow.Outflow.publish = early
""",
}


async def hurt_and_settle(hurt_one: Any, ports: Any, step: str) -> None:
    """Three times a replica of each service killed at `step` under load, and the account."""
    load = Load(hurt_one.kafka, SEED)
    for _ in range(3):
        unreached = None
        for name in ("ingest", "classify", "route"):
            if name == "classify" and step == "after_commit":
                continue
            dying = hurt_one.start_replica(name, ports.take(), {"KLANTSTROOM_FAILPOINT": f"{step}:2"}, wait_ready=False)
            try:
                await ended(dying, load, 120.0)
            except TimeoutError as error:
                # It does not work any more. What that means for messages is for the account to say.
                unreached = error
                break
        await load.settle(hurt_one.database, 30.0)
        if unreached is not None:
            raise unreached
    again = decided_again(hurt_one.home)
    assert not again, f"{len(again)} messages came to a decision again: {again[:3]}"


def decided_again(home: Path) -> list[str]:
    """Messages that route met although it had routed them: it knows them by their ids, but repeats are to be dropped by their source positions."""
    found = []
    for path in (home / "logs").glob("route*.log"):
        for line in path.read_text("utf-8").splitlines():
            if '"duplicate"' in line and line.startswith("{"):
                said = json.loads(line)
                if said["event"] == "decided" and said["outcome"] == "duplicate":
                    found.append(said["message_id"])
    return found


@pytest.mark.long
async def test_without_a_mutant_the_account_is_right(system: Any, ports: Any) -> None:
    """At the steps at which the mutants are hurt: what turns them red is the mutant, and not the hurting."""
    whole = system(KLANTSTROOM_SESSION_SECONDS="6", KLANTSTROOM_LOG_LEVEL="debug")
    for step in ("after_publish", "after_commit", "after_offsets"):
        await hurt_and_settle(whole, ports, step)


#: What the account says of messages that did not come out; with none of them it may still be about activities.
LOST = r"[1-9]\d* of \d+ messages are not routed"


@pytest.mark.long
@pytest.mark.parametrize(
    ("mutant", "step", "said"),
    [
        ("source_positions_ignored", "after_publish", "messages came to a decision again"),
        ("no_progress_row", "after_commit", LOST),
        ("committed_before_published", "after_offsets", LOST),
    ],
)
async def test_a_broken_rule_is_seen(system: Any, ports: Any, tmp_path: Path, mutant: str, step: str, said: str) -> None:
    (tmp_path / "sitecustomize.py").write_text(MUTANTS[mutant], encoding="utf-8")
    broken = system(PYTHONPATH=str(tmp_path), KLANTSTROOM_SESSION_SECONDS="6", KLANTSTROOM_LOG_LEVEL="debug")
    with pytest.raises(AssertionError, match=said):
        await hurt_and_settle(broken, ports, step)
