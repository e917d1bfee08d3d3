"""How far consumer groups are behind, on topics that are written in transactions."""

import uuid
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from local.lag import lag


async def write(stack: Any, topic: str, values: list[bytes], *, give_up: bool = False) -> None:
    """One transaction."""
    async with AIOKafkaProducer(bootstrap_servers=stack.kafka, transactional_id=f"test-{uuid.uuid4()}") as producer:
        await producer.begin_transaction()
        for value in values:
            await producer.send_and_wait(topic, value, partition=0)
        await (producer.abort_transaction() if give_up else producer.commit_transaction())


async def commit(stack: Any, group: str, topic: str, offset: int) -> None:
    async with AIOKafkaConsumer(bootstrap_servers=stack.kafka, group_id=group, enable_auto_commit=False) as consumer:
        place = TopicPartition(topic, 0)
        consumer.assign([place])
        await consumer.commit({place: offset})


async def test_who_has_read_every_record_is_not_behind(stack: Any, topic: Any) -> None:
    name = await topic("transactional", partitions=1)
    done, half, nothing = (f"{word}-{uuid.uuid4().hex[:8]}" for word in ("done", "half", "nothing"))
    await write(stack, name, [b"0", b"1", b"2"])  # offsets 0 to 2, the mark is 3
    await write(stack, name, [b"given up"], give_up=True)  # 4, and its mark 5
    await commit(stack, done, name, 3)
    await commit(stack, half, name, 2)
    await commit(stack, nothing, name, 0)
    behind = await lag(stack.kafka)
    assert (behind[done], behind[half], behind[nothing]) == (0, 4, 6)

    await write(stack, name, [b"3"])  # 6, and its mark 7
    assert (await lag(stack.kafka))[done] > 0
    await commit(stack, done, name, 7)
    assert (await lag(stack.kafka))[done] == 0


async def test_a_topic_without_transactions_is_counted_by_record(stack: Any, topic: Any) -> None:
    name = await topic("plain", partitions=1)
    group = f"plain-{uuid.uuid4().hex[:8]}"
    async with AIOKafkaProducer(bootstrap_servers=stack.kafka) as producer:
        for number in range(5):
            await producer.send_and_wait(name, b"%d" % number, partition=0)
    for committed, expected in ((2, 3), (5, 0)):
        await commit(stack, group, name, committed)
        assert (await lag(stack.kafka))[group] == expected
