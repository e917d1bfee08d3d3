"""classify over a real broker: corrections, and a model that is switched while messages flow."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from typer.testing import CliRunner

from runtime.broker import Outgoing, Record
from runtime.clock import system_clock
from runtime.codec import encode
from runtime.hop import Hop
from runtime.kafka import KafkaBroker
from runtime.process import Process
from schemas.messages.customers import Correction
from schemas.messages.stream import ClassifiedMessage, IngestedMessage
from services.classify.adapters.in_force import ModelInForce, StoreWatch
from services.classify.adapters.model_files import DEFAULT_MODEL
from services.classify.adapters.model_store import opened, promote
from services.classify.app import CORRECTIONS, INPUT, OUTPUT, classify_hop, corrections_hop
from services.classify.commands import app_model
from tests.classify_models import topic_model
from tests.conftest import collect_leftovers
from tests.waiting import until

PATIENCE = 60.0
NOW = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def leftovers() -> Iterator[None]:
    """What a client left open is collected here, and does not turn up in somebody else's test."""
    yield
    collect_leftovers()


@pytest.fixture
async def broker(stack: Any) -> AsyncIterator[KafkaBroker]:
    broker = KafkaBroker(stack.kafka, session_seconds=6.0)
    yield broker
    await broker.close()


@asynccontextmanager
async def running(hop: Hop, broker: KafkaBroker) -> AsyncIterator[None]:
    """In a group of its own: the topics are everybody's."""
    process = Process(replace(hop, name=f"{hop.name}-{uuid.uuid4().hex[:8]}"), broker, None, system_clock, batch=50)
    task = asyncio.create_task(process.run())
    try:
        yield
    finally:
        await process.drain()
        await task


async def write(broker: KafkaBroker, records: Sequence[Outgoing]) -> None:
    publisher = await broker.publisher()
    await publisher.publish(records)
    await publisher.close()


async def ours(broker: KafkaBroker, topic: str, run: str) -> list[Record]:
    tail = await broker.tail([topic])
    try:
        found: list[Record] = []
        while not await tail.caught_up():
            found += [record for record in await tail.fetch(1_000, 100) if run.encode() in record.value]
        return found
    finally:
        await tail.close()


def message(run: str, number: int, text: str = "Waar blijft mijn pakket?") -> Outgoing:
    value = IngestedMessage(
        message_id=f"{run}-{number}",
        inbound_id=f"{run}-{number}",
        channel="web",
        customer_id=f"c{number % 7}",
        text=text,
        sent_at=NOW,
        received_at=NOW,
    )
    return Outgoing(INPUT, value.customer_id.encode(), encode(value), ())


def correction(run: str, number: int, label: str, value: str) -> Outgoing:
    body = encode(Correction(message_id=f"{run}-{number}", label=label, value=value, by="agent-1", at=NOW))
    return Outgoing(CORRECTIONS, f"{run}-{number}".encode(), body, ())


async def test_a_model_is_switched_while_messages_flow_and_no_event_is_of_two(broker: KafkaBroker, tmp_path: Path) -> None:
    store, run = tmp_path / "store", uuid.uuid4().hex
    versions = {name: topic_model(tmp_path / name, f"{name}-a", f"{name}-b", name=name) for name in ("one", "two")}
    promote(store, tmp_path / "one")
    models = ModelInForce(opened(store / versions["one"]))
    watching = asyncio.create_task(StoreWatch(store, DEFAULT_MODEL, models, versions["one"]).watch(0.1))
    sent = 0

    async def send(count: int) -> None:
        nonlocal sent
        await write(broker, [message(run, sent + number) for number in range(count)])
        sent += count

    async def models_seen() -> set[str]:
        return {json.loads(record.value)["labels"]["topic"] for record in await ours(broker, OUTPUT, run)}

    async def flowing_until(name: str) -> bool:
        await send(100)
        return f"{name}-a" in await models_seen()

    try:
        async with running(classify_hop(lambda: models.classifier, 16, 50), broker):
            await until(lambda: flowing_until("one"), PATIENCE, "messages labelled by the first model")
            await asyncio.to_thread(promote, store, tmp_path / "two")
            await until(lambda: flowing_until("two"), PATIENCE, "messages labelled by the second model")

            async def all_there() -> bool:
                return len({record.value for record in await ours(broker, OUTPUT, run)}) >= sent

            await until(all_there, PATIENCE, "every message labelled")
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    events = [ClassifiedMessage.model_validate_json(record.value) for record in await ours(broker, OUTPUT, run)]
    assert {event.message_id for event in events} == {f"{run}-{number}" for number in range(sent)}
    for event in events:
        [name] = [name for name, version in versions.items() if version in event.model_version]
        assert event.labels.topic == f"{name}-a"
    assert {event.labels.topic for event in events} == {"one-a", "two-a"}


async def test_corrections_are_counted_or_put_aside_and_learned_from(
    broker: KafkaBroker, stack: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = uuid.uuid4().hex
    version = topic_model(tmp_path / "m", f"lasagne-{run}", "fiets")
    model = opened(tmp_path / "m")
    right, wrong = f"lasagne-{run}", f"voetbal-{run}"
    await write(broker, [message(run, number, f"hoe laat lasagne {'nog ' * number}") for number in range(6)])
    # The wrong one first, in the partition of the next.
    await write(broker, [correction(run, 0, "topic", wrong), correction(run, 0, "topic", right), correction(run, 1, "topic", right)])

    async def letters() -> list[Record]:
        return await ours(broker, f"{CORRECTIONS}-dlq", run)

    def counted(value: str) -> float:
        return REGISTRY.get_sample_value("klantstroom_classify_corrections_total", {"label": "topic", "value": value}) or 0.0

    async with running(corrections_hop(lambda: model.topics, 50), broker), running(classify_hop(lambda: model.classifier, 256, 50), broker):
        await until(lambda: counted(right) == 2, PATIENCE, "both corrections counted")
        [letter] = await until(letters, PATIENCE, "the wrong one is on the dead-letter topic")

        async def labelled() -> bool:
            return len(await ours(broker, OUTPUT, run)) >= 6

        await until(labelled, PATIENCE, "all messages labelled")
    assert (letter.header("dlq-reason"), letter.value) == (b"invalid", correction(run, 0, "topic", wrong).value)
    assert counted(wrong) == 0

    # What the running system knows, to the commands.
    monkeypatch.setenv("KLANTSTROOM_KAFKA", stack.kafka)
    rows = [
        *(f"een {word} graag,{right}" for word in ("lasagne", "pasta", "pizza")),
        *(f"mijn {word} piept,fiets" for word in ("rem", "band", "bel")),
    ]
    (tmp_path / "t.csv").write_text("text,topic\n" + "\n".join(rows) + "\n")

    async def command(*arguments: str) -> dict[str, Any]:
        done = await asyncio.to_thread(CliRunner().invoke, app_model, [*arguments, "--json"])
        assert done.exit_code == 0, done.output
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    told = await command("retrain", str(tmp_path / "t.csv"), "--out", str(tmp_path / "new"))
    # Of other tests' corrections none is about this table's topics.
    assert told["corrections"]["used"] == {right: 2}
    compared = await command("shadow", str(tmp_path / "new"), "--store", _store(tmp_path), "--messages", "50000")
    assert version in compared["current"]
    assert compared["messages"] >= 6
    assert compared["corrected"]["topic"]["corrected"] >= 2
    assert compared["corrected"]["topic"]["current_right"] >= 2


def _store(folder: Path) -> str:
    promote(folder / "store", folder / "m")
    return str(folder / "store")
