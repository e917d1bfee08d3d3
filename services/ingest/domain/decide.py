"""One message: seen before? whose is it? what of it may go on?"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from runtime.hop import Decision, Event, Input, Refusal
from schemas.envelope import message_id
from schemas.messages.customers import CustomerChange, CustomerChanged
from schemas.messages.inbound import InboundMessage, InboundReason
from schemas.messages.stream import AttachmentFacts, IngestedMessage
from services.ingest.domain.identity import Customer, Identified, Identifier, identifiers, identify, kinds_of
from services.ingest.domain.redact import merged, redact

#: The source of messages that came as InboundMessage and not through an adapter.
PLAIN_SOURCE = "inbound"

_COMPUTED = {"sent_at", "public"}

# From a dict: the classes' own constructors make one of their arguments first, and there are many.
_new_ingested = IngestedMessage.__pydantic_validator__.validate_python
_new_changed = CustomerChanged.__pydantic_validator__.validate_python


class Arrival(NamedTuple):
    """A valid message, before anything is known of it."""

    message: InboundMessage
    #: The adapter's name, or `inbound`.
    source: str
    message_id: str
    #: Hash of what was said, whatever the order of its fields: 16 bytes.
    content: bytes
    identifiers: tuple[Identifier, ...]


class Seen(NamedTuple):
    """A message is remembered, so that its repeats are known."""

    message_id: str
    content: bytes
    on: date


class Known(NamedTuple):
    """A customer becomes known."""

    customer: Customer
    identifiers: tuple[Identifier, ...]
    at: datetime


class Learned(NamedTuple):
    """A known customer, as read, gets further identifiers."""

    customer: Customer
    kinds: int
    identifiers: tuple[Identifier, ...]
    at: datetime


@dataclass(slots=True)
class View:
    """What was read for a batch, and what has been decided in it since."""

    #: Message id → hash of its content.
    seen: dict[str, bytes] = field(default_factory=dict)
    #: Digest of an identifier → whose it is.
    owners: dict[bytes, Customer] = field(default_factory=dict)
    #: Customer id → all of their digests in `owners`, so that one who changes changes everywhere.
    digests: dict[str, list[bytes]] = field(default_factory=dict)

    def own(self, customer: Customer, digests: Sequence[bytes]) -> None:
        of_customer = self.digests.setdefault(customer.customer_id, [])
        of_customer.extend(digests)
        for digest in of_customer:
            self.owners[digest] = customer


def arrival(message: InboundMessage, source: str, pepper: bytes, region: str) -> Arrival | Refusal:
    """`message` with everything that is computed from it alone; `invalid` where its time can't be reckoned with."""
    if not 1970 <= message.sent_at.year <= 9000:
        return Refusal(InboundReason.INVALID, "/sent_at: the year is outside 1970 to 9000")
    # One instant can be written with many offsets, and what is public by default need not say so: neither makes other content.
    said = message.__pydantic_serializer__.to_json(message, exclude_none=True, exclude=_COMPUTED)
    computed = b"\x00%r\x00%d" % (message.sent_at.timestamp(), message.is_public)
    return Arrival(
        message=message,
        source=source,
        message_id=message_id(message.channel.value, source, message.id),
        content=hashlib.blake2b(said + computed, digest_size=16, key=pepper[:64]).digest(),
        identifiers=identifiers(message, source, pepper, region),
    )


_SAID = {
    "customer_number": "customer number",
    "email": "e-mail address",
    "phone": "phone number",
    "handle": "handle",
    "id": "id on this channel",
}


def decide(view: View, item: Input, now: datetime) -> Decision:
    arrived: Arrival = item.event
    known_content = view.seen.get(arrived.message_id)
    if known_content is not None:
        if known_content == arrived.content:
            return Decision(outcome="duplicate")
        return Decision(
            refusal=Refusal(InboundReason.CONFLICTING_DUPLICATE, "a message with this id in this channel and source said something else"),
            outcome="conflicting_duplicate",
        )
    found = identify(arrived.identifiers, view.owners)
    seen = Seen(arrived.message_id, arrived.content, now.date())
    customer = found.customer
    if customer is None:
        # The message is named too: a topic that was made anew has the same positions for other messages.
        customer = Customer(item.id(f"customer\x00{arrived.message_id}"), kinds_of(found.added))
        return Decision(
            changes=(seen, Known(customer, found.added, now)),
            events=(_changed(customer, CustomerChange.KNOWN, found, now), _ingested(arrived, customer, returning=False, now=now)),
            outcome="new_customer",
        )
    ingested = _ingested(arrived, customer, returning=True, now=now)
    if not found.added:
        return Decision(changes=(seen,), events=(ingested,), outcome="returning")
    return Decision(
        changes=(seen, Learned(customer, customer.kinds | kinds_of(found.added), found.added, now)),
        events=(_changed(customer, CustomerChange.IDENTIFIED, found, now), ingested),
        outcome="identified",
    )


def fold(view: View, decision: Decision) -> None:
    for change in decision.changes:
        match change:
            case Seen(message_id=name, content=content):
                view.seen[name] = content
            case Known(customer=customer, identifiers=added):
                view.own(customer, [one.digest for one in added])
            case Learned(customer=customer, kinds=kinds, identifiers=added):
                view.own(Customer(customer.customer_id, kinds), [one.digest for one in added])


def _changed(customer: Customer, change: CustomerChange, found: Identified, now: datetime) -> Event:
    kinds = tuple(one.kind for one in found.added)
    said = " and ".join(_SAID[kind] for kind in kinds)
    because = f"first seen, by {said}" if change is CustomerChange.KNOWN else f"{said} came with a known {_SAID[found.by]}"
    return Event(
        "customers-changed",
        customer.customer_id,
        _new_changed({"customer_id": customer.customer_id, "change": change, "at": now, "identifiers": kinds, "because": because}),
    )


def _ingested(arrived: Arrival, customer: Customer, *, returning: bool, now: datetime) -> Event:
    message = arrived.message
    text, counts = redact(message.text, message.sender)
    subject = message.subject
    if subject is not None:
        subject, in_subject = redact(subject, message.sender)
        counts = merged(counts, in_subject)
    return Event(
        "messages-ingested",
        customer.customer_id,
        _new_ingested(
            {
                "message_id": arrived.message_id,
                "inbound_id": message.id,
                "channel": message.channel,
                "source": arrived.source,
                "customer_id": customer.customer_id,
                "returning": returning,
                "text": text,
                "subject": subject,
                "redactions": counts,
                "sent_at": message.sent_at,
                "received_at": now,
                "thread_id": message.conversation_id,
                "in_reply_to": message.in_reply_to,
                "declared_language": message.language,
                "region": message.region,
                "public": message.is_public,
                "attachments": tuple([AttachmentFacts(media_type=one.media_type, bytes=one.bytes) for one in message.attachments]),
            }
        ),
    )
