"""A model as a folder: `manifest.json` (format, version, heads, SHA-256 of each file), `weights.npz` (arrays only, no pickle), `MODEL_CARD.md`.
A company's own topics also work on sentence vectors (`domain.dense`): the manifest then names the encoder.

The version is made from all that decides what the model says, so that two different models never share one.
"""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from services.classify.domain import bilingual
from services.classify.domain.convolution import Convolution
from services.classify.domain.dense import Dense
from services.classify.domain.features import PLACES
from services.classify.domain.linear import Head, LinearModel

FORMAT = 2
MANIFEST = "manifest.json"
WEIGHTS = "weights.npz"
CARD = "MODEL_CARD.md"

#: Bytes. Far above any model of ours; a larger file is not read.
MAX_WEIGHTS_BYTES = 64 * 1024 * 1024
MAX_COLUMNS = 4_096

DEFAULT_MODEL = Path(__file__).parent.parent / "model"


_ARRAYS = ("place_of_row", "rows", "scale", "bias", "idf", "spoken")
_VECTOR_ARRAYS = ("vector_weights", "vector_bias", "edges", "neighbours")
_WINDOW_ARRAYS = ("window_table", "window_scale", "windows", "window_bias", "window_out", "window_out_bias")
SEEN = "seen"


class ModelUnusable(Exception):
    """A model cannot be used; the message is one line that says which file and why."""


class _Head(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str
    classes: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=100)], ...], Field(min_length=2, max_length=MAX_COLUMNS)]
    first: Annotated[int, Field(ge=0)]
    temperature: Annotated[float, Field(gt=0, le=100)]
    thresholds: tuple[float, ...] = ()

    @model_validator(mode="after")
    def _parallel(self) -> "_Head":
        if self.thresholds and len(self.thresholds) != len(self.classes):
            raise ValueError("thresholds must be as many as classes")
        return self


class _Dense(BaseModel):
    model_config = ConfigDict(frozen=True)

    encoder: Annotated[str, Field(min_length=1, max_length=100)]
    share: Annotated[float, Field(ge=0, le=1)]
    temperature: Annotated[float, Field(gt=0, le=100)]
    ask_from: Annotated[float, Field(gt=0, le=2)]


class _Manifest(BaseModel):
    model_config = ConfigDict(frozen=True)

    format: int
    name: Annotated[str, Field(min_length=1, max_length=100)]
    version: Annotated[str, Field(min_length=1, max_length=200)]
    #: Version of the word list that is part of the features.
    words: Annotated[str, Field(min_length=1, max_length=100)]
    heads: Annotated[tuple[_Head, ...], Field(min_length=1)]
    dense: _Dense | None = None
    sha256: dict[str, str]


def packed(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Vectors of length 1 as a file keeps them."""
    found: NDArray[np.int8] = np.rint(vectors * 127.0).astype(np.int8)
    return found


def unpacked(kept: NDArray[np.int8]) -> NDArray[np.float32]:
    found: NDArray[np.float32] = kept.astype(np.float32) / np.float32(127.0)
    return found


def save(
    folder: Path,
    name: str,
    heads: list[Head],
    arrays: dict[str, Any],
    card: str,
    *,
    dense: Dense | None = None,
    seen: NDArray[np.uint64] | None = None,
    pictures: Mapping[str, str] = {},
) -> str:
    """Write a model and return its version. `arrays`: place_of_row, rows, scale, bias, idf, spoken, as `load` reads them.

    `seen` are the fingerprints of the training texts, by which `model evaluate` finds texts that it should not be judged with.
    """
    if dense is not None:
        arrays = arrays | {
            "vector_weights": dense.weights.astype(np.float32),
            "vector_bias": dense.bias.astype(np.float32),
            "edges": dense.edges.astype(np.float32),
            "neighbours": packed(dense.neighbours),
        }
    if seen is not None:
        arrays = arrays | {"seen": seen}
    folder.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    # Written by hand, because np.savez stamps the time of day into the file: the same weights must be the same bytes.
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for key in sorted(arrays):
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(arrays[key]), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{key}.npy"), content.getvalue(), compress_type=zipfile.ZIP_DEFLATED)
    weights = buffer.getvalue()
    digest = hashlib.sha256(weights).hexdigest()
    written_heads = tuple(
        _Head(name=head.name, classes=head.classes, first=head.first, temperature=head.temperature, thresholds=head.thresholds) for head in heads
    )
    vectors = _Dense(encoder=dense.encoder, share=dense.share, temperature=dense.temperature, ask_from=dense.ask_from) if dense is not None else None
    # Of all that a model says anything with: the same weights under other names of topics are another model.
    said = "\n".join([digest, bilingual.VERSION, *(head.model_dump_json() for head in written_heads), vectors.model_dump_json() if vectors else ""])
    manifest = _Manifest(
        format=FORMAT,
        name=name,
        version=f"{name}-{FORMAT}-{hashlib.sha256(said.encode()).hexdigest()[:10]}",
        words=bilingual.VERSION,
        heads=written_heads,
        dense=vectors,
        sha256={WEIGHTS: digest},
    )
    version = manifest.version
    for picture, drawn in pictures.items():
        (folder / picture).write_text(drawn, encoding="utf-8")
    (folder / WEIGHTS).write_bytes(weights)
    (folder / CARD).write_text(card.replace("{version}", version), encoding="utf-8")
    # Last, so that a folder that was only half written does not load.
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=2, exclude_none=True) + "\n", encoding="utf-8")
    return version


def _manifest(folder: Path) -> _Manifest:
    path = folder / MANIFEST
    try:
        manifest = _Manifest.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise ModelUnusable(f"no model in {folder}: {MANIFEST} is missing (make model builds the default one)") from None
    except OSError as error:
        raise ModelUnusable(f"{path} cannot be read: {error.strerror}") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise ModelUnusable(f"{path} is no manifest of a model: {'.'.join(map(str, first['loc'])) or 'JSON'}: {first['msg']}") from None
    if manifest.format != FORMAT:
        raise ModelUnusable(f"{path} has format {manifest.format}; this version reads format {FORMAT}: train it again")
    if manifest.words != bilingual.VERSION:
        raise ModelUnusable(f"{path} was trained with the word list {manifest.words}; this version has {bilingual.VERSION}: train it again")
    return manifest


def _arrays(path: Path, expected: str | None) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAX_WEIGHTS_BYTES:
            raise ModelUnusable(f"{path} is larger than {MAX_WEIGHTS_BYTES} bytes")
        raw = path.read_bytes()
    except OSError as error:
        raise ModelUnusable(f"{path} cannot be read: {error.strerror}") from None
    if hashlib.sha256(raw).hexdigest() != expected:
        raise ModelUnusable(f"{path} is damaged: its SHA-256 is not the one in {MANIFEST}")
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as archive:
            return {key: archive[key] for key in (*_ARRAYS, *(key for key in (*_VECTOR_ARRAYS, *_WINDOW_ARRAYS, SEEN) if key in archive))}
    except (ValueError, KeyError, OSError, zipfile.BadZipFile, EOFError) as error:
        raise ModelUnusable(f"{path} holds no weights: {error}") from None


def load(folder: Path) -> LinearModel:
    """The model in `folder`. Raises ModelUnusable."""
    manifest = _manifest(folder)
    path = folder / WEIGHTS
    found = _arrays(path, manifest.sha256.get(WEIGHTS))
    count, columns = found["rows"].shape if found["rows"].ndim == 2 else (0, 0)
    places = found["place_of_row"]
    fits = (
        count > 0
        and all(head.first + len(head.classes) <= columns for head in manifest.heads)
        and found["rows"].dtype == np.int8
        and columns <= MAX_COLUMNS
        and found["scale"].shape == found["bias"].shape == (columns,)
        and found["idf"].shape == found["spoken"].shape == (count,)
        and places.shape == (count - 1,)
        and (count == 1 or (int(places.min()) >= 0 and int(places.max()) < PLACES))
        and all(np.isfinite(found[key]).all() for key in ("scale", "bias", "idf"))
    )
    if not fits:
        raise ModelUnusable(f"{path} does not fit its {MANIFEST}: shapes or values are wrong")
    dense, convolution = _dense(manifest, found, path), _convolution(found, columns, path)
    row_of = np.zeros(PLACES, dtype=np.int32)
    row_of[places] = np.arange(1, count, dtype=np.int32)
    return LinearModel(
        version=manifest.version,
        heads={head.name: Head(head.name, head.classes, head.first, head.temperature, head.thresholds) for head in manifest.heads},
        row_of=row_of,
        rows=found["rows"],
        scale=found["scale"].astype(np.float32),
        bias=found["bias"].astype(np.float32),
        idf=found["idf"].astype(np.float32),
        spoken=found["spoken"].astype(np.uint8),
        dense=dense,
        convolution=convolution,
    )


def _dense(manifest: _Manifest, found: Mapping[str, Any], path: Path) -> Dense | None:
    told = manifest.dense
    if told is None:
        return None
    classes = next((len(head.classes) for head in manifest.heads if head.name == "topic"), 0)
    fits = all(key in found for key in _VECTOR_ARRAYS) and (
        found["vector_weights"].ndim == 2
        and found["vector_weights"].shape[1:] == found["vector_bias"].shape == found["edges"].shape == (classes,)
        and found["neighbours"].ndim == 2
        and found["neighbours"].dtype == np.int8
        and len(found["neighbours"]) > 0
        and found["neighbours"].shape[1] == found["vector_weights"].shape[0]
        and all(np.isfinite(found[key]).all() for key in ("vector_weights", "vector_bias"))
        and not np.isnan(found["edges"]).any()
    )
    if not fits:
        raise ModelUnusable(f"{path} does not fit its {MANIFEST}: vectors are missing or have wrong shapes or values")
    return Dense(
        encoder=told.encoder,
        weights=found["vector_weights"].astype(np.float32),
        bias=found["vector_bias"].astype(np.float32),
        share=told.share,
        temperature=told.temperature,
        ask_from=told.ask_from,
        edges=found["edges"].astype(np.float32),
        neighbours=unpacked(found["neighbours"]),
    )


def _convolution(found: Mapping[str, Any], columns: int, path: Path) -> Convolution | None:
    if not any(key in found for key in _WINDOW_ARRAYS):
        return None
    fits = all(key in found for key in _WINDOW_ARRAYS) and (
        found["window_table"].ndim == 2
        and found["window_table"].dtype == np.int8
        and len(found["window_table"]) > 0
        and len(found["window_table"]) & (len(found["window_table"]) - 1) == 0
        and found["window_scale"].shape == found["window_table"].shape[1:]
        and found["window_bias"].ndim == 1
        and found["windows"].shape == (found["window_table"].shape[1], 3 * len(found["window_bias"]))
        and found["window_out"].shape == (2 * len(found["window_bias"]), columns)
        and found["window_out_bias"].shape == (columns,)
        and all(np.isfinite(found[key]).all() for key in _WINDOW_ARRAYS)
    )
    if not fits:
        raise ModelUnusable(f"{path} does not fit its {MANIFEST}: the convolution is incomplete or has wrong shapes or values")
    return Convolution(
        table=found["window_table"],
        scale=found["window_scale"].astype(np.float32),
        windows=found["windows"].astype(np.float32),
        bias=found["window_bias"].astype(np.float32),
        out=found["window_out"].astype(np.float32),
        out_bias=found["window_out_bias"].astype(np.float32),
    )


def fingerprints(folder: Path) -> NDArray[np.uint64]:
    """Of the texts that the model in `folder` was trained on, as far as it keeps them. Raises ModelUnusable."""
    found = _arrays(folder / WEIGHTS, _manifest(folder).sha256.get(WEIGHTS)).get(SEEN)
    return found.astype(np.uint64) if found is not None and found.ndim == 1 else np.zeros(0, dtype=np.uint64)
