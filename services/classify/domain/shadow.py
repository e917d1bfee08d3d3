"""Two models over the same messages: where they differ, and who is right where a person has said what is right."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from schemas.messages.labels import Labels
from services.classify.domain.classifier import OTHER


class Move(NamedTuple):
    """Messages that the current model puts under one topic, and the candidate under another."""

    before: str
    after: str
    messages: int


class Judged(NamedTuple):
    """Messages of which a person has said what a label should be, and how many of them each model has right."""

    corrected: int
    current_right: int
    candidate_right: int


class Comparison(NamedTuple):
    messages: int
    same_topic: int
    current_abstained: int
    candidate_abstained: int
    #: Means of `topic_confidence`.
    current_confidence: float
    candidate_confidence: float
    #: The most frequent first.
    moves: list[Move]
    #: Label → who is right; labels that nobody corrected are not in it.
    judged: dict[str, Judged]
    #: Numbers of the messages whose topic differs, in the order in which they came.
    moved: list[int]


def compare(current: Sequence[Labels], candidate: Sequence[Labels], corrected: Sequence[Mapping[str, str]]) -> Comparison:
    """All three in the order of the messages, of which there is one at least. `corrected`: label → right value, as `corrections.checked` words it."""
    pairs = list(zip(current, candidate, strict=True))
    moved = [number for number, (before, after) in enumerate(pairs) if before.topic != after.topic]
    moves = Counter((pairs[number][0].topic, pairs[number][1].topic) for number in moved)
    asked: Counter[str] = Counter()
    right: Counter[tuple[str, int]] = Counter()
    for pair, wanted in zip(pairs, corrected, strict=True):
        for label, value in wanted.items():
            asked[label] += 1
            for side, labels in enumerate(pair):
                right[label, side] += str(getattr(labels, label)) == value
    return Comparison(
        messages=len(pairs),
        same_topic=len(pairs) - len(moved),
        current_abstained=sum(one.topic == OTHER for one in current),
        candidate_abstained=sum(one.topic == OTHER for one in candidate),
        current_confidence=sum(one.topic_confidence for one in current) / len(pairs),
        candidate_confidence=sum(one.topic_confidence for one in candidate) / len(pairs),
        moves=[Move(before, after, count) for (before, after), count in sorted(moves.items(), key=lambda found: (-found[1], found[0]))],
        judged={label: Judged(count, right[label, 0], right[label, 1]) for label, count in sorted(asked.items())},
        moved=moved,
    )


__all__ = ["Comparison", "Judged", "Move", "compare"]
