"""Load through the public topics with a record of every attempt, and the account that is taken at the end.

An attempt is `ok` where the broker acknowledged it, `unknown` where it did not: then it may have arrived or not. The account:
every ok has exactly one routed event and every unknown at most one; nothing is routed that was never sent; the messages of a customer
are routed in the order in which they were sent; every activity that is ok is in the ledger once, at most once where it is unknown; the
ledger's own audit finds nothing, and the topic says what the ledger says.
"""

import asyncio
import json
import random
import uuid
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError

from schemas.envelope import message_id

#: What the customers of this load say; the same few sentences, so that all destinations are met.
SENTENCES = (
    "How do I set up my new router at home?",
    "Mijn factuur klopt niet, ik heb twee keer betaald.",
    "I want to cancel my contract before the end of the month",
    "Waar blijft mijn pakket? Het zou gisteren komen.",
    "Thanks, that solved it!",
    "You should add a dark mode to the app",
    "Ik ben woedend, al drie dagen geen internet!",
    "can i use my phone abroad without extra costs",
)
CHANNELS = ("web", "chat", "social", "email", "phone", "forum")
CUSTOMERS = 24
MEMBERS = 12


@dataclass
class Load:
    kafka: str
    seed: int
    #: inbound id → (channel, customer, number among that customer's)
    ok: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    unknown: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    activities_ok: set[str] = field(default_factory=set)
    activities_unknown: set[str] = field(default_factory=set)
    run: str = field(default_factory=lambda: uuid.uuid4().hex[:6])
    _sent: int = 0
    _of_customer: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        # Whoever sends at the same time takes turns: a customer's messages have an order only where one is there before the next is sent.
        self._sending = asyncio.Lock()
        self.chance = random.Random(self.seed)
        # Days apart, so that no cap on what a member can earn in a day hides a repeat or a loss; and so long ago that thousands of them
        # do not come to the day after tomorrow, which rewards refuses. The rules hold since 2020.
        self._at = datetime(2020, 2, 1, 12, tzinfo=UTC)

    def _message(self) -> tuple[str, str, bytes, bytes]:
        customer = f"c{self.chance.randrange(CUSTOMERS)}-{self.run}"
        channel = CHANNELS[int(customer[1 : customer.index("-")]) % len(CHANNELS)]
        self._sent += 1
        self._of_customer[customer] += 1
        inbound_id = f"{self.run}-{self._sent}"
        body = {
            "id": inbound_id,
            "channel": channel,
            "sender": {"id": customer},
            "text": f"{self.chance.choice(SENTENCES)} ({self._sent})",
            "sent_at": datetime.now(UTC).isoformat(),
        }
        return inbound_id, channel, customer.encode(), json.dumps(body).encode()

    def _activity(self) -> tuple[str, bytes, bytes]:
        member = f"m{self.chance.randrange(MEMBERS)}-{self.run}"
        self._at += timedelta(hours=7)
        activity_id = f"act-{self.run}-{len(self.activities_ok) + len(self.activities_unknown)}-{self.chance.randrange(10**9)}"
        body = {
            "activity_id": activity_id,
            "action": "answered",
            "member_id": member,
            "by_member_id": f"asker-{self.run}",
            "at": self._at.isoformat(),
            "thread_id": f"thread-{activity_id}",
            "post_id": f"post-{activity_id}",
        }
        return activity_id, member.encode(), json.dumps(body).encode()

    async def send(self, number: int, activities: int = 0, pause: float = 0.0) -> None:
        """Send `number` messages and `activities`, each alone, and note what became of it."""
        producer = await self._producer()
        try:
            every = max(1, number // activities) if activities else number + 1
            for index in range(number):
                async with self._sending:
                    inbound_id, channel, key, value = self._message()
                    fate = (channel, key.decode(), self._of_customer[key.decode()])
                    kept = await self._attempt(producer, f"inbound-{channel}", key, value)
                    (self.ok if kept else self.unknown)[inbound_id] = fate
                if index % every == every - 1:
                    activity_id, key, value = self._activity()
                    kept = await self._attempt(producer, "community-activity", key, value)
                    (self.activities_ok if kept else self.activities_unknown).add(activity_id)
                if pause:
                    await _turn(pause)
        finally:
            with suppress(KafkaError):
                await producer.stop()

    async def send_until(self, ended: asyncio.Event, pause: float) -> None:
        """Go on sending, an activity with every ten messages, until somebody says that it is enough."""
        while not ended.is_set():
            await self.send(50, activities=5, pause=pause)

    async def _producer(self) -> AIOKafkaProducer:
        """Started, also where the broker is only just coming up."""
        deadline = asyncio.get_running_loop().time() + 60.0
        while True:
            producer = AIOKafkaProducer(bootstrap_servers=self.kafka, acks="all", enable_idempotence=True, request_timeout_ms=8_000)
            try:
                await producer.start()
            except KafkaError:
                await producer.stop()
                if asyncio.get_running_loop().time() > deadline:
                    raise
                await _turn(0.2)
            else:
                return producer

    async def _attempt(self, producer: AIOKafkaProducer, topic: str, key: bytes, value: bytes) -> bool:
        try:
            await producer.send_and_wait(topic, value, key=key)
        except (KafkaError, OSError):
            return False
        return True

    # -- the account --------------------------------------------------------------------------------------------------------

    async def settle(self, database: str, seconds: float) -> None:
        """Wait until everything that was acknowledged has come out, then take the account."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while True:
            routed = await read_all(self.kafka, "messages-routed")
            credited = await read_all(self.kafka, "rewards-credited")
            arrived = {body["inbound_id"] for body, _ in routed}
            earned = {body["cause"] for body, _ in credited}
            if set(self.ok) <= arrived and self.activities_ok <= earned:
                break
            if loop.time() > deadline:
                missing = sorted(set(self.ok) - arrived)
                raise AssertionError(
                    f"seed {self.seed}: after {seconds:.0f} s {len(missing)} of {len(self.ok)} messages are not routed ({missing[:5]}), "
                    f"{len(self.activities_ok - earned)} activities are not in the ledger"
                )
            await _turn(0.2)
        self._check_routed([body for body, _ in routed])
        await self._check_ledger([body for body, _ in credited], database)

    def _check_routed(self, routed: list[dict[str, Any]]) -> None:
        sent = self.ok | self.unknown
        ours = [body for body in routed if body["inbound_id"] in sent or body["inbound_id"].startswith(self.run)]
        times = Counter(body["inbound_id"] for body in ours)
        assert {one: n for one, n in times.items() if n > 1} == {}, f"seed {self.seed}: routed more than once"
        assert set(times) <= set(sent), f"seed {self.seed}: routed and never sent"
        order: dict[str, list[int]] = defaultdict(list)
        for body in ours:
            channel, customer, number = sent[body["inbound_id"]]
            assert body["message_id"] == message_id(channel, "inbound", body["inbound_id"])
            order[customer].append(number)
        for customer, numbers in order.items():
            assert numbers == sorted(numbers), f"seed {self.seed}: {customer} is out of order"

    async def _check_ledger(self, credited: list[dict[str, Any]], database: str) -> None:
        ours = [body for body in credited if self.run in body["member_id"]]
        assert [one for one, n in Counter(body["entry_id"] for body in ours).items() if n > 1] == [], f"seed {self.seed}: credited twice"
        earned = Counter(body["cause"] for body in ours if body["state"] == "pending")
        assert {cause: n for cause, n in earned.items() if n > 1} == {}, f"seed {self.seed}: earned twice"
        assert set(earned) <= self.activities_ok | self.activities_unknown
        for body in ours:
            assert sum(posting["amount"] for posting in body["postings"]) == 0
        folded: Counter[str] = Counter()
        for body in ours:
            folded[body["member_id"]] += body["amount"] if body["state"] != "matured" else 0
        connection = await asyncpg.connect(database)
        try:
            rows = await connection.fetch(
                "SELECT member_id, pending + matured AS balance FROM rewards.members WHERE member_id LIKE $1", f"m%-{self.run}"
            )
        finally:
            await connection.close()
        assert {row["member_id"]: row["balance"] for row in rows if row["balance"]} == dict(folded), f"seed {self.seed}: topic and ledger differ"


async def read_all(kafka: str, topic: str) -> list[tuple[dict[str, Any], dict[str, bytes]]]:
    """Every committed record of a topic now, each partition in its order: (value, headers)."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, group_id=None, isolation_level="read_committed", auto_offset_reset="earliest")
    await consumer.start()
    try:
        await consumer._client._wait_on_metadata(topic)
        places = [TopicPartition(topic, number) for number in sorted(consumer.partitions_for_topic(topic) or ())]
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        for place in places:
            consumer.seek(place, 0)
        found: list[tuple[dict[str, Any], dict[str, bytes]]] = []
        while any([await consumer.position(place) < ends[place] for place in places]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                found += [(json.loads(record.value), dict(record.headers)) for record in records]
        return found
    finally:
        await consumer.stop()


async def _turn(seconds: float) -> None:
    turn = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(seconds, turn.set_result, None)
    await turn
