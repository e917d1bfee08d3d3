"""A process that we start, listen to and stop, and that does not outlive us."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from local.log_files import LogFile

LAUNCHER = Path(__file__).parent / "launcher.py"

#: Longest line that is taken from a child, in bytes; the rest of a longer one comes as further lines.
MAX_LINE_BYTES = 64 * 1024

_parent_pipe: tuple[int, int] | None = None


def _pipe_to_children() -> int:
    """The reading end of a pipe on which nobody writes, and whose writing end dies with this process."""
    global _parent_pipe
    if _parent_pipe is None:
        _parent_pipe = os.pipe()
    return _parent_pipe[0]


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    #: What it gets when we die. SIGKILL is the sure one, for what recovers from it.
    signal_when_orphaned: signal.Signals = signal.SIGKILL
    #: (user id, group id) to become; None stays who we are.
    owner: tuple[int, int] | None = None


def launch_line(command: Command, watch_pipe: int | None) -> list[str]:
    """`command` behind the launcher. -I -S: the launcher sees nothing of the person's Python settings; the command sees all."""
    owner = "-" if command.owner is None else f"{command.owner[0]}:{command.owner[1]}"
    watched = "-" if watch_pipe is None else str(watch_pipe)
    return [
        sys.executable,
        "-I",
        "-S",
        str(LAUNCHER),
        str(os.getpid()),
        str(int(command.signal_when_orphaned)),
        owner,
        watched,
        "--",
        *command.arguments,
    ]


class Child:
    """One running process. Its output goes to `log` and, line by line, to `on_line`."""

    def __init__(self, command: Command, process: asyncio.subprocess.Process, log: LogFile, on_line: Callable[[str], None] | None) -> None:
        self.command = command
        self.started_at = time.time()
        self._process = process
        self._log = log
        self._on_line = on_line
        #: The last lines that it wrote, for whoever has to say why it ended.
        self.last_lines: list[str] = []
        self._reading = asyncio.create_task(self._read(), name=f"read-{command.name}")

    @classmethod
    async def start(cls, command: Command, log: LogFile, on_line: Callable[[str], None] | None = None, *, watch: bool | None = None) -> "Child":
        """`watch` None: the kernel ends orphans on Linux, a watching launcher elsewhere."""
        pipe = _pipe_to_children() if (watch if watch is not None else sys.platform != "linux") else None
        process = await asyncio.create_subprocess_exec(
            *launch_line(command, pipe),
            cwd=command.folder,
            env=dict(command.environment),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            # Ctrl-C in a terminal goes to us alone: we stop the others in order.
            start_new_session=True,
            pass_fds=() if pipe is None else (pipe,),
            limit=MAX_LINE_BYTES,
        )
        return cls(command, process, log, on_line)

    async def _read(self) -> None:
        stream = self._process.stdout
        if stream is None:
            raise ValueError("a child writes to a pipe")
        while True:
            try:
                raw = await stream.readuntil(b"\n")
            except asyncio.IncompleteReadError as end:
                raw = end.partial
                if not raw:
                    return
            except asyncio.LimitOverrunError as overrun:
                raw = await stream.readexactly(overrun.consumed)
            line = raw.decode("utf-8", "replace").rstrip("\r\n")
            self._log.write(line)
            self.last_lines = [*self.last_lines[-19:], line]
            if self._on_line is not None:
                try:
                    self._on_line(line)
                except Exception as error:  # noqa: BLE001 (a line that cannot be shown may not stop the process that wrote it)
                    self._log.write(f"a line could not be shown: {error!r}")

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.returncode

    async def wait(self) -> int:
        """Its exit code, once it has ended and all that it wrote is read."""
        code = await self._process.wait()
        # A grandchild may hold the pipe open: its words are not waited for.
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self._reading), 1.0)
        self._reading.cancel()
        return code

    async def stop(self, with_signal: signal.Signals, grace_seconds: float) -> int:
        """Ask with `with_signal`; after `grace_seconds` end the whole process group."""
        if self.returncode is None:
            with suppress(ProcessLookupError):
                self._process.send_signal(with_signal)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), grace_seconds)
        self.end_group()
        return await self.wait()

    def end_group(self) -> None:
        """SIGKILL to whatever is left of the process group."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)


def describe_exit(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
