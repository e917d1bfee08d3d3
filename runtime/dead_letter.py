"""What cannot be processed goes to its topic's dead-letter topic: the bytes as they came, and why.

The original headers travel along, so that a replay is the record again; ours are prefixed `dlq-`.
"""

from importlib.metadata import PackageNotFoundError, version

from runtime.broker import Outgoing, Record
from runtime.hop import Refusal
from schemas import envelope

try:
    SERVICE_VERSION = version("klantstroom")
except PackageNotFoundError:  # run from a folder that was not installed
    SERVICE_VERSION = "unknown"

#: Bytes. A detail is for people; it never carries what was sent.
_MAX_DETAIL = 1_000


def dead_letter(record: Record, refusal: Refusal) -> Outgoing:
    """The record that goes to `<topic>-dlq`."""
    attempt = record.header(envelope.DLQ_ATTEMPT)
    kept = tuple((name, value) for name, value in record.headers if not name.startswith("dlq-") and name != envelope.SRC)
    return Outgoing(
        f"{record.topic}-dlq",
        record.key,
        record.value,
        (
            *kept,
            (envelope.DLQ_REASON, refusal.reason.encode()),
            (envelope.DLQ_DETAIL, refusal.detail.encode("utf-8", "replace")[:_MAX_DETAIL]),
            (envelope.DLQ_TOPIC, record.topic.encode()),
            (envelope.DLQ_PARTITION, str(record.partition).encode()),
            (envelope.DLQ_OFFSET, str(record.offset).encode()),
            (envelope.DLQ_ATTEMPT, attempt if attempt is not None and attempt.isdigit() else b"1"),
            (envelope.DLQ_SERVICE_VERSION, SERVICE_VERSION.encode()),
        ),
    )
