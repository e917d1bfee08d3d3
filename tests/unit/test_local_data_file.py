"""Files that will not do, and what `validate` finds in those that will."""

import json
import os
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from local import cli
from local.commands.data_options import columns_of
from local.data_file import check_encoding, check_file
from local.trouble import Trouble

Run = Callable[..., tuple[int, str, str]]

CSV = "id;bericht;afzender;datum\n1;Ik ben één keer gebeld;a@example.nl;2026-03-02 09:15\n2;Café dicht;b@example.nl;2026-03-02 09:16\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    for name in list(os.environ):
        if name.startswith("KLANTSTROOM_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("KLANTSTROOM_HOME", str(tmp_path / "home"))

    def klantstroom(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["klantstroom", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        output = capsys.readouterr()
        return int(ended.value.code or 0), output.out, output.err

    return klantstroom


def written(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.encode(encoding))
    return path


def jsonl(path: Path, messages: Sequence[dict[str, Any]]) -> Path:
    return written(path, "".join(json.dumps(message) + "\n" for message in messages))


def message(identity: str, **changed: Any) -> dict[str, Any]:
    plain = {"channel": "web", "sender": {"email": "jan@example.com"}, "text": "Waar is mijn bestelling?", "sent_at": "2026-03-02T09:15:00+01:00"}
    return {"id": identity, **plain, **changed}


COMMANDS = (("validate", "FILE"), ("replay", "FILE"), ("demo", "--once", "--data", "FILE"))


def refused(run: Run, command: Sequence[str], file: Path) -> str:
    """The one line with which `command` refuses `file`."""
    code, out, err = run(*(str(file) if part == "FILE" else part for part in command))
    assert (code, out) == (1, "")
    [line] = err.splitlines()
    assert str(file) in line
    return line


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_file_that_will_not_do_is_one_line_that_says_what_it_is(run: Run, tmp_path: Path, command: Sequence[str]) -> None:
    folder = tmp_path / "messages"
    folder.mkdir()
    assert "is a folder. Name a file in it." in refused(run, command, folder)
    assert "is not there" in refused(run, command, tmp_path / "nothing.csv")
    assert "is not there" in refused(run, command, written(tmp_path / "file", "x") / "below.csv")
    for name in ("empty.csv", "empty.jsonl"):
        assert "is empty. Name a file with messages in it" in refused(run, command, written(tmp_path / name, ""))
    assert "has not one message in it" in refused(run, command, written(tmp_path / "blank.jsonl", "\n \n"))

    line = refused(run, command, written(tmp_path / "latin.csv", CSV, "latin-1"))
    assert "is not UTF-8 (line 2 has the byte 0xe9)" in line
    assert "--encoding cp1252" in line
    line = refused(run, command, written(tmp_path / "excel.csv", CSV, "utf-16"))
    assert "is not UTF-8 but UTF-16. Say so with --encoding utf-16" in line
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_file_that_cannot_be_opened_is_one_line(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Sequence[str]) -> None:
    # A socket: not even root can open it. Its name has to be short.
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s.jsonl")
        refused(run, command, Path("s.jsonl"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_the_right_to_read_it_is_one_line(tmp_path: Path) -> None:
    path = written(tmp_path / "m.csv", CSV)
    path.chmod(0)
    with pytest.raises(Trouble, match=r"m\.csv cannot be read: Permission denied\. Check the rights"):
        check_file(path)


def test_a_pipe_can_be_checked_and_not_replayed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    check_file(tmp_path / "pipe")
    with pytest.raises(Trouble, match="is no file that can be read twice"):
        check_file(tmp_path / "pipe", twice=True)


def test_a_file_with_some_rows_in_utf_8_is_read_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_bytes("text\ncafé\n".encode() + b"caf\xe9\n")
    check_encoding(path, None, "utf-8")
    path.write_bytes(b"text\nplain\n")
    check_encoding(path, None, "utf-8")


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16"])
def test_with_its_encoding_named_it_is_read(run: Run, tmp_path: Path, encoding: str) -> None:
    for name, content in (("m.csv", CSV), ("m.jsonl", json.dumps(message("1", text="Café dicht"), ensure_ascii=False) + "\n")):
        file = written(tmp_path / name, content, encoding)
        code, _, err = run("validate", str(file), "--encoding", encoding)
        assert code == 0, err
        assert err.endswith(" valid, 0 not\n")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_an_encoding_that_is_not_the_files_is_one_line(run: Run, tmp_path: Path, command: Sequence[str]) -> None:
    line = refused(run, (*command, "--encoding", "utf-16"), written(tmp_path / "m.csv", CSV))
    assert "is not utf-16. Name its encoding with --encoding" in line


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_columns_that_cannot_be_guessed_are_one_line_with_the_files_name(run: Run, tmp_path: Path, command: Sequence[str]) -> None:
    line = refused(run, command, written(tmp_path / "m.csv", "foo;bar\n1;2\n"))
    assert "there are: foo, bar" in line
    assert "--column" in line


def test_validate_reads_what_replay_reads(run: Run, tmp_path: Path) -> None:
    file = written(tmp_path / "m.csv", CSV + "3;;c@example.nl;2026-03-02 09:17\n")
    code, out, _ = run("validate", str(file), "--json")
    told = json.loads(out)
    assert (code, told["valid"], told["invalid"]) == (1, 2, 1)
    assert told["errors"][0]["line"] == 4
    assert "/bericht" in told["errors"][0]["detail"]


def test_validate_finds_the_same_id_with_other_content(run: Run, tmp_path: Path) -> None:
    same = message("a", sent_at="2026-03-02T08:15:00Z")
    file = jsonl(
        tmp_path / "m.jsonl",
        [message("a"), message("a", text="iets anders"), same, message("a", channel="chat"), message("b"), message("b", sender={"id": "x"})],
    )
    code, out, _ = run("validate", str(file), "--json")
    told = json.loads(out)
    assert code == 1
    assert (told["valid"], told["invalid"], told["duplicates"]) == (4, 2, 1)
    assert [(error["line"], error["reason"]) for error in told["errors"]] == [(2, "conflicting_duplicate"), (6, "conflicting_duplicate")]
    assert told["errors"][0]["detail"] == "/id: the same channel and id as line 1, and other content"

    code, out, err = run("validate", str(jsonl(tmp_path / "repeat.jsonl", [message("a"), same])))
    assert (code, out) == (0, "")
    assert err.splitlines() == ["line 2: the same message as line 1; it would be dropped as a duplicate", "2 valid, 0 not"]


def test_publish_says_who_reads_a_table(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLANTSTROOM_KAFKA", "127.0.0.1:1")
    code, _, err = run("publish", str(written(tmp_path / "m.csv", CSV)))
    assert code == 1
    assert "is not JSON lines. `klantstroom replay --once " in err
    code, _, err = run("publish", str(tmp_path))
    assert (code, "is a folder" in err) == (1, True)


def test_a_column_that_is_not_understood_is_told() -> None:
    assert columns_of(["text=body"]).text == "body"
    for wrong in ("text", "text=", "colour=red"):
        with pytest.raises(Trouble, match="Write FIELD=NAME"):
            columns_of([wrong])
