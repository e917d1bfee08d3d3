"""What one input does to the ledger. Pure: all it knows is in the view, and all time is the activity's own.

The cases that look alike and are not:

- the same activity again: counted once; the same id with other content: refused.
- a second act about the same subject (two moderators accept one answer): earns nothing, but takes the first one's place when that is
  taken back.
- an undo before its act: waits, and the act then earns nothing. An undo twice: the second does nothing.
- an answer to one's own question: earns nothing, and is taken back where the question becomes known after the answer.
- a timer for an earning that was taken back meanwhile: nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from runtime.hop import CancelTimer, Decision, Due, Event, Input, Refusal, SetTimer
from schemas.messages.community import CommunityAction, LedgerState
from schemas.messages.insight import Control, ControlAction
from services.rewards.domain import ledger
from services.rewards.domain.activity import Activity, asked_subject
from services.rewards.domain.ledger import Balance, Earning, Entry, Step
from services.rewards.domain.rules import Counter, Edition, Refuse, Rule, RulesInvalid, parse_rules
from services.rewards.domain.view import ALREADY_REWARDED, EARNED, Booked, Change, Closed, NewMember, RulesAdded, Seen, View

CREDITED_TOPIC = "rewards-credited"
MATURE = "mature"
#: What a step does to counters and scores.
_SIGN = {Step.EARN: 1, Step.MATURE: 0, Step.REVERSE: -1}


def decide(view: View, item: Input, now: datetime) -> Decision:
    match item.event:
        case Activity():
            return _activity(view, item.event, item.place.number)
        case Due():
            return _due(view, item.event, item.place.number)
        case Control():
            return _control(view, item.event)
        case other:
            raise TypeError(f"not an input of rewards: {type(other).__name__}")


class _Draft:
    """A decision in the making about one member: entries are numbered on from the member's last, and counters run along."""

    def __init__(self, view: View, member_id: str, shard: int) -> None:
        self._view = view
        self._member_id = member_id
        self._shard = shard
        self._number = view.balances.get(member_id, Balance()).entries
        self._counted: dict[str, int] = {}
        self._reversed: set[tuple[str, str]] = set()
        self._changes: list[Change] = [] if member_id in view.balances else [NewMember(member_id)]
        self._events: list[Event] = []
        self._timers: list[SetTimer | CancelTimer] = []

    def change(self, change: Change) -> None:
        self._changes.append(change)

    def next_number(self) -> int:
        return self._number + 1

    def counted(self, key: str) -> int:
        return self._view.counters[self._member_id, key] + self._counted.get(key, 0)

    def lives(self, earning: Earning | None) -> bool:
        return earning is not None and earning.live and (earning.origin, earning.rule) not in self._reversed

    def book(self, entry: Entry, edition: Edition, earned_at: datetime, counters: list[Counter]) -> None:
        sign = _SIGN[entry.step]
        counts = tuple((counter.key, sign * counter.step) for counter in counters) if sign else ()
        for key, step in counts:
            self._counted[key] = self._counted.get(key, 0) + step
        self._number = entry.number
        self._changes.append(Booked(entry, counts, edition.day(earned_at) if sign else None, self._shard))
        self._events.append(Event(CREDITED_TOPIC, entry.member_id, ledger.credited(entry)))
        timer_id = f"{MATURE}/{entry.rule}/{entry.origin}"
        if entry.step is Step.EARN and entry.matures_at is not None:
            payload = {"member_id": entry.member_id, "origin": entry.origin, "rule": entry.rule}
            self._timers.append(SetTimer(timer_id, MATURE, entry.matures_at, payload))
        elif entry.step is Step.REVERSE:
            self._reversed.add((entry.origin, entry.rule))
            self._timers.append(CancelTimer(timer_id))

    def done(self, outcome: str) -> Decision:
        return Decision(tuple(self._changes), tuple(self._events), tuple(self._timers), outcome=outcome)


# ── what members do ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _activity(view: View, activity: Activity, shard: int) -> Decision:
    known = view.activities.get(activity.activity_id)
    if known is not None:
        if known.digest == activity.digest:
            return Decision(outcome="duplicate")
        return Decision(refusal=Refusal("conflicting_duplicate", "this activity_id came before, with other content"))
    draft = _Draft(view, activity.member_id, shard)
    return _undo(view, activity, draft) if activity.undo else _do(view, activity, draft)


def _do(view: View, activity: Activity, draft: _Draft) -> Decision:
    waiting = _waiting_undo(view, activity)
    asked = activity.action is CommunityAction.ASKED
    if asked:
        _take_back_own_answers(view, activity, draft)
    if waiting is not None:
        draft.change(Seen(activity._replace(outcome="undone_before", open=asked)))
        draft.change(Closed(waiting.activity_id))
        return draft.done("undone_before")
    outcome = _earn(view, activity, draft)
    draft.change(Seen(activity._replace(outcome=outcome)))
    return draft.done(outcome)


def _waiting_undo(view: View, activity: Activity) -> Activity | None:
    """The undo that came before `activity`: it names it; or it names none, is about the same, and happened later."""
    for undo in view.waiting_undos_of(activity.activity_id):
        if _is_about(undo, activity):
            return undo
    for undo in view.open_on(activity.member_id, activity.subject):
        if undo.undo and undo.undoes is None and undo.at >= activity.at:
            return undo
    return None


def _is_about(undo: Activity, activity: Activity) -> bool:
    return undo.member_id == activity.member_id and undo.action is activity.action


def _earn(view: View, activity: Activity, draft: _Draft) -> str:
    """Book what `activity` earns; answers "earned", or why it earns nothing."""
    edition = view.book.at(activity.at)
    if edition is None:
        return "no_rules_in_force"
    waiting = edition.rules.matures_after if view.matures_after is None else view.matures_after
    refused: str | None = None
    earned = False
    for name, rule in edition.on(activity.action):
        counters = edition.counters(name, rule, activity.at, activity.by_member_id, activity.thread)
        finding = next(_findings(view, activity, name, rule, counters, draft), None)
        if finding is not None:
            refused = refused or finding
            continue
        entry = ledger.earn(
            activity.member_id,
            draft.next_number(),
            activity.activity_id,
            name,
            rule.points,
            rule.because,
            activity.at,
            activity.at + waiting,
            edition.version,
        )
        draft.book(entry, edition, activity.at, counters)
        earned = True
    return EARNED if earned else refused or "no_rule"


def _findings(view: View, activity: Activity, name: str, rule: Rule, counters: list[Counter], draft: _Draft) -> Iterator[str]:
    """Why `rule` gives nothing for `activity`, the gravest first."""
    if Refuse.SELF in rule.refuse and activity.by_member_id == activity.member_id:
        yield f"self_{activity.action}"
    if Refuse.ASKER in rule.refuse and activity.thread is not None and view.asked(activity.member_id, asked_subject(activity.thread)):
        yield "self_answer"
    if Refuse.UNKNOWN_GIVER in rule.refuse and activity.by_member_id is None:
        yield "unknown_giver"
    for other in view.open_on(activity.member_id, activity.subject):
        if other.activity_id != activity.activity_id and draft.lives(view.earnings(other.activity_id).get(name)):
            yield ALREADY_REWARDED
    for counter in counters:
        if draft.counted(counter.key) + counter.step > counter.most:
            yield counter.name


def _take_back_own_answers(view: View, question: Activity, draft: _Draft) -> None:
    if question.thread is None:
        return
    for answer in sorted(view.open_in_thread(question.member_id, question.thread)):
        for earning in _live_earnings(view, answer):
            rule = view.book.versions[earning.rules_version].rules.rules[earning.rule]
            if Refuse.ASKER in rule.refuse:
                _reverse(view, answer, earning, question, "The question was this member's own", draft)


# ── and what is taken back ───────────────────────────────────────────────────────────────────────────────────────────────


def _undo(view: View, activity: Activity, draft: _Draft) -> Decision:
    undo = activity._replace(outcome="undo", open=False)
    if undo.action is CommunityAction.ASKED:
        # A question that was deleted was asked all the same: its asker does not earn by answering it.
        draft.change(Seen(undo))
        return draft.done("noted")
    target = view.activities.get(undo.undoes) if undo.undoes is not None else _latest_about(view, undo)
    if target is None:
        draft.change(Seen(undo._replace(open=True)))
        return draft.done("undo_waits")
    if target.undo or not _is_about(undo, target):
        return Decision(refusal=Refusal("invalid", "/undoes: names an undo, or an act of another kind or member"))
    draft.change(Seen(undo._replace(undoes=target.activity_id)))
    if not target.open:
        return draft.done("undone_already")
    draft.change(Closed(target.activity_id))
    earnings = _live_earnings(view, target)
    for earning in earnings:
        _reverse(view, target, earning, undo, f"Taken back: {_because(view, earning)}", draft)
    if earnings:
        _next_in_line(view, target, draft)
    return draft.done("taken_back")


def _latest_about(view: View, undo: Activity) -> Activity | None:
    acts = [act for act in view.open_on(undo.member_id, undo.subject) if not act.undo and act.at <= undo.at]
    return max(acts, key=lambda act: (act.at, act.activity_id), default=None)


def _next_in_line(view: View, gone: Activity, draft: _Draft) -> None:
    """Another act about the same, which earned nothing because `gone` had: now it does."""
    line = [
        act
        for act in view.open_on(gone.member_id, gone.subject)
        if act.activity_id != gone.activity_id and act.outcome == ALREADY_REWARDED and not view.earnings(act.activity_id)
    ]
    for act in sorted(line, key=lambda act: (act.at, act.activity_id)):
        if _earn(view, act, draft) == EARNED:
            return


def _live_earnings(view: View, activity: Activity) -> list[Earning]:
    return [earning for _, earning in sorted(view.earnings(activity.activity_id).items()) if earning.live]


def _reverse(view: View, origin: Activity, earning: Earning, cause: Activity, because: str, draft: _Draft) -> None:
    edition = view.book.versions[earning.rules_version]
    rule = edition.rules.rules[earning.rule]
    counters = edition.counters(earning.rule, rule, origin.at, origin.by_member_id, origin.thread)
    entry = ledger.reverse(earning, draft.next_number(), cause.activity_id, because, cause.at)
    draft.book(entry, edition, earning.at, counters)


def _because(view: View, earning: Earning) -> str:
    return view.book.versions[earning.rules_version].rules.rules[earning.rule].because


# ── time, and rules ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _due(view: View, due: Due, shard: int) -> Decision:
    payload: Any = due.payload
    earning = view.earnings(payload["origin"]).get(payload["rule"])
    if due.kind != MATURE or earning is None:
        raise ValueError(f"timer {due.kind} is not of this ledger")
    if earning.state is not LedgerState.PENDING:
        return Decision(outcome="nothing_to_mature")
    draft = _Draft(view, earning.member_id, shard)
    draft.book(ledger.mature(earning, draft.next_number()), view.book.versions[earning.rules_version], earning.at, [])
    return draft.done("matured")


def _control(view: View, control: Control) -> Decision:
    if control.action is not ControlAction.RULES_IN_FORCE:
        return Decision(outcome="not_for_rewards")
    if control.document is None:
        return Decision(refusal=Refusal("invalid", "/document: the rules themselves are wanted"))
    try:
        rules = parse_rules(control.document)
    except RulesInvalid as error:
        return Decision(refusal=Refusal("invalid", f"/document: {error}"))
    if control.version is not None and control.version != rules.version:
        return Decision(refusal=Refusal("invalid", f"/version: the document is version {rules.version}"))
    known = view.book.versions.get(rules.version)
    if known is not None:
        if known.rules == rules:
            return Decision(outcome="duplicate")
        return Decision(refusal=Refusal("conflicting_duplicate", f"version {rules.version} is in the book with other rules; give it a new name"))
    if rules.effective_from < control.at:
        return Decision(refusal=Refusal("invalid", "/document: effective_from lies before this moment; what was earned is never judged anew"))
    return Decision((RulesAdded(rules, control.document),), outcome="rules_added")
