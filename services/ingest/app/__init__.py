"""The service, put together."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import cast

import asyncpg
import structlog
from prometheus_client import Counter

from runtime.lifecycle import Resources, Wiring
from services.ingest.app.http import routes
from services.ingest.app.imap import mailbox
from services.ingest.app.mailroom import Mailroom
from services.ingest.app.outlet import Outlet
from services.ingest.app.smtp import smtp_server
from services.ingest.app.stream import Secrets, hop
from services.ingest.settings import IngestSettings
from services.ingest.store import purge

log = structlog.get_logger()

FORGOTTEN = Counter("klantstroom_messages_forgotten_total", "Messages past their retention, of which repeats are no longer known")

#: Rows deleted in one transaction, and seconds between two: the hop shares the database.
_STEP_ROWS = 5_000
_STEP_SECONDS = 0.05


def secrets_of(settings: IngestSettings) -> Secrets:
    """Raises ValueError without a pepper: there is no default for a secret."""
    if settings.pepper is None:
        raise ValueError("KLANTSTROOM_PEPPER is not set: give 16 random characters or more, the same for ever and for all replicas")
    hooks = {source: tuple(secret.get_secret_value().encode() for secret in of_source) for source, of_source in settings.hook_secrets.items()}
    return Secrets(settings.pepper.get_secret_value().encode(), settings.phone_region, hooks)


def check_mail(settings: IngestSettings) -> None:
    """Raises ValueError where mail is wanted and something it needs is not said."""
    if settings.smtp_port is not None and not settings.mail_addresses:
        raise ValueError("KLANTSTROOM_SMTP_PORT is set: say for whom mail is taken, as KLANTSTROOM_MAIL_ADDRESSES='[\"service@bedrijf.nl\"]'")
    if settings.imap_host and not (settings.imap_user and settings.imap_password is not None):
        raise ValueError("KLANTSTROOM_IMAP_HOST is set: set KLANTSTROOM_IMAP_USER and KLANTSTROOM_IMAP_PASSWORD as well")


def forgetting(resources: Resources, settings: IngestSettings) -> Callable[[], Awaitable[None]]:
    async def forget() -> None:
        while True:
            before = (resources.clock() - timedelta(days=settings.message_retention_days)).date()
            try:
                while (gone := await purge(resources.pool, before, _STEP_ROWS)) > 0:
                    FORGOTTEN.inc(gone)
                    await asyncio.sleep(_STEP_SECONDS)
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
                # Tomorrow is early enough: what is past its retention is still there then.
                log.warning("could not forget old messages: trying again later", reason=type(error).__name__)
            await asyncio.sleep(settings.purge_seconds)

    return forget


def closing(outlet: Outlet) -> Callable[[], Awaitable[None]]:
    async def until_the_end() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await outlet.close()

    return until_the_end


async def wire(resources: Resources) -> Wiring:
    settings = cast(IngestSettings, resources.settings)
    secrets = secrets_of(settings)
    outlet = Outlet(resources.broker.publisher, settings.publish_seconds)
    mailroom = Mailroom(resources, settings, secrets, outlet)
    mail = []
    if settings.smtp_port is not None:
        mail.append(smtp_server(mailroom, settings))
    if settings.imap_host:
        mail.append(mailbox(mailroom, settings))
    return Wiring(
        hops=(hop(secrets, settings.batch),),
        routes=(routes(resources, settings, secrets, outlet),),
        background=(forgetting(resources, settings), closing(outlet), *mail),
    )
