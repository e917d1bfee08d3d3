"""What is generated is fresh, valid, and says the same as the models."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator, Draft202012Validator, FormatChecker
from pydantic import TypeAdapter, ValidationError

from schemas import envelope
from schemas.generate import GENERATED, OURS, asyncapi, field_comments, generate, stale, value_schema
from schemas.messages.agents import Presence
from schemas.messages.inbound import MAX_TEXT, InboundReason
from schemas.messages.stream import ClassifiedMessage
from schemas.topics import INBOUND_TOPICS, TOPICS, Topic

ASYNCAPI_SCHEMA = Path(__file__).parent / "asyncapi" / "asyncapi-3.0.0.json"

FORMATS = FormatChecker()


@FORMATS.checks("date-time", raises=ValueError)
def _rfc3339(text: object) -> bool:
    return not isinstance(text, str) or datetime.fromisoformat(text).tzinfo is not None


def test_generated_files_are_fresh() -> None:
    assert stale(GENERATED, generate()) == [], "run `make schemas`"


def test_a_stale_a_missing_and_a_left_over_file_are_each_noticed(tmp_path: Path) -> None:
    files = {"a.json": b"1", "b.json": b"2"}
    (tmp_path / "a.json").write_bytes(b"old")
    (tmp_path / "c.json").write_bytes(b"3")
    assert stale(tmp_path, files) == ["a.json", "b.json", "c.json"]


def test_the_same_models_give_the_same_bytes() -> None:
    assert generate() == generate()


@pytest.mark.parametrize("topic", TOPICS.values(), ids=lambda topic: topic.name)
def test_schema_is_itself_valid_in_both_dialects_that_tools_read(topic: Topic) -> None:
    schema = value_schema(topic)
    Draft202012Validator.check_schema(schema)
    Draft7Validator.check_schema(schema)
    if topic.key is not None:
        assert topic.key in schema["required"], "a key that may be absent keys nothing"


def test_comments_above_fields_become_descriptions() -> None:
    assert field_comments(Presence)["skills"] == "Level 1 to 5 by skill."
    assert "redactions" in field_comments(ClassifiedMessage), "inherited fields keep theirs"
    assert value_schema(TOPICS["agent-activity"])["$defs"]["Presence"]["properties"]["skills"]["description"] == "Level 1 to 5 by skill."


GOOD: dict[str, Any] = {
    "id": "1",
    "channel": "web",
    "sender": {"email": "a@example.org"},
    "text": "Hallo",
    "sent_at": "2026-03-02T09:15:00+01:00",
}

BAD = {
    "no id": {"id": None},
    "empty id": {"id": ""},
    "long id": {"id": "x" * 201},
    "another channel": {"channel": "email"},
    "no such channel": {"channel": "fax"},
    "nobody": {"sender": {}},
    "a name alone": {"sender": {"name": "Jan"}},
    "only nulls": {"sender": {"email": None, "id": None}},
    "a blank identifier": {"sender": {"email": "   "}},
    "blank text": {"text": " \n\t "},
    "empty text": {"text": ""},
    "long text": {"text": "x" * (MAX_TEXT + 1)},
    "no offset": {"sent_at": "2026-03-02T09:15:00"},
    "no time": {"sent_at": "yesterday"},
    "number as text": {"text": 7},
    "text as boolean": {"public": "yes"},
    "many attachments": {"attachments": [{}] * 101},
    "negative size": {"attachments": [{"bytes": -1}]},
}


def _both(value: dict[str, Any]) -> tuple[bool, bool]:
    topic = TOPICS["inbound-web"]
    by_schema = Draft202012Validator(value_schema(topic), format_checker=FORMATS).is_valid(value)
    try:
        message = topic.value.model_validate_json(json.dumps(value), strict=True)
    except ValidationError:
        return by_schema, False
    return by_schema, getattr(message, "channel", None) == "web"


def test_schema_and_model_take_the_same_good_message() -> None:
    assert _both(GOOD) == (True, True)
    assert _both({**GOOD, "a field of next year": 1}) == (True, True)


@pytest.mark.parametrize("change", BAD.values(), ids=BAD.keys())
def test_schema_and_model_refuse_the_same_bad_messages(change: dict[str, Any]) -> None:
    assert _both({**GOOD, **change}) == (False, False)


@pytest.mark.parametrize("field", GOOD)
def test_schema_and_model_require_the_same_fields(field: str) -> None:
    assert _both({name: value for name, value in GOOD.items() if name != field}) == (False, False)


# --- AsyncAPI -------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The document as a reader gets it: the file, not the value that it was made from."""
    return TypeAdapter(dict[str, Any]).validate_python(yaml.safe_load((GENERATED / "asyncapi.yaml").read_text("utf-8")))


def _asyncapi_errors(document: dict[str, Any]) -> list[str]:
    return [error.message for error in Draft7Validator(json.loads(ASYNCAPI_SCHEMA.read_text("utf-8"))).iter_errors(document)]


def test_asyncapi_document_is_valid(document: dict[str, Any]) -> None:
    assert _asyncapi_errors(document) == []


def test_an_invalid_asyncapi_document_is_refused() -> None:
    broken = asyncapi()
    next(iter(broken["operations"].values()))["action"] = "publish"
    assert _asyncapi_errors(broken)


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [reference for inner in value.values() for reference in _references(inner)]
    if isinstance(value, list):
        return [reference for inner in value for reference in _references(inner)]
    return []


def test_every_reference_in_the_document_leads_somewhere(document: dict[str, Any]) -> None:
    references = set(_references(document))
    assert references
    for reference in references:
        if reference.startswith("./"):
            assert (GENERATED / reference).is_file(), reference
            continue
        found: Any = document
        for part in reference.removeprefix("#/").split("/"):
            assert part in found, reference
            found = found[part]


def test_every_topic_has_its_channel_key_senders_receivers_and_dead_letters(document: dict[str, Any]) -> None:
    channels, operations, messages = document["channels"], document["operations"], document["components"]["messages"]
    assert set(channels) == set(TOPICS) | {topic.dlq for topic in TOPICS.values() if topic.dead_letters}
    for topic in TOPICS.values():
        assert channels[topic.name]["bindings"]["kafka"]["topic"] == topic.name
        assert messages[topic.name]["bindings"]["kafka"]["key"]
        actions = [operation["action"] for operation in operations.values() if operation["channel"]["$ref"] == f"#/channels/{topic.name}"]
        assert actions.count("send") == len(topic.writers)
        assert actions.count("receive") == len(topic.readers)
        if topic.dead_letters:
            ours = {value for name, value in vars(envelope).items() if name.startswith("DLQ_") and isinstance(value, str)}
            assert set(messages[topic.dlq]["headers"]["properties"]) == ours
            assert set(messages[topic.dlq]["headers"]["required"]) == ours - {envelope.DLQ_SHORTENED}


def test_inbound_dead_letters_list_the_closed_reasons(document: dict[str, Any]) -> None:
    for name in INBOUND_TOPICS:
        reasons = document["components"]["messages"][f"{name}-dlq"]["headers"]["properties"]["dlq-reason"]["enum"]
        assert reasons == [reason.value for reason in InboundReason]


def test_examples_in_the_document_carry_the_headers_that_it_demands(document: dict[str, Any]) -> None:
    for topic in TOPICS.values():
        message = document["components"]["messages"][topic.name]
        assert len(message["examples"]) >= 2
        for example in message["examples"]:
            Draft7Validator(message["headers"], format_checker=FORMATS).validate(example["headers"])


def test_our_own_events_always_carry_cloudevents_headers(document: dict[str, Any]) -> None:
    for topic in TOPICS.values():
        required = document["components"]["messages"][topic.name]["headers"].get("required", [])
        assert ("ce_id" in required) == OURS.issuperset(topic.writers)


def test_nothing_generated_names_a_machine() -> None:
    for name, content in generate().items():
        assert not re.search(rb"(?<![\w.])/(home|root|work|tmp|Users)/", content), name
