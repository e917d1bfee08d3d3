"""`klantstroom classify` and `klantstroom model train | evaluate`: no system needs to run."""

import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import orjson
import typer

app_classify = typer.Typer(add_completion=False)
app_model = typer.Typer(help="A company's own topic model.", no_args_is_help=True, add_completion=False)

#: Lines that are labelled at a time.
AT_A_TIME = 256

_Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)


def _classifier(model: Path | None) -> Any:
    """The default model, with the topics of `model` where one is named: a folder with all labels replaces the default model."""
    from services.classify.adapters.identifier import load_identifier
    from services.classify.adapters.model_files import DEFAULT_MODEL, ModelUnusable, load
    from services.classify.domain.classifier import HEADS, Classifier

    try:
        if model is None:
            return Classifier(load(DEFAULT_MODEL), load_identifier())
        own = load(model)
        if all(name in own.heads for name in HEADS):
            return Classifier(own, load_identifier())
        return Classifier(load(DEFAULT_MODEL), load_identifier(), own)
    except (ModelUnusable, ValueError) as error:
        _fail(str(error))


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

    classifier = _classifier(model)
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
        with sys.stdin.buffer if str(file) == "-" else file.open("rb") as lines:
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
        _fail(f"{file} cannot be read: {error.strerror}")
    write()
    if unreadable:
        raise typer.Exit(1)


@app_model.command("train")
def train(
    file: Annotated[Path, typer.Argument(help="CSV in UTF-8 with the columns text and topic; rows with the topic other are out of scope.")],
    out: Annotated[Path, typer.Option("--out", help="Folder to write the model to.")],
    seed: Annotated[int, typer.Option("--seed", help="Same seed and table: same bytes.")] = 20_260,
    as_json: _Json = False,
) -> None:
    """Trains a topic model and prints its cross-validated figures."""
    from services.classify.training import card, own_topics

    try:
        table = own_topics.read_table(file)
        trained = own_topics.train(table, out, seed, lambda line: typer.echo(line, err=True))
    except own_topics.TableUnusable as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{out} cannot be written: {error.strerror}")
    left_out = {"duplicates": table.duplicates, "contradictions": table.contradictions, "empty": table.empty}
    if as_json:
        typer.echo(
            orjson.dumps(
                {
                    "version": trained.version,
                    "texts": len(table.texts),
                    "left_out": left_out,
                    "answered": trained.answered,
                    "right": trained.right,
                    "out_of_scope_recall": trained.out_of_scope_recall,
                    "accuracy": trained.report.accuracy,
                    "macro_f1": trained.report.macro_f1,
                    "classes": trained.report.classes,
                }
            ).decode()
        )
        return
    typer.echo(card.class_figures(trained.report))
    typer.echo(
        f"\n{trained.version} in {out}: {len(table.texts)} texts; left out: {', '.join(f'{count} {name}' for name, count in left_out.items())}"
    )
    typer.echo(
        f"accuracy {trained.report.accuracy:.3f}, macro F1 {trained.report.macro_f1:.3f}, "
        f"calibration error {trained.report.calibration_error:.3f} (cross-validated)"
    )
    typer.echo(f"at the thresholds {trained.answered:.1%} of the texts in scope get a topic, right in {trained.right:.1%}")
    if trained.out_of_scope_recall is not None:
        typer.echo(f"{trained.out_of_scope_recall:.1%} of the texts out of scope are found")


@app_model.command("evaluate")
def evaluate(
    file: Annotated[Path, typer.Argument(help="CSV in UTF-8 with the columns text and topic, none of them trained on.")],
    model: Annotated[Path | None, typer.Option("--model", help="Folder of a model; the default model without it.")] = None,
    as_json: _Json = False,
) -> None:
    """Judges a model's topics on a table: abstaining counts as `other`."""
    from services.classify.domain.classifier import Text
    from services.classify.training import own_topics

    try:
        table = own_topics.read_table(file)
    except own_topics.TableUnusable as error:
        _fail(str(error))
    if not table.texts:
        _fail(f"{file} has no row with a text and a topic")
    classifier = _classifier(model)
    said = [
        found.labels.topic
        for start in range(0, len(table.texts), AT_A_TIME)
        for found in classifier.label([Text(text) for text in table.texts[start : start + AT_A_TIME]])
    ]
    pairs = list(zip(table.topics, said, strict=True))
    in_scope = [(topic, one) for topic, one in pairs if topic != "other"]
    outside = [(topic, one) for topic, one in pairs if topic == "other"]
    figures = {
        "texts": len(pairs),
        "accuracy": sum(topic == one for topic, one in pairs) / len(pairs),
        "in_scope_accuracy": sum(topic == one for topic, one in in_scope) / len(in_scope) if in_scope else None,
        "in_scope_abstained": sum(one == "other" for _, one in in_scope) / len(in_scope) if in_scope else None,
        "out_of_scope_recall": sum(one == "other" for _, one in outside) / len(outside) if outside else None,
        "model_version": classifier.version,
    }
    if as_json:
        typer.echo(orjson.dumps(figures).decode())
        return
    for name, value in figures.items():
        typer.echo(f"{name}: {value:.3f}" if isinstance(value, float) else f"{name}: {value}")
