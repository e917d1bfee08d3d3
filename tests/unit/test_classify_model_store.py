"""A folder of models: what is promoted is whole, what is named can be used, and every failure is one line."""

import threading
from pathlib import Path

import pytest

from services.classify.adapters.model_files import CARD, MANIFEST, WEIGHTS, ModelUnusable
from services.classify.adapters.model_store import CURRENT, back, history, opened, opened_version, promote
from services.classify.domain.classifier import Text
from tests.classify_models import topic_model

#: Models are trained or loaded many times: not for the quick look, but for `make test`.
pytestmark = pytest.mark.slow


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def hidden(store: Path) -> list[str]:
    return [path.name for path in store.iterdir() if path.name.startswith(".") and path.name != ".lock"]


def test_a_promoted_model_is_copied_named_and_can_be_used(tmp_path: Path, store: Path) -> None:
    version = topic_model(tmp_path / "m", "pizza", "fiets")
    (tmp_path / "m" / "training.csv").write_text("text,topic\nwat een klant schreef,pizza\n")
    (tmp_path / "m" / "confusion.svg").write_text("<svg/>")
    switched = promote(store, tmp_path / "m")
    assert (switched.version, switched.before, switched.changed) == (version, None, True)
    assert history(store) == (version,)
    # What customers wrote stays where it was.
    assert {path.name for path in (store / version).iterdir()} == {MANIFEST, WEIGHTS, CARD, "confusion.svg"}
    assert hidden(store) == []
    found = opened_version(store, version)
    assert found.topics == {"pizza", "fiets"}
    assert version in found.classifier.version
    assert found.classifier.label([Text("hoi daar")])[0].labels.topic == "pizza"


def test_the_version_in_force_is_promoted_again_without_a_change(tmp_path: Path, store: Path) -> None:
    version = topic_model(tmp_path / "m", "a", "b")
    promote(store, tmp_path / "m")
    switched = promote(store, tmp_path / "m")
    assert (switched.version, switched.before, switched.changed) == (version, version, False)
    assert history(store) == (version,)


def test_back_returns_to_the_one_before_and_no_further(tmp_path: Path, store: Path) -> None:
    versions = []
    for name in ("one", "two", "three"):
        versions.append(topic_model(tmp_path / name, "a", "b", name=name))
        promote(store, tmp_path / name)
    assert history(store) == tuple(reversed(versions))
    assert back(store)[:2] == (versions[1], versions[2])
    assert back(store)[:2] == (versions[0], versions[1])
    with pytest.raises(ModelUnusable, match="nothing to go back to"):
        back(store)
    assert history(store) == (versions[0],)
    # A version that is there already is promoted from the store itself.
    assert promote(store, store / versions[2]).before == versions[0]


def test_going_back_to_what_is_gone_changes_nothing(tmp_path: Path, store: Path) -> None:
    first, second = topic_model(tmp_path / "1", "a", "b", name="first"), topic_model(tmp_path / "2", "a", "b", name="second")
    promote(store, tmp_path / "1")
    promote(store, tmp_path / "2")
    (store / first / WEIGHTS).unlink()
    with pytest.raises(ModelUnusable, match=WEIGHTS):
        back(store)
    assert history(store)[0] == second


def test_a_model_that_cannot_be_used_is_not_promoted(tmp_path: Path, store: Path) -> None:
    good = topic_model(tmp_path / "good", "a", "b", name="good")
    promote(store, tmp_path / "good")
    topic_model(tmp_path / "bad", "a", "b", name="bad")
    (tmp_path / "bad" / WEIGHTS).write_bytes((tmp_path / "bad" / WEIGHTS).read_bytes()[:-20])
    for folder in (tmp_path / "bad", tmp_path / "nothing"):
        with pytest.raises(ModelUnusable) as refused:
            promote(store, folder)
        assert "\n" not in str(refused.value)
    assert history(store) == (good,)
    assert {path.name for path in store.iterdir()} == {".lock", CURRENT, good}


def test_a_damaged_copy_in_the_store_is_replaced(tmp_path: Path, store: Path) -> None:
    version = topic_model(tmp_path / "m", "a", "b")
    promote(store, tmp_path / "m")
    (store / version / WEIGHTS).write_bytes(b"half")
    with pytest.raises(ModelUnusable, match="damaged"):
        opened_version(store, version)
    with pytest.raises(ModelUnusable, match="damaged"):
        promote(store, store / version)
    promote(store, tmp_path / "m")
    assert opened_version(store, version).version == version


@pytest.mark.parametrize("version", ["../outside", "a/b", ".hidden", "", "current", "a\nb", "x" * 201])
def test_a_version_is_a_name_within_the_store(tmp_path: Path, store: Path, version: str) -> None:
    topic_model(tmp_path / "m", "a", "b")
    manifest = tmp_path / "m" / MANIFEST
    told = next(line for line in manifest.read_text().splitlines() if '"version"' in line)
    manifest.write_text(manifest.read_text().replace(told, f'"version": "{version}",'.replace("\n", "\\n")))
    with pytest.raises(ModelUnusable):
        promote(store, tmp_path / "m")
    store.mkdir(exist_ok=True)
    (store / CURRENT).write_text(f"{version}\n")
    with pytest.raises(ModelUnusable):
        opened_version(store, history(store)[0])


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe", b"two words\n", b"ok-1\n\nok-2\n"])
def test_a_broken_pointer_is_one_line(store: Path, content: bytes) -> None:
    store.mkdir()
    (store / CURRENT).write_bytes(content)
    with pytest.raises(ModelUnusable, match="names no version") as refused:
        history(store)
    assert "\n" not in str(refused.value)


def test_a_store_that_is_not_there_is_no_empty_store(store: Path) -> None:
    with pytest.raises(ModelUnusable, match="no folder of models"):
        history(store)
    with pytest.raises(ModelUnusable, match="no folder of models"):
        back(store)
    store.mkdir()
    assert history(store) == ()


def test_a_folder_under_another_version_s_name_is_refused(tmp_path: Path, store: Path) -> None:
    topic_model(store / "tiny-other", "a", "b")
    with pytest.raises(ModelUnusable, match="holds the model"):
        opened_version(store, "tiny-other")


def test_a_model_without_topics_is_refused(tmp_path: Path) -> None:
    topic_model(tmp_path / "m", "a", "b")
    manifest = tmp_path / "m" / MANIFEST
    manifest.write_text(manifest.read_text().replace('"topic"', '"mood"'))
    with pytest.raises(ModelUnusable, match="no head for topic"):
        opened(tmp_path / "m")


def test_two_that_promote_at_the_same_moment_come_one_after_the_other(tmp_path: Path, store: Path) -> None:
    versions = {topic_model(tmp_path / str(number), "a", "b", name=f"m{number}") for number in range(4)}
    threads = [threading.Thread(target=promote, args=(store, tmp_path / str(number))) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(history(store)) == versions
    assert len(history(store)) == 4
    assert hidden(store) == []
