"""What ingest consumes and emits: six inbound topics in, messages-ingested and customers-changed out.

A platform's delivery of one message lies on the topic as it came, with the signature that proves it. Where that cannot be (it holds
several messages, or what proves it is a secret itself), the edge, which has verified it, puts each message there as InboundMessage,
under its own seal: a keyed hash of source and value, by the pepper that all replicas share.
"""

import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from runtime.broker import Record
from runtime.codec import decode
from runtime.hop import Decoder, Hop, Publishing, Refusal, State
from schemas.envelope import SOURCE
from schemas.messages.inbound import Channel, InboundMessage, InboundReason
from schemas.topics import MAX_INBOUND_BYTES, inbound_topic
from services.ingest.adapters import ADAPTERS, Payload, Translated
from services.ingest.domain import PLAIN_SOURCE, Arrival, arrival, decide, fold
from services.ingest.store import apply, gather


class Secrets(NamedTuple):
    """What decoding needs to know beside the bytes."""

    pepper: bytes
    #: Country of telephone numbers without a country code.
    region: str
    #: Source → its secrets, in force all of them (rotation).
    hooks: Mapping[str, Sequence[bytes]]


def signed(source: str, raw: bytes, headers: Mapping[str, str], secrets: Secrets) -> bool:
    """Whether `source` signed `raw`, or signs nothing. Without a secret nobody can have signed."""
    verify = ADAPTERS[source].verify
    return verify is None or any(verify(raw, headers, secret) for secret in secrets.hooks.get(source, ()))


#: The header with the edge's own seal.
SEAL = "edge-seal"


def seal(source: str, value: bytes, secrets: Secrets) -> str:
    return hmac.digest(secrets.pepper, b"edge seal\x00" + source.encode("utf-8", "replace") + b"\x00" + value, "sha256").hex()


def _sealed(source: str, record: Record, secrets: Secrets) -> bool:
    return hmac.compare_digest(record.header(SEAL) or b"", seal(source, record.value, secrets).encode())


def _translated(source: str, record: Record, secrets: Secrets) -> InboundMessage | Refusal:
    adapter = ADAPTERS.get(source)
    if adapter is None:
        return Refusal(InboundReason.UNKNOWN_SOURCE, f"there is no adapter {source[:100]!r}: {', '.join(ADAPTERS)}")
    if record.header(SEAL) is not None:
        if not _sealed(source, record, secrets):
            return Refusal(InboundReason.BAD_SIGNATURE, "the seal of the edge is wrong")
        return decode(InboundMessage, record.value, MAX_INBOUND_BYTES)
    # Kafka allows a header without a value.
    headers = {name.lower(): (value or b"").decode("utf-8", "replace") for name, value in record.headers}
    if not signed(source, record.value, headers, secrets):
        return Refusal(InboundReason.BAD_SIGNATURE, f"the signature of {source} is missing or wrong")
    translation = adapter.translate(Payload(record.value, headers, datetime.fromtimestamp(max(0, record.timestamp_ms) / 1000, UTC)))
    if isinstance(translation, Refusal):
        return translation
    if not isinstance(translation, Translated) or translation.message is None:
        return Refusal(InboundReason.INVALID, "/: this event of the platform carries no message")
    if translation.more or translation.refused:
        several = len(translation.messages) + len(translation.refused)
        return Refusal(InboundReason.INVALID, f"/: this delivery holds {several} messages: post it to /v1/hooks/{source}, which takes it apart")
    return translation.message


def read_record(record: Record, channel: Channel, secrets: Secrets) -> Arrival | Refusal:
    raw = record.value
    if len(raw) > MAX_INBOUND_BYTES:
        return Refusal(InboundReason.TOO_LARGE, f"{len(raw)} bytes, at most {MAX_INBOUND_BYTES} are taken")
    named = record.header(SOURCE)
    source = PLAIN_SOURCE if named is None else named.decode("utf-8", "replace")
    message = decode(InboundMessage, raw, MAX_INBOUND_BYTES) if source == PLAIN_SOURCE else _translated(source, record, secrets)
    if isinstance(message, Refusal):
        return message
    if message.channel is not channel:
        return Refusal(InboundReason.WRONG_CHANNEL, f"/channel: {message.channel.value}, but this is the topic of {channel.value}")
    return arrival(message, source, secrets.pepper, secrets.region)


def hop(secrets: Secrets, batch: int) -> Hop:
    inputs: dict[str, Decoder] = {inbound_topic(channel): partial(read_record, channel=channel, secrets=secrets) for channel in Channel}
    return Hop(
        name="ingest",
        inputs=inputs,
        outputs=("messages-ingested", "customers-changed"),
        publishing=Publishing.IDEMPOTENT,
        state=State(gather=gather, fold=fold, apply=apply),
        decide=decide,
        batch=batch,
    )
