"""What the sender wrote now: without what was said before, without the signature. Where that leaves nothing, what was said before as well.

Line by line, once through. What was said before is known by the line that announces it (Outlook, Gmail, Apple Mail, Thunderbird; Dutch,
English, German, French) and by `>`. Behind an announcement that `>` follows, people answer below or between: only the quoted lines go.
"""

import re

from schemas.messages.inbound import MAX_TEXT

_MANY_LINES = re.compile(r"\n{3,}")
_QUOTED = re.compile(r"[ \t\u200b]{0,3}>(?!From )")
_MAX_LINE = 400

_SEPARATOR = re.compile(
    r"[ \t>*]{0,4}-{2,}[ \t]{0,3}(?:Original (?:Message|Appointment)|Oorspronkelijk(?:e)? (?:bericht|afspraak)|Origineel bericht|Doorgestuurd bericht"
    r"|Forwarded message|Urspr[üu]ngliche Nachricht|Weitergeleitete Nachricht|Message d['’]origine|Message original|Message transf[ée]r[ée])"
    r"[^\n]{0,80}?-{2,}[ \t]*"
    r"|[ \t]{0,3}(?:Begin forwarded message|Begin doorgestuurd bericht|Anfang der weitergeleiteten (?:Nachricht|E-Mail)"
    r"|D[ée]but du message (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée]))[ \t]?:[ \t]*"
    r"|[ \t]{0,3}-{3,}[ \t]{0,3}(?:On|Op|Le|Am)\b.{5,200}(?:wrote|schreef|schrieb|a écrit)[ \t]{0,3}-{3,}[ \t]*",
    re.IGNORECASE,
)
_FROM = re.compile(r"[ \t>*]{0,4}(?:From|Van|Von|De|Exp[ée]diteur|Afzender|Absender)[ \t*\u00a0]{0,3}:[ \t*\u00a0]{0,4}\S", re.IGNORECASE)
_HEADER_LINE = re.compile(
    r"[ \t>*]{0,4}(Sent|Date|Verzonden|Datum|Verzonden op|Gesendet|Envoy[ée]|To|Aan|An|[ÀA]|Cc|Kopie"
    r"|Subject|Onderwerp|Betreff|Objet|Reply-To|Antwoorden aan)[ \t*\u00a0]{0,3}:",
    re.IGNORECASE,
)
#: Outlook's own line above what it quotes; dashes announce headers or nothing.
_UNDERSCORES = re.compile(r"[ \t]{0,3}_{20,}[ \t]*")
_RULE = re.compile(r"[ \t]{0,3}-{10,}[ \t]*")

#: "On Mon, 2 Mar 2026 at 09:15, Service <s@b.nl> wrote:", on one line.
_WROTE = re.compile(
    r"[ \t]{0,3}(?:"
    r"(?:On|Op|Am|Le|Den|El|Il)\b.{0,250}?(?:\bwrote|\bschreef|\bgeschreven|\bschrieb|\ba écrit)\b.{0,120}"
    r"|.{2,160}\b(?:wrote|schreef|schrieb|a écrit)[ \t]{1,3}(?:on|op|am|le|at|om)\b.{0,80}"
    r"|.{2,160}<[^<>\s]{3,120}>[ \t]{1,3}(?:wrote|schreef|schrieb|a écrit)[ \t\u00a0]{0,3}"
    r"|\d{4}-\d\d-\d\d[ \t]\d\d?:\d\d.{0,60}<[^<>\s]{3,120}>"
    r")[ \t\u00a0]{0,3}:[ \t*_]{0,4}",
    re.IGNORECASE,
)
_WROTE_BEGINS = re.compile(r"[ \t]{0,3}(?:On|Op|Am|Le|Den|El|Il)\b", re.IGNORECASE)
_WROTE_ENDS = re.compile(r".{0,250}(?:wrote|schreef|geschreven|schrieb|a écrit)\b.{0,120}:[ \t*_]{0,4}", re.IGNORECASE)
#: An announcement says when; without it, or in the first person, somebody tells a story.
_WHEN = re.compile(r"\d")
_STORY = re.compile(
    r"\b(?:I wrote|wrote (?:I|you|to)|ik (?:u|je|jullie)? ?\w{0,12} ?schreef|schreef ik|heb ik\b.{0,60}geschreven"
    r"|ich schrieb|schrieb ich|j['’]ai écrit)\b",
    re.IGNORECASE,
)

_DELIMITER = re.compile(r"(?:-- |--|—|--[ \t]*\u00a0)")
_MY = r"(?:my|mijn|meinem|mon|an?|een)"
_PROGRAM = (
    r"(?:\S+ )?(?:Mail|Outlook|Yahoo|Proton|Gmail|Samsung|BlackBerry|Spark|Android|iPhone|iPad|Windows|Mobile|Thunderbird|Airmail|Edison|myMail"
    r"|KPN|Ziggo)\b"
)
_SENT_FROM = re.compile(
    r"[ \t*_]{0,4}(?:"
    rf"Sent (?:from|with|via) (?:{_MY}\b|{_PROGRAM})"
    rf"|(?:Verstuurd|Verzonden|Gestuurd) (?:vanaf|van|vanuit|met|via|door) (?:{_MY}\b|{_PROGRAM})"
    rf"|Von {_MY}\b.{{1,40}}gesendet|Gesendet (?:von|mit|über|aus) (?:{_MY}\b|(?:der )?{_PROGRAM})|Diese Nachricht wurde von meinem\b"
    rf"|Envoy[ée] (?:de|depuis|à partir de|avec|via) (?:{_MY}\b|{_PROGRAM})"
    r"|Get Outlook for\b|Outlook (?:voor|für|pour)\b|(?:Download|Haal|Holen Sie sich|T[ée]l[ée]chargez?|Obtenez) Outlook\b"
    r")[^\n]{0,90}",
    re.IGNORECASE,
)
#: Longest line that a mail program puts under a message.
_SENT_FROM_LENGTH = 110


def unflowed(text: str, joined: bool) -> str:
    """Paragraphs of `format=flowed` (RFC 3676) on one line again; `joined` is its delsp=yes. Quoted lines are let be."""
    out: list[str] = []
    open_line = False
    for line in text.replace("\r\n", "\n").split("\n"):
        quoted = line.startswith(">")
        line = line[1:] if line.startswith(" ") else line
        soft = line.endswith(" ") and line != "-- " and not quoted
        body = line[:-1] if soft and joined else line
        if open_line and not quoted and line != "-- ":
            out.append(body)
        else:
            out.append(("\n" if out else "") + body)
        open_line = soft
    return "".join(out)


def said_now(text: str) -> str:
    """Empty where nothing is there, or a program's signature alone."""
    whole = text[: 4 * MAX_TEXT].replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip("\ufeff")
    lines = whole.split("\n")
    kept = _tidied(_without_signature(_without_quotes(lines)))
    return (kept or _tidied(_without_signature(lines)))[:MAX_TEXT]


def _tidied(lines: list[str]) -> str:
    return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _without_quotes(lines: list[str]) -> list[str]:
    kept: list[str] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        if _QUOTED.match(line):
            place += 1
            continue
        if len(line) > _MAX_LINE:
            kept.append(line)
            place += 1
            continue
        if _SEPARATOR.fullmatch(line) or _UNDERSCORES.fullmatch(line) or _header_block(lines, place):
            break
        if _RULE.fullmatch(line) and _header_block(lines, _next(lines, place + 1)):
            break
        end = _announcement(lines, place)
        if end:
            below = _next(lines, end)
            if below < len(lines) and not _QUOTED.match(lines[below]):
                if any(one.strip() for one in kept):
                    break
                # Nothing stands above, and nothing says how far the quote goes.
                return lines
            place = end
            continue
        kept.append(line[1:] if line.startswith(">From ") else line)
        place += 1
    return kept


def _next(lines: list[str], place: int) -> int:
    """The first line from `place` on that is not blank, three lines on at most."""
    last = min(len(lines), place + 3)
    while place < last and not lines[place].strip():
        place += 1
    return place


def _header_block(lines: list[str], place: int) -> bool:
    """From, and two more headers in the lines below it."""
    if place >= len(lines) or not _FROM.match(lines[place][:_MAX_LINE]):
        return False
    kinds = set()
    for line in lines[place + 1 : place + 9]:
        found = _HEADER_LINE.match(line[:_MAX_LINE])
        if found is not None:
            kinds.add(found.group(1).lower())
    below = lines[place + 1 : place + 2]
    return len(kinds) >= 2 or (bool(kinds) and bool(below) and _HEADER_LINE.match(below[0][:_MAX_LINE]) is not None)


def _announcement(lines: list[str], place: int) -> int:
    """Where the lines end that say who wrote what follows and when, if they begin at `place`; 0 where they don't."""
    line = lines[place]
    if line.rstrip(" \t\u00a0*_").endswith(":") and _WROTE.fullmatch(line) and _WHEN.search(line) and not _STORY.search(line):
        return place + 1
    if not _WROTE_BEGINS.match(line):
        return 0
    # Wrapped by the mail program: over two lines, or three.
    wrapped = line
    for more in range(place + 1, min(place + 3, len(lines))):
        if not lines[more].strip() or len(lines[more]) > _MAX_LINE:
            return 0
        wrapped += " " + lines[more]
        if _WROTE_ENDS.fullmatch(lines[more]) or (lines[more].rstrip().endswith(">:") and _WROTE.fullmatch(wrapped)):
            return more + 1 if _WHEN.search(wrapped) and not _STORY.search(wrapped) else 0
    return 0


def _without_signature(lines: list[str]) -> list[str]:
    kept: list[str] = []
    for line in lines:
        if _DELIMITER.fullmatch(line) and any(one.strip() for one in kept):
            break
        if len(line) <= _SENT_FROM_LENGTH and _SENT_FROM.fullmatch(line):
            continue
        kept.append(line)
    return kept
