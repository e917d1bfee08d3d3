"""What channel teams publish: `InboundMessage` v1 on the six inbound topics."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, StringConstraints, WithJsonSchema, field_validator, model_validator

from schemas.messages.base import Id, Instant, Value

_DATE_FIRST = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d")

#: Longest text of one message, in characters.
MAX_TEXT = 100_000


class Channel(StrEnum):
    WEB = "web"
    EMAIL = "email"
    CHAT = "chat"
    PHONE = "phone"
    SOCIAL = "social"
    FORUM = "forum"


class InboundReason(StrEnum):
    """Why an inbound record can not be processed: the closed list of the dead-letter topics."""

    NOT_JSON = "not_json"
    NOT_UTF8 = "not_utf8"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    INVALID = "invalid"
    WRONG_CHANNEL = "wrong_channel"
    UNKNOWN_SOURCE = "unknown_source"
    BAD_SIGNATURE = "bad_signature"
    CONFLICTING_DUPLICATE = "conflicting_duplicate"
    UNDECODABLE_MAIL = "undecodable_mail"


Identifier = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=320),
    WithJsonSchema({"type": "string", "maxLength": 320, "pattern": r"\S"}),
]

#: What can tell who wrote; a sender has at least one of them.
IDENTIFIERS = ("id", "email", "phone", "handle", "customer_number")


class Sender(Value):
    """Who wrote: at least one identifier; `name` is no identifier."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": [name], "properties": {name: {"type": "string"}}} for name in IDENTIFIERS]},
    )

    id: Identifier | None = None
    email: Identifier | None = None
    phone: Identifier | None = None
    handle: Identifier | None = None
    customer_number: Identifier | None = None
    name: Annotated[str, StringConstraints(max_length=320)] | None = None

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not (self.id or self.email or self.phone or self.handle or self.customer_number):
            raise ValueError("name at least one of id, email, phone, handle, customer_number")
        return self


class Attachment(Value):
    """Facts about an attachment. The url is carried, never fetched."""

    name: Annotated[str, StringConstraints(max_length=1_000)] | None = None
    media_type: Annotated[str, StringConstraints(max_length=200)] | None = None
    bytes: Annotated[int, Field(ge=0)] | None = None
    url: Annotated[str, StringConstraints(max_length=4_000)] | None = None


class InboundMessage(Value):
    """One message of one customer, as a channel team hands it over."""

    id: Id
    channel: Channel
    sender: Sender
    text: Annotated[str, StringConstraints(max_length=MAX_TEXT), Field(json_schema_extra={"pattern": r"\S"})]
    sent_at: Instant
    subject: Annotated[str, StringConstraints(max_length=1_000)] | None = None
    conversation_id: Id | None = None
    in_reply_to: Id | None = None
    language: Annotated[str, StringConstraints(max_length=35)] | None = None
    region: Annotated[str, StringConstraints(max_length=200)] | None = None
    public: bool | None = None
    attachments: Annotated[tuple[Attachment, ...], Field(max_length=100)] = ()

    @field_validator("sent_at", mode="before")
    @classmethod
    def _rfc3339(cls, sent_at: Any) -> Any:
        # pydantic would read "1700000000" as seconds since 1970: that is nobody's RFC 3339. It is parsed here, because behind a
        # validator of our own pydantic's strict mode no longer takes a string for a time.
        if not isinstance(sent_at, str):
            return sent_at
        wanted = "write RFC 3339 with an offset, as 2026-03-02T09:15:00+01:00"
        if not _DATE_FIRST.match(sent_at):
            raise ValueError(wanted)
        try:
            return datetime.fromisoformat(sent_at)
        except ValueError:
            raise ValueError(wanted) from None

    @field_validator("text")
    @classmethod
    def _not_blank(cls, text: str) -> str:
        if not text.strip():
            raise ValueError("text may not be blank")
        return text

    @property
    def is_public(self) -> bool:
        """Public where said so; a forum is public unless it says that it is not."""
        return self.channel is Channel.FORUM if self.public is None else self.public
