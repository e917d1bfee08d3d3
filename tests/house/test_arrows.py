"""local → services → runtime → schemas: the arrows of pyproject.toml hold here, and each refuses what it is there to refuse.

`specimens/arrows/house` is a small house in which all is well. Each other folder is named after a contract and laid over it; a line that ends with
`# rejected` is an import that this contract must refuse.
"""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SPECIMENS = Path(__file__).parent / "specimens" / "arrows"
CONTRACTS: dict[str, str] = {
    contract["id"]: contract["name"] for contract in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
}


def lint(folder: Path) -> tuple[int, str]:
    """Exit code and output of import-linter, over the packages in `folder` with the contracts of our own pyproject.toml."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    done = subprocess.run(
        [*command, "--no-logo", "--no-cache", "--config", str(ROOT / "pyproject.toml")],
        cwd=folder,
        env={"PATH": "", "PYTHONPATH": str(folder), "COLUMNS": "1000"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def verdicts(output: str) -> dict[str, bool]:
    """Contract id → whether it was kept."""
    return {identity: re.search(rf"^{re.escape(name)} KEPT", output, re.MULTILINE) is not None for identity, name in CONTRACTS.items()}


def refused(output: str) -> dict[str, set[tuple[str, str]]]:
    """Contract id → (importer, imported) pairs of the chains that it complains about."""
    starts = {output.rfind(f"\n{name}\n-"): identity for identity, name in CONTRACTS.items()}
    places = sorted(place for place in starts if place >= 0)
    found: dict[str, set[tuple[str, str]]] = {identity: set() for identity in CONTRACTS}
    for place, end in zip(places, [*places[1:], len(output)], strict=True):
        found[starts[place]] = set(re.findall(r"([\w.]+) -> ([\w.]+)", output[place:end]))
    return found


def test_this_house_keeps_its_arrows() -> None:
    code, output = lint(ROOT)
    assert code == 0, output
    assert all(verdicts(output).values())


def test_the_small_house_is_sound() -> None:
    code, output = lint(SPECIMENS / "house")
    assert code == 0, output
    assert all(verdicts(output).values())


def _rejected(folder: Path) -> dict[str, str]:
    """Module → the line in it that must be refused."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        for line in path.read_text("utf-8").splitlines():
            if line.endswith("# rejected"):
                found[".".join(path.relative_to(folder).with_suffix("").parts)] = line
    return found


@pytest.mark.parametrize("contract", CONTRACTS)
def test_contract_bites(contract: str, tmp_path: Path) -> None:
    shutil.copytree(SPECIMENS / "house", tmp_path, dirs_exist_ok=True)
    shutil.copytree(SPECIMENS / contract, tmp_path, dirs_exist_ok=True)
    expected = _rejected(SPECIMENS / contract)
    assert expected
    code, output = lint(tmp_path)
    assert code != 0
    assert not verdicts(output)[contract]
    importers = {importer for importer, _ in refused(output)[contract]}
    missed = {module: line for module, line in expected.items() if module not in importers}
    assert not missed, output
