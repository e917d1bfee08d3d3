"""What a system on this machine is made of, where it listens, and how a command finds it.

`SERVICES` is the one table of services; docker-compose.yml is tested against it. `SystemSettings` says how to move ports and folders;
`Plan` is the outcome. A running system describes itself in `<home>/system.json` (mode 600: it holds the database's password).
"""

import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Self

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from local.trouble import Trouble

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class ServiceSpec:
    """One service: what is run (after the Python interpreter), its default HTTP port, and variables beside the shared ones."""

    name: str
    port: int
    command: tuple[str, ...]
    variables: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    #: Variables that hold secrets: generated once for each home, and kept there with mode 600, where the person has set none.
    secrets: tuple[str, ...] = ()

    @property
    def port_variable(self) -> str:
        return f"KLANTSTROOM_{self.name.upper()}_PORT"


def _service(name: str, port: int, secrets: tuple[str, ...] = ()) -> ServiceSpec:
    return ServiceSpec(name, port, ("-m", f"services.{name}"), secrets=secrets)


#: In the order in which a message meets them; stopped in the reverse order.
SERVICES: tuple[ServiceSpec, ...] = (
    _service("ingest", 8001, secrets=("KLANTSTROOM_PEPPER",)),
    _service("classify", 8002),
    _service("route", 8003),
    _service("rewards", 8004),
    _service("insight", 8005),
    _service("dashboard", 8080),
)


class SystemSettings(BaseSettings):
    """How a system on this machine can be moved and sized. Ports of services: `KLANTSTROOM_<SERVICE>_PORT`."""

    model_config = SettingsConfigDict(env_prefix="KLANTSTROOM_", extra="ignore", frozen=True)

    home: Annotated[Path, Field(description="Folder of a system on this machine: data, logs, process ids.")] = Path(".klantstroom")
    cache: Annotated[
        Path | None, Field(description="Folder of what set-up fetches, shared by all systems; default: klantstroom in the user's cache folder.")
    ] = None
    port_offset: Annotated[int, Field(description="Added to every port, so that a second system fits beside the first.", ge=0, le=50_000)] = 0
    kafka_port: Annotated[int, Field(description="Port of Kafka.", ge=1, le=65_535)] = 9092
    kafka_controller_port: Annotated[int, Field(description="Port on which Kafka talks to its own controller.", ge=1, le=65_535)] = 9093
    postgres_port: Annotated[int, Field(description="Port of PostgreSQL.", ge=1, le=65_535)] = 5432
    partitions: Annotated[int, Field(description="Partitions of each topic that has no fixed number.", ge=1, le=512)] = 4
    kafka_heap_mb: Annotated[int, Field(description="Kafka's heap, in MiB.", ge=128, le=8192)] = 384


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything of one system goes."""

    home: Path
    cache: Path
    kafka_port: int
    kafka_controller_port: int
    postgres_port: int
    partitions: int
    kafka_heap_mb: int
    services: tuple[ServiceSpec, ...]
    ports: Mapping[str, int]

    @property
    def bootstrap(self) -> str:
        return f"{HOST}:{self.kafka_port}"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    def listens(self) -> tuple[tuple[int, str, str], ...]:
        """(port, who, the variable that moves it) for everything that listens."""
        return (
            (self.kafka_port, "Kafka", "KLANTSTROOM_KAFKA_PORT"),
            (self.kafka_controller_port, "Kafka's controller", "KLANTSTROOM_KAFKA_CONTROLLER_PORT"),
            (self.postgres_port, "PostgreSQL", "KLANTSTROOM_POSTGRES_PORT"),
            *((self.ports[service.name], service.name, service.port_variable) for service in self.services),
        )


def default_cache(environment: Mapping[str, str] = os.environ) -> Path:
    """`klantstroom` in the user's cache folder (XDG base directories)."""
    root = environment.get("XDG_CACHE_HOME", "")
    # The standard says that a relative path there is to be ignored.
    folder = Path(root) if os.path.isabs(root) else Path(environment.get("HOME") or Path.home()) / ".cache"
    return folder / "klantstroom"


def plan(settings: SystemSettings, services: Sequence[ServiceSpec] = SERVICES, environment: Mapping[str, str] = os.environ) -> Plan:
    """`settings` with offsets added and paths made absolute. Raises Trouble where two listen on the same port or a port is no number."""
    offset = settings.port_offset
    ports = {service.name: _port(environment, service) + offset for service in services}
    made = Plan(
        home=settings.home.expanduser().absolute(),
        cache=(settings.cache or default_cache(environment)).expanduser().absolute(),
        kafka_port=settings.kafka_port + offset,
        kafka_controller_port=settings.kafka_controller_port + offset,
        postgres_port=settings.postgres_port + offset,
        partitions=settings.partitions,
        kafka_heap_mb=settings.kafka_heap_mb,
        services=tuple(services),
        ports=MappingProxyType(ports),
    )
    taken: dict[int, str] = {}
    for port, who, variable in made.listens():
        if port > 65_535:
            raise Trouble(f"{who} would listen on port {port}, and there is no such port.", "Lower KLANTSTROOM_PORT_OFFSET.")
        if port in taken:
            raise Trouble(f"{who} and {taken[port]} would both listen on port {port}.", f"Move one of them, as {variable}={port + 1}.")
        taken[port] = who
    return made


def _port(environment: Mapping[str, str], service: ServiceSpec) -> int:
    raw = environment.get(service.port_variable, "").strip()
    if not raw:
        return service.port
    if not raw.isascii() or not raw.isdigit() or not 1 <= int(raw) <= 65_535:
        raise Trouble(f"{service.port_variable} is {raw!r}.", "Give it a number from 1 to 65535.")
    return int(raw)


def service_environment(made: Plan, service: ServiceSpec, database: str, base: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The variables that `service` is started with; what the person set with KLANTSTROOM_ goes through."""
    return {
        **base,
        "PYTHONUNBUFFERED": "1",
        "KLANTSTROOM_KAFKA": made.bootstrap,
        "KLANTSTROOM_DATABASE": database,
        "KLANTSTROOM_HTTP_HOST": HOST,
        "KLANTSTROOM_HTTP_PORT": str(made.ports[service.name]),
        "KLANTSTROOM_HOME": str(made.home),
        "KLANTSTROOM_KEYS": str(made.home / "keys.json"),
        "KLANTSTROOM_LOG_FORMAT": "json",
        **service.variables,
        **{name: base.get(name) or generated_secret(made.home, name) for name in service.secrets},
    }


def generated_secret(home: Path, variable: str) -> str:
    """The secret for `variable` in `home`, made at the first call."""
    path = home / f"{variable.removeprefix('KLANTSTROOM_').lower()}.secret"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(32) + "\n")
    return path.read_text("utf-8").strip()


@dataclass(frozen=True, slots=True)
class SystemAddress:
    """Where a running system answers."""

    home: Path
    kafka: str
    database: str
    #: Service name → `http://127.0.0.1:8001`.
    urls: Mapping[str, str]
    #: The generated admin key; None where the system's keys were made by somebody else.
    admin_key: str | None
    #: Process id of the supervisor.
    pid: int
    #: starting, ready or stopping.
    state: str
    #: Name → {"pid", "state", "restarts", "since"}.
    processes: Mapping[str, Mapping[str, Any]]

    @property
    def dashboard(self) -> str:
        """The address for a browser; the key stays behind the # and so out of any server's log."""
        return f"{self.urls['dashboard']}/" + (f"#key={self.admin_key}" if self.admin_key else "")

    def save(self) -> None:
        """Write `<home>/system.json`; the key is not in it."""
        known = {
            "pid": self.pid,
            "state": self.state,
            "kafka": self.kafka,
            "database": self.database,
            "urls": dict(self.urls),
            "processes": {name: dict(process) for name, process in self.processes.items()},
        }
        write_private(self.home / "system.json", json.dumps(known, indent=2) + "\n")

    @classmethod
    def load(cls, home: Path) -> Self:
        """Raises Trouble where there is no system in `home`."""
        path = home / "system.json"
        try:
            known = json.loads(path.read_text("utf-8"))
        except FileNotFoundError:
            raise Trouble(f"No system is running from {home}.", "Start one with `klantstroom up`, or name its folder in KLANTSTROOM_HOME.") from None
        except (OSError, ValueError) as error:
            raise Trouble(f"{path} cannot be read: {error}.", "Run `klantstroom up` again.") from None
        key = home / "admin.key"
        return cls(
            home=home,
            kafka=known["kafka"],
            database=known["database"],
            urls=MappingProxyType(known["urls"]),
            admin_key=key.read_text("utf-8").strip() if key.exists() else None,
            pid=known["pid"],
            state=known["state"],
            processes=MappingProxyType(known["processes"]),
        )


def write_private(path: Path, text: str) -> None:
    """Write `text` for the owner only, whole or not at all."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(part, path)
