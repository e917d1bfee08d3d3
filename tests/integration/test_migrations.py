"""Migrations at the start of a service: one that was changed after it ran ends it with one line, and a schema that is there is enough."""

import asyncio
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from runtime.lifecycle import CannotStart, Service, Wiring, serve
from runtime.memory import MemoryBroker
from runtime.migrate import migrate
from runtime.settings import RuntimeSettings

#: A service of nothing but migrations, in a process of its own.
SERVICE = """
import sys
from pathlib import Path
from runtime.lifecycle import Service, Wiring, run
from runtime.memory import MemoryBroker
from runtime.settings import RuntimeSettings

async def wire(resources):
    return Wiring()

settings = RuntimeSettings(database=sys.argv[1])
run(Service(name="notes", settings=settings, wire=wire, migrations=Path(sys.argv[2]), broker=lambda _: MemoryBroker()))
"""


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    (tmp_path / "001_notes.sql").write_text("CREATE TABLE notes (note text);\n")
    return tmp_path


async def test_a_migration_that_was_changed_ends_the_service_with_one_line(database: str, migrations: Path) -> None:
    assert "notes/001_notes.sql" in await migrate(database, "notes", migrations)
    (migrations / "001_notes.sql").write_text("CREATE TABLE notes (note text, at timestamptz);\n")

    async def wire(_: object) -> Wiring:
        raise AssertionError("nothing is wired on a schema that nobody knows")

    service = Service(name="notes", settings=RuntimeSettings(database=database), wire=wire, migrations=migrations, broker=lambda _: MemoryBroker())
    with pytest.raises(CannotStart, match=r"notes/001_notes\.sql was changed after it was applied: put the file back"):
        await serve(service, asyncio.Event())

    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SERVICE, database, str(migrations), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 1
    assert b"Traceback" not in said
    assert [line for line in said.splitlines() if b"001_notes.sql" in line and b'"level":"error"' in line.replace(b'": "', b'":"')], said


async def test_a_role_that_may_make_no_schema_uses_the_one_that_is_there(database: str, migrations: Path) -> None:
    connection = await asyncpg.connect(database)
    try:
        await connection.execute("CREATE ROLE notes_only LOGIN PASSWORD 'for this test'")
        await connection.execute("CREATE SCHEMA notes AUTHORIZATION notes_only")
    finally:
        await connection.close()
    try:
        at = urlsplit(database)
        own = urlunsplit(at._replace(netloc=f"notes_only:for%20this%20test@{at.hostname}:{at.port}"))
        assert "notes/001_notes.sql" in await migrate(own, "notes", migrations)
        assert await migrate(own, "notes", migrations) == []
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await migrate(own, "others", migrations)
    finally:
        connection = await asyncpg.connect(database)
        await connection.execute("DROP OWNED BY notes_only; DROP ROLE notes_only")
        await connection.close()
