"""Mail as it lies in an mbox file, turned into InboundMessages."""

import hashlib
import mailbox
from collections.abc import Iterator
from datetime import UTC, datetime
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from runtime.hop import Refusal

#: What the standard library's mail parser raises on hostile headers and bodies.
_MAIL_ERRORS = (MessageError, LookupError, ValueError, TypeError, AttributeError, AssertionError)

_BLOCKS = frozenset(("p", "div", "br", "li", "tr", "h1", "h2", "h3", "blockquote"))


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._hidden += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style") and self._hidden:
            self._hidden -= 1
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def _id(value: str) -> str:
    """A Message-ID without its brackets; a longer one than ids may be is replaced by its hash."""
    plain = value.strip().strip("<>").strip()
    return plain if len(plain) <= 200 else hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()


def read_mbox(path: Path) -> Iterator[tuple[int, dict[str, Any] | Refusal]]:
    """Each mail with its number in the file, counted from 1."""
    parser = BytesParser(policy=policy.default)
    box = mailbox.mbox(path, create=False)
    try:
        for number, key in enumerate(box.iterkeys(), 1):
            raw = box.get_bytes(key)
            try:
                yield number, _message(parser.parsebytes(raw), raw)
            except _MAIL_ERRORS as error:
                yield number, Refusal("undecodable_mail", f"{type(error).__name__}: the mail's headers or body cannot be read")
    finally:
        box.close()


def _body(mail: EmailMessage) -> str:
    part = mail.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    content = part.get_content()
    text = content if isinstance(content, str) else ""
    if part.get_content_subtype() == "html":
        shown = _Text()
        shown.feed(text)
        text = "".join(shown.parts)
    # U+0000 cannot be kept by any reader after us; a lone surrogate is no UTF-8.
    return text.replace("\x00", "").encode("utf-8", "replace").decode().strip()


def _message(mail: EmailMessage, raw: bytes) -> dict[str, Any] | Refusal:
    addresses = [(name, address) for name, address in getaddresses([str(mail["From"] or "")]) if "@" in address]
    if not addresses:
        return Refusal("undecodable_mail", "From holds no address")
    text = _body(mail)
    if not text:
        return Refusal("invalid", "/text: the mail has no text")
    at: datetime
    try:
        at = parsedate_to_datetime(str(mail["Date"]))
    except (TypeError, ValueError):
        return Refusal("undecodable_mail", "Date cannot be read")
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    name, address = addresses[0]
    sender = {"email": address.lower()}
    if name:
        sender["name"] = name[:320]
    own = str(mail["Message-ID"] or "")
    message: dict[str, Any] = {
        "id": _id(own) or hashlib.sha256(raw).hexdigest(),
        "channel": "email",
        "sender": sender,
        "text": text,
        "sent_at": at.isoformat(),
    }
    if subject := str(mail["Subject"] or "").strip():
        message["subject"] = subject[:1_000]
    references = str(mail["References"] or "").split()
    parent = str(mail["In-Reply-To"] or "").split() or references[-1:]
    if parent and _id(parent[0]):
        message["in_reply_to"] = _id(parent[0])
    thread = _id(references[0]) if references else _id(parent[0]) if parent else _id(own)
    if thread:
        message["conversation_id"] = thread
    return message
