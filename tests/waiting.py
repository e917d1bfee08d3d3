"""How tests wait: for a condition, with a deadline that names what did not come. `until` for coroutines, `wait_until` for everything else."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeVar

T = TypeVar("T")

#: What is waited for, in words; a function where the words say how far it came.
What = str | Callable[[], str]


async def until(condition: Callable[[], Awaitable[T] | T], seconds: float, what: What, every: float = 0.01) -> T:
    """Ask `condition` every so many seconds; answers its first answer that is true. AssertionError once `seconds` have passed."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        answer = condition()
        held = await answer if inspect.isawaitable(answer) else answer
        if held:
            return held
        if asyncio.get_running_loop().time() > deadline:
            _give_up(seconds, what)
        await asyncio.sleep(every)


def wait_until(condition: Callable[[], T], seconds: float, what: What, every: float = 0.05) -> T:
    """The same, blocking."""
    deadline = time.monotonic() + seconds
    while not (held := condition()):
        if time.monotonic() > deadline:
            _give_up(seconds, what)
        time.sleep(every)
    return held


def _give_up(seconds: float, what: What) -> NoReturn:
    __tracebackhide__ = True
    raise AssertionError(f"not within {seconds:g} s: {what if isinstance(what, str) else what()}")
