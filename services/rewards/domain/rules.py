"""The rules of earning, as a file: checked when read, versioned, in force from a moment on.

An activity is judged by the rules that were in force at its own time, so a new version never touches what was earned before.
A file in which a member could earn without bound is refused: `most_points_per_member_day` is what the writer promises, and
`worst_case_per_day` is what the rules allow.
"""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, NamedTuple, Self
from zoneinfo import ZoneInfo

import yaml
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator, model_validator

from schemas.messages.community import CommunityAction

#: Days whose window names are kept, for each version of the rules.
_DAYS_KEPT = 400

#: Characters of the longest rules document that is read.
MAX_DOCUMENT = 100_000
#: Deepest nesting that is read; the rules themselves need 6.
MAX_DEPTH = 12


class RulesInvalid(Exception):
    """A rules document that cannot be in force, with one line that says why."""


class Within(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    EVER = "ever"


class Each(StrEnum):
    """What a cap counts apart: all of a member's earnings by the rule, or those from one giver, or those in one thread."""

    MEMBER = "member"
    GIVER = "giver"
    THREAD = "thread"


class Refuse(StrEnum):
    """Checks of integrity that a rule asks for."""

    #: Who acted is the member who would earn.
    SELF = "self"
    #: Nobody is named as having acted.
    UNKNOWN_GIVER = "unknown_giver"
    #: The member who would earn asked the question of the thread.
    ASKER = "asker"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Cap(_Part):
    times: Annotated[int, Field(ge=1, le=100_000)]
    within: Within
    each: Each = Each.MEMBER

    @property
    def name(self) -> str:
        return f"cap_{self.each.value}_{self.within.value}"


class Ceiling(_Part):
    """Most points of a member by all rules that count to it."""

    points: Annotated[int, Field(ge=1, le=100_000_000)]
    within: Within

    @property
    def name(self) -> str:
        return f"ceiling_{self.within.value}"


RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,49}$")]


class Rule(_Part):
    #: Not "on", which YAML reads as true.
    act: CommunityAction
    points: Annotated[int, Field(ge=1, le=1_000_000)]
    because: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    refuse: frozenset[Refuse] = frozenset()
    caps: tuple[Cap, ...] = ()
    #: False where the ceilings do not count what this rule earns, so that the best helpers need not stop.
    counts_to_ceilings: bool = True


class Rules(_Part):
    """One version of the rules."""

    version: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
    effective_from: AwareDatetime
    #: Where days, weeks and months begin.
    timezone: str = "Europe/Amsterdam"
    #: How long an earning stays pending, as an ISO 8601 duration.
    matures_after: Annotated[timedelta, Field(ge=timedelta(0), le=timedelta(days=731))]
    #: The bound that the writer of the rules promises.
    most_points_per_member_day: Annotated[int, Field(ge=1, le=100_000_000)]
    ceilings: tuple[Ceiling, ...] = ()
    rules: Annotated[dict[RuleId, Rule], Field(min_length=1, max_length=100)]

    @field_validator("timezone")
    @classmethod
    def _known(cls, timezone: str) -> str:
        try:
            ZoneInfo(timezone)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("is no time zone of the IANA database, as Europe/Amsterdam is") from error
        return timezone

    @field_validator("effective_from")
    @classmethod
    def _plausible(cls, moment: datetime) -> datetime:
        if not 2000 <= moment.year <= 2200:
            raise ValueError("lies outside the years 2000 to 2200")
        return moment

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        worst = self.worst_case_per_day()
        if worst is None:
            raise ValueError("a member could earn without bound: give each rule a cap per member, or let it count to a ceiling")
        if worst > self.most_points_per_member_day:
            raise ValueError(f"a member could earn {worst} points in a day, more than most_points_per_member_day ({self.most_points_per_member_day})")
        return self

    def worst_case_per_day(self) -> int | None:
        """Most points that one member can earn in one day, or None where nothing bounds it.

        A cap of a longer window bounds the day as well: all of it can fall on one day.
        """
        counted: int | None = 0
        beside = 0
        for rule in self.rules.values():
            times = min((cap.times for cap in rule.caps if cap.each is Each.MEMBER), default=None)
            if rule.counts_to_ceilings:
                counted = None if counted is None or times is None else counted + times * rule.points
            elif times is None:
                return None
            else:
                beside += times * rule.points
        ceiling = min((ceiling.points for ceiling in self.ceilings), default=None)
        bounds = [bound for bound in (counted, ceiling) if bound is not None]
        return min(bounds) + beside if bounds else None


class Counter(NamedTuple):
    """What a cap or ceiling counts, for one member: `key` names the counter, `step` is what one earning adds, `most` what it may reach."""

    key: str
    step: int
    most: int
    name: str


class _Loader(yaml.SafeLoader):
    """YAML without aliases (a short text could stand for a huge one), deep nesting, and keys that are given twice."""

    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise RulesInvalid("YAML aliases are not taken")
        if self._depth >= MAX_DEPTH:
            raise RulesInvalid(f"nested deeper than {MAX_DEPTH}")
        self._depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if str(key.value) in seen:
                raise RulesInvalid(f"line {key.start_mark.line + 1}: {str(key.value)[:100]!r} is given twice")
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


def parse_rules(document: str) -> Rules:
    """Raises RulesInvalid, with the place and the reason."""
    if len(document) > MAX_DOCUMENT:
        raise RulesInvalid(f"{len(document)} characters, at most {MAX_DOCUMENT} are read")
    try:
        value = yaml.load(document, Loader=_Loader)  # noqa: S506 - a SafeLoader, made stricter
    except yaml.YAMLError as error:
        raise RulesInvalid("no YAML: " + " ".join(str(error).split())) from error
    except ValueError as error:
        raise RulesInvalid(f"no YAML that can be read: {error}") from error
    if not isinstance(value, dict):
        raise RulesInvalid("a mapping with version, effective_from, rules, … is wanted")
    try:
        return Rules.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = "/".join(str(part) for part in first["loc"])
        raise RulesInvalid(f"{where or 'rules'}: {first['msg']}") from error


def period_start(within: Within, day: date) -> str:
    """The name of the window in which `day` lies: its first day, or nothing for EVER."""
    match within:
        case Within.DAY:
            return day.isoformat()
        case Within.WEEK:
            return (day - timedelta(days=day.weekday())).isoformat()
        case Within.MONTH:
            return day.replace(day=1).isoformat()
        case Within.EVER:
            return ""


class _Window(NamedTuple):
    """A cap as it is asked at every activity: where its key begins, which window and what apart it counts."""

    prefix: str
    within: Within
    each: Each
    most: int
    name: str


class Edition:
    """One version of the rules, ready for use."""

    __slots__ = ("_by_action", "_ceilings", "_starts", "_windows", "rules", "zone")

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.zone = ZoneInfo(rules.timezone)
        self._by_action: dict[CommunityAction, list[tuple[str, Rule]]] = {}
        for name, rule in rules.rules.items():
            self._by_action.setdefault(rule.act, []).append((name, rule))
        self._windows = {
            name: tuple(_Window(f"{name}/{cap.each.value}/{cap.within.value}/", cap.within, cap.each, cap.times, cap.name) for cap in rule.caps)
            for name, rule in rules.rules.items()
        }
        self._ceilings = tuple((f"/points/{ceiling.within.value}/", ceiling.within, ceiling.points, ceiling.name) for ceiling in rules.ceilings)
        #: Of the days that are asked for just now; activities of one day come together.
        self._starts: dict[date, dict[Within, str]] = {}

    @property
    def version(self) -> str:
        return self.rules.version

    def on(self, action: CommunityAction) -> Iterable[tuple[str, Rule]]:
        return self._by_action.get(action, ())

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def counters(self, name: str, rule: Rule, moment: datetime, giver: str | None, thread: str | None) -> list[Counter]:
        """All that one earning by `rule` counts to. A cap per giver or thread does not apply where that is unknown.

        Key: rule/what is counted apart/its window/the window's first day/free text, which stands last so that no id can forge another's key.
        """
        starts = self._window_starts(self.day(moment))
        counters = []
        for prefix, within, each, most, cap in self._windows[name]:
            if each is Each.MEMBER:
                counters.append(Counter(f"{prefix}{starts[within]}/", 1, most, cap))
            elif (apart := giver if each is Each.GIVER else thread) is not None:
                counters.append(Counter(f"{prefix}{starts[within]}/{apart}", 1, most, cap))
        if rule.counts_to_ceilings:
            for prefix, within, most, ceiling in self._ceilings:
                counters.append(Counter(f"{prefix}{starts[within]}", rule.points, most, ceiling))
        return counters

    def _window_starts(self, day: date) -> dict[Within, str]:
        starts = self._starts.get(day)
        if starts is None:
            if len(self._starts) >= _DAYS_KEPT:
                self._starts.clear()
            starts = self._starts[day] = {within: period_start(within, day) for within in Within}
        return starts


class RuleBook:
    """All versions that were ever in force."""

    def __init__(self, editions: Iterable[Edition] = ()) -> None:
        # Of two versions from the same moment, the name that sorts last is in force: an order that does not hang on who came first.
        self._editions = sorted(editions, key=lambda edition: (edition.rules.effective_from, edition.version))
        self.versions: Mapping[str, Edition] = {edition.version: edition for edition in self._editions}

    def at(self, moment: datetime) -> Edition | None:
        """The version in force at `moment`; None before the first."""
        for edition in reversed(self._editions):
            if edition.rules.effective_from <= moment:
                return edition
        return None

    def with_rules(self, rules: Rules) -> "RuleBook":
        return RuleBook([*self._editions, Edition(rules)])
