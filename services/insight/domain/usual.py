"""What a model usually says, by hour of the day, and how far a window of now is from that. Pure.

The statistics, in the order in which they are applied:

* **Usual** is what the same model version said in the two weeks that end a day before now, by hour of the day (UTC) and by kind of day (weekday,
  weekend). An hour of the day with few messages leans on the whole day, the more so the less the hours differ (empirical Bayes).
* **Expected** in a window is the usual share of each of its hours, weighted with the messages that the window has in that hour (direct
  standardisation). So the swing of the day, and a busy night, move nothing. Hours of which nothing usual is known are left out of both sides.
* **z** is the signed root of the deviance of counted against expected (for shares as good as the exact binomial test down to a few counts; for
  the mean confidence the common z), divided by what else varies: the usual itself is an estimate, and days differ by more than chance, as
  the two weeks show.
* **Effect** is the size of the move whatever the number of messages: Cohen's h for shares (0.2 is 10 % to 17 %, or 1 % to 4 %), standard
  deviations for confidence.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.insight.domain.labels import CONFIDENCE, Slice

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
#: What is usual is taken from so long …
_USUAL_MS = 14 * DAY_MS
#: … up to whole hours that ended so long ago. A window of a day overlaps that by an hour at most.
_BEFORE_MS = 23 * HOUR_MS
#: Fewer messages of an hour of the day than this are not usual.
_LEAST_IN_HOUR = 20
#: By how much days are taken to differ at least (standard deviation, as an effect), and how much more after one day; after two it is half of that.
_DAYS_DIFFER = 0.02
_DAYS_UNSEEN = 0.06
#: An hour of the day leans on its whole day with the weight of so many messages at most.
_LEAN = 2_000.0
_CELLS = 48
_THOUSAND = 1_000.0

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.int64]


def _cells(starts: Places) -> Places:
    """Hour of the day; 24 more at the weekend. The epoch was a Thursday."""
    weekend = (starts // DAY_MS + 3) % 7 >= 5
    return np.asarray(starts // HOUR_MS % 24 + 24 * weekend, dtype=np.int64)


class Series:
    """The slices of one model version, in order of time, as matrices: a row for each slice, a column for each subject."""

    def __init__(self, slices: Mapping[int, Slice]) -> None:
        starts = sorted(slices)
        self.subjects = (CONFIDENCE, *sorted({subject for one in slices.values() for subject in one.counts}))
        column = {subject: place for place, subject in enumerate(self.subjects)}
        self.starts: Places = np.array(starts, dtype=np.int64)
        self.cells = _cells(self.starts)
        self.messages: Numbers = np.array([slices[start].messages for start in starts], dtype=float)
        self.squares: Numbers = np.array([slices[start].squares / _THOUSAND**2 for start in starts])
        self.sums: Numbers = np.zeros((len(starts), len(self.subjects)))
        for place, start in enumerate(starts):
            one, sums = slices[start], self.sums[place]
            sums[0] = one.confidence / _THOUSAND
            for subject, count in one.counts.items():
                sums[column[subject]] = count
        # Whole hours, for what is usual.
        hours: Places = self.starts // HOUR_MS * HOUR_MS
        self.hours, first = np.unique(hours, return_index=True)
        self.hour_cells = _cells(self.hours)
        self.hour_messages: Numbers = np.add.reduceat(self.messages, first)
        self.hour_squares: Numbers = np.add.reduceat(self.squares, first)
        self.hour_sums: Numbers = np.add.reduceat(self.sums, first, axis=0)

    def between(self, after_ms: int, until_ms: int) -> slice:
        """The slices that start in [after_ms, until_ms)."""
        low, high = np.searchsorted(self.starts, (after_ms, until_ms))
        return slice(int(low), int(high))


def _by_cell(cells: Places, values: Numbers) -> tuple[Places, Numbers]:
    """The cells that there are, and the rows of `values` added up for each."""
    order = np.argsort(cells, kind="stable")
    there, first = np.unique(cells[order], return_index=True)
    if not len(there):
        return there, np.zeros((0, *values.shape[1:]))
    return there, np.asarray(np.add.reduceat(values[order], first, axis=0))


#: Subject and times between which its messages are not usual.
Apart = Mapping[str, Sequence[tuple[int, int]]]


class Usual(NamedTuple):
    """By cell (48: hour of the day, weekday or weekend) and subject, and by subject."""

    mean: Numbers
    #: Variance of the mean over the variance of one message.
    unsure: Numbers
    known: Flags
    #: True where a cell borrows from the other kind of day.
    borrowed: Flags
    #: Variance between days over the variance of one message.
    days: Numbers
    #: Variance of one message.
    variance: Numbers
    messages: Numbers
    since_ms: int | None


def usual_key(at_ms: int) -> int:
    """What is usual is the same for all times with the same key."""
    return (at_ms - _BEFORE_MS) // HOUR_MS * HOUR_MS


def usual(series: Series, at_ms: int, apart: Apart) -> Usual:
    end = usual_key(at_ms)
    low, high = (int(place) for place in np.searchsorted(series.hours, (end - _USUAL_MS, end)))
    hours, cells = series.hours[low:high], series.hour_cells[low:high]
    weight: Numbers = np.ones((high - low, len(series.subjects)))
    for subject, times in apart.items():
        if subject in series.subjects:
            for begin, until in times:
                weight[(hours + HOUR_MS > begin) & (hours < until), series.subjects.index(subject)] = 0.0
    counted = series.hour_messages[low:high, None] * weight
    sums = series.hour_sums[low:high] * weight
    n, x = np.zeros((_CELLS, len(series.subjects))), np.zeros((_CELLS, len(series.subjects)))
    there, n_there = _by_cell(cells, counted)
    n[there], x[there] = n_there, _by_cell(cells, sums)[1]
    total = n.sum(axis=0)
    overall = (x.sum(axis=0) + 0.5) / (total + 1)
    variance = overall * (1 - overall)
    confident = (series.hour_squares[low:high] * weight[:, 0]).sum() / max(total[0], 1.0) - (x[:, 0].sum() / max(total[0], 1.0)) ** 2
    variance[0] = confident
    variance = np.maximum(variance, 1e-6)
    mean, unsure = np.empty_like(n), np.empty_like(n)
    for kind in (slice(0, 24), slice(24, 48)):
        mean[kind], unsure[kind] = _leaning(n[kind], x[kind], variance, overall)
    seen = _between_days(counted, sums, mean[cells], n[cells], unsure[cells], variance)
    differ = np.empty_like(n)
    for kind in (slice(0, 24), slice(24, 48)):
        days = len(np.unique(hours[(cells >= kind.start) & (cells < kind.stop)] // DAY_MS))
        differ[kind] = np.maximum(seen, _DAYS_DIFFER**2 + (_DAYS_UNSEEN / max(days, 1)) ** 2)
    known = n >= _LEAST_IN_HOUR
    other = np.roll(known, 24, axis=0)
    borrowed = ~known & other
    mean = np.where(borrowed, np.roll(mean, 24, axis=0), mean)
    unsure = np.where(borrowed, np.roll(unsure, 24, axis=0), unsure)
    differ = np.where(borrowed, np.roll(differ, 24, axis=0), differ)
    since = int(hours[0]) if len(hours) else None
    return Usual(mean, unsure, known | other, borrowed, differ, variance, total, since)


def _leaning(n: Numbers, x: Numbers, variance: Numbers, overall: Numbers) -> tuple[Numbers, Numbers]:
    """Mean of each hour of the day, leaning on that of the day; and how unsure it is."""
    total = n.sum(axis=0)
    center = np.where(total > 0, x.sum(axis=0) / np.maximum(total, 1), overall)
    hourly = np.where(n > 0, x / np.maximum(n, 1), center)
    hours = (n > 0).sum(axis=0)
    spread = ((n * (hourly - center) ** 2).sum(axis=0) - variance * np.maximum(hours - 1, 0)) / np.maximum(total, 1)
    lean = np.clip(variance / np.maximum(spread, 1e-12), 1.0, _LEAN)
    return (x + lean * center) / (n + lean), 1 / (n + lean)


def _between_days(counted: Numbers, sums: Numbers, mean: Numbers, n: Numbers, unsure: Numbers, variance: Numbers) -> Numbers:
    """How much more than by chance the same hour differs from day to day. All but the last by whole hour of the two weeks."""
    # An hour is itself a part of the mean that it is held against, with this weight.
    own = counted * unsure
    free = np.maximum(1 - 2 * own + own * n * unsure, 0)
    chance = counted * variance * free
    # Less twice what chance does to this figure itself: where few write it would else be found where it is not.
    excess = ((sums - counted * mean) ** 2 - chance).sum(axis=0) - 2 * np.sqrt((2 * chance**2 + chance).sum(axis=0))
    return np.asarray(excess / np.maximum((counted**2 * free).sum(axis=0), 1) / variance)


class Distance(NamedTuple):
    """How far a window is from what is usual; by subject."""

    messages: Numbers
    expected: Numbers
    found: Numbers
    z: Numbers
    effect: Numbers
    #: True where a part of the window has no usual of its own kind of day.
    borrowed: Flags


def distance(series: Series, of: slice, known: Usual) -> Distance:
    """`of`: the slices of the window."""
    cells, counted = _by_cell(series.cells[of], series.messages[of])
    n = counted[:, None] * known.known[cells]
    x = _by_cell(series.cells[of], series.sums[of])[1] * known.known[cells]
    messages = n.sum(axis=0)
    count = np.maximum(messages, 1)
    expected = (n * known.mean[cells]).sum(axis=0) / count
    unsure = (n**2 * known.unsure[cells]).sum(axis=0) / count**2
    found = x.sum(axis=0) / count
    # Hours of a day go along with each other.
    days = (n * known.days[cells]).sum(axis=0) / count
    more = 1 + count * (unsure + days)
    z = root_of_deviance(found, expected, count)
    effect = cohens_h(found, expected)
    deviation = float(np.sqrt(known.variance[0]))
    effect[0] = (found[0] - expected[0]) / deviation
    z[0] = effect[0] * np.sqrt(count[0])
    borrowed = np.asarray(((n > 0) & known.borrowed[cells]).any(axis=0))
    return Distance(messages, expected, found, z / np.sqrt(more), effect, borrowed)


def cohens_h(found: Numbers, expected: Numbers) -> Numbers:
    return np.asarray(2 * np.arcsin(np.sqrt(np.clip(found, 0, 1))) - 2 * np.arcsin(np.sqrt(np.clip(expected, 0, 1))))


def root_of_deviance(found: Numbers, expected: Numbers, count: Numbers) -> Numbers:
    """Signed root of the deviance of a share from another: normal, where nothing moved."""
    share = np.clip(expected, 1e-6, 1 - 1e-6)
    with np.errstate(divide="ignore", invalid="ignore"):
        yes = np.where(found > 0, found * np.log(found / share), 0.0)
        no = np.where(found < 1, (1 - found) * np.log((1 - found) / (1 - share)), 0.0)
    return np.asarray(np.sign(found - share) * np.sqrt(np.maximum(2 * count * (yes + no), 0)))


def since(series: Series, of: slice, known: Usual, subject: str, sign: float) -> slice:
    """The end of the window `of` that is furthest from what is usual in the direction of `sign`: since when it moved."""
    place = series.subjects.index(subject)
    best, furthest = of, 0.0
    for start in range(of.start, of.stop):
        end = slice(start, of.stop)
        far = distance(series, end, known)
        if far.messages[place] >= 1 and (moved := float(far.z[place]) * sign) > furthest:
            best, furthest = end, moved
    return best
