"""What is wrong with a policy as a whole: names that nothing bears, names that two things bear, notices without an incident."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.messages.stream import Destination
from services.route.domain.policy_document import BY_TOPIC, OTHER_TOPIC, Conditions, Outcome, PolicyDocument


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
