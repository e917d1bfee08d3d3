"""The replay over a real broker. The services are played by this test: they take, refuse, drop, double and lose what they are told to."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import orjson
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from local import topics
from local.replay import ReplayFailed, ReplayOptions, run_demo
from runtime.codec import decode
from runtime.hop import Refusal
from schemas.envelope import DLQ_OFFSET, DLQ_PARTITION, DLQ_REASON, DLQ_TOPIC, message_id
from schemas.messages.inbound import InboundMessage
from schemas.topics import INBOUND_TOPICS, MAX_INBOUND_BYTES

BASE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Played:
    """What the played services do beside taking every message: ids that they lose or double."""

    lost: frozenset[str] = frozenset()
    doubled: frozenset[str] = frozenset()
    #: In the order in which they were taken: ids, and "control" where a control record was.
    order: list[str] = field(default_factory=list)
    keys: dict[str, set[tuple[str, int]]] = field(default_factory=dict)
    sent_at: dict[str, str] = field(default_factory=dict)
    taken: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def reached(self, count: int) -> None:
        async with self.taken:
            await self.taken.wait_for(lambda: len(self.order) >= count)


async def _play(kafka: str, played: Played, ready: asyncio.Event) -> None:
    consumers = {
        "ingest": INBOUND_TOPICS,
        "route": ("community-activity", "agent-activity", "control"),
        "rewards": ("community-activity",),
    }
    producer = AIOKafkaProducer(bootstrap_servers=kafka, acks="all", enable_idempotence=True)
    await producer.start()
    seen: dict[str, bytes] = {}
    readers = []
    try:
        for group, names in consumers.items():
            reader = AIOKafkaConsumer(*names, bootstrap_servers=kafka, group_id=group, enable_auto_commit=False, auto_offset_reset="latest")
            await reader.start()
            # Stand at the end before anything is sent.
            for place in reader.assignment():
                await reader.position(place)
            readers.append((group, reader))
        ready.set()
        while True:
            for group, reader in readers:
                batches = await reader.getmany(timeout_ms=20)
                for place, records in batches.items():
                    for record in records:
                        if group == "ingest":
                            await _take(producer, played, seen, record)
                        elif record.topic == "control" and group == "route":
                            played.order.append("control")
                        elif group == "rewards":
                            amount = -5 if orjson.loads(record.value).get("undo") else 5
                            state = "pending" if amount > 0 else "reversed"
                            await producer.send_and_wait("rewards-credited", orjson.dumps({"state": state, "amount": amount}), b"m")
                    await reader.commit({place: records[-1].offset + 1})
            async with played.taken:
                played.taken.notify_all()
    finally:
        for _, reader in readers:
            await reader.stop()
        await producer.stop()


async def _take(producer: AIOKafkaProducer, played: Played, seen: dict[str, bytes], record: Any) -> None:
    channel = record.topic.removeprefix("inbound-")
    found = decode(InboundMessage, record.value, MAX_INBOUND_BYTES)
    refusal = found.reason if isinstance(found, Refusal) else None
    if not isinstance(found, Refusal):
        if found.channel != channel:
            refusal = "wrong_channel"
        elif seen.get(found.id, record.value) != record.value:
            refusal = "conflicting_duplicate"
    if refusal is not None:
        place = ((DLQ_TOPIC, record.topic), (DLQ_PARTITION, str(record.partition)), (DLQ_OFFSET, str(record.offset)), (DLQ_REASON, refusal))
        headers = [(name, content.encode()) for name, content in place]
        await producer.send_and_wait(f"{record.topic}-dlq", record.value, record.key, headers=headers)
        return
    assert isinstance(found, InboundMessage)
    if found.id in seen:
        return
    seen[found.id] = record.value
    played.order.append(found.id)
    played.sent_at[found.id] = found.sent_at.isoformat()
    who = found.sender.email or found.sender.id or ""
    played.keys.setdefault(who, set()).add((record.topic, record.partition))
    if found.id in played.lost:
        return
    event = orjson.dumps({"message_id": message_id(channel, "inbound", found.id), "destination": "agents"})
    for _ in range(2 if found.id in played.doubled else 1):
        await producer.send_and_wait("messages-routed", event, b"c")


@asynccontextmanager
async def services(kafka: str, played: Played) -> AsyncIterator[Played]:
    await topics.create(kafka, topics.wanted(3))
    ready = asyncio.Event()
    playing = asyncio.create_task(_play(kafka, played, ready))
    waiting = asyncio.create_task(ready.wait())
    try:
        await asyncio.wait((playing, waiting), return_when=asyncio.FIRST_COMPLETED, timeout=60)
        if playing.done():
            playing.result()
        assert ready.is_set()
        yield played
    finally:
        waiting.cancel()
        playing.cancel()
        await asyncio.gather(playing, waiting, return_exceptions=True)


@pytest.fixture
def name() -> Callable[[str], str]:
    """Ids of this test's own: other tests use the same topics."""
    run = uuid4().hex[:8]
    return lambda plain: f"{plain}-{run}"


def line(topic: str, second: int, **more: Any) -> str:
    return json.dumps({"at": (BASE + timedelta(seconds=second)).isoformat(), "topic": topic, **more})


def message(inbound_id: str, second: int, channel: str = "web", sender: str = "a@example.nl", text: str = "hoi") -> str:
    at = (BASE + timedelta(seconds=second)).isoformat()
    return line(f"inbound-{channel}", second, value={"id": inbound_id, "channel": channel, "sender": {"email": sender}, "text": text, "sent_at": at})


def written(folder: Path, *lines: str) -> Path:
    path = folder / "week.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return path


def where(stack: Any) -> Any:
    return SimpleNamespace(kafka=stack.kafka)


async def test_every_message_is_accounted_for(stack: Any, tmp_path: Path, name: Callable[[str], str]) -> None:
    act = {"activity_id": name("a"), "action": "kudos", "member_id": "m", "at": BASE.isoformat()}
    path = written(
        tmp_path,
        message(name("1"), 0),
        message(name("1"), 1),
        message(name("2"), 2, "chat"),
        message(name("3"), 3, text=" "),
        line("inbound-web", 4, raw="{", key="k"),
        message(name("2"), 5, "chat", text="iets anders"),
        line("community-activity", 6, key="m", value=act),
        line("community-activity", 7, key="m", value={**act, "activity_id": name("b"), "undo": True}),
        "no line at all",
        message(name("1"), 0),
    )
    async with services(stack.kafka, Played()):
        said: list[str] = []
        summary = await run_demo(where(stack), True, path, ReplayOptions(), said.append)
        assert summary is not None
        times = summary.pop("p50_ms"), summary.pop("p99_ms")
        assert all(isinstance(time, float) and time >= 0 for time in times)
        assert summary == {
            "in": 8,
            "routed": {"community": 0, "agents": 2, "notice": 0},
            "rejected": {"conflicting_duplicate": 2, "invalid": 1, "not_json": 2},
            "duplicates": 1,
            "credited": 1,
        }
        assert any(told.startswith("line 9: not_json") for told in said)
        # All again: nothing is routed a second time, and the repeats of what came before are duplicates.
        again = await run_demo(where(stack), True, path, ReplayOptions(), said.append)
        assert again is not None
        assert again["routed"] == {"community": 0, "agents": 0, "notice": 0}
        assert again["duplicates"] == 3
        assert again["rejected"] == summary["rejected"]


async def test_a_lost_and_a_doubled_message_are_told(stack: Any, tmp_path: Path, name: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local.replay.demo.WAIT_SECONDS", 3.0)
    path = written(tmp_path, *(message(name(str(number)), number) for number in range(5)))
    async with services(stack.kafka, Played(lost=frozenset({name("3")}), doubled=frozenset({name("1")}))):
        with pytest.raises(ReplayFailed) as failed:
            await run_demo(where(stack), True, path, ReplayOptions(), lambda told: None)
    assert "1 of 5 messages have neither a routed event nor a rejection" in str(failed.value)
    assert "line 4 (inbound-web/" in str(failed.value)
    assert f"more than one routed event: {message_id('web', 'inbound', name('1'))}" in str(failed.value)
    assert failed.value.summary["routed"]["agents"] == 4


async def test_control_holds_from_its_point_of_the_stream_on(stack: Any, tmp_path: Path, name: Callable[[str], str]) -> None:
    control = {"control_id": "x", "action": "incident_opened", "subject": "s", "at": BASE.isoformat(), "by": "somebody"}
    lines = [message(name(str(number)), number, "chat", f"{number}@example.nl") for number in range(200)]
    lines.insert(150, line("control", 149, key="s", value=control))
    async with services(stack.kafka, Played()) as played:
        assert await run_demo(where(stack), True, written(tmp_path, *lines), ReplayOptions(), lambda told: None)
    before = played.order[: played.order.index("control")]
    assert set(before) == {name(str(number)) for number in range(150)}


async def test_one_sender_stays_in_one_partition_and_in_order(stack: Any, tmp_path: Path, name: Callable[[str], str]) -> None:
    ids = [(name(f"{who}-{number}"), who) for number in range(20) for who in range(6)]
    lines = [message(one, second, sender=f"{name(str(who))}@example.nl") for second, (one, who) in enumerate(ids)]
    async with services(stack.kafka, Played()) as played:
        assert await run_demo(where(stack), True, written(tmp_path, *lines), ReplayOptions(), lambda told: None)
    assert all(len(places) == 1 for places in played.keys.values())
    for who in range(6):
        mine = [one for one, of in ids if of == who]
        assert [one for one in played.order if one in set(mine)] == mine


async def test_at_a_human_pace_messages_are_of_now(stack: Any, tmp_path: Path, name: Callable[[str], str]) -> None:
    lines = [message(name(str(number)), number * 3_600) for number in range(4)] + [message(name("0"), 0)]
    async with services(stack.kafka, Played()) as played:
        begun = datetime.now(UTC)
        assert await run_demo(where(stack), False, written(tmp_path, *lines), ReplayOptions(speed=10), lambda told: None) is None
        await asyncio.wait_for(played.reached(4), 30)
    times = [datetime.fromisoformat(played.sent_at[one]) for one in played.order]
    assert times == sorted(times)
    assert begun - timedelta(seconds=1) <= times[0]
    assert times[-1] <= datetime.now(UTC) + timedelta(seconds=1)
    assert Counter(played.order) == Counter({name(str(number)): 1 for number in range(4)}), "the repeat stayed a repeat"


async def test_the_sample_week_is_accounted_for(stack: Any) -> None:
    async with services(stack.kafka, Played()):
        summary = await run_demo(where(stack), True, None, ReplayOptions(), lambda told: None)
    assert summary is not None
    assert summary["in"] == sum(summary["routed"].values()) + sum(summary["rejected"].values()) + summary["duplicates"]
    assert summary["in"] >= 640
    assert set(summary["rejected"]) >= {"not_json", "not_utf8", "too_deep", "invalid", "wrong_channel", "conflicting_duplicate"}
    assert summary["credited"] > 100


async def test_without_its_topics_the_replay_says_so(stack: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local.replay.watch.ROUTED", "no-such-topic")
    with pytest.raises(ReplayFailed, match=r"the broker has no topic .*no-such-topic.*: is the system up\?"):
        await run_demo(where(stack), True, written(tmp_path, message("x", 0)), ReplayOptions(), lambda told: None)
