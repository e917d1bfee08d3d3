"""The supervisor over a real Kafka and PostgreSQL and two small services: up, kept up, down, and nothing left behind."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from local.readiness import readiness
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]
FAKES = (str(ROOT / "tests" / "local_fakes.py"),)


def pids_of(home: Path) -> list[int]:
    """Every process that has the home in its command line or its environment."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            named = any(str(home) in part for part in process.cmdline()) or process.environ().get("KLANTSTROOM_HOME") == str(home)
            if named and process.pid != os.getpid() and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
    return found


def assert_nothing_left(home: Path) -> None:
    wait_until(lambda: not pids_of(home), 30, lambda: f"left behind: {[psutil.Process(pid).cmdline() for pid in pids_of(home)]}")


@pytest.fixture
def laid_out(system: Any) -> Iterator[Any]:
    running = system(start=False)
    running.command = FAKES
    running.settings["KLANTSTROOM_PARTITIONS"] = "1"
    yield running
    running.stop()
    assert_nothing_left(running.home)


def test_up_kept_up_and_down_in_order(laid_out: Any) -> None:
    running = laid_out.start()
    assert readiness(running.url("ingest"))[0]
    assert readiness(running.url("route"))[0]
    assert set(running.address.processes) == {"postgres", "kafka", "ingest", "route"}

    for name in ("system.json", "keys.json", "admin.key", "postgres_password.secret"):
        assert stat.S_IMODE((running.home / name).stat().st_mode) == 0o600, name
    entries = json.loads((running.home / "keys.json").read_text())["keys"]
    assert [entry["scopes"] for entry in entries] == [["admin"]]
    assert running.key not in (running.home / "keys.json").read_text()

    # Killed: started again, said so, counted.
    for name in ("route", "kafka", "postgres"):
        old = running.kill(name)
        running.wait_restarted(name, old)
        assert running.address.processes[name]["restarts"] == 1
        assert f"{name} ended (SIGKILL)" in running.output.read_text()

    kept = [json.loads(line) for line in running.log("ingest").read_text().splitlines()]
    assert kept[0]["event"] == "started"
    assert "ingest" in running.output.read_text()

    assert running.stop() == 0
    assert not (running.home / "system.json").exists()
    assert json.loads(running.log("route").read_text().splitlines()[-1])["event"] == "drained"
    assert "database system is shut down" in running.log("postgres").read_text()


def test_ctrl_c_stops_everything(laid_out: Any) -> None:
    running = laid_out.start()
    os.kill(running.supervisor_pid, signal.SIGINT)
    assert running.wait_end(60) == 0
    assert not (running.home / "system.json").exists()
    assert json.loads(running.log("ingest").read_text().splitlines()[-1])["event"] == "drained"


def test_ctrl_c_while_starting_stops_everything(laid_out: Any) -> None:
    laid_out.settings["FAKE_ROUTE"] = "never"
    laid_out.launch()
    laid_out.wait_state("starting", 60)
    os.kill(laid_out.supervisor_pid, signal.SIGINT)
    assert laid_out.wait_end(60) == 0


async def test_kill_9_of_the_supervisor_leaves_nothing_and_loses_nothing(laid_out: Any) -> None:
    running = laid_out.start()
    async with AIOKafkaProducer(bootstrap_servers=running.kafka, acks="all") as producer:
        await producer.send_and_wait("inbound-web", b"kept")
    before = pids_of(running.home)
    assert len(before) >= 5
    running.kill_supervisor()
    assert_nothing_left(running.home)

    # The same home starts again, with what was in it.
    running.start()
    consumer = AIOKafkaConsumer("inbound-web", bootstrap_servers=running.kafka, auto_offset_reset="earliest")
    async with consumer:
        assert (await consumer.getone()).value == b"kept"


def test_who_does_not_drain_is_killed_after_its_time(laid_out: Any) -> None:
    laid_out.settings["FAKE_INGEST"] = "deaf"
    running = laid_out.start()
    begun = time.monotonic()
    assert running.stop() == 0
    assert time.monotonic() - begun >= 10


def test_a_service_that_cannot_start_is_one_line_with_its_last_words(laid_out: Any) -> None:
    laid_out.settings["FAKE_ROUTE"] = "broken"
    laid_out.launch()
    assert laid_out.wait_end(120) == 1
    last = laid_out.output.read_text().splitlines()[-1]
    assert last.startswith("route ended 3 times while starting")
    assert "this service has a reason" in last
    assert "Traceback" not in laid_out.output.read_text()


def test_a_second_system_runs_beside_the_first_and_not_from_its_home(laid_out: Any, system: Any) -> None:
    first = laid_out.start()
    second = system(start=False)
    second.command = FAKES
    second.start()
    assert readiness(first.url("route"))[0]
    assert readiness(second.url("route"))[0]
    assert first.address.kafka != second.address.kafka

    environment = {**second.environment, "KLANTSTROOM_HOME": str(first.home)}
    third = subprocess.run([sys.executable, *FAKES], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert third.returncode == 1
    assert third.stderr.splitlines() == [line for line in third.stderr.splitlines() if f"Another system runs from {first.home}" in line]
    assert str(first.supervisor_pid) in third.stderr

    environment = {**first.environment, "KLANTSTROOM_HOME": str(first.home.parent / "elsewhere")}
    fourth = subprocess.run([sys.executable, *FAKES], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert fourth.returncode == 1
    assert "is taken by" in fourth.stderr
    assert "KLANTSTROOM_KAFKA_PORT" in fourth.stderr
    assert second.stop() == 0
    assert_nothing_left(second.home)
