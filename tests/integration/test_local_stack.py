"""The real broker and the real database, as the fixtures hand them out."""

from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from local import topics
from schemas.topics import MAX_RECORD_BYTES, TOPICS


async def test_every_topic_and_its_dead_letters_are_there(stack: Any) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.kafka)
    await admin.start()
    try:
        described = {entry["topic"]: len(entry["partitions"]) for entry in await admin.describe_topics()}
        [configuration] = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, "inbound-web")])
    finally:
        await admin.close()
    wanted = {topic.name: topic.partitions for topic in topics.wanted(4)}
    assert {name: described.get(name) for name in wanted} == wanted
    assert described["control"] == TOPICS["control"].partitions == 1
    values = {entry[0]: entry[1] for entry in configuration.resources[0][4]}
    assert values["retention.ms"] == str(TOPICS["inbound-web"].retention_hours * topics.HOUR_MS)
    assert values["max.message.bytes"] == str(MAX_RECORD_BYTES)


async def test_creating_topics_again_changes_nothing(stack: Any) -> None:
    assert await topics.create(stack.kafka, topics.wanted(4)) == ()


async def test_the_largest_record_goes_through(stack: Any, topic: Callable[..., Awaitable[str]]) -> None:
    name = await topic("large", partitions=1)
    value = b"x" * (MAX_RECORD_BYTES - 1_000)
    async with AIOKafkaProducer(bootstrap_servers=stack.kafka, acks="all", max_request_size=MAX_RECORD_BYTES) as producer:
        await producer.send_and_wait(name, value)
    consumer = AIOKafkaConsumer(name, bootstrap_servers=stack.kafka, auto_offset_reset="earliest", isolation_level="read_committed")
    async with consumer:
        record = await consumer.getone()
    assert len(record.value) == len(value)


async def test_a_topic_that_nobody_made_is_refused(stack: Any) -> None:
    async with AIOKafkaConsumer(bootstrap_servers=stack.kafka) as consumer:
        assert "nobody-made-this" not in await consumer.topics()


async def test_the_database_asks_for_its_password_and_keeps_what_is_committed(database: str) -> None:
    connection = await asyncpg.connect(database)
    try:
        assert await connection.fetchval("SHOW fsync") == "on"
        assert await connection.fetchval("SHOW synchronous_commit") == "on"
        assert (await connection.fetchval("SHOW server_version")).startswith("18")
        assert await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
    finally:
        await connection.close()
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(database, password="not-the-password")
