"""What one unit of work knows: rows that were gathered, and what earlier decisions of the batch did to them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from runtime.hop import Decision
from schemas.messages.community import CommunityAction
from services.rewards.domain.activity import Activity
from services.rewards.domain.ledger import Balance, Earning, Entry, fold_balance, fold_earning
from services.rewards.domain.rules import RuleBook, Rules

EARNED = "earned"
ALREADY_REWARDED = "already_rewarded"


class NewMember(NamedTuple):
    """Nobody by this id was seen before. Two processes that say so at once collide on the row, and one of them decides again."""

    member_id: str


class Seen(NamedTuple):
    activity: Activity


class Closed(NamedTuple):
    """The act was taken back; or the undo that waited has met its act."""

    activity_id: str


class Booked(NamedTuple):
    """An entry, and what it adds to the counters of caps and to the scores of the day on which the points were earned."""

    entry: Entry
    counts: tuple[tuple[str, int], ...]
    scored_on: date | None
    #: Partition of the input: expense accounts are kept in one row for each, so that partitions do not wait for each other.
    shard: int


class RulesAdded(NamedTuple):
    rules: Rules
    document: str


Change = NewMember | Seen | Closed | Booked | RulesAdded


@dataclass(slots=True)
class View:
    book: RuleBook
    balances: dict[str, Balance] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)
    #: (member, key) → points or times; all keys that the batch may ask for are there.
    counters: dict[tuple[str, str], int] = field(default_factory=dict)
    #: For demonstrations and tests: instead of what the rules say.
    matures_after: timedelta | None = None
    _earnings: dict[str, dict[str, Earning]] = field(default_factory=dict)
    _by_subject: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _by_thread: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _undos_of: dict[str, list[str]] = field(default_factory=dict)

    def add_activity(self, activity: Activity) -> None:
        if activity.activity_id in self.activities:
            return
        self.activities[activity.activity_id] = activity
        self._by_subject.setdefault((activity.member_id, activity.subject), []).append(activity.activity_id)
        if activity.thread is not None:
            self._by_thread.setdefault((activity.member_id, activity.thread), []).append(activity.activity_id)
        if activity.undo and activity.undoes is not None:
            self._undos_of.setdefault(activity.undoes, []).append(activity.activity_id)

    def add_entry(self, entry: Entry) -> None:
        by_rule = self._earnings.setdefault(entry.origin, {})
        by_rule[entry.rule] = fold_earning(by_rule.get(entry.rule), entry)

    def earnings(self, origin: str) -> Mapping[str, Earning]:
        return self._earnings.get(origin, {})

    def open_on(self, member_id: str, subject: str) -> Iterator[Activity]:
        return self._open(self._by_subject.get((member_id, subject), ()))

    def open_in_thread(self, member_id: str, thread: str) -> Iterator[Activity]:
        return self._open(self._by_thread.get((member_id, thread), ()))

    def waiting_undos_of(self, activity_id: str) -> Iterator[Activity]:
        return self._open(self._undos_of.get(activity_id, ()))

    def asked(self, member_id: str, subject: str) -> bool:
        return any(known.action is CommunityAction.ASKED for known in self.open_on(member_id, subject))

    def _open(self, ids: list[str] | tuple[()]) -> Iterator[Activity]:
        return (activity for id in ids if (activity := self.activities[id]).open)


def fold(view: View, decision: Decision) -> None:
    """Let the messages after it see `decision`."""
    for change in decision.changes:
        match change:
            case NewMember(member_id):
                view.balances[member_id] = Balance()
            case Seen(activity):
                view.add_activity(activity)
            case Closed(activity_id):
                view.activities[activity_id] = view.activities[activity_id]._replace(open=False)
            case Booked(entry, counts, _, _):
                view.balances[entry.member_id] = fold_balance(view.balances[entry.member_id], entry)
                view.add_entry(entry)
                for key, step in counts:
                    # A counter that nobody in this batch asks for was not gathered.
                    if (entry.member_id, key) in view.counters:
                        view.counters[entry.member_id, key] += step
            case RulesAdded(rules, _):
                view.book = view.book.with_rules(rules)
