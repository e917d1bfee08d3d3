"""Who sends is proved over the raw bytes: known answers, and everything that is nearly one. And what any adapter does with hostile bytes."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.hop import Refusal
from services.ingest.adapters import ADAPTERS, Challenge, Ignored, Payload, Translated
from services.ingest.adapters.signature import REPLAY_SECONDS, overdue

CAME_AT = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
PAYLOADS = sorted((Path(__file__).parents[1] / "payloads").glob("*/*.json"))

#: The example of docs.slack.dev/authentication/verifying-requests-from-slack.
_SLACK_BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA"
    b"&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F"
    b"397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)
_META = {"x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"}

#: source → (secret, body, headers). Meta's is GitHub's published example; Chatwoot's was computed with openssl.
KNOWN_ANSWERS: dict[str, tuple[bytes, bytes, dict[str, str]]] = {
    "slack": (
        b"8f742231b10e8888abcd99yyyzzz85a5",
        _SLACK_BODY,
        {
            "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
            "x-slack-request-timestamp": "1531420618",
        },
    ),
    "chatwoot": (
        b"a secret of Chatwoot",
        b'{"event":"ping"}',
        {
            "x-chatwoot-signature": "sha256=94eb0c092f2e9917d5263074c1e1f62e7477bad5311b759afeccdf789299afcd",
            "x-chatwoot-timestamp": "1772439300",
        },
    ),
    **dict.fromkeys(("whatsapp", "messenger", "instagram", "generic"), (b"It's a Secret to Everybody", b"Hello, World!", _META)),
    "mastodon": (b"It's a Secret to Everybody", b"Hello, World!", {"x-hub-signature": _META["x-hub-signature-256"]}),
    "discourse": (
        b"my_lovely_secret_for_web_hook",
        b'{"ping":"OK"}',
        {"x-discourse-event-signature": "sha256=162f107f6b5022353274eb1a7197885cfd35744d8d08e5bcea025d309386b7d6"},
    ),
    "telegram": (b"a-secret_token-of-1-to-256", b"{}", {"x-telegram-bot-api-secret-token": "a-secret_token-of-1-to-256"}),
    "matrix": (b"the hs_token", b"{}", {"authorization": "Bearer the hs_token"}),
}


def verified(source: str, body: bytes, headers: Mapping[str, str], secret: bytes) -> bool:
    verify = ADAPTERS[source].verify
    assert verify is not None
    return verify(body, headers, secret)


def test_every_webhook_has_a_known_answer() -> None:
    assert set(KNOWN_ANSWERS) == {name for name, adapter in ADAPTERS.items() if adapter.verify is not None}


@pytest.mark.parametrize("source", KNOWN_ANSWERS)
def test_known_answers_and_what_is_nearly_one(source: str) -> None:
    secret, body, headers = KNOWN_ANSWERS[source]
    assert verified(source, body, headers, secret)
    assert not verified(source, body, headers, secret + b"!")
    assert not verified(source, body, headers, secret[:-1])
    assert not verified(source, body, {}, secret)
    for name, value in headers.items():
        for wrong in ("", value[:-1], value + "0", value[:-1] + "é", "sha1" + value, value.partition("=")[2] or value[1:]):
            if wrong != value:
                assert not verified(source, body, {**headers, name: wrong}, secret), (name, wrong)
        for bit in range(8 * len(value)):
            # Letters of a hexadecimal digest may be upper or lower case: nothing else of it may differ.
            changed = bytearray(value.encode())
            changed[bit // 8] ^= 1 << bit % 8
            other = changed.decode("latin-1")
            if other.lower() != value.lower():
                assert not verified(source, body, {**headers, name: other}, secret), (name, other)


@pytest.mark.parametrize("source", [name for name in KNOWN_ANSWERS if not ADAPTERS[name].bare_secret])
def test_one_bit_of_the_body(source: str) -> None:
    secret, body, headers = KNOWN_ANSWERS[source]
    for bit in range(8 * len(body)):
        changed = bytearray(body)
        changed[bit // 8] ^= 1 << bit % 8
        assert not verified(source, bytes(changed), headers, secret)
    assert not verified(source, body + b" ", headers, secret)
    assert not verified(source, body[:-1], headers, secret)


def test_what_carries_its_secret_says_so() -> None:
    """Such a header may be put on no topic."""
    for source, (secret, _, headers) in KNOWN_ANSWERS.items():
        assert ADAPTERS[source].bare_secret == any(secret.decode() in value for value in headers.values()), source


def test_the_replay_window() -> None:
    now = 1_772_439_300
    for seconds in (0, REPLAY_SECONDS, -REPLAY_SECONDS):
        assert overdue(str(now + seconds), CAME_AT + timedelta(milliseconds=900)) is None
    assert overdue(str(now - 301), CAME_AT) == "it was signed 301 s ago; at most 300 s are taken"
    assert overdue(str(now + 301), CAME_AT) == "it was signed 301 s ahead of our clock; at most 300 s are taken"
    for nonsense in ("", "now", "-1772439300", "1772439300.5", "1" * 5_000, "١٧٧٢٤٣٩٣٠٠", "0x69a5"):
        assert overdue(nonsense, CAME_AT) is not None


def test_each_adapter_whose_platform_says_when_it_signed_has_a_window() -> None:
    assert {name for name, adapter in ADAPTERS.items() if adapter.signed_at is not None} == {"slack", "chatwoot"}
    assert all(adapter.signed_at in adapter.headers for adapter in ADAPTERS.values() if adapter.signed_at is not None)


# --- hostile bytes, for every adapter ------------------------------------------------------------------------------------------------


def translated(source: str, raw: bytes, event: str = "post_created") -> Any:
    answer = ADAPTERS[source].translate(Payload(raw, {"x-discourse-event": event}, CAME_AT))
    assert isinstance(answer, Translated | Ignored | Refusal | Challenge)
    if isinstance(answer, Refusal):
        assert answer.reason in {"invalid", "not_json", "not_utf8", "too_deep", "too_large"}
    return answer


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_body_that_ends_too_early_is_refused(path: Path) -> None:
    body = path.read_bytes().rstrip()
    for end in (0, 1, len(body) // 3, len(body) // 2, len(body) - 1):
        assert isinstance(translated(path.parent.name, body[:end]), Refusal)
    for other in (b"[]", b"5", b"null", b'"text"', b"\xff", b"[" * 100_000, b'{"a":' * 40 + b"1" + b"}" * 40):
        assert isinstance(translated(path.parent.name, other), Refusal)


def _strings(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for name, one in inner for found in _strings(one, (*path, name)))]


def _with(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    changed = dict(value) if isinstance(value, dict) else list(value)
    changed[path[0]] = _with(value[path[0]], path[1:], new)
    return changed


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_whatever_stands_in_a_field_is_no_defect(path: Path) -> None:
    """Each field in turn is another thing. What is told of it is never an exception, and holds no U+0000."""
    body = orjson.loads(path.read_bytes())
    strange = (None, "", " ", 0, -1, 10**18, 1.5, 1e300, True, [], {}, [None], {"id": []}, "\x00", "a\x00b", "x" * 5_000, "\u202e\x1b[31m\x7f\ufffe")
    for place in _strings(body):
        for value in strange:
            answer = translated(path.parent.name, orjson.dumps(_with(body, place, value)))
            if isinstance(answer, Translated):
                assert all("\x00" not in str(message) for message in answer.messages)


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_field_that_is_not_sent_is_no_defect(path: Path) -> None:
    body = orjson.loads(path.read_bytes())
    for place in _strings(body)[1:]:
        around = body
        for name in place[:-1]:
            around = around[name]
        without = [one for number, one in enumerate(around) if number != place[-1]] if isinstance(around, list) else dict(around)
        if isinstance(without, dict):
            del without[place[-1]]
        translated(path.parent.name, orjson.dumps(_with(body, place[:-1], without)))


@pytest.mark.parametrize("path", [one for one in PAYLOADS if one.parent.name != "generic"], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_hostile_text(path: Path) -> None:
    """Control characters are carried, U+0000 and lone surrogates are not, and a text is cut at what a message takes."""
    source, body = path.parent.name, orjson.loads(path.read_bytes())
    before = translated(source, path.read_bytes()).message.text
    raw = path.read_bytes()
    place = next(one for one in _strings(body) if _at(body, one) == before or (isinstance(_at(body, one), str) and before[-10:] in _at(body, one)))
    for said, kept in (
        ("x" * 100_000, "x" * 100_000),
        ("x" * 100_001, "x" * 100_000),
        ("€" * 300_000, "€" * 100_000),
        ("a\x00b\x07c\x1bd", "ab\x07c\x1bd"),
        ("👍🏽 \u202eabc", "👍🏽 \u202eabc"),
    ):
        assert translated(source, orjson.dumps(_with(body, place, said))).message.text == kept
    lone = orjson.dumps(_with(body, place, "LONE")).replace(b"LONE", b"\\ud800")
    assert isinstance(translated(source, lone), Refusal)
    assert isinstance(translated(source, raw.replace(b"e", b"\xed\xa0\x80", 1)), Refusal)


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for name in path:
        value = value[name]
    return value


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**18) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["id", "text", "type", "message", "from", "event", "value"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.sampled_from(PAYLOADS), st.data())
def test_no_payload_is_a_defect(path: Path, data: st.DataObject) -> None:
    body = orjson.loads(path.read_bytes())
    for _ in range(3):
        body = _with(body, data.draw(st.sampled_from(_strings(body))), data.draw(_VALUES))
    translated(path.parent.name, orjson.dumps(body))
