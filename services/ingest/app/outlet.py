"""One publisher for all requests: what waits while one batch is on its way goes with the next.

A request is told only what the broker has told: BrokerUnavailable wherever the outcome is unknown, and the publisher that raised it
is thrown away. The next request gets a new one.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

import structlog

from runtime.broker import BrokerUnavailable, Outgoing, Publisher

log = structlog.get_logger()

#: Records in one call of the publisher.
_AT_ONCE = 2_000


class Outlet:
    """`opened` gives a new publisher; at most `max_waiting` records wait; after `seconds` without an answer a request is told so."""

    def __init__(self, opened: Callable[[], Awaitable[Publisher]], seconds: float, max_waiting: int = 20_000) -> None:
        self._opened = opened
        self._seconds = seconds
        self._max_waiting = max_waiting
        self._queue: deque[tuple[Sequence[Outgoing], asyncio.Future[None]]] = deque()
        self._waiting = 0
        self._publisher: Publisher | None = None
        self._runner: asyncio.Task[None] | None = None
        self._closed = False

    async def send(self, records: Sequence[Outgoing]) -> None:
        """Returns once the broker has all of `records` (acks=all); raises BrokerUnavailable."""
        if self._closed:
            raise BrokerUnavailable("this process is draining")
        if self._waiting and self._waiting + len(records) > self._max_waiting:
            raise BrokerUnavailable("too many records wait for the broker already")
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append((records, answer))
        self._waiting += len(records)
        if self._runner is None or self._runner.done():
            self._runner = asyncio.create_task(self._run(), name="outlet")
        await answer

    async def close(self) -> None:
        """Takes no more, lets what waits go, and closes the publisher."""
        self._closed = True
        if self._runner is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await self._runner
        await self._drop()

    async def _run(self) -> None:
        while self._queue:
            taken: list[tuple[Sequence[Outgoing], asyncio.Future[None]]] = []
            records: list[Outgoing] = []
            while self._queue and (not taken or len(records) + len(self._queue[0][0]) <= _AT_ONCE):
                some, answer = self._queue.popleft()
                self._waiting -= len(some)
                if not answer.cancelled():
                    taken.append((some, answer))
                    records.extend(some)
            failure: BaseException | None = BrokerUnavailable("the process ended while publishing")
            try:
                if records:
                    await self._publish(records)
                failure = None
            except Exception as error:  # noqa: BLE001 (whatever it is, each request that waits is told)
                failure = error
                await self._drop()
            finally:
                for _, answer in taken:
                    if answer.done():
                        continue
                    if failure is None:
                        answer.set_result(None)
                    else:
                        answer.set_exception(failure)

    async def _publish(self, records: Sequence[Outgoing]) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                if self._publisher is None:
                    self._publisher = await self._opened()
                await self._publisher.publish(records)
        except TimeoutError as error:
            raise BrokerUnavailable(f"no answer within {self._seconds:g} s") from error

    async def _drop(self) -> None:
        publisher, self._publisher = self._publisher, None
        if publisher is None:
            return
        try:
            async with asyncio.timeout(5.0):
                await publisher.close()
        except (BrokerUnavailable, TimeoutError, OSError) as error:
            log.warning("a publisher could not be closed", reason=type(error).__name__)
