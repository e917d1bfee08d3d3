"""Fitting linear heads on hashed features, calibrating them, and packing them as a model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from services.classify.domain.classifier import Text, model_tokens
from services.classify.domain.features import PAIR_WEIGHT, PLACES, Token, pair_places, token_features
from services.classify.domain.linear import Head

Floats = NDArray[np.float64]

#: Of the solver; finer changes nothing that can be measured.
TOLERANCE = 0.02


@dataclass(frozen=True, slots=True)
class Space:
    """Which features are kept, and their IDF. Column i of a matrix is place `places[i]`."""

    places: NDArray[np.int64]
    #: (PLACES,) IDF of every place; places that are not kept have that of a feature never seen.
    idf: NDArray[np.float32]
    unseen: float


def raw_matrix(texts: Sequence[str]) -> csr_matrix:
    """(texts, PLACES) weights before IDF; a feature that occurs twice stands twice."""
    seen: dict[str, Token] = {}
    indices: list[NDArray[Any]] = []
    weights: list[NDArray[Any]] = []
    ends = [0]
    for text in texts:
        total = 0
        words = []
        for token in model_tokens(Text(text)):
            found = seen.get(token)
            if found is None:
                found = seen[token] = token_features(token)
            indices.append(found.places)
            weights.append(found.weights)
            words.append(int(found.places[0]))
            total += len(found.places)
        if len(words) > 1:
            pairs = pair_places(words)
            indices.append(pairs)
            weights.append(np.full(len(pairs), PAIR_WEIGHT, dtype=np.float32))
            total += len(pairs)
        ends.append(ends[-1] + total)
    all_indices = np.concatenate(indices) if indices else np.zeros(0, dtype=np.int64)
    all_weights = np.concatenate(weights) if weights else np.zeros(0, dtype=np.float32)
    return csr_matrix((all_weights.astype(np.float32), all_indices.astype(np.int32), np.array(ends)), shape=(len(texts), PLACES))


def space_of(raw: csr_matrix, least: int, always: csr_matrix | None = None) -> Space:
    """Keep features that `least` texts have, and those of `always` whatever their number."""
    once = raw.copy()
    once.sum_duplicates()
    frequency = np.bincount(once.indices, minlength=PLACES)
    kept = frequency >= least
    if always is not None:
        kept[always.indices] = True
    count = raw.shape[0]
    unseen = float(np.log((1 + count) / (1 + least)) + 1)
    idf = np.where(kept, np.minimum(np.log((1 + count) / (1 + frequency)) + 1, unseen), unseen).astype(np.float32)
    return Space(np.flatnonzero(kept), idf, unseen)


def matrix(raw: csr_matrix, space: Space) -> csr_matrix:
    """(texts, kept features): IDF applied and rows divided by their norm, exactly as `linear.WordRows` does."""
    data = raw.data * space.idf[raw.indices]
    lengths = np.diff(raw.indptr)
    squares = np.zeros(raw.shape[0])
    np.add.at(squares, np.repeat(np.arange(raw.shape[0]), lengths), data.astype(np.float64) ** 2)
    norms = np.sqrt(np.maximum(squares, 1e-12))
    data = (data / np.repeat(norms, lengths)).astype(np.float32)
    column = np.full(PLACES, -1, dtype=np.int32)
    column[space.places] = np.arange(len(space.places), dtype=np.int32)
    chosen = column[raw.indices]
    inside = chosen >= 0
    ends = np.concatenate([[0], np.cumsum(inside)])[raw.indptr]
    found = csr_matrix((data[inside], chosen[inside], ends), shape=(raw.shape[0], len(space.places)))
    found.sum_duplicates()
    return found


@dataclass(frozen=True, slots=True)
class Fitted:
    classes: tuple[str, ...]
    #: (features, classes)
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def scores(self, features: csr_matrix | NDArray[np.float32]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = np.asarray(features @ self.weights, dtype=np.float32) + self.bias
        return found


def fitted_of(names: NDArray[Any], coefficients: NDArray[Any], bias: NDArray[Any]) -> Fitted:
    """From what scikit-learn fits: of two classes it keeps one column, which is shared out here."""
    weights = coefficients.T
    if len(names) == 2:
        weights, bias = np.hstack([-weights / 2, weights / 2]), np.array([-bias[0] / 2, bias[0] / 2])
    return Fitted(tuple(str(name) for name in names), weights.astype(np.float32), bias.astype(np.float32))


def fit_head(features: csr_matrix, labels: Sequence[str], weights: Floats, *, strength: float, balance: float, seed: int) -> Fitted:
    """One against all others, squared hinge, L2, solved in the dual (liblinear): on these features it needs seconds where multinomial
    logistic regression needs minutes, and is no worse; what its scores are worth is for the temperature to say.

    `strength` is the inverse of the penalty (C); `balance` lifts rare classes: 0 as they are, 1 all alike.
    """
    names, numbers = np.unique(np.array(labels), return_inverse=True)
    mass = np.bincount(numbers, weights=weights)
    lift = (mass.sum() / (len(names) * mass)) ** balance
    model = LinearSVC(C=strength, tol=TOLERANCE, random_state=seed, max_iter=2_000)
    model.fit(features.astype(np.float64), numbers, sample_weight=weights * lift[numbers])
    return fitted_of(names, model.coef_, model.intercept_)


def softmax(scores: NDArray[Any], temperature: float) -> Floats:
    scaled = scores.astype(np.float64) / temperature
    scaled -= scaled.max(axis=1, keepdims=True)
    powers = np.exp(scaled)
    found: Floats = powers / powers.sum(axis=1, keepdims=True)
    return found


def temperature_of(scores: NDArray[Any], numbers: NDArray[np.int64]) -> float:
    """The temperature with the best likelihood on held-out texts (Guo et al. 2017, On Calibration of Modern Neural Networks)."""
    if len(numbers) < 20:
        return 1.0

    def loss(log_temperature: float) -> float:
        found = softmax(scores, float(np.exp(log_temperature)))
        return float(-np.log(np.maximum(found[np.arange(len(numbers)), numbers], 1e-12)).mean())

    return round(float(np.exp(minimize_scalar(loss, bounds=(-2.5, 2.5), method="bounded").x)), 4)


def calibration_error(found: Floats, numbers: NDArray[np.int64], bins: int = 10) -> float:
    """Expected calibration error of the likeliest class, `bins` equal bins."""
    confidence, right = found.max(axis=1), found.argmax(axis=1) == numbers
    error = 0.0
    for low in range(bins):
        inside = (confidence > low / bins) & (confidence <= (low + 1) / bins)
        if inside.any():
            error += inside.mean() * abs(confidence[inside].mean() - right[inside].mean())
    return float(error)


def thresholds_of(
    found: Floats, numbers: NDArray[np.int64], classes: Sequence[str], *, exempt: str, wanted: float, highest: float, lowest: float = 0.0
) -> tuple[float, ...]:
    """For each class the lowest confidence from which it is right in `wanted` of the held-out cases, between `lowest` and `highest`.

    `exempt` never abstains.
    """
    predicted, confidence = found.argmax(axis=1), found.max(axis=1)
    thresholds = []
    for number, name in enumerate(classes):
        if name == exempt:
            thresholds.append(0.0)
            continue
        own = predicted == number
        order = np.argsort(-confidence[own])
        right = (numbers[own] == number)[order]
        share = np.cumsum(right) / np.arange(1, len(right) + 1) if len(right) else np.zeros(0)
        enough = np.flatnonzero(share >= wanted)
        edge = float(confidence[own][order][enough[-1]]) if len(enough) else highest
        thresholds.append(round(min(max(edge - 1e-4, lowest), highest), 4))
    return tuple(thresholds)


def packed(
    space: Space,
    fitted: Mapping[str, Fitted],
    temperatures: Mapping[str, float],
    thresholds: Mapping[str, tuple[float, ...]],
    spoken: NDArray[np.uint8],
) -> tuple[list[Head], dict[str, Any]]:
    """Heads and arrays as `model_files.save` takes them. Rows that round to nothing keep their IDF, because norms need it."""
    heads, first = [], 0
    for name, one in fitted.items():
        heads.append(Head(name, one.classes, first, temperatures.get(name, 1.0), thresholds.get(name, ())))
        first += len(one.classes)
    weights = np.hstack([one.weights for one in fitted.values()])
    scale = np.maximum(np.abs(weights).max(axis=0) / 127.0, 1e-12).astype(np.float32)
    rows = np.zeros((len(space.places) + 1, first), dtype=np.int8)
    rows[1:] = np.rint(weights / scale)
    idf = np.concatenate([[space.unseen], space.idf[space.places]]).astype(np.float16)
    arrays = {
        "place_of_row": space.places.astype(np.int32),
        "rows": rows,
        "scale": scale,
        "bias": np.concatenate([one.bias for one in fitted.values()]).astype(np.float32),
        "idf": idf,
        "spoken": np.concatenate([[0], spoken[space.places]]).astype(np.uint8),
    }
    return heads, arrays
