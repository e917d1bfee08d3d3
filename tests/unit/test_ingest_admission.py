"""The token bucket of each key."""

from hypothesis import given
from hypothesis import strategies as st

from services.ingest.domain.admission import Admission


def test_a_burst_then_the_rate() -> None:
    admission = Admission(per_second=10, burst=20)
    assert admission.wait("a", 20, 100.0) == 0
    assert admission.wait("a", 1, 100.0) == 0.1
    assert admission.wait("a", 1, 100.05) > 0, "asking costs nothing and gives nothing"
    assert admission.wait("a", 1, 100.2) == 0
    assert admission.wait("b", 20, 100.0) == 0, "each key has its own"


def test_more_than_the_bucket_holds_is_owed_and_not_refused_for_ever() -> None:
    admission = Admission(per_second=10, burst=5)
    assert admission.wait("a", 100, 0.0) == 0
    assert admission.wait("a", 1, 1.0) > 8
    assert admission.wait("a", 1, 11.0) == 0


def test_a_clock_that_goes_back_gives_nothing() -> None:
    admission = Admission(per_second=10, burst=1)
    assert admission.wait("a", 1, 100.0) == 0
    assert admission.wait("a", 1, 50.0) > 0


def test_only_so_many_buckets_are_kept() -> None:
    admission = Admission(per_second=1, burst=1, max_keys=2)
    for key in ("a", "b", "c"):
        assert admission.wait(key, 1, 0.0) == 0
    assert admission.wait("c", 1, 0.0) > 0
    assert len(admission._buckets) == 2


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 10)), max_size=100))
def test_never_more_than_rate_and_burst(asked: list[tuple[float, int]]) -> None:
    admission = Admission(per_second=5, burst=10)
    now, let_through = 0.0, 0
    for after, messages in asked:
        now += after
        if admission.wait("a", messages, now) == 0:
            let_through += messages
    assert let_through <= 10 + 5 * now + 1e-6
