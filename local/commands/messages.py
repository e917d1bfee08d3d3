"""`klantstroom publish` and `tail`."""

import asyncio
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated, Any, NamedTuple

import orjson
import typer

from local.commands.address import reach
from local.commands.output import AsJson, print_json, say
from local.data_file import check_file
from local.rendering import printable
from local.replay.rows import sender_key
from local.trouble import Trouble
from runtime.broker import Record
from runtime.codec import decode
from runtime.hop import Refusal
from schemas.messages.inbound import Channel, InboundMessage
from schemas.topics import MAX_INBOUND_BYTES, MAX_RECORD_BYTES, inbound_topic

#: Records under way to the broker at a time.
IN_FLIGHT = 2_000


class KeyBy(StrEnum):
    SENDER = "sender"
    CONVERSATION = "conversation"
    NONE = "none"


class Line(NamedTuple):
    """A line of a file, and what it is: a message, or why it is none."""

    number: int
    raw: bytes
    checked: InboundMessage | Refusal


@contextmanager
def _opened(file: str) -> Iterator[IO[bytes]]:
    if file == "-":
        yield sys.stdin.buffer
        return
    path = Path(file)
    check_file(path, may_be_empty=True)
    with path.open("rb") as opened:
        yield opened


def lines(stream: Iterable[bytes]) -> Iterator[Line]:
    """The lines that are not blank, checked as the ingest service does."""
    for number, raw in enumerate(stream, 1):
        stripped = raw.rstrip(b"\r\n")
        if stripped.strip():
            yield Line(number, stripped, decode(InboundMessage, stripped, MAX_INBOUND_BYTES))


def publish(
    file: Annotated[str, typer.Argument(help="JSON lines of inbound messages; - is standard input.")],
    key_by: Annotated[
        KeyBy, typer.Option("--key-by", help="What keeps its order: one sender's messages, one conversation's, or nothing.")
    ] = KeyBy.SENDER,
    raw: Annotated[
        bool, typer.Option("--raw", help="Publish invalid lines too, byte for byte, to the topic of --channel (or of their own channel).")
    ] = False,
    channel: Annotated[Channel | None, typer.Option("--channel", help="With --raw: the topic for lines that do not say one.")] = None,
    as_json: AsJson = False,
) -> None:
    """Publish messages to their inbound topics. Invalid lines are told and left out; exit code 1 where there were any."""
    where = reach()
    if Path(file).suffix.lower() in (".csv", ".tsv", ".mbox", ".mbx") and not raw:
        raise Trouble(f"{file} is not JSON lines.", f"`klantstroom replay --once {file}` reads CSV and mbox.")
    with _opened(file) as stream:
        published, errors = asyncio.run(_publish(where.kafka, stream, key_by, raw, channel))
    if as_json:
        print_json({"published": published, "invalid": len(errors), "errors": errors})
    else:
        for error in errors:
            print(printable(f"line {error['line']}: {error['reason']}: {error['detail']}"))
        say(f"{published} published" + (f", {len(errors)} not" if errors else ""))
    if errors:
        raise typer.Exit(1)


def key_of(message: InboundMessage, key_by: KeyBy) -> bytes | None:
    if key_by is KeyBy.CONVERSATION:
        return (message.conversation_id or message.id).encode()
    return sender_key(message.sender.model_dump()) if key_by is KeyBy.SENDER else None


def _raw_topic(raw: bytes, channel: Channel | None) -> str | None:
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        value = None
    named = value.get("channel") if isinstance(value, dict) else None
    if isinstance(named, str) and named in {member.value for member in Channel}:
        return inbound_topic(Channel(named))
    return None if channel is None else inbound_topic(channel)


async def _publish(bootstrap: str, stream: IO[bytes], key_by: KeyBy, raw: bool, channel: Channel | None) -> tuple[int, list[dict[str, Any]]]:
    from aiokafka import AIOKafkaProducer

    errors: list[dict[str, Any]] = []
    published = 0
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True, linger_ms=5, max_request_size=MAX_RECORD_BYTES)
    try:
        await producer.start()
        under_way: list[Any] = []
        for line in lines(stream):
            key: bytes | None = None
            topic: str | None
            if isinstance(line.checked, Refusal):
                topic = _raw_topic(line.raw, channel) if raw else None
                if topic is None:
                    detail = line.checked.detail + ("; name a --channel to publish it" if raw else "")
                    errors.append({"line": line.number, "reason": line.checked.reason, "detail": detail})
                    continue
            else:
                topic = inbound_topic(line.checked.channel)
                key = key_of(line.checked, key_by)
            under_way.append(await producer.send(topic, line.raw, key=key))
            published += 1
            if len(under_way) >= IN_FLIGHT:
                await asyncio.gather(*under_way)
                under_way.clear()
        await asyncio.gather(*under_way)
    finally:
        await producer.stop()
    return published, errors


def tail(
    topic: Annotated[str, typer.Argument(help="A topic, as messages-routed.")],
    from_beginning: Annotated[bool, typer.Option("--from-beginning", help="Everything that is kept, then what comes.")] = False,
    most: Annotated[int | None, typer.Option("--max", min=1, help="End after this many records.")] = None,
    seconds: Annotated[float | None, typer.Option("--seconds", min=0.1, help="End after this long.")] = None,
    as_json: AsJson = False,
) -> None:
    """Follow a topic as a subscriber sees it (read_committed). --json gives one object a record, headers and place included."""
    asyncio.run(_tail(reach().kafka, topic, from_beginning, most, seconds, as_json))


async def _tail(bootstrap: str, topic: str, from_beginning: bool, most: int | None, seconds: float | None, as_json: bool) -> None:
    from local.reading import reader

    shown = 0
    async with reader(bootstrap) as topics:
        async for record in topics.follow(topic, from_beginning, seconds):
            print_record(record, as_json)
            shown += 1
            if most is not None and shown >= most:
                return


def record_as_json(record: Record) -> dict[str, Any]:
    """JSON where the value is JSON, text where it is UTF-8, hexadecimal where it is neither."""
    try:
        value: Any = orjson.loads(record.value)
    except orjson.JSONDecodeError:
        value = _text(record.value)
    return {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "timestamp": datetime.fromtimestamp(record.timestamp_ms / 1000, UTC).isoformat(timespec="milliseconds"),
        "key": None if record.key is None else _text(record.key),
        "headers": {name: _text(value) for name, value in record.headers},
        "value": value,
    }


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.hex()


def print_record(record: Record, as_json: bool) -> None:
    shown = record_as_json(record)
    if as_json:
        print_json(shown)
        return
    value = shown["value"] if isinstance(shown["value"], str) else orjson.dumps(shown["value"]).decode()
    print(printable(f"{shown['timestamp'][11:23]} {record.topic}/{record.partition}@{record.offset} {shown['key'] or '-'} {value}"), flush=True)
