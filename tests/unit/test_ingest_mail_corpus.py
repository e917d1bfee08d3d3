"""Mails as people and machines send them (tests/payloads/mail), and what is read in each (expected.yaml)."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from runtime.hop import Refusal
from services.ingest.adapters.mail import OWN, told, translate
from services.ingest.adapters.payload import Ignored, Payload, Translated

FOLDER = Path(__file__).parents[1] / "payloads" / "mail"
CAME_AT = datetime(2026, 3, 2, 8, 20, tzinfo=UTC)
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "expected.yaml").read_text())
HEADERS = {OWN: told(("service@bedrijf.nl", "nieuws@bedrijf.nl"))}


def test_every_mail_has_its_expectation() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.eml")) == sorted(EXPECTED)
    assert len(EXPECTED) >= 40


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_read(name: str, line_end: bytes) -> None:
    expected = dict(EXPECTED[name])
    raw = (FOLDER / f"{name}.eml").read_bytes().replace(b"\n", line_end)
    translation = translate(Payload(raw, HEADERS, CAME_AT))
    if "ignored" in expected:
        assert translation == Ignored(expected["ignored"])
        return
    if "refused" in expected:
        assert isinstance(translation, Refusal), translation
        assert translation.detail == expected["refused"]
        return
    assert isinstance(translation, Translated), translation
    message = translation.message
    assert message is not None
    assert message.text == expected["text"]
    assert (message.sender.email, message.sender.name) == (expected["email"], expected["name"])
    assert message.subject == expected.get("subject", message.subject)
    assert message.conversation_id == expected.get("conversation", message.id)
    assert message.in_reply_to == expected.get("in_reply_to")
    assert message.sent_at.isoformat() == expected.get("sent_at", "2026-03-02T09:15:00+01:00")
    attachments = [[one.name, one.media_type, one.bytes] for one in message.attachments]
    assert attachments == expected.get("attachments", [])


def test_nothing_of_an_attachment_is_fetched() -> None:
    for name in EXPECTED:
        translation = translate(Payload((FOLDER / f"{name}.eml").read_bytes(), HEADERS, CAME_AT))
        if isinstance(translation, Translated) and translation.message is not None:
            assert all(one.url is None for one in translation.message.attachments)
