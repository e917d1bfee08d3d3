"""Starts a whole system, keeps it up, and stops it in order.

Up: PostgreSQL and Kafka together, then the topics, then all services at once; ready when every service says so.
Kept up: whoever dies is started again, after 0.5 s at first and twice as long each time it dies soon again.
Down: services get 10 s to drain, then Kafka, then PostgreSQL. If this process is killed, all of them end by themselves (launcher.py).

`<home>/system.json` always says what runs; `<home>/logs/<name>.log` holds what each one wrote.
"""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from local import jars, kafka, postgres, topics
from local.admission import HomeLock, admit
from local.child import Child, Command, describe_exit
from local.log_files import LogFile
from local.progress import Reporter
from local.readiness import readiness
from local.rendering import Renderer, gist
from local.system import HOST, Plan, ServiceSpec, SystemAddress, service_environment, write_private
from local.trouble import Trouble

#: Seconds.
READY_SECONDS = 180.0
DRAIN_SECONDS = 10.0
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
#: Who lived this long starts again with the first pause.
SETTLED_SECONDS = 60.0
#: While a system starts, a service that dies this often in a row ends the attempt.
DEATHS_AT_START = 3

#: What of Kafka's and PostgreSQL's own logs people are shown; PostgreSQL's ERROR is part of how services settle conflicts.
_LOUD = {"kafka": (" ERROR ", " FATAL "), "postgres": (" FATAL: ", " PANIC: ")}


class Role:
    """One process of the system and how to have it: started again and again until the system stops."""

    def __init__(self, name: str, start: Callable[[], Awaitable[Child]], stop_signal: signal.Signals, grace_seconds: float) -> None:
        self.name = name
        self.start = start
        self.stop_signal = stop_signal
        self.grace_seconds = grace_seconds
        self.child: Child | None = None
        self.state = "starting"
        self.restarts = 0
        self.deaths_in_a_row = 0
        self.keeper: asyncio.Task[None] | None = None

    def describe(self) -> dict[str, Any]:
        child = self.child
        return {
            "pid": child.pid if child is not None and child.returncode is None else None,
            "state": self.state,
            "restarts": self.restarts,
            "since": child.started_at if child is not None else None,
        }


@dataclass(frozen=True, slots=True)
class Admitted:
    """A plan that may be carried out: the home is ours, and everything that is needed is here."""

    plan: Plan
    lock: HomeLock
    jars: Sequence[Path]


def prepare(plan: Plan, reporter: Reporter, lock: HomeLock | None = None) -> Admitted:
    """Blocks while jars are fetched. `lock`, where somebody has taken the home for us. Raises Trouble."""
    lock = admit(plan, lock)
    try:
        return Admitted(plan, lock, jars.ensure(plan.cache, reporter))
    except BaseException:
        lock.release()
        raise


class Supervisor:
    """`show_logs` False keeps what processes write to their files; what the supervisor itself has to say is always said."""

    def __init__(self, admitted: Admitted, reporter: Reporter, *, show_logs: bool = True) -> None:
        self.plan = admitted.plan
        self._lock = admitted.lock
        self._jars = admitted.jars
        self._reporter = reporter
        self._show_logs = show_logs
        self._renderer = Renderer()
        self._state = "starting"
        self._stopping = False
        self._roles: dict[str, Role] = {}
        self._logs: dict[str, LogFile] = {}
        #: Gets the exception that makes keeping the system up impossible.
        self.broken: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    # ---- up

    async def up(self) -> SystemAddress:
        """Everything started and ready. Raises Trouble; `down` must follow in any case."""
        begun = time.monotonic()
        plan = self.plan
        self._reporter.say(f"Starting PostgreSQL on port {plan.postgres_port} and Kafka on port {plan.kafka_port} ({plan.home})")
        database = self._role(
            "postgres", lambda: postgres.start(plan, self._log("postgres"), self._loud("postgres")), postgres.STOP_SIGNAL, postgres.STOP_SECONDS
        )
        broker = self._role(
            "kafka", lambda: kafka.start(plan, self._jars, self._log("kafka"), self._loud("kafka")), signal.SIGTERM, kafka.STOP_SECONDS
        )
        async with asyncio.TaskGroup() as starting:
            starting.create_task(self._first_start(database))
            starting.create_task(self._first_start(broker))
        async with asyncio.TaskGroup() as starting:
            starting.create_task(postgres.wait_ready(plan, database.child))
            starting.create_task(kafka.wait_ready(plan.bootstrap, broker.child))
        for role in (database, broker):
            self._keep(role)
        made = await topics.create(plan.bootstrap, topics.wanted(plan.partitions))
        self._reporter.say(f"PostgreSQL and Kafka are ready after {time.monotonic() - begun:.1f} s" + (f"; {len(made)} topics made" if made else ""))
        ensure_admin_key(plan.home)
        for service in plan.services:
            role = self._role(service.name, self._starter(service), signal.SIGTERM, DRAIN_SECONDS)
            await self._first_start(role)
            self._keep(role)
        await self._services_ready(begun)
        self._state = "ready"
        self._publish()
        return self.address()

    def _role(self, name: str, start: Callable[[], Awaitable[Child]], stop_signal: signal.Signals, grace_seconds: float) -> Role:
        role = Role(name, start, stop_signal, grace_seconds)
        self._roles[name] = role
        return role

    def _log(self, name: str) -> LogFile:
        if name not in self._logs:
            self._logs[name] = LogFile(self.plan.logs / f"{name}.log")
        return self._logs[name]

    def _starter(self, service: ServiceSpec) -> Callable[[], Awaitable[Child]]:
        command = Command(
            service.name,
            (sys.executable, *service.command),
            service_environment(self.plan, service, postgres.dsn(self.plan)),
            Path.cwd(),
        )

        return lambda: Child.start(command, self._log(service.name), lambda line: self._show(service.name, line))

    def _loud(self, name: str) -> Callable[[str], None]:
        def on_line(line: str) -> None:
            if not self._stopping and any(word in line for word in _LOUD[name]):
                self._show(name, line)

        return on_line

    def _show(self, name: str, line: str) -> None:
        if not self._show_logs:
            return
        try:
            self._reporter.console.print(self._renderer.line(name, line), soft_wrap=True)
        except OSError:
            # Nobody reads any more, as when the pipe behind us has closed: the files still get everything.
            self._show_logs = False

    async def _first_start(self, role: Role) -> None:
        role.child = await role.start()
        role.state = "running"
        self._publish()

    async def _services_ready(self, begun: float) -> None:
        """Raises Trouble, naming who is not ready and what it says."""
        waiting = {service.name: "nothing yet" for service in self.plan.services}
        deadline = time.monotonic() + READY_SECONDS
        while waiting:
            for name in tuple(waiting):
                role = self._roles[name]
                if role.deaths_in_a_row >= DEATHS_AT_START:
                    last = next((line for line in reversed(role.child.last_lines) if line.strip()), "") if role.child else ""
                    words = gist(last)[:300]
                    raise Trouble(f"{name} ended {role.deaths_in_a_row} times while starting: {words.rstrip('.')}.", f"See {self._log(name).path}.")
                ready, waiting[name] = await asyncio.to_thread(readiness, f"http://{HOST}:{self.plan.ports[name]}")
                if ready:
                    del waiting[name]
                    count = len(self.plan.services) - len(waiting)
                    self._reporter.say(f"{name} is ready ({count} of {len(self.plan.services)}, {time.monotonic() - begun:.1f} s)")
            if waiting and time.monotonic() > deadline:
                told = "; ".join(f"{name}: {said}" for name, said in waiting.items())
                raise Trouble(f"Not ready within {READY_SECONDS:.0f} s: {told}.", f"See the logs in {self.plan.logs}.")
            if waiting:
                await asyncio.sleep(0.1)

    # ---- kept up

    def _keep(self, role: Role) -> None:
        role.keeper = asyncio.create_task(self._keep_up(role), name=f"keep-{role.name}")
        role.keeper.add_done_callback(self._keeper_ended)

    def _keeper_ended(self, keeper: "asyncio.Task[None]") -> None:
        """A keeper ends when the system stops, or by a bug of ours: then nobody would start that process again."""
        if not keeper.cancelled() and (error := keeper.exception()) is not None and not self.broken.done():
            self.broken.set_exception(error)

    async def _keep_up(self, role: Role) -> None:
        pause = FIRST_PAUSE
        while True:
            child = role.child
            if child is None:
                raise ValueError(f"{role.name} is kept up before it was started")
            code = await child.wait()
            if self._stopping:
                return
            # What it may have left behind would hold its port.
            child.end_group()
            lived = time.time() - child.started_at
            if lived > SETTLED_SECONDS:
                pause = FIRST_PAUSE
                role.deaths_in_a_row = 0
            role.deaths_in_a_row += 1
            role.state = "restarting"
            self._publish()
            self._warn(role, f"{role.name} ended ({describe_exit(code)}) after {lived:.0f} s; it starts again in {pause:g} s{self._disk_remark()}")
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)
            while True:
                try:
                    role.child = await role.start()
                    break
                except (Trouble, OSError) as error:
                    self._warn(role, f"{role.name} could not be started again: {error}; next try in {pause:g} s")
                    await asyncio.sleep(pause)
                    pause = min(LONGEST_PAUSE, pause * 2)
            role.restarts += 1
            role.state = "running"
            self._publish()

    def _warn(self, role: Role, text: str) -> None:
        line = json.dumps({"timestamp": datetime.now(UTC).isoformat(), "level": "warning", "event": text, "service": "supervisor"})
        self._log("supervisor").write(line)
        with suppress(OSError):
            self._reporter.console.print(self._renderer.line("supervisor", line), soft_wrap=True)

    def _disk_remark(self) -> str:
        stat = os.statvfs(self.plan.home)
        free_mib = stat.f_bavail * stat.f_frsize // (1024 * 1024)
        return f" (the disk is full: {free_mib} MiB free where {self.plan.home} is)" if free_mib < 64 else ""

    # ---- down

    async def down(self) -> None:
        """Everything stopped, in reverse order. A second call, or a cancelled first one, kills what is left."""
        self._stopping = True
        self._state = "stopping"
        self._publish()
        services = [self._roles[service.name] for service in reversed(self.plan.services) if service.name in self._roles]
        try:
            await asyncio.gather(*(self._stop(role) for role in services))
            for name in ("kafka", "postgres"):
                if name in self._roles:
                    await self._stop(self._roles[name])
        finally:
            for role in self._roles.values():
                if role.keeper is not None:
                    role.keeper.cancel()
                if role.child is not None:
                    role.child.end_group()
            for log in self._logs.values():
                log.close()
            (self.plan.home / "system.json").unlink(missing_ok=True)
            self._lock.release()

    async def _stop(self, role: Role) -> None:
        if role.keeper is not None and role.state == "restarting":
            role.keeper.cancel()
            with suppress(asyncio.CancelledError):
                await role.keeper
        if role.child is not None:
            await role.child.stop(role.stop_signal, role.grace_seconds)
        role.state = "stopped"
        self._publish()

    # ---- what the outside may know

    def address(self) -> SystemAddress:
        key = self.plan.home / "admin.key"
        return SystemAddress(
            home=self.plan.home,
            kafka=self.plan.bootstrap,
            database=postgres.dsn(self.plan),
            urls=MappingProxyType({name: f"http://{HOST}:{port}" for name, port in self.plan.ports.items()}),
            admin_key=key.read_text("utf-8").strip() if key.exists() else None,
            pid=os.getpid(),
            state=self._state,
            processes=MappingProxyType({name: role.describe() for name, role in self._roles.items()}),
        )

    def _publish(self) -> None:
        try:
            self.address().save()
        except OSError as error:
            # A full disk; the system goes on as long as it can.
            self._reporter.say(f"{self.plan.home / 'system.json'} could not be written: {error.strerror}")


def ensure_admin_key(home: Path) -> None:
    """keys.json with one admin key, kept in admin.key, where the home has no keys yet."""
    keys = home / "keys.json"
    if keys.exists():
        return
    from runtime.access import ADMIN, add_key, new_key

    plain, entry = new_key([ADMIN], datetime.now(UTC))
    write_private(home / "admin.key", plain + "\n")
    add_key(keys, entry)


@asynccontextmanager
async def stop_signals() -> AsyncIterator[asyncio.Event]:
    """An event that SIGINT and SIGTERM set."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in numbers:
        loop.add_signal_handler(number, asked.set)
    try:
        yield asked
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


async def supervise(
    admitted: Admitted, reporter: Reporter, work: Callable[[SystemAddress], Awaitable[None]] | None = None, *, show_logs: bool = True
) -> None:
    """A whole system from start to stop: up, then `work` (or for ever), until SIGINT or SIGTERM, then down.

    Raises what starting or `work` raised, once everything is down.
    """
    supervisor = Supervisor(admitted, reporter, show_logs=show_logs)
    async with AsyncExitStack() as stack:
        asked = await stack.enter_async_context(stop_signals())
        main = asyncio.create_task(_up_and_work(supervisor, work))
        waiting = asyncio.create_task(asked.wait())
        try:
            await asyncio.wait((main, waiting, supervisor.broken), return_when=asyncio.FIRST_COMPLETED)
            if not main.done():
                main.cancel()
            with suppress(asyncio.CancelledError):
                await main
            if supervisor.broken.done():
                await supervisor.broken
        finally:
            waiting.cancel()
            reporter.say("Stopping")
            begun = time.monotonic()
            asked.clear()
            await _down(supervisor, asked, reporter)
            reporter.say(f"Stopped after {time.monotonic() - begun:.1f} s")


async def _down(supervisor: Supervisor, asked: asyncio.Event, reporter: Reporter) -> None:
    """Another SIGINT while stopping ends the patience."""
    down = asyncio.create_task(supervisor.down())
    impatient = asyncio.create_task(asked.wait())
    await asyncio.wait((down, impatient), return_when=asyncio.FIRST_COMPLETED)
    if not down.done():
        reporter.say("Killing what is left")
        down.cancel()
    impatient.cancel()
    with suppress(asyncio.CancelledError):
        await down


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first Trouble in the group; without one, its first exception."""
    troubles, others = group.split(Trouble)
    first: BaseException = troubles or others or group
    while isinstance(first, BaseExceptionGroup):
        first = first.exceptions[0]
    return first


async def _up_and_work(supervisor: Supervisor, work: Callable[[SystemAddress], Awaitable[None]] | None) -> None:
    try:
        address = await supervisor.up()
    except BaseExceptionGroup as group:
        # Two things that start at the same time can fail at the same time; one line is enough.
        raise _first(group) from None
    if work is None:
        await asyncio.Event().wait()
    else:
        await work(address)
