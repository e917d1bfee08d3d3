# specimen of no_sleep_in_tests at tests/unit/test_alpha.py
import asyncio


async def test_turn() -> None:
    await asyncio.sleep(0)
