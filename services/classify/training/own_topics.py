"""A company's own topic model from a table of texts and topics."""

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from services.classify.adapters import model_files
from services.classify.domain.classifier import OTHER
from services.classify.domain.features import PLACES
from services.classify.training import card, fit

FOLDS = 5
#: Fewest texts of a topic: one for each of two folds.
LEAST_TEXTS = 2
MAX_TOPIC_CHARACTERS = 100
STRENGTH = 1.0
#: Largest field of the table, in characters: that of a message.
csv.field_size_limit(200_000)


class TableUnusable(Exception):
    """A training table cannot be used; the message is one line that says why."""


class Table(NamedTuple):
    texts: list[str]
    topics: list[str]
    #: Rows left out: the same text again with the same topic.
    duplicates: int
    #: Texts that stand there with different topics; all of their rows are kept out.
    contradictions: int
    #: Rows without a text or a topic.
    empty: int


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def read_table(path: Path) -> Table:
    """The rows of a CSV file with the columns text and topic, in UTF-8. Raises TableUnusable."""
    try:
        content = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableUnusable(f"{path} is not UTF-8: byte {error.start} ({error.object[error.start]:#04x}); save it as CSV in UTF-8") from None
    except OSError as error:
        raise TableUnusable(f"{path} cannot be read: {error.strerror}") from None
    reader = csv.DictReader(content.splitlines(keepends=True))
    try:
        names = [name.strip().lower() for name in reader.fieldnames or []]
        missing = [name for name in ("text", "topic") if name not in names]
        if missing:
            raise TableUnusable(f"{path} has no column {' and no column '.join(missing)}; it has {', '.join(names) or 'nothing'}")
        rows = [(row.get(_named(reader, "text")) or "", (row.get(_named(reader, "topic")) or "").strip()) for row in reader]
    except csv.Error as error:
        raise TableUnusable(f"{path}, line {reader.line_num}: {error}") from None
    filled = [(text, topic) for text, topic in rows if text.strip() and topic]
    long = next((topic for _, topic in filled if len(topic) > MAX_TOPIC_CHARACTERS), None)
    if long is not None:
        raise TableUnusable(f"{path} has a topic of {len(long)} characters; at most {MAX_TOPIC_CHARACTERS} are taken")
    topics_of: dict[str, set[str]] = {}
    for text, topic in filled:
        topics_of.setdefault(_plain(text), set()).add(topic)
    seen: set[str] = set()
    texts, topics, duplicates = [], [], 0
    for text, topic in filled:
        plain = _plain(text)
        if len(topics_of[plain]) > 1:
            continue
        if plain in seen:
            duplicates += 1
            continue
        seen.add(plain)
        texts.append(text)
        topics.append(topic)
    contradictions = sum(len(found) > 1 for found in topics_of.values())
    return Table(texts, topics, duplicates, contradictions, len(rows) - len(filled))


def _named(reader: "csv.DictReader[str]", name: str) -> str:
    return next(found for found in reader.fieldnames or [] if found.strip().lower() == name)


class Trained(NamedTuple):
    version: str
    report: card.HeadReport
    #: Share of the texts in scope that get a topic at the thresholds, and how often it is the right one.
    answered: float
    right: float
    #: Share of the rows with topic other that are found out of scope; None where there are none.
    out_of_scope_recall: float | None


def train(table: Table, out: Path, seed: int, said: Callable[[str], None]) -> Trained:
    """Cross-validate, calibrate, fit on all rows and write the model to `out`. Raises TableUnusable."""
    counts = Counter(table.topics)
    in_scope = sorted(name for name in counts if name != OTHER)
    if len(in_scope) < 2:
        raise TableUnusable(f"at least two topics beside '{OTHER}' are needed; the table has {', '.join(in_scope) or 'none'}")
    rare = [name for name in in_scope if counts[name] < LEAST_TEXTS]
    if rare:
        raise TableUnusable(f"at least {LEAST_TEXTS} different texts are needed for each topic; too few: {', '.join(rare[:5])}")
    raw = fit.raw_matrix(table.texts)
    space = fit.space_of(raw, 1)
    features = fit.matrix(raw, space)
    labels = np.array(table.topics)
    folds = _folds(table.topics, table.texts, min(FOLDS, min(counts.values())) if min(counts.values()) > 1 else 2)
    weights = np.ones(len(labels))
    whole = fit.fit_head(features, table.topics, weights, strength=STRENGTH, balance=0.5, seed=seed)
    number_of = {name: number for number, name in enumerate(whole.classes)}
    scores = np.zeros((len(labels), len(whole.classes)), dtype=np.float32)
    for fold in sorted(set(folds.tolist())):
        inside = folds != fold
        part = fit.fit_head(features[inside], list(labels[inside]), weights[inside], strength=STRENGTH, balance=0.5, seed=seed)
        columns = [number_of[name] for name in part.classes]
        found = np.full((int((~inside).sum()), len(whole.classes)), -30.0, dtype=np.float32)
        found[:, columns] = part.scores(features[~inside])
        scores[~inside] = found
        said(f"fold {fold + 1} of {int(folds.max()) + 1}")
    numbers = np.array([number_of[name] for name in table.topics])
    temperature = fit.temperature_of(scores, numbers)
    probabilities = fit.softmax(scores, temperature)
    thresholds = fit.thresholds_of(
        probabilities, numbers, whole.classes, exempt=OTHER, wanted=0.8, lowest=min(0.2, 1.5 / len(whole.classes)), highest=0.5
    )
    report = card.report_of("topic", whole.classes, probabilities, numbers, f"the table, {int(folds.max()) + 1}-fold cross-validated")
    predicted = probabilities.argmax(axis=1)
    said_topic = probabilities.max(axis=1) >= np.array(thresholds)[predicted]
    other = number_of.get(OTHER, -1)
    said_topic &= predicted != other
    scope = numbers != other
    trained_heads, arrays = fit.packed(space, {"topic": whole}, {"topic": temperature}, {"topic": thresholds}, np.zeros(PLACES, dtype=np.uint8))
    answered = float(said_topic[scope].mean())
    right = float((predicted == numbers)[scope & said_topic].mean()) if (scope & said_topic).any() else 0.0
    out_of_scope = float((~said_topic[~scope]).mean()) if (~scope).any() else None
    version = model_files.save(
        out, "topics", trained_heads, arrays, _card(table, report, thresholds, whole.classes, answered, right, out_of_scope, seed)
    )
    return Trained(version, report, answered, right, out_of_scope)


def _folds(topics: Sequence[str], texts: Sequence[str], count: int) -> NDArray[np.int64]:
    """Each topic's texts dealt over the folds in an order that hangs on the text alone."""
    folds = np.zeros(len(topics), dtype=np.int64)
    dealt: Counter[str] = Counter()
    for index in sorted(range(len(topics)), key=lambda index: (crc32(texts[index].encode("utf-8", "replace")), index)):
        folds[index] = dealt[topics[index]] % count
        dealt[topics[index]] += 1
    return folds


def _card(
    table: Table,
    report: card.HeadReport,
    thresholds: Sequence[float],
    classes: Sequence[str],
    answered: float,
    right: float,
    out_of_scope: float | None,
    seed: int,
) -> str:
    said = ", ".join(f"{name} {threshold:.2f}" for name, threshold in zip(classes, thresholds, strict=True))
    scope = (
        "the table has no rows out of scope"
        if out_of_scope is None
        else f"{out_of_scope:.1%} of the rows with topic `{OTHER}` are found out of scope"
    )
    return f"""# Model card: {{version}}

A topic model of a company's own, made by `klantstroom model train --seed {seed}` from {len(table.texts)} texts
({table.duplicates} repeated rows, {table.contradictions} texts with contradicting topics and {table.empty} rows without text or topic were left out).

{card.figures([report])}

At the thresholds {answered:.1%} of the texts in scope get a topic, which is right in {right:.1%}; {scope}.

{card.class_figures(report)}

Below these confidences it says `{OTHER}`: {said}.
"""
