"""What an adapter makes of a body, for the tests of all adapters."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from runtime.hop import Refusal
from schemas.messages.inbound import InboundMessage
from services.ingest.adapters import ADAPTERS, Ignored, Payload, Translated, Translation

CAME_AT = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
FOLDER = Path(__file__).parents[1] / "payloads"


def example(source: str, event: str) -> dict[str, Any]:
    value: dict[str, Any] = orjson.loads((FOLDER / source / f"{event}.json").read_bytes())
    return value


def read(source: str, body: Any) -> Translation:
    return ADAPTERS[source].translate(Payload(orjson.dumps(body), {}, CAME_AT))


def translated(source: str, body: Any) -> Translated:
    translation = read(source, body)
    assert isinstance(translation, Translated), translation
    return translation


def messages(source: str, body: Any) -> tuple[InboundMessage, ...]:
    return translated(source, body).messages


def only(source: str, body: Any) -> InboundMessage:
    (message,) = messages(source, body)
    return message


def ignored(source: str, body: Any) -> str:
    translation = read(source, body)
    assert isinstance(translation, Ignored), translation
    return translation.event


def refused(source: str, body: Any) -> str:
    translation = read(source, body)
    assert isinstance(translation, Refusal), translation
    assert translation.reason == "invalid"
    return translation.detail
