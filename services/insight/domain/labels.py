"""What classify said, counted: one row for each partition, slice of time and model version. Pure.

A message counts in the slice of its event time, as in `windows`, and a row carries the offset of the last event that it counted, so a repeat
changes nothing. Confidences are added up as whole thousandths: their sum then does not depend on the order in which they came.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from services.insight.domain.windows import MINUTE_MS, Windowing

SLICE_MS = 10 * MINUTE_MS
#: How long a row is kept: what is usual is taken from two weeks, which end a day before the newest message.
KEPT_MS = 16 * 24 * 60 * MINUTE_MS

ABSTENTIONS = "abstentions"
CONFIDENCE = "confidence"
PERSONAL = "personal"
#: classify says this topic where it does not know.
_NO_TOPIC = "other"


class Labelled(NamedTuple):
    """What is counted of the labels of one routed event."""

    offset: int
    model_version: str
    sent_ms: int
    routed_ms: int
    #: Thousandths.
    confidence: int
    #: What holds of the message, as `topic:billing` or `personal`.
    subjects: tuple[str, ...]


class RowKey(NamedTuple):
    partition: int
    start_ms: int
    model_version: str


class Row(NamedTuple):
    """`confidence` and `squares` are sums, of thousandths and of their squares."""

    offset: int
    messages: int
    confidence: int
    squares: int
    counts: dict[str, int]


NO_ROW = Row(-1, 0, 0, 0, {})


def subjects_of(labels: Mapping[str, object]) -> tuple[str, ...]:
    """Raises KeyError where a label is missing."""
    topic = labels["topic"]
    named = [ABSTENTIONS if topic == _NO_TOPIC else f"topic:{topic}"]
    named += [f"{label}:{labels[label]}" for label in ("language", "sentiment", "emotion", "urgency", "kind")]
    if labels["personal"]:
        named.append(PERSONAL)
    return tuple(named)


def label_of(subject: str) -> str:
    """The label that a subject is a value of. Abstaining is what classify says instead of a topic."""
    return "topic" if subject == ABSTENTIONS else subject.partition(":")[0]


def count_labels(rows: Mapping[RowKey, Row], partition: int, batch: Iterable[Labelled], windowing: Windowing) -> dict[RowKey, Row]:
    """The rows of `partition` that `batch`, in offset order, changes. What a row had counted before is not counted again."""
    changed: dict[RowKey, Row] = {}
    for one in batch:
        event_ms = windowing.event_time(one.sent_ms, one.routed_ms)
        key = RowKey(partition, event_ms - event_ms % SLICE_MS, one.model_version)
        row = changed.get(key)
        if row is None:
            before = rows.get(key, NO_ROW)
            row = before._replace(counts=dict(before.counts))
        if one.offset <= row.offset:
            continue
        counts = row.counts
        for subject in one.subjects:
            counts[subject] = counts.get(subject, 0) + 1
        squared = one.confidence * one.confidence
        changed[key] = Row(one.offset, row.messages + 1, row.confidence + one.confidence, row.squares + squared, counts)
    return changed


class Slice(NamedTuple):
    """A row added up over partitions."""

    messages: int
    confidence: int
    squares: int
    counts: Mapping[str, int]


def added_up(rows: Iterable[Row]) -> Slice:
    messages = confidence = squares = 0
    counts: dict[str, int] = {}
    for row in rows:
        messages, confidence, squares = messages + row.messages, confidence + row.confidence, squares + row.squares
        for subject, count in row.counts.items():
            counts[subject] = counts.get(subject, 0) + count
    return Slice(messages, confidence, squares, counts)


def rows_outlived(rows: Iterable[RowKey], watermark_ms: int) -> list[RowKey]:
    return [key for key in rows if key.start_ms < watermark_ms - KEPT_MS]


def slice_ends(slices: Iterable[Iterable[int]], after_ms: int, until_ms: int) -> list[int]:
    """Ends of the slices that hold messages, in (after_ms, until_ms], in order; `slices`: their starts, by model version."""
    return sorted({end for starts in slices for start in starts if after_ms < (end := start + SLICE_MS) <= until_ms})
