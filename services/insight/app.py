"""Insight: routed events in, counted by topic in windows of five minutes, and by what classify said of them; signals out when there is something
to say of either, and the windows themselves for whoever asks."""

import asyncio
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Query

from runtime.access import Principal
from runtime.lifecycle import Resources, Wiring
from runtime.problems import Problem, known_parameters
from services.insight.adapters import changelog
from services.insight.adapters.faust_engine import Engine
from services.insight.announcer import Announcer, Windows
from services.insight.domain.windows import Windowing, WindowKey, totals
from services.insight.settings import InsightSettings
from services.insight.speaker import instant
from services.insight.stall import Stall
from services.insight.watch import Watch

_WINDOWING = Windowing()
_RETRY_SECONDS = 1.0
_log = structlog.get_logger(__name__)


async def wire(resources: Resources) -> Wiring:
    settings = resources.settings
    assert isinstance(settings, InsightSettings)  # noqa: S101 - __main__ gives these

    def now_ms() -> int:
        return int(resources.clock().timestamp() * 1000)

    engine = Engine(settings.kafka, now_ms=now_ms, windowing=_WINDOWING, session_seconds=settings.session_seconds, fetch_ms=settings.insight_fetch_ms)
    announcer = Announcer(engine, resources.broker, now_ms, int(settings.insight_every_seconds * 1000), _WINDOWING)
    watch = Watch(engine, resources.broker, now_ms)
    stall = Stall(settings.stalled_seconds)

    async def count() -> None:
        while True:
            try:
                await changelog.ensure(settings.kafka)
                break
            except ConnectionError as error:
                _log.warning("waiting for the broker", error=str(error))
                await asyncio.sleep(_RETRY_SECONDS)
        await engine.run()

    def readiness() -> str | None:
        """Why this replica is not ready; None where it is."""
        if not engine.ready:
            return "the table of windows is being restored"
        return stall.stalled(engine.progress(), asyncio.get_running_loop().time())

    return Wiring(routes=(routes(resources, engine, announcer),), background=(count, announcer.run, watch.run), checks={"windows": readiness})


def routes(resources: Resources, engine: Windows, announcer: Announcer) -> APIRouter:
    router = APIRouter(tags=["insight"])

    async def reader(principal: Annotated[Principal, Depends(resources.access.authenticate)]) -> Principal:
        if not principal.may("desk"):
            principal.demand("read:stream")
        return principal

    @router.get("/v1/windows", dependencies=[Depends(reader), Depends(known_parameters)])
    async def windows(
        topic: Annotated[str | None, Query(max_length=100)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
        cursor: Annotated[str | None, Query(max_length=200)] = None,
    ) -> dict[str, Any]:
        """Windows of messages by topic, newest first; `next` is the cursor of the page after this one."""
        before = None if cursor is None else _parse_cursor(cursor)
        if not engine.ready:
            raise Problem(503, "The windows are being restored", "Ask again in a few seconds.", headers={"Retry-After": "2"})
        # None for a moment after a start, until each partition has been looked at.
        mark = announcer.mark()
        found = totals(engine.cells)
        order = sorted(found, reverse=True)
        chosen = [window for window in order if (topic is None or window.subject == topic) and (before is None or window < before)]
        page = chosen[:limit]
        return {
            "width_seconds": _WINDOWING.width_ms // 1000,
            "counted_until": None if mark is None else instant(mark).isoformat(),
            "partitions": sorted(engine.owned()),
            "windows": [
                {
                    "topic": window.subject,
                    "start": instant(window.start_ms).isoformat(),
                    "end": instant(window.start_ms + _WINDOWING.width_ms).isoformat(),
                    "count": found[window].counted,
                    "late": found[window].late,
                    "closed": mark is not None and mark >= _WINDOWING.closes_at(window.start_ms),
                }
                for window in page
            ],
            "next": _cursor(page[-1]) if len(chosen) > limit else None,
        }

    return router


def _cursor(window: WindowKey) -> str:
    return f"{window.start_ms}-{window.subject}"


def _parse_cursor(cursor: str) -> WindowKey:
    start, dash, subject = cursor.partition("-")
    if not dash or not start.isascii() or not start.isdigit():
        raise Problem(422, "The request is not valid", errors=[{"pointer": "/query/cursor", "detail": "pass on what the page before gave as `next`"}])
    return WindowKey(int(start), subject)
