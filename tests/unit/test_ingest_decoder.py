"""Every reason of the closed list, by real bytes. (`conflicting_duplicate` needs what was seen before: test_ingest_decide.)"""

import hashlib
import hmac
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.broker import Headers, Record
from runtime.hop import Refusal
from schemas.messages.inbound import Channel, InboundReason
from schemas.topics import INBOUND_TOPICS, MAX_INBOUND_BYTES
from services.ingest.app.stream import Secrets, hop, read_record
from services.ingest.domain import Arrival

SECRETS = Secrets(b"a pepper for the tests", "NL", {"generic": (b"new secret", b"old secret"), "discourse": (b"d",)})

GOOD: dict[str, Any] = {
    "id": "web-1",
    "channel": "web",
    "sender": {"email": "jan@voorbeeld.nl"},
    "text": "Mijn internet doet het niet",
    "sent_at": "2026-03-02T09:15:00+01:00",
}


def record(value: bytes, headers: Headers = (), topic: str = "inbound-web") -> Record:
    return Record(topic, 0, 7, None, value, headers, 1_772_439_300_000)


def said(**changes: Any) -> bytes:
    return orjson.dumps({**GOOD, **changes})


def read(value: bytes, headers: Headers = (), channel: Channel = Channel.WEB) -> Arrival | Refusal:
    return read_record(record(value, headers, f"inbound-{channel.value}"), channel, SECRETS)


def signature(value: bytes, secret: bytes = b"new secret") -> bytes:
    return b"sha256=" + hmac.new(secret, value, hashlib.sha256).hexdigest().encode()


REFUSED: dict[str, tuple[bytes, Headers, str, str]] = {
    "nothing": (b"", (), "not_json", ""),
    "half an object": (said()[:-1], (), "not_json", ""),
    "words": (b"hallo", (), "not_json", ""),
    "NaN": (said().replace(b'"web-1"', b"NaN"), (), "not_json", ""),
    "a lone surrogate": (said().replace(b"Mijn", b"\\ud800"), (), "not_json", ""),
    "Latin-1": ('{"text": "café"}'.encode("latin-1"), (), "not_utf8", ""),
    "an overlong encoding": (b'{"text": "\xc0\xaf"}', (), "not_utf8", ""),
    "two megabytes and a byte": (b" " * (MAX_INBOUND_BYTES + 1), (), "too_large", ""),
    "two megabytes of mail": (b" " * (MAX_INBOUND_BYTES + 1), (("source", b"rfc5322"),), "too_large", ""),
    "nested too deep": (b"[" * 33 + b"]" * 33, (), "too_deep", ""),
    "nested too deep in a field that nobody reads": (said(extra=0).replace(b'"extra":0', b'"extra":' + b"[" * 40 + b"]" * 40), (), "too_deep", ""),
    "nested without end": (b"[" * 100_000, (), "too_deep", ""),
    "a list": (b"[]", (), "invalid", "/: "),
    "null": (b"null", (), "invalid", "/: "),
    "no text": (orjson.dumps({k: v for k, v in GOOD.items() if k != "text"}), (), "invalid", "/text: "),
    "blank text": (said(text=" \n\t "), (), "invalid", "/text: "),
    "too much text": (said(text="x" * 100_001), (), "invalid", "/text: "),
    "a number for text": (said(text=5), (), "invalid", "/text: "),
    "an empty id": (said(id=""), (), "invalid", "/id: "),
    "an id of 201 characters": (said(id="x" * 201), (), "invalid", "/id: "),
    "no sender": (said(sender={}), (), "invalid", "/sender: "),
    "only a name": (said(sender={"name": "Jan"}), (), "invalid", "/sender: "),
    "a time without an offset": (said(sent_at="2026-03-02T09:15:00"), (), "invalid", "/sent_at: "),
    "a time in seconds": (said(sent_at="1772439300"), (), "invalid", "/sent_at: "),
    "a time that no calendar holds": (said(sent_at="0001-01-01T00:00:00+14:00"), (), "invalid", "/sent_at: "),
    "an unheard-of channel": (said(channel="fax"), (), "invalid", "/channel: "),
    "yes for a boolean": (said(public="yes"), (), "invalid", "/public: "),
    "U+0000 in the text": (said(text="a\x00b"), (), "invalid", "/text: "),
    "an attachment of minus one byte": (said(attachments=[{"bytes": -1}]), (), "invalid", "/attachments/0/bytes: "),
    "another channel": (said(channel="chat"), (), "wrong_channel", "/channel: "),
    "mail on the topic of the web": (b"From: jan@voorbeeld.nl\r\n\r\nhallo", (("source", b"rfc5322"),), "wrong_channel", "/channel: "),
    "a source that nobody knows": (said(), (("source", b"myspace"),), "unknown_source", ""),
    "a source that is no text": (said(), (("source", b"\xff\xfe"),), "unknown_source", ""),
    "an empty source": (said(), (("source", b""),), "unknown_source", ""),
    "no signature": (said(), (("source", b"generic"),), "bad_signature", ""),
    "a wrong signature": (said(), (("source", b"generic"), ("X-Hub-Signature-256", signature(said(), b"guess"))), "bad_signature", ""),
    "another body": (said(text="Nee"), (("source", b"generic"), ("x-hub-signature-256", signature(said()))), "bad_signature", ""),
    "another kind of signature": (said(), (("source", b"generic"), ("x-hub-signature-256", signature(said())[7:])), "bad_signature", ""),
    "an event without a message": (
        b'{"ping":"OK"}',
        (("source", b"discourse"), ("x-discourse-event-signature", signature(b'{"ping":"OK"}', b"d")), ("x-discourse-event", b"ping")),
        "invalid",
        "/: ",
    ),
    "mail without a sender": (b"Subject: x\r\n\r\nhallo", (("source", b"rfc5322"),), "undecodable_mail", ""),
    "bytes that are no mail": (bytes(range(256)) * 10, (("source", b"rfc5322"),), "undecodable_mail", ""),
}


@pytest.mark.parametrize(("value", "headers", "reason", "detail"), REFUSED.values(), ids=REFUSED.keys())
def test_refused(value: bytes, headers: Headers, reason: str, detail: str) -> None:
    refusal = read(value, headers)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == reason
    assert refusal.detail.startswith(detail)


def test_every_reason_but_the_one_that_needs_state_is_tried() -> None:
    assert {reason for _, _, reason, _ in REFUSED.values()} == set(InboundReason) - {InboundReason.CONFLICTING_DUPLICATE}


def test_a_refusal_does_not_repeat_what_was_sent() -> None:
    refusal = read(said(sender={"email": 5, "phone": "geheim-0612345678"}, text=""))
    assert isinstance(refusal, Refusal)
    assert "geheim" not in refusal.detail


def test_a_good_message_arrives() -> None:
    arrived = read(said(extra="fields may be added"))
    assert isinstance(arrived, Arrival)
    assert arrived.message.id == "web-1"
    assert arrived.source == "inbound"
    assert [one.kind for one in arrived.identifiers] == ["email"]


@pytest.mark.parametrize("secret", [b"new secret", b"old secret"])
def test_each_secret_in_force_signs(secret: bytes) -> None:
    arrived = read(said(), (("source", b"generic"), ("X-Hub-Signature-256", signature(said(), secret))))
    assert isinstance(arrived, Arrival)
    assert arrived.source == "generic"


def test_without_a_secret_nobody_signs() -> None:
    nobody = SECRETS._replace(hooks={})
    refusal = read_record(record(said(), (("source", b"generic"), ("x-hub-signature-256", signature(said(), b"")))), Channel.WEB, nobody)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "bad_signature"


def test_the_same_id_of_another_source_is_another_message() -> None:
    plain, generic = read(said()), read(said(), (("source", b"generic"), ("x-hub-signature-256", signature(said()))))
    assert isinstance(plain, Arrival)
    assert isinstance(generic, Arrival)
    assert plain.message_id != generic.message_id


SAME = {
    "other order of fields": orjson.dumps(dict(reversed(GOOD.items()))),
    "blanks": orjson.dumps(GOOD, option=orjson.OPT_INDENT_2),
    "escapes": said().replace(b"Mijn", b"\\u004dijn"),
    "the same instant": said(sent_at="2026-03-02T08:15:00Z"),
    "a default that is said": said(public=False, attachments=[], language=None),
    "a field that nobody reads": said(extra=[1, 2]),
    "blanks around an identifier": said(sender={"email": " jan@voorbeeld.nl "}),
}


@pytest.mark.parametrize("value", SAME.values(), ids=SAME.keys())
def test_the_same_content_however_it_is_written(value: bytes) -> None:
    first, again = read(said()), read(value)
    assert isinstance(first, Arrival)
    assert isinstance(again, Arrival)
    assert first.content == again.content


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Mijn internet doet het weer"},
        {"public": True},
        {"sent_at": "2026-03-02T09:15:01+01:00"},
        {"subject": "x"},
        {"sender": {"email": "piet@voorbeeld.nl"}},
    ],
)
def test_other_content(change: dict[str, Any]) -> None:
    first, other = read(said()), read(said(**change))
    assert isinstance(first, Arrival)
    assert isinstance(other, Arrival)
    assert first.message_id == other.message_id
    assert first.content != other.content


@given(st.binary(max_size=300), st.sampled_from([(), (("source", b"rfc5322"),), (("source", b"inbound"),)]), st.sampled_from(Channel))
def test_any_bytes_get_an_answer(value: bytes, headers: Headers, channel: Channel) -> None:
    answer = read(value, headers, channel)
    assert isinstance(answer, Arrival) or answer.reason in set(InboundReason)


_JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3), max_leaves=5)


@given(st.dictionaries(st.sampled_from(list(GOOD)), _JSON))
def test_any_json_gets_an_answer(changes: dict[str, Any]) -> None:
    try:
        value = said(**changes)
    except TypeError:
        return  # an integer beyond 64 bits: no JSON that orjson would write
    answer = read(value)
    assert isinstance(answer, Arrival) or answer.reason in {"invalid", "wrong_channel"}


def test_the_hop_reads_the_six_topics() -> None:
    made = hop(SECRETS, 100)
    assert tuple(made.inputs) == INBOUND_TOPICS
    for topic, channel in zip(INBOUND_TOPICS, Channel, strict=True):
        arrived = made.inputs[topic](record(said(channel=channel.value), topic=topic))
        assert isinstance(arrived, Arrival)
        assert arrived.message.channel is channel
