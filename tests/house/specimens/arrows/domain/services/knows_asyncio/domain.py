import asyncio  # rejected
