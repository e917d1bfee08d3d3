"""What `training/student.py` has made, as part of the default model: scores of a convolution that are added to those of the linear heads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.classify.domain.classifier import Text, model_tokens
from services.classify.domain.convolution import Convolution, WordVectors
from services.classify.domain.linear import Head
from services.classify.training.fit import softmax, temperature_of

#: How much the convolution's scores may weigh beside those of a linear head, relative to what makes both equally sharp.
WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
AT_A_TIME = 512


@dataclass(frozen=True, slots=True)
class Added:
    convolution: Convolution
    #: label → columns of the convolution's scores, classes in alphabetical order as those of the heads are.
    columns: Mapping[str, slice]

    @classmethod
    def load(cls, path: Path) -> "Added":
        with np.load(path, allow_pickle=False) as found:
            columns, first = {}, 0
            for name, count in zip(found["heads"].tolist(), found["classes"].tolist(), strict=True):
                columns[name] = slice(first, first + count)
                first += count
            convolution = Convolution(found["table"], found["scale"], found["windows"], found["bias"], found["out"], found["out_bias"])
        return cls(convolution, columns)

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """(texts, columns) before any weight."""
        words = WordVectors(self.convolution)
        tokens = [model_tokens(Text(text)) for text in texts]
        parts = [words.score(tokens[start : start + AT_A_TIME]) for start in range(0, len(tokens), AT_A_TIME)]
        return np.concatenate(parts).astype(np.float64)

    def of(self, name: str, scores: NDArray[Any]) -> NDArray[Any]:
        return scores[:, self.columns[name]]

    def weight(self, name: str, linear: NDArray[Any], windows: NDArray[Any], numbers: NDArray[np.int64]) -> float:
        """The weight with which the sum says most of the held-out truth."""
        own = self.of(name, windows)
        alike = temperature_of(linear, numbers) / temperature_of(own, numbers)

        def loss(weight: float) -> float:
            summed = linear + weight * alike * own
            found = softmax(summed, temperature_of(summed, numbers))
            return float(-np.log(np.maximum(found[np.arange(len(numbers)), numbers], 1e-12)).mean())

        return round(min(WEIGHTS, key=loss) * alike, 4)

    def arrays(self, heads: Sequence[Head], weights: Mapping[str, float]) -> dict[str, Any]:
        """As `model_files.save` takes them: columns as those of the heads, weights applied."""
        count = sum(len(head.classes) for head in heads)
        out, bias = np.zeros((len(self.convolution.out), count), dtype=np.float32), np.zeros(count, dtype=np.float32)
        for head in heads:
            if weights.get(head.name):
                out[:, head.columns] = self.convolution.out[:, self.columns[head.name]] * np.float32(weights[head.name])
                bias[head.columns] = self.convolution.out_bias[self.columns[head.name]] * np.float32(weights[head.name])
        return {
            "window_table": self.convolution.table,
            "window_scale": self.convolution.scale,
            "windows": self.convolution.windows,
            "window_bias": self.convolution.bias,
            "window_out": out,
            "window_out_bias": bias,
        }
