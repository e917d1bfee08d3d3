"""What route can be told."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from runtime.settings import RuntimeSettings

_ROOT = Path(__file__).resolve().parents[2]


class RouteSettings(RuntimeSettings):
    http_port: Annotated[int, Field(description="Port of HTTP.", ge=0, le=65_535)] = 8003
    policy: Annotated[Path, Field(description="The policy file; a relative path is tried here, then beside the code.")] = Path("policy/default.yaml")

    @property
    def policy_file(self) -> Path:
        """Where the policy file is; what was asked for, where there is none."""
        beside = _ROOT / self.policy
        return beside if not self.policy.exists() and beside.exists() else self.policy
