"""What agents and members do to conversations, what waits for a conversation that is not known yet, and timers that fire."""

from datetime import datetime, timedelta

from runtime.hop import Decision, Due, Event, Refusal
from schemas.messages.agents import AgentAction, AgentActivity
from schemas.messages.community import CommunityAction, CommunityActivity
from schemas.messages.conversations import ReplyAuthor, WorkAssigned, WorkChange
from schemas.messages.inbound import Channel
from services.route.domain import acts
from services.route.domain.conversation import Conversation, Moved, Refused, overdue
from services.route.domain.messages import parked_timer
from services.route.domain.outcome import Effects, effects, named, reply, watch
from services.route.domain.phrases import say
from services.route.domain.policy import Policy
from services.route.domain.view import THREAD, Heard, Park, PutActivity, PutAnchor, PutPresence, Unpark, View

#: When an activity that waits is looked at again, unless its message comes first: seconds after it was parked. Early ones, because
#: the message may be on its way in another process at this very moment and see as little of the activity as we of it.
_LOOK_AGAIN_SECONDS = (2, 10, 60)

#: No act is older, whatever its clock says.
_OLDEST = timedelta(days=366)

_ABOUT_CONVERSATIONS = frozenset({CommunityAction.ANSWERED, CommunityAction.ACCEPTED, CommunityAction.FLAGGED})


def activity_key(topic: str, activity_id: str) -> str:
    """Agents and members number their acts apart."""
    return f"{topic}/{activity_id}"


def _names(event: AgentActivity | CommunityActivity) -> tuple[str | None, str | None, str | None]:
    """Conversation, message and thread, as far as the activity names them."""
    if isinstance(event, AgentActivity):
        return event.conversation_id, event.message_id, None
    return None, event.message_id, event.thread_id


def _refused(refused: Refused) -> Decision:
    return Decision(refusal=Refusal(refused.name, refused.detail), outcome="refused")


def decide_agent(policy: Policy, view: View, heard: Heard, now: datetime) -> Decision:
    activity: AgentActivity = heard.event
    if activity.action is AgentAction.PRESENCE:
        return _presence(policy, view, activity, now)
    if activity.conversation_id is None and activity.message_id is None:
        return _refused(Refused("names_no_conversation", "name a conversation_id or a message_id"))
    return _about_conversation(policy, view, heard, now)


def decide_community(policy: Policy, view: View, heard: Heard, now: datetime) -> Decision:
    activity: CommunityActivity = heard.event
    if activity.action is CommunityAction.ASKED and not activity.undo:
        return _link(view, activity, now)
    if activity.action not in _ABOUT_CONVERSATIONS or (activity.message_id is None and activity.thread_id is None):
        return Decision(outcome="ignored")
    return _about_conversation(policy, view, heard, now)


def _presence(policy: Policy, view: View, activity: AgentActivity, now: datetime) -> Decision:
    presence = activity.presence
    if presence is None:
        return _refused(Refused("no_presence", "a presence says whether the agent is available"))
    if presence.team is not None and presence.team not in policy.teams:
        return _refused(Refused("unknown_team", f"there is no such team: choose from {', '.join(sorted(policy.teams))}"))
    at = _believed(activity.at, now)
    known = view.present.get(activity.agent_id)
    if known is not None and known > at:
        return Decision(outcome="overtaken")
    return Decision((PutPresence(activity.agent_id, at, presence),), outcome="presence")


def _believed(at: datetime, now: datetime) -> datetime:
    """A time that somebody else's clock gave: not later than now, nor so early that sums with it go wrong."""
    return max(min(at, now), now - _OLDEST)


def _link(view: View, activity: CommunityActivity, now: datetime) -> Decision:
    """The community opened a thread for a routed message: from here on the thread alone names the conversation."""
    found = view.about(None, activity.message_id, None)
    if found is None or activity.thread_id is None:
        return Decision(outcome="ignored")
    return Decision(_linked(found, activity, _believed(activity.at, now)), outcome="linked")


def _linked(found: Conversation, activity: CommunityActivity, at: datetime) -> tuple[PutAnchor, ...]:
    if activity.thread_id is None or activity.message_id is None:
        return ()
    return (PutAnchor(found.customer_id, Channel.FORUM.value, THREAD + activity.thread_id, found.conversation_id, at),)


def _about_conversation(policy: Policy, view: View, heard: Heard, now: datetime) -> Decision:
    event, record = heard
    key = activity_key(record.topic, event.activity_id)
    if key in view.done:
        return Decision(outcome="duplicate")
    names = _names(event)
    found = view.about(*names)
    if found is None:
        if key in view.parked:
            return Decision(outcome="duplicate")
        expires = now + timedelta(hours=policy.conversations.parked_hours)
        due = min(expires, now + timedelta(seconds=_LOOK_AGAIN_SECONDS[0]))
        return Decision((Park(key, record, *names, now, expires),), timers=(parked_timer(key, due, *names, 0),), outcome="parked")
    return _acted(policy, event, key, found, now)


def decide_parked(policy: Policy, view: View, due: Due, heard: Heard | None, now: datetime) -> Decision:
    """An activity that waits is looked at again: its conversation is there, or it waits on, or it has waited long enough."""
    key = str(due.payload["key"])
    parked = view.parked.get(key)
    if parked is None or heard is None:
        return Decision(outcome="overtaken")
    if key in view.done:
        return Decision((Unpark(key),), outcome="duplicate")
    found = view.about(parked.conversation_id, parked.message_id, parked.thread_id)
    if found is not None:
        decision = _acted(policy, heard.event, key, found, now)
        refusal = None if decision.refusal is None else decision.refusal._replace(record=parked.record)
        return Decision((Unpark(key), *decision.changes), decision.events, decision.timers, refusal, decision.outcome)
    if now >= parked.expires_at:
        hours = policy.conversations.parked_hours
        refusal = Refusal("unknown_conversation", f"no conversation that it names has appeared within {hours:g} hours", parked.record)
        return Decision((Unpark(key),), refusal=refusal, outcome="refused")
    attempt = int(due.payload["attempt"]) + 1
    later = now + timedelta(seconds=_LOOK_AGAIN_SECONDS[attempt]) if attempt < len(_LOOK_AGAIN_SECONDS) else parked.expires_at
    timer = parked_timer(key, min(later, parked.expires_at), parked.conversation_id, parked.message_id, parked.thread_id, attempt)
    return Decision(timers=(timer,), outcome="parked")


def _acted(policy: Policy, event: AgentActivity | CommunityActivity, key: str, found: Conversation, now: datetime) -> Decision:
    # An agent's clock may be ahead, and may be behind the customer's.
    at = max(_believed(event.at, now), min(found.opened_at, now))
    match event:
        case AgentActivity():
            done = _agent_acted(policy, event, key, found, at)
        case CommunityActivity():
            done = _member_acted(policy, event, key, found, at)
    if isinstance(done, Refused):
        return _refused(done)
    changes = (*done.changes, PutActivity(key, found.conversation_id, now))
    return Decision(changes, done.events, done.timers, outcome=event.action.value)


def _agent_acted(policy: Policy, event: AgentActivity, key: str, found: Conversation, at: datetime) -> Effects | Refused:
    agent = event.agent_id
    match event.action:
        case AgentAction.ACCEPTED:
            moved: Moved | Refused = acts.accepted(found, agent, named("work", key))
            if isinstance(moved, Refused):
                return moved
            return effects(found, moved, at) + _work(key, moved.conversation, agent, WorkChange.ACCEPTED, "accepted", at)
        case AgentAction.DECLINED:
            moved = acts.declined(found, agent)
            if isinstance(moved, Refused):
                return moved
            return effects(found, moved, at) + _work(key, found, agent, WorkChange.DECLINED, "given_back" if found.agent_id else "declined", at)
        case AgentAction.REPLIED:
            if event.text is None or not event.text.strip():
                return Refused("no_text", "a reply has a text")
            answered = acts.replied(found, agent, at, key)
            return effects(found, answered, at) + reply(
                answered.conversation, named("reply", key), event.text, ReplyAuthor.AGENT, agent, at, public=event.public
            )
        case AgentAction.RESOLVED:
            moved = acts.resolved(found, at, acts.BY_AGENT, key, "agent_resolved")
            return moved if isinstance(moved, Refused) else effects(found, moved, at)
        case AgentAction.TRANSFERRED:
            if event.to_team is None or event.to_team not in policy.teams:
                return Refused("unknown_team", f"name in to_team one of {', '.join(sorted(policy.teams))}")
            moved = acts.transferred(found, event.to_team, policy.flagged(found.topic), at)
            if isinstance(moved, Refused):
                return moved
            return effects(found, moved, at) + _work(key, moved.conversation, agent, WorkChange.TRANSFERRED, "transferred", at, found.work_id)
        case AgentAction.ON_HOLD:
            moved = acts.held(found, at)
            return moved if isinstance(moved, Refused) else effects(found, moved, at)
        case _:
            return Refused("unknown_action", f"{event.action} is not about a conversation")


def _work(key: str, conversation: Conversation, agent_id: str, change: WorkChange, why: str, at: datetime, work_id: str | None = None) -> Effects:
    value = WorkAssigned(
        work_id=work_id or conversation.work_id or named("work", key),
        agent_id=agent_id,
        conversation_id=conversation.conversation_id,
        change=change,
        at=at,
        team=conversation.team or "",
        priority=conversation.priority,
        because=say(why, conversation.language),
    )
    return Effects(events=(Event("work-assigned", agent_id, value),))


def _member_acted(policy: Policy, event: CommunityActivity, key: str, found: Conversation, at: datetime) -> Effects | Refused:
    linked = Effects(_linked(found, event, at))
    if event.undo:
        undone = _undone(event, found, at, policy)
        return undone if isinstance(undone, Refused) else linked + effects(found, undone, at)
    match event.action:
        case CommunityAction.ANSWERED:
            if event.customer_id is not None and event.customer_id == found.customer_id:
                return linked  # who asks does not answer himself
            answered = acts.answered_by_member(found, event.member_id, at, key)
            said = linked + effects(found, answered, at)
            if answered.conversation is not found and event.text and event.text.strip() and found.last_channel is not Channel.FORUM:
                # In the forum the customer reads it where it was written.
                said += reply(answered.conversation, named("reply", key), event.text, ReplyAuthor.COMMUNITY, event.member_id, at, public=True)
            return said
        case CommunityAction.ACCEPTED:
            moved = acts.accepted_answer(found, event.member_id, at, key)
            return moved if isinstance(moved, Refused) else linked + effects(found, moved, at)
        case CommunityAction.FLAGGED:
            return linked + effects(found, acts.flagged(found, policy.flagged(found.topic), at), at)
        case _:
            return Refused("unknown_action", f"{event.action} is not about a conversation")


def _undone(event: CommunityActivity, found: Conversation, at: datetime, policy: Policy) -> Moved | Refused:
    if event.undoes is None:
        return Refused("nothing_to_undo", "name in undoes the activity that is taken back")
    undoes, level = activity_key("community-activity", event.undoes), policy.level(found.service_level)
    match event.action:
        case CommunityAction.ANSWERED:
            return acts.answer_withdrawn(found, undoes, at, level)
        case CommunityAction.ACCEPTED:
            return acts.acceptance_withdrawn(found, undoes, at, level)
        case _:
            return Refused("escalation_stands", "what agents have been given stays with them: they decide")


def decide_overdue(view: View, due: Due, now: datetime) -> Decision:
    """The timer of a conversation's promises fired."""
    found = view.conversations.get(str(due.payload["conversation_id"]))
    if found is None:
        return Decision(outcome="overtaken")
    moved = overdue(found, now)
    step = effects(found, moved, now, found.last_message_id)
    # The timer that fired is gone: whatever is promised still is watched by a new one.
    timers = watch(None, moved.conversation)
    return Decision(step.changes, step.events, timers, outcome="breached" if moved.changes else "overtaken")
