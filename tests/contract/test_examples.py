"""A contract is born whole: model, example, owner, readers, dead-letter topic. An orphan fails here."""

import json
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from runtime.codec import decode, encode
from schemas.envelope import event_type, message_id, parse_source_position
from schemas.generate import EXAMPLES, OUR_READERS, examples, value_schema
from schemas.messages.labels import Labels
from schemas.topics import MAX_INBOUND_BYTES, TOPICS, Topic

ALL = [(topic, name, example) for topic in TOPICS for name, example in examples(topic)]


def _ids(case: tuple[str, str, dict[str, Any]]) -> str:
    return f"{case[0]}/{case[1]}"


@pytest.mark.parametrize("case", ALL, ids=_ids)
def test_example_is_what_its_topic_says(case: tuple[str, str, dict[str, Any]]) -> None:
    topic, _, example = case
    assert set(example) == {"key", "headers", "value"}
    assert all(isinstance(header, str) for header in example["headers"].values())
    raw = json.dumps(example["value"], ensure_ascii=False).encode()
    value = decode(TOPICS[topic].value, raw, MAX_INBOUND_BYTES)
    assert isinstance(value, TOPICS[topic].value), value
    Draft202012Validator(value_schema(TOPICS[topic])).validate(example["value"])
    unknown = set(example["value"]) - set(TOPICS[topic].value.model_fields)
    assert not unknown, "an example shows known fields only"
    key = TOPICS[topic].key
    if key is not None:
        assert example["key"] == example["value"][key]
    once = encode(value)
    again = decode(TOPICS[topic].value, once, MAX_INBOUND_BYTES)
    assert again == value
    assert encode(again) == once


@pytest.mark.parametrize("case", ALL, ids=_ids)
def test_example_headers_name_their_topic_and_place(case: tuple[str, str, dict[str, Any]]) -> None:
    topic, _, example = case
    headers = example["headers"]
    if topic.startswith("inbound-"):
        return
    assert headers["ce_type"] == event_type(topic)
    if "src" in headers:
        position = parse_source_position(headers["src"].encode())
        assert position is not None
        writer, read, _ = position.source.split("/")
        assert read in TOPICS
        # classify writes one event for each that it reads, and passes the position of that one on.
        assert writer in TOPICS[topic].writers or (topic == "messages-classified" and writer == "ingest")


@pytest.mark.parametrize("topic", ["messages-ingested", "messages-classified", "messages-routed"])
def test_message_ids_are_computed(topic: str) -> None:
    for _, example in examples(topic):
        value = example["value"]
        assert value["message_id"] == message_id(value["channel"], value["source"], value["inbound_id"])


@pytest.mark.parametrize("topic", TOPICS)
def test_at_least_one_dutch_and_one_english_example(topic: str) -> None:
    languages = {name.split("-")[0] for name, _ in examples(topic)}
    assert {"nl", "en"} <= languages
    assert languages <= {"nl", "en", "other"}


#: Fields whose every value must be seen in the examples of their topic.
TELLING = ("action", "author", "change", "destination", "kind", "state", "status")


def _enumeration(annotation: Any) -> type[StrEnum] | None:
    for option in (annotation, *get_args(annotation)):
        if isinstance(option, type) and issubclass(option, StrEnum):
            return option
    return None


def unseen(model: Any, fields: Iterable[str], values: list[dict[str, Any]]) -> set[str]:
    """Members of the enumerations of `fields` that no value shows, as `field=member`."""
    missing = set()
    for field in fields:
        if field in model.model_fields and (enumeration := _enumeration(model.model_fields[field].annotation)):
            missing |= {f"{field}={member.value}" for member in enumeration} - {f"{field}={value.get(field)}" for value in values}
    return missing


@pytest.mark.parametrize("topic", TOPICS)
def test_every_act_change_and_kind_is_shown(topic: str) -> None:
    missing = unseen(TOPICS[topic].value, TELLING, [example["value"] for _, example in examples(topic)])
    # Only conversations that wait for nobody have the destination of a notice; all three are shown on messages-routed.
    assert not missing


def test_every_label_is_shown() -> None:
    labels = [example["value"]["labels"] for _, example in examples("messages-classified")]
    assert not unseen(Labels, ("language", "sentiment", "emotion", "urgency", "kind"), labels)
    assert {label["personal"] for label in labels} == {True, False}


def test_an_act_that_no_example_shows_is_noticed() -> None:
    assert unseen(TOPICS["work-assigned"].value, ("change",), [{"change": "offered"}]) == {
        "change=accepted",
        "change=declined",
        "change=expired",
        "change=transferred",
    }


def orphans(topics: Iterable[Topic], folder: Path) -> list[str]:
    """What lacks its other half: a topic without examples, owner, reader or somebody to write its dead letters; examples without a topic."""
    found = []
    known = {topic.name: topic for topic in topics}
    for topic in known.values():
        if len(list((folder / topic.name).glob("*.json"))) < 2:
            found.append(f"{topic.name}: fewer than two examples")
        if not topic.writers:
            found.append(f"{topic.name}: nobody writes it")
        if not topic.readers:
            found.append(f"{topic.name}: nobody reads it")
        refused = OUR_READERS & set(topic.readers) and not OUR_READERS.issuperset(topic.writers)
        if refused and not topic.dead_letters:
            found.append(f"{topic.name}: outsiders write it, we read it, and it has no dead-letter topic")
        if topic.key is not None and topic.key not in topic.value.model_fields:
            found.append(f"{topic.name}: the key {topic.key} is no field of its value")
        if topic.retention_hours < 24:
            found.append(f"{topic.name}: kept for less than a day")
    found += [f"{path.name}: examples of no topic" for path in folder.iterdir() if path.name not in known]
    found += [f"{path.parent.name}/{path.name}: not an example" for path in folder.glob("*/*") if path.suffix != ".json"]
    return found


def test_no_orphans() -> None:
    assert orphans(TOPICS.values(), EXAMPLES) == []


def test_orphans_are_noticed(tmp_path: Path) -> None:
    value = TOPICS["corrections"].value
    (tmp_path / "gone").mkdir()
    lonely = Topic("lonely", "nothing", value, (), (), 1)
    open_door = Topic("open-door", "message_id", value, ("channel teams",), ("route",), 24, dead_letters=False)
    for name in ("open-door", "whole"):
        (tmp_path / name).mkdir()
        for number in (1, 2):
            (tmp_path / name / f"{number}.json").write_text("{}")
    (tmp_path / "whole" / "notes.txt").write_text("")
    whole = Topic("whole", "message_id", value, ("ingest",), ("route",), 24)
    assert orphans([lonely, open_door, whole], tmp_path) == [
        "lonely: fewer than two examples",
        "lonely: nobody writes it",
        "lonely: nobody reads it",
        "lonely: the key nothing is no field of its value",
        "lonely: kept for less than a day",
        "open-door: outsiders write it, we read it, and it has no dead-letter topic",
        "gone: examples of no topic",
        "whole/notes.txt: not an example",
    ]
