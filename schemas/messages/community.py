"""What members do, and what it earns them."""

from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from schemas.messages.base import Id, Instant, Value


class CommunityAction(StrEnum):
    ASKED = "asked"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    KUDOS = "kudos"
    IDEA = "idea"
    IDEA_ADOPTED = "idea_adopted"
    FLAGGED = "flagged"
    REFERRAL = "referral"
    REFERRAL_ACTIVATED = "referral_activated"


class CommunityActivity(Value):
    """One act in the community.

    `member_id` is the member whose contribution it is about (who asked, answered, had the idea, referred), and the key;
    `by_member_id` is who acted, where that is somebody else (who accepted, gave kudos, adopted, flagged).
    `undo` takes the act back: same action, same subject, `undoes` names the activity taken back.
    """

    activity_id: Id
    action: CommunityAction
    member_id: Id
    by_member_id: Id | None = None
    at: Instant
    undo: bool = False
    undoes: Id | None = None
    #: The community's thread; a thread that began as a routed message also names that message.
    thread_id: Id | None = None
    message_id: Id | None = None
    #: The answer, idea or post that it is about.
    post_id: Id | None = None
    text: str | None = None
    language: str | None = None
    #: The customer who is this member, where the channel team knows.
    customer_id: Id | None = None


class LedgerState(StrEnum):
    PENDING = "pending"
    MATURED = "matured"
    REVERSED = "reversed"
    PAID = "paid"


#: Longer than an id: an account's name holds one.
Account = Annotated[str, StringConstraints(min_length=1, max_length=250)]


class Posting(Value):
    """One side of an entry. Amounts are points, 1 point = 1 minor unit of money; postings of an entry add up to 0."""

    account: Account
    amount: int


class RewardCredited(Value):
    """One entry of the ledger."""

    entry_id: Id
    member_id: Id
    state: LedgerState
    #: Points for the member in this entry: positive when earned, negative when taken back.
    amount: int
    postings: tuple[Posting, ...]
    rule: Id
    because: str
    #: The activity that caused it, and the entry that it reverses or moves on.
    cause: Id
    concerns: Id | None = None
    at: Instant
    matures_at: Instant | None = None
    rules_version: Id
