"""How far behind the consumer groups are.

Between what a group has committed and the end of a partition there may lie nothing but marks of transactions, and records of transactions
that were given up: nobody is given those, and no group ever commits past them. Whether that is so is found out by reading from there on.
"""

import time
from collections import defaultdict
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any

from local.reading import onlooker

#: Longest time that is spent on finding out what lies between; what is not known by then counts as behind.
LOOK_SECONDS = 5.0
#: Of Kafka's answers, so that a status is not waited for when the broker is away.
REQUEST_MS = 5_000
#: Bytes read from a partition at a time: one record is enough to know. A larger one comes alone.
LOOK_BYTES = 16 * 1024


async def lag(bootstrap: str) -> dict[str, int]:
    """By group, summed over its partitions: 0 where it has read everything, else the offsets between its commit and the end, marks included.

    Nothing before a group's first commit. Raises aiokafka.errors.KafkaError.
    """
    from aiokafka.admin import AIOKafkaAdminClient

    async with AsyncExitStack() as stack:
        admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=REQUEST_MS)
        # Also where it does not start: it holds a connection by then.
        stack.push_async_callback(admin.close)
        await admin.start()
        groups = [name for name, *_ in await admin.list_consumer_groups()]
        committed = {
            group: {place: found.offset for place, found in (await admin.list_consumer_group_offsets(group)).items() if found.offset >= 0}
            for group in groups
        }
        places = sorted({place for offsets in committed.values() for place in offsets})
        if not places:
            return {}
        consumer = onlooker(bootstrap, fetch_max_wait_ms=50, max_partition_fetch_bytes=LOOK_BYTES, request_timeout_ms=REQUEST_MS)
        stack.push_async_callback(consumer.stop)
        await consumer.start()
        ends = await consumer.end_offsets(places)
        starts: defaultdict[Any, set[int]] = defaultdict(set)
        for offsets in committed.values():
            for place, offset in offsets.items():
                if offset < ends[place]:
                    starts[place].add(offset)
        read = await _all_read(consumer, starts, ends)
        return {
            group: sum(max(0, ends[place] - offset) for place, offset in offsets.items() if (place, offset) not in read)
            for group, offsets in committed.items()
        }


async def _all_read(consumer: Any, starts: Mapping[Any, set[int]], ends: Mapping[Any, int]) -> set[tuple[Any, int]]:
    """Those of `starts` (partition → offsets) from which on no record comes."""
    left = {place: sorted(offsets) for place, offsets in starts.items()}
    read: set[tuple[Any, int]] = set()
    deadline = time.monotonic() + LOOK_SECONDS
    while left and time.monotonic() < deadline:
        # From the last one on: where no record lies behind it, the earlier ones have still to be asked; where one does, it lies behind all.
        asked = {place: offsets[-1] for place, offsets in left.items()}
        consumer.assign(list(asked))
        for place, offset in asked.items():
            consumer.seek(place, offset)
        while asked and time.monotonic() < deadline:
            found = await consumer.getmany(*asked, timeout_ms=100)
            for place, offset in list(asked.items()):
                if any(record.offset < ends[place] for record in found.get(place, ())):
                    del asked[place], left[place]
                elif await consumer.position(place) >= ends[place]:
                    read.add((place, offset))
                    left[place].pop()
                    if not left[place]:
                        del left[place]
                    del asked[place]
    return read
