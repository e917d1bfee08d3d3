"""The dashboard: reads what is routed, changed, credited and signalled; streams it, remembers the newest of it, and shows it on one page."""

from pathlib import Path
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Header, Query
from fastapi.responses import Response

from runtime.lifecycle import Resources, Wiring
from runtime.problems import Problem, known_parameters
from services.dashboard.domain import filters, path, position
from services.dashboard.domain.filters import Filter
from services.dashboard.domain.log import ReplayLog
from services.dashboard.domain.projection import Place, Projection
from services.dashboard.headers import SecurityHeaders
from services.dashboard.hub import Hub
from services.dashboard.page import page_routes
from services.dashboard.settings import DashboardSettings
from services.dashboard.stream import EventStream, Limits, Streams

STATIC = Path(__file__).parent / "static"
_MIB = 1024 * 1024


async def wire(resources: Resources) -> Wiring:
    settings = resources.settings
    assert isinstance(settings, DashboardSettings)  # noqa: S101 - __main__ gives these
    log = ReplayLog(settings.stream_replay_events, settings.stream_replay_mb * _MIB)
    remembered = max(settings.dashboard_messages, settings.stream_replay_events)
    hub = Hub(resources.broker, Projection(settings.dashboard_messages), log, settings.stream_flush_ms / 1000, remembered)
    limits = Limits(
        settings.stream_clients,
        settings.stream_queue,
        settings.stream_stalled_seconds,
        settings.stream_heartbeat_seconds,
        settings.stream_reread,
    )
    streams = Streams(hub, limits, lambda: int(resources.clock().timestamp() * 1000))
    return Wiring(
        routes=(routes(resources, streams), page_routes(STATIC)),
        background=(hub.run,),
        checks={"stream": hub.complaint},
        middleware=(SecurityHeaders,),
    )


_Values = Annotated[list[str], Query(max_length=50, description="One or more, repeated or with commas between.")]


def routes(resources: Resources, streams: Streams) -> APIRouter:
    router = APIRouter(tags=["dashboard"], dependencies=[Depends(resources.access.require("read:stream")), Depends(known_parameters)])
    hub = streams.hub

    def ready() -> None:
        if not hub.ready:
            raise Problem(503, "The topics are being read", "Ask again in a few seconds.", headers={"Retry-After": "2"})

    def asked(channel: _Values = [], topic: _Values = [], destination: _Values = [], team: _Values = [], events: _Values = []) -> Filter:  # noqa: B006
        made = filters.make(_split(channel), _split(topic), _split(destination), _split(team), _split(events), seen_topics=hub.projection.topics)
        if isinstance(made, Filter):
            return made
        raise Problem(
            422,
            "The filter is not valid",
            errors=[
                {
                    "pointer": f"/query/{unknown.field}",
                    "detail": f"one of {', '.join(unknown.known)}" if unknown.known else "a name of lower-case letters, digits, - and _",
                }
                for unknown in made
            ],
        )

    @router.get("/v1/stream", response_class=Response, responses={200: {"content": {"text/event-stream": {}}}}, dependencies=[Depends(ready)])
    async def stream(wanted: Annotated[Filter, Depends(asked)], last_event_id: Annotated[str | None, Header()] = None) -> Response:
        """Server-Sent Events: `snapshot`, then `routed`, `conversation`, `reward`, `signal` as they happen, and `totals` now and then.

        With `Last-Event-ID` it goes on from there, without gap or repeat, after a restart too; where that place is not kept any more, it
        begins with a snapshot.
        """
        try:
            last = position.parse(last_event_id) if last_event_id else None
        except position.NoPosition as error:
            raise Problem(400, "Last-Event-ID is none of ours", f"Pass on an id of this stream, or none ({error}).") from error
        if streams.full:
            raise Problem(503, "No room for another client", "Come back in a while.", headers={"Retry-After": "10"})
        return EventStream(streams, wanted, last)

    @router.get("/v1/messages", dependencies=[Depends(ready)])
    async def messages(
        wanted: Annotated[Filter, Depends(asked)],
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        cursor: Annotated[str | None, Query(max_length=250)] = None,
    ) -> Response:
        """Routed messages, newest first; `next` is the cursor of the page after this one, null on the last."""
        found, more = hub.projection.history(wanted, None if cursor is None else _parse_cursor(cursor), limit)
        return _json({"messages": [orjson.Fragment(event.value) for event in found], "next": None if more is None else _cursor(more)})

    @router.get("/v1/messages/{message_id}/path", dependencies=[Depends(ready)])
    async def message_path(message_id: str) -> Response:
        """Everything that happened to one message, in order, each step with its reason."""
        found = path.of_message(hub.projection, message_id)
        if found is None:
            raise Problem(404, "No such message", "It is not among the newest that the dashboard remembers.")
        return _json(found)

    return router


def _split(values: list[str]) -> list[str]:
    return [name for value in values for name in value.split(",") if name]


def _cursor(place: Place) -> str:
    return f"{place.routed_ms}-{place.message_id}"


def _parse_cursor(cursor: str) -> Place:
    milliseconds, dash, message_id = cursor.partition("-")
    if not dash or not milliseconds.isascii() or not milliseconds.isdigit() or len(milliseconds) > 15:
        raise Problem(422, "The request is not valid", errors=[{"pointer": "/query/cursor", "detail": "pass on what the page before gave as `next`"}])
    return Place(int(milliseconds), message_id)


def _json(value: Any) -> Response:
    return Response(orjson.dumps(value), media_type="application/json", headers={"Cache-Control": "no-store"})
