"""A classifier from the folders of its models."""

from pathlib import Path

from services.classify.adapters.encoder import Encoder, version
from services.classify.adapters.identifier import load_identifier
from services.classify.adapters.model_files import DEFAULT_MODEL, ModelUnusable, load
from services.classify.domain.classifier import HEADS, Classifier
from services.classify.domain.linear import LinearModel


def classifier_of(model: Path = DEFAULT_MODEL, topics: Path | None = None) -> Classifier:
    """The model for all labels, with the topics of a company's own model where one is named. Raises ModelUnusable."""
    return _joined(load(model), load(topics) if topics is not None else None, topics or model)


def classifier_in(folder: Path, labels: Path = DEFAULT_MODEL) -> tuple[Classifier, LinearModel]:
    """The model in `folder`, and with it as it is used: with all labels it stands alone, with topics alone it joins the model in `labels`.

    Raises ModelUnusable.
    """
    found = load(folder)
    alone = all(name in found.heads for name in HEADS)
    return _joined(found, None, folder) if alone else _joined(load(labels), found, folder), found


def _joined(model: LinearModel, own: LinearModel | None, folder: Path) -> Classifier:
    """The encoder is loaded only where `own` asks it. `folder` is named where they cannot be used."""
    embed = None
    if own is not None and own.dense is not None:
        if own.dense.encoder != version():
            raise ModelUnusable(f"{folder} was trained with the encoder {own.dense.encoder}; this version has {version()}: train it again")
        embed = Encoder().embed
    try:
        return Classifier(model, load_identifier(), own, embed)
    except ValueError as error:
        raise ModelUnusable(f"{folder}: {error}") from None


def classifier_with(folder: Path | None) -> Classifier:
    """The default model where `folder` is None; else the one in it, see `classifier_in`. Raises ModelUnusable."""
    return classifier_of() if folder is None else classifier_in(folder)[0]
