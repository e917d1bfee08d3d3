"""What the page and the history show, made from events alone, within fixed bounds.

Everything here can be made again from the topics; nothing is written anywhere. Counts of messages are of the last hour by `routed_at`, so that
they mean the same in every replica and after every restart.
"""

from bisect import bisect_left, insort
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from services.dashboard.domain.bounded import Recent
from services.dashboard.domain.events import Activity, Classified, Conversation, Event, Reply, Reward, Routed, Signal, Work
from services.dashboard.domain.filters import Dimensions, Filter

MINUTE_MS = 60_000
#: Minutes that counts look back.
MINUTES = 60
#: Events kept of one conversation, one thread and one activity.
_PER_KEY = 64
_REWARDS = 50
_MEMBERS = 20_000
_BREACHES = 500
_SIGNALS = 1_000


class Place(NamedTuple):
    """Where a message stands in history: newest last."""

    routed_ms: int
    message_id: str


@dataclass(slots=True)
class Traffic:
    """Messages of the last hour by minute and dimensions."""

    minutes: dict[int, Counter[Dimensions]] = field(default_factory=dict)
    #: Sum of all minutes kept.
    total: Counter[Dimensions] = field(default_factory=Counter)
    newest: int = -1

    def add(self, minute: int, of: Dimensions) -> None:
        if minute <= self.newest - MINUTES:
            return
        of_minute = self.minutes.get(minute)
        if of_minute is None:
            of_minute = self.minutes[minute] = Counter()
        of_minute[of] += 1
        self.total[of] += 1
        if minute > self.newest:
            self.newest = minute
        # Some minutes of slack, so that forgetting is done for a minute and not for a message.
        if len(self.minutes) > MINUTES + 5:
            self.forget(self.newest - MINUTES)

    def forget(self, until_minute: int) -> None:
        for minute in [minute for minute in self.minutes if minute <= until_minute]:
            self.total.subtract(self.minutes.pop(minute))
        self.total = +self.total

    def flow(self, now_minute: int, wanted: Filter) -> list[tuple[Dimensions, int]]:
        self.forget(now_minute - MINUTES)
        return [(of, count) for of, count in self.total.items() if wanted.matches(of)]

    def by_minute(self, now_minute: int, wanted: Filter) -> list[int]:
        """Counts of the last MINUTES minutes, oldest first; the last is the minute that runs."""
        counts = []
        for minute in range(now_minute - MINUTES + 1, now_minute + 1):
            of_minute = self.minutes.get(minute)
            if of_minute is None:
                counts.append(0)
            elif wanted.narrows:
                counts.append(sum(count for of, count in of_minute.items() if wanted.matches(of)))
            else:
                counts.append(of_minute.total())
        return counts


@dataclass(slots=True)
class Points:
    """Amounts of ledger entries by their state."""

    earned: int = 0
    reversed: int = 0
    matured: int = 0
    paid: int = 0


class Projection:
    def __init__(self, messages: int) -> None:
        self.traffic = Traffic()
        self.points = Points()
        self.rewards: deque[Reward] = deque(maxlen=_REWARDS)
        self.topics: set[str] = set()
        self.teams: set[str] = set()
        self._messages: Recent[str, Routed] = Recent(messages)
        self._order: list[Place] = []
        self._classified: Recent[str, bytes] = Recent(messages)
        #: Changes, work and replies of a conversation, in the order in which they were read.
        self._conversations: Recent[str, list[Event]] = Recent(messages)
        self._breached: Recent[str, Conversation] = Recent(_BREACHES)
        self._open: Recent[str, str] = Recent(4 * messages)
        self._earned: Counter[str] = Counter()
        self._threads: Recent[str, list[Activity]] = Recent(messages)
        self._by_message: Recent[str, list[Activity]] = Recent(messages)
        #: The thread that began as a message.
        self._thread_of: Recent[str, str] = Recent(messages)
        self._by_cause: Recent[str, list[Reward]] = Recent(messages)
        self._signals: Recent[tuple[str, str, str | None], Signal] = Recent(_SIGNALS)

    # -- what happens ------------------------------------------------------------------------------------------------------

    def take(self, event: Event) -> None:
        match event:
            case Routed():
                self._routed(event)
            case Classified():
                self._classified.put(event.message_id, event.value)
            case Conversation():
                self._append(self._conversations, event.conversation_id, event)
                self._changed(event)
            case Reply() | Work():
                self._append(self._conversations, event.conversation_id, event)
            case Reward():
                self._credited(event)
            case Signal():
                self._signals.put((event.kind, event.subject, event.window_start), event)
            case Activity():
                self._acted(event)

    def _routed(self, event: Routed) -> None:
        if event.message_id in self._messages:
            return
        gone = self._messages.put(event.message_id, event)
        insort(self._order, Place(event.routed_ms, event.message_id))
        if gone is not None:
            place = Place(gone[1].routed_ms, gone[0])
            del self._order[bisect_left(self._order, place)]
        self.traffic.add(event.routed_ms // MINUTE_MS, event.of)
        if event.of.topic is not None:
            self.topics.add(event.of.topic)
        if event.of.team is not None:
            self.teams.add(event.of.team)

    def _changed(self, event: Conversation) -> None:
        over = event.status == "resolved" or event.change == "merged"
        if over:
            self._open.drop(event.conversation_id)
        else:
            self._open.put(event.conversation_id, event.status)
        if event.change == "breached":
            self._breached.put(event.conversation_id, event)
            return
        breach = self._breached.get(event.conversation_id)
        # An answer keeps the promise of a response, if late; the promise of a resolution stays broken until there is one.
        if breach is not None and (over or (event.change == "answered" and "resol" not in (breach.target or ""))):
            self._breached.drop(event.conversation_id)

    def _credited(self, event: Reward) -> None:
        self.rewards.append(event)
        self._append(self._by_cause, event.cause, event)
        match event.state:
            case "pending":
                self.points.earned += event.amount
                self._earned[event.member_id] += event.amount
            case "reversed":
                self.points.reversed += event.amount
                self._earned[event.member_id] += event.amount if event.amount < 0 else -event.amount
            case "matured":
                self.points.matured += event.amount
            case "paid":
                self.points.paid += event.amount
        if len(self._earned) > _MEMBERS:
            # Whoever is far from the top is forgotten; a leader never is.
            self._earned = Counter(dict(self._earned.most_common(_MEMBERS // 2)))

    def _acted(self, event: Activity) -> None:
        if event.thread_id is not None:
            self._append(self._threads, event.thread_id, event)
            if event.message_id is not None:
                self._thread_of.put(event.message_id, event.thread_id)
        elif event.message_id is not None:
            self._append(self._by_message, event.message_id, event)

    @staticmethod
    def _append(kept: "Recent[str, list[Any]]", key: str, event: Any) -> None:
        events = kept.get(key)
        if events is None:
            events = []
        events.append(event)
        if len(events) > _PER_KEY:
            del events[0]
        kept.put(key, events)

    # -- what is asked -----------------------------------------------------------------------------------------------------

    def message(self, message_id: str) -> Routed | None:
        return self._messages.get(message_id)

    def classified(self, message_id: str) -> bytes | None:
        return self._classified.get(message_id)

    def of_conversation(self, conversation_id: str) -> Sequence[Event]:
        return tuple(self._conversations.get(conversation_id) or ())

    def activities(self, message_id: str) -> Sequence[Activity]:
        thread = self._thread_of.get(message_id)
        return (*(self._by_message.get(message_id) or ()), *((self._threads.get(thread) or ()) if thread is not None else ()))

    def rewards_of(self, activity_id: str) -> Sequence[Reward]:
        return tuple(self._by_cause.get(activity_id) or ())

    def history(self, wanted: Filter, before: Place | None, limit: int) -> tuple[list[Routed], Place | None]:
        """The newest `limit` messages before `before`, newest first, and where the next page goes on (None at the end)."""
        index = len(self._order) if before is None else bisect_left(self._order, before)
        found: list[Routed] = []
        while index > 0:
            index -= 1
            event = self._messages.get(self._order[index].message_id)
            if event is not None and wanted.matches(event.of):
                if len(found) == limit:
                    last = found[-1]
                    return found, Place(last.routed_ms, last.message_id)
                found.append(event)
        return found, None

    def leaders(self, count: int) -> list[dict[str, Any]]:
        return [{"member_id": member, "points": points} for member, points in self._earned.most_common(count) if points > 0]

    def breaches(self, wanted: Filter, count: int) -> list[Conversation]:
        return [event for event in self._breached.newest(_BREACHES) if wanted.matches(event.of)][:count]

    def signals(self, wanted: Filter) -> list[Signal]:
        return [event for event in self._signals.values() if wanted.wants("signal", event.of)]

    def totals(self, now_ms: int, wanted: Filter) -> dict[str, Any]:
        """Counts as of now. `flow` holds rows of channel, topic, destination, team, count."""
        minute = now_ms // MINUTE_MS
        flow = self.traffic.flow(minute, wanted)
        return {
            "minutes": MINUTES,
            "messages": sum(count for _, count in flow),
            "flow": [[*of, count] for of, count in flow],
            "by_minute": self.traffic.by_minute(minute, wanted),
            "open_conversations": len(self._open),
            "breached": len(self.breaches(wanted, _BREACHES)),
            "points": {name: getattr(self.points, name) for name in ("earned", "reversed", "matured", "paid")},
        }

    def snapshot(self, now_ms: int, wanted: Filter, messages: int) -> bytes:
        """All that a dashboard starts with, as JSON."""
        newest, _ = self.history(wanted, None, messages)
        return orjson.dumps(
            {
                "at_ms": now_ms,
                "totals": self.totals(now_ms, wanted),
                "known": {"topics": sorted(self.topics), "teams": sorted(self.teams)},
                "messages": _fragments(newest),
                "breaches": _fragments(self.breaches(wanted, 20)),
                "rewards": _fragments(reversed(self.rewards)) if "reward" in wanted.kinds else [],
                "leaders": self.leaders(10) if "reward" in wanted.kinds else [],
                "signals": _fragments(self.signals(wanted)),
            }
        )


def _fragments(events: Iterable[Routed | Conversation | Reward | Signal]) -> list[orjson.Fragment]:
    """Values go out as they came in, not parsed again."""
    return [orjson.Fragment(event.value) for event in events]
