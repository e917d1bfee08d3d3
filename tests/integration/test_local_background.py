"""`klantstroom up` in the background while it starts: seen by `status` from the first moment, and stopped when whoever waits is stopped."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from local.admission import holder_of
from local.system import SystemAddress
from local.trouble import Trouble
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]


def processes_of(home: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            named = any(str(home) in part for part in process.cmdline()) or process.environ().get("KLANTSTROOM_HOME") == str(home)
            if named and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


@pytest.fixture
def laid_out(system: Any) -> Iterator[Any]:
    running = system(start=False)
    running.settings["KLANTSTROOM_PARTITIONS"] = "1"
    yield running
    for process in processes_of(running.home):
        with suppress(psutil.NoSuchProcess):
            process.kill()


def up(running: Any) -> "subprocess.Popen[str]":
    line = [sys.executable, "-m", "local.cli", "up"]
    return subprocess.Popen(line, cwd=ROOT, env=running.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def supervisor_began(home: Path, command: int) -> bool:
    """The home is locked by another process than the command itself."""
    return (holder_of(home) or command) != command


def kafka_began(home: Path) -> bool:
    with suppress(Trouble):
        return "kafka" in SystemAddress.load(home).processes
    return False


@pytest.mark.parametrize(("number", "code", "by"), [(signal.SIGINT, 130, "Ctrl-C"), (signal.SIGTERM, 143, "SIGTERM")])
def test_a_start_that_is_interrupted_stops_and_says_so(laid_out: Any, number: signal.Signals, code: int, by: str) -> None:
    with up(laid_out) as command:
        # Once at its very beginning, once when there is something to stop.
        if number is signal.SIGTERM:
            wait_until(lambda: supervisor_began(laid_out.home, command.pid), 120, "the supervisor has the lock")
        else:
            wait_until(lambda: kafka_began(laid_out.home), 120, "Kafka is being started")
        told = laid_out.cli("status", "--json", check=False)
        assert (told.returncode, json.loads(told.stdout)["state"]) == (1, "starting"), told
        command.send_signal(number)
        output, errors = command.communicate(timeout=120)
    assert (command.returncode, output) == (code, "")
    assert errors.splitlines()[-1] == f"The start was interrupted by {by} and everything is stopped again; nothing is left running."
    assert [process.cmdline() for process in processes_of(laid_out.home)] == []
    assert holder_of(laid_out.home) is None
    assert not (laid_out.home / "system.json").exists()
    assert "No system is running" in laid_out.cli("status", check=False).stderr


def test_down_while_it_starts_is_one_line_for_who_waits(laid_out: Any) -> None:
    with up(laid_out) as command:
        wait_until(lambda: kafka_began(laid_out.home), 120, "Kafka is being started")
        laid_out.cli("down")
        output, errors = command.communicate(timeout=120)
    assert (command.returncode, output) == (1, "")
    assert "was stopped while it was starting" in errors.splitlines()[-1]
    assert [process.cmdline() for process in processes_of(laid_out.home)] == []
