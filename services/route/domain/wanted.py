"""What a unit's inputs have to be looked up by, before anything is decided on them."""

from collections.abc import Sequence
from typing import Any

from runtime.broker import Record
from runtime.hop import Due, Input
from schemas.messages.agents import AgentActivity
from schemas.messages.community import CommunityActivity
from schemas.messages.insight import Control
from schemas.messages.stream import ClassifiedMessage
from services.route.domain.activity import activity_key
from services.route.domain.messages import joinable_topic, moments
from services.route.domain.policy import Policy
from services.route.domain.view import REPLY, THREAD, Heard

#: Incidents whose end one unit tells customers of.
_ENDS_AT_ONCE = 2


def incident_of(control: Control) -> str:
    """The incident that a control event is about."""
    return control.incident.incident_id if control.incident is not None else control.subject


class Wanted:
    """What a unit's inputs have to be looked up by; each once."""

    def __init__(self, policy: Policy, inputs: Sequence[Input]) -> None:
        self.topics: dict[tuple[str, str, Any], tuple[Any, Any]] = {}
        self.anchors: dict[tuple[str, str, str], None] = {}
        self.inbound: dict[tuple[str, str, str], None] = {}
        self.messages: dict[str, None] = {}
        self.threads: dict[str, None] = {}
        self.conversations: set[str] = set()
        self.activities: dict[str, None] = {}
        self.agents: dict[str, None] = {}
        self.parked: dict[str, None] = {}
        #: Messages and threads that parked activities may wait for.
        self.arriving: dict[str, None] = {}
        self.arriving_threads: dict[str, None] = {}
        self.incidents: dict[str, None] = {}
        self.ending: dict[str, None] = {}
        self.controls = False
        self._within = policy.same_topic
        for item in inputs:
            self._add(policy, item.event)

    def _add(self, policy: Policy, event: Any) -> None:
        match event:
            case ClassifiedMessage():
                self._message(policy, event)
            case Heard(AgentActivity() as activity, record):
                self.agents[activity.agent_id] = None
                self._activity(record, activity.activity_id, activity.conversation_id, activity.message_id, None)
            case Heard(CommunityActivity() as activity, record):
                self._activity(record, activity.activity_id, None, activity.message_id, activity.thread_id)
            case Control():
                self.controls = True
                self.incidents[incident_of(event)] = None
            case Due():
                self._timer(event)

    def _message(self, policy: Policy, message: ClassifiedMessage) -> None:
        customer, channel, at = message.customer_id, str(message.channel), moments(message)[0]
        self.messages[message.message_id] = None
        self.arriving[message.message_id] = None
        if message.thread_id is not None:
            self.anchors[(customer, channel, THREAD + message.thread_id)] = None
            self.arriving_threads[message.thread_id] = None
        if message.in_reply_to is not None:
            self.anchors[(customer, channel, REPLY + message.in_reply_to)] = None
            self.inbound[(customer, channel, message.in_reply_to)] = None
        topic = joinable_topic(policy, message)
        if topic is not None:
            self.topics[(customer, topic, at)] = (at - self._within, at + self._within)

    def _activity(self, record: Record, activity_id: str, conversation_id: str | None, message_id: str | None, thread_id: str | None) -> None:
        key = activity_key(record.topic, activity_id)
        self.activities[key] = None
        self.parked[key] = None
        self._names(conversation_id, message_id, thread_id)

    def _names(self, conversation_id: str | None, message_id: str | None, thread_id: str | None) -> None:
        if conversation_id is not None:
            self.conversations.add(conversation_id)
        if message_id is not None:
            self.messages[message_id] = None
        if thread_id is not None:
            self.threads[thread_id] = None

    def _timer(self, due: Due) -> None:
        payload = due.payload
        if due.kind == "parked":
            self.parked[payload["key"]] = None
            self.activities[payload["key"]] = None
            self._names(payload["conversation_id"], payload["message_id"], payload["thread_id"])
        elif "incident_id" in payload:
            self.controls = True
            self.incidents[payload["incident_id"]] = None
            if due.kind == "incident_told" and len(self.ending) < _ENDS_AT_ONCE:
                self.ending[payload["incident_id"]] = None
        elif "conversation_id" in payload:
            self.conversations.add(payload["conversation_id"])
