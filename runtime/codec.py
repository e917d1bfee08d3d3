"""Bytes to values and back, with caps before anything is parsed.

Hostile bytes meet, in this order: size, UTF-8, depth, JSON, model. Each refusal names its reason; `invalid` carries an RFC 6901
pointer to the field. `orjson` refuses NaN, Infinity and lone surrogates by itself; `\\u0000` is refused here, because PostgreSQL's
text and jsonb cannot hold it.
"""

import re
from collections.abc import Callable
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, ValidationError

from runtime.broker import Record
from runtime.hop import Refusal
from schemas.messages.base import Value

Model = TypeVar("Model", bound=BaseModel)

#: Deepest nesting of arrays and objects that is parsed.
MAX_DEPTH = 32

#: What pydantic's parser takes and orjson, or the database, does not.
_SUSPICIOUS = (b"\\u0000", b"NaN", b"Infinity")

_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_ALIKE = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def deeper_than(raw: bytes, limit: int) -> bool:
    """True where JSON text `raw` nests arrays and objects deeper than `limit`; brackets in strings do not count.

    In C, and linear for a fixed limit: 2 MB of hostile bytes must not hold up the event loop. What is no JSON gets some answer.
    """
    if raw.count(b"[") + raw.count(b"{") <= limit:
        return False
    brackets = _STRING.sub(b"", raw).translate(_ALIKE, _NO_BRACKETS)
    # Taking away all innermost pairs makes what is nested one less deep.
    for _ in range(limit):
        shorter = brackets.replace(b"[]", b"")
        if len(shorter) == len(brackets):
            return shorter.count(b"[") > limit
        brackets = shorter
    return bool(brackets)


def parse_json(raw: bytes, max_bytes: int, max_depth: int = MAX_DEPTH) -> Any | Refusal:
    """The JSON value in `raw`, or a Refusal: too_large, not_utf8, too_deep, not_json."""
    if len(raw) > max_bytes:
        return Refusal("too_large", f"{len(raw)} bytes, at most {max_bytes} are taken")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return Refusal("not_utf8", f"byte {error.start} is not UTF-8")
    if deeper_than(raw, max_depth):
        return Refusal("too_deep", f"nested deeper than {max_depth}")
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        return Refusal("not_json", str(error))


def pointer(location: tuple[int | str, ...]) -> str:
    """An RFC 6901 JSON pointer."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)


def explain(error: ValidationError) -> Refusal:
    """`invalid`, with a pointer and a message for each of the first five fields; what was sent is not repeated."""
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    said = [f"{pointer(problem['loc']) or '/'}: {problem['msg']}" for problem in problems[:5]]
    more = len(problems) - len(said)
    return Refusal("invalid", "; ".join(said) + (f"; and {more} more" if more > 0 else ""))


def first_nul(value: Any, location: tuple[int | str, ...] = ()) -> tuple[int | str, ...] | None:
    """Where a string with U+0000 stands in a parsed JSON value, or None."""
    if isinstance(value, str):
        return location if "\x00" in value else None
    if isinstance(value, dict):
        for key, inner in value.items():
            found = location if "\x00" in key else first_nul(inner, (*location, key))
            if found is not None:
                return found
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found = first_nul(inner, (*location, index))
            if found is not None:
                return found
    return None


def _validate(model: type[Model], value: Any, raw: bytes) -> Model | Refusal:
    if b"\\u0000" in raw and (nul := first_nul(value)) is not None:
        return Refusal("invalid", f"{pointer(nul) or '/'}: U+0000 is not taken")
    try:
        # Strict, as JSON: a time is a string with an offset, a number is no string, "yes" is no boolean.
        return model.model_validate_json(raw, strict=True)
    except ValidationError as error:
        return explain(error)


def validate(model: type[Model], value: Any) -> Model | Refusal:
    """`value`, parsed JSON, as `model`, or `invalid` with pointers."""
    return _validate(model, value, orjson.dumps(value))


def decode(model: type[Model], raw: bytes, max_bytes: int) -> Model | Refusal:
    """`raw` as `model`, or why not. Usually one call into pydantic's parser; the careful way, which knows every reason, only in doubt."""
    if len(raw) > max_bytes or raw.count(b"[") + raw.count(b"{") > MAX_DEPTH or any(mark in raw for mark in _SUSPICIOUS):
        return carefully(model, raw, max_bytes)
    try:
        return model.model_validate_json(raw, strict=True)
    except ValidationError:
        return carefully(model, raw, max_bytes)


def carefully(model: type[Model], raw: bytes, max_bytes: int) -> Model | Refusal:
    """As `decode`, in the order that stands above."""
    value = parse_json(raw, max_bytes)
    return value if isinstance(value, Refusal) else _validate(model, value, raw)


def event_decoder(model: type[BaseModel], max_bytes: int) -> Callable[[Record], Any]:
    """A decoder for events of our own making: one call into pydantic's parser, the careful path only where that fails."""
    parse = model.__pydantic_validator__.validate_json

    def read(record: Record) -> Any:
        try:
            return parse(record.value)
        except ValidationError:
            return carefully(model, record.value, max_bytes)

    return read


def encode(value: Value) -> bytes:
    """JSON without the fields that have no value, but for those whose null says something."""
    body = value.__pydantic_serializer__.to_json(value, exclude_none=True)
    for name in value.null_is_said:
        if getattr(value, name) is None:
            body = b'%b,"%b":null}' % (body[:-1], name.encode())
    return body
