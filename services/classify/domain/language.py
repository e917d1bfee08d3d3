"""Dutch, English or neither.

Three steps, cheapest first: words known from Dutch and English training texts, with the Dutch-English head for what they leave open; the general
identifier for texts whose words are mostly unknown; the declared language and single words for texts too short to tell.
"""

from collections.abc import Callable
from typing import NamedTuple

from schemas.messages.labels import Language

#: text → (ISO 639-1 code, probability among the languages that it knows).
Identify = Callable[[str], tuple[str, float]]

#: Share of words known in Dutch or English from which the head alone decides.
ENOUGH_KNOWN = 0.7
#: Fewer words than this are a short text.
SHORT_WORDS = 3
#: Confidence of the head from which even a short text is what the head says.
SURE = 0.9
#: Probability from which the identifier's third language is believed; for short texts it must be surer.
OTHER_FROM = 0.6
OTHER_FROM_SHORT = 0.9


class Facts(NamedTuple):
    """What the features tell of one text."""

    words: int
    known_dutch: int
    known_english: int
    #: Of the head: that it is Dutch, given that it is Dutch or English.
    dutch: float


def declared(language: str | None) -> Language | None:
    """`nl`, `nl-NL`, `nld`, `Dutch` … as a label; None where nothing usable was declared."""
    code = (language or "").strip().lower().replace("_", "-").split("-")[0]
    if code in ("nl", "nld", "dut", "dutch", "nederlands"):
        return Language.DUTCH
    if code in ("en", "eng", "english", "engels"):
        return Language.ENGLISH
    return Language.OTHER if len(code) in (2, 3) and code.isalpha() else None


def decide(facts: Facts, said: str | None, text: str, latin: bool, identify: Identify) -> Language:
    """`said` is the declared language, `latin` whether the text's letters are mostly Latin. `identify` is called for unclear texts only."""
    if facts.words == 0:
        return (declared(said) or Language.OTHER) if latin else Language.OTHER
    if not latin:
        return Language.OTHER
    likelier = Language.DUTCH if facts.dutch >= 0.5 else Language.ENGLISH
    sureness = max(facts.dutch, 1.0 - facts.dutch)
    known = max(facts.known_dutch, facts.known_english) / facts.words
    if facts.words < SHORT_WORDS:
        if known == 0.0:
            code, probability = identify(text)
            if code not in ("nl", "en") and probability >= OTHER_FROM_SHORT:
                return declared(said) or Language.OTHER
        elif sureness >= SURE and not (facts.known_dutch and facts.known_english):
            return likelier
        return declared(said) or likelier
    if known >= ENOUGH_KNOWN:
        return likelier
    code, probability = identify(text)
    if code not in ("nl", "en") and probability >= OTHER_FROM and known < 0.5:
        return Language.OTHER
    return likelier
