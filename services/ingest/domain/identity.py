"""Who wrote this? Deterministic: the same identifiers and the same rows give the same customer.

The rules, from strong to weak: customer number > e-mail > phone > handle > id.

1. The strongest identifier that is known decides.
2. Unless the message also carries a stronger one that is new, and that customer already has another of that kind: then it is
   somebody else at the same mailbox (family), or a recycled telephone number. The next known identifier is tried, in the end a
   new customer is made. (A new handle is no such sign: accounts are renamed, and have one on each channel.)
3. Identifiers that are new come to the customer who was found, but those that belong to somebody else stay there: customers never
   merge by themselves.

Identifiers are kept as keyed hashes (HMAC-SHA-256 cut to 128 bits, RFC 2104 section 5), so that the table alone tells no address.
Handles and ids mean something only within their channel and source, the others everywhere.
"""

import hmac
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

import phonenumbers

from schemas.messages.inbound import InboundMessage

#: Kinds from strong to weak, with their bit in `Customer.kinds`.
KINDS: Mapping[str, int] = {"customer_number": 1, "email": 2, "phone": 4, "handle": 8, "id": 16}

#: Kinds of which somebody else has another one (rule 2).
_TELLING = KINDS["customer_number"] | KINDS["email"] | KINDS["phone"]

_DIGEST_BYTES = 16
_NOT_IN_CUSTOMER_NUMBER = re.compile(r"[\s.\-_/#\u00ad\u200b-\u200d\u2010-\u2015\u2060\u2212\ufeff]+")
#: Seen by nobody, copied along with an address from a web page.
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff]")
#: One mailbox by two names, in which dots are not looked at (Google: "Dots don't matter in Gmail addresses").
_GMAIL = ("gmail.com", "googlemail.com")
#: A caller who hides their number, in the letters of a telephone's keys (Twilio, "What is caller ID?"): ANONYMOUS, RESTRICTED, BLOCKED,
#: UNKNOWN, UNAVAILABLE. Whoever hides is not whoever else hides.
_HIDDEN = frozenset({"266696687", "7378742833", "2562533", "8656696", "86282452253"})
#: What exchanges and forms send where they have no number. (06 66 66 66 66 can be somebody's.)
_FILLED_IN = re.compile(r"([019])\1{6,}")
_SIP = re.compile(r"sips?:([^@;]+)(?:[@;].*)?", re.IGNORECASE | re.DOTALL)
#: A Dutch number in its international form needs no library.
_DUTCH_PHONE = re.compile(r"(?:\+31|0031|0)(?!([19])\1{8})([1-9]\d{8})")


class Identifier(NamedTuple):
    kind: str
    digest: bytes


class Customer(NamedTuple):
    """A known customer: `kinds` has a bit for each kind of identifier that is known of them."""

    customer_id: str
    kinds: int


class Identified(NamedTuple):
    """The answer. `customer` is None where a new one is to be made of `added`."""

    customer: Customer | None
    #: Identifiers that are new and now belong to the customer.
    added: tuple[Identifier, ...]
    #: What decided: a kind of identifier.
    by: str


def normal_email(text: str) -> str | None:
    """Lower-case and trimmed, `Name <address>` unpacked, the host in ASCII (IDNA); None where it is no address.

    Tags stay, and dots but for Gmail's: they mean something to most hosts.
    """
    address = (text if text.isascii() else _UNSEEN.sub("", unicodedata.normalize("NFKC", text))).strip()
    if address.endswith(">") and "<" in address:
        address = address[address.rindex("<") + 1 : -1]
    address = address.strip().lower().removeprefix("mailto:").rstrip(";,")
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain or "@" in local or any(character.isspace() for character in address):
        return None
    domain = domain.rstrip(".")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode()
        except UnicodeError:
            return None
    if domain in _GMAIL:
        local, domain = local.replace(".", ""), _GMAIL[0]
    return f"{local}@{domain}" if local and domain else None


@lru_cache(maxsize=8_192)
def normal_phone(text: str, region: str) -> str | None:
    """E.164; a number without a country code is of `region`. None where it is no telephone number ("anonymous", "0", +266696687).

    An extension stays (RFC 3966): behind the number of a firm each is somebody else.
    """
    compact = text.strip()
    if (sip := _SIP.fullmatch(compact)) is not None:
        compact = sip.group(1)
    if region == "NL" and (dutch := _DUTCH_PHONE.fullmatch(compact)) is not None:
        return f"+31{dutch.group(2)}"
    try:
        number = phonenumbers.parse(compact, region)
    except phonenumbers.NumberParseException:
        return None
    national = str(number.national_number)
    if not phonenumbers.is_possible_number(number) or compact.lstrip("+") in _HIDDEN or _FILLED_IN.fullmatch(national) or national == "0":
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{e164};ext={number.extension}" if number.extension else e164


def normal_customer_number(text: str) -> str | None:
    """Upper-case without blanks, dots, dashes, underscores, slashes and #: people write one number in many ways."""
    return _NOT_IN_CUSTOMER_NUMBER.sub("", text if text.isascii() else unicodedata.normalize("NFKC", text)).upper() or None


def normal_handle(text: str) -> str | None:
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip().lstrip("@").casefold() or None


def _part(text: str) -> bytes:
    # With its length before it: no two lists of parts give the same bytes.
    raw = text.encode()
    return len(raw).to_bytes(4) + raw


@lru_cache(maxsize=256)
def _realm(kind: str, scope: str) -> bytes:
    """What stands before the value of every identifier of a kind: the channels and sources that there are make few of them."""
    return _part(kind) + _part(scope)


def _digest(pepper: bytes, kind: str, scope: str, value: str) -> bytes:
    return hmac.digest(pepper, _realm(kind, scope) + _part(value), "sha256")[:_DIGEST_BYTES]


def identifiers(message: InboundMessage, source: str, pepper: bytes, region: str) -> tuple[Identifier, ...]:
    """The identifiers of the message's sender, strong to weak.

    Where none of them is usable (a caller who hides their number), the conversation stands in, or the message itself: it is then
    nobody who could be met elsewhere, and two such callers are not one customer.
    """
    sender = message.sender
    scope = f"{message.channel.value}\x00{source}"
    found: list[Identifier] = []
    if sender.customer_number and (value := normal_customer_number(sender.customer_number)):
        found.append(Identifier("customer_number", _digest(pepper, "customer_number", "", value)))
    if sender.email and (value := normal_email(sender.email)):
        found.append(Identifier("email", _digest(pepper, "email", "", value)))
    if sender.phone and (value := normal_phone(sender.phone, region)):
        found.append(Identifier("phone", _digest(pepper, "phone", "", value)))
    if sender.handle and (value := normal_handle(sender.handle)):
        found.append(Identifier("handle", _digest(pepper, "handle", scope, value)))
    if sender.id:
        found.append(Identifier("id", _digest(pepper, "id", scope, sender.id)))
    if not found:
        stands_in = ("conversation", message.conversation_id) if message.conversation_id else ("message", message.id)
        found.append(Identifier("id", _digest(pepper, stands_in[0], scope, stands_in[1])))
    return tuple(found)


def kinds_of(found: Iterable[Identifier]) -> int:
    bits = 0
    for one in found:
        bits |= KINDS[one.kind]
    return bits


def identify(presented: tuple[Identifier, ...], owners: Mapping[bytes, Customer]) -> Identified:
    """Whose message it is, by `presented` (strong to weak); `owners` has the customer of each known digest."""
    stronger_and_new = 0
    for one in presented:
        owner = owners.get(one.digest)
        if owner is None:
            stronger_and_new |= KINDS[one.kind] & _TELLING
        elif not owner.kinds & stronger_and_new:
            return Identified(owner, tuple(other for other in presented if other.digest not in owners), one.kind)
    # Rule 2 came to nobody: only what is new goes to the new customer. Where nothing is new, rule 1 has already answered.
    added = tuple(one for one in presented if one.digest not in owners)
    return Identified(None, added, added[0].kind)
