"""What a person may correct, whose word is the last, and how it comes into a table."""

from datetime import UTC, datetime, timedelta

import pytest

from runtime.hop import Refusal
from schemas.messages.customers import Correction
from schemas.messages.labels import Emotion, Kind, Language, Sentiment, Topic, Urgency
from services.classify.domain.corrections import LABELS, Row, checked, joined, last_words

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
OWN = frozenset({"pizza", "fiets"})


def correction(label: str, value: str | bool, message_id: str = "m1", minutes: int = 0) -> Correction:
    return Correction(message_id=message_id, label=label, value=value, by="agent-1", at=NOON + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("label", "values"),
    [
        ("language", Language),
        ("sentiment", Sentiment),
        ("emotion", Emotion),
        ("urgency", Urgency),
        ("kind", Kind),
        ("topic", [*Topic, "pizza", "fiets"]),
    ],
)
def test_every_value_of_a_label_is_taken_as_it_is_counted(label: str, values: list[str]) -> None:
    assert [checked(correction(label, str(value)), OWN) for value in values] == [str(value) for value in values]


@pytest.mark.parametrize(("value", "counted"), [(True, "True"), (False, "False"), ("yes", "True"), ("no", "False")])
def test_personal_is_a_boolean_or_a_word(value: str | bool, counted: str) -> None:
    assert checked(correction("personal", value), OWN) == counted


@pytest.mark.parametrize(
    ("label", "value", "field"),
    [
        ("topic_confidence", "0.9", "/label"),
        ("Topic", "billing", "/label"),
        ("", "x", "/label"),
        ("topic", "voetbal", "/value"),
        ("topic", True, "/value"),
        ("urgency", "urgent", "/value"),
        ("urgency", "HIGH", "/value"),
        ("kind", False, "/value"),
        ("personal", "maybe", "/value"),
        ("language", "de", "/value"),
    ],
)
def test_anything_else_is_invalid_and_is_not_repeated(label: str, value: str | bool, field: str) -> None:
    found = checked(correction("topic", value).model_copy(update={"label": label}), OWN)
    assert isinstance(found, Refusal)
    assert (found.reason, found.detail.split(":")[0]) == ("invalid", field)
    assert str(value) not in found.detail.split(" ")


def test_the_labels_are_those_of_an_event_that_a_person_can_judge() -> None:
    assert set(LABELS) == {"language", "topic", "sentiment", "emotion", "urgency", "personal", "kind"}


def test_the_last_word_counts_by_message_and_label() -> None:
    first, later, other = correction("topic", "pizza"), correction("topic", "fiets", minutes=5), correction("kind", "idea", minutes=1)
    assert last_words([later, first, other]) == {("m1", "topic"): later, ("m1", "kind"): other}
    same_moment = correction("topic", "other", minutes=5)
    assert last_words([later, same_moment])["m1", "topic"] == same_moment


def test_corrections_join_a_table_that_has_their_topic() -> None:
    found = joined(
        [("een pizza", "pizza"), ("een fiets", "fiets")],
        {"m1": "pizza", "m2": "other", "m3": "voetbal", "m4": "fiets", "m5": "pizza"},
        {"m1": "calzone?", "m2": "hoi", "m3": "wie wint", "m5": "mozzarella"},
    )
    assert found.rows == [
        Row("een pizza", "pizza", "table", ""),
        Row("een fiets", "fiets", "table", ""),
        Row("calzone?", "pizza", "correction", "m1"),
        Row("hoi", "other", "correction", "m2"),
        Row("mozzarella", "pizza", "correction", "m5"),
    ]
    assert (found.used, found.without_text, found.unknown) == ({"other": 1, "pizza": 2}, 1, {"voetbal": 1})
