"""The table of adapters: what the header `source` and the path `/v1/hooks/{source}` may name. One line each."""

from collections.abc import Mapping
from types import MappingProxyType

from schemas.messages.inbound import Channel
from services.ingest.adapters import chatwoot, discourse, generic, mail, mastodon, matrix, messenger, slack, telegram, whatsapp
from services.ingest.adapters.payload import Adapter, Challenge, Ignored, Payload, Translated, Translation
from services.ingest.adapters.signature import signed_by

MAIL = "rfc5322"

_META = "x-hub-signature-256"

ADAPTERS: Mapping[str, Adapter] = MappingProxyType(
    {
        MAIL: Adapter(Channel.EMAIL, mail.translate),
        "discourse": Adapter(Channel.FORUM, discourse.translate, signed_by(discourse.SIGNATURE), (discourse.SIGNATURE, discourse.EVENT)),
        "generic": Adapter(None, generic.translate, signed_by("x-hub-signature-256"), ("x-hub-signature-256",)),
        "chatwoot": Adapter(Channel.CHAT, chatwoot.translate, chatwoot.verify, (chatwoot.SIGNATURE, chatwoot.TIMESTAMP), chatwoot.TIMESTAMP),
        "slack": Adapter(Channel.CHAT, slack.translate, slack.verify, (slack.SIGNATURE, slack.TIMESTAMP), slack.TIMESTAMP),
        "telegram": Adapter(Channel.CHAT, telegram.translate, telegram.verify, (telegram.SECRET,), bare_secret=True),
        "matrix": Adapter(Channel.CHAT, matrix.translate, matrix.verify, (matrix.SECRET,), bare_secret=True, status=200),
        "whatsapp": Adapter(Channel.SOCIAL, whatsapp.translate, signed_by(_META), (_META,), handshake=True, status=200),
        "messenger": Adapter(Channel.SOCIAL, messenger.translate, signed_by(_META), (_META,), handshake=True, status=200),
        "instagram": Adapter(Channel.SOCIAL, messenger.translate, signed_by(_META), (_META,), handshake=True, status=200),
        "mastodon": Adapter(Channel.SOCIAL, mastodon.translate, signed_by(mastodon.SIGNATURE), (mastodon.SIGNATURE,)),
    }
)

__all__ = ["ADAPTERS", "MAIL", "Adapter", "Challenge", "Ignored", "Payload", "Translated", "Translation"]
