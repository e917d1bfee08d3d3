"""Bytes are met in order: size, UTF-8, depth, JSON, model."""

import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from runtime.codec import MAX_DEPTH, carefully, decode, deeper_than, encode, first_nul, parse_json, pointer
from runtime.hop import Refusal
from schemas.messages.base import Value
from schemas.messages.inbound import InboundMessage
from schemas.topics import TOPICS

GOOD = {"id": "1", "channel": "web", "sender": {"id": "a"}, "text": "hello", "sent_at": "2026-03-02T09:15:00+01:00"}


def depth_of(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max((depth_of(inner) for inner in value.values()), default=0)
    if isinstance(value, list):
        return 1 + max((depth_of(inner) for inner in value), default=0)
    return 0


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet=st.characters() | st.sampled_from('[]{}"\\')),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(alphabet='ab[]{}"\\', max_size=3), inner, max_size=4),
    max_leaves=25,
)


@given(json_values, st.integers(0, 6))
def test_depth_is_what_a_parser_would_count(value: Any, limit: int) -> None:
    assert deeper_than(json.dumps(value).encode(), limit) == (depth_of(value) > limit)


@pytest.mark.parametrize(
    "raw",
    [b"[" * 1_000_000, b"[[]" * 600_000, b'["' + b"[" * 1_000_000, b'{"a":' * 300_000, b"[]" * 1_000_000, b'"\\' * 1_000_000],
)
def test_hostile_brackets_are_refused(raw: bytes) -> None:
    # No clock: a scan that is not linear would not end within the run.
    assert isinstance(parse_json(raw, 4_000_000), Refusal)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"x" * 101, "too_large"),
        (b'{"a": "\xff"}', "not_utf8"),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "too_deep"),
        (b'{"a": 1', "not_json"),
        (b"", "not_json"),
        (b"NaN", "not_json"),
        (b"[Infinity]", "not_json"),
        (b'"\\ud800"', "not_json"),
    ],
)
def test_what_is_no_json(raw: bytes, reason: str) -> None:
    answer = parse_json(raw, 100)
    assert isinstance(answer, Refusal)
    assert answer.reason == reason


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"id": 7}, "/id"),
        ({"id": ""}, "/id"),
        ({"text": "  \n"}, "/text"),
        ({"text": "a\x00b"}, "/text"),
        ({"sender": {}}, "/sender"),
        ({"sender": {"id": "a", "x\x00": 1}}, "/sender"),
        ({"sent_at": "2026-03-02T09:15:00"}, "/sent_at"),
        ({"sent_at": "1700000000"}, "/sent_at"),
        ({"sent_at": 1700000000}, "/sent_at"),
        ({"channel": "fax"}, "/channel"),
        ({"public": "yes"}, "/public"),
        ({"attachments": [{"bytes": -1}]}, "/attachments/0/bytes"),
    ],
)
def test_invalid_points_at_the_field_and_repeats_nothing_of_it(change: dict[str, Any], where: str) -> None:
    answer = decode(InboundMessage, json.dumps(GOOD | change).encode(), 10_000)
    assert isinstance(answer, Refusal)
    assert answer.reason == "invalid"
    assert where in answer.detail


def test_unknown_fields_are_ignored() -> None:
    assert isinstance(decode(InboundMessage, json.dumps(GOOD | {"new": [1]}).encode(), 10_000), InboundMessage)


def test_pointers_are_escaped() -> None:
    assert pointer(("a/b", "c~d", 0)) == "/a~1b/c~0d/0"


@given(json_values)
def test_nul_is_found_wherever_it_stands(value: Any) -> None:
    assert (first_nul(value) is not None) == ("\\u0000" in json.dumps(value).replace("\\\\", ""))


HOSTILE = [b"NaN", b"-Infinity", b'"\\u0000"', b'"\\ud800"', b'"\xff"', b"01", b'"a', b"[[[[1]]]]", b'{"a":1,"a":2}', b"\xef\xbb\xbf1", b"'x'"]


@given(st.sampled_from(HOSTILE) | json_values.map(lambda value: json.dumps(value).encode()), st.sampled_from(["extra", "text", "raw", "region"]))
def test_the_quick_way_answers_as_the_careful_one(inner: bytes, field: str) -> None:
    good = json.dumps({name: value for name, value in GOOD.items() if name != field}).encode()
    raw = good[:-1] + f', "{field}": '.encode() + inner + b"}"
    assert decode(InboundMessage, raw, 10_000) == carefully(InboundMessage, raw, 10_000)


class _Answer(Value):
    repeat_of: str | None
    team: str | None = None
    text: str


@pytest.mark.parametrize(
    ("value", "body"),
    [
        (_Answer(repeat_of=None, text="a"), b'{"text":"a","repeat_of":null}'),
        (_Answer(repeat_of="c1", team="billing", text="a"), b'{"repeat_of":"c1","team":"billing","text":"a"}'),
    ],
)
def test_a_required_null_is_written_and_any_other_left_out(value: Value, body: bytes) -> None:
    assert encode(value) == body
    assert decode(_Answer, body, 1_000) == value


def test_nulls_that_say_something_stand_at_the_top_of_an_event_alone() -> None:
    """`encode` writes them there, and nowhere deeper."""

    def inner(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
        for of in model.model_fields.values():
            for part in _classes(of.annotation):
                yield part
                yield from inner(part)

    for topic in TOPICS.values():
        for model in inner(topic.value):
            assert not getattr(model, "null_is_said", ()), f"{topic.name}: {model.__name__}"


def _classes(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _classes(part)
