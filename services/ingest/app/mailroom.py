"""One mail that came in by SMTP or IMAP: read, and published as the bytes it came in, without the bodies of large attachments.

It decides nothing: the same adapter reads the bytes again where they count.
"""

import asyncio
from enum import StrEnum
from typing import NamedTuple

import asyncpg
from prometheus_client import Counter

from runtime.broker import BrokerUnavailable
from runtime.hop import Refusal
from runtime.lifecycle import Resources
from schemas import envelope
from schemas.topics import MAX_INBOUND_BYTES
from services.ingest.adapters import MAIL, Ignored, Payload, Translated
from services.ingest.adapters.mail import OWN, told, translate
from services.ingest.adapters.mail_bounds import lightened
from services.ingest.app.outlet import Outlet
from services.ingest.app.records import message_record
from services.ingest.app.stream import Secrets
from services.ingest.domain import arrival
from services.ingest.settings import IngestSettings

MAILS = Counter("klantstroom_mails_total", "Mails that came by SMTP or IMAP, by what became of them", ["way", "outcome"])

_DATABASE_SECONDS = 3.0


class Became(StrEnum):
    TAKEN = "taken"
    IGNORED = "ignored"
    REFUSED = "refused"
    TOO_LARGE = "too_large"


class Outcome(NamedTuple):
    became: Became
    #: The message id, the kind of what is ignored, or why it is refused.
    detail: str


class Away(Exception):
    """Broker or database can't be reached: the mail is to be offered again. Its text says which."""


class Mailroom:
    def __init__(self, resources: Resources, settings: IngestSettings, secrets: Secrets, outlet: Outlet) -> None:
        self._resources = resources
        self._secrets = secrets
        self._outlet = outlet
        self._own = told(settings.mail_addresses)

    async def take(self, raw: bytes, way: str) -> Outcome:
        """Returns once the broker has it (acks=all), or where there is nothing to publish; raises Away."""
        outcome = await self._taken(raw)
        MAILS.labels(way, outcome.became.value).inc()
        return outcome

    async def _taken(self, raw: bytes) -> Outcome:
        now = self._resources.clock()
        # A large mail takes tens of milliseconds: others go on meanwhile.
        light = await asyncio.to_thread(lightened, raw)
        if len(light) > MAX_INBOUND_BYTES:
            return Outcome(Became.TOO_LARGE, f"at most {MAX_INBOUND_BYTES} bytes are taken beside attachments")
        translation = await asyncio.to_thread(translate, Payload(light, {OWN: self._own}, now))
        if isinstance(translation, Ignored):
            return Outcome(Became.IGNORED, translation.event)
        if isinstance(translation, Refusal):
            return Outcome(Became.REFUSED, translation.detail)
        if not isinstance(translation, Translated) or translation.message is None:
            return Outcome(Became.REFUSED, "it carries no message")
        arrived = arrival(translation.message, MAIL, self._secrets.pepper, self._secrets.region)
        if isinstance(arrived, Refusal):
            return Outcome(Became.REFUSED, arrived.detail)
        await self._database_answers()
        try:
            more = ((envelope.SOURCE, MAIL.encode()), (OWN, self._own.encode()))
            await self._outlet.send((message_record(arrived, light, now, more, "message/rfc822"),))
        except BrokerUnavailable as error:
            raise Away("the broker can't be reached") from error
        return Outcome(Became.TAKEN, arrived.message_id)

    async def _database_answers(self) -> None:
        try:
            async with asyncio.timeout(_DATABASE_SECONDS):
                await self._resources.pool.fetchval("SELECT 1")
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
            raise Away("the database does not answer") from error
