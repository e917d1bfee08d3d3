"""What of a text is looked at, and its tokens.

The rules of this room:

- A token is a piece of the text as it stands there, so that evidence can be shown as the customer wrote it.
- Time and memory are linear in what is looked at, and that is capped: a mail of 100,000 characters costs as much as one of 3,000.
- Nothing here raises, whatever the text is: control characters, lone surrogates, one endless word.
"""

import re

#: Characters that are looked at: what people want stands at the beginning; in long mails also at the end.
FIRST_CHARACTERS = 2_000
LAST_CHARACTERS = 1_000

#: Longest word that is told apart from others with the same beginning.
WORD_CHARACTERS = 32

_CONTROL = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), 0xFEFF, *range(0xD800, 0xE000)], " ")
del _CONTROL[0x0A]  # Lines matter: quoted mail is told by its lines.
#: Soft hyphens and zero-width characters: written to be invisible, also inside words.
_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFE0F], "")
_UNREADABLE = _CONTROL | _INVISIBLE

#: Where a mail program begins what was written before, and the customary line before a signature.
_EARLIER_MAIL = re.compile(
    r"^(?:-{2,} ?(?:original message|oorspronkelijk bericht|forwarded message|doorgestuurd bericht)\b.*"
    r"|on .{5,80}\bwrote:|op .{5,80}\bschreef .{0,80}:|van: .{3,100}\n(?:verzonden|datum): .*|from: .{3,100}\n(?:sent|date): .*|-- )$",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)

#: Words, numbers, faces, signs: what a token is apart from what holds an address.
_EVERYDAY = (
    r"{letter}++(?:['’`]{letter}++)*+"
    r"|\d++(?:[.,:/-]\d++)*+"
    r"|[!?]++"
    r"|\[[A-Za-z][A-Za-z_ ]{{1,30}}\]"  # what ingest put in the place of personal data
    r"|#\w++"
    r"|[:;=]['’]?-?[)(DPp/|\\\[\]]|<3"
    r"|[€$£%]"
    r"|[\u2600-\u27BF\U0001F1E6-\U0001FAFF]"
)
#: No two alternatives begin with the same character: their order says what is frequent, and changes nothing.
_PLAIN_TOKEN = re.compile(_EVERYDAY.format(letter=r"[^\W\d_]"))
#: In ASCII a letter is told at a glance.
_ASCII_TOKEN = re.compile(_EVERYDAY.format(letter="[A-Za-z]"), re.ASCII)
#: Addresses before words: where there can be one, every word is first tried as the beginning of one.
_TOKEN = re.compile(r"https?://\S+|www\.\S+|[\w.+-]{1,64}+@[\w-]{1,64}+\.[\w.]{2,64}|@\w+|" + _EVERYDAY.format(letter=r"[^\W\d_]"))
_LETTER = re.compile(r"[^\W\d_]")

PLACEHOLDER = "["


def _new_part(text: str) -> str:
    """`text` without the mail that it answers and without its signature; all of it where nothing else would be left."""
    earlier = _EARLIER_MAIL.search(text)
    if earlier is not None and text[: earlier.start()].strip():
        text = text[: earlier.start()]
    if ">" in text:
        unquoted = _QUOTED_LINE.sub("", text)
        if unquoted.strip():
            return unquoted
    return text


def looked_at(text: str, subject: str | None = None) -> str:
    """Subject and text as the model sees them: new parts only, capped, invisible characters gone, control characters as spaces."""
    if len(text) > FIRST_CHARACTERS + LAST_CHARACTERS:
        text = f"{text[:FIRST_CHARACTERS]}\n{text[-LAST_CHARACTERS:]}"
    if not text.isprintable():
        text = text.translate(_UNREADABLE)
    if "\n" in text:
        text = _new_part(text)
    if subject:
        text = f"{subject[:FIRST_CHARACTERS].translate(_UNREADABLE)}\n{text}"
    return text


def tokens(text: str) -> list[str]:
    """Words, placeholders, numbers, emoji, runs of ! and ?, in order, as they stand in `text`."""
    if "@" in text or "://" in text or "www." in text:
        return _TOKEN.findall(text)
    return (_ASCII_TOKEN if text.isascii() else _PLAIN_TOKEN).findall(text)


def has_letters(text: str) -> bool:
    return _LETTER.search(text) is not None
