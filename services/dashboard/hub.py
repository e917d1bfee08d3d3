"""Reads the topics into the projection and the log, and tells those who wait that there is more."""

import asyncio
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import attrgetter

import structlog
from prometheus_client import Counter, Gauge

from runtime.broker import Broker, BrokerUnavailable, Partition, PositionLost, Record, Tail
from services.dashboard.domain import events
from services.dashboard.domain.events import DETAIL_TOPICS, KIND_OF, STREAMED, Unreadable
from services.dashboard.domain.log import ReplayLog
from services.dashboard.domain.position import LETTERS
from services.dashboard.domain.projection import Projection

TOPICS = (*LETTERS, *DETAIL_TOPICS)
#: Records of one step of reading: short enough that the event loop is never held for long (about 10 µs each).
_FETCH = 1_000
_FETCH_MS = 500
_RETRY_SECONDS = 1.0

_READ = Counter("klantstroom_dashboard_records_total", "Records read by the dashboard.", ["topic"])
#: Looked up once: by name it costs as much as to take the record.
_READ_OF = {topic: _READ.labels(topic) for topic in TOPICS}
_UNREADABLE = Counter("klantstroom_dashboard_unreadable_total", "Records that are no event of their topic, left out.", ["topic"])
_LOG_EVENTS = Gauge("klantstroom_stream_log_events", "Events of the stream kept in memory.")
_PLACE = attrgetter("topic", "partition")
_log = structlog.get_logger(__name__)


class Hub:
    """One reader for all clients. `run` until cancelled."""

    def __init__(self, broker: Broker, projection: Projection, log: ReplayLog, flush_seconds: float, remembered: int) -> None:
        """`remembered`: records of each partition that are read at the start; more would be forgotten again."""
        self.projection = projection
        self.log = log
        self.closed = False
        self._broker = broker
        self._flush_seconds = flush_seconds
        self._remembered = remembered
        self._changed = asyncio.Event()
        self._ready = asyncio.Event()
        self._positions: dict[Partition, int] = {}
        self._away: str | None = None

    @property
    def ready(self) -> bool:
        """True once all that was there at the start has been read."""
        return self._ready.is_set()

    def complaint(self) -> str | None:
        if self._away is not None:
            return self._away
        return None if self.ready else "the topics are being read"

    async def run(self) -> None:
        try:
            while True:
                try:
                    await self._read_on()
                except (BrokerUnavailable, PositionLost) as error:
                    self._away = f"the topics cannot be read ({error})"
                    _log.warning("reading waits for the broker", error=str(error))
                    await asyncio.sleep(_RETRY_SECONDS)
        finally:
            self.closed = True
            self._notify()

    async def wait(self, sequence: int, seconds: float) -> None:
        """Until the log goes beyond `sequence`, or the hub closes, `seconds` at most. Then events gather for a moment."""
        if self.log.end <= sequence and not self.closed:
            try:
                await asyncio.wait_for(self._changed.wait(), seconds)
            except TimeoutError:
                return

    async def reread(self, start: Mapping[Partition, int]) -> Tail:
        """The stream's topics again, from `start`. Raises BrokerUnavailable."""
        return await self._broker.tail(tuple(LETTERS), start)

    async def _read_on(self) -> None:
        tail = await self._broker.tail(TOPICS, self._positions, self._remembered)
        try:
            while True:
                records = await tail.fetch(_FETCH, _FETCH_MS)
                self._away = None
                before = self.log.end
                self._take(records)
                if not self.ready and await tail.caught_up():
                    self._ready.set()
                if self.log.end != before:
                    _LOG_EVENTS.set(self.log.end - self.log.first)
                    self._notify()
                    if self.ready:
                        # Without this pause 200 events/s would wake every client 200 times a second.
                        await asyncio.sleep(self._flush_seconds)
                else:
                    # A fetch that is answered from memory must not keep the loop to itself.
                    await asyncio.sleep(0)
        finally:
            await tail.close()

    def _take(self, records: Sequence[Record]) -> None:
        # A fetch brings the records of one partition after those of another: what depends on the partition is done once for all of them.
        for (topic, number), of_place in groupby(records, _PLACE):
            place, kind = Partition(topic, number), KIND_OF.get(topic)
            read = 0
            for record in of_place:
                if record.offset < self._positions.get(place, 0):
                    continue
                self._positions[place] = record.offset + 1
                read += 1
                try:
                    event = events.read(topic, record.value)
                except Unreadable as error:
                    _UNREADABLE.labels(topic).inc()
                    _log.warning("record left out", topic=topic, partition=number, offset=record.offset, why=str(error))
                    continue
                self.projection.take(event)
                if kind is not None and isinstance(event, STREAMED):
                    self.log.append(place, record.offset, kind, event.of, event.value)
            _READ_OF[topic].inc(read)

    def _notify(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
