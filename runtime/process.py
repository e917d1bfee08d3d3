"""The unit of work: gather, decide, apply, publish, over all the partitions that this process holds.

The rules, each of which a mutation in tests/faults turns red when it is broken:

1. Progress, state, outbox and timers change in ONE database transaction. Nothing is published before it is committed.
2. Whoever takes a partition over counts up its fence; a unit of an earlier owner then matches no row and changes nothing.
3. Outbox rows are published in order of their sequence number, again after a crash, with the same bytes and positions.
4. A reader keeps the highest number of each source and drops what is not beyond it. Hence rule 3 may repeat.
5. Transactional: records, offsets and sequence numbers become visible together, in one transaction a unit. Take-over goes in this
   order: start the own producer; take the partitions in the database, which names all owners before that may not be fenced yet;
   fence them by starting a producer under each id, which also waits for its last commit; say so in the database; only then read
   committed offsets. Started later, the own producer could come after its own fencing and publish beside the next owner; read
   earlier, the offsets could be stale; were one id kept alone, an owner whose fencer died would never be fenced.
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
from typing import Any
from uuid import uuid4

import structlog

from runtime import telemetry
from runtime.broker import (
    Broker,
    BrokerUnavailable,
    Committed,
    Fenced,
    Membership,
    Partition,
    PositionLost,
    Record,
)
from runtime.clock import Clock
from runtime.failpoints import Failpoint
from runtime.hop import Conflict, Hop, Publishing, State
from runtime.outbox import Pending, Progress, Store, StoreUnavailable
from runtime.outflow import Outflow, PublishingFailed
from runtime.unit import Entry, Faulty, Sealer, Smaller, Unit, decide_with_state, decide_without_state, named, read_records, smaller
from schemas.envelope import TRACEPARENT

log = structlog.get_logger()

#: Attempts of one unit when others change what it has read; beyond that it is a defect, not a coincidence.
_CONFLICTS = 20
#: Seconds between commits of offsets that move without anything published, and between trims of the outbox.
_COMMIT_SECONDS = 0.25
_TRIM_SECONDS = 1.0
#: Seconds between two looks at how far the topics' ends are.
_LAG_SECONDS = 2.0
_BACK_OFF_SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0)


@dataclass(slots=True)
class _Partition:
    """A partition that this process holds."""

    #: As the last unit left it, which may not be published yet.
    progress: Progress
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
        instance: str | None = None,
    ) -> None:
        """`instance` tells this process from all others, those that died included: its transactional ids begin with it."""
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
        self._take_overs = 0
        self._instance = instance or f"{hop.name}-{uuid4().hex}"
        self._membership: Membership | None = None
        self._places: dict[Partition, _Partition] = {}
        self._worker: asyncio.Task[None] | None = None
        self._release = asyncio.Event()
        self._leaving = asyncio.Event()
        self._joined = asyncio.Event()
        self._next_due: datetime | None = None
        self._trimmed_at = 0.0
        self._committed_at = 0.0
        self._sealer = Sealer(hop)
        self._outflow = Outflow(hop, self._failpoint)

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
                await _pause(attempt, self._leaving)
                attempt += 1
        if self._membership is not None:
            self.health.joined, self.health.waiting_for = True, None
            self._joined.set()
        watching = asyncio.create_task(self._watch_lag())
        leaving = asyncio.create_task(self._leaving.wait())
        try:
            await asyncio.wait({leaving, watching}, return_when=asyncio.FIRST_COMPLETED)
            if watching.done():
                await watching  # a hop whose stalls nobody sees is not run
        finally:
            leaving.cancel()
            watching.cancel()
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
            except Conflict as conflict:
                cause, away = "conflict", None
                log.warning("somebody else takes over at the same moment: beginning again", reason=type(conflict).__name__)
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
                self._let_go()
                await self._outflow.close()
            self.health.waiting_for = away
            attempt = 0 if time.monotonic() - started > 10 else attempt + 1
            await _pause(attempt, release)

    def _let_go(self) -> None:
        for place in self.health.lag:
            telemetry.LAG.remove(self._hop.name, place.topic, str(place.number))
        self._places, self.health.lag, self.health.stopped = {}, {}, {}
        telemetry.STOPPED.labels(self._hop.name).set(0)

    # -- take-over ------------------------------------------------------------------------------------------------------------

    async def _take_over(self, places: Sequence[Partition]) -> None:
        self._failpoint("in_take_over")
        hop, store = self._hop, self._store
        await self._joined.wait()  # the group assigns before join() has returned
        membership = self._membership
        if membership is None:
            raise RuntimeError("joined without a membership")
        # New each time: whoever takes over what this process held before fences the id of then, and not the one of now.
        self._take_overs += 1
        owner = f"{self._instance}-{self._take_overs}"
        await self._outflow.open(self._broker, membership, places, owner)
        taken = {} if store is None else await store.take(hop.name, places, owner)
        self._failpoint("after_take")
        if store is not None and hop.publishing is Publishing.TRANSACTIONAL:
            for before in sorted({before for one in taken.values() for before in one.before}):
                await (await self._broker.transactional_publisher(before)).close()
            await store.fenced(hop.name, taken, owner)
        self._failpoint("after_fence")
        committed = await self._broker.committed(hop.name, places)
        pending: list[Pending] = []
        for place in places:
            known = committed.get(place)
            offset = known.offset if known is not None else None
            self._outflow.resume(place, offset)
            progress = Progress(next_offset=offset)
            if store is not None:
                progress = taken[place].progress
                if _sequence(known) > progress.sequence:
                    raise PositionLost(
                        f"{place.topic}/{place.number}: event {_sequence(known)} was published, the database knows of {progress.sequence}: "
                        "was it restored from a backup?"
                    )
                # What the owner before decided and did not publish, or not for certain.
                pending += await store.pending(hop.name, place, _sequence(known))
            # On from progress, whatever Kafka says.
            position = await membership.seek(place, progress.next_offset)
            self._places[place] = _Partition(replace(progress, next_offset=position))
            self.health.moved_at[place] = time.monotonic()
        await self._outflow.publish(pending, {place: held.progress for place, held in self._places.items()})
        if hop.publishing is Publishing.IDEMPOTENT:
            await self._outflow.commit()
        self._next_due = None if store is None else await store.next_due(hop.name, places)

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
                await self._keep_house()
                continue
            now = self._clock()
            due = self._next_due is not None and self._next_due <= now
            records = await membership.fetch(active, self._batch, 0 if due else self._timeout_ms(now))
            if records or due:
                self._failpoint("after_fetch")
                await self._unit_isolating(records, active if due else ())
            await self._keep_house()
        await self._outflow.settled()
        await self._outflow.commit()
        await self._trim()

    def _timeout_ms(self, now: datetime) -> int:
        if self._next_due is None:
            return self._poll_ms
        return max(0, min(self._poll_ms, int((self._next_due - now).total_seconds() * 1000) + 1))

    async def _keep_house(self) -> None:
        now = time.monotonic()
        free = await self._outflow.look() or self._hop.publishing is Publishing.IDEMPOTENT
        if free and now - self._committed_at >= _COMMIT_SECONDS:
            await self._outflow.commit()
            self._committed_at = now
        if now - self._trimmed_at >= _TRIM_SECONDS:
            self._trimmed_at = now
            await self._trim()

    async def _trim(self) -> None:
        if self._store is not None:
            await self._store.trim(self._hop.name, {place: done.sequence for place, done in self._outflow.done.items() if done.sequence})

    async def _watch_lag(self) -> None:
        """Beside the loop, not in it: what it tells is whether the loop still moves."""
        while True:
            await asyncio.sleep(_LAG_SECONDS)
            membership, places = self._membership, {place: held.progress.next_offset for place, held in self._places.items()}
            done = self._outflow.done
            waiting = sum(held.progress.sequence - done[place].sequence for place, held in self._places.items() if place in done)
            telemetry.OUTBOX.labels(self._hop.name).set(waiting)
            if membership is None or not places:
                continue
            try:
                ends = await membership.ends(list(places))
            except (Fenced, BrokerUnavailable):
                continue  # the loop meets the same, and says so
            for place, end in ends.items():
                lag = max(0, end - (places[place] or 0))
                if place in self._places:
                    telemetry.LAG.labels(self._hop.name, place.topic, place.number).set(lag)
                    self.health.lag[place] = lag
                    if lag == 0:
                        self.health.moved_at[place] = time.monotonic()

    # -- one unit -------------------------------------------------------------------------------------------------------------

    async def _unit_isolating(self, records: Mapping[Partition, Sequence[Record]], due: Sequence[Partition]) -> None:
        """One unit of work over `records` and the timers of the partitions `due`.

        Where it fails by a defect, smaller units, until the guilty input stands alone and stops its partition.
        """
        try:
            await self._unit(records, due)
        except (Fenced, BrokerUnavailable, StoreUnavailable, PublishingFailed):
            raise
        except Faulty as faulty:
            # What stands before the defect is still done; what stands behind it is not.
            remaining = {place: rs if place != faulty.place else [r for r in rs if r.offset < faulty.offset] for place, rs in records.items()}
            await self._smaller_units([({place: rs for place, rs in remaining.items() if rs}, [p for p in due if p != faulty.place])])
            if self._places[faulty.place].stopped is None:
                self._stop(faulty.place, faulty.offset, faulty.__cause__ or faulty, faulty.names)
        except Exception as error:  # noqa: BLE001 - whatever it is, its input is found, told and kept
            parts = smaller(records, due)
            if parts:
                await self._smaller_units(parts)
            else:
                record = next((rs[0] for rs in records.values()), None)
                if record is None:
                    self._stop(due[0] if due else Partition("", 0), -1, error, {})
                else:
                    position = f"{record.topic}/{record.partition}/{record.offset}"
                    trace = telemetry.trace_of(record.header(TRACEPARENT), position)
                    self._stop(record.place, record.offset, error, named(None, trace))

    async def _smaller_units(self, units: Smaller) -> None:
        for records, due in units:
            # A unit before this one may have stopped a partition: nothing behind the defect may go on.
            going = {place: rs for place, rs in records.items() if self._places[place].stopped is None}
            if going or due:
                await self._unit_isolating(going, [place for place in due if self._places[place].stopped is None])

    def _stop(self, place: Partition, offset: int, error: BaseException, names: Mapping[str, str | None]) -> None:
        """`names` says which message it is, as far as that is known."""
        log.error("defect: the partition is stopped here, nothing is skipped", exc_info=error, **_where(place, offset), **names)
        why = f"a defect at offset {offset} ({type(error).__name__}), see the log"
        self._places[place].stopped = why
        self.health.stopped[place] = why
        telemetry.STOPPED.labels(self._hop.name).set(len(self.health.stopped))

    async def _unit(self, records: Mapping[Partition, Sequence[Record]], due: Sequence[Partition]) -> None:
        started = time.monotonic()
        held = {place: partition.progress for place, partition in self._places.items()}
        read, after = read_records(self._hop, records, held)
        state, store = self._hop.state, self._store
        if state is None or store is None:
            unit = await decide_without_state(self._hop, self._sealer, read, after, self._clock, self._failpoint)
        else:
            unit = await self._decide_with_state(state, store, read, held, after, due)
            self._failpoint("after_commit")
        for place, progress in unit.after.items():
            self._places[place].progress = progress
        await self._outflow.begin(unit.rows, unit.after, lambda: self._tell(records, unit, time.monotonic() - started))

    async def _decide_with_state(
        self,
        state: State,
        store: Store,
        read: Sequence[Entry],
        held: Mapping[Partition, Progress],
        after: Mapping[Partition, Progress],
        due: Sequence[Partition],
    ) -> Unit:
        for attempt in range(_CONFLICTS):
            try:
                unit = await decide_with_state(self._hop, state, self._sealer, store, read, held, after, due, self._clock, self._failpoint)
            except Conflict as conflict:
                telemetry.CONFLICTS.labels(self._hop.name).inc()
                last = conflict
                await asyncio.sleep(0.005 * attempt)
                continue
            if due:
                self._next_due = await store.next_due(self._hop.name, [place for place, kept in self._places.items() if kept.stopped is None])
            elif unit.timer_due is not None:
                # One that was moved or cancelled is looked for in vain, once: cheaper than asking after each unit.
                self._next_due = min(self._next_due or unit.timer_due, unit.timer_due)
            return unit
        raise RuntimeError(f"{_CONFLICTS} conflicts one after the other: that is no coincidence") from last

    def _tell(self, records: Mapping[Partition, Sequence[Record]], unit: Unit, seconds: float) -> None:
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
        for record, refusal, names in unit.refused:
            telemetry.DEAD_LETTERS.labels(name, record.topic, refusal.reason).inc()
            log.warning(
                "dead letter",
                reason=refusal.reason,
                detail=refusal.detail[:300],
                **names,
                **_where(record.place, record.offset),
            )


async def _pause(attempt: int, ends: asyncio.Event) -> None:
    """Longer with each attempt, and no longer than until `ends` is set."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_BACK_OFF_SECONDS[min(attempt, len(_BACK_OFF_SECONDS) - 1)]):
            await ends.wait()


def _sequence(committed: Committed | None) -> int:
    return int(committed.metadata) if committed is not None and committed.metadata.isdigit() else 0


def _where(place: Partition, offset: int) -> dict[str, Any]:
    return {"topic": place.topic, "partition": place.number, "offset": offset}
