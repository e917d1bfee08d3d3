"""What an adapter gets and gives. An adapter is one pure function from a platform's own bytes to what we say."""

from collections.abc import Callable, Iterable, Mapping
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
    """What a delivery says. Most say one thing; those of some platforms hold several messages."""

    message: InboundMessage | None = None
    activities: tuple[CommunityActivity, ...] = ()
    #: The second message of the delivery and those after it.
    more: tuple[InboundMessage, ...] = ()
    #: Parts of the delivery that can't be read: the others go on without them.
    refused: tuple[Refusal, ...] = ()

    @property
    def messages(self) -> tuple[InboundMessage, ...]:
        return self.more if self.message is None else (self.message, *self.more)


class Ignored(NamedTuple):
    """An event that is none of our business: answered with success and counted."""

    event: str


class Challenge(NamedTuple):
    """The platform asks, signed, whether this address is ours: it is answered with these words."""

    answer: str


Translation = Translated | Ignored | Refusal | Challenge


@dataclass(frozen=True, slots=True)
class Adapter:
    #: None where the payload itself names its channel.
    channel: Channel | None
    translate: Callable[[Payload], Translation]
    #: (raw bytes, headers, secret) → whether the platform signed them; None where it signs nothing.
    verify: Callable[[bytes, Mapping[str, str], bytes], bool] | None = None
    #: Headers of the platform (lower-case) without which its bytes can't be verified or understood: they travel with them.
    headers: tuple[str, ...] = ()
    #: The header with the Unix time of the signature, which covers it: the edge takes nothing that was signed long ago.
    signed_at: str | None = None
    #: What proves the platform is a secret itself, sent along: it stays at the edge, and is put on no topic.
    bare_secret: bool = False
    #: Meta asks by GET, with a token of ours, whether the address is ours.
    handshake: bool = False
    #: What the platform takes for success.
    status: int = 202


def built(model: Any, **fields: Any) -> Any:
    """`model(**fields)`, or the Refusal `invalid` with pointers: a platform may send what our models do not take."""
    try:
        return model(**fields)
    except ValidationError as error:
        return explain(error)


def together(parts: Iterable[InboundMessage | Ignored | Refusal]) -> Translation:
    """One translation of a delivery with several parts. It is refused, or ignored, where that is all that can be said of it."""
    messages: list[InboundMessage] = []
    refused: list[Refusal] = []
    ignored: list[Ignored] = []
    for part in parts:
        if isinstance(part, InboundMessage):
            messages.append(part)
        elif isinstance(part, Refusal):
            refused.append(part)
        else:
            ignored.append(part)
    if messages:
        return Translated(messages[0], more=tuple(messages[1:]), refused=tuple(refused))
    if refused:
        return refused[0]
    return ignored[0] if ignored else Ignored("nothing in it")
