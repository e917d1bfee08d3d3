"""A system of its own for a demo: a fresh home, the default ports (or those of the settings), messages replayed through it."""

import asyncio
import json
import shutil
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from local.admission import HomeLock
from local.data_file import check_encoding, check_file
from local.progress import Reporter
from local.rendering import printable
from local.replay import ReplayFailed, ReplayOptions, run_demo
from local.replay.demo import load
from local.supervisor import prepare, supervise
from local.system import Plan, SystemAddress
from local.trouble import Trouble


def demo_plan(plan: Plan) -> Plan:
    """`plan` with a home below the system's own, so that a demo never touches what `klantstroom up` keeps."""
    return replace(plan, home=plan.home / "demo")


def make_fresh(home: Path) -> None:
    """Remove what an earlier demo has left. Raises Trouble where one runs there now."""
    lock = HomeLock.take(home)
    try:
        for entry in home.iterdir():
            if entry.name == "lock":
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
    except OSError as error:
        raise Trouble(
            f"What an earlier demo left in {home} cannot be removed: {error.strerror}.", "Remove it, or name another KLANTSTROOM_HOME."
        ) from None
    finally:
        lock.release()


def check_data(data: Path, options: ReplayOptions) -> None:
    """Raises what is wrong with the file, before anything is started."""
    check_file(data, twice=True)
    check_encoding(data, options.form, options.encoding)
    try:
        loaded = load(data, options, datetime.now(UTC))
    except UnicodeError:
        raise Trouble(f"{data} is not {options.encoding}.", "Name its encoding with --encoding, as cp1252.") from None
    if not loaded.entries:
        first = next(iter(loaded.unreadable), None)
        why = "" if first is None else printable(f" (line {first.line}: {first.reason}: {first.detail})")
        raise Trouble(f"{data} has not one message in it{why}.", "`klantstroom replay --help` says what is read, and how to name columns.")


def run(plan: Plan, once: bool, data: Path | None, options: ReplayOptions, reporter: Reporter, as_json: bool = False) -> dict[str, Any] | None:
    """Start, replay, and stay until Ctrl-C; with `once` wait for every message, stop, and answer the summary.

    Raises Trouble and local.replay's WrongColumns and ReplayFailed, when everything is down again.
    """
    if data is not None:
        check_data(data, options)
    make_fresh(plan.home)
    summary: dict[str, Any] | None = None

    async def work(address: SystemAddress) -> None:
        nonlocal summary
        # With `once`, standard output belongs to the summary alone.
        said = json.dumps({"dashboard": address.dashboard}) if as_json and not once else f"Dashboard: {address.dashboard}"
        print(said, file=sys.stderr if once else sys.stdout, flush=True)
        summary = await run_demo(address, once, data, options, reporter.say)
        if not once:
            reporter.say("Everything is sent. The system stays up; Ctrl-C stops it.")
            await asyncio.Event().wait()

    asyncio.run(supervise(prepare(plan, reporter), reporter, work))
    if once and summary is None:
        raise Trouble("The demo was stopped before every message was routed.", "Run it again.")
    return summary


def print_summary(summary: dict[str, Any]) -> None:
    print(json.dumps(summary), flush=True)


__all__ = ["ReplayFailed", "check_data", "demo_plan", "make_fresh", "print_summary", "run"]
