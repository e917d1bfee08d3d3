"""Logs, metrics and traces.

Logs are JSON lines with `timestamp`, `level`, `event`, `service`, and where there is one `message_id` and `trace_id`; never a
customer's text or identifiers. Traces are W3C trace context (https://www.w3.org/TR/trace-context/): one trace id from the inbound
record to the last event. Ids of traces and spans are computed, not drawn: a step done again after a crash says the same.
"""

import hashlib
import logging
import re
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from typing import Any

import structlog
from prometheus_client import Counter, Gauge, Histogram

_TRACEPARENT = re.compile(rb"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
_NO_TRACE = b"0" * 32

RECORDS = Counter("klantstroom_records_total", "Input records by what became of them", ["service", "topic", "outcome"])
EVENTS = Counter("klantstroom_events_total", "Events published", ["service", "topic"])
DEAD_LETTERS = Counter("klantstroom_dead_letters_total", "Records sent to a dead-letter topic", ["service", "topic", "reason"])
UNIT_SECONDS = Histogram(
    "klantstroom_unit_seconds",
    "Time of one unit of work, from fetch to published",
    ["service"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
UNIT_RECORDS = Histogram("klantstroom_unit_records", "Records in one unit of work", ["service"], buckets=(1, 3, 10, 30, 100, 300, 1000, 3000))
AGE_SECONDS = Histogram(
    "klantstroom_age_seconds",
    "Age of the oldest record of a unit when it was published: time since it was written to its topic",
    ["service"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600),
)
LAG = Gauge("klantstroom_lag_records", "Records not yet read, by input partition", ["service", "topic", "partition"])
OUTBOX = Gauge("klantstroom_outbox_events", "Events committed and not yet known to be published", ["service"])
STOPPED = Gauge("klantstroom_stopped_partitions", "Partitions stopped by a defect, un-acknowledged", ["service"])
TAKE_OVERS = Counter("klantstroom_take_overs_total", "Times that partitions were taken over", ["service", "cause"])
CONFLICTS = Counter("klantstroom_conflicts_total", "Units gathered anew because somebody else changed what they had read", ["service"])
READY = Gauge("klantstroom_ready", "1 where the service is ready", ["service"])


def trace_of(header: bytes | None, position: str) -> str:
    """The traceparent that a record brought, or a new one computed from its position."""
    if header is not None:
        match = _TRACEPARENT.fullmatch(header)
        if match is not None and match[1] != _NO_TRACE:
            return header.decode()
    digest = hashlib.blake2b(position.encode(), digest_size=24).hexdigest()
    return f"00-{digest[:32]}-{digest[32:]}-01"


def child_of(traceparent: str, span: str) -> bytes:
    """The traceparent of a step that follows `traceparent`; `span` names the step."""
    return f"{traceparent[:36]}{hashlib.blake2b(span.encode(), digest_size=8).hexdigest()}{traceparent[52:]}".encode()


def trace_id(traceparent: str) -> str:
    return traceparent[3:35]


def _told(error: BaseException) -> Iterator[str]:
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None:
        yield from _told(earlier)
        yield "which led to"
    yield from (line.rstrip() for line in traceback.format_tb(error.__traceback__))
    words = "(its words may be a customer's and are left out)" if type(error).__module__.startswith("asyncpg") else str(error)
    yield f"{type(error).__qualname__}: {words}"


def _discreet(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A traceback without the words of the database's client: those repeat arguments, which are customers' data."""
    raised = event.pop("exc_info", None)
    error = raised if isinstance(raised, BaseException) else sys.exc_info()[1] if raised else None
    if error is not None:
        event["exception"] = "\n".join(_told(error))
    return event


def configure_logs(service: str, fmt: str, level: str) -> None:
    """Once, at start: our own lines and those of libraries, to standard error, in one form."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        lambda _logger, _name, event: {"service": service, **event},
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if fmt == "json"
        # Plain: the rich form prints local variables, and with them what customers wrote.
        else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    )
    structlog.configure(
        processors=[*shared, _discreet, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _discreet, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    # aiokafka tells each reconnect attempt as an error; our own line says once what is away and since when.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
