"""Log files of bounded size, one for each process: `<name>.log`, then `<name>.log.1` …"""

import os
from pathlib import Path

#: Bytes of one file, and how many older ones are kept.
MAX_BYTES = 10 * 1024 * 1024
KEPT = 3


class LogFile:
    """Appends lines. When the disk is full, lines are lost and counted; the process that wrote them goes on."""

    def __init__(self, path: Path, max_bytes: int = MAX_BYTES, kept: int = KEPT) -> None:
        self.path = path
        self.lost_lines = 0
        self._max_bytes = max_bytes
        self._kept = kept
        path.parent.mkdir(parents=True, exist_ok=True)
        # Logs name ids of messages; other users of the machine have no business in them.
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._size = os.fstat(self._descriptor).st_size

    def write(self, line: str) -> None:
        raw = line.encode("utf-8", "replace") + b"\n"
        try:
            if self._size and self._size + len(raw) > self._max_bytes:
                self._rotate()
            self._size += os.write(self._descriptor, raw)
        except OSError:
            self.lost_lines += 1

    def _rotate(self) -> None:
        for number in range(self._kept, 0, -1):
            older = self.path.with_name(f"{self.path.name}.{number}")
            newer = self.path if number == 1 else self.path.with_name(f"{self.path.name}.{number - 1}")
            if newer.exists():
                os.replace(newer, older)
        fresh = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.close(self._descriptor)
        self._descriptor = fresh
        self._size = 0

    def close(self) -> None:
        os.close(self._descriptor)
