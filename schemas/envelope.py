"""The envelope of every event: CloudEvents 1.0 in Kafka binary mode, plus our source position.

Headers that we write on each event:

=============== ==========================================================================
``ce_specversion`` ``1.0``
``ce_id``       unique in ``ce_source``; the same when a writer sends the event again
``ce_source``   ``/klantstroom/<writer>``
``ce_type``     ``klantstroom.<topic>.v1``
``ce_time``     RFC 3339, UTC: when the decision was made
``content-type`` ``application/json``
``traceparent`` W3C trace context; one trace id from the inbound record to the last event
``src``         ``<writer>/<input topic>/<input partition>/<n>``: the source position. ``n`` only grows,
                so a reader that keeps the highest ``n`` of each source drops every repeat exactly.
=============== ==========================================================================

Source of the binary mode: CloudEvents Kafka protocol binding 1.0.2, section 3.2.
"""

from functools import lru_cache
from hashlib import sha1
from typing import NamedTuple
from uuid import UUID

CE_SPECVERSION = "ce_specversion"
CE_ID = "ce_id"
CE_SOURCE = "ce_source"
CE_TYPE = "ce_type"
CE_TIME = "ce_time"
CONTENT_TYPE = "content-type"
TRACEPARENT = "traceparent"
SRC = "src"
#: Names the adapter that can read a platform's own payload on an inbound topic.
SOURCE = "source"

DLQ_REASON = "dlq-reason"
DLQ_DETAIL = "dlq-detail"
DLQ_TOPIC = "dlq-topic"
DLQ_PARTITION = "dlq-partition"
DLQ_OFFSET = "dlq-offset"
DLQ_ATTEMPT = "dlq-attempt"
DLQ_SERVICE = "dlq-service"
DLQ_SERVICE_VERSION = "dlq-service-version"
#: Bytes that the value had, where it was larger than any topic takes and only its beginning was kept.
DLQ_SHORTENED = "dlq-shortened"

#: Root of every computed id; a constant, so that ids are the same on every machine.
NAMESPACE = UUID("6b6c616e-7473-5472-8f6f-6d0000000001")


class SourcePosition(NamedTuple):
    """Where an event comes from: ``source`` is ``<writer>/<topic>/<partition>``, ``number`` only grows."""

    source: str
    number: int

    def header(self) -> bytes:
        return f"{self.source}/{self.number}".encode()


@lru_cache(maxsize=4_096)
def _source_name(raw: bytes) -> str | None:
    return raw.decode("utf-8", "replace") if raw.count(b"/") == 2 else None


def parse_source_position(header: bytes) -> SourcePosition | None:
    """The position in a `src` header, or None where it is not ours."""
    raw, _, number = header.rpartition(b"/")
    source = _source_name(raw)
    if source is None or not number.isdigit() or len(number) > 18:
        return None
    return SourcePosition(source, int(number))


_ROOT = NAMESPACE.bytes
#: The variant of RFC 9562 in the two highest bits of a hexadecimal digit.
_VARIANT = {digit: f"{int(digit, 16) & 0x3 | 0x8:x}" for digit in "0123456789abcdef"}


def computed_id(name: str) -> str:
    """A UUID of version 5 in our namespace: whatever is decided again has the same. By hand, because uuid5 takes five times as long."""
    digest = sha1(_ROOT + name.encode(), usedforsecurity=False).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{_VARIANT[digest[16]]}{digest[17:20]}-{digest[20:32]}"


def message_id(channel: str, source: str, inbound_id: str) -> str:
    """The id of a message in Klantstroom, from its channel, its source (adapter) and its own id there."""
    return computed_id(f"message\x00{channel}\x00{source}\x00{inbound_id}")


def event_type(topic: str) -> str:
    return f"klantstroom.{topic}.v1"
