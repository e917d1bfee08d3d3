"""A customer writes: a conversation is opened, or goes on."""

from datetime import datetime, timedelta
from typing import NamedTuple

from schemas.messages.conversations import ConversationChange
from schemas.messages.inbound import Channel
from schemas.messages.stream import Destination
from services.route.domain.conversation import ANSWERED, FIRST_RESPONSE, NEXT_RESPONSE, OPEN, RESOLVED, Change, Conversation, Moved, paused, running
from services.route.domain.policy import Level, Verdict


class Contact(NamedTuple):
    """What a conversation needs to know of a customer's message."""

    message_id: str
    inbound_id: str
    channel: Channel
    thread_id: str | None
    public: bool
    language: str
    #: The topic where it is certain enough to say what the conversation is about, else None.
    topic: str | None
    written_at: datetime
    #: Where due times count from.
    counted_from: datetime
    because: str


def opened(conversation_id: str, customer_id: str, topic: str, contact: Contact, verdict: Verdict) -> Moved:
    """A new conversation."""
    owes = verdict.expects_answer and verdict.destination is not Destination.NOTICE
    level = verdict.level
    conversation = Conversation(
        conversation_id=conversation_id,
        customer_id=customer_id,
        topic=topic,
        language=contact.language,
        status=OPEN if owes else ANSWERED,
        destination=verdict.destination,
        team=verdict.team,
        agent_id=None,
        member_id=None,
        priority=verdict.priority,
        service_level=level.name,
        rule=verdict.rule,
        opened_at=contact.written_at,
        last_at=contact.written_at,
        channels=(str(contact.channel),),
        owed=FIRST_RESPONSE if owes else None,
        response_due=level.first_response(contact.counted_from) if owes else None,
        response_breached=False,
        first_response_at=None,
        resolution_due=level.resolution(contact.counted_from),
        resolution_breached=False,
        paused_at=None if owes else contact.counted_from,
        resolved_at=None,
        resolved_by=None,
        answering_activity=None,
        closing_activity=None,
        incident_id=None,
        told_at=None,
        work_id=None,
        last_message_id=contact.message_id,
        last_inbound_id=contact.inbound_id,
        last_channel=contact.channel,
        last_thread_id=contact.thread_id,
        last_public=contact.public,
        messages=1,
        changes=0,
    )
    return Moved(conversation, (Change(ConversationChange.OPENED, contact.because),))


def received(before: Conversation, contact: Contact, verdict: Verdict, current: Level) -> Moved:
    """The customer wrote again. `current` is the conversation's own service level.

    With agents it stays with agents, whatever the message alone would have got. Thanks open nothing again.
    """
    changes: list[Change] = []
    now = _noted(before, contact)
    if not verdict.expects_answer:
        return Moved(now)
    reopens = now.status is RESOLVED
    stays = now.destination is Destination.AGENTS
    escalates = not stays and verdict.destination is Destination.AGENTS
    level = current
    if escalates or not stays or (verdict.destination is Destination.AGENTS and verdict.priority > now.priority):
        level = verdict.level
    priority = max(now.priority, verdict.priority)
    if not stays:
        now = now._replace(priority=priority, service_level=level.name, destination=verdict.destination, team=verdict.team, rule=verdict.rule)
    elif (priority, level.name) != (now.priority, now.service_level):
        now = now._replace(priority=priority, service_level=level.name)
    if reopens:
        # Nothing is kept of the old promises, and the agent who knows the case keeps it.
        now = now._replace(
            status=OPEN,
            owed=None,
            response_due=None,
            resolution_due=level.resolution(contact.counted_from),
            resolution_breached=False,
            paused_at=None,
            resolved_at=None,
            resolved_by=None,
            closing_activity=None,
        )
        changes.append(Change(ConversationChange.REOPENED, "customer_returned"))
    else:
        now = running(now, contact.counted_from, level)
    if now.destination is Destination.NOTICE:
        if now.status is OPEN:
            changes.append(Change(ConversationChange.ANSWERED, "announced"))
        return Moved(_answered_by_notice(now, contact.counted_from), tuple(changes))
    owed = NEXT_RESPONSE if now.first_response_at is not None and not reopens and not escalates else FIRST_RESPONSE
    due = level.next_response(contact.counted_from) if owed == NEXT_RESPONSE else level.first_response(contact.counted_from)
    if now.owed is None:
        now = now._replace(status=OPEN, owed=owed, response_due=due, response_breached=False)
    elif now.response_due is not None and due < now.response_due and not now.response_breached:
        now = now._replace(response_due=due)
    if escalates:
        now = now._replace(resolution_due=min(now.resolution_due, level.resolution(contact.counted_from)))
        changes.append(Change(ConversationChange.ESCALATED, contact.because))
    return Moved(now, tuple(changes))


def _noted(before: Conversation, contact: Contact) -> Conversation:
    """The message counted, and the last one remembered, which a late message is not."""
    later = contact.written_at >= before.last_at
    channels = before.channels if contact.channel in before.channels else (*before.channels, str(contact.channel))
    topic = contact.topic if contact.topic is not None and before.topic == "other" else before.topic
    if not later:
        return before._replace(opened_at=min(before.opened_at, contact.written_at), channels=channels, messages=before.messages + 1, topic=topic)
    return before._replace(
        topic=topic,
        language=contact.language,
        last_at=contact.written_at,
        channels=channels,
        last_message_id=contact.message_id,
        last_inbound_id=contact.inbound_id,
        last_channel=contact.channel,
        last_thread_id=contact.thread_id,
        last_public=contact.public,
        messages=before.messages + 1,
    )


def _answered_by_notice(now: Conversation, at: datetime) -> Conversation:
    return paused(now._replace(status=ANSWERED, owed=None, response_due=None, response_breached=False), at)


def counted_in(before: Conversation, incident_id: str) -> Conversation:
    """The customer is among those whom the incident concerns, and will be told when it is over."""
    return before if before.incident_id == incident_id else before._replace(incident_id=incident_id, told_at=None)


def anchored(written_at: datetime, received_at: datetime, late: timedelta) -> datetime:
    """Where due times count from: when the customer wrote, or the arrival where that was much later, or the clocks disagree."""
    return written_at if received_at - late <= written_at <= received_at else received_at
