"""messages-ingested → messages-classified: reads a message, adds labels, evidence and the model's version."""

import asyncio
from collections import Counter as Counted
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, Protocol

from prometheus_client import Counter, Histogram

from runtime.codec import event_decoder
from runtime.hop import Decision, Event, Hop, Input, Publishing
from runtime.lifecycle import CannotStart, Resources, Wiring
from schemas.messages.stream import ClassifiedMessage, IngestedMessage
from schemas.topics import MAX_RECORD_BYTES
from services.classify.adapters.identifier import load_identifier
from services.classify.adapters.model_files import ModelUnusable, load
from services.classify.domain.classifier import OTHER, Classifier, Labelled, Text
from services.classify.settings import ClassifySettings

INPUT = "messages-ingested"
OUTPUT = "messages-classified"

LABELLED = Counter(
    "klantstroom_classify_labels_total", "Messages by label and class; topic counts what was said, abstentions as `other`.", ("label", "value")
)
CONFIDENCE = Histogram("klantstroom_classify_topic_confidence", "Confidence of the topic.", buckets=tuple(step / 10 for step in range(1, 11)))

# From a dict: the class's own constructor makes one of its arguments first, and there are many.
_new_message = ClassifiedMessage.__pydantic_validator__.validate_python

#: What is counted of a message.
_COUNTED = ("language", "topic", "sentiment", "emotion", "urgency", "personal", "kind")


class Labels(Protocol):
    version: str

    def label(self, items: Sequence[Text]) -> list[Labelled]: ...


def load_classifier(settings: ClassifySettings) -> Classifier:
    """Raises ModelUnusable, with one line that says what is wrong with which file."""
    own = load(settings.classify_topics) if settings.classify_topics is not None else None
    try:
        return Classifier(load(settings.classify_model), load_identifier(), own)
    except ValueError as error:
        raise ModelUnusable(f"{settings.classify_model}: {error}") from None


def classify_hop(classifier: Labels, chunk: int, batch: int) -> Hop:
    async def prepare(_: Any, inputs: Sequence[Input]) -> Mapping[str, Labelled]:
        """Labels by the input's position. In a thread and in pieces: heartbeats go on, and cancelling waits for one piece at most."""
        found: dict[str, Labelled] = {}
        for start in range(0, len(inputs), chunk):
            piece = inputs[start : start + chunk]
            texts = [Text(item.event.text, item.event.subject, item.event.declared_language) for item in piece]
            found.update(zip((item.position for item in piece), await asyncio.to_thread(classifier.label, texts), strict=True))
        _count(found.values())
        return found

    def decide(view: Mapping[str, Labelled], item: Input, now: datetime) -> Decision:
        return classified(item.event, view[item.position], classifier.version)

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
    for name in _COUNTED:
        for value, count in Counted(map(str, map(attrgetter(name), labels))).items():
            LABELLED.labels(name, value).inc(count)


async def wire(resources: Resources) -> Wiring:
    settings = resources.settings
    if not isinstance(settings, ClassifySettings):
        raise TypeError("classify is wired with ClassifySettings")
    try:
        classifier = await asyncio.to_thread(load_classifier, settings)
    except ModelUnusable as error:
        raise CannotStart(str(error)) from error
    return Wiring(hops=(classify_hop(classifier, settings.classify_chunk, settings.batch),))
