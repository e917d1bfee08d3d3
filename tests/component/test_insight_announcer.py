"""What insight says of its windows: published once, again after a failure, and not anew after a restart."""

from collections.abc import Mapping, Sequence

import orjson

from runtime.memory import MemoryBroker
from schemas.messages.insight import InsightSignal
from services.insight.announcer import Announcer
from services.insight.domain.windows import Cell, CellKey, Observation, Reading, Windowing, count
from services.insight.speaker import TOPIC

W = Windowing()
START = 1_760_000_000_000 // W.width_ms * W.width_ms


class Table:
    """The engine's part, by hand."""

    def __init__(self) -> None:
        self.rows: dict[CellKey, Cell] = {}
        self.said = 0
        self.touched: set[tuple[int, str]] = set()
        self.behind: Reading | None = None

    ready = True

    @property
    def cells(self) -> Mapping[CellKey, Cell]:
        return self.rows

    def owned(self) -> frozenset[int]:
        return frozenset({0, 1})

    def take_touched(self) -> set[tuple[int, str]]:
        touched, self.touched = self.touched, set()
        return touched

    def readings(self) -> Sequence[Reading]:
        return [self.behind or Reading(None, True), Reading(None, True)]

    def said_until_ms(self) -> int:
        return self.said

    def keep_said_until(self, at_ms: int) -> None:
        self.said = at_ms

    def put(self, partition: int, *batch: Observation) -> None:
        changed = count(self.rows, partition, batch, W)
        self.rows |= changed
        self.touched |= {(key.start_ms, key.subject) for key in changed}


class Clock:
    now = START

    def __call__(self) -> int:
        return self.now


def signals(broker: MemoryBroker) -> list[InsightSignal]:
    return [InsightSignal.model_validate_json(record.value) for record in broker.records(TOPIC)]


def table(*offsets: int) -> Table:
    made = Table()
    for partition, offset in enumerate(offsets):
        made.put(partition, *(Observation(number, "outage", START + number, START + number) for number in range(offset)))
    return made


async def test_a_window_is_announced_while_it_counts_and_when_it_closes() -> None:
    windows, broker, clock = table(3, 4), MemoryBroker(), Clock()
    announcer = Announcer(windows, broker, clock, 5_000, W)
    assert await announcer.tick() == 1
    windows.put(0, Observation(3, "outage", START + 9, START + 9))
    clock.now += 1_000
    assert await announcer.tick() == 0, "not more often than every 5 s"
    clock.now += 4_000
    assert await announcer.tick() == 1
    clock.now = W.closes_at(START)
    assert await announcer.tick() == 1
    clock.now += 10 * W.width_ms
    assert await announcer.tick() == 0
    said = signals(broker)
    assert [(signal.value, signal.detail["closed"]) for signal in said] == [(7.0, False), (8.0, False), (8.0, True)]
    assert {signal.subject for signal in said} == {"messages/outage"}
    assert len({signal.signal_id for signal in said}) == 3
    record = broker.records(TOPIC)[0]
    assert record.key == b"messages/outage"
    assert record.header("ce_type") == b"klantstroom.insight-signals.v1"
    assert record.header("ce_id") == said[0].signal_id.encode()
    assert orjson.loads(record.value)["kind"] == "metric"


async def test_a_window_stays_open_while_a_partition_is_behind() -> None:
    windows, broker, clock = table(1), MemoryBroker(), Clock()
    clock.now = W.closes_at(START) + 60_000
    windows.behind = Reading(START + 10, False)
    announcer = Announcer(windows, broker, clock, 5_000, W)
    await announcer.tick()
    windows.behind = None
    await announcer.tick()
    assert [signal.detail["closed"] for signal in signals(broker)] == [False, True]


async def test_what_the_broker_did_not_take_is_said_later() -> None:
    windows, broker, clock = table(2), MemoryBroker(), Clock()
    announcer = Announcer(windows, broker, clock, 5_000, W)
    broker.fail_next("publish")
    assert await announcer.tick() == 0
    assert signals(broker) == []
    assert await announcer.tick() == 1
    assert [signal.value for signal in signals(broker)] == [2.0]


async def test_a_restart_says_again_only_what_may_not_have_been_said() -> None:
    windows, broker, clock = table(2), MemoryBroker(), Clock()
    first = Announcer(windows, broker, clock, 5_000, W)
    await first.tick()
    clock.now = W.closes_at(START)
    await first.tick()
    clock.now += 1
    late = START + W.width_ms
    windows.put(0, Observation(2, "billing", late, late))
    await first.tick()
    assert 0 < windows.said <= clock.now
    before = len(signals(broker))
    again = Announcer(windows, broker, clock, 5_000, W)
    await again.tick()
    news = signals(broker)[before:]
    assert {signal.subject for signal in news} <= {"messages/billing", "messages/outage"}
    clock.now = W.closes_at(late)
    await again.tick()
    clock.now += 10_000
    await again.tick()
    before = len(signals(broker))
    await Announcer(windows, broker, clock, 5_000, W).tick()
    repeated = signals(broker)[before:]
    ids = {signal.signal_id for signal in signals(broker)[:before]}
    assert {signal.signal_id for signal in repeated} <= ids, "what is said again says the same"
    assert not any(signal.window_start and signal.window_start.timestamp() * 1000 == START for signal in repeated), "settled long ago"
