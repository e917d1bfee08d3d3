"""Figures of a head, and the model card that carries them."""

from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.classify.domain.linear import Head
from services.classify.training.corpora import Example
from services.classify.training.fit import calibration_error

ATTRIBUTION = """
| corpus | by | licence | used for |
|---|---|---|---|
| banking77 | PolyAI (Casanueva et al. 2020) | CC BY 4.0 | topic, personal, kind, urgency |
| clinc150 | Larson et al. 2019 | CC BY 3.0 | topic, personal, kind, urgency |
| multidogo | Amazon (Peskov et al. 2019) | CDLA-Permissive | topic, personal, kind, urgency |
| SemEval-2017 task 4A | Rosenthal et al. 2017 | research; weights only, no text is kept | sentiment |
| Pattern's Dutch polarity lexicon | De Smedt and Daelemans | PDDL | sentiment |
| TweetEval emotion | Mohammad et al. 2018, Barbieri et al. 2020 | research; weights only, no text is kept | emotion |
| GoEmotions | Google (Demszky et al. 2020) | Apache-2.0 | emotion |
| XED | Öhman et al. 2020 | CC BY 4.0 | emotion, language |
| lines, reviews, templates, word lists | this project, synthetic: no customer wrote them | as this project | all labels |

Changes that were made: intents and emotions were mapped onto our labels (`services/classify/training/intent_map.csv`), texts were capped per
topic, and part of the English texts was also used as word-by-word Dutch. Nothing share-alike was trained on.
"""


class HeadReport(NamedTuple):
    head: str
    of: str
    texts: int
    accuracy: float
    macro_f1: float
    macro_recall: float
    calibration_error: float
    #: class → (precision, recall, F1, texts)
    classes: dict[str, tuple[float, float, float, int]]


def report_of(head: str, classes: Sequence[str], probabilities: NDArray[Any], numbers: NDArray[np.int64], of: str) -> HeadReport:
    predicted = probabilities.argmax(axis=1)
    by_class = {}
    for number, name in enumerate(classes):
        right = int(((predicted == number) & (numbers == number)).sum())
        said, is_so = int((predicted == number).sum()), int((numbers == number).sum())
        if is_so:
            precision, recall = right / said if said else 0.0, right / is_so
            by_class[name] = (precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0, is_so)
    recall, macro = (float(np.mean([found[place] for found in by_class.values()])) if by_class else 0.0 for place in (1, 2))
    return HeadReport(
        head, of, len(numbers), float((predicted == numbers).mean()), macro, recall, calibration_error(probabilities, numbers), by_class
    )


def judged(
    head: str, classes: Sequence[str], probabilities: NDArray[Any], numbers: NDArray[np.int64], languages: NDArray[Any], of: str
) -> list[HeadReport]:
    """One report in all, one for each language that there is beside another."""
    found = [report_of(head, classes, probabilities, numbers, of)]
    for language, name in (("nl", "Dutch"), ("en", "English")):
        own = languages == language
        if own.any() and not own.all():
            found.append(report_of(head, classes, probabilities[own], numbers[own], f"{of}, {name}"))
    return found


def by_corpus(head: str, classes: Sequence[str], probabilities: NDArray[Any], numbers: NDArray[np.int64], corpora: Sequence[str]) -> list[HeadReport]:
    names = np.array(corpora)
    return [
        report_of(head, classes, probabilities[names == corpus], numbers[names == corpus], f"{corpus}, held out")
        for corpus in sorted(set(corpora))
        if (names == corpus).sum() >= 50
    ]


def figures(report: Sequence[HeadReport]) -> str:
    lines = ["| label | on | texts | accuracy | macro F1 | macro recall | calibration error |", "|---|---|---:|---:|---:|---:|---:|"]
    lines += [
        f"| {one.head} | {one.of} | {one.texts} | {one.accuracy:.3f} | {one.macro_f1:.3f} | {one.macro_recall:.3f} | {one.calibration_error:.3f} |"
        for one in report
    ]
    return "\n".join(lines)


def class_figures(report: HeadReport) -> str:
    lines = [f"| {report.head} | precision | recall | F1 | texts |", "|---|---:|---:|---:|---:|"]
    lines += [f"| {name} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {texts} |" for name, (precision, recall, f1, texts) in report.classes.items()]
    return "\n".join(lines)


#: Side of the picture's cells and room for the names, in pixels.
_CELL, _NAMES = 14, 220


def confusion_picture(classes: Sequence[str], predicted: NDArray[np.int64], numbers: NDArray[np.int64]) -> str:
    """An SVG: a row for each topic as it is, a column for each topic as it was told, dark where there are many; texts counted in titles."""
    counts = np.zeros((len(classes), len(classes)), dtype=np.int64)
    np.add.at(counts, (numbers, predicted), 1)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    side = _NAMES + _CELL * len(classes) + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}"',
        ' font-family="sans-serif" font-size="10">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for number, name in enumerate(classes):
        shown, middle = escape(name if len(name) <= 36 else name[:35] + "…"), _NAMES + _CELL * number + _CELL * 0.7
        parts.append(f'<text x="{_NAMES - 4}" y="{middle:.1f}" text-anchor="end">{shown}</text>')
        parts.append(f'<text transform="translate({middle:.1f} {_NAMES - 4}) rotate(-90)">{shown}</text>')
    for row, column in np.argwhere(counts).tolist():
        colour = "#1a7f37" if row == column else "#b42318"
        title = f"{classes[row]} told as {classes[column]}: {counts[row, column]} of {counts[row].sum()}"
        parts.append(
            f'<rect x="{_NAMES + _CELL * column}" y="{_NAMES + _CELL * row}" width="{_CELL - 1}" height="{_CELL - 1}" fill="{colour}"'
            f' fill-opacity="{0.1 + 0.9 * shares[row, column]:.2f}"><title>{escape(title)}</title></rect>'
        )
    return "\n".join([*parts, "</svg>", ""])


def default_card(examples: Sequence[Example], report: Sequence[HeadReport], heads: Sequence[Head], seed: int) -> str:
    corpora = Counter((example.corpus, example.language) for example in examples)
    used = "\n".join(f"| {corpus} | {language} | {count} |" for (corpus, language), count in sorted(corpora.items()))
    details = "\n\n".join(class_figures(one) for one in report if one.of == "our own lines, held out" and one.head != "language")
    topic = next(head for head in heads if head.name == "topic")
    thresholds = ", ".join(f"{name} {threshold:.2f}" for name, threshold in zip(topic.classes, topic.thresholds, strict=True))
    return f"""# Model card: {{version}}

Linear heads over hashed words, pairs of words and pieces of words, for messages of customers in Dutch and English.
Labels: {", ".join(head.name for head in heads)};
their meaning stands in docs/labels.md. Made by `python -m services.classify.train --seed {seed}` (`make model`).

## Figures

Our own lines were written for this project and are tidier than what customers write: their figures are an upper bound. Figures on real
messages come from `python -m bench.classify labels`; see docs/labels.md.

{figures(report)}

{details}

## Confidence

`topic_confidence` is the calibrated probability of the likeliest topic. Below the topic's threshold the model says `other`: {thresholds}.

## Texts

| corpus | language | texts |
|---|---|---:|
{used}

## Sources and licences
{ATTRIBUTION}
## Limits

Dutch hangs on few real sentences: lines and reviews of our own, templates, film subtitles (emotion), a polarity lexicon, English texts made Dutch
word by word, and a word list by which a Dutch word counts as the English one too.
Sarcasm is caught where its turns of phrase are customary, and missed otherwise. Languages other than Dutch and English get labels that mean little;
the label `language` says so.
"""
