"""Importing connects nothing: no socket, no thread, no process, no file written, in any module of the project."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("schemas", "runtime", "services", "local")

#: Imports every module of the packages in argv, and answers what they did beyond defining names, as JSON.
WATCH = '''
import builtins, importlib, json, socket, subprocess, sys, sysconfig, threading
from pathlib import Path

root = Path.cwd()
standard = sysconfig.get_path("stdlib")
current = None
found = []

def told(what):
    found.append([current, what])
    raise RuntimeError(f"{what} while {current} is imported")

def ours():
    """True where a module of the project asked for it, and not a library that it imports."""
    frame = sys._getframe(2)
    while frame is not None:
        file = frame.f_code.co_filename
        library = "site-packages" in file
        if library or not (file.startswith("<frozen") or file.startswith(standard)):
            return not library and file.startswith(str(root))
        frame = frame.f_back
    return False

def forbid(owner, name, what):
    real = getattr(owner, name)
    if isinstance(real, type):
        class Watched(real):
            def __init__(self, *args, **kwargs):
                if ours():
                    told(what)
                super().__init__(*args, **kwargs)
        setattr(owner, name, Watched)
        return
    def watched(*args, **kwargs):
        if ours():
            told(what)
        return real(*args, **kwargs)
    setattr(owner, name, watched)

names = []
for package in sys.argv[1:]:
    for path in sorted((root / package).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))

forbid(socket.socket, "connect", "connects")
forbid(socket.socket, "bind", "listens")
forbid(threading.Thread, "start", "starts a thread")
forbid(subprocess, "Popen", "starts a process")
plain = builtins.open

def watched(file, mode="r", *args, **kwargs):
    if set(mode) & set("wax+") and ours() and not str(file).endswith((".pyc", "/dev/null")):
        told(f"writes {file}")
    return plain(file, mode, *args, **kwargs)

builtins.open = watched
for current in names:
    try:
        importlib.import_module(current)
    except Exception as error:
        if [current] not in [entry[:1] for entry in found]:
            found.append([current, f"{type(error).__name__}: {error}"])
print(json.dumps({"imported": names, "found": found}))
'''


def watch(folder: Path, *packages: str) -> dict[str, list[list[str]]]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WATCH, *packages],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "HOME": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, list[list[str]]] = json.loads(done.stdout.splitlines()[-1])
    return answer


@pytest.mark.slow
def test_importing_connects_nothing() -> None:
    answer = watch(ROOT, *PACKAGES)
    assert len(answer["imported"]) > 50
    assert answer["found"] == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("import socket; socket.create_connection(('127.0.0.1', 9))", "connects"),
        ("import socket; socket.socket().bind(('127.0.0.1', 0))", "listens"),
        ("import threading; threading.Thread(target=print).start()", "starts a thread"),
        ("import subprocess; subprocess.Popen(['true'])", "starts a process"),
        ("open('left-behind', 'w')", "writes left-behind"),
    ],
)
def test_a_module_that_does_something_is_told(line: str, what: str, tmp_path: Path) -> None:
    (tmp_path / "specimen").mkdir()
    (tmp_path / "specimen" / "__init__.py").write_text("")
    (tmp_path / "specimen" / "eager.py").write_text(line)
    (tmp_path / "specimen" / "calm.py").write_text("X = 1")
    assert watch(tmp_path, "specimen")["found"] == [["specimen.eager", what]]
