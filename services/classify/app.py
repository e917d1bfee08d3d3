"""messages-ingested → messages-classified: reads a message, adds labels, evidence and the model's version.

Beside it corrections are checked and counted; the topic itself is where they are kept.
"""

import asyncio
from collections import Counter as Counted
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple, Protocol

import structlog
from prometheus_client import Counter, Histogram

from runtime.codec import decode, event_decoder
from runtime.hop import Decision, Event, Hop, Input, Publishing, Refusal
from runtime.lifecycle import CannotStart, Resources, Wiring
from schemas.messages.customers import Correction
from schemas.messages.stream import ClassifiedMessage, IngestedMessage
from schemas.topics import MAX_RECORD_BYTES
from services.classify.adapters.in_force import ModelInForce, StoreWatch
from services.classify.adapters.loading import classifier_of
from services.classify.adapters.model_files import ModelUnusable
from services.classify.adapters.model_store import Opened, history, opened_version
from services.classify.domain.classifier import OTHER, Classifier, Labelled, Text
from services.classify.domain.corrections import LABELS, checked
from services.classify.settings import ClassifySettings

log = structlog.get_logger()

INPUT = "messages-ingested"
OUTPUT = "messages-classified"
CORRECTIONS = "corrections"

LABELLED = Counter(
    "klantstroom_classify_labels_total", "Messages by label and class; topic counts what was said, abstentions as `other`.", ("label", "value")
)
CONFIDENCE = Histogram("klantstroom_classify_topic_confidence", "Confidence of the topic.", buckets=tuple(step / 10 for step in range(1, 11)))

CORRECTED = Counter("klantstroom_classify_corrections_total", "People's corrections that were taken, by label and right value.", ("label", "value"))

# From a dict: the class's own constructor makes one of its arguments first, and there are many.
_new_message = ClassifiedMessage.__pydantic_validator__.validate_python


class Labels(Protocol):
    version: str

    def label(self, items: Sequence[Text]) -> list[Labelled]: ...


def load_classifier(settings: ClassifySettings) -> Classifier:
    """Raises ModelUnusable, with one line that says what is wrong with which file."""
    return classifier_of(settings.classify_model, settings.classify_topics)


class Batch(NamedTuple):
    """Labels by the input's position, all by the model of `version`."""

    version: str
    labelled: Mapping[str, Labelled]


def classify_hop(model: Callable[[], Labels], chunk: int, batch: int) -> Hop:
    """`model` answers the model in force. It is asked once a batch: in a batch, and so in a message, there are never two."""

    async def prepare(_: Any, inputs: Sequence[Input]) -> Batch:
        """In a thread and in pieces: heartbeats go on, and cancelling waits for one piece at most."""
        classifier = model()
        found: dict[str, Labelled] = {}
        for start in range(0, len(inputs), chunk):
            piece = inputs[start : start + chunk]
            texts = [Text(item.event.text, item.event.subject, item.event.declared_language) for item in piece]
            found.update(zip((item.position for item in piece), await asyncio.to_thread(classifier.label, texts), strict=True))
        _count(found.values())
        return Batch(classifier.version, found)

    def decide(view: Batch, item: Input, now: datetime) -> Decision:
        return classified(item.event, view.labelled[item.position], view.version)

    return Hop(
        name="classify",
        inputs={INPUT: event_decoder(IngestedMessage, MAX_RECORD_BYTES)},
        positioned=frozenset({INPUT}),
        outputs=(OUTPUT,),
        publishing=Publishing.IDEMPOTENT,
        decide=decide,
        prepare=prepare,
        batch=batch,
    )


def classified(message: IngestedMessage, labelled: Labelled, model_version: str) -> Decision:
    value = _new_message({**message.__dict__, "labels": labelled.labels, "evidence": labelled.evidence, "model_version": model_version})
    return Decision(events=(Event(OUTPUT, message.customer_id, value),), outcome="no_topic" if labelled.labels.topic == OTHER else "topic")


def _count(found: Iterable[Labelled]) -> None:
    labels = [one.labels for one in found]
    for one in labels:
        CONFIDENCE.observe(one.topic_confidence)
    for name in LABELS:
        for value, count in Counted(map(str, map(attrgetter(name), labels))).items():
            LABELLED.labels(name, value).inc(count)


def corrections_hop(topics: Callable[[], Container[str]], batch: int) -> Hop:
    """Reads `corrections` and writes nothing: what is right is counted, what is not is refused. `topics` answers those of the model in force."""

    async def prepare(_: Any, inputs: Sequence[Input]) -> Mapping[str, str | Refusal]:
        of_model = topics()
        found = {item.position: checked(item.event, of_model) for item in inputs}
        for item in inputs:
            value = found[item.position]
            if not isinstance(value, Refusal):
                CORRECTED.labels(item.event.label, value).inc()
        return found

    def decide(view: Mapping[str, str | Refusal], item: Input, now: datetime) -> Decision:
        value = view[item.position]
        return Decision(refusal=value, outcome="refused") if isinstance(value, Refusal) else Decision(outcome="corrected")

    return Hop(
        name="classify-corrections",
        inputs={CORRECTIONS: lambda record: decode(Correction, record.value, MAX_RECORD_BYTES)},
        outputs=(),
        publishing=Publishing.IDEMPOTENT,
        decide=decide,
        prepare=prepare,
        batch=batch,
    )


async def wire(resources: Resources) -> Wiring:
    settings = resources.settings
    if not isinstance(settings, ClassifySettings):
        raise TypeError("classify is wired with ClassifySettings")
    try:
        opened, named = await asyncio.to_thread(open_model, settings)
    except ModelUnusable as error:
        raise CannotStart(str(error)) from error
    models = ModelInForce(opened)
    hops = (
        classify_hop(lambda: models.classifier, settings.classify_chunk, settings.batch),
        corrections_hop(lambda: models.topics, settings.batch),
    )
    if settings.classify_models is None:
        return Wiring(hops=hops)
    watch = StoreWatch(settings.classify_models, settings.classify_model, models, named)
    return Wiring(hops=hops, background=(partial(watch.watch, settings.classify_models_seconds),))


def open_model(settings: ClassifySettings) -> tuple[Opened, str | None]:
    """The model to begin with, and the version that the store names. Raises ModelUnusable."""
    store = settings.classify_models
    if store is not None and settings.classify_topics is not None:
        raise ModelUnusable("KLANTSTROOM_CLASSIFY_TOPICS and KLANTSTROOM_CLASSIFY_MODELS exclude each other: a fixed folder, or one to switch in")
    versions = history(store) if store is not None else ()
    if store is not None and versions:
        return opened_version(store, versions[0], settings.classify_model), versions[0]
    if store is not None:
        log.info("no model was promoted yet: the one for all labels is in force", store=str(store))
    classifier = load_classifier(settings)
    return Opened(classifier, classifier.version), None
