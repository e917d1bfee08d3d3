"""Business time: which moments count for a service level, and when so many minutes of them have passed.

The rules:

1. A shift belongs to the day on which it opens; it may close after midnight (`22:00-02:00`) and then runs on into a closed day.
2. Minutes are elapsed minutes, not minutes on the wall: a shift over the hour that is skipped in spring is an hour shorter.
3. A wall time that happens twice means its first occurrence, so that neighbouring shifts neither overlap nor leave a gap;
   one that does not happen means the moment at which the clock jumps over it.
4. What ends exactly at closing time is due at closing time, not at the next opening.

All moments are aware; answers are in UTC. Inside, moments are whole microseconds since 1970, in sorted lists per year with
running sums, so that `add` is a few bisections.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MINUTE = 60_000_000
MINUTES_A_DAY = 1_440
#: Years looked ahead for open time before a calendar counts as never open.
_HORIZON_YEARS = 12
_MOST_YEARS_KEPT = 64


class NeverOpen(Exception):
    """The calendar has not enough open time within twelve years."""


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """Minutes after midnight of the day on which it opens; `closes` beyond 1,440 is after midnight."""

    opens: int
    closes: int


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


def _moment(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)


def _never_closed(_: date) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class _Year:
    """Open intervals of one year in order: where each starts and ends, and the open time up to its end."""

    starts: Sequence[int]
    ends: Sequence[int]
    passed: Sequence[int]


@dataclass(frozen=True, slots=True)
class Calendar:
    """`week` holds the shifts by weekday, Monday is 0. `closed` answers whether nothing opens on a day."""

    zone: ZoneInfo
    week: Mapping[int, Sequence[Shift]]
    closed: Callable[[date], bool] = _never_closed
    #: Open at every moment; `week` and `closed` then say nothing.
    always: bool = False
    _years: dict[int, _Year] = field(default_factory=dict, compare=False, repr=False)

    def add(self, at: datetime, minutes: float) -> datetime:
        """The moment at which `minutes` of open time have passed since `at`; with 0 minutes the first open moment.

        Raises NeverOpen.
        """
        if minutes < 0:
            raise ValueError("business time does not run backwards")
        left = round(minutes * _MINUTE)
        start = _micros(at)
        if self.always:
            return _moment(start + left)
        first = at.year
        # The last shift of the year before can run on past midnight, and the year there may be a day ahead of `at`'s own or behind it.
        for number in range(first - 1, first + _HORIZON_YEARS):
            year = self._year(number)
            index = bisect_right(year.ends, start)
            if index == len(year.ends):
                continue
            begin = max(start, year.starts[index])
            target = year.passed[index] - (year.ends[index] - begin) + left
            if target <= year.passed[-1]:
                index = max(index, bisect_left(year.passed, target))
                return _moment(year.ends[index] - (year.passed[index] - target))
            left = target - year.passed[-1]
            start = max(start, year.ends[-1])
        raise NeverOpen(f"no {minutes} open minutes within {_HORIZON_YEARS} years of {at.isoformat()}")

    def between(self, start: datetime, end: datetime) -> float:
        """Open minutes from `start` to `end`; 0 where `end` is not later."""
        if end <= start:
            return 0.0
        begin, until = _micros(start), _micros(end)
        if self.always:
            return (until - begin) / _MINUTE
        years = range(start.astimezone(self.zone).year - 1, end.astimezone(self.zone).year + 1)
        return sum(_passed(self._year(number), until) - _passed(self._year(number), begin) for number in years) / _MINUTE

    def is_open(self, at: datetime) -> bool:
        """True from the opening moment up to, not including, closing time."""
        if self.always:
            return True
        moment, number = _micros(at), at.astimezone(self.zone).year
        for year in (self._year(number - 1), self._year(number)):
            index = bisect_right(year.ends, moment)
            if index < len(year.ends) and year.starts[index] <= moment:
                return True
        return False

    def opens_ever(self) -> bool:
        return self.always or any(self.week.values())

    def _year(self, number: int) -> _Year:
        known = self._years.get(number)
        if known is not None:
            return known
        if len(self._years) >= _MOST_YEARS_KEPT:
            self._years.clear()
        starts: list[int] = []
        ends: list[int] = []
        day = date(number, 1, 1)
        while day.year == number:
            shifts = self.week.get(day.weekday(), ())
            if shifts and not self.closed(day):
                for shift in shifts:
                    opens, closes = _instant(self.zone, day, shift.opens), _instant(self.zone, day, shift.closes)
                    if closes > opens:
                        starts.append(opens)
                        ends.append(closes)
            day += timedelta(days=1)
        year = _Year(starts, ends, list(accumulate(e - s for s, e in zip(starts, ends, strict=True))))
        self._years[number] = year
        return year


def _passed(year: _Year, moment: int) -> int:
    """Open microseconds of `year` before `moment`."""
    index = bisect_right(year.ends, moment)
    before = year.passed[index - 1] if index else 0
    if index < len(year.ends) and year.starts[index] < moment:
        before += moment - year.starts[index]
    return before


def _instant(zone: ZoneInfo, day: date, minutes: int) -> int:
    """The moment of a wall time; rule 3."""
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)  # noqa: DTZ001 - a time on the wall
    local = wall.replace(tzinfo=zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return _micros(moment)
    # In the gap, the two readings lie on either side of the jump.
    low, high = _micros(local.replace(fold=1).astimezone(UTC)), _micros(moment)
    before = _moment(low).astimezone(zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if _moment(middle).astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


def parse_shift(said: str) -> Shift:
    """`09:00-17:00`, `22:00-02:00` (until the next day), `00:00-24:00`. Raises ValueError."""
    opens, dash, closes = said.partition("-")
    if not dash:
        raise ValueError(f"{said!r} is no shift: write it as 09:00-17:00")
    start, end = _minutes(opens.strip()), _minutes(closes.strip())
    if start >= MINUTES_A_DAY:
        raise ValueError(f"{said!r}: a shift opens before 24:00")
    return Shift(start, end if end > start else end + MINUTES_A_DAY)


def _minutes(said: str) -> int:
    hours, colon, minutes = said.partition(":")
    if not (colon and hours.isascii() and hours.isdigit() and len(hours) <= 2 and minutes.isascii() and minutes.isdigit() and len(minutes) == 2):
        raise ValueError(f"{said!r} is no time: write it as 09:00")
    total = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or total > MINUTES_A_DAY:
        raise ValueError(f"{said!r} is no time of a day")
    return total


def overlap(week: Mapping[int, Sequence[Shift]]) -> str | None:
    """Which two shifts of a week overlap, in words, or None."""
    spans = sorted((day * MINUTES_A_DAY + shift.opens, day * MINUTES_A_DAY + shift.closes) for day, shifts in week.items() for shift in shifts)
    if not spans:
        return None
    # Sunday's late shift runs into Monday.
    spans.append((spans[0][0] + 7 * MINUTES_A_DAY, spans[0][1] + 7 * MINUTES_A_DAY))
    for (_, end), (start, _) in pairwise(spans):
        if start < end:
            return f"a shift opens at minute {start % MINUTES_A_DAY} of day {start // MINUTES_A_DAY % 7 + 1} before the one before it has closed"
    return None
