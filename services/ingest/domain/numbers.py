"""Finds numbers that are somebody's: BSN, IBAN, cards, telephones, addresses, customer and order numbers.

Expressions begin with a plain `\\d` (or a plain set) and look behind after it, because Python's engine then skips to the next
digit by itself, some twenty times faster than it tries a lookbehind at every character. Labels are found by `scan.Labels`.
"""

import re
from functools import partial

from stdnum import luhn
from stdnum.iso7064 import mod_97_10
from stdnum.nl import bsn

from services.ingest.domain.scan import Counts, Draft, ascii_digits, replaced_at, taken

#: What people write between the digits of one number.
_GAP = r"[ .\-/\u00a0\u2009\u202f\u2011\u2013]"
_PHONE_GAP = r"[ .\-/()\u00a0\u2009\u202f\u2011\u2013]"

_SEVEN_DIGITS = re.compile(rf"\d(?:{_PHONE_GAP}{{0,3}}\d){{6}}")

# --- BSN -----------------------------------------------------------------------------------------------------------------------

_NINE_DIGITS = re.compile(r"\d(?<!\d\d)\d{8}(?!\d)")
#: Nine digits in groups with one kind of separator, as 1234.56.782 or 1 2 3 4 5 6 7 8 2.
_NINE_IN_GROUPS = re.compile(rf"\d(?<!\d\d)\d{{0,3}}({_GAP})\d{{1,4}}(?:\1\d{{1,4}}){{1,7}}(?!\1?\d)")
_BSN_STEMS = ("bsn", "burgerservice", "sofi", "citizen service")
_BSN_LABEL = re.compile(
    r"(?<!\w)((?:bsn|burgerservice(?:nummer|nr)|sofi-?(?:nummer|nr)|citizen service number)"
    rf"(?:[ -]?(?:nummer|number|nr|no))?\.?\s{{0,3}}(?:[:=]|is|was)?\s{{0,3}})\d(?:{_GAP}?\d){{7,8}}(?!\d)",
    re.IGNORECASE,
)


def _proven(match: re.Match[str], counts: Counts) -> str:
    digits = ascii_digits(match.group())
    return taken(counts, "bsn") if len(digits) == 9 and bsn.is_valid(digits) else match.group()


def _bsns(draft: Draft) -> str:
    counts = draft.counts
    text = replaced_at(draft.text, draft.places("bsn"), _BSN_LABEL, lambda match: match.group(1) + taken(counts, "bsn"))
    proven = partial(_proven, counts=counts)
    return _NINE_IN_GROUPS.sub(proven, _NINE_DIGITS.sub(proven, text))


# --- cards ---------------------------------------------------------------------------------------------------------------------

_CARD = re.compile(
    rf"\d(?<!\d\d)(?:\d{{12,18}}|\d{{3}}({_GAP})\d{{4}}\1\d{{4}}\1\d{{1,4}}(?:\1\d{{1,3}})?|[47]\d{{2}}({_GAP})\d{{6}}\2\d{{5}})(?!\d)"
)


def _cards(text: str, counts: Counts) -> str:
    def replace(match: re.Match[str]) -> str:
        digits = ascii_digits(match.group())
        return taken(counts, "card") if 13 <= len(digits) <= 19 and digits[0] in "23456" and luhn.is_valid(digits) else match.group()

    return _CARD.sub(replace, text)


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
_IBAN_CHECK_DIGITS = re.compile(r"\d(?:(?<=[A-Za-z]\d)|(?<=[A-Za-z][ .\-\u00a0]\d))\d(?=[ .\-\u00a0]?[A-Za-z0-9])")
_IBAN_COUNTRY = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{2})[ .\-\u00a0]?$")
_IBAN_GAPS = " .-\u00a0\u202f"
_DUTCH_IBAN = re.compile(r"NL\d{2}[A-Z]{4}\d{10}")


def _ibans(text: str, counts: Counts) -> str:
    parts: list[str] = []
    done = 0
    match = _IBAN_CHECK_DIGITS.search(text)
    while match is not None:
        after = match.end()
        before = max(done, match.start() - 4)
        country = _IBAN_COUNTRY.search(text[before : match.start()])
        if country is not None and (end := _iban_end(text, before + country.start(), country.group(1).upper())):
            parts.append(text[done : before + country.start()])
            parts.append(taken(counts, "iban"))
            done = after = end
        match = _IBAN_CHECK_DIGITS.search(text, after)
    if not done:
        return text
    parts.append(text[done:])
    return "".join(parts)


def _iban_end(text: str, start: int, country: str) -> int:
    """Where the IBAN that begins at `start` ends, or 0 where there is none. Looks at no more than 66 characters."""
    length = _IBAN_LENGTH.get(country)
    if length is None:
        return 0
    characters: list[str] = []
    place = start
    gap = False
    while place < len(text) and len(characters) < length:
        character = text[place]
        if character.isalnum():
            characters.append(ascii_digits(character) or character.upper())
            gap = False
        elif character in _IBAN_GAPS and not gap:
            gap = True
        else:
            return 0
        place += 1
    if len(characters) < length or (place < len(text) and text[place].isdecimal()):
        return 0
    compact = "".join(characters)
    # A Dutch one is told by its form alone: with a typing error in it, it is still somebody's.
    if _DUTCH_IBAN.fullmatch(compact) or (compact.isascii() and mod_97_10.is_valid(compact[4:] + compact[:4])):
        return place
    return 0


# --- telephone -----------------------------------------------------------------------------------------------------------------

_PHONE = re.compile(
    rf"[+(\d](?<![\w+].)(?:(?:(?<=\()\+|(?<=\+)|(?<=0)0(?={_PHONE_GAP}?[1-9])){_PHONE_GAP}?[1-9](?:{_PHONE_GAP}{{0,3}}\d){{7,14}}(?!\d)"
    rf"|(?<!\w[-/.].)(?:(?<=\()0|(?<=0))[1-9](?:{_PHONE_GAP}{{0,3}}\d){{7,12}}(?!\d)"
    r"|(?<!-.)(?:(?<=1)[ .-](?:\([2-9]|[2-9])|(?<=\()[2-9]|(?<=[2-9]))\d{2}(?:\) ?|[-.])\d{3}[-. ]\d{4}(?![\w-]))"
)
_PHONE_STEMS = ("tel", "mobiel", "gsm", "06-nummer", "06 nummer", "06nummer", "phone", "mobile", "cell", "bel", "bereikbaar", "call", "reach")
_PHONE_LABEL = re.compile(
    r"(?<!\w)((?:tel(?:efoon)?(?:nummer|nr)?|mobiel(?:e)?(?: ?nummer)?|gsm|06[ -]?nummer"
    r"|(?:tele)?phone(?: number)?|mobile(?: number)?|cell(?: number)?"
    r"|bel(?: me| mij)?(?: even)? op|bellen op|bereikbaar (?:op|onder|via)|call(?: me)?(?: back)? (?:on|at)|reach me (?:on|at))"
    rf"\.?\s{{0,2}}[:=]?\s{{0,2}}(?:is\s|nummer\s)?)\d(?:{_GAP}?\d){{6,12}}(?!\d)",
    re.IGNORECASE,
)
_DATE = re.compile(r"\(?\d{1,2}(?:([-/.])\d{1,2}\1(?:19|20)?\d{2}(?!\1?\d)| \d{1,2} (?:19|20)\d{2}(?! ?\d\d ))(?!\d)")
#: Numbers of services, not of people.
_SERVICE_PREFIXES = ("0800", "0900", "0906", "0909")
#: Digits of a number with its country code, where that is fixed.
_FIXED_LENGTHS = {"31": 11, "44": 12, "33": 11, "34": 11}


def _phone_length(digits: str, international: bool) -> int:
    """How many of `digits` are a telephone number (the rest may be the next word of the sentence); 0 where none."""
    count = len(digits)
    if international:
        fixed = 11 if digits[0] in "17" else _FIXED_LENGTHS.get(digits[:2])
        if fixed is not None and count > fixed:
            return fixed
        return count if count >= 8 else 0
    if digits.startswith(_SERVICE_PREFIXES):
        return 0
    if count <= 10:
        return count
    # 06 is a Dutch mobile number and has ten; elsewhere eleven are common (01, 02, 07 in the United Kingdom and Germany).
    return 10 if count > 11 or digits.startswith("06") else 11


def _phone(match: re.Match[str], counts: Counts) -> str:
    found = match.group()
    if (date := _DATE.match(found)) is not None:
        return found[: date.end()] + _PHONE.sub(partial(_phone, counts=counts), found[date.end() :])
    lead = found.lstrip("(")
    international = lead.startswith(("+", "00"))
    digits = ascii_digits(found)
    spoken = digits[2:] if lead.startswith("00") else digits
    if international and spoken.startswith("310"):
        # +31 (0)6 …
        spoken = "31" + spoken[3:]
    wanted = _phone_length(spoken, international)
    if not wanted:
        return found
    surplus = len(spoken) - wanted
    if not surplus:
        return taken(counts, "phone")
    place = len(found)
    while surplus:
        place -= 1
        surplus -= found[place].isdecimal()
    if found[place - 1].isdecimal():
        # The surplus is glued on: then it is one long number, and it goes as a whole.
        return taken(counts, "phone")
    kept = found[:place].rstrip(" .-/()\u00a0")
    return taken(counts, "phone") + found[len(kept) :]


def _phones(draft: Draft) -> str:
    counts = draft.counts

    def labelled(match: re.Match[str]) -> str | None:
        if ascii_digits(match.group()[len(match.group(1)) :]).startswith(_SERVICE_PREFIXES):
            return None
        return match.group(1) + taken(counts, "phone")

    text = replaced_at(draft.text, draft.places("phone"), _PHONE_LABEL, labelled)
    return _PHONE.sub(partial(_phone, counts=counts), text)


# --- customer and order numbers --------------------------------------------------------------------------------------------------

_MARKER = r"[ -]?(?:nummer|numer|number|num|nr|no|id|code|ref(?:erence|erentie)?|kenmerk)s?\.?"
_IS = r"\s{0,3}(?:[:=#]|is|was)?\s{0,2}#?\s{0,2}"
_SAID_NUMBER = r"[A-Za-z0-9](?:[\w/.-]{0,38}\w)?(?: \d{2,6}(?!\w)){0,4}"
_CUSTOMER_STEMS = (
    "klant",
    "customer",
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
    r"(?<!\w)((?:klant(?:en)?|customer|client|cliënt|relatie|lid|lidmaatschaps?|member(?:ship)?|account|abonnee|contract|polis|policy|debiteur(?:en)?)"
    rf"(?:{_MARKER}|\s?(?=#)){_IS})({_SAID_NUMBER})",
    re.IGNORECASE,
)
_ORDER_STEMS = (
    "order", "bestel", "booking", "boeking", "reserv", "factuur", "invoice", "ticket", "zending", "pakket", "shipment", "parcel", "tracking",
    "pnr", "dossier", "case", "zaak", "melding", "claim", "retour", "return", "purchase",
)  # fmt: skip
_ORDER_LABEL = re.compile(
    r"(?<!\w)((?:order|bestel(?:lings?)?|bestelling|booking|boekings?|reserverings?|reservation|factuur|invoice|ticket|zending|pakket|shipment|parcel"
    rf"|tracking|pnr|dossier|case|zaak|melding(?:s)?|claim|retour|return|purchase)(?:{_MARKER}|\s{{0,2}}(?=[#:])){_IS})({_SAID_NUMBER})",
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


# --- addresses -----------------------------------------------------------------------------------------------------------------

#: Four digits and two letters that are an amount or a year in a sentence: 1000 MB, 2000 KM, 2024 IN.
_NO_UNIT = r"(?!GB|MB|TB|KB|KM|CM|MM|ML|KG|EU|PM|AM|UK|US|TV|KW|WH|HZ|IN|OP|EN|OF|IS|NL|OK)"
_HOUSE = r"\d{1,5}(?:-?[a-zA-Z]{1,3}|-\d{1,4})?(?!\w)"
_HOUSE_LABEL = r"(?:(?:op |huis)?(?:nummer|nr|number|no)\.?\s?|hnr\.?\s?)?"
_POSTCODE = re.compile(
    rf"[1-9](?<!\w.)\d{{3}}(?:[ \u00a0]?{_NO_UNIT}(?!SA|SD|SS)[A-Z]{{2}}|(?!gb|mb|tb|kb|km|cm|mm|ml|kg|eu|pm|am|tv|kw|wh|hz)[a-z]{{2}})(?![A-Za-z])"
)
_LABELLED_POSTCODE = re.compile(r"[1-9](?<!\w.)\d{3}[ \u00a0]?[A-Za-z]{2}(?![A-Za-z])")
_POSTCODE_LABEL = re.compile(r"(?:postcode|postal code|zip code)\s{0,2}(?:[:=]|is)?\s{0,2}$", re.IGNORECASE)
_HOUSE_AFTER = re.compile(rf"\s{{0,2}}(?:,|/|-|en|and)?\s{{0,2}}{_HOUSE_LABEL}{_HOUSE}")
_HOUSE_BEFORE = re.compile(rf"(?<![\w,.'-])(?:[A-Z][\w'.-]{{0,40}}\s){{0,4}}{_HOUSE}(?:\s{{0,2}}[,-]\s{{0,2}}|\s{{1,2}})$")

_STREET_ENDS = (
    "straat",
    "laan",
    "gracht",
    "plein",
    "singel",
    "steeg",
    "dreef",
    "weg",
    "kade",
    "dijk",
    "hof",
    "park",
    "pad",
    "ring",
    "markt",
    "baan",
    "wal",
    "haven",
)
_STREET_NUMBER = re.compile(r"\d(?<!\w\d)\d{0,4}(?:-?[a-zA-Z]{1,3}|-\d{1,4})?(?!\w)")
_STREET = re.compile(
    r"(?<![\w'-])(?:[A-Z][\w'.-]{0,30}\s(?:(?:van|de|der|den|het|ten|ter|[A-Z][\w'.-]{0,30})\s){0,3})?(?:[\w'-]{2,30}(?:straat|laan|gracht|plein|singel|steeg|dreef)"
    r"|[A-Z][\w'-]{1,30}(?:weg|kade|dijk|hof|park|pad|ring|markt|baan|wal|haven))\s{1,2}$"
)
_NO_STREET = ("onderweg", "halverwege", "snelweg", "rijbaan", "startbaan", "landingsbaan", "luchthaven")
_ENGLISH_STREET = re.compile(
    r"\d(?<![\w.,]\d)\d{0,4}[a-zA-Z]?\s(?:[A-Z][a-z]{1,20}\s){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Close|Court|Way|Square|Crescent)(?!\w)"
)


def _postcodes(text: str, labelled: bool, counts: Counts) -> str:
    expression = _LABELLED_POSTCODE if labelled else _POSTCODE
    parts: list[str] = []
    done = 0
    match = expression.search(text)
    while match is not None:
        start, end = match.span()
        window = text[max(done, start - 140) : start]
        strict = not labelled or _POSTCODE.match(text, start) is not None
        label = labelled and _POSTCODE_LABEL.search(window[-24:]) is not None
        after = _HOUSE_AFTER.match(text, end) if strict or label else None
        before = _HOUSE_BEFORE.search(window) if strict and after is None else None
        if label or after is not None or before is not None:
            begin = start - len(window) + before.start() if before is not None else start
            parts.append(text[done:begin])
            parts.append(taken(counts, "address"))
            done = end = after.end() if after is not None else end
        match = expression.search(text, end)
    if not done:
        return text
    parts.append(text[done:])
    return "".join(parts)


def _streets(text: str, counts: Counts) -> str:
    parts: list[str] = []
    done = 0
    for match in _STREET_NUMBER.finditer(text):
        start = match.start()
        word = text[max(done, start - 14) : start].rstrip().lower()
        if not word.endswith(_STREET_ENDS) or word.endswith(_NO_STREET):
            continue
        window = text[max(done, start - 130) : start]
        street = _STREET.search(window)
        if street is not None:
            parts.append(text[done : start - len(window) + street.start()])
            parts.append(taken(counts, "address"))
            done = match.end()
    if not done:
        return text
    parts.append(text[done:])
    return "".join(parts)


def _addresses(text: str, low: str, counts: Counts) -> str:
    text = _postcodes(text, "postcode" in low or "postal code" in low or "zip code" in low, counts)
    if any(end in low for end in _STREET_ENDS):
        text = _streets(text, counts)
    return _ENGLISH_STREET.sub(lambda _: taken(counts, "address"), text)


#: Kind of label → what it begins with.
NUMBER_STEMS = {"bsn": _BSN_STEMS, "phone": _PHONE_STEMS, "customer": _CUSTOMER_STEMS, "order": _ORDER_STEMS}


def redact_numbers(draft: Draft) -> None:
    """Takes numbers that are somebody's out of a text that has a digit."""
    draft.becomes(_ibans(draft.text, draft.counts))
    if _SEVEN_DIGITS.search(draft.text):
        draft.becomes(_bsns(draft))
        draft.becomes(_cards(draft.text, draft.counts))


def redact_labelled(draft: Draft) -> None:
    """Takes out customer, order and booking numbers that stand behind their label."""
    counts = draft.counts
    if customer := draft.places("customer"):
        draft.becomes(replaced_at(draft.text, customer, _CUSTOMER_LABEL, partial(_labelled, kind="customer_number", counts=counts)))
    if order := draft.places("order"):
        draft.becomes(replaced_at(draft.text, order, _ORDER_LABEL, partial(_labelled, kind="order_number", counts=counts)))
        draft.becomes(replaced_at(draft.text, draft.places("order"), _ORDER_BARE, partial(_bare, counts=counts)))


def redact_phones_and_addresses(draft: Draft) -> None:
    if _SEVEN_DIGITS.search(draft.text):
        draft.becomes(_phones(draft))
    draft.becomes(_addresses(draft.text, draft.low, draft.counts))
