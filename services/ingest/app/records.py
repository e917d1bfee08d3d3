"""Records as the edge of ingest publishes them, whichever way their content came in."""

from collections.abc import Sequence
from datetime import datetime

from runtime import telemetry
from runtime.broker import Outgoing
from schemas import envelope
from schemas.topics import inbound_topic
from services.ingest.domain import Arrival

Headers = Sequence[tuple[str, bytes]]


def edge_record(
    topic: str, key: str, value: bytes, event_id: str, now: datetime, more: Headers, media_type: str, asked: bytes | None = None
) -> Outgoing:
    """A record in CloudEvents' binary mode. Its trace goes on from the `asked` traceparent, or begins here."""
    trace = telemetry.trace_of(asked, event_id)
    return Outgoing(
        topic,
        key.encode(),
        value,
        (
            (envelope.CE_SPECVERSION, b"1.0"),
            (envelope.CE_ID, event_id.encode()),
            (envelope.CE_SOURCE, b"/klantstroom/ingest-edge"),
            (envelope.CE_TYPE, envelope.event_type(topic).encode()),
            (envelope.CE_TIME, now.isoformat().encode()),
            (envelope.CONTENT_TYPE, media_type.encode()),
            (envelope.TRACEPARENT, telemetry.child_of(trace, event_id)),
            *more,
        ),
    )


def message_record(arrived: Arrival, raw: bytes, now: datetime, more: Headers, media_type: str, asked: bytes | None = None) -> Outgoing:
    # Keyed by whoever wrote it, so that what they write stays in order; the digest tells nobody who that is.
    key = arrived.identifiers[0].digest.hex()
    return edge_record(inbound_topic(arrived.message.channel), key, raw, arrived.message_id, now, more, media_type, asked)
