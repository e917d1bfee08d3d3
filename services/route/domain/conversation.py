"""A conversation, and its promises. Every step in its life is a function from a conversation to the next one, or a refusal with a name:
a customer's messages in `contact`, what others do in `acts`.

============ ====================================================================================================
status       means
============ ====================================================================================================
``open``     it is our turn: a response is owed (or, held, the customer is being waited for by an agent's word)
``answered`` nothing is owed now: somebody answered, an announcement did, or nothing was asked
``resolved`` done; a customer who comes back with more than thanks opens it again
============ ====================================================================================================

The rules of time: one response is owed at a time, the first one or, after that, the next one. A due time never moves away while
it is owed; a more urgent message can only bring it nearer. The resolution's clock stands still while the customer is waited for
(answered, held) and runs on from what was left. A promise is broken at most once. Automatic answers are no first response.
"""

from collections.abc import Mapping
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

from schemas.messages.conversations import ConversationChange, ConversationStatus
from schemas.messages.inbound import Channel
from schemas.messages.stream import Destination
from services.route.domain.policy import Level

OPEN, ANSWERED, RESOLVED = ConversationStatus.OPEN, ConversationStatus.ANSWERED, ConversationStatus.RESOLVED

FIRST_RESPONSE = "first_response"
NEXT_RESPONSE = "next_response"
RESOLUTION = "resolution"


class Conversation(NamedTuple):
    """As kept in PostgreSQL: the columns of `conversations`, in this order.

    A tuple, because it is made and changed for every message, and a frozen dataclass of this many fields takes three times as long.
    """

    conversation_id: str
    customer_id: str
    topic: str
    language: str
    status: ConversationStatus
    destination: Destination
    team: str | None
    agent_id: str | None
    member_id: str | None
    priority: int
    service_level: str
    rule: str
    #: First contact: when the customer first wrote.
    opened_at: datetime
    #: When the customer last wrote.
    last_at: datetime
    channels: tuple[str, ...]
    #: The response owed now, if any.
    owed: str | None
    response_due: datetime | None
    response_breached: bool
    first_response_at: datetime | None
    resolution_due: datetime
    resolution_breached: bool
    #: Since when the resolution's clock stands still.
    paused_at: datetime | None
    resolved_at: datetime | None
    resolved_by: str | None
    #: The activities that answered and that closed it, so that they can be taken back.
    answering_activity: str | None
    closing_activity: str | None
    incident_id: str | None
    #: When the customer was told that the incident is over.
    told_at: datetime | None
    work_id: str | None
    last_message_id: str
    last_inbound_id: str
    last_channel: Channel
    last_thread_id: str | None
    last_public: bool
    messages: int
    #: Counts what happened to it; numbers the rows of its history.
    changes: int

    def counting(self, more: int) -> "Conversation":
        """With so many more changes. They are the last column: putting them in is three times quicker than `_replace`."""
        return Conversation._make((*self[:-1], self.changes + more))


class Change(NamedTuple):
    """Something that happened, for `conversations-changed`. `why` names a phrase or is a rule's own words."""

    kind: ConversationChange
    why: str
    target: str | None = None


class Moved(NamedTuple):
    conversation: Conversation
    changes: tuple[Change, ...] = ()


class Refused(NamedTuple):
    """The step is not possible. `name` goes to the dead-letter topic as its reason."""

    name: str
    detail: str


# -- the resolution's clock -----------------------------------------------------------------------------------------------------


def paused(now: Conversation, at: datetime) -> Conversation:
    return now if now.paused_at is not None else now._replace(paused_at=at)


def running(now: Conversation, at: datetime, level: Level) -> Conversation:
    """The resolution's clock runs on, with the business minutes that were left when it stopped."""
    if now.paused_at is None:
        return now
    left = level.calendar.between(now.paused_at, now.resolution_due)
    due = level.calendar.add(max(at, now.paused_at), left) if left else now.resolution_due
    return now._replace(paused_at=None, resolution_due=due)


# -- promises -------------------------------------------------------------------------------------------------------------------


def due_times(conversation: Conversation) -> Mapping[str, datetime]:
    """What has still to be watched: promise → when it breaks."""
    watched: dict[str, datetime] = {}
    if conversation.owed is not None and conversation.response_due is not None and not conversation.response_breached:
        watched[conversation.owed] = conversation.response_due
    if conversation.status is OPEN and conversation.paused_at is None and not conversation.resolution_breached:
        watched[RESOLUTION] = conversation.resolution_due
    return watched


def next_due(conversation: Conversation) -> datetime | None:
    """When the first of its promises breaks."""
    return min(due_times(conversation).values(), default=None)


def overdue(before: Conversation, now: datetime) -> Moved:
    """Every promise that was to be kept by `now` is broken, unless it was kept, paused, moved or broken before."""
    after, changes = before, []
    for target, due in sorted(due_times(before).items(), key=itemgetter(1)):
        if due <= now:
            after = after._replace(resolution_breached=True) if target == RESOLUTION else after._replace(response_breached=True)
            changes.append(Change(ConversationChange.BREACHED, f"breached_{target}", target))
    return Moved(after, tuple(changes))
