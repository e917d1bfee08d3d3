"""What cannot be processed goes to its topic's dead-letter topic: the bytes as they came, and why.

The original headers travel along, so that a replay is the record again; ours are prefixed `dlq-`. Those that an earlier dead letter left
and the source position do not: they were true of another record.

A record that came compressed can be larger, unpacked, than any topic takes. Of such a one the beginning is kept, and said to be so.
"""

from importlib.metadata import PackageNotFoundError, version

from runtime.broker import Outgoing, Record
from runtime.hop import Refusal
from schemas import envelope
from schemas.topics import MAX_RECORD_BYTES

try:
    SERVICE_VERSION = version("klantstroom")
except PackageNotFoundError:  # run from a folder that was not installed
    SERVICE_VERSION = "unknown"

#: Bytes. A detail is for people; it never carries what was sent.
_MAX_DETAIL = 1_000
#: Bytes of a record's value, and of its key, that are kept where all of it would not fit.
_BEGINNING = 64 * 1024


def dead_letter(record: Record, refusal: Refusal, service: str) -> Outgoing:
    """The record that goes to `<topic>-dlq`. `service` refused it: where two services read a topic, a bad record is there twice."""
    attempt = record.header(envelope.DLQ_ATTEMPT)
    kept = tuple((name, value) for name, value in record.headers if not name.startswith("dlq-") and name != envelope.SRC)
    key, value = record.key, record.value
    shortened: tuple[tuple[str, bytes], ...] = ()
    if len(value) + len(key or b"") + sum(len(name.encode()) + len(held or b"") for name, held in kept) > MAX_RECORD_BYTES:
        shortened = ((envelope.DLQ_SHORTENED, str(len(value)).encode()),)
        key, value, kept = key and key[:_BEGINNING], value[:_BEGINNING], ()
    return Outgoing(
        f"{record.topic}-dlq",
        key,
        value,
        (
            *kept,
            *shortened,
            (envelope.DLQ_REASON, refusal.reason.encode()),
            (envelope.DLQ_DETAIL, refusal.detail.encode("utf-8", "replace")[:_MAX_DETAIL]),
            (envelope.DLQ_TOPIC, record.topic.encode()),
            (envelope.DLQ_PARTITION, str(record.partition).encode()),
            (envelope.DLQ_OFFSET, str(record.offset).encode()),
            (envelope.DLQ_ATTEMPT, attempt if attempt is not None and attempt.isdigit() else b"1"),
            (envelope.DLQ_SERVICE, service.encode()),
            (envelope.DLQ_SERVICE_VERSION, SERVICE_VERSION.encode()),
        ),
    )
