"""Options that say how a file of messages is to be read."""

import codecs
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from local.replay.columns import Columns
from local.replay.rows import Form
from local.trouble import Trouble

Column = Annotated[
    list[str] | None,
    typer.Option("--column", metavar="FIELD=NAME", help=f"Which column is which field: {', '.join(Columns.__dataclass_fields__)}. May be repeated."),
]
Format = Annotated[Form | None, typer.Option("--form", help="Kind of file; found out where it is not said.")]
Encoding = Annotated[str, typer.Option("--encoding", help="Character encoding of a CSV or JSON lines file, as cp1252.")]
Zone = Annotated[str, typer.Option("--zone", help="Time zone of times without one.")]


def columns_of(named: list[str] | None) -> Columns:
    found: dict[str, str] = {}
    for pair in named or ():
        field, separator, name = pair.partition("=")
        if not separator or not name or field not in Columns.__dataclass_fields__:
            raise Trouble(f"--column {pair} is not understood.", f"Write FIELD=NAME with a FIELD of {', '.join(Columns.__dataclass_fields__)}.")
        found[field] = name
    return Columns(**found)


def check_names(encoding: str, zone: str) -> None:
    """Raises typer.BadParameter for an encoding or a time zone that there is not."""
    try:
        codecs.lookup(encoding)
        # Some codecs are for bytes, not for text.
        "".encode(encoding)
    except (LookupError, UnicodeError):
        raise typer.BadParameter(f"{encoding} is no character encoding; try utf-8, cp1252 or latin-1.", param_hint="--encoding") from None
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise typer.BadParameter(f"{zone} is no time zone; write it as Europe/Amsterdam.", param_hint="--zone") from None
