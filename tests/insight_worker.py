"""One worker of insight's counting, as a process of its own that a test can kill: bootstrap, source topic, group as arguments."""

import sys
import time

import uvloop

from services.insight.adapters import changelog
from services.insight.adapters.faust_engine import Engine
from services.insight.domain import Windowing


async def main(bootstrap: str, source: str, group: str) -> None:
    await changelog.ensure(bootstrap, source, f"{group}-windows-changelog")
    engine = Engine(
        bootstrap,
        now_ms=lambda: int(time.time() * 1000),
        windowing=Windowing(),
        session_seconds=6,
        fetch_ms=100,
        group=group,
        source=source,
    )
    await engine.run()


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
