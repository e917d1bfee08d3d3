"""What others than the customer do to a conversation: agents, members of the community, the end of an incident."""

from datetime import datetime

from schemas.messages.conversations import ConversationChange
from schemas.messages.stream import Destination
from services.route.domain.conversation import (
    ANSWERED,
    FIRST_RESPONSE,
    NEXT_RESPONSE,
    OPEN,
    RESOLVED,
    Change,
    Conversation,
    Moved,
    Refused,
    paused,
    running,
)
from services.route.domain.policy import Level, Verdict

#: How a conversation came to its end; kept apart in the metrics.
BY_AGENT = "agent"
BY_ACCEPTED_ANSWER = "accepted_answer"
BY_INCIDENT = "incident_closed"


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
    return Moved(paused(now, at), (Change(ConversationChange.ANSWERED, why),) if was_open else ())


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
    return Moved(paused(now, at), (Change(ConversationChange.RESOLVED, why),))


def transferred(before: Conversation, team: str, verdict: Verdict | None, at: datetime) -> Moved | Refused:
    """To another team; its age and its due times stay. From the community it is an escalation, and `verdict` says how."""
    if before.status is RESOLVED:
        return Refused("already_resolved", "the conversation is resolved: there is nothing to transfer")
    if before.destination is not Destination.AGENTS:
        if verdict is None:
            return Refused("not_with_agents", "the conversation is not with agents")
        return Moved(_escalated(before, verdict._replace(team=team), at), (Change(ConversationChange.ESCALATED, "transferred"),))
    if before.team == team:
        return Refused("same_team", "the conversation is with that team already")
    return Moved(before._replace(team=team, agent_id=None, work_id=None), (Change(ConversationChange.ASSIGNED, "transferred"),))


def held(before: Conversation, at: datetime) -> Moved | Refused:
    """An agent waits for the customer or a third party: the resolution's clock stops, a response that is owed stays owed."""
    if before.status is RESOLVED:
        return Refused("already_resolved", "the conversation is resolved: there is nothing to hold")
    if before.destination is not Destination.AGENTS:
        return Refused("not_with_agents", "the conversation is not with agents")
    return Moved(paused(before, at))


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
    now = running(now, at, level)
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
    now = running(before._replace(resolved_at=None, resolved_by=None, closing_activity=None), at, level)
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


def told_of_end(before: Conversation, at: datetime) -> Moved:
    """The customer was told that the incident is over. What only waited for that is resolved; what agents have stays theirs."""
    now = before._replace(told_at=at)
    if now.destination is not Destination.NOTICE or now.status is RESOLVED:
        return Moved(now)
    done = resolved(now, at, BY_INCIDENT, None, "incident_over")
    return done if isinstance(done, Moved) else Moved(now)
