"""`klantstroom doctor`: what a system on this machine needs, one line each, with what to do where it fails."""

import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple

import typer

from local.admission import MIN_FREE_BYTES, check_disk, check_ports, holder_of
from local.commands.address import running_system
from local.commands.output import AsJson, print_json, print_table
from local.system import Plan, SystemSettings, plan
from local.trouble import Trouble

#: MiB: Kafka, PostgreSQL and six services together, measured at rest, with room to work.
NEEDED_MEMORY_MIB = 2_048


class Finding(NamedTuple):
    check: str
    ok: bool
    said: str


def doctor(as_json: AsJson = False) -> None:
    """Check Python, packages, jars, disk, memory, ports and the running system. Exit code 1 where something is wrong."""
    made = plan(SystemSettings())
    checks: tuple[tuple[str, Callable[[Plan], str]], ...] = (
        ("python", _python),
        ("java", _java),
        ("kafka", _jars),
        ("postgresql", _postgres),
        ("disk", _disk),
        ("memory", _memory),
        ("ports", _ports),
        ("system", _system),
    )
    findings = [_find(name, check, made) for name, check in checks]
    if as_json:
        print_json([finding._asdict() for finding in findings])
    else:
        print_table(("check", "", "what"), [(finding.check, "ok" if finding.ok else "WRONG", finding.said) for finding in findings])
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def _find(name: str, check: Callable[[Plan], str], made: Plan) -> Finding:
    try:
        return Finding(name, True, check(made))
    except Trouble as trouble:
        return Finding(name, False, str(trouble))


def _python(_plan: Plan) -> str:
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        raise Trouble(f"This is Python {platform.python_version()}.", "Use 3.11, 3.12 or 3.13.")
    return f"Python {platform.python_version()}"


def _runs(line: list[str], what: str) -> str:
    try:
        done = subprocess.run(line, capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Trouble(f"{what} does not run: {error}.", "Run `make clean setup`.") from None
    if done.returncode != 0:
        raise Trouble(f"{what} does not run: {(done.stderr or done.stdout).strip()[:200]}.", "Run `make clean setup`.")
    return (done.stdout or done.stderr).splitlines()[0]


def _java(_plan: Plan) -> str:
    from local import kafka

    return _runs([kafka.java(), "-version"], "Java")


def _postgres(_plan: Plan) -> str:
    from local import postgres

    return _runs([str(postgres.binaries() / "postgres"), "--version"], "PostgreSQL")


def _jars(made: Plan) -> str:
    from local import jars

    pinned = jars.pinned()
    lacking = jars.missing(made.cache / "maven", pinned)
    if not lacking:
        return f"{len(pinned)} jars, all as pinned, in {made.cache}"
    # Not wrong: the first start fetches them.
    mib = sum(jar.size_bytes for jar in lacking) // (1024 * 1024)
    return f"{len(lacking)} of {len(pinned)} jars are still to be fetched, {mib} MiB: the next start does so"


def _disk(made: Plan) -> str:
    there = made.home
    while not there.exists():
        there = there.parent
    check_disk(there, 0 if holder_of(made.home) is not None else MIN_FREE_BYTES)
    return f"{shutil.disk_usage(there).free // (1024 * 1024)} MiB free"


def _memory(made: Plan) -> str:
    import psutil

    available = psutil.virtual_memory().available // (1024 * 1024)
    if holder_of(made.home) is None and available < NEEDED_MEMORY_MIB:
        raise Trouble(
            f"{available} MiB of memory are available, and a system wants {NEEDED_MEMORY_MIB} MiB.",
            "Close something, or lower KLANTSTROOM_KAFKA_HEAP_MB.",
        )
    return f"{available} MiB available"


def _ports(made: Plan) -> str:
    if holder_of(made.home) is not None:
        return "used by the running system"
    check_ports(made)
    return "free: " + ", ".join(str(port) for port, _, _ in made.listens())


def _system(made: Plan) -> str:
    from local.readiness import readiness

    if holder_of(made.home) is None:
        return f"not running from {made.home}"
    address = running_system(made.home)
    if address is None:
        return f"only begins to start from {made.home}"
    late = [f"{name}: {said}" for name, url in address.urls.items() for ready, said in [readiness(url)] if not ready]
    if late:
        raise Trouble(f"Not ready: {'; '.join(late)}.", f"See {made.logs}.")
    return f"{address.state}, {len(address.processes)} processes, from {made.home}"
