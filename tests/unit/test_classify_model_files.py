"""A model folder that is whole loads; one that is not says in one line what is wrong with which file."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from services.classify.adapters.model_files import CARD, DEFAULT_MODEL, MANIFEST, WEIGHTS, ModelUnusable, load, save
from services.classify.app import load_classifier
from services.classify.domain.classifier import HEADS
from services.classify.domain.features import PLACES
from services.classify.domain.linear import Head
from services.classify.settings import ClassifySettings

MAX_COMMITTED_BYTES = 15_000_000


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEFAULT_MODEL, tmp_path / "model"))


def test_the_shipped_model_is_whole_small_and_described() -> None:
    found = load(DEFAULT_MODEL)
    assert set(HEADS) <= set(found.heads)
    assert sum(path.stat().st_size for path in DEFAULT_MODEL.iterdir()) <= MAX_COMMITTED_BYTES
    card = (DEFAULT_MODEL / CARD).read_text(encoding="utf-8")
    assert found.version in card
    for attributed in ("banking77", "CC BY 4.0", "clinc150", "CC BY 3.0", "multidogo", "CDLA-Permissive", "GoEmotions", "Apache-2.0", "XED", "PDDL"):
        assert attributed in card


def _missing(folder: Path) -> None:
    shutil.rmtree(folder)


def _no_manifest(folder: Path) -> None:
    (folder / MANIFEST).unlink()


def _no_weights(folder: Path) -> None:
    (folder / WEIGHTS).unlink()


def _one_byte_off(folder: Path) -> None:
    raw = bytearray((folder / WEIGHTS).read_bytes())
    raw[len(raw) // 2] ^= 1
    (folder / WEIGHTS).write_bytes(bytes(raw))


def _half(folder: Path) -> None:
    raw = (folder / WEIGHTS).read_bytes()
    (folder / WEIGHTS).write_bytes(raw[: len(raw) // 2])


def _no_json(folder: Path) -> None:
    (folder / MANIFEST).write_bytes(b"\x80\x04 not json")


def _changed(field: str, value: object) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        manifest = json.loads((folder / MANIFEST).read_text())
        manifest[field] = value
        (folder / MANIFEST).write_text(json.dumps(manifest))

    return change


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (_missing, "no model in"),
        (_no_manifest, "manifest.json is missing"),
        (_no_weights, "cannot be read"),
        (_one_byte_off, "damaged"),
        (_half, "damaged"),
        (_no_json, "no manifest"),
        (_changed("format", 99), "format 99"),
        (_changed("heads", []), "no manifest"),
        (_changed("heads", [{"name": "topic", "classes": ["a", "b"], "first": 4_000, "temperature": 1.0}]), "does not fit"),
        (_changed("heads", [{"name": "topic", "classes": ["a", "b"], "first": 0, "temperature": 0.0}]), "no manifest"),
        (_changed("sha256", {}), "damaged"),
    ],
)
def test_a_damaged_model_is_refused_in_one_line(model: Path, damage: Callable[[Path], None], said: str) -> None:
    damage(model)
    with pytest.raises(ModelUnusable, match=said) as refused:
        load_classifier(ClassifySettings(classify_model=model))
    assert "\n" not in str(refused.value)
    assert str(model) in str(refused.value)


def test_pickles_are_never_loaded(tmp_path: Path) -> None:
    arrays = {name: np.array([{"a": 1}], dtype=object) for name in ("place_of_row", "rows", "scale", "bias", "idf", "spoken")}
    with pytest.raises(ValueError, match="Object arrays cannot be saved"):
        save(tmp_path / "m", "evil", [Head("topic", ("a", "b"), 0, 1.0)], arrays, "")


def _tiny() -> dict[str, np.ndarray]:
    return {
        "place_of_row": np.array([5, PLACES - 1], dtype=np.int32),
        "rows": np.zeros((3, 2), dtype=np.int8),
        "scale": np.ones(2, dtype=np.float32),
        "bias": np.zeros(2, dtype=np.float32),
        "idf": np.ones(3, dtype=np.float16),
        "spoken": np.zeros(3, dtype=np.uint8),
    }


def test_the_same_weights_are_the_same_bytes_and_version(tmp_path: Path) -> None:
    head = [Head("topic", ("a", "b"), 0, 1.0)]
    first, second = save(tmp_path / "1", "tiny", head, _tiny(), "{version}"), save(tmp_path / "2", "tiny", head, _tiny(), "{version}")
    assert first == second == load(tmp_path / "1").version
    assert (tmp_path / "1" / WEIGHTS).read_bytes() == (tmp_path / "2" / WEIGHTS).read_bytes()
    other = _tiny() | {"bias": np.ones(2, dtype=np.float32)}
    assert save(tmp_path / "3", "tiny", head, other, "") != first


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("place_of_row", np.array([5, PLACES], dtype=np.int64)),
        ("place_of_row", np.array([-1, 5], dtype=np.int64)),
        ("scale", np.array([1.0, np.nan], dtype=np.float32)),
        ("idf", np.ones(2, dtype=np.float16)),
        ("rows", np.zeros((3, 1), dtype=np.int8)),
        ("rows", np.zeros(3, dtype=np.int8)),
    ],
)
def test_weights_that_do_not_fit_are_refused(tmp_path: Path, name: str, value: np.ndarray) -> None:
    save(tmp_path, "tiny", [Head("topic", ("a", "b"), 0, 1.0)], _tiny() | {name: value}, "")
    with pytest.raises(ModelUnusable, match="does not fit"):
        load(tmp_path)


def test_a_model_without_all_heads_cannot_be_the_default_one(tmp_path: Path) -> None:
    save(tmp_path, "tiny", [Head("topic", ("a", "b"), 0, 1.0)], _tiny(), "")
    with pytest.raises(ModelUnusable, match="no head for sentiment"):
        load_classifier(ClassifySettings(classify_model=tmp_path))


def test_the_figures_in_the_document_are_those_of_the_shipped_model() -> None:
    document = (DEFAULT_MODEL.parents[2] / "docs" / "labels.md").read_text(encoding="utf-8")
    assert f"`{load(DEFAULT_MODEL).version}`" in document
