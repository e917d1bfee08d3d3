"""What became of each message that was sent. Pure: places, ids and times come in, an account comes out.

The rules, for the messages that were sent with one id:
- a place (topic, partition, offset) that a dead-letter topic names is rejected, with its reason;
- of those that are left exactly one has one routed event, the others are duplicates of it;
- all are duplicates where the id was routed before we began;
- no routed event: all of them are missing. More than one: the id is doubled.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

#: topic, partition, offset of a record as it was sent.
Place = tuple[str, int, int]


class ReplayFailed(Exception):
    """Not every message is accounted for. One clear message; `summary` is what is known."""

    def __init__(self, message: str, summary: dict[str, Any]) -> None:
        super().__init__(message)
        self.summary = summary


class Sent(NamedTuple):
    """One inbound record: where the broker put it, its message id (None where no reader can tell one), its line in the file."""

    place: Place
    message: str | None
    line: int
    timestamp_ms: int


class Routed(NamedTuple):
    destination: str
    read_ms: float


@dataclass(frozen=True, slots=True)
class Settled:
    """The account. `latencies_ms` is inbound record to routed event readable, in the order of sending."""

    sent: int
    routed: Counter[str]
    rejected: Counter[str]
    duplicates: int
    missing: tuple[Sent, ...]
    doubled: tuple[str, ...]
    latencies_ms: tuple[float, ...]

    @property
    def complete(self) -> bool:
        return not self.missing and not self.doubled


def percentile(values: Iterable[float], share: float) -> float | None:
    """Nearest rank: the smallest value that `share` of all do not exceed; None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    rank = max(1, -(-len(ordered) * round(share * 1_000) // 1_000))
    return ordered[min(rank, len(ordered)) - 1]


@dataclass(slots=True)
class Account:
    """Takes what was sent and what was read, in whatever order it becomes known."""

    #: Ids that had their routed event before this replay began.
    earlier: frozenset[str] = frozenset()
    _sent: list[Sent] = field(default_factory=list)
    _rejected: dict[Place, str] = field(default_factory=dict)
    _routed: defaultdict[str, list[Routed]] = field(default_factory=lambda: defaultdict(list))
    _live: Counter[str] = field(default_factory=Counter)
    _pending: set[str] = field(default_factory=set)
    _nameless: set[Place] = field(default_factory=set)
    _at: dict[Place, str] = field(default_factory=dict)

    def sent(self, sent: Sent) -> None:
        self._sent.append(sent)
        if sent.place in self._rejected:
            return
        if sent.message is None:
            self._nameless.add(sent.place)
            return
        self._live[sent.message] += 1
        self._at[sent.place] = sent.message
        if sent.message not in self.earlier and sent.message not in self._routed:
            self._pending.add(sent.message)

    def rejected(self, place: Place, reason: str) -> None:
        """`place` is where the record lay on its own topic. Said twice, it counts once."""
        if place in self._rejected:
            return
        self._rejected[place] = reason
        self._nameless.discard(place)
        message = self._at.get(place)
        if message is not None:
            self._live[message] -= 1
            if not self._live[message]:
                self._pending.discard(message)

    def routed(self, message: str, routed: Routed) -> None:
        self._routed[message].append(routed)
        self._pending.discard(message)

    def outstanding(self) -> int:
        """How many ids and nameless records have neither a routed event nor a rejection yet."""
        return len(self._pending) + len(self._nameless)

    @property
    def has_repeats(self) -> bool:
        """True where an id was sent more than once: which of its records was rejected is known only once all are read."""
        return any(count > 1 for count in self._live.values()) or any(message in self.earlier for message in self._live)

    def ends(self) -> dict[tuple[str, int], int]:
        """By topic and partition, the offset after the last record that was sent."""
        ends: dict[tuple[str, int], int] = {}
        for sent in self._sent:
            topic, partition, offset = sent.place
            ends[topic, partition] = max(ends.get((topic, partition), 0), offset + 1)
        return ends

    def settle(self) -> Settled:
        routed: Counter[str] = Counter()
        rejected: Counter[str] = Counter()
        missing: list[Sent] = []
        doubled: list[str] = []
        latencies: list[float] = []
        duplicates = 0
        groups: defaultdict[str, list[Sent]] = defaultdict(list)
        for sent in self._sent:
            if sent.place in self._rejected:
                rejected[self._rejected[sent.place]] += 1
            elif sent.message is None:
                missing.append(sent)
            else:
                groups[sent.message].append(sent)
        for message, live in groups.items():
            events = self._routed.get(message, [])
            if message in self.earlier and not events:
                duplicates += len(live)
            elif not events:
                missing.extend(live)
            else:
                if len(events) > 1 or message in self.earlier:
                    doubled.append(message)
                routed[events[0].destination] += 1
                duplicates += len(live) - 1
                latencies.append(events[0].read_ms - live[0].timestamp_ms)
        # Routed although every record of it was rejected: an event that nothing accounts for.
        doubled.extend({sent.message for sent in self._sent if sent.message and sent.message in self._routed} - groups.keys() - set(doubled))
        return Settled(len(self._sent), routed, rejected, duplicates, tuple(missing), tuple(doubled), tuple(latencies))
