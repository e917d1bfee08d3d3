"""What ingest remembers, in bulk: a batch costs one statement to read and one to write, however many messages it has.

A round trip costs more than the rows of a small batch, so several tables are read, and written, at once. Rows are looked for and
written in the order of their keys, so that two processes that meet the same rows wait for each other and do not lock each other out.
A message or an identifier that somebody else wrote in the meantime is a unique violation, a customer whom somebody else changed a
`Conflict`: both begin the unit again.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from runtime.hop import Conflict, Input
from services.ingest.domain import Known, Learned, Seen, View
from services.ingest.domain.identity import KINDS, Customer

#: Messages that were seen, with their content; identifiers that are known, with whose they are and that customer's kinds.
_READ = """
    SELECT message_id, content, NULL::smallint FROM messages WHERE message_id = ANY($1::uuid[])
    UNION ALL
    SELECT i.digest, i.customer_id, c.kinds FROM identifiers i JOIN customers c USING (customer_id) WHERE i.digest = ANY($2::uuid[])"""

_ADD_MESSAGES = "INSERT INTO messages (message_id, content, received_on) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::date[])"
#: Answers how many customers it changed. No part of it needs what another one writes.
_ADD_ALL = f"""
    WITH added_messages AS ({_ADD_MESSAGES}),
    added_customers AS (
        INSERT INTO customers (customer_id, kinds, known_since) SELECT * FROM unnest($4::uuid[], $5::smallint[], $6::timestamptz[])
    ),
    changed_customers AS (
        UPDATE customers c SET kinds = n.after
        FROM unnest($7::uuid[], $8::smallint[], $9::smallint[]) AS n (customer_id, before, after)
        WHERE c.customer_id = n.customer_id AND c.kinds = n.before
        RETURNING 1
    ),
    added_identifiers AS (
        INSERT INTO identifiers (digest, customer_id, kind, since)
        SELECT * FROM unnest($10::uuid[], $11::uuid[], $12::smallint[], $13::timestamptz[])
    )
    SELECT count(*) FROM changed_customers"""  # noqa: S608 (statements of this file)

_PURGE = """
    DELETE FROM messages WHERE message_id IN (
        SELECT message_id FROM messages WHERE received_on < $1 ORDER BY received_on LIMIT $2 FOR UPDATE SKIP LOCKED)"""


async def gather(connection: Any, inputs: Sequence[Input]) -> View:
    view = View()
    if not inputs:
        return view
    ids = sorted({item.event.message_id for item in inputs})
    digests = sorted({one.digest.hex() for item in inputs for one in item.event.identifiers})
    for key, value, kinds in await connection.fetch(_READ, ids, digests):
        if kinds is None:
            view.seen[str(key)] = value.bytes
        else:
            view.own(Customer(str(value), kinds), [key.bytes])
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
    messages = ([one.message_id for one in seen], [one.content.hex() for one in seen], [one.on for one in seen])
    if not (new or before):
        # Nobody is new and nobody has changed.
        if seen:
            await connection.execute(_ADD_MESSAGES, *messages)
        return
    identifiers.sort()
    added, known = sorted(new), sorted(before)
    changed = await connection.fetchval(
        _ADD_ALL,
        *messages,
        *(added, [kinds[name] for name in added], [new[name].at for name in added]),
        *(known, [before[name] for name in known], [kinds[name] for name in known]),
        *([row[column] for row in identifiers] for column in range(4)),
    )
    if changed != len(known):
        raise Conflict("a customer has got another identifier in the meantime")


async def purge(connection: Any, before: date, at_most: int) -> int:
    """Forget messages that were received before a day, no more than `at_most` at a time; answers how many."""
    status: str = await connection.execute(_PURGE, before, at_most)
    return int(status.rpartition(" ")[2])
