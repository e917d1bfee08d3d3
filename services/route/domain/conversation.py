"""A conversation's life. Every step is a function from a conversation to the next one, or a refusal with a name.

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
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from schemas.messages.conversations import ConversationChange, ConversationStatus
from schemas.messages.inbound import Channel
from schemas.messages.stream import Destination
from services.route.domain.policy import Level, Verdict

OPEN, ANSWERED, RESOLVED = ConversationStatus.OPEN, ConversationStatus.ANSWERED, ConversationStatus.RESOLVED

FIRST_RESPONSE = "first_response"
NEXT_RESPONSE = "next_response"
RESOLUTION = "resolution"

#: How a conversation came to its end; kept apart in the metrics.
BY_AGENT = "agent"
BY_ACCEPTED_ANSWER = "accepted_answer"
BY_INCIDENT = "incident_closed"


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
        channels=(contact.channel.value,),
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
    now = now._replace(priority=max(now.priority, verdict.priority), service_level=level.name)
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
        now = _running(now, contact.counted_from, level)
    if not stays:
        now = now._replace(destination=verdict.destination, team=verdict.team, rule=verdict.rule)
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
    channels = before.channels if contact.channel.value in before.channels else (*before.channels, contact.channel.value)
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


def _paused(now: Conversation, at: datetime) -> Conversation:
    return now if now.paused_at is not None else now._replace(paused_at=at)


def _running(now: Conversation, at: datetime, level: Level) -> Conversation:
    """The resolution's clock runs on, with the business minutes that were left when it stopped."""
    if now.paused_at is None:
        return now
    left = level.calendar.between(now.paused_at, now.resolution_due)
    due = level.calendar.add(max(at, now.paused_at), left) if left else now.resolution_due
    return now._replace(paused_at=None, resolution_due=due)


def _answered_by_notice(now: Conversation, at: datetime) -> Conversation:
    return _paused(now._replace(status=ANSWERED, owed=None, response_due=None, response_breached=False), at)


# -- agents ---------------------------------------------------------------------------------------------------------------------


def accepted(before: Conversation, agent_id: str, work_id: str) -> Moved | Refused:
    """An agent takes it."""
    if before.status is RESOLVED:
        return Refused("already_resolved", "the conversation is resolved: there is nothing to take")
    if before.destination is not Destination.AGENTS:
        return Refused("not_with_agents", "the conversation is not with agents")
    if before.agent_id == agent_id:
        return Refused("already_yours", "this agent has the conversation already")
    if before.agent_id is not None:
        return Refused("already_assigned", "another agent has the conversation")
    return Moved(before._replace(agent_id=agent_id, work_id=work_id), (Change(ConversationChange.ASSIGNED, "accepted"),))


def declined(before: Conversation, agent_id: str) -> Moved | Refused:
    """An agent does not take it, or gives it back: it waits on, as old as it is."""
    if before.status is RESOLVED:
        return Refused("already_resolved", "the conversation is resolved: there is nothing to decline")
    if before.destination is not Destination.AGENTS:
        return Refused("not_with_agents", "the conversation is not with agents")
    if before.agent_id is None:
        return Moved(before)
    if before.agent_id != agent_id:
        return Refused("already_assigned", "another agent has the conversation")
    return Moved(before._replace(agent_id=None, work_id=None), (Change(ConversationChange.ASSIGNED, "given_back"),))


def replied(before: Conversation, agent_id: str, at: datetime, activity_id: str) -> Moved:
    """An agent answers. A colleague's answer does not take the conversation over; an answer after the end opens nothing."""
    now = before._replace(agent_id=before.agent_id or (agent_id if before.destination is Destination.AGENTS else None))
    if now.status is RESOLVED:
        return Moved(now._replace(first_response_at=now.first_response_at or at))
    return _answered(now, at, activity_id, "agent_replied")


def _answered(now: Conversation, at: datetime, activity_id: str, why: str) -> Moved:
    was_open = now.status is OPEN
    now = now._replace(
        status=ANSWERED,
        owed=None,
        response_due=None,
        response_breached=False,
        first_response_at=now.first_response_at or at,
        answering_activity=activity_id if was_open else now.answering_activity,
    )
    return Moved(_paused(now, at), (Change(ConversationChange.ANSWERED, why),) if was_open else ())


def resolved(before: Conversation, at: datetime, by: str, activity_id: str | None, why: str) -> Moved | Refused:
    if before.status is RESOLVED:
        return Refused("already_resolved", "the conversation is resolved already")
    now = before._replace(
        status=RESOLVED,
        owed=None,
        response_due=None,
        response_breached=False,
        resolved_at=at,
        resolved_by=by,
        closing_activity=activity_id,
    )
    return Moved(_paused(now, at), (Change(ConversationChange.RESOLVED, why),))


def transferred(before: Conversation, team: str, verdict: Verdict | None, at: datetime) -> Moved | Refused:
    """To another team; its age and its due times stay. From the community it is an escalation, and `verdict` says how."""
    if before.status is RESOLVED:
        return Refused("already_resolved", "the conversation is resolved: there is nothing to transfer")
    if before.destination is not Destination.AGENTS:
        if verdict is None:
            return Refused("not_with_agents", "the conversation is not with agents")
        return Moved(_escalated(before, replace(verdict, team=team), at), (Change(ConversationChange.ESCALATED, "transferred"),))
    if before.team == team:
        return Refused("same_team", "the conversation is with that team already")
    return Moved(before._replace(team=team, agent_id=None, work_id=None), (Change(ConversationChange.ASSIGNED, "transferred"),))


def held(before: Conversation, at: datetime) -> Moved | Refused:
    """An agent waits for the customer or a third party: the resolution's clock stops, a response that is owed stays owed."""
    if before.status is RESOLVED:
        return Refused("already_resolved", "the conversation is resolved: there is nothing to hold")
    if before.destination is not Destination.AGENTS:
        return Refused("not_with_agents", "the conversation is not with agents")
    return Moved(_paused(before, at))


# -- the community --------------------------------------------------------------------------------------------------------------


def answered_by_member(before: Conversation, member_id: str, at: datetime, activity_id: str) -> Moved:
    """A member answers. With agents, or at its end, that changes nothing: the agent's promise stays."""
    if before.destination is Destination.AGENTS or before.status is RESOLVED:
        return Moved(before)
    return _answered(before._replace(member_id=before.member_id or member_id), at, activity_id, "member_answered")


def accepted_answer(before: Conversation, member_id: str, at: datetime, activity_id: str) -> Moved | Refused:
    """The asker takes a member's answer as the solution."""
    if before.status is RESOLVED:
        return Refused("already_resolved", "the conversation is resolved already")
    now = before._replace(member_id=member_id, first_response_at=before.first_response_at or at)
    return resolved(now, at, BY_ACCEPTED_ANSWER, activity_id, "answer_accepted")


def answer_withdrawn(before: Conversation, undoes: str, at: datetime, level: Level) -> Moved | Refused:
    """A member's answer is gone: a response is owed again, counted from now."""
    if before.answering_activity != undoes:
        return Refused("nothing_to_undo", "that activity did not answer this conversation")
    if before.status is RESOLVED:
        return Refused("already_resolved", "the conversation is resolved: take the acceptance back first")
    if before.status is OPEN:
        return Moved(before._replace(answering_activity=None, member_id=None))
    now = _owing_again(before._replace(answering_activity=None, member_id=None), at, level)
    return Moved(now, (Change(ConversationChange.REOPENED, "answer_withdrawn"),))


def acceptance_withdrawn(before: Conversation, undoes: str, at: datetime, level: Level) -> Moved | Refused:
    """The solution was none after all."""
    if before.closing_activity != undoes or before.status is not RESOLVED:
        return Refused("nothing_to_undo", "that activity did not resolve this conversation")
    now = before._replace(resolved_at=None, resolved_by=None, closing_activity=None)
    return Moved(_owing_again(now, at, level), (Change(ConversationChange.REOPENED, "acceptance_withdrawn"),))


def _owing_again(now: Conversation, at: datetime, level: Level) -> Conversation:
    now = _running(now, at, level)
    return now._replace(status=OPEN, owed=NEXT_RESPONSE, response_due=level.next_response(at), response_breached=False)


def flagged(before: Conversation, verdict: Verdict, at: datetime) -> Moved:
    """Somebody says that this needs an agent. With agents already, that changes nothing."""
    if before.destination is Destination.AGENTS:
        return Moved(before)
    return Moved(_escalated(before, verdict, at), (Change(ConversationChange.ESCALATED, "flagged"),))


def _escalated(before: Conversation, verdict: Verdict, at: datetime) -> Conversation:
    level = verdict.level
    due = level.first_response(at)
    keep = before.owed is not None and before.response_due is not None and (before.response_breached or before.response_due <= due)
    now = _running(before._replace(resolved_at=None, resolved_by=None, closing_activity=None), at, level)
    return now._replace(
        status=OPEN,
        destination=Destination.AGENTS,
        team=verdict.team,
        priority=max(before.priority, verdict.priority),
        service_level=level.name,
        rule=verdict.rule,
        owed=before.owed if keep else FIRST_RESPONSE,
        response_due=before.response_due if keep else due,
        response_breached=before.response_breached if keep else False,
        resolution_due=min(now.resolution_due, level.resolution(at)),
    )


# -- incidents ------------------------------------------------------------------------------------------------------------------


def counted_in(before: Conversation, incident_id: str) -> Conversation:
    """The customer is among those whom the incident concerns, and will be told when it is over."""
    return before if before.incident_id == incident_id else before._replace(incident_id=incident_id, told_at=None)


def told_of_end(before: Conversation, at: datetime) -> Moved:
    """The customer was told that the incident is over. What only waited for that is resolved; what agents have stays theirs."""
    now = before._replace(told_at=at)
    if now.destination is not Destination.NOTICE or now.status is RESOLVED:
        return Moved(now)
    done = resolved(now, at, BY_INCIDENT, None, "incident_over")
    return done if isinstance(done, Moved) else Moved(now)


# -- promises -------------------------------------------------------------------------------------------------------------------


def due_times(conversation: Conversation) -> Mapping[str, datetime]:
    """What has still to be watched: promise → when it breaks."""
    watched: dict[str, datetime] = {}
    if conversation.owed is not None and conversation.response_due is not None and not conversation.response_breached:
        watched[conversation.owed] = conversation.response_due
    if conversation.status is OPEN and conversation.paused_at is None and not conversation.resolution_breached:
        watched[RESOLUTION] = conversation.resolution_due
    return watched


def overdue(before: Conversation, target: str, now: datetime) -> Moved:
    """`target`'s timer fired: broken, unless it was kept, paused, moved or broken before."""
    due = due_times(before).get(target)
    if due is None or due > now:
        return Moved(before)
    broken = before._replace(resolution_breached=True) if target == RESOLUTION else before._replace(response_breached=True)
    return Moved(broken, (Change(ConversationChange.BREACHED, f"breached_{target}", target),))


def anchored(written_at: datetime, received_at: datetime, late: timedelta) -> datetime:
    """Where due times count from: when the customer wrote, or the arrival where that was much later, or the clocks disagree."""
    return written_at if received_at - late <= written_at <= received_at else received_at
