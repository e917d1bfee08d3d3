"""The unit of work over a broker and a store in memory."""

from collections.abc import Sequence
from typing import Any

import pytest

from runtime.broker import Outgoing, Record
from runtime.memory import MemoryBroker, MemoryStore
from runtime.outbox import Store
from tests.suites.unit_of_work import UnitOfWorkSuite


class MemoryWorld:
    patience = 5.0

    def __init__(self) -> None:
        self.broker = MemoryBroker(partitions=4)
        self._store = MemoryStore()

    def store(self) -> Store:
        return self._store

    async def topics(self, *names: str) -> list[str]:
        return list(names)

    async def write(self, records: Sequence[Outgoing]) -> None:
        for record in records:
            self.broker.append(record)

    async def read_all(self, topic: str) -> list[Record]:
        return self.broker.records(topic)

    async def counts(self) -> dict[str, int]:
        return dict(self._store.tables.state)

    async def gather(self, connection: Any, keys: set[str]) -> dict[str, int]:
        return {key: connection.state[key] for key in keys if key in connection.state}

    async def apply(self, connection: Any, changes: dict[str, int]) -> None:
        connection.state.update(changes)


@pytest.fixture
async def world() -> MemoryWorld:
    return MemoryWorld()


class TestInMemory(UnitOfWorkSuite):
    pass
