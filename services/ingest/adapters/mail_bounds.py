"""What one mail may cost, held against it before it is parsed: bytes, header bytes, lines, parts, depth. One clear refusal each.

Nothing here looks at a byte more than a few times, whatever the mail says of itself.
"""

import re
from collections.abc import Callable
from email.message import Message
from email.policy import Compat32, compat32
from typing import Any

from schemas.topics import MAX_INBOUND_BYTES

#: Longest mail that is looked at: what the large providers take (25 MB, and as much as encoding adds to it).
MAX_MAIL_BYTES = 36 * 1024 * 1024
#: Bytes of the mail's own headers.
MAX_HEADER_BYTES = 128 * 1024
MAX_PARTS = 200
MAX_NESTING = 20
#: Lines of what is parsed: the parser tries each of them against all parts that are open.
MAX_LINES = 60_000
#: Bytes of one header with parameters: the library takes them apart in quadratic time.
MAX_PARAMETER_BYTES = 8_000
#: Bytes of all such headers together: what 200 parts of a real mail have.
MAX_PARAMETERS_BYTES = 100_000
#: Says how many bytes an attachment had, where they were left out.
LEFT_OUT = "X-Klantstroom-Left-Out"

#: Bodies of attachments that are shorter stay.
_SHORT_BODY = 4_096
#: Lines that begin as a boundary does which are looked at to find attachments.
_MAX_DASHES = 20_000
_WITH_PARAMETERS = re.compile(rb"content-(?:type|disposition):")
_HEADER_END = re.compile(rb"\n(?![ \t])")
_HEADERS_END = re.compile(rb"\r?\n\r?\n|\A\r?\n")
_BOUNDARY = re.compile(rb"""boundary[ \t]{0,5}=[ \t]{0,5}(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))""", re.IGNORECASE)
_BASE64 = re.compile(rb"^content-transfer-encoding:[ \t]{0,20}base64[ \t]{0,20}\r?$", re.MULTILINE | re.IGNORECASE)
_READ = re.compile(rb"^content-type:[ \t]{0,20}(?:text/(?:plain|html)|multipart/|message/)", re.MULTILINE | re.IGNORECASE)


class TooMuch(Exception):
    """The mail has more than it may; its text says of what."""


def too_much(raw: bytes) -> str | None:
    """Why `raw` is not parsed, or None."""
    if len(raw) > MAX_MAIL_BYTES:
        return f"{len(raw)} bytes, at most {MAX_MAIL_BYTES} are taken"
    end = _HEADERS_END.search(raw, 0, MAX_HEADER_BYTES + 4)
    if (end.start() if end is not None else len(raw)) > MAX_HEADER_BYTES:
        return f"more than {MAX_HEADER_BYTES} bytes of headers"
    low = raw.lower()
    nested = parameters = 0
    for number, header in enumerate(_WITH_PARAMETERS.finditer(low)):
        if number >= 2 * MAX_PARTS:
            return f"more than {MAX_PARTS} parts"
        window = low[header.end() : header.end() + MAX_PARAMETER_BYTES]
        over = _HEADER_END.search(window)
        if over is None and len(window) == MAX_PARAMETER_BYTES:
            return f"a header of more than {MAX_PARAMETER_BYTES} bytes of parameters"
        window = window[: over.start() if over is not None else len(window)]
        nested += window.lstrip().startswith(b"multipart")
        parameters += len(window)
        if parameters > MAX_PARAMETERS_BYTES:
            return f"more than {MAX_PARAMETERS_BYTES} bytes of parameters"
    return f"more than {MAX_NESTING} nested parts" if nested > MAX_NESTING else None


def lightened(raw: bytes) -> bytes:
    """`raw`, where it is longer than a record may be, without the bodies of its attachments: we keep but their name, type and size.

    Text stays as it is. The result may still be too long.
    """
    if len(raw) <= MAX_INBOUND_BYTES:
        return raw
    low_end = min(len(raw), MAX_HEADER_BYTES)
    boundaries = {quoted or bare for quoted, bare in _BOUNDARY.findall(raw, 0, low_end)}
    pieces: list[bytes] = []
    kept = place = dashes = 0
    while dashes < _MAX_DASHES and (opening := raw.find(b"\n--", place)) >= 0:
        line_end = raw.find(b"\n", opening + 1)
        if line_end < 0:
            break
        place = line_end
        dashes += 1
        if raw[opening + 3 : line_end].rstrip() not in boundaries:
            continue
        headers_end = _HEADERS_END.search(raw, line_end, line_end + MAX_PARAMETER_BYTES)
        if headers_end is None:
            break
        headers = raw[line_end : headers_end.start() + 1]
        boundaries |= {quoted or bare for quoted, bare in _BOUNDARY.findall(headers)}
        body_end = raw.find(b"\n--", headers_end.end())
        if body_end - headers_end.end() < _SHORT_BODY or _READ.search(headers) is not None or _BASE64.search(headers) is None:
            continue
        # In base64 no line begins with two dashes: the body ends where the next part begins.
        size = _decoded_length(raw, headers_end.end(), body_end)
        pieces += [raw[kept : headers_end.start()], b"\r\n%s: %d\r\n\r\n" % (LEFT_OUT.encode(), size)]
        kept = place = body_end
    return b"".join((*pieces, raw[kept:])) if pieces else raw


def _decoded_length(raw: bytes, start: int, end: int) -> int:
    """Bytes that this base64 stands for."""
    digits = end - start - sum(raw.count(white, start, end) for white in (b"\n", b"\r", b" ", b"="))
    return digits * 3 // 4


def too_long(light: bytes) -> str | None:
    """Why what is left after `lightened` is not parsed, or None."""
    if len(light) > MAX_INBOUND_BYTES:
        return f"{len(light)} bytes without attachments, at most {MAX_INBOUND_BYTES} are taken"
    if light.count(b"\n") > MAX_LINES:
        return f"more than {MAX_LINES} lines"
    return None


def counting_policy() -> Compat32:
    """For one parse: raises TooMuch at the first part too many, before there is anything of it."""
    made = 0

    def part(*_: Any, **__: Any) -> Message:
        nonlocal made
        made += 1
        if made > MAX_PARTS:
            raise TooMuch(f"more than {MAX_PARTS} parts")
        return Message()

    factory: Callable[..., Message] = part
    return compat32.clone(message_factory=factory)
