"""Which messages a rule is reached by: exactly, by arithmetic on sets.

A rule's conditions are a box: for each fact the values that it may have. What reaches a rule is its box, less its `unless`, less
the boxes of all rules before it. Numbers are cut at every bound that the policy names, so that within a piece nothing changes.
A fact that no rule asks about is left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.messages.inbound import Channel
from schemas.messages.labels import Emotion, Kind, Language, Sentiment, Urgency
from services.route.domain.contradictions import Complaint
from services.route.domain.policy import Facts
from services.route.domain.policy_document import OTHER_TOPIC, Bound, Conditions, Outcome, PolicyDocument

#: A fact's name with the values that it may have; facts that are left out may have any.
Box = Mapping[str, frozenset[Any]]

#: Pieces beyond which the question is given up: it would be seconds.
MAX_PIECES = 20_000

_ELSEWHERE = "elsewhere"
_BOUNDED: Mapping[str, tuple[float, float]] = {"topic_confidence": (0.0, 1.0), "sentiment_score": (-1.0, 1.0), "channels_used": (1, len(Channel))}


class TooManyPieces(Exception):
    """The policy is too intricate to be taken apart."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What reaches a rule; `example` is None where nothing does."""

    rule: str
    boxes: tuple[Box, ...]
    example: Facts | None


def _values(document: PolicyDocument) -> dict[str, frozenset[Any]]:
    """Every value that each fact can have, as far as the policy tells them apart."""
    asked = [part for rule in document.rules for part in (rule.when, rule.unless) if part is not None]
    values: dict[str, frozenset[Any]] = {
        "language": frozenset(Language),
        "topic": frozenset(document.topics) | {OTHER_TOPIC},
        "sentiment": frozenset(Sentiment),
        "emotion": frozenset(Emotion),
        "urgency": frozenset(Urgency),
        "kind": frozenset(Kind),
        "channel": frozenset(Channel),
        "conversation": frozenset({"none", "community", "agents", "notice"}),
        "region": frozenset({_ELSEWHERE}).union(*(part.region or () for part in asked)),
    }
    for name in ("personal", "public", "returning", "repeat", "incident", "announced", "after_incident"):
        values[name] = frozenset({True, False})
    for name, (lowest, highest) in _BOUNDED.items():
        bounds = [bound for part in asked if (bound := getattr(part, name)) is not None]
        cuts = {cut for bound in bounds for cut in (bound.below, bound.at_least) if cut is not None and lowest < cut <= highest}
        # Each cut is the lowest value of its piece.
        values[name] = frozenset({lowest, *cuts})
    return values


def _box(conditions: Conditions, values: Mapping[str, frozenset[Any]]) -> Box:
    box: dict[str, frozenset[Any]] = {}
    for name in Conditions.model_fields:
        wanted = getattr(conditions, name)
        if isinstance(wanted, Bound):
            box[name] = frozenset(value for value in values[name] if wanted.holds(value))
        elif isinstance(wanted, bool):
            box[name] = frozenset({wanted})
        elif wanted is not None:
            box[name] = frozenset(wanted)
    return box


def _less(box: Box, other: Box, values: Mapping[str, frozenset[Any]]) -> Iterator[Box]:
    """`box` without `other`, in pieces that do not overlap."""
    shared: dict[str, frozenset[Any]] = dict(box)
    for name, excluded in other.items():
        mine = shared.get(name, values[name])
        outside = mine - excluded
        if outside:
            yield {**shared, name: outside}
        inside = mine & excluded
        if not inside:
            return
        shared[name] = inside


def _without(boxes: Sequence[Box], other: Box, values: Mapping[str, frozenset[Any]]) -> list[Box]:
    left = [piece for box in boxes for piece in _less(box, other, values)]
    if len(left) > MAX_PIECES:
        raise TooManyPieces
    return left


#: The plainest message; an example differs from it only where it has to.
_PLAIN: Mapping[str, Any] = {
    "language": Language.ENGLISH,
    "topic": "billing",
    "topic_confidence": 0.9,
    "sentiment": Sentiment.NEUTRAL,
    "sentiment_score": 0.0,
    "emotion": Emotion.NONE,
    "urgency": Urgency.NORMAL,
    "personal": False,
    "kind": Kind.QUESTION,
    "channel": Channel.WEB,
    "region": _ELSEWHERE,
    "conversation": "none",
    "channels_used": 1,
}


def _piece(name: str, value: float, values: Mapping[str, frozenset[Any]]) -> float:
    """The piece that a number lies in, named by its lowest value."""
    lowest: float = max(piece for piece in values[name] if piece <= value)
    return lowest


def _example(boxes: Sequence[Box], values: Mapping[str, frozenset[Any]]) -> Facts | None:
    """The plainest message in the boxes, or None where there are none."""
    best: tuple[int, dict[str, Any]] | None = None
    for box in boxes:
        chosen: dict[str, Any] = {}
        unusual = 0
        for name in Facts._fields:
            allowed = box.get(name, values[name])
            plain = _PLAIN.get(name, False)
            if (_piece(name, plain, values) if name in _BOUNDED else plain) in allowed:
                chosen[name] = plain
            else:
                unusual += 1
                chosen[name] = min(allowed)
        if best is None or unusual < best[0]:
            best = unusual, chosen
    if best is None:
        return None
    best[1]["channels_used"] = int(best[1]["channels_used"])
    if best[1]["region"] == _ELSEWHERE:
        best[1]["region"] = ""
    return Facts(**best[1])


def reach(document: PolicyDocument) -> list[Reach]:
    """What reaches each rule, in order, and the default. Raises TooManyPieces."""
    values = _values(document)
    taken: list[tuple[Box, Box | None]] = []
    reached: list[Reach] = []
    everything: list[Box] = [{}]
    for rule in document.rules:
        box, unless = _box(rule.when, values), None if rule.unless is None else _box(rule.unless, values)
        boxes: list[Box] = [box] if all(box.values()) else []
        if unless is not None:
            boxes = _without(boxes, unless, values)
        for earlier, spared in taken:
            boxes = _apart(boxes, earlier, spared, values)
        reached.append(Reach(rule.name, tuple(boxes), _example(boxes, values)))
        taken.append((box, unless))
        everything = _apart(everything, box, unless, values)
    reached.append(Reach("default", tuple(everything), _example(everything, values)))
    return reached


def _apart(boxes: Sequence[Box], earlier: Box, spared: Box | None, values: Mapping[str, frozenset[Any]]) -> list[Box]:
    """`boxes` without what an earlier rule takes: its box, less what its `unless` spares."""
    left = _without(boxes, earlier, values)
    if spared is not None:
        for box in boxes:
            both = _both(_both(box, earlier, values), spared, values)
            if both is not None:
                left.append(both)
    return left


def _both(box: Box | None, other: Box, values: Mapping[str, frozenset[Any]]) -> Box | None:
    """Where both hold, or None."""
    if box is None:
        return None
    shared: dict[str, frozenset[Any]] = dict(box)
    for name, allowed in other.items():
        shared[name] = shared.get(name, values[name]) & allowed
        if not shared[name]:
            return None
    return shared


def rewards_for_shouting(document: PolicyDocument) -> list[Complaint]:
    """Rules by which the same message is treated better, or elsewhere, because it is public. There may be none."""
    if not any(part is not None and part.public is not None for rule in document.rules for part in (rule.when, rule.unless)):
        return []
    values = _values(document)
    outcomes: dict[str, Outcome] = {rule.name: rule.then for rule in document.rules} | {"default": document.default}
    positions = {rule.name: index for index, rule in enumerate(document.rules)}
    found: list[Complaint] = []
    reached = reach(document)
    for loud in reached:
        for quiet in reached:
            if loud.rule == quiet.rule or not _same_but_public(loud.boxes, quiet.boxes, values):
                continue
            mine, theirs = outcomes[loud.rule], outcomes[quiet.rule]
            if mine.priority > theirs.priority or (mine.destination, mine.team) != (theirs.destination, theirs.team):
                where: tuple[str | int, ...] = ("rules", positions[loud.rule]) if loud.rule in positions else ("default",)
                what = f"going public would move a message from {quiet.rule!r} to {loud.rule!r}: that raises its priority or changes where it goes"
                found.append(Complaint(where, what))
    return found


def _same_but_public(loud: Sequence[Box], quiet: Sequence[Box], values: Mapping[str, frozenset[Any]]) -> bool:
    for box in loud:
        if True not in box.get("public", values["public"]):
            continue
        for other in quiet:
            if False not in other.get("public", values["public"]):
                continue
            if _both({k: v for k, v in box.items() if k != "public"}, {k: v for k, v in other.items() if k != "public"}, values) is not None:
                return True
    return False
