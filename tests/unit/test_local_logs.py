"""Log files keep to their size; lines are shown to people, and cannot write over the screen."""

import json
from pathlib import Path

import pytest
from rich.console import Console

from local.log_files import LogFile
from local.rendering import Renderer, gist, printable


def test_a_line_for_people() -> None:
    raw = json.dumps(
        {"timestamp": "2026-03-02T09:15:01.123Z", "level": "warning", "event": "refused", "service": "ingest", "message_id": "m-1", "count": 2}
    )
    assert Renderer().line("ingest", raw).plain == "09:15:01 ingest     warning refused message_id=m-1 count=2"


def test_each_process_keeps_its_colour() -> None:
    renderer = Renderer()
    assert renderer.colour("route") != renderer.colour("ingest")
    assert renderer.colour("route") == renderer.colour("route")


@pytest.mark.parametrize("raw", ["Traceback (most recent call last):", "{not json", '{"no": "event"}', "[1]", ""])
def test_what_is_no_log_line_is_shown_as_it_is(raw: str) -> None:
    assert Renderer().line("kafka", raw).plain.endswith(raw)


def test_an_exception_follows_on_its_own_lines() -> None:
    raw = json.dumps({"event": "broken", "level": "error", "exception": "Traceback\n  at here"})
    assert Renderer().line("route", raw).plain.split("\n")[1:] == ["Traceback", "  at here"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (json.dumps({"event": "the service ends", "exception": "Traceback\n  at here\nModelUnusable: no model\n"}), "ModelUnusable: no model"),
        (json.dumps({"event": "drained"}), "drained"),
        ("ingest: KLANTSTROOM_PEPPER is not set", "ingest: KLANTSTROOM_PEPPER is not set"),
        ("", "it said nothing"),
    ],
)
def test_last_words_in_one_line(raw: str, said: str) -> None:
    assert gist(raw) == said


def test_control_characters_and_markup_stay_characters() -> None:
    raw = json.dumps({"event": "\x1b[2J[red]gone[/red]\r\nfake line", "level": "info", "key\x07": "\x9b31m"})
    plain = Renderer().line("route", raw).plain
    assert "\x1b" not in plain
    assert "\x9b" not in plain
    assert "\n" not in plain
    assert "[red]gone[/red]" in plain
    console = Console(width=200, record=True, file=None, quiet=False, force_terminal=False, stderr=True)
    with console.capture() as captured:
        console.print(Renderer().line("route", raw), soft_wrap=True)
    assert "[red]gone[/red]" in captured.get()


def test_dutch_and_emoji_are_printable() -> None:
    assert printable("één klacht 😀") == "één klacht 😀"


def test_files_are_rotated_and_no_line_is_cut(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "route.log", max_bytes=100, kept=2)
    for number in range(40):
        log.write(f"line {number:03d} " + "x" * 10)
    log.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["route.log", "route.log.1", "route.log.2"]
    kept = [line for name in ("route.log.2", "route.log.1", "route.log") for line in (tmp_path / name).read_text().splitlines()]
    assert kept == [f"line {number:03d} " + "x" * 10 for number in range(40)][-len(kept) :]
    assert all(path.stat().st_size <= 100 for path in tmp_path.iterdir())


def test_a_file_of_an_earlier_run_is_continued(tmp_path: Path) -> None:
    for text in ("first", "second"):
        log = LogFile(tmp_path / "a.log")
        log.write(text)
        log.close()
    assert (tmp_path / "a.log").read_text() == "first\nsecond\n"


def test_a_full_disk_loses_lines_and_stops_nobody() -> None:
    log = LogFile(Path("/dev/full"))
    log.write("this goes nowhere")
    assert log.lost_lines == 1
    log.close()
