"""Ids that route makes."""

from uuid import uuid5

from hypothesis import given
from hypothesis import strategies as st

from schemas.envelope import NAMESPACE
from services.route.domain.outcome import named

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(st.lists(texts, max_size=3))
def test_an_id_is_a_uuid_of_version_5_in_our_namespace(parts: list[str]) -> None:
    assert named(*parts) == str(uuid5(NAMESPACE, "\x00".join(parts)))


def test_every_variant_digit_is_put_right() -> None:
    assert {named(str(number))[19] for number in range(200)} == set("89ab")
    assert all(named(str(number)) == str(uuid5(NAMESPACE, str(number))) for number in range(200))
