"""Any interleaving of earning, undoing, maturing, repeating and capping keeps the ledger's promises."""

from collections import Counter, defaultdict
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from runtime.hop import Due
from schemas.messages.community import CommunityActivity, LedgerState
from services.rewards.domain.activity import subject_of
from services.rewards.domain.ledger import Balance, fold_balance
from services.rewards.domain.rules import Each, Within
from tests.rewards_acts import MONDAY, Book, act, said, undo

MEMBERS = ("ann", "bob", "cas")
ACTIONS = ("asked", "answered", "accepted", "kudos", "idea", "idea_adopted", "referral_activated", "flagged")
POSTS = ("p1", "p2", None)
THREADS = ("t1", "t2", None)


class Ledger(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.book = Book()
        self.history: list[Any] = []
        self.acts: list[CommunityActivity] = []
        self.clock = MONDAY

    def send(self, event: Any) -> str:
        self.history.append(event)
        return said(self.book.take(event))

    @initialize(days=st.integers(0, 30))
    def some_day(self, days: int) -> None:
        self.clock += timedelta(days=days)

    @rule(
        action=st.sampled_from(ACTIONS),
        member=st.sampled_from(MEMBERS),
        giver=st.sampled_from((*MEMBERS, None)),
        post=st.sampled_from(POSTS),
        thread=st.sampled_from(THREADS),
        minutes=st.integers(0, 700),
    )
    def does(self, action: str, member: str, giver: str | None, post: str | None, thread: str | None, minutes: int) -> None:
        self.clock += timedelta(minutes=minutes)
        event = act(f"x{len(self.acts)}", action, member, self.clock, by_member_id=giver, post_id=post, thread_id=thread)
        self.acts.append(event)
        self.send(event)

    @precondition(lambda self: self.acts)
    @rule(data=st.data(), by_id=st.booleans())
    def takes_back(self, data: st.DataObject, by_id: bool) -> None:
        of = data.draw(st.sampled_from(self.acts))
        event = undo(f"x{len(self.acts)}", of, max(self.clock, of.at), by_id or subject_of(of) is None)
        self.acts.append(event)
        self.send(event)

    @rule(
        action=st.sampled_from(ACTIONS),
        member=st.sampled_from(MEMBERS),
        giver=st.sampled_from((*MEMBERS, None)),
        post=st.sampled_from(POSTS),
        thread=st.sampled_from(THREADS),
        by_id=st.booleans(),
        between=st.integers(0, 3),
    )
    def takes_back_before_it_is_done(
        self, action: str, member: str, giver: str | None, post: str | None, thread: str | None, by_id: bool, between: int
    ) -> None:
        event = act(f"x{len(self.acts)}", action, member, self.clock, by_member_id=giver, post_id=post, thread_id=thread)
        back = undo(f"u{len(self.acts)}", event, by_id=by_id or subject_of(event) is None)
        first = self.send(back)
        for number in range(between):
            self.send(act(f"b{number}-{len(self.history)}", "kudos", member, self.clock, by_member_id="dan", post_id=f"q{number}"))
        outcome = self.send(event)
        self.acts += [event, back]
        if first == "undo_waits":
            assert outcome == "undone_before"

    @precondition(lambda self: self.history)
    @rule(data=st.data())
    def repeats(self, data: st.DataObject) -> None:
        entries, balances = list(self.book.entries), dict(self.book.view.balances)
        event = data.draw(st.sampled_from(self.history))
        outcome = said(self.book.take(event))
        # What was refused before is refused again; or it is an undo that named what could not be undone, which changes nothing either.
        assert outcome in ("duplicate", "nothing_to_mature", "invalid", "conflicting_duplicate", "undo_waits", "noted"), outcome
        assert (self.book.entries, self.book.view.balances) == (entries, balances)

    @precondition(lambda self: self.acts)
    @rule(data=st.data())
    def says_something_else_under_a_known_id(self, data: st.DataObject) -> None:
        event = data.draw(st.sampled_from(self.acts))
        known = event.activity_id in self.book.view.activities
        outcome = self.send(event.model_copy(update={"language": "tlh"})) if known else None
        assert outcome in (None, "conflicting_duplicate")

    @precondition(lambda self: self.book.timers)
    @rule(data=st.data())
    def matures_one(self, data: st.DataObject) -> None:
        timer = self.book.timers[data.draw(st.sampled_from(sorted(self.book.timers)))]
        assert self.send(Due(timer.timer_id, timer.kind, timer.due_at, timer.payload)) == "matured"

    @invariant()
    def accounts_add_up_to_zero(self) -> None:
        accounts: Counter[str] = Counter()
        for event in self.book.events:
            assert sum(posting.amount for posting in event.postings) == 0
            for posting in event.postings:
                accounts[posting.account] += posting.amount
        assert sum(accounts.values()) == 0
        for member, balance in self.book.view.balances.items():
            assert balance.pending == accounts[f"member:{member}:pending"] >= 0
            assert balance.matured == accounts[f"member:{member}:matured"] >= 0
        assert all(amount <= 0 for account, amount in accounts.items() if account.startswith("expense:"))

    @invariant()
    def balances_are_a_refold_of_numbered_entries(self) -> None:
        folded: dict[str, Balance] = defaultdict(Balance)
        for entry in self.book.entries:
            assert entry.number == folded[entry.member_id].entries + 1
            folded[entry.member_id] = fold_balance(folded[entry.member_id], entry)
        assert {member: balance for member, balance in self.book.view.balances.items() if balance.entries} == folded

    @invariant()
    def one_entry_for_each_cause(self) -> None:
        steps = [(entry.origin, entry.rule, entry.step) for entry in self.book.entries]
        assert len(steps) == len(set(steps))
        assert len({entry.entry_id for entry in self.book.entries}) == len(steps)

    @invariant()
    def what_lives_may_live(self) -> None:
        view = self.book.view
        once: Counter[tuple[str, str, str]] = Counter()
        for activity in view.activities.values():
            for earning in view.earnings(activity.activity_id).values():
                if not earning.live:
                    continue
                assert activity.open, "what was taken back earns nothing"
                assert activity.action.value in ("answered", "idea") or activity.by_member_id != activity.member_id, "nobody rewards oneself"
                once[activity.member_id, activity.subject, earning.rule] += 1
                if earning.rule in ("answered", "accepted") and activity.thread is not None:
                    assert not view.asked(activity.member_id, f"asked/{activity.thread}"), "nobody earns by answering oneself"
                pending = earning.state is LedgerState.PENDING
                assert pending == (f"mature/{earning.rule}/{earning.origin}" in self.book.timers), "what is pending has its timer"
        assert not once or max(once.values()) == 1

    @invariant()
    def caps_hold_and_count_what_lives(self) -> None:
        view = self.book.view
        edition = view.book.versions["test-1"]
        times: Counter[tuple[str, str, str, str]] = Counter()
        counted: Counter[tuple[str, str]] = Counter()
        points: Counter[tuple[str, str]] = Counter()
        for activity in view.activities.values():
            for earning in view.earnings(activity.activity_id).values():
                if earning.live:
                    day = edition.day(activity.at).isoformat()
                    rule = edition.rules.rules[earning.rule]
                    times[activity.member_id, earning.rule, day, ""] += 1
                    times[activity.member_id, earning.rule, day, activity.by_member_id or ""] += activity.by_member_id is not None
                    points[activity.member_id, day] += rule.points if rule.counts_to_ceilings else 0
                    for counter in edition.counters(earning.rule, rule, activity.at, activity.by_member_id, activity.thread):
                        counted[activity.member_id, counter.key] += counter.step
        for (_, name, _, giver), seen in times.items():
            each = Each.GIVER if giver else Each.MEMBER
            bounds = [cap.times for cap in edition.rules.rules[name].caps if cap.within is Within.DAY and cap.each is each]
            assert seen <= min(bounds, default=seen)
        assert all(earned <= 20 for earned in points.values())
        assert {key: value for key, value in view.counters.items() if value} == +counted

    def teardown(self) -> None:
        # From the start, and in the same order: the same ledger, to the byte.
        again = Book()
        again.take_all(self.history)
        assert [event.model_dump_json() for event in again.events] == [event.model_dump_json() for event in self.book.events]
        # All of it once more on top: not a point is made or lost.
        before = list(self.book.entries)
        self.book.take_all(event for event in self.history if isinstance(event, CommunityActivity))
        assert self.book.entries == before
        # In the end everything that lives has matured.
        self.book.mature(MONDAY + timedelta(days=10_000))
        assert all(balance.pending == 0 for balance in self.book.view.balances.values())
        self.accounts_add_up_to_zero()


TestLedger = Ledger.TestCase
TestLedger.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
