"""What is in force, and what the stream is telling."""

from enum import StrEnum
from typing import Any

from schemas.messages.base import Id, Instant, Value
from schemas.messages.inbound import Channel


class ControlAction(StrEnum):
    POLICY_IN_FORCE = "policy_in_force"
    RULES_IN_FORCE = "rules_in_force"
    INCIDENT_OPENED = "incident_opened"
    INCIDENT_UPDATED = "incident_updated"
    INCIDENT_CLOSED = "incident_closed"


class Incident(Value):
    """An open incident; a message matches where each list that is not empty holds its value."""

    incident_id: Id
    title: str
    topics: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    #: The announcement by language, as `{"nl": "…", "en": "…"}`.
    announcement: dict[str, str] = {}
    ends_at: Instant | None = None


class Control(Value):
    """What is in force from this point of the stream on."""

    control_id: Id
    action: ControlAction
    subject: Id
    at: Instant
    by: Id
    version: Id | None = None
    document: str | None = None
    incident: Incident | None = None


class SignalKind(StrEnum):
    TREND = "trend"
    INCIDENT_OPENED = "incident_opened"
    INCIDENT_CLOSED = "incident_closed"
    FORECAST = "forecast"
    FAQ_CANDIDATE = "faq_candidate"
    METRIC = "metric"
    DRIFT = "drift"


class InsightSignal(Value):
    signal_id: Id
    kind: SignalKind
    subject: Id
    at: Instant
    window_start: Instant | None = None
    window_end: Instant | None = None
    value: float | None = None
    expected: float | None = None
    detail: dict[str, Any] = {}
