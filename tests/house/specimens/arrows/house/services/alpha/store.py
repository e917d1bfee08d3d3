import asyncpg

from services.alpha import domain
