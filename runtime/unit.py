"""From records to what is to be written: the middle of a unit of work. Nothing here publishes, commits or remembers.

This is the path that every message takes, so it is kept lean: plain tuples between its steps, one clock reading a unit, the envelope's
constant headers made once a topic.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import perf_counter
from typing import Any
from zlib import crc32

import structlog

from runtime import telemetry
from runtime.broker import Outgoing, Partition, Record
from runtime.codec import encode
from runtime.dead_letter import dead_letter
from runtime.failpoints import Failpoint
from runtime.hop import Decision, Hop, Input, Refusal, SetTimer, State
from runtime.outbox import DueTimer, Pending, Progress, Store, TimerChange
from schemas import envelope
from schemas.envelope import SourcePosition, parse_source_position
from schemas.topics import MAX_RECORD_BYTES

log = structlog.get_logger()

#: Timers in one unit of work.
_TIMERS = 1_000
#: Seconds of deciding before others get a turn on the event loop: heartbeats share it.
_AT_ONCE = 0.02

#: Refused before it is committed: what the broker does not take would stop all that comes after it.
MAX_EVENT_BYTES = MAX_RECORD_BYTES - 16 * 1024

#: Names of sources remembered by a sealer.
_SOURCES = 4_096

#: A record of a unit: what it is decided on (or why it is refused unread), and the source position that it brought.
Entry = tuple[Record, Input, Refusal | None, SourcePosition | None]
#: The same inputs as smaller units.
Smaller = list[tuple[Mapping[Partition, Sequence[Record]], Sequence[Partition]]]

# A named tuple's own constructor costs three times this.
_new = tuple.__new__


def named(event: Any, trace: str) -> dict[str, str | None]:
    """How logs name what a message is about: by ids, and never by what it says. None where it could not be read, or is about no message."""
    return {"message_id": getattr(event, "message_id", None), "trace_id": telemetry.trace_id(trace)}


class Faulty(Exception):
    """A defect: a decoder or `decide` failed at this input; its cause is what it raised."""

    def __init__(self, place: Partition, offset: int, names: Mapping[str, str | None]) -> None:
        """`names` is what `named` says of the input."""
        super().__init__(f"{place.topic}/{place.number} at {offset}")
        self.place = place
        self.offset = offset
        self.names = names


@dataclass(slots=True)
class Unit:
    """What one unit of work came to."""

    rows: list[Pending] = field(default_factory=list)
    after: dict[Partition, Progress] = field(default_factory=dict)
    #: (record, why, what `named` says of it)
    refused: list[tuple[Record, Refusal, Mapping[str, str | None]]] = field(default_factory=list)
    #: (topic, outcome) → how often.
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    #: The earliest moment for which a timer was set.
    timer_due: datetime | None = None


class Sealer:
    """Puts events of one hop into their envelopes."""

    def __init__(self, hop: Hop) -> None:
        # A hop without state passes positions on: its spans are still its own.
        self._hop_span = crc32(hop.name.encode())
        #: Source name → first half of the spans of what comes from it.
        self._spans: dict[str, str] = {}
        self._constant = {
            topic: (
                (envelope.CE_SPECVERSION, b"1.0"),
                (envelope.CE_SOURCE, f"/klantstroom/{hop.name}".encode()),
                (envelope.CE_TYPE, envelope.event_type(topic).encode()),
                (envelope.CONTENT_TYPE, b"application/json"),
            )
            for topic in hop.outputs
        }

    def seal(self, topic: str, key: str, body: bytes, trace: str, source: SourcePosition, stamp: bytes) -> Outgoing:
        if len(body) > MAX_EVENT_BYTES:
            raise ValueError(f"an event of {len(body)} bytes for {topic}: at most {MAX_EVENT_BYTES} fit")
        name, number = source
        identity = f"{name}/{number}".encode()
        # The span's id is computed from the source position, which no hop uses twice.
        span = self._spans.get(name) or self._span_of(name)
        traceparent = f"{trace[:36]}{span}{number & 0xFFFFFFFF:08x}{trace[52:]}".encode()
        headers = (
            *self._constant[topic],
            (envelope.CE_ID, identity),
            (envelope.CE_TIME, stamp),
            (envelope.TRACEPARENT, traceparent),
            (envelope.SRC, identity),
        )
        return _new(Outgoing, (topic, key.encode(), body, headers))

    def _span_of(self, name: str) -> str:
        if len(self._spans) >= _SOURCES:
            # Names come from outside where a hop passes positions on: whoever invents them does not fill our memory.
            self._spans.clear()
        span = f"{crc32(name.encode(), self._hop_span) | 1:08x}"
        self._spans[name] = span
        return span


def read_records(
    hop: Hop, records: Mapping[Partition, Sequence[Record]], before: Mapping[Partition, Progress]
) -> tuple[list[Entry], dict[Partition, Progress]]:
    """Decode, and drop repeats: what is not beyond the highest number taken from its source.

    Answers what is to be decided on, and the progress that it makes; raises Faulty where a decoder fails. A hop without state drops
    nothing: it passes positions on, and the next reader drops.
    """
    read: list[Entry] = []
    after: dict[Partition, Progress] = {}
    stateful = hop.state is not None
    for place, of_place in records.items():
        decode = hop.inputs[place.topic]
        seen = dict(before[place].sources)
        prefix = f"{place.topic}/{place.number}/"
        repeats = 0
        positioned = place.topic in hop.positioned
        for record in of_place:
            _, _, offset, key, _, headers, _ = record
            source = traceparent = None
            for name, value in headers:
                if name == envelope.SRC and positioned and value is not None:
                    source = parse_source_position(value)
                elif name == envelope.TRACEPARENT:
                    traceparent = value
            if source is not None and stateful:
                if source.number <= seen.get(source.source, -1):
                    repeats += 1
                    continue
                seen[source.source] = source.number
            position = f"{prefix}{offset}"
            trace = telemetry.trace_of(traceparent, position)
            try:
                event = decode(record)
            except Exception as error:
                raise Faulty(place, offset, named(None, trace)) from error
            item = _new(Input, (place, offset, key, event, position, trace, headers))
            read.append((record, item, event if isinstance(event, Refusal) else None, source))
        if repeats:
            telemetry.RECORDS.labels(hop.name, place.topic, "repeat").inc(repeats)
        after[place] = replace(before[place], next_offset=of_place[-1].offset + 1, sources=seen)
    return read, after


def _decided(hop: Hop, view: Any, item: Input, now: datetime) -> Decision:
    try:
        return hop.decide(view, item, now)
    except Exception as error:
        raise Faulty(item.place, item.offset, named(item.event, item.trace)) from error


def _tell(item: Input, decision: Decision) -> None:
    log.debug(
        "decided",
        outcome=decision.outcome,
        position=item.position,
        **named(item.event, item.trace),
    )


def _letter(hop: Hop, record: Record, refusal: Refusal, source: SourcePosition) -> Outgoing:
    letter = dead_letter(record, refusal, hop.name)
    return letter._replace(headers=(*letter.headers, (envelope.SRC, source.header())))


async def decide_without_state(
    hop: Hop, sealer: Sealer, read: Sequence[Entry], after: Mapping[Partition, Progress], clock: Callable[[], datetime], failpoint: Failpoint
) -> Unit:
    """Raises Faulty, or what `prepare` raised."""
    unit = Unit(after=dict(after))
    inputs = [item for _, item, refusal, _ in read if refusal is None]
    view = await hop.prepare(None, inputs)
    failpoint("after_gather")
    now = clock()
    stamp = now.isoformat().encode()
    outcomes: list[tuple[str, str]] = []
    debugging = log.is_enabled_for(logging.DEBUG)
    turn_ends = perf_counter() + _AT_ONCE
    names = {place: f"{hop.name}/{place.topic}/{place.number}" for place in after}
    for record, item, refusal, brought in read:
        place, offset = item.place, item.offset
        # Passed on, so that the next reader drops the repeats of whoever wrote our input as well as our own.
        source: SourcePosition = brought or _new(SourcePosition, (names[place], offset))
        if refusal is None:
            decision = _decided(hop, view, item, now)
            if debugging:
                _tell(item, decision)
            refusal = decision.refusal
            events = decision.events
            if len(events) > 1 and len({event.topic for event in events}) < len(events):
                raise ValueError(f"{hop.name}: without state there is one event for each input and topic")
            for topic, key, value, body in events:
                unit.rows.append(_new(Pending, (place, offset, sealer.seal(topic, key, body or encode(value), item.trace, source, stamp))))
            outcomes.append((place.topic, decision.outcome))
        if refusal is not None:
            unit.refused.append((record, refusal, named(item.event, item.trace)))
            unit.rows.append(Pending(place, offset, _letter(hop, record, refusal, source)))
        if perf_counter() > turn_ends:
            await asyncio.sleep(0)
            turn_ends = perf_counter() + _AT_ONCE
    unit.outcomes.update(outcomes)
    failpoint("after_decide")
    return unit


async def decide_with_state(
    hop: Hop,
    state: State,
    sealer: Sealer,
    store: Store,
    read: Sequence[Entry],
    held: Mapping[Partition, Progress],
    after: Mapping[Partition, Progress],
    due: Sequence[Partition],
    clock: Callable[[], datetime],
    failpoint: Failpoint,
) -> Unit:
    """Gather, decide, apply, in one transaction. `held` is the progress of all partitions that this process holds, `after` what `read` makes of it.

    Raises Faulty; Conflict, Fenced or StoreUnavailable from the store; or what gather and apply raised.
    """
    unit = Unit()
    now = clock()
    stamp = now.isoformat().encode()
    async with store.unit() as connection:
        fired = await store.due(connection, hop.name, due, now, _TIMERS) if due else ()
        timers = [_timer_input(timer) for timer in fired]
        view = await state.gather(connection, [*timers, *(item for _, item, refusal, _ in read if refusal is None)])
        failpoint("after_gather")

        sequences = {place: held[place].sequence for place in (*after, *due)}
        names = {place: f"{hop.name}/{place.topic}/{place.number}" for place in sequences}
        changes: list[Any] = []
        timer_changes: list[TimerChange] = []
        outcomes: list[tuple[str, str]] = []
        debugging = log.is_enabled_for(logging.DEBUG)

        def next_source(place: Partition) -> SourcePosition:
            sequences[place] += 1
            source: SourcePosition = _new(SourcePosition, (names[place], sequences[place]))
            return source

        def take(item: Input) -> Refusal | None:
            decision = _decided(hop, view, item, now)
            if debugging:
                _tell(item, decision)
            place = item.place
            for topic, key, value, body in decision.events:
                source = next_source(place)
                unit.rows.append(_new(Pending, (place, source[1], sealer.seal(topic, key, body or encode(value), item.trace, source, stamp))))
            changes.extend(decision.changes)
            for change in decision.timers:
                timer_changes.append(TimerChange(place, change, item.trace))
            state.fold(view, decision)
            outcomes.append((place.topic, decision.outcome))
            return decision.refusal

        def refuse(record: Record, refusal: Refusal, place: Partition, about: Mapping[str, str | None]) -> None:
            source = next_source(place)
            unit.refused.append((record, refusal, about))
            unit.rows.append(Pending(place, source.number, _letter(hop, record, refusal, source)))

        for timer in timers:
            refusal = take(timer)
            if refusal is not None and refusal.record is not None:
                # It waited in the service's state and is refused now; the timer that fired is only how we came to look.
                refuse(refusal.record, refusal, timer.place, named(None, timer.trace))
        turn_ends = perf_counter() + _AT_ONCE
        for record, item, unread, _ in read:
            refusal = take(item) if unread is None else unread
            if refusal is not None:
                refuse(refusal.record or record, refusal, item.place, named(item.event, item.trace))
            if perf_counter() > turn_ends:
                await asyncio.sleep(0)
                turn_ends = perf_counter() + _AT_ONCE
        unit.outcomes.update(outcomes)
        failpoint("after_decide")

        for place, sequence in sequences.items():
            if place in after:
                unit.after[place] = replace(after[place], sequence=sequence)
            elif sequence != held[place].sequence:
                unit.after[place] = replace(held[place], sequence=sequence)
        # Timers that said nothing still had to be ours: every partition whose timers fired is held against its fence.
        for ours in {timer.place for timer in fired}:
            unit.after.setdefault(ours, held[ours])
        # Before anything else is written: a late owner is to hear that it is late, not that its rows are there already.
        if unit.after:
            await store.advance(connection, hop.name, unit.after)
        if changes:
            await state.apply(connection, changes)
        if fired or timer_changes:
            await store.change_timers(connection, hop.name, fired, timer_changes)
            unit.timer_due = min((change.change.due_at for change in timer_changes if isinstance(change.change, SetTimer)), default=None)
        await store.enqueue(connection, hop.name, unit.rows)
        failpoint("before_commit")
    return unit


def _timer_input(timer: DueTimer) -> Input:
    due = timer.due
    return Input(timer.place, -1, None, due, f"timer/{due.timer_id}/{due.due_at.isoformat()}", timer.trace, ())


def smaller(records: Mapping[Partition, Sequence[Record]], due: Sequence[Partition]) -> Smaller:
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
