"""`klantstroom dlq list`, `show` and `replay`: what could not be processed, why, and once more."""

import asyncio
import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from local.commands.address import position, reach
from local.commands.messages import record_as_json
from local.commands.output import AsJson, print_json, print_table, say
from local.trouble import Trouble
from runtime.broker import Headers, Record
from schemas import envelope
from schemas.topics import MAX_RECORD_BYTES, TOPICS

app = typer.Typer(no_args_is_help=True, help="What could not be processed: list, show, replay.")

#: Records of one transaction of a replay.
CHUNK = 500

Topic = Annotated[str | None, typer.Argument(help="A topic, with or without -dlq; all where none is named.")]
Reason = Annotated[str | None, typer.Option("--reason", help="Only what was refused for this reason, as invalid.")]


def _is_ours(name: str) -> bool:
    return name == envelope.SRC or name.startswith("dlq-")


def dead_letter_topics(topic: str | None) -> list[str]:
    """Raises Trouble for a topic that has none."""
    if topic is None:
        return [known.dlq for known in TOPICS.values() if known.dead_letters]
    known = TOPICS.get(topic.removesuffix("-dlq"))
    if known is None or not known.dead_letters:
        raise Trouble(f"{topic} has no dead-letter topic.", "See `klantstroom topics list`.")
    return [known.dlq]


def _header(record: Record, name: str) -> str:
    return (record.header(name) or b"").decode("utf-8", "replace")


def attempt_of(record: Record) -> int:
    said = _header(record, envelope.DLQ_ATTEMPT)
    return int(said) if said.isascii() and said.isdigit() else 1


def replay_headers(record: Record) -> Headers:
    """The original headers, without what the dead-lettering added, and the number of this attempt.

    A source position goes too: with it, the reader would drop the record as a repeat of what it has seen.
    """
    kept = tuple((name, value) for name, value in record.headers if not _is_ours(name))
    return (*kept, (envelope.DLQ_ATTEMPT, str(attempt_of(record) + 1).encode()))


async def _dead_letters(bootstrap: str, topics: Sequence[str], reason: str | None) -> list[Record]:
    """In the order in which they were written."""
    from local.reading import reader

    async with reader(bootstrap) as kept:
        found = [record async for record in kept.scan([topic for topic in topics if topic in kept.partitions])]
    found.sort(key=lambda record: (record.timestamp_ms, record.topic, record.partition, record.offset))
    return [record for record in found if reason is None or _header(record, envelope.DLQ_REASON) == reason]


def describe(record: Record) -> dict[str, Any]:
    return {
        "at": f"{record.topic}/{record.partition}@{record.offset}",
        "time": datetime.fromtimestamp(record.timestamp_ms / 1000, UTC).isoformat(timespec="seconds"),
        "reason": _header(record, envelope.DLQ_REASON),
        "service": _header(record, envelope.DLQ_SERVICE) or "-",
        "detail": _header(record, envelope.DLQ_DETAIL),
        "attempt": attempt_of(record),
        "bytes": len(record.value),
        "from": f"{_header(record, envelope.DLQ_TOPIC)}/{_header(record, envelope.DLQ_PARTITION)}@{_header(record, envelope.DLQ_OFFSET)}",
    }


@app.command("list")
def list_dead_letters(
    topic: Topic = None,
    reason: Reason = None,
    most: Annotated[int, typer.Option("--max", min=1, help="At most this many, the latest.")] = 100,
    as_json: AsJson = False,
) -> None:
    """What could not be processed and why, latest last."""
    found = asyncio.run(_dead_letters(reach().kafka, dead_letter_topics(topic), reason))
    reasons = Counter(_header(record, envelope.DLQ_REASON) for record in found)
    shown = [describe(record) for record in found[-most:]]
    if as_json:
        print_json({"total": len(found), "reasons": dict(reasons), "records": shown})
        return
    if shown:
        columns = ("at", "time", "reason", "service", "attempt", "bytes", "detail")
        print_table(columns, [[row[c] for c in columns] for row in shown])
    counts = ", ".join(f"{reason or '(no reason)'} {number}" for reason, number in reasons.most_common())
    say(f"{len(found)} in all" + (f": {counts}" if counts else ""))


@app.command("show")
def show(
    place: Annotated[str, typer.Argument(metavar="PLACE", help="As `dlq list` shows it: inbound-web-dlq/0@12.")], as_json: AsJson = False
) -> None:
    """One record: its headers, why it was refused, and its bytes."""
    record = asyncio.run(_one(reach().kafka, place))
    shown = {**describe(record), **record_as_json(record)}
    if as_json:
        print_json({**shown, "value_hex": record.value.hex()})
        return
    print_table(("", ""), [(name, value) for name, value in shown.items() if name not in ("value", "headers")])
    print_table(("header", "value"), list(shown["headers"].items()))
    # Everything but plain ASCII as escapes: a terminal must not obey what somebody sent.
    print(repr(record.value)[2:-1])


async def _one(bootstrap: str, place: str) -> Record:
    from local.reading import reader

    topic, number, offset = position(place)
    async with reader(bootstrap) as kept:
        record = await kept.one(topic, number, offset)
    if record is not None:
        return record
    raise Trouble(f"There is no record at {place}.", "See `klantstroom dlq list`.")


@app.command("replay")
def replay(
    topic: Topic = None,
    reason: Reason = None,
    at: Annotated[list[str] | None, typer.Option("--at", metavar="PLACE", help="Only this record, as `dlq list` shows it. May be repeated.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Replay all of all topics.")] = False,
    as_json: AsJson = False,
) -> None:
    """Send what could not be processed back to its topic: the original bytes, key and headers, each record once per call.

    Nothing leaves the dead-letter topic: a second call sends it again (and the services drop what they have processed by then).
    Where two services read a topic, what is sent back reaches both, also the one that took it before.
    """
    if not (topic or reason or at or everything):
        raise Trouble("This would replay everything.", "Name a topic, a --reason or a place with --at; or say --all.")
    where = reach().kafka
    if at:
        records = [asyncio.run(_one(where, place)) for place in dict.fromkeys(at)]
    else:
        records = asyncio.run(_dead_letters(where, dead_letter_topics(topic), reason))
    sent = asyncio.run(_send_back(where, records))
    if as_json:
        print_json({"replayed": sum(sent.values()), "topics": dict(sent)})
    else:
        told = ", ".join(f"{name} {number}" for name, number in sorted(sent.items()))
        say(f"{sum(sent.values())} replayed" + (f": {told}" if told else ""))


async def _send_back(bootstrap: str, records: Sequence[Record]) -> Counter[str]:
    """In transactions: each of them arrives as a whole, once, or not at all."""
    from aiokafka import AIOKafkaProducer
    from aiokafka.errors import KafkaError

    sent: Counter[str] = Counter()
    if not records:
        return sent
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap, acks="all", transactional_id=f"dlq-replay-{uuid.uuid4()}", linger_ms=5, max_request_size=MAX_RECORD_BYTES
    )
    try:
        await producer.start()
        for start in range(0, len(records), CHUNK):
            chunk = records[start : start + CHUNK]
            try:
                async with producer.transaction():
                    under_way = []
                    for record in chunk:
                        topic = record.topic.removesuffix("-dlq")
                        under_way.append(await producer.send(topic, record.value, key=record.key, headers=list(replay_headers(record))))
                    await asyncio.gather(*under_way)
            except KafkaError as error:
                last = describe(records[start - 1])["at"] if start else "none"
                raise Trouble(
                    f"After {start} of {len(records)} records Kafka failed ({error}); the last one that was sent is {last}.", "Replay the rest."
                ) from error
            sent.update(record.topic.removesuffix("-dlq") for record in chunk)
    finally:
        await producer.stop()
    return sent
