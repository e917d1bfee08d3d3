"""Messages and corrections as the commands take them: from a running system's topics, or from files of JSON lines.

A line of a file is the value of an event, or a whole record as `klantstroom tail --json` prints it.
"""

import time
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from runtime.broker import Broker, BrokerUnavailable
from runtime.codec import validate
from runtime.hop import Refusal
from runtime.kafka import KafkaBroker
from runtime.settings import RuntimeSettings
from schemas.messages.customers import Correction
from services.classify.domain.classifier import Text

MESSAGES, CORRECTIONS = "messages-classified", "corrections"

#: Records taken at a time.
BATCH = 1_000
WAIT_MS = 500
#: A reading in which nothing comes for this long ends: the broker is away.
STALLED_SECONDS = 30.0


class Unreadable(Exception):
    """Messages or corrections cannot be had; the message is one line that says what to do."""


class Message(NamedTuple):
    message_id: str
    text: Text


@asynccontextmanager
async def running_system() -> AsyncIterator[Broker]:
    """The broker of KLANTSTROOM_KAFKA; else that of the system which runs from the home folder, which says so in system.json. Raises Unreadable."""
    settings = RuntimeSettings()
    address = settings.kafka
    if "kafka" not in settings.model_fields_set:
        try:
            address = str(orjson.loads((settings.home / "system.json").read_bytes())["kafka"])
        except (OSError, ValueError, KeyError, TypeError):
            raise Unreadable(
                "No system is running: start one with `klantstroom up`, name its broker in KLANTSTROOM_KAFKA, or read from files instead"
            ) from None
    broker = KafkaBroker(address)
    try:
        yield broker
    except BrokerUnavailable as error:
        raise Unreadable(f"Kafka on {address} does not answer ({str(error).partition(':')[0]}): see `klantstroom status`") from None
    finally:
        await broker.close()


async def newest_messages(broker: Broker, most: int) -> list[Message]:
    """The newest first; of a message that is there twice, the newer one. Raises BrokerUnavailable."""
    found = [(at, one) async for at, value in _values(broker, MESSAGES, most) if (one := _message(value)) is not None]
    newest: dict[str, Message] = {}
    for _, one in sorted(found, key=lambda pair: pair[0], reverse=True):
        newest.setdefault(one.message_id, one)
    return list(newest.values())[:most]


async def texts_of(broker: Broker, wanted: Collection[str]) -> dict[str, Text]:
    """Of the messages `wanted`, those that are still kept. Raises BrokerUnavailable."""
    found: dict[str, Text] = {}
    async for _, value in _values(broker, MESSAGES):
        one = _message(value)
        if one is not None and one.message_id in wanted:
            found[one.message_id] = one.text
    return found


async def all_corrections(broker: Broker) -> list[Correction]:
    """Those that can be read; classify has put the others on the dead-letter topic. Raises BrokerUnavailable."""
    found = (validate(Correction, value) async for _, value in _values(broker, CORRECTIONS))
    return [one async for one in found if not isinstance(one, Refusal)]


async def _values(broker: Broker, topic: str, last: int | None = None) -> AsyncIterator[tuple[int, Any]]:
    """When each record was written, and its JSON; of each partition the `last` ones, or all that is there now."""
    tail = await broker.tail([topic], last=last)
    try:
        moved = time.monotonic()
        while not await tail.caught_up():
            records = await tail.fetch(BATCH, WAIT_MS)
            if records:
                moved = time.monotonic()
            elif time.monotonic() - moved > STALLED_SECONDS:
                raise BrokerUnavailable(f"nothing came for {STALLED_SECONDS:.0f} s")
            for record in records:
                try:
                    yield record.timestamp_ms, orjson.loads(record.value)
                except orjson.JSONDecodeError:
                    continue
    finally:
        await tail.close()


def _message(value: Any) -> Message | None:
    if not isinstance(value, dict):
        return None
    identity, text = value.get("message_id", value.get("id")), value.get("text")
    if not isinstance(identity, str | int) or isinstance(identity, bool) or not isinstance(text, str):
        return None
    subject, declared = (value.get(name) for name in ("subject", "declared_language"))
    return Message(str(identity), Text(text, subject if isinstance(subject, str) else None, declared if isinstance(declared, str) else None))


def messages_in(path: Path) -> Iterator[Message]:
    """Raises Unreadable, which names the line."""
    for number, value in _lines(path):
        found = _message(value)
        if found is None:
            raise Unreadable(f'{path}, line {number}: no message: "message_id" (or "id") and "text" are needed')
        yield found


def corrections_in(path: Path) -> Iterator[Correction]:
    """Raises Unreadable, which names the line."""
    for number, value in _lines(path):
        found = validate(Correction, value)
        if isinstance(found, Refusal):
            raise Unreadable(f"{path}, line {number}: no correction: {found.detail}")
        yield found


def _lines(path: Path) -> Iterator[tuple[int, Any]]:
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    try:
                        value = orjson.loads(line)
                    except orjson.JSONDecodeError as error:
                        raise Unreadable(f"{path}, line {number}: no JSON: {error}") from None
                    whole_record = isinstance(value, dict) and {"topic", "offset", "value"} <= value.keys()
                    yield number, value["value"] if whole_record else value
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}") from None
