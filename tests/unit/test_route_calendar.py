"""Business time, against moments worked out by hand."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.route.domain.calendar import Calendar, NeverOpen, Shift, overlap, parse_shift

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DUTCH = holidays.country_holidays("NL")


def week(days: str, *shifts: str) -> dict[int, tuple[Shift, ...]]:
    first, _, last = days.partition("-")
    return {day: tuple(parse_shift(shift) for shift in shifts) for day in range(int(first), int(last or first) + 1)}


OFFICE = Calendar(AMSTERDAM, week("0-4", "09:00-17:00"))
DUTCH_OFFICE = Calendar(AMSTERDAM, week("0-4", "09:00-17:00"), lambda day: day in DUTCH)
SPLIT = Calendar(AMSTERDAM, week("0-4", "09:00-12:30", "13:30-18:00"))
LATE = Calendar(AMSTERDAM, week("0-4", "18:00-02:00"))
NIGHTS = Calendar(AMSTERDAM, week("0-6", "22:00-06:00"))
ALWAYS = Calendar(AMSTERDAM, {}, always=True)
ROUND_THE_CLOCK = Calendar(AMSTERDAM, week("0-6", "00:00-24:00"))
NEW_YORK = Calendar(ZoneInfo("America/New_York"), week("0-4", "09:00-17:00"))
#: Every day from an hour that is skipped on 29 March 2026, and that happens twice on 25 October 2026.
IN_THE_GAP = Calendar(AMSTERDAM, week("0-6", "02:30-05:00"))
SATURDAYS_TOO = Calendar(AMSTERDAM, {**week("0-4", "08:00-20:00"), **week("5", "10:00-16:00")})
SUNDAY_NIGHT = Calendar(AMSTERDAM, week("6", "23:00-03:00"))


def at(said: str, zone: ZoneInfo = AMSTERDAM) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("calendar", "start", "minutes", "due"),
    [
        # The vector that every desk asks for first: Friday 16:30 and an hour.
        (OFFICE, "2026-03-06 16:30", 60, "2026-03-09 09:30"),
        (OFFICE, "2026-03-06 16:00", 60, "2026-03-06 17:00"),  # ends at closing time, not at the next opening
        (OFFICE, "2026-03-06 17:00", 60, "2026-03-09 10:00"),
        (OFFICE, "2026-03-06 16:59", 1, "2026-03-06 17:00"),
        (OFFICE, "2026-03-06 16:59", 2, "2026-03-09 09:01"),
        (OFFICE, "2026-03-07 12:00", 60, "2026-03-09 10:00"),  # Saturday
        (OFFICE, "2026-03-08 23:59", 1, "2026-03-09 09:01"),  # Sunday
        (OFFICE, "2026-03-09 00:00", 480, "2026-03-09 17:00"),  # before opening, a whole day
        (OFFICE, "2026-03-09 09:00", 480, "2026-03-09 17:00"),
        (OFFICE, "2026-03-09 09:00", 481, "2026-03-10 09:01"),
        (OFFICE, "2026-03-09 10:15", 2400, "2026-03-16 10:15"),  # a week of work
        (OFFICE, "2026-03-06 16:30", 0, "2026-03-06 16:30"),
        (OFFICE, "2026-03-06 18:00", 0, "2026-03-09 09:00"),  # nothing to wait for but the opening
        (OFFICE, "2025-12-31 16:30", 60, "2026-01-01 09:30"),  # this one knows no holidays: over the year
        # Dutch holidays.
        (DUTCH_OFFICE, "2025-12-31 16:30", 60, "2026-01-02 09:30"),  # New Year's Day
        (DUTCH_OFFICE, "2026-04-24 16:30", 60, "2026-04-28 09:30"),  # King's Day on Monday 27 April
        (DUTCH_OFFICE, "2026-05-13 16:30", 60, "2026-05-15 09:30"),  # Ascension Day
        (DUTCH_OFFICE, "2026-05-22 16:30", 60, "2026-05-26 09:30"),  # Whit Monday
        (DUTCH_OFFICE, "2026-12-24 16:30", 60, "2026-12-28 09:30"),  # Christmas, then a weekend
        (DUTCH_OFFICE, "2026-04-27 11:00", 60, "2026-04-28 10:00"),  # asked on King's Day
        (DUTCH_OFFICE, "2027-04-27 11:00", 60, "2027-04-28 10:00"),
        (DUTCH_OFFICE, "2025-05-02 16:30", 60, "2025-05-06 09:30"),  # Liberation Day, which is free once in five years
        # Split shifts.
        (SPLIT, "2026-03-09 12:00", 60, "2026-03-09 14:00"),
        (SPLIT, "2026-03-09 12:45", 30, "2026-03-09 14:00"),
        (SPLIT, "2026-03-09 11:30", 60, "2026-03-09 12:30"),
        (SPLIT, "2026-03-09 17:30", 60, "2026-03-10 09:30"),
        (SPLIT, "2026-03-06 17:45", 16, "2026-03-09 09:01"),
        (SPLIT, "2026-03-09 09:00", 480, "2026-03-09 18:00"),
        # Past midnight.
        (LATE, "2026-03-09 23:30", 60, "2026-03-10 00:30"),
        (LATE, "2026-03-10 01:30", 60, "2026-03-10 18:30"),
        (LATE, "2026-03-07 01:30", 60, "2026-03-09 18:30"),  # Friday's shift, on Saturday
        (LATE, "2026-03-07 12:00", 1, "2026-03-09 18:01"),
        (LATE, "2025-12-31 23:30", 120, "2026-01-01 01:30"),  # over the year
        (LATE, "2026-01-01 00:30", 60, "2026-01-01 01:30"),  # begun in the year before
        (SUNDAY_NIGHT, "2026-03-09 02:30", 60, "2026-03-15 23:30"),
        # The hour that is skipped, 29 March 2026, 02:00 → 03:00.
        (NIGHTS, "2026-03-29 01:30", 60, "2026-03-29 03:30"),
        (NIGHTS, "2026-03-28 22:00", 420, "2026-03-29 06:00"),  # that night has seven hours
        (NIGHTS, "2026-03-28 22:00", 421, "2026-03-29 22:01"),
        (OFFICE, "2026-03-27 16:30", 60, "2026-03-30 09:30"),  # on the wall nothing changes
        (IN_THE_GAP, "2026-03-29 00:00", 30, "2026-03-29 03:30"),  # 02:30 does not happen: it opens at the jump
        (IN_THE_GAP, "2026-03-29 00:00", 120, "2026-03-29 05:00"),
        # The hour that happens twice, 25 October 2026, 03:00 → 02:00.
        (NIGHTS, "2026-10-24 22:00", 540, "2026-10-25 06:00"),  # that night has nine
        (NIGHTS, "2026-10-24 22:00", 541, "2026-10-25 22:01"),
        (IN_THE_GAP, "2026-10-25 00:00", 210, "2026-10-25 05:00"),  # from the first 02:30
        (ROUND_THE_CLOCK, "2026-10-24 12:00", 24 * 60, "2026-10-25 11:00"),
        (ROUND_THE_CLOCK, "2026-03-28 12:00", 24 * 60, "2026-03-29 13:00"),
        (ALWAYS, "2026-10-24 12:00", 24 * 60, "2026-10-25 11:00"),
        (ALWAYS, "2026-12-25 03:00", 90, "2026-12-25 04:30"),
        # Other hours on Saturday.
        (SATURDAYS_TOO, "2026-03-06 19:30", 60, "2026-03-07 10:30"),
        (SATURDAYS_TOO, "2026-03-07 15:30", 60, "2026-03-09 08:30"),
    ],
)
def test_due(calendar: Calendar, start: str, minutes: int, due: str) -> None:
    assert calendar.add(at(start), minutes) == at(due)


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        # Written in Amsterdam, answered in New York, in the weeks in which their summer times differ (from 8 March, from 29 March).
        ("2026-03-06 16:30", 60, "2026-03-06 17:30"),  # 10:30 there
        ("2026-03-09 12:00", 60, "2026-03-09 15:00"),  # opens at 14:00 here
        ("2026-03-30 12:00", 60, "2026-03-30 16:00"),  # and at 15:00 again
    ],
)
def test_a_team_in_another_time_zone(start: str, minutes: int, due: str) -> None:
    assert NEW_YORK.add(at(start), minutes) == at(due)


@pytest.mark.parametrize(
    ("calendar", "start", "end", "minutes"),
    [
        (OFFICE, "2026-03-06 16:30", "2026-03-09 09:30", 60),
        (OFFICE, "2026-03-06 17:00", "2026-03-09 09:00", 0),
        (OFFICE, "2026-03-09 09:30", "2026-03-06 16:30", 0),
        (OFFICE, "2026-03-02 00:00", "2026-03-09 00:00", 2400),
        (OFFICE, "2025-12-31 00:00", "2026-01-02 00:00", 960),
        (SPLIT, "2026-03-09 12:00", "2026-03-09 14:00", 60),
        (NIGHTS, "2026-03-28 12:00", "2026-03-29 12:00", 420),
        (NIGHTS, "2026-10-24 12:00", "2026-10-25 12:00", 540),
        (LATE, "2026-01-01 00:00", "2026-01-01 12:00", 120),
        (ALWAYS, "2026-03-28 12:00", "2026-03-29 12:00", 1380),
    ],
)
def test_time_between(calendar: Calendar, start: str, end: str, minutes: float) -> None:
    assert calendar.between(at(start), at(end)) == minutes


@pytest.mark.parametrize(
    ("calendar", "moment", "is_open"),
    [
        (OFFICE, "2026-03-09 09:00", True),
        (OFFICE, "2026-03-09 08:59", False),
        (OFFICE, "2026-03-09 17:00", False),
        (SPLIT, "2026-03-09 13:00", False),
        (LATE, "2026-03-07 01:59", True),
        (LATE, "2026-03-08 01:59", False),
        (LATE, "2026-01-01 00:00", True),
        (DUTCH_OFFICE, "2026-04-27 10:00", False),
        (ALWAYS, "2026-04-27 03:00", True),
    ],
)
def test_open_or_not(calendar: Calendar, moment: str, is_open: bool) -> None:
    assert calendar.is_open(at(moment)) is is_open


moments = st.integers(0, 6 * 366 * 86_400).map(lambda seconds: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
calendars = st.sampled_from([OFFICE, DUTCH_OFFICE, SPLIT, LATE, NIGHTS, ALWAYS, ROUND_THE_CLOCK, NEW_YORK, IN_THE_GAP, SATURDAYS_TOO])
spans = st.integers(1, 20_000)


@given(calendars, moments, spans)
def test_as_much_time_has_passed_as_was_given(calendar: Calendar, start: datetime, minutes: int) -> None:
    due = calendar.add(start, minutes)
    assert due > start
    assert calendar.between(start, due) == minutes
    # No earlier moment would do: the last instant before it counted.
    assert calendar.is_open(due - timedelta(microseconds=1))


@given(calendars, moments, spans, spans)
def test_in_two_steps_as_in_one(calendar: Calendar, start: datetime, first: int, then: int) -> None:
    assert calendar.add(calendar.add(start, first), then) == calendar.add(start, first + then)


@given(calendars, moments, st.integers(0, 100_000), spans)
def test_who_comes_later_is_not_due_earlier(calendar: Calendar, start: datetime, later_seconds: int, minutes: int) -> None:
    assert calendar.add(start + timedelta(seconds=later_seconds), minutes) >= calendar.add(start, minutes)


def test_a_calendar_that_is_closed_for_good() -> None:
    shut = Calendar(AMSTERDAM, week("0-4", "09:00-17:00"), lambda day: day > date(2026, 3, 9))
    assert shut.add(at("2026-03-09 16:00"), 60) == at("2026-03-09 17:00")
    with pytest.raises(NeverOpen):
        shut.add(at("2026-03-09 16:00"), 61)


def test_time_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="backwards"):
        OFFICE.add(at("2026-03-09 16:00"), -1)


@pytest.mark.parametrize(
    ("said", "shift"),
    [
        ("09:00-17:00", Shift(540, 1020)),
        ("9:00-17:30", Shift(540, 1050)),
        ("22:00-02:00", Shift(1320, 1560)),
        ("00:00-24:00", Shift(0, 1440)),
        ("00:00-00:00", Shift(0, 1440)),
    ],
)
def test_shifts_as_people_write_them(said: str, shift: Shift) -> None:
    assert parse_shift(said) == shift


@pytest.mark.parametrize(
    "said", ["", "9-17", "09:00", "09:00-", "25:00-26:00", "24:00-02:00", "09:60-17:00", "09:00 17:00", "०९:00-17:00", "-1:00-09:00"]
)
def test_what_is_no_shift(said: str) -> None:
    with pytest.raises(ValueError):
        parse_shift(said)


@pytest.mark.parametrize(
    ("shifts", "overlaps"),
    [
        (week("0-4", "09:00-12:00", "12:00-17:00"), False),
        (week("0-4", "09:00-13:00", "12:00-17:00"), True),
        (week("0-6", "22:00-06:00"), False),
        (week("0-6", "22:00-06:00", "05:00-10:00"), True),
        ({6: (parse_shift("22:00-06:00"),), 0: (parse_shift("05:00-09:00"),)}, True),  # Sunday's shift runs into Monday's
        ({}, False),
    ],
)
def test_overlapping_shifts(shifts: dict[int, tuple[Shift, ...]], overlaps: bool) -> None:
    assert (overlap(shifts) is not None) is overlaps


@given(
    st.sampled_from([OFFICE, LATE, NIGHTS, NEW_YORK, ROUND_THE_CLOCK]),
    st.integers(-3 * 24 * 60, 3 * 24 * 60),
    st.integers(-23, 23),
    st.integers(0, 3_000),
)
def test_at_the_turn_of_the_year_a_moment_is_the_same_in_every_zone(calendar: Calendar, around: int, offset: int, minutes: int) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=around)
    due = calendar.add(start, minutes)
    assert due == calendar.add(start.astimezone(timezone(timedelta(hours=offset))), minutes)
    assert calendar.between(start, due) == minutes
