"""What of a text is looked at, and its tokens."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.classify.domain import rules, text
from services.classify.domain.features import normal_form, token_features


def test_a_long_mail_is_looked_at_from_both_ends() -> None:
    seen = text.looked_at("begin " + "x" * 100_000 + " einde")
    assert seen.startswith("begin ")
    assert seen.endswith(" einde")
    assert len(seen) <= text.FIRST_CHARACTERS + text.LAST_CHARACTERS + 1


def test_control_and_invisible_characters_do_not_reach_the_model() -> None:
    assert text.looked_at("inter\u00adnet\u200b doet\x00 het\x1b niet") == "internet doet  het  niet"


def test_the_subject_is_looked_at_too() -> None:
    assert text.tokens(text.looked_at("Zie boven", "Factuur klopt niet"))[:3] == ["Factuur", "klopt", "niet"]


@pytest.mark.parametrize(
    "earlier",
    [
        "\n> Beste klant, uw factuur staat klaar",
        "\nOp ma 2 mrt 2026 om 09:15 schreef Klantenservice <k@voorbeeld.nl>:\nUw factuur staat klaar",
        "\nOn Mon, 2 Mar 2026 at 09:15, Support wrote:\nYour invoice is ready",
        "\n-----Oorspronkelijk bericht-----\nUw factuur staat klaar",
        "\nVan: Klantenservice\nVerzonden: maandag\nUw factuur staat klaar",
        "\n-- \nJan Jansen, factuurafdeling",
    ],
)
def test_what_was_written_before_and_signatures_are_left_out(earlier: str) -> None:
    seen = text.looked_at("Waar is mijn pakket?" + earlier)
    assert "pakket" in seen
    assert "factuur" not in seen.lower()
    assert "invoice" not in seen


def test_a_mail_of_nothing_but_quotes_is_looked_at_whole() -> None:
    assert "factuur" in text.looked_at("> mijn factuur klopt niet\n> graag hulp")


def test_tokens_are_pieces_of_the_text() -> None:
    found = text.tokens("Betaal [IBAN] vóór 14:30!! :-( @user €12,50 m'n www.x.nl 😡 #boos a.b@c.nl")
    assert found == ["Betaal", "[IBAN]", "vóór", "14:30", "!!", ":-(", "@user", "€", "12,50", "m'n", "www.x.nl", "😡", "#boos", "a.b@c.nl"]


@pytest.mark.parametrize(
    ("token", "wanted"),
    [
        ("HEEEEEL", "heel"),
        ("Géén", "geen"),
        ("m’n", "m'n"),
        ("[CUSTOMER NUMBER]", "‹customer_number›"),
        ("12", "‹number›"),
        ("4839201", "‹longnumber›"),
        ("09:30", "‹time›"),
        ("@user", "‹user›"),
        ("https://x.nl/a", "‹url›"),
        ("a@b.nl", "‹email›"),
        ("!!!!", "!!"),
        ("?!", "‹?!›"),
        (":)", "‹happy›"),
        (":(", "‹sad›"),
        ("#boos", "boos"),
    ],
)
def test_what_counts_as_the_same_word(token: str, wanted: str) -> None:
    assert normal_form(token) == wanted


def test_spelling_errors_and_compounds_share_pieces_with_the_word() -> None:
    right = set(token_features("internetverbinding").places[1:].tolist())
    assert len(right & set(token_features("internetverbindng").places[1:].tolist())) > len(right) / 2
    assert set(token_features("verbinding").places[1:].tolist()) & right


@pytest.mark.parametrize(
    ("signal", "said"),
    [
        ("danger", "Ik ruik gas in de meterkast"),
        ("danger", "de cv-ketel lekt"),
        ("danger", "there are sparks coming from the socket"),
        ("danger", "I can smell gas in the kitchen"),
        ("danger", "we smell something burning, gas or smoke?"),
        ("stranded", "we zitten vast op Schiphol"),
        ("stranded", "Stranded in Denver since noon"),
        ("no_service", "al twee dagen geen internet"),
        ("no_service", "we have no signal at all"),
        ("fraud", "mijn pas is gestolen"),
        ("fraud", "please block my debit card"),
        ("deadline", "ik moet het vandaag nog weten"),
        ("deadline", "my flight leaves in 2 hours"),
        ("own_case", "wanneer komt mijn nieuwe modem bestelling"),
        ("own_case", "I've been charged for nothing"),
        ("idea", "het zou fijn zijn als jullie dat toevoegen"),
        ("idea", "would be great if you added that"),
        ("thanks", "dankjewel hoor"),
        ("grievance", "dit is echt belachelijk"),
        ("grievance", "lekker dan, weer storing"),
    ],
)
def test_signals_are_heard(signal: str, said: str) -> None:
    found = rules.signals(said, text.tokens(said))
    assert signal in found
    assert found[signal] in said


@pytest.mark.parametrize(
    "said",
    [
        "Wat kost een liter gas per maand?",
        "the fireplace looks cosy",
        "Is dit merk sterk in de markt?",
        "gas contract afsluiten",
        "de aanbieding brandt niet",
    ],
)
def test_danger_is_not_heard_in_everything(said: str) -> None:
    assert "danger" not in rules.signals(said, text.tokens(said))


@pytest.mark.parametrize(
    ("said", "piece"),
    [
        ("Ik RUIK Gas!", "RUIK Gas"),
        ("€ 5 voor een TİP: doe dit", "TİP:"),
        ("MY \u212aPN account", "MY \u212aPN account"),
        ("İİ, het modem Rookt", "Rookt"),
    ],
)
def test_a_signal_is_the_piece_as_it_was_written(said: str, piece: str) -> None:
    triggers = [*text.tokens(said), "tip"]
    assert piece in rules.signals(said, triggers).values()


def test_patterns_are_written_for_lowered_text() -> None:
    for pattern in rules._PATTERNS.values():
        literal = re.sub(r"\\[A-Za-z]", "", pattern.pattern)
        assert literal == literal.lower()
        assert literal.isascii()


_TOKENS = st.lists(
    st.sampled_from(["m'n", "é", "a", "Ik", "1.5", "[IBAN]", "[", "]", "#", ":)", "<3", "!?", "€", "😀", "'", "’", "-", "_", "²", " ", "\n"])
)


@given(st.one_of(_TOKENS.map("".join), st.text(st.characters(exclude_characters="@"), max_size=60)))
def test_without_an_address_the_quick_way_finds_the_same_tokens(said: str) -> None:
    assert text.tokens(said) == text._TOKEN.findall(said)


@given(st.text(max_size=4_000))
def test_any_text_has_tokens_that_stand_in_it(said: str) -> None:
    seen = text.looked_at(said)
    for token in text.tokens(seen):
        assert token in seen
        assert len(token_features(token).places) == len(token_features(token).weights)
    for piece in rules.signals(seen, text.tokens(seen)).values():
        assert piece in seen
