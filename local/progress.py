"""What set-up tells the person who waits: a bar on a terminal, plain lines elsewhere. Always on standard error."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

MIB = 1024 * 1024


class Transfer(Protocol):
    def advance(self, amount: int) -> None:
        """`amount` more bytes are here; called from several threads."""

    def finished(self, name: str) -> None:
        """One whole file is here."""


class Reporter:
    """Says what is being done."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(stderr=True, highlight=False)

    def say(self, text: str) -> None:
        # Whoever read standard error may be gone; that is no reason to stop.
        with suppress(OSError):
            self.console.print(text, markup=False, soft_wrap=True)

    @contextmanager
    def transfer(self, title: str, total_bytes: int, files: int) -> Iterator[Transfer]:
        """Follow the fetching of `files` files of `total_bytes` together."""
        if self.console.is_terminal:
            columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn(), TextColumn("{task.fields[latest]}"))
            with Progress(*columns, console=self.console) as progress:
                yield _Bar(progress, title, total_bytes)
        else:
            self.say(f"{title}: {files} files, {total_bytes / MIB:.0f} MiB to fetch")
            yield _Lines(self, title, total_bytes, files)


class _Bar:
    def __init__(self, progress: Progress, title: str, total_bytes: int) -> None:
        self._progress = progress
        self._task = progress.add_task(title, total=total_bytes, latest="")

    def advance(self, amount: int) -> None:
        self._progress.advance(self._task, amount)

    def finished(self, name: str) -> None:
        self._progress.update(self._task, latest=name)


class _Lines:
    """A line for every quarter."""

    def __init__(self, reporter: Reporter, title: str, total_bytes: int, files: int) -> None:
        self._reporter = reporter
        self._title = title
        self._total = max(1, total_bytes)
        self._left = files
        self._here = 0
        self._said = 0
        self._lock = threading.Lock()

    def advance(self, amount: int) -> None:
        with self._lock:
            self._here += amount
            quarter = min(4, 4 * self._here // self._total)
            if quarter > self._said:
                self._said = quarter
                left = max(0, self._total - self._here)
                self._reporter.say(f"{self._title}: {self._here / MIB:.0f} of {self._total / MIB:.0f} MiB, {left / MIB:.0f} MiB left")

    def finished(self, name: str) -> None:
        with self._lock:
            self._left -= 1


def stderr_reporter() -> Reporter:
    return Reporter(Console(file=sys.stderr, highlight=False))
