# specimen of no_sleep_in_tests at tests/unit/test_alpha.py
import asyncio
import time


def wait_until(condition, seconds) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


async def test_soon() -> None:
    async with asyncio.timeout(5):
        while not ready():
            await asyncio.sleep(0.01)
