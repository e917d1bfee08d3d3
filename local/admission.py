"""What must hold before a system starts: a folder of its own, room on the disk, free ports. Each refusal is one clear line."""

import fcntl
import json
import os
import shutil
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Self

import psutil

from local.system import HOST, Plan
from local.trouble import Trouble

#: Kafka's segments, PostgreSQL's write-ahead log and the logs of a demo fit in this.
MIN_FREE_BYTES = 1024 * 1024 * 1024
#: Processes of a crashed supervisor end by themselves; this long is waited for them.
ORPHAN_SECONDS = 20.0


class HomeLock:
    """Holds `<home>/lock` for as long as the process lives: the kernel lets go when it dies, however it dies."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    @classmethod
    def take(cls, home: Path) -> Self:
        """Makes the folder where there is none. Raises Trouble where another system has it, or it cannot be written."""
        try:
            home.mkdir(parents=True, exist_ok=True)
            file = (home / "lock").open("a+", encoding="utf-8")
        except OSError as error:
            raise Trouble(f"{home} cannot be written: {error.strerror}.", "Name another folder in KLANTSTROOM_HOME.") from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = holder_of(home)
            file.close()
            raise Trouble(
                f"Another system runs from {home}{f' (process {holder})' if holder else ''}.",
                "End it with `klantstroom down`, or name another folder in KLANTSTROOM_HOME and move the ports with KLANTSTROOM_PORT_OFFSET.",
            ) from None
        lock = cls(file)
        lock._sign()
        return lock

    @classmethod
    def adopt(cls, descriptor: int) -> Self:
        """Hold on to a lock that the process which started this one has taken, and passed on as an open file."""
        os.set_inheritable(descriptor, False)
        lock = cls(os.fdopen(descriptor, "a+", encoding="utf-8"))
        lock._sign()
        return lock

    @property
    def descriptor(self) -> int:
        """For a process that is to adopt it."""
        return self._file.fileno()

    def _sign(self) -> None:
        self._file.truncate(0)
        self._file.write(f"{os.getpid()}\n")
        self._file.flush()

    def release(self) -> None:
        """The lock is free once everybody who holds this file has closed it. A second call does nothing."""
        self._file.close()


def holder_of(home: Path) -> int | None:
    """Process id of the supervisor that holds `home`; None where nobody does."""
    try:
        with (home / "lock").open("r", encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                said = file.read().strip()
                return int(said) if said.isdigit() else 0
            return None
    except FileNotFoundError:
        return None


def check_disk(home: Path, min_free_bytes: int = MIN_FREE_BYTES) -> None:
    free = shutil.disk_usage(home).free
    if free < min_free_bytes:
        mib = 1024 * 1024
        raise Trouble(
            f"Only {free // mib} MiB are free where {home} is, and a system needs {min_free_bytes // mib} MiB.",
            "Free some space, or name a folder on another disk in KLANTSTROOM_HOME.",
        )


def is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As the servers do: connections that linger in TIME_WAIT do not hold a port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise Trouble(f"Port {port} may be used by root alone.", "Choose ports from 1024 on.") from None
        except OSError:
            return False
    return True


def listener(port: int) -> str | None:
    """`name (process id)` of whoever listens on `port`, where we may know."""
    with suppress(psutil.Error, OSError):
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr and connection.laddr.port == port and connection.pid:
                with suppress(psutil.Error):
                    return f"{psutil.Process(connection.pid).name()} ({connection.pid})"
                return f"process {connection.pid}"
    return None


def check_ports(plan: Plan) -> None:
    for port, who, variable in plan.listens():
        if not is_free(port):
            by = listener(port)
            raise Trouble(
                f"Port {port}, where {who} would listen, is taken{f' by {by}' if by else ''}.",
                f"End that, or move {who} with {variable}, or move everything with KLANTSTROOM_PORT_OFFSET=1000.",
            )


def wait_for_orphans(home: Path, seconds: float = ORPHAN_SECONDS) -> None:
    """Where a supervisor crashed in `home`, wait until the processes that it had started are gone."""
    try:
        known = json.loads((home / "system.json").read_text("utf-8"))
        processes = [(entry["pid"], entry["since"]) for entry in known["processes"].values() if entry.get("pid")]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return
    deadline = time.monotonic() + seconds
    for pid, since in processes:
        with suppress(psutil.Error):
            process = psutil.Process(pid)
            # A process id may belong to somebody else by now.
            if abs(process.create_time() - since) < 5.0:
                process.wait(max(0.0, deadline - time.monotonic()))


def admit(plan: Plan, lock: HomeLock | None = None) -> HomeLock:
    """All of the above, in the order in which a person would want to hear of it. `lock`, where the home is ours already."""
    lock = lock or HomeLock.take(plan.home)
    try:
        check_disk(plan.home)
        wait_for_orphans(plan.home)
        check_ports(plan)
    except BaseException:
        lock.release()
        raise
    return lock
