"""Numbered SQL files to a service's PostgreSQL schema: each once, in order, in one transaction, whoever starts first."""

import hashlib
from pathlib import Path

import asyncpg

_RUNTIME = Path(__file__).parent / "migrations"


class ChangedMigration(Exception):
    """A migration that was applied before reads otherwise now. Released migrations are never edited: add a new one."""


def _migrations(schema: str, folder: Path) -> list[tuple[str, str]]:
    """(name, SQL), runtime's own first."""
    found = [("runtime", path) for path in sorted(_RUNTIME.glob("*.sql"))] + [(schema, path) for path in sorted(folder.glob("*.sql"))]
    return [(f"{prefix}/{path.name}", path.read_text(encoding="utf-8")) for prefix, path in found]


async def migrate(dsn: str, schema: str, folder: Path) -> list[str]:
    """Create `schema` where it is not there, and bring it up to date with runtime's and the service's migrations. Answers the names newly applied.

    `schema` is a service's name, from our own code. Raises ChangedMigration, or asyncpg's errors.
    """
    if not schema.isidentifier():
        raise ValueError(f"{schema!r} is no name of a schema")
    connection = await asyncpg.connect(dsn, timeout=10.0)
    try:
        applied = []
        async with connection.transaction():
            # Replicas that start together wait here for the first one.
            await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"klantstroom-migrate-{schema}")
            # Asked first, as IF NOT EXISTS takes the right to make one also where it makes none.
            if not await connection.fetchval("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)", schema):
                await connection.execute(f'CREATE SCHEMA "{schema}"')
            await connection.execute(f'SET LOCAL search_path TO "{schema}"')
            await connection.execute(
                """CREATE TABLE IF NOT EXISTS migrations
                   (name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())"""
            )
            known: dict[str, str] = {row["name"]: row["sha256"] for row in await connection.fetch("SELECT name, sha256 FROM migrations")}
            for name, sql in _migrations(schema, folder):
                digest = hashlib.sha256(sql.encode()).hexdigest()
                if name in known:
                    if known[name] != digest:
                        raise ChangedMigration(
                            f"migration {name} was changed after it was applied: put the file back as it was, and write a new one for the change"
                        )
                    continue
                await connection.execute(sql)
                await connection.execute("INSERT INTO migrations (name, sha256) VALUES ($1, $2)", name, digest)
                applied.append(name)
        return applied
    finally:
        await connection.close()
