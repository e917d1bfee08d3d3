"""Texts as vectors: a small sentence encoder (all-MiniLM-L6-v2 as int8 ONNX, see `encoder/NOTICE.md`), on one thread, without a network.

It costs some 2 ms of processor for a message, twenty times what the hashed features cost, so it is asked where it pays: see `domain.dense`.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from services.classify.adapters.model_files import ModelUnusable
from services.classify.domain.bilingual import glossed

FOLDER = Path(__file__).parent.parent / "encoder"
MANIFEST = "manifest.json"
DIMENSIONS = 384

#: Pieces of words that are read of a text; what comes later changes hardly anything, and costs.
MAX_PIECES = 96
#: Texts that are read at a time, sorted by length so that little is padded.
AT_A_TIME = 16


class Encoder:
    """Not safe for several threads at a time; `Classifier` holds its lock while it asks."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Raises ModelUnusable where a file is missing or is not the one of the manifest."""
        content = _checked(folder)
        self._pieces = Tokenizer.from_str(content["tokenizer.json"].decode())
        self._pieces.no_padding()
        self._pieces.enable_truncation(MAX_PIECES)
        options = onnxruntime.SessionOptions()
        # One thread: the services of a machine share its cores, and more threads give one message nothing.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(content["model.onnx"], options, providers=["CPUExecutionProvider"])
        except Exception as error:  # noqa: BLE001 - the library raises types of its own that share no base
            raise ModelUnusable(f"{folder / 'model.onnx'} cannot be loaded: {type(error).__name__}") from None

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, DIMENSIONS), each row of length 1. Dutch is read word by word in English."""
        pieces = self._pieces.encode_batch([glossed(text) for text in texts])
        lengths = np.array([len(one.ids) for one in pieces], dtype=np.int64)
        found = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        order = np.argsort(lengths, kind="stable")
        for start in range(0, len(order), AT_A_TIME):
            chosen = order[start : start + AT_A_TIME]
            ids = np.zeros((len(chosen), int(lengths[chosen].max())), dtype=np.int64)
            mask = np.zeros_like(ids)
            for row, index in enumerate(chosen.tolist()):
                ids[row, : lengths[index]] = pieces[index].ids
                mask[row, : lengths[index]] = 1
            found[chosen] = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return found


def _checked(folder: Path) -> dict[str, bytes]:
    try:
        wanted = json.loads((folder / MANIFEST).read_bytes())["sha256"]
        content = {name: (folder / name).read_bytes() for name in ("model.onnx", "tokenizer.json")}
    except OSError as error:
        raise ModelUnusable(f"the sentence encoder cannot be read: {error.filename}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise ModelUnusable(f"{folder / MANIFEST} is no manifest of an encoder") from None
    for name, raw in content.items():
        if hashlib.sha256(raw).hexdigest() != wanted.get(name):
            raise ModelUnusable(f"{folder / name} is damaged: its SHA-256 is not the one in {MANIFEST}")
    return content


def version() -> str:
    """Names the encoder in a model that was trained with it. Raises ModelUnusable."""
    try:
        return str(json.loads((FOLDER / MANIFEST).read_bytes())["version"])
    except (OSError, ValueError, KeyError, TypeError):
        raise ModelUnusable(f"{FOLDER / MANIFEST} is no manifest of an encoder") from None
