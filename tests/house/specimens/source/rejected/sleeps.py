# specimen of no_sleep_in_tests at tests/unit/test_alpha.py
import asyncio as aio
import time
from time import sleep


async def test_slowly() -> None:
    time.sleep(0.1)  # <- here
    sleep(1)  # <- here
    await aio.sleep(0.01)  # <- here
