"""Files of messages, read row by row: JSONL, CSV, mbox, public posts, and the sample's own lines.

Each row becomes an `Entry`, ready to be published, or an `Unreadable` with its line and reason: nothing is dropped in silence.
A file in which no message can be found at all, because its columns have other names, is one `WrongColumns`.
"""

import base64
import binascii
import codecs
import csv
import io
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, NamedTuple

import orjson

from local.replay.columns import Columns, Found, WrongColumns, from_row, guess, parse_time
from local.replay.mail import read_mbox
from runtime.codec import parse_json, validate
from runtime.hop import Refusal
from schemas.envelope import message_id
from schemas.messages.inbound import Channel, InboundMessage
from schemas.topics import MAX_INBOUND_BYTES, TOPICS, inbound_topic

__all__ = ["Columns", "Entry", "Form", "Unreadable", "WrongColumns", "channel_of", "guess_form", "in_utf8", "read"]

#: The adapter's name in ids of messages that come as InboundMessage.
PLAIN_SOURCE = "inbound"

_CHANNELS = {inbound_topic(channel): channel for channel in Channel}
_POST = frozenset(("id", "author", "at", "text"))


class Form(StrEnum):
    """What kind of file it is."""

    JSONL = "jsonl"
    CSV = "csv"
    MBOX = "mbox"


class Entry(NamedTuple):
    """One record to publish. `line` is where it stood in the file; `message` is its id in Klantstroom, where it has one."""

    line: int
    at: datetime
    topic: str
    key: bytes | None
    value: bytes
    headers: tuple[tuple[str, bytes], ...] = ()
    message: str | None = None

    @property
    def inbound(self) -> bool:
        return self.topic in _CHANNELS


class Unreadable(NamedTuple):
    """A row that is no message. `reason` is one of the reasons of the dead-letter topics."""

    line: int
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read a file: the columns' names, and what stands in for what the rows do not say."""

    columns: Columns
    #: Stands in for the time of a row without one.
    now: datetime
    form: Form | None = None
    encoding: str = "utf-8"
    #: Of times without an offset.
    zone: str = "Europe/Amsterdam"


def channel_of(topic: str) -> Channel | None:
    return _CHANNELS.get(topic)


def guess_form(path: Path) -> Form:
    """From the file's name, or else its first bytes."""
    suffix = path.suffix.lower()
    if suffix in (".csv", ".tsv"):
        return Form.CSV
    if suffix in (".mbox", ".mbx"):
        return Form.MBOX
    if suffix in (".jsonl", ".ndjson", ".json"):
        return Form.JSONL
    with path.open("rb") as file:
        start = file.read(64)
    if start.startswith(b"From "):
        return Form.MBOX
    return Form.JSONL if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else Form.CSV


def read(path: Path, reading: Reading) -> Iterator[Entry | Unreadable]:
    """All rows of `path`, in the file's order. Raises WrongColumns, OSError where it cannot be read, UnicodeError where its encoding is another."""
    form = reading.form or guess_form(path)
    if form is Form.CSV:
        return _read_csv(path, reading)
    if form is Form.MBOX:
        return _read_mail(path)
    return _read_jsonl(path, reading)


def sender_key(sender: Mapping[str, Any]) -> bytes | None:
    """The partition key of one sender: the strongest identifier, so that all that one sender writes keeps its order."""
    for name in ("customer_number", "email", "phone", "handle", "id"):
        value = sender.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip().lower().encode("utf-8", "replace")
    return None


def _entry(line: int, message: Mapping[str, Any]) -> Entry | Unreadable:
    """`message`, shaped as an InboundMessage, checked against the model."""
    checked = validate(InboundMessage, message)
    if isinstance(checked, Refusal):
        return Unreadable(line, checked.reason, checked.detail)
    value = orjson.dumps(message)
    if len(value) > MAX_INBOUND_BYTES:
        return Unreadable(line, "too_large", f"{len(value)} bytes, at most {MAX_INBOUND_BYTES} are taken")
    channel = checked.channel
    return Entry(
        line,
        checked.sent_at,
        inbound_topic(channel),
        sender_key(message["sender"]) or checked.id.encode(),
        value,
        message=message_id(channel.value, PLAIN_SOURCE, checked.id),
    )


# ── JSONL ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def in_utf8(file: IO[bytes], encoding: str) -> Iterator[bytes]:
    """The lines of `file`, which is in `encoding`, as UTF-8. Bytes that are not of that encoding stay what they are, and so no UTF-8.

    Raises UnicodeError where the encoding has units of more than one byte, and the file has not.
    """
    if codecs.lookup(encoding).name == "utf-8":
        yield from file
        return
    text = io.TextIOWrapper(file, encoding=encoding, errors="surrogateescape", newline="\n")
    try:
        for line in text:
            yield line.encode("utf-8", "surrogateescape")
    finally:
        # The file is closed by who has opened it.
        if not file.closed:
            text.detach()


def _read_jsonl(path: Path, reading: Reading) -> Iterator[Entry | Unreadable]:
    found: Found | None = None
    with path.open("rb") as file:
        for line, raw in enumerate(in_utf8(file, reading.encoding), 1):
            raw = raw.removeprefix(b"\xef\xbb\xbf").strip() if line == 1 else raw.strip()
            if not raw:
                continue
            value = parse_json(raw, 2 * MAX_INBOUND_BYTES)
            if isinstance(value, Refusal):
                yield Unreadable(line, value.reason, value.detail)
            elif not isinstance(value, dict):
                yield Unreadable(line, "invalid", "/: an object is expected, one a line")
            elif "topic" in value and ("value" in value or "raw" in value or "raw_base64" in value):
                yield _sample_line(line, value)
            elif isinstance(value.get("sender"), dict) and "channel" in value and "text" in value and not reading.columns.named:
                yield _entry(line, value)
            elif value.keys() >= _POST and not reading.columns.named:
                yield _post(line, value)
            else:
                if found is None:
                    found = guess(tuple(map(str, value)), reading.columns)
                message = from_row(value, found, line, reading.now, reading.zone)
                yield Unreadable(line, message.reason, message.detail) if isinstance(message, Refusal) else _entry(line, message)


def _post(line: int, row: Mapping[str, Any]) -> Entry | Unreadable:
    """A public post, as `{"id", "author", "to", "at", "in_reply_to", "text"}`."""
    at = parse_time(row["at"], "UTC")
    if at is None:
        return Unreadable(line, "invalid", "/at: not a time as Tue Oct 31 23:36:20 +0000 2017")
    message: dict[str, Any] = {
        "id": row["id"],
        "channel": "social",
        "sender": {"handle": row["author"]},
        "text": row["text"],
        "sent_at": at.isoformat(),
        "public": True,
    }
    if row.get("in_reply_to"):
        message["in_reply_to"] = row["in_reply_to"]
    return _entry(line, message)


def _sample_line(line: int, row: Mapping[str, Any]) -> Entry | Unreadable:
    """A line that says itself where it goes: `{"at", "topic", "key"?, "headers"?, "value" | "raw" | "raw_base64"}`.

    It is published as it stands, broken or not. In `value`, `{"message": ["forum", "f-12"]}` stands for that message's id.
    """
    topic = row["topic"]
    if topic not in TOPICS:
        return Unreadable(line, "invalid", "/topic: no such topic")
    try:
        at = datetime.fromisoformat(row["at"])
        if at.tzinfo is None:
            raise ValueError
    except (KeyError, TypeError, ValueError):
        return Unreadable(line, "invalid", "/at: an RFC 3339 time with an offset is expected")
    key = row.get("key")
    headers = row.get("headers") or {}
    if not (key is None or isinstance(key, str)) or not isinstance(headers, dict):
        return Unreadable(line, "invalid", "/key is a string, /headers an object of strings")
    message = None
    if "value" in row:
        value = _with_ids(row["value"])
        raw = orjson.dumps(value)
        channel = channel_of(topic)
        if channel is not None and isinstance(value, dict):
            if isinstance(value.get("id"), str):
                message = message_id(channel.value, PLAIN_SOURCE, value["id"])
            if key is None and isinstance(value.get("sender"), dict):
                found = sender_key(value["sender"])
                key = None if found is None else found.decode()
    elif "raw" in row:
        raw = str(row["raw"]).encode("utf-8", "replace")
    else:
        try:
            raw = base64.b64decode(row["raw_base64"], validate=True)
        except (binascii.Error, TypeError, ValueError):
            return Unreadable(line, "invalid", "/raw_base64: not base64")
    written = tuple((str(name), str(content).encode()) for name, content in headers.items())
    return Entry(line, at, topic, None if key is None else key.encode(), raw, written, message)


def _with_ids(value: Any) -> Any:
    if isinstance(value, dict):
        named = value.get("message")
        if len(value) == 1 and isinstance(named, list) and len(named) == 2 and all(isinstance(part, str) for part in named):
            return message_id(named[0], PLAIN_SOURCE, named[1])
        return {name: _with_ids(inner) for name, inner in value.items()}
    return [_with_ids(inner) for inner in value] if isinstance(value, list) else value


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _read_csv(path: Path, reading: Reading) -> Iterator[Entry | Unreadable]:
    csv.field_size_limit(min(sys.maxsize, 2 * MAX_INBOUND_BYTES))
    encoding = "utf-8-sig" if codecs.lookup(reading.encoding).name == "utf-8" else reading.encoding
    # Bytes that are not of this encoding stay visible as surrogates, so that one bad row costs one row.
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding=encoding, errors="surrogateescape", newline="") as file:
        head = file.read(16_384)
        file.seek(0)
        rows = csv.reader(file, _dialect(head), strict=False)
        header = [name.strip() for name in next(rows, [])]
        found = guess(tuple(header), reading.columns)
        while True:
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield Unreadable(rows.line_num, "invalid", f"/: {error}")
                continue
            if not any(cell.strip() for cell in cells):
                continue
            yield _from_cells(rows.line_num, header, cells, found, reading)


def _from_cells(line: int, header: list[str], cells: list[str], found: Found, reading: Reading) -> Entry | Unreadable:
    if len(cells) > len(header):
        return Unreadable(line, "invalid", f"/: {len(cells)} cells under {len(header)} headers")
    if any("\udc80" <= character <= "\udcff" for cell in cells for character in cell):
        return Unreadable(line, "not_utf8", f"bytes that are not {reading.encoding}: name the file's encoding, as --encoding cp1252")
    message = from_row(dict(zip(header, cells, strict=False)), found, line, reading.now, reading.zone)
    return Unreadable(line, message.reason, message.detail) if isinstance(message, Refusal) else _entry(line, message)


def _dialect(head: str) -> type[csv.Dialect]:
    """Comma, semicolon, tab or bar: the one that the header line has most of."""
    first = head.split("\n", 1)[0]

    class Seen(csv.excel):
        delimiter = max(",;\t|", key=first.count)

    return Seen


# ── mbox ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _read_mail(path: Path) -> Iterator[Entry | Unreadable]:
    for number, message in read_mbox(path):
        yield Unreadable(number, message.reason, message.detail) if isinstance(message, Refusal) else _entry(number, message)
