"""What a policy file may say.

`because` and `tone_hint` are read by people, in the message's language, in English where that is not written. In them
`{topic}`, `{team}`, `{channel}` and `{incident}` stand for the names of these.
"""

from collections.abc import Mapping
from datetime import date
from string import Formatter
from typing import Annotated, Any, Literal, Self
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
