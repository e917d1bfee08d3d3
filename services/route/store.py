"""Gather and apply: the bulk SQL of route. A constant number of statements for a unit of work, whatever its size.

Locks are taken in one order everywhere, so that units of different partitions wait for each other instead of deadlocking:
incidents by id, then conversations by id. Incidents are read FOR SHARE, so that one cannot close between a unit's reading it as
open and its counting a customer in: nobody who was counted in is forgotten at the end.

Look-ups go row by row through LATERAL … LIMIT 1: whatever the planner thinks of the size of a young table, that can only be
done through the index.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import chain
from typing import Any

import asyncpg

from runtime.broker import Record
from runtime.codec import encode
from runtime.hop import Decision, Due, Input
from schemas.messages.agents import AgentActivity
from schemas.messages.community import CommunityActivity
from schemas.messages.conversations import ConversationStatus
from schemas.messages.inbound import Channel
from schemas.messages.insight import Control
from schemas.messages.stream import ClassifiedMessage, Destination
from services.route.domain.activity import activity_key
from services.route.domain.conversation import Conversation
from services.route.domain.incidents import MOST_OPEN, TOLD_AT_ONCE
from services.route.domain.messages import joinable_topic, written_at
from services.route.domain.policy import Policy
from services.route.domain.view import (
    REPLY,
    THREAD,
    Heard,
    IncidentState,
    Park,
    PutActivity,
    PutAnchor,
    PutChange,
    PutConversation,
    PutIncident,
    PutMessage,
    PutPresence,
    Unpark,
    View,
)

#: Incidents whose end one unit tells customers of.
_ENDS_AT_ONCE = 2
#: Parked activities read for one unit's messages.
_MOST_WAITING = 2_000
_MOST_WAITING_EACH = 100

_COLUMNS = Conversation._fields
#: PostgreSQL's types of the columns, in order; `channels` travels as one text with commas, because arrays of arrays do not unnest.
_TYPES = {
    "priority": "smallint",
    "opened_at": "timestamptz",
    "last_at": "timestamptz",
    "response_due": "timestamptz",
    "response_breached": "boolean",
    "first_response_at": "timestamptz",
    "resolution_due": "timestamptz",
    "resolution_breached": "boolean",
    "paused_at": "timestamptz",
    "resolved_at": "timestamptz",
    "told_at": "timestamptz",
    "last_public": "boolean",
    "messages": "integer",
    "changes": "integer",
}
_UNNESTED = ", ".join(f"${index}::{_TYPES.get(name, 'text')}[]" for index, name in enumerate(_COLUMNS, 1))
_NAMES = ", ".join(_COLUMNS)

# The names in these statements are this module's own; nothing from outside is put into SQL.
#: The array comes sorted, and rows are locked in its order.
LOCK = f"""SELECT c.* FROM unnest($1::text[]) AS w (conversation_id)
    CROSS JOIN LATERAL (SELECT {_NAMES} FROM conversations WHERE conversation_id = w.conversation_id LIMIT 1 FOR UPDATE) c"""  # noqa: S608
_PUT_CONVERSATIONS = f"""INSERT INTO conversations ({_NAMES})
    SELECT {", ".join("string_to_array(channels, ',')" if name == "channels" else name for name in _COLUMNS)}
    FROM unnest({_UNNESTED}) AS u ({_NAMES})
    ON CONFLICT (conversation_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])}"""  # noqa: S608

LOCATE = f"""
SELECT 'topic' AS how, w.n, hit.conversation_id
FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[]) WITH ORDINALITY AS w (customer_id, topic, since, until, n)
CROSS JOIN LATERAL (
    SELECT c.conversation_id FROM conversations c
    WHERE c.customer_id = w.customer_id AND c.topic = w.topic AND c.last_at >= w.since AND c.last_at <= w.until
    ORDER BY c.last_at DESC LIMIT 1) hit
UNION ALL
SELECT 'anchor', w.n, hit.conversation_id
FROM unnest($5::text[], $6::text[], $7::text[]) WITH ORDINALITY AS w (customer_id, channel, anchor, n)
CROSS JOIN LATERAL (
    SELECT a.conversation_id FROM anchors a
    WHERE a.customer_id = w.customer_id AND a.channel = w.channel AND a.anchor = w.anchor LIMIT 1) hit
UNION ALL
SELECT 'inbound', w.n, hit.conversation_id
FROM unnest($8::text[], $9::text[], $10::text[]) WITH ORDINALITY AS w (customer_id, channel, inbound_id, n)
CROSS JOIN LATERAL (
    SELECT m.conversation_id FROM messages m
    WHERE m.customer_id = w.customer_id AND m.inbound_id = w.inbound_id AND m.channel = w.channel LIMIT 1) hit
UNION ALL
SELECT 'message', w.n, hit.conversation_id
FROM unnest($11::text[]) WITH ORDINALITY AS w (message_id, n)
CROSS JOIN LATERAL (SELECT m.conversation_id FROM messages m WHERE m.message_id = w.message_id LIMIT 1) hit
UNION ALL
SELECT 'thread', w.n, hit.conversation_id
FROM unnest($12::text[]) WITH ORDINALITY AS w (thread_id, n)
CROSS JOIN LATERAL (
    SELECT a.conversation_id FROM anchors a WHERE a.channel = 'forum' AND a.anchor = '{THREAD}' || w.thread_id ORDER BY a.at LIMIT 1) hit
UNION ALL
SELECT 'tell', w.n, hit.conversation_id
FROM unnest($13::text[]) WITH ORDINALITY AS w (incident_id, n)
CROSS JOIN LATERAL (
    SELECT c.conversation_id FROM conversations c WHERE c.incident_id = w.incident_id AND c.told_at IS NULL
    ORDER BY c.conversation_id LIMIT {TOLD_AT_ONCE}) hit
"""  # noqa: S608

_DONE = """SELECT hit.key FROM unnest($1::text[]) AS w (key)
    CROSS JOIN LATERAL (SELECT a.key FROM activities a WHERE a.key = w.key LIMIT 1) hit"""
PARKED = f"""SELECT * FROM (
    SELECT hit.* FROM unnest($1::text[]) AS w (key)
    CROSS JOIN LATERAL (SELECT * FROM parked p WHERE p.key = w.key LIMIT 1) hit
    UNION
    SELECT hit.* FROM unnest($2::text[]) AS w (message_id)
    CROSS JOIN LATERAL (SELECT * FROM parked p WHERE p.message_id = w.message_id ORDER BY p.parked_at LIMIT {_MOST_WAITING_EACH}) hit
    UNION
    SELECT hit.* FROM unnest($3::text[]) AS w (thread_id)
    CROSS JOIN LATERAL (SELECT * FROM parked p WHERE p.thread_id = w.thread_id ORDER BY p.parked_at LIMIT {_MOST_WAITING_EACH}) hit
) found ORDER BY parked_at, key LIMIT {_MOST_WAITING}"""  # noqa: S608


class _Wanted:
    """What a unit's inputs have to be looked up by; each once."""

    def __init__(self, policy: Policy, inputs: Sequence[Input]) -> None:
        self.topics: dict[tuple[str, str, Any], tuple[Any, Any]] = {}
        self.anchors: dict[tuple[str, str, str], None] = {}
        self.inbound: dict[tuple[str, str, str], None] = {}
        self.messages: dict[str, None] = {}
        self.threads: dict[str, None] = {}
        self.conversations: set[str] = set()
        self.activities: dict[str, None] = {}
        self.agents: dict[str, None] = {}
        self.parked: dict[str, None] = {}
        #: Messages and threads that parked activities may wait for.
        self.arriving: dict[str, None] = {}
        self.arriving_threads: dict[str, None] = {}
        self.incidents: dict[str, None] = {}
        self.ending: dict[str, None] = {}
        self.controls = False
        self._within = timedelta(days=policy.conversations.same_topic_days)
        for item in inputs:
            self._add(policy, item.event)

    def _add(self, policy: Policy, event: Any) -> None:
        match event:
            case ClassifiedMessage():
                self._message(policy, event)
            case Heard(AgentActivity() as activity, record):
                self.agents[activity.agent_id] = None
                self._activity(record, activity.activity_id, activity.conversation_id, activity.message_id, None)
            case Heard(CommunityActivity() as activity, record):
                self._activity(record, activity.activity_id, None, activity.message_id, activity.thread_id)
            case Control():
                self.controls = True
                self.incidents[incident_of(event)] = None
            case Due():
                self._timer(event)

    def _message(self, policy: Policy, message: ClassifiedMessage) -> None:
        customer, channel, at = message.customer_id, message.channel.value, written_at(message)
        self.messages[message.message_id] = None
        self.arriving[message.message_id] = None
        if message.thread_id is not None:
            self.anchors[(customer, channel, THREAD + message.thread_id)] = None
            self.arriving_threads[message.thread_id] = None
        if message.in_reply_to is not None:
            self.anchors[(customer, channel, REPLY + message.in_reply_to)] = None
            self.inbound[(customer, channel, message.in_reply_to)] = None
        topic = joinable_topic(policy, message)
        if topic is not None:
            self.topics[(customer, topic, at)] = (at - self._within, at + self._within)

    def _activity(self, record: Record, activity_id: str, conversation_id: str | None, message_id: str | None, thread_id: str | None) -> None:
        key = activity_key(record.topic, activity_id)
        self.activities[key] = None
        self.parked[key] = None
        self._names(conversation_id, message_id, thread_id)

    def _names(self, conversation_id: str | None, message_id: str | None, thread_id: str | None) -> None:
        if conversation_id is not None:
            self.conversations.add(conversation_id)
        if message_id is not None:
            self.messages[message_id] = None
        if thread_id is not None:
            self.threads[thread_id] = None

    def _timer(self, due: Due) -> None:
        payload = due.payload
        if due.kind == "parked":
            self.parked[payload["key"]] = None
            self.activities[payload["key"]] = None
            self._names(payload["conversation_id"], payload["message_id"], payload["thread_id"])
        elif "incident_id" in payload:
            self.controls = True
            self.incidents[payload["incident_id"]] = None
            if due.kind == "incident_told" and len(self.ending) < _ENDS_AT_ONCE:
                self.ending[payload["incident_id"]] = None
        elif "conversation_id" in payload:
            self.conversations.add(payload["conversation_id"])


def incident_of(control: Control) -> str:
    """The incident that a control event is about."""
    return control.incident.incident_id if control.incident is not None else control.subject


def _columns(keys: Iterable[Sequence[Any]], width: int) -> list[list[Any]]:
    rows = list(keys)
    return [[row[index] for row in rows] for index in range(width)]


async def gather(policy: Policy, connection: asyncpg.Connection, inputs: Sequence[Input]) -> View:
    """Everything that the inputs of a unit need, in at most six statements; conversations come locked."""
    wanted = _Wanted(policy, inputs)
    view = View()
    await _incidents(connection, wanted, view)
    if wanted.activities:
        rows = await connection.fetch(_DONE, list(wanted.activities))
        view.done.update(row["key"] for row in rows)
    if wanted.agents:
        rows = await connection.fetch(
            "SELECT agent_id, at FROM agents WHERE agent_id = ANY($1::text[]) ORDER BY agent_id FOR UPDATE", list(wanted.agents)
        )
        view.present.update((row["agent_id"], row["at"]) for row in rows)
    if wanted.parked or wanted.arriving:
        await _parked(connection, wanted, view)
    await _conversations(connection, wanted, view)
    return view


async def _incidents(connection: asyncpg.Connection, wanted: _Wanted, view: View) -> None:
    # Whoever will change one takes the stronger lock at once: two sharers that both want more would deadlock.
    strength = "UPDATE" if wanted.controls else "SHARE"
    rows = await connection.fetch(
        f"""SELECT incident_id, title, topics, regions, channels, announcement, ends_at, opened_at, closed_at, closing FROM incidents
            WHERE closed_at IS NULL OR incident_id = ANY($1::text[])
            ORDER BY incident_id LIMIT {MOST_OPEN * 2} FOR {strength}""",  # noqa: S608 - of two words of our own
        list(wanted.incidents),
    )
    for row in rows:
        view.incidents[row["incident_id"]] = IncidentState(
            row["incident_id"],
            row["title"],
            frozenset(row["topics"]),
            frozenset(row["regions"]),
            frozenset(row["channels"]),
            row["announcement"],
            row["ends_at"],
            row["opened_at"],
            row["closed_at"],
            row["closing"],
        )


async def _parked(connection: asyncpg.Connection, wanted: _Wanted, view: View) -> None:
    rows = await connection.fetch(
        PARKED,
        list(wanted.parked),
        list(wanted.arriving),
        list(wanted.arriving_threads),
    )
    for row in rows:
        headers = tuple((row["headers"][i].decode(), row["headers"][i + 1]) for i in range(0, len(row["headers"]), 2))
        record = Record(row["topic"], row["partition"], row["record_offset"], row["record_key"], row["value"], headers, row["timestamp_ms"])
        view.wait(Park(row["key"], record, row["conversation_id"], row["message_id"], row["thread_id"], row["parked_at"], row["expires_at"]))


async def _conversations(connection: asyncpg.Connection, wanted: _Wanted, view: View) -> None:
    topics, anchors, inbound = list(wanted.topics), list(wanted.anchors), list(wanted.inbound)
    messages, threads, ending = list(wanted.messages), list(wanted.threads), list(wanted.ending)
    spans = list(wanted.topics.values())
    hits = await connection.fetch(
        LOCATE,
        [key[0] for key in topics],
        [key[1] for key in topics],
        [span[0] for span in spans],
        [span[1] for span in spans],
        *_columns(anchors, 3),
        *_columns(inbound, 3),
        messages,
        threads,
        ending,
    )
    numbers = sorted({hit["conversation_id"] for hit in hits} | wanted.conversations)
    if numbers:
        for row in await connection.fetch(LOCK, numbers):
            view.know(conversation_of(row))
    to_tell: dict[str, list[str]] = {incident_id: [] for incident_id in ending}
    for how, number, conversation_id in hits:
        index = number - 1
        match how:
            case "anchor":
                view.by_anchor[anchors[index]] = conversation_id
            case "inbound":
                view.by_inbound[inbound[index]] = conversation_id
            case "message":
                view.by_message[messages[index]] = conversation_id
            case "thread":
                view.by_thread[threads[index]] = conversation_id
            case "tell":
                to_tell[ending[index]].append(conversation_id)
    view.to_tell.update((incident_id, tuple(page)) for incident_id, page in to_tell.items())


def conversation_of(row: Any) -> Conversation:
    values = dict(zip(_COLUMNS, row, strict=True))
    values["status"] = ConversationStatus(values["status"])
    values["destination"] = Destination(values["destination"])
    values["last_channel"] = Channel(values["last_channel"])
    values["channels"] = tuple(values["channels"])
    return Conversation(**values)


def fold(view: View, decision: Decision) -> None:
    view.fold(decision.changes)


async def apply(connection: asyncpg.Connection, changes: Sequence[Any]) -> None:
    """All changes of a unit, a statement for each table that is touched."""
    conversations: dict[str, Conversation] = {}
    messages: list[PutMessage] = []
    history: list[PutChange] = []
    anchors: dict[tuple[str, str, str], PutAnchor] = {}
    activities: dict[str, PutActivity] = {}
    present: dict[str, PutPresence] = {}
    incidents: dict[str, IncidentState] = {}
    parked: dict[str, Park] = {}
    unparked: dict[str, None] = {}
    for change in changes:
        match change:
            case PutConversation(conversation):
                conversations[conversation.conversation_id] = conversation
            case PutMessage():
                messages.append(change)
            case PutChange():
                history.append(change)
            case PutAnchor(customer_id, channel, anchor, _, _):
                anchors.setdefault((customer_id, channel, anchor), change)
            case PutActivity(key, _, _):
                activities[key] = change
            case PutPresence(agent_id, _, _):
                present[agent_id] = change
            case PutIncident(incident):
                incidents[incident.incident_id] = incident
            case Park(key):
                parked[key] = change
            case Unpark(key):
                unparked[key] = None
            case _:
                raise TypeError(f"nothing is written for {type(change).__name__}")
    if conversations:
        await connection.execute(_PUT_CONVERSATIONS, *_columns((_row(one) for one in sorted(conversations.values(), key=_by_id)), len(_COLUMNS)))
    if messages:
        await _put_messages(connection, messages)
    if history:
        await connection.execute(
            """INSERT INTO changes (conversation_id, number, changed)
               SELECT conversation_id, number, changed::json
               FROM unnest($1::text[], $2::int[], $3::text[]) AS u (conversation_id, number, changed)""",
            [change.changed.conversation_id for change in history],
            [change.number for change in history],
            [encode(change.changed).decode() for change in history],
        )
    if anchors:
        await connection.execute(
            """INSERT INTO anchors (customer_id, channel, anchor, conversation_id, at)
               SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) ON CONFLICT DO NOTHING""",
            *_columns((anchors[key] for key in sorted(anchors)), 5),
        )
    if activities:
        await connection.execute(
            "INSERT INTO activities (key, conversation_id, at) SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[])",
            *_columns((activities[key] for key in sorted(activities)), 3),
        )
    if present:
        await _put_presence(connection, [present[key] for key in sorted(present)])
    for incident in incidents.values():  # people open incidents, one at a time
        await _put_incident(connection, incident)
    if parked:
        await _put_parked(connection, list(parked.values()))
    if unparked:
        await connection.execute("DELETE FROM parked WHERE key = ANY($1::text[])", sorted(unparked))


def _by_id(conversation: Conversation) -> str:
    return conversation.conversation_id


def _row(conversation: Conversation) -> list[Any]:
    return [",".join(conversation.channels) if name == "channels" else getattr(conversation, name) for name in _COLUMNS]


async def _put_messages(connection: asyncpg.Connection, messages: Sequence[PutMessage]) -> None:
    await connection.execute(
        """INSERT INTO messages (message_id, conversation_id, customer_id, channel, inbound_id, written_at, routed)
           SELECT message_id, conversation_id, customer_id, channel, inbound_id, written_at, routed::json
           FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[])
                AS u (message_id, conversation_id, customer_id, channel, inbound_id, written_at, routed)""",
        [message.routed.message_id for message in messages],
        [message.routed.conversation_id for message in messages],
        [message.routed.customer_id for message in messages],
        [message.routed.channel.value for message in messages],
        [message.routed.inbound_id for message in messages],
        [message.written_at for message in messages],
        [encode(message.routed).decode() for message in messages],
    )


async def _put_presence(connection: asyncpg.Connection, present: Sequence[PutPresence]) -> None:
    await connection.executemany(
        """INSERT INTO agents AS a (agent_id, available, team, skills, languages, capacity, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
           ON CONFLICT (agent_id) DO UPDATE SET available = excluded.available, team = excluded.team, skills = excluded.skills,
               languages = excluded.languages, capacity = excluded.capacity, at = excluded.at
           WHERE a.at <= excluded.at""",
        [
            (
                one.agent_id,
                one.presence.available,
                one.presence.team,
                one.presence.skills,
                list(one.presence.languages),
                one.presence.capacity,
                one.at,
            )
            for one in present
        ],
    )


async def _put_incident(connection: asyncpg.Connection, incident: IncidentState) -> None:
    await connection.execute(
        """INSERT INTO incidents (incident_id, title, topics, regions, channels, announcement, ends_at, opened_at, closed_at, closing)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
           ON CONFLICT (incident_id) DO UPDATE SET title = excluded.title, topics = excluded.topics, regions = excluded.regions,
               channels = excluded.channels, announcement = excluded.announcement, ends_at = excluded.ends_at,
               opened_at = excluded.opened_at, closed_at = excluded.closed_at, closing = excluded.closing""",
        incident.incident_id,
        incident.title,
        sorted(incident.topics),
        sorted(incident.regions),
        sorted(incident.channels),
        dict(incident.announcement),
        incident.ends_at,
        incident.opened_at,
        incident.closed_at,
        dict(incident.closing),
    )


async def _put_parked(connection: asyncpg.Connection, parked: Sequence[Park]) -> None:
    await connection.copy_records_to_table(
        "parked",
        columns=(
            "key",
            "conversation_id",
            "message_id",
            "thread_id",
            "parked_at",
            "expires_at",
            "topic",
            "partition",
            "record_offset",
            "record_key",
            "value",
            "headers",
            "timestamp_ms",
        ),
        records=[
            (
                one.key,
                one.conversation_id,
                one.message_id,
                one.thread_id,
                one.parked_at,
                one.expires_at,
                one.record.topic,
                one.record.partition,
                one.record.offset,
                one.record.key,
                one.record.value,
                list(chain.from_iterable((name.encode(), value) for name, value in one.record.headers)),
                one.record.timestamp_ms,
            )
            for one in parked
        ],
    )
