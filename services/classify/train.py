"""Builds the default model: `python -m services.classify.train --data ../shared/data --out services/classify/model`.

Our own lines have three parts: heads are fitted on one, temperatures and thresholds on the second, and the third is only judged; so are the
public texts that are held out. `--convolution` names what `training/student.py` has made; its scores are added to those of the heads. Same data, same
seed: same bytes.
"""

import argparse
import random
import sys
import time
from collections.abc import Sequence
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
from services.classify.training.corpora import OWN, REVIEWS, Example, emotions, from_templates, intents, lexicon, own_lines, sentiments
from services.classify.training.windows import Added

#: Of a hundred public texts, how many are held out.
HELD_OUT_PERCENT = 8
OWN_HELD = "our own lines, held out"
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


def log(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


class Texts(NamedTuple):
    train: list[Example]
    #: Our own lines for temperatures and thresholds.
    calibrate: list[Example]
    #: Our own lines and public texts that are only judged.
    held: list[Example]


def collect(data: Path, seed: int) -> Texts:
    """What is held out is not bridged either."""
    chance = random.Random(seed)  # noqa: S311 - chance of samples, not of secrets
    public = intents(data, chance) + sentiments(data, chance) + emotions(data)
    held = [example for example in public if crc32(example.text.encode()) % 100 < HELD_OUT_PERCENT]
    kept = [example for example in public if crc32(example.text.encode()) % 100 >= HELD_OUT_PERCENT]
    own = own_lines()
    by_part = {part: [example for example in own if example.part == part] for part in ("train", "calibrate", "held")}
    return Texts(by_part["train"] + from_templates(chance) + kept + bridged(kept) + lexicon(data), by_part["calibrate"], by_part["held"] + held)


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
        weight = 3.0 if example.corpus in (OWN, "templates", "pattern") else 1.5 if example.language == "nl" else 1.0
        for token in set(text.tokens(example.text)):
            found = places.get(token)
            if found is None:
                found = places[token] = place("w " + normal_form(token))
            counts[example.language][found] += weight
            ours[found] |= example.language == "nl" and example.corpus == OWN
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
        rows = [index for index in chosen if examples[index].corpus == OWN]
        for language in ("nl", "en"):
            public = [index for index in chosen if examples[index].language == language and examples[index].corpus != OWN]
            rows += random.Random(seed).sample(public, min(len(public), 15_000))  # noqa: S311 - chance of samples, not of secrets
        rows.sort()
        return _HeadData(np.array(rows), [examples[row].language for row in rows], np.ones(len(rows)))
    rows = [index for index, example in enumerate(examples) if name in example.labels]
    return _HeadData(np.array(rows), [examples[row].labels[name] for row in rows], np.array([examples[row].weight for row in rows]))


class _Judged(NamedTuple):
    """Texts that have a label, their scores by the whole model, and the numbers of the classes that they are."""

    rows: list[int]
    scores: NDArray[Any]
    numbers: NDArray[np.int64]


def _label_of(example: Example, name: str) -> str | None:
    if name == "language":
        return example.language if len(example.text) > 8 else None
    return example.labels.get(name)


def _judged(name: str, texts: Sequence[Example], scores: NDArray[Any], classes: Sequence[str]) -> _Judged:
    rows = [row for row, example in enumerate(texts) if _label_of(example, name) in classes]
    return _Judged(rows, scores[rows], np.array([classes.index(str(_label_of(texts[row], name))) for row in rows], dtype=np.int64))


def build(data: Path, out: Path, seed: int, windows: Path | None) -> str:
    """Train, judge and write the default model; its version."""
    began = time.monotonic()
    texts = collect(data, seed)
    examples = texts.train
    log(f"{len(examples)} texts, {len(texts.calibrate)} to calibrate with, {len(texts.held)} held out")
    raw = fit.raw_matrix([example.text for example in examples])
    own = np.flatnonzero([example.corpus in (OWN, REVIEWS) for example in examples])
    space = fit.space_of(raw, LEAST_TEXTS, raw[own])
    features = fit.matrix(raw, space)
    others = {part: [example.text for example in found] for part, found in (("calibrate", texts.calibrate), ("held", texts.held))}
    of_others = {part: fit.matrix(fit.raw_matrix(found), space) for part, found in others.items()}
    added = Added.load(windows) if windows is not None else None
    window_scores = {part: added.scores(found) for part, found in others.items()} if added is not None else {}
    log(f"{len(space.places)} features, {time.monotonic() - began:.0f} s")

    fitted: dict[str, fit.Fitted] = {}
    temperatures: dict[str, float] = {}
    thresholds: dict[str, tuple[float, ...]] = {}
    leans: dict[str, float] = {}
    report: list[card.HeadReport] = []
    moods: dict[str, NDArray[Any]] = {}
    for name in HEADS:
        found = _head_data(name, examples, seed)
        recipe = RECIPES[name]
        head = fit.fit_head(features[found.rows], found.labels, found.weights, strength=recipe.strength, balance=recipe.balance, seed=seed)
        scores = {part: head.scores(of_others[part]).astype(np.float64) for part in others}
        calibrate = _judged(name, texts.calibrate, scores["calibrate"], head.classes)
        if added is not None and name in added.columns:
            leans[name] = added.weight(name, calibrate.scores, window_scores["calibrate"][calibrate.rows], calibrate.numbers)
            for part in others:
                scores[part] += leans[name] * added.of(name, window_scores[part])
            calibrate = calibrate._replace(scores=scores["calibrate"][calibrate.rows])
        temperatures[name] = fit.temperature_of(calibrate.scores, calibrate.numbers)
        told = {part: fit.softmax(scores[part], temperatures[name]) for part in others}
        if name == "sentiment":
            moods = told
        if name == "kind":
            told = {part: leaning(told[part], head.classes, moods[part], fitted["sentiment"].classes) for part in others}
        if name == "topic":
            thresholds[name] = fit.thresholds_of(
                told["calibrate"][calibrate.rows], calibrate.numbers, head.classes, exempt=OTHER, wanted=0.7, lowest=0.15, highest=0.4
            )
        held = _judged(name, texts.held, told["held"], head.classes)
        ours = np.array([texts.held[row].corpus == OWN for row in held.rows])
        languages = np.array([texts.held[row].language for row in held.rows])
        report += card.judged(name, head.classes, held.scores[ours], held.numbers[ours], languages[ours], OWN_HELD)
        corpora = [texts.held[row].corpus for row in np.array(held.rows)[~ours]]
        report += card.by_corpus(name, head.classes, held.scores[~ours], held.numbers[~ours], corpora)
        fitted[name] = head
        log(
            f"{name}: {len(found.rows)} texts, temperature {temperatures[name]}, convolution × {leans.get(name, 0):.2f}, "
            f"{time.monotonic() - began:.0f} s"
        )
        for line in report:
            if line.head == name:
                log(
                    f"    {line.of}: accuracy {line.accuracy:.3f}, macro F1 {line.macro_f1:.3f}, macro recall {line.macro_recall:.3f}, "
                    f"calibration error {line.calibration_error:.3f} ({line.texts} texts)"
                )
    heads, arrays = fit.packed(space, fitted, temperatures, thresholds, spoken_words(examples))
    if added is not None:
        arrays |= added.arrays(heads, leans)
    version = model_files.save(out, "default", heads, arrays, card.default_card(examples, report, heads, seed))
    log(f"{version} in {out}, {sum(path.stat().st_size for path in out.iterdir()) / 1e6:.1f} MB, {time.monotonic() - began:.0f} s")
    return version


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m services.classify.train", description="Build the default model.")
    parser.add_argument("--data", type=Path, required=True, help="Folder with topics/, sentiment/ and emotion/.")
    parser.add_argument("--out", type=Path, default=model_files.DEFAULT_MODEL, help="Folder to write the model to.")
    parser.add_argument("--convolution", type=Path, help="File of `python -m training.student`.")
    parser.add_argument("--seed", type=int, default=20_260, help="Same seed and data: same bytes.")
    chosen = parser.parse_args(arguments)
    missing = [
        name for name in ("topics/banking77.csv", "sentiment/semeval2017_en.csv", "emotion/goemotions_en.csv") if not (chosen.data / name).is_file()
    ]
    if missing:
        parser.error(f"{chosen.data} has no {missing[0]}")
    build(chosen.data, chosen.out, chosen.seed, chosen.convolution)


if __name__ == "__main__":
    main()
