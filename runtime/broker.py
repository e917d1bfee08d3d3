"""What the unit of work asks of a broker. Two brokers answer: `runtime.kafka` (Kafka) and `runtime.memory` (a value in a test).

tests/suites/unit_of_work.py runs over both: a fake that behaves otherwise is a defect.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

Headers = tuple[tuple[str, bytes], ...]


class Partition(NamedTuple):
    topic: str
    number: int


class Record(NamedTuple):
    """One record as it was read."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes
    headers: Headers
    timestamp_ms: int

    @property
    def place(self) -> Partition:
        return Partition(self.topic, self.partition)

    def header(self, name: str) -> bytes | None:
        for key, value in self.headers:
            if key == name:
                return value
        return None


class Outgoing(NamedTuple):
    """One record to be written; the broker's partitioner turns `key` into a partition."""

    topic: str
    key: bytes | None
    value: bytes
    headers: Headers


class Committed(NamedTuple):
    """What a group has committed for a partition: next offset to read, and our metadata beside it."""

    offset: int
    metadata: str


class Fenced(Exception):
    """Somebody else has taken over what this process wanted to write or commit. Let go, take over anew what is still held."""


class BrokerUnavailable(Exception):
    """The broker did not answer, or its answer is unknown. Begin again with a new producer."""


class PositionLost(Exception):
    """What should be read next is not there: deleted before it was read, or the topic was made anew. A person has to decide."""


class Publisher(Protocol):
    """Writes records, in order for each partition."""

    async def publish(self, records: Sequence[Outgoing]) -> None:
        """Write all of `records` with acks=all, repeats within this producer's life excluded.

        Raises BrokerUnavailable where the outcome is unknown: the publisher is then of no more use.
        """

    async def close(self) -> None: ...


def nothing() -> None:
    """What is done where nothing is asked for."""


class TransactionalPublisher(Protocol):
    """Writes records and a group's offsets, all or nothing."""

    async def publish(
        self, records: Sequence[Outgoing], group: str, offsets: Mapping[Partition, Committed], written: Callable[[], None] = nothing
    ) -> None:
        """`written` is called when the broker has all of it and the commit is still to come.

        Raises Fenced or BrokerUnavailable; in both cases the publisher is of no more use.
        """

    async def close(self) -> None: ...


class Membership(Protocol):
    """A process's place in a consumer group."""

    async def fetch(self, places: Sequence[Partition], max_records: int, timeout_ms: int) -> Mapping[Partition, Sequence[Record]]:
        """Records of `places`, in offset order each; empty after `timeout_ms` without any."""

    async def seek(self, place: Partition, offset: int | None) -> int:
        """Read on from `offset`; None is the beginning of what is kept. Answers where that is; raises PositionLost where it is not there."""

    async def commit(self, offsets: Mapping[Partition, Committed]) -> None:
        """Raises Fenced where the partition is no longer ours, BrokerUnavailable where the outcome is unknown."""

    async def ends(self, places: Sequence[Partition]) -> Mapping[Partition, int]:
        """The offset after the last record of each, asked anew: a reader that stopped quietly would not notice by what it fetched."""

    async def close(self) -> None: ...


class Tail(Protocol):
    """Reads whole topics, read_committed, outside any group: for projections that every replica keeps for itself."""

    async def fetch(self, max_records: int, timeout_ms: int) -> Sequence[Record]: ...

    async def caught_up(self) -> bool:
        """True where everything that was there when it was opened has been read."""

    async def close(self) -> None: ...


#: Called when the group gives (or takes) partitions; the broker waits for it before the next owner starts.
OnPartitions = Callable[[frozenset[Partition]], Awaitable[None]]


class Broker(Protocol):
    async def join(self, group: str, topics: Sequence[str], assigned: OnPartitions, revoked: OnPartitions) -> Membership: ...

    async def publisher(self) -> Publisher: ...

    async def transactional_publisher(self, transactional_id: str) -> TransactionalPublisher:
        """Starts one, which fences any other with this id and waits for its last transaction to end."""

    async def committed(self, group: str, places: Sequence[Partition]) -> Mapping[Partition, Committed]:
        """What `group` committed; partitions without a commit are left out."""

    async def ping(self) -> None:
        """Raises BrokerUnavailable where no broker answers."""

    async def tail(self, topics: Sequence[str], start: Mapping[Partition, int] | None = None, last: int | None = None) -> Tail:
        """Reads `topics` from `start`; partitions without a start from `last` records before their end, or from what is kept on."""

    async def close(self) -> None: ...
