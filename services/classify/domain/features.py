"""Tokens as hashed features: words, pieces of words (Dutch compounds, spelling errors), pairs of neighbours.

A text's vector is the sum of the vectors of its tokens and of the pairs of neighbouring tokens, divided by the root of the sum of
their squares. All that a token adds hangs on the token alone, so it is computed once and kept (`linear.WordRows`): the cost of pieces of words,
which is what makes character features slow elsewhere, is paid for each new word and not for each word read.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from services.classify.domain.bilingual import meant
from services.classify.domain.text import WORD_CHARACTERS

#: Features are hashed into this many places.
PLACES = 1 << 19
_MASK = PLACES - 1

#: Weights of the three kinds of feature, before IDF; chosen on the dev split of banking77 and on held-out Dutch lines.
WORD_WEIGHT = 1.0
PIECE_WEIGHT = 0.45
PAIR_WEIGHT = 0.7
#: Of an English word that a Dutch one means: so that what English texts teach is known of Dutch ones.
MEANING_WEIGHT = 0.6

PIECE_SIZES = (3, 4, 5)

_LONG_RUN = re.compile(r"(.)\1{2,}")
_TYPOGRAPHIC = str.maketrans({"’": "'", "`": "'", "\u2018": "'"})
_FACES = {")": "happy", "D": "happy", "P": "happy", "p": "happy", "]": "happy", "(": "sad", "/": "sad", "|": "sad", "\\": "sad", "[": "sad"}

Places = NDArray[np.int64]


class Token(NamedTuple):
    """What a token adds: the places of its features and their weights; the first is the word itself. `known` is False for what is no word."""

    places: Places
    weights: NDArray[np.float32]
    is_word: bool


def place(feature: str) -> int:
    return crc32(feature.encode("utf-8", "replace")) & _MASK


def normal_form(token: str) -> str:
    """What counts as the same word: case, accents, quotes and stretched letters ("heeeel") are levelled; what is no word gets a class name."""
    first = token[0]
    if first == "[":
        return "‹" + token[1:-1].casefold().replace(" ", "_") + "›"
    if first in "@":
        return "‹user›"
    if first == "#" and len(token) > 1:
        token = token[1:]
    elif token.startswith(("http://", "https://", "www.")):
        return "‹url›"
    elif "@" in token:
        return "‹email›"
    elif first.isdigit():
        if ":" in token:
            return "‹time›"
        digits = sum(character.isdigit() for character in token)
        return "‹number›" if digits < 5 else "‹longnumber›"
    elif first in "!?":
        kinds = set(token)
        return "‹?!›" if len(kinds) > 1 else first if len(token) == 1 else first * 2
    elif first in ":;=" and len(token) > 1:
        return f"‹{_FACES.get(token[-1], 'face')}›"
    elif token == "<3":  # noqa: S105 - a heart
        return "‹love›"
    if not token.isascii():
        decomposed = unicodedata.normalize("NFKD", token.translate(_TYPOGRAPHIC))
        token = "".join(character for character in decomposed if not unicodedata.combining(character)) or token
    return _LONG_RUN.sub(r"\1\1", token.casefold())[:WORD_CHARACTERS]


def token_features(token: str) -> Token:
    """The features of one token, pairs excepted."""
    word = normal_form(token)
    is_word = word[0].isalpha() if word else False
    features = [place("w " + word)]
    weights = [WORD_WEIGHT]
    if is_word:
        if len(word) > 2:
            bounded = f"<{word}>"
            for size in PIECE_SIZES:
                for start in range(len(bounded) - size + 1):
                    features.append(place(bounded[start : start + size]))
            weights += [PIECE_WEIGHT] * (len(features) - 1)
        for english in meant(word):
            features.append(place("w " + english))
            weights.append(MEANING_WEIGHT)
        if len(token) > 3 and token.isupper():
            features.append(place("‹shouted›"))
            weights.append(PIECE_WEIGHT)
    return Token(np.array(features, dtype=np.int64), np.array(weights, dtype=np.float32), is_word)


def pair_places(words: Sequence[int] | Places) -> Places:
    """The places of the pairs of neighbours in a run of word places; one fewer than words."""
    places = np.asarray(words, dtype=np.uint64)
    mixed = places[:-1] * np.uint64(0x9E3779B1) ^ places[1:] * np.uint64(0x85EBCA77)
    return ((mixed >> np.uint64(7)) & np.uint64(_MASK)).astype(np.int64)
