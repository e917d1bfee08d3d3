"""The parts of a system, each started and stopped by a test, in any order: Kafka, PostgreSQL, and services as processes of their own.

A supervisor starts them in the one good order; here they meet each other's absence.
"""

import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from local import jars, kafka, postgres, topics
from local.child import Child, Command
from local.log_files import LogFile
from local.progress import stderr_reporter
from local.supervisor import ensure_admin_key
from local.system import HOST, SERVICES, SystemSettings, plan, service_environment
from tests.conftest import ROOT, own_environment

#: Seconds that a service has to end, by the contract.
DRAIN_SECONDS = 10.0


class Parts:
    """Belongs to the event loop that it was made in."""

    def __init__(self, home: Path, take_port: Callable[[], int]) -> None:
        self._environment = own_environment({service.port_variable: str(take_port()) for service in SERVICES})
        self.plan = plan(
            SystemSettings(
                home=home, kafka_port=take_port(), kafka_controller_port=take_port(), postgres_port=take_port(), port_offset=0, partitions=2
            ),
            SERVICES,
            self._environment,
        )
        home.mkdir(parents=True)
        ensure_admin_key(home)
        self._jars = jars.ensure(self.plan.cache, stderr_reporter())
        self._running: dict[str, Child] = {}
        self._logs: dict[str, LogFile] = {}
        key = (home / "admin.key").read_text("utf-8").strip()
        self.http = httpx.AsyncClient(headers={"Authorization": f"Bearer {key}"}, timeout=20, trust_env=False)

    @property
    def kafka(self) -> str:
        return self.plan.bootstrap

    @property
    def database(self) -> str:
        return postgres.dsn(self.plan)

    def url(self, name: str) -> str:
        return f"http://{HOST}:{self.plan.ports[name]}"

    def _new_log(self, name: str) -> LogFile:
        if name in self._logs:
            self._logs[name].close()
        number = len(list(self.plan.logs.glob(f"{name}-*.log"))) + 1
        self._logs[name] = LogFile(self.plan.logs / f"{name}-{number}.log")
        return self._logs[name]

    # -- broker and database ------------------------------------------------------------------------------------------------

    async def have(self, *names: str) -> None:
        """Of Kafka and PostgreSQL those that are named run and answer, and no others."""
        for name in ("kafka", "postgres"):
            if name not in names:
                await self.stop(name)
        if "postgres" in names and "postgres" not in self._running:
            self._running["postgres"] = await postgres.start(self.plan, self._new_log("postgres"))
            await postgres.wait_ready(self.plan, self._running["postgres"])
        if "kafka" in names and "kafka" not in self._running:
            self._running["kafka"] = await kafka.start(self.plan, self._jars, self._new_log("kafka"))
            await kafka.wait_ready(self.kafka, self._running["kafka"])
            await topics.create(self.kafka, topics.wanted(self.plan.partitions))

    # -- services -----------------------------------------------------------------------------------------------------------

    async def start(self, name: str, **settings: str) -> None:
        """As the supervisor would; waits for nothing."""
        service = next(service for service in SERVICES if service.name == name)
        environment = service_environment(self.plan, service, self.database, self._environment) | settings
        command = Command(name, (sys.executable, *service.command), environment, ROOT)
        self._running[name] = await Child.start(command, self._new_log(name))

    async def stop(self, name: str) -> int:
        """SIGTERM, or what PostgreSQL takes for it; answers the exit code, 0 where it did not run."""
        child = self._running.pop(name, None)
        if child is None:
            return 0
        return await child.stop(postgres.STOP_SIGNAL if name == "postgres" else signal.SIGTERM, DRAIN_SECONDS)

    def lives(self, name: str) -> bool:
        return self._running[name].returncode is None

    def said(self, name: str) -> list[dict[str, Any]]:
        """What a service has logged since it was started; a line that is no JSON stands under `event` and is an error."""
        found = []
        for line in self._logs[name].path.read_text("utf-8").splitlines():
            try:
                found.append(json.loads(line))
            except ValueError:
                found.append({"level": "error", "event": line})
        return found

    def complained(self, name: str) -> list[str]:
        """The events of its warnings and errors."""
        return [line["event"] for line in self.said(name) if line["level"] not in ("debug", "info")]

    async def readiness(self, name: str) -> tuple[int, list[str]]:
        """Status of /readyz and the complaints; 0 while nothing listens."""
        try:
            answer = await self.http.get(f"{self.url(name)}/readyz")
        except httpx.TransportError:
            return 0, []
        return answer.status_code, answer.json()["complaints"]

    async def is_ready(self, name: str) -> bool:
        return (await self.readiness(name))[0] == 200

    async def close(self) -> None:
        await self.http.aclose()
        for name in (*self.plan.ports, "kafka", "postgres"):
            await self.stop(name)
        for log in self._logs.values():
            log.close()
