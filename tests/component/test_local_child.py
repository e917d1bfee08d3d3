"""Processes that we start: they are heard, stopped, and do not outlive us, also where the kernel gives no help."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from local.child import Child, Command, describe_exit
from local.log_files import LogFile
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]

#: Starts a child that starts a grandchild, says both process ids, and waits to be killed.
PARENT = """
import asyncio, os, sys
from pathlib import Path
from signal import Signals
from local.child import Child, Command
from local.log_files import LogFile
# A shell starts what runs in its background with SIGINT ignored, and children inherit that.
ALONE = "import os, signal, time; signal.signal(signal.SIGINT, signal.SIG_DFL); print(os.getpid(), flush=True); time.sleep(600)"
FAMILY = "import os, subprocess, sys, time; g = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\\n"
FAMILY += "print(os.getpid(), g.pid, flush=True); time.sleep(600)"
CHILD = FAMILY if sys.argv[3] == "family" else ALONE
async def main():
    command = Command("child", (sys.executable, "-c", CHILD), dict(os.environ), Path.cwd(), Signals(int(sys.argv[2])))
    child = await Child.start(command, LogFile(Path(os.devnull)), lambda line: print(line, flush=True), watch=sys.argv[1] == "watch")
    await asyncio.sleep(600)
asyncio.run(main())
"""


def wait_gone(pids: list[int]) -> None:
    wait_until(lambda: not any(map(alive, pids)), 20, lambda: f"the end of {[pid for pid in pids if alive(pid)]}")


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize(
    ("mode", "number", "family"),
    [
        # The kernel ends the child itself; what the child started is the child's business there.
        pytest.param("kernel", signal.SIGKILL, "alone", marks=pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")),
        pytest.param("kernel", signal.SIGINT, "alone", marks=pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")),
        ("watch", signal.SIGKILL, "family"),
        ("watch", signal.SIGTERM, "family"),
    ],
)
def test_kill_9_of_the_parent_ends_its_children(mode: str, number: signal.Signals, family: str) -> None:
    line = [sys.executable, "-c", PARENT, mode, str(int(number)), family]
    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert pids
        assert all(alive(pid) for pid in pids)
        parent.kill()
    wait_gone(pids)


@pytest.fixture
def log(tmp_path: Path) -> LogFile:
    return LogFile(tmp_path / "child.log")


def python(program: str, **variables: str) -> Command:
    return Command("child", (sys.executable, "-c", program), {**os.environ, **variables}, ROOT)


@pytest.mark.parametrize("watch", [False, True])
async def test_what_it_writes_is_kept_and_its_exit_code_is_its_own(log: LogFile, watch: bool) -> None:
    heard: list[str] = []
    program = """if True:
        import sys
        print('one', flush=True)
        print('twee é', flush=True)
        sys.stderr.write('three\\n')
        sys.stdout.buffer.write(b'\\xff no newline')
        sys.exit(7)"""
    child = await Child.start(python(program), log, heard.append, watch=watch)
    assert await child.wait() == 7
    assert sorted(heard) == sorted(["one", "twee é", "three", "\ufffd no newline"])
    assert sorted(log.path.read_text().splitlines()) == sorted(heard)


@pytest.mark.parametrize("watch", [False, True])
async def test_a_signal_that_ends_it_is_seen_as_such(log: LogFile, watch: bool) -> None:
    child = await Child.start(python("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"), log, watch=watch)
    assert describe_exit(await child.wait()) == "SIGSEGV"


@pytest.mark.parametrize("watch", [False, True])
async def test_it_is_asked_first(log: LogFile, watch: bool) -> None:
    program = "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit(0)); print('up', flush=True); time.sleep(600)"
    up = Waiter()
    child = await Child.start(python(program), log, up.hear, watch=watch)
    await up.until("up")
    assert await child.stop(signal.SIGTERM, 20.0) == 0


async def test_who_does_not_listen_is_killed_with_all_that_it_started(log: LogFile) -> None:
    program = (
        "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "g = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); print(g.pid, flush=True); time.sleep(600)"
    )
    said = Waiter()
    child = await Child.start(python(program), log, said.hear)
    grandchild = int(await said.until(""))
    assert describe_exit(await child.stop(signal.SIGTERM, 0.2)) == "SIGKILL"
    wait_gone([child.pid, grandchild])


async def test_a_line_without_end_is_taken_in_pieces(log: LogFile) -> None:
    heard: list[str] = []
    child = await Child.start(python("import sys; sys.stdout.write('x' * 300_000 + '\\nlast\\n')"), log, heard.append)
    assert await child.wait() == 0
    assert "".join(heard[:-1]) == "x" * 300_000
    assert heard[-1] == "last"


class Waiter:
    """Hears lines; waits for one."""

    def __init__(self) -> None:
        import asyncio

        self._lines: asyncio.Queue[str] = asyncio.Queue()
        self.hear: Callable[[str], None] = self._lines.put_nowait

    async def until(self, start: str) -> str:
        import asyncio

        async with asyncio.timeout(30):
            while True:
                line = await self._lines.get()
                if line.startswith(start):
                    return line
