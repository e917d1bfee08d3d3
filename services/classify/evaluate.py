"""How the default model does on real messages: `python -m services.classify.evaluate --replay ../shared/data/replay/support_tweets.jsonl`.

`evaluation/replay_labels.csv` holds ids and labels, by hand; the texts stay where they are and nothing is trained on them.
"""

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import orjson
import typer

from services.classify.adapters.identifier import load_identifier
from services.classify.adapters.model_files import DEFAULT_MODEL, load
from services.classify.domain.classifier import Classifier, Labelled, Text

LABELS = Path(__file__).parent / "evaluation" / "replay_labels.csv"
NAMES = ("language", "topic", "kind", "urgency", "personal", "sentiment", "emotion")


def value_of(found: Labelled, name: str) -> str:
    value = getattr(found.labels, name)
    return ("yes" if value else "no") if name == "personal" else str(value)


def macro_f1(wanted: Sequence[str], said: Sequence[str]) -> float:
    """Mean F1 over the classes that are wanted somewhere."""
    scores = []
    for name in sorted(set(wanted)):
        right = sum(one == two == name for one, two in zip(wanted, said, strict=True))
        scores.append(2 * right / (wanted.count(name) + said.count(name)))
    return float(np.mean(scores))


def interval(right: Sequence[bool], seed: int = 1) -> tuple[float, float]:
    """95 % of the accuracy, by bootstrap."""
    chance = np.random.default_rng(seed)
    values = np.array(right, dtype=float)
    means = values[chance.integers(0, len(values), (2_000, len(values)))].mean(axis=1)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m services.classify.evaluate", description="Judge the default model on hand-labelled real messages."
    )
    parser.add_argument("--replay", type=Path, required=True, help="JSON lines with id and text.")
    parser.add_argument("--model", type=Path, default=DEFAULT_MODEL)
    chosen = parser.parse_args(arguments)
    with LABELS.open(encoding="utf-8", newline="") as file:
        wanted = {row["id"]: row for row in csv.DictReader(file)}
    texts = {}
    with chosen.replay.open("rb") as lines:
        for line in lines:
            message = orjson.loads(line)
            if message["id"] in wanted:
                texts[message["id"]] = message["text"]
    ids = [identity for identity in wanted if identity in texts]
    classifier = Classifier(load(chosen.model), load_identifier())
    found = dict(zip(ids, classifier.label([Text(texts[identity]) for identity in ids]), strict=True))
    typer.echo(f"{classifier.version}, {len(ids)} real messages\n\n| label | accuracy | 95 % interval | macro F1 |\n|---|---:|---|---:|")
    for name in NAMES:
        is_so = [wanted[identity][name] for identity in ids]
        said = [value_of(found[identity], name) for identity in ids]
        right = [one == two for one, two in zip(is_so, said, strict=True)]
        low, high = interval(right)
        typer.echo(f"| {name} | {np.mean(right):.3f} | {low:.2f} to {high:.2f} | {macro_f1(is_so, said):.3f} |")


if __name__ == "__main__":
    main()
