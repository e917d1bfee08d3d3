"""What somebody's file is, before anything is made of it. Each way in which it will not do is one line that says what to do."""

import codecs
import re
import stat
from pathlib import Path

from local.replay.rows import Form, guess_form
from local.trouble import Trouble

#: What is neither ASCII nor a byte that was no UTF-8 (PEP 383 keeps those as U+DC80 to U+DCFF).
_BEYOND_ASCII = re.compile("[\x80-\udc7f\udd00-\U0010ffff]")


def check_file(path: Path, *, may_be_empty: bool = False, twice: bool = False) -> None:
    """Raises Trouble where `path` cannot be read; `twice`, where it will be read more than once, so that a pipe will not do."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise Trouble(f"{path} is a folder.", "Name a file in it.")
        if twice and not stat.S_ISREG(found.st_mode):
            raise Trouble(f"{path} is no file that can be read twice.", "Save what comes from it, and name that file.")
        if stat.S_ISREG(found.st_mode):
            path.open("rb").close()
    except (FileNotFoundError, NotADirectoryError):
        raise Trouble(f"{path} is not there and cannot be read.", "Name a file of messages: JSON lines, CSV or mbox.") from None
    except OSError as error:
        raise Trouble(f"{path} cannot be read: {error.strerror}.", "Check the rights on it and on the folders above.") from None
    if stat.S_ISREG(found.st_mode) and not found.st_size and not may_be_empty:
        raise Trouble(f"{path} is empty.", "Name a file with messages in it: JSON lines, CSV or mbox.")


def check_encoding(path: Path, form: Form | None, encoding: str) -> None:
    """Raises Trouble for a CSV file that is said to be UTF-8 and is in another encoding as a whole.

    A file that has both, UTF-8 and bytes that are none, is read: its broken rows are told one by one.
    """
    if (form or guess_form(path)) is not Form.CSV or codecs.lookup(encoding).name != "utf-8":
        return
    raw = path.read_bytes()
    try:
        raw.decode("utf-8")
        return
    except UnicodeDecodeError as error:
        first = error.start
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Trouble(f"{path} is not UTF-8 but UTF-16.", _named("utf-16"))
    if not _BEYOND_ASCII.search(raw.decode("utf-8", "surrogateescape")):
        line = raw.count(b"\n", 0, first) + 1
        raise Trouble(f"{path} is not UTF-8 (line {line} has the byte 0x{raw[first]:02x}); it looks like Latin-1 or Windows-1252.", _named("cp1252"))


def _named(encoding: str) -> str:
    return f"Say so with --encoding {encoding} (`make demo` takes it as ARGS='--encoding {encoding}')."
