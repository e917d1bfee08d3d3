"""What the expressions of redaction have in common: placeholders, counts, and a cheap way to try an expression only where it can hold.

They see text that is `folded`: people's telephones, word processors and web forms write one digit, dash or blank in dozens of ways.
What is published is the text as it was written: `restored` puts its own characters back around the placeholders.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product

Counts = dict[str, int]

#: What people write between the digits of one number.
GAP = r"[ .\-/]"

_MARK = r"(?:nummer|numer|number|num|nr|no|id|code)s?"
#: Labels of things. A number behind one is the thing's, though it has the form of a telephone number or a card's. (A BSN and an IBAN go
#: all the same.)
NOT_A_PERSONS = re.compile(
    r"(?<!\w)(?:artikel|art\.?|serie|serial|onderdeel|type|model|product|imei|ean|isbn(?:-1[03])?|sku|barcode|s/n|sn|part|item|error|fout|meter"
    rf"|kvk|lot|batch|partij|sim|simkaart|chassis|vin|mpan|firmware|versie|version|build)(?:[ -]?{_MARK})?\.?\s{{0,2}}(?:[:=#]|is|was)?\s{{0,2}}$",
    re.IGNORECASE,
)

#: Kind of personal data → what stands in its place.
PLACEHOLDERS = {
    "bsn": "[BSN]",
    "iban": "[IBAN]",
    "card": "[CARD]",
    "phone": "[PHONE]",
    "email": "[EMAIL]",
    "address": "[ADDRESS]",
    "customer_number": "[CUSTOMER_NUMBER]",
    "order_number": "[ORDER_NUMBER]",
    "name": "[NAME]",
    "handle": "[HANDLE]",
    "number": "[NUMBER]",
}


def taken(counts: Counts, kind: str) -> str:
    """Counts one of `kind` and answers what to put in its place."""
    counts[kind] = counts.get(kind, 0) + 1
    return PLACEHOLDERS[kind]


#: No digit and no blank of Unicode stands behind it.
_LAST_FOLDED = 0x1FFFF


def _folds() -> dict[int, str]:
    folds = dict.fromkeys([*range(8208, 8214), 8722, 65112, 65123], "-")
    folds |= dict.fromkeys((173, 8203, 8204, 8205, 8288, 65279), " ")
    folds |= {0x2024: ".", 0x2044: "/", 0x2215: "/", 0xFE6B: "@"}
    for number in range(0x80, _LAST_FOLDED + 1):
        character = chr(number)
        if character.isdecimal():
            folds[number] = str(int(character))
        elif unicodedata.category(character) == "Zs":
            folds[number] = " "
        elif 0xFF01 <= number <= 0xFF5E and character not in "\uff3b\uff3d":
            # But for the square brackets: with them a text could write a placeholder of its own.
            folds[number] = chr(number - 0xFEE0)
    return folds


_FOLDS = _folds()
_FOLDED = frozenset(map(chr, _FOLDS))
_PLACEHOLDER = re.compile("|".join(map(re.escape, PLACEHOLDERS.values())))


def folded(text: str) -> str:
    """`text` with the digits of every script as 0-9, and dashes, blanks and wide letters as ASCII has them, character by character."""
    if text.isascii() or _FOLDED.isdisjoint(text):
        return text
    return text.translate(_FOLDS)


def restored(text: str, plain: str, redacted: str) -> str:
    """`redacted`, which was made of `plain`, with what is left of `plain` as it is written in `text`; `plain` is `text`, folded.

    Each piece between placeholders is looked for behind the one before it. Where it stands twice, either place holds the same letters.
    """
    kept = _PLACEHOLDER.split(redacted)
    parts = [text[: len(kept[0])]]
    end = len(kept[0])
    for number, (placeholder, piece) in enumerate(zip(_PLACEHOLDER.findall(redacted), kept[1:], strict=True), 2):
        # Whatever was taken had at least one character.
        start = len(plain) - len(piece) if number == len(kept) else plain.index(piece, end + 1)
        end = start + len(piece)
        parts += (placeholder, text[start:end])
    return "".join(parts)


def lowered(text: str) -> str:
    """`text` in lower case, character by character, so that places in it are places in `text`."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(small if len(small := character.lower()) == 1 else character for character in text)


def ascii_digits(text: str) -> str:
    """The digits in `text`, of whatever script, as 0-9."""
    return "".join(character if character < "\x80" else str(int(character)) for character in text if character.isdecimal())


class Labels:
    """Finds where labels begin: words behind which a number or a name of somebody may stand. `stems` has their first letters by kind.

    One pass over a text for all of them. Only beginnings of words are found, as what is then tried there wants no letter before it.
    """

    def __init__(self, stems: Mapping[str, Iterable[str]]) -> None:
        """Raises ValueError where a stem begins with another kind's: only one of the two would be found."""
        of_all = [(kind, stem) for kind, of_kind in stems.items() for stem in of_kind]
        for (kind, stem), (other, shorter) in product(of_all, of_all):
            if kind != other and stem.startswith(shorter):
                raise ValueError(f"{stem!r} of {kind} begins with {shorter!r} of {other}")
        by_letter: dict[str, dict[str, list[str]]] = {}
        for kind, stem in of_all:
            by_letter.setdefault(stem[0], {}).setdefault(kind, []).append(stem[1:])
        self._kinds = [kind for kinds in by_letter.values() for kind in kinds]
        # By their first letter, so that the engine passes most of them over with one look.
        letters = (f"{re.escape(letter)}(?:{'|'.join(f'({_any_of(rests)})' for rests in kinds.values())})" for letter, kinds in by_letter.items())
        self._expression = re.compile(rf"\b(?={'|'.join(letters)})")

    def places(self, low: str) -> Mapping[str, Sequence[int]]:
        """Kind → where its labels begin in `low`, in order; kinds that are not there are left out."""
        found: dict[str, list[int]] = {}
        for match in self._expression.finditer(low):
            found.setdefault(self._kinds[(match.lastindex or 0) - 1], []).append(match.start())
        return found


def _any_of(texts: Iterable[str]) -> str:
    return "|".join(map(re.escape, texts))


class Draft:
    """A text while it is redacted, with what is known of it as it stands now."""

    __slots__ = ("_labels", "_places", "counts", "low", "text")

    def __init__(self, text: str, labels: Labels) -> None:
        self.counts: Counts = {}
        self._labels = labels
        self._stands(text)

    def _stands(self, text: str) -> None:
        self.text = text
        self.low = lowered(text)
        self._places: Mapping[str, Sequence[int]] | None = None

    def becomes(self, text: str) -> None:
        if text != self.text:
            self._stands(text)

    def places(self, kind: str) -> Sequence[int]:
        """Where labels of a kind begin in `text`, in order."""
        if self._places is None:
            self._places = self._labels.places(self.low)
        return self._places.get(kind, ())


def replaced_at(text: str, places: Iterable[int], expression: re.Pattern[str], replace: Callable[[re.Match[str]], str | None]) -> str:
    """`text` with what `expression` matches at each of `places` (in order) replaced; None from `replace` leaves it."""
    parts: list[str] = []
    done = 0
    for place in places:
        if place < done:
            continue
        match = expression.match(text, place)
        if match is None:
            continue
        instead = replace(match)
        if instead is not None:
            parts.append(text[done:place])
            parts.append(instead)
            done = match.end()
    if not done:
        return text
    parts.append(text[done:])
    return "".join(parts)
