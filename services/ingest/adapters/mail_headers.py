"""Headers of a mail as text, addresses, ids and moments; and bytes as text, whatever they call themselves.

The library's parser of addresses recurses on nested comments, and differs between versions of Python: addresses are read here, once
through, and decoded afterwards, so that an encoded name cannot pretend to be an address.
"""

import codecs
import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import NamedTuple

#: Characters of one header that are read.
_MAX_HEADER = 4_000
_MAX_ID = 200
_MAX_ADDRESSES = 100

_MESSAGE_ID = re.compile(r"<([^<>\s]{1,998})>")
_BARE_ID = re.compile(r"[^<>\s]{1,998}")
_RECEIVED_DATE = re.compile(r";([^;]{5,100})$")
_ADDRESS = re.compile(r"(\S{1,250})@([^\s@,;:<>()\"]{1,255})")
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s{0,5}=\s{0,5}["']?([a-zA-Z0-9_.:-]{1,40})""", re.IGNORECASE)

#: Encodings of text that are read. Python knows more: some (punycode, idna) need quadratic time, some say what nobody sees.
_READ = """
    ascii utf-8 utf-8-sig utf-7 utf-16 utf-16-le utf-16-be utf-32 cp437 cp850 cp852 cp866 mac-roman koi8-r koi8-u tis-620
    cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874 cp932 cp949 cp950
    iso8859-1 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 iso8859-10 iso8859-11 iso8859-13 iso8859-14
    iso8859-15 iso8859-16 iso2022-jp iso2022-jp-1 iso2022-jp-2 iso2022-jp-ext iso2022-kr shift_jis euc-jp euc-kr big5 big5hkscs
    gb2312 gbk gb18030 hz
"""
_SAFE = frozenset(codecs.lookup(name).name for name in _READ.split())
#: What senders write, and what it means.
_OTHERWISE = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-8-i": "iso8859-8",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "cp-850": "cp850",
    "ansi": "cp1252",
    "x-ansi": "cp1252",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "iso-2022-jp": "iso2022-jp-ext",
    "macintosh": "mac-roman",
    "x-mac-roman": "mac-roman",
}
#: Every byte means something in them, so that a mistake is never noticed by decoding.
_ONE_BYTE = frozenset({"ascii", "iso8859-1", "iso8859-15", "cp1252"})
_JAPANESE = (b"\x1b$B", b"\x1b$@")


class Mailbox(NamedTuple):
    name: str
    address: str


# --- text --------------------------------------------------------------------------------------------------------------------------


def _encoding(charset: str | None) -> str | None:
    """Python's name of a declared charset that is read here."""
    if not charset or len(charset) > 40:
        return None
    said = charset.strip().strip("'\"").partition("*")[0].lower()
    if said.startswith("windows-"):
        said = "cp" + said[8:]
    try:
        name = codecs.lookup(_OTHERWISE.get(said, said)).name
    except (LookupError, ValueError):
        return None
    return name if name in _SAFE else None


def text_of_bytes(raw: bytes, charset: str | None) -> str:
    """Text in the charset that was declared, unless the bytes say otherwise; else UTF-8, else Windows-1252, which reads most of the rest."""
    declared = _encoding(charset)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        tries = ["utf-16"]
    elif declared is None and any(shift in raw for shift in _JAPANESE):
        tries = ["iso2022_jp_ext"]
    elif declared is None or declared in _ONE_BYTE:
        # Text that is no UTF-8 almost never looks like it.
        tries = ["utf-8", "cp1252" if declared in (None, "ascii", "iso8859-1") else declared, "iso8859-1"]
    else:
        tries = [declared, "utf-8"]
    for name in tries:
        try:
            return raw.decode(name).removeprefix("\ufeff")
        except (UnicodeError, ValueError):
            continue
    if declared is not None and declared not in _ONE_BYTE:
        spoilt = raw.decode(declared, "replace")
        # One broken character in a long text is no other charset.
        if spoilt.count("\ufffd") * 20 <= len(spoilt):
            return spoilt
    return raw.decode("cp1252", "replace")


def charset_of_html(raw: bytes) -> str | None:
    """What HTML says of itself, for parts whose headers say nothing."""
    found = _META_CHARSET.search(raw, 0, 2_048)
    return found.group(1).decode("ascii") if found is not None else None


def raw_header(mail: Message, name: str) -> str:
    """The first header of that name as it came, on one line."""
    for found, value in mail.raw_items():
        if found.lower() == name:
            text = value[:_MAX_HEADER]
            if any(character >= "\x80" for character in text):
                text = text_of_bytes(text.encode("utf-8", "surrogateescape"), None)
            return _printable(text)
    return ""


def header(mail: Message, name: str) -> str:
    """The first header of that name, decoded (RFC 2047, and bare UTF-8 or Latin-1), on one line, without control characters."""
    return decoded(raw_header(mail, name))


def decoded(value: str) -> str:
    text = value[:_MAX_HEADER]
    if any("\ud800" <= character <= "\udfff" for character in text):
        text = text_of_bytes(text.encode("utf-8", "surrogateescape"), None)
    if "=?" in text:
        try:
            pieces = decode_header(text)
        except HeaderParseError:
            pieces = []
        if pieces:
            text = "".join(piece if isinstance(piece, str) else text_of_bytes(piece, charset) for piece, charset in pieces)
    return _printable(text)


def _printable(text: str) -> str:
    return text.strip() if text.isprintable() else "".join(character if character.isprintable() else " " for character in text).strip()


# --- ids and moments -----------------------------------------------------------------------------------------------------------------


def ids(mail: Message, name: str) -> list[str]:
    said = raw_header(mail, name)
    found = _MESSAGE_ID.findall(said)
    if not found and "@" in said:
        # Some senders forget the brackets.
        found = [one for one in _BARE_ID.findall(said) if "@" in one]
    return [_short(one) for one in found]


def _short(message_id: str) -> str:
    """Our ids have 200 characters; a longer one is known by its hash."""
    return message_id if len(message_id) <= _MAX_ID else "sha256:" + hashlib.sha256(message_id.encode("utf-8", "replace")).hexdigest()


def sent_at(mail: Message, received_at: datetime) -> datetime:
    """The mail's own date, else that of the server which took it in, else when it came here. One without a zone is UTC's.

    A date before there was mail, or two days after it came, is none: clocks without a battery say 1970, and some say 2099.
    """
    latest = received_at + timedelta(days=2)
    received = _RECEIVED_DATE.search(header(mail, "received"))
    for said in (header(mail, "date"), received.group(1) if received is not None else ""):
        try:
            at = parsedate_to_datetime(said.strip())
            at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
            if at.year > 1980 and at <= latest:
                return at
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return received_at


# --- addresses -----------------------------------------------------------------------------------------------------------------------


def mailboxes(mail: Message, name: str) -> list[Mailbox]:
    """The addresses in a header, in order: names, comments, groups ("klanten: a@b, c@d;") and quoted parts understood."""
    said = raw_header(mail, name)
    return list(_mailboxes(said)) or list(_mailboxes(decoded(said)))


def _mailboxes(said: str) -> Iterator[Mailbox]:
    words: list[str] = []
    comment: list[str] = []
    inside: str | None = None
    place = found = 0
    while place <= len(said) and found < _MAX_ADDRESSES:
        sign = said[place] if place < len(said) else ","
        if sign == '"':
            end = _quoted_end(said, place + 1)
            words.append(said[place:end])
            place = end
            continue
        if sign == "(":
            end = _comment_end(said, place)
            comment.append(said[place + 1 : end - 1])
            place = end
            continue
        if sign == "<":
            end = said.find(">", place)
            end = len(said) if end < 0 else end
            inside = said[place + 1 : end]
            place = min(end, len(said) - 1)
        elif sign == ":" and inside is None:
            # What stood before is the name of a group.
            words, comment = [], []
        elif sign in ",;":
            before = "".join(words).strip()
            box = _mailbox(before, comment, inside)
            if box is not None:
                found += 1
                yield box
            words, comment, inside = [], [], None
        else:
            words.append(sign)
        place += 1


def _mailbox(words: str, comment: list[str], inside: str | None) -> Mailbox | None:
    # In brackets a route may stand before the address: <@a,@b:jan@voorbeeld.nl>.
    said = words if inside is None else inside.rpartition(":")[2] if inside.startswith("@") else inside
    address = said.strip().removeprefix("mailto:")
    if _ADDRESS.fullmatch(address) is None and not (address.startswith('"') and '"@' in address and len(address) <= 320):
        return None
    name = " ".join(comment) if inside is None else words
    name = decoded(re.sub(r"\\(.)", r"\1", name.strip().strip('"')))
    return Mailbox(name.strip().strip("'\"").strip(), address)


def _quoted_end(said: str, place: int) -> int:
    while place < len(said):
        if said[place] == "\\":
            place += 1
        elif said[place] == '"':
            return place + 1
        place += 1
    return len(said)


def _comment_end(said: str, place: int) -> int:
    depth = 0
    while place < len(said):
        if said[place] == "\\":
            place += 1
        elif said[place] == "(":
            depth += 1
        elif said[place] == ")":
            depth -= 1
            if depth == 0:
                return place + 1
        place += 1
    return len(said) + 1
