"""One hop, four ways: `python -m bench.hop [--messages 100000] [--rounds 3]`.

The step is the same everywhere: decode and validate a JSON message of some 330 bytes, count its words, write the result with the same
key and (but for Faust) the same headers. Each contender runs alone in a process of its own, beside the broker, over the same 4
partitions; a reader outside (`read_committed`) takes the time from the first result to the last. Rounds take turns, so that a machine
that slows down slows all.

- `klantstroom idempotent`, `klantstroom transactional`: a hop of runtime.process
- `confluent idempotent`, `confluent transactional`: a hand-written loop over confluent-kafka (librdkafka, C) with the same guarantee
- `faust`: an agent of faust-streaming, at least once
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import orjson

from schemas.messages.base import Value

_ROOT = Path(__file__).resolve().parents[1]
PARTITIONS = 4
WAYS = ("klantstroom idempotent", "confluent idempotent", "klantstroom transactional", "confluent transactional", "faust")
TEXT = "the quick brown fox jumps over the lazy dog and asks when the parcel that was sent on Monday will be at the door " * 2


class Message(Value):
    id: int
    key: str
    text: str


class Words(Value):
    id: int
    words: int
    text: str


def count_words(message: Message) -> Words:
    """The step, the same for every contender."""
    return Words(id=message.id, words=len(message.text.split()), text=message.text)


# -- the contenders, each in a process of its own --------------------------------------------------------------------------------


def run_klantstroom(kafka: str, source: str, sink: str, group: str, transactional: bool) -> None:
    import uvloop

    from runtime.clock import system_clock
    from runtime.codec import event_decoder
    from runtime.hop import Decision, Event, Hop, Input, Publishing
    from runtime.kafka import KafkaBroker
    from runtime.lifecycle import settle_collector
    from runtime.process import Process
    from runtime.telemetry import configure_logs

    def decide(view: Any, item: Input, now: datetime) -> Decision:
        message: Message = item.event
        return Decision(events=(Event(sink, message.key, count_words(message)),))

    configure_logs("bench", "json", "error")
    hop = Hop(
        name=group,
        inputs={source: event_decoder(Message, 10_000)},
        outputs=(sink,),
        publishing=Publishing.TRANSACTIONAL if transactional else Publishing.IDEMPOTENT,
        decide=decide,
    )
    settle_collector()
    uvloop.run(Process(hop, KafkaBroker(kafka), None, system_clock, batch=4_000).run())


def run_confluent(kafka: str, source: str, sink: str, group: str, transactional: bool) -> None:
    from confluent_kafka import Consumer, Producer, TopicPartition

    consumer = Consumer(
        {
            "bootstrap.servers": kafka,
            "group.id": group,
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "isolation.level": "read_committed",
            "fetch.wait.max.ms": 100,
        }
    )
    options: dict[str, Any] = {
        "bootstrap.servers": kafka,
        "enable.idempotence": True,
        "acks": "all",
        "partitioner": "murmur2_random",
        "linger.ms": 5,
        "queue.buffering.max.messages": 500_000,
    }
    failed: list[Any] = []
    if transactional:
        options["transactional.id"] = group
    else:
        # What was not delivered must be known before its offset is committed; a transaction tells it by itself.
        options["on_delivery"] = lambda error, _: failed.append(error)
        options["delivery.report.only.error"] = True
    producer = Producer(options)
    if transactional:
        producer.init_transactions()
    consumer.subscribe([source])
    while True:
        records = consumer.consume(4_000, timeout=0.1)
        if not records:
            continue
        if transactional:
            producer.begin_transaction()
        stamp = datetime.now(UTC).isoformat().encode()
        offsets: dict[int, int] = {}
        for record in records:
            message = Message.model_validate_json(record.value() or b"")
            trace = dict(cast(list[tuple[str, bytes]], record.headers() or [])).get("traceparent", b"")
            identity = f"{group}/{source}/{record.partition()}/{record.offset()}".encode()
            producer.produce(
                sink,
                key=message.key.encode(),
                value=count_words(message).model_dump_json().encode(),
                headers=[
                    ("ce_specversion", b"1.0"),
                    ("ce_source", b"/klantstroom/bench"),
                    ("ce_type", b"klantstroom.bench.v1"),
                    ("content-type", b"application/json"),
                    ("ce_id", identity),
                    ("ce_time", stamp),
                    ("traceparent", trace),
                    ("src", identity),
                ],
            )
            offsets[record.partition() or 0] = (record.offset() or 0) + 1
        positions = [TopicPartition(source, number, offset) for number, offset in offsets.items()]
        if transactional:
            producer.send_offsets_to_transaction(positions, consumer.consumer_group_metadata())
            producer.commit_transaction()
        else:
            producer.flush()
            if failed:
                raise SystemExit(f"not delivered: {failed[0]}")
            consumer.commit(offsets=positions, asynchronous=False)


def run_faust(kafka: str, source: str, sink: str, group: str, data: str) -> None:
    import faust

    app = faust.App(
        group,
        broker=f"kafka://{kafka}",
        value_serializer="raw",
        key_serializer="raw",
        web_enabled=False,
        store="memory://",
        datadir=data,
        topic_disable_leader=True,
        consumer_auto_offset_reset="earliest",
        broker_commit_every=1_000,
    )
    source_topic = app.topic(source, value_type=bytes)
    sink_topic = app.topic(sink, value_type=bytes)

    @app.agent(source_topic)
    async def count(stream: Any) -> None:
        async for raw in stream:
            message = Message.model_validate_json(raw)
            acknowledged = await sink_topic.send(key=message.key.encode(), value=count_words(message).model_dump_json().encode())
            del acknowledged  # awaiting each would cost Faust most of its throughput

    app.finalize()
    worker = faust.Worker(app, loglevel="error", loop=asyncio.new_event_loop())
    worker.execute_from_commandline()


# -- measuring -------------------------------------------------------------------------------------------------------------------


def create_topics(kafka: str, names: list[str]) -> None:
    from confluent_kafka.admin import AdminClient, NewTopic  # type: ignore[attr-defined]

    admin = AdminClient({"bootstrap.servers": kafka})  # named: a client that is collected ends its requests
    for future in admin.create_topics([NewTopic(name, PARTITIONS, 1) for name in names]).values():
        future.result(30)


def fill(kafka: str, topic: str, messages: int) -> None:
    from confluent_kafka import Producer

    # Keys decide the partition as Kafka's own clients do it: what came in one partition leaves in one.
    producer = Producer({"bootstrap.servers": kafka, "linger.ms": 50, "queue.buffering.max.messages": 500_000, "partitioner": "murmur2_random"})
    trace = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    for number in range(messages):
        key = f"customer-{number % 5_000}"
        value = orjson.dumps({"id": number, "key": key, "text": f"{TEXT}{number}"})
        producer.produce(topic, key=key.encode(), value=value, headers=[("traceparent", trace)])
        if number % 10_000 == 0:
            producer.poll(0)
    producer.flush()


def measure(kafka: str, way: str, source: str, messages: int) -> float:
    """Messages per second of one contender over all of `source`, by a reader outside."""
    from confluent_kafka import Consumer, TopicPartition

    sink = f"hop-out-{uuid.uuid4().hex[:8]}"
    create_topics(kafka, [sink])
    with tempfile.TemporaryDirectory() as data:
        contender = subprocess.Popen(
            [sys.executable, "-m", "bench.hop", "--contender", way, "--kafka", kafka, "--source", source, "--sink", sink, "--data", data], cwd=_ROOT
        )
        try:
            reader = Consumer({"bootstrap.servers": kafka, "group.id": sink, "isolation.level": "read_committed", "enable.auto.commit": False})
            reader.assign([TopicPartition(sink, number, 0) for number in range(PARTITIONS)])
            seen, first, deadline = 0, 0.0, time.monotonic() + 180
            while seen < messages:
                records = [record for record in reader.consume(10_000, timeout=0.2) if record.error() is None]
                if records and not seen:
                    first = time.perf_counter()
                    counted_from = len(records)
                seen += len(records)
                if time.monotonic() > deadline:
                    raise SystemExit(f"{way}: {seen} of {messages} messages after 180 s")
            rate = (messages - counted_from) / (time.perf_counter() - first)
            reader.close()
        finally:
            contender.kill()
            contender.wait()
    return rate


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kafka", help="bootstrap servers; without, an embedded broker is started for the run")
    parser.add_argument("--ways", nargs="*", default=list(WAYS), choices=WAYS)
    for hidden in ("--contender", "--source", "--sink", "--data"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.contender:
        kind, _, mode = asked.contender.partition(" ")
        if kind == "faust":
            run_faust(asked.kafka, asked.source, asked.sink, asked.sink, asked.data)
        else:
            {"klantstroom": run_klantstroom, "confluent": run_confluent}[kind](
                asked.kafka, asked.source, asked.sink, asked.sink, mode == "transactional"
            )
        return
    from bench.embedded import embedded_stack

    with embedded_stack(asked.kafka) as kafka:
        source = f"hop-in-{uuid.uuid4().hex[:8]}"
        create_topics(kafka, [source])
        fill(kafka, source, asked.messages)
        rates: dict[str, list[float]] = {way: [] for way in asked.ways}
        for number in range(asked.rounds):
            for way in asked.ways if number % 2 == 0 else list(reversed(asked.ways)):
                rate = measure(kafka, way, source, asked.messages)
                rates[way].append(rate)
                print(f"round {number + 1}  {way:<28}{rate:>10,.0f}/s", file=sys.stderr, flush=True)

    def ratio(one: str, other: str) -> float | None:
        if one not in rates or other not in rates:
            return None
        return round(statistics.median(a / b for a, b in zip(rates[one], rates[other], strict=True)), 2)

    print(
        json.dumps(
            {
                "date": datetime.now(UTC).date().isoformat(),
                "cores": os.cpu_count(),
                "messages": asked.messages,
                "rounds": asked.rounds,
                "median_per_second": {way: round(statistics.median(found)) for way, found in rates.items()},
                "klantstroom / confluent, idempotent": ratio("klantstroom idempotent", "confluent idempotent"),
                "klantstroom / confluent, transactional": ratio("klantstroom transactional", "confluent transactional"),
                "klantstroom idempotent / faust": ratio("klantstroom idempotent", "faust"),
                "klantstroom transactional / faust": ratio("klantstroom transactional", "faust"),
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
