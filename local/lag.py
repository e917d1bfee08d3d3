"""How far behind the consumer groups are."""

from contextlib import AsyncExitStack


async def lag(bootstrap: str) -> dict[str, int]:
    """Records between what each group has committed and the end of its topics, summed; nothing before the first commit.

    Raises aiokafka.errors.KafkaError.
    """
    from aiokafka import AIOKafkaConsumer
    from aiokafka.admin import AIOKafkaAdminClient

    async with AsyncExitStack() as stack:
        admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
        await admin.start()
        stack.push_async_callback(admin.close)
        groups = [name for name, *_ in await admin.list_consumer_groups()]
        committed = {group: await admin.list_consumer_group_offsets(group) for group in groups}
        places = sorted({place for offsets in committed.values() for place in offsets})
        if not places:
            return {}
        consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=None, enable_auto_commit=False)
        await consumer.start()
        stack.push_async_callback(consumer.stop)
        ends = await consumer.end_offsets(places)
        return {
            group: sum(max(0, ends[place] - committed_here.offset) for place, committed_here in offsets.items() if committed_here.offset >= 0)
            for group, offsets in committed.items()
        }
