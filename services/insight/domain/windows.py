"""Windows over the stream of routed events: what is counted where, when a window is closed, what is said of it. Pure.

The rules:

* A message counts in the window of its **event time**: when the customer wrote (`sent_at`), because a backlog that is worked off after an
  outage must not look like a burst. A sender's clock is not ours, so it is believed only between `trusted` before `routed_at` and
  `routed_at` itself; a later time counts as `routed_at` (nobody routes what is not yet written), and so does an older one.
* Windows are tumbling, aligned to the epoch, `[start, start + width)`.
* A window is **closed** once the watermark has passed its end by `grace`. What comes later is **late**: it is counted in its own window all
  the same, and the window is said again. Whether an event is late follows from the event alone (`routed_at`), so a recount gives the same.
* A **cell** is what one partition of the input counted for one subject in one window. It carries the offset of the last event it counted, so
  an event that is read again after a crash changes nothing, whichever of the cells had been kept. Cells of all partitions add up to a window.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Windowing:
    """Times in milliseconds."""

    width_ms: int = 5 * MINUTE_MS
    grace_ms: int = MINUTE_MS
    #: How far before `routed_at` a `sent_at` is believed.
    trusted_ms: int = 8 * 24 * 60 * MINUTE_MS
    #: How long a cell is kept after its last event.
    kept_ms: int = 26 * 60 * MINUTE_MS

    def event_time(self, sent_ms: int, routed_ms: int) -> int:
        return sent_ms if routed_ms - self.trusted_ms <= sent_ms <= routed_ms else routed_ms

    def start(self, event_ms: int) -> int:
        return event_ms - event_ms % self.width_ms

    def closes_at(self, start_ms: int) -> int:
        return start_ms + self.width_ms + self.grace_ms


class Observation(NamedTuple):
    """What is counted of one routed event."""

    offset: int
    subject: str
    sent_ms: int
    routed_ms: int


class CellKey(NamedTuple):
    partition: int
    start_ms: int
    subject: str


class Cell(NamedTuple):
    counted: int = 0
    #: Of these, counted after the window was closed.
    late: int = 0
    #: Offset of the last event counted here, in the cell's partition.
    offset: int = -1
    #: `routed_at` of the latest event counted here.
    touched_ms: int = 0


NO_CELL = Cell()


def count(cells: Mapping[CellKey, Cell], partition: int, batch: Iterable[Observation], windowing: Windowing) -> dict[CellKey, Cell]:
    """The cells of `partition` that `batch`, in offset order, changes. What a cell had counted before is not counted again."""
    changed: dict[CellKey, Cell] = {}
    width = windowing.width_ms
    for offset, subject, sent_ms, routed_ms in batch:
        event_ms = windowing.event_time(sent_ms, routed_ms)
        start = event_ms - event_ms % width
        key = CellKey(partition, start, subject)
        cell = changed.get(key) or cells.get(key, NO_CELL)
        if offset <= cell.offset:
            continue
        late = cell.late + (routed_ms >= windowing.closes_at(start))
        changed[key] = Cell(cell.counted + 1, late, offset, max(cell.touched_ms, routed_ms))
    return changed


def outlived(cells: Mapping[CellKey, Cell], watermark_ms: int, windowing: Windowing) -> list[CellKey]:
    """Cells whose window is closed and that no event has touched for so long that they may go."""
    horizon = watermark_ms - windowing.kept_ms
    return [key for key, cell in cells.items() if cell.touched_ms < horizon and windowing.closes_at(key.start_ms) <= horizon]


class WindowKey(NamedTuple):
    start_ms: int
    subject: str


class Total(NamedTuple):
    counted: int
    late: int
    touched_ms: int


def totals(cells: Mapping[CellKey, Cell], only: Iterable[WindowKey] | None = None, partitions: Iterable[int] = ()) -> dict[WindowKey, Total]:
    """Windows, added up over partitions; of all cells, or of the windows named by `only` in `partitions`."""
    summed: dict[WindowKey, Total] = {}
    if only is None:
        pairs: Iterable[tuple[CellKey, Cell]] = cells.items()
    else:
        numbers = tuple(partitions)
        keys = [CellKey(number, window.start_ms, window.subject) for window in only for number in numbers]
        pairs = [(key, cell) for key in keys if (cell := cells.get(key)) is not None]
    for key, cell in pairs:
        window = WindowKey(key.start_ms, key.subject)
        total = summed.get(window)
        summed[window] = (
            Total(cell.counted, cell.late, cell.touched_ms)
            if total is None
            else Total(total.counted + cell.counted, total.late + cell.late, max(total.touched_ms, cell.touched_ms))
        )
    return summed


class Reading(NamedTuple):
    """How far one partition has been read."""

    #: `routed_at` of the last event read; None before the first.
    routed_ms: int | None
    caught_up: bool


def watermark(readings: Iterable[Reading], now_ms: int) -> int | None:
    """The time up to which everything routed has been counted: that of the partition furthest behind; None while one is not known.

    A partition that has been read to its end is as far as the clock: an empty one must not hold windows open.
    """
    marks: list[int] = []
    for reading in readings:
        if reading.caught_up:
            marks.append(now_ms)
        elif reading.routed_ms is None:
            return None
        else:
            marks.append(min(reading.routed_ms, now_ms))
    return min(marks) if marks else None


class Saying(NamedTuple):
    """What is to be said of a window, or was said: its state at that time."""

    window: WindowKey
    counted: int
    late: int
    closed: bool


class Said(NamedTuple):
    counted: int
    closed: bool
    at_ms: int


def to_say(
    windows: Mapping[WindowKey, Total],
    said: Mapping[WindowKey, Said],
    mark_ms: int,
    now_ms: int,
    every_ms: int,
    limit: int,
    windowing: Windowing,
) -> list[Saying]:
    """What is new, oldest window first, `limit` at most: a window that closed, at once; one whose count changed, at most every `every_ms`."""
    news: list[Saying] = []
    for window in sorted(windows):
        total = windows[window]
        closed = mark_ms >= windowing.closes_at(window.start_ms)
        before = said.get(window)
        if before is not None:
            closes_now = closed and not before.closed
            if not closes_now and (before.counted == total.counted or now_ms - before.at_ms < every_ms):
                continue
        news.append(Saying(window, total.counted, total.late, closed))
        if len(news) >= limit:
            break
    return news


def settled_before(window: WindowKey, total: Total, said_until_ms: int, windowing: Windowing) -> bool:
    """True where the last word on a window had been said by `said_until_ms`: it was closed by then and has not been touched since."""
    return max(windowing.closes_at(window.start_ms), total.touched_ms) < said_until_ms
