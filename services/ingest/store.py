"""What ingest remembers, in bulk: a batch costs two SELECTs and at most four writes, however many messages it has.

Rows are looked for and written in the order of their keys, so that two processes that meet the same rows wait for each other and
do not lock each other out. A message or an identifier that somebody else wrote in the meantime is a unique violation, a customer
whom somebody else changed a `Conflict`: both begin the unit again.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from runtime.hop import Conflict, Input
from services.ingest.domain import Known, Learned, Seen, View
from services.ingest.domain.identity import KINDS, Customer

_SEEN = "SELECT message_id, content FROM messages WHERE message_id = ANY($1::uuid[])"
_OWNERS = "SELECT i.digest, i.customer_id, c.kinds FROM identifiers i JOIN customers c USING (customer_id) WHERE i.digest = ANY($1::uuid[])"

_ADD_MESSAGES = "INSERT INTO messages (message_id, content, received_on) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::date[])"
_ADD_CUSTOMERS = "INSERT INTO customers (customer_id, kinds, known_since) SELECT * FROM unnest($1::uuid[], $2::smallint[], $3::timestamptz[])"
_CHANGE_CUSTOMERS = """
    UPDATE customers c SET kinds = n.after
    FROM unnest($1::uuid[], $2::smallint[], $3::smallint[]) AS n (customer_id, before, after)
    WHERE c.customer_id = n.customer_id AND c.kinds = n.before
    RETURNING 1"""
_ADD_IDENTIFIERS = """
    INSERT INTO identifiers (digest, customer_id, kind, since)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::timestamptz[])"""

_PURGE = """
    DELETE FROM messages WHERE message_id IN (
        SELECT message_id FROM messages WHERE received_on < $1 ORDER BY received_on LIMIT $2 FOR UPDATE SKIP LOCKED)"""


async def gather(connection: Any, inputs: Sequence[Input]) -> View:
    view = View()
    if not inputs:
        return view
    ids = sorted({item.event.message_id for item in inputs})
    view.seen = {str(row[0]): row[1].bytes for row in await connection.fetch(_SEEN, ids)}
    digests = sorted({one.digest.hex() for item in inputs for one in item.event.identifiers})
    for digest, customer_id, kinds in await connection.fetch(_OWNERS, digests):
        view.own(Customer(str(customer_id), kinds), [digest.bytes])
    return view


async def apply(connection: Any, changes: Sequence[Any]) -> None:
    seen = sorted((change for change in changes if isinstance(change, Seen)), key=lambda change: change.message_id)
    new: dict[str, Known] = {}
    kinds: dict[str, int] = {}
    #: Customer → kinds as they were read, for those who were known before this batch.
    before: dict[str, int] = {}
    identifiers: list[tuple[str, str, int, Any]] = []
    for change in changes:
        match change:
            case Known(customer=customer):
                new[customer.customer_id] = change
                kinds[customer.customer_id] = customer.kinds
            case Learned(customer=customer):
                if customer.customer_id not in new:
                    before.setdefault(customer.customer_id, customer.kinds)
                kinds[customer.customer_id] = change.kinds
            case _:
                continue
        identifiers += [(one.digest.hex(), customer.customer_id, KINDS[one.kind], change.at) for one in change.identifiers]
    if seen:
        await connection.execute(_ADD_MESSAGES, [one.message_id for one in seen], [one.content.hex() for one in seen], [one.on for one in seen])
    if new:
        ids = sorted(new)
        await connection.execute(_ADD_CUSTOMERS, ids, [kinds[name] for name in ids], [new[name].at for name in ids])
    if before:
        ids = sorted(before)
        changed = await connection.fetch(_CHANGE_CUSTOMERS, ids, [before[name] for name in ids], [kinds[name] for name in ids])
        if len(changed) != len(ids):
            raise Conflict("a customer has got another identifier in the meantime")
    if identifiers:
        identifiers.sort()
        await connection.execute(_ADD_IDENTIFIERS, *(list(column) for column in zip(*identifiers, strict=True)))


async def purge(connection: Any, before: date, at_most: int) -> int:
    """Forget messages that were received before a day, no more than `at_most` at a time; answers how many."""
    status: str = await connection.execute(_PURGE, before, at_most)
    return int(status.rpartition(" ")[2])
