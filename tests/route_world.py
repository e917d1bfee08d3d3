"""Messages, acts and a route that is all in memory, for the tests of route."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from runtime.broker import Partition, Record
from runtime.codec import encode
from runtime.hop import CancelTimer, Decision, Due, Event, Input, SetTimer
from schemas.messages.agents import AgentAction, AgentActivity
from schemas.messages.community import CommunityAction, CommunityActivity
from schemas.messages.conversations import ConversationChanged, ReplyOutbound, WorkAssigned
from schemas.messages.insight import Control, ControlAction, Incident
from schemas.messages.stream import ClassifiedMessage, RoutedMessage
from services.route.adapters.policy_file import read_policy
from services.route.app import reread
from services.route.domain.conversation import Conversation
from services.route.domain.decide import decide
from services.route.domain.incidents import TOLD_AT_ONCE
from services.route.domain.policy import Policy
from services.route.domain.view import Heard, View

POLICY_FILE = Path(__file__).parents[1] / "policy" / "default.yaml"
POLICY = read_policy(POLICY_FILE)
#: A Monday in summer time, 11:00 in Amsterdam.
MONDAY = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)

LABELS = {
    "language": "en",
    "topic": "product_question",
    "topic_confidence": 0.9,
    "sentiment": "neutral",
    "sentiment_score": 0.0,
    "emotion": "none",
    "urgency": "normal",
    "personal": False,
    "kind": "question",
}


def labels(**changes: Any) -> dict[str, Any]:
    return {**LABELS, **changes}


def message(message_id: str = "m1", at: datetime = MONDAY, customer: str = "ann", **fields: Any) -> ClassifiedMessage:
    """A message; what is a label is one, the rest are the message's own fields."""
    said = labels(**{name: fields.pop(name) for name in list(fields) if name in LABELS})
    given = {
        "message_id": message_id,
        "inbound_id": f"in-{message_id}",
        "channel": "chat",
        "customer_id": customer,
        "text": "How does this work?",
        "sent_at": at.isoformat(),
        "received_at": at.isoformat(),
        "model_version": "test",
        "labels": said,
        **fields,
    }
    return ClassifiedMessage.model_validate_json(orjson.dumps(given))


def agent(action: str, activity_id: str = "g1", at: datetime = MONDAY, agent_id: str = "kim", **fields: Any) -> AgentActivity:
    return AgentActivity(activity_id=activity_id, action=AgentAction(action), agent_id=agent_id, at=at, **fields)


def member(action: str, activity_id: str = "c1", at: datetime = MONDAY, member_id: str = "bob", **fields: Any) -> CommunityActivity:
    return CommunityActivity(activity_id=activity_id, action=CommunityAction(action), member_id=member_id, at=at, **fields)


def incident(incident_id: str = "i1", **fields: Any) -> Incident:
    given: dict[str, Any] = {
        "title": "Outage in Utrecht",
        "topics": ("outage",),
        "announcement": {"en": "We are on it.", "nl": "We zijn ermee bezig."},
    }
    return Incident(incident_id=incident_id, **{**given, **fields})


def control(action: str, about: Incident | None = None, at: datetime = MONDAY, subject: str = "i1", control_id: str = "k1") -> Control:
    return Control(control_id=control_id, action=ControlAction(action), subject=subject, at=at, by="admin", incident=about)


def record(topic: str, event: Any, offset: int = 0) -> Record:
    return Record(topic, 0, offset, None, encode(event), (("source", b"test"),), 0)


def topic_of(event: Any) -> str:
    if isinstance(event, AgentActivity):
        return "agent-activity"
    if isinstance(event, CommunityActivity):
        return "community-activity"
    return "control" if isinstance(event, Control) else "messages-classified"


@dataclass
class World:
    """Route with its state in memory and its timers in a dict: one input at a time, each sees all before it."""

    policy: Policy = POLICY
    now: datetime = MONDAY
    view: View = field(default_factory=View)
    timers: dict[str, SetTimer] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    refused: list[tuple[str, Record | None]] = field(default_factory=list)
    _offset: int = 0

    def take(self, event: Any, at: datetime | None = None) -> Decision:
        """One record; the clock goes on to `at`, or to when the message arrived."""
        topic = topic_of(event)
        moment = at or getattr(event, "received_at", None) or max(self.now, event.at)
        self.now = max(self.now, moment)
        self._offset += 1
        place = Partition(topic, 0)
        heard = Heard(event, record(topic, event, self._offset)) if topic.endswith("-activity") else event
        return self._decide(Input(place, self._offset, None, heard, f"{topic}/0/{self._offset}", "trace", ()))

    def pass_until(self, moment: datetime) -> list[str]:
        """Lets time pass; answers the outcomes of the timers that fired, in order."""
        outcomes = []
        while due := min((timer for timer in self.timers.values() if timer.due_at <= moment), key=lambda t: (t.due_at, t.timer_id), default=None):
            self.now = max(self.now, due.due_at)
            outcomes.append(self.fire(due).outcome)
            assert len(outcomes) < 10_000, f"{due.timer_id} fires for ever"
        self.now = max(self.now, moment)
        return outcomes

    def fire(self, timer: SetTimer) -> Decision:
        self.timers.pop(timer.timer_id, None)
        due = Due(timer.timer_id, timer.kind, timer.due_at, orjson.loads(orjson.dumps(timer.payload)))
        self._pages()
        place = Partition("messages-classified", 0)
        return self._decide(Input(place, -1, None, due, f"timer/{timer.timer_id}/{timer.due_at.isoformat()}", "trace", ()))

    def _pages(self) -> None:
        self.view.to_tell = {
            incident_id: tuple(
                sorted(c.conversation_id for c in self.view.conversations.values() if c.incident_id == incident_id and c.told_at is None)[
                    :TOLD_AT_ONCE
                ]
            )
            for incident_id in self.view.incidents
        }

    def _decide(self, item: Input) -> Decision:
        decision = decide(self.policy, reread, self.view, item, self.now)
        assert decision == decide(self.policy, reread, self.view, item, self.now), "deciding again decides the same"
        self.view.fold(decision.changes)
        for timer in decision.timers:
            if isinstance(timer, CancelTimer):
                self.timers.pop(timer.timer_id, None)
            else:
                self.timers[timer.timer_id] = timer
        self.events += decision.events
        if decision.refusal is not None:
            self.refused.append((decision.refusal.reason, decision.refusal.record))
        return decision

    # -- what was said ----------------------------------------------------------------------------------------------------------

    def of(self, topic: str) -> list[Any]:
        return [event.value for event in self.events if event.topic == topic]

    @property
    def routed(self) -> list[RoutedMessage]:
        return self.of("messages-routed")

    @property
    def changed(self) -> list[ConversationChanged]:
        return self.of("conversations-changed")

    @property
    def kinds(self) -> list[str]:
        return [change.change.value for change in self.changed]

    @property
    def replies(self) -> list[ReplyOutbound]:
        return self.of("replies-outbound")

    @property
    def work(self) -> list[WorkAssigned]:
        return self.of("work-assigned")

    @property
    def conversation(self) -> Conversation:
        """The only one."""
        (one,) = self.view.conversations.values()
        return one


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def routes(events: Iterable[ClassifiedMessage]) -> World:
    world = World()
    for event in events:
        world.take(event)
    return world
