"""The checker catches each break that it must catch and passes each change that it must pass, on specimens and on our own topics."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from schemas.compat import RELEASED, Change, Contract, First, Rule, compare, main, read_contract, read_folder
from schemas.generate import OUR_READERS, examples, generate

SPECIMENS = Path(__file__).parent / "specimens"
FACTS = {
    "key": "team",
    "schema": "events.schema.json",
    "writers": ["route"],
    "readers": ["outside"],
    "retention_hours": 720,
    "transactional": False,
    "dlq": None,
    "partitions": None,
}


def _specimens(kind: str) -> list[Any]:
    return [pytest.param(json.loads(path.read_text("utf-8")), id=path.stem) for path in sorted((SPECIMENS / kind).glob("*.json"))]


def _compare(specimen: dict[str, Any]) -> list[Change]:
    facts = specimen.get("topic", {})
    old = Contract({"events": {**FACTS, **facts.get("old", {})}}, {"events": specimen["old"]})
    if specimen["new"] is None:
        return compare(old, Contract({}, {}))
    return compare(old, Contract({"events": {**FACTS, **facts.get("new", {})}}, {"events": specimen["new"]}))


def _said(changes: list[Change]) -> list[tuple[str, str, str, bool]]:
    return sorted((change.rule.value, change.path, change.first.value, change.breaking) for change in changes)


def _expected(specimen: dict[str, Any]) -> list[tuple[str, str, str, bool]]:
    return sorted((found["rule"], found["path"], found["first"], found["breaking"]) for found in specimen["expect"])


@pytest.mark.parametrize("specimen", _specimens("breaks"))
def test_break_is_caught(specimen: dict[str, Any]) -> None:
    changes = _compare(specimen)
    assert _said(changes) == _expected(specimen)
    assert any(change.breaking for change in changes)
    assert all(change.what and "deploy" in str(change) for change in changes)


@pytest.mark.parametrize("specimen", _specimens("allowed"))
def test_allowed_change_passes(specimen: dict[str, Any]) -> None:
    changes = _compare(specimen)
    assert _said(changes) == _expected(specimen)
    assert not any(change.breaking for change in changes)


def test_every_rule_has_a_specimen() -> None:
    shown = {found["rule"] for kind in ("breaks", "allowed") for case in _specimens(kind) for found in case.values[0]["expect"]}
    assert shown == {rule.value for rule in Rule}


@pytest.mark.parametrize("specimen", [*_specimens("breaks"), *_specimens("allowed")])
def test_specimen_schemas_are_valid(specimen: dict[str, Any]) -> None:
    for schema in (specimen["old"], specimen["new"]):
        if schema is not None:
            Draft202012Validator.check_schema(schema)


# --- our own topics ------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def present() -> Contract:
    return read_contract(generate())


def test_present_models_break_nothing_that_was_released() -> None:
    assert [str(change) for change in compare(read_folder(RELEASED), read_contract(generate())) if change.breaking] == []


def test_present_examples_stand_in_the_released_schemas() -> None:
    """Readers that were deployed with the last release read what is written today, but for members of enumerations that came since."""
    released = read_folder(RELEASED)
    widened = {(change.topic, change.path) for change in compare(released, read_contract(generate())) if change.rule is Rule.ENUM_WIDENED}
    for topic, schema in released.schemas.items():
        for name, example in examples(topic):
            problems = [
                error.message
                for error in Draft202012Validator(schema).iter_errors(example["value"])
                if (topic, "/" + "/".join("*" if isinstance(part, int) else part for part in error.absolute_path)) not in widened
            ]
            assert problems == [], name


def test_a_contract_breaks_nothing_of_itself(present: Contract) -> None:
    assert compare(present, present) == []


def _objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Every object with fields in a schema, its definitions included."""
    if isinstance(schema, dict):
        # The condition over a sender's identifiers has fields too, but describes no object of its own.
        if "properties" in schema and schema.get("type") == "object":
            yield schema
        for inner in schema.values():
            yield from _objects(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _objects(inner)


def _enumerations(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if isinstance(schema.get("enum"), list):
            yield schema
        for inner in schema.values():
            yield from _enumerations(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _enumerations(inner)


def _mutants(schema: dict[str, Any]) -> Iterator[tuple[Rule, First, dict[str, Any]]]:
    """Each way to break `schema` at each of its places, with what must be said of it."""
    for index, found in enumerate(_objects(schema)):
        for name in found["properties"]:
            removed = copy.deepcopy(schema)
            there = list(_objects(removed))[index]
            del there["properties"][name]
            there["required"] = [other for other in there.get("required", []) if other != name]
            yield Rule.FIELD_REMOVED, First.READERS, removed

            renamed = copy.deepcopy(schema)
            there = list(_objects(renamed))[index]
            there["properties"] = {f"{name}_2" if other == name else other: field for other, field in there["properties"].items()}
            there["required"] = [f"{name}_2" if other == name else other for other in there.get("required", [])]
            yield Rule.FIELD_RENAMED, First.READERS, renamed

            if name not in found.get("required", []):
                demanded = copy.deepcopy(schema)
                there = list(_objects(demanded))[index]
                there["required"] = [*there.get("required", []), name]
                yield Rule.BECAME_REQUIRED, First.WRITERS, demanded

            if name in found.get("required", []):
                retyped = copy.deepcopy(schema)
                was_list = found["properties"][name].get("type") == "array"
                list(_objects(retyped))[index]["properties"][name] = {"type": "string" if was_list else "array"}
                yield Rule.TYPE_CHANGED, First.NEITHER, retyped

        added = copy.deepcopy(schema)
        there = list(_objects(added))[index]
        there["properties"]["a_field_of_next_year"] = {"type": "boolean"}
        there["required"] = [*there.get("required", []), "a_field_of_next_year"]
        yield Rule.REQUIRED_FIELD_ADDED, First.WRITERS, added

    for index, found in enumerate(_enumerations(schema)):
        for member in found["enum"]:
            narrowed = copy.deepcopy(schema)
            list(_enumerations(narrowed))[index]["enum"].remove(member)
            yield Rule.ENUM_NARROWED, First.WRITERS, narrowed
        widened = copy.deepcopy(schema)
        list(_enumerations(widened))[index]["enum"].append("a member of next year")
        yield Rule.ENUM_WIDENED, First.READERS, widened


@pytest.mark.parametrize("topic", read_contract(generate()).topics)
def test_every_single_break_of_our_own_topics_is_caught(topic: str, present: Contract) -> None:
    tried = 0
    old = Contract({topic: present.topics[topic]}, {topic: present.schemas[topic]})
    for rule, first, mutant in _mutants(present.schemas[topic]):
        changes = compare(old, Contract(old.topics, {topic: mutant}))
        said = [change for change in changes if change.rule is rule]
        assert said, f"{rule} went unseen"
        assert said[0].first is first
        outsiders_read = not OUR_READERS.issuperset(present.topics[topic]["readers"])
        assert said[0].breaking == (rule is not Rule.ENUM_WIDENED or outsiders_read)
        tried += 1
    assert tried >= 8


# --- the command -------------------------------------------------------------------------------------------------------------------


def _folder(folder: Path, schema: dict[str, Any]) -> Path:
    folder.mkdir()
    (folder / "topics.json").write_text(json.dumps({"events": FACTS}))
    (folder / "events.schema.json").write_text(json.dumps(schema))
    return folder


def test_command_exits_1_on_a_break_and_says_what_and_who(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = _folder(tmp_path / "old", {"type": "object", "properties": {"team": {"type": "string"}}})
    new = _folder(tmp_path / "new", {"type": "object", "properties": {"team": {"type": "string"}}, "required": ["team"]})
    assert main(["--old", str(old), "--new", str(new)]) == 1
    assert "BREAK  events /team: became-required: values that leave it out are refused; deploy writers first" in capsys.readouterr().out
    assert main(["--old", str(old), "--new", str(new), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)[0]["rule"] == "became-required"
    assert main(["--old", str(old), "--new", str(old)]) == 0


def test_command_without_a_baseline_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--old", str(tmp_path)]) == 2
    assert "no contract there" in capsys.readouterr().err


def test_a_breaking_release_is_refused_unless_accepted(tmp_path: Path) -> None:
    files = generate()
    released = tmp_path / "released"
    assert main(["--old", str(released), "release", "1.0.0"]) == 0
    assert json.loads((released / "release.json").read_bytes()) == {"version": "1.0.0"}
    baseline = json.loads(files["control.schema.json"])
    baseline["properties"]["gone_since"] = {"type": "string"}
    (released / "control.schema.json").write_text(json.dumps(baseline))
    assert main(["--old", str(released), "release", "1.1.0"]) == 1
    assert json.loads((released / "release.json").read_bytes()) == {"version": "1.0.0"}
    assert main(["--old", str(released), "release", "2.0.0", "--accept-breaks"]) == 0
    assert json.loads((released / "release.json").read_bytes()) == {"version": "2.0.0"}
    assert (released / "control.schema.json").read_bytes() == files["control.schema.json"]
