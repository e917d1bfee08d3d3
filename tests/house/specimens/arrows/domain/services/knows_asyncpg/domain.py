import asyncpg  # rejected
