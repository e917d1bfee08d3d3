"""The edge of rewards: community-activity and control come in, rewards-credited goes out, and people ask over HTTP."""

import asyncio
import base64
import binascii
import contextlib
import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import asyncpg
from fastapi import APIRouter, Depends, Path, Query

from runtime.broker import Record
from runtime.codec import decode
from runtime.hop import Hop, Publishing, Refusal, State
from runtime.lifecycle import Resources, Wiring
from runtime.problems import Problem, known_parameters
from schemas.messages.community import CommunityActivity
from schemas.messages.insight import Control
from schemas.topics import MAX_INBOUND_BYTES
from services.rewards.adapters import reports
from services.rewards.domain.activity import Activity, activity_of, subject_of
from services.rewards.domain.decide import CREDITED_TOPIC, decide
from services.rewards.domain.rules import RulesInvalid, parse_rules
from services.rewards.domain.view import fold
from services.rewards.settings import RewardsSettings
from services.rewards.store import Gatherer, Library, VersionTaken, apply, register

#: An activity's own time is what the ledger counts by, so it may be no guess: not before these years, and not after it was sent.
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
CLOCKS_DIFFER = timedelta(days=1)
#: Seconds that a question waits for a connection. Then, as where the database is away, it is answered 503 (runtime.problems).
ACQUIRE_SECONDS = 5.0
#: Seconds after which a question over the whole book is given up.
AUDIT_SECONDS = 30

_MONTH = re.compile(r"(20\d\d|21\d\d)-(0[1-9]|1[0-2])", re.ASCII)


def read_activity(record: Record) -> Activity | Refusal:
    event = decode(CommunityActivity, record.value, MAX_INBOUND_BYTES)
    if isinstance(event, Refusal):
        return event
    latest = datetime.fromtimestamp(record.timestamp_ms / 1000, UTC) + CLOCKS_DIFFER if record.timestamp_ms > 0 else LATEST
    if not EARLIEST <= event.at <= latest:
        return Refusal("invalid", "/at: lies before the year 2000, or more than a day after it was sent")
    if event.undoes is not None and not event.undo:
        return Refusal("invalid", "/undoes: only an undo names what it takes back")
    if event.undoes == event.activity_id:
        return Refusal("invalid", "/undoes: names itself")
    if event.undo and event.undoes is None and subject_of(event) is None:
        return Refusal("invalid", "/undoes: say which activity is taken back, or what it was about")
    return activity_of(event)


def read_control(record: Record) -> Control | Refusal:
    return decode(Control, record.value, MAX_INBOUND_BYTES)


async def wire(resources: Resources) -> Wiring:
    settings = resources.settings
    assert isinstance(settings, RewardsSettings)  # noqa: S101 - __main__ gives these
    library = Library()
    await _read_rules(settings, resources.pool)
    hop = Hop(
        name="rewards",
        inputs={"community-activity": read_activity, "control": read_control},
        outputs=(CREDITED_TOPIC,),
        publishing=Publishing.TRANSACTIONAL,
        decide=decide,
        state=State(gather=Gatherer(library, settings.matures_after), fold=fold, apply=apply),
    )
    return Wiring(hops=(hop,), routes=(routes(resources, library),))


async def _read_rules(settings: RewardsSettings, pool: asyncpg.Pool) -> None:
    """Put the file's rules in the book. Ends the service, with one line, where there is no file or it cannot be in force."""
    path = settings.rules_path
    try:
        # Once, at start, before anything is served.
        document = path.read_text("utf-8")
        async with pool.acquire() as connection:
            await register(connection, parse_rules(document), document)
    except (OSError, UnicodeDecodeError, RulesInvalid, VersionTaken) as error:
        raise SystemExit(f"rewards: {path}: {error}; put the rules right, or name another file in KLANTSTROOM_REWARDS_RULES") from error


# ── HTTP ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


MemberId = Annotated[str, Path(min_length=1, max_length=200)]


def routes(resources: Resources, library: Library) -> APIRouter:
    router = APIRouter(tags=["rewards"], dependencies=[Depends(resources.access.require("desk")), Depends(known_parameters)])
    auditing = asyncio.Lock()

    async def zone(connection: Any, moment: datetime) -> ZoneInfo:
        book = await library.refresh(connection)
        edition = book.at(moment)
        return edition.zone if edition is not None else ZoneInfo("Europe/Amsterdam")

    @router.get("/v1/members/{member_id}")
    async def member(member_id: MemberId, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> dict[str, Any]:
        """Balance by state, totals, the last entries with their reasons, and what lately earned nothing and why."""
        async with resources.pool.acquire(timeout=ACQUIRE_SECONDS) as connection:
            return _known(await reports.member(connection, _text(member_id), limit))

    @router.get("/v1/members/{member_id}/statement")
    async def statement(
        member_id: MemberId,
        month: Annotated[str | None, Query(description="As 2026-03; without it, the present month.", max_length=7)] = None,
        limit: Annotated[int, Query(ge=1, le=1_000)] = 500,
        cursor: Annotated[str | None, Query(max_length=100)] = None,
    ) -> dict[str, Any]:
        """A month: balances before and after it, sums, and its entries; `next` is the cursor of the page after this one."""
        now = resources.clock()
        async with resources.pool.acquire(timeout=ACQUIRE_SECONDS) as connection:
            timezone = await zone(connection, now)
            first = now.astimezone(timezone).date().replace(day=1) if month is None else parse_month(month)
            found = _known(await reports.statement(connection, _text(member_id), first, timezone, _parse_cursor(cursor), limit))
            if found["next"] is not None:
                found["next"] = base64.urlsafe_b64encode(found["next"].encode()).decode()
            return found

    @router.get("/v1/leaderboard")
    async def leaderboard(
        period: Literal["week", "month"] = "week",
        on: Annotated[date | None, Query(description="A day of that week or month; without it, today.")] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 50,
    ) -> dict[str, Any]:
        """Who earned most in a week or month, less what was taken back; equal points share a rank."""
        if on is not None and not EARLIEST.date() <= on <= LATEST.date():
            raise Problem(422, "That day is too far away", errors=[{"pointer": "/on", "detail": "a day from 2000 to 2200"}])
        now = resources.clock()
        async with resources.pool.acquire(timeout=ACQUIRE_SECONDS) as connection:
            day = on if on is not None else now.astimezone(await zone(connection, now)).date()
            return await reports.leaderboard(connection, period, day, limit)

    @router.get("/v1/ledger/audit")
    async def audit() -> dict[str, Any]:
        """Every check over the whole book. One at a time: it reads all of it."""
        if auditing.locked():
            raise Problem(429, "An audit is under way", "Ask again when it is done.", headers={"Retry-After": str(AUDIT_SECONDS)})
        async with auditing, resources.pool.acquire(timeout=ACQUIRE_SECONDS) as connection:
            return await reports.audit(connection, AUDIT_SECONDS)

    return router


def _known(found: dict[str, Any] | None) -> dict[str, Any]:
    if found is None:
        raise Problem(404, "No such member", "Nothing was heard of a member by this id.")
    return found


def _text(value: str) -> str:
    """PostgreSQL's text holds everything but U+0000, so no member has one."""
    if "\x00" in value:
        raise Problem(404, "No such member", "An id holds no U+0000.")
    return value


def parse_month(month: str) -> date:
    """Raises Problem 422 where it is none of 2000-01 to 2199-12."""
    if not _MONTH.fullmatch(month):
        raise Problem(422, "That is no month", errors=[{"pointer": "/month", "detail": "write year and month, as 2026-03"}])
    return date.fromisoformat(f"{month}-01")


def _parse_cursor(cursor: str | None) -> int:
    if cursor is None:
        return 0
    with contextlib.suppress(ValueError, binascii.Error):
        number = int(base64.urlsafe_b64decode(cursor.encode()).decode("ascii"))
        if 0 <= number < 2**63:
            return number
    raise Problem(422, "That is no cursor of ours", errors=[{"pointer": "/cursor", "detail": "take it from `next`, unchanged"}])
