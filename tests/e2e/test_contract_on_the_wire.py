"""What is really on the topics is what asyncapi.yaml says: headers, keys, values, of every record that a whole system writes."""

import asyncio
import copy
import json
import re
import sys
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from jsonschema import Draft7Validator, Draft202012Validator

from schemas.generate import GENERATED, examples, value_schema
from schemas.topics import INBOUND_TOPICS, TOPICS
from tests.waiting import until

ROOT = Path(__file__).parents[2]
SECONDS = 120.0
RUN = uuid.uuid4().hex[:8]

Send = tuple[str, str, bytes]


async def _places(kafka: str, topics: Sequence[str]) -> list[TopicPartition]:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    try:
        described = await admin.describe_topics(list(topics))
    finally:
        await admin.close()
    return [TopicPartition(topic["topic"], partition["partition"]) for topic in described for partition in topic["partitions"]]


async def everything(kafka: str, topics: Sequence[str]) -> list[ConsumerRecord]:
    """All committed records of `topics`, from the beginning to what is the end now."""
    places = await _places(kafka, topics)
    async with AIOKafkaConsumer(bootstrap_servers=kafka, isolation_level="read_committed", enable_auto_commit=False) as consumer:
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        ends = await consumer.end_offsets(places)
        found: list[ConsumerRecord] = []
        deadline = time.monotonic() + SECONDS
        while any([await consumer.position(place) < ends[place] for place in places]):
            assert time.monotonic() < deadline, "the topics could not be read to their end"
            for records in (await consumer.getmany(timeout_ms=200)).values():
                found += records
        return found


async def send(kafka: str, records: Sequence[Send]) -> None:
    async with AIOKafkaProducer(bootstrap_servers=kafka, acks="all", enable_idempotence=True) as producer:
        for topic, key, value in records:
            await producer.send_and_wait(topic, value, key=key.encode())


async def read_until(kafka: str, topics: Sequence[str], holds: Callable[[list[ConsumerRecord]], bool], what: str) -> list[ConsumerRecord]:
    async def enough() -> list[ConsumerRecord] | None:
        found = await everything(kafka, topics)
        return found if holds(found) else None

    # Each look connects anew and reads all.
    found = await until(enough, SECONDS, what, every=0.3)
    assert found is not None
    return found


@cache
def document() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load((GENERATED / "asyncapi.yaml").read_text("utf-8"))
    return found


def complaints(record: ConsumerRecord) -> list[str]:
    """What of one record is not as the document says."""
    message = document()["components"]["messages"][record.topic]
    headers = {name: value.decode("utf-8") for name, value in record.headers}
    said = [f"header: {error.message}" for error in Draft7Validator(message["headers"]).iter_errors(headers)]
    topic = TOPICS.get(record.topic)
    if topic is None:
        return said
    value = json.loads(record.value)
    said += [f"value: {error.json_path} {error.message}" for error in Draft202012Validator(value_schema(topic)).iter_errors(value)]
    if unknown := set(value) - set(topic.value.model_fields):
        said.append(f"value: {sorted(unknown)} stand in no schema")
    if topic.key is not None and record.key.decode() != value[topic.key]:
        said.append(f"key: {record.key!r} is not {topic.key}")
    if topic.key is not None and any(inner is None and name not in topic.value.null_is_said for name, inner in value.items()):
        said.append("value: a null is written, where leaving out is meant")
    return said


def _fresh(value: dict[str, Any]) -> dict[str, Any]:
    """An example with ids that no other run has used."""
    made = copy.deepcopy(value)
    for name in ("id", "activity_id", "member_id", "by_member_id", "thread_id", "post_id", "undoes"):
        if made.get(name):
            made[name] = f"{made[name]}-{RUN}"
    return made


async def test_every_record_is_as_the_document_says(shared_system: Any) -> None:
    sent: list[Send] = []
    for topic in (*INBOUND_TOPICS, "community-activity", "agent-activity"):
        for _, example in sorted(examples(topic), key=lambda named: named[1]["value"].get("at", "")):
            value = _fresh(example["value"])
            key = value[TOPICS[topic].key] if TOPICS[topic].key else f"{example['key']}-{RUN}"
            sent.append((topic, key, json.dumps(value).encode()))
    nonsense = [(topic, f"nonsense-{RUN}", f"no json {RUN}".encode()) for topic in INBOUND_TOPICS]
    await send(shared_system.kafka, [*sent, *nonsense])

    awaited = {json.loads(value)["id"] for topic, _, value in sent if topic in INBOUND_TOPICS}
    assert len(awaited) >= 12

    def routed(records: list[ConsumerRecord]) -> bool:
        return awaited <= {json.loads(record.value)["inbound_id"] for record in records}

    await read_until(shared_system.kafka, ["messages-routed"], routed, "every example is routed")
    await read_until(
        shared_system.kafka, ["rewards-credited"], lambda records: any(RUN in record.key.decode() for record in records), "a member earns something"
    )
    dead = [f"{topic}-dlq" for topic in INBOUND_TOPICS]
    await read_until(
        shared_system.kafka, dead, lambda records: sum(record.key == f"nonsense-{RUN}".encode() for record in records) == 6, "nonsense is put aside"
    )

    # What others put on the input topics in this system is theirs to answer for; what we write is ours.
    ours = [name for name in TOPICS if name not in INBOUND_TOPICS]
    records = await everything(shared_system.kafka, [*ours, *dead])
    wrong = {f"{record.topic}: {complaint}" for record in records for complaint in complaints(record)}
    assert not wrong, "\n".join(sorted(wrong))
    seen = {record.topic for record in records}
    assert {"messages-ingested", "messages-classified", "messages-routed", "conversations-changed", "rewards-credited", "customers-changed"} <= seen
    assert {record.value for record in records if record.key == f"nonsense-{RUN}".encode()} == {f"no json {RUN}".encode()}


async def test_one_trace_from_the_inbound_record_to_the_last_event(shared_system: Any) -> None:
    trace = uuid.uuid4().hex
    value = {
        "id": f"trace-{RUN}",
        "channel": "chat",
        "sender": {"id": f"trace-{RUN}"},
        "text": "Hoe werkt eSIM?",
        "sent_at": "2026-03-02T09:15:00+01:00",
    }
    async with AIOKafkaProducer(bootstrap_servers=shared_system.kafka, acks="all", enable_idempotence=True) as producer:
        headers = [("traceparent", f"00-{trace}-00f067aa0ba902b7-01".encode())]
        await producer.send_and_wait("inbound-chat", json.dumps(value).encode(), key=b"trace", headers=headers)
    path = ["messages-ingested", "messages-classified", "messages-routed"]

    def mine(records: list[ConsumerRecord]) -> list[ConsumerRecord]:
        return [record for record in records if json.loads(record.value)["inbound_id"] == value["id"]]

    found = mine(await read_until(shared_system.kafka, path, lambda records: len(mine(records)) == 3, "all three events"))
    parents = [dict(record.headers)["traceparent"].decode() for record in found]
    assert {parent.split("-")[1] for parent in parents} == {trace}
    assert len({parent.split("-")[2] for parent in parents}) == 3, "each step is a span of its own"


def _python_of_readme(about: str) -> str:
    blocks = re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return next(block for block in blocks if about in block)


async def test_the_python_of_the_readme_publishes(shared_system: Any) -> None:
    here = _python_of_readme("AIOKafkaProducer").replace("127.0.0.1:9092", shared_system.kafka).replace("form-90218", f"readme-{RUN}")
    done = await asyncio.create_subprocess_exec(sys.executable, "-c", here, env=shared_system.environment)
    assert await done.wait() == 0
    await read_until(
        shared_system.kafka,
        ["messages-routed"],
        lambda records: any(json.loads(record.value)["inbound_id"] == f"readme-{RUN}" for record in records),
        "the message of the README is routed",
    )


async def test_the_python_of_the_readme_subscribes(shared_system: Any) -> None:
    here = _python_of_readme("httpx.stream").replace("http://127.0.0.1:8080", shared_system.url("dashboard"))
    environment = {**shared_system.environment, "KEY": shared_system.key, "PYTHONUNBUFFERED": "1"}
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", here, env=environment, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    line = asyncio.ensure_future(process.stdout.readline())
    try:
        numbers = count(1)

        async def told() -> bool:
            value = {"id": f"stream-{RUN}-{next(numbers)}", "channel": "web", "sender": {"id": f"stream-{RUN}"}, "text": "Waar is mijn pakket?"}
            await send(shared_system.kafka, [("inbound-web", "stream", json.dumps({**value, "sent_at": "2026-03-02T09:15:00+01:00"}).encode())])
            await asyncio.wait({line}, timeout=1)
            return line.done()

        # Nobody says when it has connected: messages come until it tells of one.
        await until(told, SECONDS, "it tells of a message")
        assert "web → " in line.result().decode()
    finally:
        process.kill()
        await process.wait()


@pytest.mark.parametrize("topic", ["messages-routed", "messages-ingested"])
def test_a_record_that_is_not_as_the_document_says_is_noticed(topic: str) -> None:
    _, example = next(iter(examples(topic)))
    value = {**example["value"], "surprise": 1, "channel": "fax"}
    record = ConsumerRecord(topic, 0, 0, 0, 0, b"not the key", json.dumps(value).encode(), None, 0, 0, [("ce_id", b"1")])
    said = complaints(record)
    assert any("ce_source" in line for line in said)
    assert any("fax" in line for line in said)
    assert any("surprise" in line for line in said)
    assert any(line.startswith("key") for line in said)
    good = ConsumerRecord(
        topic,
        0,
        0,
        0,
        0,
        example["key"].encode(),
        json.dumps(example["value"]).encode(),
        None,
        0,
        0,
        [(name, header.encode()) for name, header in example["headers"].items()],
    )
    assert complaints(good) == []
