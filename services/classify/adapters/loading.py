"""A classifier from the folders of its models."""

from pathlib import Path

from services.classify.adapters.encoder import Encoder, version
from services.classify.adapters.identifier import load_identifier
from services.classify.adapters.model_files import DEFAULT_MODEL, ModelUnusable, load
from services.classify.domain.classifier import HEADS, Classifier


def classifier_of(model: Path = DEFAULT_MODEL, topics: Path | None = None) -> Classifier:
    """The model for all labels, with the topics of a company's own model where one is named. The encoder is loaded only if that model asks it.

    Raises ModelUnusable.
    """
    own = load(topics) if topics is not None else None
    embed = None
    if own is not None and own.dense is not None:
        if own.dense.encoder != version():
            raise ModelUnusable(f"{topics} was trained with the encoder {own.dense.encoder}; this version has {version()}: train it again")
        embed = Encoder().embed
    try:
        return Classifier(load(model), load_identifier(), own, embed)
    except ValueError as error:
        raise ModelUnusable(f"{topics or model}: {error}") from None


def classifier_with(folder: Path | None) -> Classifier:
    """The default model where `folder` is None; else that model: with all labels it replaces the default, with topics alone it joins it.

    Raises ModelUnusable.
    """
    if folder is None:
        return classifier_of()
    return classifier_of(folder) if all(name in load(folder).heads for name in HEADS) else classifier_of(topics=folder)
