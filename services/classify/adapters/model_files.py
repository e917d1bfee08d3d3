"""A model as a folder: `manifest.json` (format, version, heads, SHA-256 of each file), `weights.npz` (arrays only, no pickle), `MODEL_CARD.md`.

The version is made from the weights, so that two different models never share one.
"""

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from services.classify.domain.features import PLACES
from services.classify.domain.linear import Head, LinearModel

FORMAT = 1
MANIFEST = "manifest.json"
WEIGHTS = "weights.npz"
CARD = "MODEL_CARD.md"

#: Bytes. Far above any model of ours; a larger file is not read.
MAX_WEIGHTS_BYTES = 64 * 1024 * 1024
MAX_COLUMNS = 4_096

DEFAULT_MODEL = Path(__file__).parent.parent / "model"


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


class _Manifest(BaseModel):
    model_config = ConfigDict(frozen=True)

    format: int
    name: Annotated[str, Field(min_length=1, max_length=100)]
    version: Annotated[str, Field(min_length=1, max_length=200)]
    heads: Annotated[tuple[_Head, ...], Field(min_length=1)]
    sha256: dict[str, str]


def save(folder: Path, name: str, heads: list[Head], arrays: dict[str, Any], card: str) -> str:
    """Write a model and return its version. `arrays`: place_of_row, rows, scale, bias, idf, spoken, as `load` reads them."""
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
    version = f"{name}-{FORMAT}-{digest[:10]}"
    manifest = _Manifest(
        format=FORMAT,
        name=name,
        version=version,
        heads=tuple(
            _Head(name=head.name, classes=head.classes, first=head.first, temperature=head.temperature, thresholds=head.thresholds) for head in heads
        ),
        sha256={WEIGHTS: digest},
    )
    (folder / WEIGHTS).write_bytes(weights)
    (folder / CARD).write_text(card.replace("{version}", version), encoding="utf-8")
    # Last, so that a folder that was only half written does not load.
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
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
        raise ModelUnusable(f"{path} has format {manifest.format}; this version reads format {FORMAT}")
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
            return {key: archive[key] for key in ("place_of_row", "rows", "scale", "bias", "idf", "spoken")}
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
    )
