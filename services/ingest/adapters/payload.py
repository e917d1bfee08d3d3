"""What an adapter gets and gives. An adapter is one pure function from a platform's own bytes to what we say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import ValidationError

from runtime.codec import explain
from runtime.hop import Refusal
from schemas.messages.community import CommunityActivity
from schemas.messages.inbound import Channel, InboundMessage


class Payload(NamedTuple):
    """One delivery of a platform: its bytes, its headers (lower-case names), and when it came."""

    raw: bytes
    headers: Mapping[str, str]
    received_at: datetime


class Translated(NamedTuple):
    message: InboundMessage | None = None
    activities: tuple[CommunityActivity, ...] = ()


class Ignored(NamedTuple):
    """An event that is none of our business: answered with success and counted."""

    event: str


Translation = Translated | Ignored | Refusal


@dataclass(frozen=True, slots=True)
class Adapter:
    #: None where the payload itself names its channel.
    channel: Channel | None
    translate: Callable[[Payload], Translation]
    #: (raw bytes, headers, secret) → whether the platform signed them; None where it signs nothing.
    verify: Callable[[bytes, Mapping[str, str], bytes], bool] | None = None
    #: Headers of the platform (lower-case) without which its bytes can't be verified or understood: they travel with them.
    headers: tuple[str, ...] = ()


def built(model: Any, **fields: Any) -> Any:
    """`model(**fields)`, or the Refusal `invalid` with pointers: a platform may send what our models do not take."""
    try:
        return model(**fields)
    except ValidationError as error:
        return explain(error)
