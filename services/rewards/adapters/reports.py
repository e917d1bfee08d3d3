"""What people ask of the ledger: a member's balance and statement, a leaderboard, and whether the book is right.

All of it reads; nothing here takes a lock that the hop waits for.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from schemas.messages.community import LedgerState
from services.rewards.domain import ledger
from services.rewards.domain.ledger import Entry
from services.rewards.store import ENTRY, entry_from, periods

#: Differences that a check shows.
EXAMPLES = 5


def said(entry: Entry) -> dict[str, Any]:
    """An entry for people and programs; `amount` is negative where points were taken back."""
    event = ledger.credited(entry).model_dump(mode="json", exclude={"member_id"})
    return {"number": entry.number, **event}


async def member(connection: Any, member_id: str, limit: int) -> dict[str, Any] | None:
    """Balance by state, totals, the last entries, and what lately earned nothing and why. None where nobody knows the member."""
    row = await connection.fetchrow("SELECT * FROM members WHERE member_id = $1", member_id)
    if row is None:
        return None
    entries = await connection.fetch(
        f"SELECT {ENTRY} FROM entries WHERE member_id = $1 ORDER BY number DESC LIMIT $2",  # noqa: S608 - a constant list of columns
        member_id,
        limit,
    )
    unrewarded = await connection.fetch(
        """SELECT activity_id, action, at, outcome FROM activities
           WHERE member_id = $1 AND outcome NOT IN ('earned', 'undo', 'no_rule') ORDER BY at DESC, activity_id LIMIT $2""",
        member_id,
        limit,
    )
    return {
        "member_id": member_id,
        "balance": {"pending": row["pending"], "matured": row["matured"], "paid": row["paid"]},
        "totals": {"earned": row["earned"], "taken_back": row["taken_back"], "entries": row["entries"]},
        "entries": [said(entry_from(entry)) for entry in entries],
        "without_reward": [
            {"activity_id": act["activity_id"], "action": act["action"], "at": act["at"], "reason": act["outcome"]} for act in unrewarded
        ],
    }


def month_bounds(month: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first moment of the month that begins on `month`, and the first one after it."""
    following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return datetime(month.year, month.month, 1, tzinfo=zone), datetime(following.year, following.month, 1, tzinfo=zone)


async def statement(connection: Any, member_id: str, month: date, zone: ZoneInfo, after: int = 0, limit: int = 500) -> dict[str, Any] | None:
    """A member's month: balances before and after, sums, and the entries with number above `after`. None where nobody knows the member."""
    starts, ends = month_bounds(month, zone)
    if await connection.fetchval("SELECT 1 FROM members WHERE member_id = $1", member_id) is None:
        return None
    sums = await connection.fetchrow(
        """SELECT
               coalesce(sum(amount) FILTER (WHERE account = $2 AND at < $5), 0)::bigint AS pending_before,
               coalesce(sum(amount) FILTER (WHERE account = $3 AND at < $5), 0)::bigint AS matured_before,
               coalesce(sum(amount) FILTER (WHERE account = $4 AND at < $5), 0)::bigint AS paid_before,
               coalesce(sum(amount) FILTER (WHERE account = $2), 0)::bigint AS pending,
               coalesce(sum(amount) FILTER (WHERE account = $3), 0)::bigint AS matured,
               coalesce(sum(amount) FILTER (WHERE account = $4), 0)::bigint AS paid
           FROM postings WHERE member_id = $1 AND at < $6""",
        member_id,
        *(ledger.member_account(member_id, state) for state in (LedgerState.PENDING, LedgerState.MATURED, LedgerState.PAID)),
        starts,
        ends,
    )
    moved = await connection.fetchrow(
        """SELECT coalesce(sum(amount) FILTER (WHERE step = 'earn'), 0)::bigint AS earned,
                  coalesce(sum(amount) FILTER (WHERE step = 'mature'), 0)::bigint AS matured,
                  coalesce(sum(amount) FILTER (WHERE step = 'reverse'), 0)::bigint AS taken_back
           FROM entries WHERE member_id = $1 AND at >= $2 AND at < $3""",
        member_id,
        starts,
        ends,
    )
    rows = await connection.fetch(
        f"""SELECT {ENTRY} FROM entries WHERE member_id = $1 AND number > $2 AND at >= $3 AND at < $4 ORDER BY number LIMIT $5""",  # noqa: S608 - a constant list of columns
        member_id,
        after,
        starts,
        ends,
        limit + 1,
    )
    entries = [entry_from(row) for row in rows[:limit]]
    return {
        "member_id": member_id,
        "month": f"{month:%Y-%m}",
        "timezone": str(zone),
        "opening": {state: sums[f"{state}_before"] for state in ("pending", "matured", "paid")},
        "closing": {state: sums[state] for state in ("pending", "matured", "paid")},
        "earned": moved["earned"],
        "matured": moved["matured"],
        "taken_back": moved["taken_back"],
        "entries": [said(entry) for entry in entries],
        "next": str(entries[-1].number) if len(rows) > limit else None,
    }


async def leaderboard(connection: Any, period: str, day: date, limit: int) -> dict[str, Any]:
    """Who earned most in the week or month of `day`; who earned as much shares the rank, and the next rank follows on (dense)."""
    starts_on = dict(periods(day))[period]
    rows = await connection.fetch(
        """SELECT dense_rank() OVER (ORDER BY points DESC) AS rank, member_id, points FROM (
               SELECT member_id, points FROM scores WHERE period = $1 AND starts_on = $2 AND points > 0
               ORDER BY points DESC, member_id LIMIT $3) top
           ORDER BY points DESC, member_id""",
        period,
        starts_on,
        limit,
    )
    return {"period": period, "starts_on": starts_on.isoformat(), "members": [dict(row) for row in rows]}


#: Name, what it says where all is well, and the query whose rows are the differences.
_CHECKS: tuple[tuple[str, str, str], ...] = (
    (
        "entries_balance",
        "the postings of every entry add up to zero",
        "SELECT entry_id::text AS at FROM entries WHERE amount <= 0 OR debit = credit",
    ),
    (
        "accounts_balance",
        "all accounts together add up to zero",
        """SELECT 'difference ' || (members.total + expenses.total) AS at
           FROM (SELECT coalesce(sum(pending + matured + paid), 0) AS total FROM members) members,
                (SELECT coalesce(sum(balance), 0) AS total FROM expenses) expenses
           WHERE members.total + expenses.total <> 0""",
    ),
    (
        "member_balances",
        "every member's balances equal the sums of the member's postings",
        """WITH sums AS (
               SELECT member_id,
                      sum(amount) FILTER (WHERE account = 'member:' || member_id || ':pending') AS pending,
                      sum(amount) FILTER (WHERE account = 'member:' || member_id || ':matured') AS matured,
                      sum(amount) FILTER (WHERE account = 'member:' || member_id || ':paid') AS paid
               FROM postings GROUP BY member_id)
           SELECT coalesce(m.member_id, s.member_id) AS at FROM members m FULL JOIN sums s ON s.member_id = m.member_id
           WHERE (coalesce(m.pending, 0), coalesce(m.matured, 0), coalesce(m.paid, 0))
                 IS DISTINCT FROM (coalesce(s.pending, 0), coalesce(s.matured, 0), coalesce(s.paid, 0))""",
    ),
    (
        "expense_balances",
        "every rule's cost equals the sum of its postings",
        """WITH sums AS (SELECT account, sum(amount) AS total FROM postings WHERE account LIKE 'expense:%' GROUP BY account),
                kept AS (SELECT 'expense:' || rule AS account, sum(balance) AS total FROM expenses GROUP BY rule)
           SELECT coalesce(k.account, s.account) AS at FROM kept k FULL JOIN sums s ON s.account = k.account
           WHERE coalesce(k.total, 0) <> coalesce(s.total, 0)""",
    ),
    (
        "numbers",
        "every member's entries are numbered from 1 without a gap",
        """SELECT coalesce(m.member_id, e.member_id) AS at
           FROM members m FULL JOIN (SELECT member_id, count(*) AS entries, max(number) AS last FROM entries GROUP BY member_id) e
                ON e.member_id = m.member_id
           WHERE coalesce(m.entries, 0) <> coalesce(e.entries, 0) OR coalesce(m.entries, 0) <> coalesce(e.last, 0)""",
    ),
    (
        "histories",
        "what matured or was taken back was earned before, by the same member, for the same amount, and left from where it stood",
        """SELECT later.entry_id::text AS at FROM entries later
           LEFT JOIN entries earned ON earned.origin = later.origin AND earned.rule = later.rule AND earned.step = 'earn'
           LEFT JOIN entries matured ON matured.origin = later.origin AND matured.rule = later.rule AND matured.step = 'mature'
           WHERE later.step <> 'earn' AND (
               earned.entry_id IS NULL OR earned.entry_id <> later.concerns OR earned.amount <> later.amount
               OR earned.member_id <> later.member_id OR earned.number >= later.number
               OR (later.step = 'reverse' AND (later.debit LIKE '%:matured') <> (matured.entry_id IS NOT NULL))
               OR (later.step = 'reverse' AND matured.number > later.number))""",
    ),
    (
        "causes",
        "every entry was caused by an activity that is known",
        "SELECT e.entry_id::text AS at FROM entries e WHERE NOT EXISTS (SELECT 1 FROM activities a WHERE a.activity_id = e.cause)",
    ),
    (
        "rules",
        "every entry names a version of the rules that is in the book",
        "SELECT e.entry_id::text AS at FROM entries e WHERE NOT EXISTS (SELECT 1 FROM rules r WHERE r.version = e.rules_version)",
    ),
    (
        "scores",
        "weeks and months of the leaderboards add up to what was earned and not taken back",
        """SELECT m.member_id || ' by ' || p.period AS at FROM members m CROSS JOIN (VALUES ('week'), ('month')) p (period)
           LEFT JOIN (SELECT period, member_id, sum(points) AS points FROM scores GROUP BY period, member_id) s
                ON s.member_id = m.member_id AND s.period = p.period
           WHERE coalesce(s.points, 0) <> m.earned - m.taken_back""",
    ),
)


async def audit(connection: Any, timeout_seconds: int) -> dict[str, Any]:
    """Every check over the whole book, at one moment; `ok` where none found a difference. Raises QueryCanceledError after the timeout."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute(f"SET LOCAL statement_timeout = '{timeout_seconds:d}s'")
        totals = await connection.fetchrow(
            """SELECT (SELECT count(*) FROM entries) AS entries, count(*) AS members, coalesce(sum(pending), 0)::bigint AS pending,
                      coalesce(sum(matured), 0)::bigint AS matured, coalesce(sum(paid), 0)::bigint AS paid FROM members"""
        )
        checks = [await _check(connection, *check) for check in _CHECKS]
    return {"ok": all(check["ok"] for check in checks), "totals": dict(totals), "checks": checks}


async def _check(connection: Any, name: str, claim: str, query: str) -> dict[str, Any]:
    rows: Sequence[Any] = await connection.fetch(
        f"SELECT count(*) OVER () AS differences, at FROM ({query}) found ORDER BY at LIMIT {EXAMPLES}"  # noqa: S608 - the queries above
    )
    differences = rows[0]["differences"] if rows else 0
    return {"check": name, "claim": claim, "ok": not rows, "differences": differences, "examples": [row["at"] for row in rows]}
