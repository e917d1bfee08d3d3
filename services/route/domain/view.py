"""What a unit of work has read, and what it is about to write: values that the decisions pass on.

`View.fold` lets later inputs of the unit see earlier decisions; it is the same reading of a change as the SQL in store.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from runtime.broker import Record
from schemas.messages.agents import Presence
from schemas.messages.stream import RoutedMessage
from services.route.domain.conversation import Conversation

THREAD = "t:"
REPLY = "m:"


class Heard(NamedTuple):
    """An activity as decoded, with the record that it came in: it may have to wait, or to be dead-lettered later."""

    event: Any
    record: Record


@dataclass(frozen=True, slots=True)
class IncidentState:
    """An incident. A message matches where each of the three that is not empty holds its value; regions in folded case."""

    incident_id: str
    title: str
    topics: frozenset[str]
    regions: frozenset[str]
    channels: frozenset[str]
    announcement: Mapping[str, str]
    ends_at: datetime | None
    opened_at: datetime
    closed_at: datetime | None = None
    #: What those counted in are told at the end, by language; empty for the policy's words.
    closing: Mapping[str, str] = field(default_factory=dict)

    def matches(self, topic: str, region: str, channel: str, now: datetime) -> bool:
        return (
            self.closed_at is None
            and (self.ends_at is None or self.ends_at > now)
            and (not self.topics or topic in self.topics)
            and (not self.regions or region in self.regions)
            and (not self.channels or channel in self.channels)
        )


# -- changes --------------------------------------------------------------------------------------------------------------------


class PutConversation(NamedTuple):
    conversation: Conversation


class PutMessage(NamedTuple):
    routed: RoutedMessage
    #: As it is published.
    body: bytes
    written_at: datetime


class PutChange(NamedTuple):
    """Row `number` of a conversation's history."""

    number: int
    conversation_id: str
    #: The event, as it is published.
    body: bytes


class PutAnchor(NamedTuple):
    """In this channel, this customer's thread (`t:…`), or the message that answers our reply (`m:…`), is that conversation."""

    customer_id: str
    channel: str
    anchor: str
    conversation_id: str
    at: datetime


class PutActivity(NamedTuple):
    """An activity that has had its effect, and may not have it again."""

    key: str
    conversation_id: str | None
    at: datetime


class PutPresence(NamedTuple):
    agent_id: str
    at: datetime
    presence: Presence


class PutIncident(NamedTuple):
    incident: IncidentState


class Park(NamedTuple):
    """An activity whose conversation is not known yet."""

    key: str
    record: Record
    conversation_id: str | None
    message_id: str | None
    thread_id: str | None
    parked_at: datetime
    expires_at: datetime


class Unpark(NamedTuple):
    key: str


class View:
    """Everything that the decisions of a unit may look at, by what it is looked up with."""

    def __init__(self) -> None:
        self.conversations: dict[str, Conversation] = {}
        self.by_topic: dict[tuple[str, str], list[str]] = {}
        self.by_anchor: dict[tuple[str, str, str], str] = {}
        self.by_inbound: dict[tuple[str, str, str], str] = {}
        self.by_message: dict[str, str] = {}
        self.by_thread: dict[str, str] = {}
        self.done: set[str] = set()
        self.incidents: dict[str, IncidentState] = {}
        self.present: dict[str, datetime] = {}
        self.parked: dict[str, Park] = {}
        #: Keys of parked activities, by the message or the thread (`t:…`) that they wait for.
        self.waiting: dict[str, list[str]] = {}
        #: Conversations to be told of an incident's end, as many as one unit takes on.
        self.to_tell: dict[str, tuple[str, ...]] = {}

    def recent(self, customer_id: str, topic: str, written_at: datetime, within: timedelta) -> Conversation | None:
        """The customer's latest conversation about `topic` that is no further than `within` from `written_at`."""
        found = None
        for conversation_id in self.by_topic.get((customer_id, topic), ()):
            conversation = self.conversations[conversation_id]
            if abs(conversation.last_at - written_at) <= within and (found is None or conversation.last_at > found.last_at):
                found = conversation
        return found

    def about(self, conversation_id: str | None, message_id: str | None, thread_id: str | None) -> Conversation | None:
        """The conversation that an activity names in one way or another."""
        found = conversation_id if conversation_id in self.conversations else None
        if found is None and message_id is not None:
            found = self.by_message.get(message_id)
        if found is None and thread_id is not None:
            found = self.by_thread.get(thread_id)
        return None if found is None else self.conversations[found]

    def know(self, conversation: Conversation) -> None:
        self.conversations[conversation.conversation_id] = conversation
        known = self.by_topic.setdefault((conversation.customer_id, conversation.topic), [])
        if conversation.conversation_id not in known:
            known.append(conversation.conversation_id)

    def wait(self, parked: Park) -> None:
        self.parked[parked.key] = parked
        for named in (parked.message_id, None if parked.thread_id is None else THREAD + parked.thread_id):
            if named is not None and parked.key not in self.waiting.setdefault(named, []):
                self.waiting[named].append(parked.key)

    def fold(self, changes: tuple[Any, ...]) -> None:
        for change in changes:
            match change:
                case PutConversation(conversation):
                    self.know(conversation)
                case PutMessage(routed, _, _):
                    self.by_message[routed.message_id] = routed.conversation_id
                    self.by_inbound[(routed.customer_id, str(routed.channel), routed.inbound_id)] = routed.conversation_id
                case PutChange():
                    pass  # history: nothing is decided on it
                case PutAnchor(customer_id, channel, anchor, conversation_id, _):
                    self.by_anchor.setdefault((customer_id, channel, anchor), conversation_id)
                    if channel == "forum" and anchor.startswith(THREAD):
                        self.by_thread.setdefault(anchor.removeprefix(THREAD), conversation_id)
                case PutActivity(key, _, _):
                    self.done.add(key)
                case PutIncident(incident):
                    self.incidents[incident.incident_id] = incident
                case PutPresence(agent_id, at, _):
                    self.present[agent_id] = at
                case Park():
                    self.wait(change)
                case Unpark(key):
                    self.parked.pop(key, None)
                    for keys in self.waiting.values():
                        if key in keys:
                            keys.remove(key)
