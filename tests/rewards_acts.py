"""Acts of members, and a ledger that is all in memory, for the tests of rewards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from runtime.broker import Partition
from runtime.hop import CancelTimer, Decision, Due, Input, SetTimer
from schemas.messages.community import CommunityAction, CommunityActivity
from services.rewards.domain.activity import activity_of
from services.rewards.domain.decide import decide
from services.rewards.domain.ledger import Entry
from services.rewards.domain.rules import Edition, RuleBook, Rules, parse_rules
from services.rewards.domain.view import Booked, View, fold

PLACE = Partition("community-activity", 0)
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

RULES = """
version: "test-1"
effective_from: 2026-01-01T00:00:00+01:00
timezone: Europe/Amsterdam
matures_after: P14D
most_points_per_member_day: 1000
ceilings:
  - {points: 20, within: day}
rules:
  answered:
    {act: answered, points: 5, because: Answered, refuse: [asker], caps: [{times: 3, within: day}, {times: 1, within: ever, each: thread}]}
  accepted:
    {act: accepted, points: 50, because: Accepted, refuse: [self, asker], counts_to_ceilings: false, caps: [{times: 4, within: day}]}
  kudos:
    {act: kudos, points: 2, because: Kudos, refuse: [self, unknown_giver], caps: [{times: 5, within: day}, {times: 2, within: day, each: giver}]}
  idea:
    {act: idea, points: 5, because: Idea, caps: [{times: 2, within: week}]}
  idea_adopted:
    {act: idea_adopted, points: 100, because: Adopted, refuse: [self], counts_to_ceilings: false, caps: [{times: 2, within: day}]}
  referral_activated:
    act: referral_activated
    points: 100
    because: Referred
    refuse: [self, unknown_giver]
    counts_to_ceilings: false
    caps: [{times: 2, within: month}]
"""


def act(activity_id: str, action: str, member: str = "ann", at: datetime = MONDAY, **fields: Any) -> CommunityActivity:
    return CommunityActivity(activity_id=activity_id, action=CommunityAction(action), member_id=member, at=at, **fields)


def undo(activity_id: str, of: CommunityActivity, at: datetime | None = None, by_id: bool = True) -> CommunityActivity:
    """Takes `of` back, naming it or only what it was about."""
    changed = {"activity_id": activity_id, "undo": True, "undoes": of.activity_id if by_id else None, "at": at or of.at + timedelta(hours=1)}
    return of.model_copy(update=changed)


def an_input(event: Any, offset: int = 0, place: Partition = PLACE) -> Input:
    event = activity_of(event) if isinstance(event, CommunityActivity) else event
    return Input(place, offset, None, event, f"{place.topic}/{place.number}/{offset}", "00-" + "1" * 32 + "-" + "2" * 16 + "-01", ())


def a_book(*documents: str) -> RuleBook:
    return RuleBook(Edition(parse_rules(document)) for document in documents or (RULES,))


def some_rules(document: str = RULES) -> Rules:
    return parse_rules(document)


class _Counters(dict[tuple[str, str], int]):
    """What a database with every counter in it would answer."""

    def __missing__(self, key: tuple[str, str]) -> int:
        return 0

    def __contains__(self, key: object) -> bool:
        return True


@dataclass
class Book:
    """The whole ledger as one view: what `gather` would have found, had it read everything."""

    view: View = field(default_factory=lambda: View(a_book(), counters=_Counters()))
    entries: list[Entry] = field(default_factory=list)
    events: list[Any] = field(default_factory=list)
    timers: dict[str, SetTimer] = field(default_factory=dict)
    inputs: int = 0

    def take(self, event: Any) -> Decision:
        self.inputs += 1
        decision = decide(self.view, an_input(event, self.inputs), MONDAY)
        fold(self.view, decision)
        self.entries += [change.entry for change in decision.changes if isinstance(change, Booked)]
        self.events += [event.value for event in decision.events]
        if isinstance(event, Due):
            self.timers.pop(event.timer_id, None)
        for timer in decision.timers:
            if isinstance(timer, CancelTimer):
                self.timers.pop(timer.timer_id, None)
            else:
                self.timers[timer.timer_id] = timer
        return decision

    def take_all(self, events: Iterable[Any]) -> list[str]:
        return [said(self.take(event)) for event in events]

    def mature(self, until: datetime) -> list[str]:
        """Fire the timers that are due at `until`, the earliest first."""
        due = sorted((timer for timer in self.timers.values() if timer.due_at <= until), key=lambda timer: (timer.due_at, timer.timer_id))
        return self.take_all(Due(timer.timer_id, timer.kind, timer.due_at, timer.payload) for timer in due)

    def balance(self, member: str = "ann") -> tuple[int, int]:
        found = self.view.balances[member]
        return found.pending, found.matured


def said(decision: Decision) -> str:
    return decision.outcome if decision.refusal is None else decision.refusal.reason


def amounts(entries: Sequence[Entry]) -> list[tuple[str, str, int]]:
    return [(entry.rule, entry.step.value, entry.amount) for entry in entries]
