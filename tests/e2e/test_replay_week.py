"""The sample week through a whole system: every message accounted for, every destination and every reward seen."""

from typing import TYPE_CHECKING

import orjson
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from local.replay import ReplayOptions, run_demo

if TYPE_CHECKING:
    from tests.conftest import RunningSystem


async def read_all(kafka: str, topic: str) -> list[dict[str, object]]:
    """What `topic` holds for a read_committed reader."""
    reader = AIOKafkaConsumer(bootstrap_servers=kafka, isolation_level="read_committed", auto_offset_reset="earliest", enable_auto_commit=False)
    await reader.start()
    try:
        reader.subscribe([topic])
        found: list[dict[str, object]] = []
        await reader.getmany(timeout_ms=1_000)
        places = sorted(reader.assignment())
        await reader.seek_to_beginning(*places)
        ends = await reader.end_offsets(places)
        while any([await reader.position(TopicPartition(*place)) < ends[place] for place in places]):
            for records in (await reader.getmany(timeout_ms=500)).values():
                found.extend(orjson.loads(record.value) for record in records)
        return found
    finally:
        await reader.stop()


@pytest.mark.slow
async def test_the_week_at_wiekslag(shared_system: "RunningSystem") -> None:
    summary = await run_demo(shared_system.address, True, None, ReplayOptions(), lambda told: None)
    assert summary is not None
    assert summary["in"] == sum(summary["routed"].values()) + sum(summary["rejected"].values()) + summary["duplicates"]
    # No other test replays the sample on the shared system: were it there before, all of this would be duplicates.
    assert all(summary["routed"][destination] > 0 for destination in ("community", "agents", "notice"))
    assert summary["credited"] > 100
    assert set(summary["rejected"]) == {"conflicting_duplicate", "invalid", "not_json", "not_utf8", "too_deep", "unknown_source", "wrong_channel"}
    assert summary["duplicates"] >= 12

    again = await run_demo(shared_system.address, True, None, ReplayOptions(), lambda told: None)
    assert again is not None
    assert sum(again["routed"].values()) == 0
    assert again["credited"] == 0
    assert again["rejected"] == summary["rejected"]

    ledger = await read_all(shared_system.kafka, "rewards-credited")
    assert {entry["rule"] for entry in ledger} >= {"answered", "accepted", "kudos", "idea", "idea_adopted", "referral_activated"}
    assert {entry["state"] for entry in ledger} >= {"pending", "reversed"}
    changes = await read_all(shared_system.kafka, "conversations-changed")
    assert {change["change"] for change in changes} >= {"opened", "answered", "resolved", "reopened"}
