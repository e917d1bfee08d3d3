"""Ingest's SMTP edge over a memory broker: what is taken, for whom, and when it says so."""

import asyncio
import smtplib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest
from pydantic import SecretStr

from runtime.access import Access
from runtime.broker import BrokerUnavailable, Publisher, Record
from runtime.lifecycle import CannotStart, Resources
from runtime.memory import MemoryBroker
from schemas.envelope import SOURCE, message_id
from schemas.messages.inbound import Channel
from schemas.topics import MAX_INBOUND_BYTES
from services.ingest.app import check_mail, secrets_of
from services.ingest.app.mailroom import Mailroom
from services.ingest.app.outlet import Outlet
from services.ingest.app.smtp import smtp_server
from services.ingest.app.stream import read_record
from services.ingest.domain import Arrival
from services.ingest.settings import IngestSettings
from tests.conftest import Ports
from tests.waiting import until

NOW = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
MAIL = "From: Jan <jan@voorbeeld.nl>\r\nMessage-ID: <m1@voorbeeld.nl>\r\nDate: Mon, 02 Mar 2026 09:15:00 +0100\r\n\r\nhallo\r\n"
OURS = "service@bedrijf.nl"


class Database:
    """A pool as far as the mailroom asks it."""

    def __init__(self) -> None:
        self.away = False

    async def fetchval(self, query: str) -> int:
        if self.away:
            raise asyncpg.CannotConnectNowError("starting up")
        return 1


class Door:
    def __init__(self, port: int, broker: MemoryBroker, database: Database, settings: IngestSettings) -> None:
        self.port = port
        self.broker = broker
        self.database = database
        self.settings = settings

    async def talk(self, conversation: Callable[[smtplib.SMTP], Any]) -> Any:
        def blocking() -> Any:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=20) as client:
                return conversation(client)

        return await asyncio.to_thread(blocking)

    async def send(self, mail: str | bytes, *to: str, sender: str = "jan@voorbeeld.nl") -> tuple[int, str]:
        """The answer to the whole mail."""

        def conversation(client: smtplib.SMTP) -> tuple[int, str]:
            client.ehlo("mx.voorbeeld.nl")
            client.mail(sender)
            for one in to or (OURS,):
                client.rcpt(one)
            code, said = client.data(mail)
            return code, said.decode()

        answer: tuple[int, str] = await self.talk(conversation)
        return answer

    def published(self) -> list[Record]:
        return self.broker.records("inbound-email")


@asynccontextmanager
async def opened(ports: Ports, publisher: Callable[[], Awaitable[Publisher]] | None = None, **changes: Any) -> AsyncIterator[Door]:
    settings = IngestSettings(
        pepper=SecretStr("a pepper for the tests"),
        smtp_port=ports.take(),
        **{"mail_addresses": frozenset({OURS, "help.bedrijf.nl"}), "publish_seconds": 2.0, **changes},
    )
    broker, database = MemoryBroker(), Database()
    outlet = Outlet(publisher or broker.publisher, settings.publish_seconds)
    resources = Resources(settings, broker, database, lambda: NOW, Access(None))  # type: ignore[arg-type]
    serving = asyncio.create_task(_run(smtp_server(Mailroom(resources, settings, secrets_of(settings), outlet), settings)))
    port = settings.smtp_port
    assert port is not None
    try:
        await until(lambda: _listens(port), 20, "SMTP listens")
        yield Door(port, broker, database, settings)
    finally:
        serving.cancel()
        await asyncio.wait({serving}, timeout=10)
        await outlet.close()


async def _run(background: Callable[[], Awaitable[None]]) -> None:
    await background()


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


@pytest.fixture
async def door(ports: Ports) -> AsyncIterator[Door]:
    async with opened(ports) as made:
        yield made


async def test_a_mail_is_taken_once_the_broker_has_it(door: Door) -> None:
    code, said = await door.send(MAIL)
    expected = message_id("email", "rfc5322", "m1@voorbeeld.nl")
    assert (code, said) == (250, f"2.6.0 taken as {expected}")
    (record,) = door.published()
    assert record.header(SOURCE) == b"rfc5322"
    assert record.value == b"Return-Path: <jan@voorbeeld.nl>\r\n" + MAIL.encode()
    assert b"jan" not in (record.key or b"")
    arrived = read_record(record, Channel.EMAIL, secrets_of(door.settings))
    assert isinstance(arrived, Arrival)
    assert arrived.message_id == expected


async def test_mail_for_others_is_not_relayed(door: Door) -> None:
    def conversation(client: smtplib.SMTP) -> list[int]:
        client.ehlo("mx.voorbeeld.nl")
        client.mail("jan@voorbeeld.nl")
        wanted = (OURS, "Service@Bedrijf.NL", "wie@help.bedrijf.nl", "iemand@elders.nl", "service@bedrijf.nl.elders.nl", "x%elders.nl@anders.nl")
        return [client.rcpt(one)[0] for one in wanted]

    assert await door.talk(conversation) == [250, 250, 250, 550, 550, 550]
    with pytest.raises(smtplib.SMTPDataError) as refused:
        await door.send(MAIL, "iemand@elders.nl")
    assert refused.value.smtp_code == 503
    assert not door.published()


async def test_a_mail_that_is_too_long(ports: Ports) -> None:
    async with opened(ports, smtp_max_bytes=50_000) as door:
        assert (await door.talk(lambda client: (client.ehlo("x"), client.docmd(f"MAIL FROM:<jan@voorbeeld.nl> SIZE={60_000}"))[1]))[0] == 552
        assert (await door.send(MAIL + "woord\r\n" * 10_000))[0] == 552
        assert not door.published()
    async with opened(ports) as door:
        assert (await door.send(MAIL + "woord\r\n" * 400_000)) == (552, f"5.3.4 at most {MAX_INBOUND_BYTES} bytes are taken beside attachments")
        assert not door.published()


async def test_a_large_attachment_is_left_out_and_its_size_is_told(door: Door) -> None:
    parts = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nzie foto\r\n--b\r\nContent-Type: image/jpeg\r\n"
    parts += (
        'Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="f.jpg"\r\n\r\n' + ("A" * 76 + "\r\n") * 40_000 + "--b--\r\n"
    )
    assert (await door.send(MAIL.replace("\r\n\r\nhallo\r\n", "\r\n") + parts))[0] == 250
    (record,) = door.published()
    assert len(record.value) < 2_000 < MAX_INBOUND_BYTES
    arrived = read_record(record, Channel.EMAIL, secrets_of(door.settings))
    assert isinstance(arrived, Arrival)
    assert arrived.message.text == "zie foto"
    assert [(one.name, one.media_type, one.bytes) for one in arrived.message.attachments] == [("f.jpg", "image/jpeg", 40_000 * 57)]


async def test_what_is_no_mail_is_refused_for_good(door: Door) -> None:
    assert await door.send("From: jan@voorbeeld.nl\r\n\r\n \r\n") == (554, "5.6.0 there is no text in it")
    assert await door.send("X-A: b\r\n" * 20_000 + MAIL) == (554, "5.6.0 more than 131072 bytes of headers")
    assert not door.published()


async def test_without_a_from_the_envelope_says_who_it_is(door: Door) -> None:
    assert (await door.send("Subject: niemand\r\n\r\nhallo"))[0] == 250
    arrived = read_record(door.published()[0], Channel.EMAIL, secrets_of(door.settings))
    assert isinstance(arrived, Arrival)
    assert arrived.message.sender.email == "jan@voorbeeld.nl"


@pytest.mark.parametrize(
    ("headers", "sender", "kind"),
    [
        ("Auto-Submitted: auto-replied\r\n", "jan@voorbeeld.nl", "auto_reply"),
        ("", "", "auto_reply"),
        ("List-Id: <x.y.nl>\r\n", "jan@voorbeeld.nl", "mailing_list"),
    ],
)
async def test_what_nobody_wrote_is_taken_and_ignored(door: Door, headers: str, sender: str, kind: str) -> None:
    assert await door.send(headers + MAIL, sender=sender) == (250, f"2.6.0 taken and not answered: {kind}")
    assert not door.published()


async def test_our_own_mail_is_ignored(door: Door) -> None:
    own = MAIL.replace("jan@voorbeeld.nl>\r\nMess", f"{OURS}>\r\nMess")
    assert await door.send(own) == (250, "2.6.0 taken and not answered: own_mail")


async def test_a_form_of_ours_speaks_for_a_customer(door: Door) -> None:
    form = MAIL.replace("Jan <jan@voorbeeld.nl>\r\n", f"Website <{OURS}>\r\nReply-To: Jan <jan@voorbeeld.nl>\r\n")
    assert (await door.send(form))[0] == 250
    arrived = read_record(door.published()[0], Channel.EMAIL, secrets_of(door.settings))
    assert isinstance(arrived, Arrival)
    assert arrived.message.sender.email == "jan@voorbeeld.nl"


async def test_while_the_database_is_away_the_sender_keeps_it(door: Door) -> None:
    door.database.away = True
    assert await door.send(MAIL) == (451, "4.3.0 the database does not answer: try again")
    assert not door.published()
    door.database.away = False
    assert (await door.send(MAIL))[0] == 250


async def test_while_the_broker_is_away_the_sender_keeps_it(ports: Ports) -> None:
    async def no_publisher() -> Publisher:
        raise BrokerUnavailable("nobody there")

    async with opened(ports, no_publisher) as door:
        assert await door.send(MAIL) == (451, "4.3.0 the broker can't be reached: try again")


async def test_networks_that_may_not_come_are_turned_away(ports: Ports) -> None:
    async with opened(ports, smtp_networks=("10.0.0.0/8",)) as door:
        with pytest.raises(smtplib.SMTPConnectError) as refused:
            await door.send(MAIL)
        assert refused.value.smtp_code == 554
    async with opened(ports, smtp_networks=("127.0.0.0/8",)) as door:
        assert (await door.send(MAIL))[0] == 250


async def test_too_many_connections_are_told_to_come_back(ports: Ports) -> None:
    async with opened(ports, smtp_connections=1) as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        greeting = await reader.readline()
        while greeting.startswith(b"421"):
            # The connection that asked whether anybody listens has still to be seen off.
            writer.close()
            async with asyncio.timeout(10):
                reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
                greeting = await reader.readline()
        assert greeting.startswith(b"220")
        with pytest.raises(smtplib.SMTPConnectError) as refused:
            await door.send(MAIL)
        assert refused.value.smtp_code == 421
        writer.close()
        await writer.wait_closed()


async def test_there_is_nothing_to_log_in_to_and_nobody_to_look_up(door: Door) -> None:
    def conversation(client: smtplib.SMTP) -> tuple[bool, int, int]:
        client.ehlo("x")
        return client.has_extn("auth"), client.docmd("VRFY service@bedrijf.nl")[0], client.docmd("EXPN alle")[0]

    assert await door.talk(conversation) == (False, 252, 502)


async def test_the_end_waits_for_mail_under_way_and_closes_the_rest(ports: Ports) -> None:
    async with opened(ports) as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        await reader.readline()
    async with asyncio.timeout(10):
        assert await reader.read() == b""
    writer.close()


async def test_a_port_that_is_taken_is_told_in_one_line(ports: Ports) -> None:
    async with opened(ports) as door:
        with pytest.raises(CannotStart, match="cannot be used for SMTP"):
            await smtp_server(None, door.settings)()  # type: ignore[arg-type]


def test_what_mail_needs_is_asked_for_in_one_line() -> None:
    pepper = SecretStr("a pepper for the tests")
    with pytest.raises(ValueError, match="KLANTSTROOM_MAIL_ADDRESSES"):
        check_mail(IngestSettings(pepper=pepper, smtp_port=2525))
    with pytest.raises(ValueError, match="KLANTSTROOM_IMAP_PASSWORD"):
        check_mail(IngestSettings(pepper=pepper, imap_host="imap.bedrijf.nl"))
    check_mail(IngestSettings(pepper=pepper))
