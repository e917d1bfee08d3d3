"""What the commands of classify have in common: how they fail, which model they ask, how far they are."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated, Any, NoReturn

import orjson
import typer

#: Texts that are labelled at a time.
AT_A_TIME = 256
#: Bytes of a file from which on it is told how far it is read.
LONG_FILE = 1024 * 1024

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]


def fail(message: str, as_json: bool = False) -> NoReturn:
    typer.echo(orjson.dumps({"error": message}).decode() if as_json else message, err=True)
    raise typer.Exit(1)


def print_json(value: Any) -> None:
    typer.echo(orjson.dumps(value).decode())


def printable(text: str) -> str:
    """Names and texts are data: no control character gets to the terminal, and a text stays on its line."""
    return "".join(character if character.isprintable() else " " for character in text)


def classifier_in(model: Path | None, as_json: bool = False) -> Any:
    """The default model, with the topics of `model` where one is named: a folder with all labels replaces the default model."""
    from services.classify.adapters.loading import classifier_with
    from services.classify.adapters.model_files import ModelUnusable

    try:
        return classifier_with(model)
    except ModelUnusable as error:
        fail(str(error), as_json)


@contextmanager
def followed(lines: IO[bytes], path: Path) -> Iterator[Iterator[bytes]]:
    """`lines`; how far they are is shown on standard error where that is a terminal, the file is long, and nothing else is written there."""
    total = path.stat().st_size if str(path) != "-" else 0
    if total < LONG_FILE or not sys.stderr.isatty() or sys.stdout.isatty():
        yield iter(lines)
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=sys.stderr, highlight=False), redirect_stdout=False) as progress:
        task = progress.add_task(path.name, total=total)

        def advancing() -> Iterator[bytes]:
            for line in lines:
                progress.advance(task, len(line))
                yield line

        yield advancing()
