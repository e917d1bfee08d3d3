"""Finds addresses: postcode and house number, street and house number, in Dutch and English formats."""

import re

from services.ingest.domain.scan import Counts, Draft, taken

#: Four digits and two letters that are an amount or a year in a sentence: 1000 MB, 2000 KM, 2024 IN.
_NO_UNIT = r"(?!GB|MB|TB|KB|KM|CM|MM|ML|KG|EU|PM|AM|UK|US|TV|KW|WH|HZ|IN|OP|EN|OF|IS|NL|OK)"
_HOUSE = r"\d{1,5}(?:-?[a-zA-Z]{1,3}|-\d{1,4}| (?:[A-HJ-Z]|[a-d]|hs|bis|huis)(?![\w'-]))?(?!\w|[:.]\d)"
_HOUSE_LABEL = r"(?:(?:op |huis)?(?:nummer|nr|number|no)\.?\s?|hnr\.?\s?)?"
_POSTCODE = re.compile(
    rf"[1-9](?<!\w.)\d{{3}}(?:[ ]?{_NO_UNIT}(?!SA|SD|SS)[A-Z]{{2}}"
    r"|(?!gb|mb|tb|kb|km|cm|mm|ml|kg|eu|pm|am|tv|kw|wh|hz|lm|va|nm|px|mp|pk)[a-z]{2}"
    r"| [a-z]{2}(?=,? (?:huis)?(?:nummer|nr)))(?![A-Za-z])"
)
_LABELLED_POSTCODE = re.compile(r"[1-9](?<!\w.)\d{3}[ ]?[A-Za-z]{2}(?![A-Za-z])")
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
    "voorhout",
)
_STREET_NUMBER = re.compile(r"\d(?<!\w\d)\d{0,4}(?:-?[a-zA-Z]{1,3}|-\d{1,4})?(?!\w)")
_STREET = re.compile(
    r"(?<![\w'-])(?:[A-Z][\w'.-]{0,30}\s(?:(?:van|de|der|den|het|ten|ter|[A-Z][\w'.-]{0,30})\s){0,3})?(?:[\w'-]{2,30}(?:straat|laan|gracht|plein|singel|steeg|dreef)"
    r"|[A-Z][\w'.-]{1,30}\s(?:Straat|Laan|Gracht|Plein|Singel|Dijk|Weg|Kade|Hof|Markt|Haven|Ring|Voorhout)"
    r"|[A-Z][\w'-]{1,30}(?:weg|kade|dijk|hof|park|pad|ring|markt|baan|wal|haven))\s{1,2}$"
)
#: Behind a street any two letters are a postcode's, also those that are units elsewhere.
_POSTCODE_OF_STREET = re.compile(r",?\s{1,2}[1-9]\d{3} ?[A-Z]{2}(?!\w)")
#: What a sentence begins with, before the name of a street.
_NO_STREET_NAME = re.compile(r"(?:Zie|See|Mijn|My|Ons|Onze|Our|Op|Naar|In|At|To|Is|Adres|Address|Ik)\s(?!de[nr]?\s|het\s)(?=[A-Z])")
_NO_STREET = ("onderweg", "halverwege", "snelweg", "rijbaan", "startbaan", "landingsbaan", "luchthaven")
_ENGLISH_STREET = re.compile(
    r"\d(?<![\w.,]\d)\d{0,4}[a-zA-Z]?\s(?:[A-Z][a-z]{1,20}\s){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Close|Court|Way|Square|Crescent)(?!\w)"
)

#: A British postcode is a few houses by itself (Royal Mail's PAF programmers' guide has its forms).
_BRITISH_POSTCODE = re.compile(r"[A-Z](?<!\w.)[A-HK-Y]?\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}(?!\w)")

_BRITISH_END = re.compile(r"\d(?<=[A-Z\d] \d)[ABD-HJLNP-UW-Z]{2}(?!\w)")


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
            begin = start
            if before is not None:
                opening = _NO_STREET_NAME.match(window, before.start())
                begin += (opening.end() if opening else before.start()) - len(window)
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
            opening = _NO_STREET_NAME.match(window, street.start())
            parts.append(text[done : start - len(window) + (opening.end() if opening else street.start())])
            parts.append(taken(counts, "address"))
            postcode = _POSTCODE_OF_STREET.match(text, match.end())
            done = postcode.end() if postcode else match.end()
    if not done:
        return text
    parts.append(text[done:])
    return "".join(parts)


def _addresses(text: str, low: str, counts: Counts) -> str:
    text = _postcodes(text, "postcode" in low or "postal code" in low or "zip code" in low, counts)
    if any(end in low for end in _STREET_ENDS):
        text = _streets(text, counts)
    text = _ENGLISH_STREET.sub(lambda _: taken(counts, "address"), text)
    if _BRITISH_END.search(text) is None:
        return text
    return _BRITISH_POSTCODE.sub(lambda _: taken(counts, "address"), text)


def redact_addresses(draft: Draft) -> None:
    """Takes addresses out of a text that has a digit."""
    draft.becomes(_addresses(draft.text, draft.low, draft.counts))
