"""`klantstroom validate`: what would become of each message of a file, before anything is sent."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from local.commands.data_options import Column, Encoding, Format, Zone, check_names, columns_of
from local.commands.messages import Line, lines
from local.commands.output import AsJson, print_json, say
from local.data_file import check_encoding, check_file
from local.rendering import printable
from local.replay.columns import Columns, WrongColumns
from local.replay.rows import Form, Reading, Unreadable, guess_form, in_utf8, read
from local.trouble import Trouble
from runtime.codec import decode
from runtime.hop import Refusal
from schemas.messages.inbound import InboundMessage
from schemas.topics import MAX_INBOUND_BYTES


def validate(
    file: Annotated[str, typer.Argument(help="JSON lines of inbound messages, CSV or mbox; - is standard input, with JSON lines.")],
    column: Column = None,
    form: Format = None,
    encoding: Encoding = "utf-8",
    zone: Zone = "Europe/Amsterdam",
    as_json: AsJson = False,
) -> None:
    """Check every message of a file as the services will, and publish nothing.

    Each error names its line and, as a JSON pointer, its field. Two messages of one channel with the same id and other content are an error, the same
    message twice is only told. Exit code 1 where a line is wrong.
    """
    columns = columns_of(column)
    check_names(encoding, zone)
    valid, errors, repeats = _check(_rows(file, columns, form, encoding, zone))
    if not valid and not errors and file != "-":
        raise Trouble(f"{file} has not one message in it.", "Name a file of messages: JSON lines, CSV or mbox.")
    if as_json:
        print_json({"valid": valid, "invalid": len(errors), "duplicates": len(repeats), "errors": errors})
    else:
        for error in errors:
            print(printable(f"line {error['line']}: {error['reason']}: {error['detail']}"))
        for number, first in repeats:
            say(f"line {number}: the same message as line {first}; it would be dropped as a duplicate")
        say(f"{valid} valid, {len(errors)} not")
    if errors:
        raise typer.Exit(1)


def _rows(file: str, columns: Columns, form: Form | None, encoding: str, zone: str) -> Iterator[Line]:
    """Raises Trouble for a file that cannot be read, where it comes to that."""
    if file == "-":
        yield from lines(sys.stdin.buffer)
        return
    path = Path(file)
    check_file(path)
    # Only what says so is no JSON lines: a broken first line does not make it a table.
    by_name = guess_form(path) if path.suffix.lower() in (".csv", ".tsv", ".mbox", ".mbx") else Form.JSONL
    kind = form or by_name
    try:
        if kind is Form.JSONL:
            with path.open("rb") as stream:
                yield from lines(in_utf8(stream, encoding))
            return
        check_encoding(path, kind, encoding)
        for row in read(path, Reading(columns, datetime.now(UTC), kind, encoding, zone)):
            if isinstance(row, Unreadable):
                yield Line(row.line, b"", Refusal(row.reason, row.detail))
            else:
                yield Line(row.line, row.value, decode(InboundMessage, row.value, MAX_INBOUND_BYTES))
    except WrongColumns as wrong:
        raise Trouble(f"{file}: {wrong}", "Name them with --column.") from None
    except UnicodeError:
        raise Trouble(f"{file} is not {encoding}.", "Name its encoding with --encoding, as cp1252.") from None


def _check(rows: Iterator[Line]) -> tuple[int, list[dict[str, Any]], list[tuple[int, int]]]:
    """How many are valid; what is wrong; and which lines (with the first of each) say the same once more."""
    from services.ingest.domain import PLAIN_SOURCE, arrival

    valid = 0
    errors: list[dict[str, Any]] = []
    repeats: list[tuple[int, int]] = []
    seen: dict[str, tuple[int, bytes]] = {}
    for number, _, checked in rows:
        # As the ingest service does. What it hashes identifiers with matters only to who keeps them.
        arrived = checked if isinstance(checked, Refusal) else arrival(checked, PLAIN_SOURCE, b"nobody keeps this", "NL")
        if isinstance(arrived, Refusal):
            errors.append({"line": number, "reason": arrived.reason, "detail": arrived.detail})
            continue
        first, content = seen.setdefault(arrived.message_id, (number, arrived.content))
        if content != arrived.content:
            detail = f"/id: the same channel and id as line {first}, and other content"
            errors.append({"line": number, "reason": "conflicting_duplicate", "detail": detail})
            continue
        valid += 1
        if first != number:
            repeats.append((number, first))
    return valid, errors, repeats
