"""A service's life: answer health checks, wait for what it needs, run, drain on SIGTERM.

Order of a start: HTTP (un-ready), database and its migrations, broker, the service's own wiring, hops. Whatever is away is waited for
with one clear line; nothing of it ends the process. Order of an end: HTTP takes no more, hops finish the unit at hand and leave their
group, background tasks end, connections close.
"""

import asyncio
import contextlib
import gc
import signal
import socket
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import structlog
import uvicorn
import uvloop
from fastapi import APIRouter, FastAPI
from starlette.types import ASGIApp

from runtime import problems, telemetry
from runtime.access import Access
from runtime.broker import Broker, BrokerUnavailable
from runtime.clock import Clock, system_clock
from runtime.dead_letter import SERVICE_VERSION
from runtime.failpoints import Failpoint
from runtime.health import Readiness, health_routes
from runtime.hop import Hop
from runtime.kafka import KafkaBroker
from runtime.migrate import ChangedMigration, migrate
from runtime.outbox import PostgresStore, StoreUnavailable, connect
from runtime.process import Process
from runtime.settings import RuntimeSettings

log = structlog.get_logger()

_ALWAYS = frozenset({"/livez", "/readyz", "/metrics"})
_WAIT_SECONDS = 0.5
#: Seconds that everything else has to end, beyond those of the hops: together it stays below 10.
_END_SECONDS = 1.6
#: Seconds between two lines that say what is still waited for.
_REMIND_SECONDS = 30.0


class CannotStart(Exception):
    """What a person has to mend before the service can start, in one line that says what to do."""


@dataclass(frozen=True, slots=True)
class Resources:
    """What a service may use, connected and ready."""

    settings: RuntimeSettings
    broker: Broker
    #: Connections have the service's schema as their search_path. A service without migrations has none, and must not use it.
    pool: asyncpg.Pool
    clock: Clock
    access: Access


@dataclass(frozen=True, slots=True)
class Wiring:
    """What a service is made of."""

    #: They consume.
    hops: tuple[Hop, ...] = ()
    #: They answer.
    routes: tuple[APIRouter, ...] = ()
    #: They run beside, until cancelled. One that ends by itself ends the service: it would be half of one.
    background: tuple[Callable[[], Awaitable[None]], ...] = ()
    #: Further conditions of readiness, by name: each answers why the service is not ready, or None where it is.
    checks: Mapping[str, Callable[[], str | None]] = field(default_factory=dict)
    #: Wrapped around the whole of the service's HTTP, /livez and errors included; the first is outermost.
    middleware: tuple[Callable[[ASGIApp], ASGIApp], ...] = ()


@dataclass(frozen=True, slots=True)
class Service:
    name: str
    settings: RuntimeSettings
    #: Called once broker and database answer; connects nothing before that.
    wire: Callable[[Resources], Awaitable[Wiring]]
    #: Folder of numbered SQL files, applied in order to the PostgreSQL schema `name`; None where it keeps no state there.
    migrations: Path | None = None
    broker: Callable[[RuntimeSettings], Broker] = field(
        default=lambda settings: KafkaBroker(settings.kafka, settings.session_seconds, settings.fetch_wait_ms)
    )


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # Signals are ours: HTTP ends when the service drains, not before.
        yield


def _listen(host: str, port: int, service: str) -> socket.socket:
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise SystemExit(
            f"{service}: {host}:{port} cannot be used ({error.strerror}): stop what listens there, or set KLANTSTROOM_HTTP_PORT"
        ) from error
    return listening


def _application(service: str, readiness: Readiness) -> FastAPI:
    app = FastAPI(title=f"Klantstroom {service}", version=SERVICE_VERSION, docs_url=None, redoc_url=None)
    problems.install(app)
    app.include_router(health_routes(service, readiness))
    return app


def settle_collector() -> None:
    """What is there now stays: the collector need not walk models and routes again and again.

    Nor the messages of a unit of work: they are many, without cycles, and gone when it is done. With the default of 700 the collector
    took a fifth of a hop's time (bench/hop.py).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)


async def _waiting(what: str, address: str, attempt: Callable[[], Awaitable[Any]], readiness: Readiness, leaving: asyncio.Event) -> Any:
    """Try until it works; None where the service is told to leave first, also in the middle of an attempt."""
    readiness.starting = f"waiting for {what}"
    said_at = float("-inf")
    while not leaving.is_set():
        trying, left = asyncio.ensure_future(attempt()), asyncio.ensure_future(leaving.wait())
        try:
            await asyncio.wait({trying, left}, return_when=asyncio.FIRST_COMPLETED)
            if trying.done():
                return await trying
        except (BrokerUnavailable, StoreUnavailable, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
            if time.monotonic() - said_at > _REMIND_SECONDS:
                said_at = time.monotonic()
                log.warning(f"waiting for {what}", address=address, reason=f"{type(error).__name__}: {error}"[:300])
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_WAIT_SECONDS):
                    await leaving.wait()
        finally:
            trying.cancel()
            left.cancel()
    return None


async def serve(service: Service, leaving: asyncio.Event) -> None:
    """Run `service` until `leaving` is set; raises what ended one of its tasks otherwise."""
    settings = service.settings
    failpoint = Failpoint(settings.failpoint)
    readiness = Readiness(service.name, settings.stalled_seconds)
    app = _application(service.name, readiness)
    application: ASGIApp = app
    wired = asyncio.Event()

    async def gate(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and not wired.is_set() and scope["path"] not in _ALWAYS:
            starting = problems.Problem(503, "Starting", f"{service.name} is {readiness.starting}.", headers={"Retry-After": "2"})
            await starting.response()(scope, receive, send)
        else:
            await application(scope, receive, send)

    listening = _listen(settings.http_host, settings.http_port, service.name)
    server = _Server(
        uvicorn.Config(gate, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=3, server_header=False, ws="none")
    )
    broker = service.broker(settings)
    tasks: set[asyncio.Task[None]] = set()
    processes: list[Process] = []
    pool: asyncpg.Pool | None = None
    serving = asyncio.create_task(server.serve(sockets=[listening]), name="http")
    try:
        if service.migrations is not None:
            folder = service.migrations
            # Where it is; what stands before the @ is a secret.
            address = urlsplit(settings.database).netloc.rpartition("@")[2]
            try:
                applied = await _waiting("the database", address, lambda: migrate(settings.database, service.name, folder), readiness, leaving)
            except ChangedMigration as error:
                raise CannotStart(str(error)) from error
            if applied is None:
                return
            pool = await _waiting("the database", address, lambda: connect(settings.database, service.name), readiness, leaving)
            if pool is None:
                return
            readiness.probe("the database", lambda: pool.fetchval("SELECT 1"))
        if await _waiting("the broker", settings.kafka, lambda: _pinged(broker), readiness, leaving) is None:
            return
        readiness.probe("the broker", broker.ping)

        access = Access(settings.keys)
        resources = Resources(settings, broker, pool, system_clock, access)  # type: ignore[arg-type]
        wiring = await service.wire(resources)
        if wiring.routes:
            readiness.also("keys", access.complaint)
        for router in wiring.routes:
            app.include_router(router)
        for wrap in reversed(wiring.middleware):
            application = wrap(application)
        for name, check in wiring.checks.items():
            readiness.also(name, check)
        for hop in wiring.hops:
            store = PostgresStore(pool) if hop.state is not None and pool is not None else None
            process = Process(hop, broker, store, system_clock, batch=settings.batch, failpoint=failpoint)
            readiness.watch(process)
            processes.append(process)
            tasks.add(asyncio.create_task(process.run(), name=f"hop-{hop.name}"))
        for number, background in enumerate(wiring.background):
            tasks.add(asyncio.create_task(_forever(background), name=f"background-{number}"))
        readiness.starting = None
        wired.set()
        settle_collector()
        log.info("started", version=SERVICE_VERSION, http=f"{settings.http_host}:{settings.http_port}")

        left = asyncio.create_task(leaving.wait())
        done, _ = await asyncio.wait({left, serving, *tasks}, return_when=asyncio.FIRST_COMPLETED)
        left.cancel()
        for task in done - {left}:
            task.result()
            if not leaving.is_set():
                raise RuntimeError(f"{task.get_name()} ended by itself")
    finally:
        started = time.monotonic()

        def remaining() -> float:
            return max(0.5, started + settings.drain_seconds + _END_SECONDS - time.monotonic())

        readiness.starting = "draining"
        server.should_exit = True
        await asyncio.gather(*(process.drain() for process in processes))
        if tasks:
            hop_tasks = {task for task in tasks if task.get_name().startswith("hop-")}
            if hop_tasks:
                await asyncio.wait(hop_tasks, timeout=settings.drain_seconds)
            for task in tasks:
                task.cancel()
            # What does not end by itself now ends with the process: whatever it held is in the outbox, or was never answered.
            await asyncio.wait(tasks, timeout=remaining() - 0.4)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(remaining()):
                await asyncio.gather(serving, return_exceptions=True)
                await broker.close()
                if pool is not None:
                    await pool.close()
        log.info("drained", seconds=round(time.monotonic() - started, 2))


async def _pinged(broker: Broker) -> bool:
    await broker.ping()
    return True


async def _forever(background: Callable[[], Awaitable[None]]) -> None:
    await background()


def run(service: Service) -> None:
    """Run until SIGTERM or SIGINT; exits 1 with a log line where a part of the service failed."""
    telemetry.configure_logs(service.name, service.settings.log_format, service.settings.log_level)

    async def main() -> None:
        leaving = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, leaving.set)
        await serve(service, leaving)

    try:
        uvloop.run(main())
    except CannotStart as error:
        log.error("cannot start", reason=str(error))
        sys.exit(1)
    except Exception:
        log.exception("the service ends")
        sys.exit(1)
