"""The roles of a system of containers, made by the SQL that makes them there: each service lives in its schema, and sees no other."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from deploy.generate_secrets import DATABASE, KEEP_STATE
from local.postgres import binaries
from runtime.migrate import migrate

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def roles(stack: Any, tmp_path: Path) -> AsyncIterator[dict[str, str]]:
    """Service → its DSN, in a database that init.sql has made."""
    name = f"{DATABASE}_{tmp_path.name[-12:].replace('-', '_')}".lower()
    sql = (ROOT / "deploy" / "postgres" / "init.sql").read_text("utf-8")
    sql = sql.replace("/secrets/database", str(tmp_path)).replace(DATABASE, name)
    for service in KEEP_STATE:
        (tmp_path / f"{service}_password").write_text(f"of {service}'s own")
    command = [str(binaries() / "psql"), stack.database, "--set=ON_ERROR_STOP=1", "--no-psqlrc", "--quiet"]
    at = urlsplit(stack.database)
    try:
        made = await asyncio.to_thread(subprocess.run, command, input=sql, capture_output=True, text=True, timeout=60)
        assert made.returncode == 0, made.stderr
        yield {
            service: urlunsplit(at._replace(netloc=f"{service}:of%20{service}%27s%20own@{at.hostname}:{at.port}", path=f"/{name}"))
            for service in KEEP_STATE
        }
    finally:
        connection = await asyncpg.connect(stack.database)
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        for service in KEEP_STATE:
            await connection.execute(f"DROP ROLE IF EXISTS {service}")
        await connection.close()


async def test_a_service_makes_its_tables_and_neither_reads_nor_makes_any_elsewhere(roles: dict[str, str]) -> None:
    for service, dsn in roles.items():
        folder = ROOT / "services" / service / "migrations"
        assert len(await migrate(dsn, service, folder)) > len(list(folder.glob("*.sql"))), "runtime's own too"
        assert await migrate(dsn, service, folder) == []
    for service, dsn in roles.items():
        connection = await asyncpg.connect(dsn)
        try:
            assert await connection.fetch(f"TABLE {service}.progress") == []
            for refused in (
                *(f"TABLE {other}.progress" for other in KEEP_STATE if other != service),
                *(f"CREATE TABLE {other}.mine (a int)" for other in KEEP_STATE if other != service),
                "CREATE TABLE public.mine (a int)",
                "CREATE SCHEMA mine",
                "CREATE TEMPORARY TABLE mine (a int)",
                "CREATE DATABASE mine",
                "CREATE ROLE mine",
            ):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(refused)
        finally:
            await connection.close()
    connection = await asyncpg.connect(roles["rewards"])
    try:
        for change in ("UPDATE rewards.entries SET amount = 1", "DELETE FROM rewards.entries", "TRUNCATE rewards.entries"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(change)
    finally:
        await connection.close()


async def test_a_service_knows_the_password_of_its_own_role_only(roles: dict[str, str]) -> None:
    for service, dsn in roles.items():
        for other in KEEP_STATE:
            if other != service:
                with pytest.raises(asyncpg.InvalidPasswordError):
                    await asyncpg.connect(dsn.replace(f"//{service}:", f"//{other}:"))
