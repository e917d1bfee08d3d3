"""The last events of the stream, in the order in which this process read them: what clients are sent, and where they resume.

Every client is a number in this log, not a queue of its own: who is behind reads further back, who falls out at the end was too slow. One
joined piece of bytes is made for all clients that stand at the same place with the same filter.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from runtime.broker import Partition
from services.dashboard.domain import position
from services.dashboard.domain.filters import Dimensions, Filter


class Entry(NamedTuple):
    place: Partition
    offset: int
    kind: str
    of: Dimensions
    #: The event as Server-Sent Events write it, with its position.
    frame: bytes

    @property
    def value(self) -> bytes:
        """The JSON within."""
        return self.frame[self.frame.index(_DATA) + len(_DATA) : -2]


_DATA = b"\ndata: "


def frame(kind: str, value: bytes, at: str) -> bytes:
    """One Server-Sent Event. `value` has no line breaks (compact JSON escapes them)."""
    return b"event: %b\nid: %b\ndata: %b\n\n" % (kind.encode(), at.encode(), value)


class Piece(NamedTuple):
    """What a client is sent next, and where it then stands."""

    frames: bytes
    sequence: int
    events: int


class ReplayLog:
    """At most `max_events` events and `max_bytes` of them. Sequence numbers count from 0 and mean something in this process alone."""

    def __init__(self, max_events: int, max_bytes: int) -> None:
        self._entries: deque[Entry] = deque()
        self._max_events = max_events
        self._max_bytes = max_bytes
        self._bytes = 0
        #: Sequence number of the oldest entry kept.
        self.first = 0
        #: Position before the oldest entry, and after the newest.
        self._floor: dict[Partition, int] = {}
        self._head: dict[Partition, int] = {}
        self._writer = position.Writer()
        self._pieces: dict[tuple[int, Filter], Piece] = {}

    @property
    def end(self) -> int:
        """Sequence number of the next event."""
        return self.first + len(self._entries)

    @property
    def head(self) -> Mapping[Partition, int]:
        return self._head

    @property
    def floor(self) -> Mapping[Partition, int]:
        """For each partition of which events had to go: the offset after the last of them."""
        return self._floor

    def head_text(self) -> str:
        return self._writer.text()

    def append(self, place: Partition, offset: int, kind: str, of: Dimensions, value: bytes) -> None:
        """An offset that was read before is left out."""
        if offset < self._head.get(place, 0):
            return
        self._head[place] = offset + 1
        self._writer.advance(place, offset + 1)
        entry = Entry(place, offset, kind, of, frame(kind, value, self._writer.text()))
        self._entries.append(entry)
        self._bytes += len(entry.frame)
        while len(self._entries) > self._max_events or (self._bytes > self._max_bytes and len(self._entries) > 1):
            gone = self._entries.popleft()
            self._bytes -= len(gone.frame)
            self._floor[gone.place] = gone.offset + 1
            self.first += 1
        if self._pieces:
            self._pieces.clear()

    def holds(self, at: Mapping[Partition, int]) -> bool:
        """True where everything after position `at` that was read is still here."""
        return all(at.get(place, 0) >= offset for place, offset in self._floor.items())

    def behind(self, at: Mapping[Partition, int]) -> int:
        """About how many records lie between `at` and the newest (marks of transactions are counted too)."""
        return sum(max(0, offset - at.get(place, 0)) for place, offset in self._head.items())

    def after(self, at: Mapping[Partition, int], wanted: Filter) -> bytes:
        """Everything kept that lies after position `at`. An id in it may be behind what `at` says of partitions further on in the log,
        so each event is written with the position that this reader has then.
        """
        writer, frames = position.Writer(at), []
        for entry in self._entries:
            if entry.offset >= at.get(entry.place, 0):
                writer.advance(entry.place, entry.offset + 1)
                if wanted.wants(entry.kind, entry.of):
                    frames.append(frame(entry.kind, entry.value, writer.text()))
        return b"".join(frames)

    def piece(self, sequence: int, wanted: Filter, max_events: int) -> Piece:
        """What follows `sequence`, `max_events` at most before filtering. Raises LookupError where it is not kept any more."""
        if sequence < self.first:
            raise LookupError(sequence)
        known = self._pieces.get((sequence, wanted))
        if known is not None:
            return known
        start = sequence - self.first
        stop = min(len(self._entries), start + max_events)
        chosen = [entry for entry in _slice(self._entries, start, stop) if wanted.wants(entry.kind, entry.of)]
        made = Piece(b"".join([entry.frame for entry in chosen]), self.first + stop, len(chosen))
        self._pieces[sequence, wanted] = made
        return made


def _slice(entries: deque[Entry], start: int, stop: int) -> Iterable[Entry]:
    # Indexing a deque near its right end is cheap, and nearly all clients stand there.
    return (entries[index] for index in range(start, stop))
