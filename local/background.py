"""Starts a system that stays when the command has ended, and waits until it is ready.

Until then the command answers for it: SIGINT (Ctrl-C) or SIGTERM to the command stops what it has started.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from local import jars
from local.admission import admit
from local.progress import Reporter
from local.system import Plan, SystemAddress
from local.trouble import Trouble

#: Longest time that is waited for the system.
UP_SECONDS = 300.0
#: Longest time that a start which was interrupted has to stop: services, Kafka and PostgreSQL have theirs within it.
STOP_SECONDS = 60.0


class Interrupted(Exception):
    """Somebody ended the wait. One line; nothing runs that this command has started."""

    def __init__(self, number: signal.Signals, said: str) -> None:
        super().__init__(said)
        self.number = number


def start(made: Plan, reporter: Reporter) -> SystemAddress:
    """Raises Trouble where it does not start, and Interrupted."""
    try:
        # What can be refused, and what has to be fetched, while somebody looks.
        lock = admit(made)
        try:
            jars.ensure(made.cache, reporter)
            made.logs.mkdir(parents=True, exist_ok=True)
            output = made.logs / "supervisor.out"
            with _noticed() as came:
                # The lock goes to the one who stays: at no moment does the home look free.
                process = _launch(made, output, lock.descriptor)
                lock.release()
                reporter.say(f"Starting in the background from {made.home}")
                return _wait(made, process, output, came)
        finally:
            lock.release()
    except KeyboardInterrupt:
        raise Interrupted(signal.SIGINT, "Interrupted; nothing was started yet.") from None


def _launch(made: Plan, output: Path, lock: int) -> "subprocess.Popen[bytes]":
    with output.open("w", encoding="utf-8") as file:
        return subprocess.Popen(
            [sys.executable, "-m", "local.cli", "up", "--foreground", "--lock", str(lock)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=file,
            # Ctrl-C in the terminal goes to us alone.
            start_new_session=True,
            pass_fds=(lock,),
            env={**os.environ, "KLANTSTROOM_HOME": str(made.home), "KLANTSTROOM_CACHE": str(made.cache)},
        )


@contextmanager
def _noticed() -> Iterator[list[signal.Signals]]:
    """SIGINT and SIGTERM are written down as they come, and do nothing else. Who ignores one goes on ignoring it."""
    came: list[signal.Signals] = []
    before = {}
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            before[number] = signal.signal(number, lambda received, _frame: came.append(signal.Signals(received)))
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _wait(made: Plan, process: "subprocess.Popen[bytes]", output: Path, came: list[signal.Signals]) -> SystemAddress:
    deadline = time.monotonic() + UP_SECONDS
    while time.monotonic() < deadline:
        if came:
            _stop(process, came)
            by = "Ctrl-C" if came[0] is signal.SIGINT else came[0].name
            raise Interrupted(came[0], f"The start was interrupted by {by} and everything is stopped again; nothing is left running.")
        code = process.poll()
        if code == 0:
            raise Trouble(f"The system in {made.home} was stopped while it was starting.", "Start it again with `klantstroom up`.")
        if code is not None:
            lines = [line for line in output.read_text("utf-8").splitlines() if line.strip()]
            raise Trouble((lines or ["The system ended while starting."])[-1], f"See {made.logs}.")
        with suppress(Trouble):
            address = SystemAddress.load(made.home)
            if address.pid == process.pid and address.state == "ready":
                return address
        time.sleep(0.1)
    raise Trouble(f"The system is not ready after {UP_SECONDS:.0f} s.", f"See `klantstroom status` and the logs in {made.logs}.")


def _stop(process: "subprocess.Popen[bytes]", came: list[signal.Signals]) -> None:
    """In order, as `klantstroom down` does; another signal makes it kill what is left."""
    passed_on = 0
    deadline = time.monotonic() + STOP_SECONDS
    while process.poll() is None:
        if passed_on < len(came):
            passed_on = len(came)
            process.terminate()
        if time.monotonic() > deadline:
            # Its processes end with it.
            process.kill()
        time.sleep(0.05)
