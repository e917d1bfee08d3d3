"""What commands print and how they fail: one clear line, no secrets, no library's own words."""

import json
import os
import shlex
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from local import background, cli
from local.admission import HomeLock
from local.commands import doctor
from local.commands.dlq import replay_headers
from local.commands.system import describe, without_password
from local.commands.trace import Doubt, doubt_of_policy, summary
from local.examples import EXAMPLES
from local.known_errors import known_error
from local.progress import stderr_reporter
from local.system import SystemAddress, SystemSettings, plan
from local.trouble import Trouble
from runtime.broker import Record


class Said(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """The one line on standard error."""
        [only] = self.err.splitlines()
        return only


Klantstroom = Callable[..., Said]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith("KLANTSTROOM_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("KLANTSTROOM_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def klantstroom(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Klantstroom:
    """Runs the command in this process, in a home of its own."""

    def run(*arguments: str) -> Said:
        monkeypatch.setattr("sys.argv", ["klantstroom", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        output = capsys.readouterr()
        return Said(int(ended.value.code or 0), output.out, output.err)

    return run


def address_of(home: Path, **changed: Any) -> SystemAddress:
    home.mkdir(exist_ok=True)
    (home / "admin.key").write_text("ks_admin_verysecret\n")
    (home / "postgres_password.secret").write_text("pg-verysecret\n")
    address = SystemAddress(
        home=home,
        kafka="127.0.0.1:1",
        database="postgresql://postgres:pg-verysecret@127.0.0.1:5432/klantstroom",
        urls={"dashboard": "http://127.0.0.1:2"},
        admin_key="ks_admin_verysecret",
        pid=os.getpid(),
        state="ready",
        processes={"kafka": {"pid": None, "state": "running", "restarts": 0, "since": None}},
    )
    return replace(address, **changed)


# ---- secrets


def test_what_a_system_says_of_itself_holds_no_secret_and_says_where_they_are(home: Path) -> None:
    said = describe(address_of(home))
    assert "verysecret" not in json.dumps(said)
    assert said["database"] == "postgresql://postgres@127.0.0.1:5432/klantstroom"
    assert said["dashboard"] == "http://127.0.0.1:2/"
    assert Path(said["admin_key_file"]).read_text().strip() == "ks_admin_verysecret"
    assert Path(said["database_password_file"]).read_text().strip() == "pg-verysecret"


@pytest.mark.parametrize(
    ("dsn", "shown"),
    [
        ("postgresql://postgres@127.0.0.1:5432/k", "postgresql://postgres@127.0.0.1:5432/k"),
        ("postgresql://u:a%40b@[::1]:5432/k?sslmode=require", "postgresql://u@[::1]:5432/k?sslmode=require"),
        ("postgresql://h/k", "postgresql://h/k"),
    ],
)
def test_a_dsn_is_shown_without_its_password(dsn: str, shown: str) -> None:
    assert without_password(dsn) == shown


def test_status_prints_no_secret(klantstroom: Klantstroom, home: Path) -> None:
    lock = HomeLock.take(home)
    try:
        address_of(home).save()
        for arguments in (("status",), ("status", "--json")):
            said = klantstroom(*arguments)
            assert said.code == 1
            assert "verysecret" not in said.out + said.err
    finally:
        lock.release()


# ---- a system that only begins


def test_a_system_that_only_begins_is_starting(klantstroom: Klantstroom, home: Path) -> None:
    assert "No system is running" in klantstroom("status").line
    lock = HomeLock.take(home)
    try:
        said = klantstroom("status")
        assert said.code == 1
        assert f"a system is starting (process {os.getpid()})" in said.line
        told = json.loads(klantstroom("status", "--json").out)
        assert (told["state"], told["ready"], told["pid"]) == ("starting", False, os.getpid())
        assert "only begun to start" in klantstroom("topics", "list").line
        assert "only begins to start" in doctor._system(plan(SystemSettings()))

        # What a killed system left behind says nothing of the one that starts.
        address_of(home, pid=1).save()
        assert "a system is starting" in klantstroom("status").line
    finally:
        lock.release()
    assert "its supervisor was killed" in klantstroom("status").line
    assert "its supervisor was killed" in klantstroom("topics", "list").line


def test_a_lock_is_handed_over_without_a_moment_in_which_the_home_is_free(home: Path) -> None:
    first = HomeLock.take(home)
    second = HomeLock.adopt(os.dup(first.descriptor))
    first.release()
    first.release()
    with pytest.raises(Trouble, match=f"Another system runs .*process {os.getpid()}"):
        HomeLock.take(home)
    second.release()
    HomeLock.take(home).release()


def test_ctrl_c_before_anything_runs_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(*_: Any) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("local.background.jars.ensure", fetch)
    monkeypatch.setattr("local.background.admit", lambda made: HomeLock.take(made.home))
    with pytest.raises(background.Interrupted, match="nothing was started") as interrupted:
        background.start(plan(SystemSettings(home=home), environment={}), stderr_reporter())
    assert interrupted.value.number is signal.SIGINT
    HomeLock.take(home).release()


# ---- a broker that is away

COMMANDS = (
    ("topics", "list"),
    ("topics", "create"),
    ("tail", "messages-routed"),
    ("trace", "x"),
    ("dlq", "list"),
    ("dlq", "show", "inbound-web-dlq/0@1"),
    ("dlq", "replay", "--all"),
)


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_broker_that_is_away_is_one_line_that_says_what_to_do(
    klantstroom: Klantstroom, ports: Any, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    nobody = f"127.0.0.1:{ports.take()}"
    monkeypatch.setenv("KLANTSTROOM_KAFKA", nobody)
    said = klantstroom(*arguments)
    assert (said.code, said.out) == (1, "")
    assert said.line == f"Kafka does not answer on {nobody}, which KLANTSTROOM_KAFKA names. Start it, or correct the variable."


@pytest.mark.parametrize("arguments", [("publish",), ("replay", "--once"), ("replay",)], ids=" ".join)
def test_publishing_to_a_broker_that_is_away(
    klantstroom: Klantstroom, ports: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    message = {"id": "1", "channel": "web", "sender": {"id": "x"}, "text": "hoi", "sent_at": "2026-03-02T09:15:00Z"}
    (tmp_path / "m.jsonl").write_text(json.dumps(message) + "\n")
    monkeypatch.setenv("KLANTSTROOM_KAFKA", f"127.0.0.1:{ports.take()}")
    said = klantstroom(*arguments, str(tmp_path / "m.jsonl"))
    assert said.code == 1
    assert said.err.splitlines()[-1].startswith("Kafka does not answer on ")


@pytest.mark.parametrize("state", ["starting", "ready"])
def test_the_systems_own_broker_that_is_away(klantstroom: Klantstroom, home: Path, ports: Any, state: str) -> None:
    lock = HomeLock.take(home)
    try:
        address_of(home, kafka=f"127.0.0.1:{ports.take()}", state=state).save()
        for arguments in (("topics", "list"), ("status",)):
            said = klantstroom(*arguments)
            assert said.code == 1
            assert "KafkaConnectionError" not in said.err
            assert "Unable to bootstrap" not in said.err
            [line] = [line for line in said.err.splitlines() if "Kafka does not answer" in line]
            assert ("the system is starting" if state == "starting" else "kafka.log") in line
    finally:
        lock.release()


def test_bootstrap_servers_that_are_none(klantstroom: Klantstroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLANTSTROOM_KAFKA", "localhost:kafka")
    assert klantstroom("topics", "list").line.startswith("KLANTSTROOM_KAFKA: 'localhost:kafka' is no host:port.")


def test_what_the_disk_says_names_the_file() -> None:
    assert str(known_error(PermissionError(13, "Permission denied", "/srv/x"))) == "/srv/x: Permission denied. See `klantstroom doctor`."
    assert known_error(KeyError("a bug")) is None


# ---- the command line


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("publish", "--frob"), "klantstroom publish: No such option: --frob. See `klantstroom publish --help`."),
        (("publish",), "klantstroom publish: Missing argument 'file'. See `klantstroom publish --help`."),
        (("frob",), "klantstroom: No such command 'frob'. See `klantstroom --help`."),
        (("dlq", "frob"), "klantstroom dlq: No such command 'frob'. See `klantstroom dlq --help`."),
    ],
)
def test_a_command_line_that_is_not_understood_is_one_line(klantstroom: Klantstroom, arguments: tuple[str, ...], line: str) -> None:
    said = klantstroom(*arguments)
    assert (said.code, said.out, said.line) == (2, "", line)
    as_json = klantstroom(*arguments, "--json")
    assert (as_json.code, as_json.out) == (2, "")
    assert json.loads(as_json.line).keys() == {"error"}


def test_a_value_that_will_not_do_is_one_line(klantstroom: Klantstroom) -> None:
    for arguments in (("tail", "x", "--max", "abc"), ("replay", "x", "--encoding", "klingon"), ("validate", "x", "--encoding", "base64")):
        said = klantstroom(*arguments)
        assert (said.code, said.out) == (2, "")
        assert arguments[-2] in said.line
        assert f"See `klantstroom {arguments[0]} --help`." in said.line


def test_with_json_every_error_is_one_object(klantstroom: Klantstroom) -> None:
    said = klantstroom("topics", "list", "--json")
    assert (said.code, said.out) == (1, "")
    assert "klantstroom up" in json.loads(said.line)["error"]


def test_a_command_without_arguments_shows_its_help(klantstroom: Klantstroom) -> None:
    for arguments in ((), ("dlq",)):
        said = klantstroom(*arguments)
        assert (said.code, said.err) == (2, "")
        assert "Usage" in said.out


def test_help_says_what_exit_codes_mean(klantstroom: Klantstroom) -> None:
    said = " ".join(klantstroom("--help").out.split())
    assert "Exit codes: 0 done; 1 it could not be done" in said
    assert "2 the command line was not understood" in said


def _commands(command: Any, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], Any]]:
    inner = getattr(command, "commands", {})
    return [(path, command), *(found for name, part in inner.items() for found in _commands(part, (*path, name)))]


ALL = [found for name, mounted in cli.COMMANDS.items() if cli.is_there(mounted) for found in _commands(cli.load(name), (name,))]


@pytest.mark.parametrize(("path", "command"), ALL, ids=[" ".join(path) for path, _ in ALL])
def test_every_command_has_an_example_that_its_own_options_allow(klantstroom: Klantstroom, path: tuple[str, ...], command: Any) -> None:
    example = EXAMPLES[" ".join(path)]
    program, *arguments = shlex.split(example)
    assert (program, tuple(arguments[: len(path)])) == ("klantstroom", path)
    if not hasattr(command, "commands"):
        with command.make_context(example, arguments[len(path) :]):
            assert command.params
    said = klantstroom(*path, "--help")
    assert said.code == 0
    assert " ".join(f"Example: {example}".split()) in " ".join(said.out.split())


# ---- what is replayed, and what is traced


def record(topic: str = "inbound-web-dlq", headers: tuple[tuple[str, bytes], ...] = ()) -> Record:
    return Record(topic, 0, 7, b"k", b"{}", headers, 0)


def test_only_our_own_headers_stay_behind_when_a_dead_letter_is_replayed() -> None:
    theirs = (("source", b"discourse"), ("src-system", b"crm"), ("srcset", b"1"), ("dlqueue", b"x"), ("traceparent", b"00-a-b-01"))
    ours = (("src", b"ingest/inbound-web/0/3"), ("dlq-reason", b"invalid"), ("dlq-attempt", b"2"), ("dlq-service", b"ingest"))
    assert replay_headers(record(headers=(*theirs, *ours))) == (*theirs, ("dlq-attempt", b"3"))


@pytest.mark.parametrize(
    ("labels", "marked"),
    [
        ({"topic": "billing", "topic_confidence": 0.49}, True),
        ({"topic": "billing", "topic_confidence": 0.5}, False),
        ({"topic": "other", "topic_confidence": 0.9}, True),
        ({"topic": "billing"}, False),
    ],
)
def test_a_topic_that_route_calls_uncertain_is_said_to_be_so(labels: dict[str, Any], marked: bool) -> None:
    doubt = Doubt(0.5, frozenset({"other"}))
    routed = {"destination": "agents", "team": "general", "priority": 40, "labels": labels, "reasons": [{"because": "why"}]}
    for topic, value in (("messages-classified", {"labels": labels}), ("messages-routed", routed)):
        said = summary(record(topic), value, doubt)
        assert (f"{labels['topic']} (uncertain)" in said) is marked, said
        assert labels["topic"] in said


def test_what_is_uncertain_stands_in_the_policy(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert doubt_of_policy() == Doubt(0.5, frozenset({"other"}))
    stricter = (cli._ROOT / "policy" / "default.yaml").read_text("utf-8").replace("topic_confidence_at_least: 0.5", "topic_confidence_at_least: 0.8")
    (tmp_path / "own.yaml").write_text(stricter, "utf-8")
    monkeypatch.setenv("KLANTSTROOM_POLICY", str(tmp_path / "own.yaml"))
    assert doubt_of_policy().below == 0.8
    monkeypatch.setenv("KLANTSTROOM_POLICY", str(tmp_path / "none.yaml"))
    assert doubt_of_policy().below == 0.5
