"""Liveness, readiness and metrics of a service over HTTP.

Ready means that messages move: broker and database answer, every hop holds its partitions, none is stopped, and none has records
waiting that it does not read. Live means that the event loop still turns: restarting helps against nothing else.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

import orjson
from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from runtime import telemetry
from runtime.process import Process

#: Seconds that the answer of broker and database is taken for still true.
_PROBE_SECONDS = 2.0
_PROBE_TIMEOUT = 3.0

Check = Callable[[], str | None]


class Readiness:
    """Collects why a service is not ready."""

    def __init__(self, service: str, stalled_seconds: float) -> None:
        self._service = service
        self._stalled_seconds = stalled_seconds
        self._probes: dict[str, Callable[[], Awaitable[object]]] = {}
        self._probed: dict[str, tuple[float, str | None]] = {}
        self._processes: list[Process] = []
        self._checks: dict[str, Check] = {}
        self.starting: str | None = "starting"

    def watch(self, process: Process) -> None:
        self._processes.append(process)

    def also(self, name: str, check: Check) -> None:
        """`check` answers a complaint, or None."""
        self._checks[name] = check

    def probe(self, name: str, call: Callable[[], Awaitable[object]]) -> None:
        """`call` must answer in time; its exception's text is the complaint."""
        self._probes[name] = call

    async def complaints(self) -> list[str]:
        said = [self.starting] if self.starting else []
        now = time.monotonic()
        for name in list(self._probes):
            complaint = await self._answered(name, now)
            if complaint:
                said.append(complaint)
        for process in self._processes:
            said += process.health.complaints(now, self._stalled_seconds)
        said += [f"{name}: {complaint}" for name, check in self._checks.items() if (complaint := check())]
        telemetry.READY.labels(self._service).set(0 if said else 1)
        return said

    async def _answered(self, name: str, now: float) -> str | None:
        at, complaint = self._probed.get(name, (float("-inf"), None))
        if now - at < _PROBE_SECONDS:
            return complaint
        try:
            await asyncio.wait_for(self._probes[name](), _PROBE_TIMEOUT)
            complaint = None
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
            complaint = f"{name} does not answer ({type(error).__name__})"
        self._probed[name] = (now, complaint)
        return complaint


def health_routes(service: str, readiness: Readiness) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/livez")
    async def livez() -> Response:
        return Response(orjson.dumps({"service": service, "live": True}), media_type="application/json")

    @router.get("/readyz")
    async def readyz() -> Response:
        complaints = await readiness.complaints()
        body = {"service": service, "ready": not complaints, "complaints": complaints}
        return Response(orjson.dumps(body), status_code=503 if complaints else 200, media_type="application/json")

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router
