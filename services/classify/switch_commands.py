"""`klantstroom model shadow | promote`: a candidate beside the model in force, and in its place."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.classify.command_line import AT_A_TIME, AsJson, fail, print_json, printable

if TYPE_CHECKING:
    from services.classify.adapters.model_store import Opened
    from services.classify.adapters.recent import Message
    from services.classify.domain.shadow import Comparison

_Store = Annotated[
    Path | None,
    typer.Option("--store", envvar="KLANTSTROOM_CLASSIFY_MODELS", help="Folder of models to switch between, as classify is told to look into."),
]

#: Characters of a text that is shown.
SHOWN = 200


def promote(
    model: Annotated[Path | None, typer.Argument(help="Folder of a model, made by `klantstroom model train` or `retrain`.")] = None,
    store: _Store = None,
    back: Annotated[bool, typer.Option("--back", help="Return to the version that was in force before.")] = False,
    as_json: AsJson = False,
) -> None:
    """Puts a model in force: loads it, copies it into the store, and lets the store name it.

    A running classify follows within seconds, between two batches. The version in force before is kept, for --back.
    """
    from services.classify.adapters import model_store
    from services.classify.adapters.model_files import ModelUnusable
    from services.classify.settings import ClassifySettings

    if store is None:
        raise typer.BadParameter("name the folder of models", param_hint="--store")
    if back == (model is not None):
        raise typer.BadParameter("name the folder of a model, or --back", param_hint="MODEL")
    labels = ClassifySettings().classify_model
    try:
        switched = model_store.back(store, labels) if model is None else model_store.promote(store, model, labels)
    except ModelUnusable as error:
        fail(str(error), as_json)
    except OSError as error:
        fail(f"{store} cannot be written: {error.strerror}", as_json)
    if as_json:
        print_json({"version": switched.version, "before": switched.before, "changed": switched.changed})
    elif switched.changed:
        typer.echo(f"{switched.version} is in force" + (f"; before: {switched.before}" if switched.before else ""))
    else:
        typer.echo(f"{switched.version} was in force already")


def shadow(
    model: Annotated[Path, typer.Argument(help="Folder of the candidate.")],
    store: _Store = None,
    file: Annotated[Path | None, typer.Option("--file", help="JSON lines of messages, instead of those of the running system.")] = None,
    corrections: Annotated[
        Path | None, typer.Option("--corrections", help="JSON lines of corrections; with messages of the running system its own are known.")
    ] = None,
    messages: Annotated[int, typer.Option("--messages", min=1, max=50_000, help="Messages that both models label, the newest first.")] = 1_000,
    show: Annotated[int, typer.Option("--show", min=0, help="Show the texts of so many messages whose topic differs.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Lets a candidate label recent messages beside the model in force, and compares. Nothing is written to any topic.

    The model in force is that of the store; without one, the default model.
    """
    from services.classify.adapters import model_store
    from services.classify.adapters.model_files import ModelUnusable
    from services.classify.domain.shadow import compare
    from services.classify.settings import ClassifySettings

    labels = ClassifySettings().classify_model
    try:
        candidate = model_store.opened(model, labels)
        versions = model_store.history(store) if store is not None else ()
        current = model_store.opened_version(store, versions[0], labels) if store is not None and versions else model_store.opened(labels, labels)
    except ModelUnusable as error:
        fail(str(error), as_json)
    found, corrected = _messages(file, corrections, messages, current.topics | candidate.topics, as_json)
    if not found:
        fail(f"{file or 'messages-classified'} has not one message to compare with", as_json)
    comparison = compare(_labels(current, found), _labels(candidate, found), [corrected.get(one.message_id, {}) for one in found])
    told = _as_json(comparison) | {"current": current.classifier.version, "candidate": candidate.classifier.version}
    shown = [found[number] for number in comparison.moved[:show]]
    if as_json:
        print_json(told | ({"examples": [{"message_id": one.message_id, "text": one.text.text} for one in shown]} if show else {}))
        return
    _print(comparison, current.classifier.version, candidate.classifier.version)
    for one in shown:
        typer.echo(printable(f"{one.message_id}: {one.text.text[:SHOWN]}"))


def _messages(
    file: Path | None, corrections: Path | None, most: int, topics: frozenset[str], as_json: bool
) -> "tuple[list[Message], dict[str, dict[str, str]]]":
    """The messages, and by message the right values of those labels that were corrected."""
    import asyncio

    from runtime.hop import Refusal
    from services.classify.adapters import recent
    from services.classify.domain.corrections import checked, last_words

    async def asked() -> "tuple[list[Message], list[Any]]":
        said = list(recent.corrections_in(corrections)) if corrections is not None else []
        if file is not None:
            return list(recent.messages_in(file))[:most], said
        async with recent.running_system() as broker:
            return await recent.newest_messages(broker, most), said if corrections is not None else await recent.all_corrections(broker)

    try:
        found, said = asyncio.run(asked())
    except recent.Unreadable as error:
        fail(str(error), as_json)
    right: dict[str, dict[str, str]] = {}
    for (message_id, label), one in last_words(said).items():
        value = checked(one, topics)
        if not isinstance(value, Refusal):
            right.setdefault(message_id, {})[label] = value
    return found, right


def _labels(opened: "Opened", messages: "Sequence[Message]") -> list[Any]:
    return [
        found.labels
        for start in range(0, len(messages), AT_A_TIME)
        for found in opened.classifier.label([one.text for one in messages[start : start + AT_A_TIME]])
    ]


def _as_json(found: "Comparison") -> dict[str, Any]:
    return {
        "messages": found.messages,
        "same_topic": found.same_topic / found.messages,
        "abstained": {"current": found.current_abstained / found.messages, "candidate": found.candidate_abstained / found.messages},
        "confidence": {"current": found.current_confidence, "candidate": found.candidate_confidence},
        "moves": [move._asdict() for move in found.moves],
        "corrected": {label: judged._asdict() for label, judged in found.judged.items()},
    }


def _print(found: "Comparison", current: str, candidate: str) -> None:
    typer.echo(f"{found.messages} messages; current {current}, candidate {candidate}")
    typer.echo(f"the same topic: {found.same_topic / found.messages:.1%}")
    typer.echo(f"abstained: current {found.current_abstained / found.messages:.1%}, candidate {found.candidate_abstained / found.messages:.1%}")
    typer.echo(f"mean confidence: current {found.current_confidence:.3f}, candidate {found.candidate_confidence:.3f}")
    for label, judged in found.judged.items():
        typer.echo(f"{label}, {judged.corrected} corrected: right current {judged.current_right}, candidate {judged.candidate_right}")
    if found.moves:
        width = max(len(printable(f"{move.before} → {move.after}")) for move in found.moves)
        typer.echo("\nmoved")
        for move in found.moves:
            typer.echo(f"  {printable(f'{move.before} → {move.after}'):<{width}}  {move.messages}")
