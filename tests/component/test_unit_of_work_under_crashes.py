"""Three hops one after the other, killed anywhere as often as Hypothesis likes: nothing lost, nothing twice, order kept.

The mutants below are the proof that this can fail: each breaks one rule of runtime/process.py and turns a test red.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import runtime.unit
from runtime.broker import BrokerUnavailable, Fenced, Partition
from runtime.failpoints import Failpoint
from runtime.hop import Decision, Event, Hop, Publishing
from runtime.memory import MemoryBroker, MemoryStore
from runtime.outbox import Taken
from runtime.outflow import Outflow
from runtime.process import Process
from tests.component.test_unit_of_work import MemoryWorld
from tests.suites.unit_of_work import STEPS, Bench, CrashingFailpoint, UnitOfWorkSuite, Word, check_exactly_once, words
from tests.waiting import until

#: (which hop, at which step, the how manieth time)
Crash = tuple[int, str, int]
crashes = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(STEPS), st.integers(1, 4)), max_size=6)


class Chain:
    """count → pass on → count, as ingest → classify → route."""

    def __init__(self) -> None:
        self.world = MemoryWorld()
        second = MemoryWorld()
        second.broker = self.world.broker
        self.first = Bench(self.world, "a", "b", Publishing.IDEMPOTENT, name="first")
        self.last = Bench(second, "c", "d", Publishing.TRANSACTIONAL, name="last")
        self.plain = Hop(
            name="plain",
            inputs={"b": lambda record: Word.model_validate_json(record.value)},
            outputs=("c",),
            positioned=frozenset({"b"}),
            publishing=Publishing.IDEMPOTENT,
            decide=lambda view, item, now: Decision(events=(Event("c", item.event.k, item.event),)),
        )

    async def run(self, crash: Crash | None, enough: Callable[[], bool], patience: float) -> None:
        """All three hops until `enough`, or until the crash; then everything is killed."""
        failpoint = CrashingFailpoint(crash[1], crash[2]) if crash else None

        def of(number: int) -> Failpoint | None:
            return failpoint if crash is not None and crash[0] == number else None

        self.first.start(of(0))
        plain = Process(self.plain, self.world.broker, None, lambda: self.first.now, batch=7, failpoint=of(1), poll_ms=5)
        self.first.running.append((plain, asyncio.create_task(plain.run())))
        self.last.start(of(2))
        try:
            await until(lambda: (failpoint is not None and failpoint.died.is_set()) or enough(), patience, "the end of the chain")
        finally:
            await self.first.close()
            await self.last.close()

    def arrived(self, number: int) -> bool:
        return len({record.value for record in self.world.broker.records("d")}) >= number


async def survive(plan: Sequence[Crash], patience: float = 10.0) -> None:
    chain = Chain()
    sent = 0
    for crash in [*plan, None]:
        await chain.world.write(words(range(sent, sent + 12), "a", keys=3))
        sent += 12
        await chain.run(crash, partial(chain.arrived, sent), patience)
    check_exactly_once(chain.world.broker.records("d"), range(sent), keys=3)


@settings(max_examples=30, deadline=None)
@given(crashes)
def test_whatever_dies_nothing_is_lost_or_doubled(plan: list[Crash]) -> None:
    asyncio.run(survive(plan))


# -- mutants ------------------------------------------------------------------------------------------------------------------


async def _nothing(*_: Any, **__: Any) -> None:
    return None


async def _no_rows(*_: Any, **__: Any) -> list[Any]:
    return []


@contextmanager
def source_positions_ignored(patch: pytest.MonkeyPatch) -> Iterator[None]:
    patch.setattr(runtime.unit, "parse_source_position", lambda header: None)
    yield


@contextmanager
def no_progress_row(patch: pytest.MonkeyPatch) -> Iterator[None]:
    patch.setattr(MemoryStore, "advance", _nothing)
    yield


@contextmanager
def fence_ignored(patch: pytest.MonkeyPatch) -> Iterator[None]:
    async def advance(self: Any, connection: Any, writer: str, after: Any) -> None:
        for place, progress in after.items():
            connection.progress[writer, place] = progress

    patch.setattr(MemoryStore, "advance", advance)
    yield


@contextmanager
def outbox_not_sent_at_take_over(patch: pytest.MonkeyPatch) -> Iterator[None]:
    patch.setattr(MemoryStore, "pending", _no_rows)
    yield


@contextmanager
def published_before_commit(patch: pytest.MonkeyPatch) -> Iterator[None]:
    brokers: list[MemoryBroker] = []
    started = MemoryBroker.__init__

    def remember(self: MemoryBroker, *args: Any, **kwargs: Any) -> None:
        started(self, *args, **kwargs)
        brokers.append(self)

    async def enqueue(self: Any, connection: Any, writer: str, rows: Any) -> None:
        for row in rows:
            brokers[-1].append(row.record)

    patch.setattr(MemoryBroker, "__init__", remember)
    patch.setattr(MemoryStore, "enqueue", enqueue)
    patch.setattr(Outflow, "_together", _nothing)
    yield


@contextmanager
def offsets_committed_before_publish(patch: pytest.MonkeyPatch) -> Iterator[None]:
    publish = Outflow.publish

    async def early(self: Outflow, rows: Any, after: Any) -> None:
        for place, progress in after.items():
            self._lanes[place].done = progress
        await self.commit()
        await publish(self, rows, after)

    patch.setattr(Outflow, "publish", early)
    yield


@contextmanager
def owner_before_not_fenced(patch: pytest.MonkeyPatch) -> Iterator[None]:
    take = MemoryStore.take

    async def nobody_before(self: Any, *args: Any) -> dict[Partition, Taken]:
        return {place: Taken(taken.progress, ()) for place, taken in (await take(self, *args)).items()}

    patch.setattr(MemoryStore, "take", nobody_before)
    yield


@contextmanager
def last_owner_alone_fenced(patch: pytest.MonkeyPatch) -> Iterator[None]:
    take = MemoryStore.take

    async def last_before(self: Any, *args: Any) -> dict[Partition, Taken]:
        return {place: Taken(taken.progress, taken.before[-1:]) for place, taken in (await take(self, *args)).items()}

    patch.setattr(MemoryStore, "take", last_before)
    yield


@contextmanager
def failed_publication_forgotten(patch: pytest.MonkeyPatch) -> Iterator[None]:
    settled = Outflow.settled

    async def swallow(self: Outflow) -> None:
        with suppress(BrokerUnavailable, Fenced):
            await settled(self)

    patch.setattr(Outflow, "settled", swallow)
    yield


@contextmanager
def timer_without_its_mark(patch: pytest.MonkeyPatch) -> Iterator[None]:
    change_timers = MemoryStore.change_timers

    async def kept(self: Any, connection: Any, writer: str, fired: Any, changes: Any) -> None:
        await change_timers(self, connection, writer, (), changes)

    patch.setattr(MemoryStore, "change_timers", kept)
    yield


@contextmanager
def exception_swallowed(patch: pytest.MonkeyPatch) -> Iterator[None]:
    decided = runtime.unit._decided

    def swallow(hop: Hop, view: Any, item: Any, now: Any) -> Decision:
        try:
            return decided(hop, view, item, now)
        except Exception:  # noqa: BLE001 - that is the mutant
            return Decision()

    patch.setattr(runtime.unit, "_decided", swallow)
    yield


def plan(*crashes_of_one: Crash) -> Callable[[], Any]:
    return lambda: survive(crashes_of_one, patience=1.5)


def scenario(name: str, **arguments: Any) -> Callable[[], Any]:
    async def run() -> None:
        world = MemoryWorld()
        world.patience = 3.0
        await getattr(UnitOfWorkSuite(), name)(world=world, **arguments)

    return run


MUTANTS = [
    (source_positions_ignored, plan((0, "after_publish", 1))),
    (no_progress_row, plan((2, "after_commit", 1))),
    (fence_ignored, scenario("test_a_late_owner_changes_nothing", mode=Publishing.TRANSACTIONAL)),
    (outbox_not_sent_at_take_over, plan((2, "after_commit", 1))),
    (published_before_commit, plan((2, "before_commit", 1))),
    (offsets_committed_before_publish, plan((1, "after_offsets", 2))),
    (owner_before_not_fenced, scenario("test_an_owner_whose_fencing_failed_is_fenced_by_the_next_take_over")),
    (last_owner_alone_fenced, scenario("test_an_owner_whose_fencing_failed_is_fenced_by_the_next_take_over")),
    (
        failed_publication_forgotten,
        scenario("test_a_publication_whose_outcome_is_unknown_is_made_again", mode=Publishing.IDEMPOTENT, written=False),
    ),
    (timer_without_its_mark, scenario("test_a_timer_fires_once_and_never_early", step="after_commit")),
    (exception_swallowed, scenario("test_a_defect_stops_its_partition_and_no_other")),
]


@pytest.mark.parametrize(("mutant", "attempt"), MUTANTS, ids=[mutant.__name__ for mutant, _ in MUTANTS])
def test_the_mutant_is_caught(mutant: Any, attempt: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    asyncio.run(attempt())  # as it is: green
    with mutant(monkeypatch), pytest.raises((AssertionError, TimeoutError)):
        asyncio.run(attempt())
