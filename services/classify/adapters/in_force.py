"""The model in force in a running service, switched between two batches where the store says so."""

import asyncio
from pathlib import Path

import structlog
from prometheus_client import Gauge

from services.classify.adapters.model_files import ModelUnusable
from services.classify.adapters.model_store import CURRENT, Opened, history, opened_version
from services.classify.domain.classifier import Classifier

log = structlog.get_logger()

VERSION = Gauge("klantstroom_classify_model_in_force", "1 for the version of the model in force.", ["version"])
FAILED = Gauge("klantstroom_classify_model_switch_failed", "1 where the version that was promoted last cannot be used, and the one before goes on.")


class ModelInForce:
    """Whoever labels a batch takes `classifier` once and keeps it to the end of the batch."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        _tell(opened)
        FAILED.set(0)

    @property
    def classifier(self) -> Classifier:
        return self._opened.classifier

    @property
    def topics(self) -> frozenset[str]:
        """Those that the model can say."""
        return self._opened.topics

    def switch(self, opened: Opened) -> None:
        before, self._opened = self._opened, opened
        _tell(opened)
        log.info("model switched", version=opened.classifier.version, before=before.classifier.version)


def _tell(opened: Opened) -> None:
    VERSION.clear()
    VERSION.labels(opened.classifier.version).set(1)


class StoreWatch:
    """Looks which version the store names, and puts it in force; while that cannot be, the one before goes on."""

    def __init__(self, store: Path, labels: Path, models: ModelInForce, named: str | None) -> None:
        """`named` is the version that the store named when `models` was made."""
        self._store = store
        self._labels = labels
        self._models = models
        self._named = named
        self._complaint: str | None = None

    async def look(self) -> None:
        try:
            named = await asyncio.to_thread(self._asked)
            found = None
            if named is not None and named != self._named:
                found = await asyncio.to_thread(opened_version, self._store, named, self._labels)
        except ModelUnusable as error:
            FAILED.set(1)
            # Once: it is looked at again and again, for a copy on its way may still become whole.
            if str(error) != self._complaint:
                log.error("the model is not switched, the one before goes on", reason=str(error), in_force=self._models.classifier.version)
            self._complaint = str(error)
            return
        if found is not None:
            self._named = named
            self._models.switch(found)
        self._complaint = None
        FAILED.set(0)

    def _asked(self) -> str | None:
        """The version that the store names; None as long as there was none."""
        versions = history(self._store)
        if versions:
            return versions[0]
        if self._named is not None:
            raise ModelUnusable(f"{self._store / CURRENT} is gone: promote a model again")
        return None

    async def watch(self, seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds)
            await self.look()
