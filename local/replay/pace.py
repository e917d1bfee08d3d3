"""When each record is sent: pure functions of the times in the file."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from math import log1p

#: A week at a human pace: so many records a second for so long, then slower, so that somebody can read along.
OPENING_RATE = 4.0
OPENING_SECONDS = 60.0
LATER_RATE = 2.0


def human(times: Sequence[datetime], speed: float = 1.0) -> list[float]:
    """Seconds from the start for records at `times` (in order).

    Gaps shrink to their logarithm, so that bursts stay bursts and nights are short; the opening minute then holds 4 records a
    second and the rest 2, each times `speed`.
    """
    gaps = [0.0] + [log1p(max(0.0, (later - earlier).total_seconds())) for earlier, later in pairwise(times)]
    opening = round(OPENING_RATE * OPENING_SECONDS)
    return _spread(gaps[:opening], OPENING_RATE * speed, 0.0) + (
        _spread(gaps[opening:], LATER_RATE * speed, len(gaps[:opening]) / (OPENING_RATE * speed)) if len(gaps) > opening else []
    )


def _spread(gaps: Sequence[float], rate: float, start: float) -> list[float]:
    """Running sums of `gaps`, scaled so that their mean is 1/rate; evenly where all gaps are nothing."""
    total = sum(gaps)
    scale = len(gaps) / rate / total if total > 0 else 0.0
    seconds: list[float] = []
    at = start
    for gap in gaps:
        at += gap * scale if scale else 1 / rate
        seconds.append(at)
    return seconds


def steady(count: int, rate: float) -> list[float]:
    """One record each 1/rate seconds."""
    return [index / rate for index in range(count)]


def transposed(times: Sequence[datetime], seconds: Sequence[float], start: datetime) -> Callable[[datetime], datetime]:
    """From a time in the file to the time of its sending: what lies between two records goes linearly between theirs.

    It never turns round: what was before stays before. The same time always gives the same, so that a repeated message stays a repeat.
    """

    def moved(at: datetime) -> datetime:
        if not times:
            return start
        right = bisect_right(times, at)
        if right == 0:
            # Before the first: as long ago as it was.
            return start + timedelta(seconds=seconds[0]) - (times[0] - at)
        if right == len(times):
            return start + timedelta(seconds=seconds[-1]) + (at - times[-1])
        before, after = times[right - 1], times[right]
        share = (at - before) / (after - before)
        return start + timedelta(seconds=seconds[right - 1] + share * (seconds[right] - seconds[right - 1]))

    return moved
