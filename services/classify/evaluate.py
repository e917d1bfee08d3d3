"""How the default model does on real messages, and how fast: `python -m services.classify.evaluate --replay FILE.jsonl`.

With `--write docs/labels.md` the figures go into that document, between its markers.

`evaluation/replay_labels.csv` holds ids and labels, by hand; the texts stay where they are and nothing is trained on them.
"""

import argparse
import csv
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import orjson
import typer

from services.classify.adapters.identifier import load_identifier
from services.classify.adapters.model_files import DEFAULT_MODEL, load
from services.classify.domain.classifier import Classifier, Labelled, Text

LABELS = Path(__file__).parent / "evaluation" / "replay_labels.csv"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
#: Messages that speed is measured with, and at a time.
TIMED, BATCH = 10_000, 256
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


def seconds_for(classifier: Classifier, items: Sequence[Text]) -> float:
    """Processor seconds, words met for the first time included."""
    began = time.process_time()
    for start in range(0, len(items), BATCH):
        classifier.label(items[start : start + BATCH])
    return time.process_time() - began


def table(wanted: Sequence[Mapping[str, str]], found: Sequence[Labelled]) -> str:
    lines = ["| label | accuracy | 95 % interval | macro F1 |", "|---|---:|---|---:|"]
    for name in NAMES:
        is_so, said = [row[name] for row in wanted], [value_of(one, name) for one in found]
        right = [one == two for one, two in zip(is_so, said, strict=True)]
        low, high = interval(right)
        lines.append(f"| {name} | {np.mean(right):.3f} | {low:.2f} to {high:.2f} | {macro_f1(is_so, said):.3f} |")
    answered = [(row["topic"], value_of(one, "topic")) for row, one in zip(wanted, found, strict=True)]
    said_topics = [(one, two) for one, two in answered if two != "other"]
    lines.append(f"| topic, where one was said | {np.mean([one == two for one, two in said_topics]):.3f} | {len(said_topics)} of {len(answered)} | |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m services.classify.evaluate", description="Judge the default model on hand-labelled real messages."
    )
    parser.add_argument("--replay", type=Path, required=True, help="JSON lines with id and text.")
    parser.add_argument("--model", type=Path, default=DEFAULT_MODEL)
    parser.add_argument("--write", type=Path, help="Document with the markers between which the figures go.")
    chosen = parser.parse_args(arguments)
    with LABELS.open(encoding="utf-8", newline="") as file:
        wanted = {row["id"]: row for row in csv.DictReader(file)}
    with chosen.replay.open("rb") as lines:
        texts = {message["id"]: message["text"] for message in map(orjson.loads, lines)}
    ids = [identity for identity in wanted if identity in texts]
    classifier = Classifier(load(chosen.model), load_identifier())
    speed = seconds_for(classifier, [Text(text) for text in list(texts.values())[:TIMED]])
    timed = min(TIMED, len(texts))
    found = classifier.label([Text(texts[identity]) for identity in ids])
    figures = f"""Model `{classifier.version}` on {len(ids)} real messages to companies (tweets, English but one), labelled by hand
([ids and labels](../services/classify/evaluation/replay_labels.csv); the texts are not in the project, and nothing was trained on them):

{table([wanted[identity] for identity in ids], found)}

All labels in batches of {BATCH}, one process: {timed:,} messages in {speed:.2f} s of processor time, {timed / speed:,.0f} messages/s.
"""
    if chosen.write is None:
        typer.echo(figures)
        return
    document = chosen.write.read_text(encoding="utf-8")
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    chosen.write.write_text(f"{before}{BEGIN}\n{figures}{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
