"""The training texts, from public corpora and from our own lines, in one form.

A public corpus gives some labels and leaves the others open; a head is trained on the texts that have its label. What an intent of a public
corpus means in our labels stands in `intent_map.csv`. Own lines are synthetic: written for this project, no customer wrote them.
"""

import csv
import random
import re
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
OWN_LABELS = ("topic", "kind", "urgency", "personal", "sentiment", "emotion")

#: Most texts of one topic from one public corpus: more of the same drowns our own lines.
PER_TOPIC = 2_000
PER_OTHER = 1_400
PER_SENTIMENT = 12_000

#: Names of our own corpora, and what each of their lines counts beside a public text.
OWN, REVIEWS, OWN_WEIGHT = "own lines", "own reviews", 4.0

#: GoEmotions' 27 emotions in our five; those left out say too little about a customer's feeling.
_GOEMOTIONS = {
    "anger": ("anger", "annoyance", "disgust"),
    "sadness": ("sadness", "disappointment", "grief", "remorse"),
    "fear": ("fear", "nervousness"),
    "joy": ("joy", "amusement", "love", "excitement", "gratitude", "admiration", "relief", "pride", "optimism"),
    "none": ("neutral", "curiosity", "confusion", "realization"),
}
_GO = {fine: ours for ours, all_fine in _GOEMOTIONS.items() for fine in all_fine}
_TWEETS = {"anger": "anger", "sadness": "sadness", "joy": "joy", "optimism": "joy"}
_XED = {"anger": "anger", "disgust": "anger", "sadness": "sadness", "fear": "fear", "joy": "joy"}


class Example(NamedTuple):
    text: str
    language: str
    corpus: str
    labels: Mapping[str, str]
    #: What it counts, beside others for the same head.
    weight: float = 1.0
    #: train, calibrate (temperatures and thresholds) or held (figures only).
    part: str = "train"


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _intent_map() -> dict[tuple[str, str], dict[str, str]]:
    return {
        (row["corpus"], row["intent"]): {name: row[name] for name in ("topic", "personal", "kind", "urgency") if row[name]}
        for row in _rows(HERE / "intent_map.csv")
    }


def _capped(examples: Iterable[Example], chance: random.Random) -> list[Example]:
    by_topic: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        by_topic[example.labels.get("topic", "")].append(example)
    kept: list[Example] = []
    for topic, found in sorted(by_topic.items()):
        chance.shuffle(found)
        kept += found[: PER_OTHER if topic in ("other", "") else PER_TOPIC]
    return kept


def _mapped(corpus: str, rows: Iterable[tuple[str, str]]) -> Iterator[Example]:
    meanings = _intent_map()
    for text, intent in rows:
        labels = meanings.get((corpus, intent))
        if labels is not None:
            if labels.get("kind") == "question" and labels.get("personal") == "no":
                labels = labels | {"sentiment": "neutral", "emotion": "none"}
            yield Example(text, "en", corpus, labels)


def intents(data: Path, chance: random.Random) -> list[Example]:
    """banking77, clinc150 and multidogo, as far as their intents mean one of our labels."""
    folder = data / "topics"
    banking = _mapped("banking77", ((row["text"], row["topic"]) for row in _rows(folder / "banking77.csv")))
    clinc = _mapped("clinc150", ((row["text"], row["topic"]) for row in _rows(folder / "clinc150.csv")))
    dialogues = _mapped("multidogo", ((row["text"], f"{row['domain']}/{row['intent']}") for row in _rows(folder / "multidogo.csv")))
    return _capped(banking, chance) + _capped(clinc, chance) + _capped(dialogues, chance)


def sentiments(data: Path, chance: random.Random) -> list[Example]:
    """SemEval, at most PER_SENTIMENT texts of a class: beyond that the solver's time grows and the figures hardly do."""
    found: dict[str, list[Example]] = defaultdict(list)
    for row in _rows(data / "sentiment" / "semeval2017_en.csv"):
        found[row["sentiment"]].append(Example(row["text"], "en", "semeval2017", {"sentiment": row["sentiment"]}))
    for of_class in found.values():
        chance.shuffle(of_class)
    return [example for name in sorted(found) for example in found[name][:PER_SENTIMENT]]


def emotions(data: Path) -> list[Example]:
    folder = data / "emotion"
    found = [
        Example(row["text"], "en", "tweeteval", {"emotion": _TWEETS[row["emotion"]]}, 2.0)
        for row in _rows(folder / "tweets_en.csv")
        if row["emotion"] in _TWEETS
    ]
    for name, corpus, language, table, weight in (
        ("goemotions_en.csv", "goemotions", "en", _GO, 1.0),
        # English subtitles teach emotion less than they blur it; they stay for the language.
        ("xed_en.csv", "xed", "en", {}, 0.0),
        ("xed_nl.csv", "xed", "nl", _XED, 0.5),
    ):
        for row in _rows(folder / name):
            ours = {table.get(fine, "") for fine in row["emotions"].split("|")}
            # Texts with two of our feelings are left out: the head says one.
            label = {"emotion": ours.pop()} if table and len(ours) == 1 and "" not in ours else {}
            found.append(Example(row["text"], language, corpus, label, weight))
    return found


def lexicon(data: Path) -> list[Example]:
    """Words of the Dutch polarity lexicon, each as a text of one word, where their senses agree."""
    polarities: dict[str, list[float]] = defaultdict(list)
    for word in ElementTree.parse(data / "sentiment" / "lexicon_nl.xml").getroot().iter("word"):  # noqa: S314 - our own file
        polarities[word.attrib["form"]].append(float(word.attrib["polarity"]))
    found = []
    for form, all_found in sorted(polarities.items()):
        polarity = sum(all_found) / len(all_found)
        label = "positive" if polarity >= 0.25 else "negative" if polarity <= -0.25 else "neutral" if abs(polarity) < 0.06 else ""
        if label:
            found.append(Example(form, "nl", "pattern", {"sentiment": label}, 0.7))
    return found


def own_lines() -> list[Example]:
    """Lines of our own have all labels, reviews of our own sentiment and emotion. The part of each stands in its file and never changes."""
    found = []
    for language in ("nl", "en"):
        for row in _rows(HERE / f"lines_{language}.csv"):
            found.append(Example(row["text"], language, OWN, {name: row[name] for name in OWN_LABELS}, OWN_WEIGHT, row["part"]))
    for row in _rows(HERE / "reviews_nl.csv"):
        labels = {"sentiment": row["sentiment"], "emotion": row["emotion"]}
        found.append(Example(row["text"], "nl", REVIEWS, labels, OWN_WEIGHT, row["part"]))
    return found


_SLOT = re.compile(r"\{(\w+)\}")


def from_templates(chance: random.Random, each: int = 30) -> list[Example]:
    """Up to `each` different fillings of every template; slots are named in the template and filled from `slots.csv`."""
    fillings: dict[str, list[str]] = defaultdict(list)
    for row in _rows(HERE / "slots.csv"):
        fillings[row["slot"]] += row["fillings"].split("|")
    found = []
    for row in _rows(HERE / "templates.csv"):
        texts = {_SLOT.sub(lambda slot: chance.choice(fillings[slot.group(1)]), row["text"]) for _ in range(each)}
        found += [Example(text, row["language"], "templates", {name: row[name] for name in OWN_LABELS if row[name]}) for text in sorted(texts)]
    return found
