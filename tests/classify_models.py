"""Topic models that are made in a moment, and always say the same."""

from pathlib import Path

import numpy as np

from services.classify.adapters.model_files import save
from services.classify.domain.features import PLACES
from services.classify.domain.linear import Head


def topic_model(folder: Path, *topics: str, name: str = "tiny") -> str:
    """A model in `folder` that says the first of `topics`, whatever the text. Answers its version, which hangs on `name`."""
    columns = len(topics)
    arrays = {
        "place_of_row": np.array([5, PLACES - 1], dtype=np.int32),
        "rows": np.zeros((3, columns), dtype=np.int8),
        "scale": np.ones(columns, dtype=np.float32),
        "bias": np.array([3.0, *np.zeros(columns - 1)], dtype=np.float32),
        "idf": np.ones(3, dtype=np.float16),
        "spoken": np.zeros(3, dtype=np.uint8),
    }
    return save(folder, name, [Head("topic", topics, 0, 1.0)], arrays, "# {version}\n")
