"""Counting in Faust: routed events in, cells in a table whose changelog is in Kafka.

Why the table is a plain one with the window in its key, and not one of Faust's windowed tables: those expire by the wall clock, write no
tombstones, keep no expiry over a restart and close windows out of order (`Collection._del_old_keys` of 0.15.3 says so itself). Windows are
rules of ours (services.insight.domain); Faust keeps, restores and moves their state.

What happens when this process dies: cells may be ahead of the committed offsets, never behind (the changelog is flushed before offsets are
committed, and after a failed write nothing is committed any more). Events in between are read again, and each cell skips what it has counted.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import faust
import orjson
import structlog
from faust.sensors import Sensor
from faust.types import TP
from prometheus_client import Counter

from services.insight.adapters.bundles import BUNDLE_CODEC, Bundle, BundlingTransport
from services.insight.domain.labels import Labelled, Row, RowKey, count_labels, rows_outlived, subjects_of
from services.insight.domain.windows import Cell, CellKey, Observation, Reading, Windowing, count, outlived

SOURCE = "messages-routed"
GROUP = "insight"
TABLE = "windows"
#: Where Faust keeps the table; the name is Faust's rule: <app id>-<table>-changelog.
CHANGELOG = f"{GROUP}-{TABLE}-changelog"

#: Key of the one row that is no cell: until when the last word on closed windows has been said.
_SAID = b"said"

#: Rows that hold what classify said, and what was told of it. A window's key begins with the number of its partition.
_LABELS = b"labels/"
_TOLD = b"told/"

_COUNTED = Counter("klantstroom_insight_counted_total", "Routed events counted in windows.")
_SKIPPED = Counter("klantstroom_insight_skipped_total", "Routed events that could not be read, by why.", ["why"])
_log = structlog.get_logger(__name__)


class UnreadableEvent(ValueError):
    """A routed event without what is counted of it."""


def observe(offset: int, value: bytes | None) -> tuple[Observation, Labelled | None]:
    """What is counted of the routed event `value`; no labels where it does not have them all. Raises UnreadableEvent."""
    if value is None:
        raise UnreadableEvent("tombstone")
    try:
        event = orjson.loads(value)
        sent_ms = int(datetime.fromisoformat(event["sent_at"]).timestamp() * 1000)
        routed_ms = int(datetime.fromisoformat(event["routed_at"]).timestamp() * 1000)
        labels = event["labels"]
        return Observation(offset, labels["topic"], sent_ms, routed_ms), _labelled(offset, event, labels, sent_ms, routed_ms)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, OverflowError) as error:
        raise UnreadableEvent(type(error).__name__) from error


def _labelled(offset: int, event: Any, labels: Any, sent_ms: int, routed_ms: int) -> Labelled | None:
    try:
        confidence = round(labels["topic_confidence"] * 1000)
        return Labelled(offset, str(event["model_version"]), sent_ms, routed_ms, confidence, subjects_of(labels))
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def encode_key(key: CellKey) -> bytes:
    return f"{key.partition}/{key.start_ms}/{key.subject}".encode()


def decode_key(raw: bytes) -> CellKey:
    partition, start, subject = raw.decode().split("/", 2)
    return CellKey(int(partition), int(start), subject)


def encode_row_key(key: RowKey) -> bytes:
    return _LABELS + f"{key.partition}/{key.start_ms}/{key.model_version}".encode()


def decode_row_key(raw: bytes) -> RowKey:
    partition, start, version = raw.removeprefix(_LABELS).decode().split("/", 2)
    return RowKey(int(partition), int(start), version)


def _told_key(partition: int) -> bytes:
    return _TOLD + str(partition).encode()


class Cells(Mapping[CellKey, Cell]):
    """The table as cells; only those of the partitions that this worker owns (Faust's memory store may hold leftovers of others)."""

    def __init__(self, table: Any, owned: Callable[[], frozenset[int]]) -> None:
        self._table = table
        self._owned = owned

    def __getitem__(self, key: CellKey) -> Cell:
        raw = self._table.data.get(encode_key(key))
        if raw is None:
            raise KeyError(key)
        return Cell(*orjson.loads(raw))

    def __iter__(self) -> Iterator[CellKey]:
        owned = self._owned()
        for raw in list(self._table.data):
            if raw[:1].isdigit() and (key := decode_key(raw)).partition in owned:
                yield key

    def __len__(self) -> int:
        return sum(1 for _ in self)


class LabelRows(Mapping[RowKey, Row]):
    """The table's other rows: what classify said. Again only those of the partitions that this worker owns."""

    def __init__(self, table: Any, owned: Callable[[], frozenset[int]]) -> None:
        self._table = table
        self._owned = owned

    def __getitem__(self, key: RowKey) -> Row:
        raw = self._table.data.get(encode_row_key(key))
        if raw is None:
            raise KeyError(key)
        return Row(*orjson.loads(raw))

    def __iter__(self) -> Iterator[RowKey]:
        owned = self._owned()
        for raw in list(self._table.data):
            if raw.startswith(_LABELS) and (key := decode_row_key(raw)).partition in owned:
                yield key

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _WriteGuard(Sensor):
    """Notices a record that Kafka did not take. Faust itself only logs it."""

    def __init__(self, failed: Callable[[BaseException], None]) -> None:
        self._failed = failed
        super().__init__()

    def on_send_error(self, producer: Any, exc: BaseException, state: Any) -> None:
        self._failed(exc)


class Engine:
    """A Faust worker inside the running event loop. `run` until it fails or is cancelled."""

    def __init__(
        self,
        bootstrap: str,
        *,
        now_ms: Callable[[], int],
        windowing: Windowing,
        session_seconds: float,
        fetch_ms: int,
        group: str = GROUP,
        source: str = SOURCE,
    ) -> None:
        self._now_ms = now_ms
        self._windowing = windowing
        self._source = source
        self._failure: BaseException | None = None
        self._failed = asyncio.Event()
        #: routed_at of the last event counted, and its offset, by partition.
        self._routed_ms: dict[int, int] = {}
        self._counted: dict[int, int] = {}
        #: Windows whose cells changed since the last look.
        self._touched: set[tuple[int, str]] = set()
        self._touched_labels: set[tuple[int, str]] = set()
        self._recovered = asyncio.Event()
        self._swept_ms: dict[int, int] = {}
        logging.getLogger("faust").setLevel(logging.WARNING)
        logging.getLogger("mode").setLevel(logging.WARNING)
        self.app = faust.App(
            group,
            broker=[f"kafka://{server.strip()}" for server in bootstrap.split(",")],
            store="memory://",
            # Nothing is kept on disk; Faust wants a folder all the same.
            datadir=Path(gettempdir()) / f"{group}-faust",
            autodiscover=False,
            processing_guarantee="at_least_once",
            key_serializer="raw",
            value_serializer="raw",
            web_enabled=False,
            topic_allow_declare=False,
            topic_disable_leader=True,
            table_standby_replicas=0,
            consumer_auto_offset_reset="earliest",
            broker_session_timeout=session_seconds,
            broker_heartbeat_interval=session_seconds / 3,
            broker_rebalance_timeout=max(15.0, session_seconds + 5),
            broker_request_timeout=max(30.0, session_seconds * 2),
            broker_commit_interval=1.0,
            broker_max_poll_records=2_000,
            # A bundle is a message: so many of them may wait for each partition.
            stream_buffer_maxsize=16,
            stream_wait_empty=False,
            producer_acks=-1,
            producer_threaded=False,
            logging_config=None,
            loghandlers=[],
        )
        self._transport = BundlingTransport(
            self.app, bundled=(source,), fetch_max_wait_ms=fetch_ms, fetch_min_bytes=512 * 1024, refuse_commits=self._failed.is_set
        )
        self.app.transport = self._transport
        self.app.sensors.add(_WriteGuard(self._fail))
        topic = self.app.topic(source, key_serializer="raw", value_serializer=BUNDLE_CODEC)
        self._table = self.app.Table(TABLE, key_type=bytes, value_type=bytes, on_recover=self._on_recovered)
        # One at a time: acknowledged out of order, Faust can commit past an event in flight.
        self.app.agent(topic, concurrency=1, name="windows")(self._count_bundles)
        self.cells: Mapping[CellKey, Cell] = Cells(self._table, self.owned)
        self.label_rows: Mapping[RowKey, Row] = LabelRows(self._table, self.owned)

    async def run(self) -> None:
        """Raises what made it fail; Faust's own crashes included."""
        self.app.finalize()
        try:
            await self.app.start()
            waiting = [asyncio.ensure_future(self._failed.wait()), asyncio.ensure_future(self.app.wait_until_stopped())]
            try:
                await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for waiter in waiting:
                    waiter.cancel()
            raise RuntimeError("counting stopped") from (self._failure or self.app.crash_reason)
        finally:
            await self.app.stop()

    @property
    def ready(self) -> bool:
        """True once the table is restored and partitions may be counted."""
        return self._recovered.is_set() and not self.app.rebalancing and not self._failed.is_set()

    def owned(self) -> frozenset[int]:
        if not self._recovered.is_set():
            return frozenset()
        return frozenset(place.partition for place in self.app.consumer.assignment() if place.topic == self._source)

    def take_touched(self) -> set[tuple[int, str]]:
        """Start (ms) and subject of the windows that changed since the last call."""
        touched, self._touched = self._touched, set()
        return touched

    def take_touched_labels(self) -> set[tuple[int, str]]:
        """Start (ms) and model version of the slices that changed since the last call."""
        touched, self._touched_labels = self._touched_labels, set()
        return touched

    def readings(self) -> list[Reading]:
        return [Reading(self._routed_ms.get(number), self._caught_up(number)) for number in sorted(self.owned())]

    def progress(self) -> dict[int, tuple[int | None, bool]]:
        """For each owned partition: the committed offset, and whether something is waiting to be counted or committed."""
        consumer: Any = self.app.consumer
        said: dict[int, tuple[int | None, bool]] = {}
        for number in sorted(self.owned()):
            place = TP(self._source, number)
            committed = consumer.committed_offset(place)
            counted = self._counted.get(number)
            waiting = not self._caught_up(number) or (counted is not None and (committed or 0) <= counted)
            said[number] = (committed, waiting)
        return said

    def said_until_ms(self) -> int:
        raw = self._table.data.get(_SAID)
        return 0 if raw is None else int(raw)

    def keep_said_until(self, at_ms: int) -> None:
        """Kept in partition 0's changelog; only its owner may call this."""
        self._keep(0, _SAID, str(at_ms).encode())

    def told(self) -> list[bytes]:
        """What was told of labels, as it was kept with each of the partitions that are owned now."""
        return [raw for number in sorted(self.owned()) if (raw := self._table.data.get(_told_key(number))) is not None]

    def keep_told(self, told: bytes) -> None:
        """Kept with each partition, so that it goes along wherever one goes."""
        for number in self.owned():
            self._keep(number, _told_key(number), told)

    def _keep(self, partition: int, key: bytes, value: bytes) -> None:
        self._table.data[key] = value
        # Delivery is watched by the write guard.
        _ = self._table.send_changelog(partition, key, value)

    def _caught_up(self, number: int) -> bool:
        place = TP(self._source, number)
        consumer: Any = self.app.consumer
        end, read_to = consumer.stable_end(place), consumer.read_to(place)
        if end is None or read_to is None or read_to < end:
            return False
        return self._transport.handed.get(place, -1) <= self._counted.get(number, -1)

    def _fail(self, error: BaseException) -> None:
        self._failure = self._failure or error
        self._failed.set()

    async def _on_recovered(self) -> None:
        self._recovered.set()

    async def _count_bundles(self, stream: Any) -> None:
        async for event in stream.events():
            try:
                self._count(event.message.partition, event.value)
            except Exception as error:  # noqa: BLE001 - whatever it is, it must not be acknowledged
                # Faust would acknowledge what an agent failed on. So nothing is committed any more, this bundle is never
                # given back, and whoever runs the engine ends the process; after a restart it is read again.
                _log.exception("counting failed", partition=event.message.partition)
                self._fail(error)
                await asyncio.Event().wait()

    def _count(self, partition: int, bundle: Bundle) -> None:
        batch: list[Observation] = []
        labels: list[Labelled] = []
        for offset, value in bundle:
            try:
                observed, labelled = observe(offset, value)
                batch.append(observed)
                if labelled is not None:
                    labels.append(labelled)
            except UnreadableEvent as error:
                _SKIPPED.labels(str(error)).inc()
                _log.warning("routed event skipped", partition=partition, offset=offset, why=str(error))
        for key, cell in count(self.cells, partition, batch, self._windowing).items():
            self._table[encode_key(key)] = orjson.dumps(tuple(cell))
            self._touched.add((key.start_ms, key.subject))
        for place, row in count_labels(self.label_rows, partition, labels, self._windowing).items():
            self._table[encode_row_key(place)] = orjson.dumps(tuple(row))
            self._touched_labels.add((place.start_ms, place.model_version))
        if batch:
            latest = max(observation.routed_ms for observation in batch)
            self._routed_ms[partition] = max(latest, self._routed_ms.get(partition, 0))
            _COUNTED.inc(len(batch))
        self._counted[partition] = bundle[-1].offset
        self._sweep(partition)

    def _sweep(self, partition: int) -> None:
        """Now and then, drop this partition's cells that have outlived their use (Faust writes tables only while an event is in hand)."""
        mark = min(self._routed_ms.get(partition, 0), self._now_ms())
        if mark - self._swept_ms.setdefault(partition, mark) < self._windowing.width_ms:
            return
        self._swept_ms[partition] = mark
        own = {key: cell for key, cell in self.cells.items() if key.partition == partition}
        for key in outlived(own, mark, self._windowing):
            del self._table[encode_key(key)]
        for place in rows_outlived([key for key in self.label_rows if key.partition == partition], mark):
            del self._table[encode_row_key(place)]
