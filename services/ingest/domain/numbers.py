"""Finds numbers that are somebody's: BSN, IBAN, cards, customer and order numbers.

Expressions begin with a plain `\\d` (or a plain set) and look behind after it, because Python's engine then skips to the next
digit by itself, some twenty times faster than it tries a lookbehind at every character. Labels are found by `scan.Labels`.
"""

import re
from functools import partial

from stdnum import ean, luhn
from stdnum.iso7064 import mod_97_10
from stdnum.nl import bsn

from services.ingest.domain.scan import GAP, NOT_A_PERSONS, Counts, Draft, ascii_digits, replaced_at, taken

_SEVEN_DIGITS = re.compile(r"\d(?:[ .\-/()_]{0,4}\d){6}")

# --- BSN -----------------------------------------------------------------------------------------------------------------------

_NINE_DIGITS = re.compile(r"\d(?<!\d\d)\d{8}(?!\d)")
#: Nine digits in groups with one kind of separator, as 1234.56.782 or 1 2 3 4 5 6 7 8 2.
_NINE_IN_GROUPS = re.compile(rf"\d(?<!\d\d)\d{{0,3}}({GAP})\d{{1,4}}(?:\1\d{{1,4}}){{1,7}}(?!\1?\d)")
#: As a BSN is grouped, before another number: three-three-three and the like. (A telephone number begins with 0.)
_NINE_BEFORE_MORE = re.compile(r"[1-9](?<!\d.)(?:\d{2} \d{3} \d{3}|\d{3} \d{2} \d{3}|\d \d{2} \d{2} \d{3})(?= \d)")
_BSN_STEMS = ("bsn", "burgerservice", "sofi", "citizen service")
_BSN_LABEL = re.compile(
    r"(?<!\w)((?:bsn|burgerservice(?:nummer|nr)|sofi-?(?:nummer|nr)|citizen service number)"
    rf"(?:[ -]?(?:nummer|number|nr|no))?\.?\s{{0,3}}(?:[:=]|is|was)?\s{{0,3}})\d(?:{GAP}?\d){{7,8}}(?!\d)",
    re.IGNORECASE,
)


def _proven(match: re.Match[str], counts: Counts) -> str:
    # The addresses of routers at home are all over the messages about them.
    if match.group().startswith("192.168."):
        return match.group()
    digits = ascii_digits(match.group())
    return taken(counts, "bsn") if len(digits) == 9 and bsn.is_valid(digits) else match.group()


def _bsns(draft: Draft) -> str:
    counts = draft.counts
    text = replaced_at(draft.text, draft.places("bsn"), _BSN_LABEL, lambda match: match.group(1) + taken(counts, "bsn"))
    proven = partial(_proven, counts=counts)
    return _NINE_BEFORE_MORE.sub(proven, _NINE_IN_GROUPS.sub(proven, _NINE_DIGITS.sub(proven, text)))


# --- cards ---------------------------------------------------------------------------------------------------------------------

_CARD = re.compile(r"[2-6](?<!\d.)(?:\d(?:[ .\-/_]?\d){11,17}|([ .\-/_])\d(?:\1\d){11,17}(?!\1?\d))")
_GROUPS = re.compile(r"\d+")


def _card_lengths(digits: str) -> tuple[int, ...]:
    """How long a card's number is that begins so (ISO/IEC 7812 and the schemes): IMEIs and codes of goods pass Luhn's test too."""
    first, two = digits[0], digits[:2]
    if first == "4":
        return (16, 19, 13)
    if first == "3":
        return (15,) if two in ("34", "37") else (14,) if two in ("30", "36", "38", "39") else (16,)
    return (16, 19, 18, 17) if first == "6" else (16,)


def _is_card(text: str, digits: str) -> bool:
    """Whether `text` with these digits is written as cards are: in one piece, digit by digit, in pairs, or in groups of three and more."""
    if digits == text:
        return luhn.is_valid(digits) and not (len(digits) == 13 and ean.is_valid(digits))
    sizes = list(map(len, _GROUPS.findall(text)))
    apart = set(text) - set(digits)
    written_so = len(digits) > 13 and len(apart) == 1 and (min(sizes[:-1]) >= 3 or set(sizes) in ({1}, {2}))
    return written_so and luhn.is_valid(digits)


def _card_end(text: str, start: int, end: int) -> int:
    """Where the card's number that begins at `start` ends, 0 where there is none; `end` is where its digits may go on to."""
    places = [place for place in range(start, end) if text[place].isdecimal()]
    digits = "".join([text[place] for place in places])
    for length in _card_lengths(digits):
        if length > len(digits):
            continue
        stop = places[length - 1] + 1
        if not text[stop : stop + 1].isdecimal() and _is_card(text[start:stop], digits[:length]):
            return stop
    return 0


def _cards(text: str, counts: Counts) -> str:
    parts: list[str] = []
    done = 0
    match = _CARD.search(text)
    while match is not None:
        start = match.start()
        after = start + 1
        stop = _card_end(text, start, match.end())
        if stop and NOT_A_PERSONS.search(text[max(0, start - 40) : start]) is None:
            parts += (text[done:start], taken(counts, "card"))
            done = after = stop
        match = _CARD.search(text, after)
    if not done:
        return text
    parts.append(text[done:])
    return "".join(parts)


# --- IBAN ----------------------------------------------------------------------------------------------------------------------

#: Length of an IBAN by country.
_IBAN_LENGTH = {
    code: length
    for length, codes in {
        15: "NO", 16: "BE", 18: "DK FI FO GL NL SD", 19: "MK SI", 20: "AT BA EE KZ LT LU MN XK", 21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM SO TL", 24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "LY PT ST",
        26: "IS TR", 27: "BI DJ FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HU LB NI PL SV", 29: "BR EG PS QA UA", 30: "JO KW MU YE",
        31: "MT SC", 32: "LC", 33: "RU",
    }.items()
    for code in codes.split()
}  # fmt: skip
#: The two check digits, with the country before them.
_IBAN_CHECK_DIGITS = re.compile(r"\d(?:(?<=[A-Za-z]\d)|(?<=[A-Za-z][ .\-]\d))[ ]?\d(?=[ .\-/_\n]{0,3}[A-Za-z0-9])")
#: A country apart from its check digits is in capitals, but for ours: "om 60", "is 12" and "de 89" are words.
_IBAN_COUNTRY = re.compile(r"(?:(?<![A-Za-z0-9])|(?<=[Ii][Bb][Aa][Nn]))(?:([A-Za-z]{2}|[A-Z] [A-Z])|([A-Z]{2}|[nN][lL])[ .\-]|([A-Z] [A-Z]) )$")
_IBAN_GAPS = " .-/_\n"
#: Of them in a row.
_IBAN_WIDEST_GAP = 3
_DUTCH_IBAN = re.compile(r"NL\d{2}[A-Z]{4}\d{10}")


def _ibans(text: str, counts: Counts) -> str:
    parts: list[str] = []
    done = 0
    match = _IBAN_CHECK_DIGITS.search(text)
    while match is not None:
        after = match.end()
        before = max(done, match.start() - 4)
        country = _IBAN_COUNTRY.search(text, before, match.start())
        if country is not None and (end := _iban_end(text, country.start(), country[country.lastindex or 0].replace(" ", "").upper())):
            parts.append(text[done : country.start()])
            parts.append(taken(counts, "iban"))
            done = after = end
        match = _IBAN_CHECK_DIGITS.search(text, after)
    if not done:
        return text
    parts.append(text[done:])
    return "".join(parts)


def _iban_end(text: str, start: int, country: str) -> int:
    """Where the IBAN that begins at `start` ends, or 0 where there is none. Looks at no more than 132 characters."""
    length = _IBAN_LENGTH.get(country)
    if length is None:
        return 0
    characters: list[str] = []
    place = start
    gap = 0
    while place < len(text) and len(characters) < length:
        character = text[place]
        if character.isalnum():
            characters.append(ascii_digits(character) or character.upper())
            gap = 0
        elif character in _IBAN_GAPS and gap < _IBAN_WIDEST_GAP:
            gap += 1
        else:
            return 0
        place += 1
    if len(characters) < length:
        return 0
    compact = "".join(characters)
    glued = place
    while glued < len(text) and text[glued].isdecimal():
        glued += 1
    if glued > place:
        # A digit too many: then it is told by its form, or it is none.
        return glued if _DUTCH_IBAN.fullmatch(compact) else 0
    # A Dutch one is told by its form alone: with a typing error in it, it is still somebody's.
    if _DUTCH_IBAN.fullmatch(compact) or (compact.isascii() and mod_97_10.is_valid(compact[4:] + compact[:4])):
        return place
    return 0


# --- customer and order numbers --------------------------------------------------------------------------------------------------

_MARKER = r"[ -]?(?:nummer|numer|number|num|nr|no|id|code|ref(?:erence|erentie)?|kenmerk)s?\.?"
_IS = r"\s{0,3}(?:[:=#]|is|was)?\s{0,2}#?\s{0,2}"
#: Digit by digit, in groups, or as one word. What comes after groups may be a date, a time, an amount: that is not of them.
_SAID_NUMBER = (
    r"(?:\d(?: \d){2,11}(?![\w]| \d)|\d{1,6}(?: \d{2,6}(?![\w:]|[-.,/]\d| ?(?:x|kwh|m3|euro|cm|gb|mb|uur|keer|st)(?!\w))){1,4}(?!\w)"
    r"|[A-Za-z0-9](?:[\w/.-]{0,38}\w)?)"
)
_CUSTOMER_STEMS = (
    "klant",
    "cust",
    "client",
    "cliënt",
    "relatie",
    "lid",
    "member",
    "account",
    "abonnee",
    "contract",
    "polis",
    "policy",
    "debiteur",
)
_CUSTOMER_LABEL = re.compile(
    r"(?<!\w)((?:klant(?:en)?|cust(?:omer)?|client|cliënt|relatie|lid|lidmaatschaps?|member(?:ship)?|account|abonnee|contract|polis|policy|debiteur(?:en)?)"
    rf"(?:{_MARKER}|\s?(?=#)){_IS})({_SAID_NUMBER})",
    re.IGNORECASE,
)
_ORDER_STEMS = (
    "order", "bestel", "booking", "boeking", "reserv", "factuur", "invoice", "ticket", "zending", "pakket", "shipment", "parcel", "track",
    "pnr", "dossier", "case", "zaak", "melding", "claim", "retour", "return", "purchase",
)  # fmt: skip
_ORDER_LABEL = re.compile(
    r"(?<!\w)((?:order|bestel(?:lings?)?|bestelling|booking|boekings?|reserverings?|reservation|factuur|invoice|ticket|zending|pakket|shipment"
    r"|parcel|tracking|track (?:en|and|&) trace|pnr|dossier|case|zaak|melding(?:s)?|claim|retour|return|purchase)"
    rf"(?:{_MARKER}|\s{{0,2}}(?=[#:])){_IS})({_SAID_NUMBER})",
    re.IGNORECASE,
)
_ORDER_BARE = re.compile(
    r"(?<!\w)((?:order|bestelling|booking|boeking|reservering|reservation|factuur|invoice)\s{1,2})([A-Za-z0-9](?:[\w/.-]{0,38}\w)?)", re.IGNORECASE
)


def _labelled(match: re.Match[str], kind: str, counts: Counts) -> str | None:
    token = match.group(2)
    digits = sum(character.isdecimal() for character in token)
    booking = digits == 0 and token.isupper() and token.isalpha() and 5 <= len(token) <= 8
    if (digits >= 3 and len(token) >= 3) or booking or (digits and token.isupper() and len(token) >= 5):
        return match.group(1) + taken(counts, kind)
    return None


def _bare(match: re.Match[str], counts: Counts) -> str | None:
    token = match.group(2)
    digits = sum(character.isdecimal() for character in token)
    if digits >= 6 or (3 <= digits < len(token) and len(token) >= 6) or (digits == 5 and len(token) == 5):
        return match.group(1) + taken(counts, "order_number")
    return None


#: Kind of label → what it begins with.
NUMBER_STEMS = {"bsn": _BSN_STEMS, "customer": _CUSTOMER_STEMS, "order": _ORDER_STEMS}


def redact_ibans(draft: Draft) -> None:
    draft.becomes(_ibans(draft.text, draft.counts))


def redact_cards(draft: Draft) -> None:
    draft.becomes(_cards(draft.text, draft.counts))


def redact_bsns(draft: Draft) -> None:
    if _SEVEN_DIGITS.search(draft.text):
        draft.becomes(_bsns(draft))


def redact_labelled(draft: Draft) -> None:
    """Takes out customer, order and booking numbers that stand behind their label."""
    counts = draft.counts
    if customer := draft.places("customer"):
        draft.becomes(replaced_at(draft.text, customer, _CUSTOMER_LABEL, partial(_labelled, kind="customer_number", counts=counts)))
    if order := draft.places("order"):
        draft.becomes(replaced_at(draft.text, order, _ORDER_LABEL, partial(_labelled, kind="order_number", counts=counts)))
        draft.becomes(replaced_at(draft.text, draft.places("order"), _ORDER_BARE, partial(_bare, counts=counts)))
