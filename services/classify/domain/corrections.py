"""What people correct: what may be said, whose word is the last, and how it comes into a table to train on."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from runtime.hop import Refusal
from schemas.messages.customers import Correction
from schemas.messages.labels import Emotion, Kind, Language, Sentiment, Topic, Urgency

TOPIC, PERSONAL, OTHER = "topic", "personal", Topic.OTHER.value

#: A topic of the default taxonomy is always a right answer, also where the topics in force are a company's own.
DEFAULT_TOPICS = frozenset(map(str, Topic))

_CLOSED: Mapping[str, type[StrEnum]] = {"language": Language, "sentiment": Sentiment, "emotion": Emotion, "urgency": Urgency, "kind": Kind}
#: A desk writes JSON's booleans or the words of the guidelines.
_PERSONAL = {True: "True", False: "False", "yes": "True", "no": "False"}

LABELS = ("language", TOPIC, "sentiment", "emotion", "urgency", PERSONAL, "kind")


def checked(correction: Correction, topics: Container[str]) -> str | Refusal:
    """The right value, in the words in which labels are counted; or why it can be no label's value. `topics`: those of the model in force."""
    label, value = correction.label, correction.value
    if label == PERSONAL:
        said = _PERSONAL.get(value)
        return said if said is not None else Refusal("invalid", '/value: personal is true or false, or "yes" or "no"')
    if label == TOPIC:
        if isinstance(value, str) and (value in topics or value in DEFAULT_TOPICS):
            return value
        return Refusal("invalid", "/value: no topic of the model in force, and none of the default model")
    closed = _CLOSED.get(label)
    if closed is None:
        return Refusal("invalid", f"/label: must be one of {', '.join(LABELS)}")
    if isinstance(value, str) and value in map(str, closed):
        return value
    return Refusal("invalid", f"/value: {label} is one of {', '.join(closed)}")


def last_words(corrections: Iterable[Correction]) -> dict[tuple[str, str], Correction]:
    """By message and label, the latest; of those of one moment, the one that came last."""
    last: dict[tuple[str, str], Correction] = {}
    for one in corrections:
        before = last.get((one.message_id, one.label))
        if before is None or one.at >= before.at:
            last[one.message_id, one.label] = one
    return last


class Row(NamedTuple):
    """A row of a table to train on."""

    text: str
    topic: str
    #: `table` or `correction`.
    source: str
    #: Empty for a row of the table.
    message_id: str


class Joined(NamedTuple):
    rows: list[Row]
    #: Topic → corrections that were used.
    used: dict[str, int]
    #: Corrections whose message is no longer kept.
    without_text: int
    #: Topic → corrections to it, which the table does not have.
    unknown: dict[str, int]


def joined(table: Sequence[tuple[str, str]], corrected: Mapping[str, str], texts: Mapping[str, str]) -> Joined:
    """The rows (text, topic) of a table, then the messages whose topic was corrected. `corrected`: message → topic; `texts`: message → text.

    A topic that the table does not have is none of this company's: one text more would be one topic more, with one text. `other` always is one.
    """
    topics = {topic for _, topic in table} | {OTHER}
    rows = [Row(text, topic, "table", "") for text, topic in table]
    used: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    without_text = 0
    for message_id, topic in sorted(corrected.items()):
        if topic not in topics:
            unknown[topic] += 1
        elif message_id not in texts:
            without_text += 1
        else:
            used[topic] += 1
            rows.append(Row(texts[message_id], topic, "correction", message_id))
    return Joined(rows, dict(sorted(used.items())), without_text, dict(sorted(unknown.items())))


__all__ = ["DEFAULT_TOPICS", "LABELS", "TOPIC", "Joined", "Row", "checked", "joined", "last_words"]
