"""One message on its way: ingested, classified, routed. Each step adds, none takes away."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from schemas.messages.base import Id, Instant, Value
from schemas.messages.inbound import Channel
from schemas.messages.labels import Labels


class AttachmentFacts(Value):
    """What may be known of an attachment beyond ingest: a file's name can hold a person's."""

    media_type: str | None = None
    bytes: int | None = None


class IngestedMessage(Value):
    """A valid message of a known customer, seen for the first time, without anything personal in its text."""

    message_id: Id
    inbound_id: Id
    channel: Channel
    source: Id = "inbound"
    customer_id: Id
    #: True where this customer wrote before, on whatever channel.
    returning: bool = False
    text: str
    subject: str | None = None
    #: How often each kind of personal data was replaced in text and subject, as `{"iban": 1}`.
    redactions: dict[str, int] = {}
    sent_at: Instant
    received_at: Instant
    #: The channel's own thread, and the message there that this one answers.
    thread_id: Id | None = None
    in_reply_to: Id | None = None
    declared_language: str | None = None
    region: str | None = None
    public: bool = False
    attachments: tuple[AttachmentFacts, ...] = ()


class ClassifiedMessage(IngestedMessage):
    """An ingested message with its labels."""

    labels: Labels
    #: The words that weighed most, by label, as `{"topic": ["invoice", "charged"]}`.
    evidence: dict[str, tuple[str, ...]] = {}
    model_version: Id


class Destination(StrEnum):
    COMMUNITY = "community"
    AGENTS = "agents"
    NOTICE = "notice"


class Reason(Value):
    """One step of a decision: the rule that spoke, and why, in words for people."""

    rule: Id
    because: str


class SuggestedAnswer(Value):
    answer_id: Id
    text: str
    score: float


class RoutedMessage(Value):
    """Where a message goes, and why. Exactly one for every ingested message."""

    message_id: Id
    inbound_id: Id
    channel: Channel
    source: Id = "inbound"
    customer_id: Id
    conversation_id: Id
    sent_at: Instant
    routed_at: Instant
    destination: Destination
    team: str | None = None
    priority: Annotated[int, Field(ge=0, le=100)]
    labels: Labels
    reasons: Annotated[tuple[Reason, ...], Field(min_length=1)]
    policy_version: Id
    model_version: Id
    first_response_due: Instant | None
    resolution_due: Instant | None
    #: The conversation that this message returns to, where the customer wrote about the same before.
    repeat_of: Id | None
    suggested_answers: tuple[SuggestedAnswer, ...]
    #: What the community may read: redacted, and only where the destination is community.
    public_text: str | None = None
    #: Redacted text and subject, for agents' desks and dashboards.
    text: str | None = None
    subject: str | None = None
    evidence: dict[str, tuple[str, ...]] = {}
    returning: bool = False
    region: str | None = None
    public: bool = False
    tone_hint: str | None = None
    incident_id: Id | None = None
