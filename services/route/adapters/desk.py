"""What desks ask over HTTP: conversations, queues, the policy in force, why a message went where it went."""

import base64
import binascii
from datetime import datetime
from typing import Annotated, Any

import asyncpg
import orjson
from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, StringConstraints

from runtime.lifecycle import Resources
from runtime.problems import Problem, known_parameters
from schemas.messages.conversations import ConversationChanged, ConversationStatus
from schemas.messages.stream import Destination, RoutedMessage
from services.route.domain.conversation import NEXT_RESPONSE
from services.route.domain.policy import Policy
from services.route.domain.policy_document import Outcome, RuleSpec

_Id = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]
MOST_ON_A_PAGE = 200
#: Messages and changes of one conversation that are answered at most; the newest.
_MOST_HISTORY = 1_000


class ConversationSummary(BaseModel):
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
    opened_at: datetime
    last_at: datetime
    channels: list[str]
    messages: int
    #: The response owed now, the first or the next one, and by when.
    owed: str | None
    response_due: datetime | None
    resolution_due: datetime
    breached: list[str]
    #: Waiting for the customer since then.
    paused_at: datetime | None
    resolved_at: datetime | None
    resolved_by: str | None
    incident_id: str | None


class ConversationPage(BaseModel):
    conversations: list[ConversationSummary]
    next_cursor: str | None


class ConversationDetail(ConversationSummary):
    """With all its messages as they were routed, and what happened to it, oldest first."""

    history: list[RoutedMessage]
    changes: list[ConversationChanged]


class Queue(BaseModel):
    team: str
    open: int
    unassigned: int
    breached: int
    oldest: datetime | None
    highest_priority: int | None


class Queues(BaseModel):
    queues: list[Queue]


class PolicyInForce(BaseModel):
    version: str
    rules: list[RuleSpec]
    default: Outcome


_COLUMNS = """conversation_id, customer_id, topic, language, status, destination, team, agent_id, member_id, priority, service_level, rule,
    opened_at, last_at, channels, messages, owed, response_due, response_breached, resolution_due, resolution_breached, paused_at,
    resolved_at, resolved_by, incident_id"""


def _summary(row: asyncpg.Record) -> dict[str, Any]:
    said = dict(row)
    broken = []
    if said.pop("response_breached"):
        broken.append(said["owed"] or NEXT_RESPONSE)
    if said.pop("resolution_breached"):
        broken.append("resolution")
    return {**said, "breached": broken}


def cursor_of(opened_at: datetime, conversation_id: str) -> str:
    """Where a page ended."""
    return base64.urlsafe_b64encode(orjson.dumps([opened_at.isoformat(), conversation_id])).decode().rstrip("=")


def place_of(cursor: str) -> tuple[datetime, str]:
    """What `cursor_of` said. Raises Problem 422."""
    try:
        opened_at, conversation_id = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment = datetime.fromisoformat(opened_at)
        if not isinstance(conversation_id, str) or "\x00" in conversation_id or moment.tzinfo is None:
            raise ValueError("no place on a page")
        return moment, conversation_id
    except (ValueError, TypeError, binascii.Error) as error:
        raise Problem(
            422, "The request is not valid", errors=[{"pointer": "/query/cursor", "detail": "take the next_cursor of the page before"}]
        ) from error


def router(resources: Resources, policy: Policy) -> APIRouter:
    routes = APIRouter(prefix="/v1", dependencies=[Depends(resources.access.require("desk")), Depends(known_parameters)])
    pool = resources.pool

    @routes.get("/conversations")
    async def conversations(
        status: ConversationStatus | None = None,
        team: Annotated[str | None, Query(max_length=63, pattern=r"^[^\x00]*$")] = None,
        destination: Destination | None = None,
        customer_id: Annotated[str | None, Query(max_length=200, pattern=r"^[^\x00]*$")] = None,
        cursor: Annotated[str | None, Query(max_length=1_000)] = None,
        limit: Annotated[int, Query(ge=1, le=MOST_ON_A_PAGE)] = 50,
    ) -> ConversationPage:
        """Conversations, the ones opened last first."""
        before, number = place_of(cursor) if cursor is not None else (None, None)
        rows = await pool.fetch(
            f"""SELECT {_COLUMNS} FROM conversations
                WHERE ($1::text IS NULL OR status = $1) AND ($2::text IS NULL OR team = $2) AND ($3::text IS NULL OR destination = $3)
                  AND ($4::text IS NULL OR customer_id = $4)
                  AND ($5::timestamptz IS NULL OR (opened_at, conversation_id) < ($5, $6::text))
                ORDER BY opened_at DESC, conversation_id DESC LIMIT $7""",  # noqa: S608 - a constant list of columns
            status,
            team,
            destination,
            customer_id,
            before,
            number,
            limit + 1,
        )
        page = [ConversationSummary.model_validate(_summary(row)) for row in rows[:limit]]
        more = len(rows) > limit
        return ConversationPage(conversations=page, next_cursor=cursor_of(page[-1].opened_at, page[-1].conversation_id) if more else None)

    @routes.get("/conversations/{conversation_id}")
    async def conversation(conversation_id: Annotated[_Id, Path()]) -> ConversationDetail:
        """One conversation with its messages, the reasons of each, and its history."""
        row = await pool.fetchrow(f"SELECT {_COLUMNS} FROM conversations WHERE conversation_id = $1", conversation_id)  # noqa: S608 - as above
        if row is None:
            raise Problem(404, "There is no such conversation")
        messages = await pool.fetch(
            "SELECT routed FROM messages WHERE conversation_id = $1 ORDER BY written_at DESC, message_id LIMIT $2", conversation_id, _MOST_HISTORY
        )
        changes = await pool.fetch(
            "SELECT changed FROM changes WHERE conversation_id = $1 ORDER BY number DESC LIMIT $2", conversation_id, _MOST_HISTORY
        )
        return ConversationDetail(
            **_summary(row),
            history=[RoutedMessage.model_validate_json(found["routed"]) for found in reversed(messages)],
            changes=[ConversationChanged.model_validate_json(found["changed"]) for found in reversed(changes)],
        )

    @routes.get("/queues")
    async def queues() -> Queues:
        """What waits for agents, by team; teams with nothing waiting included."""
        rows = await pool.fetch(
            """SELECT team, count(*) AS open, count(*) FILTER (WHERE agent_id IS NULL) AS unassigned,
                      count(*) FILTER (WHERE response_breached OR resolution_breached) AS breached,
                      min(opened_at) AS oldest, max(priority) AS highest_priority
               FROM conversations WHERE status = 'open' AND destination = 'agents' GROUP BY team"""
        )
        found = {row["team"]: Queue(**dict(row)) for row in rows}
        empty = {team: Queue(team=team, open=0, unassigned=0, breached=0, oldest=None, highest_priority=None) for team in policy.teams}
        return Queues(queues=[queue for _, queue in sorted((empty | found).items())])

    @routes.get("/policy")
    async def policy_in_force() -> PolicyInForce:
        """The rules by which messages are routed now, in their order."""
        return PolicyInForce(version=policy.version, rules=list(policy.document.rules), default=policy.document.default)

    @routes.get("/messages/{message_id}")
    async def message(message_id: Annotated[_Id, Path()]) -> RoutedMessage:
        """The decision on one message, and its reasons."""
        found = await pool.fetchval("SELECT routed FROM messages WHERE message_id = $1", message_id)
        if found is None:
            raise Problem(404, "There is no such message", "It has not been routed, or its id is another: ids are message_id, as in messages-routed.")
        return RoutedMessage.model_validate_json(found)

    return routes
