"""What the rewards service can be told."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field

from runtime.settings import FetchWait, RuntimeSettings

PROJECT = Path(__file__).resolve().parents[2]


class RewardsSettings(RuntimeSettings):
    http_port: Annotated[int, Field(description="Port of HTTP.", ge=0, le=65_535)] = 8004
    #: Nobody waits for points as they wait for an answer, and each fetch costs the broker a millisecond.
    fetch_wait_ms: FetchWait = 100
    rewards_rules: Annotated[
        Path, Field(description="File of the rules of earning; a relative path is looked for in the working directory, then in the project.")
    ] = Path("rewards/rules.yaml")
    rewards_mature_seconds: Annotated[
        float | None,
        Field(description="For demonstrations and tests: earnings mature after this many seconds, whatever the rules say.", ge=0, le=86_400),
    ] = None

    @property
    def rules_path(self) -> Path:
        here = self.rewards_rules
        return here if here.is_absolute() or here.exists() else PROJECT / here

    @property
    def matures_after(self) -> timedelta | None:
        return None if self.rewards_mature_seconds is None else timedelta(seconds=self.rewards_mature_seconds)
