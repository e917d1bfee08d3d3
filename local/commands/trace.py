"""`klantstroom trace`: the whole path of one message over all topics, and how long each step took."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, NamedTuple

import orjson
import typer

from local.commands.address import reach
from local.commands.output import AsJson, print_json, print_table, say
from local.trouble import Trouble
from runtime.broker import Record
from schemas import envelope
from schemas.topics import INBOUND_TOPICS, TOPICS


def trace(
    message_id: Annotated[str, typer.Argument(metavar="MESSAGE_ID", help="A message_id, or the id that the channel team gave it.")],
    as_json: AsJson = False,
) -> None:
    """Inbound record, ingested, classified, routed, then what its conversation, its replies, the community and the ledger made of it.

    A topic that the policy calls uncertain, or that is none (other), is marked so.
    """
    steps = asyncio.run(_trace(reach().kafka, message_id))
    if not steps:
        raise Trouble(f"No topic knows a message {message_id}.", "Look it up with `klantstroom tail messages-routed --from-beginning`.")
    doubt = doubt_of_policy()
    shown = [_describe(record, steps[0], doubt) for record in steps]
    if as_json:
        print_json({"message_id": message_id, "steps": shown})
        return
    say(f"{len(steps)} records")
    print_table(
        ("time", "after", "topic", "place", "what"), [(s["time"][11:23], f"{s['after_ms']} ms", s["topic"], s["place"], s["what"]) for s in shown]
    )


class Doubt(NamedTuple):
    """When a topic is not certain."""

    #: Confidences below this one.
    below: float
    topics: frozenset[str]

    def topic(self, labels: Mapping[str, Any]) -> str:
        """The topic of `labels` in words, marked where it is uncertain."""
        topic, confidence = labels.get("topic"), labels.get("topic_confidence")
        uncertain = topic in self.topics or (isinstance(confidence, int | float) and confidence < self.below)
        return f"{topic} (uncertain)" if uncertain else str(topic)


def doubt_of_policy() -> Doubt:
    """As route joins conversations; by the defaults of a policy where the file that KLANTSTROOM_POLICY names cannot be read here."""
    from services.route.adapters.policy_file import PolicyRefused, read_policy
    from services.route.domain.policy_document import OTHER_TOPIC, ConversationSpec
    from services.route.settings import RouteSettings

    try:
        rules = read_policy(RouteSettings().policy_file).conversations
    except PolicyRefused:
        rules = ConversationSpec()
    return Doubt(rules.topic_confidence_at_least, frozenset(rules.never_by_topic) | {OTHER_TOPIC})


def _describe(record: Record, first: Record, doubt: Doubt) -> dict[str, Any]:
    value = _json(record.value)
    return {
        "time": datetime.fromtimestamp(record.timestamp_ms / 1000, UTC).isoformat(timespec="milliseconds"),
        "after_ms": record.timestamp_ms - first.timestamp_ms,
        "topic": record.topic,
        "place": f"{record.partition}@{record.offset}",
        "what": summary(record, value, doubt),
        "trace_id": trace_id(record),
        "value": value,
    }


def trace_id(record: Record) -> str | None:
    parts = (record.header("traceparent") or b"").decode("ascii", "replace").split("-")
    return parts[1] if len(parts) == 4 else None


def summary(record: Record, value: Any, doubt: Doubt) -> str:
    """What happened in this step, in a few words; never what the customer wrote."""
    if record.topic.endswith("-dlq"):
        reason, detail = ((record.header(name) or b"").decode("utf-8", "replace") for name in (envelope.DLQ_REASON, envelope.DLQ_DETAIL))
        return f"refused: {reason}: {detail}"
    if not isinstance(value, dict):
        return ""
    match record.topic:
        case "messages-ingested":
            return f"customer {value.get('customer_id')}" + (", seen before" if value.get("returning") else ", new")
        case "messages-classified":
            labels = _labels(value)
            said = [str(labels.get(name)) for name in ("sentiment", "emotion", "urgency", "kind")]
            return ", ".join([str(labels.get("language")), doubt.topic(labels), *said]) + (", personal" if labels.get("personal") else "")
        case "messages-routed":
            because = "; ".join(str(reason.get("because")) for reason in value.get("reasons", ()))
            whither = " ".join(str(part) for part in (value.get("destination"), value.get("team")) if part)
            topic = f", topic {doubt.topic(labels)}" if (labels := _labels(value)) else ""
            return f"{whither} priority {value.get('priority')}{topic}: {because}"
        case "conversations-changed" | "work-assigned":
            return f"{value.get('change')}: {value.get('because')}"
        case "replies-outbound":
            return f"reply by {value.get('author')}"
        case "community-activity":
            return f"{value.get('action')}{' taken back' if value.get('undo') else ''} by {value.get('by_member_id') or value.get('member_id')}"
        case "rewards-credited":
            return f"{value.get('state')} {value.get('amount')} for {value.get('member_id')}: {value.get('because')}"
        case "corrections":
            return f"{value.get('label')} is {value.get('value')}, says {value.get('by')}"
    return ""


def _labels(value: Mapping[str, Any]) -> Mapping[str, Any]:
    labels = value.get("labels")
    return labels if isinstance(labels, dict) else {}


def _json(raw: bytes) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None


async def _trace(bootstrap: str, wanted: str) -> list[Record]:
    """All records of the path, in the order in which they were written."""
    from local.reading import reader

    async with reader(bootstrap) as topics_of:

        async def all_of(topics: Iterable[str]) -> list[Record]:
            return [
                record async for record in topics_of.scan([topic for topic in topics if topic in topics_of.partitions]) if _mentions(record, needles)
            ]

        # The message itself. Its ids are looked for as bytes first: only what has them is parsed.
        needles = {wanted.encode()}
        path = [record for record in await all_of(("messages-ingested", "messages-classified", "messages-routed")) if _is_message(record, wanted)]
        values = [value for record in path if isinstance(value := _json(record.value), dict)]
        message_ids = {wanted, *(str(value["message_id"]) for value in values)}
        inbound_ids = {wanted, *(str(value["inbound_id"]) for value in values)}
        conversations = {str(value["conversation_id"]) for value in values if "conversation_id" in value}
        channels = {str(value["channel"]) for value in values}
        traces = {found for record in path if (found := trace_id(record)) is not None}

        needles = {identity.encode() for identity in inbound_ids | traces}
        inbound = [topic for topic in INBOUND_TOPICS if not channels or topic.removeprefix("inbound-") in channels]
        path += [record for record in await all_of(inbound) if _is_inbound(record, inbound_ids, traces)]
        refused = [TOPICS[topic].dlq for topic in (*inbound, "messages-ingested", "messages-classified")]
        path += [record for record in await all_of(refused) if _is_inbound(record, inbound_ids, traces) or _is_message(record, wanted)]

        # What became of it: by message where an event names one, by conversation otherwise.
        needles = {identity.encode() for identity in message_ids | conversations | inbound_ids}
        for record in await all_of(("conversations-changed", "work-assigned", "replies-outbound", "corrections", "agent-activity")):
            if _belongs(_json(record.value), message_ids, inbound_ids, conversations):
                path.append(record)

        needles = {b""}
        acts = [(record, value) for record in await all_of(("community-activity",)) if isinstance(value := _json(record.value), dict)]
        threads = {value.get("thread_id") for _, value in acts if value.get("message_id") in message_ids | inbound_ids} - {None}
        acts = [
            (record, value) for record, value in acts if value.get("message_id") in message_ids | inbound_ids or value.get("thread_id") in threads
        ]
        path += [record for record, _ in acts]
        causes = {str(value.get("activity_id")) for _, value in acts}
        needles = {cause.encode() for cause in causes}
        if causes:
            path += [record for record in await all_of(("rewards-credited",)) if (_json(record.value) or {}).get("cause") in causes]
    path.sort(key=lambda record: (record.timestamp_ms, _depth(record.topic), record.partition, record.offset))
    return path


def _depth(topic: str) -> int:
    """For records of the same millisecond: the order of the topics table is that of the path."""
    return list(TOPICS).index(topic) if topic in TOPICS else len(TOPICS)


def _mentions(record: Record, needles: set[bytes]) -> bool:
    return any(needle in record.value or any(needle in value for _, value in record.headers) for needle in needles)


def _is_message(record: Record, wanted: str) -> bool:
    value = _json(record.value)
    return isinstance(value, dict) and wanted in (value.get("message_id"), value.get("inbound_id"))


def _is_inbound(record: Record, inbound_ids: set[str], traces: set[str]) -> bool:
    """By its own id; by its trace where the payload is a platform's own."""
    value = _json(record.value)
    return (isinstance(value, dict) and value.get("id") in inbound_ids) or trace_id(record) in traces


def _belongs(value: Any, message_ids: set[str], inbound_ids: set[str], conversations: set[str]) -> bool:
    if not isinstance(value, dict):
        return False
    if value.get("message_id"):
        return value["message_id"] in message_ids
    return value.get("conversation_id") in conversations or value.get("in_reply_to") in inbound_ids
