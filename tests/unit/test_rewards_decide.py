"""What each act earns, what takes it back, and what earns nothing and why."""

from datetime import timedelta

import pytest

from runtime.hop import CancelTimer, Due, SetTimer
from schemas.messages.community import CommunityActivity, LedgerState
from schemas.messages.insight import Control, ControlAction
from services.rewards.domain.ledger import Step
from tests.rewards_acts import MONDAY, RULES, Book, act, amounts, undo

ANSWER = act("a1", "answered", thread_id="t1", post_id="p1")
ACCEPTED = act("c1", "accepted", thread_id="t1", post_id="p1", by_member_id="zoe")
KUDOS = act("k1", "kudos", thread_id="t1", post_id="p1", by_member_id="bob")
IDEA = act("i1", "idea", post_id="p2")
ADOPTED = act("d1", "idea_adopted", post_id="p2", by_member_id="staff")
REFERRED = act("r1", "referral_activated", by_member_id="new")
EARNING = [(ANSWER, 5), (ACCEPTED, 50), (KUDOS, 2), (IDEA, 5), (ADOPTED, 100), (REFERRED, 100)]


def at(event: CommunityActivity, activity_id: str, **changes: object) -> CommunityActivity:
    return event.model_copy(update={"activity_id": activity_id, **changes})


@pytest.mark.parametrize(("event", "points"), EARNING)
def test_an_act_earns_pending_points_that_mature(event: CommunityActivity, points: int) -> None:
    book = Book()
    decision = book.take(event)
    assert decision.outcome == "earned"
    (credited,) = book.events
    assert (credited.state, credited.amount, credited.cause, credited.concerns) == (LedgerState.PENDING, points, event.activity_id, None)
    assert [(posting.account, posting.amount) for posting in credited.postings] == [
        (f"expense:{event.action.value}", -points),
        ("member:ann:pending", points),
    ]
    assert credited.matures_at == MONDAY + timedelta(days=14)
    assert credited.rules_version == "test-1"
    assert decision.events[0].topic == "rewards-credited"
    assert decision.events[0].key == "ann"
    (timer,) = decision.timers
    assert isinstance(timer, SetTimer)
    assert timer.due_at == credited.matures_at
    assert book.balance() == (points, 0)

    assert book.mature(MONDAY + timedelta(days=14)) == ["matured"]
    matured = book.events[-1]
    assert (matured.state, matured.amount, matured.concerns, matured.at) == (LedgerState.MATURED, points, credited.entry_id, credited.matures_at)
    assert book.balance() == (0, points)


@pytest.mark.parametrize(("event", "points"), EARNING)
@pytest.mark.parametrize("by_id", [True, False])
@pytest.mark.parametrize("matured", [False, True])
def test_what_is_taken_back_is_reversed_from_where_it_stands(event: CommunityActivity, points: int, by_id: bool, matured: bool) -> None:
    book = Book()
    book.take(event)
    if matured:
        book.mature(MONDAY + timedelta(days=14))
    decision = book.take(undo("u1", event, by_id=by_id))
    assert decision.outcome == "taken_back"
    assert book.balance() == (0, 0)
    reversed_ = book.events[-1]
    assert (reversed_.state, reversed_.amount, reversed_.cause) == (LedgerState.REVERSED, -points, "u1")
    assert reversed_.concerns == book.events[0].entry_id
    assert [(posting.account, posting.amount) for posting in reversed_.postings] == [
        (f"member:ann:{'matured' if matured else 'pending'}", -points),
        (f"expense:{event.action.value}", points),
    ]
    assert [type(timer) for timer in decision.timers] == [CancelTimer]
    assert not book.timers
    assert book.take_all([event, undo("u1", event, by_id=by_id)]) == ["duplicate", "duplicate"]
    assert book.take(undo("u2", event)).outcome == "undone_already"
    assert len(book.entries) == 2 + matured


@pytest.mark.parametrize(("event", "points"), EARNING)
@pytest.mark.parametrize("by_id", [True, False])
def test_an_undo_that_comes_first_waits_for_its_act(event: CommunityActivity, points: int, by_id: bool) -> None:
    book = Book()
    assert book.take_all([undo("u1", event, by_id=by_id), event]) == ["undo_waits", "undone_before"]
    assert not book.entries
    assert book.take_all([event, undo("u1", event, by_id=by_id)]) == ["duplicate", "duplicate"]
    # It has met its act: the next act about the same earns.
    assert book.take(at(event, "again", at=MONDAY + timedelta(minutes=1))).outcome == "earned"
    assert sum(book.balance()) == points


def test_an_undo_waits_only_for_what_it_is_about() -> None:
    book = Book()
    book.take(undo("u1", KUDOS))
    assert book.take(at(KUDOS, "k1", member_id="eve")).outcome == "earned"
    other = Book()
    other.take(undo("u1", KUDOS, by_id=False, at=MONDAY - timedelta(hours=1)))
    assert other.take(KUDOS).outcome == "earned", "it was done again after that undo"
    late = Book()
    late.take(KUDOS)
    assert late.take(undo("u1", KUDOS, by_id=False, at=MONDAY - timedelta(hours=1))).outcome == "undo_waits"
    assert late.balance() == (2, 0), "what that undo is about was done before, and is not known yet"


@pytest.mark.parametrize(
    ("events", "outcome"),
    [
        ([at(KUDOS, "k", by_member_id="ann")], "self_kudos"),
        ([at(KUDOS, "k", by_member_id=None)], "unknown_giver"),
        ([at(ACCEPTED, "c", by_member_id="ann")], "self_accepted"),
        ([at(ADOPTED, "d", by_member_id="ann")], "self_idea_adopted"),
        ([at(REFERRED, "r", by_member_id="ann")], "self_referral_activated"),
        ([act("q1", "asked", thread_id="t1"), ANSWER], "self_answer"),
        ([act("q1", "asked", thread_id="t1"), ACCEPTED], "self_answer"),
        ([act("q1", "asked", message_id="t1"), at(ANSWER, "a2", thread_id=None, message_id="t1")], "self_answer"),
        ([act("q1", "asked", thread_id="t1"), undo("u1", act("q1", "asked", thread_id="t1")), ANSWER], "self_answer"),
        ([act("q1", "asked", thread_id="t1", member="zoe"), ANSWER], "earned"),
        ([act("q1", "asked", thread_id="t1"), KUDOS], "earned"),
        ([act("q1", "asked", thread_id="t1")], "no_rule"),
        ([act("f1", "flagged", post_id="p1", by_member_id="bob")], "no_rule"),
        ([act("r0", "referral", by_member_id="new")], "no_rule"),
        ([at(ANSWER, "a2", at=MONDAY.replace(year=2025))], "no_rules_in_force"),
        ([ACCEPTED, at(ACCEPTED, "c2", by_member_id="mod")], "already_rewarded"),
        ([KUDOS, at(KUDOS, "k2", at=MONDAY + timedelta(days=3))], "already_rewarded"),
        ([KUDOS, at(KUDOS, "k2", by_member_id="zoe")], "earned"),
        ([KUDOS, at(KUDOS, "k2", post_id="p2")], "earned"),
        ([KUDOS, at(KUDOS, "k2", post_id="p2"), at(KUDOS, "k3", post_id="p3")], "cap_giver_day"),
        ([KUDOS, at(KUDOS, "k2", post_id="p2"), at(KUDOS, "k3", post_id="p3", at=MONDAY + timedelta(days=1))], "earned"),
        ([*(at(KUDOS, f"k{n}", by_member_id=f"b{n}") for n in range(6))], "cap_member_day"),
        ([ANSWER, at(ANSWER, "a2", post_id="p9")], "cap_thread_ever"),
        ([ANSWER, undo("u1", ANSWER), at(ANSWER, "a2", post_id="p9")], "earned"),
        ([IDEA, at(IDEA, "i2", post_id="x"), at(IDEA, "i3", post_id="y", at=MONDAY + timedelta(days=6))], "cap_member_week"),
        ([IDEA, at(IDEA, "i2", post_id="x"), at(IDEA, "i3", post_id="y", at=MONDAY + timedelta(days=7))], "earned"),
        (
            [*(at(ANSWER, f"a{n}", post_id=f"p{n}", thread_id=f"t{n}") for n in range(3)), KUDOS, at(KUDOS, "k2", by_member_id="z"), IDEA],
            "ceiling_day",
        ),
        ([*(at(ANSWER, f"a{n}", post_id=f"p{n}", thread_id=f"t{n}") for n in range(3)), IDEA, ADOPTED], "earned"),
    ],
)
def test_the_last_act_earns_or_not_and_says_why(events: list[CommunityActivity], outcome: str) -> None:
    book = Book()
    assert book.take_all(events)[-1] == outcome
    assert book.view.activities[events[-1].activity_id].outcome == outcome


def test_a_question_that_becomes_known_after_its_asker_answered_takes_the_answer_back() -> None:
    book = Book()
    book.take_all([ANSWER, ACCEPTED, KUDOS, act("q1", "asked", thread_id="t1")])
    assert amounts(book.entries[3:]) == [("answered", "reverse", 5), ("accepted", "reverse", 50)]
    assert {entry.cause for entry in book.entries[3:]} == {"q1"}
    assert book.balance() == (2, 0)
    assert book.take(undo("u1", ANSWER)).outcome == "taken_back"
    assert len(book.entries) == 5, "what was reversed is not reversed again"


def test_a_second_acceptance_takes_the_place_of_one_that_is_taken_back() -> None:
    book = Book()
    second = at(ACCEPTED, "c2", by_member_id="mod", at=MONDAY + timedelta(minutes=5))
    book.take_all([ACCEPTED, second, undo("u1", ACCEPTED)])
    assert amounts(book.entries) == [("accepted", "earn", 50), ("accepted", "reverse", 50), ("accepted", "earn", 50)]
    assert book.entries[-1].origin == "c2"
    assert book.balance() == (50, 0)
    book.take(undo("u2", second))
    assert book.balance() == (0, 0)


def test_accepted_again_by_another_after_it_was_taken_back() -> None:
    book = Book()
    outcomes = book.take_all([ACCEPTED, undo("u1", ACCEPTED), at(ACCEPTED, "c2", by_member_id="mod"), undo("u2", ACCEPTED)])
    assert outcomes == ["earned", "taken_back", "earned", "undone_already"]
    assert book.balance() == (50, 0)


def test_an_undo_gives_back_the_room_under_a_cap() -> None:
    book = Book()
    acts = [at(ACCEPTED, f"c{n}", post_id=f"p{n}") for n in range(6)]
    assert book.take_all(acts[:5])[-1] == "cap_member_day"
    book.take(undo("u1", acts[0]))
    assert book.take(acts[5]).outcome == "earned"


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (at(ANSWER, "a1", text="other"), "conflicting_duplicate"),
        (at(ANSWER, "a1", member_id="eve"), "conflicting_duplicate"),
        (at(ANSWER, "a1", at=MONDAY + timedelta(seconds=1)), "conflicting_duplicate"),
        (at(undo("u1", ANSWER), "u1", action=ACCEPTED.action), "invalid"),
        (at(undo("u1", ANSWER), "u1", member_id="eve"), "invalid"),
        (undo("u9", undo("u0", KUDOS)), "invalid"),
    ],
)
def test_what_cannot_be_right_is_refused_and_changes_nothing(event: CommunityActivity, reason: str) -> None:
    book = Book()
    book.take_all([ANSWER, KUDOS, undo("u0", KUDOS)])
    before = list(book.entries)
    decision = book.take(event)
    assert decision.refusal is not None
    assert decision.refusal.reason == reason
    assert not decision.changes
    assert book.entries == before


def test_the_same_moment_with_another_offset_is_the_same_activity() -> None:
    book = Book()
    assert book.take(ANSWER).outcome == "earned"
    assert book.take(CommunityActivity.model_validate(ANSWER.model_dump() | {"at": "2026-03-02T10:00:00+01:00"})).outcome == "duplicate"


def test_a_timer_for_what_was_taken_back_does_nothing() -> None:
    book = Book()
    (timer,) = book.take(ANSWER).timers
    assert isinstance(timer, SetTimer)
    due = Due(timer.timer_id, timer.kind, timer.due_at, timer.payload)
    book.take(undo("u1", ANSWER))
    assert book.take(due).outcome == "nothing_to_mature"
    other = Book()
    other.take(ANSWER)
    assert other.take_all([due, due]) == ["matured", "nothing_to_mature"]


def test_ids_of_entries_are_computed_from_what_they_are() -> None:
    one, two = Book(), Book()
    one.take_all([KUDOS, ANSWER])
    two.take_all([ANSWER, KUDOS])
    assert {entry.entry_id for entry in one.entries} == {entry.entry_id for entry in two.entries}
    assert len({entry.entry_id for entry in one.entries}) == 2


def test_ids_as_long_as_they_may_be_go_through() -> None:
    longest = "𝕏" * 200
    book = Book()
    book.take(act(longest, "kudos", member=longest, by_member_id="y" + longest[1:], thread_id=longest, post_id=longest))
    assert book.events[0].postings[1].account == f"member:{longest}:pending"


def control(document: str | None, **changes: object) -> Control:
    fields = {"control_id": "x", "action": ControlAction.RULES_IN_FORCE, "subject": "rewards", "at": MONDAY, "by": "ops", "document": document}
    return Control.model_validate(fields | changes)


def test_new_rules_hold_from_their_moment_and_history_is_not_judged_anew() -> None:
    book = Book()
    richer = RULES.replace("test-1", "test-2").replace("2026-01-01T00", "2026-04-01T00").replace("points: 50", "points: 60")
    assert book.take(control(richer)).outcome == "rules_added"
    late = at(ACCEPTED, "c2", post_id="p2", at=MONDAY + timedelta(days=60))
    assert book.take_all([ACCEPTED, late]) == ["earned", "earned"]
    assert [(entry.amount, entry.rules_version) for entry in book.entries] == [(50, "test-1"), (60, "test-2")]
    assert book.take(control(richer)).outcome == "duplicate"
    book.take(undo("u1", ACCEPTED, at=MONDAY + timedelta(days=61)))
    assert (book.entries[-1].step, book.entries[-1].amount, book.entries[-1].rules_version) == (Step.REVERSE, 50, "test-1")


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (control(None), "invalid"),
        (control("rules: ["), "invalid"),
        (control(RULES.replace("test-1", "test-2")), "invalid"),
        (control(RULES.replace("points: 50", "points: 60")), "conflicting_duplicate"),
        (control(RULES.replace("test-1", "test-2").replace("2026-01-01T00", "2026-04-01T00"), version="test-3"), "invalid"),
    ],
)
def test_rules_that_cannot_come_in_force_are_refused(event: Control, reason: str) -> None:
    decision = Book().take(event)
    assert decision.refusal is not None
    assert decision.refusal.reason == reason


def test_what_else_is_said_on_control_is_for_others() -> None:
    assert Book().take(control(None, action=ControlAction.INCIDENT_OPENED)).outcome == "not_for_rewards"
