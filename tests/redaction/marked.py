"""Messages in which what is personal is marked, and how much of it redaction takes.

A mark is `{kind|what must go}`: `mijn bsn is {bsn|123456782} hoor`. Everything outside a mark must stay as it is, to the letter.

- Recall of a kind: of its marks, those of which no letter and no digit is left, whatever placeholder stands there now. A mark that
  lost only a part counts as missed.
- Precision of a kind: of its placeholders, those that stand for a mark of that kind, and took no letter or digit outside of marks.
"""

import json
import math
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from schemas.messages.inbound import Sender
from services.ingest.domain.redact import redact
from services.ingest.domain.scan import PLACEHOLDERS

MESSAGES = Path(__file__).with_name("messages.jsonl")

_MARK = re.compile(r"\{(\w+)\|([^{}]*)\}")
_KIND = {placeholder: kind for kind, placeholder in PLACEHOLDERS.items()}
_PLACEHOLDER = re.compile("|".join(map(re.escape, _KIND)))


class Span(NamedTuple):
    start: int
    end: int
    kind: str


class Marked(NamedTuple):
    id: str
    language: str
    #: Without the marks.
    text: str
    spans: tuple[Span, ...]
    sender: Sender | None

    @property
    def held_out(self) -> bool:
        """True for the half that the rules of redaction were not written against at first: even ids."""
        return int(self.id[1:]) % 2 == 0


def marked(name: str, language: str, text: str, sender: Sender | None = None) -> Marked:
    parts: list[str] = []
    spans: list[Span] = []
    length = done = 0
    for mark in _MARK.finditer(text):
        before, inside = text[done : mark.start()], mark.group(2)
        parts += (before, inside)
        length += len(before) + len(inside)
        spans.append(Span(length - len(inside), length, mark.group(1)))
        done = mark.end()
    return Marked(name, language, "".join(parts) + text[done:], tuple(spans), sender)


def hand_written() -> list[Marked]:
    rows = map(json.loads, MESSAGES.read_text(encoding="utf-8").splitlines())
    return [marked(row["id"], row["language"], row["text"], Sender(**row["sender"]) if "sender" in row else None) for row in rows]


def replaced(text: str, redacted: str) -> list[Span] | None:
    """What of `text` has become a placeholder; None where anything else was changed."""
    kept = _PLACEHOLDER.split(redacted)
    kinds = [_KIND[placeholder] for placeholder in _PLACEHOLDER.findall(redacted)]
    match = re.fullmatch("(.+?)".join(map(re.escape, kept)), text, re.DOTALL)
    return None if match is None else [Span(*match.span(group), kind) for group, kind in enumerate(kinds, 1)]


def _told(text: str, span: Span) -> set[int]:
    """Places of the letters and digits in a span: what stands between them tells nothing."""
    return {place for place in range(span.start, span.end) if text[place].isalnum()}


class Share(NamedTuple):
    hits: int
    of: int

    @property
    def value(self) -> float:
        return self.hits / self.of if self.of else 1.0

    @property
    def interval(self) -> tuple[float, float]:
        """95 %, Wilson's score interval (E. B. Wilson, 1927): it also holds near 1, where all or nearly all were hit."""
        if not self.of:
            return 0.0, 1.0
        z = 1.959964
        middle = (self.value + z * z / (2 * self.of)) / (1 + z * z / self.of)
        half = z * math.sqrt(self.value * (1 - self.value) / self.of + z * z / (4 * self.of * self.of)) / (1 + z * z / self.of)
        return max(0.0, middle - half), min(1.0, middle + half)


class Measured(NamedTuple):
    """By (kind, language); the language `all` has both."""

    recall: dict[tuple[str, str], Share]
    precision: dict[tuple[str, str], Share]
    #: Message, what came of it, and what is wrong with that.
    wrong: list[tuple[Marked, str, str]]
    #: Ids of messages in which something changed that no placeholder stands for.
    garbled: list[str]


def measured(messages: Iterable[Marked]) -> Measured:
    recall: dict[tuple[str, str], list[bool]] = {}
    precision: dict[tuple[str, str], list[bool]] = {}
    wrong: list[tuple[Marked, str, str]] = []
    garbled: list[str] = []

    def count(into: dict[tuple[str, str], list[bool]], kind: str, hit: bool, message: Marked, redacted: str, why: str) -> None:
        for language in (message.language, "all"):
            into.setdefault((kind, language), []).append(hit)
        if not hit:
            wrong.append((message, redacted, why))

    for message in messages:
        redacted = redact(message.text, message.sender).text
        taken = replaced(message.text, redacted)
        if taken is None:
            garbled.append(message.id)
            continue
        gone = set().union(*(_told(message.text, span) for span in taken))
        personal = set().union(*(_told(message.text, span) for span in message.spans))
        for span in message.spans:
            hit = _told(message.text, span) <= gone
            count(recall, span.kind, hit, message, redacted, f"{span.kind} missed: {message.text[span.start : span.end]!r}")
        for span in taken:
            right = _told(message.text, span) <= personal and any(
                mark.kind == span.kind and mark.start < span.end and span.start < mark.end for mark in message.spans
            )
            count(precision, span.kind, right, message, redacted, f"no {span.kind}: {message.text[span.start : span.end]!r}")

    def shares(hits: dict[tuple[str, str], list[bool]]) -> dict[tuple[str, str], Share]:
        return {key: Share(sum(of_key), len(of_key)) for key, of_key in sorted(hits.items())}

    return Measured(shares(recall), shares(precision), wrong, garbled)
