"""Every reason on the contract's closed list, by real bytes through the real broker: put aside unchanged, and the next message flows."""

import asyncio
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
from tests.unit.test_ingest_decoder import REFUSED

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

    deadline = asyncio.get_running_loop().time() + SECONDS
    while True:
        letters: dict[bytes, list[Record]] = defaultdict(list)
        for record in await records_of(broker, "inbound-web-dlq", {}):
            if record.key in sent:
                letters[record.key].append(record)
        routed = {json.loads(record.value)["inbound_id"] for record in await records_of(broker, "messages-routed", {})}
        if set(letters) == set(sent) and after <= routed:
            break
        late = asyncio.get_running_loop().time() > deadline
        assert not late, f"{len(letters)} of {len(sent)} dead letters, {len(after - routed)} good messages are missing"
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
