"""The checker against chance: whatever two schemas disagree about, it has said so.

If a value is right in one schema and wrong in the other, there is a difference between them that explains it. (The other way round does not
hold: two schemas can differ in what no value can show, as a bound that another bound makes idle.)

By design it says nothing of a field that old values could have had without its being named: who adds an optional field takes that risk.
So values are made of fields that the schema names which they are made for.
"""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from schemas.compat import Difference, Effect, differences

NAMES = ("a", "b", "c")
SMALL = st.integers(0, 3)
Draw = Callable[[st.SearchStrategy[Any]], Any]


def _with(base: dict[str, Any], **optional: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({name: st.just(value) for name, value in base.items()}, optional=optional)


LEAVES_OF = {
    "string": _with({"type": "string"}, minLength=SMALL, maxLength=SMALL, pattern=st.sampled_from(["^a", "b$"])),
    "integer": _with({"type": "integer"}, minimum=SMALL, maximum=SMALL),
    "number": _with({"type": "number"}, minimum=SMALL, exclusiveMaximum=SMALL),
}
LEAVES = st.one_of(
    st.builds(dict),
    _with({"type": "null"}),
    _with({"type": "boolean"}),
    *LEAVES_OF.values(),
    _with({"type": "string"}, enum=st.lists(st.sampled_from(["", "a", "ab", "b"]), min_size=1, unique=True)),
    st.sampled_from(["a", "b", 1, None]).map(lambda value: {"const": value}),
)


def _objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "type": st.just("object"),
            "properties": st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
            "required": st.lists(st.sampled_from(NAMES), max_size=3, unique=True),
        },
        optional={"additionalProperties": st.booleans() | inner},
    )


SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        _objects(inner),
        _with({"type": "array"}, items=inner, minItems=SMALL, maxItems=SMALL),
        st.lists(inner, min_size=1, max_size=3).map(lambda options: {"anyOf": options}),
    ),
    max_leaves=6,
)


def _changed(draw: Draw, schema: dict[str, Any]) -> dict[str, Any]:
    """`schema` with one thing in it changed, or all of it."""
    where = draw(st.integers(0, 5))
    if where == 0:
        return draw(SCHEMAS)
    if "anyOf" in schema:
        options = list(schema["anyOf"])
        place = draw(st.integers(0, len(options) - 1))
        if where == 1 and len(options) > 1:
            del options[place]
        elif where == 2:
            options.append(draw(LEAVES))
        else:
            options[place] = _changed(draw, options[place])
        return {"anyOf": options}
    if schema.get("type") == "object":
        made = {**schema, "properties": dict(schema["properties"]), "required": list(schema["required"])}
        name = draw(st.sampled_from(NAMES))
        if where == 1:
            made["required"] = [other for other in made["required"] if other != name] if name in made["required"] else [*made["required"], name]
        elif where == 2:
            made["properties"].pop(name, None)
        elif where == 3:
            made["additionalProperties"] = draw(st.booleans() | LEAVES)
        elif name in made["properties"]:
            made["properties"][name] = _changed(draw, made["properties"][name])
        else:
            made["properties"][name] = draw(LEAVES)
        return made
    if schema.get("type") == "array" and where > 1:
        return {**schema, "items": _changed(draw, schema.get("items", {}))}
    return draw(LEAVES_OF.get(schema.get("type", ""), LEAVES))


def _value(draw: Draw, schema: Any) -> Any:
    """A value that is more or less what `schema` asks for, of fields that it names."""
    if not isinstance(schema, dict) or draw(st.integers(0, 9)) == 0:
        return draw(st.none() | st.booleans() | st.integers(-1, 4) | st.sampled_from([0.5, 2.5]) | st.text("ab", max_size=4))
    if "anyOf" in schema:
        return _value(draw, draw(st.sampled_from(schema["anyOf"])))
    if "const" in schema or "enum" in schema:
        return (
            draw(st.sampled_from(schema.get("enum", [schema.get("const")])))
            if draw(st.integers(0, 3))
            else draw(st.sampled_from(["", "a", "ab", "b", 1, None]))
        )
    match schema.get("type"):
        case "object":
            return {name: _value(draw, field) for name, field in schema["properties"].items() if draw(st.integers(0, 3))}
        case "array":
            return [_value(draw, schema.get("items", {})) for _ in range(draw(st.integers(0, 3)))]
        case "string":
            return draw(st.text("ab", max_size=4))
        case "integer":
            return draw(st.integers(-1, 4))
        case "number":
            return draw(st.integers(-1, 4) | st.sampled_from([0.5, 1.5, 2.5]))
        case "boolean":
            return draw(st.booleans())
        case "null":
            return None
    return draw(st.none() | st.booleans() | st.integers(-1, 4) | st.text("ab", max_size=2) | st.just([]) | st.builds(dict))


@st.composite
def _cases(draw: Any) -> tuple[Any, Any, Any, Any]:
    """(old schema, new schema, a value made for the old one, a value made for the new one)."""
    old = draw(SCHEMAS)
    new = _changed(draw, old)
    return old, new, _value(draw, old), _value(draw, new)


def _effects(found: list[Difference]) -> set[Effect]:
    return {difference.effect for difference in found}


@given(_cases())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_two_schemas_disagree_about_is_told(case: tuple[Any, Any, Any, Any]) -> None:
    old, new, of_old, of_new = case
    before, after = Draft202012Validator(old), Draft202012Validator(new)
    found = _effects(differences(old, new))
    if before.is_valid(of_old) and not after.is_valid(of_old):
        event("narrowed")
        # A field that goes away narrows nothing by itself; what then covers its name (any field that is not named) may.
        assert found & {Effect.NARROWED, Effect.REMEANT, Effect.GONE}
    if after.is_valid(of_new) and not before.is_valid(of_new):
        event("widened")
        assert found & {Effect.WIDENED, Effect.REMEANT, Effect.GONE}


@given(SCHEMAS)
@settings(max_examples=100, deadline=None)
def test_a_schema_differs_from_itself_in_nothing(schema: Any) -> None:
    assert differences(schema, schema) == []
