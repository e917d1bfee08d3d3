"""What Dutch words mean in English: a word list of our own, by which a model that was taught in English understands Dutch better.

The list is part of the features, so a model only works with the list that it was trained with: `VERSION` stands in its manifest.
"""

import hashlib
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from services.classify.domain.words_nl_en import WORDS


class _Meaning(NamedTuple):
    english: tuple[str, ...]
    #: The same letters are an English word as well (door, want, of): what it means hangs on the text around it.
    also_english: bool


def _meanings() -> Mapping[str, _Meaning]:
    found = {}
    for line in WORDS.strip().split("\n"):
        word, *english = line.split(" ")
        found[word.removeprefix("*")] = _Meaning(tuple(english), word.startswith("*"))
    return MappingProxyType(found)


VERSION = hashlib.sha256(WORDS.encode()).hexdigest()[:10]
_WORDS = _meanings()

#: Share of a text's words that are on the list, and are no English words, from which the text is taken for Dutch.
DUTCH_SHARE = 0.35

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def meant(word: str) -> tuple[str, ...]:
    """The English words that `word` (in its normal form) means; none where it is not on the list or is English as well."""
    found = _WORDS.get(word)
    return () if found is None or found.also_english else found.english


def glossed(text: str) -> str:
    """`text` word by word in English, where it is Dutch; as it is otherwise. For an encoder that reads English alone."""
    words = [word.lower().replace("’", "'") for word in _WORD.findall(text)]
    if not words or sum(bool(meant(word)) for word in words) < DUTCH_SHARE * len(words):
        return text

    def english(match: re.Match[str]) -> str:
        found = _WORDS.get(match.group().lower().replace("’", "'"))
        return match.group() if found is None else " ".join(found.english)

    return _WORD.sub(english, text)
