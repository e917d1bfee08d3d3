"""The whole path of one message, step by step, each with its reason."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson

from services.dashboard.domain.events import Activity, Conversation, Event, Reply, Reward, Work
from services.dashboard.domain.projection import Projection


class Step(NamedTuple):
    """`step` names the kind: received, classified, routed, conversation, work, reply, activity, reward. `because` is for people."""

    step: str
    at: str
    because: str
    data: Mapping[str, Any]


_UNKNOWN = datetime.min.replace(tzinfo=UTC)


def instant(text: str) -> datetime:
    """`text` as a time, or the beginning of time: activity is written by others, and one odd time must not cost the whole path."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return _UNKNOWN
    return at if at.tzinfo is not None else _UNKNOWN


def of_message(projection: Projection, message_id: str) -> dict[str, Any] | None:
    """None where the message is not (or no longer) known. Steps are in order of time."""
    routed = projection.message(message_id)
    if routed is None:
        return None
    event = orjson.loads(routed.value)
    raw = projection.classified(message_id)
    steps = [*_before(event, None if raw is None else orjson.loads(raw)), _routed(event)]
    steps += _conversation(projection.of_conversation(routed.conversation_id), event)
    for activity in projection.activities(message_id):
        steps += _activity(activity, projection.rewards_of(activity.activity_id))
    steps.sort(key=lambda step: instant(step.at))
    return {"message": event, "steps": [step._asdict() for step in steps]}


def _before(event: Mapping[str, Any], classified: Mapping[str, Any] | None) -> list[Step]:
    """Received and classified. What only the classified event knows is left out once that has been forgotten."""
    redactions = (classified or {}).get("redactions", {})
    count = sum(redactions.values())
    who = "a customer who wrote before" if event.get("returning") else "a customer we had not met"
    hidden = f"; {count} personal detail{'s' if count != 1 else ''} replaced" if count else ""
    received: dict[str, Any] = {
        "channel": event["channel"],
        "source": event.get("source"),
        "inbound_id": event["inbound_id"],
        "sent_at": event["sent_at"],
        "returning": event.get("returning", False),
        "region": event.get("region"),
    }
    if classified is not None:
        received["redactions"] = redactions
        received["attachments"] = len(classified.get("attachments", ()))
    # A sender's clock may be ahead of ours; nothing is received after it was routed.
    received_at = (classified or {}).get("received_at") or min(event["sent_at"], event["routed_at"], key=instant)
    labels = event["labels"]
    said = f"topic {labels['topic']} with confidence {labels['topic_confidence']:.0%}, {labels['sentiment']}, urgency {labels['urgency']}"
    return [
        Step("received", received_at, f"arrived by {event['channel']} from {who}{hidden}", received),
        Step(
            "classified",
            # Classifying takes milliseconds and is not timed on its own; it lies between its neighbours.
            received_at,
            said,
            {"labels": labels, "evidence": event.get("evidence") or (classified or {}).get("evidence", {}), "model_version": event["model_version"]},
        ),
    ]


def _routed(event: Mapping[str, Any]) -> Step:
    wanted = ("destination", "team", "priority", "reasons", "policy_version", "first_response_due", "resolution_due", "repeat_of")
    more = ("suggested_answers", "tone_hint", "incident_id")
    data = {name: event.get(name) for name in (*wanted, *more) if event.get(name) is not None}
    return Step("routed", event["routed_at"], "; ".join(reason["because"] for reason in event["reasons"]), data)


def _conversation(events: Sequence[Event], message: Mapping[str, Any]) -> list[Step]:
    """What happened in the conversation because of this message, or to the whole of it since then."""
    steps: list[Step] = []
    for kept in events:
        event = orjson.loads(kept.value)
        concerns = event.get("message_id")
        if concerns not in (None, message["message_id"]) or (concerns is None and instant(event["at"]) < instant(message["routed_at"])):
            continue
        match kept:
            case Conversation():
                steps.append(Step("conversation", event["at"], event["because"], event))
            case Work():
                steps.append(Step("work", event["at"], event["because"], event))
            case Reply():
                steps.append(Step("reply", event["at"], f"answered by {event['author']}", event))
    return steps


def _activity(activity: Activity, rewards: Sequence[Reward]) -> list[Step]:
    event = orjson.loads(activity.value)
    what = str(event.get("action", ""))
    undone = " taken back" if event.get("undo") else ""
    steps = [Step("activity", str(event.get("at", "")), f"community: {what}{undone}", event)]
    for reward in rewards:
        entry = orjson.loads(reward.value)
        steps.append(Step("reward", entry["at"], entry["because"], entry))
    return steps
