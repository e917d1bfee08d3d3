"""Reads what the services make of a replay: routed events, dead letters, credits, and how far each service has come."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Self

import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from local.reading import onlooker
from local.replay.account import Account, Place, ReplayFailed, Routed
from schemas.envelope import DLQ_OFFSET, DLQ_PARTITION, DLQ_REASON, DLQ_TOPIC
from schemas.topics import INBOUND_TOPICS, MAX_RECORD_BYTES, TOPICS

ROUTED = "messages-routed"
CREDITED = "rewards-credited"
CONTROL = "control"
#: Acts that a replay can hold beside messages, and the groups that must have read them before the account is closed.
ACTED_ON = {"community-activity": ("route", "rewards"), "agent-activity": ("route",)}
INBOUND_GROUP = "ingest"

_DEAD_LETTERS = tuple(topic.dlq for topic in TOPICS.values() if topic.dead_letters)
_INBOUND = frozenset(INBOUND_TOPICS)


class Watch:
    """A reader of its own, outside any group, of all that was committed since it was opened."""

    def __init__(self, consumer: AIOKafkaConsumer, admin: AIOKafkaAdminClient, account: Account) -> None:
        self.account = account
        #: Ledger entries that gave a member points.
        self.credited = 0
        #: Acts of members, agents and administrators that a service refused, by topic and reason.
        self.refused_acts: Counter[str] = Counter()
        self._consumer = consumer
        self._admin = admin
        self._acts: dict[TopicPartition, int] = {}
        self._inbound: dict[TopicPartition, int] = {}
        self._change = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, kafka: str, messages: Iterable[str]) -> Self:
        """Stand at the end of every topic that is read; `messages` are the ids that will be sent, of which some may be routed already.

        Raises ReplayFailed where the topics are not there.
        """
        consumer = onlooker(kafka, fetch_max_wait_ms=100, max_partition_fetch_bytes=2 * MAX_RECORD_BYTES)
        admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
        try:
            await consumer.start()
            try:
                await admin.start()
                places = await _places(admin, (ROUTED, CREDITED, *_DEAD_LETTERS))
                earlier = await _routed_before(consumer, [place for place in places if place.topic == ROUTED], frozenset(messages))
                consumer.assign(places)
                for place, end in (await consumer.end_offsets(places)).items():
                    consumer.seek(place, end)
            except BaseException:
                await admin.close()
                raise
        except BaseException:
            await consumer.stop()
            raise
        watch = cls(consumer, admin, Account(earlier))
        watch._reading = asyncio.create_task(watch._read(), name="replay-watch")
        return watch

    async def close(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        await self._admin.close()
        await self._consumer.stop()

    async def changed(self, seconds: float) -> None:
        """Wait until something was read, at most so long. A reader that broke says so here."""
        if self._reading is not None and self._reading.done():
            self._reading.result()
        self._change.clear()
        try:
            await asyncio.wait_for(self._change.wait(), seconds)
        except TimeoutError:
            return

    def acted(self, place: Place) -> None:
        """An act was sent: its readers are waited for."""
        where = TopicPartition(place[0], place[1])
        self._acts[where] = max(self._acts.get(where, 0), place[2] + 1)

    async def until_accounted(self, seconds: float) -> None:
        """Until all that was sent has been routed or rejected, or so long: what is missing then is missing in the final account too."""
        end = time.monotonic() + seconds
        while self.account.outstanding() and time.monotonic() < end:
            await self.changed(0.25)

    async def until_in_force(self, seconds: float) -> None:
        """Until route has read what was sent on `control`."""
        end = time.monotonic() + seconds
        sent = {place: offset for place, offset in self._acts.items() if place.topic == CONTROL}
        while await self._lag("route", sent) and time.monotonic() < end:
            await self.changed(0.05)

    async def behind(self) -> Sequence[str]:
        """Which readers still have to read something that was sent, in words; empty when the account can be closed."""
        found = []
        for topic, groups in ACTED_ON.items():
            sent = {place: offset for place, offset in self._acts.items() if place.topic == topic}
            for group in groups:
                if sent and (lag := await self._lag(group, sent)):
                    found.append(f"{group} on {topic} ({lag} records)")
        if self.account.has_repeats and (lag := await self._lag(INBOUND_GROUP, self.account.ends())):
            found.append(f"{INBOUND_GROUP} ({lag} records)")
        if not found and (lag := await self._own_lag()):
            found.append(f"this reader ({lag} records)")
        return found

    async def _lag(self, group: str, ends: dict[Any, int]) -> int:
        """Records before `ends` that `group` has not committed."""
        committed = await self._admin.list_consumer_group_offsets(group)
        return sum(max(0, end - max(0, committed[place].offset if place in committed else 0)) for place, end in ends.items())

    async def _own_lag(self) -> int:
        places = list(self._consumer.assignment())
        ends = await self._consumer.end_offsets(places)
        return sum([max(0, end - await self._consumer.position(place)) for place, end in ends.items()])

    async def _read(self) -> None:
        while True:
            batches = await self._consumer.getmany(timeout_ms=200, max_records=2_000)
            now_ms = time.time() * 1_000
            for place, records in batches.items():
                for record in records:
                    self._take(place.topic, record, now_ms)
            if batches:
                self._change.set()

    def _take(self, topic: str, record: Any, now_ms: float) -> None:
        if topic == ROUTED:
            event = orjson.loads(record.value)
            self.account.routed(event["message_id"], Routed(event["destination"], now_ms))
        elif topic == CREDITED:
            entry = orjson.loads(record.value)
            self.credited += entry["state"] == "pending" and entry["amount"] > 0
        else:
            headers = dict(record.headers)
            origin = headers.get(DLQ_TOPIC, b"").decode("utf-8", "replace")
            reason = headers.get(DLQ_REASON, b"").decode("utf-8", "replace")
            if origin in _INBOUND:
                self.account.rejected((origin, int(headers[DLQ_PARTITION]), int(headers[DLQ_OFFSET])), reason)
            else:
                self.refused_acts[f"{origin}: {reason}"] += 1


async def _places(admin: AIOKafkaAdminClient, topics: Sequence[str]) -> list[TopicPartition]:
    """All partitions of `topics`. Raises ReplayFailed, naming those that the broker does not have."""
    missing = sorted(set(topics) - set(await admin.list_topics()))
    if missing:
        raise ReplayFailed(f"the broker has no topic {', '.join(missing)}: is the system up?", {})
    described = await admin.describe_topics(list(topics))
    return [TopicPartition(topic["topic"], partition["partition"]) for topic in described for partition in topic["partitions"]]


async def _routed_before(consumer: AIOKafkaConsumer, places: Sequence[TopicPartition], wanted: frozenset[str]) -> frozenset[str]:
    """Those of `wanted` that already have a routed event: their records will be duplicates."""
    consumer.assign(places)
    ends = await consumer.end_offsets(places)
    for place in places:
        await consumer.seek_to_beginning(place)
    found: set[str] = set()
    while True:
        left = [place for place in places if await consumer.position(place) < ends[place]]
        if not left:
            return frozenset(found)
        for records in (await consumer.getmany(timeout_ms=500, max_records=5_000)).values():
            found.update(event for record in records if (event := orjson.loads(record.value)["message_id"]) in wanted)
