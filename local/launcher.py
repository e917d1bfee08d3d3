"""Starts a command that may not outlive the process that started it. Standard library only: it runs before anything else can.

`python launcher.py PARENT SIGNAL UID:GID WATCH -- COMMAND…`

PARENT is the process id of whoever starts it; when that process dies, even by SIGKILL, the command gets SIGNAL. On Linux the
kernel sees to it (PR_SET_PDEATHSIG, set after the change of user, which would clear it) and the launcher becomes the command.
Elsewhere, or where WATCH is the number of a pipe's reading end and not `-`, the launcher stays: the end of that pipe says that the parent is gone.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading

PR_SET_PDEATHSIG = 1
#: Seconds between SIGNAL and SIGKILL when the parent is gone and the launcher has stayed.
GRACE_SECONDS = 10.0


def die_with_parent(libc: ctypes.CDLL, parent: int, number: int) -> None:
    if libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:
        # It died before we could ask to be told.
        sys.exit(1)


def stay_and_watch(pipe: int, number: int, command: list[str]) -> int:
    child = subprocess.Popen(command, close_fds=True)
    orphaned = threading.Event()

    def watch() -> None:
        # Nobody ever writes: this returns at the end of the pipe, which is the end of the parent.
        os.read(pipe, 1)
        orphaned.set()
        child.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(GRACE_SECONDS)
        os.killpg(0, signal.SIGKILL)

    for forwarded in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
        signal.signal(forwarded, lambda received, _frame: child.send_signal(received))
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    code = child.wait()
    if orphaned.is_set():
        # It ends the whole group, with us in it: what the command had started may still be there.
        watcher.join()
    return code


def main(arguments: list[str]) -> None:
    parent, number, owner, watched, separator, *command = arguments
    if separator != "--" or not command:
        sys.exit("usage: launcher.py PARENT SIGNAL UID:GID|- PIPE|- -- COMMAND…")
    # Before the change of user: another one may not be able to read Python's own folders.
    libc = ctypes.CDLL(None, use_errno=True)
    if owner != "-":
        uid, gid = (int(part) for part in owner.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if watched == "-":
        die_with_parent(libc, int(parent), int(number))
        os.execvp(command[0], command)  # noqa: S606 (a shell is what it must not be)
    code = stay_and_watch(int(watched), int(number), command)
    if code < 0:
        # End as the command ended, so that whoever waits for us sees the same.
        signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    sys.exit(code)


if __name__ == "__main__":
    main(sys.argv[1:])
