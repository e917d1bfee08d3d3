"""`rfc5322`: one mail as its bytes.

Mail is the most hostile of inputs, so, in this order: what it may cost is held against it before anything is parsed (mail_bounds);
headers are read raw and decoded here (mail_headers); any exception of the parser is a refusal. Mail that nobody wrote to us is ignored
by the name of its kind (mail_kind).
The text is what stands as text/plain, else as text/html, without what was quoted and without the signature (mail_said).
"""

import hashlib
from collections.abc import Collection
from email.message import Message
from email.parser import BytesParser
from email.utils import collapse_rfc2231_value
from typing import NamedTuple

from runtime.hop import Refusal
from schemas.messages.inbound import MAX_TEXT, Attachment, Channel, InboundMessage, InboundReason
from services.ingest.adapters.mail_bounds import LEFT_OUT, MAX_PARTS, TooMuch, counting_policy, lightened, too_long, too_much
from services.ingest.adapters.mail_headers import Mailbox, charset_of_html, decoded, header, ids, mailboxes, raw_header, sent_at, text_of_bytes
from services.ingest.adapters.mail_kind import form_sender, why_ignored
from services.ingest.adapters.mail_said import said_now, unflowed
from services.ingest.adapters.payload import Ignored, Payload, Translated, Translation, built
from services.ingest.adapters.plain_text import text_of_html

#: Says which addresses are ours, where the edge knows: what comes from them is ours, or a form's.
OWN = "own-addresses"

_MAX_ATTACHMENTS = 100
#: Characters of text that are looked at: quotes take their share.
_MAX_READ = 4 * MAX_TEXT


def told(addresses: Collection[str]) -> str:
    """Our own addresses and domains (lower case) as the value of the header `OWN`, which travels with a mail's bytes."""
    return " ".join(sorted(addresses))


def translate(payload: Payload) -> Translation:
    own = frozenset(payload.headers.get(OWN, "").split())
    if (why := too_much(payload.raw)) is not None:
        return _undecodable(why)
    raw = lightened(payload.raw)
    if (why := too_long(raw)) is not None:
        return _undecodable(why)
    try:
        mail = BytesParser(policy=counting_policy()).parsebytes(raw)
        return _read(mail, raw, payload, own)
    except TooMuch as error:
        return _undecodable(str(error))
    except Exception as error:  # noqa: BLE001
        # The standard parser raises whatever its own code raises on hostile input (IndexError, RecursionError, LookupError, …):
        # none of that is a defect of ours, and the bytes are kept on the dead-letter topic.
        return _undecodable(f"the mail can't be parsed ({type(error).__name__})")


def _undecodable(why: str) -> Refusal:
    return Refusal(InboundReason.UNDECODABLE_MAIL, why)


# --- parts -----------------------------------------------------------------------------------------------------------------------


class _Content(NamedTuple):
    """What is read of a part and of what is in it."""

    plain: str = ""
    html: str = ""
    attachments: tuple[Attachment, ...] = ()

    def __add__(self, other: "_Content") -> "_Content":  # type: ignore[override]
        # Apple Mail puts pictures between two pieces of text: both are what was written.
        return _Content(_joined(self.plain, other.plain), _joined(self.html, other.html), self.attachments + other.attachments)

    @property
    def text(self) -> str:
        return self.plain if self.plain.strip() else self.html


def _joined(first: str, second: str) -> str:
    return f"{first.rstrip()}\n\n{second}" if first.strip() and second.strip() else first if first.strip() else second


def _content(part: Message, depth: int = 0) -> _Content:
    kind = part.get_content_type()
    inner = part.get_payload()
    if isinstance(inner, list) and kind.startswith("multipart/") and depth <= MAX_PARTS:
        below = [_content(one, depth + 1) for one in inner if isinstance(one, Message)]
        if kind == "multipart/alternative":
            # The same said twice: the first text that says something.
            plain = next((one.plain for one in below if one.plain.strip()), "")
            html = next((one.html for one in below if one.html.strip()), "")
            return _Content(plain, "" if plain else html, tuple(one for content in below for one in content.attachments))
        whole = _Content()
        for one in below:
            # One kind of text for the whole: a second part in the other kind says something else (a list's footer, a reply below HTML).
            whole += _Content(one.text, "", one.attachments)
        return whole
    if _is_attachment(part, kind):
        return _Content(attachments=(_attachment(part, kind),))
    raw = _bytes_of(part)
    charset = _charset(part)
    if kind == "text/html":
        return _Content(html=text_of_html(text_of_bytes(raw, charset or charset_of_html(raw)), quoted=True))
    text = text_of_bytes(raw, charset)
    if str(part.get_param("format") or "").lower() == "flowed":
        text = unflowed(text[:_MAX_READ], str(part.get_param("delsp") or "").lower() == "yes")
    return _Content(plain=text)


def _charset(part: Message) -> str | None:
    said = part.get_param("charset")
    if isinstance(said, tuple):
        said = collapse_rfc2231_value(said)
    return said if isinstance(said, str) else None


def _bytes_of(part: Message) -> bytes:
    body = part.get_payload(decode=True)
    return body if isinstance(body, bytes) else b""


def _is_attachment(part: Message, kind: str) -> bool:
    if part.get_content_disposition() == "attachment" or kind not in ("text/plain", "text/html"):
        return True
    return _file_name(part) is not None


def _file_name(part: Message) -> str | None:
    try:
        name = part.get_filename()
    except (LookupError, UnicodeError, ValueError):
        # A name in a charset that there is not.
        return ""
    return None if name is None else decoded(str(name))


def _attachment(part: Message, kind: str) -> Attachment:
    left_out = raw_header(part, LEFT_OUT.lower())
    size = int(left_out) if left_out.isascii() and left_out.isdecimal() and len(left_out) < 10 else None
    name = (_file_name(part) or "").replace("\\", "/").rpartition("/")[2]
    return Attachment(name=name[:1_000] or None, media_type=kind[:200], bytes=len(_bytes_of(part)) if size is None else size)


# --- the whole ---------------------------------------------------------------------------------------------------------------------


def _sender(mail: Message, own: frozenset[str]) -> tuple[Mailbox | None, Mailbox | None]:
    """(who it says it is from, whom the message is of)."""
    said = next((box for name in ("from", "sender", "reply-to", "return-path") for box in mailboxes(mail, name)), None)
    return said, form_sender(mail, said, own) or said


def _read(mail: Message, raw: bytes, payload: Payload, own: frozenset[str]) -> Translation:
    said, sender = _sender(mail, own)
    if (kind := why_ignored(mail, said, own)) is not None:
        return Ignored(kind)
    content = _content(mail)
    subject = header(mail, "subject")[:1_000] or None
    # Some people say it all in the subject.
    text = said_now(content.text) or subject or content.text[:MAX_TEXT].strip()
    if not text.strip():
        return _undecodable("there is no text in it")
    if sender is None:
        return _undecodable("it does not say who it is from")
    own_ids = ids(mail, "message-id")
    inbound_id = own_ids[0] if own_ids else "sha256:" + hashlib.sha256(raw).hexdigest()
    answers = ids(mail, "in-reply-to")
    references = ids(mail, "references")
    message = built(
        InboundMessage,
        id=inbound_id,
        channel=Channel.EMAIL,
        sender={"email": sender.address[:320], "name": sender.name[:320] or None},
        text=text,
        sent_at=sent_at(mail, payload.received_at),
        subject=subject,
        conversation_id=(references or answers or [inbound_id])[0],
        in_reply_to=answers[0] if answers else references[-1] if references else None,
        attachments=content.attachments[:_MAX_ATTACHMENTS],
    )
    return message if isinstance(message, Refusal) else Translated(message)
