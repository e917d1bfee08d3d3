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
    classify_chunk: Annotated[int, Field(description="Most messages that are labelled at a time, outside the event loop.", ge=1, le=256)] = 256
