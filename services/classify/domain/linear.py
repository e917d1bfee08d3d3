"""Linear heads over the hashed features: one matrix for all heads of a model.

    score = (sum of idf · weight · row over the text's features) / norm + bias
    probability = softmax(score / temperature)

`rows` are kept as int8 with a scale for each column; places without weights share row 0, which is zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from services.classify.domain.convolution import Convolution
from services.classify.domain.dense import Dense
from services.classify.domain.features import PAIR_WEIGHT, pair_places, token_features

Floats = NDArray[np.float32]

#: Words whose rows are kept. Real streams fit; when it is reached all are forgotten, which costs time and changes nothing.
KEPT_WORDS = 30_000


@dataclass(frozen=True, slots=True)
class Head:
    """One label: its classes are columns `first` up to `first + len(classes)` of the matrix."""

    name: str
    classes: tuple[str, ...]
    first: int
    temperature: float
    #: Lowest confidence with which each class is said, where the head may abstain; parallel to `classes`.
    thresholds: tuple[float, ...] = ()

    @property
    def columns(self) -> slice:
        return slice(self.first, self.first + len(self.classes))


@dataclass(frozen=True, slots=True)
class LinearModel:
    version: str
    heads: Mapping[str, Head]
    #: (PLACES,) → number of the row in `rows`.
    row_of: NDArray[np.int32]
    #: (rows, columns) int8
    rows: NDArray[np.int8]
    #: (columns,) what 1 in `rows` is worth.
    scale: Floats
    #: (columns,)
    bias: Floats
    #: (rows,) inverse document frequency; row 0 has that of a feature never seen.
    idf: Floats
    #: (rows,) bit 0: an English word of the training texts, bit 1: a Dutch one; words only.
    spoken: NDArray[np.uint8]
    #: The part of its topic head that works on sentence vectors, where it has one.
    dense: Dense | None = None
    #: What is added to the heads' scores, where the model has it.
    convolution: Convolution | None = None


@dataclass(slots=True)
class Scores:
    """What a batch came to. `starts` are the texts' first tokens in the flat arrays."""

    #: (texts, columns) scores, bias included.
    scores: Floats
    #: (tokens, columns) what each token added to its text's scores, half of its two pairs included.
    added: Floats
    #: (tokens,) languages in which the token is a known word, as in `LinearModel.spoken`.
    spoken: NDArray[np.uint8]
    #: (tokens,) False for numbers, placeholders, emoji, punctuation.
    is_word: NDArray[np.bool_]
    starts: NDArray[np.int64]


@dataclass(slots=True)
class WordRows:
    """The rows of words read so far. Not safe for several threads at a time."""

    model: LinearModel
    number_of: dict[str, int] = field(default_factory=dict)
    _rows: Floats = field(init=False)
    _facts: NDArray[np.float32] = field(init=False)
    _places: NDArray[np.int64] = field(init=False)
    _spoken: NDArray[np.uint8] = field(init=False)
    _is_word: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self._forget(1_024)

    def _forget(self, room: int) -> None:
        self.number_of.clear()
        self._rows = np.zeros((room, self.model.rows.shape[1]), dtype=np.float32)
        self._facts = np.zeros(room, dtype=np.float32)
        self._places = np.zeros(room, dtype=np.int64)
        self._spoken = np.zeros(room, dtype=np.uint8)
        self._is_word = np.zeros(room, dtype=np.bool_)

    def _grow(self) -> None:
        self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        self._facts = np.concatenate([self._facts, np.zeros_like(self._facts)])
        self._places = np.concatenate([self._places, np.zeros_like(self._places)])
        self._spoken = np.concatenate([self._spoken, np.zeros_like(self._spoken)])
        self._is_word = np.concatenate([self._is_word, np.zeros_like(self._is_word)])

    def _learn(self, token: str) -> int:
        model = self.model
        number = len(self.number_of)
        if number == len(self._places):
            self._grow()
        found = token_features(token)
        rows = model.row_of[found.places]
        weights = found.weights * model.idf[rows]
        self._rows[number] = weights @ model.rows[rows]
        self._facts[number] = weights @ weights
        self._places[number] = found.places[0]
        self._spoken[number] = model.spoken[rows[0]]
        self._is_word[number] = found.is_word
        self.number_of[token] = number
        return number

    def score(self, texts: Sequence[Sequence[str]]) -> Scores:
        """Scores for texts given as tokens. A text without tokens scores the bias alone."""
        model = self.model
        if len(self.number_of) > KEPT_WORDS:
            self._forget(1_024)
        known = self.number_of.get
        # `is None` and not `or`: the first word's number is 0.
        numbers = np.array([found if (found := known(token)) is not None else self._learn(token) for text in texts for token in text], dtype=np.int64)
        lengths = np.array([len(text) for text in texts], dtype=np.int64)
        starts = np.zeros(len(texts), dtype=np.int64)
        np.cumsum(lengths[:-1], out=starts[1:])
        added = self._rows[numbers]
        squares = self._facts[numbers]
        if len(numbers) > 1:
            pair_rows = model.row_of[pair_places(self._places[numbers])]
            weights = model.idf[pair_rows] * np.float32(PAIR_WEIGHT)
            # A text's first token makes no pair with the last of the text before it.
            weights[starts[(starts > 0) & (starts < len(numbers))] - 1] = 0.0
            halves = model.rows[pair_rows] * (weights * np.float32(0.5))[:, None]
            added[:-1] += halves
            added[1:] += halves
            squares[:-1] += weights * weights
        scores = np.tile(model.bias, (len(texts), 1))
        filled = lengths > 0
        if filled.any():
            at = starts[filled]
            norms = np.sqrt(np.add.reduceat(squares, at))
            added *= model.scale
            added /= np.repeat(norms, lengths[filled])[:, None]
            scores[filled] += np.add.reduceat(added, at, axis=0)
        return Scores(scores, added, self._spoken[numbers], self._is_word[numbers], starts)


def probabilities(scores: Floats, head: Head) -> Floats:
    """(texts, classes): softmax of the head's scores at its temperature."""
    own = scores[:, head.columns] / np.float32(head.temperature)
    own -= own.max(axis=1, keepdims=True)
    np.exp(own, out=own)
    own /= own.sum(axis=1, keepdims=True)
    return own
