"""`rfc5322`: one mail as its bytes.

Mail is the most hostile of inputs, so, in this order: caps on headers, parts and nesting before anything is parsed; headers read
raw and decoded here (the library's own address parser recurses on nested comments); any exception of the parser is a refusal.
The text is the first text/plain part, else the first text/html, without what was quoted and without the signature after `-- `.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parseaddr, parsedate_to_datetime

from runtime.hop import Refusal
from schemas.messages.inbound import MAX_TEXT, Attachment, Channel, InboundMessage, InboundReason
from services.ingest.adapters.payload import Payload, Translated, built
from services.ingest.adapters.plain_text import text_of_html

MAX_HEADER_BYTES = 128 * 1024
MAX_PARTS = 200
MAX_NESTING = 20
#: Bytes of one header with parameters: the library takes them apart in quadratic time.
MAX_PARAMETER_BYTES = 8_000
#: Characters of one header that are read.
_MAX_HEADER = 4_000
_MAX_ID = 200

_WITH_PARAMETERS = re.compile(rb"content-(?:type|disposition):", re.IGNORECASE)
_HEADER_END = re.compile(rb"\n(?![ \t])")
_HEADERS_END = re.compile(rb"\r?\n\r?\n")
_BOUNDARY = re.compile(rb"""boundary\s{0,5}=\s{0,5}(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))""", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,998})>")
_RECEIVED_DATE = re.compile(r";([^;]{5,100})$")

#: Where what was said before begins.
_QUOTED_FROM = re.compile(
    r"^(?:>{0,3}[ \t]?(?:On|Op|Am|Le)\b[^\n]{5,200}(?:wrote|schreef|geschreven|schrieb|a écrit)\b[^\n]{0,100}:[ \t]*$"
    r"|>{0,3}[ \t]?(?:On|Op)\b[^\n]{5,120}\n[^\n]{0,120}(?:wrote|schreef)\b[^\n]{0,60}:[ \t]*$"
    r"|-{2,}[ \t]?(?:Original Message|Oorspronkelijk bericht|Forwarded message|Doorgestuurd bericht)[ \t]?-{2,}"
    r"|(?:From|Van):[ \t][^\n]{1,200}\r?\n(?:Sent|Date|Verzonden|Datum|To|Aan):[ \t]"
    r"|_{20,}[ \t]*$)",
    re.MULTILINE | re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"^-- ?$|^(?:Sent from my|Verstuurd vanaf mijn|Verzonden vanaf mijn|Get Outlook for|Outlook voor)\b[^\n]{0,80}$", re.MULTILINE | re.IGNORECASE
)
_QUOTED_LINE = re.compile(r"^[ \t]{0,3}>[^\n]*(?:\n|$)", re.MULTILINE)
_MANY_LINES = re.compile(r"\n{3,}")


def translate(payload: Payload) -> Translated | Refusal:
    raw = payload.raw
    if (refused := _hostile(raw)) is not None:
        return refused
    try:
        mail = BytesParser(policy=compat32).parsebytes(raw)
        return _read(mail, raw, payload.received_at)
    except Exception as error:  # noqa: BLE001
        # The standard parser raises whatever its own code raises on hostile input (IndexError, RecursionError, LookupError, …):
        # none of that is a defect of ours, and the bytes are kept on the dead-letter topic.
        return _undecodable(f"the mail can't be parsed ({type(error).__name__})")


def _undecodable(why: str) -> Refusal:
    return Refusal(InboundReason.UNDECODABLE_MAIL, why)


def _hostile(raw: bytes) -> Refusal | None:
    """Refuses what would cost too much to parse."""
    end = _HEADERS_END.search(raw)
    if (end.start() if end is not None else len(raw)) > MAX_HEADER_BYTES:
        return _undecodable(f"more than {MAX_HEADER_BYTES} bytes of headers")
    boundaries = {quoted or bare for quoted, bare in _BOUNDARY.findall(raw)}
    if len(boundaries) > MAX_NESTING:
        return _undecodable(f"more than {MAX_NESTING} nested parts")
    if sum(raw.count(b"--" + boundary) for boundary in boundaries) > MAX_PARTS:
        return _undecodable(f"more than {MAX_PARTS} parts")
    for number, header in enumerate(_WITH_PARAMETERS.finditer(raw)):
        if number >= 2 * MAX_PARTS:
            return _undecodable(f"more than {MAX_PARTS} parts")
        window = raw[header.end() : header.end() + MAX_PARAMETER_BYTES]
        if len(window) == MAX_PARAMETER_BYTES and _HEADER_END.search(window) is None:
            return _undecodable(f"a header of more than {MAX_PARAMETER_BYTES} bytes of parameters")
    return None


def _text_of_bytes(raw: bytes, charset: str | None) -> str:
    """Text in the charset that was declared, else UTF-8, else Windows-1252, which reads most of what calls itself something else."""
    for name in (charset, "utf-8"):
        if name:
            try:
                return raw.decode(name)
            except (LookupError, UnicodeError, ValueError):
                continue
    return raw.decode("cp1252", "replace")


def _header(mail: Message, name: str) -> str:
    """The first header of that name, decoded (RFC 2047, and bare UTF-8 or Latin-1), on one line, without control characters."""
    for found, value in mail.raw_items():
        if found.lower() == name:
            return _decoded(value)
    return ""


def _decoded(value: str) -> str:
    text = value[:_MAX_HEADER]
    if any(character >= "\x80" for character in text):
        text = _text_of_bytes(text.encode("utf-8", "surrogateescape"), None)
    if "=?" in text:
        try:
            pieces = decode_header(text)
        except HeaderParseError:
            pieces = []
        if pieces:
            text = "".join(piece if isinstance(piece, str) else _text_of_bytes(piece, charset) for piece, charset in pieces)
    return "".join(character if character.isprintable() else " " for character in text).strip()


def _ids(mail: Message, name: str) -> list[str]:
    return [_short(found) for found in _MESSAGE_ID.findall(_header(mail, name))]


def _short(message_id: str) -> str:
    """Our ids have 200 characters; a longer one is known by its hash."""
    return message_id if len(message_id) <= _MAX_ID else "sha256:" + hashlib.sha256(message_id.encode("utf-8", "replace")).hexdigest()


def _sent_at(mail: Message, received_at: datetime) -> datetime:
    """The mail's own date, else that of the server which took it in, else when it came here. One without a zone is UTC's."""
    received = _RECEIVED_DATE.search(_header(mail, "received"))
    for said in (_header(mail, "date"), received.group(1) if received is not None else ""):
        try:
            at = parsedate_to_datetime(said.strip())
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
        if 1980 < at.year < 9000:
            return at
    return received_at


def _leaves(mail: Message) -> Iterator[Message]:
    """Parts that are no containers; a mail inside a mail is an attachment as a whole."""
    stack: list[Message] = [mail]
    seen = 0
    while stack:
        part = stack.pop()
        seen += 1
        if seen > MAX_PARTS:
            raise ValueError("too many parts")
        inner = part.get_payload()
        if isinstance(inner, list) and part.get_content_maintype() == "multipart":
            stack.extend(inner_part for inner_part in reversed(inner) if isinstance(inner_part, Message))
        else:
            yield part


def _bytes_of(part: Message) -> bytes:
    decoded = part.get_payload(decode=True)
    return decoded if isinstance(decoded, bytes) else b""


def _is_attachment(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None or part.get_content_type() == "message/rfc822"


def _said(text: str) -> str:
    """What the sender wrote now: without quotes and without the signature. Where that leaves nothing, all of it."""
    text = text[: 4 * MAX_TEXT].replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    cut = text[: found.start()] if (found := _QUOTED_FROM.search(text)) is not None else text
    cut = _QUOTED_LINE.sub("", cut)
    cut = cut[: found.start()] if (found := _SIGNATURE.search(cut)) is not None else cut
    return (_MANY_LINES.sub("\n\n", cut).strip() or text.strip())[:MAX_TEXT]


def _read(mail: Message, raw: bytes, received_at: datetime) -> Translated | Refusal:
    plain: str | None = None
    html: str | None = None
    attachments: list[Attachment] = []
    for part in _leaves(mail):
        kind = part.get_content_type()
        if _is_attachment(part):
            if len(attachments) < 100:
                name = _decoded(str(part.get_filename() or "")) or None
                attachments.append(Attachment(name=name and name[:1_000], media_type=kind[:200], bytes=len(_bytes_of(part))))
        elif kind == "text/plain" and plain is None:
            plain = _text_of_bytes(_bytes_of(part), part.get_content_charset())
        elif kind == "text/html" and html is None:
            html = _text_of_bytes(_bytes_of(part), part.get_content_charset())
    subject = _header(mail, "subject")[:1_000] or None
    text = _said(plain) if plain is not None and plain.strip() else _said(text_of_html(html)) if html else ""
    if not text.strip():
        # Some people say it all in the subject.
        text = subject or ""
    if not text.strip():
        return _undecodable("there is no text in it")
    name, address = parseaddr(_header(mail, "from"))
    if "@" not in address:
        name, address = parseaddr(_header(mail, "sender") or _header(mail, "reply-to") or _header(mail, "return-path"))
    if "@" not in address:
        return _undecodable("it does not say who it is from")
    own = _ids(mail, "message-id")
    inbound_id = own[0] if own else "sha256:" + hashlib.sha256(raw).hexdigest()
    answers = _ids(mail, "in-reply-to")
    references = _ids(mail, "references")
    message = built(
        InboundMessage,
        id=inbound_id,
        channel=Channel.EMAIL,
        sender={"email": address[:320], "name": name.strip()[:320] or None},
        text=text,
        sent_at=_sent_at(mail, received_at),
        subject=subject,
        conversation_id=(references or answers or [inbound_id])[0],
        in_reply_to=answers[0] if answers else references[-1] if references else None,
        attachments=tuple(attachments),
    )
    return message if isinstance(message, Refusal) else Translated(message)
