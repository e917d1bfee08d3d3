"""Which column of somebody's file is which field of a message, and what its cells mean."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

from runtime.hop import Refusal
from schemas.messages.inbound import Channel

_CHANNEL_NAMES = frozenset(channel.value for channel in Channel)


class WrongColumns(Exception):
    """No column of the file is the one that is needed. One line, naming the columns that there are."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Column names as the caller gave them; None is guessed from the header. `channel` may also be a channel for all rows."""

    text: str | None = None
    id: str | None = None
    sender: str | None = None
    sent_at: str | None = None
    channel: str | None = None
    subject: str | None = None
    conversation: str | None = None
    in_reply_to: str | None = None
    language: str | None = None
    region: str | None = None
    name: str | None = None

    @property
    def named(self) -> bool:
        return any(getattr(self, field.name) is not None for field in fields(self))


#: Header names, in lower case with signs taken out, that mean each field; the first that the file has is taken.
GUESSES: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "message", "messagetext", "body", "content", "bericht", "tekst", "berichttekst", "inhoud", "comment", "opmerking",
             "description", "omschrijving", "question", "vraag", "tweet", "review", "utterance", "query", "transcript"),
    "id": ("id", "messageid", "berichtid", "ticketid", "tweetid", "caseid", "ticketnumber", "ticketnummer", "nummer", "uuid", "guid"),
    "sender": ("sender", "customer", "customerid", "klant", "klantid", "author", "authorid", "user", "userid", "username", "from", "afzender", "van",
               "email", "emailaddress", "mail", "emailadres", "customernumber", "klantnummer", "phone", "phonenumber", "telefoon", "telefoonnummer",
               "handle", "screenname"),
    "sent_at": ("sentat", "createdat", "created", "date", "datetime", "datum", "datumtijd", "timestamp", "time", "tijd", "at", "receivedat",
                "verzonden", "verzondenop", "ontvangen"),
    "channel": ("channel", "kanaal", "medium"),
    "subject": ("subject", "onderwerp", "title", "titel"),
    "conversation": ("conversationid", "conversation", "threadid", "thread", "gesprek", "gesprekid"),
    "in_reply_to": ("inreplyto", "inresponsetotweetid", "replyto", "parentid", "antwoordop"),
    "language": ("language", "lang", "taal"),
    "region": ("region", "regio", "province", "provincie"),
    "name": ("name", "naam", "sendername", "customername", "klantnaam"),
}  # fmt: skip

_CHANNEL_GUESSES = {
    "mail": "email", "e-mail": "email", "telefoon": "phone", "call": "phone", "voice": "phone", "twitter": "social", "facebook": "social",
    "instagram": "social", "x": "social", "tweet": "social", "livechat": "chat", "whatsapp": "chat", "website": "web", "webform": "web",
    "formulier": "web", "community": "forum",
}  # fmt: skip

_SIGNS = re.compile(r"[\W_]+")
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
_PHONE = re.compile(r"\+?[\d\s().-]{9,20}")
_TIMES = (
    "%a %b %d %H:%M:%S %z %Y",
    "%d-%m-%Y %H:%M:%S",
    "%d-%m-%Y %H:%M",
    "%d-%m-%Y %H.%M",
    "%d-%m-%Y",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
)
_EPOCH = re.compile(r"\d{9,13}(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Found:
    """The column of each field, and the channel of rows without one."""

    columns: Mapping[str, str]
    channel: str


def _plain(name: str) -> str:
    return _SIGNS.sub("", name).lower()


def guess(header: tuple[str, ...], columns: Columns) -> Found:
    """Which column is which field. Raises WrongColumns for a name that is not there, or where no column holds the text."""
    there = ", ".join(header) or "none"
    by_plain: dict[str, str] = {}
    for name in header:
        by_plain.setdefault(_plain(name), name)
    found: dict[str, str] = {}
    channel = Channel.WEB.value
    for field in fields(columns):
        wanted = getattr(columns, field.name)
        if wanted is None:
            continue
        if wanted in header:
            found[field.name] = wanted
        elif field.name == "channel" and wanted in _CHANNEL_NAMES:
            channel = wanted
        elif field.name == "channel":
            raise WrongColumns(f"channel={wanted} names neither a column ({there}) nor a channel ({', '.join(sorted(_CHANNEL_NAMES))})")
        else:
            raise WrongColumns(f"{field.name}={wanted} names no column; there are: {there}.")
    for name, guesses in GUESSES.items():
        if name in found or (name == "channel" and columns.channel is not None):
            continue
        for candidate in guesses:
            if candidate in by_plain and by_plain[candidate] not in found.values():
                found[name] = by_plain[candidate]
                break
    if "text" not in found:
        raise WrongColumns(f"no column is known to hold the text; there are: {there}.")
    return Found(found, channel)


def parse_time(cell: Any, zone: str) -> datetime | None:
    """ISO 8601, RFC 2822, a post's time, day-month-year, or seconds or milliseconds since 1970; None where it is none of these."""
    text = str(cell).strip()
    if _EPOCH.fullmatch(text):
        seconds = float(text)
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds / 1000 if seconds > 1e11 else seconds)
    at: datetime | None = None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        for form in _TIMES:
            try:
                at = datetime.strptime(text, form)  # noqa: DTZ007 (the zone is added below, where there is none)
                break
            except ValueError:
                continue
    if at is None:
        try:
            at = parsedate_to_datetime(text)
        except (TypeError, ValueError, IndexError):
            return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=ZoneInfo(zone))
    # The model wants an offset of whole minutes; some historic zones have seconds.
    return at.astimezone(UTC) if at.utcoffset() is None or at.utcoffset().total_seconds() % 60 else at  # type: ignore[union-attr]


def sender_of(cell: str, column: str) -> dict[str, str]:
    """A sender from one cell: the column's name says what it is, or else its look."""
    value = cell.strip()
    plain = _plain(column)
    if address := _EMAIL.search(value):
        sender = {"email": address.group().lower()}
        name = value.split("<", 1)[0].strip(' "') if "<" in value else ""
        return {**sender, "name": name[:320]} if name else sender
    if plain in ("customernumber", "klantnummer"):
        return {"customer_number": value}
    if value.startswith("@") or plain in ("handle", "screenname", "username"):
        return {"handle": value.lstrip("@") or value}
    if plain in ("phone", "phonenumber", "telefoon", "telefoonnummer") or (value.startswith(("+", "0")) and _PHONE.fullmatch(value)):
        return {"phone": value}
    return {"id": value}


def _cell(row: Mapping[str, Any], found: Found, field: str) -> str:
    column = found.columns.get(field)
    value = None if column is None else row.get(column)
    return "" if value is None else str(value).strip()


def from_row(row: Mapping[str, Any], found: Found, line: int, now: datetime, zone: str) -> dict[str, Any] | Refusal:
    """One row as the JSON of an InboundMessage.

    A row without an id gets one from its line and content, so that a second replay of the file finds the same; one without a sender is somebody
    unknown of its own; one without a time is of `now`.
    """
    text = row.get(found.columns["text"])
    if not isinstance(text, str) or not text.strip():
        return Refusal("invalid", f"/{found.columns['text']}: the text is blank")
    content = hashlib.sha256(repr(sorted((str(name), str(value)) for name, value in row.items())).encode("utf-8", "replace")).hexdigest()[:16]
    channel = _cell(row, found, "channel").lower() or found.channel
    channel = _CHANNEL_GUESSES.get(channel, channel)
    if channel not in _CHANNEL_NAMES:
        return Refusal("invalid", f"/{found.columns['channel']}: no channel; there are {', '.join(sorted(_CHANNEL_NAMES))}")
    at: datetime | None = now
    if said := _cell(row, found, "sent_at"):
        at = parse_time(said, zone)
        if at is None:
            return Refusal("invalid", f"/{found.columns['sent_at']}: not a time that is understood, as 2026-03-02T09:15:00+01:00")
    said = _cell(row, found, "sender")
    given = row.get(found.columns["sender"]) if "sender" in found.columns else None
    if isinstance(given, Mapping):
        sender: dict[str, Any] = dict(given)
    elif said:
        sender = sender_of(said, found.columns["sender"])
    else:
        sender = {"id": f"unknown-{line}-{content}"}
    if name := _cell(row, found, "name"):
        sender.setdefault("name", name[:320])
    message: dict[str, Any] = {
        "id": _cell(row, found, "id") or f"row-{line}-{content}",
        "channel": channel,
        "sender": sender,
        "text": text,
        "sent_at": (at or now).isoformat(),
    }
    for field, target in (
        ("subject", "subject"), ("conversation", "conversation_id"), ("in_reply_to", "in_reply_to"), ("language", "language"), ("region", "region"),
    ):  # fmt: skip
        if value := _cell(row, found, field):
            message[target] = value
    return message
