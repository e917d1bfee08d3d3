"""Reading somebody's own messages: each format, and each way in which a row can be no message."""

import csv
import json
import mailbox
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.replay.columns import Columns, WrongColumns, parse_time
from local.replay.rows import Entry, Form, Reading, Unreadable, guess_form, read
from schemas.envelope import message_id

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def rows(path: Path, columns: Columns | None = None, **reading: Any) -> list[Entry | Unreadable]:
    return list(read(path, Reading(columns or Columns(), NOW, **reading)))


def entries(path: Path, columns: Columns | None = None, **reading: Any) -> list[Entry]:
    found = rows(path, columns, **reading)
    assert all(isinstance(row, Entry) for row in found), found
    return [row for row in found if isinstance(row, Entry)]


def value(entry: Entry) -> dict[str, Any]:
    return orjson.loads(entry.value)


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


MESSAGE = {
    "id": "c-1",
    "channel": "chat",
    "sender": {"email": "Anouk@Example.nl", "customer_number": "WK-1"},
    "text": "hoi",
    "sent_at": "2026-03-02T09:15:00+01:00",
    "an_unknown_field": [1],
}


def test_inbound_messages_go_as_they_are(tmp_path: Path) -> None:
    [entry] = entries(written(tmp_path / "m.jsonl", json.dumps(MESSAGE)))
    assert value(entry) == MESSAGE
    assert (entry.topic, entry.key, entry.line) == ("inbound-chat", b"wk-1", 1)
    assert entry.message == message_id("chat", "inbound", "c-1")
    assert entry.at == datetime(2026, 3, 2, 8, 15, tzinfo=UTC)


def test_broken_lines_are_counted_with_their_line_and_reason(tmp_path: Path) -> None:
    lines = [
        json.dumps(MESSAGE).encode(),
        b'{"id": "half',
        b"",
        b'{"text": "\xff"}',
        b"[1]",
        json.dumps({**MESSAGE, "text": "  "}).encode(),
        json.dumps({**MESSAGE, "channel": "fax"}).encode(),
        b"[" * 100 + b"]" * 100,
        json.dumps({**MESSAGE, "id": "c-2"}).encode(),
    ]
    found = rows(written(tmp_path / "m.jsonl", b"\n".join(lines)))
    reasons = [(row.line, row.reason) for row in found if isinstance(row, Unreadable)]
    assert reasons == [(2, "not_json"), (4, "not_utf8"), (5, "invalid"), (6, "invalid"), (7, "invalid"), (8, "too_deep")]
    assert [row.line for row in found if isinstance(row, Entry)] == [1, 9]
    details = {row.line: row.detail for row in found if isinstance(row, Unreadable)}
    assert details[6].startswith("/text")
    assert details[7].startswith("/channel")


@pytest.mark.parametrize(
    ("at", "utc"),
    [
        ("Tue Oct 31 23:36:20 +0000 2017", datetime(2017, 10, 31, 23, 36, 20, tzinfo=UTC)),
        ("24-02-2015 9.35", datetime(2015, 2, 24, 9, 35, tzinfo=UTC)),
    ],
)
def test_public_posts_are_known_by_their_fields(tmp_path: Path, at: str, utc: datetime) -> None:
    post = {"id": "t1", "author": "u1", "to": "Firm", "at": at, "in_reply_to": "t0", "text": "@user hello"}
    [entry] = entries(written(tmp_path / "posts.jsonl", json.dumps(post)))
    message = value(entry)
    assert entry.topic == "inbound-social"
    assert entry.at == utc
    assert entry.key == b"u1"
    assert message["sender"] == {"handle": "u1"}
    assert message["in_reply_to"] == "t0"
    assert message["public"] is True


def test_a_post_without_a_readable_time_is_told(tmp_path: Path) -> None:
    post = {"id": "t1", "author": "u1", "at": "soon", "in_reply_to": None, "text": "hello"}
    [row] = rows(written(tmp_path / "posts.jsonl", json.dumps(post)))
    assert isinstance(row, Unreadable)
    assert row.reason == "invalid"
    assert row.detail.startswith("/at")


def test_objects_with_other_names_are_read_by_guess_and_by_name(tmp_path: Path) -> None:
    path = written(
        tmp_path / "o.jsonl", json.dumps({"ticket_id": 7, "body": "Waar blijft het?", "van": "a@example.nl", "datum": "02-03-2026 09:15", "x": "y"})
    )
    [guessed] = entries(path)
    assert value(guessed) == {
        "id": "7",
        "channel": "web",
        "sender": {"email": "a@example.nl"},
        "text": "Waar blijft het?",
        "sent_at": "2026-03-02T09:15:00+01:00",
    }
    [named] = entries(path, Columns(text="x", channel="email", sender="ticket_id"))
    assert value(named)["text"] == "y"
    assert named.topic == "inbound-email"
    assert value(named)["sender"] == {"id": "7"}


def test_a_file_in_which_nothing_is_the_text_is_one_error_naming_its_columns(tmp_path: Path) -> None:
    path = written(tmp_path / "o.jsonl", '{"foo": "1", "bar": "2"}\n{"foo": "3", "bar": "4"}\n')
    with pytest.raises(WrongColumns, match=r"there are: foo, bar"):
        rows(path)
    csv_path = written(tmp_path / "o.csv", "foo;bar\n1;2\n")
    with pytest.raises(WrongColumns, match=r"there are: foo, bar"):
        rows(csv_path)
    with pytest.raises(WrongColumns, match=r"text=tekst names no column; there are: foo, bar"):
        rows(csv_path, Columns(text="tekst"))
    with pytest.raises(WrongColumns, match=r"channel=fax names neither a column \(foo, bar\) nor a channel \(chat, email, forum"):
        rows(csv_path, Columns(text="foo", channel="fax"))
    with pytest.raises(WrongColumns, match=r"there are: none"):
        rows(written(tmp_path / "empty.csv", ""))


def test_csv_with_quoted_newlines_semicolons_and_dutch_headers(tmp_path: Path) -> None:
    content = '\ufeffKlantnummer;Bericht;Kanaal;Datum;Regio\nWK-1;"regel een\nregel ""twee""; drie";telefoon;2026-03-02 09:15;Utrecht\n\n'
    content += "WK-2;kort;WhatsApp;2026-07-02 09:15;\n"
    first, second = entries(written(tmp_path / "m.csv", content))
    assert value(first)["text"] == 'regel een\nregel "twee"; drie'
    assert first.topic == "inbound-phone"
    assert value(first)["region"] == "Utrecht"
    assert value(first)["sender"] == {"customer_number": "WK-1"}
    assert first.line == 3
    assert second.topic == "inbound-chat"
    assert second.at == datetime(2026, 7, 2, 7, 15, tzinfo=UTC)
    assert "region" not in value(second)


def test_csv_rows_that_are_no_message(tmp_path: Path) -> None:
    content = (
        "id,text,sender,channel,sent_at\n1,ok,a@example.nl,web,2026-03-02T09:00:00Z\n2,,a,web,2026-03-02T09:00:00Z\n3,x,a,fax,2026-03-02T09:00:00Z\n"
    )
    content += "4,x,a,web,later\n5,x,a,web,2026-03-02T09:00:00Z,more\n6,ok,b,web,2026-03-02T09:00:00Z\n"
    found = rows(written(tmp_path / "m.csv", content.encode() + b"7,caf\xe9,a,web,2026-03-02T09:00:00Z\n"))
    assert [(row.line, row.reason, row.detail[:8]) for row in found if isinstance(row, Unreadable)] == [
        (3, "invalid", "/text: t"),
        (4, "invalid", "/channel"),
        (5, "invalid", "/sent_at"),
        (6, "invalid", "/: 6 cel"),
        (8, "not_utf8", "bytes th"),
    ]
    assert [value(row)["id"] for row in found if isinstance(row, Entry)] == ["1", "6"]


def test_csv_in_another_encoding(tmp_path: Path) -> None:
    [entry] = entries(written(tmp_path / "m.csv", "text\ncafé\n".encode("cp1252")), encoding="cp1252")
    assert value(entry)["text"] == "café"


def test_rows_without_id_sender_and_time_are_the_same_on_a_second_reading_and_differ_among_each_other(tmp_path: Path) -> None:
    path = written(tmp_path / "m.csv", "text\nhallo\nhallo\n")
    first, second = entries(path)
    assert [row.value for row in entries(path)] == [first.value, second.value]
    assert first.message != second.message
    assert first.key != second.key
    assert first.at == second.at == NOW


@pytest.mark.parametrize(
    ("cell", "column", "sender"),
    [
        ("Anouk <A@example.nl>", "from", {"email": "a@example.nl", "name": "Anouk"}),
        ("@anouk", "user", {"handle": "anouk"}),
        ("06 1234 5678", "sender", {"phone": "06 1234 5678"}),
        ("u115887", "author", {"id": "u115887"}),
        ("WK-1", "klantnummer", {"customer_number": "WK-1"}),
    ],
)
def test_what_a_sender_is(tmp_path: Path, cell: str, column: str, sender: dict[str, str]) -> None:
    path = tmp_path / "m.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["text", column], ["hoi", cell]])
    [entry] = entries(path)
    assert value(entry)["sender"] == sender


@pytest.mark.parametrize(
    ("said", "utc"),
    [
        ("2026-03-02T09:15:00+01:00", datetime(2026, 3, 2, 8, 15, tzinfo=UTC)),
        ("Mon, 02 Mar 2026 09:15:00 +0100", datetime(2026, 3, 2, 8, 15, tzinfo=UTC)),
        ("02/03/2026 09:15", datetime(2026, 3, 2, 8, 15, tzinfo=UTC)),
        ("2026-03-02", datetime(2026, 3, 1, 23, 0, tzinfo=UTC)),
        ("1772439300", datetime(2026, 3, 2, 8, 15, tzinfo=UTC)),
        ("1772439300000", datetime(2026, 3, 2, 8, 15, tzinfo=UTC)),
    ],
)
def test_times(said: str, utc: datetime) -> None:
    assert parse_time(said, "Europe/Amsterdam") == utc


@given(st.text(max_size=60))
def test_any_text_is_a_time_or_is_not(said: str) -> None:
    at = parse_time(said, "Europe/Amsterdam")
    assert at is None or at.utcoffset() is not None


MAIL = """From: Gerrit Postma <G.Postma@example.nl>
To: service@example.nl
Subject: =?utf-8?q?Vraag_over_caf=C3=A9?=
Date: Mon, 02 Mar 2026 09:15:00 +0100
Message-ID: <2@mail.example.nl>
References: <0@mail.example.nl> <1@mail.example.nl>
In-Reply-To: <1@mail.example.nl>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Geachte heer,=0A=0Ade nota klopt niet.

> op maandag schreef u
--b
Content-Type: text/html; charset=utf-8

<p>other</p>
--b--
"""


def mbox(path: Path, *mails: str | bytes) -> Path:
    box = mailbox.mbox(path)
    for mail in mails:
        box.add(mail.encode() if isinstance(mail, str) else mail)
    box.close()
    return path


def test_mbox(tmp_path: Path) -> None:
    [entry] = entries(mbox(tmp_path / "in.mbox", MAIL))
    message = value(entry)
    assert message["id"] == "2@mail.example.nl"
    assert message["in_reply_to"] == "1@mail.example.nl"
    assert message["conversation_id"] == "0@mail.example.nl"
    assert message["sender"] == {"email": "g.postma@example.nl", "name": "Gerrit Postma"}
    assert message["subject"] == "Vraag over café"
    assert message["text"] == "Geachte heer,\n\nde nota klopt niet.\n\n> op maandag schreef u"
    assert entry.topic == "inbound-email"


def test_mails_that_are_none(tmp_path: Path) -> None:
    html = "From: a@example.nl\nDate: Mon, 02 Mar 2026 09:15:00 +0100\nContent-Type: text/html\n\n"
    html += "<style>x{}</style><p>Hoi</p><script>evil()</script>daar"
    found = rows(
        mbox(
            tmp_path / "in.mbox",
            "Subject: nobody\nDate: Mon, 02 Mar 2026 09:15:00 +0100\n\nhoi",
            "From: a@example.nl\n\nno date",
            "From: a@example.nl\nDate: Mon, 02 Mar 2026 09:15:00 +0100\n\n \n",
            "From: a@example.nl\nDate: Mon, 02 Mar 2026 09:15:00 +0100\nContent-Type: text/plain; charset=klingon\n\nhoi",
            html,
        )
    )
    assert [(row.line, row.reason) for row in found if isinstance(row, Unreadable)] == [
        (1, "undecodable_mail"),
        (2, "undecodable_mail"),
        (3, "invalid"),
        (4, "undecodable_mail"),
    ]
    assert isinstance(found[4], Entry)
    assert value(found[4])["text"] == "Hoi\ndaar"


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_mail_reader(raw: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "in.mbox"
        path.write_bytes(b"From MAILER-DAEMON Mon Mar  2 09:15:00 2026\n" + MAIL.split("\n\n")[0].encode() + b"\n" + raw)
        for row in read(path, Reading(Columns(), NOW)):
            assert isinstance(row, Entry | Unreadable)


def sample_line(**line: Any) -> str:
    return json.dumps({"at": "2026-03-02T09:15:00+01:00", **line})


def test_lines_that_name_their_topic_are_sent_as_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text(
        "\n".join(
            (
                sample_line(topic="inbound-phone", value={"id": "p-1", "channel": "chat", "sender": {"phone": "06"}}),
                sample_line(
                    topic="agent-activity", key="a", value={"message_id": {"message": ["forum", "f-1"]}, "nested": [{"message": ["chat", "c-1"]}]}
                ),
                sample_line(topic="inbound-web", raw="{", key="k", headers={"source": "x"}),
                sample_line(topic="inbound-web", raw_base64="//4="),
                sample_line(topic="no-such-topic", raw=""),
                json.dumps({"topic": "inbound-web", "raw": "", "at": "2026-03-02T09:15:00"}),
                sample_line(topic="inbound-web", raw_base64="?"),
                sample_line(topic="inbound-web", raw="", key=7),
            )
        )
    )
    found = rows(path)
    wrong, act, half, binary = (row for row in found if isinstance(row, Entry))
    assert wrong.message == message_id("phone", "inbound", "p-1")
    assert wrong.key == b"06"
    assert wrong.inbound
    assert value(act) == {"message_id": message_id("forum", "inbound", "f-1"), "nested": [message_id("chat", "inbound", "c-1")]}
    assert act.message is None
    assert not act.inbound
    assert (half.value, half.key, half.headers, half.message) == (b"{", b"k", (("source", b"x"),), None)
    assert binary.value == b"\xff\xfe"
    assert [(row.line, row.detail.split(":")[0]) for row in found if isinstance(row, Unreadable)] == [
        (5, "/topic"),
        (6, "/at"),
        (7, "/raw_base64"),
        (8, "/key is a string, /headers an object of strings"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("a.csv", "{", Form.CSV),
        ("a.mbox", "", Form.MBOX),
        ("a.jsonl", "", Form.JSONL),
        ("a.txt", "From a@example.nl Mon", Form.MBOX),
        ("a.txt", '\ufeff {"a": 1}', Form.JSONL),
        ("a.txt", "text,id", Form.CSV),
    ],
)
def test_what_kind_of_file(tmp_path: Path, name: str, content: str, form: Form) -> None:
    assert guess_form(written(tmp_path / name, content)) is form
