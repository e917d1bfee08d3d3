"""Rewards in a whole system: acts come in over HTTP, points go out, and what is wrong stands on the dead-letter topic, unchanged."""

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from tests.waiting import until, wait_until

SECONDS = 90.0


def an_act(action: str, member: str, **fields: Any) -> dict[str, Any]:
    return {"activity_id": str(uuid.uuid4()), "action": action, "member_id": member, "at": datetime.now(UTC).isoformat(), **fields}


async def first_with(bootstrap: str, topic: str, wanted: Any) -> Any:
    """The first record of `topic`, as an outsider reads it, that is wanted."""
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=bootstrap, group_id=None, auto_offset_reset="earliest", isolation_level="read_committed")
    await consumer.start()
    try:

        async def found() -> Any:
            return next((record for records in (await consumer.getmany(timeout_ms=500)).values() for record in records if wanted(record)), None)

        return await until(found, SECONDS, f"a record of {topic} that is wanted")
    finally:
        await consumer.stop()


class Rewards:
    def __init__(self, system: Any, client: httpx.Client) -> None:
        self.system = system
        self._client = client

    def send(self, *acts: dict[str, Any]) -> None:
        for act in acts:
            answered = self._client.post(self.system.url("ingest") + "/v1/activity", json=act)
            assert answered.status_code == 202, answered.text

    def wait_for(self, member: str, pending: int, entries: int) -> dict[str, Any]:
        found: Any = None

        def reached() -> bool:
            nonlocal found
            answered = self._client.get(self.system.url("rewards") + f"/v1/members/{member}")
            found = answered.json()
            return answered.status_code == 200 and (found["balance"]["pending"], found["totals"]["entries"]) == (pending, entries)

        wait_until(reached, SECONDS, lambda: f"{member} has {pending} points in {entries} entries: {found}", every=0.1)
        return dict(found)


@pytest.fixture
def rewards(shared_system: Any) -> Iterator[Rewards]:
    with httpx.Client(headers={"Authorization": f"Bearer {shared_system.key}"}, timeout=20) as client:
        yield Rewards(shared_system, client)


async def test_points_are_earned_and_taken_back_and_outsiders_read_each_entry(rewards: Rewards) -> None:
    member, thread = f"ann-{uuid.uuid4()}", str(uuid.uuid4())
    answer = an_act("answered", member, thread_id=thread, post_id="p1", text="Zet hem even uit en aan.")
    accepted = an_act("accepted", member, thread_id=thread, post_id="p1", by_member_id="zoe")
    rewards.send(answer, accepted, answer)
    rewards.wait_for(member, 55, 2)
    rewards.send(accepted | {"activity_id": str(uuid.uuid4()), "undo": True, "undoes": accepted["activity_id"]})
    rewards.wait_for(member, 5, 3)
    taken_back = await first_with(
        rewards.system.kafka, "rewards-credited", lambda record: record.key == member.encode() and b'"reversed"' in record.value
    )
    value = json.loads(taken_back.value)
    assert (value["amount"], value["rule"]) == (-50, "accepted")
    assert sum(posting["amount"] for posting in value["postings"]) == 0


async def test_another_act_under_the_same_id_is_a_dead_letter_and_the_next_one_flows(rewards: Rewards) -> None:
    member = f"bob-{uuid.uuid4()}"
    idea = an_act("idea", member, post_id="p1")
    raw = json.dumps(idea | {"post_id": "p2", "note": "kept as it came"}, indent=1).encode()
    rewards.send(idea)
    rewards.wait_for(member, 5, 1)
    producer = AIOKafkaProducer(bootstrap_servers=rewards.system.kafka)
    await producer.start()
    try:
        await producer.send_and_wait("community-activity", raw, member.encode())
    finally:
        await producer.stop()
    dead = await first_with(rewards.system.kafka, "community-activity-dlq", lambda record: record.value == raw)
    assert (dict(dead.headers)["dlq-reason"], dead.key) == (b"conflicting_duplicate", member.encode())
    rewards.send(an_act("idea", member, post_id="p3"))
    rewards.wait_for(member, 10, 2)


def test_the_ledger_of_a_running_system_is_right(rewards: Rewards) -> None:
    audit = json.loads(rewards.system.cli("rewards", "audit", "--json").stdout)
    assert audit["ok"], [check for check in audit["checks"] if not check["ok"]]
