"""The rules of the house that no tool at hand knows. Each is a function from a file to the lines that break it.

`path` is where the file stands (or, for a specimen, pretends to stand) in the project, with slashes.
"""

import ast
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from schemas.topics import TOPICS


@dataclass(frozen=True)
class Source:
    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def is_python(self) -> bool:
        return self.path.endswith(".py")

    @property
    def is_test(self) -> bool:
        return self.path.startswith("tests/")

    @property
    def is_domain(self) -> bool:
        return re.match(r"services/[a-z_]+/domain(/|\.py$)", self.path) is not None


#: (line, what is wrong)
Finding = tuple[int, str]
Rule = Callable[[Source], Iterator[Finding]]

MAIN_LINES = 40
DOMAIN_LINES = 300

EMPTY_NAMES = {"util", "utils", "helper", "helpers", "common", "manager", "managers"}


def short_main(source: Source) -> Iterator[Finding]:
    """A service's __main__ is settings, adapters, app, run: at most 40 lines."""
    lines = source.text.count("\n")
    if re.fullmatch(r"services/[a-z_]+/__main__\.py", source.path) and lines > MAIN_LINES:
        yield lines, f"{lines} lines, at most {MAIN_LINES}: what does not fit belongs in app.py"


def small_domain(source: Source) -> Iterator[Finding]:
    """A domain.py that outgrows 300 lines becomes a folder."""
    lines = source.text.count("\n")
    if re.fullmatch(r"services/[a-z_]+/domain\.py", source.path) and lines > DOMAIN_LINES:
        yield lines, f"{lines} lines, at most {DOMAIN_LINES}: make it a folder"


def _words(name: str) -> set[str]:
    return {word.lower() for part in re.split(r"[_\W]+", name) for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", part)}


def telling_names(source: Source) -> Iterator[Finding]:
    """No module, class or function is named after nothing in particular."""
    for part in Path(source.path).with_suffix("").parts:
        if _words(part) & EMPTY_NAMES:
            yield 1, f"{part} says nothing about what is in it"
    if source.is_python:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and _words(node.name) & EMPTY_NAMES:
                yield node.lineno, f"{node.name} says nothing about what it does"


def _dotted(node: ast.expr) -> str:
    """`a.b.c` of a name or attribute; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = _dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return ""


def _names_imported(tree: ast.Module) -> dict[str, str]:
    """Local name → full name of what the module imports."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.asname or alias.name.split(".")[0]] = alias.name if alias.asname else alias.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return found


def _calls(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the full name of what is called."""
    imported = _names_imported(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (name := _dotted(node.func)):
            first, dot, rest = name.partition(".")
            yield node, imported.get(first, first) + dot + rest


def _names_a_deadline(function: ast.AST) -> bool:
    return any(
        (isinstance(node, ast.Name) and "deadline" in node.id)
        or (isinstance(node, ast.Attribute) and node.attr in ("timeout", "timeout_at", "wait_for") and _dotted(node).startswith("asyncio."))
        for node in ast.walk(function)
    )


def no_sleep_in_tests(source: Source) -> Iterator[Finding]:
    """A test never hopes that a while is long enough: it looks again, in a loop, until a condition holds or its deadline has passed."""
    if not (source.is_python and source.is_test):
        return
    patient: set[ast.AST] = set()
    for function in ast.walk(source.tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and _names_a_deadline(function):
            patient |= {node for loop in ast.walk(function) if isinstance(loop, ast.While) for node in ast.walk(loop)}
    for call, name in _calls(source.tree):
        # Letting others have a turn is no waiting.
        turn = len(call.args) == 1 and isinstance(call.args[0], ast.Constant) and call.args[0].value == 0
        if name in ("time.sleep", "asyncio.sleep", "anyio.sleep") and not turn and call not in patient:
            yield call.lineno, f"{name}: wait for a condition with a deadline"


def no_unconditional_skip(source: Source) -> Iterator[Finding]:
    """A skip has a condition that can be false; a test that never runs proves nothing."""
    if not (source.is_python and source.is_test):
        return
    conditional: set[ast.AST] = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.If | ast.ExceptHandler | ast.Match):
            conditional |= set(ast.walk(node))
    imported = _names_imported(source.tree)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute | ast.Name):
            first, dot, rest = _dotted(node).partition(".")
            if imported.get(first, first) + dot + rest == "pytest.mark.skip":
                yield node.lineno, "skip without a condition"
    for call, name in _calls(source.tree):
        if name == "pytest.skip" and call not in conditional:
            yield call.lineno, "skip without a condition"
        if name == "pytest.mark.skipif" and call.args and isinstance(call.args[0], ast.Constant):
            yield call.lineno, "a condition that never changes"
        if name == "pytest.importorskip":
            yield call.lineno, "every dependency is installed: import it"


def no_swallowed_exception(source: Source) -> Iterator[Finding]:
    """No handler is empty; whatever is let go on purpose is named in contextlib.suppress, and is never everything."""
    if not source.is_python:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler) and all(
            isinstance(statement, ast.Pass) or (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
            for statement in node.body
        ):
            yield node.lineno, "an exception is swallowed"
    for call, name in _calls(source.tree):
        if name == "contextlib.suppress" and {_dotted(argument) for argument in call.args} & {"Exception", "BaseException"}:
            yield call.lineno, "every exception is swallowed"


_ADDRESSES = re.compile(
    r"https?://[a-z0-9.-]*(?:pypi|pythonhosted|npmjs|maven|golang|crates|debian|artifactory)[a-z0-9-]*\.[a-z]"
    # The hosts by themselves, without a scheme.
    r"|(?:pypi|pythonhosted|npmjs|maven)\.(?:org|com)|repo1?\.maven|proxy\.golang\.|crates\.io|artifactory|(?:extra-)?index-url\s*[=:]",
    re.IGNORECASE,
)
_MACHINE_PATHS = re.compile(r"(?<![\w.$}-])(?:/(?:home|root|work|Users|workspace)/\w{2,}|[A-Z]:\\Users)")


def no_addresses_of_a_workplace(source: Source) -> Iterator[Finding]:
    """No registry's address and no path of one machine: the project is built where it is, from what it is given."""
    if source.path.startswith("tests/house/"):
        return
    for number, line in enumerate(source.text.splitlines(), 1):
        for pattern in (_ADDRESSES, _MACHINE_PATHS):
            if found := pattern.search(line):
                yield number, f"{found[0]} belongs to a machine, not to the project"


_CLOCK = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "uuid.uuid1",
    "uuid.uuid4",
    "open",
    "print",
    "input",
    "os.getenv",
    "runtime.clock.system_clock",
}
_FILES = {"read_text", "read_bytes", "write_text", "write_bytes"}


def decisions_are_pure(source: Source) -> Iterator[Finding]:
    """Clock, chance and files come into a decision as arguments."""
    if source.is_python and source.is_domain:
        for call, name in _calls(source.tree):
            if name in _CLOCK:
                yield call.lineno, f"{name}: bring it in as an argument"
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _FILES:
                yield node.lineno, "a file: bring its content in as an argument"
            if isinstance(node, ast.AsyncFunctionDef | ast.Await):
                yield node.lineno, "a decision waits for nothing"
            if isinstance(node, ast.Global):
                yield node.lineno, "a decision remembers nothing between calls"


_SCHEMAS_MAY = {"pydantic", "pydantic_core", "schemas"}


def schemas_import_pydantic_alone(source: Source) -> Iterator[Finding]:
    """schemas/ can be read, and shipped, without anything but pydantic; the generator also writes YAML."""
    if not (source.is_python and source.path.startswith("schemas/")):
        return
    may = _SCHEMAS_MAY | ({"yaml"} if source.path == "schemas/generate.py" else set())
    for node in ast.walk(source.tree):
        names = (
            [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        )
        for name in names:
            if name.split(".")[0] not in may | sys.stdlib_module_names:
                yield node.lineno, f"{name} is not for schemas/"


_TOPIC = re.compile(r"(?:inbound|messages|conversations|replies|customers|rewards)-[a-z]+(?:-[a-z]+)*")
_KNOWN = {name for topic in TOPICS.values() for name in (topic.name, topic.dlq)}


def topics_stand_in_the_table(source: Source) -> Iterator[Finding]:
    """A topic named in code is one of schemas.topics."""
    if not source.is_python or source.is_test:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _TOPIC.fullmatch(node.value) and node.value not in _KNOWN:
            yield node.lineno, f"{node.value} is not in schemas.topics"


_PIN = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[^\]]+\])?==\S+")


def locks_are_complete(source: Source) -> Iterator[Finding]:
    """Each line of a lock file is a pin with a hash, and names no place to fetch it from."""
    if not re.fullmatch(r"requirements[a-z-]*\.lock", source.path):
        return
    joined = re.sub(r"\\\n", " ", source.text)
    for line in joined.splitlines():
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        number = source.text[: source.text.find(stripped.split(" ")[0])].count("\n") + 1
        if not _PIN.match(stripped):
            yield number, f"{stripped[:60]} is no pin"
        elif "--hash=sha256:" not in stripped:
            yield number, f"{stripped[:60]} has no hash"
        if re.search(r"https?://| @ |--(?:extra-)?index|--find-links", stripped):
            yield number, f"{stripped[:60]} names a place"


def json_is_json(source: Source) -> Iterator[Finding]:
    """Every .json file parses, names no field twice, and ends with a line feed."""
    if not source.path.endswith(".json"):
        return

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        if twice := [name for name, count in Counter(name for name, _ in pairs).items() if count > 1]:
            raise ValueError(f"{sorted(twice)} twice")
        return dict(pairs)

    try:
        json.loads(source.text, object_pairs_hook=once)
    except ValueError as error:
        yield 1, str(error)


RULES: tuple[Rule, ...] = (
    short_main,
    small_domain,
    telling_names,
    no_sleep_in_tests,
    no_unconditional_skip,
    no_swallowed_exception,
    no_addresses_of_a_workplace,
    decisions_are_pure,
    schemas_import_pydantic_alone,
    topics_stand_in_the_table,
    locks_are_complete,
    json_is_json,
)
