"""SMTP for the mail server that already has the mail: after its queue, or as the transport of some of its addresses.

250 is said only after acks=all; 451 while broker or database is away, and the mail stays in the sender's queue. Mail for anybody but
our own addresses is refused (550): nothing is relayed, and nothing is ever sent. What nobody wrote (bounces, lists, automatic answers)
is taken and ignored: to refuse it would make the sender answer.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session

from runtime.lifecycle import CannotStart
from services.ingest.adapters.mail_kind import is_own
from services.ingest.app.mailroom import Away, Became, Mailroom
from services.ingest.settings import IngestSettings

log = structlog.get_logger()

#: Recipients of one mail; more go with the next.
_MAX_RECIPIENTS = 100
_SILENT_SECONDS = 120.0
#: Seconds that mails under way have when the service ends.
_END_SECONDS = 3.0
_NOT_SAID = re.compile(r"[^ -~]")

Network = IPv4Network | IPv6Network


def _allowed(peer: Any, networks: Sequence[Network]) -> bool:
    if not networks:
        return True
    try:
        address = ip_address(str(peer[0]).partition("%")[0])
    except (ValueError, TypeError, IndexError):
        return False
    mapped = getattr(address, "ipv4_mapped", None) or address
    return any(mapped in network for network in networks)


class _Door(SMTP):
    """One connection; turned away before the first word where the client may not come, or too many are inside."""

    #: Longer than RFC 5321 has it: real mail has HTML in one line.
    line_length_limit = 256 * 1024

    def __init__(self, postman: "_Postman", loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(
            postman,
            data_size_limit=postman.settings.smtp_max_bytes,
            enable_SMTPUTF8=True,
            hostname="klantstroom",
            ident="Klantstroom",
            timeout=_SILENT_SECONDS,
            loop=loop,
        )
        self._postman = postman
        self._inside = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        peer = transport.get_extra_info("peername")
        refusal = None
        if not _allowed(peer, self._postman.settings.smtp_networks):
            refusal = b"554 5.7.1 this network may not send mail here\r\n"
        elif len(self._postman.inside) >= self._postman.settings.smtp_connections:
            refusal = b"421 4.7.0 too many connections: try again\r\n"
        if refusal is not None and isinstance(transport, asyncio.Transport):
            transport.write(refusal)
            transport.close()
            return
        self._inside = True
        self._postman.inside.add(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self._inside and self.transport is not None:
            self._postman.inside.discard(self.transport)
        super().connection_lost(error)


class _Postman:
    """What aiosmtpd asks: who may get mail, and what becomes of it."""

    def __init__(self, mailroom: Mailroom, settings: IngestSettings) -> None:
        self._mailroom = mailroom
        self.settings = settings
        self.inside: set[asyncio.BaseTransport] = set()
        self.busy: set[asyncio.Future[None]] = set()

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if not is_own(address, self.settings.mail_addresses):
            return "550 5.7.1 no such recipient here, and nothing is relayed"
        if len(envelope.rcpt_tos) >= _MAX_RECIPIENTS:
            return "452 4.5.3 too many recipients"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.busy.add(done)
        try:
            # As the last server writes it (RFC 5321, 4.4): an answer that goes to nobody says so there.
            came_from = _NOT_SAID.sub("", (envelope.mail_from or "").strip("<>"))
            outcome = await self._mailroom.take(b"Return-Path: <%s>\r\n%s" % (came_from.encode(), content), "smtp")
        except Away as error:
            return f"451 4.3.0 {error}: try again"
        finally:
            self.busy.discard(done)
            done.set_result(None)
        if outcome.became is Became.TAKEN:
            return f"250 2.6.0 taken as {outcome.detail}"
        if outcome.became is Became.IGNORED:
            return f"250 2.6.0 taken and not answered: {outcome.detail}"
        if outcome.became is Became.TOO_LARGE:
            return f"552 5.3.4 {outcome.detail}"
        return f"554 5.6.0 {_NOT_SAID.sub(' ', outcome.detail)[:400]}"

    async def handle_exception(self, error: Exception) -> str:
        log.error("an SMTP session failed", reason=type(error).__name__)
        return "451 4.3.0 it was not taken: try again"


def smtp_server(mailroom: Mailroom, settings: IngestSettings) -> Callable[[], Awaitable[None]]:
    """A background task that listens until it is cancelled."""

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        postman = _Postman(mailroom, settings)
        try:
            server = await loop.create_server(lambda: _Door(postman, loop), settings.smtp_host, settings.smtp_port)
        except OSError as error:
            raise CannotStart(
                f"{settings.smtp_host}:{settings.smtp_port} cannot be used for SMTP ({error.strerror}): "
                "stop what listens there, or set KLANTSTROOM_SMTP_PORT"
            ) from error
        log.info("mail is taken by SMTP", smtp=f"{settings.smtp_host}:{settings.smtp_port}")
        try:
            await asyncio.Event().wait()
        finally:
            server.close()
            if postman.busy:
                await asyncio.wait(set(postman.busy), timeout=_END_SECONDS)
            for transport in list(postman.inside):
                transport.close()

    return serve
