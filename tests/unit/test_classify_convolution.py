"""The convolution as it runs, against the same sums written out one by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.classify.domain.convolution import KEPT_WORDS, Convolution, WordVectors, word_vector

DIMENSIONS, FILTERS, COLUMNS = 4, 3, 5


def small(seed: int = 7) -> Convolution:
    chance = np.random.default_rng(seed)
    return Convolution(
        table=chance.integers(-127, 128, (64, DIMENSIONS)).astype(np.int8),
        scale=chance.random(DIMENSIONS, dtype=np.float32) / 50,
        windows=chance.standard_normal((DIMENSIONS, 3 * FILTERS)).astype(np.float32),
        bias=chance.standard_normal(FILTERS).astype(np.float32),
        out=chance.standard_normal((2 * FILTERS, COLUMNS)).astype(np.float32),
        out_bias=chance.standard_normal(COLUMNS).astype(np.float32),
    )


def by_hand(model: Convolution, text: list[str]) -> np.ndarray:
    if not text:
        return model.out_bias
    nothing = np.zeros(DIMENSIONS, dtype=np.float32)
    words = [nothing, *(word_vector(model, token) for token in text), nothing]
    before, here, after = np.split(model.windows, 3, axis=1)
    windows = [
        np.maximum(words[place - 1] @ before + words[place] @ here + words[place + 1] @ after + model.bias, 0) for place in range(1, len(words) - 1)
    ]
    return np.concatenate([np.max(windows, axis=0), np.mean(windows, axis=0)]) @ model.out + model.out_bias


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["ik", "wacht", "al", "dagen", "op", "mijn", "pakket", "!", "12"]), max_size=6), min_size=1, max_size=6))
def test_a_batch_scores_what_each_text_scores_by_hand(texts: list[list[str]]) -> None:
    model = small()
    found = WordVectors(model).score(texts)
    for text, scores in zip(texts, found, strict=True):
        np.testing.assert_allclose(scores, by_hand(model, text), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("texts", [[[]], [[], []], [["een"], []], [[], ["een"]], [["een"], [], ["twee", "drie"]]])
def test_empty_texts_score_the_bias_wherever_they_stand(texts: list[list[str]]) -> None:
    model = small()
    for text, scores in zip(texts, WordVectors(model).score(texts), strict=True):
        np.testing.assert_allclose(scores, by_hand(model, text), rtol=1e-4, atol=1e-4)


def test_forgetting_words_changes_nothing() -> None:
    model = small()
    words = WordVectors(model)
    first = words.score([["mijn", "pakket"]])
    for start in range(0, KEPT_WORDS + 2_000, 1_000):
        words.score([[f"woord{number}" for number in range(start, start + 1_000)]])
    assert len(words.number_of) <= KEPT_WORDS + 1_000
    np.testing.assert_array_equal(words.score([["mijn", "pakket"]]), first)
