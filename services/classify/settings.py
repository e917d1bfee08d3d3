"""What classify can be told beside what every service can."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from runtime.settings import RuntimeSettings
from services.classify.adapters.model_files import DEFAULT_MODEL


class ClassifySettings(RuntimeSettings):
    http_port: Annotated[int, Field(description="Port of HTTP (health and metrics only).", ge=0, le=65_535)] = 8002
    classify_model: Annotated[Path, Field(description="Folder of the model for all labels.")] = DEFAULT_MODEL
    classify_topics: Annotated[Path | None, Field(description="Folder of the company's own topic model, made by `klantstroom model train`.")] = None
    classify_models: Annotated[
        Path | None,
        Field(description="Folder of models to switch between while messages flow, filled by `klantstroom model promote`; instead of a fixed one."),
    ] = None
    classify_models_seconds: Annotated[float, Field(description="Seconds between two looks at which of them is in force.", ge=0.1, le=3_600)] = 5.0
    classify_chunk: Annotated[int, Field(description="Most messages that are labelled at a time, outside the event loop.", ge=1, le=256)] = 256
