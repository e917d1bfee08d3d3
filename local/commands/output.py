"""What commands print: one JSON value with --json, a table for people otherwise. Results on standard output, the rest on standard error."""

import sys
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from local.rendering import printable

AsJson = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]


def print_json(value: Any) -> None:
    sys.stdout.write(orjson.dumps(value, default=str).decode() + "\n")
    sys.stdout.flush()


def print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """What stands in the cells may come from customers: no markup, no control characters."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(str("" if cell is None else cell))) for cell in row))
    console = Console(highlight=False)
    # In a pipe there is no width to keep to: one row, one line.
    if not console.is_terminal:
        console = Console(highlight=False, width=10_000)
    console.print(table, soft_wrap=not console.is_terminal)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
