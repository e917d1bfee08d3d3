"""Finds names where they can be known: the sender's own, greetings, introductions and signatures, in Dutch and English.

There is no list of given names: a name is what stands where a name stands. What stands there and is none is in `_NOT_A_NAME`.
"""

import re
from functools import lru_cache, partial
from typing import NamedTuple

from schemas.messages.inbound import Sender
from services.ingest.domain.scan import Counts, Draft, lowered, replaced_at, taken

_PARTICLE = r"(?:van|von|de|den|der|het|ter|ten|te|el|al|bin|ben|da|di|dos|la|le|op|in|'t|'s)"
_NAME_WORD = r"(?:[A-Z]\.(?:-?[A-Z]\.){0,4}|[^\W\d_a-z][^\W\d_]{0,30}(?:['’-][^\W\d_]{1,30}){0,2})"
_NAME = rf"{_NAME_WORD}(?:\s(?:{_PARTICLE}\s){{0,2}}{_NAME_WORD}){{0,3}}"
_TITLE = r"(?:(?:de\s)?(?:heer|mevrouw|mevr|mw|dhr|mr|mrs|ms|miss|dr|ir|drs)\.?(?:\s(?:en|and|&)\s(?:mevrouw|mevr|mw|mrs)\.?)?\s)?"
_GREETING = re.compile(
    r"([ \t]{0,8}(?:[^\W\d_]{2,12}:[ \t])?(?i:(?:ja|hallo|goede\w{3,5})[, ]{1,3}met|(?:ja[, ]{1,2})?(?:hallo,\smet"
    r"|hallo|hoi|hi|hey|hee|hello|hé|dag|beste|dear|lieve|geachte|goedemorgen|goedemiddag|goedenavond|goedendag"
    rf"|good\s(?:morning|afternoon|evening)))[ \t]{{1,3}}(?i:{_TITLE}))((?:{_PARTICLE}\s)?{_NAME})(?=[ \t]{{0,3}}(?:[,!:.;]|-\s|$|[\r\n]))"
)
_INTRODUCTION_STEMS = (
    "naam",
    "ik heet",
    "spreekt",
    "my name",
    "i'm called",
    "i am called",
    "you're speaking",
    "you are speaking",
    "in the name",
    "t.n.v",
    "from: ",
    "van: ",
)
_INTRODUCTION = re.compile(
    r"(?<!\w)((?i:naam\sis|naam\svan|ik\sheet|spreekt\smet|my\sname\sis|my\sname's|i'm\scalled|i\sam\scalled|you(?:'re|\sare)\sspeaking\s(?:to|with)"
    rf"|in\sthe\sname\sof|t\.n\.v\.)\s{{1,2}}(?i:{_TITLE}))((?:{_PARTICLE}\s)?{_NAME}|(?<=is\s)[^\W\d_]{{2,20}}(?=[ \t]*[.,!\r\n]|$))"
    # The head of a mail that was copied into a message.
    rf"|(?<!\w)((?i:from|van):\s)({_NAME})(?=\s<)"
)
#: What closes a message, by the letters that it begins with or contains.
_CLOSING_STEMS = (
    "groet", "grt", "hoogachtend", "gr ", "gr.", "gr,", "gr\n", "mvg", "m.v.g", "hgr", "liefs", "regards", "wishes", "yours", "sincerely", "cheers",
    "respectfully", "bedankt", "thank", "best,", "best\n", "love", "xx",
)  # fmt: skip
_CLOSING = re.compile(
    r"(?<!\w)((?i:groet(?:en|jes)?|grtz?|gr|m\.?v\.?g|hgr|hoogachtend|liefs|regards|wishes|yours(?:\s(?:sincerely|truly|faithfully))?|sincerely(?:\syours)?"
    r"|cheers|respectfully|bedankt|thanks(?:\sin\sadvance)?|thank\syou|best|love|xx{1,3}))(?!\w)"
    r"([.,!:]{0,2}[ \t]{0,3}(?:\r?\n[ \t]{0,3}){0,3})((?i:van|from|namens)\s)?([^\r\n]{1,80})"
)
#: Closings that also stand in ordinary sentences: what follows them is a name only after a comma or on a line of its own.
_ALSO_ORDINARY = ("bedankt", "thank", "best", "love", "xx", "yours", "cheers", "wishes")
_SIGNATURE_NAME = re.compile(rf"((?i:{_TITLE})((?:{_PARTICLE}\s)?{_NAME}))(?=[ \t]{{0,3}}[.,!]?[ \t]{{0,3}}(?:$|[(|/,]|-\s))")
_SIGNATURE_SMALL = re.compile(r"(([^\W\d_]{2,20}(?:\s[^\W\d_]{2,20})?))(?=[ \t]{0,3}[.!]?[ \t]{0,3}$)")

#: Words that stand where a name could, and are none.
_NOT_A_NAME_WORDS = """
    allemaal allen team mensen klantenservice klantendienst helpdesk iedereen meneer mevrouw heer dames heren collega collegas community forum
    there all everyone everybody folks guys support customer service sir madam again both you ladies gentlemen friend friends
    morgen middag avond dag nogmaals weer daar jij jullie ik we wij hij zij het dit dat een ook en maar of als dan nu al mijn uw onze
    i my we our it this that the a an is are was not and but or if when why how what can could would please just so at for to from
    uit tot alvast bij voorbaat dank voor hulp u je reactie antwoord tip info succes fijne prettige graag help me
    niet geen verkeerd fout onbekend veranderd wrong incorrect misspelled spelled changed unknown missing
    mr mrs ms miss dr dhr mevr mw drs ir
    advance much very lot kind regards sincerely truly faithfully vriendelijke groet groeten groetjes wishes best
"""
_NOT_A_NAME = frozenset(_NOT_A_NAME_WORDS.split())
#: Given names that are also everyday words: taken out in greetings and signatures, not in the middle of a sentence.
_ALSO_A_WORD = """
    will mark may hope bill grant art faith joy rose rob sue frank pat drew chase dean guy max june april august summer grace
    wil bas beer roos storm floor merel mei rein bloem sterre bob jet pien van der den het ten ter
"""
_ALSO_WORDS = frozenset(_ALSO_A_WORD.split())
#: Words that people also take as a handle, and those that stand in every other sentence. Alone such a handle tells nothing of anybody, and
#: taking it out everywhere would take out what the message says.
_HANDLE_ALSO_A_WORD = """
    test tester testing testje info hello hallo hoi hey help helpme hulp contact mail email webmail web website site forum chat online
    admin administrator beheer beheerder moderator user users gebruiker guest gast anonymous anoniem member members lid leden account
    accounts customer customers client clients klant klanten consument service support helpdesk desk team crew shop store winkel verkoop
    sales order orders bestelling factuur invoice bill billing payment betaling router modem wifi internet mobile mobiel phone telefoon
    simkaart data netwerk network storing outage reis reizen travel trip flight vlucht vakantie holiday hotel ticket tickets news nieuws
    home thuis huis house world wereld life leven love liefde music muziek sport game games gamer radio photo foto video auto
    good goed great nice leuk mooi happy blij best beste better beter thanks thank bedankt dank graag please sorry yes okay
    today vandaag morgen tomorrow week month maand year jaar time tijd people mensen man vrouw woman boy girl kind mama papa
    nobody niemand someone iemand anybody everyone iedereen nothing niets something iets always altijd never nooit again weer
    mijn jouw onze deze niet maar voor naar over door zijn hebben wordt kunnen jullie hier daar waar wanneer waarom
    this that with from have what when where which your here there about would could should been will just more
"""
_HANDLE_ALSO_WORDS = frozenset(_HANDLE_ALSO_A_WORD.split())
#: A shorter handle is too often a part of speech.
_SHORTEST_BARE_HANDLE = 4


def _is_name(words: str) -> bool:
    """Whether words in a name's place can be one."""
    return not any(word.strip(".,!'").lower() in _NOT_A_NAME for word in words.split() if len(word.strip(".,!'")) > 1)


def _placed(match: re.Match[str], counts: Counts) -> str | None:
    before, name = match.group(1, 2) if match.group(2) else match.group(3, 4)
    return before + taken(counts, "name") if _is_name(name) else None


def _line_starts(text: str) -> list[int]:
    starts = [0]
    place = text.find("\n")
    while place >= 0:
        starts.append(place + 1)
        place = text.find("\n", place + 1)
    return starts


def _signature(match: re.Match[str], end: int, counts: Counts) -> str | None:
    """`end` is where the text ends but for blanks."""
    closing, between, by, rest = match.group(1), match.group(2), match.group(3) or "", match.group(4)
    own_line = "\n" in between
    ordinary = closing.lower().startswith(_ALSO_ORDINARY)
    if ordinary and not own_line and "," not in between:
        return None
    name = _SIGNATURE_NAME.match(rest)
    if name is None and (own_line or not ordinary) and match.end() >= end:
        # "groetjes jan" ends a message; lower-case words in the middle of one are words.
        name = _SIGNATURE_SMALL.match(rest)
    if name is None or not _is_name(name.group(2)):
        return None
    return closing + between + by + taken(counts, "name") + rest[name.end() :]


#: Kind of label → what it begins with.
NAME_STEMS = {"closing": _CLOSING_STEMS, "introduction": _INTRODUCTION_STEMS}


def redact_names(draft: Draft) -> None:
    """Takes out the names in greetings, introductions and signatures."""
    counts = draft.counts
    if closings := draft.places("closing"):
        end = len(draft.text.rstrip())
        draft.becomes(replaced_at(draft.text, closings, _CLOSING, lambda match: _signature(match, end, counts)))
    placed = partial(_placed, counts=counts)
    if introductions := draft.places("introduction"):
        draft.becomes(replaced_at(draft.text, introductions, _INTRODUCTION, placed))
    draft.becomes(replaced_at(draft.text, _line_starts(draft.text) if "\n" in draft.text else (0,), _GREETING, placed))


class _Own(NamedTuple):
    """Something that would give the sender away."""

    kind: str
    #: In lower case.
    words: str
    #: True where it is only meant with a capital: names in the middle of a sentence are written so, words are not.
    capital: bool = False
    #: True where it is only meant behind an @: a handle that is also a word.
    mentioned: bool = False


@lru_cache(maxsize=4_096)
def _own_words(name: str, handle: str, customer_number: str, email: str) -> tuple[_Own, ...]:
    """From long to short, so that a whole name goes before its parts."""
    words = [word.strip(".,;") for word in name[:200].split()]
    found = [_Own("name", lowered(" ".join(words)))] if len(words) > 1 else []
    found += [
        _Own("name", small, capital=True)
        for small in map(lowered, words)
        if len(small) >= 3 and small[0].isalpha() and small not in _ALSO_WORDS and small not in _NOT_A_NAME
    ]
    own_handle = lowered(handle.lstrip("@"))
    if own_handle:
        a_word = own_handle in _HANDLE_ALSO_WORDS or own_handle in _NOT_A_NAME or own_handle in _ALSO_WORDS
        found.append(_Own("handle", own_handle, mentioned=a_word or len(own_handle) < _SHORTEST_BARE_HANDLE))
    if len(customer_number) >= 4:
        found.append(_Own("customer_number", lowered(customer_number)))
    if "@" in email:
        found.append(_Own("email", lowered(email)))
    return tuple(sorted(set(found), key=lambda own: -len(own.words)))


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] is a word of its own, and no placeholder."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not (before.isalnum() or before in "_[" or after.isalnum() or after in "_]")


def redact_own(draft: Draft, sender: Sender) -> None:
    """Takes out what the sender's own record says of them."""
    for own in _own_words(sender.name or "", sender.handle or "", sender.customer_number or "", sender.email or ""):
        low = draft.low
        place = low.find(own.words)
        if place < 0:
            continue
        text = draft.text
        parts: list[str] = []
        done = 0
        while place >= 0:
            end = place + len(own.words)
            mention = own.kind == "handle" and place > done and text[place - 1] == "@"
            meant = (mention or not own.mentioned) and not (own.capital and text[place] == low[place])
            if meant and _stands_alone(text, place, end):
                start = place - 1 if mention else place
                parts += (text[done:start], taken(draft.counts, own.kind))
                done = end
            place = low.find(own.words, end)
        if done:
            draft.becomes("".join(parts) + text[done:])
