"""The replay at work: publish a file at some pace, and in ONCE mode wait until every message is accounted for."""

import asyncio
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import orjson
from aiokafka import AIOKafkaProducer

from local.replay import pace
from local.replay.account import ReplayFailed, Sent, Settled, percentile
from local.replay.rows import Columns, Entry, Form, Reading, Unreadable, read
from local.replay.watch import Watch
from schemas.topics import MAX_RECORD_BYTES

#: The project's own week.
SAMPLE = Path(__file__).parents[1] / "sample" / "messages.jsonl"

#: Records under way to the broker at a time.
IN_FLIGHT = 5_000

#: Waiting for the services: this long, and this much longer for each message.
WAIT_SECONDS = 90.0
WAIT_SECONDS_EACH = 1 / 40


class System(Protocol):
    """Where a running system is reached."""

    @property
    def kafka(self) -> str: ...


@dataclass(frozen=True, slots=True)
class ReplayOptions:
    """How to read the file, and how fast to send it."""

    columns: Columns = field(default_factory=Columns)
    form: Form | None = None
    encoding: str = "utf-8"
    zone: str = "Europe/Amsterdam"
    #: Records a second; None is unpaced in ONCE mode and a human pace otherwise.
    rate: float | None = None
    #: Times the human pace.
    speed: float = 1.0
    #: Messages are sent as if they were written now; None does so at a human pace only, where somebody watches due times.
    as_of_now: bool | None = None
    #: Print each row that could not be read, not only their number.
    verbose: bool = False


Say = Callable[[str], None]


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class Loaded:
    entries: tuple[Entry, ...]
    unreadable: tuple[Unreadable, ...]


def load(path: Path, options: ReplayOptions, now: datetime) -> Loaded:
    """All of `path`, in order of time (of two at the same time, in the file's order). Raises WrongColumns and OSError."""
    reading = Reading(options.columns, now, options.form, options.encoding, options.zone)
    entries: list[Entry] = []
    unreadable: list[Unreadable] = []
    for row in read(path, reading):
        if isinstance(row, Entry):
            entries.append(row)
        else:
            unreadable.append(row)
    entries.sort(key=lambda entry: entry.at)
    return Loaded(tuple(entries), tuple(unreadable))


def dated(entry: Entry, moved: Callable[[datetime], datetime]) -> Entry:
    """`entry` with the times in it moved; one whose bytes are no JSON object stays as it is."""
    try:
        value = orjson.loads(entry.value)
    except orjson.JSONDecodeError:
        return entry
    if not isinstance(value, dict):
        return entry
    for name in ("sent_at", "at"):
        with suppress(KeyError, TypeError, ValueError):
            value[name] = moved(datetime.fromisoformat(value[name])).astimezone(UTC).isoformat(timespec="milliseconds")
    return entry._replace(value=orjson.dumps(value))


def schedule(entries: Sequence[Entry], once: bool, options: ReplayOptions, start: datetime) -> tuple[Sequence[Entry], Sequence[float]]:
    """The records as they will be sent, and when: seconds from the start, all 0 where unpaced."""
    times = [entry.at for entry in entries]
    human = options.rate is None and not once
    if options.rate is not None:
        seconds: Sequence[float] = pace.steady(len(entries), options.rate)
    else:
        seconds = pace.human(times, options.speed) if human else [0.0] * len(entries)
    if options.as_of_now if options.as_of_now is not None else human:
        moved = pace.transposed(times, seconds, start)
        entries = [dated(entry, moved) for entry in entries]
    return entries, seconds


async def run_demo(system: System, once: bool, data: Path | None, options: ReplayOptions, say: Say = _to_stderr) -> dict[str, Any] | None:
    """Replay `data`, or the project's sample week.

    ONCE: everything is sent and every message accounted for; answers the summary, or raises ReplayFailed. Otherwise: everything is sent at its pace;
    answers None. Raises WrongColumns and OSError before anything is sent.
    """
    path = data or SAMPLE
    loaded = load(path, options, datetime.now(UTC))
    _tell_unreadable(loaded.unreadable, options.verbose, say)
    messages = sum(entry.inbound for entry in loaded.entries)
    say(f"{path.name}: {messages} messages and {len(loaded.entries) - messages} acts of members, agents and administrators")
    watch = await Watch.open(system.kafka, {entry.message for entry in loaded.entries if entry.message}) if once else None
    try:
        producer = AIOKafkaProducer(
            bootstrap_servers=system.kafka,
            enable_idempotence=True,
            acks="all",
            linger_ms=5,
            max_request_size=MAX_RECORD_BYTES,
            request_timeout_ms=40_000,
        )
        try:
            await producer.start()
            await _publish(producer, loaded.entries, once, options, watch, say)
        finally:
            await producer.stop()
        return None if watch is None else await _account(watch, loaded, say)
    finally:
        if watch is not None:
            await watch.close()


def _tell_unreadable(unreadable: Sequence[Unreadable], verbose: bool, say: Say) -> None:
    shown = unreadable if verbose else unreadable[:5]
    for row in shown:
        say(f"line {row.line}: {row.reason}: {row.detail}")
    if len(unreadable) > len(shown):
        say(f"… and {len(unreadable) - len(shown)} more rows that are no message")


async def _publish(producer: AIOKafkaProducer, entries: Sequence[Entry], once: bool, options: ReplayOptions, watch: Watch | None, say: Say) -> None:
    entries, seconds = schedule(entries, once, options, datetime.now(UTC))
    begun = time.monotonic()
    room = asyncio.Semaphore(IN_FLIGHT)
    under_way: set[asyncio.Future[Any]] = set()
    failures: list[BaseException] = []

    def kept(entry: Entry, sent: "asyncio.Future[Any]") -> None:
        under_way.discard(sent)
        room.release()
        if sent.cancelled():
            return
        if error := sent.exception():
            failures.append(error)
        elif watch is not None:
            put = sent.result()
            place = (put.topic, put.partition, put.offset)
            if entry.inbound:
                watch.account.sent(Sent(place, entry.message, entry.line, put.timestamp))
            else:
                watch.acted(place)

    reported = begun
    for number, (entry, due) in enumerate(zip(entries, seconds, strict=True), 1):
        wait = begun + due - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
        if entry.topic == "control" and watch is not None:
            # What is announced holds from this point of the stream on: the services first finish what was sent before it.
            await _flush(producer, under_way, failures)
            await watch.until_accounted(WAIT_SECONDS + number * WAIT_SECONDS_EACH)
        await room.acquire()
        sent = await producer.send(entry.topic, entry.value, entry.key, headers=list(entry.headers))
        under_way.add(sent)
        sent.add_done_callback(lambda done, entry=entry: kept(entry, done))
        if failures:
            break
        if entry.topic == "control" and watch is not None:
            await _flush(producer, under_way, failures)
            await watch.until_in_force(WAIT_SECONDS)
        if time.monotonic() - reported > 5:
            reported = time.monotonic()
            say(f"sent {number} of {len(entries)}")
    await _flush(producer, under_way, failures)


async def _flush(producer: AIOKafkaProducer, under_way: "set[asyncio.Future[Any]]", failures: Sequence[BaseException]) -> None:
    await producer.flush()
    if under_way:
        await asyncio.wait(set(under_way))
    if failures:
        raise ReplayFailed(f"the broker did not take every record: {failures[0]!r}", {}) from failures[0]


async def _account(watch: Watch, loaded: Loaded, say: Say) -> dict[str, Any]:
    sent = sum(entry.inbound for entry in loaded.entries)
    limit = WAIT_SECONDS + sent * WAIT_SECONDS_EACH
    begun = time.monotonic()
    still_behind: Sequence[str] = ()
    reported = begun
    while time.monotonic() - begun < limit:
        if watch.account.outstanding() == 0:
            still_behind = await watch.behind()
            if not still_behind:
                break
        await watch.changed(0.25)
        if time.monotonic() - reported > 5:
            reported = time.monotonic()
            waiting = f"; waiting for {', '.join(still_behind)}" if still_behind else ""
            say(f"{sent - watch.account.outstanding()} of {sent} accounted for{waiting}")
    settled = watch.account.settle()
    summary = summarise(settled, loaded.unreadable, watch.credited)
    if watch.refused_acts:
        say(f"acts that were refused: {dict(watch.refused_acts)}")
    waited = time.monotonic() - begun
    if not settled.complete:
        raise ReplayFailed(_what_is_missing(settled, waited, await watch.behind()), summary)
    if still_behind:
        raise ReplayFailed(f"every message is routed, but after {waited:.0f} s these are still behind: {', '.join(still_behind)}", summary)
    return summary


def summarise(settled: Settled, unreadable: Sequence[Unreadable], credited: int) -> dict[str, Any]:
    """The last line of a replay. `in` is the messages of the file, those that could not even be sent included among `rejected`."""
    rejected = settled.rejected.copy()
    rejected.update(row.reason for row in unreadable)
    p50, p99 = percentile(settled.latencies_ms, 0.50), percentile(settled.latencies_ms, 0.99)
    return {
        "in": settled.sent + len(unreadable),
        "routed": {name: settled.routed.get(name, 0) for name in ("community", "agents", "notice")},
        "rejected": dict(sorted(rejected.items())),
        "duplicates": settled.duplicates,
        "credited": credited,
        "p50_ms": None if p50 is None else round(p50, 1),
        "p99_ms": None if p99 is None else round(p99, 1),
    }


def _what_is_missing(settled: Settled, waited: float, behind: Sequence[str]) -> str:
    said = []
    if settled.missing:
        named = [f"line {sent.line} ({sent.place[0]}/{sent.place[1]}@{sent.place[2]}, id {sent.message})" for sent in settled.missing[:5]]
        if len(settled.missing) > len(named):
            named.append(f"and {len(settled.missing) - len(named)} more")
        count = f"{len(settled.missing)} of {settled.sent} messages"
        said.append(f"{count} have neither a routed event nor a rejection after {waited:.0f} s: {', '.join(named)}")
    if settled.doubled:
        said.append(f"{len(settled.doubled)} messages have more than one routed event: {', '.join(settled.doubled[:5])}")
    if behind:
        said.append(f"behind: {', '.join(behind)}")
    return "; ".join(said)


__all__ = ["SAMPLE", "ReplayFailed", "ReplayOptions", "load", "run_demo", "summarise"]
