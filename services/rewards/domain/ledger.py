"""The book: every entry moves points from one account to another, so it balances by construction.

Accounts are `member:<id>:pending`, `member:<id>:matured`, `member:<id>:paid` (what we owe, and have paid) and `expense:<rule>` (what it
costs). An entry has one debit account, one credit account and an amount above zero; as postings, −amount and +amount. There is no
way to write an entry that does not add up to zero, so nothing has to check for it at commit. An act that earns by two rules makes
two entries; splitting a payout makes one for each part.

An earning is (origin, rule): the act that earned, and by which rule. Each step (earn, mature, reverse) happens to it at most once;
`entry_id` is computed from the three. 1 point is 1 minor unit of money.
"""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from schemas.envelope import computed_id
from schemas.messages.community import LedgerState, Posting, RewardCredited


class Step(StrEnum):
    EARN = "earn"
    MATURE = "mature"
    REVERSE = "reverse"


STATE_AFTER = {Step.EARN: LedgerState.PENDING, Step.MATURE: LedgerState.MATURED, Step.REVERSE: LedgerState.REVERSED}


class Entry(NamedTuple):
    """One row of `entries`. `number` counts the member's entries from 1, without gaps."""

    member_id: str
    number: int
    entry_id: UUID
    #: The act that earned; `cause` is the act that made this entry (the undo, say).
    origin: str
    cause: str
    rule: str
    step: Step
    debit: str
    credit: str
    amount: int
    because: str
    at: datetime
    matures_at: datetime | None
    concerns: UUID | None
    rules_version: str

    @property
    def state(self) -> LedgerState:
        return STATE_AFTER[self.step]


class Earning(NamedTuple):
    """Where one earning stands."""

    member_id: str
    origin: str
    rule: str
    entry_id: UUID
    amount: int
    state: LedgerState
    at: datetime
    matures_at: datetime
    rules_version: str

    @property
    def live(self) -> bool:
        return self.state is not LedgerState.REVERSED


class Balance(NamedTuple):
    """One row of `members`, in points; `entries` is how many entries the member has."""

    pending: int = 0
    matured: int = 0
    paid: int = 0
    entries: int = 0


def member_account(member_id: str, state: LedgerState) -> str:
    return f"member:{member_id}:{state}"


def expense_account(rule: str) -> str:
    return f"expense:{rule}"


def entry_id(origin: str, rule: str, step: Step) -> UUID:
    return UUID(computed_id(f"entry\x00{origin}\x00{rule}\x00{step}"))


def earn(
    member_id: str, number: int, origin: str, rule: str, points: int, because: str, at: datetime, matures_at: datetime, rules_version: str
) -> Entry:
    return Entry(
        member_id,
        number,
        entry_id(origin, rule, Step.EARN),
        origin,
        origin,
        rule,
        Step.EARN,
        expense_account(rule),
        member_account(member_id, LedgerState.PENDING),
        points,
        because,
        at,
        matures_at,
        None,
        rules_version,
    )


def mature(earning: Earning, number: int) -> Entry:
    return Entry(
        earning.member_id,
        number,
        entry_id(earning.origin, earning.rule, Step.MATURE),
        earning.origin,
        earning.origin,
        earning.rule,
        Step.MATURE,
        member_account(earning.member_id, LedgerState.PENDING),
        member_account(earning.member_id, LedgerState.MATURED),
        earning.amount,
        "Its waiting time is over",
        earning.matures_at,
        None,
        earning.entry_id,
        earning.rules_version,
    )


def reverse(earning: Earning, number: int, cause: str, because: str, at: datetime) -> Entry:
    """Takes an earning back from where it stands: pending, or matured."""
    return Entry(
        earning.member_id,
        number,
        entry_id(earning.origin, earning.rule, Step.REVERSE),
        earning.origin,
        cause,
        earning.rule,
        Step.REVERSE,
        member_account(earning.member_id, earning.state),
        expense_account(earning.rule),
        earning.amount,
        because,
        at,
        None,
        earning.entry_id,
        earning.rules_version,
    )


def credited(entry: Entry) -> RewardCredited:
    """The entry as the event that others read; `amount` is negative where points were taken back."""
    return RewardCredited(
        entry_id=str(entry.entry_id),
        member_id=entry.member_id,
        state=entry.state,
        amount=-entry.amount if entry.step is Step.REVERSE else entry.amount,
        postings=(Posting(account=entry.debit, amount=-entry.amount), Posting(account=entry.credit, amount=entry.amount)),
        rule=entry.rule,
        because=entry.because,
        cause=entry.cause,
        concerns=None if entry.concerns is None else str(entry.concerns),
        at=entry.at,
        matures_at=entry.matures_at,
        rules_version=entry.rules_version,
    )


def fold_balance(balance: Balance, entry: Entry) -> Balance:
    """`balance` of the entry's member after `entry`."""
    pending, matured, paid, entries = balance
    prefix = f"member:{entry.member_id}:"
    for account, amount in ((entry.debit, -entry.amount), (entry.credit, entry.amount)):
        if account.startswith(prefix):
            match account[len(prefix) :]:
                case "pending":
                    pending += amount
                case "matured":
                    matured += amount
                case "paid":
                    paid += amount
    return Balance(pending, matured, paid, entries + 1)


def fold_earning(earning: Earning | None, entry: Entry) -> Earning:
    """The earning that `entry` starts or moves on. Raises ValueError where the entry's history is broken."""
    if entry.step is Step.EARN:
        if earning is not None or entry.matures_at is None:
            raise ValueError(f"entry {entry.entry_id} earns what was earned before, or never matures")
        return Earning(
            entry.member_id,
            entry.origin,
            entry.rule,
            entry.entry_id,
            entry.amount,
            LedgerState.PENDING,
            entry.at,
            entry.matures_at,
            entry.rules_version,
        )
    if earning is None:
        raise ValueError(f"entry {entry.entry_id} moves what was never earned")
    return earning._replace(state=entry.state)
