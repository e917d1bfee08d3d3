"""`klantstroom up`, `down` and `status`."""

import asyncio
import json
import os
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit, urlunsplit

import typer

from local.admission import HomeLock, holder_of
from local.background import Interrupted, start
from local.commands.address import kafka_of_system_is_away, running_system
from local.commands.output import AsJson, print_json, print_table, say
from local.progress import stderr_reporter
from local.system import Plan, SystemAddress, SystemSettings, plan
from local.trouble import Trouble

#: Longest time that `down` waits: services, Kafka and PostgreSQL have theirs within it.
DOWN_SECONDS = 60.0
#: Longest time that `status` waits for Kafka to say how far the groups are.
LAG_SECONDS = 20.0


def up(
    foreground: Annotated[bool, typer.Option("--foreground", help="Stay, show the logs, stop everything on Ctrl-C.")] = False,
    lock: Annotated[int | None, typer.Option("--lock", hidden=True, help="The home's lock, as an open file of the process that starts us.")] = None,
    as_json: AsJson = False,
) -> None:
    """Start Kafka, PostgreSQL and all services in the background, and wait until they are ready. Ctrl-C while it waits stops them again."""
    made = plan(SystemSettings())
    if foreground:
        _foreground(made, None if lock is None else HomeLock.adopt(lock), as_json)
        return
    try:
        address = start(made, stderr_reporter())
    except Interrupted as interrupted:
        say(json.dumps({"error": str(interrupted)}) if as_json else str(interrupted))
        raise typer.Exit(128 + interrupted.number) from None
    _tell(address, as_json)


def _foreground(made: Plan, lock: HomeLock | None, as_json: bool) -> None:
    from local.supervisor import prepare, supervise

    reporter = stderr_reporter()

    async def work(address: SystemAddress) -> None:
        _tell(address, as_json)
        await asyncio.Event().wait()

    asyncio.run(supervise(prepare(made, reporter, lock), reporter, work))


def _tell(address: SystemAddress, as_json: bool) -> None:
    if as_json:
        print_json(describe(address))
        return
    say(f"Ready. Kafka on {address.kafka}; logs in {address.home / 'logs'}")
    for name, url in address.urls.items():
        say(f"  {name:<10} {url}")
    if "dashboard" in address.urls:
        print(f"Dashboard: {address.dashboard}", flush=True)


def describe(address: SystemAddress) -> dict[str, Any]:
    """What may be shown, logged and pasted: of secrets, the files that hold them."""
    key = address.home / "admin.key"
    password = address.home / "postgres_password.secret"
    return {
        "home": str(address.home),
        "pid": address.pid,
        "state": address.state,
        "kafka": address.kafka,
        "database": without_password(address.database),
        "database_password_file": str(password) if password.exists() else None,
        "urls": dict(address.urls),
        "dashboard": f"{address.urls['dashboard']}/" if "dashboard" in address.urls else None,
        "admin_key_file": str(key) if key.exists() else None,
    }


def without_password(dsn: str) -> str:
    parts = urlsplit(dsn)
    user, at, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}{at}{host}"))


def down(as_json: AsJson = False) -> None:
    """Stop everything, in order: services get 10 s to finish, then Kafka, then PostgreSQL."""
    home = plan(SystemSettings()).home
    holder = holder_of(home)
    if holder is None:
        if as_json:
            print_json({"stopped": False})
        else:
            say(f"No system is running from {home}.")
        return
    if holder:
        with suppress(ProcessLookupError):
            os.kill(holder, signal.SIGTERM)
    begun = time.monotonic()
    while holder_of(home) is not None:
        if time.monotonic() - begun > DOWN_SECONDS:
            raise Trouble(f"Process {holder} has not ended after {DOWN_SECONDS:.0f} s.", f"End it with `kill -9 {holder}`; nothing stays behind.")
        time.sleep(0.1)
    if as_json:
        print_json({"stopped": True, "seconds": round(time.monotonic() - begun, 1)})
    else:
        say(f"Stopped after {time.monotonic() - begun:.1f} s.")


def status(as_json: AsJson = False) -> None:
    """Processes, ports, readiness, and how far each consumer group is behind. Exit code 1 where something is not ready.

    The lag is 0 where a group has read everything. Where it has not, it counts offsets: the marks of transactions among its records are counted too.
    Passwords and keys are not shown: --json names the files that hold them.
    """
    home = plan(SystemSettings()).home
    address = running_system(home)
    if address is None:
        _tell_begun(home, as_json)
        raise typer.Exit(1)
    from local.readiness import readiness

    ready = {name: readiness(url) for name, url in address.urls.items()}
    behind = _lag(address)
    if behind is None:
        # It may run and not answer.
        ready["kafka"] = (False, "does not answer")
    lag = behind or {}
    rows = [_row(name, process, address, ready, lag) for name, process in address.processes.items()]
    healthy = address.state == "ready" and all(row["ready"] for row in rows)
    if as_json:
        print_json({**describe(address), "ready": healthy, "processes": rows, "lag": lag})
    else:
        say(f"{home}: {address.state}, process {address.pid}")
        columns = ("name", "state", "ready", "pid", "port", "restarts", "lag", "says")
        print_table(columns, [[("yes" if row[c] else "no") if c == "ready" else row[c] for c in columns] for row in rows])
        others = {group: behind for group, behind in lag.items() if group not in address.processes}
        if others:
            print_table(("consumer group", "lag"), sorted(others.items()))
        if "dashboard" in address.urls:
            say(f"Dashboard: {address.urls['dashboard']}/" + (f" with the key in {home / 'admin.key'}" if address.admin_key else ""))
    if not healthy:
        raise typer.Exit(1)


def _tell_begun(home: Path, as_json: bool) -> None:
    holder = holder_of(home)
    if as_json:
        print_json({"home": str(home), "pid": holder, "state": "starting", "ready": False, "processes": [], "lag": {}})
    else:
        say(f"{home}: a system is starting (process {holder}); nothing runs yet. Ask again in a moment.")


def _row(
    name: str, process: Mapping[str, Any], address: SystemAddress, ready: Mapping[str, tuple[bool, str]], lag: Mapping[str, int]
) -> dict[str, Any]:
    port = address.urls[name].rpartition(":")[2] if name in address.urls else None
    is_ready, said = ready.get(name, (process["state"] == "running", process["state"]))
    return {
        "name": name,
        "state": process["state"],
        "ready": is_ready,
        "says": "" if is_ready else said,
        "pid": process["pid"],
        "port": int(port) if port else None,
        "restarts": process["restarts"],
        "lag": lag.get(name),
    }


def _lag(address: SystemAddress) -> dict[str, int] | None:
    """Records behind, by consumer group; None where the broker does not answer."""
    from aiokafka.errors import KafkaError

    from local.lag import lag

    try:
        return asyncio.run(asyncio.wait_for(lag(address.kafka), LAG_SECONDS))
    except (KafkaError, OSError, TimeoutError):
        say(f"How far the groups are behind is not known: {kafka_of_system_is_away(address)}")
        return None
