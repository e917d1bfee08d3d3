"""A client of the stream as the README has one: it comes back with the id of the last event, however the stream ended."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import NamedTuple

import httpx

from runtime.broker import Partition
from runtime.kafka import KafkaBroker
from services.dashboard.domain import position

#: What an event of the stream was on its topic. (Signals go on for ever and are left out.)
TOPICS = {"routed": "messages-routed", "conversation": "conversations-changed", "reward": "rewards-credited"}
_PAUSE_SECONDS = 0.2


class Event(NamedTuple):
    kind: str
    value: str


class Follower:
    """Follows while it is entered."""

    def __init__(self, url: str, key: str) -> None:
        self.events: list[Event] = []
        #: Id of the first snapshot: the place from which events follow.
        self.begin: str | None = None
        self.snapshots = 0
        #: Times that a stream was opened with an id, and answered.
        self.resumed = 0
        self._last: str | None = None
        self._url = url
        self._key = key
        self._following: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Follower":
        self._following = asyncio.create_task(self._follow())
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._following is not None
        self._following.cancel()
        results = await asyncio.gather(self._following, return_exceptions=True)
        if error is None and isinstance(results[0], Exception):
            raise results[0]

    async def _follow(self) -> None:
        async with httpx.AsyncClient(timeout=30, trust_env=False, headers={"Authorization": f"Bearer {self._key}"}) as client:
            while True:
                # Whoever serves the stream may die at any moment: that is what is tested.
                with suppress(httpx.TransportError):
                    await self._follow_once(client)
                turn = asyncio.get_running_loop().create_future()
                asyncio.get_running_loop().call_later(_PAUSE_SECONDS, turn.set_result, None)
                await turn

    async def _follow_once(self, client: httpx.AsyncClient) -> None:
        headers = {} if self._last is None else {"Last-Event-ID": self._last}
        async with client.stream("GET", f"{self._url}/v1/stream", headers=headers) as answer:
            if answer.status_code == 200:
                self.resumed += self._last is not None
                await self._read(answer)
            else:
                # Nothing else is an answer to a good key and an id that the stream gave.
                assert answer.status_code == 503, answer.status_code

    async def _read(self, answer: httpx.Response) -> None:
        fields: dict[str, str] = {}
        async for line in answer.aiter_lines():
            if line:
                name, _, value = line.partition(": ")
                fields[name] = value
                continue
            self._last = fields.get("id", self._last)
            kind = fields.get("event", "")
            if kind == "snapshot":
                self.snapshots += 1
                self.begin = self.begin or self._last
            elif kind in TOPICS:
                self.events.append(Event(kind, fields["data"]))
            fields = {}

    async def told(self, kafka: str) -> Mapping[Partition, list[str]]:
        """What the topics hold since this one began, by partition: what it must have been sent."""
        assert self.begin is not None
        begin = position.parse(self.begin)
        broker = KafkaBroker(kafka)
        found: dict[Partition, list[str]] = {}
        tail = await broker.tail(tuple(TOPICS.values()), {place: offset for place, offset in begin.items() if place.topic in TOPICS.values()})
        try:
            while not await tail.caught_up():
                for record in await tail.fetch(1_000, 200):
                    found.setdefault(record.place, []).append(record.value.decode())
        finally:
            await tail.close()
            await broker.close()
        return found

    def assert_all(self, told: Mapping[Partition, list[str]]) -> None:
        """Every event once, and those of a partition in their order."""
        wanted = Counter(value for values in told.values() for value in values)
        got = Counter(event.value for event in self.events)
        assert {value: number for value, number in got.items() if number > 1} == {}, "sent again"
        assert wanted - got == Counter(), "not sent"
        assert got - wanted == Counter(), "sent and on no topic"
        for place, values in told.items():
            ours = set(values)
            assert [event.value for event in self.events if event.value in ours] == values, f"{place} out of order"
