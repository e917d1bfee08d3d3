"""English training texts made Dutch word by word, with a word list of our own.

A bag of words hardly minds word order, so that word-by-word Dutch teaches a linear model what Dutch words mean, though nobody would write it.
Only texts whose words are nearly all on the list are used, and they count less than a real line.
"""

import csv
import re
from collections.abc import Iterable

from services.classify.training.corpora import HERE, Example

#: Share of a text's words that the list must know.
KNOWN_SHARE = 0.85
WEIGHT = 0.35

_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?|[^A-Za-z\s]+")


def word_list() -> dict[str, str]:
    """English → Dutch; an empty string is a word that Dutch leaves out."""
    with (HERE / "words_en_nl.csv").open(encoding="utf-8", newline="") as file:
        return {row["english"]: row["dutch"] for row in csv.DictReader(file)}


def bridged(examples: Iterable[Example]) -> list[Example]:
    words = word_list()
    found = []
    for example in examples:
        if example.language != "en" or not example.labels:
            continue
        known = total = 0
        dutch: list[str] = []
        for token in _WORD.findall(example.text):
            plain = token.lower().replace("’", "'")
            if not plain[0].isalpha():
                dutch.append(token)
                continue
            total += 1
            if plain in words:
                known += 1
                if words[plain]:
                    dutch.append(words[plain])
            else:
                dutch.append(token)
        if total and known >= KNOWN_SHARE * total:
            found.append(Example(" ".join(dutch), "nl", f"{example.corpus}, bridged", example.labels, example.weight * WEIGHT))
    return found
