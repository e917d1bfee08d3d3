"""A mailbox on a real server (Dovecot): what is unseen is taken once, marked after the broker has it, and a crash in between repeats it."""

import asyncio
import imaplib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
from pydantic import SecretStr

from runtime.access import Access
from runtime.broker import BrokerUnavailable, Outgoing
from runtime.lifecycle import Resources
from runtime.memory import MemoryBroker
from schemas.messages.inbound import Channel
from services.ingest.app import secrets_of
from services.ingest.app.imap import mailbox
from services.ingest.app.mailroom import Mailroom
from services.ingest.app.outlet import Outlet
from services.ingest.app.stream import read_record
from services.ingest.domain import Arrival
from services.ingest.settings import IngestSettings
from tests.conftest import Ports
from tests.waiting import until, wait_until

DOVECOT = shutil.which("dovecot", path=os.environ.get("PATH", "") + ":/usr/sbin")
pytestmark = pytest.mark.skipif(DOVECOT is None, reason="there is no dovecot: apt-get install dovecot-imapd")

NOW = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
USER, PASSWORD = "service", "geheim-woord-12"


def mail(number: int, text: str = "hallo") -> bytes:
    return (
        f"From: Jan <jan@voorbeeld.nl>\r\nMessage-ID: <m{number}@voorbeeld.nl>\r\nDate: Mon, 02 Mar 2026 09:15:00 +0100\r\n"
        f"Subject: vraag {number}\r\n\r\n{text}\r\n"
    ).encode()


class Dovecot:
    """A server with a configuration of its own, in a folder of its own."""

    def __init__(self, folder: Path, port: int, tls_port: int) -> None:
        self.folder = folder
        self.port = port
        self.tls_port = tls_port
        self._process: subprocess.Popen[bytes] | None = None
        self.certificate = folder / "certificate.pem"

    def lay_out(self) -> None:
        key = self.folder / "key.pem"
        line = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
        line += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(self.certificate)]
        subprocess.run(line, check=True, capture_output=True)
        root = os.geteuid() == 0
        # Dovecot gives no mail to root.
        owner = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.geteuid())
        internal = f"default_internal_user = {owner.pw_name}\ndefault_login_user = {owner.pw_name}\ndefault_internal_group = {_group(owner)}"
        alone = "" if root else "service anvil {\n  chroot =\n}\nservice imap-login {\n  chroot =\n}\n"
        (self.folder / "mail").mkdir()
        (self.folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}:{owner.pw_uid}:{owner.pw_gid}::{self.folder / 'mail'}\n")
        if root:
            os.chown(self.folder / "mail", owner.pw_uid, owner.pw_gid)
            self.folder.chmod(0o755)
        (self.folder / "dovecot.conf").write_text(
            f"""
base_dir = {self.folder / "run"}
state_dir = {self.folder / "state"}
log_path = {self.folder / "dovecot.log"}
{internal}
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{self.certificate}
ssl_key = <{key}
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:{self.folder / "mail"}/Maildir
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {self.folder / "users"}
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {self.folder / "users"}
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  inet_listener imap {{
    port = {self.port}
  }}
  inet_listener imaps {{
    port = {self.tls_port}
    ssl = yes
  }}
}}
{alone}"""
        )

    def start(self) -> None:
        assert DOVECOT is not None
        with (self.folder / "output").open("ab") as output:
            self._process = subprocess.Popen([DOVECOT, "-F", "-c", str(self.folder / "dovecot.conf")], stdout=output, stderr=output)
        wait_until(self._answers, 30, lambda: f"dovecot answers: {self.said()}")

    def said(self) -> str:
        return "".join(path.read_text()[-1_500:] for path in (self.folder / "output", self.folder / "dovecot.log") if path.exists())

    def _answers(self) -> bool:
        try:
            self.ask(lambda client: client.noop())
        except (OSError, imaplib.IMAP4.error):
            return False
        return True

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def ask(self, question: Callable[[imaplib.IMAP4], Any]) -> Any:
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=15)
        try:
            client.login(USER, PASSWORD)
            client.select("INBOX")
            return question(client)
        finally:
            client.shutdown()

    def put(self, *mails: bytes) -> None:
        for one in mails:
            self.ask(lambda client, one=one: client.append("INBOX", "", None, one))  # type: ignore[misc]

    def count(self, criterion: str, folder: str = "INBOX") -> int:
        def question(client: imaplib.IMAP4) -> int:
            client.select(folder, readonly=True)
            return len(client.search(None, criterion)[1][0].split())

        found: int = self.ask(question)
        return found


def _group(owner: pwd.struct_passwd) -> str:
    import grp

    return grp.getgrgid(owner.pw_gid).gr_name


@pytest.fixture
def dovecot(ports: Ports) -> Iterator[Dovecot]:
    # Not pytest's own folder: Dovecot's sockets need a short path, and its users a way in.
    with tempfile.TemporaryDirectory(prefix="dovecot-") as folder:
        server = Dovecot(Path(folder), ports.take(), ports.take())
        server.lay_out()
        try:
            server.start()
            yield server
        finally:
            server.stop()


class Database:
    async def fetchval(self, query: str) -> int:
        return 1


class Fragile:
    """A publisher that can fail, before or after the broker has the records."""

    def __init__(self, broker: MemoryBroker) -> None:
        self._broker = broker
        self.away = False
        self.answers_lost = 0

    async def publish(self, records: Sequence[Outgoing]) -> None:
        if self.away:
            raise BrokerUnavailable("nobody there")
        await (await self._broker.publisher()).publish(records)
        if self.answers_lost:
            self.answers_lost -= 1
            raise BrokerUnavailable("the answer is lost")

    async def close(self) -> None:
        return None


class Taking:
    def __init__(self, broker: MemoryBroker, publisher: Fragile, settings: IngestSettings) -> None:
        self.broker = broker
        self.publisher = publisher
        self.settings = settings

    def subjects(self) -> list[str]:
        arrived = [read_record(record, Channel.EMAIL, secrets_of(self.settings)) for record in self.broker.records("inbound-email")]
        return [one.message.subject or "" for one in arrived if isinstance(one, Arrival)]


@asynccontextmanager
async def taking(server: Dovecot, away: bool = False, **changes: Any) -> AsyncIterator[Taking]:
    settings = IngestSettings(
        pepper=SecretStr("a pepper for the tests"),
        imap_host="localhost",
        **{
            "imap_port": server.port,
            "imap_tls": False,
            "imap_user": USER,
            "imap_password": SecretStr(PASSWORD),
            "publish_seconds": 2.0,
            **changes,
        },
    )
    broker = MemoryBroker()
    publisher = Fragile(broker)
    publisher.away = away

    async def opened() -> Fragile:
        return publisher

    outlet = Outlet(opened, settings.publish_seconds)
    resources = Resources(settings, broker, Database(), lambda: NOW, Access(None))  # type: ignore[arg-type]
    background = mailbox(Mailroom(resources, settings, secrets_of(settings), outlet), settings)

    async def run() -> None:
        await background()

    task = asyncio.create_task(run())
    try:
        yield Taking(broker, publisher, settings)
    finally:
        task.cancel()
        done, _ = await asyncio.wait({task}, timeout=10)
        await outlet.close()
        assert done, "the mailbox is let go at once"


async def test_what_is_unseen_is_taken_and_marked(dovecot: Dovecot) -> None:
    dovecot.put(mail(1), mail(2))
    async with taking(dovecot) as took:
        await until(lambda: dovecot.count("SEEN") == 2, 30, "both are marked")
        assert took.subjects() == ["vraag 1", "vraag 2"]


async def test_idle_tells_of_new_mail_at_once(dovecot: Dovecot) -> None:
    dovecot.put(mail(1))
    # The next look would be in twenty minutes.
    async with taking(dovecot, imap_idle_seconds=1_200) as took:
        await until(lambda: dovecot.count("SEEN") == 1, 30, "the first is taken")
        dovecot.put(mail(2))
        await until(lambda: took.subjects() == ["vraag 1", "vraag 2"], 30, "the second is taken")
        dovecot.put(mail(3))
        await until(lambda: dovecot.count("SEEN") == 3, 30, "and the third")


async def test_with_tls_the_certificate_is_checked(dovecot: Dovecot) -> None:
    dovecot.put(mail(1))
    with structlog.testing.capture_logs() as lines:
        async with taking(dovecot, imap_port=dovecot.tls_port, imap_tls=True) as took:
            await until(lambda: any("no mail is taken" in line["event"] for line in lines), 30, "a certificate that nobody knows is refused")
            assert took.subjects() == []
    async with taking(dovecot, imap_port=dovecot.tls_port, imap_tls=True, imap_ca=dovecot.certificate) as took:
        await until(lambda: took.subjects() == ["vraag 1"], 30, "it is taken by TLS")


async def test_while_the_broker_is_away_nothing_is_marked(dovecot: Dovecot) -> None:
    dovecot.put(mail(1))
    with structlog.testing.capture_logs() as lines:
        async with taking(dovecot, away=True) as took:
            await until(lambda: any("no mail is taken" in line["event"] for line in lines), 30, "it says so")
            assert dovecot.count("UNSEEN") == 1
            took.publisher.away = False
            await until(lambda: dovecot.count("SEEN") == 1, 30, "it is taken once the broker is back")
            assert took.subjects() == ["vraag 1"]


async def test_what_a_crash_leaves_unmarked_comes_again_with_the_same_id(dovecot: Dovecot) -> None:
    dovecot.put(mail(1))
    async with taking(dovecot) as took:
        took.publisher.answers_lost = 1
        await until(lambda: dovecot.count("SEEN") == 1, 30, "it is taken the second time")
        records = took.broker.records("inbound-email")
        assert len(records) == 2
        first, second = (read_record(record, Channel.EMAIL, secrets_of(took.settings)) for record in records)
        assert isinstance(first, Arrival)
        assert isinstance(second, Arrival)
        # Same id, same content: the hop drops the second as a duplicate.
        assert (first.message_id, first.content) == (second.message_id, second.content)


async def test_taken_mail_is_moved_where_a_folder_is_named(dovecot: Dovecot) -> None:
    dovecot.ask(lambda client: client.create("Gedaan"))
    dovecot.put(mail(1))
    async with taking(dovecot, imap_done_folder="Gedaan"):
        await until(lambda: dovecot.count("ALL", "Gedaan") == 1, 30, "it is moved")
        assert dovecot.count("ALL") == 0


async def test_what_is_no_customers_mail_is_marked_and_what_is_no_mail_is_flagged(dovecot: Dovecot) -> None:
    dovecot.put(b"List-Id: <x.y>\r\n" + mail(1), b"From: jan@voorbeeld.nl\r\n\r\n\r\n", mail(2))
    with structlog.testing.capture_logs() as lines:
        async with taking(dovecot) as took:
            await until(lambda: dovecot.count("SEEN") == 3, 30, "all are marked")
            assert took.subjects() == ["vraag 2"]
            assert dovecot.count("FLAGGED") == 1
    (told,) = [line for line in lines if "flagged" in line["event"]]
    assert told["reason"] == "there is no text in it"


async def test_it_comes_back_after_the_server_was_away(dovecot: Dovecot) -> None:
    dovecot.put(mail(1))
    with structlog.testing.capture_logs() as lines:
        async with taking(dovecot, imap_idle_seconds=1_200) as took:
            await until(lambda: took.subjects() == ["vraag 1"], 30, "the first is taken")
            await asyncio.to_thread(dovecot.stop)
            await until(lambda: any("no mail is taken" in line["event"] for line in lines), 30, "it says that the server is away")
            await asyncio.to_thread(dovecot.start)
            dovecot.put(mail(2))
            await until(lambda: took.subjects() == ["vraag 1", "vraag 2"], 60, "the second is taken after that")
            await until(lambda: any("again" in line["event"] and line["log_level"] == "info" for line in lines), 30, "it says so")
    pauses = [line["seconds"] for line in lines if "no mail is taken" in line["event"]]
    assert pauses == sorted(pauses)


async def test_neither_the_password_nor_a_mail_is_logged(dovecot: Dovecot) -> None:
    dovecot.put(mail(1, "zeer persoonlijk"))
    with structlog.testing.capture_logs() as lines:
        async with taking(dovecot, imap_password=SecretStr("een-ander-woord")):
            await until(lambda: any("does not take this user" in str(line.get("reason")) for line in lines), 30, "it says what is wrong")
        async with taking(dovecot):
            await until(lambda: dovecot.count("SEEN") == 1, 30, "it is taken")
    said = repr(lines)
    assert "een-ander-woord" not in said
    assert PASSWORD not in said
    assert "persoonlijk" not in said


async def test_a_folder_that_there_is_not_is_told(dovecot: Dovecot) -> None:
    with structlog.testing.capture_logs() as lines:
        async with taking(dovecot, imap_folder="Nergens"):
            await until(lambda: any("KLANTSTROOM_IMAP_FOLDER" in str(line.get("reason")) for line in lines), 30, "it says which setting")
