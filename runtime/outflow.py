"""What leaves a process: decided units, one after the other, and the offsets that tell how far they are.

One unit is on its way out while the next is decided. It is published, whole, before the next one's publishing begins; what fails is
raised where somebody waits for it, and the whole outflow is then closed and begun anew.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from runtime.broker import Broker, BrokerUnavailable, Committed, Fenced, Membership, Partition, Publisher, TransactionalPublisher
from runtime.failpoints import Failpoint
from runtime.hop import Hop, Publishing
from runtime.outbox import Pending, Progress


class PublishingFailed(Exception):
    """A defect while a unit was published: no input of the unit at hand is to blame."""


@dataclass(slots=True)
class _Lane:
    publisher: Publisher | TransactionalPublisher
    #: Offset that the group has committed.
    committed: int | None = None
    #: As the last unit left it of which everything is published.
    done: Progress = field(default_factory=Progress)


class Outflow:
    """Of the partitions that a process holds, from one take-over to the next."""

    def __init__(self, hop: Hop, failpoint: Failpoint) -> None:
        self._hop = hop
        self._failpoint = failpoint
        self._membership: Membership | None = None
        self._lanes: dict[Partition, _Lane] = {}
        self._under_way: asyncio.Task[None] | None = None

    @property
    def done(self) -> Mapping[Partition, Progress]:
        """How far everything is published."""
        return {place: lane.done for place, lane in self._lanes.items()}

    async def open(self, broker: Broker, membership: Membership, places: Sequence[Partition], owner: str) -> None:
        """One publisher for all partitions. Without a database there is nobody to name the owner before: then one for each, under its name."""
        hop, self._membership = self._hop, membership
        idempotent = hop.publishing is Publishing.IDEMPOTENT
        if idempotent or hop.state is not None:
            publisher = await (broker.publisher() if idempotent else broker.transactional_publisher(owner))
            self._lanes = {place: _Lane(publisher) for place in places}
            return
        started = await asyncio.gather(
            *(broker.transactional_publisher(f"{hop.name}.{place.topic}.{place.number}") for place in places), return_exceptions=True
        )
        self._lanes = {place: _Lane(one) for place, one in zip(places, started, strict=True) if not isinstance(one, BaseException)}
        for one in started:
            if isinstance(one, BaseException):
                raise one

    def resume(self, place: Partition, committed: int | None) -> None:
        self._lanes[place].committed = committed

    async def close(self) -> None:
        under_way, self._under_way = self._under_way, None
        if under_way is not None:
            under_way.cancel()
            await asyncio.gather(under_way, return_exceptions=True)
        publishers = {id(lane.publisher): lane.publisher for lane in self._lanes.values()}
        self._lanes = {}
        await asyncio.gather(*(publisher.close() for publisher in publishers.values()), return_exceptions=True)

    # -- events ---------------------------------------------------------------------------------------------------------------

    async def begin(self, rows: Sequence[Pending], after: Mapping[Partition, Progress], then: Callable[[], None]) -> None:
        """Begin to publish a unit, once the one before is out; `then` is called when it is out itself."""
        await self.settled()

        async def finish() -> None:
            await self.publish(rows, after)
            self._failpoint("after_publish")
            then()

        self._under_way = asyncio.create_task(finish(), name=f"{self._hop.name}-publish")

    async def settled(self) -> None:
        """Until no unit is on its way. Raises what its publishing raised."""
        under_way, self._under_way = self._under_way, None
        if under_way is None:
            return
        try:
            await under_way
        except (Fenced, BrokerUnavailable):
            raise
        except Exception as error:
            raise PublishingFailed(str(error)) from error

    async def look(self) -> bool:
        """True where nothing is on its way; raises what has failed meanwhile."""
        if self._under_way is not None and self._under_way.done():
            await self.settled()
        return self._under_way is None

    async def publish(self, rows: Sequence[Pending], after: Mapping[Partition, Progress]) -> None:
        """Outbox rows: all that there are up to the progress `after`."""
        by_publisher: dict[int, list[Pending]] = {}
        for row in rows:
            by_publisher.setdefault(id(self._lanes[row.place].publisher), []).append(row)
        if len(by_publisher) == 1:
            await self._together(rows, after)
        else:
            results = await asyncio.gather(*(self._together(of_one, after) for of_one in by_publisher.values()), return_exceptions=True)
            for result in results:
                if isinstance(result, BaseException):
                    raise result
        for place, progress in after.items():
            self._lanes[place].done = progress

    async def _together(self, rows: Sequence[Pending], after: Mapping[Partition, Progress]) -> None:
        publisher: Any = self._lanes[rows[0].place].publisher
        records = [row.record for row in rows]
        if self._hop.publishing is Publishing.IDEMPOTENT:
            if self._failpoint.watches("mid_publish"):
                middle = len(records) // 2
                await publisher.publish(records[:middle])
                self._failpoint("mid_publish")
                records = records[middle:]
            await publisher.publish(records)
        else:
            self._failpoint("mid_publish")
            offsets = {place: _reached(after[place]) for place in {row.place for row in rows}}
            await publisher.publish(records, self._hop.name, offsets, lambda: self._failpoint("in_transaction"))
            for place, reached in offsets.items():
                self._lanes[place].committed = reached.offset
            self._failpoint("after_offsets")

    # -- offsets --------------------------------------------------------------------------------------------------------------

    async def commit(self) -> None:
        """Tell the group how far we are, where that moved without a transaction: lag is read from it, and what was published.

        Not while a transaction is under way: there is one at a time.
        """
        moved = {
            place: _reached(lane.done)
            for place, lane in self._lanes.items()
            if lane.done.next_offset is not None and lane.done.next_offset != lane.committed
        }
        if not moved or self._membership is None:
            return
        if self._hop.publishing is Publishing.IDEMPOTENT:
            await self._membership.commit(moved)
        else:
            by_publisher: dict[int, list[Partition]] = {}
            for place in moved:
                by_publisher.setdefault(id(self._lanes[place].publisher), []).append(place)
            for places in by_publisher.values():
                publisher: Any = self._lanes[places[0]].publisher
                await publisher.publish((), self._hop.name, {place: moved[place] for place in places})
        for place, committed in moved.items():
            self._lanes[place].committed = committed.offset
        self._failpoint("after_offsets")


def _reached(progress: Progress) -> Committed:
    return Committed(progress.next_offset or 0, str(progress.sequence))
