"""Conversations from first contact to solution, told as stories; state in memory, decisions the real ones."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from runtime.codec import encode
from runtime.hop import SetTimer
from schemas.messages.inbound import Channel
from services.route.domain.conversation import due_times
from tests.route_world import MONDAY, World, agent, control, hours, incident, member, message, minutes, routes

AMS_FRIDAY_1630 = datetime(2026, 6, 5, 14, 30, tzinfo=UTC)
PERSONAL = {"topic": "billing", "personal": True}


# -- opened, joined -----------------------------------------------------------------------------------------------------------------


def test_a_first_message_opens_a_conversation() -> None:
    world = routes([message(**PERSONAL)])
    (routed,) = world.routed
    assert (routed.destination, routed.team, routed.repeat_of, routed.public_text) == ("agents", "billing", None, None)
    assert [reason.rule for reason in routed.reasons] == ["personal"]
    assert routed.policy_version == world.policy.version
    (opened,) = world.changed
    assert (opened.change, opened.status, opened.team, opened.message_id) == ("opened", "open", "billing", "m1")
    assert opened.conversation_id == routed.conversation_id
    assert opened.first_response_due == routed.first_response_due
    assert set(due_times(world.conversation)) == {"first_response", "resolution"}
    (timer,) = world.timers.values()
    assert (timer.kind, timer.due_at) == ("promise", routed.first_response_due), "one timer, for what breaks first"


#: As the public contract lists them; `team` and `public_text` hang on the destination.
REQUIRED = [
    "message_id",
    "inbound_id",
    "channel",
    "customer_id",
    "conversation_id",
    "sent_at",
    "routed_at",
    "destination",
    "priority",
    "labels",
    "reasons",
    "policy_version",
    "model_version",
    "first_response_due",
    "resolution_due",
    "repeat_of",
    "suggested_answers",
]


@pytest.mark.parametrize("kind", ["question", "complaint", "praise"])
def test_a_routed_event_always_has_the_fields_that_the_contract_requires(kind: str) -> None:
    world = routes([message(kind=kind)])
    said = orjson.loads(encode(world.routed[0]))
    assert [name for name in REQUIRED if name not in said] == []
    assert said["repeat_of"] is None


def test_the_community_reads_the_redacted_text() -> None:
    (routed,) = routes([message(text="How do I reset [phone]?")]).routed
    assert (routed.destination, routed.team, routed.public_text) == ("community", None, "How do I reset [phone]?")


def test_due_in_business_hours_from_when_the_customer_wrote() -> None:
    """Friday 16:30 with an hour, 9 to 5: Monday 09:30. The message arrived an hour late, and that is not the customer's doing."""
    late = message(at=AMS_FRIDAY_1630, kind="complaint", received_at=(AMS_FRIDAY_1630 + hours(1)).isoformat())
    (routed,) = routes([late]).routed
    assert routed.first_response_due == datetime(2026, 6, 8, 7, 30, tzinfo=UTC)


def test_a_message_from_last_year_is_due_from_its_arrival() -> None:
    old = message(at=MONDAY - timedelta(days=300), received_at=MONDAY.isoformat(), kind="complaint")
    (routed,) = routes([old]).routed
    assert routed.first_response_due == MONDAY + hours(1)


@pytest.mark.parametrize("sent_at", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00"])
def test_impossible_clocks_do_no_harm(sent_at: str) -> None:
    (routed,) = routes([message(sent_at=sent_at, received_at=MONDAY.isoformat(), kind="complaint")]).routed
    assert routed.first_response_due == MONDAY + hours(1)


def test_the_same_thread_is_the_same_conversation_whatever_the_topic() -> None:
    world = routes(
        [message("m1", thread_id="t", **PERSONAL), message("m2", MONDAY + timedelta(days=30), thread_id="t", topic="contract", personal=True)]
    )
    first, second = world.routed
    assert second.conversation_id == first.conversation_id
    assert second.repeat_of is None
    assert "same-thread" in [reason.rule for reason in second.reasons]
    assert world.kinds.count("opened") == 1


def test_a_thread_belongs_to_one_customer() -> None:
    """Somebody else in the same thread, or who guesses its name, has a conversation of his own."""
    first, second = routes([message("m1", thread_id="t"), message("m2", customer="eve", thread_id="t")]).routed
    assert first.conversation_id != second.conversation_id


def test_a_thread_belongs_to_one_channel() -> None:
    first, second = routes([message("m1", thread_id="1"), message("m2", channel="email", thread_id="1", topic="billing")]).routed
    assert first.conversation_id != second.conversation_id


def test_an_answer_to_an_earlier_message_of_one_s_own_joins() -> None:
    first, second = routes([message("m1"), message("m2", in_reply_to="in-m1", topic="billing")]).routed
    assert second.conversation_id == first.conversation_id


def test_an_answer_to_our_reply_joins() -> None:
    world = routes([message("m1", **PERSONAL)])
    world.take(agent("replied", message_id="m1", text="Look here"))
    world.take(message("m2", MONDAY + hours(2), in_reply_to=world.replies[0].reply_id, topic="contract"))
    assert world.routed[1].conversation_id == world.routed[0].conversation_id


@pytest.mark.parametrize(("days", "joins"), [(0.1, True), (6.9, True), (7, True), (7.1, False), (-6.9, True), (-7.1, False)])
def test_same_customer_and_topic_within_seven_days(days: float, joins: bool) -> None:
    later = MONDAY + timedelta(days=days)
    world = World(now=MONDAY + timedelta(days=8))
    world.take(message("m1"))
    world.take(message("m2", later, channel="email", received_at=(MONDAY + timedelta(days=8)).isoformat()))
    first, second = world.routed
    assert (second.conversation_id == first.conversation_id) is joins
    assert second.repeat_of == (first.conversation_id if joins else None)


def test_seven_days_count_from_the_last_message() -> None:
    world = routes([message(f"m{day}", MONDAY + timedelta(days=day)) for day in (0, 5, 10, 15)])
    assert len({routed.conversation_id for routed in world.routed}) == 1


@pytest.mark.parametrize("label", [{"topic": "other"}, {"topic_confidence": 0.4}])
def test_an_uncertain_topic_joins_nothing(label: dict[str, Any]) -> None:
    first, second = routes([message("m1", **label), message("m2", MONDAY + hours(1), **label)]).routed
    assert first.conversation_id != second.conversation_id


def test_another_customer_or_topic_is_another_conversation() -> None:
    world = routes([message("m1"), message("m2", customer="eve"), message("m3", topic="contract")])
    assert len({routed.conversation_id for routed in world.routed}) == 3


def test_a_greeting_gets_its_topic_from_what_follows() -> None:
    world = routes([message("m1", thread_id="t", topic="other", kind="other"), message("m2", MONDAY + minutes(1), thread_id="t", **PERSONAL)])
    assert world.conversation.topic == "billing"
    world.take(message("m3", MONDAY + minutes(2), channel="email", **PERSONAL))
    assert world.routed[2].repeat_of == world.conversation.conversation_id


def test_from_chat_to_mail_to_phone_to_a_public_post() -> None:
    """One conversation, one history, its age from the first contact; at the third channel an agent; going public changes nothing."""
    world = routes(
        [
            message("m1", MONDAY, channel="chat"),
            message("m2", MONDAY + hours(2), channel="email"),
            message("m3", MONDAY + hours(4), channel="phone"),
            message("m4", MONDAY + hours(5), channel="social", public=True),
        ]
    )
    assert len({routed.conversation_id for routed in world.routed}) == 1
    assert [routed.destination for routed in world.routed] == ["community", "community", "agents", "agents"]
    assert world.kinds == ["opened", "escalated"]
    assert world.routed[3].priority == world.routed[2].priority
    assert world.conversation.opened_at == MONDAY
    assert world.conversation.channels == ("chat", "email", "phone", "social")


def test_a_repeated_record_is_routed_once() -> None:
    world = routes([message("m1")])
    assert world.take(message("m1")).outcome == "duplicate"
    assert len(world.routed) == 1


def test_a_message_that_arrives_late_does_not_become_the_last_one() -> None:
    world = routes([message("m1", MONDAY, thread_id="t", **PERSONAL), message("m2", MONDAY + hours(3), thread_id="t", **PERSONAL)])
    world.take(message("m3", MONDAY + hours(1), thread_id="t", received_at=(MONDAY + hours(4)).isoformat(), **PERSONAL))
    world.take(agent("replied", message_id="m1", text="So."))
    assert world.replies[0].in_reply_to == "in-m2"
    assert world.conversation.messages == 3


# -- with agents ----------------------------------------------------------------------------------------------------------------------


def test_what_is_with_agents_stays_with_them() -> None:
    world = routes([message("m1", thread_id="t", **PERSONAL)])
    world.take(agent("accepted", message_id="m1"))
    world.take(message("m2", MONDAY + minutes(5), thread_id="t", topic="product_question"))
    routed = world.routed[1]
    assert (routed.destination, routed.team) == ("agents", "billing")
    assert [reason.rule for reason in routed.reasons][:2] == ["stays-with-agents", "generic-question"]
    assert world.conversation.agent_id == "kim"


def test_an_urgent_message_brings_the_due_time_nearer_and_raises_the_priority() -> None:
    world = routes([message("m1", thread_id="t", **PERSONAL), message("m2", MONDAY + minutes(10), thread_id="t", urgency="high", **PERSONAL)])
    first, second = world.routed
    assert second.priority == 90 > first.priority
    assert second.first_response_due == MONDAY + minutes(40) < first.first_response_due
    assert world.timers[f"promise:{first.conversation_id}"].due_at == MONDAY + minutes(40)
    assert second.team == "billing"


def test_a_later_question_never_moves_a_due_time_away() -> None:
    world = routes([message("m1", thread_id="t", **PERSONAL), message("m2", MONDAY + hours(2), thread_id="t", **PERSONAL)])
    assert world.routed[1].first_response_due == world.routed[0].first_response_due


def test_accepted_replied_resolved() -> None:
    world = routes([message("m1", channel="email", thread_id="t", **PERSONAL)])
    world.take(agent("accepted", "g1", MONDAY + minutes(5), message_id="m1"))
    world.take(agent("replied", "g2", MONDAY + minutes(10), conversation_id=world.conversation.conversation_id, text="It was a discount that ended."))
    world.take(agent("resolved", "g3", MONDAY + minutes(20), message_id="m1"))
    assert world.kinds == ["opened", "assigned", "answered", "resolved"]
    assert [(work.change, work.agent_id, work.team) for work in world.work] == [("accepted", "kim", "billing")]
    (reply,) = world.replies
    assert (reply.channel, reply.thread_id, reply.in_reply_to, reply.author, reply.author_id) == (Channel.EMAIL, "t", "in-m1", "agent", "kim")
    assert (world.conversation.status, world.conversation.resolved_by, world.conversation.first_response_at) == (
        "resolved",
        "agent",
        MONDAY + minutes(10),
    )
    assert world.timers == {}


def test_the_reply_goes_where_the_customer_last_wrote() -> None:
    world = routes([message("m1", channel="email", **PERSONAL), message("m2", MONDAY + hours(1), channel="social", thread_id="s", **PERSONAL)])
    world.take(agent("replied", message_id="m1", text="Hi"))
    assert (world.replies[0].channel, world.replies[0].thread_id) == (Channel.SOCIAL, "s")


@pytest.mark.parametrize(("asked_in_public", "answers_in_public", "public"), [(True, True, True), (False, True, False), (True, False, False)])
def test_what_was_asked_in_private_is_not_answered_in_public(asked_in_public: bool, answers_in_public: bool, public: bool) -> None:
    world = routes([message("m1", channel="social", public=asked_in_public, **PERSONAL)])
    world.take(agent("replied", message_id="m1", text="Hi", public=answers_in_public))
    assert world.replies[0].public is public


def test_a_declined_conversation_waits_on_as_old_as_it_is() -> None:
    world = routes([message("m1", **PERSONAL)])
    world.take(agent("accepted", "g1", message_id="m1"))
    world.take(agent("declined", "g2", MONDAY + minutes(5), message_id="m1"))
    assert [work.change for work in world.work] == ["accepted", "declined"]
    assert world.work[0].work_id == world.work[1].work_id
    assert (world.conversation.agent_id, world.conversation.opened_at) == (None, MONDAY)
    world.take(agent("accepted", "g3", MONDAY + minutes(6), agent_id="lee", message_id="m1"))
    assert world.conversation.agent_id == "lee"


def test_a_transfer_changes_the_team_and_keeps_the_due_times() -> None:
    world = routes([message("m1", **PERSONAL)])
    world.take(agent("accepted", "g1", message_id="m1"))
    timers = dict(world.timers)
    world.take(agent("transferred", "g2", MONDAY + minutes(5), message_id="m1", to_team="sales"))
    assert (world.conversation.team, world.conversation.agent_id) == ("sales", None)
    assert world.work[-1].change == "transferred"
    assert world.changed[-1].team == "sales"
    assert world.timers == timers


def test_an_agent_takes_a_question_out_of_the_community() -> None:
    world = routes([message("m1")])
    world.take(agent("transferred", message_id="m1", to_team="technical"))
    assert world.kinds == ["opened", "escalated"]
    assert (world.conversation.destination, world.conversation.team) == ("agents", "technical")


def test_on_hold_stops_the_resolution_s_clock_and_not_the_response_s() -> None:
    world = routes([message("m1", thread_id="t", kind="complaint")])  # 11:00; resolution in 960 minutes, on Wednesday 11:00
    assert due_times(world.conversation)["resolution"] == MONDAY + timedelta(days=2)
    world.take(agent("on_hold", "g1", MONDAY + hours(1), message_id="m1"))
    assert set(due_times(world.conversation)) == {"first_response"}
    world.take(message("m2", MONDAY + hours(25), thread_id="t", kind="complaint"))
    assert due_times(world.conversation)["resolution"] == MONDAY + timedelta(days=3)


def test_the_resolution_s_clock_stands_still_while_the_customer_is_waited_for() -> None:
    world = routes([message("m1", thread_id="t", kind="complaint")])
    world.take(agent("replied", "g1", MONDAY + hours(2), message_id="m1", text="Which colour?"))
    assert world.timers == {}
    world.take(message("m2", MONDAY + timedelta(days=7), thread_id="t"))
    # 14 of 16 hours were left: 6 of Monday, 8 of Tuesday.
    answer_due = MONDAY + timedelta(days=7) + hours(2)
    assert due_times(world.conversation) == {"resolution": datetime(2026, 6, 9, 15, 0, tzinfo=UTC), "next_response": answer_due}
    assert [timer.due_at for timer in world.timers.values()] == [answer_due]
    assert world.conversation.status == "open"


def test_thanks_for_a_solution_opens_nothing_again() -> None:
    world = routes([message("m1", thread_id="t", **PERSONAL)])
    world.take(agent("resolved", message_id="m1"))
    world.take(message("m2", MONDAY + hours(1), thread_id="t", kind="praise", sentiment="positive", topic="feedback"))
    assert world.conversation.status == "resolved"
    assert world.kinds == ["opened", "resolved"]
    assert (world.routed[1].destination, world.routed[1].team) == ("agents", "billing")


def test_a_customer_who_returns_opens_it_again_with_a_new_first_response() -> None:
    world = routes([message("m1", thread_id="t", **PERSONAL)])
    world.take(agent("replied", "g1", MONDAY + hours(1), message_id="m1", text="Done"))
    world.take(agent("resolved", "g2", MONDAY + hours(1), message_id="m1"))
    world.take(message("m2", MONDAY + timedelta(days=1), thread_id="t", **PERSONAL))
    assert world.kinds == ["opened", "answered", "resolved", "reopened"]
    assert (world.conversation.status, world.conversation.agent_id, world.conversation.owed) == ("open", "kim", "first_response")
    assert world.conversation.response_due == MONDAY + timedelta(days=1, hours=4)
    assert "reopened" in [reason.rule for reason in world.routed[1].reasons]


@pytest.mark.parametrize(
    ("before", "act", "reason"),
    [
        ([], agent("accepted", "x", message_id="m1"), None),
        ([agent("accepted", "a", message_id="m1")], agent("accepted", "x", message_id="m1"), "already_yours"),
        ([agent("accepted", "a", message_id="m1")], agent("accepted", "x", agent_id="lee", message_id="m1"), "already_assigned"),
        ([agent("accepted", "a", message_id="m1")], agent("declined", "x", agent_id="lee", message_id="m1"), "already_assigned"),
        ([agent("resolved", "a", message_id="m1")], agent("accepted", "x", message_id="m1"), "already_resolved"),
        ([agent("resolved", "a", message_id="m1")], agent("declined", "x", message_id="m1"), "already_resolved"),
        ([agent("resolved", "a", message_id="m1")], agent("resolved", "x", message_id="m1"), "already_resolved"),
        ([agent("resolved", "a", message_id="m1")], agent("on_hold", "x", message_id="m1"), "already_resolved"),
        ([agent("resolved", "a", message_id="m1")], agent("transferred", "x", message_id="m1", to_team="sales"), "already_resolved"),
        ([agent("resolved", "a", message_id="m1")], member("accepted", "x", message_id="m1"), "already_resolved"),
        ([agent("resolved", "a", message_id="m1")], agent("replied", "x", message_id="m1", text="One more thing"), None),
        ([], agent("replied", "x", message_id="m1"), "no_text"),
        ([], agent("replied", "x", message_id="m1", text=" \n"), "no_text"),
        ([], agent("transferred", "x", message_id="m1"), "unknown_team"),
        ([], agent("transferred", "x", message_id="m1", to_team="pirates"), "unknown_team"),
        ([], agent("transferred", "x", message_id="m1", to_team="billing"), "same_team"),
        ([], agent("accepted", "x"), "names_no_conversation"),
        ([], agent("presence", "x"), "no_presence"),
        ([], agent("accepted", "x", message_id="m2"), "not_with_agents"),
        ([], agent("declined", "x", message_id="m2"), "not_with_agents"),
        ([], agent("on_hold", "x", message_id="m2"), "not_with_agents"),
        ([], member("answered", "x", message_id="m2", undo=True, undoes="c9"), "nothing_to_undo"),
        ([], member("answered", "x", message_id="m2", undo=True), "nothing_to_undo"),
        ([], member("accepted", "x", message_id="m2", undo=True, undoes="c9"), "nothing_to_undo"),
        ([], member("flagged", "x", message_id="m2", undo=True, undoes="c9"), "escalation_stands"),
        (
            [member("answered", "a", message_id="m2"), member("accepted", "b", message_id="m2")],
            member("answered", "x", message_id="m2", undo=True, undoes="a"),
            "already_resolved",
        ),
    ],
)
def test_what_is_not_possible_is_refused_by_name(before: list[Any], act: Any, reason: str | None) -> None:
    world = routes([message("m1", **PERSONAL), message("m2", customer="eve")])
    for earlier in before:
        assert world.take(earlier).refusal is None
    said, state = len(world.events), dict(world.view.conversations)
    decision = world.take(act)
    assert (decision.refusal.reason if decision.refusal else None) == reason
    if reason is not None:
        assert (len(world.events), world.view.conversations) == (said, state), "a refusal changes nothing"


def test_an_activity_has_its_effect_once() -> None:
    world = routes([message("m1", **PERSONAL)])
    world.take(agent("replied", "g1", message_id="m1", text="Hi"))
    assert world.take(agent("replied", "g1", message_id="m1", text="Hi")).outcome == "duplicate"
    assert len(world.replies) == 1
    # Members number their acts apart.
    assert world.take(member("answered", "g1", message_id="m1")).outcome != "duplicate"


# -- the community --------------------------------------------------------------------------------------------------------------------


def test_answered_and_accepted_in_the_community() -> None:
    world = routes([message("m1", channel="chat", thread_id="t")])
    number = world.conversation.conversation_id
    world.take(member("answered", "c1", MONDAY + hours(1), message_id="m1", thread_id="forum-9", text="Hold the button."))
    assert world.timers == {}
    world.take(member("accepted", "c2", MONDAY + hours(2), thread_id="forum-9", by_member_id="ann"))
    assert world.kinds == ["opened", "answered", "resolved"]
    assert world.changed[1].member_id == "bob"
    assert world.conversation.resolved_by == "accepted_answer"
    (reply,) = world.replies
    assert (reply.conversation_id, reply.author, reply.author_id, reply.channel, reply.thread_id) == (number, "community", "bob", Channel.CHAT, "t")


def test_in_the_forum_the_answer_is_read_where_it_was_written() -> None:
    world = routes([message("m1", channel="forum", thread_id="f1", public=True)])
    world.take(member("answered", thread_id="f1", text="Hold the button."))
    assert world.kinds == ["opened", "answered"]
    assert world.replies == []


def test_the_asker_s_own_post_is_no_answer() -> None:
    world = routes([message("m1", channel="forum", thread_id="f1")])
    world.take(member("answered", thread_id="f1", text="Anyone?", customer_id="ann"))
    assert world.kinds == ["opened"]


def test_asking_links_the_community_s_thread() -> None:
    world = routes([message("m1")])
    assert world.take(member("asked", "c1", message_id="m1", thread_id="f7")).outcome == "linked"
    world.take(member("answered", "c2", thread_id="f7", text="So."))
    assert world.kinds == ["opened", "answered"]


@pytest.mark.parametrize("action", ["kudos", "idea", "idea_adopted", "referral", "referral_activated", "asked"])
def test_what_is_not_about_conversations_is_left_alone(action: str) -> None:
    world = routes([message("m1")])
    assert world.take(member(action, thread_id="f1")).outcome == "ignored"


def test_a_customer_who_returns_with_something_personal_goes_to_agents() -> None:
    world = routes([message("m1", thread_id="t")])
    world.take(message("m2", MONDAY + hours(1), thread_id="t", topic="billing", personal=True))
    assert world.kinds == ["opened", "escalated"]
    escalated = world.changed[1]
    assert (escalated.destination, escalated.team, escalated.priority) == ("agents", "billing", 55)
    assert world.conversation.owed == "first_response"
    assert world.routed[1].first_response_due == MONDAY + hours(5)


def test_flagged_goes_to_agents_once() -> None:
    world = routes([message("m1")])
    world.take(member("flagged", "c1", MONDAY + hours(1), message_id="m1", by_member_id="mod"))
    world.take(member("flagged", "c2", MONDAY + hours(1), message_id="m1", by_member_id="mod2"))
    assert world.kinds == ["opened", "escalated"]
    assert (world.conversation.team, world.conversation.priority) == ("sales", 60)


def test_a_member_s_answer_does_not_keep_an_agent_s_promise() -> None:
    world = routes([message("m1", **PERSONAL)])
    timers = dict(world.timers)
    world.take(member("answered", message_id="m1", text="Same here"))
    assert (world.kinds, world.timers, world.replies) == (["opened"], timers, [])


def test_an_answer_taken_back_is_owed_again() -> None:
    world = routes([message("m1")])
    world.take(member("answered", "c1", MONDAY + hours(1), message_id="m1"))
    world.take(member("answered", "c2", MONDAY + hours(2), message_id="m1", undo=True, undoes="c1"))
    assert world.kinds == ["opened", "answered", "reopened"]
    assert "next_response" in due_times(world.conversation)


def test_an_acceptance_taken_back() -> None:
    world = routes([message("m1")])
    world.take(member("answered", "c1", MONDAY + hours(1), message_id="m1"))
    world.take(member("accepted", "c2", MONDAY + hours(2), message_id="m1"))
    world.take(member("accepted", "c3", MONDAY + hours(3), message_id="m1", undo=True, undoes="c2"))
    assert (world.kinds[-1], world.conversation.status, world.conversation.resolved_by) == ("reopened", "open", None)


def test_praise_is_owed_nothing() -> None:
    world = routes([message("m1", kind="praise", sentiment="positive")])
    assert (world.conversation.status, world.timers) == ("answered", {})
    assert world.routed[0].destination == "community"
    assert world.routed[0].first_response_due is not None


# -- promises -------------------------------------------------------------------------------------------------------------------------


def test_each_promise_is_broken_once() -> None:
    world = routes([message("m1", kind="complaint")])
    assert world.pass_until(MONDAY + timedelta(days=30)) == ["breached", "breached"]
    assert [(change.change, change.target) for change in world.changed[1:]] == [("breached", "first_response"), ("breached", "resolution")]
    assert world.changed[1].first_response_due == MONDAY + hours(1)
    assert world.timers == {}


def test_a_timer_that_fires_twice_breaks_a_promise_once() -> None:
    world = routes([message("m1", kind="complaint")])
    (timer,) = world.timers.values()
    world.now = timer.due_at + hours(2)  # the service was down
    assert world.fire(timer).outcome == "breached"
    assert world.fire(timer).outcome == "overtaken"
    assert world.kinds == ["opened", "breached"]


def test_promises_that_were_broken_while_nobody_watched_are_told_in_their_order() -> None:
    world = routes([message("m1", kind="complaint")])
    (timer,) = world.timers.values()
    world.now = timer.due_at + timedelta(days=30)  # the service was down
    assert world.fire(timer).outcome == "breached"
    assert [change.target for change in world.changed[1:]] == ["first_response", "resolution"]
    assert [change.first_response_due for change in world.changed[1:]] == [timer.due_at, timer.due_at]
    assert world.timers == {}


def test_a_kept_promise_is_not_broken_by_a_timer_that_was_on_its_way() -> None:
    world = routes([message("m1", kind="complaint")])
    (timer,) = world.timers.values()
    world.take(agent("replied", message_id="m1", at=MONDAY + minutes(50), text="Hi"))
    world.now = timer.due_at
    assert world.fire(timer).outcome == "overtaken"


def test_a_promise_that_was_moved_while_its_timer_fired_is_watched_on() -> None:
    world = routes([message("m1", kind="complaint")])
    (timer,) = world.timers.values()
    world.now = timer.due_at - minutes(5)
    assert world.fire(timer).timers == (timer,)
    assert world.pass_until(MONDAY + hours(2)) == ["breached"]


def test_after_a_broken_promise_the_next_one_can_break_as_well() -> None:
    world = routes([message("m1", thread_id="t", kind="complaint")])
    world.pass_until(MONDAY + hours(1))
    world.take(agent("replied", message_id="m1", at=MONDAY + hours(2), text="Sorry"))
    world.take(message("m2", MONDAY + hours(3), thread_id="t", kind="complaint"))
    world.pass_until(MONDAY + hours(6))
    assert [change.target for change in world.changed if change.change == "breached"] == ["first_response", "next_response"]


def test_a_timer_of_a_conversation_that_is_not_there() -> None:
    assert World().fire(SetTimer("promise:x", "promise", MONDAY, {"conversation_id": "x"})).outcome == "overtaken"


# -- what comes too early -----------------------------------------------------------------------------------------------------------------


def test_an_act_before_its_message_waits_and_then_happens() -> None:
    world = World()
    assert world.take(agent("accepted", "g1", MONDAY, message_id="m1")).outcome == "parked"
    assert world.take(agent("replied", "g2", MONDAY + minutes(1), message_id="m1", text="Hi")).outcome == "parked"
    world.take(message("m1", MONDAY + minutes(5), **PERSONAL))
    assert world.pass_until(MONDAY + minutes(5) + timedelta(seconds=1)) == ["accepted", "replied"]
    assert world.kinds == ["opened", "assigned", "answered"]
    assert world.view.parked == {}
    assert not any(name.startswith("parked:") for name in world.timers)


def test_an_act_about_a_thread_waits_for_the_thread() -> None:
    world = World()
    world.take(member("answered", "c1", thread_id="f1", text="So."))
    world.take(message("m1", MONDAY + minutes(5), channel="forum", thread_id="f1"))
    world.pass_until(MONDAY + minutes(6))
    assert world.kinds == ["opened", "answered"]


def test_an_act_whose_message_was_on_its_way_is_looked_at_again_soon() -> None:
    """As if message and act had been decided in two processes at once, neither seeing the other."""
    world = World()
    world.take(agent("accepted", "g1", MONDAY, message_id="m1"))
    world.view.waiting.clear()
    world.take(message("m1", MONDAY, **PERSONAL))
    assert world.pass_until(MONDAY + timedelta(seconds=2)) == ["accepted"]


def test_an_act_about_nothing_is_dead_lettered_after_a_day() -> None:
    world = World()
    world.take(agent("accepted", "g1", MONDAY, conversation_id="nobody knows"))
    outcomes = world.pass_until(MONDAY + timedelta(days=2))
    assert outcomes == ["parked", "parked", "parked", "refused"]
    ((reason, record),) = world.refused
    assert reason == "unknown_conversation"
    assert record is not None
    assert record.topic == "agent-activity"
    assert b"nobody knows" in record.value
    assert world.timers == {}


def test_an_act_that_waited_can_be_refused_with_its_own_bytes() -> None:
    world = World()
    world.take(agent("accepted", "g1", MONDAY, message_id="m1"))
    world.take(message("m1", MONDAY + minutes(1)))  # to the community
    world.pass_until(MONDAY + minutes(2))
    ((reason, record),) = world.refused
    assert (reason, record.topic if record else None) == ("not_with_agents", "agent-activity")


def test_parking_the_same_act_twice() -> None:
    world = World()
    world.take(agent("accepted", "g1", message_id="m1"))
    assert world.take(agent("accepted", "g1", message_id="m1")).outcome == "duplicate"
    assert len(world.view.parked) == 1


# -- presence -----------------------------------------------------------------------------------------------------------------------------


def test_the_latest_presence_counts() -> None:
    world = World()
    here = {"available": True, "team": "billing"}
    assert world.take(agent("presence", "p1", MONDAY, presence=here)).outcome == "presence"
    assert world.take(agent("presence", "p2", MONDAY - hours(1), presence=here), MONDAY).outcome == "overtaken"
    assert world.take(agent("presence", "p3", MONDAY, presence={**here, "team": "pirates"})).refusal is not None


# -- incidents ----------------------------------------------------------------------------------------------------------------------------


def in_outage(**fields: Any) -> World:
    world = World()
    world.take(control("incident_opened", incident(**fields)))
    return world


def test_an_incident_answers_counts_in_and_tells_the_end() -> None:
    world = in_outage()
    for index, customer in enumerate(("ann", "bas", "cor")):
        language = "nl" if customer == "bas" else "en"
        world.take(message(f"m{index}", MONDAY + minutes(index), customer, topic="outage", urgency="high", kind="complaint", language=language))
    assert {routed.destination for routed in world.routed} == {"notice"}
    assert [reply.text for reply in world.replies] == ["We are on it.", "We zijn ermee bezig.", "We are on it."]
    assert world.routed[0].incident_id == "i1"
    assert "Outage in Utrecht" in world.routed[0].reasons[0].because
    assert world.timers == {}, "nobody owes an answer"
    world.take(control("incident_closed", at=MONDAY + hours(1)))
    assert world.pass_until(MONDAY + hours(2)) == ["told"]
    over = world.replies[3:]
    assert sorted(reply.customer_id for reply in over) == ["ann", "bas", "cor"]
    assert all("Outage in Utrecht" in reply.text for reply in over)
    assert {c.status for c in world.view.conversations.values()} == {"resolved"}
    # Who comes back to it goes to an agent.
    world.take(message("again", MONDAY + hours(3), "ann", topic="outage", kind="complaint"))
    assert (world.routed[-1].destination, world.routed[-1].reasons[0].rule) == ("agents", "still-broken")
    assert world.kinds[-2:] == ["reopened", "escalated"]


def test_everyone_is_told_once_however_many() -> None:
    world = in_outage()
    for index in range(1_203):
        world.take(message(f"m{index}", MONDAY, f"customer{index}", topic="outage"))
    world.take(control("incident_closed", incident(announcement={"en": "Fixed."}), at=MONDAY + hours(1)))
    assert world.pass_until(MONDAY + hours(1)) == ["told", "told", "told"]
    over = [reply.customer_id for reply in world.replies if reply.text == "Fixed."]
    assert len(over) == len(set(over)) == 1_203


def test_a_personal_message_goes_to_agents_with_the_announcement() -> None:
    world = in_outage()
    world.take(message("m1", topic="outage", personal=True))
    (routed,) = world.routed
    assert (routed.destination, routed.team, routed.incident_id) == ("agents", "technical", "i1")
    assert [suggested.text for suggested in routed.suggested_answers] == ["We are on it."]
    assert [reason.rule for reason in routed.reasons] == ["incident-personal", "incident"]
    assert world.replies == []


def test_the_announcement_is_sent_once_and_a_complaint_about_it_goes_to_an_agent() -> None:
    world = in_outage()
    world.take(message("m1", MONDAY, topic="outage"))
    world.take(message("m2", MONDAY + hours(1), topic="outage"))
    assert len(world.replies) == 1
    assert [routed.destination for routed in world.routed] == ["notice", "notice"]
    world.take(message("m3", MONDAY + hours(2), topic="outage", kind="complaint"))
    assert world.routed[2].destination == "agents"
    assert world.kinds == ["opened", "escalated"]


@pytest.mark.parametrize(
    ("about", "given", "matches"),
    [
        ({"topics": ("outage",)}, {"topic": "outage"}, True),
        ({"topics": ("outage",)}, {"topic": "technical_problem"}, False),
        ({"regions": ("Utrecht",)}, {"topic": "outage", "region": " UTRECHT "}, True),
        ({"regions": ("Utrecht",)}, {"topic": "outage", "region": "Zwolle"}, False),
        ({"regions": ("Utrecht",)}, {"topic": "outage"}, False),
        ({"channels": (Channel.CHAT,)}, {"topic": "outage"}, True),
        ({"channels": (Channel.EMAIL,)}, {"topic": "outage"}, False),
        ({"topics": ()}, {"topic": "delivery"}, True),
        ({"announcement": {}}, {"topic": "outage"}, False),
        ({"announcement": {"en": " "}}, {"topic": "outage"}, False),
        ({"ends_at": MONDAY + minutes(30)}, {"topic": "outage"}, False),
        ({"ends_at": MONDAY + hours(3)}, {"topic": "outage"}, True),
    ],
)
def test_which_messages_an_incident_concerns(about: dict[str, Any], given: dict[str, Any], matches: bool) -> None:
    world = in_outage(**about)
    world.take(message("m1", MONDAY + hours(1), **given))
    assert (world.routed[0].destination == "notice") is matches


def test_an_incident_without_words_is_named_to_the_agent() -> None:
    world = in_outage(announcement={})
    world.take(message("m1", topic="outage", personal=True))
    assert [reason.rule for reason in world.routed[0].reasons] == ["personal", "incident"]
    assert world.routed[0].suggested_answers == ()


def test_an_announcement_falls_back_to_english() -> None:
    world = in_outage(announcement={"en": "On it."})
    world.take(message("m1", topic="outage", language="nl"))
    assert world.replies[0].text == "On it."


def test_an_incident_that_was_given_an_end_ends() -> None:
    world = in_outage(ends_at=MONDAY + hours(1))
    world.take(message("m1", MONDAY, topic="outage"))
    assert world.pass_until(MONDAY + hours(1)) == ["incident_closed", "told"]
    assert len(world.replies) == 2


def test_an_end_that_was_moved_is_the_one_that_counts() -> None:
    world = in_outage(ends_at=MONDAY + hours(1))
    world.take(control("incident_updated", incident(ends_at=MONDAY + hours(5)), MONDAY + minutes(10)))
    assert world.pass_until(MONDAY + hours(4)) == []
    world.take(control("incident_updated", incident(), MONDAY + hours(4)))
    assert world.timers == {}


def test_the_conversation_of_one_incident_may_meet_another() -> None:
    world = in_outage()
    world.take(message("m1", MONDAY, topic="outage"))
    world.take(control("incident_closed", at=MONDAY + hours(1)))
    world.pass_until(MONDAY + hours(1))
    world.take(control("incident_opened", incident("i2", announcement={"en": "Again."}), MONDAY + hours(2)))
    world.take(message("m2", MONDAY + hours(3), topic="outage"))
    assert world.replies[-1].text == "Again."
    assert (world.conversation.incident_id, world.conversation.told_at) == ("i2", None)


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (control("incident_opened"), "no_incident"),
        (control("incident_opened", incident()), "already_open"),
        (control("incident_updated", incident("i9")), "unknown_incident"),
        (control("incident_closed", subject="i9"), "unknown_incident"),
        (control("incident_opened", incident("i2", ends_at=MONDAY - hours(1))), "ends_in_the_past"),
        (control("incident_opened", incident("i2", ends_at=datetime.max.replace(tzinfo=UTC))), "ends_too_late"),
        (control("policy_in_force"), "not_from_the_stream"),
        (control("rules_in_force"), None),
    ],
)
def test_controls_that_are_refused(event: Any, reason: str | None) -> None:
    decision = in_outage().take(event)
    assert (decision.refusal.reason if decision.refusal else None) == reason


@pytest.mark.parametrize("action", ["incident_closed", "incident_updated", "incident_opened"])
def test_a_closed_incident_stays_closed(action: str) -> None:
    world = in_outage()
    world.take(control("incident_closed"))
    decision = world.take(control(action, incident()))
    assert decision.refusal is not None
    assert decision.refusal.reason == "already_closed"
