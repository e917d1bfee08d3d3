"""Builds the default model: `python -m services.classify.train --data ../shared/data --out services/classify/model`.

Figures are cross-validated over our own lines (each line is judged by a model that did not see it), and held-out for the public corpora; temperatures
and thresholds come from the same predictions. The model that is written is then fitted on all texts. Same data, same seed: same bytes.
"""

import argparse
import random
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from services.classify.adapters import model_files
from services.classify.domain import text
from services.classify.domain.classifier import HEADS, OTHER, leaning
from services.classify.domain.features import PLACES, normal_form, place
from services.classify.training import card, fit
from services.classify.training.bridge import bridged, word_list
from services.classify.training.corpora import Example, emotions, from_templates, intents, lexicon, own_lines, sentiments

FOLDS = 3
#: Of a hundred public texts, how many are held out.
HELD_OUT_PERCENT = 8
#: Fewest texts that a feature must stand in, unless it stands in one of our own lines.
LEAST_TEXTS = 4


class Recipe(NamedTuple):
    """How a head is fitted. `strength` and `balance` as in `fit.fit_head`; chosen on held-out texts."""

    strength: float
    balance: float


RECIPES = {
    "topic": Recipe(0.1, 0.5),
    "sentiment": Recipe(0.08, 0.7),
    "emotion": Recipe(0.08, 0.5),
    "urgency": Recipe(0.1, 0.5),
    "personal": Recipe(0.1, 0.5),
    "kind": Recipe(0.1, 1.0),
    "language": Recipe(0.1, 0.5),
}


def _log(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def collect(data: Path, seed: int) -> tuple[list[Example], list[Example]]:
    """Texts to train on, and public texts held out. What is held out is not bridged either."""
    chance = random.Random(seed)  # noqa: S311 - chance of samples, not of secrets
    public = intents(data, chance) + sentiments(data, chance) + emotions(data)
    held = [example for example in public if crc32(example.text.encode()) % 100 < HELD_OUT_PERCENT]
    kept = [example for example in public if crc32(example.text.encode()) % 100 >= HELD_OUT_PERCENT]
    return own_lines() + from_templates(chance) + kept + bridged(kept) + lexicon(data), held


def _fold(example: Example) -> int:
    """0 … FOLDS-1 for our own lines, -1 for what is in every fold's training."""
    return crc32(example.text.encode()) % FOLDS if example.corpus == "handwritten" else -1


def spoken_words(examples: Sequence[Example]) -> NDArray[np.uint8]:
    """(PLACES,) bit 0: a word of the English texts, bit 1: of the Dutch ones."""
    counts = {"en": np.zeros(PLACES), "nl": np.zeros(PLACES)}
    #: Words of our own Dutch lines are Dutch words however common they are in English: ok, app, online.
    ours = np.zeros(PLACES, dtype=np.bool_)
    places: dict[str, int] = {}
    for example in examples:
        if "bridged" in example.corpus:
            continue
        # Our own lines and the lexicon are certain; tweets and subtitles hold other languages and names.
        weight = 3.0 if example.corpus in ("handwritten", "templates", "pattern") else 1.5 if example.language == "nl" else 1.0
        for token in set(text.tokens(example.text)):
            found = places.get(token)
            if found is None:
                found = places[token] = place("w " + normal_form(token))
            counts[example.language][found] += weight
            ours[found] |= example.language == "nl" and example.corpus == "handwritten"
    for english, dutch in word_list().items():
        counts["en"][place("w " + normal_form(english))] += 3
        for word in dutch.split():
            counts["nl"][place("w " + normal_form(word))] += 3
    # A word that one language has a hundred times as often is not a word of the other.
    english_words = (counts["en"] >= 3) & (counts["en"] * 100 >= counts["nl"])
    dutch_words = (counts["nl"] >= 3) & ((counts["nl"] * 100 >= counts["en"]) | ours)
    return (english_words.astype(np.uint8) | (dutch_words.astype(np.uint8) << 1)).astype(np.uint8)


class _HeadData(NamedTuple):
    rows: NDArray[np.int64]
    labels: list[str]
    weights: NDArray[np.float64]


def _head_data(name: str, examples: Sequence[Example], seed: int) -> _HeadData:
    if name == "language":
        chosen = [index for index, example in enumerate(examples) if len(example.text) > 8]
        rows = [index for index in chosen if examples[index].corpus == "handwritten"]
        for language in ("nl", "en"):
            public = [index for index in chosen if examples[index].language == language and examples[index].corpus != "handwritten"]
            rows += random.Random(seed).sample(public, min(len(public), 15_000))  # noqa: S311 - chance of samples, not of secrets
        rows.sort()
        return _HeadData(np.array(rows), [examples[row].language for row in rows], np.ones(len(rows)))
    rows = [index for index, example in enumerate(examples) if name in example.labels]
    return _HeadData(np.array(rows), [examples[row].labels[name] for row in rows], np.array([examples[row].weight for row in rows]))


def build(data: Path, out: Path, seed: int) -> str:
    """Train, judge and write the default model; its version."""
    began = time.monotonic()
    examples, held = collect(data, seed)
    _log(f"{len(examples)} texts, {len(held)} public texts held out")
    raw = fit.raw_matrix([example.text for example in examples])
    own = np.array([example.corpus == "handwritten" for example in examples])
    space = fit.space_of(raw, LEAST_TEXTS, raw[np.flatnonzero(own)])
    features = fit.matrix(raw, space)
    held_features = fit.matrix(fit.raw_matrix([example.text for example in held]), space)
    folds = np.array([_fold(example) for example in examples])
    _log(f"{len(space.places)} features, {time.monotonic() - began:.0f} s")

    fitted: dict[str, fit.Fitted] = {}
    temperatures: dict[str, float] = {}
    thresholds: dict[str, tuple[float, ...]] = {}
    report: list[card.HeadReport] = []
    #: Row of one of our own lines → its cross-validated sentiment, which the kind leans on.
    sentiment_of: dict[int, NDArray[Any]] = {}
    for name in HEADS:
        found = _head_data(name, examples, seed)
        recipe = RECIPES[name]
        labels = np.array(found.labels)
        fitting = partial(fit.fit_head, strength=recipe.strength, balance=recipe.balance, seed=seed)
        whole = fitting(features[found.rows], found.labels, found.weights)
        number_of = {label: number for number, label in enumerate(whole.classes)}
        judged_scores: list[NDArray[Any]] = []
        judged_rows: list[int] = []
        for fold in range(FOLDS):
            inside = folds[found.rows] != fold
            test = found.rows[~inside]
            part = fitting(features[found.rows[inside]], list(labels[inside]), found.weights[inside])
            judged_scores.append(part.scores(features[test]))
            judged_rows += test.tolist()
        scores = np.vstack(judged_scores)
        numbers = np.array([number_of[examples[row].language if name == "language" else examples[row].labels[name]] for row in judged_rows])
        temperatures[name] = fit.temperature_of(scores, numbers)
        probabilities = fit.softmax(scores, temperatures[name])
        if name == "sentiment":
            sentiment_of.update(zip(judged_rows, probabilities, strict=True))
        if name == "kind":
            moods = np.array([sentiment_of[row] for row in judged_rows])
            probabilities = leaning(probabilities, whole.classes, moods, fitted["sentiment"].classes)
        if name == "topic":
            thresholds[name] = fit.thresholds_of(probabilities, numbers, whole.classes, exempt=OTHER, wanted=0.7, lowest=0.15, highest=0.4)
        languages = np.array([examples[row].language for row in judged_rows])
        report += card.judged(name, whole.classes, probabilities, numbers, languages, "our own lines, cross-validated")
        held_rows = [row for row, example in enumerate(held) if (name == "language" and len(example.text) > 8) or name in example.labels]
        held_numbers = np.array([number_of[held[row].language if name == "language" else held[row].labels[name]] for row in held_rows])
        if len(held_rows):
            held_found = fit.softmax(whole.scores(held_features[held_rows]), temperatures[name])
            if name == "kind":
                held_moods = fit.softmax(fitted["sentiment"].scores(held_features[held_rows]), temperatures["sentiment"])
                held_found = leaning(held_found, whole.classes, held_moods, fitted["sentiment"].classes)
            report += card.by_corpus(name, whole.classes, held_found, held_numbers, [held[row].corpus for row in held_rows])
        fitted[name] = whole
        _log(f"{name}: {len(found.rows)} texts, temperature {temperatures[name]}, {time.monotonic() - began:.0f} s")
        for line in report:
            if line.head == name:
                _log(
                    f"    {line.of}: accuracy {line.accuracy:.3f}, macro F1 {line.macro_f1:.3f}, "
                    f"calibration error {line.calibration_error:.3f} ({line.texts} texts)"
                )
    heads, arrays = fit.packed(space, fitted, temperatures, thresholds, spoken_words(examples))
    version = model_files.save(out, "default", heads, arrays, card.default_card(examples, report, heads, seed))
    _log(f"{version} in {out}, {sum(path.stat().st_size for path in out.iterdir()) / 1e6:.1f} MB, {time.monotonic() - began:.0f} s")
    return version


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m services.classify.train", description="Build the default model.")
    parser.add_argument("--data", type=Path, required=True, help="Folder with topics/, sentiment/ and emotion/.")
    parser.add_argument("--out", type=Path, default=model_files.DEFAULT_MODEL, help="Folder to write the model to.")
    parser.add_argument("--seed", type=int, default=20_260, help="Same seed and data: same bytes.")
    chosen = parser.parse_args(arguments)
    missing = [
        name for name in ("topics/banking77.csv", "sentiment/semeval2017_en.csv", "emotion/goemotions_en.csv") if not (chosen.data / name).is_file()
    ]
    if missing:
        parser.error(f"{chosen.data} has no {missing[0]}")
    build(chosen.data, chosen.out, chosen.seed)


if __name__ == "__main__":
    main()
