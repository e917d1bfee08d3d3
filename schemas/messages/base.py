"""What all values on our topics share."""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints


class Value(BaseModel):
    """A frozen JSON value. Unknown fields are ignored, so that fields may be added without breaking readers."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        # What was sent is a customer's, and an error ends in a log.
        hide_input_in_errors=True,
    )


Id = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Score = Annotated[float, Field(ge=0.0, le=1.0)]
Instant = AwareDatetime
__all__ = ["Id", "Instant", "Score", "Value", "datetime"]
