"""Settings of the dashboard."""

from typing import Annotated

from pydantic import Field

from runtime.settings import RuntimeSettings


class DashboardSettings(RuntimeSettings):
    http_port: Annotated[int, Field(description="Port of the dashboard's HTTP.", ge=0, le=65_535)] = 8080
    dashboard_messages: Annotated[int, Field(description="Newest messages that history and paths remember.", ge=10, le=200_000)] = 5_000
    stream_replay_events: Annotated[
        int, Field(description="Newest events of the stream kept in memory for those who resume.", ge=10, le=1_000_000)
    ] = 10_000
    stream_replay_mb: Annotated[int, Field(description="Most memory for those events, in MiB.", ge=1, le=2_000)] = 16
    stream_clients: Annotated[int, Field(description="Most clients of the stream at a time; more are answered 503.", ge=1, le=100_000)] = 1_000
    stream_queue: Annotated[int, Field(description="A client that is more events behind than this is disconnected.", ge=10, le=1_000_000)] = 5_000
    stream_stalled_seconds: Annotated[float, Field(description="A client that takes nothing for this long is disconnected.", gt=0, le=600)] = 20.0
    stream_heartbeat_seconds: Annotated[float, Field(description="Silence after which a client is sent a sign of life.", gt=0, le=300)] = 10.0
    stream_flush_ms: Annotated[
        int, Field(description="Events gather this long before they are sent; clients then share the work.", ge=0, le=5_000)
    ] = 50
    stream_reread: Annotated[
        int, Field(description="Records read again from Kafka for one who resumes; who is further behind gets a snapshot.", ge=0, le=10_000_000)
    ] = 200_000
