"""Finds telephone numbers: by their form, behind a label, in addresses of the web, and said digit by digit."""

import re
from functools import partial
from itertools import pairwise

from services.ingest.domain.scan import GAP, NOT_A_PERSONS, Counts, Draft, ascii_digits, replaced_at, taken

_GAP = r"[ .\-/()]"
#: " (0) - " is the longest of them that people write.
_GAPS = rf"{_GAP}{{0,4}}"

_INTERNATIONAL = re.compile(
    rf"[(+0](?<![\d+A-Z].)(?:(?<=\()\+|(?<=\+)|(?<![\dA-Z][-/.].)(?<=0)0(?={_GAP}?[1-9])){_GAP}?[1-9](?:{_GAPS}\d){{7,14}}(?!\d)"
)
_PHONE = re.compile(
    # National: 0, an area, a subscriber. What hangs on a capital or on another number is a code.
    rf"[(\d](?<![\d+A-Z].)(?:(?<![\dA-Z][-/.].)(?:(?<=\()0|(?<=0))[1-9](?:{_GAPS}\d){{7,12}}(?![\dA-Z])"
    # Said or written digit by digit.
    r"|(?<!\w.)(?<=0) [1-9](?: \d){8,9}(?! ?\d)"
    r"|(?<![A-Z\d_].)(?<=0)6_\d{8}(?!\w)"
    # A Dutch mobile number in its international form, without the sign.
    r"|(?<!\w.)(?<=3)16\d{8}(?!\w)"
    # North America.
    r"|(?<![\w-].)(?:(?<=1)[ .-](?:\([2-9]|[2-9])|(?<=\()[2-9]|(?<=[2-9]))\d{2}(?:\) ?|[-.])\d{3}[-. ]\d{4}(?![\w-]))"
)
PHONE_STEMS = ("tel", "mobiel", "gsm", "06-nummer", "06 nummer", "06nummer", "phone", "mobile", "cell", "bel", "bereikbaar", "call", "reach", "wa.me")
_LABEL = re.compile(
    r"(?<!\w)((?:tel(?:efoon)?(?:nummer|nr)?|mobiel(?:e)?(?: ?nummer)?|gsm|06[ -]?nummer"
    r"|(?:tele)?phone(?: number)?|mobile(?: number)?|cell(?: number)?|wa\.me/"
    r"|bel(?: me| mij)?(?: even)? op|bellen op|bereikbaar (?:op|onder|via)|call(?: me)?(?: back)? (?:on|at)|reach me (?:on|at))"
    rf"\.?\s{{0,2}}[:=]?\s{{0,2}}(?:is\s|nummer\s)?)\d(?:{GAP}?\d){{6,12}}(?!\d)",
    re.IGNORECASE,
)
_DATE = re.compile(r"\(?\d{1,2}(?:([-/.])\d{1,2}\1(?:19|20)?\d{2}(?!\1?\d)| \d{1,2} (?:19|20)\d{2}(?! ?\d\d ))(?!\d)")
_TRUNK = re.compile(r"\(0\)")
#: Numbers of services, not of people.
_SERVICE_PREFIXES = ("0800", "0900", "0906", "0909")
#: Digits of a number with its country code, where that is fixed.
_FIXED_LENGTHS = {"31": 11, "44": 12, "33": 11, "34": 11}

_ONES = {
    "nul": "0", "een": "1", "één": "1", "twee": "2", "drie": "3", "vier": "4", "vijf": "5", "zes": "6", "zeven": "7", "acht": "8", "negen": "9",
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_TENS = {"twintig": "2", "dertig": "3", "veertig": "4", "vijftig": "5", "zestig": "6", "zeventig": "7", "tachtig": "8", "negentig": "9"}
_PAIRS = {
    "tien": "10", "elf": "11", "twaalf": "12", "dertien": "13", "veertien": "14", "vijftien": "15", "zestien": "16", "zeventien": "17",
    "achttien": "18", "negentien": "19", **{word: f"{ten}0" for word, ten in _TENS.items()},
    **{
        f"{one}{'ën' if one.endswith('e') else 'en'}{word}": f"{ten}{digit}"
        for word, ten in _TENS.items()
        for one, digit in list(_ONES.items())[1:11]
    },
}  # fmt: skip
_SAID = _ONES | _PAIRS
#: What a number that is said begins with.
SPOKEN_STEMS = ("nul ", "nul,", "nul-", "zero ", "zero,", "zero-", "oh ")
_TWICE = ("double", "dubbel")
_SPOKEN_WORD = re.compile(r"[ ,.-]{0,3}([^\W\d_]{2,20})(?!\w)")


def _wanted(digits: str, ends: list[int], international: bool) -> int:
    """How many of `digits` are a telephone number (the rest may be the next word of the sentence); 0 where none. `ends` of its groups."""
    count = len(digits)
    if international:
        fixed = 11 if digits[0] in "17" else _FIXED_LENGTHS.get(digits[:2])
        if fixed is not None and count > fixed:
            return fixed
        for end, following in pairwise(ends):
            if end >= 8 and following - end >= 8:
                # A long number of its own comes after it.
                return end
        return count if count >= 8 else 0
    if digits.startswith(_SERVICE_PREFIXES):
        return 0
    if count <= 10:
        return count
    if digits.startswith("06"):
        return 10
    # Elsewhere than in the Netherlands eleven are common (01, 02, 07 in the United Kingdom and Germany).
    if count == 11:
        return 10 if len(ends) == 3 and ends[1] == 10 else 11
    return 10 if 10 in ends or 11 not in ends else 11


def _ends(text: str) -> list[int]:
    """After how many digits each group of digits in `text` ends."""
    found: list[int] = []
    count = 0
    for place, character in enumerate(text):
        if character.isdecimal():
            count += 1
            if place + 1 == len(text) or not text[place + 1].isdecimal():
                found.append(count)
    return found


def _phone(match: re.Match[str], expression: re.Pattern[str], counts: Counts) -> str:
    found = match.group()
    if (date := _DATE.match(found)) is not None:
        return found[: date.end()] + expression.sub(partial(_phone, expression=expression, counts=counts), found[date.end() :])
    if NOT_A_PERSONS.search(match.string[max(0, match.start() - 40) : match.start()]) is not None:
        return found
    opening = "(" if found[0] == "(" and ")" not in found else ""
    lead = found.lstrip("(")
    international = lead.startswith(("+", "00"))
    # In +31 (0)6 … the 0 is not dialled.
    dialled = _TRUNK.sub("   ", found, count=1) if international else found
    digits = ascii_digits(dialled)
    ends = _ends(dialled)
    if lead.startswith("00"):
        digits, ends = digits[2:], [end - 2 for end in ends]
    trunk = international and digits.startswith("310")
    if trunk:
        digits, ends = "31" + digits[3:], [end - 1 for end in ends]
    wanted = _wanted(digits, ends, international)
    if not wanted:
        return found
    surplus = len(digits) - wanted
    if not surplus:
        return opening + taken(counts, "phone")
    place = len(found)
    while surplus:
        place -= 1
        surplus -= found[place].isdecimal()
    if found[place - 1].isdecimal():
        # The surplus is glued on: then it is one long number, and it goes as a whole.
        return opening + taken(counts, "phone")
    kept = found[:place].rstrip(" .-/()")
    return opening + taken(counts, "phone") + found[len(kept) :]


def redact_international(draft: Draft) -> None:
    """Takes out numbers with their country code. Before anything looks at nine digits: those of +31 6 12345678 can be a BSN."""
    if "+" in draft.text or "00" in draft.text:
        draft.becomes(_INTERNATIONAL.sub(partial(_phone, expression=_INTERNATIONAL, counts=draft.counts), draft.text))


def redact_phones(draft: Draft) -> None:
    counts = draft.counts

    def labelled(match: re.Match[str]) -> str | None:
        if ascii_digits(match.group()[len(match.group(1)) :]).startswith(_SERVICE_PREFIXES):
            return None
        return match.group(1) + taken(counts, "phone")

    text = replaced_at(draft.text, draft.places("phone"), _LABEL, labelled)
    draft.becomes(_PHONE.sub(partial(_phone, expression=_PHONE, counts=counts), text))


def redact_spoken(draft: Draft) -> None:
    """Takes out numbers that are said in words, as transcripts have them: "nul zes, twaalf, vierendertig …"."""
    text, low = draft.text, draft.low
    parts: list[str] = []
    done = tried = 0
    for place in draft.places("spoken"):
        if place < tried:
            continue
        digits: list[str] = []
        twice = False
        end = place
        while (word := _SPOKEN_WORD.match(low, end)) is not None:
            spoken = word.group(1)
            if spoken in _TWICE:
                twice = True
            elif spoken in _SAID:
                digits.append(_SAID[spoken] * (2 if twice else 1))
                twice = False
                tried = word.end()
            else:
                break
            end = word.end()
        if 9 <= len("".join(digits)) <= 14:
            parts += (text[done:place], taken(draft.counts, "phone"))
            done = tried
    if done:
        draft.becomes("".join(parts) + text[done:])
