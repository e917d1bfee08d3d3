"""Fixtures over real parts: a broker, a database, a whole system. Nothing here is started unless a test asks for it.

- `stack`: Kafka and PostgreSQL for the whole run; containers where a Docker engine answers, the embedded pair elsewhere
  (KLANTSTROOM_TEST_STACK=embedded or docker decides otherwise).
- `database`: DSN of a new, empty database, gone after the test. `topic`: makes topics that nobody else uses.
- `system`: starts whole systems, each with its own ports and home; `shared_system`: one that runs until the tests end.
- `ports`: free ports from a range that this run has to itself.
"""

import asyncio
import fcntl
import gc
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import uuid
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
import structlog

from local import topics as topic_maker
from local.readiness import readiness
from local.system import HOST, SERVICES, SystemAddress
from local.trouble import Trouble
from tests.waiting import wait_until

ROOT = Path(__file__).parents[1]

#: Below the ports that systems give to outgoing connections (32768 on Linux), so that none of those is in the way.
FIRST_PORT = 20_000
BLOCK = 400
BLOCKS = 30

#: Seconds. A loaded machine is slow; a test that waits for a condition fails only when it will never hold.
START_SECONDS = 180.0
STOP_SECONDS = 60.0


# ---- ports


class Ports:
    """Hands out ports of one block, which a file lock keeps for this run alone; each was bound, and so free, a moment ago."""

    def __init__(self) -> None:
        folder = Path(tempfile.gettempdir()) / "klantstroom-test-ports"
        folder.mkdir(mode=0o777, exist_ok=True)
        for block in range(BLOCKS):
            lock = (folder / f"{block}.lock").open("a")
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.close()
                continue
            self._lock: IO[str] = lock
            self._next = FIRST_PORT + block * BLOCK
            self._end = self._next + BLOCK
            return
        raise RuntimeError(f"{BLOCKS} test runs at the same time: all blocks of ports are taken")

    def take(self) -> int:
        while self._next < self._end:
            port, self._next = self._next, self._next + 1
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((HOST, port))
                except OSError:
                    continue
                return port
        raise RuntimeError("this run has used all its ports")

    def close(self) -> None:
        self._lock.close()


# Without this structlog prints the local variables of every frame of a traceback: seconds for each.
structlog.configure(processors=[structlog.processors.add_log_level, structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)])


@pytest.fixture(scope="session")
def ports() -> Iterator[Ports]:
    taken = Ports()
    yield taken
    taken.close()


@pytest.fixture(scope="session")
def homes(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder for homes of systems; kept when a test failed, for its logs.

    Not pytest's own: as root, PostgreSQL runs as another user, and each pytest that starts closes the folder of all of them to others.
    """
    folder = Path(tempfile.mkdtemp(prefix="klantstroom-test-"))
    yield folder
    if request.session.testsfailed:
        sys.stderr.write(f"\nlogs of the systems under test: {folder}\n")
    else:
        shutil.rmtree(folder, ignore_errors=True)


# ---- broker and database


@dataclass(frozen=True)
class Stack:
    """A real broker and a real database."""

    #: Bootstrap servers, host:port.
    kafka: str
    #: DSN of a database that was empty when the run began.
    database: str
    #: "embedded" or "docker".
    kind: str

    async def new_database(self) -> str:
        """DSN of a new, empty database."""
        name = f"t_{uuid.uuid4().hex[:16]}"
        connection = await asyncpg.connect(self.database)
        try:
            await connection.execute(f'CREATE DATABASE "{name}"')
        finally:
            await connection.close()
        return urlunsplit(urlsplit(self.database)._replace(path=f"/{name}"))

    async def drop_database(self, dsn: str) -> None:
        connection = await asyncpg.connect(self.database)
        try:
            await connection.execute(f'DROP DATABASE IF EXISTS "{urlsplit(dsn).path[1:]}" WITH (FORCE)')
        finally:
            await connection.close()

    async def new_topics(self, names: Sequence[str], partitions: int = 4, prefix: str | None = None) -> dict[str, str]:
        """Make a topic for each of `names` that nobody else uses; answers name → real name."""
        before = f"t{uuid.uuid4().hex[:8]}-" if prefix is None else prefix
        made = {name: before + name for name in names}
        await topic_maker.create(self.kafka, [topic_maker.WantedTopic(real, partitions, 24 * topic_maker.HOUR_MS) for real in made.values()])
        return made


def docker_answers() -> bool:
    # In a process of its own: the client leaves its socket open where nobody answers.
    question = "import docker; docker.from_env(timeout=5).ping()"
    return subprocess.run([sys.executable, "-c", question], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def _embedded(home: Path, ports: Ports) -> Iterator[Stack]:
    kafka, controller, postgres = ports.take(), ports.take(), ports.take()
    line = [sys.executable, "-m", "local.stack", "--home", str(home), "--kafka-port", str(kafka)]
    line += ["--controller-port", str(controller), "--postgres-port", str(postgres)]
    with (home.parent / "stack.out").open("w+") as errors:
        process = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True, env=own_environment({}))
        try:
            assert process.stdout is not None
            told = process.stdout.readline()
            if not told:
                process.wait(STOP_SECONDS)
                errors.seek(0)
                pytest.fail(f"Kafka and PostgreSQL did not start: {errors.read()}")
            known = json.loads(told)
            yield Stack(known["kafka"], known["database"], "embedded")
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=STOP_SECONDS)


def _containers() -> Iterator[Stack]:
    from testcontainers.community.postgres import PostgresContainer
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.waiting_utils import wait_for_logs

    from schemas.topics import MAX_RECORD_BYTES

    with ExitStack() as stack:
        postgres = stack.enter_context(PostgresContainer("postgres:18", driver=None))
        with socket.socket() as probe:
            # Kafka has to be told, before it starts, at which port the world outside its container finds it.
            probe.bind(("", 0))
            port = probe.getsockname()[1]
        settings = {
            "KAFKA_NODE_ID": "1",
            "KAFKA_PROCESS_ROLES": "broker,controller",
            "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
            "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
            "KAFKA_LISTENERS": "PLAINTEXT://0.0.0.0:9092,CONTROLLER://0.0.0.0:9093",
            "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
            "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
            "KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS": "4",
            "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
            "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
            "KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS": "4",
            "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
            "KAFKA_MESSAGE_MAX_BYTES": str(MAX_RECORD_BYTES),
        }
        kafka = DockerContainer("apache/kafka:4.3.0").with_bind_ports(9092, port)
        host = kafka.get_container_host_ip()
        kafka.with_env("KAFKA_ADVERTISED_LISTENERS", f"PLAINTEXT://{host}:{port}")
        for name, value in settings.items():
            kafka.with_env(name, value)
        stack.enter_context(kafka)
        wait_for_logs(kafka, "Kafka Server started", timeout=START_SECONDS)
        bootstrap = f"{host}:{port}"
        asyncio.run(topic_maker.create(bootstrap, topic_maker.wanted(4)))
        yield Stack(bootstrap, postgres.get_connection_url(driver=None), "docker")


def collect_leftovers() -> None:
    """What others left open goes now, without a word: it is no defect of the test that comes next."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture(scope="session")
def stack(homes: Path, ports: Ports) -> Iterator[Stack]:
    asked = os.environ.get("KLANTSTROOM_TEST_STACK", "")
    if asked == "docker" or (asked != "embedded" and docker_answers()):
        yield from _containers()
    else:
        for embedded in _embedded(homes / "stack", ports):
            # jgo, which may just have fetched Kafka, leaves its connections to the collector: here, and not in the midst of a test.
            collect_leftovers()
            yield embedded


@pytest.fixture
async def database(stack: Stack) -> AsyncIterator[str]:
    """DSN of a new, empty database."""
    dsn = await stack.new_database()
    yield dsn
    await stack.drop_database(dsn)


@pytest.fixture
def topic(stack: Stack) -> Callable[..., Awaitable[str]]:
    """`await topic("orders", partitions=2)` answers the real name of a new topic."""

    async def make(name: str = "topic", partitions: int = 4) -> str:
        return (await stack.new_topics([name], partitions))[name]

    return make


# ---- whole systems


def own_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The variables of this process without any setting of somebody's own system, and `settings`. The cache is shared."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KLANTSTROOM_") or name == "KLANTSTROOM_CACHE"}
    return {**kept, **settings}


@dataclass
class RunningSystem:
    """A whole system under its supervisor, and hands to hurt it with."""

    home: Path
    settings: dict[str, str]
    ports: Mapping[str, int]
    #: What is started, after the Python interpreter.
    command: tuple[str, ...] = ("-m", "local.cli", "up", "--foreground")
    _process: subprocess.Popen[str] | None = None
    _replicas: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> SystemAddress:
        return SystemAddress.load(self.home)

    @property
    def environment(self) -> dict[str, str]:
        """For commands that are to find this system."""
        return own_environment(self.settings)

    @property
    def kafka(self) -> str:
        return self.address.kafka

    @property
    def database(self) -> str:
        return self.address.database

    @property
    def key(self) -> str:
        key = self.address.admin_key
        assert key is not None
        return key

    def url(self, service: str) -> str:
        return f"http://{HOST}:{self.ports[service]}"

    @property
    def supervisor_pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def output(self) -> Path:
        """What the supervisor said."""
        return self.home.parent / "supervisor.out"

    def log(self, name: str) -> Path:
        return self.home / "logs" / f"{name}.log"

    def launch(self) -> None:
        """Start the supervisor, and wait for nothing."""
        with self.output.open("a") as output:
            self._process = subprocess.Popen([sys.executable, *self.command], cwd=ROOT, stdout=output, stderr=output, text=True, env=self.environment)

    def start(self, seconds: float = START_SECONDS) -> "RunningSystem":
        """Start it and wait until all of it is ready."""
        self.launch()
        self.wait_state("ready", seconds)
        return self

    def wait_end(self, seconds: float) -> int:
        """Wait until the supervisor ends by itself; answers its exit code."""
        assert self._process is not None
        return self._process.wait(seconds)

    def kill_supervisor(self) -> None:
        """kill -9; everything else has to end by itself."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._process = None

    def wait_state(self, state: str, seconds: float) -> None:
        def reached() -> bool:
            assert self._process is not None
            if self._process.poll() is not None:
                pytest.fail(f"the supervisor ended with {self._process.returncode}: {self.output.read_text()[-4000:]}")
            with suppress(Trouble):
                return self.address.pid == self._process.pid and self.address.state == state
            return False

        wait_until(reached, seconds, lambda: f"the system is {state}: {self.output.read_text()[-4000:]}")

    def pid(self, name: str) -> int | None:
        """Process id of a service, kafka or postgres; None while it does not run."""
        process = self.address.processes.get(name)
        return None if process is None else process["pid"]

    def signal(self, name: str, number: signal.Signals) -> int:
        """Send a signal to a process of the system; answers its process id."""
        pid = self.pid(name)
        assert pid is not None, f"{name} does not run"
        os.kill(pid, number)
        return pid

    def kill(self, name: str) -> int:
        """kill -9. The supervisor starts it again."""
        return self.signal(name, signal.SIGKILL)

    def pause(self, name: str) -> int:
        return self.signal(name, signal.SIGSTOP)

    def resume(self, name: str) -> int:
        return self.signal(name, signal.SIGCONT)

    def wait_restarted(self, name: str, old_pid: int, seconds: float = START_SECONDS) -> None:
        """Until `name` runs anew and answers: a service that it is ready, Kafka and PostgreSQL on their ports."""

        def restarted() -> bool:
            return self.pid(name) not in (None, old_pid) and self.answers(name)

        wait_until(restarted, seconds, f"{name} runs again")

    def answers(self, name: str) -> bool:
        if name in self.ports:
            return readiness(self.url(name))[0]
        port = int(self.settings[f"KLANTSTROOM_{name.upper()}_PORT"])
        with socket.socket() as probe:
            return probe.connect_ex((HOST, port)) == 0

    def wait_ready(self, seconds: float = START_SECONDS) -> None:
        """Until every service says that it is ready."""
        wait_until(lambda: all(readiness(self.url(name))[0] for name in self.address.urls), seconds, "every service is ready")

    def start_replica(self, name: str, port: int, settings: Mapping[str, str] | None = None, wait_ready: bool = True) -> subprocess.Popen[bytes]:
        """A second process of a service, in the same consumer group; ended with the system."""
        from local.system import SystemSettings, plan, service_environment

        service = next(service for service in SERVICES if service.name == name)
        made = plan(SystemSettings(home=self.home), SERVICES, self.environment)
        environment = service_environment(made, service, self.database, self.environment)
        environment |= {"KLANTSTROOM_KAFKA": self.kafka, "KLANTSTROOM_HTTP_PORT": str(port), **(settings or {})}
        number = len(self._replicas) + 2
        with (self.home / "logs" / f"{name}-{number}.log").open("ab") as log:
            replica = subprocess.Popen([sys.executable, *service.command], cwd=ROOT, stdout=log, stderr=log, env=environment)
        self._replicas.append(replica)
        if wait_ready:
            wait_until(lambda: readiness(f"http://{HOST}:{port}")[0], START_SECONDS, f"a second {name} is ready")
        return replica

    def cli(self, *arguments: str, stdin: str | None = None, check: bool = True) -> "subprocess.CompletedProcess[str]":
        """Run `klantstroom …` against this system."""
        line = [sys.executable, "-m", "local.cli", *arguments]
        done = subprocess.run(line, cwd=ROOT, env=self.environment, capture_output=True, text=True, input=stdin, timeout=START_SECONDS)
        if check and done.returncode != 0:
            pytest.fail(f"klantstroom {' '.join(arguments)}: exit code {done.returncode}: {done.stderr[-2000:]}")
        return done

    def stop(self) -> int:
        """SIGTERM, and wait; answers the exit code of the supervisor."""
        for replica in self._replicas:
            with suppress(ProcessLookupError):
                replica.send_signal(signal.SIGCONT)
            replica.kill()
            replica.wait()
        self._replicas.clear()
        if self._process is None:
            return 0
        if self._process.poll() is None:
            # A paused process could not drain.
            with suppress(Trouble):
                for process in self.address.processes.values():
                    if process["pid"]:
                        with suppress(ProcessLookupError):
                            os.kill(process["pid"], signal.SIGCONT)
            self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            pytest.fail(f"the system did not stop within {STOP_SECONDS:g} s: {self.output.read_text()[-2000:]}")
        finally:
            self._process = None


#: `system(start=True, **settings)`: settings are variables, as KLANTSTROOM_PARTITIONS="2".
StartSystem = Callable[..., RunningSystem]


def _new_system(folder: Path, ports: Ports, settings: Mapping[str, str]) -> RunningSystem:
    folder.mkdir(parents=True, exist_ok=True)
    http = {service.name: ports.take() for service in SERVICES}
    moved = {
        "KLANTSTROOM_HOME": str(folder / "home"),
        "KLANTSTROOM_KAFKA_PORT": str(ports.take()),
        "KLANTSTROOM_KAFKA_CONTROLLER_PORT": str(ports.take()),
        "KLANTSTROOM_POSTGRES_PORT": str(ports.take()),
        **{service.port_variable: str(http[service.name]) for service in SERVICES},
        **settings,
    }
    return RunningSystem(folder / "home", moved, http)


@pytest.fixture
def system(homes: Path, ports: Ports) -> Iterator[StartSystem]:
    """`system()` starts a whole system of its own; `system(start=False)` only lays it out. All end with the test."""
    made: list[RunningSystem] = []

    def start_system(start: bool = True, **settings: Any) -> RunningSystem:
        running = _new_system(Path(tempfile.mkdtemp(prefix="system-", dir=homes)), ports, {name: str(value) for name, value in settings.items()})
        made.append(running)
        return running.start() if start else running

    yield start_system
    for running in made:
        running.stop()


@pytest.fixture(scope="session")
def shared_system(homes: Path, ports: Ports) -> Iterator[RunningSystem]:
    """One whole system for all tests that do it no harm."""
    running = _new_system(homes / "shared", ports, {}).start()
    yield running
    running.stop()
