"""What becomes known of customers, and what people correct."""

from enum import StrEnum

from schemas.messages.base import Id, Instant, Value


class CustomerChange(StrEnum):
    KNOWN = "known"
    IDENTIFIED = "identified"
    MERGED = "merged"
    UNMERGED = "unmerged"
    ERASED = "erased"


class CustomerChanged(Value):
    """A customer became known, got another identifier, was merged, unmerged or erased. Identifiers themselves stay in ingest."""

    customer_id: Id
    change: CustomerChange
    at: Instant
    #: The kinds of identifier that spoke: customer_number, email, phone, handle, id.
    identifiers: tuple[str, ...] = ()
    other_customer_id: Id | None = None
    because: str


class Correction(Value):
    """A person's correction of one label of one message."""

    message_id: Id
    label: Id
    value: str | bool
    by: Id
    at: Instant
