"""From a step in a conversation's life to what is written, said and watched."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid5

from runtime.hop import CancelTimer, Event, SetTimer
from schemas.envelope import NAMESPACE
from schemas.messages.conversations import ConversationChange, ConversationChanged, ReplyAuthor, ReplyOutbound
from services.route.domain.conversation import NEXT_RESPONSE, Conversation, Moved, due_times
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
    return str(uuid5(NAMESPACE, "\x00".join(parts)))


def timer_id(target: str, conversation_id: str) -> str:
    return f"{target}:{conversation_id}"


def watch(before: Conversation | None, after: Conversation) -> tuple[SetTimer | CancelTimer, ...]:
    """The timers that make `due_times(after)` of `due_times(before)`."""
    was = {} if before is None else due_times(before)
    now = due_times(after)
    number = after.conversation_id
    return (
        *(CancelTimer(timer_id(target, number)) for target in was if target not in now),
        *(SetTimer(timer_id(target, number), target, due, {"conversation_id": number}) for target, due in now.items() if was.get(target) != due),
    )


def effects(before: Conversation | None, moved: Moved, at: datetime, message_id: str | None = None) -> Effects:
    """State, history, events and timers of one step. Nothing where nothing changed."""
    if moved.conversation == before:
        return Effects()
    numbered = moved.conversation._replace(changes=moved.conversation.changes + len(moved.changes))
    said = []
    for change in moved.changes:
        due = numbered.response_due
        if change.kind is ConversationChange.BREACHED and before is not None:
            due = before.response_due
        said.append(
            ConversationChanged(
                conversation_id=numbered.conversation_id,
                customer_id=numbered.customer_id,
                change=change.kind,
                at=at,
                status=numbered.status,
                destination=numbered.destination,
                team=numbered.team,
                agent_id=numbered.agent_id,
                member_id=numbered.member_id,
                priority=numbered.priority,
                message_id=message_id,
                topic=numbered.topic,
                channel=numbered.last_channel,
                first_response_due=None if numbered.owed == NEXT_RESPONSE else due,
                resolution_due=numbered.resolution_due,
                target=change.target,
                because=say(change.why, numbered.language),
            )
        )
    first = moved.conversation.changes + 1
    return Effects(
        (PutConversation(numbered), *(PutChange(first + index, changed) for index, changed in enumerate(said))),
        tuple(Event("conversations-changed", numbered.conversation_id, changed) for changed in said),
        watch(before, numbered),
    )


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
    anchor = PutAnchor(conversation.customer_id, conversation.last_channel.value, REPLY + reply_id, conversation.conversation_id, at)
    return Effects((anchor,), (Event("replies-outbound", conversation.conversation_id, value),))
