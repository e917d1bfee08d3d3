"""Topics by sentence vectors, where they end, and Dutch for an encoder that reads English."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from services.classify.adapters import encoder
from services.classify.adapters.model_files import ModelUnusable
from services.classify.domain import dense
from services.classify.domain.bilingual import glossed, meant
from services.classify.domain.dense import Dense
from services.classify.training import scope
from services.classify.training.own_topics import fingerprint, nearly

LANES = np.eye(3, dtype=np.float32)


def lanes(ask_from: float = 0.9, edge: float = 3.0) -> Dense:
    """Three topics, each with a direction of its own."""
    return Dense("test", LANES * 8, np.zeros(3, dtype=np.float32), 0.4, 1.0, ask_from, np.full(3, edge, dtype=np.float32), LANES)


class Asked:
    """An encoder that knows three words, and remembers what it was asked."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        self.texts += texts
        unknown = np.full(3, 1 / np.sqrt(3), dtype=np.float32)
        return np.stack([LANES["abc".index(text)] if text in "abc" else unknown for text in texts])


def words(*rows: tuple[float, float, float]) -> np.ndarray:
    return dense.log_softmax(np.array(rows))


def test_where_the_words_are_sure_no_vector_is_made() -> None:
    asked = Asked()
    found, inside = dense.decide(words((9, 0, 0), (0, 0.1, 0)), ["c", "b"], lanes(), asked)
    assert asked.texts == ["b"]
    assert found.argmax(axis=1).tolist() == [0, 1]
    assert inside.all()


def test_what_is_near_to_nothing_is_out_of_scope_however_likely_its_topic() -> None:
    found, inside = dense.decide(words((0.5, 0, 0), (0.5, 0, 0)), ["a", "strange"], lanes(), Asked())
    assert found[1].argmax() == 0
    assert inside.tolist() == [True, False]
    np.testing.assert_allclose(found.sum(axis=1), 1.0, rtol=1e-5)


def test_the_encoder_reads_alike_what_means_alike() -> None:
    near, same, far = encoder.Encoder().embed(["my card was stolen", "somebody took my bank card", "what is the weather in Rome"])
    assert near @ same > 0.5 > 0.3 > near @ far
    np.testing.assert_allclose(np.linalg.norm([near, same, far], axis=1), 1.0, rtol=1e-4)


def test_a_text_has_the_same_vector_in_any_company() -> None:
    """Padding is masked, and int8 activations are quantised by batch: what is left is small beside what tells topics apart."""
    read = encoder.Encoder()
    alone = read.embed(["where is my parcel"])[0]
    among = read.embed(["x " * 300, "where is my parcel", "", "hello " * 20])[1]
    assert alone @ among > 0.98


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "manifest.json"])
@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_a_damaged_encoder_is_refused_in_one_line(tmp_path: Path, name: str, damage: str) -> None:
    for file in ("model.onnx", "tokenizer.json", "manifest.json"):
        shutil.copy(encoder.FOLDER / file, tmp_path / file)
    if damage == "gone":
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:100])
    with pytest.raises(ModelUnusable) as caught:
        encoder.Encoder(tmp_path)
    assert "\n" not in str(caught.value)
    assert str(tmp_path) in str(caught.value)


def test_dutch_is_read_word_by_word_in_english() -> None:
    assert glossed("Waar is mijn pakketje?") == "where is my small parcel?"
    assert meant("pakketje") == ("small", "parcel")


@pytest.mark.parametrize("said", ["I want to pay of course, the door is open", "", "!!!", "🙂", "router reset app login"])
def test_what_is_not_dutch_stays_as_it_is(said: str) -> None:
    assert glossed(said) == said


def test_a_word_of_both_languages_means_something_in_dutch_alone() -> None:
    assert meant("want") == ()
    assert "because" in glossed("ik bel jullie, want mijn bestelling is nog steeds niet bezorgd")


def seen(right: Sequence[float], wrong: Sequence[float], strangers: Sequence[float]) -> scope.Seen:
    values = np.array([*right, *wrong, *strangers])
    number = np.arange(len(values))
    return scope.Seen(values, number < len(right), number >= len(right) + len(wrong))


def test_where_strangers_are_told_apart_the_edge_lies_between() -> None:
    found = seen(np.linspace(2, 4, 200), [], np.linspace(-1, 1, 100))
    assert scope.share_kept(found, 0.5) == 1.0


def test_the_more_strangers_are_expected_the_more_is_given_up_for_them() -> None:
    found = seen(np.linspace(0, 4, 400), np.linspace(0, 2, 50), np.linspace(-1, 1.2, 300))
    kept = [scope.share_kept(found, strange) for strange in (0.01, 0.2, 0.5, 0.9)]
    assert kept == sorted(kept, reverse=True)
    assert kept[0] > kept[-1] >= scope.LEAST_KEPT - 0.01


def test_nothing_to_judge_by_gives_nothing_up() -> None:
    assert scope.share_kept(seen([1.0, 2.0], [], []), 0.5) == 1.0
    assert scope.share_kept(seen([], [1.0], [0.0]), 0.5) == 1.0


@pytest.mark.parametrize(
    ("texts", "topics", "strangers", "low", "high"),
    [(400, 25, 0, 0.5, 0.5), (10_000, 77, 0, 0.0, 0.05), (10_000, 150, 100, 0.2, 0.2), (1_000, 10, 600, 0.6, 0.6)],
)
def test_the_share_of_strangers_that_is_expected(texts: int, topics: int, strangers: int, low: float, high: float) -> None:
    assert low <= scope.expected(texts, topics, strangers) <= high


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Waar is mijn pakket?", "waar is mijn PAKKET"),
        ("Ik betaalde 12,50 te veel", "te veel betaalde ik 9,99!"),
        ("Café dicht", "cafe dicht"),
    ],
)
def test_texts_that_are_nearly_the_same_are_known_again(one: str, other: str) -> None:
    assert nearly(one) == nearly(other)
    assert fingerprint(one) == fingerprint(other)


def test_other_texts_are_not() -> None:
    assert len({fingerprint(text) for text in ("waar is mijn pakket", "waar is mijn factuur", "", "?", "!")}) == 5
