"""Discourse's webhooks: posts, likes and solutions.

The first post of a topic is a message of a customer (and `asked` in the community); a reply is `answered`, a like `kudos`, a
solution `accepted`, and their undoing takes them back. Private messages are messages that are not public, and nobody's activity.
Shapes: discourse/discourse, app/serializers/web_hook_post_serializer.rb; discourse-solved sends the post of the solution.
Activity ids come from Discourse's own ids, so that a delivery that it repeats says the same again.
"""

from collections.abc import Mapping
from typing import Any

from runtime.hop import Refusal
from schemas.envelope import message_id
from schemas.messages.community import CommunityAction, CommunityActivity
from schemas.messages.inbound import MAX_TEXT, Channel, InboundMessage
from services.ingest.adapters.payload import Ignored, Payload, Translated, Translation, built
from services.ingest.adapters.plain_text import text_of_html
from services.ingest.adapters.reading import json_object

NAME = "discourse"
SIGNATURE = "x-discourse-event-signature"
EVENT = "x-discourse-event"

_REGULAR_POST = 1
#: Discourse's own user, who posts notices.
_SYSTEM_USER_IDS = frozenset({-1, -2})


def translate(payload: Payload) -> Translation:
    value = json_object(payload)
    if isinstance(value, Refusal):
        return value
    event = payload.headers.get(EVENT, "")
    match event:
        case "post_created":
            return _posted(value.get("post"))
        case "post_destroyed":
            return _taken_back(value.get("post"))
        case "post_liked":
            return _liked(value.get("like"), payload)
        case "accepted_solution" | "unaccepted_solution":
            return _solved(value.get("solved"), payload, undo=event == "unaccepted_solution")
        case _:
            return Ignored(event[:100] or "none")


def _missing(post: Any, *names: str) -> Refusal | None:
    if not isinstance(post, Mapping):
        return Refusal("invalid", "/: the event carries no post")
    for name in names:
        value = post.get(name)
        if value is None or value == "":
            return Refusal("invalid", f"/post/{name}: missing")
        if isinstance(value, bool) or not isinstance(value, int | str):
            return Refusal("invalid", f"/post/{name}: neither a number nor text")
    return None


def _member(user_id: Any) -> str:
    return f"{NAME}:{user_id}"


def _answered_id(post: Mapping[str, Any]) -> str:
    return f"{NAME}:post:{post['id']}:answered"


def _private(post: Mapping[str, Any]) -> bool:
    return post.get("topic_archetype") == "private_message"


def _by_a_person(post: Mapping[str, Any]) -> bool:
    return post.get("post_type", _REGULAR_POST) == _REGULAR_POST and post["user_id"] not in _SYSTEM_USER_IDS


def _text(post: Mapping[str, Any]) -> str:
    raw = post.get("raw")
    text = raw if isinstance(raw, str) and raw.strip() else text_of_html(str(post.get("cooked") or ""))
    return text.replace("\x00", "")[:MAX_TEXT]


def _posted(post: Any) -> Translation:
    if (missing := _missing(post, "id", "topic_id", "user_id", "created_at", "post_number")) is not None:
        return missing
    if not _by_a_person(post):
        return Ignored("post_created by the forum itself")
    first = post["post_number"] == 1
    if not first and not _private(post):
        answered = built(
            CommunityActivity,
            activity_id=_answered_id(post),
            action=CommunityAction.ANSWERED,
            member_id=_member(post["user_id"]),
            at=post["created_at"],
            thread_id=f"{NAME}:topic:{post['topic_id']}",
            post_id=f"{NAME}:post:{post['id']}",
            text=_text(post),
        )
        return answered if isinstance(answered, Refusal) else Translated(activities=(answered,))
    inbound_id = f"post:{post['id']}"
    message = built(
        InboundMessage,
        id=inbound_id,
        channel=Channel.FORUM,
        sender={"id": str(post["user_id"]), "handle": post.get("username"), "name": post.get("name") or post.get("display_username")},
        text=_text(post),
        sent_at=post["created_at"],
        subject=post.get("topic_title") if first else None,
        conversation_id=f"{NAME}:topic:{post['topic_id']}",
        public=not _private(post),
    )
    if isinstance(message, Refusal) or _private(post):
        return message if isinstance(message, Refusal) else Translated(message)
    asked = built(
        CommunityActivity,
        activity_id=f"{NAME}:post:{post['id']}:asked",
        action=CommunityAction.ASKED,
        member_id=_member(post["user_id"]),
        at=post["created_at"],
        thread_id=f"{NAME}:topic:{post['topic_id']}",
        message_id=message_id(Channel.FORUM.value, NAME, inbound_id),
        post_id=f"{NAME}:post:{post['id']}",
    )
    return asked if isinstance(asked, Refusal) else Translated(message, (asked,))


def _taken_back(post: Any) -> Translation:
    if (missing := _missing(post, "id", "topic_id", "user_id", "post_number", "created_at")) is not None:
        return missing
    if post["post_number"] == 1 or _private(post) or not _by_a_person(post):
        return Ignored("post_destroyed")
    undone = built(
        CommunityActivity,
        activity_id=f"{_answered_id(post)}:undone",
        action=CommunityAction.ANSWERED,
        member_id=_member(post["user_id"]),
        at=post.get("deleted_at") or post.get("updated_at") or post["created_at"],
        undo=True,
        undoes=_answered_id(post),
        thread_id=f"{NAME}:topic:{post['topic_id']}",
        post_id=f"{NAME}:post:{post['id']}",
    )
    return undone if isinstance(undone, Refusal) else Translated(activities=(undone,))


def _liked(like: Any, payload: Payload) -> Translation:
    if not isinstance(like, Mapping):
        return Refusal("invalid", "/like: missing")
    post, user = like.get("post"), like.get("user")
    if (missing := _missing(post, "id", "topic_id", "user_id")) is not None:
        return missing
    if not isinstance(user, Mapping) or isinstance(user.get("id"), bool) or not isinstance(user.get("id"), int | str):
        return Refusal("invalid", "/like/user/id: missing")
    if not isinstance(post, Mapping) or _private(post):
        return Ignored("post_liked in private")
    kudos = built(
        CommunityActivity,
        activity_id=f"{NAME}:post:{post['id']}:kudos:{user['id']}",
        action=CommunityAction.KUDOS,
        member_id=_member(post["user_id"]),
        by_member_id=_member(user["id"]),
        at=payload.received_at,
        thread_id=f"{NAME}:topic:{post['topic_id']}",
        post_id=f"{NAME}:post:{post['id']}",
    )
    return kudos if isinstance(kudos, Refusal) else Translated(activities=(kudos,))


def _solved(post: Any, payload: Payload, *, undo: bool) -> Translation:
    """The payload names neither who accepted nor when: of one post, each acceptance in one day says the same."""
    if (missing := _missing(post, "id", "topic_id", "user_id")) is not None:
        return missing
    accepted_id = f"{NAME}:post:{post['id']}:accepted"
    solved = built(
        CommunityActivity,
        activity_id=f"{accepted_id}:undone" if undo else accepted_id,
        action=CommunityAction.ACCEPTED,
        member_id=_member(post["user_id"]),
        at=payload.received_at,
        undo=undo,
        undoes=accepted_id if undo else None,
        thread_id=f"{NAME}:topic:{post['topic_id']}",
        post_id=f"{NAME}:post:{post['id']}",
    )
    return solved if isinstance(solved, Refusal) else Translated(activities=(solved,))
