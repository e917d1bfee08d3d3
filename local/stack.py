"""Only Kafka, PostgreSQL and the topics: for tests, and for whoever runs services by hand.

    python -m local.stack --home DIR --kafka-port N --postgres-port N

prints one line of JSON when all is ready, `{"kafka": "127.0.0.1:…", "database": "postgresql://…", "home": "…", "pid": …}`, and runs until SIGTERM.
"""

import argparse
import asyncio
import json
import sys
from pathlib import Path

from local.progress import stderr_reporter
from local.supervisor import prepare, supervise
from local.system import SystemAddress, SystemSettings, plan
from local.trouble import Trouble


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m local.stack", description="Kafka, PostgreSQL and the topics on this machine.")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--kafka-port", type=int, required=True)
    parser.add_argument("--controller-port", type=int, help="default: Kafka's port + 1")
    parser.add_argument("--postgres-port", type=int, required=True)
    given = parser.parse_args(arguments)
    settings = SystemSettings(
        home=given.home,
        kafka_port=given.kafka_port,
        kafka_controller_port=given.controller_port or given.kafka_port + 1,
        postgres_port=given.postgres_port,
        port_offset=0,
    )
    reporter = stderr_reporter()

    async def tell(address: SystemAddress) -> None:
        print(json.dumps({"kafka": address.kafka, "database": address.database, "home": str(address.home), "pid": address.pid}), flush=True)
        await asyncio.Event().wait()

    try:
        asyncio.run(supervise(prepare(plan(settings, services=()), reporter), reporter, tell))
    except Trouble as trouble:
        reporter.say(str(trouble))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
