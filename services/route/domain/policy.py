"""The policy: what a policy file may say, and the decision that it makes.

An ordered list of rules; the first whose conditions all hold decides; where none does, the default decides. Conditions look at
labels and facts, never at text: nobody can write a message that names its own treatment.

`because` and `tone_hint` are read by people, in the message's language, in English where that is not written. In them
`{topic}`, `{team}`, `{channel}` and `{incident}` stand for the names of these.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from string import Formatter
from typing import Annotated, Any, Literal, NamedTuple, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, field_validator, model_validator

from schemas.messages.inbound import Channel
from schemas.messages.labels import Emotion, Kind, Language, Sentiment, Urgency
from schemas.messages.stream import Destination
from services.route.domain.calendar import Calendar, Shift, overlap, parse_shift

FALLBACK = "en"
#: The team of an outcome that leaves it to the topic.
BY_TOPIC = "by_topic"
#: Stands for every topic that the policy does not name: a company's own model brings its own.
OTHER_TOPIC = "other"

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PLACEHOLDERS = frozenset({"topic", "team", "channel", "incident"})


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _listed(value: Any) -> Any:
    """One value is a list of one."""
    return value if isinstance(value, list) else [value]


def _folded(value: Any) -> Any:
    return [item.strip().casefold() if isinstance(item, str) else item for item in _listed(value)]


class Words(_Part):
    """What people read, by language."""

    en: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    nl: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None

    @field_validator("en", "nl")
    @classmethod
    def _known_names(cls, text: str | None) -> str | None:
        try:
            names = [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(text or "") if name is not None]
        except ValueError as error:
            raise ValueError(f"braces that do not match: {error}") from error
        for name, spec, conversion in names:
            if name not in _PLACEHOLDERS or spec or conversion:
                raise ValueError(f"{{{name}}} is not known here: use {', '.join(f'{{{known}}}' for known in sorted(_PLACEHOLDERS))}")
        return text

    def in_(self, language: str, names: Mapping[str, str] | None = None) -> str:
        text = self.nl if language == "nl" and self.nl is not None else self.en
        return text.format_map(names or {}) if "{" in text else text

    @property
    def uses_names(self) -> bool:
        return "{" in self.en or "{" in (self.nl or "")


class Bound(_Part):
    """`below` does not hold its number, `at_least` does."""

    below: float | None = None
    at_least: float | None = None

    @model_validator(mode="after")
    def _some(self) -> Self:
        if self.below is None and self.at_least is None:
            raise ValueError("say `below` or `at_least`")
        if self.below is not None and self.at_least is not None and self.at_least >= self.below:
            raise ValueError("nothing is at least the one and below the other")
        return self

    def holds(self, value: float) -> bool:
        return (self.below is None or value < self.below) and (self.at_least is None or value >= self.at_least)


#: The conversation that a message is part of: none, or where it is.
Where = Literal["none", "community", "agents", "notice"]


class Conditions(_Part):
    """All that are given must hold; of a list, one value."""

    language: Annotated[tuple[Language, ...], BeforeValidator(_listed), Field(min_length=1)] | None = None
    topic: Annotated[tuple[Name, ...], BeforeValidator(_listed), Field(min_length=1)] | None = None
    topic_confidence: Bound | None = None
    sentiment: Annotated[tuple[Sentiment, ...], BeforeValidator(_listed), Field(min_length=1)] | None = None
    sentiment_score: Bound | None = None
    emotion: Annotated[tuple[Emotion, ...], BeforeValidator(_listed), Field(min_length=1)] | None = None
    urgency: Annotated[tuple[Urgency, ...], BeforeValidator(_listed), Field(min_length=1)] | None = None
    personal: bool | None = None
    kind: Annotated[tuple[Kind, ...], BeforeValidator(_listed), Field(min_length=1)] | None = None
    channel: Annotated[tuple[Channel, ...], BeforeValidator(_listed), Field(min_length=1)] | None = None
    public: bool | None = None
    #: This customer wrote before, about whatever.
    returning: bool | None = None
    #: This customer wrote about the same before, elsewhere than in this thread.
    repeat: bool | None = None
    #: Compared without regard to case.
    region: Annotated[tuple[str, ...], BeforeValidator(_folded), Field(min_length=1)] | None = None
    #: An open incident with an announcement matches.
    incident: bool | None = None
    #: The customer has had that incident's announcement already.
    announced: bool | None = None
    #: The conversation is about an incident that has been closed.
    after_incident: bool | None = None
    conversation: Annotated[tuple[Where, ...], BeforeValidator(_listed), Field(min_length=1)] | None = None
    #: How many channels the conversation has run over, this message's included.
    channels_used: Bound | None = None

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("a rule needs at least one condition; what always holds is the default")
        return self


class Outcome(_Part):
    destination: Destination
    #: A team, or `by_topic`; for agents only.
    team: Name | None = None
    priority: Annotated[int, Field(ge=0, le=100)]
    service_level: Name
    because: Words
    tone_hint: Words | None = None
    #: False where nothing is asked: nobody then owes a response.
    expects_answer: bool = True

    @model_validator(mode="after")
    def _team_for_agents(self) -> Self:
        if (self.destination is Destination.AGENTS) != (self.team is not None):
            raise ValueError("agents need a team (or by_topic), the other destinations have none")
        return self


class RuleSpec(_Part):
    name: Name
    when: Conditions
    #: Holds the rule back where all of these hold.
    unless: Conditions | None = None
    then: Outcome


class TopicSpec(_Part):
    team: Name
    title: Words


class TeamSpec(_Part):
    title: Words


class CalendarSpec(_Part):
    time_zone: str
    #: Country whose public holidays close it, as NL.
    holidays: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    #: More days on which it is closed, and public holidays on which it is open, as 2026-12-24.
    closed: tuple[date, ...] = ()
    open: tuple[date, ...] = ()
    #: `always`, or shifts by weekday.
    hours: Literal["always"] | dict[str, tuple[Shift, ...]]

    @field_validator("closed", "open", mode="before")
    @classmethod
    def _days(cls, value: Any) -> Any:
        return tuple(date.fromisoformat(item) if isinstance(item, str) else item for item in _listed(value))

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"{value!r} is no time zone: write it as Europe/Amsterdam") from error
        return value

    @field_validator("holidays")
    @classmethod
    def _country(cls, value: str | None) -> str | None:
        if value is not None and value not in holidays.list_supported_countries():
            raise ValueError(f"no public holidays are known for {value!r}")
        return value

    @field_validator("hours", mode="before")
    @classmethod
    def _shifts(cls, value: Any) -> Any:
        if value == "always":
            return value
        if not isinstance(value, dict) or not value:
            raise ValueError("write `always`, or shifts by weekday")
        unknown = [str(day) for day in value if day not in _WEEKDAYS]
        if unknown:
            raise ValueError(f"{', '.join(unknown)}: days are {', '.join(_WEEKDAYS)}")
        week = {day: tuple(parse_shift(str(shift)) for shift in _listed(shifts)) for day, shifts in value.items()}
        clash = overlap({_WEEKDAYS.index(day): shifts for day, shifts in week.items()})
        if clash:
            raise ValueError(clash)
        if not any(week.values()):
            raise ValueError("it never opens")
        return week

    def calendar(self) -> Calendar:
        zone = ZoneInfo(self.time_zone)
        if self.hours == "always":
            return Calendar(zone, {}, always=True)
        public = holidays.country_holidays(self.holidays) if self.holidays else None
        closed, opened = frozenset(self.closed), frozenset(self.open)
        week = {_WEEKDAYS.index(day): shifts for day, shifts in self.hours.items()}
        return Calendar(zone, week, lambda day: day in closed or (public is not None and day not in opened and day in public))


class LevelSpec(_Part):
    """Business minutes, by `calendar`."""

    calendar: Name
    first_response_minutes: Annotated[int, Field(ge=1, le=525_600)]
    #: From the customer's latest message; as for the first response where it is left out.
    next_response_minutes: Annotated[int, Field(ge=1, le=525_600)] | None = None
    resolution_minutes: Annotated[int, Field(ge=1, le=525_600)]


class ConversationSpec(_Part):
    #: A message about the same topic by the same customer within so many days is the same conversation, on any channel.
    same_topic_days: Annotated[float, Field(gt=0, le=365)] = 7
    #: Topics about which two messages may well be about two things.
    never_by_topic: tuple[Name, ...] = (OTHER_TOPIC,)
    #: A less certain topic joins nothing.
    topic_confidence_at_least: Annotated[float, Field(ge=0, le=1)] = 0.5
    #: Due times count from when the customer wrote, unless the message arrived later than this: then from its arrival.
    late_hours: Annotated[float, Field(ge=0, le=8_760)] = 72
    #: An activity about a conversation that is not known waits so long for it.
    parked_hours: Annotated[float, Field(gt=0, le=720)] = 24


class PolicyDocument(_Part):
    """A policy file."""

    version: Annotated[str, BeforeValidator(str), StringConstraints(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9._-]+$")]
    teams: Annotated[dict[Name, TeamSpec], Field(min_length=1)]
    topics: dict[Name, TopicSpec]
    calendars: Annotated[dict[Name, CalendarSpec], Field(min_length=1)]
    service_levels: Annotated[dict[Name, LevelSpec], Field(min_length=1)]
    conversations: ConversationSpec = ConversationSpec()
    #: What everyone who was counted in is told when an incident closes without words of its own.
    incident_closed: Words
    #: A conversation of the community that a moderator or member flags.
    flagged: Outcome
    rules: Annotated[tuple[RuleSpec, ...], Field(min_length=1, max_length=500)]
    default: Outcome


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


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the policy says of one message: the rule and its outcome, with the team named."""

    rule: str
    destination: Destination
    team: str | None
    priority: int
    level: Level
    expects_answer: bool
    outcome: Outcome


_Test = tuple[str, frozenset[Any]]
_BoundTest = tuple[str, Bound]


@dataclass(frozen=True, slots=True)
class _Conditions:
    """Compiled: a fact's name with the values that it may have."""

    sets: tuple[_Test, ...]
    bounds: tuple[_BoundTest, ...]

    def hold(self, facts: Facts) -> bool:
        for name, allowed in self.sets:
            if getattr(facts, name) not in allowed:
                return False
        return all(bound.holds(getattr(facts, name)) for name, bound in self.bounds)


def _compiled(conditions: Conditions) -> _Conditions:
    sets: list[_Test] = []
    bounds: list[_BoundTest] = []
    for name in Conditions.model_fields:
        wanted = getattr(conditions, name)
        if isinstance(wanted, Bound):
            bounds.append((name, wanted))
        elif isinstance(wanted, bool):
            sets.append((name, frozenset({wanted})))
        elif wanted is not None:
            sets.append((name, frozenset(wanted)))
    return _Conditions(tuple(sets), tuple(bounds))


class Policy:
    """A checked policy, ready to decide. `version` names file version and content, so that a silent edit shows."""

    def __init__(self, document: PolicyDocument, fingerprint: str) -> None:
        self.document = document
        self.version = f"{document.version}+{fingerprint[:8]}" if fingerprint else document.version
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
        self._rules = tuple(
            (rule.name, _compiled(rule.when), None if rule.unless is None else _compiled(rule.unless), rule.then) for rule in document.rules
        )

    @property
    def conversations(self) -> ConversationSpec:
        return self.document.conversations

    @cached_property
    def teams(self) -> frozenset[str]:
        return frozenset(self.document.teams)

    def decide(self, facts: Facts) -> Verdict:
        """The first rule that holds, or the default."""
        for name, when, unless, outcome in self._rules:
            # Most rules fail at their first condition: that is looked at here, without a call.
            for fact, allowed in when.sets[:1]:
                if getattr(facts, fact) not in allowed:
                    break
            else:
                if when.hold(facts) and (unless is None or not unless.hold(facts)):
                    return self.verdict(name, outcome, facts.topic)
        return self.verdict("default", self.document.default, facts.topic)

    def verdict(self, rule: str, outcome: Outcome, topic: str) -> Verdict:
        team = self.team_of(topic) if outcome.team == BY_TOPIC else outcome.team
        return Verdict(rule, outcome.destination, team, outcome.priority, self.levels[outcome.service_level], outcome.expects_answer, outcome)

    def flagged(self, topic: str) -> Verdict:
        return self.verdict("flagged", self.document.flagged, topic)

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


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a policy, and where: a path of keys and positions into the document."""

    where: tuple[str | int, ...]
    what: str


def contradictions(document: PolicyDocument) -> Sequence[Complaint]:
    """Names that nothing bears, names that two things bear: what each part by itself can not see."""
    found: list[Complaint] = []

    def known(where: tuple[str | int, ...], name: str, among: Mapping[str, Any], what: str) -> None:
        if name not in among:
            found.append(Complaint(where, f"there is no {what} {name!r}: choose from {', '.join(sorted(among))}"))

    def outcome(where: tuple[str | int, ...], spec: Outcome) -> None:
        if spec.team is not None and spec.team != BY_TOPIC:
            known((*where, "team"), spec.team, document.teams, "team")
        known((*where, "service_level"), spec.service_level, document.service_levels, "service level")

    if OTHER_TOPIC not in document.topics:
        found.append(Complaint(("topics",), f"`{OTHER_TOPIC}` is missing: it takes every topic that has no entry"))
    for topic, spec in document.topics.items():
        known(("topics", topic, "team"), spec.team, document.teams, "team")
    for name, level in document.service_levels.items():
        known(("service_levels", name, "calendar"), level.calendar, document.calendars, "calendar")
    names: set[str] = {"default", "flagged"}
    for index, rule in enumerate(document.rules):
        if rule.name in names:
            found.append(Complaint(("rules", index, "name"), f"the name {rule.name!r} is taken: reasons must tell the rules apart"))
        names.add(rule.name)
        outcome(("rules", index, "then"), rule.then)
        for part in ("when", "unless"):
            conditions: Conditions | None = getattr(rule, part)
            for topic in (conditions.topic if conditions else None) or ():
                known(("rules", index, part, "topic"), topic, document.topics, "topic")
    outcome(("flagged",), document.flagged)
    outcome(("default",), document.default)
    if document.flagged.destination is not Destination.AGENTS:
        found.append(Complaint(("flagged", "destination"), "what is flagged goes to agents"))
    if document.default.destination is Destination.NOTICE:
        found.append(Complaint(("default", "destination"), "a notice answers with an incident's announcement: that needs an incident"))
    for index, rule in enumerate(document.rules):
        if rule.then.destination is Destination.NOTICE and rule.when.incident is not True:
            found.append(
                Complaint(("rules", index, "then", "destination"), "a notice answers with an incident's announcement: add `incident: true` to `when`")
            )
    return found
