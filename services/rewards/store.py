"""Gather and apply: the SQL of the ledger, in bulk; as many statements for a thousand activities as for one.

Everything that decides about a member is kept by member, and the member's row in `members` is locked before the rest is read, in
order of member. So two partitions, or two processes, that meet on one member (a writer used another key) wait for each other; where
neither knew the member, both insert the row, one fails and begins again.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from runtime.hop import Due, Input
from schemas.messages.community import CommunityAction
from schemas.messages.insight import Control, ControlAction
from services.rewards.domain.activity import Activity, asked_subject
from services.rewards.domain.ledger import Balance, Entry, Step
from services.rewards.domain.rules import Edition, RuleBook, Rules, RulesInvalid, parse_rules
from services.rewards.domain.view import ALREADY_REWARDED, Booked, Change, Closed, NewMember, RulesAdded, Seen, View

ACTIVITY = "activity_id, digest, member_id, by_member_id, action, at, undo, undoes, thread, subject, outcome, open"
ENTRY = "member_id, number, entry_id, origin, cause, rule, step, debit, credit, amount, because, at, matures_at, concerns, rules_version"

# One look at an index for each thing that is asked for: OFFSET 0 keeps the planner from turning that into a walk through the whole
# table, which it prefers, and keeps to, where it met the table empty.
_MEMBERS = """SELECT m.* FROM unnest($1::text[]) AS u (member_id)
    CROSS JOIN LATERAL (SELECT member_id, pending, matured, paid, entries FROM members WHERE member_id = u.member_id OFFSET 0 FOR UPDATE) m"""
_ACTIVITIES = f"""
    SELECT a.* FROM unnest($1::text[]) AS u (activity_id)
    CROSS JOIN LATERAL (SELECT {ACTIVITY} FROM activities WHERE activity_id = u.activity_id OFFSET 0) a
    UNION
    SELECT a.* FROM unnest($2::text[]) AS u (undoes)
    CROSS JOIN LATERAL (SELECT {ACTIVITY} FROM activities WHERE undoes = u.undoes AND undo AND open OFFSET 0) a
    UNION
    SELECT a.* FROM unnest($3::text[], $4::text[]) AS u (member_id, subject)
    CROSS JOIN LATERAL (SELECT {ACTIVITY} FROM activities WHERE member_id = u.member_id AND subject = u.subject AND open OFFSET 0) a
    UNION
    SELECT a.* FROM unnest($5::text[]) AS u (activity_id)
    CROSS JOIN LATERAL (SELECT member_id, subject FROM activities WHERE activity_id = u.activity_id OFFSET 0) t
    CROSS JOIN LATERAL (SELECT {ACTIVITY} FROM activities WHERE member_id = t.member_id AND subject = t.subject AND open OFFSET 0) a
    UNION
    SELECT a.* FROM unnest($6::text[], $7::text[]) AS u (member_id, thread)
    CROSS JOIN LATERAL (
        SELECT {ACTIVITY} FROM activities
        WHERE member_id = u.member_id AND thread = u.thread AND thread IS NOT NULL AND open AND NOT undo OFFSET 0) a"""  # noqa: S608 - a constant list of columns
_ENTRIES = f"""SELECT e.* FROM unnest($1::text[]) AS u (origin)
    CROSS JOIN LATERAL (SELECT {ENTRY} FROM entries WHERE origin = u.origin OFFSET 0) e
    ORDER BY e.member_id, e.number"""  # noqa: S608 - a constant list of columns
_COUNTERS = """SELECT c.* FROM unnest($1::text[], $2::text[]) AS u (member_id, key)
    CROSS JOIN LATERAL (SELECT member_id, key, value FROM counters WHERE member_id = u.member_id AND key = u.key OFFSET 0) c"""


class VersionTaken(Exception):
    """Rules by this version are in the book already, and read otherwise."""


class Library:
    """The versions of the rules, read once each: they never change."""

    def __init__(self) -> None:
        self.book = RuleBook()

    async def refresh(self, connection: Any) -> RuleBook:
        rows = await connection.fetch("SELECT document FROM rules WHERE version <> ALL($1::text[])", list(self.book.versions))
        for row in rows:
            self.book = self.book.with_rules(parse_rules(row["document"]))
        return self.book


async def register(connection: Any, rules: Rules, document: str) -> None:
    """Put `rules` in the book. Raises VersionTaken where they were changed and kept their version."""
    await connection.execute(
        "INSERT INTO rules (version, effective_from, document) VALUES ($1, $2, $3) ON CONFLICT (version) DO NOTHING",
        rules.version,
        rules.effective_from,
        document,
    )
    kept = await connection.fetchval("SELECT document FROM rules WHERE version = $1", rules.version)
    if parse_rules(kept) != rules:
        raise VersionTaken(f"rules version {rules.version} was in force before and reads otherwise now: give the change a version of its own")


# ── gather ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Gatherer:
    """`gather` of the hop; keeps nothing between units but the rules, which never change."""

    def __init__(self, library: Library, matures_after: timedelta | None = None) -> None:
        self._library = library
        self._matures_after = matures_after

    async def __call__(self, connection: Any, inputs: Sequence[Input]) -> View:
        acts = [item.event for item in inputs if isinstance(item.event, Activity)]
        dues = [item.event.payload for item in inputs if isinstance(item.event, Due)]
        members = sorted({act.member_id for act in acts} | {due["member_id"] for due in dues})
        balances = await _lock_members(connection, members) if members else {}
        view = View(await self._library.refresh(connection), balances, matures_after=self._matures_after)
        if acts:
            for row in await _read_activities(connection, acts):
                view.add_activity(activity_from(row))
        origins = {known.activity_id for known in view.activities.values() if not known.undo} | {due["origin"] for due in dues}
        if origins:
            for row in await connection.fetch(_ENTRIES, sorted(origins)):
                view.add_entry(entry_from(row))
        if acts:
            view.counters = await _read_counters(connection, _counter_keys(view, acts, inputs))
        return view


async def _lock_members(connection: Any, members: Sequence[str]) -> dict[str, Balance]:
    """`members` come sorted, and are locked in that order."""
    rows = await connection.fetch(_MEMBERS, members)
    return {row["member_id"]: Balance(row["pending"], row["matured"], row["paid"], row["entries"]) for row in rows}


async def _read_activities(connection: Any, acts: Sequence[Activity]) -> Sequence[Any]:
    """Those of the batch that were seen before, what they undo, undos that wait for them, what else is about the same, and, for a
    question, what its asker did in the thread."""
    ids = sorted({act.activity_id for act in acts})
    undoes = sorted({act.undoes for act in acts if act.undoes is not None})
    subjects = {(act.member_id, act.subject) for act in acts}
    subjects |= {(act.member_id, asked_subject(act.thread)) for act in acts if act.thread is not None and not act.undo}
    threads = {(act.member_id, act.thread) for act in acts if act.action is CommunityAction.ASKED and act.thread is not None and not act.undo}
    rows: Sequence[Any] = await connection.fetch(_ACTIVITIES, sorted({*ids, *undoes}), ids, *_pairs(subjects), undoes, *_pairs(threads))
    return rows


def _pairs(pairs: Iterable[tuple[str, str]]) -> tuple[list[str], list[str]]:
    ordered = sorted(pairs)
    return [first for first, _ in ordered], [second for _, second in ordered]


def _counter_keys(view: View, acts: Sequence[Activity], inputs: Sequence[Input]) -> set[tuple[str, str]]:
    """Every counter that a decision may ask for: of the acts themselves, and of those that may take the place of one undone."""
    coming = [edition for item in inputs if isinstance(item.event, Control) and (edition := _edition(item.event)) is not None]
    in_line = [known for known in view.activities.values() if known.open and known.outcome == ALREADY_REWARDED]
    keys: set[tuple[str, str]] = set()
    for act in (*acts, *in_line):
        if act.undo:
            continue
        editions = [view.book.at(act.at), *coming] if coming else [view.book.at(act.at)]
        for edition in editions:
            if edition is not None:
                for name, rule in edition.on(act.action):
                    for counter in edition.counters(name, rule, act.at, act.by_member_id, act.thread):
                        keys.add((act.member_id, counter.key))
    return keys


def _edition(control: Control) -> Edition | None:
    """Rules that come with this very batch."""
    if control.action is not ControlAction.RULES_IN_FORCE or control.document is None:
        return None
    try:
        return Edition(parse_rules(control.document))
    except RulesInvalid:
        # The decision about this input says so, and it goes to the dead letters.
        return None


async def _read_counters(connection: Any, keys: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    counters = dict.fromkeys(keys, 0)
    if keys:
        rows = await connection.fetch(
            _COUNTERS,
            *_pairs(keys),
        )
        counters.update({(row["member_id"], row["key"]): row["value"] for row in rows})
    return counters


def activity_from(row: Any) -> Activity:
    activity = Activity(*row.values())
    return activity._replace(action=CommunityAction(activity.action))


def entry_from(row: Any) -> Entry:
    entry = Entry(*row.values())
    return entry._replace(step=Step(entry.step))


# ── apply ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def apply(connection: Any, changes: Sequence[Change]) -> None:
    members: list[str] = []
    seen: dict[str, Activity] = {}
    closed: list[str] = []
    booked: list[Booked] = []
    rules: list[RulesAdded] = []
    for change in changes:
        match change:
            case NewMember(member_id):
                members.append(member_id)
            case Seen(activity):
                seen[activity.activity_id] = activity
            case Closed(activity_id):
                if activity_id in seen:
                    seen[activity_id] = seen[activity_id]._replace(open=False)
                else:
                    closed.append(activity_id)
            case Booked():
                booked.append(change)
            case RulesAdded():
                rules.append(change)
    if rules:
        await connection.executemany(
            "INSERT INTO rules (version, effective_from, document) VALUES ($1, $2, $3)",
            [(added.rules.version, added.rules.effective_from, added.document) for added in rules],
        )
    if members:
        # No ON CONFLICT: who meets the same new member at the same time is to fail, and to decide again.
        await connection.execute("INSERT INTO members (member_id) SELECT unnest($1::text[])", sorted(members))
    if seen:
        await connection.copy_records_to_table("activities", columns=ACTIVITY.split(", "), records=list(seen.values()))
    if closed:
        await connection.execute("UPDATE activities SET open = false WHERE activity_id = ANY($1::text[])", sorted(closed))
    if booked:
        await _book(connection, booked)


async def _book(connection: Any, booked: Sequence[Booked]) -> None:
    await connection.copy_records_to_table("entries", columns=ENTRY.split(", "), records=[change.entry for change in booked])
    await _move_balances(connection, booked)
    await _move_expenses(connection, booked)
    counts: Counter[tuple[str, str]] = Counter()
    scores: Counter[tuple[str, date, str]] = Counter()
    for change in booked:
        for key, step in change.counts:
            counts[change.entry.member_id, key] += step
        if change.scored_on is not None:
            points = change.entry.amount if change.entry.step is Step.EARN else -change.entry.amount
            for period, starts_on in periods(change.scored_on):
                scores[period, starts_on, change.entry.member_id] += points
    await _add_counts(connection, counts)
    await _add_scores(connection, scores)


def periods(day: date) -> tuple[tuple[str, date], ...]:
    """The week and the month in which `day` lies, by their first days."""
    return (("week", day - timedelta(days=day.weekday())), ("month", day.replace(day=1)))


async def _move_balances(connection: Any, booked: Sequence[Booked]) -> None:
    columns = ("pending", "matured", "paid", "earned", "taken_back", "entries")
    moved: dict[str, Counter[str]] = {}
    for change in booked:
        entry = change.entry
        row = moved.setdefault(entry.member_id, Counter())
        prefix = f"member:{entry.member_id}:"
        for account, amount in ((entry.debit, -entry.amount), (entry.credit, entry.amount)):
            if account.startswith(prefix):
                row[account.removeprefix(prefix)] += amount
        if entry.step is Step.EARN:
            row["earned"] += entry.amount
        elif entry.step is Step.REVERSE:
            row["taken_back"] += entry.amount
        row["entries"] += 1
    ordered = sorted(moved)
    await connection.execute(
        """UPDATE members m SET pending = m.pending + u.pending, matured = m.matured + u.matured, paid = m.paid + u.paid,
               earned = m.earned + u.earned, taken_back = m.taken_back + u.taken_back, entries = m.entries + u.entries
           FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
                AS u (member_id, pending, matured, paid, earned, taken_back, entries)
           WHERE m.member_id = u.member_id""",
        ordered,
        *([moved[member_id][column] for member_id in ordered] for column in columns),
    )


async def _move_expenses(connection: Any, booked: Sequence[Booked]) -> None:
    spent: Counter[tuple[str, int]] = Counter()
    for change in booked:
        if change.entry.step is Step.EARN:
            spent[change.entry.rule, change.shard] -= change.entry.amount
        elif change.entry.step is Step.REVERSE:
            spent[change.entry.rule, change.shard] += change.entry.amount
    rows = sorted((rule, shard, amount) for (rule, shard), amount in spent.items() if amount)
    if rows:
        await connection.execute(
            """INSERT INTO expenses AS e (rule, shard, balance) SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[])
               ON CONFLICT (rule, shard) DO UPDATE SET balance = e.balance + excluded.balance""",
            *map(list, zip(*rows, strict=True)),
        )


async def _add_counts(connection: Any, counts: Counter[tuple[str, str]]) -> None:
    rows = sorted((member_id, key, step) for (member_id, key), step in counts.items() if step)
    # Downwards there is always a row; an INSERT of a negative value would be refused before it found that out.
    for up in (True, False):
        part = [row for row in rows if (row[2] > 0) is up]
        if part:
            await connection.execute(
                """INSERT INTO counters AS c (member_id, key, value) SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])
                   ON CONFLICT (member_id, key) DO UPDATE SET value = c.value + excluded.value"""
                if up
                else """UPDATE counters c SET value = c.value + u.step
                   FROM unnest($1::text[], $2::text[], $3::bigint[]) AS u (member_id, key, step)
                   WHERE c.member_id = u.member_id AND c.key = u.key""",
                *map(list, zip(*part, strict=True)),
            )


async def _add_scores(connection: Any, scores: Counter[tuple[str, date, str]]) -> None:
    rows = sorted((period, starts_on, member_id, points) for (period, starts_on, member_id), points in scores.items() if points)
    for up in (True, False):
        part = [row for row in rows if (row[3] > 0) is up]
        if part:
            await connection.execute(
                """INSERT INTO scores AS s (period, starts_on, member_id, points)
                   SELECT * FROM unnest($1::text[], $2::date[], $3::text[], $4::bigint[])
                   ON CONFLICT (period, starts_on, member_id) DO UPDATE SET points = s.points + excluded.points"""
                if up
                else """UPDATE scores s SET points = s.points + u.points
                   FROM unnest($1::text[], $2::date[], $3::text[], $4::bigint[]) AS u (period, starts_on, member_id, points)
                   WHERE s.period = u.period AND s.starts_on = u.starts_on AND s.member_id = u.member_id""",
                *map(list, zip(*part, strict=True)),
            )
