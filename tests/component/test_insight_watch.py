"""What insight tells of drift: published once, again after a failure, and not anew after a restart."""

from collections.abc import Mapping, Sequence

import pytest

from runtime.memory import MemoryBroker
from schemas.messages.insight import InsightSignal
from services.insight.domain.labels import ABSTENTIONS, SLICE_MS, Row, RowKey, Slice
from services.insight.domain.windows import Reading
from services.insight.speaker import TOPIC
from services.insight.watch import Watch, decode_told
from tests.drift_world import DAY, HOUR, MONDAY, Shift, desk

SEED = 20260302
AT = MONDAY + 3 * DAY + 10 * HOUR
BACK = AT + 4 * HOUR


class Table:
    """The engine's part, by hand: all messages of partition 0 in one half, all of partition 1 in the other."""

    ready = True

    def __init__(self, slices: Mapping[int, Slice]) -> None:
        self.all = slices
        self.rows: dict[RowKey, Row] = {}
        self.touched: set[tuple[int, str]] = set()
        self.partitions = frozenset({0, 1})
        self.kept: dict[int, bytes] = {}

    @property
    def label_rows(self) -> Mapping[RowKey, Row]:
        return self.rows

    def owned(self) -> frozenset[int]:
        return self.partitions

    def take_touched_labels(self) -> set[tuple[int, str]]:
        touched, self.touched = self.touched, set()
        return touched

    def readings(self) -> Sequence[Reading]:
        return [Reading(None, True) for _ in self.partitions]

    def told(self) -> Sequence[bytes]:
        return [self.kept[number] for number in sorted(self.partitions) if number in self.kept]

    def keep_told(self, told: bytes) -> None:
        self.kept |= dict.fromkeys(self.partitions, told)

    def count_until(self, until_ms: int) -> None:
        for start_ms, one in self.all.items():
            key = RowKey(0, start_ms, "m1")
            if start_ms < until_ms and key not in self.rows:
                half = {subject: count // 2 for subject, count in one.counts.items()}
                rest = {subject: count - half[subject] for subject, count in one.counts.items()}
                messages, confidence, squares = one.messages // 2, one.confidence // 2, one.squares // 2
                self.rows[key] = Row(1, messages, confidence, squares, half)
                self.rows[key._replace(partition=1)] = Row(1, one.messages - messages, one.confidence - confidence, one.squares - squares, rest)
                self.touched.add((start_ms, "m1"))


@pytest.fixture(scope="module")
def slices() -> dict[int, Slice]:
    return desk(SEED, 4, 400, shifts=(Shift(ABSTENTIONS, 0.35, AT, BACK),), level_from=AT - HOUR)


class Clock:
    now = 0

    def __call__(self) -> int:
        return self.now


class Desk:
    """A watch on a broker that both can be taken away from."""

    def __init__(self, slices: Mapping[int, Slice]) -> None:
        self.table, self.broker, self.clock = Table(slices), MemoryBroker(), Clock()
        self.watch = Watch(self.table, self.broker, self.clock)

    async def until(self, at_ms: int) -> None:
        self.table.count_until(at_ms)
        self.clock.now = at_ms
        while await self.watch.tick():
            pass

    def restart(self) -> None:
        self.watch = Watch(self.table, self.broker, self.clock)

    def said(self) -> list[tuple[str, str]]:
        return [(one.subject, one.detail["state"]) for one in self.signals()]

    def signals(self) -> list[InsightSignal]:
        return [InsightSignal.model_validate_json(record.value) for record in self.broker.records(TOPIC)]


async def test_a_drift_and_its_end_are_told_once_each(slices: dict[int, Slice]) -> None:
    desk_ = Desk(slices)
    await desk_.until(AT)
    assert desk_.said() == []
    for hour in range(1, 9):
        await desk_.until(AT + hour * HOUR)
    assert desk_.said() == [(ABSTENTIONS, "began"), (ABSTENTIONS, "ended")]
    record, began = desk_.broker.records(TOPIC)[0], desk_.signals()[0]
    assert record.key == ABSTENTIONS.encode()
    assert record.header("ce_type") == b"klantstroom.insight-signals.v1"
    assert record.header("ce_id") == began.signal_id.encode()
    assert began.detail["partitions"] == [0, 1]
    assert began.detail["model_version"] == "m1"
    assert began.at.timestamp() * 1000 <= AT + HOUR


async def test_what_the_broker_did_not_take_is_told_later(slices: dict[int, Slice]) -> None:
    desk_ = Desk(slices)
    await desk_.until(AT)
    desk_.broker.fail_next("publish")
    desk_.table.count_until(AT + HOUR)
    desk_.clock.now = AT + HOUR
    await desk_.watch.tick()
    assert desk_.said() == []
    await desk_.until(AT + HOUR)
    assert desk_.said() == [(ABSTENTIONS, "began")]


async def test_a_restart_does_not_tell_again_and_still_tells_the_end(slices: dict[int, Slice]) -> None:
    desk_ = Desk(slices)
    await desk_.until(AT + HOUR)
    desk_.restart()
    await desk_.until(AT + 2 * HOUR)
    assert desk_.said() == [(ABSTENTIONS, "began")]
    desk_.restart()
    await desk_.until(AT + 8 * HOUR)
    assert desk_.said() == [(ABSTENTIONS, "began"), (ABSTENTIONS, "ended")]


async def test_what_is_told_again_after_a_crash_has_the_same_id(slices: dict[int, Slice]) -> None:
    desk_ = Desk(slices)
    await desk_.until(AT)
    before = dict(desk_.table.kept)
    await desk_.until(AT + HOUR)
    # It was published, and the process died before that was kept.
    desk_.table.kept = before
    desk_.restart()
    await desk_.until(AT + HOUR)
    first, again = desk_.signals()
    assert first.signal_id == again.signal_id


async def test_a_replica_that_takes_a_partition_over_knows_what_was_told(slices: dict[int, Slice]) -> None:
    desk_ = Desk(slices)
    await desk_.until(AT + HOUR)
    desk_.table.partitions = frozenset({1})
    desk_.restart()
    await desk_.until(AT + 2 * HOUR)
    assert desk_.said() == [(ABSTENTIONS, "began")]
    assert ABSTENTIONS in decode_told(desk_.table.kept[1])["m1"].open


async def test_a_slice_is_looked_at_when_it_is_over(slices: dict[int, Slice]) -> None:
    desk_ = Desk(slices)
    await desk_.until(AT + HOUR - 1)
    kept = desk_.table.kept[0]
    await desk_.until(AT + HOUR - 1)
    assert desk_.table.kept[0] == kept
    desk_.clock.now = AT + HOUR
    await desk_.watch.tick()
    assert desk_.table.kept[0] != kept
    assert not any(start_ms + SLICE_MS > AT + HOUR for _, start_ms, _ in desk_.table.rows)
