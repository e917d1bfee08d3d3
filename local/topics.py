"""Makes the topics of `schemas.topics`, each with the dead-letter topic of its reader."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass

from schemas.topics import DLQ_RETENTION_HOURS, MAX_LETTER_BYTES, MAX_RECORD_BYTES, TOPICS, Topic

HOUR_MS = 60 * 60 * 1000
KNOWN_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class WantedTopic:
    name: str
    partitions: int
    retention_ms: int
    max_message_bytes: int = MAX_RECORD_BYTES

    @property
    def configuration(self) -> dict[str, str]:
        return {"retention.ms": str(self.retention_ms), "max.message.bytes": str(self.max_message_bytes), "cleanup.policy": "delete"}


def wanted(partitions: int, topics: Iterable[Topic] = tuple(TOPICS.values()), prefix: str = "") -> tuple[WantedTopic, ...]:
    """All topics and dead-letter topics; `prefix` goes before each name."""
    made = []
    for topic in topics:
        made.append(WantedTopic(prefix + topic.name, topic.partitions or partitions, topic.retention_hours * HOUR_MS))
        if topic.dead_letters:
            made.append(WantedTopic(prefix + topic.dlq, topic.partitions or partitions, DLQ_RETENTION_HOURS * HOUR_MS, MAX_LETTER_BYTES))
    return tuple(made)


async def create(bootstrap: str, topics: Iterable[WantedTopic]) -> tuple[str, ...]:
    """Make those that are not there yet, and answer their names. Existing topics stay as they are.

    Raises aiokafka.errors.KafkaError.
    """
    from aiokafka.admin import AIOKafkaAdminClient, NewTopic
    from aiokafka.errors import TopicAlreadyExistsError, for_code

    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        there = set(await admin.list_topics())
        lacking = [topic for topic in topics if topic.name not in there]
        if not lacking:
            return ()
        answer = await admin.create_topics(
            [NewTopic(topic.name, topic.partitions, 1, topic_configs=topic.configuration) for topic in lacking], timeout_ms=30_000
        )
        for name, code, *said in answer.topic_errors:
            error = for_code(code)
            # Somebody else may make them at the same moment.
            if code != 0 and error is not TopicAlreadyExistsError:
                raise error(f"{name}: {said[0] if said else ''}")
        # The controller has made them; the broker hears of it a moment later, and a consumer that starts before that would not see them.
        names = {topic.name for topic in lacking}
        deadline = time.monotonic() + KNOWN_SECONDS
        while True:
            if names <= set(await admin.list_topics()) or time.monotonic() > deadline:
                break
            await asyncio.sleep(0.05)
        return tuple(topic.name for topic in lacking)
    finally:
        await admin.close()
