"""How a command finds the system that it talks to: the environment first, then the system of KLANTSTROOM_HOME."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from local.admission import holder_of
from local.system import SystemAddress, SystemSettings, plan
from local.trouble import Trouble

_SERVER = re.compile(r"[^\s,]+:\d{1,5}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reach:
    """What a command needs to talk to a broker and a database."""

    kafka: str
    database: str | None


def reach() -> Reach:
    """Raises Trouble where neither KLANTSTROOM_KAFKA nor a running system says where the broker is."""
    kafka, database = os.environ.get("KLANTSTROOM_KAFKA"), os.environ.get("KLANTSTROOM_DATABASE")
    if kafka:
        for server in kafka.split(","):
            if not _SERVER.fullmatch(server.strip()):
                raise Trouble(f"KLANTSTROOM_KAFKA: {server!r} is no host:port.", "Write it as 127.0.0.1:9092, several with commas between.")
        return Reach(kafka, database)
    home = plan(SystemSettings()).home
    running = running_system(home)
    if running is None:
        raise Trouble(f"The system of {home} has only begun to start.", "Try again in a moment; `klantstroom status` says how far it is.")
    return Reach(running.kafka, database or running.database)


def running_system(home: Path) -> SystemAddress | None:
    """The system that runs from `home`; None where it has only begun to start, and nothing can be said of it. Raises Trouble where none runs."""
    holder = holder_of(home)
    if holder is None:
        SystemAddress.load(home)
        raise Trouble(f"The system of {home} is not running; its supervisor was killed.", "Start it with `klantstroom up`.")
    if not (home / "system.json").exists():
        return None
    address = SystemAddress.load(home)
    # What another process wrote is of a system that was killed before this one began.
    return address if address.pid == holder else None


def kafka_is_away() -> Trouble:
    """What to say where the broker that `reach` names does not answer."""
    named = os.environ.get("KLANTSTROOM_KAFKA")
    if named:
        return Trouble(f"Kafka does not answer on {named}, which KLANTSTROOM_KAFKA names.", "Start it, or correct the variable.")
    try:
        running = running_system(plan(SystemSettings()).home)
    except Trouble as trouble:
        return trouble
    return kafka_of_system_is_away(running)


def kafka_of_system_is_away(running: SystemAddress | None) -> Trouble:
    if running is None or running.state == "starting":
        return Trouble("Kafka does not answer yet: the system is starting.", "Try again in a moment; `klantstroom status` says how far it is.")
    return Trouble(
        f"Kafka does not answer on {running.kafka}.",
        "The system starts it again by itself: try again in a moment. "
        f"`klantstroom status` shows it, {running.home / 'logs' / 'kafka.log'} says why it ended.",
    )


_POSITION = re.compile(r"(?P<topic>[A-Za-z0-9._-]+)/(?P<partition>\d+)(?:@|/)(?P<offset>\d+)\Z")


def position(text: str) -> tuple[str, int, int]:
    """`topic/partition@offset` as a tuple."""
    found = _POSITION.match(text)
    if found is None:
        raise Trouble(f"{text!r} is no place in a topic.", "Write topic/partition@offset, as inbound-web-dlq/0@12.")
    return found["topic"], int(found["partition"]), int(found["offset"])
