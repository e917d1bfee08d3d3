"""A mailbox: what is unseen in its folder is published (acks=all), then marked as seen or moved. In that order: what a crash leaves
unmarked is fetched again, and dropped by its message id.

IMAP is spoken by imap-tools, which blocks: each call has a thread of its own, and the socket a deadline (docs/decisions/0015).
Neither the password nor a word of a mail is ever logged.
"""

import asyncio
import contextlib
import imaplib
import io
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple, TypeVar

import structlog
from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

from services.ingest.adapters.mail_bounds import MAX_MAIL_BYTES
from services.ingest.app.mailroom import Away, Became, Mailroom
from services.ingest.settings import IngestSettings

log = structlog.get_logger()

T = TypeVar("T")

_CONNECT_SECONDS = 5.0
#: Silence of the server in the middle of an answer.
_ANSWER_SECONDS = 60.0
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0
#: Servers without IDLE are asked this often.
_ASK_SECONDS = 30.0
_FAILURES = (OSError, imaplib.IMAP4.error, ImapToolsError, UnicodeError, EOFError)


class _Broken(Exception):
    """The session is of no more use; its text says why, without anything the server was told or told."""


class Found(NamedTuple):
    uid: str
    #: The whole mail; empty where it is longer than `MAX_MAIL_BYTES`.
    raw: bytes


async def _in_thread(call: Callable[[], T]) -> T:
    """`call` in a thread that does not keep the process alive."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def tell(result: T | None, error: BaseException | None) -> None:
        if answer.cancelled():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result, failure = None, None
        try:
            result = call()
        except BaseException as error:  # noqa: BLE001 (it is raised where the answer is waited for)
            failure = error
        if not loop.is_closed():
            loop.call_soon_threadsafe(tell, result, failure)

    threading.Thread(target=run, name="imap", daemon=True).start()
    return await answer


class _Session:
    """One connection; every method blocks and raises what is in `_FAILURES`."""

    def __init__(self, settings: IngestSettings) -> None:
        self._settings = settings
        self._box: BaseMailBox | None = None
        self._used = threading.Lock()

    @property
    def box(self) -> BaseMailBox:
        if self._box is None:
            raise _Broken("not connected")
        return self._box

    def open(self) -> None:
        settings = self._settings
        host = settings.imap_host or ""
        password = settings.imap_password.get_secret_value() if settings.imap_password is not None else ""
        if settings.imap_tls:
            context = ssl.create_default_context(cafile=str(settings.imap_ca) if settings.imap_ca is not None else None)
            self._box = MailBox(host, settings.imap_port, timeout=_CONNECT_SECONDS, ssl_context=context)
        else:
            self._box = MailBoxUnencrypted(host, settings.imap_port, timeout=_CONNECT_SECONDS)
        self._box.client.socket().settimeout(_ANSWER_SECONDS)
        try:
            if (settings.imap_user + password).isascii():
                self._box.login(settings.imap_user, password, initial_folder=settings.imap_folder)
            else:
                self._box.login_utf8(settings.imap_user, password, initial_folder=settings.imap_folder)
        except (MailboxLoginError, imaplib.IMAP4.error) as error:
            # What the server says may repeat what it was told.
            if isinstance(error, imaplib.IMAP4.abort):
                raise
            raise _Broken("the server does not take this user and password: see KLANTSTROOM_IMAP_USER and KLANTSTROOM_IMAP_PASSWORD") from None
        except MailboxFolderSelectError:
            raise _Broken(f"there is no folder {settings.imap_folder!r}: see KLANTSTROOM_IMAP_FOLDER") from None

    def unseen(self) -> Sequence[str]:
        client = self.box.client
        client.response("EXISTS")
        found = self.box.uids("UNSEEN")
        while not found and client.response("EXISTS")[1] != [None]:
            # One came while we asked: the server will not say so again.
            found = self.box.uids("UNSEEN")
        return found

    def fetch(self, uid: str) -> Found | None:
        """The mail, unmarked; None where it is gone."""
        code, answer = self.box.client.uid("fetch", uid, f"(BODY.PEEK[]<0.{MAX_MAIL_BYTES + 1}>)")
        if code != "OK":
            raise _Broken("a mail can't be fetched")
        for part in answer:
            if isinstance(part, tuple) and len(part) == 2 and isinstance(part[1], bytes):
                return Found(uid, part[1] if len(part[1]) <= MAX_MAIL_BYTES else b"")
        return None

    def settle(self, uid: str, refused: bool) -> None:
        flags = ("\\Seen", "\\Flagged") if refused else ("\\Seen",)
        self.box.flag(uid, flags, True)
        if self._settings.imap_done_folder and not refused:
            self.box.move(uid, self._settings.imap_done_folder)

    def wait(self) -> bool:
        """Until something comes, or it is time to look again; False where the server has no IDLE."""
        if "IDLE" not in self.box.client.capabilities:
            return False
        idle = self.box.idle
        idle.start()  # type: ignore[no-untyped-call]
        if not self._told_already():
            idle.poll(timeout=self._settings.imap_idle_seconds)
        idle.stop()  # type: ignore[no-untyped-call]
        return True

    def _told_already(self) -> bool:
        """Whether news came in one piece with the answer to IDLE: it was read along with it, and the socket no longer shows it."""
        client = self.box.client
        connection = client.socket()
        deadline = connection.gettimeout()
        connection.settimeout(0)
        try:
            return isinstance(client.file, io.BufferedReader) and bool(client.file.peek(1))
        except OSError:
            return False
        finally:
            connection.settimeout(deadline)

    async def ask(self, call: Callable[[], T]) -> T:
        """`call`, a method of this session, without blocking anybody else."""

        def alone() -> T:
            with self._used:
                return call()

        return await _in_thread(alone)

    async def close(self) -> None:
        """Also in the middle of a call: it is told that there is no more, and then the connection is let go."""
        if self._box is not None:
            with contextlib.suppress(OSError):
                self._box.client.socket().shutdown(socket.SHUT_RDWR)
        await self.ask(self._let_go)

    def _let_go(self) -> None:
        if self._box is not None:
            with contextlib.suppress(OSError):
                self._box.client.shutdown()


async def _settled(session: _Session, mailroom: Mailroom, uid: str) -> None:
    found = await session.ask(lambda: session.fetch(uid))
    if found is None:
        return
    if not found.raw:
        refused: str | None = f"longer than {MAX_MAIL_BYTES} bytes"
    else:
        outcome = await mailroom.take(found.raw, "imap")
        refused = outcome.detail if outcome.became in (Became.REFUSED, Became.TOO_LARGE) else None
    if refused is not None:
        log.warning("a mail is left in the mailbox, flagged: a person has to look at it", uid=uid, reason=refused)
    await session.ask(lambda: session.settle(uid, refused is not None))


def mailbox(mailroom: Mailroom, settings: IngestSettings) -> Callable[[], Awaitable[None]]:
    """A background task that empties the mailbox until it is cancelled, and comes back with growing pauses."""
    address = f"{settings.imap_host}:{settings.imap_port}"

    async def one_session(begun: Callable[[], None]) -> None:
        session = _Session(settings)
        try:
            await session.ask(session.open)
            settled: set[str] = set()
            while True:
                unseen = await session.ask(session.unseen)
                for uid in unseen:
                    if uid not in settled:
                        await _settled(session, mailroom, uid)
                begun()
                if not settled.issuperset(unseen):
                    # What came meanwhile was told of in the answers to other questions, and IDLE does not tell it again.
                    settled = set(unseen)
                    continue
                if not await session.ask(session.wait):
                    await asyncio.sleep(_ASK_SECONDS)
        finally:
            await session.close()

    async def serve() -> None:
        pause = _FIRST_PAUSE

        def begun() -> None:
            nonlocal pause
            if pause != _FIRST_PAUSE:
                log.info("mail is taken from the mailbox again", imap=address)
            pause = _FIRST_PAUSE

        while True:
            try:
                await one_session(begun)
            except (_Broken, Away) as error:
                why = str(error)
            except _FAILURES as error:
                why = f"{type(error).__name__}: {error.strerror}" if isinstance(error, OSError) and error.strerror else type(error).__name__
            log.warning("no mail is taken from the mailbox: trying again", imap=address, reason=why, seconds=pause)
            await asyncio.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * 2)

    return serve
