"""A folder of models to switch between while messages flow: `<version>/…`, and `current`, which names the version in force.

`current` is text: the first line is the version in force, those below it are the ones before, newest first. It is only ever replaced as a whole,
and only by the name of a model that was loaded and asked before; so is a version's folder. A reader at any moment finds a whole model.
"""

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from services.classify.adapters.loading import classifier_in
from services.classify.adapters.model_files import CARD, DEFAULT_MODEL, MANIFEST, WEIGHTS, ModelUnusable, load
from services.classify.domain.classifier import Classifier, Text

CURRENT = "current"
_LOCK = ".lock"

#: Versions that are remembered to go back to. Their folders stay until a person deletes them.
REMEMBERED = 20
#: Bytes of `current` that are read.
_POINTER_BYTES = 8 * 1024
#: A version is the name of a folder: no separators, and nothing that is hidden.
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,199}")

#: Whatever a model is about, it can be asked this.
_ASKED = (Text("Waar is mijn bestelling?"), Text("I can't log in!", "Help"), Text(""))


class Opened(NamedTuple):
    """A model that can be used."""

    classifier: Classifier
    #: Version of the folder's own files; the classifier's also names the model for the other labels.
    version: str

    @property
    def topics(self) -> frozenset[str]:
        return self.classifier.topics


def opened(folder: Path, labels: Path = DEFAULT_MODEL) -> Opened:
    """The model in `folder`, loaded and asked once: a model that only fails when it is asked would stop a partition.

    With all labels it stands alone, with topics alone it joins the model in `labels`. Raises ModelUnusable.
    """
    classifier, found = classifier_in(folder, labels)
    try:
        classifier.label(_ASKED)
    except Exception as error:  # noqa: BLE001 - whatever it is, this model is not to be asked again
        raise ModelUnusable(f"the model in {folder} cannot label a message: {type(error).__name__}: {error}") from None
    return Opened(classifier, found.version)


def opened_version(store: Path, version: str, labels: Path = DEFAULT_MODEL) -> Opened:
    """Raises ModelUnusable."""
    found = opened(store / version, labels)
    if found.version != version:
        raise ModelUnusable(f"{store / version} holds the model {found.version}: promote it again")
    return found


def history(store: Path) -> tuple[str, ...]:
    """The version in force and those before it; empty where nothing was promoted yet. Raises ModelUnusable."""
    path = store / CURRENT
    try:
        with path.open("rb") as file:
            content = file.read(_POINTER_BYTES)
    except FileNotFoundError:
        if store.is_dir():
            return ()
        raise ModelUnusable(f"{store} is no folder of models: `klantstroom model promote` fills one") from None
    except OSError as error:
        raise ModelUnusable(f"{path} cannot be read: {error.strerror}") from None
    versions = content.decode("utf-8", "replace").splitlines()
    if not versions or not all(map(is_version, versions)):
        raise ModelUnusable(f"{path} names no version of a model: promote one again")
    return tuple(versions)


def is_version(name: str) -> bool:
    return _VERSION.fullmatch(name) is not None and name != CURRENT


class Switched(NamedTuple):
    version: str
    #: The version that was in force; None where there was none.
    before: str | None

    @property
    def changed(self) -> bool:
        return self.version != self.before


def promote(store: Path, folder: Path, labels: Path = DEFAULT_MODEL) -> Switched:
    """Copy the model in `folder` into `store`, and put it in force. Raises ModelUnusable, or OSError where the store cannot be written."""
    version = load(folder).version
    if not is_version(version):
        raise ModelUnusable(f"{folder / MANIFEST}: the version is no name that a folder can have")
    store.mkdir(parents=True, exist_ok=True)
    with _alone(store):
        before = history(store)
        _take_in(store, folder, version, labels)
        if not before or before[0] != version:
            _point(store, (version, *before))
    return Switched(version, before[0] if before else None)


def back(store: Path, labels: Path = DEFAULT_MODEL) -> Switched:
    """Put the version in force that was before the present one. Raises ModelUnusable, or OSError where the store cannot be written."""
    if not store.is_dir():
        raise ModelUnusable(f"{store} is no folder of models: `klantstroom model promote` fills one")
    with _alone(store):
        versions = history(store)
        if len(versions) < 2:
            raise ModelUnusable(
                f"no version was in force in {store} before {versions[0] if versions else 'any other'}: there is nothing to go back to"
            )
        opened_version(store, versions[1], labels)
        _point(store, versions[1:])
    return Switched(versions[1], versions[0])


@contextmanager
def _alone(store: Path) -> Iterator[None]:
    """Two that promote at the same moment come one after the other."""
    with (store / _LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _take_in(store: Path, folder: Path, version: str, labels: Path) -> None:
    kept = store / version
    if kept.exists():
        try:
            opened_version(store, version, labels)
        except ModelUnusable:
            # What lies there was not written by us, or is damaged. Where it is the folder that is to be promoted, this is the error to tell.
            if kept.resolve() == folder.resolve():
                raise
        else:
            return
    beside = Path(tempfile.mkdtemp(prefix=".new-", dir=store))
    try:
        copied = beside / version
        copied.mkdir()
        for path in _files(folder):
            shutil.copyfile(path, copied / path.name)
            _flush(copied / path.name)
        opened_version(beside, version, labels)
        if kept.exists():
            shutil.rmtree(kept)
        copied.rename(kept)
        _flush(store)
    finally:
        shutil.rmtree(beside)


def _files(folder: Path) -> Sequence[Path]:
    """The model, and what describes it. Not a table that it was trained on: that holds what customers wrote."""
    return [path for path in (folder / WEIGHTS, folder / CARD, *sorted(folder.glob("*.svg")), folder / MANIFEST) if path.is_file()]


def _point(store: Path, versions: Sequence[str]) -> None:
    written, name = tempfile.mkstemp(prefix=f".{CURRENT}-", dir=store)
    try:
        with os.fdopen(written, "w", encoding="utf-8") as file:
            file.write("".join(f"{version}\n" for version in versions[:REMEMBERED]))
        # Whoever promotes and the service that reads may be two users.
        Path(name).chmod(0o644)
        _flush(Path(name))
        Path(name).replace(store / CURRENT)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _flush(store)


def _flush(path: Path) -> None:
    """Onto the disk: a name must not be there before what it names."""
    opened_file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened_file)
    finally:
        os.close(opened_file)
