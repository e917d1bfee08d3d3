"""The stream to one client: a snapshot or what was missed, then changes, as Server-Sent Events.

    event: snapshot · routed · conversation · reward · signal     each with an id
    event: totals                                                 counts as of this place in the stream, now and then; no id
    event: gone                                                   the last one: why the stream ends; come back with Last-Event-ID

A client is a place in the hub's log. Whoever is too far behind, or takes nothing for too long, is disconnected; nobody else waits for them.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import NamedTuple

import orjson
import structlog
from fastapi.responses import Response
from prometheus_client import Counter, Gauge
from starlette.types import Receive, Scope, Send

from runtime.broker import BrokerUnavailable, Partition, PositionLost
from services.dashboard.domain import events, position
from services.dashboard.domain.events import KIND_OF, STREAMED, Unreadable
from services.dashboard.domain.filters import Filter
from services.dashboard.domain.log import frame
from services.dashboard.hub import Hub

#: Events that are joined in one piece, and messages in a snapshot.
_PIECE = 500
_SNAPSHOT_MESSAGES = 60
#: Seconds between two `totals`.
_TOTALS_SECONDS = 5.0
#: So much longer while nothing happens.
_TOTALS_IDLE_SECONDS = 25.0
#: How long this process may be behind the position that a client brings before that counts as lost.
_BEHIND_SECONDS = 5.0
#: How many clients read Kafka again at the same time.
_REREADERS = 4
_REREAD = 500
#: Clients of browsers come back after so many milliseconds.
_RETRY_MS = 2_000
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    # nginx would hold back what is not yet a full buffer.
    (b"x-accel-buffering", b"no"),
]

_CLIENTS = Gauge("klantstroom_stream_clients", "Clients of the stream.")
_SENT = Counter("klantstroom_stream_events_total", "Events sent, over all clients.")
_GONE = Counter("klantstroom_stream_disconnected_total", "Streams ended by us, by why.", ["why"])
_log = structlog.get_logger(__name__)


class Limits(NamedTuple):
    clients: int
    #: Events.
    queue: int
    stalled_seconds: float
    heartbeat_seconds: float
    #: Records.
    reread: int


class _Gone(Exception):
    """This stream ends; `why` is told to the client."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Streams:
    """All clients of one process."""

    def __init__(self, hub: Hub, limits: Limits, now_ms: Callable[[], int]) -> None:
        self.hub = hub
        self.limits = limits
        self.now_ms = now_ms
        self.clients = 0
        self.rereaders = asyncio.Semaphore(_REREADERS)
        #: Snapshots and totals by filter, made once for all who stand at the same place.
        self._made: dict[tuple[str, Filter], tuple[int, int, bytes]] = {}

    @property
    def full(self) -> bool:
        return self.clients >= self.limits.clients

    def snapshot(self, wanted: Filter) -> bytes:
        """The frame; its id is where the log stands now."""
        at = self.hub.log.head_text()
        return self._once("snapshot", wanted, lambda now: frame("snapshot", self.hub.projection.snapshot(now, wanted, _SNAPSHOT_MESSAGES), at))

    def totals(self, wanted: Filter) -> bytes:
        def make(now: int) -> bytes:
            return b"event: totals\ndata: %b\n\n" % orjson.dumps(self.hub.projection.totals(now, wanted))

        return self._once("totals", wanted, make)

    def _once(self, what: str, wanted: Filter, make: Callable[[int], bytes]) -> bytes:
        end, second = self.hub.log.end, self.now_ms() // 1000
        known = self._made.get((what, wanted))
        if known is not None and known[:2] == (end, second):
            return known[2]
        if len(self._made) > 200:
            self._made.clear()
        made = make(self.now_ms())
        self._made[what, wanted] = (end, second, made)
        return made


class EventStream(Response):
    """The response of GET /v1/stream."""

    media_type = "text/event-stream"

    def __init__(self, streams: Streams, wanted: Filter, last: Mapping[Partition, int] | None) -> None:
        super().__init__()
        self._streams = streams
        self._hub = streams.hub
        self._wanted = wanted
        self._last = last

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._streams.clients += 1
        _CLIENTS.inc()
        writing = asyncio.ensure_future(self._write(send))
        leaving = asyncio.ensure_future(_left(receive))
        try:
            await asyncio.wait((writing, leaving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._streams.clients -= 1
            _CLIENTS.dec()
            for task in (writing, leaving):
                task.cancel()
            results = await asyncio.gather(writing, leaving, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise result

    async def _write(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [*_HEADERS, *self._extra()]})
        try:
            try:
                await self._follow(send, await self._begin(send))
            except _Gone as gone:
                _GONE.labels(gone.why).inc()
                await self._send(send, b"event: gone\ndata: %b\n\n" % orjson.dumps({"why": gone.why}))
            await self._send(send, b"", more=False)
        except _Gone as gone:
            # It takes not even the last word. Returning without an end makes the server close the connection.
            _GONE.labels(gone.why).inc()

    def _extra(self) -> list[tuple[bytes, bytes]]:
        return [header for header in self.raw_headers if header[0] not in (b"content-type", b"content-length")]

    async def _begin(self, send: Send) -> int:
        """What comes before changes; answers the sequence number from which they follow."""
        await self._send(send, b"retry: %d\n\n" % _RETRY_MS)
        if self._last is not None:
            resumed = await self._resume(send, dict(self._last))
            if resumed is not None:
                return resumed
        # Nothing waits between these two, so that the snapshot stands exactly where the changes begin.
        sequence, snapshot = self._hub.log.end, self._streams.snapshot(self._wanted)
        await self._send(send, snapshot)
        return sequence

    async def _resume(self, send: Send, at: dict[Partition, int]) -> int | None:
        """Send what came after `at`; None where that is impossible."""
        if not await self._reached(at):
            return None
        if not self._hub.log.holds(at):
            if self._hub.log.behind(at) > self._streams.limits.reread:
                return None
            async with self._streams.rereaders:
                try:
                    await self._reread(send, at)
                except (BrokerUnavailable, PositionLost) as error:
                    raise _Gone("the broker is away") from error
            # Reading again may have got ahead of the hub by a moment.
            if not await self._reached(at):
                raise _Gone("the broker is away")
        log = self._hub.log
        if not log.holds(at):
            raise _Gone("too slow")
        missed, sequence = log.after(at, self._wanted), log.end
        await self._send(send, missed or _sign_of_life(log.head_text()))
        return sequence

    async def _reached(self, at: Mapping[Partition, int]) -> bool:
        """Until this process has read as far as `at`, which another one may have written. False: there is no such place any more."""
        deadline = asyncio.get_running_loop().time() + _BEHIND_SECONDS
        log = self._hub.log
        while any(log.head.get(place, 0) < offset for place, offset in at.items()):
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                return False
            await self._hub.wait(log.end, left)
        return True

    async def _reread(self, send: Send, at: dict[Partition, int]) -> None:
        """Read Kafka from `at` until the log goes on from there; `at` moves along."""
        tail = await self._hub.reread(at)
        try:
            writer = position.Writer(at)
            while not self._hub.log.holds(at):
                done = await tail.caught_up()
                frames = []
                for record in await tail.fetch(_REREAD, 1_000):
                    if record.offset < at.get(record.place, 0):
                        continue
                    at[record.place] = record.offset + 1
                    writer.advance(record.place, record.offset + 1)
                    try:
                        event = events.read(record.topic, record.value)
                    except Unreadable:
                        continue
                    kind = KIND_OF[record.topic]
                    if isinstance(event, STREAMED) and self._wanted.wants(kind, event.of):
                        frames.append(frame(kind, event.value, writer.text()))
                if frames:
                    await self._send(send, b"".join(frames))
                elif done:
                    # All was read and still a partition does not meet the log: what lay between is deleted.
                    for place, offset in self._hub.log.floor.items():
                        at[place] = max(at.get(place, 0), offset)
        finally:
            await tail.close()

    async def _follow(self, send: Send, sequence: int) -> None:
        loop = asyncio.get_running_loop()
        hub, limits = self._hub, self._streams.limits
        totals_at = loop.time() + _TOTALS_SECONDS
        totals_end = sequence
        while True:
            if hub.log.end - sequence > limits.queue:
                raise _Gone("too slow")
            if hub.log.end > sequence:
                try:
                    piece = hub.log.piece(sequence, self._wanted, _PIECE)
                except LookupError as error:
                    raise _Gone("too slow") from error
                sequence = piece.sequence
                if piece.frames:
                    await self._send(send, piece.frames)
                    _SENT.inc(piece.events)
            if hub.closed:
                raise _Gone("shutting down")
            if hub.log.end > sequence:
                continue
            # Counts are of the last hour: they change by themselves as well.
            if loop.time() >= totals_at + (0 if totals_end != sequence else _TOTALS_IDLE_SECONDS):
                await self._send(send, self._streams.totals(self._wanted))
                totals_end, totals_at = sequence, loop.time() + _TOTALS_SECONDS
            waiting = limits.heartbeat_seconds if totals_end == sequence else max(0.01, totals_at - loop.time())
            await hub.wait(sequence, waiting)
            if hub.log.end == sequence and totals_end == sequence and not hub.closed:
                # With the position, so that a filter that lets little through does not make a client resume from long ago.
                await self._send(send, _sign_of_life(hub.log.head_text()))

    async def _send(self, send: Send, body: bytes, more: bool = True) -> None:
        try:
            await asyncio.wait_for(send({"type": "http.response.body", "body": body, "more_body": more}), self._streams.limits.stalled_seconds)
        except TimeoutError as error:
            raise _Gone("stalled") from error


def _sign_of_life(at: str) -> bytes:
    """A comment, and an id without data: clients keep the id and see no event (HTML standard, 9.2.6)."""
    return b": alive\nid: %b\n\n" % at.encode()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
