"""All labels of a batch of texts, with the words that weighed most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from schemas.messages.labels import Emotion, Kind, Labels, Language, Sentiment, Urgency
from services.classify.domain import language, rules, text
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


class Text(NamedTuple):
    """What is to be classified."""

    text: str
    subject: str | None = None
    declared_language: str | None = None


class Labelled(NamedTuple):
    labels: Labels
    evidence: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Prepared:
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


def _mostly_latin(looked_at: str) -> bool:
    if looked_at.isascii():
        return True
    letters = [character for character in looked_at[:400] if character.isalpha()]
    # Latin letters, accented ones included, lie below U+0250 and between U+1E00 and U+1EFF.
    return sum(character < "\u0250" or "\u1e00" <= character <= "\u1eff" for character in letters) * 2 >= len(letters)


class Classifier:
    """The default model, and a company's own topic model where there is one. Safe for several threads."""

    def __init__(self, model: LinearModel, identify: language.Identify, own_topics: LinearModel | None = None) -> None:
        missing = [name for name in HEADS if name not in model.heads]
        if missing:
            raise ValueError(f"the model {model.version} has no head for {', '.join(missing)}")
        if own_topics is not None and "topic" not in own_topics.heads:
            raise ValueError(f"the model {own_topics.version} has no head for topic")
        self._model = model
        self._own_topics = own_topics
        self._identify = identify
        self._rows = WordRows(model)
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
        topic_model, topic_scored = self._model, scored
        if self._own_topics is not None and self._own_rows is not None:
            topic_model, topic_scored = self._own_topics, self._own_rows.score(tokens)
        self._push(scored, prepared)

        heads = self._model.heads
        topic = _choose(topic_scored, topic_model.heads["topic"])
        sentiment = probabilities(scored.scores, heads["sentiment"])
        chosen = {name: _choose(scored, heads[name]) for name in ("sentiment", "emotion", "urgency", "personal")}
        kind = leaning(probabilities(scored.scores, heads["kind"]), heads["kind"].classes, sentiment, heads["sentiment"].classes)
        # A thank-you with a question in it is a question.
        kind[["?" in one.looked_at for one in prepared], heads["kind"].classes.index("praise")] = 0.0
        chosen["kind"] = _likeliest(kind, heads["kind"])
        dutch = probabilities(scored.scores, heads["language"])[:, heads["language"].classes.index("nl")]
        classes = heads["sentiment"].classes
        polarity = sentiment[:, classes.index("positive")] - sentiment[:, classes.index("negative")]
        said = _said(topic, topic_model.heads["topic"])
        languages = self._languages(items, prepared, scored, dutch)
        lengths = [len(one) for one in tokens]

        evidence_for = {"topic": (topic_scored, topic.column)} | {name: (scored, choice.column) for name, choice in chosen.items()}
        words = {name: _words(source, column, lengths) for name, (source, column) in evidence_for.items()}

        labelled = []
        for index, one in enumerate(prepared):
            if not one.tokens:
                labelled.append(Labelled(_nothing(languages[index]), {}))
                continue
            labels = Labels(
                language=languages[index],
                topic=said[index],
                topic_confidence=round(float(topic.probability[index]), 4),
                sentiment=_SENTIMENTS[chosen["sentiment"].name[index]],
                sentiment_score=round(float(polarity[index]), 4),
                emotion=_EMOTIONS[chosen["emotion"].name[index]],
                urgency=_URGENCIES[chosen["urgency"].name[index]],
                personal=chosen["personal"].name[index] == "yes",
                kind=_KINDS[chosen["kind"].name[index]],
            )
            labelled.append(Labelled(labels, _evidence(index, one, labels, words, scored)))
        return labelled

    def _push(self, scored: Scores, prepared: Sequence[_Prepared]) -> None:
        for index, one in enumerate(prepared):
            for name in one.signals:
                if name in rules.PUSHES:
                    head, pushed, strength = rules.PUSHES[name]
                    found = self._model.heads[head]
                    scored.scores[index, found.first + found.classes.index(pushed)] += strength

    def _languages(self, items: Sequence[Text], prepared: Sequence[_Prepared], scored: Scores, dutch: NDArray[Any]) -> list[Language]:
        counted = np.zeros((len(items), 3), dtype=np.int64)
        owner = np.repeat(np.arange(len(items)), [len(one.tokens) for one in prepared])
        np.add.at(counted[:, 0], owner, scored.is_word)
        np.add.at(counted[:, 1], owner, scored.is_word & (scored.spoken & 2 > 0))
        np.add.at(counted[:, 2], owner, scored.is_word & (scored.spoken & 1 > 0))
        return [
            language.decide(
                language.Facts(int(counted[index, 0]), int(counted[index, 1]), int(counted[index, 2]), float(dutch[index])),
                item.declared_language,
                one.looked_at,
                _mostly_latin(one.looked_at),
                self._identify,
            )
            for index, (item, one) in enumerate(zip(items, prepared, strict=True))
        ]


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


def _choose(scored: Scores, head: Head) -> _Choice:
    return _likeliest(probabilities(scored.scores, head), head)


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


def _words(scored: Scores, columns: NDArray[np.int64], lengths: Sequence[int]) -> NDArray[np.float32]:
    """(tokens,) what each token added to its text's chosen class; 0 for what is no word."""
    added = scored.added[np.arange(len(scored.added)), np.repeat(columns, lengths)]
    return np.where(scored.is_word, added, np.float32(0.0))


def _evidence(index: int, one: _Prepared, labels: Labels, words: Mapping[str, NDArray[np.float32]], scored: Scores) -> dict[str, tuple[str, ...]]:
    start = int(scored.starts[index])
    end = start + len(one.tokens)
    evidence = {}
    for name, all_weights in words.items():
        weights = all_weights[start:end]
        best: dict[str, None] = {}
        for position in np.argsort(-weights, kind="stable")[: EVIDENCE_WORDS + 2].tolist():
            if weights[position] <= 0 or len(best) == EVIDENCE_WORDS:
                break
            best[one.tokens[position]] = None
        if best:
            evidence[name] = tuple(best)
    for signal in one.signals:
        if signal in rules.PUSHES:
            head, pushed, _ = rules.PUSHES[signal]
            if getattr(labels, head) == pushed:
                evidence[head] = (one.signals[signal],)
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
