"""Progress, outbox and timers: what the unit of work keeps beside a service's state, in the same transaction.

`PostgresStore` is the real one; `runtime.memory.MemoryStore` is a value for tests. tests/suites/unit_of_work.py runs over both.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple, Protocol

import asyncpg
import orjson

from runtime.broker import Fenced, Outgoing, Partition
from runtime.hop import CancelTimer, Conflict, Due, SetTimer


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a writer is in one input partition. `fence` names the owner that read it."""

    next_offset: int | None = None
    sequence: int = 0
    sources: Mapping[str, int] = field(default_factory=dict)
    fence: int = 0


class Taken(NamedTuple):
    """What a take-over finds: progress under the new fence, and the transactional ids of owners before that may not be fenced yet."""

    progress: Progress
    before: tuple[str, ...]


class Pending(NamedTuple):
    """An outbox row: event number `sequence` of the input partition `place`."""

    place: Partition
    sequence: int
    record: Outgoing


class DueTimer(NamedTuple):
    place: Partition
    due: Due
    trace: str


class TimerChange(NamedTuple):
    place: Partition
    change: SetTimer | CancelTimer
    trace: str


class StoreUnavailable(Exception):
    """The database did not answer, or its answer is unknown. Take over anew: progress tells what came through."""


class Store(Protocol):
    async def take(self, writer: str, places: Sequence[Partition], owner: str) -> Mapping[Partition, Taken]:
        """Become the owner: counts up each fence, notes the owner's transactional id, and answers what the owner before left."""

    async def fenced(self, writer: str, taken: Mapping[Partition, Taken], owner: str) -> None:
        """All of `before` in `taken` can publish no more: from now on `owner` alone has to be fenced."""

    async def pending(self, writer: str, place: Partition, after: int) -> Sequence[Pending]: ...

    def unit(self) -> AbstractAsyncContextManager[Any]:
        """A transaction. Raises Conflict where it must be done again, StoreUnavailable where its end is unknown."""

    async def advance(self, connection: Any, writer: str, after: Mapping[Partition, Progress]) -> None:
        """Raises Fenced where somebody else has taken one of the partitions since."""

    async def enqueue(self, connection: Any, writer: str, rows: Sequence[Pending]) -> None: ...

    async def trim(self, writer: str, published: Mapping[Partition, int]) -> None:
        """Delete what has been published, up to and with the sequence number of each partition."""

    async def due(self, connection: Any, writer: str, places: Sequence[Partition], now: datetime, limit: int) -> Sequence[DueTimer]: ...

    async def change_timers(self, connection: Any, writer: str, fired: Sequence[DueTimer], changes: Sequence[TimerChange]) -> None:
        """Delete `fired` (raises Conflict where one was moved or cancelled meanwhile), then set and cancel in order."""

    async def next_due(self, writer: str, places: Sequence[Partition]) -> datetime | None: ...


#: How asyncpg says that the database is not there.
AWAY = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.DiskFullError,
    asyncpg.OutOfMemoryError,
    asyncpg.QueryCanceledError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.ReadOnlySQLTransactionError,
    OSError,
    TimeoutError,
)
_CONFLICT = (asyncpg.UniqueViolationError, asyncpg.SerializationError, asyncpg.DeadlockDetectedError, asyncpg.LockNotAvailableError)


@contextlib.asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """asyncpg's exceptions as ours."""
    try:
        yield
    except _CONFLICT as error:
        raise Conflict(str(error)) from error
    except AWAY as error:
        if isinstance(error, ValueError):
            raise  # an argument that asyncpg cannot send: a defect, and no database that is away
        raise StoreUnavailable(f"{type(error).__name__}: {error}") from error


def _columns(places: Sequence[Partition]) -> tuple[list[str], list[int]]:
    return [place.topic for place in places], [place.number for place in places]


class PostgresStore:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def take(self, writer: str, places: Sequence[Partition], owner: str) -> Mapping[Partition, Taken]:
        # In one order whoever asks, so that two owners of overlapping sets wait for each other and do not deadlock.
        ordered = sorted(places)
        async with translated():
            rows = await self._pool.fetch(
                """INSERT INTO progress AS p (writer, topic, partition, fence, owners)
                   SELECT $1, topic, partition, 1, ARRAY[$4] FROM unnest($2::text[], $3::int[]) AS u (topic, partition)
                   ON CONFLICT (writer, topic, partition) DO UPDATE SET fence = p.fence + 1, owners = p.owners || excluded.owners
                   RETURNING new.topic, new.partition, new.next_offset, new.sequence, new.sources, new.fence,
                             coalesce(old.owners, '{}') AS before""",
                writer,
                *_columns(ordered),
                owner,
            )
        return {
            Partition(row["topic"], row["partition"]): Taken(
                Progress(None if row["next_offset"] < 0 else row["next_offset"], row["sequence"], row["sources"], row["fence"]), tuple(row["before"])
            )
            for row in rows
        }

    async def fenced(self, writer: str, taken: Mapping[Partition, Taken], owner: str) -> None:
        places = sorted(taken)
        async with translated():
            # Where somebody else has taken it since, all ids stay: they are fenced by whoever that is.
            await self._pool.execute(
                """UPDATE progress p SET owners = ARRAY[$5] FROM unnest($2::text[], $3::int[], $4::bigint[]) AS u (topic, partition, fence)
                   WHERE p.writer = $1 AND p.topic = u.topic AND p.partition = u.partition AND p.fence = u.fence""",
                writer,
                *_columns(places),
                [taken[place].progress.fence for place in places],
                owner,
            )

    async def pending(self, writer: str, place: Partition, after: int) -> Sequence[Pending]:
        async with translated():
            rows = await self._pool.fetch(
                """SELECT sequence, to_topic, key, value, headers FROM outbox
                   WHERE writer = $1 AND topic = $2 AND partition = $3 AND sequence > $4 ORDER BY sequence""",
                writer,
                place.topic,
                place.number,
                after,
            )
        return [Pending(place, row["sequence"], Outgoing(row["to_topic"], row["key"], row["value"], _unflattened(row["headers"]))) for row in rows]

    @contextlib.asynccontextmanager
    async def unit(self) -> AsyncIterator[Any]:
        async with translated(), self._pool.acquire() as connection, connection.transaction():
            yield connection

    async def advance(self, connection: asyncpg.Connection, writer: str, after: Mapping[Partition, Progress]) -> None:
        places = sorted(after)
        status = await connection.execute(
            """UPDATE progress p SET next_offset = u.next_offset, sequence = u.sequence, sources = u.sources::jsonb
               FROM unnest($2::text[], $3::int[], $4::bigint[], $5::bigint[], $6::text[], $7::bigint[])
                    AS u (topic, partition, next_offset, sequence, sources, fence)
               WHERE p.writer = $1 AND p.topic = u.topic AND p.partition = u.partition AND p.fence = u.fence""",
            writer,
            *_columns(places),
            [-1 if (offset := after[place].next_offset) is None else offset for place in places],
            [after[place].sequence for place in places],
            [orjson.dumps(after[place].sources).decode() for place in places],
            [after[place].fence for place in places],
        )
        if status != f"UPDATE {len(places)}":
            raise Fenced("somebody else has taken a partition over")

    async def enqueue(self, connection: asyncpg.Connection, writer: str, rows: Sequence[Pending]) -> None:
        if rows:
            await connection.copy_records_to_table(
                "outbox",
                columns=("writer", "topic", "partition", "sequence", "to_topic", "key", "value", "headers"),
                records=[
                    (writer, place.topic, place.number, sequence, record.topic, record.key, record.value, _flattened(record.headers))
                    for place, sequence, record in rows
                ],
            )

    async def trim(self, writer: str, published: Mapping[Partition, int]) -> None:
        places = sorted(published)
        async with translated():
            await self._pool.execute(
                """DELETE FROM outbox o USING unnest($2::text[], $3::int[], $4::bigint[]) AS u (topic, partition, sequence)
                   WHERE o.writer = $1 AND o.topic = u.topic AND o.partition = u.partition AND o.sequence <= u.sequence""",
                writer,
                *_columns(places),
                [published[place] for place in places],
            )

    async def due(self, connection: asyncpg.Connection, writer: str, places: Sequence[Partition], now: datetime, limit: int) -> Sequence[DueTimer]:
        rows = await connection.fetch(
            """SELECT t.* FROM unnest($2::text[], $3::int[]) AS u (topic, partition)
               CROSS JOIN LATERAL (
                   SELECT timer_id, topic, partition, kind, due_at, payload, trace FROM timers
                   WHERE writer = $1 AND topic = u.topic AND partition = u.partition AND due_at <= $4
                   ORDER BY due_at LIMIT $5) t
               ORDER BY t.due_at, t.timer_id LIMIT $5""",
            writer,
            *_columns(places),
            now,
            limit,
        )
        return [
            DueTimer(Partition(row["topic"], row["partition"]), Due(row["timer_id"], row["kind"], row["due_at"], row["payload"]), row["trace"])
            for row in rows
        ]

    async def change_timers(self, connection: asyncpg.Connection, writer: str, fired: Sequence[DueTimer], changes: Sequence[TimerChange]) -> None:
        if fired:
            status = await connection.execute(
                """DELETE FROM timers t USING unnest($2::text[], $3::timestamptz[]) AS u (timer_id, due_at)
                   WHERE t.writer = $1 AND t.timer_id = u.timer_id AND t.due_at = u.due_at""",
                writer,
                [timer.due.timer_id for timer in fired],
                [timer.due.due_at for timer in fired],
            )
            if status != f"DELETE {len(fired)}":
                raise Conflict("a due timer was moved or cancelled meanwhile")
        # The last word on each timer counts, so that one statement does for all.
        last = {change.change.timer_id: change for change in changes}
        cancelled = sorted(timer_id for timer_id, change in last.items() if isinstance(change.change, CancelTimer))
        if cancelled:
            await connection.execute("DELETE FROM timers WHERE writer = $1 AND timer_id = ANY($2::text[])", writer, cancelled)
        wanted = [(change.place, change.change, change.trace) for _, change in sorted(last.items()) if isinstance(change.change, SetTimer)]
        if wanted:
            await connection.execute(
                """INSERT INTO timers (writer, timer_id, topic, partition, kind, due_at, payload, trace)
                   SELECT $1, timer_id, topic, partition, kind, due_at, payload::jsonb, trace
                   FROM unnest($2::text[], $3::text[], $4::int[], $5::text[], $6::timestamptz[], $7::text[], $8::text[])
                        AS u (timer_id, topic, partition, kind, due_at, payload, trace)
                   ON CONFLICT (writer, timer_id) DO UPDATE SET topic = excluded.topic, partition = excluded.partition,
                       kind = excluded.kind, due_at = excluded.due_at, payload = excluded.payload, trace = excluded.trace""",
                writer,
                [timer.timer_id for _, timer, _ in wanted],
                *_columns([place for place, _, _ in wanted]),
                [timer.kind for _, timer, _ in wanted],
                [timer.due_at for _, timer, _ in wanted],
                [orjson.dumps(timer.payload).decode() for _, timer, _ in wanted],
                [trace for _, _, trace in wanted],
            )

    async def next_due(self, writer: str, places: Sequence[Partition]) -> datetime | None:
        async with translated():
            found: datetime | None = await self._pool.fetchval(
                """SELECT min(first.due_at) FROM unnest($2::text[], $3::int[]) AS u (topic, partition)
                   CROSS JOIN LATERAL (
                       SELECT due_at FROM timers WHERE writer = $1 AND topic = u.topic AND partition = u.partition
                       ORDER BY due_at LIMIT 1) first""",
                writer,
                *_columns(places),
            )
        return found


def _flattened(headers: Sequence[tuple[str, bytes]]) -> list[bytes]:
    return list(chain.from_iterable((name.encode(), value) for name, value in headers))


def _unflattened(flat: Sequence[bytes]) -> tuple[tuple[str, bytes], ...]:
    return tuple((flat[i].decode(), flat[i + 1]) for i in range(0, len(flat), 2))


async def _prepared(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        format="binary",
        # The binary form of jsonb is a version byte, 1, and text.
        encoder=lambda value: b"\x01" + orjson.dumps(value),
        decoder=lambda raw: orjson.loads(raw[1:]),
    )


async def _as_it_is(connection: asyncpg.Connection) -> None:
    return None


async def connect(dsn: str, schema: str, size: int = 4) -> asyncpg.Pool:
    """A pool whose connections have `schema` as their search_path. Raises StoreUnavailable where the database does not answer."""
    async with translated():
        return await asyncio.wait_for(
            asyncpg.create_pool(
                dsn,
                min_size=1,
                max_size=size,
                init=_prepared,
                # Nothing of a session is ever changed outside a transaction: resetting it would cost each unit two round trips.
                reset=_as_it_is,
                command_timeout=60.0,
                server_settings={
                    "search_path": schema,
                    "application_name": f"klantstroom-{schema}",
                    # Bulk statements over unnest() are planned once; JIT would cost more than any of them.
                    "jit": "off",
                    "idle_in_transaction_session_timeout": "60000",
                },
            ),
            10.0,
        )
