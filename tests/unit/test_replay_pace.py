"""When records are sent."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.replay import pace

START = datetime(2026, 3, 2, tzinfo=UTC)
TIMES = st.lists(st.integers(0, 700_000), min_size=1, max_size=600).map(lambda seconds: [START + timedelta(seconds=one) for one in sorted(seconds)])


@given(TIMES, st.floats(0.1, 50))
def test_a_human_pace_never_goes_back_and_keeps_its_rate(times: list[datetime], speed: float) -> None:
    seconds = pace.human(times, speed)
    assert len(seconds) == len(times)
    assert seconds[0] >= 0
    assert all(later >= earlier for earlier, later in pairwise(seconds))
    opening = min(len(times), 240)
    assert seconds[opening - 1] == pytest.approx(opening / (4 * speed))
    assert seconds[-1] == pytest.approx(opening / (4 * speed) + (len(times) - opening) / (2 * speed))


def test_nights_are_short_and_bursts_stay_bursts() -> None:
    times = [START, START + timedelta(seconds=1), START + timedelta(seconds=2), START + timedelta(hours=8)]
    first, second, third, fourth = pace.human(times)
    assert fourth - third > 5 * (second - first)
    assert fourth - third < 1.0


def test_a_steady_rate() -> None:
    assert pace.steady(4, 2.0) == [0.0, 0.5, 1.0, 1.5]


@given(TIMES, st.lists(st.integers(-100_000, 900_000), min_size=2, max_size=20))
def test_moved_times_keep_their_order(times: list[datetime], asked: list[int]) -> None:
    moved = pace.transposed(times, pace.human(times), START)
    instants = [START + timedelta(seconds=one) for one in sorted(asked)]
    results = [moved(instant) for instant in instants]
    assert all(later >= earlier for earlier, later in pairwise(results))
    assert [moved(instant) for instant in instants] == results


@given(TIMES)
def test_a_moved_record_is_dated_when_it_is_sent(times: list[datetime]) -> None:
    seconds = pace.human(times)
    moved = pace.transposed(times, seconds, START)
    last = dict(zip(times, seconds, strict=True))
    for at, second in last.items():
        assert abs((moved(at) - START).total_seconds() - second) < 1e-3
