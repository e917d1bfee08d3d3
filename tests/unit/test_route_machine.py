"""Any order of messages, acts, incidents and passing time, also nonsense: what must hold always."""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from runtime.hop import SetTimer
from schemas.messages.conversations import ConversationStatus
from schemas.messages.inbound import Channel
from schemas.messages.labels import Emotion, Kind, Sentiment, Urgency
from services.route.domain.conversation import RESOLUTION, due_times
from services.route.domain.outcome import PROMISE
from tests.route_world import MONDAY, World, agent, control, incident, member, message

customers = st.sampled_from(["ann", "bas"])
topics = st.sampled_from(["billing", "outage", "product_question", "other", "topic-nobody-knows"])
threads = st.sampled_from([None, "t1", "t2"])
labels = st.fixed_dictionaries(
    {
        "topic": topics,
        "topic_confidence": st.sampled_from([0.2, 0.9]),
        "language": st.sampled_from(["nl", "en", "other"]),
        "sentiment": st.sampled_from([value.value for value in Sentiment]),
        "emotion": st.sampled_from([value.value for value in Emotion]),
        "urgency": st.sampled_from([value.value for value in Urgency]),
        "personal": st.booleans(),
        "kind": st.sampled_from([value.value for value in Kind]),
    }
)
REFUSALS = {
    "already_resolved",
    "already_yours",
    "already_assigned",
    "not_with_agents",
    "no_text",
    "unknown_team",
    "same_team",
    "nothing_to_undo",
    "escalation_stands",
    "unknown_conversation",
    "already_open",
    "already_closed",
    "unknown_incident",
}


class Route(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.world = World()
        self.sent = 0
        self.acts = 0
        self.ends: dict[str, Any] = {}
        self.breaches: dict[tuple[str, str | None, Any], int] = {}
        self.seen = 0

    @rule(
        customer=customers,
        labels=labels,
        thread=threads,
        channel=st.sampled_from([value.value for value in Channel]),
        public=st.booleans(),
        early=st.integers(-5_000, 500_000),
    )
    def writes(self, customer: str, labels: dict[str, Any], thread: str | None, channel: str, public: bool, early: int) -> None:
        self.sent += 1
        now = self.world.now
        sent_at = now - timedelta(seconds=early)
        given = {"channel": channel, "thread_id": thread, "public": public, "received_at": now.isoformat(), **labels}
        decision = self.world.take(message(f"m{self.sent}", sent_at, customer, **given))
        assert [event.topic for event in decision.events].count("messages-routed") == 1
        routed = self.world.routed[-1]
        conversation = self.world.view.conversations[routed.conversation_id]
        assert conversation.customer_id == customer
        assert (routed.team is not None) is (routed.destination == "agents")
        assert (routed.public_text is not None) is (routed.destination == "community")
        if labels["personal"]:
            assert routed.destination == "agents", "nobody's own case is put before the community"

    @rule(
        number=st.integers(1, 6),
        action=st.sampled_from(["accepted", "declined", "replied", "resolved", "transferred", "on_hold"]),
        who=customers,
        late=st.integers(-90_000, 90_000),
    )
    def agent_acts(self, number: int, action: str, who: str, late: int) -> None:
        self.acts += 1
        at = self.world.now - timedelta(seconds=late)
        act = agent(action, f"g{self.acts}", at, f"agent-{who}", message_id=f"m{number}", text="Hello", to_team="sales" if number % 2 else "billing")
        self.world.take(act, self.world.now)

    @rule(number=st.integers(1, 6), action=st.sampled_from(["answered", "accepted", "flagged", "asked"]), undoes=st.none() | st.integers(1, 40))
    def member_acts(self, number: int, action: str, undoes: int | None) -> None:
        self.acts += 1
        undo = {} if undoes is None else {"undo": True, "undoes": f"c{undoes}"}
        self.world.take(
            member(action, f"c{self.acts}", self.world.now, message_id=f"m{number}", thread_id="t1" if number % 2 else None, text="So", **undo)
        )

    @rule(
        action=st.sampled_from(["incident_opened", "incident_updated", "incident_closed"]),
        number=st.integers(1, 2),
        hours=st.none() | st.integers(1, 100),
    )
    def incident_acts(self, action: str, number: int, hours: int | None) -> None:
        ends_at = None if hours is None else self.world.now + timedelta(hours=hours)
        about = incident(f"i{number}", topics=("outage",) if number == 1 else (), ends_at=ends_at)
        self.world.take(control(action, about, self.world.now))

    @rule(seconds=st.sampled_from([1, 60, 3_600, 90_000, 700_000]))
    def time_passes(self, seconds: int) -> None:
        self.world.pass_until(self.world.now + timedelta(seconds=seconds))

    @rule(choice=st.randoms(use_true_random=False))
    def a_timer_fires_too_early(self, choice: Any) -> None:
        if self.world.timers:
            timer = self.world.timers[choice.choice(sorted(self.world.timers))]
            self.world.fire(timer)

    @invariant()
    def one_routed_event_for_each_message(self) -> None:
        if hasattr(self, "world"):
            assert sorted(routed.message_id for routed in self.world.routed) == sorted(f"m{n}" for n in range(1, self.sent + 1))

    @invariant()
    def conversations_are_whole(self) -> None:
        for one in self.world.view.conversations.values():
            assert (one.status is ConversationStatus.OPEN) is (one.owed is not None), "open means that a response is owed"
            assert (one.owed is None) is (one.response_due is None)
            assert (one.status is ConversationStatus.RESOLVED) is (one.resolved_at is not None)
            assert (one.team is not None) is (one.destination == "agents")
            assert one.agent_id is None or one.destination == "agents"
            assert one.opened_at <= one.last_at
            assert one.messages == sum(routed.conversation_id == one.conversation_id for routed in self.world.routed)
            assert one.changes == sum(change.conversation_id == one.conversation_id for change in self.world.changed)

    @invariant()
    def what_is_promised_is_watched_and_nothing_else(self) -> None:
        promises = {f"{PROMISE}:{one.conversation_id}": due_times(one) for one in self.world.view.conversations.values()}
        wanted = {timer_id: min(due.values()) for timer_id, due in promises.items() if due}
        assert {timer.timer_id: timer.due_at for timer in self.world.timers.values() if timer.kind == PROMISE} == wanted

    @invariant()
    def refusals_have_names(self) -> None:
        assert {reason for reason, _ in self.world.refused} <= REFUSALS

    @invariant()
    def a_promise_breaks_at_most_once(self) -> None:
        for change in self.world.changed[self.seen :]:
            if change.change == "breached":
                due = change.resolution_due if change.target == RESOLUTION else change.first_response_due
                if change.target == "next_response":
                    continue  # the event does not carry its due time
                key = (change.conversation_id, change.target, due)
                self.breaches[key] = self.breaches.get(key, 0) + 1
                assert self.breaches[key] == 1
        self.seen = len(self.world.changed)

    @invariant()
    def everyone_is_told_the_end_once(self) -> None:
        over = [reply for reply in self.world.replies if "It is over" in reply.text or "Het is voorbij" in reply.text]
        assert len({reply.reply_id for reply in over}) == len(over)
        pending = {name for name, timer in self.world.timers.items() if timer.kind == "incident_told"}
        for one in self.world.view.conversations.values():
            if one.incident_id is not None and one.told_at is None:
                known = self.world.view.incidents[one.incident_id]
                assert known.closed_at is None or f"incident_told:{one.incident_id}" in pending


TestRoute = Route.TestCase
TestRoute.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


@given(labels, st.sampled_from([value.value for value in Channel]), labels, st.booleans())
@settings(deadline=None, max_examples=150)
def test_going_public_moves_no_conversation(first: dict[str, Any], channel: str, second: dict[str, Any], known_outage: bool) -> None:
    """The same two messages, the second in private or in public: the same place, the same priority, the same promises."""
    seen = []
    for public in (False, True):
        world = World()
        if known_outage:
            world.take(control("incident_opened", incident()))
        world.take(message("m1", MONDAY, thread_id="t", channel=channel, **first))
        world.take(message("m2", MONDAY + timedelta(hours=1), thread_id="t", channel=channel, public=public, **second))
        routed = world.routed[1].model_dump(exclude={"public"})
        state = [one._replace(last_public=False) for one in world.view.conversations.values()]
        seen.append((routed, state, {name: timer.due_at for name, timer in world.timers.items()}))
    assert seen[0] == seen[1]


@given(labels, labels)
@settings(deadline=None, max_examples=100)
def test_a_conversation_s_priority_never_falls(first: dict[str, Any], second: dict[str, Any]) -> None:
    world = World()
    world.take(message("m1", MONDAY, thread_id="t", **first))
    before = world.conversation.priority
    world.take(message("m2", MONDAY, thread_id="t", **second))
    assert world.conversation.priority >= before


def test_the_machine_s_timers_are_the_ones_that_route_sets() -> None:
    world = World()
    world.take(message("m1", kind="complaint"))
    assert all(isinstance(timer, SetTimer) for timer in world.timers.values())
    assert {timer.kind for timer in world.timers.values()} == {PROMISE}
