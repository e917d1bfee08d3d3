"""`klantstroom classify`, and the commands of `klantstroom model`."""

import sys
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from services.classify import model_commands, switch_commands
from services.classify.command_line import AT_A_TIME, classifier_in, fail, followed

app_classify = typer.Typer(add_completion=False)
app_model = typer.Typer(help="A company's own topic model.", no_args_is_help=True, add_completion=False)

for command in (model_commands.train, model_commands.evaluate, model_commands.retrain, switch_commands.shadow, switch_commands.promote):
    app_model.command(command.__name__)(command)


def _message(line: bytes) -> tuple[Any, str] | str:
    """Id and text of a line, or what is wrong with it."""
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return f"no JSON: {error}"
    if not isinstance(value, dict):
        return "no JSON object"
    if not isinstance(value.get("id"), str | int) or isinstance(value.get("id"), bool):
        return 'no "id" (a string or a whole number)'
    if not isinstance(value.get("text"), str):
        return 'no "text" (a string)'
    return value["id"], value["text"]


@app_classify.command("classify")
def classify(
    file: Annotated[Path, typer.Argument(help='JSON lines with "id" and "text"; - is standard input.', allow_dash=True)],
    model: Annotated[
        Path | None, typer.Option("--model", help="Folder of a model; a topic model brings its topics, the other labels stay the default model's.")
    ] = None,
) -> None:
    """Writes {"id", labels, "topic_confidence", "model_version"} for each line, in order.

    Lines that cannot be read are named on standard error, and the exit code is 1.
    """
    from services.classify.domain.classifier import Text

    classifier = classifier_in(model)
    unreadable = 0
    waiting: list[tuple[Any, str]] = []
    output = sys.stdout.buffer

    def write() -> None:
        for (identity, _), found in zip(waiting, classifier.label([Text(text) for _, text in waiting]), strict=True):
            output.write(
                orjson.dumps(
                    {"id": identity, **found.labels.model_dump(mode="json"), "model_version": classifier.version}, option=orjson.OPT_APPEND_NEWLINE
                )
            )
        output.flush()
        waiting.clear()

    try:
        with sys.stdin.buffer if str(file) == "-" else file.open("rb") as opened, followed(opened, file) as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                found = _message(line)
                if isinstance(found, str):
                    unreadable += 1
                    typer.echo(f"{file}, line {number}: {found}", err=True)
                    continue
                waiting.append(found)
                if len(waiting) == AT_A_TIME:
                    write()
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror}")
    write()
    if unreadable:
        raise typer.Exit(1)
