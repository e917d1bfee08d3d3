"""How a command finds the system that it talks to: the environment first, then the system of KLANTSTROOM_HOME."""

import os
import re
from dataclasses import dataclass

from local.system import SystemAddress, SystemSettings, plan
from local.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Reach:
    """What a command needs to talk to a broker and a database."""

    kafka: str
    database: str | None


def reach() -> Reach:
    """Raises Trouble where neither KLANTSTROOM_KAFKA nor a running system says where the broker is."""
    kafka, database = os.environ.get("KLANTSTROOM_KAFKA"), os.environ.get("KLANTSTROOM_DATABASE")
    if kafka:
        return Reach(kafka, database)
    running = SystemAddress.load(plan(SystemSettings()).home)
    return Reach(running.kafka, database or running.database)


def running_system() -> SystemAddress:
    return SystemAddress.load(plan(SystemSettings()).home)


_POSITION = re.compile(r"(?P<topic>[A-Za-z0-9._-]+)/(?P<partition>\d+)(?:@|/)(?P<offset>\d+)\Z")


def position(text: str) -> tuple[str, int, int]:
    """`topic/partition@offset` as a tuple."""
    found = _POSITION.match(text)
    if found is None:
        raise Trouble(f"{text!r} is no place in a topic.", "Write topic/partition@offset, as inbound-web-dlq/0@12.")
    return found["topic"], int(found["partition"]), int(found["offset"])
