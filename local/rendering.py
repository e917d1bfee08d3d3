"""Log lines for people: time, service in its own colour, level, event, the rest as key=value.

Lines of services are JSON objects; what is no JSON (a traceback of a crash, Java, PostgreSQL) is shown as it is.
"""

from collections.abc import Mapping
from typing import Any

import orjson
from rich.text import Text

_COLOURS = ("cyan", "green", "magenta", "yellow", "blue", "bright_cyan", "bright_green", "bright_magenta", "bright_yellow", "bright_blue")
_LEVELS = {"debug": "dim", "info": "", "warning": "yellow", "warn": "yellow", "error": "bold red", "critical": "bold white on red"}
_FRAME = frozenset({"timestamp", "level", "event", "service", "exception", "logger"})


class Renderer:
    def __init__(self) -> None:
        self._colours: dict[str, str] = {}

    def colour(self, name: str) -> str:
        return self._colours.setdefault(name, _COLOURS[len(self._colours) % len(_COLOURS)])

    def line(self, name: str, raw: str) -> Text:
        """One line of process `name`; an exception in it follows on lines of its own."""
        fields = _fields(raw)
        if fields is None:
            return self._head("        ", name).append(printable(raw))
        level = str(fields.get("level", "info"))
        text = self._head(clock_time(fields.get("timestamp")), str(fields.get("service") or name))
        text.append(f"{level:<8}", _LEVELS.get(level, "")).append(
            printable(str(fields.get("event", ""))), "bold" if level in ("error", "critical") else ""
        )
        for key, value in fields.items():
            if key not in _FRAME:
                text.append(f" {printable(key)}=", "dim").append(printable(value if isinstance(value, str) else orjson.dumps(value).decode()))
        if fields.get("exception"):
            text.append("\n" + printable(str(fields["exception"]), keep="\n\t"), "red")
        return text

    def _head(self, at: str, name: str) -> Text:
        return Text(no_wrap=False).append(at, "dim").append(" ").append(f"{name:<10} ", self.colour(name))


def _fields(raw: str) -> Mapping[str, Any] | None:
    if not raw.startswith("{"):
        return None
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) and "event" in value else None


def gist(raw: str) -> str:
    """What a last line says, in one line: the exception's own last line where there is one, then the event, then the line itself."""
    fields = _fields(raw)
    if fields is None:
        return printable(raw.strip()) or "it said nothing"
    exception = str(fields.get("exception") or "").strip()
    return printable(exception.splitlines()[-1] if exception else str(fields["event"]))


def clock_time(timestamp: Any) -> str:
    """HH:MM:SS of an RFC 3339 time; blanks where it is none."""
    if isinstance(timestamp, str) and len(timestamp) >= 19 and timestamp[10] in "T ":
        return timestamp[11:19]
    return " " * 8


def printable(text: str, keep: str = "") -> str:
    """Control characters could write over the screen, or pretend to be another line: they are shown as escapes."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() or character in keep else repr(character)[1:-1] for character in text)
