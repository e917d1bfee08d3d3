"""`klantstroom up`, `down` and `status`."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import Annotated, Any

import typer

from local.admission import admit, holder_of
from local.commands.address import reach
from local.commands.output import AsJson, print_json, print_table, say
from local.progress import stderr_reporter
from local.system import Plan, SystemAddress, SystemSettings, plan
from local.trouble import Trouble

#: Longest time that `down` waits: services, Kafka and PostgreSQL have theirs within it.
DOWN_SECONDS = 60.0
#: Longest time that `up` waits for a system in the background.
UP_SECONDS = 300.0


def up(
    foreground: Annotated[bool, typer.Option("--foreground", help="Stay, show the logs, stop everything on Ctrl-C.")] = False,
    as_json: AsJson = False,
) -> None:
    """Start Kafka, PostgreSQL and all services, and wait until they are ready."""
    made = plan(SystemSettings())
    if foreground:
        _foreground(made, as_json)
    else:
        _tell(_background(made), as_json)


def _foreground(made: Plan, as_json: bool) -> None:
    from local.supervisor import prepare, supervise

    reporter = stderr_reporter()

    async def work(address: SystemAddress) -> None:
        _tell(address, as_json)
        await asyncio.Event().wait()

    asyncio.run(supervise(prepare(made, reporter), reporter, work))


def _background(made: Plan) -> SystemAddress:
    from local import jars

    reporter = stderr_reporter()
    # What can be refused, and what has to be fetched, while somebody looks; then the lock goes to the one who stays.
    lock = admit(made)
    try:
        jars.ensure(made.cache, reporter)
        made.logs.mkdir(parents=True, exist_ok=True)
        output = (made.logs / "supervisor.out").open("w", encoding="utf-8")
    finally:
        lock.release()
    with output:
        process = subprocess.Popen(
            [sys.executable, "-m", "local.cli", "up", "--foreground", "--json"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=output,
            start_new_session=True,
            env={**os.environ, "KLANTSTROOM_HOME": str(made.home), "KLANTSTROOM_CACHE": str(made.cache)},
        )
    reporter.say(f"Starting in the background from {made.home}")
    deadline = time.monotonic() + UP_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            lines = [line for line in (made.logs / "supervisor.out").read_text("utf-8").splitlines() if line.strip()]
            raise Trouble((lines or ["The system ended while starting."])[-1], f"See {made.logs}.")
        with suppress(Trouble):
            address = SystemAddress.load(made.home)
            if address.pid == process.pid and address.state == "ready":
                return address
        time.sleep(0.2)
    raise Trouble(f"The system is not ready after {UP_SECONDS:.0f} s.", f"See `klantstroom status` and the logs in {made.logs}.")


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
    return {
        "home": str(address.home),
        "pid": address.pid,
        "state": address.state,
        "kafka": address.kafka,
        "database": address.database,
        "urls": dict(address.urls),
        "dashboard": address.dashboard if "dashboard" in address.urls else None,
    }


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
    """Processes, ports, readiness, and how many records each consumer group is behind. Exit code 1 where something is not ready."""
    home = plan(SystemSettings()).home
    address = SystemAddress.load(home)
    if holder_of(home) is None:
        raise Trouble(f"The system of {home} is not running; its supervisor was killed.", "Start it with `klantstroom up`.")
    from local.readiness import readiness

    ready = {name: readiness(url) for name, url in address.urls.items()}
    lag = _lag()
    rows = []
    for name, process in address.processes.items():
        port = address.urls[name].rpartition(":")[2] if name in address.urls else None
        is_ready, said = ready.get(name, (process["state"] == "running", process["state"]))
        rows.append(
            {
                "name": name,
                "state": process["state"],
                "ready": is_ready,
                "says": "" if is_ready else said,
                "pid": process["pid"],
                "port": int(port) if port else None,
                "restarts": process["restarts"],
                "lag": lag.get(name),
            }
        )
    healthy = all(row["ready"] for row in rows)
    if as_json:
        print_json({**describe(address), "ready": healthy, "processes": rows, "lag": lag})
    else:
        say(f"{home}: {address.state}, process {address.pid}")
        columns = ("name", "state", "ready", "pid", "port", "restarts", "lag", "says")
        print_table(columns, [[("yes" if row[c] else "no") if c == "ready" else row[c] for c in columns] for row in rows])
        others = {group: behind for group, behind in lag.items() if group not in address.processes}
        if others:
            print_table(("consumer group", "lag"), sorted(others.items()))
    if not healthy:
        raise typer.Exit(1)


def _lag() -> dict[str, int]:
    """Records behind, by consumer group; nothing where the broker does not answer."""
    from aiokafka.errors import KafkaError

    from local.lag import lag

    try:
        return asyncio.run(lag(reach().kafka))
    except (KafkaError, OSError, TimeoutError) as error:
        say(f"Kafka does not say how far the groups are: {error}")
        return {}
