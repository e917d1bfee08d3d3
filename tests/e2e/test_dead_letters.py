"""Every reason on the contract's closed list, by real bytes through the real broker: put aside unchanged, and the next message flows."""

import json
import uuid
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaProducer

from runtime.broker import Partition, Record
from runtime.kafka import KafkaBroker
from schemas import envelope
from schemas.messages.inbound import InboundReason
from schemas.topics import MAX_RECORD_BYTES
from tests.unit.test_ingest_decoder import REFUSED
from tests.waiting import until

SECONDS = 120.0


async def records_of(broker: KafkaBroker, topic: str, start: dict[Partition, int]) -> list[Record]:
    tail = await broker.tail([topic], start)
    try:
        found: list[Record] = []
        while not await tail.caught_up():
            found += await tail.fetch(1_000, 200)
        return found
    finally:
        await tail.close()


def good(inbound_id: str, text: str = "Hoe zet ik mijn modem aan?") -> bytes:
    return json.dumps(
        {"id": inbound_id, "channel": "web", "sender": {"id": f"s-{inbound_id}"}, "text": text, "sent_at": datetime.now(UTC).isoformat()}
    ).encode()


async def test_each_reason_is_put_aside_unchanged_and_the_next_message_flows(shared_system: Any) -> None:
    run = uuid.uuid4().hex[:8]
    broker = KafkaBroker(shared_system.kafka)
    producer = AIOKafkaProducer(bootstrap_servers=shared_system.kafka, acks="all", max_request_size=8_000_000)
    await producer.start()
    sent: dict[bytes, tuple[bytes, tuple[tuple[str, bytes], ...], str]] = {}
    after: set[str] = set()
    try:
        # One of them is signed with a secret that this system does not have.
        cases = [(value, headers, reason) for name, (value, headers, reason, _) in REFUSED.items() if name != "an event without a message"]
        twice = f"{run}-twice"
        await producer.send_and_wait("inbound-web", good(twice), key=b"k", partition=0)
        cases.append((good(twice, "Iets heel anders"), (), "conflicting_duplicate"))
        for number, (value, headers, reason) in enumerate(cases):
            key = f"{run}-{number}".encode()
            sent[key] = (value, headers, reason)
            # All in one partition: were one of them stuck, nothing behind it would come.
            await producer.send_and_wait("inbound-web", value, key=key, headers=list(headers), partition=0)
            after.add(f"{run}-after-{number}")
            await producer.send_and_wait("inbound-web", good(f"{run}-after-{number}"), key=b"k", partition=0)
    finally:
        await producer.stop()

    letters: dict[bytes, list[Record]] = defaultdict(list)
    routed: set[str] = set()

    async def all_came() -> bool:
        nonlocal routed
        letters.clear()
        for record in await records_of(broker, "inbound-web-dlq", {}):
            if record.key in sent:
                letters[record.key].append(record)
        routed = {json.loads(record.value)["inbound_id"] for record in await records_of(broker, "messages-routed", {})}
        return set(letters) == set(sent) and after <= routed

    await until(all_came, SECONDS, lambda: f"{len(sent)} dead letters, {len(letters)} came; {len(after - routed)} good messages are missing")
    await broker.close()

    assert {reason for _, _, reason in sent.values()} == set(InboundReason)
    for key, (value, headers, reason) in sent.items():
        (letter,) = letters[key]
        assert letter.value == value
        assert letter.header(envelope.DLQ_REASON) == reason.encode(), key
        assert letter.header(envelope.DLQ_TOPIC) == b"inbound-web"
        assert letter.header(envelope.DLQ_PARTITION) == b"0"
        assert (letter.header(envelope.DLQ_OFFSET) or b"").isdigit()
        assert letter.header(envelope.DLQ_ATTEMPT) == b"1"
        assert letter.header(envelope.DLQ_SERVICE_VERSION)
        assert set(headers) <= set(letter.headers)


async def test_a_record_as_large_as_any_and_one_that_unpacks_to_more_are_put_aside_and_the_next_flows(shared_system: Any) -> None:
    run = uuid.uuid4().hex[:8]
    broker = KafkaBroker(shared_system.kafka)
    largest, unpacked = b"x" * (MAX_RECORD_BYTES - 200), b"y" * 12_000_000
    producers = [
        AIOKafkaProducer(
            bootstrap_servers=shared_system.kafka, acks="all", max_request_size=20_000_000, max_batch_size=20_000_000, compression_type=kind
        )
        for kind in (None, "gzip")
    ]
    try:
        for producer, name, value in zip(producers, ("largest", "unpacked"), (largest, unpacked), strict=True):
            await producer.start()
            await producer.send_and_wait("inbound-web", value, key=f"{run}-{name}".encode(), partition=1)
        await producers[0].send_and_wait("inbound-web", good(f"{run}-after"), key=b"k", partition=1)
    finally:
        for producer in producers:
            await producer.stop()

    letters: dict[bytes, Record] = {}
    routed: set[str] = set()

    async def all_came() -> bool:
        letters.update(
            {record.key: record for record in await records_of(broker, "inbound-web-dlq", {}) if record.key and run.encode() in record.key}
        )
        routed.update(json.loads(record.value)["inbound_id"] for record in await records_of(broker, "messages-routed", {}))
        return len(letters) == 2 and f"{run}-after" in routed

    await until(
        all_came, SECONDS, lambda: f"two dead letters, {len(letters)} came; the good message {'came' if f'{run}-after' in routed else 'did not'}"
    )
    await broker.close()
    assert {letter.header(envelope.DLQ_REASON) for letter in letters.values()} == {b"too_large"}
    assert letters[f"{run}-largest".encode()].value == largest
    beginning = letters[f"{run}-unpacked".encode()]
    assert unpacked.startswith(beginning.value)
    assert beginning.header(envelope.DLQ_SHORTENED) == b"12000000"
