"""One worker of insight's counting, as a process of its own that a test can kill: bootstrap, source topic, group as arguments.

A fourth argument is the topic on which it tells of drift; without one it only counts.
"""

import asyncio
import sys
import time

import uvloop

from runtime.kafka import KafkaBroker
from services.insight.adapters import changelog
from services.insight.adapters.faust_engine import Engine
from services.insight.domain.windows import Windowing
from services.insight.watch import Watch


def now_ms() -> int:
    return int(time.time() * 1000)


async def main(bootstrap: str, source: str, group: str, signals: str | None = None) -> None:
    await changelog.ensure(bootstrap, source, f"{group}-windows-changelog")
    engine = Engine(
        bootstrap,
        now_ms=now_ms,
        windowing=Windowing(),
        session_seconds=6,
        fetch_ms=100,
        group=group,
        source=source,
    )
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(engine.run())
        if signals is not None:
            tasks.create_task(Watch(engine, KafkaBroker(bootstrap), now_ms, signals).run())


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
