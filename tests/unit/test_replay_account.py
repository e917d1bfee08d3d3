"""What became of each message: the account, attacked with whatever order and outcome there can be."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.replay.account import Account, Routed, Sent, percentile
from local.replay.demo import summarise
from local.replay.rows import Unreadable

#: What becomes of one id: how many records are rejected, how many of the others, whether a routed event comes, whether one came before.
FATES = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 3), st.sampled_from(["routed", "missing", "earlier", "doubled"])).filter(
        lambda fate: fate[0] + fate[1] > 0
    ),
    max_size=25,
)


@given(FATES, st.integers(0, 3), st.integers(0, 3), st.randoms(use_true_random=False))
def test_every_record_is_in_exactly_one_column(fates: list[tuple[int, int, str]], nameless_rejected: int, nameless_lost: int, random) -> None:  # type: ignore[no-untyped-def]
    steps = []
    offset = 0
    expected: Counter[str] = Counter()
    doubled = set()
    earlier = frozenset(f"m{index}" for index, (_, _, fate) in enumerate(fates) if fate == "earlier")

    def send(message: str | None, rejected: bool) -> None:
        nonlocal offset
        place = ("inbound-web", 0, offset)
        steps.append(("sent", Sent(place, message, offset + 1, 0)))
        if rejected:
            steps.append(("rejected", place))
        offset += 1

    for index, (rejected, live, fate) in enumerate(fates):
        for number in range(rejected + live):
            send(f"m{index}", number < rejected)
        expected["rejected"] += rejected
        events = {"routed": 1, "doubled": 2}.get(fate, 0) if live else 0
        steps.extend(("routed", f"m{index}") for _ in range(events))
        if events == 2:
            doubled.add(f"m{index}")
        if live and fate == "missing":
            expected["missing"] += live
        elif live and fate == "earlier":
            expected["duplicates"] += live
        elif live:
            expected["routed"] += 1
            expected["duplicates"] += live - 1
    for number in range(nameless_rejected + nameless_lost):
        send(None, number < nameless_rejected)
    expected["rejected"] += nameless_rejected
    expected["missing"] += nameless_lost
    random.shuffle(steps)

    account = Account(earlier)
    for kind, what in steps:
        if kind == "sent":
            account.sent(what)  # type: ignore[arg-type]
        elif kind == "rejected":
            account.rejected(what, "invalid")  # type: ignore[arg-type]
        else:
            account.routed(what, Routed("agents", 5.0))  # type: ignore[arg-type]
    settled = account.settle()

    assert settled.sent == offset
    assert settled.rejected.total() == expected["rejected"]
    assert len(settled.missing) == expected["missing"]
    assert settled.duplicates == expected["duplicates"]
    assert settled.routed.total() == expected["routed"] == len(settled.latencies_ms)
    assert settled.routed.total() + settled.rejected.total() + settled.duplicates + len(settled.missing) == settled.sent
    assert set(settled.doubled) == doubled
    assert len(settled.doubled) == len(doubled)
    assert settled.complete == (not settled.missing and not settled.doubled)
    assert (account.outstanding() == 0) == (expected["missing"] == 0)


def sent(offset: int, message: str | None, at_ms: int = 0) -> Sent:
    return Sent(("inbound-web", 0, offset), message, offset + 1, at_ms)


def test_events_of_others_are_not_ours() -> None:
    account = Account()
    account.sent(sent(0, "a"))
    account.routed("a", Routed("community", 12.0))
    account.routed("somebody-elses", Routed("agents", 12.0))
    settled = account.settle()
    assert settled.complete
    assert settled.routed == {"community": 1}


def test_an_event_of_a_message_whose_every_record_was_rejected_is_an_error() -> None:
    account = Account()
    account.sent(sent(0, "a"))
    account.rejected(("inbound-web", 0, 0), "invalid")
    account.routed("a", Routed("agents", 1.0))
    assert account.settle().doubled == ("a",)
    assert not account.settle().complete


def test_a_second_event_of_what_was_routed_before_is_an_error() -> None:
    account = Account(frozenset({"a"}))
    account.sent(sent(0, "a"))
    assert account.outstanding() == 0
    assert account.settle().duplicates == 1
    account.routed("a", Routed("agents", 1.0))
    assert account.settle().doubled == ("a",)


def test_a_rejection_told_twice_counts_once() -> None:
    account = Account()
    account.sent(sent(0, "a"))
    account.rejected(("inbound-web", 0, 0), "invalid")
    account.rejected(("inbound-web", 0, 0), "invalid")
    account.sent(sent(1, "a"))
    assert account.outstanding() == 1
    assert account.settle().rejected == {"invalid": 1}
    assert [one.line for one in account.settle().missing] == [2]


def test_latency_is_from_the_first_record_that_was_taken() -> None:
    account = Account()
    account.sent(sent(0, "a", 100))
    account.sent(sent(1, "a", 200))
    account.rejected(("inbound-web", 0, 0), "conflicting_duplicate")
    account.routed("a", Routed("agents", 250.0))
    assert account.settle().latencies_ms == (50.0,)


def test_repeats_are_known() -> None:
    account = Account(frozenset({"z"}))
    account.sent(sent(0, "a"))
    assert not account.has_repeats
    account.sent(sent(1, "a"))
    assert account.has_repeats
    assert account.ends() == {("inbound-web", 0): 2}


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=200), st.sampled_from([0.5, 0.9, 0.99, 1.0]))
def test_a_percentile_is_the_smallest_value_that_covers_its_share(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-9
    smaller = [value for value in values if value < found]
    assert not smaller or len(smaller) < share * len(values)


def test_nothing_has_no_percentile() -> None:
    assert percentile([], 0.5) is None


@pytest.mark.parametrize("rejected_here", [0, 2])
def test_the_summary_adds_up(rejected_here: int) -> None:
    account = Account()
    for offset, message in enumerate(("a", "a", "b", None)):
        account.sent(sent(offset, message))
    account.rejected(("inbound-web", 0, 3), "not_json")
    account.routed("a", Routed("community", 10.0))
    account.routed("b", Routed("notice", 30.0))
    unreadable = [Unreadable(number, "not_json", "") for number in range(rejected_here)]
    assert summarise(account.settle(), unreadable, 7) == {
        "in": 4 + rejected_here,
        "routed": {"community": 1, "agents": 0, "notice": 1},
        "rejected": {"not_json": 1 + rejected_here},
        "duplicates": 1,
        "credited": 7,
        "p50_ms": 10.0,
        "p99_ms": 30.0,
    }
