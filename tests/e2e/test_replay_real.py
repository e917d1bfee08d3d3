"""Real messages through a whole system: 29,267 public ones to companies, with threads and authors who come back. All of it goes through.

The file may not be shipped. The test runs where it is: beside the project, or where KLANTSTROOM_REAL_MESSAGES says.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from local.replay import ReplayOptions, run_demo
from tests.e2e.test_replay_week import read_all

if TYPE_CHECKING:
    from tests.conftest import RunningSystem

REAL = Path(os.environ.get("KLANTSTROOM_REAL_MESSAGES") or Path(__file__).parents[3] / "shared" / "data" / "replay" / "support_tweets.jsonl")


def number_of_lines(path: Path) -> int:
    return sum(1 for line in path.read_bytes().splitlines() if line.strip())


@pytest.mark.slow
@pytest.mark.skipif(not REAL.is_file(), reason=f"there is no {REAL}: name a file of messages in KLANTSTROOM_REAL_MESSAGES")
async def test_real_messages_are_all_accounted_for(system: Any) -> None:
    running: RunningSystem = system()
    summary = await run_demo(running.address, True, REAL, ReplayOptions(), lambda told: None)
    assert summary is not None
    assert summary["in"] == number_of_lines(REAL)
    assert summary["in"] == sum(summary["routed"].values()) + sum(summary["rejected"].values()) + summary["duplicates"]
    assert all(summary["routed"][destination] > 0 for destination in ("community", "agents"))
    routed = await read_all(running.kafka, "messages-routed")
    assert len({event["message_id"] for event in routed}) == len(routed) == sum(summary["routed"].values())
