"""docs/adding-a-channel.md, done as it stands there: in a copy of ingest, the three places, and nothing else."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "adding-a-channel.md").read_text("utf-8")
TABLE = "services/ingest/adapters/__init__.py"
TEST = "tests/unit/test_ingest_payloads.py"

BLOCKS = {(kind, path): block for kind, path, block in re.findall(r"<!-- (file|line): (\S+) -->\n\n```\w+\n(.*?)```", PAGE, re.DOTALL)}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "services" / "ingest", tmp_path / "services" / "ingest", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "tests" / "payloads", tmp_path / "tests" / "payloads")
    (tmp_path / "tests" / "unit").mkdir()
    shutil.copy(ROOT / TEST, tmp_path / TEST)
    (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
    return tmp_path


def put(copy: Path, *places: tuple[str, str]) -> None:
    for kind, path in places:
        place = copy / path
        if kind == "file":
            place.parent.mkdir(exist_ok=True)
            place.write_text(BLOCKS[kind, path], "utf-8")
        else:
            table = place.read_text("utf-8")
            changed = table.replace("    }\n)\n", f"{BLOCKS[kind, path]}    }}\n)\n", 1)
            changed = changed.replace("import chatwoot,", "import chatwoot, postduif,", 1)
            assert changed.count("postduif") == 1 + BLOCKS[kind, path].count("postduif")
            place.write_text(changed, "utf-8")


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(copy), str(ROOT)))}
    return subprocess.run([sys.executable, *arguments], cwd=copy, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_the_page_has_its_three_places_and_no_more() -> None:
    assert set(BLOCKS) == {
        ("file", "services/ingest/adapters/postduif.py"),
        ("line", TABLE),
        ("file", "tests/payloads/postduif/message.json"),
    }
    assert BLOCKS["line", TABLE].count("\n") == 1


def test_a_channel_is_added_as_the_page_says(copy: Path) -> None:
    put(copy, *BLOCKS)
    done = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", TEST)
    assert done.returncode == 0, done.stdout + done.stderr
    said = run(copy, "-c", SENT)
    assert said.stdout.splitlines() == [
        "True False",
        "90217 chat duif-12 Mijn pakket is bij de buren, maar welke?",
        "90217:edit:3 90217",
        "Ignored",
    ], said.stderr


@pytest.mark.slow
@pytest.mark.parametrize("forgotten", BLOCKS)
def test_a_place_that_is_forgotten_is_noticed(copy: Path, forgotten: tuple[str, str]) -> None:
    put(copy, *(place for place in BLOCKS if place != forgotten))
    assert run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", TEST).returncode != 0


#: What the platform sends, as the page says that it does.
SENT = """
import hashlib, hmac
from datetime import UTC, datetime
from pathlib import Path
import orjson
from services.ingest.adapters import ADAPTERS, Payload

adapter, body = ADAPTERS["postduif"], Path("tests/payloads/postduif/message.json").read_bytes()
headers = {"x-postduif-signature": "sha256=" + hmac.new(b"a secret", body, hashlib.sha256).hexdigest()}
print(adapter.verify(body, headers, b"a secret"), adapter.verify(body + b" ", headers, b"a secret"))

def read(**changes):
    return adapter.translate(Payload(orjson.dumps({**orjson.loads(body), **changes}), {}, datetime(2026, 3, 2, tzinfo=UTC)))

message = read().message
print(message.id, message.channel.value, message.sender.id, message.text)
edit = read(event="message_edited", edit=3).message
print(edit.id, edit.in_reply_to)
print(type(read(event="next_year")).__name__)
"""
