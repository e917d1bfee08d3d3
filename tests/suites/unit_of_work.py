"""One suite for the unit of work, run over the broker and store in memory and over Kafka and PostgreSQL.

A world gives a broker, a store and fresh topics; every promise in runtime/process.py has a test here. The hop under test counts:
an input `{"id", "k"}` becomes an event `{"id", "k", "n"}`, n being how many of that k there were.
"""

import asyncio
import contextlib
import uuid
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import orjson
import pytest

from runtime.broker import Broker, BrokerUnavailable, Fenced, Outgoing, Partition, Record
from runtime.codec import decode
from runtime.failpoints import Failpoint
from runtime.hop import CancelTimer, Decision, Due, Event, Hop, Input, Publishing, Refusal, SetTimer, State
from runtime.outbox import Store
from runtime.process import Process
from schemas import envelope
from schemas.messages.base import Value
from tests.waiting import until

MODES = (Publishing.IDEMPOTENT, Publishing.TRANSACTIONAL)
STEPS = (
    "after_fetch",
    "after_gather",
    "after_decide",
    "before_commit",
    "after_commit",
    "mid_publish",
    "in_transaction",
    "after_publish",
    "after_offsets",
    "in_take_over",
    "after_take",
    "after_fence",
)


class Word(Value):
    id: int
    k: str
    #: What the test wants to happen here.
    wish: str = ""


class Counted(Value):
    id: int
    k: str
    n: int


class Crash(BaseException):
    """The process dies here."""


class CrashingFailpoint(Failpoint):
    """Raises instead of killing the whole interpreter: once, the nth time that it comes by."""

    def __init__(self, name: str, times: int = 1) -> None:
        super().__init__("")
        self.name, self.left, self.died = name, times, asyncio.Event()

    def watches(self, name: str) -> bool:
        return name == self.name

    def __call__(self, name: str) -> None:
        if name == self.name and not self.died.is_set():
            self.left -= 1
            if self.left <= 0:
                self.died.set()
                raise Crash(name)


class World(Protocol):
    """Where the suite runs."""

    broker: Broker
    #: How long to wait for anything, in seconds.
    patience: float

    def store(self) -> Store: ...
    async def topics(self, *names: str) -> list[str]: ...
    async def write(self, records: Sequence[Outgoing]) -> None: ...
    async def read_all(self, topic: str) -> list[Record]:
        """Everything that a read_committed reader sees now."""

    async def counts(self) -> dict[str, int]: ...
    async def gather(self, connection: Any, keys: set[str]) -> dict[str, int]: ...
    async def apply(self, connection: Any, changes: dict[str, int]) -> None: ...


class HeldStore:
    """A store whose first unit waits before it begins, until it is told to go on."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.waiting, self.go_on = asyncio.Event(), asyncio.Event()
        self.refused = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextlib.asynccontextmanager
    async def unit(self) -> AsyncIterator[Any]:
        first = not self.waiting.is_set()
        self.waiting.set()
        await self.go_on.wait()
        try:
            async with self._store.unit() as connection:
                yield connection
        except Fenced:
            self.refused = self.refused or first
            raise


class OtherGroup:
    """A broker by which a second process holds all partitions too, as after a session that timed out unnoticed."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker

    def __getattr__(self, name: str) -> Any:
        return getattr(self._broker, name)

    async def join(self, group: str, *rest: Any) -> Any:
        return await self._broker.join(f"{group}-other", *rest)


class FailingOnce:
    """A broker whose first publication fails: before anything of it was written, or (nobody knows that) after all of it was."""

    def __init__(self, broker: Broker, written: bool) -> None:
        self._broker, self._written, self.failed = broker, written, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._broker, name)

    def _wrapped(self, inner: Any) -> Any:
        publish = inner.publish

        async def once(records: Sequence[Outgoing], *rest: Any) -> None:
            if not records or self.failed:
                await publish(records, *rest)
                return
            self.failed = True
            if self._written:
                await publish(records, *rest)
            raise BrokerUnavailable("no answer in time")

        inner.publish = once
        return inner

    async def publisher(self) -> Any:
        return self._wrapped(await self._broker.publisher())

    async def transactional_publisher(self, transactional_id: str) -> Any:
        return self._wrapped(await self._broker.transactional_publisher(transactional_id))


class PausedPublisher:
    """A broker under which the first publication waits before it begins, until it is told to go on."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self.waiting, self.go_on, self.ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._broker, name)

    async def transactional_publisher(self, transactional_id: str) -> Any:
        inner: Any = await self._broker.transactional_publisher(transactional_id)
        publish = inner.publish

        async def late(records: Sequence[Outgoing], *rest: Any) -> None:
            first = bool(records) and not self.waiting.is_set()
            if first:
                self.waiting.set()
                await self.go_on.wait()
            try:
                await publish(records, *rest)
            finally:
                if first:
                    self.ended.set()

        inner.publish = late
        return inner


class FencingFailsOnce(OtherGroup):
    """A second process holds all partitions too; the first time that it fences an owner before, the broker does not answer."""

    failed = False

    async def transactional_publisher(self, transactional_id: str) -> Any:
        own = not hasattr(self, "own")
        if own:
            self.own = transactional_id.rsplit("-", 1)[0]
        elif not transactional_id.startswith(self.own) and not self.failed:
            self.failed = True
            raise BrokerUnavailable("no answer in time")
        return await self._broker.transactional_publisher(transactional_id)


@dataclass
class Bench:
    """A hop over a world, with processes that can be started and killed."""

    world: World
    source: str
    sink: str
    mode: Publishing
    now: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)
    name: str = field(default_factory=lambda: f"hop{uuid.uuid4().hex[:8]}")
    defect: bool = True
    #: The writer of the source is a hop like this one.
    chained: bool = True
    running: list[tuple[Process, asyncio.Task[None]]] = field(default_factory=list)

    def hop(self) -> Hop:
        async def gather(connection: Any, inputs: Sequence[Input]) -> dict[str, int]:
            keys = {item.event.k for item in inputs if isinstance(item.event, Word)}
            return await self.world.gather(connection, keys)

        def fold(view: dict[str, int], decision: Decision) -> None:
            for k, n in decision.changes:
                view[k] = n

        async def apply(connection: Any, changes: Sequence[tuple[str, int]]) -> None:
            await self.world.apply(connection, dict(changes))

        def decide(view: dict[str, int], item: Input, now: datetime) -> Decision:
            event = item.event
            if isinstance(event, Due):
                return Decision(events=(Event(self.sink, event.payload["k"], Counted(id=event.payload["id"], k=event.payload["k"], n=-1)),))
            if event.wish == "refuse":
                return Decision(refusal=Refusal("conflicting_duplicate", "as wished"))
            if event.wish == "defect" and self.defect:
                raise RuntimeError("a defect, as wished")
            timers: tuple[SetTimer | CancelTimer, ...] = ()
            if event.wish.startswith("timer"):
                timers = (SetTimer(f"t{event.id}", "ring", now + timedelta(minutes=5), {"id": event.id, "k": event.k}),)
            if event.wish.startswith("cancel"):
                timers = (CancelTimer(f"t{event.wish.removeprefix('cancel')}"),)
            n = view.get(event.k, 0) + 1
            return Decision(changes=((event.k, n),), events=(Event(self.sink, event.k, Counted(id=event.id, k=event.k, n=n)),), timers=timers)

        return Hop(
            name=self.name,
            inputs={self.source: lambda record: decode(Word, record.value, 10_000)},
            outputs=(self.sink,),
            positioned=frozenset({self.source} if self.chained else ()),
            publishing=self.mode,
            decide=decide,
            state=State(gather, fold, apply),
        )

    def start(self, failpoint: Failpoint | None = None, store: Any = None, broker: Any = None) -> Process:
        process = Process(
            self.hop(), broker or self.world.broker, store or self.world.store(), lambda: self.now, batch=50, failpoint=failpoint, poll_ms=20
        )
        self.running.append((process, asyncio.create_task(process.run())))
        return process

    async def kill(self, process: Process) -> None:
        """End it without letting it finish anything."""
        for known, task in list(self.running):
            if known is process:
                self.running.remove((known, task))
                worker = process._worker
                if worker is not None:
                    worker.cancel()
                    await asyncio.gather(worker, return_exceptions=True)
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    async def close(self) -> None:
        for process, _ in list(self.running):
            await self.kill(process)

    async def seen(self) -> list[Counted]:
        return [Counted.model_validate_json(record.value) for record in await self.world.read_all(self.sink)]

    async def arrived(self, number: int) -> None:
        async def enough() -> bool:
            return len({(one.id, one.n == -1) for one in await self.seen()}) >= number

        await until(enough, self.world.patience, f"{number} different events on {self.sink}")


def words(ids: Sequence[int], topic: str, wish: str = "", keys: int = 5) -> list[Outgoing]:
    return [Outgoing(topic, f"k{i % keys}".encode(), Word(id=i, k=f"k{i % keys}", wish=wish).model_dump_json().encode(), ()) for i in ids]


def surviving_repeats(records: Sequence[Record]) -> list[Record]:
    """What a reader that follows rule 4 is left with."""
    highest: dict[tuple[Partition, str], int] = {}
    kept = []
    for record in records:
        position = envelope.parse_source_position(record.header(envelope.SRC) or b"")
        assert position is not None
        if position.number > highest.get((record.place, position.source), -1):
            highest[record.place, position.source] = position.number
            kept.append(record)
    return kept


def check_exactly_once(records: Sequence[Record], ids: Sequence[int], keys: int = 5) -> None:
    """Each id once, each key's ids in the order in which they were sent, each count right."""
    events = [Counted.model_validate_json(record.value) for record in records]
    assert Counter(event.id for event in events) == Counter(ids)
    by_key: dict[str, list[Counted]] = defaultdict(list)
    for event in events:
        by_key[event.k].append(event)
    for key, of_key in by_key.items():
        assert [event.n for event in of_key] == list(range(1, len(of_key) + 1)), key
        assert [event.id for event in of_key] == [i for i in ids if f"k{i % keys}" == key], key


class UnitOfWorkSuite:
    """Subclasses give the fixture `world`."""

    @contextlib.asynccontextmanager
    async def bench(self, world: World, mode: Publishing) -> AsyncIterator[Bench]:
        source, sink = await world.topics("in", "out")
        bench = Bench(world, source, sink, mode)
        try:
            yield bench
        finally:
            await bench.close()

    async def check(self, bench: Bench, ids: Sequence[int]) -> None:
        records = await bench.world.read_all(bench.sink)
        if bench.mode is Publishing.IDEMPOTENT:
            # Between our own services repeats may arrive; whoever reads drops them by their positions.
            records = surviving_repeats(records)
        check_exactly_once(records, ids)
        assert sum((await bench.world.counts()).values()) == len(ids)

    @pytest.mark.parametrize("mode", MODES)
    async def test_every_input_becomes_one_event_in_order(self, world: World, mode: Publishing) -> None:
        async with self.bench(world, mode) as bench:
            ids = range(200)
            await world.write(words(ids, bench.source))
            bench.start()
            await bench.arrived(200)
            await self.check(bench, ids)

    @pytest.mark.parametrize(
        ("mode", "step"), [(mode, step) for mode in MODES for step in STEPS if step != "in_transaction" or mode is Publishing.TRANSACTIONAL]
    )
    async def test_a_crash_at_any_step_loses_and_doubles_nothing(self, world: World, mode: Publishing, step: str) -> None:
        async with self.bench(world, mode) as bench:
            ids = range(120)
            await world.write(words(ids[:60], bench.source))
            # Offsets are also committed when partitions are taken over: that one is not meant.
            failpoint = CrashingFailpoint(step, times=2 if step == "after_offsets" else 1)
            process = bench.start(failpoint)
            await asyncio.wait_for(failpoint.died.wait(), world.patience)
            await bench.kill(process)
            await world.write(words(ids[60:], bench.source))
            bench.start()
            await bench.arrived(120)
            await self.check(bench, ids)

    @pytest.mark.parametrize("mode", MODES)
    async def test_repeats_are_dropped_by_their_source_position(self, world: World, mode: Publishing) -> None:
        async with self.bench(world, mode) as bench:
            first = [
                record._replace(key=b"k0", headers=((envelope.SRC, f"w/t/0/{number}".encode()),))
                for number, record in enumerate(words([0, 5, 10, 15], bench.source), start=1)
            ]
            await world.write(first)
            bench.start()
            await bench.arrived(4)
            # What a paused writer sends when it wakes up: all of it again, and then what is new.
            news = [record._replace(key=b"k0", headers=((envelope.SRC, b"w/t/0/5"),)) for record in words([20], bench.source)]
            await world.write([*first, *news])
            await bench.arrived(5)
            await self.check(bench, [0, 5, 10, 15, 20])

    @pytest.mark.parametrize("mode", MODES)
    async def test_a_late_owner_changes_nothing(self, world: World, mode: Publishing) -> None:
        async with self.bench(world, mode) as bench:
            ids = range(40)
            await world.write(words(ids, bench.source))
            late = HeldStore(world.store())
            bench.start(store=late)
            await asyncio.wait_for(late.waiting.wait(), world.patience)
            # The first stands before its transaction, records in hand, as after a long pause; another holds the same partitions and goes on.
            bench.start(broker=OtherGroup(world.broker))
            await bench.arrived(40)
            late.go_on.set()
            await until(lambda: late.refused, world.patience, "the late owner's refusal")
            await self.check(bench, ids)

    async def test_an_owner_whose_fencing_failed_is_fenced_by_the_next_take_over(self, world: World) -> None:
        async with self.bench(world, Publishing.TRANSACTIONAL) as bench:
            ids = range(20)
            await world.write(words(ids, bench.source))
            paused = PausedPublisher(world.broker)
            bench.start(broker=paused)
            # It stands before its transaction; the rows are committed.
            await asyncio.wait_for(paused.waiting.wait(), world.patience)
            second = FencingFailsOnce(world.broker)
            bench.start(broker=second)
            await bench.arrived(20)
            assert second.failed
            paused.go_on.set()
            await asyncio.wait_for(paused.ended.wait(), world.patience)
            await self.check(bench, ids)

    @pytest.mark.parametrize("mode", MODES)
    @pytest.mark.parametrize("written", [False, True], ids=["unwritten", "written"])
    async def test_a_publication_whose_outcome_is_unknown_is_made_again(self, world: World, mode: Publishing, written: bool) -> None:
        async with self.bench(world, mode) as bench:
            ids = range(60)
            await world.write(words(ids, bench.source))
            failing = FailingOnce(world.broker, written)
            bench.start(broker=failing)
            await bench.arrived(60)
            assert failing.failed
            await self.check(bench, ids)

    async def test_a_publication_that_fails_is_made_again_where_every_partition_is_stopped(self, world: World) -> None:
        async with self.bench(world, Publishing.IDEMPOTENT) as bench:
            good = words(range(40), bench.source, keys=20)
            await world.write([*good, *words(range(40, 60), bench.source, "defect", keys=20)])
            failing = FailingOnce(world.broker, written=False)
            process = bench.start(broker=failing)
            await until(lambda: failing.failed and len(process.health.stopped) == 4, world.patience, "four stopped partitions")
            await bench.arrived(40)

    async def test_a_position_that_an_outsider_claims_is_not_looked_at(self, world: World) -> None:
        async with self.bench(world, Publishing.TRANSACTIONAL) as bench:
            bench.chained = False
            claims = (b"mobile/app/ios/7", b"mobile/app/ios/7", None, b"\xff")
            records = words(range(4), bench.source, keys=1)
            await world.write([record._replace(headers=((envelope.SRC, claim),)) for record, claim in zip(records, claims, strict=True)])
            bench.start()
            await bench.arrived(4)
            check_exactly_once(await world.read_all(bench.sink), range(4), keys=1)

    async def test_a_second_replica_takes_over_what_the_first_held(self, world: World) -> None:
        async with self.bench(world, Publishing.TRANSACTIONAL) as bench:
            ids = range(300)
            await world.write(words(ids[:100], bench.source))
            first = bench.start()
            await bench.arrived(50)
            bench.start()
            await world.write(words(ids[100:200], bench.source))
            await bench.arrived(150)
            await bench.kill(first)
            await world.write(words(ids[200:], bench.source))
            await bench.arrived(300)
            await self.check(bench, ids)

    @pytest.mark.parametrize("mode", MODES)
    async def test_what_is_refused_goes_to_the_dead_letters_unchanged(self, world: World, mode: Publishing) -> None:
        async with self.bench(world, mode) as bench:
            broken = Outgoing(bench.source, b"k1", b"\xff{not json", (("x", b"kept"), (envelope.SRC, b"w/t/0/9")))
            refused = words([1], bench.source, "refuse")[0]
            await world.write([broken, refused, *words([6], bench.source)])
            bench.start()
            await bench.arrived(1)

            async def both() -> bool:
                return len(await world.read_all(f"{bench.source}-dlq")) == 2

            await until(both, world.patience, "two dead letters")
            letters = {record.header(envelope.DLQ_REASON): record for record in await world.read_all(f"{bench.source}-dlq")}
            assert set(letters) == {b"not_utf8", b"conflicting_duplicate"}
            letter = letters[b"not_utf8"]
            assert letter.value == broken.value
            assert letter.key == b"k1"
            assert letter.header("x") == b"kept"
            assert letter.header(envelope.DLQ_TOPIC) == bench.source.encode()
            assert letter.header(envelope.DLQ_ATTEMPT) == b"1"
            assert letters[b"conflicting_duplicate"].value == refused.value
            assert [event.id for event in await bench.seen()] == [6]

    async def test_a_defect_stops_its_partition_and_no_other(self, world: World) -> None:
        async with self.bench(world, Publishing.TRANSACTIONAL) as bench:
            # k0 and k5 … differ in partition; the defect stands in the middle of its partition.
            await world.write(
                [*words([0], bench.source, keys=50), *words([50], bench.source, "defect", keys=50), *words([100], bench.source, keys=50)]
            )
            await world.write(words(range(1, 40), bench.source, keys=50))
            process = bench.start()

            def stopped() -> bool:
                return bool(process.health.stopped)

            await until(stopped, world.patience, "stopped partition")
            (place,) = process.health.stopped
            assert any("stopped" in complaint for complaint in process.health.complaints(0.0, 30.0))

            async def others() -> bool:
                records = await world.read_all(bench.source)
                behind = {orjson.loads(r.value)["id"] for r in records if r.place == place}
                wanted = {i for i in range(1, 40) if i not in behind} | {0}
                return wanted <= {event.id for event in await bench.seen()}

            await until(others, world.patience, "all events of the other partitions")
            assert 50 not in {event.id for event in await bench.seen()}
            assert 100 not in {event.id for event in await bench.seen()}
            await bench.kill(process)
            bench.defect = False
            bench.start()
            await bench.arrived(42)
            assert Counter(event.id for event in await bench.seen()) == Counter([*range(40), 50, 100])

    @pytest.mark.parametrize("step", ["after_decide", "before_commit", "after_commit", "mid_publish", "in_transaction", "after_publish"])
    async def test_a_timer_fires_once_and_never_early(self, world: World, step: str) -> None:
        async with self.bench(world, Publishing.TRANSACTIONAL) as bench:
            await world.write([*words([1, 2, 3], bench.source, "timer"), *words([7], bench.source, "cancel2")])
            process = bench.start()
            await bench.arrived(4)
            assert all(event.n > 0 for event in await bench.seen())
            await bench.kill(process)
            # It was down at the due moment, and dies once more while it catches up.
            bench.now += timedelta(minutes=6)
            failpoint = CrashingFailpoint(step)
            process = bench.start(failpoint)
            await asyncio.wait_for(failpoint.died.wait(), world.patience)
            await bench.kill(process)
            bench.start()
            await bench.arrived(6)
            await world.write(words([11], bench.source))
            await bench.arrived(7)
            rung = [event.id for event in await bench.seen() if event.n == -1]
            assert sorted(rung) == [1, 3]

    async def test_a_drained_process_leaves_nothing_to_do_again(self, world: World) -> None:
        async with self.bench(world, Publishing.IDEMPOTENT) as bench:
            ids = range(100)
            await world.write(words(ids, bench.source))
            process = bench.start()
            await bench.arrived(100)
            await process.drain()
            (_, task) = bench.running[0]
            await asyncio.wait_for(task, world.patience)
            bench.running.clear()
            again = bench.start()
            await world.write(words([100], bench.source))
            await bench.arrived(101)
            # No repeat at all, not even one that readers would drop.
            assert Counter(event.id for event in await bench.seen()) == Counter(range(101))
            assert again.health.complaints(0.0, 30.0) == []

    async def test_one_trace_from_first_to_last(self, world: World) -> None:
        async with self.bench(world, Publishing.TRANSACTIONAL) as bench:
            parent = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            with_trace = words([1], bench.source)[0]._replace(headers=((envelope.TRACEPARENT, parent),))
            await world.write([with_trace, *words([2], bench.source)])
            bench.start()
            await bench.arrived(2)
            by_id = {orjson.loads(r.value)["id"]: r.header(envelope.TRACEPARENT) for r in await world.read_all(bench.sink)}
            assert by_id[1] is not None
            assert by_id[2] is not None
            assert by_id[1].split(b"-")[1] == parent.split(b"-")[1]
            assert by_id[1].split(b"-")[2] != parent.split(b"-")[2]
            assert len(by_id[2]) == 55

    async def test_a_hop_without_state_passes_positions_on(self, world: World) -> None:
        source, middle, sink = await world.topics("in", "mid", "out")
        plain = Hop(
            name=f"plain{uuid.uuid4().hex[:8]}",
            inputs={source: lambda record: decode(Word, record.value, 10_000)},
            outputs=(middle,),
            positioned=frozenset({source}),
            publishing=Publishing.IDEMPOTENT,
            decide=lambda view, item, now: Decision(events=(Event(middle, item.event.k, item.event),)),
        )
        counting = Bench(world, middle, sink, Publishing.TRANSACTIONAL)
        try:
            records = [
                r._replace(key=b"k0", headers=((envelope.SRC, f"w/t/0/{n}".encode()),)) for n, r in enumerate(words([0, 5, 10], source), start=1)
            ]
            # The writer repeats itself, and the hop dies between publishing and committing: both are repeats downstream.
            await world.write([*records, *records])
            failpoint = CrashingFailpoint("after_publish")
            for point in (failpoint, None):
                process = Process(plain, world.broker, None, lambda: counting.now, failpoint=point, poll_ms=20)
                task = asyncio.create_task(process.run())
                counting.running.append((process, task))
                if point is not None:
                    await asyncio.wait_for(point.died.wait(), world.patience)
                    await counting.kill(process)
            counting.start()
            await world.write([r._replace(key=b"k0", headers=((envelope.SRC, b"w/t/0/4"),)) for r in words([15], source)])
            await counting.arrived(4)
            assert len(await world.read_all(middle)) > 4
            await self.check(counting, [0, 5, 10, 15])
        finally:
            await counting.close()
