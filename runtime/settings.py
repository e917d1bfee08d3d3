"""Settings come from the environment, prefix `KLANTSTROOM_`; in a container also from files in /run/secrets, so that no secret has to
stand in its environment (`/run/secrets/klantstroom_database`). Defaults stand here and nowhere else.
"""

from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

#: Where Docker, Compose and Kubernetes put secrets, a file for each.
SECRETS = Path("/run/secrets")


FetchWait = Annotated[
    int, Field(description="The broker gathers records for this long before it answers a fetch: less is quicker, more is cheaper.", ge=0, le=1_000)
]


class RuntimeSettings(BaseSettings):
    """What every service can be told. A service's own settings extend this."""

    model_config = SettingsConfigDict(env_prefix="KLANTSTROOM_", extra="ignore", frozen=True, secrets_dir=SECRETS if SECRETS.is_dir() else None)

    kafka: Annotated[str, Field(description="Bootstrap servers of Kafka, host:port with commas between.")] = "127.0.0.1:9092"
    database: Annotated[str, Field(description="PostgreSQL DSN; each service keeps to its own schema in it.")] = (
        "postgresql://postgres@127.0.0.1:5432/klantstroom"
    )
    http_host: Annotated[str, Field(description="Address that HTTP listens on.")] = "127.0.0.1"
    http_port: Annotated[int, Field(description="Port of HTTP; each service has its own default.", ge=0, le=65_535)] = 0
    log_format: Annotated[str, Field(description="json (one object a line) or console (for people).", pattern="^(json|console)$")] = "json"
    log_level: Annotated[str, Field(description="debug, info, warning or error.", pattern="^(debug|info|warning|error)$")] = "info"
    batch: Annotated[int, Field(description="Most records in one unit of work.", ge=1, le=10_000)] = 1_000
    drain_seconds: Annotated[float, Field(description="Longest time to finish the unit at hand on SIGTERM.", gt=0, le=60)] = 8.0
    fetch_wait_ms: FetchWait = 20
    session_seconds: Annotated[float, Field(description="Silence after which the group gives a replica's partitions to others.", ge=6, le=300)] = 10.0
    stalled_seconds: Annotated[float, Field(description="Un-ready when a partition with lag has not moved for this long.", gt=0)] = 30.0
    keys: Annotated[Path | None, Field(description="File of hashed API keys; without it every call to /v1/ is answered 401.")] = None
    home: Annotated[Path, Field(description="Folder of a system on this machine: data, logs, process ids.")] = Path(".klantstroom")
    failpoint: Annotated[str, Field(description="For tests: kill the process at a named step of the unit of work, as `after_commit:3`.")] = ""
