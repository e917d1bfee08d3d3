"""What happens to conversations, work and replies."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from schemas.messages.base import Id, Instant, Value
from schemas.messages.inbound import Channel
from schemas.messages.stream import Destination


class ConversationChange(StrEnum):
    OPENED = "opened"
    ASSIGNED = "assigned"
    ESCALATED = "escalated"
    ANSWERED = "answered"
    BREACHED = "breached"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    MERGED = "merged"


class ConversationStatus(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    RESOLVED = "resolved"


class ConversationChanged(Value):
    conversation_id: Id
    customer_id: Id
    change: ConversationChange
    at: Instant
    status: ConversationStatus
    destination: Destination
    team: str | None = None
    agent_id: Id | None = None
    member_id: Id | None = None
    priority: Annotated[int, Field(ge=0, le=100)]
    message_id: Id | None = None
    topic: str | None = None
    channel: Channel | None = None
    first_response_due: Instant | None = None
    resolution_due: Instant | None = None
    #: Which promise was broken, where change is breached.
    target: str | None = None
    #: The conversation that this one went into, where change is merged.
    merged_into: Id | None = None
    because: str


class WorkChange(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    TRANSFERRED = "transferred"


class WorkAssigned(Value):
    work_id: Id
    agent_id: Id
    conversation_id: Id
    change: WorkChange
    at: Instant
    team: str
    priority: Annotated[int, Field(ge=0, le=100)]
    expires_at: Instant | None = None
    because: str


class ReplyAuthor(StrEnum):
    AGENT = "agent"
    COMMUNITY = "community"
    NOTICE = "notice"


class ReplyOutbound(Value):
    """What a channel team must deliver to the customer."""

    reply_id: Id
    conversation_id: Id
    customer_id: Id
    channel: Channel
    #: The message that is answered, as the channel team named it.
    in_reply_to: Id | None = None
    thread_id: Id | None = None
    text: str
    author: ReplyAuthor
    author_id: Id | None = None
    at: Instant
    public: bool = False
