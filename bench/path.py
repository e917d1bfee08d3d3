"""The whole path: `python -m bench.path [throughput|latency] …`.

Starts the whole system (all services, Kafka, PostgreSQL) on this machine, on ports and in a folder of its own, sends the sample's
messages again and again under new ids and senders to the six inbound topics, and reads `messages-routed` as an outsider would
(`read_committed`). Sender and reader share the machine with it.

- throughput: sends at `--rate` for `--seconds`, in batches as a busy channel team would (`linger.ms` 100), waits for the last one;
  messages/s from the first routed event to the last.
- latency: sends one by one at `--rate`; from the moment at which a message was to be sent to the moment at which its routed event was
  readable. Late sending counts against us.

Memory is the resident set of each service after the run has settled.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson
import psutil
from confluent_kafka import Consumer, Producer, TopicPartition

from bench.embedded import free_port
from local.system import SERVICES, SystemAddress
from schemas.topics import INBOUND_TOPICS

_ROOT = Path(__file__).resolve().parents[1]
#: What a sender writes on average: as the 16,387 authors of the 29,267 real messages that tests/e2e/test_replay_real.py replays.
MESSAGES_OF_SENDER = 1.8


@dataclass
class WholeSystem(AbstractContextManager["WholeSystem"]):
    """All of it, for as long as the context lasts."""

    folder: str
    settings: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        home = Path(self.folder) / "home"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("KLANTSTROOM_") or name == "KLANTSTROOM_CACHE"}
        environment |= {
            "KLANTSTROOM_HOME": str(home),
            "KLANTSTROOM_LOG_LEVEL": "warning",
            **{f"KLANTSTROOM_{name}_PORT": str(free_port()) for name in ("KAFKA", "KAFKA_CONTROLLER", "POSTGRES")},
            **{service.port_variable: str(free_port()) for service in SERVICES},
            **self.settings,
        }
        self.process = subprocess.Popen([sys.executable, "-m", "local.cli", "up", "--foreground"], cwd=_ROOT, env=environment, stdout=sys.stderr)
        while True:
            if self.process.poll() is not None:
                raise SystemExit("the system did not start; its reason stands above")
            if (home / "system.json").exists() and SystemAddress.load(home).state == "ready":
                return self
            time.sleep(0.2)

    @property
    def address(self) -> SystemAddress:
        return SystemAddress.load(Path(self.folder) / "home")

    def memory_mb(self) -> dict[str, int]:
        """Resident set of each process of the system, MB."""
        return {
            name: round(psutil.Process(process["pid"]).memory_info().rss / 1e6) for name, process in self.address.processes.items() if process["pid"]
        }

    def cpu_seconds(self) -> dict[str, float]:
        found = {}
        for name, process in self.address.processes.items():
            if process["pid"]:
                of = psutil.Process(process["pid"])
                found[name] = sum(sum(one.cpu_times()[:2]) for one in [of, *of.children(recursive=True)])
        return found

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)


def sample_messages() -> list[dict[str, Any]]:
    """The valid messages of the project's sample."""
    lines = (_ROOT / "local" / "sample" / "messages.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [orjson.loads(line) for line in lines]
    return [
        row["value"]
        for row in rows
        if row.get("topic") in INBOUND_TOPICS and isinstance(row.get("value"), dict) and row["value"].get("text", "").strip()
    ]


def numbered(messages: list[dict[str, Any]], run: str, number: int, senders: int) -> tuple[str, bytes, bytes]:
    """(topic, key, value) of message `number` of this run."""
    message = messages[number % len(messages)]
    sender = f"{run}-{number % senders}"
    body = {
        "id": f"{run}-{number}",
        "channel": message["channel"],
        "sender": {"id": sender, "name": message["sender"].get("name")},
        "text": message["text"],
        "subject": message.get("subject"),
        "sent_at": datetime.now(UTC).isoformat(),
        "region": message.get("region"),
    }
    return f"inbound-{message['channel']}", sender.encode(), orjson.dumps(body)


class Reader(threading.Thread):
    """An outsider: reads `messages-routed`, and keeps the moment at which each message of this run could be read."""

    def __init__(self, kafka: str, run: str, total: int, batched: bool) -> None:
        super().__init__(daemon=True)
        self.came: dict[int, float] = {}
        self._batched = batched
        self._run, self._total = f'"inbound_id":"{run}-'.encode(), total
        self._consumer = Consumer(
            {
                "bootstrap.servers": kafka,
                "group.id": run,
                "isolation.level": "read_committed",
                "enable.auto.commit": False,
                "fetch.wait.max.ms": 50,
                "fetch.min.bytes": 256 * 1024 if batched else 1,
            }
        )
        ends = self._consumer.list_topics("messages-routed").topics["messages-routed"].partitions
        places = [TopicPartition("messages-routed", number) for number in ends]
        for place in places:
            place.offset = self._consumer.get_watermark_offsets(place)[1]
        self._consumer.assign(places)

    def run(self) -> None:
        while len(self.came) < self._total:
            for record in self._consumer.consume(5_000, 0.2) if self._batched else (self._consumer.poll(0.5), *self._consumer.consume(5_000, 0)):
                value = record.value() if record is not None and record.error() is None else None
                _, found, rest = (value or b"").partition(self._run)
                if found:
                    self.came.setdefault(int(rest[: rest.index(b'"')]), time.time())
        self._consumer.close()


def run(kafka: str, rate: int, seconds: int, batched: bool) -> tuple[list[float], float]:
    """Send, read; answers latencies in seconds by intended send time, and messages/s from the first routed event to the last."""
    messages, name = sample_messages(), uuid.uuid4().hex[:6]
    total = rate * seconds
    senders = int(total / MESSAGES_OF_SENDER)
    reader = Reader(kafka, name, total, batched)
    reader.start()
    producer = Producer({"bootstrap.servers": kafka, "enable.idempotence": True, "partitioner": "murmur2_random", "linger.ms": 100 if batched else 0})
    started = time.time() + 0.5
    for number in range(total):
        wait = started + number / rate - time.time()
        if wait > (0.02 if batched else 0):
            time.sleep(wait)
        topic, key, value = numbered(messages, name, number, senders)
        producer.produce(topic, value, key)
        producer.poll(0)
    producer.flush()
    reader.join(seconds * 2 + 60)
    if reader.is_alive():
        raise SystemExit(f"{len(reader.came)} of {total} messages came out in time")
    latencies = [came - (started + number / rate) for number, came in reader.came.items()]
    return latencies, total / (max(reader.came.values()) - min(reader.came.values()))


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def measure(system: WholeSystem, kind: str, rate: int, seconds: int) -> dict[str, Any]:
    kafka = system.address.kafka
    at_rest = system.memory_mb()
    run(kafka, min(rate, 200), 10, batched=False)  # connections, plans and caches are warm afterwards
    before, began = system.cpu_seconds(), time.monotonic()
    latencies, per_second = run(kafka, rate, seconds, batched=kind == "throughput")
    took = time.monotonic() - began
    after = system.cpu_seconds()
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "kind": kind,
        "rate": rate,
        "seconds": seconds,
        "messages": len(latencies),
        "routed_per_second": round(per_second),
        "p50_ms": round(percentile(latencies, 0.5) * 1000, 1),
        "p99_ms": round(percentile(latencies, 0.99) * 1000, 1),
        "p999_ms": round(percentile(latencies, 0.999) * 1000, 1),
        "cores_used": {name: round((after[name] - before.get(name, 0.0)) / took, 2) for name in after},
        "memory_at_rest_mb": at_rest,
        "memory_after_mb": system.memory_mb(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=["throughput", "latency", "both"], nargs="?", default="both")
    parser.add_argument("--rate", type=int, help="messages/s; default 1600 for throughput, 200 for latency")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting of the system, as KLANTSTROOM_PARTITIONS=2")
    asked = parser.parse_args()
    settings = dict(pair.split("=", 1) for pair in asked.set)
    with tempfile.TemporaryDirectory(prefix="klantstroom-bench-") as folder, WholeSystem(folder, settings) as system:
        for kind, rate in (("latency", 200), ("throughput", 1_600)):
            if asked.kind in (kind, "both"):
                print(json.dumps(measure(system, kind, asked.rate or rate, asked.seconds), indent=2), flush=True)


if __name__ == "__main__":
    main()
