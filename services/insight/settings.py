"""Settings of insight."""

from typing import Annotated

from pydantic import Field

from runtime.settings import RuntimeSettings


class InsightSettings(RuntimeSettings):
    http_port: Annotated[int, Field(description="Port of insight's HTTP.", ge=0, le=65_535)] = 8005
    insight_every_seconds: Annotated[float, Field(description="A window that is still counting is announced at most this often.", ge=0.1, le=300)] = (
        5.0
    )
    insight_fetch_ms: Annotated[
        int, Field(description="Longest time that insight lets routed events gather at the broker before it counts them.", ge=0, le=10_000)
    ] = 500
