"""Kafka's jars: pinned, checked, fetched once; a local folder plays the Maven repository."""

import hashlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path, PurePosixPath

import pytest
from rich.console import Console

from local import jars
from local.jars import Jar
from local.progress import Reporter
from local.trouble import Trouble
from tests.conftest import collect_leftovers

PATHS = [f"org/example/part-{letter}/1.0/part-{letter}-1.0.jar" for letter in "abc"]


class Handler(SimpleHTTPRequestHandler):
    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        super().do_GET()

    def log_message(self, *_: object) -> None:
        """Not on the test's output."""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "repository"
    for path in PATHS:
        (folder / path).parent.mkdir(parents=True)
        (folder / path).write_bytes(path.encode() * 1000)
    Handler.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setattr("jgo.constants.MAVEN_CENTRAL_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("HOME", str(tmp_path / "person"))
    for name in ("M2_REPO", "JGO_CONFIG_FILE", "XDG_CONFIG_HOME", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    server.daemon_threads = False  # joined below
    yield folder
    server.shutdown()
    server.server_close()
    thread.join()
    collect_leftovers()  # jgo's connections


def pins(folder: Path) -> tuple[Jar, ...]:
    return tuple(Jar(hashlib.sha256((folder / path).read_bytes()).hexdigest(), (folder / path).stat().st_size, PurePosixPath(path)) for path in PATHS)


def quiet() -> tuple[Reporter, StringIO]:
    said = StringIO()
    return Reporter(Console(file=said, width=200)), said


def test_what_is_pinned_is_kafka_and_all_of_it_has_a_checksum() -> None:
    pinned = jars.pinned()
    assert ("org.apache.kafka", "kafka_2.13", "4.3.0") in {jar.coordinates for jar in pinned}
    assert all(len(bytes.fromhex(jar.sha256)) == 32 and jar.size_bytes > 0 and jar.path.suffix == ".jar" for jar in pinned)
    assert len({jar.path for jar in pinned}) == len(pinned) == 46


def test_fetched_once_then_no_network_at_all(repository: Path, tmp_path: Path) -> None:
    reporter, said = quiet()
    paths = jars.ensure(tmp_path / "cache", reporter, pins(repository))
    assert [path.read_bytes() for path in paths] == [path.encode() * 1000 for path in PATHS]
    assert "3 files" in said.getvalue()
    asked = len(Handler.asked)
    assert asked >= 3
    reporter, said = quiet()
    assert jars.ensure(tmp_path / "cache", reporter, pins(repository)) == paths
    assert len(Handler.asked) == asked
    assert said.getvalue() == ""


def test_a_damaged_jar_is_fetched_again_and_only_that_one(repository: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    paths = jars.ensure(cache, quiet()[0], pins(repository))
    raw = paths[1].read_bytes()
    paths[1].write_bytes(b"X" + raw[1:])
    Handler.asked.clear()
    jars.ensure(cache, quiet()[0], pins(repository))
    assert paths[1].read_bytes() == raw
    assert {path.rpartition("/")[2].removesuffix(".sha1") for path in Handler.asked} == {"part-b-1.0.jar"}


def test_a_jar_with_other_bytes_is_refused_and_not_kept(repository: Path, tmp_path: Path) -> None:
    expected = pins(repository)
    (repository / PATHS[2]).write_bytes(b"changed on the way")
    with pytest.raises(Trouble, match=r"part-c-1.0.jar is not the file that was expected"):
        jars.ensure(tmp_path / "cache", quiet()[0], expected)
    assert not (tmp_path / "cache" / "maven" / PATHS[2]).exists()
    assert not [path for path in (tmp_path / "cache" / "maven").iterdir() if path.name.startswith(".part-")]


def test_without_a_network_one_line_says_what_to_do(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ports: "object") -> None:
    nobody = ports.take()  # type: ignore[attr-defined]
    monkeypatch.setattr("jgo.constants.MAVEN_CENTRAL_URL", f"http://127.0.0.1:{nobody}")
    with pytest.raises(Trouble, match=r"could not be fetched.*needs the network once.*KLANTSTROOM_CACHE") as refused:
        jars.ensure(tmp_path / "cache", quiet()[0], pins(repository))
    assert "\n" not in str(refused.value)


def test_a_jar_that_no_repository_has_is_one_line_too(repository: Path, tmp_path: Path) -> None:
    expected = pins(repository)
    (repository / PATHS[0]).unlink()
    with pytest.raises(Trouble, match=r"part-a-1\.0\.jar could not be fetched"):
        jars.ensure(tmp_path / "cache", quiet()[0], expected)


def test_the_persons_own_maven_repository_is_used_only_where_it_is_right(repository: Path, tmp_path: Path) -> None:
    own = tmp_path / "person" / ".m2" / "repository"
    for path, raw in ((PATHS[0], (repository / PATHS[0]).read_bytes()), (PATHS[1], b"something else")):
        (own / path).parent.mkdir(parents=True)
        (own / path).write_bytes(raw)
    jars.ensure(tmp_path / "cache", quiet()[0], pins(repository))
    asked = {path.rpartition("/")[2] for path in Handler.asked}
    assert "part-a-1.0.jar" not in asked
    assert "part-b-1.0.jar" in asked
    assert (own / PATHS[0]).exists()
    assert (own / PATHS[1]).read_bytes() == b"something else"


def test_a_cache_that_cannot_be_written_is_one_line(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Trouble, match="KLANTSTROOM_CACHE"):
        jars.ensure(tmp_path / "file" / "cache", quiet()[0], pins(repository))
