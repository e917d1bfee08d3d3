"""Finds e-mail addresses: as they are, in links, with the sign spelled out, and as they are said."""

import re

from services.ingest.domain.scan import Draft, taken

_LOCAL = r"[\w.!#$%&'*+/=?^`{|}~-]"
_EMAIL = re.compile(rf"(?<!{_LOCAL}){_LOCAL}++@[\w-]++(?:\.[\w-]++)++")
_DOMAIN = re.compile(r"@[\w-]++\.[\w-]")
#: In links the sign is %40.
_ENCODED = re.compile(r"(?<![\w.+'-])[\w.+'-]++%40[\w-]++(?:\.[\w-]++)++", re.IGNORECASE)
#: A name or an address, and the words that stand for signs in it.
_PART = r"[\w.+'-]++(?:\s(?:punt|dot|underscore|streepje|dash)\s[\w.+'-]++){0,4}"
_DOT = r"(?:\s?\.|\s?[\[(]\s?(?:dot|punt)\s?[\])]\s?|\s(?:dot|punt)\s)"
_SPELLED = re.compile(
    rf"(?<![\w.+'-]){_PART}(?:\s?[\[(]\s?(?:at|apenstaartje)\s?[\])]\s?|\sapenstaartje\s)[\w-]++(?:{_DOT}[\w-]++)++"
    # "at" alone is a word of English: then the dots must be spelled too.
    rf"|(?<![\w.+'-]){_PART}\sat\s[\w-]++(?:\.[\w-]++)*+(?:\s(?:dot|punt)\s[\w-]++(?:\.[\w-]++)*+)++",
    re.IGNORECASE,
)
_SIGN_IN_BRACKETS = re.compile(r"[\[(]\s?at\s?[\])]")
#: With blanks around the sign; a sentence that has "@" for "at" begins with an ordinary word.
_APART = re.compile(
    r"(?<![\w.+'-])(?!(?:zie|kijk|see|is|was|me|ons|us|meet|nu|now|ben|werk|work|live)\s)[\w.+'-]++\s?@\s?(?!www\.)[\w-]++(?:\s?\.\w[\w-]*+)++",
    re.IGNORECASE,
)
_DOMAIN_APART = re.compile(r"@(?:\s|(?<=\s@))[\w-]++\s?\.\w")
#: Mail providers that people name without the rest.
_PROVIDER_NAMES = r"(?:gmail|hotmail|outlook|icloud|yahoo|live|ziggo|kpnmail|kpn|planet|xs4all|home|upcmail|proton|protonmail)"
_PROVIDER = re.compile(rf"@\s?{_PROVIDER_NAMES}", re.IGNORECASE)
_AT_PROVIDER = re.compile(rf"(?<![\w.+-])[\w.+-]++\s?@\s?{_PROVIDER_NAMES}(?:[.,]\s?(?:com|nl|net|be|org|co\.uk|me))?(?![\w.@])", re.IGNORECASE)
#: A comma for the dot is a slip of the finger.
_COMMA = re.compile(rf"(?<!{_LOCAL}){_LOCAL}++@[\w-]++,(?:nl|com|be|net|org)(?!\w)", re.IGNORECASE)
_DOMAIN_COMMA = re.compile(r"@[\w-]++,\w")


#: In front of an address that is part of a link, all of which could be in one.
_LINK = re.compile(r".*(?:[?=&]|//.*/)")
#: The next sentence, without a blank before it.
_SENTENCE = re.compile(r"(?<=[a-z])\.[A-Z][a-z]+$")


def redact_emails(draft: Draft) -> None:
    def replace(_: re.Match[str]) -> str:
        return taken(draft.counts, "email")

    def in_sentence(match: re.Match[str]) -> str:
        found = match.group()
        link = _LINK.match(found, 0, found.rindex("@") - 1) if "//" in found or "?" in found else None
        sentence = _SENTENCE.search(found)
        return (link.group() if link else "") + taken(draft.counts, "email") + (sentence.group() if sentence else "")

    text = draft.text
    if "@" in text:
        # Most that have the sign mention somebody: it is cheaper to ask what stands behind it.
        if _DOMAIN.search(text):
            text = _EMAIL.sub(in_sentence, text)
        if _PROVIDER.search(text):
            text = _AT_PROVIDER.sub(replace, text)
        if _DOMAIN_APART.search(text):
            text = _APART.sub(replace, text)
        if _DOMAIN_COMMA.search(text):
            text = _COMMA.sub(replace, text)
    low = draft.low
    if "%40" in text:
        text = _ENCODED.sub(replace, text)
    if "apenstaartje" in low or _SIGN_IN_BRACKETS.search(low) or (" at " in low and (" dot " in low or " punt " in low)):
        text = _SPELLED.sub(replace, text)
    draft.becomes(text)
