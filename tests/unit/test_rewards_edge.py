"""What rewards makes of bytes: nonsense has one clear reason, and its own time is held against when it was sent."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from runtime.broker import Record
from runtime.hop import Refusal
from services.rewards.app import read_activity, read_control
from services.rewards.domain.activity import Activity

SENT = datetime(2026, 3, 2, 9, tzinfo=UTC)
GOOD = {"activity_id": "a1", "action": "answered", "member_id": "ann", "at": "2026-03-02T10:00:00+01:00", "thread_id": "t1", "text": "Probeer dit"}


def record(value: bytes, sent: datetime | None = SENT) -> Record:
    return Record("community-activity", 0, 0, b"ann", value, (), int(sent.timestamp() * 1000) if sent else -1)


def read(sent: datetime | None = SENT, **changes: Any) -> Activity | Refusal:
    return read_activity(record(orjson.dumps(GOOD | changes), sent))


def test_an_activity_is_read_without_its_text() -> None:
    found = read()
    assert isinstance(found, Activity)
    assert (found.activity_id, found.member_id, found.action, found.thread, found.at) == ("a1", "ann", "answered", "t1", SENT)
    assert "Probeer" not in repr(found)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"\xff", "not_utf8"),
        (b"[" * 100 + b"]" * 100, "too_deep"),
        (b'"' + b"x" * 2_100_000 + b'"', "too_large"),
        (b"null", "invalid"),
        (b"[]", "invalid"),
        (orjson.dumps(GOOD).replace(b"Probeer dit", b"a\\u0000b"), "invalid"),
        (orjson.dumps(GOOD).replace(b'"ann"', b'"a\\u0000nn"'), "invalid"),
        (orjson.dumps(GOOD).replace(b'"ann"', b'"\\ud800"'), "not_json"),
    ],
)
def test_bytes_that_are_no_activity_are_refused(value: bytes, reason: str) -> None:
    found = read_activity(record(value))
    assert isinstance(found, Refusal)
    assert found.reason == reason


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"member_id": ""}, "/member_id"),
        ({"member_id": "x" * 201}, "/member_id"),
        ({"member_id": 7}, "/member_id"),
        ({"action": "dance"}, "/action"),
        ({"at": "2026-03-02T10:00:00"}, "/at"),
        ({"at": "yesterday"}, "/at"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "/at"),
        ({"at": "1999-12-31T23:59:59Z"}, "/at"),
        ({"at": "2026-03-03T09:00:01Z"}, "/at"),
        ({"at": "9999-12-31T23:59:59-12:00"}, "/at"),
        ({"undo": "yes", "undoes": "a0"}, "/undo"),
        ({"undoes": "a0"}, "/undoes"),
        ({"undo": True, "undoes": "a1"}, "/undoes"),
        ({"undo": True, "thread_id": None}, "/undoes"),
    ],
)
def test_a_field_that_cannot_be_right_is_named(changes: dict[str, Any], pointer: str) -> None:
    found = read(**changes)
    assert isinstance(found, Refusal)
    assert found.reason == "invalid"
    assert found.detail.startswith(pointer)


def test_where_nobody_says_when_it_was_sent_only_the_far_future_is_refused() -> None:
    assert isinstance(read(None, at="2090-01-01T00:00:00Z"), Activity)
    assert isinstance(read(None, at="2300-01-01T00:00:00Z"), Refusal)


def test_what_is_new_in_an_activity_is_left_alone() -> None:
    assert isinstance(read(mood="great"), Activity)


def test_control_that_is_none_is_refused() -> None:
    found = read_control(record(b'{"action": "rules_in_force"}'))
    assert isinstance(found, Refusal)
    assert found.reason == "invalid"
