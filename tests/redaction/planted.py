"""Messages by the thousand: each kind of personal data in its many ways of writing, planted into sentences. The same seed gives the same."""

from collections.abc import Callable
from random import Random

from stdnum import luhn
from stdnum.iso7064 import mod_97_10
from stdnum.nl import bsn

from tests.redaction.marked import Marked, marked

_HYPHENS = "-\u2010\u2011\u2013\u2212"
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXZ"


def _digits(chance: Random, count: int) -> str:
    return "".join(chance.choices("0123456789", k=count))


def _grouped(text: str, sizes: list[int], gap: str) -> str:
    parts = []
    for size in sizes:
        parts.append(text[:size])
        text = text[size:]
    return gap.join([part for part in [*parts, text] if part])


def _gap(chance: Random) -> str:
    return chance.choice(["", "", " ", " ", ".", "-", "\u00a0", chance.choice(_HYPHENS)])


def _other_digits(chance: Random, text: str) -> str:
    """Now and then in fullwidth or Arabic-Indic digits."""
    if chance.random() > 0.02:
        return text
    zero = chance.choice(["\uff10", "\u0660"])
    return "".join(chr(ord(zero) + int(character)) if character.isdecimal() else character for character in text)


def _bsn(chance: Random, _: str) -> str:
    while True:
        digits = f"{chance.randrange(100_000_000, 1_000_000_000)}"
        if bsn.is_valid(digits):
            return _other_digits(chance, _grouped(digits, chance.choice([[3, 3], [4, 2], [2, 2, 2], [1] * 8]), _gap(chance)))


def _iban(chance: Random, _: str) -> str:
    country, length = chance.choice([("NL", 0), ("NL", 0), ("NL", 0), ("DE", 18), ("BE", 12), ("GB", 14), ("FR", 23)])
    if country == "NL":
        account = chance.choice(["ABNA", "INGB", "RABO", "TRIO", "KNAB", "BUNQ", "SNSB"]) + _digits(chance, 10)
    elif country == "GB":
        account = "NWBK" + _digits(chance, length)
    else:
        account = _digits(chance, length)
    whole = f"{country}{mod_97_10.calc_check_digits(account + country)}{account}"
    written = _grouped(whole, [4] * 8, _gap(chance))
    return written.lower() if chance.random() < 0.15 else written


def _card(chance: Random, _: str) -> str:
    start, length = chance.choice([("4", 16), ("51", 16), ("55", 16), ("2221", 16), ("34", 15), ("37", 15), ("6011", 16), ("3530", 16)])
    digits = start + _digits(chance, length - 1 - len(start))
    digits += luhn.calc_check_digit(digits)
    return _other_digits(chance, _grouped(digits, [4, 6] if length == 15 else [4] * 4, _gap(chance)))


def _phone(chance: Random, language: str) -> str:
    if language == "nl" or chance.random() < 0.4:
        area, rest = chance.choice([("6", 8), ("6", 8), ("6", 8), ("20", 7), ("30", 7), ("318", 6), ("475", 6), ("85", 7)])
        national, country = area, "31"
    else:
        national, rest = chance.choice([("7700", 6), ("20", 8), ("161", 7)])
        country = "44"
    # No country numbers its subscribers from 0, and what begins so is not dialled.
    number = chance.choice("23456789") + _digits(chance, rest - 1)
    gap = _gap(chance)
    sizes = chance.choice([[], [2, 2, 2], [4], [3, 2]])
    lead = chance.choice(["0{}", "0{}", "0{}", "(0{})", "+{c} {}", "+{c}{}", "00{c}{}", "00{c} {}", "+{c} (0){}", "+{c}(0){}"])
    return _other_digits(chance, lead.format(national, c=country) + (gap or chance.choice(["", "-", " - "])) + _grouped(number, sizes, gap))


def _email(chance: Random, _: str) -> str:
    local = chance.choice(["jan", "p.devries", "m_bakker", "info", "sales-nl", "x", "anna99", "o'brien", "first.last", "klant2024"])
    local += chance.choice(["", "", "+shop", f"{chance.randrange(1000)}"])
    domain = chance.choice(["voorbeeld", "mail.voorbeeld", "example", "my-shop"])
    end = chance.choice(["nl", "com", "co.uk", "be", "example"])
    form = chance.choice(
        ["{}@{}.{}"] * 12 + ["{} (at) {}.{}", "{}[at]{}.{}", "{} @ {}.{}", "{} apenstaartje {} punt {}", "{} at {} dot {}", "{}%40{}.{}"]
    )
    written = form.format(local, domain, end)
    return written.upper() if chance.random() < 0.05 else written


def _address(chance: Random, _: str) -> str:
    # Never SA, SD, SS.
    postcode = f"{chance.randrange(1000, 10_000)}{chance.choice(['', ' '])}{chance.choice(_LETTERS)}{chance.choice('BCEHJLNPRTVXZ')}"
    house = f"{chance.randrange(1, 400)}{chance.choice(['', '', 'a', '-2', ' hs'])}"
    street = chance.choice(["Kerkstraat", "Lindenlaan", "Oude Gracht", "Van Heutszsingel", "Hoofdweg", "Molendijk"])
    return chance.choice([f"{postcode} {house.split()[0]}", f"{street} {house.split()[0]}, {postcode}", f"{street} {house.split()[0]}"])


def _code(chance: Random) -> str:
    number = _digits(chance, chance.choice([5, 6, 7, 8]))
    return chance.choice([number, f"{chance.choice(_LETTERS)}{number}", f"{number[:3]}-{number[3:]}", f"{chance.choice(_LETTERS)}-{number}"])


def _labelled(labels: dict[str, list[str]], kind: str) -> Callable[[Random, str], str]:
    def written(chance: Random, language: str) -> str:
        return f"{chance.choice(labels[language])}{chance.choice([' ', ': ', ' is ', ' = '])}{{{kind}|{_code(chance)}}}"

    return written


_CUSTOMER = _labelled(
    {
        "nl": ["klantnummer", "klantnr", "klantnr.", "relatienummer", "lidnummer", "polisnummer"],
        "en": ["customer number", "customer no.", "client id", "account number", "member no", "policy number"],
    },
    "customer_number",
)
_ORDER = _labelled(
    {
        "nl": ["ordernummer", "bestelnummer", "ordernr", "factuurnummer", "dossiernummer", "boekingsnummer"],
        "en": ["order number", "order no.", "invoice number", "booking reference", "ticket number", "case number"],
    },
    "order_number",
)


def _mark(kind: str, write: Callable[[Random, str], str]) -> Callable[[Random, str], str]:
    return lambda chance, language: f"{{{kind}|{write(chance, language)}}}"


_KINDS = [
    _mark("bsn", _bsn),
    _mark("iban", _iban),
    _mark("card", _card),
    _mark("phone", _phone),
    _mark("email", _email),
    _mark("address", _address),
    _CUSTOMER,
    _ORDER,
]

_CARRIERS = {
    "nl": [
        "{}", "Mijn gegevens: {}.", "het gaat om {} graag", "hoi ik wacht al 3 weken op antwoord, {} staat toch goed?", "({})", "Zie {} en {}",
        "Geachte heer/mevrouw,\n\nHierbij: {}\n\nGraag uw reactie.", "{}\n{}", "was eerst {}, nu {}", "klopt {}?? want dat staat er niet",
        "Beller: ja dat is {}.\nAgent: dank u wel.", "ik heb {} doorgegeven maar jullie zeggen van niet", "gegevens;{};einde", "\"{}\" zegt de app",
    ],
    "en": [
        "{}", "My details: {}.", "it is about {} please", "hi i have waited 3 weeks, {} is right, no?", "({})", "See {} and {}",
        "Dear Sir or Madam,\n\nHerewith: {}\n\nThanks in advance.", "{}\n{}", "was {} before, now {}", "is {} right?? it does not show",
        "Caller: yes that is {}.\nAgent: thank you.", "i gave you {} but you say i did not", "details;{};end", "\"{}\" says the app",
    ],
}  # fmt: skip


def _no_bsn(chance: Random) -> str:
    while bsn.is_valid(digits := f"{chance.randrange(100_000_000, 1_000_000_000)}"):
        pass
    return digits


def _imei(chance: Random) -> str:
    digits = chance.choice(["35", "86", "01", "49"]) + _digits(chance, 12)
    return digits + luhn.calc_check_digit(digits)


_HARMLESS: list[Callable[[Random], str]] = [
    lambda chance: f"artikelnummer {_no_bsn(chance)}",
    lambda chance: f"imei {_imei(chance)}",
    lambda chance: f"EAN 87{_digits(chance, 11)}",
    lambda chance: f"serial number {_digits(chance, chance.choice([7, 8, 10, 12]))}",
    lambda chance: f"€ {chance.randrange(1, 9999)},{chance.randrange(10, 100)}",
    lambda chance: f"{chance.randrange(1, 29)}-{chance.randrange(1, 13)}-{chance.randrange(2015, 2027)}",
    lambda chance: f"{chance.randrange(10, 24)}:{chance.randrange(10, 60)}",
    lambda chance: f"KL{chance.randrange(1000, 2000)}",
    lambda chance: f"v{chance.randrange(1, 20)}.{chance.randrange(20)}.{chance.randrange(400)}",
    lambda chance: f"meterstand {_digits(chance, 6)}",
    lambda chance: f"{chance.randrange(1, 9)}{_digits(chance, 3)} kWh",
    lambda chance: f"192.168.{chance.randrange(256)}.{chance.randrange(256)}",
    lambda chance: f"{chance.randrange(10, 90)} x {chance.randrange(10, 90)} cm",
    lambda chance: f"IMG_{chance.randrange(2015, 2027)}0{chance.randrange(1, 10)}1{chance.randrange(10)}_{_digits(chance, 6)}.jpg",
]


def _message(chance: Random, number: int) -> Marked:
    language = chance.choice(["nl", "en"])
    carrier = chance.choice(_CARRIERS[language])
    slots = carrier.count("{}")
    if chance.random() < 0.3:
        inside = [chance.choice(_HARMLESS)(chance) for _ in range(slots)]
    else:
        inside = [chance.choice(_KINDS)(chance, language) for _ in range(slots)]
        if chance.random() < 0.3:
            carrier += f" {chance.choice(_HARMLESS)(chance)}"
    return marked(f"p{number}", language, carrier.format(*inside))


def planted(seed: int, count: int) -> list[Marked]:
    chance = Random(seed)
    return [_message(chance, number) for number in range(count)]
