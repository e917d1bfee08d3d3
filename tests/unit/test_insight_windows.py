"""Windows: what is counted where, exactly once, however often and in whatever pieces it is read."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from services.insight.announcer import signal
from services.insight.domain.windows import (
    Cell,
    CellKey,
    Observation,
    Reading,
    Said,
    Saying,
    Total,
    Windowing,
    WindowKey,
    count,
    outlived,
    settled_before,
    to_say,
    totals,
    watermark,
)
from services.insight.stall import Stall

W = Windowing()
MINUTE = 60_000
HOUR = 60 * MINUTE
NOW = 1_760_000_000_000 // W.width_ms * W.width_ms


def observed(partition_offset: int, subject: str, routed: int, behind: int) -> Observation:
    return Observation(partition_offset, subject, routed - behind, routed)


events = st.lists(
    st.tuples(st.sampled_from(["billing", "outage", "delivery"]), st.integers(0, 40 * MINUTE), st.integers(-10 * MINUTE, 20 * MINUTE)), max_size=60
).map(lambda drawn: [observed(offset, subject, NOW + routed, behind) for offset, (subject, routed, behind) in enumerate(drawn)])


def plainly(batch: list[Observation]) -> Counter[WindowKey]:
    return Counter(WindowKey(W.start(W.event_time(one.sent_ms, one.routed_ms)), one.subject) for one in batch)


def counted(cells: dict[CellKey, Cell]) -> Counter[WindowKey]:
    return Counter({window: total.counted for window, total in totals(cells).items()})


@given(events)
def test_every_event_counts_once_in_the_window_of_its_time(batch: list[Observation]) -> None:
    assert counted(count({}, 0, batch, W)) == plainly(batch)


@given(events, st.data())
def test_reading_again_from_any_offset_in_any_pieces_with_any_cells_lost_or_kept_counts_the_same(
    batch: list[Observation], data: st.DataObject
) -> None:
    """A crash: some cells of the last pieces were written, offsets are further back; what was written counts no second time."""
    cells: dict[CellKey, Cell] = {}
    committed = 0
    position = 0
    for _ in range(data.draw(st.integers(1, 6))):
        stop = data.draw(st.integers(position, len(batch)))
        changed = count(cells, 0, batch[position:stop], W)
        kept = data.draw(st.sets(st.sampled_from(sorted(changed)))) if changed else set()
        if kept == set(changed):
            # Offsets are committed only after all that they count for was written.
            cells |= changed
            committed = data.draw(st.integers(committed, stop))
            position = stop
        else:
            cells |= {key: changed[key] for key in kept}
            position = committed
    cells |= count(cells, 0, batch[committed:], W)
    assert counted(cells) == plainly(batch)


@given(events, st.integers(1, 5))
def test_partitions_add_up(batch: list[Observation], partitions: int) -> None:
    cells: dict[CellKey, Cell] = {}
    for number in range(partitions):
        cells |= count(cells, number, [one for one in batch if one.offset % partitions == number], W)
    assert counted(cells) == plainly(batch)
    windows = plainly(batch).keys()
    assert totals(cells, windows, range(partitions)) == totals(cells)


def test_a_senders_clock_is_believed_within_bounds() -> None:
    assert W.event_time(NOW - HOUR, NOW) == NOW - HOUR
    assert W.event_time(NOW + 1, NOW) == NOW, "nobody routes what is not yet written"
    assert W.event_time(0, NOW) == NOW, "a clock that says 1970 is no backlog"
    assert W.event_time(NOW - W.trusted_ms, NOW) == NOW - W.trusted_ms


def test_late_is_after_the_window_was_closed_and_counts_all_the_same() -> None:
    start = NOW - W.width_ms
    batch = [Observation(0, "outage", start, W.closes_at(start) - 1), Observation(1, "outage", start, W.closes_at(start))]
    (cell,) = count({}, 0, batch, W).values()
    assert (cell.counted, cell.late) == (2, 1)


def test_watermark_is_that_of_the_partition_furthest_behind() -> None:
    assert watermark([Reading(NOW - 9, False), Reading(NOW - 5, False)], NOW) == NOW - 9
    assert watermark([Reading(NOW - 9, True), Reading(None, True)], NOW) == NOW, "an empty partition holds nothing open"
    assert watermark([Reading(None, False), Reading(NOW, True)], NOW) is None
    assert watermark([Reading(NOW + HOUR, False)], NOW) == NOW, "nothing is ahead of the clock"
    assert watermark([], NOW) is None


def test_a_window_is_said_when_it_closes_and_else_not_too_often() -> None:
    window = WindowKey(NOW, "outage")
    windows = {window: Total(7, 0, NOW)}
    before, closed = W.closes_at(NOW) - 1, W.closes_at(NOW)
    running = to_say(windows, {}, before, before, 5_000, 10, W)
    assert running == [Saying(window, 7, 0, False)]
    said = {window: Said(7, False, before)}
    assert to_say(windows, said, before, before + 60_000, 5_000, 10, W) == [], "nothing new"
    more = {window: Total(9, 0, NOW)}
    assert to_say(more, said, before, before + 4_999, 5_000, 10, W) == []
    assert to_say(more, said, before, before + 5_000, 5_000, 10, W) == [Saying(window, 9, 0, False)]
    assert to_say(windows, said, closed, before + 1, 5_000, 10, W) == [Saying(window, 7, 0, True)], "closing is told at once"
    final = {window: Said(7, True, closed)}
    assert to_say(windows, final, closed, closed + HOUR, 5_000, 10, W) == []
    assert to_say({window: Total(8, 1, closed)}, final, closed, closed + HOUR, 5_000, 10, W) == [Saying(window, 8, 1, True)], "a late one is told too"


def test_no_more_is_said_at_a_time_than_the_limit_oldest_first() -> None:
    windows = {WindowKey(NOW + minute * W.width_ms, "billing"): Total(1, 0, NOW) for minute in range(9)}
    news = to_say(windows, {}, NOW, NOW, 5_000, 4, W)
    assert [saying.window.start_ms for saying in news] == [NOW + minute * W.width_ms for minute in range(4)]


def test_the_same_state_of_a_window_has_the_same_id_and_another_state_another() -> None:
    saying = Saying(WindowKey(NOW, "outage"), 7, 0, False)
    first, again, closed = signal(saying, NOW, W), signal(saying, NOW + 5, W), signal(saying._replace(closed=True), NOW, W)
    assert first.signal_id == again.signal_id != closed.signal_id
    assert (first.subject, first.value) == ("messages/outage", 7.0)
    assert first.window_start is not None
    assert first.window_end is not None
    assert (first.window_end - first.window_start).total_seconds() == 300


def test_cells_go_only_when_their_window_is_closed_and_nothing_has_touched_them_for_long() -> None:
    old, touched = CellKey(0, NOW, "billing"), CellKey(0, NOW, "outage")
    cells = {old: Cell(3, 0, 9, NOW), touched: Cell(3, 1, 12, NOW + 2 * HOUR)}
    assert outlived(cells, W.closes_at(NOW) + W.kept_ms - 1, W) == []
    assert outlived(cells, W.closes_at(NOW) + W.kept_ms, W) == [old]


def test_what_was_settled_is_not_said_again_after_a_restart() -> None:
    window = WindowKey(NOW, "outage")
    closes = W.closes_at(NOW)
    assert settled_before(window, Total(5, 0, NOW), closes + 1, W)
    assert not settled_before(window, Total(5, 0, NOW), closes, W), "it had not closed yet"
    assert not settled_before(window, Total(6, 1, closes + HOUR), closes + 1, W), "a late event came since"


def test_a_stall_is_work_that_waits_while_the_offset_stands_still() -> None:
    stall = Stall(30)
    assert stall.stalled({0: (10, True), 1: (5, False)}, 0) is None
    assert stall.stalled({0: (10, True), 1: (5, False)}, 30) is None
    assert "[0]" in (stall.stalled({0: (10, True), 1: (5, False)}, 31) or "")
    assert stall.stalled({0: (11, True), 1: (5, True)}, 32) is None, "it moved"
    assert stall.stalled({1: (5, True)}, 61) is None, "nothing waited until 30 s ago"
    assert "[1]" in (stall.stalled({1: (5, True)}, 62) or "")
