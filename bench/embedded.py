"""The embedded Kafka and PostgreSQL, for the time of a benchmark."""

import contextlib
import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


@contextlib.contextmanager
def embedded_stack(kafka: str | None) -> Iterator[str]:
    """Bootstrap servers: `kafka` where it is given, else of a broker that lives as long as this context."""
    if kafka is not None:
        yield kafka
        return
    with tempfile.TemporaryDirectory(prefix="klantstroom-bench-") as folder:
        home = Path(folder) / "home"
        command = [sys.executable, "-m", "local.stack", "--home", str(home), "--kafka-port", str(free_port())]
        command += ["--controller-port", str(free_port()), "--postgres-port", str(free_port())]
        stack = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True)
        try:
            if stack.stdout is None:
                raise RuntimeError("the stack has no standard output")
            line = stack.stdout.readline()
            if not line:
                raise SystemExit("the embedded stack did not start; its reason stands above")
            yield json.loads(line)["kafka"]
        finally:
            stack.terminate()
            stack.wait(60)
