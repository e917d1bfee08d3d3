"""Takes personal data out of text and leaves typed placeholders: "mijn rekening [IBAN]".

Rules of this module, of `numbers` and of `names`:

* Fail closed: where a number could be two things, it goes. A nine-digit number that passes the 11-proef never survives (a BSN
  may not be processed, and consent does not help), nor does an IBAN whose check digits are right.
* Numbers without a label survive unless their form says what they are: article numbers, amounts and dates are needed for help.
* Linear: a quantifier is bounded, or possessive behind a lookbehind that keeps the engine from starting inside its run.
* Cheap first: no digit, no `@`, no label in the text, then no expression that needs one is run.
* Redacting redacted text changes nothing: rounds go on until one finds nothing.

Facts: 11-proef (weights 9…2, -1), Luhn and ISO 7064 mod 97-10 by python-stdnum; IBAN lengths from the SWIFT IBAN registry;
postcodes never end in SA, SD or SS (PostNL); 0800, 0900, 0906 and 0909 are service numbers, not people's (ACM numbering plan).
"""

import re
from typing import NamedTuple

from schemas.messages.inbound import Sender
from services.ingest.domain.names import NAME_STEMS, redact_names, redact_own
from services.ingest.domain.numbers import NUMBER_STEMS, redact_labelled, redact_numbers, redact_phones_and_addresses
from services.ingest.domain.scan import Counts, Draft, Labels, taken

#: After this many rounds that still found something, every long number that is left goes unseen.
_MAX_ROUNDS = 6

_LABELS = Labels({**NUMBER_STEMS, **NAME_STEMS})

_HAS_DIGIT = re.compile(r"\d")
_LONG_NUMBER = re.compile(r"\d{8,}")

_LOCAL = r"[\w.!#$%&'*+/=?^`{|}~-]"
_EMAIL = re.compile(rf"(?<!{_LOCAL}){_LOCAL}++@[\w-]++(?:\.[\w-]++)++")
_EMAIL_SPELLED = re.compile(
    r"(?<![\w.+-])[\w.+-]++\s?[\[(]\s?(?:at|apenstaartje)\s?[\])]\s?[\w-]++(?:\s?(?:\.|[\[(]\s?(?:dot|punt)\s?[\])])\s?[\w-]++)++", re.IGNORECASE
)
_DOMAIN = re.compile(r"@[\w-]++\.[\w-]")
#: Mail providers that people name without the rest, or with a blank around the sign.
_AT_PROVIDER = r"@\s?(?:gmail|hotmail|outlook|icloud|yahoo|live|ziggo|kpnmail|kpn|planet|xs4all|home|upcmail|proton|protonmail)"
_PROVIDER = re.compile(_AT_PROVIDER, re.IGNORECASE)
_EMAIL_PROVIDER = re.compile(
    rf"(?<![\w.+-])[\w.+-]++\s?{_AT_PROVIDER}"
    r"(?:[.,]\s?(?:com|nl|net|be|org|co\.uk|me))?(?![\w.@])",
    re.IGNORECASE,
)


class Redacted(NamedTuple):
    text: str
    #: How often each kind was replaced.
    counts: Counts


def _emails(text: str, low: str, counts: Counts) -> str:
    def replace(_: re.Match[str]) -> str:
        return taken(counts, "email")

    if "@" in text:
        # Most that have the sign mention somebody: it is cheaper to ask what stands behind it.
        if _DOMAIN.search(text):
            text = _EMAIL.sub(replace, text)
        if _PROVIDER.search(text):
            text = _EMAIL_PROVIDER.sub(replace, text)
    if "at)" in low or "at]" in low or "apenstaartje" in low:
        text = _EMAIL_SPELLED.sub(replace, text)
    return text


def _round(draft: Draft, sender: Sender | None) -> None:
    """One pass of everything. Addresses of e-mail go first: a name or handle taken out of one would leave the rest of it."""
    if "@" in draft.text or "(" in draft.text or "[" in draft.text:
        draft.becomes(_emails(draft.text, draft.low, draft.counts))
    if sender is not None:
        redact_own(draft, sender)
    digits = _HAS_DIGIT.search(draft.text) is not None
    if digits:
        redact_numbers(draft)
    redact_labelled(draft)
    if digits:
        redact_phones_and_addresses(draft)
    redact_names(draft)


def redact(text: str, sender: Sender | None = None) -> Redacted:
    """`text` without personal data, and what was taken out of it; `sender` gives the names and numbers of whoever wrote it."""
    draft = Draft(text, _LABELS)
    found = 0
    for _ in range(_MAX_ROUNDS):
        _round(draft, sender)
        total = sum(draft.counts.values())
        if total == found:
            return Redacted(draft.text, draft.counts)
        found = total
    return Redacted(_LONG_NUMBER.sub(lambda _: taken(draft.counts, "number"), draft.text), draft.counts)


def merged(first: Counts, second: Counts) -> Counts:
    """Two counts as one."""
    return {kind: first.get(kind, 0) + second.get(kind, 0) for kind in sorted(first.keys() | second.keys())} if second else first
