"""The Makefile's own words: what there is, and what it says of a machine that will not do."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")


def make(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["make", *arguments], cwd=ROOT, env={**os.environ, **variables}, capture_output=True, text=True, timeout=60)


def test_make_alone_says_what_there_is() -> None:
    said = make().stdout
    for target in ("demo", "up", "down", "test", "check", "lint", "schemas", "model", "setup", "clean"):
        assert f"make {target} " in said


@pytest.fixture
def python_of(tmp_path: Path) -> Path:
    """A command that is, as far as anyone can tell, Python 3.9."""
    fake = tmp_path / "python-old"
    fake.write_text('#!/bin/sh\ncase "$2" in *platform*) echo 3.9.2;; *) exit 1;; esac\n')
    fake.chmod(0o755)
    return fake


def test_an_old_python_is_one_line_that_says_what_to_do(python_of: Path) -> None:
    done = make("python-check", f"PYTHON={python_of}")
    assert done.returncode != 0
    line = done.stderr.splitlines()[0]
    assert "is 3.9.2" in line
    assert "needs Python 3.11, 3.12 or 3.13" in line
    assert "make PYTHON=" in line


def test_no_python_at_all_is_one_line_too() -> None:
    done = make("python-check", "PYTHON=no-such-python")
    assert done.returncode != 0
    assert "There is no no-such-python" in done.stderr


def test_the_first_python_that_will_do_is_found(tmp_path: Path, python_of: Path) -> None:
    shutil.copy(python_of, tmp_path / "python3")
    recent = tmp_path / "python3.12"
    recent.write_text("#!/bin/sh\nexit 0\n")
    recent.chmod(0o755)
    done = make("python-check", PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert done.returncode == 0, done.stderr


def test_the_python_that_runs_this_will_do() -> None:
    assert make("python-check").returncode == 0


@pytest.mark.parametrize(
    ("variables", "line"),
    [
        ((), "klantstroom demo"),
        (("ONCE=1",), "klantstroom demo --once"),
        (("ONCE=1", "DATA=my messages.csv"), "klantstroom demo --once --data 'my messages.csv'"),
        (("DATA=a.csv", "COLUMNS=text=body sender=author"), "klantstroom demo  --data 'a.csv' --column 'text=body' --column 'sender=author'"),
    ],
)
def test_what_make_demo_runs(variables: tuple[str, ...], line: str) -> None:
    said = " ".join(make("--dry-run", "demo", *variables).stdout.split())
    assert " ".join(line.split()) in said
