"""Says what a change of the contract breaks, and who has to be deployed first.

`python -m schemas.compat` compares what the models say now with `schemas/released/` and exits 1 where something breaks;
`python -m schemas.compat release 1.1.0` makes the present the new baseline (refused while something breaks, unless `--accept-breaks`).

A change does one of three things to the set of values that may stand on a topic:

========= ===================================================================== =============== =====================================
narrowed  values that were right, and are still kept on the topic, become wrong writers first   always a break
widened   values come that no reader has met                                    readers first   a break where outsiders read the topic
re-meant  the same value means something else, or has another shape             neither         always a break: publish beside it
========= ===================================================================== =============== =====================================

A field that goes away is a break whoever reads it: readers first must stop asking for it. An optional field that comes is none.
What this checker does not understand (a keyword that pydantic did not write when it was made) counts as re-meant when it changes.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from schemas.generate import CONTRACT_VERSION, HERE, OUR_READERS, generate, json_bytes, write

RELEASED = HERE / "released"

Schema = Any


class First(StrEnum):
    """Who has to be deployed first for the change to do no harm."""

    READERS = "readers"
    WRITERS = "writers"
    #: No order helps.
    NEITHER = "neither"


class Effect(StrEnum):
    NARROWED = "narrowed"
    WIDENED = "widened"
    REMEANT = "re-meant"
    GONE = "gone"


class Rule(StrEnum):
    TOPIC_REMOVED = "topic-removed"
    KEY_CHANGED = "key-changed"
    PARTITIONS_CHANGED = "partitions-changed"
    DLQ_REMOVED = "dlq-removed"
    TRANSACTIONAL_DROPPED = "transactional-dropped"
    RETENTION_SHORTENED = "retention-shortened"
    FIELD_REMOVED = "field-removed"
    FIELD_RENAMED = "field-renamed"
    REQUIRED_FIELD_ADDED = "required-field-added"
    BECAME_REQUIRED = "became-required"
    BECAME_OPTIONAL = "became-optional"
    DEFAULT_CHANGED = "default-changed"
    TYPE_CHANGED = "type-changed"
    TYPE_NARROWED = "type-narrowed"
    TYPE_WIDENED = "type-widened"
    ENUM_NARROWED = "enum-narrowed"
    ENUM_WIDENED = "enum-widened"
    BOUND_TIGHTENED = "bound-tightened"
    BOUND_LOOSENED = "bound-loosened"
    PATTERN_CHANGED = "pattern-changed"
    FORMAT_CHANGED = "format-changed"
    EXTRA_FIELDS_REFUSED = "extra-fields-refused"
    EXTRA_FIELDS_ALLOWED = "extra-fields-allowed"
    FIELD_ADDED_TO_CLOSED = "field-added-to-closed"
    KEYWORD_CHANGED = "keyword-changed"


class Difference(NamedTuple):
    """One difference between two schemas, before it is known who reads the topic. `path` leads through values: `/reasons/*/rule`."""

    rule: Rule
    effect: Effect
    path: str
    what: str


@dataclass(frozen=True, slots=True)
class Change:
    topic: str
    rule: Rule
    path: str
    what: str
    first: First
    breaking: bool

    def __str__(self) -> str:
        verdict = "BREAK" if self.breaking else "order"
        who = {
            First.READERS: "deploy readers first",
            First.WRITERS: "deploy writers first",
            First.NEITHER: "no order of deployment helps: publish beside it under a new name",
        }[self.first]
        return f"{verdict}  {self.topic} {self.path or '/'}: {self.rule.value}: {self.what}; {who}"


#: A contract: the topics table, and the schema of each topic's values.
class Contract(NamedTuple):
    topics: Mapping[str, Mapping[str, Any]]
    schemas: Mapping[str, Schema]


# --- one schema against another ------------------------------------------------------------------------------------------------

_ANNOTATIONS = frozenset({"$schema", "$id", "$defs", "$comment", "title", "description", "examples", "deprecated", "default"})
_UNDERSTOOD = frozenset({"type", "enum", "const", "pattern", "format", "properties", "required", "additionalProperties", "items"})
#: Keyword → True where a greater number allows more.
_BOUNDS = {
    "maxLength": True,
    "maxItems": True,
    "maxProperties": True,
    "maximum": True,
    "exclusiveMaximum": True,
    "minLength": False,
    "minItems": False,
    "minProperties": False,
    "minimum": False,
    "exclusiveMinimum": False,
}
_ALWAYS: Schema = {}


def _resolve(schema: Schema, root: Schema) -> dict[str, Any]:
    """`schema` as an object, its local reference followed; keywords beside the reference win."""
    if schema is True:
        return {}
    if schema is False:
        return {"not": {}}
    found: dict[str, Any] = dict(schema)
    while "$ref" in found:
        reference = found.pop("$ref")
        target: Any = root
        for part in reference.removeprefix("#/").split("/"):
            target = target[part]
        found = {**target, **found}
    return found


def _type_of(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "integer" if isinstance(value, int) else "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"


def _alternatives(schema: Schema, root: Schema) -> dict[str, list[dict[str, Any]]]:
    """The alternatives of `schema` by JSON type; `any` where it does not say."""
    resolved = _resolve(schema, root)
    constrains = resolved.keys() - _ANNOTATIONS
    found: dict[str, list[dict[str, Any]]] = {}
    if constrains in ({"anyOf"}, {"oneOf"}):
        for branch in resolved.get("anyOf", resolved.get("oneOf", ())):
            for kind, options in _alternatives(branch, root).items():
                found.setdefault(kind, []).extend(options)
        return found
    if "type" in resolved:
        kinds = [resolved["type"]] if isinstance(resolved["type"], str) else resolved["type"]
    elif "enum" in resolved or "const" in resolved:
        kinds = sorted({_type_of(value) for value in _allowed(resolved) or ()})
    elif "properties" in resolved:
        kinds = ["object"]
    else:
        kinds = ["any"]
    return {kind: [resolved] for kind in kinds}


def _allowed(schema: Mapping[str, Any]) -> list[Any] | None:
    """The values that `enum` or `const` allows; None where neither is there."""
    if "const" in schema:
        return [schema["const"]]
    return list(schema["enum"]) if "enum" in schema else None


def _canonical(schema: Schema, root: Schema, seen: tuple[str, ...] = ()) -> str:
    """`schema` as text without annotations, references followed (once)."""

    def plain(value: Any, seen: tuple[str, ...]) -> Any:
        if isinstance(value, dict):
            if (reference := value.get("$ref")) is not None:
                if reference in seen:
                    return {"$ref": reference}
                return plain(_resolve(value, root), (*seen, reference))
            return {
                key: {name: plain(field, seen) for name, field in inner.items()} if key == "properties" else plain(inner, seen)
                for key, inner in value.items()
                if key not in _ANNOTATIONS
            }
        return [plain(inner, seen) for inner in value] if isinstance(value, list) else value

    return json.dumps(plain(schema, seen), sort_keys=True)


def _listed(values: Iterable[object]) -> str:
    return ", ".join(json.dumps(value, ensure_ascii=False) for value in values)


class _Comparison:
    """Walks two schemas at once."""

    def __init__(self, old_root: Schema, new_root: Schema) -> None:
        self._old_root = old_root
        self._new_root = new_root
        self._under_way: set[tuple[str, str]] = set()

    def differences(self, old: Schema, new: Schema, path: str = "") -> Iterator[Difference]:
        references = (str(old.get("$ref")), str(new.get("$ref"))) if isinstance(old, dict) and isinstance(new, dict) else ("None", "None")
        if references != ("None", "None"):
            if references in self._under_way:
                return
            self._under_way.add(references)
        yield from self._types(_alternatives(old, self._old_root), _alternatives(new, self._new_root), path)
        self._under_way.discard(references)

    def _types(self, old: dict[str, list[dict[str, Any]]], new: dict[str, list[dict[str, Any]]], path: str) -> Iterator[Difference]:
        if "any" in old or "any" in new:
            if "any" in old and "any" in new:
                yield from self._options(old["any"], new["any"], path)
            elif "any" in old:
                yield Difference(Rule.TYPE_NARROWED, Effect.NARROWED, path, f"anything became {' or '.join(sorted(new))}")
            else:
                yield Difference(Rule.TYPE_WIDENED, Effect.WIDENED, path, f"{' or '.join(sorted(old))} became anything")
            return
        pairs = [(kind, kind) for kind in old if kind in new]
        gone, come = old.keys() - new.keys(), new.keys() - old.keys()
        # Every integer is a number.
        if "integer" in gone and "number" in come:
            pairs.append(("integer", "number"))
            gone -= {"integer"}
        elif "number" in gone and "integer" in come:
            pairs.append(("number", "integer"))
            come -= {"integer"}
        if not any(kind != "null" for kind, _ in pairs) and gone - {"null"} and come - {"null"}:
            yield Difference(Rule.TYPE_CHANGED, Effect.REMEANT, path, f"{' or '.join(sorted(old))} became {' or '.join(sorted(new))}")
            return
        if gone:
            yield Difference(Rule.TYPE_NARROWED, Effect.NARROWED, path, f"may no longer be {' or '.join(sorted(gone))}")
        if come:
            yield Difference(Rule.TYPE_WIDENED, Effect.WIDENED, path, f"may now be {' or '.join(sorted(come))}")
        for before, after in pairs:
            yield from self._options(old[before], new[after], path)

    def _options(self, old: list[dict[str, Any]], new: list[dict[str, Any]], path: str) -> Iterator[Difference]:
        """Alternatives of one type. Where there are several, they are told apart by what they say as a whole."""
        if len(old) == 1 and len(new) == 1:
            yield from self._one(old[0], new[0], path)
            return
        before = {_canonical(option, self._old_root) for option in old}
        after = {_canonical(option, self._new_root) for option in new}
        if before - after:
            yield Difference(Rule.TYPE_NARROWED, Effect.NARROWED, path, "one of its alternatives changed or went away")
        if after - before:
            yield Difference(Rule.TYPE_WIDENED, Effect.WIDENED, path, "one of its alternatives is new")

    def _one(self, old: dict[str, Any], new: dict[str, Any], path: str) -> Iterator[Difference]:
        yield from self._enum(_allowed(old), _allowed(new), path)
        for keyword, greater_allows_more in _BOUNDS.items():
            yield from self._bound(keyword, greater_allows_more, old.get(keyword), new.get(keyword), path)
        for keyword, rule in (("pattern", Rule.PATTERN_CHANGED), ("format", Rule.FORMAT_CHANGED)):
            before, after = old.get(keyword), new.get(keyword)
            if before == after:
                continue
            if before is None:
                yield Difference(rule, Effect.NARROWED, path, f"{keyword} {after} is demanded")
            elif after is None:
                yield Difference(rule, Effect.WIDENED, path, f"{keyword} {before} is no longer kept")
            else:
                yield Difference(rule, Effect.REMEANT, path, f"{keyword} {before} became {after}")
        if "items" in old or "items" in new:
            yield from self.differences(old.get("items", _ALWAYS), new.get("items", _ALWAYS), f"{path}/*")
        if "object" in (old.get("type"), new.get("type")) or "properties" in old or "properties" in new:
            yield from self._fields(old, new, path)
        others = (old.keys() | new.keys()) - _ANNOTATIONS - _UNDERSTOOD - _BOUNDS.keys()
        for keyword in sorted(others):
            said = [_canonical(schema.get(keyword), root) for schema, root in ((old, self._old_root), (new, self._new_root))]
            if said[0] != said[1]:
                yield Difference(Rule.KEYWORD_CHANGED, Effect.REMEANT, path, f"{keyword} changed")

    def _enum(self, old: list[Any] | None, new: list[Any] | None, path: str) -> Iterator[Difference]:
        if old is None and new is None:
            return
        if old is None:
            yield Difference(Rule.ENUM_NARROWED, Effect.NARROWED, path, f"only {_listed(new or ())} remain")
        elif new is None:
            yield Difference(Rule.ENUM_WIDENED, Effect.WIDENED, path, f"anything may come, where it was one of {_listed(old)}")
        else:
            if gone := [value for value in old if value not in new]:
                yield Difference(Rule.ENUM_NARROWED, Effect.NARROWED, path, f"{_listed(gone)} went away")
            if come := [value for value in new if value not in old]:
                yield Difference(Rule.ENUM_WIDENED, Effect.WIDENED, path, f"{_listed(come)} may come, which readers do not know")

    def _bound(self, keyword: str, greater_allows_more: bool, old: float | None, new: float | None, path: str) -> Iterator[Difference]:
        if old == new:
            return
        if old is None or (new is not None and (new < old) == greater_allows_more):
            yield Difference(Rule.BOUND_TIGHTENED, Effect.NARROWED, path, f"{keyword} {'none' if old is None else old} became {new}")
        else:
            yield Difference(Rule.BOUND_LOOSENED, Effect.WIDENED, path, f"{keyword} {old} became {'none' if new is None else new}")

    def _fields(self, old: dict[str, Any], new: dict[str, Any], path: str) -> Iterator[Difference]:
        before: dict[str, Schema] = old.get("properties", {})
        after: dict[str, Schema] = new.get("properties", {})
        was_required, is_required = set(old.get("required", ())), set(new.get("required", ()))
        come = [name for name in after if name not in before]
        renamed: set[str] = set()
        for name, field in before.items():
            here = f"{path}/{name}"
            if name not in after:
                said = _canonical(field, self._old_root)
                alike = [other for other in come if other not in renamed and _canonical(after[other], self._new_root) == said]
                if alike:
                    renamed.add(alike[0])
                    yield Difference(Rule.FIELD_RENAMED, Effect.GONE, here, f"it seems to be called {alike[0]} now; who reads it finds nothing")
                else:
                    yield Difference(Rule.FIELD_REMOVED, Effect.GONE, here, "who reads it finds nothing")
                continue
            if name in is_required - was_required:
                yield Difference(Rule.BECAME_REQUIRED, Effect.NARROWED, here, "values that leave it out are refused")
            elif name in was_required - is_required:
                yield Difference(Rule.BECAME_OPTIONAL, Effect.WIDENED, here, "values that leave it out may come")
            elif name not in is_required:
                unsaid = (_resolve(field, self._old_root).get("default"), _resolve(after[name], self._new_root).get("default"))
                if unsaid[0] != unsaid[1]:
                    yield Difference(
                        Rule.DEFAULT_CHANGED, Effect.REMEANT, here, f"left out, it meant {_listed(unsaid[:1])} and means {_listed(unsaid[1:])}"
                    )
            yield from self.differences(field, after[name], here)
        others = old.get("additionalProperties", True)
        for name in come:
            if name in is_required:
                yield Difference(Rule.REQUIRED_FIELD_ADDED, Effect.NARROWED, f"{path}/{name}", "values of older writers do not have it")
            if others is False:
                yield Difference(Rule.FIELD_ADDED_TO_CLOSED, Effect.WIDENED, f"{path}/{name}", "older readers refuse fields that they do not know")
            elif isinstance(others, dict):
                # It was one of the fields without a name before.
                yield from self.differences(others, after[name], f"{path}/{name}")
        # Required without being described.
        nameless = (was_required | is_required) - before.keys() - after.keys()
        for name in sorted(nameless & (is_required - was_required)):
            yield Difference(Rule.BECAME_REQUIRED, Effect.NARROWED, f"{path}/{name}", "values that leave it out are refused")
        for name in sorted(nameless & (was_required - is_required)):
            yield Difference(Rule.BECAME_OPTIONAL, Effect.WIDENED, f"{path}/{name}", "values that leave it out may come")
        yield from self._extra_fields(old, new, path)

    def _extra_fields(self, old: dict[str, Any], new: dict[str, Any], path: str) -> Iterator[Difference]:
        before, after = old.get("additionalProperties", True), new.get("additionalProperties", True)
        if after is False and before is not False:
            yield Difference(
                Rule.EXTRA_FIELDS_REFUSED, Effect.NARROWED, path, "fields that it does not name are refused, so nothing can be added later"
            )
        elif before is False and after is not False:
            yield Difference(Rule.EXTRA_FIELDS_ALLOWED, Effect.WIDENED, path, "fields that it does not name may come")
        elif before is not False and after is not False:
            yield from self.differences(before, after, f"{path}/*")


def differences(old: Schema, new: Schema) -> list[Difference]:
    """All differences between two JSON Schemas that somebody could notice in a value."""
    return list(_Comparison(old, new).differences(old, new))


# --- one contract against another ------------------------------------------------------------------------------------------------


def _topic_differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    if old["key"] != new["key"]:
        what = f"{old['key'] or 'any stable key'} became {new['key'] or 'any stable key'}: order and partitions move"
        yield Difference(Rule.KEY_CHANGED, Effect.REMEANT, "", what)
    if old["partitions"] != new["partitions"]:
        said = [count or "the deployment's number" for count in (old["partitions"], new["partitions"])]
        yield Difference(Rule.PARTITIONS_CHANGED, Effect.REMEANT, "", f"{said[0]} of partitions became {said[1]}: keys move, so drain first")
    if old["dlq"] is not None and new["dlq"] is None:
        yield Difference(Rule.DLQ_REMOVED, Effect.GONE, "", f"{old['dlq']} goes away; who replays from it finds nothing")
    if old["transactional"] and not new["transactional"]:
        yield Difference(Rule.TRANSACTIONAL_DROPPED, Effect.WIDENED, "", "a read_committed reader may see an event twice")
    if new["retention_hours"] < old["retention_hours"]:
        what = f"{old['retention_hours']} hours became {new['retention_hours']}: who is away for longer loses events"
        yield Difference(Rule.RETENTION_SHORTENED, Effect.WIDENED, "", what)


def _judge(topic: str, difference: Difference, readers: Iterable[str]) -> Change:
    rule, effect, path, what = difference
    first = {Effect.NARROWED: First.WRITERS, Effect.WIDENED: First.READERS, Effect.REMEANT: First.NEITHER, Effect.GONE: First.READERS}[effect]
    breaking = effect is not Effect.WIDENED or not OUR_READERS.issuperset(readers)
    return Change(topic, rule, path, what, first, breaking)


def compare(old: Contract, new: Contract) -> list[Change]:
    """What changed between two contracts; topics and fields that only came are not in it."""
    changes: list[Change] = []
    for topic, facts in old.topics.items():
        if topic not in new.topics:
            gone = Difference(Rule.TOPIC_REMOVED, Effect.GONE, "", "who reads or writes it finds nothing")
            changes.append(_judge(topic, gone, facts["readers"]))
            continue
        found = [*_topic_differences(facts, new.topics[topic]), *differences(old.schemas[topic], new.schemas[topic])]
        # Who read it before the change is who can be hurt.
        changes += [_judge(topic, difference, facts["readers"]) for difference in found]
    return changes


def read_contract(files: Mapping[str, bytes]) -> Contract:
    """A contract from file names and their content, as `schemas.generate.generate` makes them."""
    topics = json.loads(files["topics.json"])
    return Contract(topics, {topic: json.loads(files[facts["schema"]]) for topic, facts in topics.items()})


def read_folder(folder: Path) -> Contract:
    """Raises FileNotFoundError where the folder holds no contract."""
    return read_contract(
        {path.name: path.read_bytes() for path in sorted(folder.glob("*.json"))} | {"topics.json": (folder / "topics.json").read_bytes()}
    )


def _release(folder: Path, version: str, files: Mapping[str, bytes]) -> None:
    kept = {name: content for name, content in files.items() if name.endswith(".json")}
    write(folder, {**kept, "release.json": json_bytes({"version": version})})


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m schemas.compat", description="What a change of the contract breaks, and who deploys first.")
    parser.add_argument("--old", type=Path, default=RELEASED, help="folder of the baseline (default: schemas/released)")
    parser.add_argument("--new", type=Path, help="folder to compare (default: what the models say now)")
    parser.add_argument("--json", action="store_true", help="print a JSON array")
    commands = parser.add_subparsers(dest="command")
    release = commands.add_parser("release", help="make the present contract the baseline")
    release.add_argument("version", nargs="?", default=CONTRACT_VERSION)
    release.add_argument("--accept-breaks", action="store_true", help="release although something breaks")
    chosen = parser.parse_args(arguments)
    try:
        first_release = chosen.command == "release" and not (chosen.old / "topics.json").exists()
        files = generate()
        new = read_folder(chosen.new) if chosen.new else read_contract(files)
        changes = [] if first_release else compare(read_folder(chosen.old), new)
    except FileNotFoundError as error:
        print(f"no contract there: {error.filename}", file=sys.stderr)
        return 2
    breaks = [change for change in changes if change.breaking]
    if chosen.json:
        print(json.dumps([asdict(change) for change in changes], indent=2, ensure_ascii=False))
    else:
        for change in changes:
            print(change)
        print(f"{len(breaks)} breaking, {len(changes) - len(breaks)} that need an order of deployment")
    if chosen.command == "release" and (not breaks or chosen.accept_breaks):
        _release(chosen.old, chosen.version, files)
        return 0
    return 1 if breaks else 0


if __name__ == "__main__":
    sys.exit(main())
