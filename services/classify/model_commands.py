"""`klantstroom model train | evaluate | retrain`: models from tables, and what they are worth."""

import csv
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.classify.command_line import AT_A_TIME, AsJson, classifier_in, fail, print_json, printable

if TYPE_CHECKING:
    from schemas.messages.customers import Correction
    from services.classify.domain.classifier import Text
    from services.classify.domain.corrections import Row
    from services.classify.training.own_topics import Table, Trained

_SEED = 20_260
_Out = Annotated[Path, typer.Option("--out", help="Folder to write the model to.")]
_Seed = Annotated[int, typer.Option("--seed", help="Same seed and table: same bytes.")]
_OutOfScope = Annotated[
    float | None,
    typer.Option(
        "--out-of-scope", min=0.0, max=1.0, metavar="SHARE", help="Share of the messages that are about none of the topics; guessed without it."
    ),
]

#: The joined table of `model retrain`, beside the model that was made from it.
TRAINING = "training.csv"


def train(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV in UTF-8 with the columns text and topic; rows with the topic other are out of scope. "
            "Columns sentiment, emotion, urgency, personal and kind make heads of their own."
        ),
    ],
    out: _Out,
    seed: _Seed = _SEED,
    out_of_scope: _OutOfScope = None,
    as_json: AsJson = False,
) -> None:
    """Trains a topic model and prints its cross-validated figures."""
    from services.classify.training import own_topics

    table = _read(file, as_json)
    try:
        trained = _trained(table, out, seed, out_of_scope, as_json)
    except own_topics.TableUnusable as error:
        fail(str(error), as_json)
    if as_json:
        print_json(_as_json(table, trained))
    else:
        _print_trained(table, trained, out)


def _read(file: Path, as_json: bool) -> "Table":
    from services.classify.training import own_topics

    try:
        return own_topics.read_table(file)
    except own_topics.TableUnusable as error:
        fail(str(error), as_json)


def _trained(table: "Table", out: Path, seed: int, strange: float | None, as_json: bool) -> "Trained":
    """Raises TableUnusable."""
    from services.classify.adapters.encoder import Encoder, version
    from services.classify.adapters.model_files import ModelUnusable
    from services.classify.training import own_topics

    try:
        return own_topics.train(table, out, seed, Encoder().embed, version(), lambda line: typer.echo(line, err=True), strange)
    except ModelUnusable as error:
        fail(str(error), as_json)
    except OSError as error:
        fail(f"{out} cannot be written: {error.strerror}", as_json)


def _left_out(table: "Table") -> dict[str, int]:
    return {"duplicates": table.duplicates, "contradictions": table.contradictions, "empty": table.empty}


def _as_json(table: "Table", trained: "Trained") -> dict[str, Any]:
    return {
        "version": trained.version,
        "texts": len(table.texts),
        "left_out": _left_out(table),
        "answered": trained.answered,
        "right": trained.right,
        "out_of_scope_recall": trained.out_of_scope_recall,
        "accuracy": trained.report.accuracy,
        "macro_f1": trained.report.macro_f1,
        "classes": trained.report.classes,
        "others": {report.head: {"texts": report.texts, "accuracy": report.accuracy, "macro_f1": report.macro_f1} for report in trained.others},
    }


def _print_trained(table: "Table", trained: "Trained", out: Path) -> None:
    from services.classify.training import card

    typer.echo(card.class_figures(trained.report))
    typer.echo(
        f"\n{trained.version} in {out}: {len(table.texts)} texts; "
        f"left out: {', '.join(f'{count} {name}' for name, count in _left_out(table).items())}"
    )
    typer.echo(
        f"accuracy {trained.report.accuracy:.3f}, macro F1 {trained.report.macro_f1:.3f}, "
        f"calibration error {trained.report.calibration_error:.3f} (cross-validated)"
    )
    typer.echo(f"at the thresholds {trained.answered:.1%} of the texts in scope get a topic, right in {trained.right:.1%}")
    if trained.out_of_scope_recall is not None:
        typer.echo(f"{trained.out_of_scope_recall:.1%} of the texts out of scope are found")
    for report in trained.others:
        typer.echo(f"{report.head}: accuracy {report.accuracy:.3f}, macro F1 {report.macro_f1:.3f} on {report.texts} texts (cross-validated)")


def evaluate(
    file: Annotated[Path, typer.Argument(help="CSV in UTF-8 with the columns text and topic, none of them trained on.")],
    model: Annotated[Path | None, typer.Option("--model", help="Folder of a model; the default model without it.")] = None,
    as_json: AsJson = False,
) -> None:
    """Judges a model's topics on a table: abstaining counts as `other`.

    Texts that are nearly the same as one that the model was trained on are counted as leaked, and the figures repeated without them.
    """
    from services.classify.adapters.model_files import DEFAULT_MODEL, ModelUnusable, fingerprints
    from services.classify.domain.classifier import Text
    from services.classify.training import own_topics

    table = _read(file, as_json)
    if not table.texts:
        fail(f"{file} has no row with a text and a topic", as_json)
    classifier = classifier_in(model, as_json)
    try:
        seen = frozenset(fingerprints(model or DEFAULT_MODEL).tolist())
    except ModelUnusable as error:
        fail(str(error), as_json)
    said = [
        found.labels.topic
        for start in range(0, len(table.texts), AT_A_TIME)
        for found in classifier.label([Text(text) for text in table.texts[start : start + AT_A_TIME]])
    ]
    pairs = list(zip(table.topics, said, strict=True))
    leaked = [own_topics.fingerprint(text) in seen for text in table.texts]
    new = [pair for pair, known in zip(pairs, leaked, strict=True) if not known]
    figures = _figures(pairs) | {
        # Which texts a model has seen is known only where it keeps their fingerprints.
        "leaked": sum(leaked) if seen else None,
        "without_leaked": _figures(new) if len(new) < len(pairs) else None,
        "model_version": classifier.version,
    }
    if as_json:
        print_json(figures)
        return
    for name, value in figures.items():
        if not isinstance(value, dict):
            typer.echo(_figure(name, value))
    if len(new) < len(pairs):
        typer.echo("\nWithout the texts that are nearly the same as texts that the model was trained on:")
        for name, value in _figures(new).items():
            typer.echo(_figure(name, value))


def _figures(pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Of (right topic, topic that was said)."""
    in_scope = [said for topic, said in pairs if topic != "other"]
    right = [topic == said for topic, said in pairs if topic != "other"]
    outside = [said == "other" for topic, said in pairs if topic == "other"]
    return {
        "texts": len(pairs),
        "accuracy": sum(topic == said for topic, said in pairs) / len(pairs) if pairs else None,
        "in_scope_accuracy": sum(right) / len(right) if right else None,
        "in_scope_abstained": sum(said == "other" for said in in_scope) / len(in_scope) if in_scope else None,
        "out_of_scope_recall": sum(outside) / len(outside) if outside else None,
    }


def _figure(name: str, value: Any) -> str:
    return f"{name}: {value:.3f}" if isinstance(value, float) else f"{name}: {value}"


def retrain(
    file: Annotated[Path, typer.Argument(help="The company's own table: CSV in UTF-8 with the columns text and topic.")],
    out: _Out,
    corrections: Annotated[
        Path | None, typer.Option("--corrections", help="JSON lines of corrections, instead of the running system's topic `corrections`.")
    ] = None,
    messages: Annotated[
        Path | None, typer.Option("--messages", help="JSON lines of messages, instead of the running system's topic `messages-classified`.")
    ] = None,
    seed: _Seed = _SEED,
    out_of_scope: _OutOfScope = None,
    as_json: AsJson = False,
) -> None:
    """Trains on the table and on the messages whose topic a person corrected: the latest correction of a message counts.

    The joined table is written beside the model, as training.csv: it holds what customers wrote, and only its owner may read it.
    A correction to a topic that the table does not have is told and left out; to add a topic, add rows to the table.
    """
    from services.classify.domain.corrections import TOPIC, joined, last_words
    from services.classify.training import own_topics

    plain = _read(file, as_json)
    said, texts = _corrections_and_texts(corrections, messages, as_json)
    last = last_words(said)
    corrected = {message_id: str(one.value) for (message_id, label), one in last.items() if label == TOPIC}
    found = joined(list(zip(plain.texts, plain.topics, strict=True)), corrected, {name: _written(text) for name, text in texts.items()})
    try:
        _write_table(out, found.rows)
    except OSError as error:
        fail(f"{out} cannot be written: {error.strerror}", as_json)
    whole = _read(out / TRAINING, as_json)
    table = whole._replace(
        duplicates=plain.duplicates + whole.duplicates, contradictions=plain.contradictions + whole.contradictions, empty=plain.empty + whole.empty
    )
    try:
        trained = _trained(table, out, seed, out_of_scope, as_json)
    except own_topics.TableUnusable as error:
        (out / TRAINING).unlink()
        fail(str(error), as_json)
    told = {
        "used": found.used,
        "without_text": found.without_text,
        "unknown_topics": found.unknown,
        "of_other_labels": len(last) - len(corrected),
    }
    if as_json:
        print_json(_as_json(table, trained) | {"corrections": told})
        return
    _print_trained(table, trained, out)
    typer.echo(f"\ncorrections used: {sum(found.used.values())}" + _counts(found.used))
    if found.without_text:
        typer.echo(f"corrections of messages that are no longer kept, not used: {found.without_text}")
    if found.unknown:
        typer.echo(f"corrections to topics that {file} does not have, not used: {sum(found.unknown.values())}" + _counts(found.unknown))


def _counts(counts: Mapping[str, int]) -> str:
    return f" ({', '.join(f'{printable(topic)} {count}' for topic, count in counts.items())})" if counts else ""


def _corrections_and_texts(corrections: Path | None, messages: Path | None, as_json: bool) -> "tuple[list[Correction], dict[str, Text]]":
    import asyncio

    from services.classify.adapters import recent

    async def asked() -> "tuple[list[Correction], dict[str, Text]]":
        said = list(recent.corrections_in(corrections)) if corrections is not None else None
        texts = {one.message_id: one.text for one in recent.messages_in(messages)} if messages is not None else None
        if said is not None and texts is not None:
            return said, texts
        async with recent.running_system() as broker:
            if said is None:
                said = await recent.all_corrections(broker)
            if texts is None:
                texts = await recent.texts_of(broker, frozenset(one.message_id for one in said))
            return said, texts

    try:
        return asyncio.run(asked())
    except recent.Unreadable as error:
        fail(str(error), as_json)


def _written(text: "Text") -> str:
    """As the model is shown it: the subject on a line of its own."""
    return f"{text.subject}\n{text.text}" if text.subject else text.text


def _write_table(out: Path, rows: "Iterable[Row]") -> None:
    out.mkdir(parents=True, exist_ok=True)
    only_owner: Callable[[str, int], int] = lambda name, flags: os.open(name, flags, 0o600)  # noqa: E731
    with open(out / TRAINING, "w", encoding="utf-8", newline="", opener=only_owner) as file:
        # Everything in quotes: a text may hold characters that some readers take for the end of a line.
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(("text", "topic", "source", "message_id"))
        writer.writerows((row.text.replace("\0", " "), row.topic, row.source, row.message_id) for row in rows)
