"""What all values on our topics share."""

from datetime import datetime
from types import NoneType
from typing import Annotated, Any, ClassVar, get_args

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints


class Value(BaseModel):
    """A frozen JSON value. Unknown fields are ignored, so that fields may be added without breaking readers."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        # What was sent is a customer's, and an error ends in a log.
        hide_input_in_errors=True,
    )

    #: Required fields that may be null. They are written as null; any other field without a value is left out.
    null_is_said: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:
        super().__pydantic_init_subclass__(**options)
        cls.null_is_said = tuple(name for name, of in cls.model_fields.items() if of.is_required() and NoneType in get_args(of.annotation))


Id = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Score = Annotated[float, Field(ge=0.0, le=1.0)]
Instant = AwareDatetime
__all__ = ["Id", "Instant", "Score", "Value", "datetime"]
