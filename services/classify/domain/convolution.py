"""A small convolution over words: what neighbouring words mean together, where the linear heads add each word by itself.

    word    = weighted mean of the table's rows of its features (`features.token_features`)
    window  = relu(before · word[i−1] + here · word[i] + after · word[i+1] + bias)
    text    = the windows' largest value and mean, per filter
    score   = text · heads + bias

A word's vector hangs on the word alone and is kept, so that a message costs one small product of matrices for each of its words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from services.classify.domain.features import token_features

Floats = NDArray[np.float32]

#: Words whose vectors are kept; when it is reached all are forgotten, which costs time and changes nothing.
KEPT_WORDS = 30_000


@dataclass(frozen=True, slots=True)
class Convolution:
    """Its scores are added to those of the model's linear heads, column by column."""

    #: (rows, dimensions) int8: hashed features share rows.
    table: NDArray[np.int8]
    #: (dimensions,) what 1 in `table` is worth.
    scale: Floats
    #: (dimensions, 3 · filters): before, here, after.
    windows: Floats
    #: (filters,)
    bias: Floats
    #: (2 · filters, columns)
    out: Floats
    #: (columns,)
    out_bias: Floats

    @property
    def filters(self) -> int:
        return len(self.bias)


@dataclass(slots=True)
class WordVectors:
    """Vectors of words read so far. Not safe for several threads at a time."""

    model: Convolution
    number_of: dict[str, int] = field(default_factory=dict)
    _vectors: Floats = field(init=False)

    def __post_init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self.number_of.clear()
        # Number 0 is the edge of a text: nothing.
        self._vectors = np.zeros((1_024, self.model.table.shape[1]), dtype=np.float32)

    def _learn(self, token: str) -> int:
        number = len(self.number_of) + 1
        if number == len(self._vectors):
            self._vectors = np.concatenate([self._vectors, np.zeros_like(self._vectors)])
        self._vectors[number] = word_vector(self.model, token)
        self.number_of[token] = number
        return number

    def score(self, texts: Sequence[Sequence[str]]) -> Floats:
        """(texts, columns) scores for texts given as tokens. A text without tokens scores the bias alone."""
        model = self.model
        if len(self.number_of) > KEPT_WORDS:
            self._forget()
        known = self.number_of.get
        # Texts lie one behind the other, with an edge (0) between them, so that windows never reach over.
        flat = [0]
        for text in texts:
            flat += [found if (found := known(token)) is not None else self._learn(token) for token in text]
            flat.append(0)
        numbers = np.array(flat, dtype=np.int64)
        distinct, place = np.unique(numbers, return_inverse=True)
        projected = self._vectors[distinct] @ model.windows
        filters = model.filters
        inner = place[1:-1] if len(place) > 2 else place[:0]
        scores = np.tile(model.out_bias, (len(texts), 1))
        if not len(inner):
            return scores
        windows = projected[place[:-2], :filters] + projected[inner, filters : 2 * filters]
        windows += projected[place[2:], 2 * filters :]
        windows += model.bias
        np.maximum(windows, 0.0, out=windows)
        lengths = np.array([len(text) for text in texts], dtype=np.int64)
        starts = np.zeros(len(texts), dtype=np.int64)
        np.cumsum(lengths[:-1] + 1, out=starts[1:])
        filled = np.flatnonzero(lengths)
        if len(filled):
            # The rows of the edges between texts are nobody's: they are made nothing, so that sums and maxima do not see them.
            edges = (starts + lengths)[:-1]
            windows[edges[edges < len(windows)]] = 0.0
            at = starts[filled]
            largest = np.maximum.reduceat(windows, at, axis=0)
            mean = np.add.reduceat(windows, at, axis=0) / lengths[filled, None].astype(np.float32)
            scores[filled] += np.concatenate([largest, mean], axis=1) @ model.out
        return scores


def word_vector(model: Convolution, token: str) -> Floats:
    """(dimensions,) of a token: see the module's description."""
    found = token_features(token)
    rows = found.places & (len(model.table) - 1)
    weights = found.weights / found.weights.sum()
    vector: Floats = (weights @ model.table[rows].astype(np.float32)) * model.scale
    return vector
