"""Reading a platform's JSON. What is missing, null, empty or of another type than its documentation says is all one: not said.

U+0000 is left out everywhere, because PostgreSQL holds none; texts are cut to what a message takes.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from runtime.codec import parse_json
from runtime.hop import Refusal
from schemas.messages.inbound import MAX_TEXT
from schemas.topics import MAX_INBOUND_BYTES
from services.ingest.adapters.payload import Payload

_MAX_ID = 200
_MAX_NAME = 320
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: From here on a Unix time counts milliseconds: in seconds it would be in the year 5138.
_MILLISECONDS_FROM = 10**11


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
        return {name.replace("\x00", ""): _without_nul(inner) for name, inner in value.items()}
    return [_without_nul(inner) for inner in value] if isinstance(value, list) else value


def any_json(payload: Payload) -> Any | Refusal:
    value = parse_json(payload.raw, MAX_INBOUND_BYTES)
    return _without_nul(value) if b"\\u0000" in payload.raw and not isinstance(value, Refusal) else value


def json_object(payload: Payload) -> dict[str, Any] | Refusal:
    value = any_json(payload)
    return value if isinstance(value, dict | Refusal) else Refusal("invalid", "/: an object is expected")


def missing(pointer: str) -> Refusal:
    return Refusal("invalid", f"{pointer}: missing")


def inside(value: Any, *path: str) -> Any:
    for name in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value


def words(value: Any, *path: str) -> str | None:
    """A text with something in it."""
    found = inside(value, *path)
    return found if isinstance(found, str) and found.strip() else None


def number(value: Any, *path: str) -> int | None:
    found = inside(value, *path)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def name_of(value: Any, *path: str) -> str | None:
    """An id, which one platform writes as a number and the next as text; a long one is known by its hash."""
    found = inside(value, *path)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return short(found) if isinstance(found, str) and found.strip() else None


def objects(value: Any, *path: str) -> list[dict[str, Any]]:
    found = inside(value, *path)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def moment(said: Any) -> datetime | None:
    """Unix seconds or milliseconds, as a number or in digits ("1355517523.000005"), or a date that says its zone."""
    if isinstance(said, str) and (read := _iso(said)) is not None:
        return read
    try:
        if isinstance(said, str):
            whole, _, fraction = said.strip().partition(".")
            counted, microseconds = int(whole), int(fraction[:6].ljust(6, "0"))
        elif isinstance(said, int | float) and not isinstance(said, bool):
            counted, microseconds = int(said), int(said % 1 * 1_000_000)
        else:
            return None
        if counted >= _MILLISECONDS_FROM:
            return _EPOCH + timedelta(milliseconds=counted)
        return _EPOCH + timedelta(seconds=counted, microseconds=microseconds)
    except (ValueError, OverflowError):
        return None


def _iso(said: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(said.strip().removesuffix(" UTC") + ("Z" if said.strip().endswith(" UTC") else ""))
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


def short(name: str) -> str:
    """Our ids have 200 characters; a longer one is known by its hash."""
    return name if len(name) <= _MAX_ID else "sha256:" + hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()


def text(said: str) -> str:
    return said.replace("\x00", "")[:MAX_TEXT]


def called(*parts: str | None) -> str | None:
    """A person's name, from what there is of it."""
    return " ".join(part.strip() for part in parts if part and part.strip())[:_MAX_NAME] or None


def attachment(*, name: str | None = None, media_type: str | None = None, size: int | None = None, url: str | None = None) -> dict[str, Any]:
    """The facts of an attachment, as far as they are said and fit."""
    return {
        "name": name[:1_000] if name else None,
        "media_type": media_type[:200] if media_type else None,
        "bytes": size if size is not None and size >= 0 else None,
        "url": url if url and len(url) <= 4_000 else None,
    }


def in_place_of_words(kind: str | None) -> str:
    """What stands for a picture, a recording or the like that came without a word: `image/png` and `image` are `[image]`."""
    family = (kind or "").partition("/")[0].lower()
    return f"[{family}]" if family in {"image", "video", "audio", "sticker", "location", "contact", "order"} else "[file]"
