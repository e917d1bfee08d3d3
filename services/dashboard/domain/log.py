"""The last events of the stream, in the order in which this process read them: what clients are sent, and where they resume.

Every client is a number in this log, not a queue of its own: who is behind reads further back, who falls out at the end was too slow. One
joined piece of bytes is made for all clients that stand at the same place with the same filter. Nothing is written out before a client is there
to take it: a log that nobody follows keeps values, which the projection keeps as well.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from runtime.broker import Partition
from services.dashboard.domain import position
from services.dashboard.domain.filters import Dimensions, Filter

_DATA = b"\ndata: "


@dataclass(slots=True)
class Entry:
    place: Partition
    offset: int
    kind: str
    of: Dimensions
    #: The event's JSON; once `framed`, as Server-Sent Events write it, with its position. Never both, so that memory has one bound.
    kept: bytes
    #: Bytes of the frame, made or not.
    size: int
    framed: bool = False

    @property
    def value(self) -> bytes:
        """The event's JSON."""
        return self.kept[self.kept.index(_DATA) + len(_DATA) : -2] if self.framed else self.kept


def frame(kind: str, value: bytes, at: str) -> bytes:
    """One Server-Sent Event. `value` has no line breaks (compact JSON escapes them)."""
    return b"event: %b\nid: %b\ndata: %b\n\n" % (kind.encode(), at.encode(), value)


#: Bytes of a frame beside what it says.
_AROUND = len(frame("", b"", ""))


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
        #: Bytes of the head, written.
        self._head_size = len(position.write({}))
        #: The sequence number of the last entry framed and one, and the position there.
        self._framed = 0
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
        return position.write(self._head)

    def append(self, place: Partition, offset: int, kind: str, of: Dimensions, value: bytes) -> None:
        """An offset that was read before is left out."""
        before = self._head.get(place, 0)
        if offset < before:
            return
        self._head[place] = offset + 1
        # A position is as long as before, unless a partition is new in it or its offset gains a digit.
        if before == 0 or _digits(before) != _digits(offset + 1):
            self._head_size = len(self.head_text())
        entry = Entry(place, offset, kind, of, value, _AROUND + len(kind) + self._head_size + len(value))
        self._entries.append(entry)
        self._bytes += entry.size
        while len(self._entries) > self._max_events or (self._bytes > self._max_bytes and len(self._entries) > 1):
            gone = self._entries.popleft()
            self._bytes -= gone.size
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
        self._frame(start, stop)
        chosen = [entry.kept for entry in _slice(self._entries, start, stop) if wanted.wants(entry.kind, entry.of)]
        made = Piece(b"".join(chosen), self.first + stop, len(chosen))
        self._pieces[sequence, wanted] = made
        return made

    def _frame(self, start: int, stop: int) -> None:
        """Frame the entries from `start` to `stop` that are not; once for all filters."""
        lacking = next((index for index in range(start, stop) if not self._entries[index].framed), stop)
        if lacking == stop:
            return
        writer = self._writer if self._framed == self.first + lacking else self._writer_before(lacking)
        for entry in _slice(self._entries, lacking, stop):
            writer.advance(entry.place, entry.offset + 1)
            if not entry.framed:
                entry.kept, entry.framed = frame(entry.kind, entry.kept, writer.text()), True
        self._writer, self._framed = writer, self.first + stop

    def _writer_before(self, index: int) -> position.Writer:
        """At the position before an entry. A walk through the log, for the first client after a while without any."""
        at = dict(self._floor)
        for entry in islice(self._entries, index):
            at[entry.place] = entry.offset + 1
        return position.Writer(at)


def _digits(offset: int) -> int:
    """Of a positive number, in hexadecimal."""
    return (offset.bit_length() + 3) // 4


def _slice(entries: deque[Entry], start: int, stop: int) -> Iterable[Entry]:
    # Indexing a deque near its right end is cheap, and nearly all clients stand there.
    return (entries[index] for index in range(start, stop))
