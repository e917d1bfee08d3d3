"""`generic`: an InboundMessage as JSON, signed as `X-Hub-Signature-256`, from systems that can do no more than call a webhook."""

from runtime.codec import decode
from runtime.hop import Refusal
from schemas.messages.inbound import InboundMessage
from schemas.topics import MAX_INBOUND_BYTES
from services.ingest.adapters.payload import Payload, Translated


def translate(payload: Payload) -> Translated | Refusal:
    message = decode(InboundMessage, payload.raw, MAX_INBOUND_BYTES)
    return message if isinstance(message, Refusal) else Translated(message)
