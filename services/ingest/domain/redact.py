"""Takes personal data out of text and leaves typed placeholders: "mijn rekening [IBAN]".

Rules of this module, of `numbers`, `phones`, `emails`, `addresses` and `names`:

* Fail closed: where a number could be two things, it goes. A nine-digit number that passes the 11-proef never survives (a BSN
  may not be processed, and consent does not help), nor does an IBAN whose check digits are right.
* Numbers without a label survive unless their form says what they are: article numbers, amounts and dates are needed for help.
* Linear: a quantifier is bounded, or possessive behind a lookbehind that keeps the engine from starting inside its run.
* Cheap first: no digit, no `@`, no label in the text, then no expression that needs one is run.
* Redacting redacted text changes nothing: rounds go on until one finds nothing.
* What is left is as it was written, to the letter.

Facts: 11-proef (weights 9…2, -1), Luhn and ISO 7064 mod 97-10 by python-stdnum; IBAN lengths from the SWIFT IBAN registry;
postcodes never end in SA, SD or SS (PostNL); 0800, 0900, 0906 and 0909 are service numbers, not people's (ACM numbering plan).
"""

import re
from typing import NamedTuple

from schemas.messages.inbound import Sender
from services.ingest.domain.addresses import redact_addresses
from services.ingest.domain.emails import redact_emails
from services.ingest.domain.names import NAME_STEMS, redact_names, redact_own
from services.ingest.domain.numbers import NUMBER_STEMS, redact_bsns, redact_cards, redact_ibans, redact_labelled
from services.ingest.domain.phones import PHONE_STEMS, SPOKEN_STEMS, redact_international, redact_phones, redact_spoken
from services.ingest.domain.scan import Counts, Draft, Labels, folded, restored, taken

#: After this many rounds that still found something, every long number that is left goes unseen.
_MAX_ROUNDS = 6

_LABELS = Labels({**NUMBER_STEMS, "phone": PHONE_STEMS, "spoken": SPOKEN_STEMS, **NAME_STEMS})

_HAS_DIGIT = re.compile(r"\d")
_LONG_NUMBER = re.compile(r"\d{8,}")


class Redacted(NamedTuple):
    text: str
    #: How often each kind was replaced.
    counts: Counts


def _round(draft: Draft, sender: Sender | None) -> None:
    """One pass of everything. Addresses of e-mail go first: a name or handle taken out of one would leave the rest of it."""
    redact_emails(draft)
    if sender is not None:
        redact_own(draft, sender)
    digits = _HAS_DIGIT.search(draft.text) is not None
    if digits:
        redact_ibans(draft)
        redact_cards(draft)
        redact_international(draft)
        redact_bsns(draft)
    redact_labelled(draft)
    if digits:
        redact_phones(draft)
        redact_addresses(draft)
    redact_spoken(draft)
    redact_names(draft)


def redact(text: str, sender: Sender | None = None) -> Redacted:
    """`text` without personal data, and what was taken out of it; `sender` gives the names and numbers of whoever wrote it."""
    plain = folded(text)
    draft = Draft(plain, _LABELS)
    _redact(draft, sender)
    if plain is text or not draft.counts:
        return Redacted(draft.text if plain is text else text, draft.counts)
    return Redacted(restored(text, plain, draft.text), draft.counts)


def _redact(draft: Draft, sender: Sender | None) -> None:
    found = 0
    for _ in range(_MAX_ROUNDS):
        _round(draft, sender)
        total = sum(draft.counts.values())
        if total == found:
            return
        found = total
    draft.becomes(_LONG_NUMBER.sub(lambda _: taken(draft.counts, "number"), draft.text))


def merged(first: Counts, second: Counts) -> Counts:
    """Two counts as one."""
    return {kind: first.get(kind, 0) + second.get(kind, 0) for kind in sorted(first.keys() | second.keys())} if second else first
