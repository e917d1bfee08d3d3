"""`klantstroom demo`, `up`, `status`, `doctor` and `down` with all services, as a person uses them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from local.readiness import readiness
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]

#: Dutch and English, a repeat, and one that is no message.
MESSAGES = [
    {"id": "1", "channel": "web", "sender": {"email": "a@example.com"}, "text": "Mijn factuur klopt niet", "sent_at": "2026-03-02T09:00:00+01:00"},
    {"id": "2", "channel": "chat", "sender": {"handle": "bo"}, "text": "How do I set up my new router?", "sent_at": "2026-03-02T09:01:00+01:00"},
    {"id": "3", "channel": "forum", "sender": {"id": "m-3"}, "text": "Tip: een donkere modus in de app", "sent_at": "2026-03-02T09:02:00+01:00"},
    {"id": "3", "channel": "forum", "sender": {"id": "m-3"}, "text": "Tip: een donkere modus in de app", "sent_at": "2026-03-02T09:02:00+01:00"},
    {"id": "4", "channel": "email", "sender": {"email": "d@example.com"}, "text": "   ", "sent_at": "2026-03-02T09:03:00+01:00"},
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    file = tmp_path / "messages.jsonl"
    file.write_text("".join(json.dumps(message) + "\n" for message in MESSAGES))
    return file


@pytest.fixture
def laid_out(system: Any) -> Iterator[Any]:
    """Ports and a home; whatever runs from there when the test ends is a failure."""
    running = system(start=False)
    yield running
    try:
        wait_until(lambda: not processes_of(running.home), 60, lambda: f"the end of {processes_of(running.home)}", every=0.1)
    finally:
        for process in processes_of(running.home):
            process.kill()


def processes_of(home: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.status() != psutil.STATUS_ZOMBIE and process.environ().get("KLANTSTROOM_HOME", "").startswith(str(home)):
                found.append(process)
    return found


def demo(running: Any, *arguments: str, **how: Any) -> "subprocess.Popen[str]":
    line = [sys.executable, "-m", "local.cli", "demo", *arguments]
    return subprocess.Popen(line, cwd=ROOT, env=running.environment, stdout=subprocess.PIPE, text=True, **how)


def test_once_accounts_for_every_message_and_says_so_last(laid_out: Any, data: Path) -> None:
    with demo(laid_out, "--once", "--data", str(data), stderr=subprocess.PIPE) as process:
        output, errors = process.communicate(timeout=400)
    assert process.returncode == 0, errors
    [line] = output.splitlines()
    summary = json.loads(line)
    assert summary["in"] == 5
    assert sum(summary["routed"].values()) == 3
    assert (summary["duplicates"], sum(summary["rejected"].values())) == (1, 1)
    assert "Dashboard: http://127.0.0.1:" in errors
    assert "Traceback" not in errors


def test_a_demo_stays_up_until_ctrl_c_and_begins_anew(laid_out: Any, data: Path) -> None:
    left_over = laid_out.home / "demo" / "left-over"
    left_over.mkdir(parents=True)
    (left_over / "file").write_text("of an earlier demo")
    with demo(laid_out, "--data", str(data), "--rate", "50") as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith(f"Dashboard: {laid_out.url('dashboard')}/#key=ks_")
        assert readiness(laid_out.url("dashboard"))[0]
        assert not left_over.exists()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=120)
    assert process.returncode in (0, 130)


def test_a_file_that_is_none_ends_the_demo_before_anything_starts(laid_out: Any, tmp_path: Path) -> None:
    begun = time.monotonic()
    with demo(laid_out, "--once", "--data", str(tmp_path / "nothing.csv"), stderr=subprocess.PIPE) as process:
        output, errors = process.communicate(timeout=120)
    assert (process.returncode, output) == (1, "")
    assert "nothing.csv is not there" in errors
    assert not (laid_out.home / "demo").exists()
    assert time.monotonic() - begun < 60


def test_up_in_the_background_status_doctor_and_down(laid_out: Any) -> None:
    up = json.loads(laid_out.cli("up", "--json").stdout)
    assert up["state"] == "ready"
    assert up["dashboard"].startswith(laid_out.url("dashboard"))

    status = json.loads(laid_out.cli("status", "--json").stdout)
    assert status["ready"] is True
    rows = {row["name"]: row for row in status["processes"]}
    assert rows.keys() == {"postgres", "kafka", *laid_out.ports}
    assert all(row["ready"] and row["state"] == "running" and row["restarts"] == 0 for row in rows.values())
    assert {name: rows[name]["port"] for name in laid_out.ports} == dict(laid_out.ports)
    assert laid_out.cli("status").stdout.count("yes") == len(rows)

    findings = {finding["check"]: finding["ok"] for finding in json.loads(laid_out.cli("doctor", "--json").stdout)}
    assert findings.keys() >= {"python", "java", "kafka", "postgresql", "disk", "memory", "ports", "system"}
    assert all(findings.values())

    again = laid_out.cli("up", check=False)
    assert again.returncode == 1
    assert "Another system runs from" in again.stderr

    # A message on its way, from the command line to the routed topic and back.
    laid_out.cli("publish", "-", stdin=json.dumps(MESSAGES[0]) + "\n")
    routed = laid_out.cli("tail", "messages-routed", "--from-beginning", "--max", "1", "--seconds", "60", "--json").stdout
    message_id = json.loads(routed)["value"]["message_id"]
    steps = json.loads(laid_out.cli("trace", message_id, "--json").stdout)["steps"]
    assert [step["topic"] for step in steps][:4] == ["inbound-web", "messages-ingested", "messages-classified", "messages-routed"]
    assert len({step["trace_id"] for step in steps[1:4]}) == 1

    # One service that stands still is seen, by status and by its exit code.
    pid = laid_out.pid("rewards")
    os.kill(pid, signal.SIGSTOP)
    try:
        halted = laid_out.cli("status", "--json", check=False)
    finally:
        os.kill(pid, signal.SIGCONT)
    assert halted.returncode == 1
    assert [row["name"] for row in json.loads(halted.stdout)["processes"] if not row["ready"]] == ["rewards"]

    assert json.loads(laid_out.cli("down", "--json").stdout)["stopped"] is True
    assert json.loads(laid_out.cli("down", "--json").stdout) == {"stopped": False}
