"""The unit of work: gather, decide, apply, publish, over all the partitions that this process holds.

The rules, each of which a mutation in tests/faults turns red when it is broken:

1. Progress, state, outbox and timers change in ONE database transaction. Nothing is published before it is committed.
2. Whoever takes a partition over counts up its fence; a unit of an earlier owner then matches no row and changes nothing.
3. Outbox rows are published in order of their sequence number, again after a crash, with the same bytes and positions.
4. A reader keeps the highest number of each source and drops what is not beyond it. Hence rule 3 may repeat.
5. Transactional: records, offset and sequence number become visible together, by one producer per input partition whose start
   fences the one before. It is started BEFORE the committed offset is read: read earlier, the offset can be stale.
6. Progress is the truth; Kafka's committed offset only says what has been published.
7. A defect stops its partition, un-acknowledged. A message is never skipped.
8. A hop without state passes the source position of its input on, so that the next reader drops repeats of both.
"""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

import structlog

from runtime import telemetry
from runtime.broker import (
    Broker,
    BrokerUnavailable,
    Committed,
    Fenced,
    Membership,
    Outgoing,
    Partition,
    PositionLost,
    Publisher,
    Record,
    TransactionalPublisher,
)
from runtime.clock import Clock
from runtime.codec import encode
from runtime.dead_letter import dead_letter
from runtime.failpoints import Failpoint
from runtime.hop import Conflict, Decision, Due, Hop, Input, Publishing, Refusal
from runtime.outbox import DueTimer, Pending, Progress, Store, StoreUnavailable, TimerChange
from schemas import envelope
from schemas.envelope import SourcePosition, parse_source_position

log = structlog.get_logger()

#: Attempts of one unit when others change what it has read; beyond that it is a defect, not a coincidence.
_CONFLICTS = 20
#: Timers in one unit of work.
_TIMERS = 1_000
#: Seconds between commits of offsets that move without anything published, and between trims of the outbox.
_COMMIT_SECONDS = 0.25
_TRIM_SECONDS = 1.0
#: Messages decided before others get a turn on the event loop: heartbeats share it.
_DECIDE_AT_ONCE = 200
_BACK_OFF_SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0)


class _Faulty(Exception):
    """`decide` failed at this input: a defect."""

    def __init__(self, place: Partition, offset: int) -> None:
        super().__init__(f"{place.topic}/{place.number} at {offset}")
        self.place = place
        self.offset = offset


class _Read(NamedTuple):
    """One record of a unit, after decoding."""

    record: Record
    source: SourcePosition | None
    trace: str
    event: Any


@dataclass(slots=True)
class _Unit:
    """What one unit of work came to."""

    rows: list[Pending] = field(default_factory=list)
    after: dict[Partition, Progress] = field(default_factory=dict)
    refused: list[tuple[_Read, Refusal]] = field(default_factory=list)
    #: (topic, outcome) → how often.
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)


@dataclass(slots=True)
class _Partition:
    """A partition that this process holds."""

    progress: Progress
    publisher: Publisher | TransactionalPublisher
    #: Of the last event that is known to be published, and the offset committed with it.
    published: int
    committed: int | None
    stopped: str | None = None


@dataclass(slots=True)
class Health:
    """What /readyz looks at. Times are monotonic seconds."""

    joined: bool = False
    working: bool = False
    waiting_for: str | None = None
    stopped: dict[Partition, str] = field(default_factory=dict)
    lag: dict[Partition, int] = field(default_factory=dict)
    moved_at: dict[Partition, float] = field(default_factory=dict)

    def complaints(self, now: float, stalled_seconds: float) -> list[str]:
        """Why the hop is not ready; empty where it is."""
        said = []
        if self.waiting_for:
            said.append(f"waiting for {self.waiting_for}")
        if not self.joined:
            said.append("not yet in its consumer group")
        elif not self.working:
            said.append("taking partitions over")
        said += [f"{place.topic}/{place.number} is stopped: {why}" for place, why in sorted(self.stopped.items())]
        for place, lag in sorted(self.lag.items()):
            idle = now - self.moved_at.get(place, now)
            if lag > 0 and idle > stalled_seconds and place not in self.stopped:
                said.append(f"{place.topic}/{place.number} has {lag} records waiting and has not moved for {idle:.0f} s")
        return said


class Process:
    """Runs one hop. `run()` until cancelled; `drain()` finishes the unit at hand and leaves."""

    def __init__(
        self,
        hop: Hop,
        broker: Broker,
        store: Store | None,
        clock: Clock,
        *,
        batch: int | None = None,
        failpoint: Failpoint | None = None,
        poll_ms: int = 100,
    ) -> None:
        if (hop.state is None) != (store is None):
            raise ValueError(f"{hop.name}: a hop with state has a store, a hop without has none")
        self.health = Health()
        self._hop = hop
        self._broker = broker
        self._store = store
        self._clock = clock
        self._batch = batch or hop.batch
        self._failpoint = failpoint or Failpoint("")
        self._poll_ms = poll_ms
        self._membership: Membership | None = None
        self._places: dict[Partition, _Partition] = {}
        self._worker: asyncio.Task[None] | None = None
        self._release = asyncio.Event()
        self._leaving = asyncio.Event()
        self._joined = asyncio.Event()
        self._next_due: datetime | None = None
        self._trimmed_at = 0.0
        self._committed_at = 0.0
        self._constant_headers = {
            topic: (
                (envelope.CE_SPECVERSION, b"1.0"),
                (envelope.CE_SOURCE, f"/klantstroom/{hop.name}".encode()),
                (envelope.CE_TYPE, envelope.event_type(topic).encode()),
                (envelope.CONTENT_TYPE, b"application/json"),
            )
            for topic in hop.outputs
        }

    # -- membership -----------------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Join the group and work until `drain()` or cancellation."""
        attempt = 0
        while not self._leaving.is_set():
            try:
                self._membership = await self._broker.join(self._hop.name, tuple(self._hop.inputs), self._assigned, self._revoked)
                break
            except BrokerUnavailable as error:
                self.health.waiting_for = "the broker"
                if attempt == 0:
                    log.warning("waiting for the broker", reason=str(error))
                await self._pause(attempt)
                attempt += 1
        if self._membership is not None:
            self.health.joined, self.health.waiting_for = True, None
            self._joined.set()
        try:
            await self._leaving.wait()
        finally:
            await self._stop_worker(graceful=self._leaving.is_set())
            if self._membership is not None:
                await self._membership.close()
            self.health.joined = False

    async def drain(self) -> None:
        self._leaving.set()

    async def _assigned(self, places: frozenset[Partition]) -> None:
        await self._stop_worker(graceful=True)
        if places:
            self._release = asyncio.Event()
            self._worker = asyncio.create_task(self._hold(sorted(places), self._release), name=f"{self._hop.name}-unit-of-work")
        else:
            # A spare replica holds nothing and is ready to take over.
            self.health.working = True

    async def _revoked(self, places: frozenset[Partition]) -> None:
        await self._stop_worker(graceful=True)

    async def _stop_worker(self, *, graceful: bool) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        self._release.set()
        if graceful:
            # The unit at hand may end; past that, stopping anywhere is as safe as a crash.
            await asyncio.wait({worker}, timeout=5.0)
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
        self.health.working = False

    async def _pause(self, attempt: int) -> None:
        seconds = _BACK_OFF_SECONDS[min(attempt, len(_BACK_OFF_SECONDS) - 1)]
        # Leaving also releases, once the worker is told: a pause is short enough not to wait for both.
        event = self._release if self._worker is not None else self._leaving
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await event.wait()

    async def _hold(self, places: Sequence[Partition], release: asyncio.Event) -> None:
        """Work on `places` until released; after a fault take over anew what is still held."""
        attempt = 0
        cause = "assigned"
        while not release.is_set():
            started = time.monotonic()
            try:
                await self._take_over(places)
                telemetry.TAKE_OVERS.labels(self._hop.name, cause).inc()
                log.info("took over", partitions=len(places), cause=cause)
                self.health.working, self.health.waiting_for = True, None
                await self._work(release)
                return
            except Fenced as error:
                cause, away = "fenced", None
                log.warning("somebody else has taken over: letting go", reason=str(error))
            except BrokerUnavailable as error:
                cause, away = "broker", "the broker"
                if self.health.waiting_for != away:
                    log.warning("the broker does not answer: beginning again", reason=str(error))
            except StoreUnavailable as error:
                cause, away = "database", "the database"
                if self.health.waiting_for != away:
                    log.warning("the database does not answer: beginning again", reason=str(error))
            except PositionLost as error:
                cause, away = "position_lost", f"a person: {error}"
                if self.health.waiting_for != away:
                    log.error("records are missing", reason=str(error))
            except Exception:
                cause, away = "defect", "a person: see the log"
                log.exception("defect in the unit of work")
            finally:
                self.health.working = False
                await self._close_publishers()
            self.health.waiting_for = away
            attempt = 0 if time.monotonic() - started > 10 else attempt + 1
            await self._pause(attempt)

    # -- take-over ------------------------------------------------------------------------------------------------------------

    async def _take_over(self, places: Sequence[Partition]) -> None:
        self._failpoint("in_take_over")
        hop, store = self._hop, self._store
        await self._joined.wait()  # the group assigns before join() has returned
        membership = self._membership
        if membership is None:
            raise RuntimeError("joined without a membership")
        publishers: dict[Partition, Publisher | TransactionalPublisher] = {}
        if hop.publishing is Publishing.TRANSACTIONAL:
            # (1) fences the previous owner and waits for its last commit.
            started = await asyncio.gather(
                *(self._broker.transactional_publisher(f"{hop.name}.{place.topic}.{place.number}") for place in places), return_exceptions=True
            )
            publishers = {place: p for place, p in zip(places, started, strict=True) if not isinstance(p, BaseException)}
            failed = [p for p in started if isinstance(p, BaseException)]
            if failed:
                await asyncio.gather(*(p.close() for p in publishers.values()), return_exceptions=True)
                raise failed[0]
        else:
            shared = await self._broker.publisher()
            publishers = dict.fromkeys(places, shared)
        self._places = {place: _Partition(Progress(), publishers[place], 0, None) for place in places}
        # (2) what has been published, and with it the offset.
        committed = await self._broker.committed(hop.name, places)
        progress = {} if store is None else await store.take(hop.name, places)
        for place in places:
            held, known = self._places[place], committed.get(place)
            held.committed = known.offset if known is not None else None
            if store is None:
                held.progress = Progress(next_offset=held.committed)
            else:
                held.progress = progress[place]
                held.published = _sequence(known)
                # (3) what the owner before decided and did not publish, or not for certain.
                left = await store.pending(hop.name, place, held.published)
                if left:
                    await self._publish(place, left)
            # (4) go on from progress, whatever Kafka says.
            await membership.seek(place, held.progress.next_offset)
            self.health.moved_at[place] = time.monotonic()
        if hop.publishing is Publishing.IDEMPOTENT:
            await self._commit_offsets()
        self.health.stopped = {}
        self._next_due = None if store is None else await store.next_due(hop.name, places)

    async def _close_publishers(self) -> None:
        publishers = {id(held.publisher): held.publisher for held in self._places.values()}
        self._places = {}
        self.health.lag = {}
        await asyncio.gather(*(publisher.close() for publisher in publishers.values()), return_exceptions=True)

    # -- the loop -------------------------------------------------------------------------------------------------------------

    async def _work(self, release: asyncio.Event) -> None:
        membership = self._membership
        if membership is None:
            raise RuntimeError("took over without a membership")
        while not release.is_set():
            active = [place for place, held in self._places.items() if held.stopped is None]
            if not active:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(1.0):
                        await release.wait()
                continue
            now = self._clock()
            due = self._next_due is not None and self._next_due <= now
            records = await membership.fetch(active, self._batch, 0 if due else self._timeout_ms(now))
            if records or due:
                self._failpoint("after_fetch")
                await self._unit_isolating(records, active if due else ())
            await self._keep_house(membership)
        await self._commit_offsets()

    def _timeout_ms(self, now: datetime) -> int:
        if self._next_due is None:
            return self._poll_ms
        return max(0, min(self._poll_ms, int((self._next_due - now).total_seconds() * 1000) + 1))

    async def _keep_house(self, membership: Membership) -> None:
        now = time.monotonic()
        if now - self._committed_at >= _COMMIT_SECONDS:
            await self._commit_offsets()
            self._committed_at = now
        if now - self._trimmed_at >= _TRIM_SECONDS:
            self._trimmed_at = now
            if self._store is not None:
                await self._store.trim(self._hop.name, {place: held.published for place, held in self._places.items() if held.published})
            for place in self._places:
                lag = membership.lag(place)
                if lag is not None:
                    self.health.lag[place] = lag
                    telemetry.LAG.labels(self._hop.name, place.topic, place.number).set(lag)
                    if lag == 0:
                        self.health.moved_at[place] = now

    # -- one unit -------------------------------------------------------------------------------------------------------------

    async def _unit_isolating(self, records: Mapping[Partition, Sequence[Record]], due: Sequence[Partition]) -> None:
        """One unit of work over `records` and the timers of the partitions `due`.

        Where it fails by a defect, smaller units, until the guilty input stands alone and stops its partition.
        """
        try:
            await self._unit(records, due)
        except (Fenced, BrokerUnavailable, StoreUnavailable):
            raise
        except _Faulty as faulty:
            # What stands before the defect is still done; what stands behind it is not.
            remaining = {place: rs if place != faulty.place else [r for r in rs if r.offset < faulty.offset] for place, rs in records.items()}
            await self._smaller_units([({place: rs for place, rs in remaining.items() if rs}, [p for p in due if p != faulty.place])])
            if self._places[faulty.place].stopped is None:
                self._stop(faulty.place, faulty.offset, faulty.__cause__ or faulty)
        except Exception as error:  # noqa: BLE001 - whatever it is, its input is found, told and kept
            smaller = _smaller(records, due)
            if smaller:
                await self._smaller_units(smaller)
            else:
                place, offset = next(((place, rs[0].offset) for place, rs in records.items()), (due[0] if due else Partition("", 0), -1))
                self._stop(place, offset, error)

    async def _smaller_units(self, units: Sequence[tuple[Mapping[Partition, Sequence[Record]], Sequence[Partition]]]) -> None:
        for records, due in units:
            # A unit before this one may have stopped a partition: nothing behind the defect may go on.
            going = {place: rs for place, rs in records.items() if self._places[place].stopped is None}
            if going or due:
                await self._unit_isolating(going, [place for place in due if self._places[place].stopped is None])

    def _stop(self, place: Partition, offset: int, error: BaseException) -> None:
        log.error("defect: the partition is stopped here, nothing is skipped", exc_info=error, **_where(place, offset))
        why = f"a defect at offset {offset} ({type(error).__name__}), see the log"
        self._places[place].stopped = why
        self.health.stopped[place] = why
        telemetry.STOPPED.labels(self._hop.name).set(len(self.health.stopped))

    async def _unit(self, records: Mapping[Partition, Sequence[Record]], due: Sequence[Partition]) -> None:
        started = time.monotonic()
        store = self._store
        before = {place: self._places[place].progress for place in records}
        read, sources = self._read(records, before)
        after = {place: Progress(rs[-1].offset + 1, before[place].sequence, sources[place], before[place].fence) for place, rs in records.items()}
        if store is None:
            unit = await self._decide_without_state(read, after)
        else:
            unit = await self._decide_with_state(store, read, after, due)
            self._failpoint("after_commit")
        for place, progress in unit.after.items():
            self._places[place].progress = progress
        await self._publish_all(unit)
        self._failpoint("after_publish")
        self._tell(records, unit, time.monotonic() - started)

    def _read(
        self, records: Mapping[Partition, Sequence[Record]], before: Mapping[Partition, Progress]
    ) -> tuple[list[_Read], dict[Partition, Mapping[str, int]]]:
        """Decode, and drop repeats: what is not beyond the highest number taken from its source."""
        read: list[_Read] = []
        sources: dict[Partition, Mapping[str, int]] = {}
        for place, of_place in records.items():
            decode = self._hop.inputs[place.topic]
            seen = dict(before[place].sources)
            for record in of_place:
                source = traceparent = None
                for name, value in record.headers:
                    if name == envelope.SRC:
                        source = parse_source_position(value)
                    elif name == envelope.TRACEPARENT:
                        traceparent = value
                if source is not None and self._store is not None:
                    if source.number <= seen.get(source.source, -1):
                        telemetry.RECORDS.labels(self._hop.name, place.topic, "repeat").inc()
                        continue
                    seen[source.source] = source.number
                trace = telemetry.trace_of(traceparent, f"{record.topic}/{record.partition}/{record.offset}")
                try:
                    event = decode(record)
                except Exception as error:
                    raise _Faulty(place, record.offset) from error
                read.append(_Read(record, source, trace, event))
            sources[place] = seen
        return read, sources

    async def _decide_without_state(self, read: Sequence[_Read], after: Mapping[Partition, Progress]) -> _Unit:
        unit = _Unit(after=dict(after))
        inputs = [_input(one) for one in read if not isinstance(one.event, Refusal)]
        view = await self._hop.prepare(None, inputs)
        self._failpoint("after_gather")
        now = self._clock()
        stamp = now.isoformat().encode()
        upcoming = iter(inputs)
        for index, one in enumerate(read):
            record = one.record
            place = record.place
            # Passed on, so that the next reader drops the repeats of whoever wrote our input as well as our own.
            source = one.source or SourcePosition(f"{self._hop.name}/{record.topic}/{record.partition}", record.offset)
            refusal = one.event if isinstance(one.event, Refusal) else None
            if refusal is None:
                decision = self._decided(view, next(upcoming), now)
                refusal = decision.refusal
                if len(decision.events) > 1 and len({event.topic for event in decision.events}) < len(decision.events):
                    raise ValueError(f"{self._hop.name}: without state there is one event for each input and topic")
                for event in decision.events:
                    unit.rows.append(
                        Pending(place, record.offset, self._outgoing(event.topic, event.key, encode(event.value), one.trace, source, stamp))
                    )
                unit.outcomes[place.topic, decision.outcome] += 1
            if refusal is not None:
                unit.refused.append((one, refusal))
                unit.rows.append(Pending(place, record.offset, _with_source(dead_letter(record, refusal), source)))
            if index % _DECIDE_AT_ONCE == _DECIDE_AT_ONCE - 1:
                await asyncio.sleep(0)
        self._failpoint("after_decide")
        return unit

    async def _decide_with_state(self, store: Store, read: Sequence[_Read], after: Mapping[Partition, Progress], due: Sequence[Partition]) -> _Unit:
        for attempt in range(_CONFLICTS):
            try:
                return await self._transaction(store, read, after, due)
            except Conflict as conflict:
                telemetry.CONFLICTS.labels(self._hop.name).inc()
                last = conflict
                await asyncio.sleep(0.005 * attempt)
        raise RuntimeError(f"{_CONFLICTS} conflicts one after the other: that is no coincidence") from last

    async def _transaction(self, store: Store, read: Sequence[_Read], after: Mapping[Partition, Progress], due: Sequence[Partition]) -> _Unit:
        hop, state = self._hop, self._hop.state
        if state is None:
            raise RuntimeError(f"{hop.name} has a store and no state")
        now = self._clock()
        stamp = now.isoformat().encode()
        unit = _Unit()
        async with store.unit() as connection:
            fired = await store.due(connection, hop.name, due, now, _TIMERS) if due else ()
            inputs = [_input(one) for one in read if not isinstance(one.event, Refusal)]
            timers = [_timer_input(timer) for timer in fired]
            view = await state.gather(connection, [*timers, *inputs])
            self._failpoint("after_gather")

            sequences = {place: self._places[place].progress.sequence for place in (*after, *due)}
            changes: list[Any] = []
            timer_changes: list[TimerChange] = []

            def next_source(place: Partition) -> SourcePosition:
                sequences[place] += 1
                return SourcePosition(f"{hop.name}/{place.topic}/{place.number}", sequences[place])

            def take(item: Input) -> Refusal | None:
                decision = self._decided(view, item, now)
                for event in decision.events:
                    source = next_source(item.place)
                    unit.rows.append(
                        Pending(item.place, source.number, self._outgoing(event.topic, event.key, encode(event.value), item.trace, source, stamp))
                    )
                changes.extend(decision.changes)
                timer_changes.extend(TimerChange(item.place, change, item.trace) for change in decision.timers)
                state.fold(view, decision)
                unit.outcomes[item.place.topic, decision.outcome] += 1
                return decision.refusal

            for timer, firing in zip(timers, fired, strict=True):
                refusal = take(timer)
                if refusal is not None and refusal.record is not None:
                    # It waited in the service's state and is refused now; the timer that fired is only how we came to look.
                    source = next_source(timer.place)
                    unit.refused.append((_Read(refusal.record, None, firing.trace, refusal), refusal))
                    unit.rows.append(Pending(timer.place, source.number, _with_source(dead_letter(refusal.record, refusal), source)))
            upcoming = iter(inputs)
            for index, one in enumerate(read):
                refusal = one.event if isinstance(one.event, Refusal) else take(next(upcoming))
                if refusal is not None:
                    source = next_source(one.record.place)
                    unit.refused.append((one, refusal))
                    unit.rows.append(Pending(one.record.place, source.number, _with_source(dead_letter(one.record, refusal), source)))
                if index % _DECIDE_AT_ONCE == _DECIDE_AT_ONCE - 1:
                    await asyncio.sleep(0)
            self._failpoint("after_decide")

            if changes:
                await state.apply(connection, changes)
            if fired or timer_changes:
                await store.change_timers(connection, hop.name, fired, timer_changes)
            await store.enqueue(connection, hop.name, unit.rows)
            for place, sequence in sequences.items():
                held = self._places[place].progress
                if place in after:
                    unit.after[place] = replace(after[place], sequence=sequence)
                elif sequence != held.sequence:
                    unit.after[place] = replace(held, sequence=sequence)
            # Timers that said nothing still had to be ours: every partition whose timers fired is held against its fence.
            for ours in {timer.place for timer in fired}:
                unit.after.setdefault(ours, self._places[ours].progress)
            if unit.after:
                await store.advance(connection, hop.name, unit.after)
            self._failpoint("before_commit")
        if due or timer_changes:
            self._next_due = await store.next_due(hop.name, [place for place, held in self._places.items() if held.stopped is None])
        return unit

    def _decided(self, view: Any, item: Input, now: datetime) -> Decision:
        try:
            return self._hop.decide(view, item, now)
        except Exception as error:
            raise _Faulty(item.place, item.offset) from error

    # -- events ---------------------------------------------------------------------------------------------------------------

    def _outgoing(self, topic: str, key: str, body: bytes, trace: str, source: SourcePosition, stamp: bytes) -> Outgoing:
        src = f"{source.source}/{source.number}"
        identity = src.encode()
        return Outgoing(
            topic,
            key.encode(),
            body,
            (
                *self._constant_headers[topic],
                (envelope.CE_ID, identity),
                (envelope.CE_TIME, stamp),
                (envelope.TRACEPARENT, telemetry.child_of(trace, src)),
                (envelope.SRC, identity),
            ),
        )

    # -- publish --------------------------------------------------------------------------------------------------------------

    async def _publish_all(self, unit: _Unit) -> None:
        if not unit.rows:
            return
        if self._hop.publishing is Publishing.IDEMPOTENT:
            publisher: Any = self._places[unit.rows[0].place].publisher
            records = [row.record for row in unit.rows]
            if self._failpoint.watches("mid_publish"):
                middle = len(records) // 2
                await publisher.publish(records[:middle])
                self._failpoint("mid_publish")
                records = records[middle:]
            await publisher.publish(records)
            for place in unit.after:
                self._places[place].published = self._places[place].progress.sequence
            return
        by_place: dict[Partition, list[Pending]] = {}
        for row in unit.rows:
            by_place.setdefault(row.place, []).append(row)
        results = await asyncio.gather(*(self._publish(place, of_place) for place, of_place in by_place.items()), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result

    async def _publish(self, place: Partition, rows: Sequence[Pending]) -> None:
        """Outbox rows of one partition, up to and with the last one that there is."""
        held = self._places[place]
        publisher: Any = held.publisher
        if self._hop.publishing is Publishing.IDEMPOTENT:
            await publisher.publish([row.record for row in rows])
        else:
            offset = held.progress.next_offset
            self._failpoint("mid_publish")
            # A timer can speak before the first record was read: 0 is then as good as any.
            await publisher.publish(
                [row.record for row in rows], self._hop.name, place, Committed(offset if offset is not None else 0, str(held.progress.sequence))
            )
            held.committed = offset
            self._failpoint("after_offsets")
        held.published = held.progress.sequence

    async def _commit_offsets(self) -> None:
        """Tell the group how far we are, where that moved without a transaction: lag is read from it, and what was published."""
        moved = {
            place: Committed(held.progress.next_offset, str(held.published))
            for place, held in self._places.items()
            if held.progress.next_offset is not None and held.progress.next_offset != held.committed
        }
        if not moved or self._membership is None:
            return
        if self._hop.publishing is Publishing.IDEMPOTENT:
            await self._membership.commit(moved)
        else:
            for place, committed in moved.items():
                publisher: Any = self._places[place].publisher
                await publisher.publish((), self._hop.name, place, committed)
        for place, committed in moved.items():
            self._places[place].committed = committed.offset
        self._failpoint("after_offsets")

    def _tell(self, records: Mapping[Partition, Sequence[Record]], unit: _Unit, seconds: float) -> None:
        """Metrics and logs of a unit, once it is done: a unit that was rolled back says nothing twice."""
        name = self._hop.name
        now = time.monotonic()
        for place in records:
            self.health.moved_at[place] = now
        telemetry.UNIT_SECONDS.labels(name).observe(seconds)
        if records:
            telemetry.UNIT_RECORDS.labels(name).observe(sum(len(rs) for rs in records.values()))
            oldest = min(rs[0].timestamp_ms for rs in records.values())
            telemetry.AGE_SECONDS.labels(name).observe(max(0.0, self._clock().timestamp() - oldest / 1000))
        for (topic, outcome), number in unit.outcomes.items():
            telemetry.RECORDS.labels(name, topic, outcome).inc(number)
        for topic, number in Counter(row.record.topic for row in unit.rows).items():
            telemetry.EVENTS.labels(name, topic).inc(number)
        for one, refusal in unit.refused:
            telemetry.DEAD_LETTERS.labels(name, one.record.topic, refusal.reason).inc()
            log.warning(
                "dead letter",
                reason=refusal.reason,
                detail=refusal.detail[:300],
                trace_id=telemetry.trace_id(one.trace),
                **_where(one.record.place, one.record.offset),
            )


def _sequence(committed: Committed | None) -> int:
    return int(committed.metadata) if committed is not None and committed.metadata.isdigit() else 0


def _input(read: _Read) -> Input:
    record = read.record
    return Input(
        record.place, record.offset, record.key, read.event, f"{record.topic}/{record.partition}/{record.offset}", read.trace, record.headers
    )


def _timer_input(timer: DueTimer) -> Input:
    due: Due = timer.due
    return Input(timer.place, -1, None, due, f"timer/{due.timer_id}/{due.due_at.isoformat()}", timer.trace, ())


def _where(place: Partition, offset: int) -> dict[str, Any]:
    return {"topic": place.topic, "partition": place.number, "offset": offset}


def _with_source(record: Outgoing, source: SourcePosition) -> Outgoing:
    return record._replace(headers=(*record.headers, (envelope.SRC, source.header())))


_Smaller = list[tuple[Mapping[Partition, Sequence[Record]], Sequence[Partition]]]


def _smaller(records: Mapping[Partition, Sequence[Record]], due: Sequence[Partition]) -> _Smaller:
    """The same inputs as smaller units, in the order in which they have to come; empty where there is but one input left."""
    if due and (records or len(due) > 1):
        return [*(({}, (place,)) for place in due), (records, ())]
    places = sorted(records)
    if len(places) > 1:
        middle = len(places) // 2
        return [({place: records[place] for place in half}, ()) for half in (places[:middle], places[middle:])]
    if places and len(records[places[0]]) > 1:
        (place,) = places
        middle = len(records[place]) // 2
        return [({place: half}, ()) for half in (records[place][:middle], records[place][middle:])]
    return []
