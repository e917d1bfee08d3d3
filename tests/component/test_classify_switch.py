"""The model in force: how a service begins, how it switches, and what it does where it cannot."""

import asyncio
import shutil
import weakref
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from runtime.lifecycle import CannotStart, Resources, Wiring
from services.classify.adapters.in_force import ModelInForce, StoreWatch
from services.classify.adapters.model_files import DEFAULT_MODEL, WEIGHTS, load
from services.classify.adapters.model_store import CURRENT, back, opened, promote
from services.classify.app import wire
from services.classify.settings import ClassifySettings
from tests.classify_models import topic_model
from tests.waiting import until

#: Models are trained or loaded many times: not for the quick look, but for `make test`.
pytestmark = pytest.mark.slow

FAILED = "klantstroom_classify_model_switch_failed"


def in_force() -> set[str]:
    """Versions that the metric names."""
    [found] = [metric for metric in REGISTRY.collect() if metric.name == "klantstroom_classify_model_in_force"]
    return {sample.labels["version"] for sample in found.samples if sample.value == 1 and sample.labels["version"].startswith(("one-", "two-"))}


class World:
    """A store in which the model one is in force, and one who watches it."""

    def __init__(self, folder: Path) -> None:
        self.store = folder / "store"
        self.folders = {name: folder / name for name in ("one", "two")}
        self.versions = {name: topic_model(path, f"{name}-a", f"{name}-b", name=name) for name, path in self.folders.items()}
        promote(self.store, self.folders["one"])
        self.models = ModelInForce(opened(self.store / self.versions["one"]))
        self.watch = StoreWatch(self.store, DEFAULT_MODEL, self.models, self.versions["one"])

    def labels_by(self, name: str) -> bool:
        return self.versions[name] in self.models.classifier.version and self.models.topics == {f"{name}-a", f"{name}-b"}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def failed() -> float | None:
    return REGISTRY.get_sample_value(FAILED)


async def test_what_is_promoted_is_in_force_at_the_next_look_and_the_old_one_is_let_go(world: World) -> None:
    old = weakref.ref(world.models.classifier)
    await world.watch.look()
    assert world.labels_by("one")
    promote(world.store, world.folders["two"])
    with capture_logs() as logs:
        await world.watch.look()
        await world.watch.look()
    assert world.labels_by("two")
    assert [entry["event"] for entry in logs] == ["model switched"]
    assert in_force() == {world.models.classifier.version}
    assert failed() == 0
    # By counting references alone: a running service does not collect.
    assert old() is None
    back(world.store)
    await world.watch.look()
    assert world.labels_by("one")


def _half_written(world: World) -> None:
    topic_model(world.store / world.versions["two"], "two-a", "two-b", name="two")
    (world.store / world.versions["two"] / WEIGHTS).write_bytes(b"half")
    (world.store / CURRENT).write_text(world.versions["two"] + "\n")


def _not_there(world: World) -> None:
    (world.store / CURRENT).write_text(world.versions["two"] + "\n")


def _no_name(world: World) -> None:
    (world.store / CURRENT).write_text("../../etc\n")


def _gone(world: World) -> None:
    (world.store / CURRENT).unlink()


def _store_gone(world: World) -> None:
    shutil.rmtree(world.store)


@pytest.mark.parametrize("harm", [_half_written, _not_there, _no_name, _gone, _store_gone])
async def test_where_the_new_one_cannot_be_used_the_old_one_goes_on_and_it_is_said_once(world: World, harm: Any) -> None:
    before = world.models.classifier
    harm(world)
    with capture_logs() as logs:
        for _ in range(3):
            await world.watch.look()
    assert world.models.classifier is before
    [entry] = logs
    assert (entry["log_level"], entry["in_force"]) == ("error", before.version)
    assert "\n" not in entry["reason"]
    assert failed() == 1
    assert in_force() == {before.version}
    shutil.rmtree(world.store, ignore_errors=True)
    promote(world.store, world.folders["two"])
    await world.watch.look()
    assert failed() == 0
    assert world.labels_by("two")


async def wired(settings: ClassifySettings) -> Wiring:
    nothing: Any = None
    return await wire(Resources(settings, nothing, nothing, nothing, nothing))


async def test_a_service_begins_with_the_version_in_force_and_looks_for_the_next(world: World, tmp_path: Path) -> None:
    wiring = await wired(ClassifySettings(classify_models=world.store, classify_models_seconds=0.1))
    assert [hop.name for hop in wiring.hops] == ["classify", "classify-corrections"]
    [watching] = wiring.background
    assert world.versions["one"] in (await wiring.hops[0].prepare(None, ())).version
    promote(world.store, world.folders["two"])
    task = asyncio.create_task(watching())
    try:

        async def switched() -> bool:
            return world.versions["two"] in (await wiring.hops[0].prepare(None, ())).version

        await until(switched, 30, "the promoted model is in force")
    finally:
        task.cancel()


async def test_without_a_store_nothing_watches() -> None:
    assert (await wired(ClassifySettings())).background == ()


async def test_a_store_without_a_promoted_model_begins_with_the_default_one(tmp_path: Path) -> None:
    wiring = await wired(ClassifySettings(classify_models=tmp_path))
    assert (await wiring.hops[0].prepare(None, ())).version == load(DEFAULT_MODEL).version
    assert len(wiring.background) == 1


async def test_a_broken_pointer_at_the_start_is_one_line(world: World) -> None:
    for harm in (_half_written, _no_name, _store_gone):
        harm(world)
        with pytest.raises(CannotStart) as refused:
            await wired(ClassifySettings(classify_models=world.store))
        assert "\n" not in str(refused.value)
        assert str(world.store) in str(refused.value)


async def test_a_fixed_folder_and_a_store_exclude_each_other(world: World) -> None:
    with pytest.raises(CannotStart, match="KLANTSTROOM_CLASSIFY_TOPICS and KLANTSTROOM_CLASSIFY_MODELS exclude each other"):
        await wired(ClassifySettings(classify_models=world.store, classify_topics=world.folders["one"]))
