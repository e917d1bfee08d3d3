"""The shipped model on messages that it was not trained on, and on hostile ones."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from classify_cases import NAMES, Case, cases
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.classify import Judged, macro_f1, value_of
from schemas.messages.labels import Kind, Language, Sentiment, Topic, Urgency
from services.classify.adapters.identifier import load_identifier
from services.classify.adapters.model_files import DEFAULT_MODEL, load
from services.classify.domain import text
from services.classify.domain.classifier import Classifier, Labelled, Text

TRAINING = Path(__file__).parents[2] / "services" / "classify" / "training"
CASES = cases()

#: Least share of the table that each label gets right, in each language; measured with the shipped model and rounded down.
LEAST = {"language": 0.97, "topic": 0.75, "kind": 0.85, "urgency": 0.8, "personal": 0.85, "sentiment": 0.8, "emotion": 0.8}

_CLASSIFIER = Classifier(load(DEFAULT_MODEL), load_identifier())

Say = Callable[..., Labelled]


@pytest.fixture(scope="module")
def say() -> Say:
    def one(said: str, subject: str | None = None, declared: str | None = None) -> Labelled:
        return _CLASSIFIER.label([Text(said, subject, declared)])[0]

    return one


def test_the_table_is_large_enough_and_trains_nothing() -> None:
    trained = set()
    for name in ("lines_nl.csv", "lines_en.csv", "reviews_nl.csv", "templates.csv"):
        with (TRAINING / name).open(encoding="utf-8", newline="") as file:
            trained |= {row["text"].casefold() for row in csv.DictReader(file)}
    assert len(CASES) >= 80
    assert not {case.text.casefold() for case in CASES} & trained


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_labels_are_right_often_enough(name: str, language: str) -> None:
    chosen = [case for case in CASES if case.labels["language"] == language]
    said = [value_of(found, name) for found in _CLASSIFIER.label([Text(case.text) for case in chosen])]
    wrong = [f"{one}, not {case.labels[name]}: {case.text}" for case, one in zip(chosen, said, strict=True) if one != case.labels[name]]
    assert 1 - len(wrong) / len(chosen) >= LEAST[name], "\n".join(wrong)
    if name in ("kind", "urgency", "personal"):
        assert macro_f1(Judged([case.labels[name] for case in chosen], said)) >= 0.6


@pytest.mark.parametrize(
    "said",
    [
        "Ik ruik gas",
        "er lekt water uit de ketel",
        "I SMELL GAS IN THE HALLWAY",
        "vonken uit mijn modem!",
        "there is smoke coming out of the router",
        "gaslucht in de kelder, wat nu",
        "Lekker dan, weer geen internet",
        "no service at all since this morning",
        "we zijn gestrand op het vliegveld van Malaga",
        "Iemand heeft mijn bankpas gestolen, blokkeer hem",
        "my card was stolen, block it please",
    ],
)
def test_what_must_never_wait_is_urgent(say: Say, said: str) -> None:
    found = say(said)
    assert found.labels.urgency is Urgency.HIGH
    assert found.evidence["urgency"]


@pytest.mark.parametrize(
    "said",
    [
        "Hoe zet ik roaming uit?",
        "Is this jacket waterproof?",
        "Wat is het verschil tussen kabel en glasvezel?",
        "It would be great if you added a dark mode",
    ],
)
def test_information_has_no_hurry(say: Say, said: str) -> None:
    assert say(said).labels.urgency is Urgency.LOW
    assert say(said).labels.personal is False


def test_sarcasm_with_customary_words_is_read_as_meant(say: Say) -> None:
    for said in ("Lekker dan, weer geen internet", "Fijn hoor, alweer een storing", "Great job, delayed again"):
        assert say(said).labels.sentiment is Sentiment.NEGATIVE


def test_a_thank_you_with_a_question_is_a_question(say: Say) -> None:
    assert say("Bedankt voor de hulp! Wanneer wordt mijn bestelling geleverd?").labels.kind is Kind.QUESTION


def test_the_redacted_makes_it_personal(say: Say) -> None:
    assert say("Kunt u [IBAN] gebruiken voor mijn incasso?").labels.personal is True


@pytest.mark.parametrize(
    ("said", "declared", "wanted"),
    [
        ("Wo ist mein Paket? Ich warte seit zwei Wochen und niemand antwortet.", None, Language.OTHER),
        ("Où est mon colis, je l'attends depuis deux semaines", None, Language.OTHER),
        ("Siparişim nerede kaldı, iki haftadır bekliyorum", None, Language.OTHER),
        ("¿Dónde está mi pedido? Llevo dos semanas esperando", None, Language.OTHER),
        ("أين طلبي", None, Language.OTHER),
        ("我的包裹在哪里", "nl", Language.OTHER),
        ("hoi", None, Language.DUTCH),
        ("thanks", None, Language.ENGLISH),
        ("bedankt", "en", Language.DUTCH),
        ("ok", "nl-NL", Language.DUTCH),
        ("ok", "en", Language.ENGLISH),
        ("👍", "nl", Language.DUTCH),
        ("mn internet doet t nie", None, Language.DUTCH),
        ("sorry maar die update is echt een no go, app crasht nonstop", None, Language.DUTCH),
        ("my kpn modem keeps rebooting", None, Language.ENGLISH),
    ],
)
def test_language(say: Say, said: str, declared: str | None, wanted: Language) -> None:
    assert say(said, None, declared).labels.language is wanted


@pytest.mark.parametrize("said", ["", " ", "\n\t", "\u200b\u00ad", "\x00\x01", "----", "‒‒‒"])
def test_nothing_to_read_is_other_with_confidence_zero(say: Say, said: str) -> None:
    found = say(said)
    assert found.labels.topic == Topic.OTHER
    assert found.labels.topic_confidence == 0
    assert found.evidence == {}


@pytest.mark.parametrize(
    "said",
    [
        "x" * 100_000,
        "help " * 20_000,
        "!?" * 50_000,
        "\ud800\udfff lone surrogates",
        "\u202eright to left\u202c",
        "[IBAN]" * 10_000,
        "a.b@" * 20_000,
        "> " * 40_000,
        "e\u0301" * 30_000,
        "🤬" * 30_000,
        "\x01danger \x01fraud",
        "NULL'; DROP TABLE labels; --",
        "{text}{{}}%s%n",
    ],
)
def test_hostile_texts_get_labels_too(say: Say, said: str) -> None:
    found = say(said, said[:1_000])
    assert 0.0 <= found.labels.topic_confidence <= 1.0


def test_nobody_can_write_a_signal() -> None:
    assert not [token for token in text.tokens(text.looked_at("\x01danger [danger] ‹danger›")) if token.startswith("\x01")]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(max_size=300), min_size=1, max_size=6), st.none() | st.text(max_size=20))
def test_a_batch_says_what_each_alone_says_and_shows_words_of_the_text(texts: list[str], subject: str | None) -> None:
    items = [Text(one, subject) for one in texts]
    together = _CLASSIFIER.label(items)
    for item, found in zip(items, together, strict=True):
        assert found.labels == _CLASSIFIER.label([item])[0].labels
        seen = text.looked_at(item.text, item.subject)
        for words in found.evidence.values():
            assert words
            for word in words:
                assert word in seen


def test_a_batch_says_what_each_alone_says_of_real_sentences() -> None:
    items = [Text(case.text) for case in CASES]
    together = _CLASSIFIER.label(items)
    fresh = Classifier(load(DEFAULT_MODEL), load_identifier())
    assert [found.labels for found in together] == [fresh.label([item])[0].labels for item in items]


def test_evidence_names_the_words_that_a_person_would_name(say: Say) -> None:
    assert "factuur" in say("Er klopt iets niet op mijn factuur van maart").evidence["topic"]
    assert any("outage" in word.lower() for word in say("Is there an Outage in our street?").evidence["topic"])
    assert "gas" in say("ik ruik gas in huis").evidence["urgency"][0]


def test_case_describes_all_labels() -> None:
    assert all(isinstance(case, Case) and set(case.labels) == set(NAMES) for case in CASES)
