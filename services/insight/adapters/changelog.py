"""The topic that holds the table of windows: as many partitions as its source, compacted, made before Faust looks for it, in as many copies."""

import asyncio

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from services.insight.adapters.faust_engine import CHANGELOG, SOURCE

#: Seconds between looks for a topic that was just made.
_PAUSES = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 4.0)

#: Small segments, so that compaction (which leaves the active segment alone) keeps up with a table that is written all the time.
CONFIGURATION = {
    "cleanup.policy": "compact",
    "segment.bytes": str(16 * 1024 * 1024),
    "segment.ms": str(60 * 60 * 1000),
    "min.cleanable.dirty.ratio": "0.3",
    "delete.retention.ms": str(60 * 60 * 1000),
}


class ChangelogMismatch(RuntimeError):
    """The changelog has other partitions than its source."""


async def ensure(bootstrap: str, source: str = SOURCE, changelog: str = CHANGELOG) -> None:
    """Make `changelog` where it is not there yet. Raises ChangelogMismatch, or ConnectionError while the broker or `source` is away."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        await admin.start()
        there = set(await admin.list_topics())
        if source not in there:
            raise ConnectionError(f"the topic {source} is not there yet")
        partitions, copies = await _shape(admin, source)
        if changelog not in there:
            answer = await admin.create_topics([NewTopic(changelog, partitions, copies, topic_configs=CONFIGURATION)], timeout_ms=30_000)
            for name, code, *said in answer.topic_errors:
                error = for_code(code)
                if code != 0 and error is not TopicAlreadyExistsError:
                    raise ConnectionError(f"{name} could not be made: {error.__name__} {said[0] if said else ''}")
            # Made is not yet known: Faust ignores a topic of which the broker says nothing, and fails at the first event.
            await _known(admin, changelog, partitions)
        elif (number := (await _shape(admin, changelog))[0]) != partitions:
            raise ChangelogMismatch(
                f"{changelog} has {number} partitions and {source} has {partitions}: stop insight, delete {changelog}, "
                "and reset the group's offsets; windows are then counted anew"
            )
    except (KafkaError, OSError) as error:
        raise ConnectionError(f"{bootstrap}: {error}") from error
    finally:
        await admin.close()


async def _known(admin: AIOKafkaAdminClient, topic: str, partitions: int) -> None:
    for pause in _PAUSES:
        if topic in await admin.list_topics() and (await _shape(admin, topic))[0] == partitions:
            return
        await asyncio.sleep(pause)
    raise ConnectionError(f"{topic} was made and is not there after {sum(_PAUSES):.0f} s")


async def _shape(admin: AIOKafkaAdminClient, topic: str) -> tuple[int, int]:
    """Number of partitions, and of copies of each."""
    described = await admin.describe_topics([topic])
    partitions = described[0]["partitions"]
    return len(partitions), len(partitions[0]["replicas"]) if partitions else 0
