"""Apache Kafka's jars, fetched once from a Maven repository by jgo into a cache that all systems of a user share.

`kafka-jars.sha256` pins every jar: checksum, size in bytes, path in the layout of a Maven repository. What is in the cache is checked
against it before every start, so a cache that is complete needs no network, and one that is damaged mends itself.
`python -m local.jars` resolves `ENDPOINT` anew and rewrites the pins (for whoever raises Kafka's version).
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from local.progress import Reporter, Transfer, stderr_reporter
from local.trouble import Trouble

ENDPOINT = "org.apache.kafka:kafka_2.13:4.3.0+org.slf4j:slf4j-simple:1.7.36"
PINS = Path(__file__).parent / "kafka-jars.sha256"

#: Jars fetched at the same time, and tries for each.
PARALLEL = 4
TRIES = 3


@dataclass(frozen=True, slots=True)
class Jar:
    sha256: str
    size_bytes: int
    #: Path in a Maven repository: group/with/slashes/artifact/version/artifact-version.jar
    path: PurePosixPath

    @property
    def coordinates(self) -> tuple[str, str, str]:
        """(group, artifact, version)"""
        *group, artifact, version, _ = self.path.parts
        return ".".join(group), artifact, version


def pinned(pins: Path = PINS) -> tuple[Jar, ...]:
    jars = []
    for line in pins.read_text("utf-8").splitlines():
        sha256, size, path = line.split()
        jars.append(Jar(sha256, int(size), PurePosixPath(path)))
    return tuple(jars)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_whole(cache: Path, jar: Jar) -> bool:
    path = cache / jar.path
    return path.is_file() and path.stat().st_size == jar.size_bytes and sha256_of(path) == jar.sha256


def missing(cache: Path, jars: Sequence[Jar]) -> tuple[Jar, ...]:
    return tuple(jar for jar in jars if not _is_whole(cache, jar))


def ensure(cache: Path, reporter: Reporter, jars: Sequence[Jar] | None = None) -> list[Path]:
    """Paths of all jars, fetched where they are not in `cache` yet. Blocks. Raises Trouble where they cannot be had."""
    jars = pinned() if jars is None else jars
    folder = cache / "maven"
    if missing(folder, jars):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with _only_one(cache):
                # Another system may have fetched them while we waited.
                lacking = missing(folder, jars)
                if lacking:
                    _fetch(folder, lacking, reporter)
        except OSError as error:
            raise Trouble(
                f"{cache} cannot be written: {error.strerror or error}.", "Free some space there, or name another folder in KLANTSTROOM_CACHE."
            ) from error
    return [folder / jar.path for jar in jars]


@contextmanager
def _only_one(cache: Path) -> Iterator[None]:
    with (cache / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fetch(folder: Path, jars: Sequence[Jar], reporter: Reporter) -> None:
    total = sum(jar.size_bytes for jar in jars)
    with (
        tempfile.TemporaryDirectory(dir=folder, prefix=".part-") as part,
        reporter.transfer("Apache Kafka", total, len(jars)) as transfer,
        ThreadPoolExecutor(PARALLEL) as pool,
    ):
        fetching = [pool.submit(_fetch_one, jar, Path(part) / str(number), folder, transfer) for number, jar in enumerate(jars)]
        try:
            done, _ = wait(fetching, return_when=FIRST_EXCEPTION)
        finally:
            # After a failure, or Ctrl-C, only what is under way is waited for.
            for future in fetching:
                future.cancel()
        for future in done:
            future.result()


def _fetch_one(jar: Jar, part: Path, folder: Path, transfer: Transfer) -> None:
    import requests

    @contextmanager
    def follow(_name: str, _size: int) -> Iterator[Any]:
        yield transfer.advance

    for attempt in range(1, TRIES + 1):
        try:
            # A path of its own for every try: jgo refuses to write over what a broken try has left.
            fetched = _resolve(jar, part / str(attempt), follow)
            break
        except OSError as error:
            # requests' exceptions are OSErrors too; what the disk says has an errno of its own.
            if not isinstance(error, requests.RequestException):
                raise
            if attempt == TRIES:
                raise _unreachable(jar, error) from None
        except RuntimeError as error:
            # jgo's answer to "no repository has it".
            raise _unreachable(jar, error) from None
    found = sha256_of(fetched)
    if found != jar.sha256:
        raise Trouble(
            f"{jar.path.name} is not the file that was expected (sha256 {found[:12]}…, not {jar.sha256[:12]}…).",
            "Nothing was kept. Try again; if it stays, what stands between you and the Maven repository changes files.",
        )
    final = folder / jar.path
    final.parent.mkdir(parents=True, exist_ok=True)
    if fetched.is_relative_to(part):
        os.replace(fetched, final)
    else:
        # From the person's own Maven repository: copied, because it is not ours to move.
        shutil.copyfile(fetched, part / "copy")
        os.replace(part / "copy", final)
    transfer.finished(jar.path.name)


def _resolve(jar: Jar, part: Path, follow: Any) -> Path:
    from jgo.config import GlobalSettings
    from jgo.constants import MAVEN_CENTRAL_URL
    from jgo.maven import MavenContext, PythonResolver

    settings = GlobalSettings.load()
    part.mkdir(parents=True)
    context = MavenContext(
        resolver=PythonResolver(progress_callback=follow),
        repo_cache=part,
        # The person's own Maven repository, where it has the very same file; their own mirrors before the central one.
        local_repos=[settings.repo_cache] if _is_whole(settings.repo_cache, jar) else [],
        remote_repos={**settings.repositories, "central": MAVEN_CENTRAL_URL},
        timeout=30,
    )
    group, artifact, version = jar.coordinates
    return Path(context.project(group, artifact).at_version(version).artifact().resolve())


def _unreachable(jar: Jar, error: Exception) -> Trouble:
    said = str(error).splitlines()[0][:200]
    return Trouble(
        f"{jar.path.name} could not be fetched ({said}).",
        "Set-up needs the network once: check it (and HTTPS_PROXY), or point KLANTSTROOM_CACHE at a cache that was filled elsewhere.",
    )


def pin() -> None:
    """Resolve ENDPOINT with all that it needs, and write PINS."""
    import jgo

    artifacts = jgo.resolve(ENDPOINT)
    lines = []
    for artifact in artifacts:
        path = artifact.resolve()
        relative = PurePosixPath(artifact.component.path_prefix.as_posix()) / path.name
        lines.append(f"{sha256_of(path)} {path.stat().st_size} {relative}")
    PINS.write_text("\n".join(sorted(lines, key=lambda line: line.split()[2])) + "\n", "utf-8")
    stderr_reporter().say(f"{len(lines)} jars pinned in {PINS.name}")


if __name__ == "__main__":
    pin()
