"""Gather and apply: the bulk SQL of route. A constant number of statements for a unit of work, whatever its size.

Locks are taken in one order everywhere, so that units of different partitions wait for each other instead of deadlocking:
incidents by id, then agents by id, then conversations by id. Incidents are read FOR SHARE, so that one cannot close between a
unit's reading it as open and its counting a customer in: nobody who was counted in is forgotten at the end.

Look-ups go row by row through LATERAL … LIMIT 1: whatever the planner thinks of the size of a young table, that can only be
done through the index.

What is written travels as arrays of rows, of the types in 002_rows.sql: an array for each column is twice the work.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import asyncpg

from runtime.hop import Decision, Input
from services.route.domain.conversation import Conversation
from services.route.domain.incidents import MOST_OPEN, TOLD_AT_ONCE
from services.route.domain.policy import Policy
from services.route.domain.view import (
    THREAD,
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
from services.route.domain.wanted import Wanted
from services.route.rows import PARKED_COLUMNS, conversation_of, incident_of, message_row, park_of, parked_row

#: Parked activities read for one unit's messages.
_MOST_WAITING = 2_000
_MOST_WAITING_EACH = 100

# The names in these statements are this module's own; nothing from outside is put into SQL.
_NAMES = ", ".join(Conversation._fields)
#: The array comes sorted, and rows are locked in its order.
LOCK = f"""SELECT c.* FROM unnest($1::text[]) AS w (conversation_id)
    CROSS JOIN LATERAL (SELECT {_NAMES} FROM conversations WHERE conversation_id = w.conversation_id LIMIT 1 FOR UPDATE) c"""  # noqa: S608

LOCATE = f"""
SELECT 'topic' AS how, w.n, hit.conversation_id AS found
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
UNION ALL
SELECT 'done', w.n, hit.key
FROM unnest($14::text[]) WITH ORDINALITY AS w (key, n)
CROSS JOIN LATERAL (SELECT a.key FROM activities a WHERE a.key = w.key LIMIT 1) hit
UNION ALL
SELECT 'parked', w.n, hit.key
FROM unnest($15::text[]) WITH ORDINALITY AS w (key, n)
CROSS JOIN LATERAL (SELECT p.key FROM parked p WHERE p.key = w.key LIMIT 1) hit
UNION ALL
SELECT 'parked', w.n, hit.key
FROM unnest($16::text[]) WITH ORDINALITY AS w (message_id, n)
CROSS JOIN LATERAL (SELECT p.key FROM parked p WHERE p.message_id = w.message_id ORDER BY p.parked_at LIMIT {_MOST_WAITING_EACH}) hit
UNION ALL
SELECT 'parked', w.n, hit.key
FROM unnest($17::text[]) WITH ORDINALITY AS w (thread_id, n)
CROSS JOIN LATERAL (SELECT p.key FROM parked p WHERE p.thread_id = w.thread_id ORDER BY p.parked_at LIMIT {_MOST_WAITING_EACH}) hit
"""  # noqa: S608

PARKED = f"""SELECT hit.* FROM unnest($1::text[]) AS w (key)
    CROSS JOIN LATERAL (SELECT * FROM parked p WHERE p.key = w.key LIMIT 1) hit
    ORDER BY parked_at, key LIMIT {_MOST_WAITING}"""  # noqa: S608

#: All that messages and acts write, in one round trip. Rows that were there before are locked since they were gathered.
_KEEP = f"""
WITH put_conversations AS (
    INSERT INTO conversations ({_NAMES}) SELECT {_NAMES} FROM unnest($1::conversation_row[])
    ON CONFLICT (conversation_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in Conversation._fields[1:])}
), put_messages AS (
    INSERT INTO messages (message_id, conversation_id, customer_id, channel, inbound_id, written_at, routed)
    SELECT message_id, conversation_id, customer_id, channel, inbound_id, written_at, routed FROM unnest($2::message_row[])
), put_changes AS (
    INSERT INTO changes (conversation_id, number, changed) SELECT conversation_id, number, changed FROM unnest($3::change_row[])
), put_activities AS (
    INSERT INTO activities (key, conversation_id, at) SELECT key, conversation_id, at FROM unnest($4::activity_row[])
)
INSERT INTO anchors (customer_id, channel, anchor, conversation_id, at)
SELECT customer_id, channel, anchor, conversation_id, at FROM unnest($5::anchor_row[]) ON CONFLICT DO NOTHING
"""  # noqa: S608


def _columns(keys: Iterable[Sequence[Any]], width: int) -> list[tuple[Any, ...]]:
    return list(zip(*keys, strict=True)) or [()] * width


async def gather(policy: Policy, connection: asyncpg.Connection, inputs: Sequence[Input]) -> View:
    """Everything that the inputs of a unit need, in at most five statements; conversations come locked."""
    wanted = Wanted(policy, inputs)
    view = View()
    await _incidents(connection, wanted, view)
    if wanted.agents:
        rows = await connection.fetch(
            "SELECT agent_id, at FROM agents WHERE agent_id = ANY($1::text[]) ORDER BY agent_id FOR UPDATE", list(wanted.agents)
        )
        view.present.update((row["agent_id"], row["at"]) for row in rows)
    await _located(connection, wanted, view)
    return view


async def _incidents(connection: asyncpg.Connection, wanted: Wanted, view: View) -> None:
    # Whoever will change one takes the stronger lock at once: two sharers that both want more would deadlock.
    strength = "UPDATE" if wanted.controls else "SHARE"
    rows = await connection.fetch(
        f"""SELECT incident_id, title, topics, regions, channels, announcement, ends_at, opened_at, closed_at, closing FROM incidents
            WHERE closed_at IS NULL OR incident_id = ANY($1::text[])
            ORDER BY incident_id LIMIT {MOST_OPEN * 2} FOR {strength}""",  # noqa: S608 - of two words of our own
        list(wanted.incidents),
    )
    for row in rows:
        view.incidents[row["incident_id"]] = incident_of(row)


async def _located(connection: asyncpg.Connection, wanted: Wanted, view: View) -> None:
    """Finds all rows in one statement; then reads the conversations, locked, and what waits, where there is any."""
    anchors, inbound = list(wanted.anchors), list(wanted.inbound)
    messages, threads, ending = list(wanted.messages), list(wanted.threads), list(wanted.ending)
    looked_up = (
        *_columns(((*key[:2], *span) for key, span in wanted.topics.items()), 4),
        *_columns(anchors, 3),
        *_columns(inbound, 3),
        messages,
        threads,
        ending,
        list(wanted.activities),
        list(wanted.parked),
        list(wanted.arriving),
        list(wanted.arriving_threads),
    )
    hits = await connection.fetch(LOCATE, *looked_up) if any(looked_up) else ()
    numbers, waiting = set(wanted.conversations), set()
    to_tell: dict[str, list[str]] = {incident_id: [] for incident_id in ending}
    for how, number, found in hits:
        index = number - 1
        match how:
            case "done":
                view.done.add(found)
                continue
            case "parked":
                waiting.add(found)
                continue
            case "anchor":
                view.by_anchor[anchors[index]] = found
            case "inbound":
                view.by_inbound[inbound[index]] = found
            case "message":
                view.by_message[messages[index]] = found
            case "thread":
                view.by_thread[threads[index]] = found
            case "tell":
                to_tell[ending[index]].append(found)
        numbers.add(found)
    view.to_tell.update((incident_id, tuple(page)) for incident_id, page in to_tell.items())
    if waiting:
        for row in await connection.fetch(PARKED, list(waiting)):
            view.wait(park_of(row))
    if numbers:
        for row in await connection.fetch(LOCK, sorted(numbers)):
            view.know(conversation_of(row))


def fold(view: View, decision: Decision) -> None:
    view.fold(decision.changes)


async def apply(connection: asyncpg.Connection, changes: Sequence[Any]) -> None:
    """All changes of a unit: a statement for what messages and acts write, and one for each table besides."""
    conversations: dict[str, Conversation] = {}
    messages: list[tuple[Any, ...]] = []
    history: list[tuple[Any, ...]] = []
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
            case PutMessage(routed, body, written_at):
                messages.append(message_row(routed, body, written_at))
            case PutChange(number, conversation_id, body):
                history.append((conversation_id, number, body.decode()))
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
    if conversations or messages or history or activities or anchors:
        await connection.execute(
            _KEEP,
            [conversations[key] for key in sorted(conversations)],
            messages,
            history,
            [activities[key] for key in sorted(activities)],
            [anchors[key] for key in sorted(anchors)],
        )
    if present:
        await _put_presence(connection, [present[key] for key in sorted(present)])
    for incident in incidents.values():  # people open incidents, one at a time
        await _put_incident(connection, incident)
    if parked:
        await connection.copy_records_to_table("parked", columns=PARKED_COLUMNS, records=[parked_row(one) for one in parked.values()])
    if unparked:
        await connection.execute("DELETE FROM parked WHERE key = ANY($1::text[])", sorted(unparked))


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
