"""The parts of reading a mail: charsets, addresses, bounds, kinds."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.mail import HOSTILE, hostile
from runtime.hop import Refusal
from schemas.topics import MAX_INBOUND_BYTES
from services.ingest.adapters.mail import OWN, told, translate
from services.ingest.adapters.mail_bounds import MAX_MAIL_BYTES, MAX_PARTS, lightened
from services.ingest.adapters.mail_said import said_now, unflowed
from services.ingest.adapters.payload import Ignored, Payload, Translated
from services.ingest.adapters.plain_text import text_of_html

CAME_AT = datetime(2026, 3, 2, 8, 20, tzinfo=UTC)


def read(raw: bytes | str, *own: str) -> Translated | Ignored | Refusal:
    translation = translate(Payload(raw.encode() if isinstance(raw, str) else raw, {OWN: told(own)}, CAME_AT))
    assert isinstance(translation, Translated | Ignored | Refusal)
    return translation


def sender(header: str) -> tuple[str | None, str | None] | str:
    translation = read(f"{header}\r\nMessage-ID: <m@x>\r\n\r\nhallo")
    if isinstance(translation, Translated) and translation.message is not None:
        return translation.message.sender.email, translation.message.sender.name
    return translation.detail if isinstance(translation, Refusal) else ""


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_costs_at_most_a_second_and_a_hundred_megabytes(name: str) -> None:
    seconds, megabytes, _ = hostile(name)
    assert seconds < 1.0
    assert megabytes < 100


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("From: Jan <jan@x.nl>", ("jan@x.nl", "Jan")),
        ("From: jan@x.nl (Jan de Vries)", ("jan@x.nl", "Jan de Vries")),
        ('From: "Vries, Jan \\"JJ\\" de" <jan@x.nl>', ("jan@x.nl", 'Vries, Jan "JJ" de')),
        ("From: Jan (bij (x) y) <jan@x.nl>", ("jan@x.nl", "Jan")),
        ("From: Allen:jan@x.nl, piet@x.nl;", ("jan@x.nl", None)),
        ("From: Niemand:;\r\nReply-To: jan@x.nl", ("jan@x.nl", None)),
        ("From: <@a.nl,@b.nl:jan@x.nl>", ("jan@x.nl", None)),
        ('From: "jan piet"@x.nl', ("jan@x.nl", None)),
        ("From: =?utf-8?q?Jan_=3Cboos=40elders=2Enl=3E?= <jan@x.nl>", ("jan@x.nl", "Jan <boos@elders.nl>")),
        ("From: =?utf-8?q?Jan_=3Cjan=40x=2Enl=3E?=", ("jan@x.nl", "Jan")),
        ("From: mailto:jan@x.nl", ("jan@x.nl", None)),
        ("From: Jan <jan@x.nl", ("jan@x.nl", "Jan")),
        ("From: jan at x.nl", "it does not say who it is from"),
        ("From: no-reply@x.nl\r\nReply-To: Jan <jan@x.nl>", ("jan@x.nl", "Jan")),
    ],
)
def test_who_it_is_from(header: str, expected: tuple[str, str | None] | str) -> None:
    if '"jan piet"' in header:
        expected = ('"jan piet"@x.nl', None)
    assert sender(header) == expected


@pytest.mark.parametrize(
    ("charset", "body", "expected"),
    [
        ("punycode", b"abc-", "abc-"),
        ("unicode_escape", b"\\u0041", "\\u0041"),
        ("gb2312", "订单".encode("gb18030"), "订单"),
        ("ks_c_5601-1987", "주문".encode("cp949"), "주문"),
        ("shift_jis", "注文①".encode("cp932"), "注文①"),
        ("koi8-r", "Привет".encode("koi8-r"), "Привет"),
        ("iso-8859-9", "şikâyet".encode("iso8859-9"), "şikâyet"),
        ("utf-16", "hallo".encode("utf-16"), "hallo"),
        ("utf-8", b"\xef\xbb\xbfhallo", "hallo"),
        ("utf-8", "é".encode() * 40 + b"\xff", "é" * 40 + "\ufffd"),
        ("x-unknown", b"\x1b$BCmJ8\x1b(B", "注文"),
        ("us-ascii", "café".encode("cp1252"), "café"),
    ],
)
def test_charsets(charset: str, body: bytes, expected: str) -> None:
    raw = f"From: jan@x.nl\r\nContent-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode() + body
    translation = read(raw)
    assert isinstance(translation, Translated)
    assert translation.message is not None
    assert translation.message.text == expected


@given(st.binary(max_size=600))
def test_any_bytes_are_answered(raw: bytes) -> None:
    read(raw)
    read(b"From: jan@x.nl\r\n" + raw)
    read(b"From: jan@x.nl\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + raw)


@given(st.text(alphabet=st.sampled_from("Op On 1:<>@-_schreef wrote\n\t >Van:Aan:"), max_size=400))
def test_nothing_is_said_that_was_not_there(text: str) -> None:
    said = said_now(text)
    assert set(said.split()) <= {word.removeprefix(">") for word in text.split()} | set(text.split())
    assert bool(said) <= bool(text.strip())


def test_each_bound_has_its_own_refusal() -> None:
    head = "From: jan@x.nl\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    details = [
        read(bytes(MAX_MAIL_BYTES + 1)),
        read("X: y\r\n" * 30_000),
        read(head + "--b\r\n\r\nx\r\n" * (MAX_PARTS + 1)),
        read("".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(21))),
        read("From: jan@x.nl\r\n\r\n" + "x\r\n" * 60_001),
        read("From: jan@x.nl\r\nContent-Type: text/plain" + "; a=b" * 2_000 + "\r\n\r\nx"),
        read("From: jan@x.nl\r\n\r\n" + "woord " * (MAX_INBOUND_BYTES // 5)),
    ]
    said = [one.detail for one in details if isinstance(one, Refusal)]
    words = ("are taken", "bytes of headers", "200 parts", "20 nested", "60000 lines", "bytes of parameters", "without attachments")
    assert len(said) == len(words)
    assert all(word in detail for word, detail in zip(words, said, strict=True)), said


def test_a_mail_of_many_megabytes_keeps_its_text_and_loses_its_bodies() -> None:
    line = b"A" * 76 + b"\r\n"
    head = b'From: jan@x.nl\r\nMessage-ID: <m@x>\r\nContent-Type: multipart/mixed; boundary="==b"\r\n\r\n'
    head += b"--==b\r\nContent-Type: text/plain\r\n\r\nhallo\r\n"
    part = b"--==b\r\nContent-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\n" + line * 60_000
    raw = head + part + part + b"--==b--\r\n"
    light = lightened(raw)
    assert len(light) < 2_000
    assert lightened(light) == light
    translation = read(raw)
    assert isinstance(translation, Translated)
    assert translation.message is not None
    assert translation.message.text == "hallo"
    assert [(one.name, one.bytes) for one in translation.message.attachments] == [("a.png", 57 * 60_000)] * 2
    assert read(light) == translation


def test_quotes_of_html_are_marked_only_where_asked() -> None:
    html = "<p>nee</p><blockquote>ja?<blockquote>nou?</blockquote>toch</blockquote><p>echt</p>"
    assert text_of_html(html) == "nee\n\nja?\nnou?\ntoch\n\necht"
    assert text_of_html(html, quoted=True).replace("\n\n", "\n") == "nee\n> ja?\n> nou?\n> toch\necht"


def test_flowed_text() -> None:
    assert unflowed("een \ntwee\ndrie", joined=False) == "een twee\ndrie"
    assert unflowed("een \ntwee", joined=True) == "eentwee"
    assert unflowed("-- \nJan", joined=False) == "-- \nJan"


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Auto-Submitted: no", None),
        ("Auto-Submitted: auto-notified", "auto_generated"),
        ("Precedence: auto_reply", "auto_reply"),
        ("X-Autorespond: y", "auto_reply"),
        ("Return-Path: <>", "auto_reply"),
        ("Return-Path: <jan@x.nl>", None),
        ("List-Post: <mailto:l@x.nl>", "mailing_list"),
        ("X-Auto-Response-Suppress: DR, RN", None),
        ("Subject: Ik wil de reden weten: afwezig", None),
        ("Subject: Re: Automatische incasso", None),
    ],
)
def test_what_nobody_wrote(header: str, kind: str | None) -> None:
    translation = read(f"From: jan@x.nl\r\n{header}\r\n\r\nhallo")
    assert (translation.event if isinstance(translation, Ignored) else None) == kind
