"""A broker and a store that are values: the unit of work's tests run on them in milliseconds.

They keep the promises that matter (order in a partition, fencing, transactions seen whole or not at all, one transaction at a time
for a row) and must pass the suites that the real ones pass. `MemoryBroker.fail_next` makes a call fail as the real one would.
"""

import asyncio
import contextlib
import copy
import zlib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from runtime.broker import (
    BrokerUnavailable,
    Committed,
    Fenced,
    Membership,
    OnPartitions,
    Outgoing,
    Partition,
    PositionLost,
    Publisher,
    Record,
    Tail,
    TransactionalPublisher,
    nothing,
)
from runtime.hop import CancelTimer, Conflict, SetTimer
from runtime.hop import Due as DueEvent
from runtime.outbox import DueTimer, Pending, Progress, Taken, TimerChange


class _Changed:
    """Wakes all who wait for something to change."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def notify(self) -> None:
        event, self._event = self._event, asyncio.Event()
        event.set()

    async def wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()


class _MemoryPublisher:
    def __init__(self, broker: "MemoryBroker") -> None:
        self._broker = broker
        self._dead = False

    async def publish(self, records: Sequence[Outgoing]) -> None:
        await asyncio.sleep(0)
        if self._dead:
            raise BrokerUnavailable("this publisher was thrown away")
        for number, record in enumerate(records):
            try:
                self._broker.check("publish", number)
            except BrokerUnavailable:
                self._dead = True
                raise
            self._broker.append(record)

    async def close(self) -> None:
        self._dead = True


class _MemoryTransactionalPublisher:
    def __init__(self, broker: "MemoryBroker", transactional_id: str, epoch: int) -> None:
        self._broker = broker
        self._id = transactional_id
        self._epoch = epoch
        self._dead = False

    async def publish(
        self, records: Sequence[Outgoing], group: str, offsets: Mapping[Partition, Committed], written: Callable[[], None] = nothing
    ) -> None:
        await asyncio.sleep(0)
        if self._broker.epochs[self._id] != self._epoch:
            raise Fenced(f"a newer producer has the id {self._id}")
        if self._dead:
            raise BrokerUnavailable("this publisher was thrown away")
        try:
            self._broker.check("transaction", 0)
        except BrokerUnavailable:
            self._dead = True
            raise
        written()
        for record in records:
            self._broker.append(record)
        for place, committed in offsets.items():
            self._broker.offsets[group, place] = committed

    async def close(self) -> None:
        self._dead = True


class _MemoryMembership:
    def __init__(self, broker: "MemoryBroker", group: str, topics: Sequence[str], assigned: OnPartitions, revoked: OnPartitions) -> None:
        self.broker = broker
        self.group = group
        self.topics = tuple(topics)
        self.assigned = assigned
        self.revoked = revoked
        self.holds: frozenset[Partition] = frozenset()
        self.positions: dict[Partition, int] = {}

    async def fetch(self, places: Sequence[Partition], max_records: int, timeout_ms: int) -> Mapping[Partition, Sequence[Record]]:
        found = self._ready(places, max_records)
        if not found and timeout_ms:
            await self.broker.changed.wait(timeout_ms / 1000)
            found = self._ready(places, max_records)
        await asyncio.sleep(0)
        return found

    def _ready(self, places: Sequence[Partition], max_records: int) -> dict[Partition, Sequence[Record]]:
        found: dict[Partition, Sequence[Record]] = {}
        for place in places:
            records = self.broker.logs[place][self.positions[place] :][:max_records]
            if records:
                found[place] = records
                self.positions[place] += len(records)
                max_records -= len(records)
            if max_records <= 0:
                break
        return found

    async def seek(self, place: Partition, offset: int | None) -> int:
        if offset is not None and offset > len(self.broker.logs[place]):
            raise PositionLost(f"{place.topic}/{place.number}: progress is at {offset}, the topic ends at {len(self.broker.logs[place])}")
        self.positions[place] = offset or 0
        return self.positions[place]

    async def commit(self, offsets: Mapping[Partition, Committed]) -> None:
        await asyncio.sleep(0)
        self.broker.check("commit", 0)
        if not set(offsets) <= self.holds:
            raise Fenced("the partition is no longer ours")
        for place, committed in offsets.items():
            self.broker.offsets[self.group, place] = committed

    async def ends(self, places: Sequence[Partition]) -> Mapping[Partition, int]:
        await asyncio.sleep(0)
        return {place: len(self.broker.logs[place]) for place in places}

    async def close(self) -> None:
        await self.broker.leave(self)


class _MemoryTail:
    def __init__(self, broker: "MemoryBroker", positions: dict[Partition, int]) -> None:
        self._broker = broker
        self._positions = positions
        self._ends = {place: len(broker.logs[place]) for place in positions}

    async def fetch(self, max_records: int, timeout_ms: int) -> Sequence[Record]:
        found = self._ready(max_records)
        if not found:
            await self._broker.changed.wait(timeout_ms / 1000)
            found = self._ready(max_records)
        return found

    def _ready(self, max_records: int) -> list[Record]:
        found: list[Record] = []
        for place, position in self._positions.items():
            records = self._broker.logs[place][position : position + max_records - len(found)]
            self._positions[place] += len(records)
            found += records
        return found

    async def caught_up(self) -> bool:
        return all(self._positions[place] >= end for place, end in self._ends.items())

    async def close(self) -> None:
        return None


class MemoryBroker:
    """`partitions` for each topic; topics come into being when they are first named."""

    def __init__(self, partitions: int = 4, now_ms: int = 0) -> None:
        self.partitions = partitions
        self.now_ms = now_ms
        self.logs: dict[Partition, list[Record]] = defaultdict(list)
        self.offsets: dict[tuple[str, Partition], Committed] = {}
        self.epochs: dict[str, int] = defaultdict(int)
        self.changed = _Changed()
        self._members: dict[str, list[_MemoryMembership]] = defaultdict(list)
        self._rebalancing = asyncio.Lock()
        self._failing: dict[str, tuple[int, int]] = {}

    # -- for tests ----------------------------------------------------------------------------------------------------------

    def fail_next(self, call: str, after_records: int = 0, times: int = 1) -> None:
        """Let the next `publish`, `transaction` or `commit` fail; a publish after `after_records` of its records were written."""
        self._failing[call] = (after_records, times)

    def check(self, call: str, number: int) -> None:
        after, times = self._failing.get(call, (0, 0))
        if times and number >= after:
            self._failing[call] = (after, times - 1)
            raise BrokerUnavailable(f"{call} failed, as it was told to")

    def append(self, record: Outgoing, partition: int | None = None) -> Record:
        number = partition if partition is not None else zlib.crc32(record.key or b"") % self.partitions
        log = self.logs[Partition(record.topic, number)]
        written = Record(record.topic, number, len(log), record.key, record.value, record.headers, self.now_ms)
        log.append(written)
        self.changed.notify()
        return written

    def records(self, topic: str) -> list[Record]:
        return [record for place in sorted(self.logs) if place.topic == topic for record in self.logs[place]]

    # -- Broker -------------------------------------------------------------------------------------------------------------

    async def join(self, group: str, topics: Sequence[str], assigned: OnPartitions, revoked: OnPartitions) -> Membership:
        membership = _MemoryMembership(self, group, topics, assigned, revoked)
        self._members[group].append(membership)
        await self.rebalance(group)
        return membership

    async def leave(self, membership: _MemoryMembership) -> None:
        if membership in self._members[membership.group]:
            self._members[membership.group].remove(membership)
            membership.holds = frozenset()
            await self.rebalance(membership.group)

    async def rebalance(self, group: str) -> None:
        async with self._rebalancing:
            await self._rebalance(group)

    async def _rebalance(self, group: str) -> None:
        members = list(self._members[group])
        for member in members:
            if member.holds:
                await member.revoked(member.holds)
        topics = sorted({topic for member in members for topic in member.topics})
        places = [Partition(topic, number) for topic in topics for number in range(self.partitions)]
        for index, member in enumerate(members):
            member.holds = frozenset(places[index :: len(members)])
        for member in members:
            await member.assigned(member.holds)

    async def publisher(self) -> Publisher:
        return _MemoryPublisher(self)

    async def transactional_publisher(self, transactional_id: str) -> TransactionalPublisher:
        self.epochs[transactional_id] += 1
        return _MemoryTransactionalPublisher(self, transactional_id, self.epochs[transactional_id])

    async def committed(self, group: str, places: Sequence[Partition]) -> Mapping[Partition, Committed]:
        await asyncio.sleep(0)
        return {place: self.offsets[group, place] for place in places if (group, place) in self.offsets}

    async def ping(self) -> None:
        return None

    async def tail(self, topics: Sequence[str], start: Mapping[Partition, int] | None = None, last: int | None = None) -> Tail:
        places = [Partition(topic, number) for topic in topics for number in range(self.partitions)]
        first = {place: 0 if last is None else max(0, len(self.logs[place]) - last) for place in places}
        return _MemoryTail(self, {place: (start or {}).get(place, first[place]) for place in places})

    async def close(self) -> None:
        return None


@dataclass
class MemoryTables:
    """What a MemoryStore holds; `state` is the service's own, for its gather and apply to use as they like."""

    state: dict[Any, Any] = field(default_factory=dict)
    progress: dict[tuple[str, Partition], Progress] = field(default_factory=dict)
    owners: dict[tuple[str, Partition], tuple[str, ...]] = field(default_factory=dict)
    outbox: dict[tuple[str, Partition], list[Pending]] = field(default_factory=lambda: defaultdict(list))
    timers: dict[tuple[str, str], DueTimer] = field(default_factory=dict)


class MemoryStore:
    """One transaction at a time, rolled back by forgetting a copy. The connection of a unit is its `MemoryTables`."""

    def __init__(self) -> None:
        self.tables = MemoryTables()
        self._lock = asyncio.Lock()

    @contextlib.asynccontextmanager
    async def unit(self) -> AsyncIterator[MemoryTables]:
        async with self._lock:
            working = copy.deepcopy(self.tables)
            yield working
            self.tables = working

    async def take(self, writer: str, places: Sequence[Partition], owner: str) -> Mapping[Partition, Taken]:
        async with self._lock:
            taken = {}
            for place in places:
                known = self.tables.progress.get((writer, place), Progress())
                progress = Progress(known.next_offset, known.sequence, known.sources, known.fence + 1)
                before = self.tables.owners.get((writer, place), ())
                taken[place] = Taken(progress, before)
                self.tables.progress[writer, place] = progress
                self.tables.owners[writer, place] = (*before, owner)
            return taken

    async def fenced(self, writer: str, taken: Mapping[Partition, Taken], owner: str) -> None:
        async with self._lock:
            for place, of_place in taken.items():
                if self.tables.progress[writer, place].fence == of_place.progress.fence:
                    self.tables.owners[writer, place] = (owner,)

    async def pending(self, writer: str, place: Partition, after: int) -> Sequence[Pending]:
        await asyncio.sleep(0)
        return [row for row in self.tables.outbox[writer, place] if row.sequence > after]

    async def advance(self, connection: MemoryTables, writer: str, after: Mapping[Partition, Progress]) -> None:
        for place, progress in after.items():
            if connection.progress[writer, place].fence != progress.fence:
                raise Fenced("somebody else has taken a partition over")
            connection.progress[writer, place] = progress

    async def enqueue(self, connection: MemoryTables, writer: str, rows: Sequence[Pending]) -> None:
        for row in rows:
            if any(known.sequence == row.sequence for known in connection.outbox[writer, row.place]):
                raise Conflict("an outbox row with this number is there")
            connection.outbox[writer, row.place].append(row)

    async def trim(self, writer: str, published: Mapping[Partition, int]) -> None:
        async with self._lock:
            for place, sequence in published.items():
                self.tables.outbox[writer, place] = [row for row in self.tables.outbox[writer, place] if row.sequence > sequence]

    async def due(self, connection: MemoryTables, writer: str, places: Sequence[Partition], now: datetime, limit: int) -> Sequence[DueTimer]:
        due = [timer for (name, _), timer in connection.timers.items() if name == writer and timer.place in places and timer.due.due_at <= now]
        return sorted(due, key=lambda timer: (timer.due.due_at, timer.due.timer_id))[:limit]

    async def change_timers(self, connection: MemoryTables, writer: str, fired: Sequence[DueTimer], changes: Sequence[TimerChange]) -> None:
        for timer in fired:
            if connection.timers.get((writer, timer.due.timer_id)) != timer:
                raise Conflict("a due timer was moved or cancelled meanwhile")
            del connection.timers[writer, timer.due.timer_id]
        for place, change, trace in changes:
            match change:
                case SetTimer():
                    due = DueEvent(change.timer_id, change.kind, change.due_at, dict(change.payload))
                    connection.timers[writer, change.timer_id] = DueTimer(place, due, trace)
                case CancelTimer():
                    connection.timers.pop((writer, change.timer_id), None)

    async def next_due(self, writer: str, places: Sequence[Partition]) -> datetime | None:
        await asyncio.sleep(0)
        return min((timer.due.due_at for (name, _), timer in self.tables.timers.items() if name == writer and timer.place in places), default=None)
