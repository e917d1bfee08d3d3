"""Topics from sentence vectors beside those from words: for a company's own topics, of which a word model has seen too few examples.

    mixture    = share · log p(words) + (1 − share) · log p(vector), at a temperature
    scope      = log p(likeliest) + CLOSENESS · cosine of the nearest training text

The words alone decide where they are sure (`ask_from`); the vector is made for the others only. A text whose scope is below its class's edge is
out of scope: its likeliest topic may be likely among the topics, and still the text be about none of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
#: texts → (texts, dimensions) rows of length 1
Embed = Callable[[Sequence[str]], Floats]

#: What nearness weighs beside the log-probability; chosen on topics left out of banking77, clinc150 and multidogo.
CLOSENESS = 4.0


@dataclass(frozen=True, slots=True)
class Dense:
    """The part of a topic model that works on vectors. Classes are those of the model's topic head, in its order."""

    #: Version of the encoder whose vectors these weights know.
    encoder: str
    #: (dimensions, classes)
    weights: Floats
    #: (classes,)
    bias: Floats
    #: Of the words in the mixture.
    share: float
    temperature: float
    #: Probability by the words alone from which the vector is not asked for; above 1: always ask.
    ask_from: float
    #: (classes,) least scope of a text of each class.
    edges: Floats
    #: (training texts, dimensions)
    neighbours: Floats


def log_softmax(scores: NDArray[Any]) -> NDArray[Any]:
    shifted = scores - scores.max(axis=1, keepdims=True)
    found: NDArray[Any] = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return found


def mixture(words: NDArray[Any], vector: NDArray[Any], share: float, temperature: float) -> NDArray[Any]:
    """(texts, classes) log-probabilities from those by the words and those by the vector."""
    return log_softmax((share * words + (1.0 - share) * vector) / temperature)


def nearest(vectors: Floats, neighbours: Floats) -> Floats:
    """(texts,) cosine of the nearest training text."""
    found: Floats = (vectors @ neighbours.T).max(axis=1)
    return found


def scope(mixed: NDArray[Any], near: NDArray[Any]) -> NDArray[Any]:
    """(texts,) how sure it is that a text is about one of the topics."""
    found: NDArray[Any] = mixed.max(axis=1) + CLOSENESS * near
    return found


def decide(words: NDArray[Any], texts: Sequence[str], dense: Dense, embed: Embed) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Probabilities of the topics and whether each text is in scope; `words` are the log-probabilities by the words alone."""
    probabilities = np.exp(words)
    inside = np.ones(len(texts), dtype=np.bool_)
    asked = np.flatnonzero(probabilities.max(axis=1) < dense.ask_from)
    if len(asked):
        vectors = embed([texts[index] for index in asked.tolist()])
        mixed = mixture(words[asked], log_softmax(vectors @ dense.weights + dense.bias), dense.share, dense.temperature)
        probabilities[asked] = np.exp(mixed)
        inside[asked] = scope(mixed, nearest(vectors, dense.neighbours)) >= dense.edges[mixed.argmax(axis=1)]
    return probabilities, inside
