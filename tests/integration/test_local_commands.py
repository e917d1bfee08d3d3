"""`klantstroom …` against a real broker, as a person or a script would use it."""

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from runtime.access import read_keys
from schemas.envelope import message_id

ROOT = Path(__file__).parents[2]

Klantstroom = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def klantstroom(stack: Any, tmp_path: Path) -> Klantstroom:
    """Runs the command against the stack; fails on a traceback, whatever the exit code."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KLANTSTROOM_") or name == "KLANTSTROOM_CACHE"}
    environment = {**kept, "KLANTSTROOM_KAFKA": stack.kafka, "KLANTSTROOM_HOME": str(tmp_path / "home")}

    def run(*arguments: str, stdin: str = "", code: int = 0) -> "subprocess.CompletedProcess[str]":
        line = [sys.executable, "-m", "local.cli", *arguments]
        done = subprocess.run(line, cwd=ROOT, env=environment, input=stdin, capture_output=True, text=True, timeout=120)
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == code, done.stderr + done.stdout
        return done

    return run


def message(identity: str, **changed: Any) -> dict[str, Any]:
    return {
        "id": identity,
        "channel": "web",
        "sender": {"email": "jan@example.com"},
        "text": "Waar is mijn bestelling?",
        "sent_at": "2026-03-02T09:15:00+01:00",
        **changed,
    }


def jsonl(values: Sequence[Any]) -> str:
    return "".join((value if isinstance(value, str) else json.dumps(value)) + "\n" for value in values)


async def send(stack: Any, topic: str, value: bytes, key: bytes | None = None, headers: Sequence[tuple[str, bytes]] = ()) -> Any:
    async with AIOKafkaProducer(bootstrap_servers=stack.kafka, acks="all", enable_idempotence=True, max_request_size=5_000_000) as producer:
        return await producer.send_and_wait(topic, value, key=key, headers=list(headers))


async def read_from(stack: Any, topic: str, starts: dict[int, int]) -> list[Any]:
    """Everything committed in `topic` after `starts`, by partition."""
    consumer = AIOKafkaConsumer(bootstrap_servers=stack.kafka, isolation_level="read_committed", enable_auto_commit=False)
    found = []
    async with consumer:
        places = [TopicPartition(topic, number) for number in starts]
        consumer.assign(places)
        for place in places:
            consumer.seek(place, starts[place.partition])
        ends = await consumer.end_offsets(places)
        deadline = time.monotonic() + 30
        while any([await consumer.position(place) < ends[place] for place in places]):
            assert time.monotonic() < deadline
            for records in (await consumer.getmany(timeout_ms=200)).values():
                found += records
    return found


async def ends_of(stack: Any, topic: str) -> dict[int, int]:
    async with AIOKafkaConsumer(topic, bootstrap_servers=stack.kafka) as consumer:
        return {place.partition: end for place, end in (await consumer.end_offsets(consumer.assignment())).items()}


def test_help_names_every_command_and_each_has_help_of_its_own(klantstroom: Klantstroom) -> None:
    said = klantstroom("--help").stdout
    for name in ("up", "down", "status", "doctor", "topics", "publish", "validate", "tail", "trace", "dlq", "keys", "demo", "replay"):
        assert name in said
        assert "Usage" in klantstroom(name, "--help").stdout


def test_topics_are_listed_with_what_is_known_of_them(klantstroom: Klantstroom) -> None:
    rows = {row["topic"]: row for row in json.loads(klantstroom("topics", "list", "--json").stdout)}
    assert rows["messages-routed"]["key"] == "customer_id"
    assert rows["inbound-web-dlq"]["partitions"] == rows["inbound-web"]["partitions"]
    assert json.loads(klantstroom("topics", "create", "--json").stdout) == {"created": []}
    assert "inbound-email" in klantstroom("topics", "list").stdout


async def test_valid_lines_are_published_unchanged_and_one_senders_stay_together(klantstroom: Klantstroom, stack: Any) -> None:
    starts = await ends_of(stack, "inbound-web")
    run = uuid.uuid4().hex
    lines = [json.dumps(message(f"{run}-{number}")) for number in range(20)]
    done = klantstroom("publish", "-", "--json", stdin=jsonl([*lines, "", message(f"{run}-x", text="  "), "{"]), code=1)
    answer = json.loads(done.stdout)
    assert (answer["published"], answer["invalid"]) == (20, 2)
    assert [(error["line"], error["reason"]) for error in answer["errors"]] == [(22, "invalid"), (23, "not_json")]
    assert "/text" in answer["errors"][0]["detail"]
    records = await read_from(stack, "inbound-web", starts)
    assert [record.value.decode() for record in sorted(records, key=lambda record: record.offset)] == lines
    assert len({record.partition for record in records}) == 1


async def test_invalid_lines_are_published_only_when_asked(klantstroom: Klantstroom, stack: Any) -> None:
    starts = await ends_of(stack, "inbound-chat")
    broken = ["{broken", json.dumps({"channel": "chat", "id": 3})]
    assert json.loads(klantstroom("publish", "-", "--json", stdin=jsonl(broken), code=1).stdout)["published"] == 0
    assert await read_from(stack, "inbound-chat", starts) == []
    klantstroom("publish", "-", "--raw", "--channel", "chat", stdin=jsonl(broken))
    assert sorted(record.value.decode() for record in await read_from(stack, "inbound-chat", starts)) == sorted(broken)


def test_validate_points_at_the_field(klantstroom: Klantstroom, tmp_path: Path) -> None:
    file = tmp_path / "messages.jsonl"
    wrong = [message("a", channel="fax"), message("b", sender={"name": "Jan"}), message("c", sent_at="2026-03-02T09:15:00"), "[]", message("d\u0000")]
    file.write_text(jsonl([message("ok"), *wrong]))
    answer = json.loads(klantstroom("validate", str(file), "--json", code=1).stdout)
    assert (answer["valid"], answer["invalid"]) == (1, 5)
    details = {error["line"]: error["detail"] for error in answer["errors"]}
    for line, pointer in ((2, "/channel"), (3, "/sender"), (4, "/sent_at"), (6, "/id")):
        assert pointer in details[line]
    file.write_text(jsonl([message("ok")]))
    assert json.loads(klantstroom("validate", str(file), "--json").stdout)["valid"] == 1
    assert "cannot be read" in klantstroom("validate", str(tmp_path / "nothing"), code=1).stderr


async def test_tail_shows_records_and_ends_when_told(klantstroom: Klantstroom, stack: Any, topic: Any) -> None:
    name = await topic("tail", partitions=1)
    for number in range(5):
        await send(stack, name, json.dumps({"n": number}).encode(), b"k", [("h", b"v")])
    await send(stack, name, b"\xff\xfe", None)
    shown = [json.loads(line) for line in klantstroom("tail", name, "--from-beginning", "--max", "6", "--json").stdout.splitlines()]
    assert [record["value"] for record in shown] == [{"n": 0}, {"n": 1}, {"n": 2}, {"n": 3}, {"n": 4}, "fffe"]
    assert (shown[0]["key"], shown[0]["headers"], shown[0]["offset"]) == ("k", {"h": "v"}, 0)
    assert klantstroom("tail", name, "--seconds", "1", "--json").stdout == ""
    assert "There is no topic nowhere" in klantstroom("tail", "nowhere", code=1).stderr


async def test_dead_letters_are_listed_shown_and_replayed_as_they_were(klantstroom: Klantstroom, stack: Any) -> None:
    starts = await ends_of(stack, "inbound-phone")
    raw = b'{"caf\xe9": \x00\xff\x1b[2J}'
    ours = [("dlq-reason", b"not_utf8"), ("dlq-detail", b"byte 5 is not UTF-8"), ("dlq-topic", b"inbound-phone"), ("dlq-partition", b"0")]
    ours += [("dlq-offset", b"7"), ("dlq-attempt", b"2"), ("dlq-service", b"ingest"), ("dlq-service-version", b"0")]
    original = [("source", b"telephony"), ("src-system", b"pbx"), ("traceparent", b"00-" + b"a" * 32 + b"-" + b"b" * 16 + b"-01")]
    sent = await send(stack, "inbound-phone-dlq", raw, b"\x01key", [*original, ("src", b"x/y/0/3"), *ours])
    await send(stack, "inbound-phone-dlq", b"other", None, [("dlq-reason", b"invalid")])
    place = f"inbound-phone-dlq/{sent.partition}@{sent.offset}"

    listed = json.loads(klantstroom("dlq", "list", "inbound-phone", "--reason", "not_utf8", "--json").stdout)
    assert [row["service"] for row in listed["records"]] == ["ingest"]
    assert listed["reasons"] == {"not_utf8": 1}
    assert listed["records"][0]["at"] == place
    assert listed["records"][0]["from"] == "inbound-phone/0@7"
    assert bytes.fromhex(json.loads(klantstroom("dlq", "show", place, "--json").stdout)["value_hex"]) == raw
    assert "\x1b" not in klantstroom("dlq", "show", place).stdout

    assert "Name a topic" in klantstroom("dlq", "replay", code=1).stderr
    assert json.loads(klantstroom("dlq", "replay", "inbound-phone", "--reason", "not_utf8", "--json").stdout)["replayed"] == 1
    [record] = await read_from(stack, "inbound-phone", starts)
    assert (record.value, record.key) == (raw, b"\x01key")
    assert list(record.headers) == [*original, ("dlq-attempt", b"3")]

    klantstroom("dlq", "replay", "--at", place)
    assert len(await read_from(stack, "inbound-phone", starts)) == 2
    assert "no record at" in klantstroom("dlq", "show", "inbound-phone-dlq/0@999999", code=1).stderr
    assert "no dead-letter topic" in klantstroom("dlq", "list", "messages-routed", code=1).stderr


async def test_trace_follows_one_message_and_no_other(klantstroom: Klantstroom, stack: Any) -> None:
    run = uuid.uuid4().hex[:8]
    ids = {name: message_id("web", "inbound", f"{run}-{name}") for name in ("mine", "other")}
    for name, identity in ids.items():
        trace = [("traceparent", b"00-" + uuid.uuid4().hex.encode() + b"-" + b"b" * 16 + b"-01")]
        common = {"message_id": identity, "inbound_id": f"{run}-{name}", "channel": "web", "customer_id": f"c-{name}"}
        conversation = {"conversation_id": f"conv-{run}-{name}"}
        await send(stack, "inbound-web", json.dumps(message(f"{run}-{name}")).encode())
        await send(stack, "messages-ingested", json.dumps(common).encode(), headers=trace)
        await send(stack, "messages-classified", json.dumps({**common, "labels": {"topic": "delivery"}}).encode(), headers=trace)
        routed = {**common, **conversation, "destination": "community", "priority": 20, "reasons": [{"rule": "r", "because": "everyone can answer"}]}
        await send(stack, "messages-routed", json.dumps(routed).encode(), headers=trace)
        await send(stack, "conversations-changed", json.dumps({**conversation, "change": "opened", "message_id": identity, "because": "x"}).encode())
        await send(stack, "replies-outbound", json.dumps({**conversation, "reply_id": "r", "author": "community"}).encode())
        answered = {"activity_id": f"a-{run}-{name}", "action": "answered", "member_id": "m", "message_id": identity, "thread_id": f"t-{run}-{name}"}
        accepted = {"activity_id": f"b-{run}-{name}", "action": "accepted", "member_id": "m", "thread_id": f"t-{run}-{name}"}
        await send(stack, "community-activity", json.dumps(answered).encode())
        await send(stack, "community-activity", json.dumps(accepted).encode())
        entry = {"entry_id": "e", "member_id": "m", "state": "pending", "amount": 10, "because": "accepted", "cause": f"b-{run}-{name}"}
        await send(stack, "rewards-credited", json.dumps(entry).encode())

    for asked in (ids["mine"], f"{run}-mine"):
        steps = json.loads(klantstroom("trace", asked, "--json").stdout)["steps"]
        assert [step["topic"] for step in steps] == [
            "inbound-web",
            "messages-ingested",
            "messages-classified",
            "messages-routed",
            "conversations-changed",
            "replies-outbound",
            "community-activity",
            "community-activity",
            "rewards-credited",
        ]
        assert steps[0]["after_ms"] == 0
        assert [step["after_ms"] for step in steps] == sorted(step["after_ms"] for step in steps)
    told = klantstroom("trace", ids["mine"]).stdout
    assert "everyone can answer" in told
    assert "Waar is mijn bestelling" not in told
    assert "No topic knows" in klantstroom("trace", f"{run}-nobody", code=1).stderr


def test_keys_are_made_listed_and_revoked(klantstroom: Klantstroom, tmp_path: Path) -> None:
    made = json.loads(klantstroom("keys", "create", "publish:web", "read:stream", "--json").stdout)
    path = tmp_path / "home" / "keys.json"
    assert made["key"] not in path.read_text()
    assert [entry["scopes"] for entry in read_keys(path)] == [["publish:web", "read:stream"]]
    assert [row["id"] for row in json.loads(klantstroom("keys", "list", "--json").stdout)] == [made["id"]]
    klantstroom("keys", "revoke", made["id"])
    assert read_keys(path)[0]["revoked_at"] is not None
    assert "no key" in klantstroom("keys", "revoke", made["id"], code=1).stderr
    assert "unknown scope" in klantstroom("keys", "create", "everything", code=1).stderr


def test_without_a_system_each_command_says_so_in_one_line(tmp_path: Path, ports: Any) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KLANTSTROOM_")}
    environment |= {"KLANTSTROOM_HOME": str(tmp_path / "home")}

    def said(*arguments: str, **more: str) -> str:
        line = [sys.executable, "-m", "local.cli", *arguments]
        done = subprocess.run(line, cwd=ROOT, env={**environment, **more}, capture_output=True, text=True, timeout=120)
        assert done.returncode == 1
        [only] = done.stderr.splitlines()
        return only

    for arguments in (("status",), ("topics", "list"), ("tail", "messages-routed"), ("trace", "x"), ("dlq", "list")):
        assert "klantstroom up" in said(*arguments)
    nobody = f"127.0.0.1:{ports.take()}"
    assert "Kafka" in said("topics", "list", KLANTSTROOM_KAFKA=nobody)
    assert "KLANTSTROOM_KAFKA_PORT" in said("up", KLANTSTROOM_KAFKA_PORT="many")
    down = subprocess.run([sys.executable, "-m", "local.cli", "down"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert (down.returncode, "No system is running" in down.stderr) == (0, True)
