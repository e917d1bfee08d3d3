"""The table of adapters: what the header `source` and the path `/v1/hooks/{source}` may name. One line each."""

from collections.abc import Mapping
from types import MappingProxyType

from schemas.messages.inbound import Channel
from services.ingest.adapters import discourse, generic, mail
from services.ingest.adapters.payload import Adapter, Ignored, Payload, Translated, Translation
from services.ingest.adapters.signature import signed_by

MAIL = "rfc5322"

ADAPTERS: Mapping[str, Adapter] = MappingProxyType(
    {
        MAIL: Adapter(Channel.EMAIL, mail.translate),
        "discourse": Adapter(Channel.FORUM, discourse.translate, signed_by(discourse.SIGNATURE), (discourse.SIGNATURE, discourse.EVENT)),
        "generic": Adapter(None, generic.translate, signed_by("x-hub-signature-256"), ("x-hub-signature-256",)),
    }
)

__all__ = ["ADAPTERS", "MAIL", "Adapter", "Ignored", "Payload", "Translated", "Translation"]
