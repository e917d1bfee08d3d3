"""The policy: the decision that a policy file makes.

An ordered list of rules; the first whose conditions all hold decides; where none does, the default decides. Conditions look at
labels and facts, never at text: nobody can write a message that names its own treatment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from schemas.messages.stream import Destination
from services.route.domain.calendar import Calendar
from services.route.domain.policy_document import BY_TOPIC, OTHER_TOPIC, Bound, Conditions, Outcome, PolicyDocument, RuleSpec, Words


class Facts(NamedTuple):
    """What conditions look at, about one message."""

    language: str
    topic: str
    topic_confidence: float
    sentiment: str
    sentiment_score: float
    emotion: str
    urgency: str
    personal: bool
    kind: str
    channel: str
    public: bool = False
    returning: bool = False
    repeat: bool = False
    #: Folded case; empty where unknown.
    region: str = ""
    incident: bool = False
    announced: bool = False
    after_incident: bool = False
    conversation: str = "none"
    channels_used: int = 1


@dataclass(frozen=True, slots=True)
class Level:
    """A service level with its calendar."""

    name: str
    calendar: Calendar
    first_response_minutes: int
    next_response_minutes: int
    resolution_minutes: int

    def first_response(self, at: datetime) -> datetime:
        return self.calendar.add(at, self.first_response_minutes)

    def next_response(self, at: datetime) -> datetime:
        return self.calendar.add(at, self.next_response_minutes)

    def resolution(self, at: datetime) -> datetime:
        return self.calendar.add(at, self.resolution_minutes)


class Verdict(NamedTuple):
    """What the policy says of one message: the rule and its outcome, with the team named."""

    rule: str
    destination: Destination
    team: str | None
    priority: int
    level: Level
    expects_answer: bool
    outcome: Outcome


class _Conditions(NamedTuple):
    """Compiled: the place of a fact among `Facts`, with the values that it may have."""

    sets: tuple[tuple[int, frozenset[Any]], ...]
    bounds: tuple[tuple[int, Bound], ...]

    def hold(self, facts: Facts) -> bool:
        for place, allowed in self.sets:
            if facts[place] not in allowed:
                return False
        return _within(self.bounds, facts)


def _within(bounds: tuple[tuple[int, Bound], ...], facts: tuple[Any, ...]) -> bool:
    return all(bound.holds(facts[place]) for place, bound in bounds)


def _compiled(conditions: Conditions) -> _Conditions:
    sets: list[tuple[int, frozenset[Any]]] = []
    bounds: list[tuple[int, Bound]] = []
    for name in Conditions.model_fields:
        place, wanted = Facts._fields.index(name), getattr(conditions, name)
        if isinstance(wanted, Bound):
            bounds.append((place, wanted))
        elif isinstance(wanted, bool):
            sets.append((place, frozenset({wanted})))
        elif wanted is not None:
            sets.append((place, frozenset(wanted)))
    return _Conditions(tuple(sets), tuple(bounds))


class _Rule(NamedTuple):
    """Compiled, with the conditions of `when` at hand."""

    name: str
    sets: tuple[tuple[int, frozenset[Any]], ...]
    bounds: tuple[tuple[int, Bound], ...]
    unless: _Conditions | None
    outcome: Outcome


def _rule(spec: RuleSpec) -> _Rule:
    when = _compiled(spec.when)
    return _Rule(spec.name, when.sets, when.bounds, None if spec.unless is None else _compiled(spec.unless), spec.then)


class Policy:
    """A checked policy, ready to decide. `version` names file version and content, so that a silent edit shows."""

    def __init__(self, document: PolicyDocument, fingerprint: str) -> None:
        self.document = document
        self.version = f"{document.version}+{fingerprint[:8]}" if fingerprint else document.version
        self.conversations = document.conversations
        self.same_topic = timedelta(days=document.conversations.same_topic_days)
        self.late = timedelta(hours=document.conversations.late_hours)
        calendars = {name: spec.calendar() for name, spec in document.calendars.items()}
        self.levels: Mapping[str, Level] = {
            name: Level(
                name,
                calendars[spec.calendar],
                spec.first_response_minutes,
                spec.next_response_minutes or spec.first_response_minutes,
                spec.resolution_minutes,
            )
            for name, spec in document.service_levels.items()
        }
        self._rules = tuple(_rule(spec) for spec in document.rules)

    @cached_property
    def teams(self) -> frozenset[str]:
        return frozenset(self.document.teams)

    def decide(self, facts: Facts) -> Verdict:
        """The first rule that holds, or the default."""
        for name, sets, bounds, unless, outcome in self._rules:
            # Most rules fail at their first condition: that is looked at here, without a call.
            for place, allowed in sets:
                if facts[place] not in allowed:
                    break
            else:
                if (not bounds or _within(bounds, facts)) and (unless is None or not unless.hold(facts)):
                    return self._verdict(name, outcome, facts.topic)
        return self._verdict("default", self.document.default, facts.topic)

    def _verdict(self, rule: str, outcome: Outcome, topic: str) -> Verdict:
        team = self.team_of(topic) if outcome.team == BY_TOPIC else outcome.team
        return Verdict(rule, outcome.destination, team, outcome.priority, self.levels[outcome.service_level], outcome.expects_answer, outcome)

    def flagged(self, topic: str) -> Verdict:
        return self._verdict("flagged", self.document.flagged, topic)

    def team_of(self, topic: str) -> str:
        """The team that knows about `topic`; a topic without an entry goes where `other` goes."""
        spec = self.document.topics.get(topic) or self.document.topics[OTHER_TOPIC]
        return spec.team

    def level(self, name: str) -> Level:
        """A level by its name; the default's where an older policy had a level that this one has not."""
        return self.levels.get(name) or self.levels[self.document.default.service_level]

    def say(self, words: Words, language: str, topic: str | None = None, team: str | None = None, channel: str = "", incident: str = "") -> str:
        if not words.uses_names:
            return words.in_(language)
        spec, group = self.document.topics.get(topic or ""), self.document.teams.get(team or "")
        names = {
            "topic": spec.title.in_(language) if spec else (topic or OTHER_TOPIC),
            "team": group.title.in_(language) if group else (team or ""),
            "channel": channel,
            "incident": incident,
        }
        return words.in_(language, names)
