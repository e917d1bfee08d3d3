"""No document claims what is not so."""

import ast
import json
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click
import pytest
import typer
from document_rules import RULES, Document, Known, anchors, slug

from docs.generate import BLOCKS, fresh, service_settings, settings
from local import cli
from local.system import SERVICES
from local.topics import DLQ_RETENTION_HOURS
from runtime.broker import Record
from runtime.dead_letter import dead_letter
from runtime.hop import Refusal
from runtime.settings import RuntimeSettings
from schemas import topics
from schemas.generate import CONTRACT_VERSION, asyncapi
from schemas.messages.inbound import InboundMessage, InboundReason
from schemas.messages.stream import RoutedMessage
from schemas.topics import MAX_RECORD_BYTES

ROOT = Path(__file__).parents[2]
SPECIMENS = Path(__file__).parent / "specimens" / "documents"
DOCUMENTS = sorted(path for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")] if path.is_file())


def _commands(group: Any, prefix: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        yield prefix + name
        if isinstance(command, click.Group) or hasattr(command, "commands"):
            yield from _commands(command, f"{prefix}{name} ")


def _part(mounted: cli.Mounted) -> Any:
    """What is mounted; None where the module or the name in it is missing."""
    module, _, name = mounted.source.partition(":")
    return getattr(import_module(module), name, None) if cli.is_there(mounted) else None


def _mounted() -> Iterator[str]:
    """Every command of the console script, with its parts."""
    for name, mounted in cli.COMMANDS.items():
        yield name
        part = _part(mounted)
        if isinstance(part, typer.Typer):
            found = typer.main.get_command(part)
            if hasattr(found, "commands"):
                yield from _commands(found, f"{name} ")


def _routes() -> frozenset[str]:
    """Every route that a module declares, as its source says: the services need not be wired for that."""
    found = set()
    for path in [*(ROOT / "services").rglob("*.py"), *(ROOT / "runtime").rglob("*.py")]:
        source = path.read_text("utf-8")
        prefix = next(iter(re.findall(r"APIRouter\(prefix=\"(/[^\"]*)\"", source)), "")
        for method, route in re.findall(r"\.(get|post|put|patch|delete)\(\s*\"(/[^\"]*)\"", source):
            found.add(f"{method.upper()} {re.sub(r'{[^}]*}', '{}', prefix + route)}")
    return frozenset(found)


@pytest.fixture(scope="module")
def known() -> Known:
    targets = frozenset(re.findall(r"^([a-z][\w-]*)(?:\s+[a-z][\w-]*)*\s*:(?!=)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    return Known(
        make_targets=targets,
        commands=frozenset(_mounted()),
        variables=frozenset(row.variable for row in settings()),
        routes=_routes(),
        modules=lambda name: find_spec(name) is not None,
    )


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_document_claims_nothing_that_is_not_so(path: Path, known: Known) -> None:
    document = Document(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"), ROOT)
    broken = [f"{document.path}:{line}: {what}" for rule in RULES for line, what in rule(document, known)]
    assert not broken, "\n".join(broken)


def test_the_contract_names_every_route_of_v1() -> None:
    contract = (ROOT / "docs" / "contract.md").read_text("utf-8")
    named = {re.sub(r"{[^}]*}", "{}", route) for route in re.findall(r"`((?:GET|POST|PUT) /v1/[^`?]*)`", contract)}
    assert {route for route in _routes() if " /v1/" in route} - named == set()


def test_every_command_leads_to_something() -> None:
    assert {name: mounted.source for name, mounted in cli.COMMANDS.items() if cli.is_there(mounted) and _part(mounted) is None} == {}


# --- specimens -------------------------------------------------------------------------------------------------------------------

SMALL = Known(
    make_targets=frozenset({"demo", "test"}),
    commands=frozenset({"up", "tail", "dlq", "dlq list"}),
    variables=frozenset({"KLANTSTROOM_KAFKA"}),
    routes=frozenset({"GET /v1/things/{}"}),
    modules=lambda name: name == "schemas.generate",
)


@pytest.mark.parametrize("path", sorted((SPECIMENS / "rejected").glob("*.md")), ids=lambda path: path.stem)
def test_specimen_is_rejected(path: Path) -> None:
    """The file is named after the rule; each line with `<- here` must be found, and no other."""
    document = Document(path.relative_to(SPECIMENS).as_posix(), path.read_text("utf-8"), SPECIMENS)
    rule = {rule.__name__: rule for rule in RULES}[path.stem]
    marked = {number for number, line in enumerate(document.text.splitlines(), 1) if "<- here" in line}
    assert marked
    assert {line for line, _ in rule(document, SMALL)} == marked


def test_specimen_is_passed() -> None:
    path = SPECIMENS / "passed.md"
    document = Document(path.name, path.read_text("utf-8"), SPECIMENS)
    assert [found for rule in RULES for found in rule(document, SMALL)] == []


def test_every_rule_has_a_specimen() -> None:
    assert {path.stem for path in (SPECIMENS / "rejected").glob("*.md")} == {rule.__name__ for rule in RULES}


def test_headings_become_the_anchors_that_readers_see() -> None:
    assert slug("What `route` does: rules, teams & hours") == "what-route-does-rules-teams--hours"
    assert anchors("# One\n## One\n```\n# no heading\n```\n") == {"one", "one-1"}


# --- what code knows better --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", BLOCKS, ids=lambda path: path.name)
def test_generated_parts_are_fresh(path: Path) -> None:
    text = path.read_text("utf-8")
    assert fresh(text, BLOCKS[path]) == text, "run `make schemas`"


def test_a_stale_part_is_noticed() -> None:
    blocks = {"settings": lambda: "| new |"}
    stale = "# x\n<!-- settings -->\n| old |\n<!-- /settings -->\ntail\n"
    made = fresh(stale, blocks)
    assert made == "# x\n<!-- settings -->\n\n| new |\n\n<!-- /settings -->\ntail\n"
    assert fresh(made, blocks) == made
    with pytest.raises(ValueError, match="must stand"):
        fresh("no marks", blocks)


def test_every_setting_says_what_it_is_for() -> None:
    rows = settings()
    assert [row.variable for row in rows if not row.meaning] == []
    names = [row.variable for row in rows]
    assert len(names) == len(set(names)), "a variable that two models define"


def test_facts_that_stand_in_two_places_are_equal() -> None:
    assert asyncapi()["servers"]["kafka"]["variables"]["bootstrap"]["default"] == RuntimeSettings.model_fields["kafka"].default
    assert {name: model.model_fields["http_port"].default for name, model in service_settings()} == {spec.name: spec.port for spec in SERVICES}
    assert DLQ_RETENTION_HOURS == topics.DLQ_RETENTION_HOURS
    assert f"contract {CONTRACT_VERSION}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def _fields_of_table(text: str, heading: str) -> set[str]:
    """Names in the first column of the first table under `heading`."""
    section = text.partition(f"\n{heading}\n")[2]
    assert section, heading
    table = re.search(r"(?:^\|.*\n)+", section, re.MULTILINE)
    assert table
    return {name for row in table[0].splitlines()[2:] for name in re.findall(r"`(\w+)`", row.split("|")[1])}


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("## What channel teams publish: InboundMessage", set(InboundMessage.model_fields)),
        ("## What comes out: messages-routed", set(RoutedMessage.model_fields)),
        ("### What cannot be processed", {reason.value for reason in InboundReason}),
    ],
)
def test_contract_names_every_field(heading: str, names: set[str]) -> None:
    assert _fields_of_table((ROOT / "docs" / "contract.md").read_text("utf-8"), heading) == names


def _refusals(*folders: str) -> set[str]:
    """Reasons that the code of these folders gives: the literal names of its refusals."""
    found = set()
    for path in (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {"Refused", "Refusal", "_refused"}):
                continue
            if call.args and isinstance(call.args[0], ast.Constant):
                found.add(str(call.args[0].value))
    return found


def test_contract_names_every_reason_for_which_an_activity_or_a_control_is_refused() -> None:
    text = (ROOT / "docs" / "contract.md").read_text("utf-8").partition("| reason | refused by | |\n")[2]
    table = re.match(r"(?:^\|.*\n)+", text, re.MULTILINE)
    assert table
    rows = [row.split("|") for row in table[0].splitlines()[1:]]
    named = {service: {name for row in rows if service in row[2] for name in re.findall(r"`(\w+)`", row[1])} for service in ("route", "rewards")}
    reading = _refusals("runtime")
    assert reading == {"not_json", "not_utf8", "too_large", "too_deep", "invalid"}
    assert named == {service: reading | _refusals(f"services/{service}") for service in ("route", "rewards")}
    assert len(_refusals("services/route")) > 20, "they are found"


def test_contract_names_every_header_of_a_dead_letter() -> None:
    letter = dead_letter(Record("inbound-web", 0, 0, None, b"x" * (MAX_RECORD_BYTES + 1), (), 0), Refusal("too_large"), "ingest")
    section = (ROOT / "docs" / "contract.md").read_text("utf-8").partition("\n### What cannot be processed\n")[2]
    assert {name for name, _ in letter.headers} == set(re.findall(r"`(dlq-[a-z-]+)`", section))


def test_messages_in_the_readme_are_taken() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    found = [json.loads(body) for body in re.findall(r"-d '\s*(\{.*?\})'", text, re.DOTALL)]
    found += [eval(body, {}) for body in re.findall(r"^MESSAGE = (\{.*?^\})", text, re.DOTALL | re.MULTILINE)]  # noqa: S307 - our own README
    assert len(found) == 2
    for message in found:
        InboundMessage.model_validate_json(json.dumps(message), strict=True)
