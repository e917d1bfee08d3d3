"""The hop's functions: a message goes in, the same message with labels comes out."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from prometheus_client import REGISTRY

from runtime.broker import Committed, Outgoing, Partition, Record
from runtime.codec import encode
from runtime.hop import Input, Publishing, Refusal
from runtime.memory import MemoryBroker
from runtime.process import Process
from schemas.messages.customers import Correction
from schemas.messages.labels import Topic
from schemas.messages.stream import ClassifiedMessage, IngestedMessage
from schemas.topics import TOPICS
from services.classify.app import CORRECTIONS, INPUT, OUTPUT, classify_hop, corrections_hop, load_classifier
from services.classify.domain.classifier import Classifier, Labelled, Text
from services.classify.settings import ClassifySettings
from tests.waiting import until

NOW = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return load_classifier(ClassifySettings())


def message(number: int, text: str, subject: str | None = None, declared: str | None = None) -> IngestedMessage:
    return IngestedMessage(
        message_id=f"m{number}",
        inbound_id=f"in{number}",
        channel="web",
        customer_id=f"c{number % 7}",
        text=text,
        subject=subject,
        declared_language=declared,
        redactions={"iban": 1},
        sent_at=NOW,
        received_at=NOW,
    )


def arrived(number: int, event: Any) -> Input:
    return Input(Partition(INPUT, 0), number, b"c", event, f"messages-ingested/0/{number}", "", ())


def as_record(value: bytes) -> Record:
    return Record(INPUT, 0, 0, b"c1", value, (), 0)


async def test_a_message_gets_its_labels_and_keeps_all_else(classifier: Classifier) -> None:
    hop = classify_hop(lambda: classifier, 256, 1_000)
    original = message(1, "Waarom staat er 12 euro extra op mijn factuur?", "Vraag over factuur")
    event = hop.inputs[INPUT](as_record(encode(original)))
    item = arrived(1, event)
    decision = hop.decide(await hop.prepare(None, [item]), item, NOW)
    assert decision.refusal is None
    [out] = decision.events
    assert (out.topic, out.key) == (OUTPUT, "c1")
    assert isinstance(out.value, ClassifiedMessage)
    assert out.value.labels.topic == Topic.BILLING
    assert out.value.model_version == classifier.version
    assert out.value.evidence["topic"]
    assert out.value.model_dump(include=set(IngestedMessage.model_fields)) == original.model_dump()
    assert ClassifiedMessage.model_validate_json(encode(out.value), strict=True) == out.value


async def test_a_batch_larger_than_a_piece_keeps_its_order(classifier: Classifier) -> None:
    hop = classify_hop(lambda: classifier, 3, 1_000)
    texts = [
        "Waar blijft mijn pakket?",
        "Ik ruik gas!",
        "thanks, great service",
        "Hoe zet ik roaming uit?",
        "I can't log in to my account",
        "hoi",
        "Is er een storing in Utrecht?",
    ]
    items = [arrived(number, message(number, text)) for number, text in enumerate(texts)]
    view = await hop.prepare(None, items)
    alone = [classifier.label([Text(text)])[0] for text in texts]
    for item, wanted in zip(items, alone, strict=True):
        [out] = hop.decide(view, item, NOW).events
        assert out.value.message_id == item.event.message_id
        assert out.value.labels == wanted.labels


async def test_deciding_again_gives_the_same(classifier: Classifier) -> None:
    hop = classify_hop(lambda: classifier, 256, 1_000)
    items = [arrived(number, message(number, f"Mijn bestelling {number} is niet bezorgd")) for number in range(20)]
    first, second = await hop.prepare(None, items), await hop.prepare(None, items)
    assert [hop.decide(first, item, NOW) for item in items] == [hop.decide(second, item, NOW) for item in items]


async def test_a_model_that_is_switched_in_the_midst_of_a_batch_labels_the_next_one(classifier: Classifier) -> None:
    class Told:
        def __init__(self, version: str) -> None:
            self.version = version

        def label(self, items: Sequence[Text]) -> list[Labelled]:
            models[0] = after
            return [Labelled(one.labels.model_copy(update={"topic": self.version}), {}) for one in classifier.label(items)]

    before, after = Told("before"), Told("after")
    models = [before]
    hop = classify_hop(lambda: models[0], 1, 1_000)
    items = [arrived(number, message(number, "Waar blijft mijn pakket?")) for number in range(3)]
    for told in ("before", "after"):
        view = await hop.prepare(None, items)
        events = [event for item in items for event in hop.decide(view, item, NOW).events]
        assert {(event.value.model_version, event.value.labels.topic) for event in events} == {(told, told)}


async def test_the_event_loop_goes_on_while_labels_are_computed() -> None:
    class Slow:
        version = "slow-1"

        def label(self, items: Sequence[Text]) -> list[Labelled]:
            deadline = time.monotonic() + 5.0
            while not beaten.is_set() and time.monotonic() < deadline:
                pass
            return load_classifier(ClassifySettings()).label(items)

    beaten = asyncio.Event()
    preparing = asyncio.create_task(classify_hop(Slow, 256, 1_000).prepare(None, [arrived(1, message(1, "hoi"))]))
    await asyncio.sleep(0)
    started = time.monotonic()
    asyncio.get_running_loop().call_soon(beaten.set)
    await asyncio.wait_for(preparing, 20)
    assert time.monotonic() - started < 5.0


@pytest.mark.parametrize("raw", [b"{}", b"[1]", b"\xff\xfe", b"", b'{"message_id": 3}'])
def test_what_is_no_message_is_refused(raw: bytes, classifier: Classifier) -> None:
    assert isinstance(classify_hop(lambda: classifier, 256, 1_000).inputs[INPUT](as_record(raw)), Refusal)


def correction(label: str, value: str | bool) -> bytes:
    return encode(Correction(message_id="m1", label=label, value=value, by="agent-1", at=NOW))


def corrected(label: str, value: str) -> float:
    return REGISTRY.get_sample_value("klantstroom_classify_corrections_total", {"label": label, "value": value}) or 0.0


async def test_corrections_are_counted_and_wrong_ones_put_aside_while_the_next_flow() -> None:
    broker = MemoryBroker(partitions=1)
    counted = {pair: corrected(*pair) for pair in (("topic", "pizza"), ("topic", "billing"), ("personal", "False"), ("urgency", "high"))}
    wrong = [correction("topic", "voetbal"), correction("urgency", "urgent"), correction("mood", "x"), b"{", b'{"message_id": "m1"}']
    right = [correction("topic", "pizza"), correction("topic", "billing"), correction("personal", "no"), correction("urgency", "high")]
    for value in (*wrong[:2], *right[:2], *wrong[2:], *right[2:]):
        broker.append(Outgoing(CORRECTIONS, b"m1", value, ()))
    hop = corrections_hop(lambda: frozenset({"pizza"}), 1_000)
    process = Process(hop, broker, None, lambda: NOW, poll_ms=10)
    running = asyncio.create_task(process.run())
    try:
        await until(lambda: len(broker.records(f"{CORRECTIONS}-dlq")) == len(wrong), 20, "the wrong ones are on the dead-letter topic")
        place = Partition(CORRECTIONS, 0)
        await until(lambda: broker.offsets.get((hop.name, place), Committed(0, "")).offset == 9, 20, "all are read")
    finally:
        await process.drain()
        await running
    letters = broker.records(f"{CORRECTIONS}-dlq")
    assert sorted(letter.value for letter in letters) == sorted(wrong)
    assert {letter.header("dlq-reason") for letter in letters} == {b"invalid", b"not_json"}
    assert not any(b"voetbal" in (letter.header("dlq-detail") or b"") for letter in letters)
    assert {pair: corrected(*pair) - before for pair, before in counted.items()} == dict.fromkeys(counted, 1.0)
    assert corrected("topic", "voetbal") == 0


def test_corrections_agree_with_the_table_of_topics() -> None:
    hop = corrections_hop(lambda: frozenset(), 1_000)
    assert list(hop.inputs) == [CORRECTIONS]
    assert "classify" in TOPICS[CORRECTIONS].readers
    assert TOPICS[CORRECTIONS].dead_letters
    # The topic is where they are kept.
    assert TOPICS[CORRECTIONS].retention_hours == 365 * 24
    assert hop.state is None
    assert hop.outputs == ()


def test_the_hop_agrees_with_the_table_of_topics(classifier: Classifier) -> None:
    hop = classify_hop(lambda: classifier, 256, 1_000)
    assert "classify" in TOPICS[INPUT].readers
    assert "classify" in TOPICS[OUTPUT].writers
    assert TOPICS[OUTPUT].key == "customer_id"
    assert TOPICS[OUTPUT].transactional is (hop.publishing is Publishing.TRANSACTIONAL)
    assert hop.state is None
