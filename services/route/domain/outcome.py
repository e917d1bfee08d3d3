"""From a step in a conversation's life to what is written, said and watched."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from runtime.codec import encode
from runtime.hop import CancelTimer, Event, SetTimer
from schemas.envelope import computed_id
from schemas.messages.conversations import ConversationChange, ConversationChanged, ReplyAuthor, ReplyOutbound
from services.route.domain.conversation import NEXT_RESPONSE, Change, Conversation, Moved, next_due
from services.route.domain.phrases import say
from services.route.domain.view import REPLY, PutAnchor, PutChange, PutConversation


@dataclass(frozen=True, slots=True)
class Effects:
    changes: tuple[Any, ...] = ()
    events: tuple[Event, ...] = ()
    timers: tuple[SetTimer | CancelTimer, ...] = ()

    def __add__(self, other: "Effects") -> "Effects":
        return Effects(self.changes + other.changes, self.events + other.events, self.timers + other.timers)


def named(*parts: str) -> str:
    """An id made of what it is about, and of nothing else: whatever is decided again, from whatever offset, has the same."""
    return computed_id("\x00".join(parts))


#: The kind of timer that watches a conversation's promises: one for all of them, at the next that breaks.
PROMISE = "promise"


def watch(before: Conversation | None, after: Conversation) -> tuple[SetTimer | CancelTimer, ...]:
    """The timer that watches `after`, where it is not the one that watches `before`."""
    was = None if before is None else next_due(before)
    due, timer_id = next_due(after), f"{PROMISE}:{after.conversation_id}"
    if due == was:
        return ()
    if due is None:
        return (CancelTimer(timer_id),)
    return (SetTimer(timer_id, PROMISE, due, {"conversation_id": after.conversation_id}),)


def _changed(after: Conversation, change: Change, response_due: datetime | None, at: datetime, message_id: str | None) -> ConversationChanged:
    return ConversationChanged(
        conversation_id=after.conversation_id,
        customer_id=after.customer_id,
        change=change.kind,
        at=at,
        status=after.status,
        destination=after.destination,
        team=after.team,
        agent_id=after.agent_id,
        member_id=after.member_id,
        priority=after.priority,
        message_id=message_id,
        topic=after.topic,
        channel=after.last_channel,
        first_response_due=None if after.owed == NEXT_RESPONSE else response_due,
        resolution_due=after.resolution_due,
        target=change.target,
        because=say(change.why, after.language),
    )


def effects(before: Conversation | None, moved: Moved, at: datetime, message_id: str | None = None) -> Effects:
    """State, history, events and timers of one step. Nothing where nothing changed."""
    after, happened = moved
    if after == before:
        return Effects()
    if not happened:
        return Effects((PutConversation(after),), timers=watch(before, after))
    number = after.changes
    after = after.counting(len(happened))
    changes: list[Any] = [PutConversation(after)]
    events = []
    for change in happened:
        number += 1
        # What was promised, where that was broken.
        due = before.response_due if change.kind is ConversationChange.BREACHED and before is not None else after.response_due
        changed = _changed(after, change, due, at, message_id)
        body = encode(changed)
        changes.append(PutChange(number, after.conversation_id, body))
        events.append(Event("conversations-changed", after.conversation_id, changed, body))
    return Effects(tuple(changes), tuple(events), watch(before, after))


def reply(conversation: Conversation, reply_id: str, text: str, author: ReplyAuthor, author_id: str | None, at: datetime, *, public: bool) -> Effects:
    """What a channel team must deliver, where the customer last wrote. What was asked in private is never answered in public."""
    value = ReplyOutbound(
        reply_id=reply_id,
        conversation_id=conversation.conversation_id,
        customer_id=conversation.customer_id,
        channel=conversation.last_channel,
        in_reply_to=conversation.last_inbound_id,
        thread_id=conversation.last_thread_id,
        text=text,
        author=author,
        author_id=author_id,
        at=at,
        public=public and conversation.last_public,
    )
    # The customer's answer may name our reply as the message that it answers.
    anchor = PutAnchor(conversation.customer_id, str(conversation.last_channel), REPLY + reply_id, conversation.conversation_id, at)
    return Effects((anchor,), (Event("replies-outbound", conversation.conversation_id, value),))
