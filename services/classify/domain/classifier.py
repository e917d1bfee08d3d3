"""All labels of a batch of texts, with the words that weighed most."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from schemas.messages.labels import Emotion, Kind, Labels, Language, Sentiment, Urgency
from services.classify.domain import dense, language, rules, text
from services.classify.domain.convolution import WordVectors
from services.classify.domain.linear import Head, LinearModel, Scores, WordRows, probabilities

#: Most tokens that are scored at a time: bounds the memory of a hostile batch.
TOKENS_AT_A_TIME = 20_000

#: Words of evidence for a label.
EVIDENCE_WORDS = 3

OTHER = "other"

#: How much a kind leans on the mood that goes with it, as a summand of its log-probability at certainty; cross-validated on our own lines.
LEAN = 1.5
_MOODS = {"complaint": "negative", "praise": "positive"}

#: Heads that a default model must have.
HEADS = ("topic", "sentiment", "emotion", "urgency", "personal", "kind", "language")

_SENTIMENTS = {member.value: member for member in Sentiment}
_EMOTIONS = {member.value: member for member in Emotion}
_URGENCIES = {member.value: member for member in Urgency}
_KINDS = {member.value: member for member in Kind}

# From a dict: half of what the class's own constructor costs, which makes one of its arguments first.
_new_labels = Labels.__pydantic_validator__.validate_python


class Text(NamedTuple):
    """What is to be classified."""

    text: str
    subject: str | None = None
    declared_language: str | None = None


class Labelled(NamedTuple):
    labels: Labels
    evidence: Mapping[str, tuple[str, ...]]


class _Prepared(NamedTuple):
    looked_at: str
    tokens: list[str]
    signals: dict[str, str]


def prepare(item: Text) -> _Prepared:
    looked_at = text.looked_at(item.text, item.subject)
    tokens = text.tokens(looked_at)
    found = rules.signals(looked_at, tokens)
    return _Prepared(looked_at, tokens + [rules.MARK + name for name in found], found)


def model_tokens(item: Text) -> list[str]:
    """The tokens that a model is trained on and asked with: those of the text, then its signals."""
    return prepare(item).tokens


#: A letter (or a digit) beyond Latin, see `_mostly_latin`.
_BEYOND_LATIN = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]")


def _mostly_latin(looked_at: str) -> bool:
    if looked_at.isascii() or _BEYOND_LATIN.search(looked_at) is None:
        return True
    letters = [character for character in looked_at[:400] if character.isalpha()]
    # Latin letters, accented ones included, lie below U+0250 and between U+1E00 and U+1EFF.
    return sum(character < "\u0250" or "\u1e00" <= character <= "\u1eff" for character in letters) * 2 >= len(letters)


class Classifier:
    """The default model, and a company's own topic model where there is one. Safe for several threads."""

    def __init__(
        self, model: LinearModel, identify: language.Identify, own_topics: LinearModel | None = None, embed: dense.Embed | None = None
    ) -> None:
        """`own_topics` tells the topic, and whatever other labels it has heads for. `embed` makes sentence vectors; it is needed where
        `own_topics` works on them."""
        missing = [name for name in HEADS if name not in model.heads]
        if missing:
            raise ValueError(f"the model {model.version} has no head for {', '.join(missing)}")
        if own_topics is not None and "topic" not in own_topics.heads:
            raise ValueError(f"the model {own_topics.version} has no head for topic")
        if own_topics is not None and own_topics.dense is not None and embed is None:
            raise ValueError(f"the model {own_topics.version} works on sentence vectors, and there is no encoder")
        self._model = model
        self._own = own_topics
        #: The topics that can be said.
        self.topics = frozenset((own_topics or model).heads["topic"].classes)
        self._identify = identify
        self._embed = embed
        self._rows = WordRows(model)
        self._vectors = WordVectors(model.convolution) if model.convolution is not None else None
        self._own_rows = WordRows(own_topics) if own_topics is not None else None
        self._lock = Lock()
        self.version = model.version if own_topics is None else f"{own_topics.version}+{model.version}"

    def label(self, items: Sequence[Text]) -> list[Labelled]:
        """Labels in the order of `items`. The result for a text does not hang on the others."""
        prepared = [prepare(item) for item in items]
        labelled: list[Labelled] = []
        with self._lock:
            start = 0
            while start < len(items):
                end, weight = start + 1, len(prepared[start].tokens)
                while end < len(items) and (weight := weight + len(prepared[end].tokens)) <= TOKENS_AT_A_TIME:
                    end += 1
                labelled += self._label(items[start:end], prepared[start:end])
                start = end
        return labelled

    def _label(self, items: Sequence[Text], prepared: Sequence[_Prepared]) -> list[Labelled]:
        tokens = [one.tokens for one in prepared]
        scored = self._rows.score(tokens)
        if self._vectors is not None:
            scored.scores += self._vectors.score(tokens)
        _push(self._model, scored, prepared)
        model_of: dict[str, tuple[LinearModel, Scores]] = dict.fromkeys(HEADS, (self._model, scored))
        if self._own is not None and self._own_rows is not None:
            own_scored = self._own_rows.score(tokens)
            _push(self._own, own_scored, prepared)
            model_of |= dict.fromkeys(self._own.heads, (self._own, own_scored))

        def told(name: str) -> tuple[NDArray[Any], Head]:
            model, found = model_of[name]
            return probabilities(found.scores, model.heads[name]), model.heads[name]

        topic, said = self._topics(*model_of["topic"], prepared)
        sentiment, of_sentiment = told("sentiment")
        chosen = {name: _likeliest(*told(name)) for name in ("sentiment", "emotion", "urgency", "personal")}
        kind, of_kind = told("kind")
        kind = leaning(kind, of_kind.classes, sentiment, of_sentiment.classes)
        # A thank-you with a question in it is a question.
        kind[["?" in one.looked_at for one in prepared], of_kind.classes.index("praise")] = 0.0
        chosen["kind"] = _likeliest(kind, of_kind)
        languages, of_language = told("language")
        spoken = self._languages(items, prepared, scored, languages[:, of_language.classes.index("nl")].tolist())
        classes = of_sentiment.classes
        polarity = (sentiment[:, classes.index("positive")] - sentiment[:, classes.index("negative")]).tolist()
        confidence = topic.probability.tolist()
        mood, emotion, urgency, personal, kinds = (chosen[name].name for name in ("sentiment", "emotion", "urgency", "personal", "kind"))
        evidence = _evidence_of(prepared, model_of, {"topic": topic.column} | {name: choice.column for name, choice in chosen.items()})

        labelled = []
        for index, one in enumerate(prepared):
            if not one.tokens:
                labelled.append(Labelled(_nothing(spoken[index]), {}))
                continue
            labels = _new_labels(
                {
                    "language": spoken[index],
                    "topic": said[index],
                    "topic_confidence": round(confidence[index], 4),
                    "sentiment": _SENTIMENTS[mood[index]],
                    "sentiment_score": round(polarity[index], 4),
                    "emotion": _EMOTIONS[emotion[index]],
                    "urgency": _URGENCIES[urgency[index]],
                    "personal": personal[index] == "yes",
                    "kind": _KINDS[kinds[index]],
                }
            )
            labelled.append(Labelled(labels, _with_signals(evidence[index], one.signals, labels)))
        return labelled

    def _topics(self, model: LinearModel, scored: Scores, prepared: Sequence[_Prepared]) -> tuple["_Choice", list[str]]:
        """The likeliest topics, and the topics that are said."""
        head = model.heads["topic"]
        if model.dense is None or self._embed is None:
            topic = _likeliest(probabilities(scored.scores, head), head)
            return topic, _said(topic, head)
        words = dense.log_softmax(scored.scores[:, head.columns] / head.temperature)
        found, inside = dense.decide(words, [one.looked_at for one in prepared], model.dense, self._embed)
        topic = _likeliest(found, head)
        return topic, [name if known else OTHER for name, known in zip(topic.name, inside.tolist(), strict=True)]

    def _languages(self, items: Sequence[Text], prepared: Sequence[_Prepared], scored: Scores, dutch: Sequence[float]) -> list[Language]:
        words, known_dutch, known_english = _counted(
            np.stack((scored.is_word, scored.is_word & (scored.spoken & 2 > 0), scored.is_word & (scored.spoken & 1 > 0))), scored.starts
        )
        return [
            language.decide(facts, item.declared_language, one.looked_at, _mostly_latin(one.looked_at), self._identify)
            for facts, item, one in zip(map(language.Facts, words, known_dutch, known_english, dutch), items, prepared, strict=True)
        ]


def _push(model: LinearModel, scored: Scores, prepared: Sequence[_Prepared]) -> None:
    for index, one in enumerate(prepared):
        for name in one.signals:
            if name in rules.PUSHES:
                label, pushed, strength = rules.PUSHES[name]
                head = model.heads.get(label)
                if head is not None:
                    scored.scores[index, head.first + head.classes.index(pushed)] += strength


@dataclass(frozen=True, slots=True)
class _Choice:
    """The likeliest class of each text of a batch."""

    #: Number of the class in its head.
    number: NDArray[np.int64]
    #: Column of the class in its model.
    column: NDArray[np.int64]
    name: list[str]
    probability: NDArray[np.float32]


def leaning(kinds: NDArray[Any], kind_classes: Sequence[str], moods: NDArray[Any], mood_classes: Sequence[str]) -> NDArray[Any]:
    """(texts, kinds) probabilities, drawn towards complaint by a negative mood and towards praise by a positive one."""
    leant = kinds.copy()
    for kind, mood in _MOODS.items():
        leant[:, kind_classes.index(kind)] *= np.exp(LEAN * moods[:, mood_classes.index(mood)])
    found: NDArray[Any] = leant / leant.sum(axis=1, keepdims=True)
    return found


def _likeliest(found: NDArray[Any], head: Head) -> _Choice:
    number = found.argmax(axis=1)
    probability = found[np.arange(len(found)), number]
    return _Choice(number, number + head.first, [head.classes[one] for one in number.tolist()], probability)


def _said(topic: _Choice, head: Head) -> list[str]:
    """The topics that are said: `other` where the likeliest is not likely enough."""
    if not head.thresholds:
        return topic.name
    enough = topic.probability >= np.array(head.thresholds, dtype=np.float32)[topic.number]
    return [name if sure else OTHER for name, sure in zip(topic.name, enough.tolist(), strict=True)]


def _counted(meant: NDArray[np.bool_], starts: NDArray[np.int64]) -> list[list[int]]:
    """How many of each text's tokens are meant, for each row of (rows, tokens); the texts' first tokens are `starts`."""
    before = np.zeros((len(meant), meant.shape[1] + 1), dtype=np.int64)
    np.cumsum(meant, axis=1, out=before[:, 1:])
    at = before[:, starts]
    after = before[:, -1:] if len(starts) == 1 else np.concatenate((at[:, 1:], before[:, -1:]), axis=1)
    counts: list[list[int]] = (after - at).tolist()
    return counts


def _evidence(prepared: Sequence[_Prepared], scored: Scores, columns: Mapping[str, NDArray[np.int64]]) -> list[dict[str, tuple[str, ...]]]:
    """For each text the words that added most to its chosen classes; `columns` has each text's class by label.

    All labels of all texts are sorted at once, by one number: whose it is, less what it added. (The bits of positive floats, read as
    integers, are in the order of the floats.) Of words that added the same, the first comes first.
    """
    tokens = [token for one in prepared for token in one.tokens]
    owners = np.repeat(np.arange(len(prepared)), [len(one.tokens) for one in prepared])
    added = scored.added[np.arange(len(tokens)), np.stack(tuple(columns.values()))[:, owners]]
    label, place = np.nonzero((added > 0) & scored.is_word)
    group = label * len(prepared) + owners[place]
    order = np.argsort((group << 32) - added[label, place].view(np.uint32), kind="stable")
    best: list[int] = place[order].tolist()
    ends: list[int] = np.searchsorted(group, np.arange(len(columns) * len(prepared)), "right").tolist()
    evidence: list[dict[str, tuple[str, ...]]] = [{} for _ in prepared]
    start = 0
    for (name, of_text), end in zip(product(columns, evidence), ends, strict=True):
        if start < end:
            words = dict.fromkeys([tokens[one] for one in best[start : min(end, start + EVIDENCE_WORDS + 2)]])
            of_text[name] = tuple(words)[:EVIDENCE_WORDS]
        start = end
    return evidence


def _evidence_of(
    prepared: Sequence[_Prepared], model_of: Mapping[str, tuple[LinearModel, Scores]], columns: Mapping[str, NDArray[np.int64]]
) -> list[dict[str, tuple[str, ...]]]:
    """For each text the words of each label, from whichever model told it."""
    evidence: list[dict[str, tuple[str, ...]]] = [{} for _ in prepared]
    for scored in {id(found): found for _, found in model_of.values()}.values():
        own = {name: column for name, column in columns.items() if model_of[name][1] is scored}
        if own:
            evidence = [first | more for first, more in zip(evidence, _evidence(prepared, scored, own), strict=True)]
    return evidence


def _with_signals(evidence: dict[str, tuple[str, ...]], signals: Mapping[str, str], labels: Labels) -> dict[str, tuple[str, ...]]:
    """`evidence`, where a signal that pushed a label to what it is stands for that label."""
    for signal, piece in signals.items():
        if signal in rules.PUSHES:
            head, pushed, _ = rules.PUSHES[signal]
            if getattr(labels, head) == pushed:
                evidence[head] = (piece,)
    return evidence


def _nothing(found: Language) -> Labels:
    """Of a text without one token, nothing is claimed."""
    return Labels(
        language=found,
        topic=OTHER,
        topic_confidence=0.0,
        sentiment=Sentiment.NEUTRAL,
        sentiment_score=0.0,
        emotion=Emotion.NONE,
        urgency=Urgency.NORMAL,
        personal=False,
        kind=Kind.OTHER,
    )


__all__ = ["HEADS", "OTHER", "Classifier", "Labelled", "Text", "leaning", "model_tokens"]
