"""The house keeps its own rules, and each rule bites: every one has specimens that it must reject and some that it must pass.

A specimen's first line says where it pretends to stand: `specimen of <rule> at <path>`. In `rejected/`, a line that ends with `<- here` must be found
(where there is none, the file as a whole must be); in `passed/`, no line may be.
"""

import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from source_rules import RULES, Rule, Source

ROOT = Path(__file__).parents[2]
SPECIMENS = Path(__file__).parent / "specimens" / "source"
_HEADER = re.compile(r"specimen of (?P<rule>\w+) at (?P<path>\S+)")
_TEXT = {".py", ".md", ".toml", ".yml", ".yaml", ".json", ".lock", ".sql", ".txt", ".html", ".css", ".js", ".cfg", ".sh", ".svg", ".properties", ""}
#: Somebody else's work, taken in whole.
_VENDORED = ("tests/contract/asyncapi/", "services/dashboard/page/vendor/")


def project_files() -> list[Path]:
    """What is or could be committed; in a copy without git, everything that is not made by tools."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]
    made = re.compile(r"(^|/)(\.venv|\.klantstroom|__pycache__|\.[a-z_]+_cache|\.hypothesis|\.git|node_modules)(/|$)")
    return [path for path in ROOT.rglob("*") if path.is_file() and not made.search(str(path.relative_to(ROOT)))]


def sources() -> list[Source]:
    found = []
    for path in project_files():
        name = path.relative_to(ROOT).as_posix()
        if path.suffix in _TEXT and not name.startswith(("tests/house/specimens/", *_VENDORED)):
            found.append(Source(name, path.read_text("utf-8", errors="replace")))
    return found


@pytest.fixture(scope="module")
def project() -> list[Source]:
    found = sources()
    assert {"schemas/topics.py", "runtime/hop.py", "pyproject.toml", "requirements.lock"} <= {source.path for source in found}
    return found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_house_keeps(rule: Rule, project: list[Source]) -> None:
    broken = [f"{source.path}:{line}: {what}" for source in project for line, what in rule(source)]
    assert not broken, f"{rule.__doc__}\n" + "\n".join(broken)


def _specimens(kind: str) -> list[Path]:
    return sorted((SPECIMENS / kind).iterdir())


def _read(path: Path) -> tuple[str, Source]:
    header, _, text = path.read_text("utf-8").partition("\n")
    found = _HEADER.search(header)
    assert found, f"{path.name}: the first line must say `specimen of <rule> at <path>`"
    # The header takes a line of its own, so that numbers of lines stay as they are.
    return found["rule"], Source(found["path"], ("" if found["path"].endswith((".json", ".lock")) else "\n") + text)


@pytest.mark.parametrize("path", _specimens("rejected"), ids=lambda path: path.stem)
def test_specimen_is_rejected(path: Path) -> None:
    name, source = _read(path)
    rule = {rule.__name__: rule for rule in RULES}[name]
    found = {line for line, _ in rule(source)}
    marked = {number for number, line in enumerate(source.text.splitlines(), 1) if line.rstrip().endswith("<- here")}
    assert found
    if marked:
        assert found == marked


@pytest.mark.parametrize("path", _specimens("passed"), ids=lambda path: path.stem)
def test_specimen_is_passed(path: Path) -> None:
    name, source = _read(path)
    assert list({rule.__name__: rule for rule in RULES}[name](source)) == []


def test_every_rule_has_specimens() -> None:
    names = {rule.__name__ for rule in RULES}
    for kind in ("rejected", "passed"):
        assert {_read(path)[0] for path in _specimens(kind)} == names


def test_no_two_files_of_tests_share_a_name(project: list[Source]) -> None:
    """pytest imports them by their names alone: the second would not be found, and only where all are run at once."""
    names = Counter(Path(source.path).name for source in project if source.path.startswith("tests/") and Path(source.path).name.startswith("test_"))
    assert [name for name, count in names.items() if count > 1] == []
