"""Who is this? Families, shared mailboxes, recycled numbers, spelling; and normal forms."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.messages.inbound import Channel, InboundMessage, Sender
from services.ingest.domain.identity import (
    KINDS,
    Customer,
    Identifier,
    identifiers,
    identify,
    kinds_of,
    normal_customer_number,
    normal_email,
    normal_handle,
    normal_phone,
)

PEPPER = b"a pepper for the tests"


def message(channel: str = "web", inbound_id: str = "m1", conversation: str | None = None, **sender: str) -> InboundMessage:
    return InboundMessage.model_validate(
        {
            "id": inbound_id,
            "channel": channel,
            "sender": sender,
            "text": "hallo",
            "sent_at": "2026-03-02T09:15:00+01:00",
            "conversation_id": conversation,
        }
    )


class People:
    """A book of customers that is filled by messages, as the table is."""

    def __init__(self) -> None:
        self.owners: dict[bytes, Customer] = {}
        self.customers: dict[str, Customer] = {}

    def writes(self, channel: str = "web", source: str = "inbound", **sender: str) -> str:
        return self.comes(identifiers(message(channel, **sender), source, PEPPER, "NL"))

    def comes(self, presented: tuple[Identifier, ...]) -> str:
        found = identify(presented, self.owners)
        before = found.customer or Customer(f"c{len(self.customers) + 1}", 0)
        customer = Customer(before.customer_id, before.kinds | kinds_of(found.added))
        self.customers[customer.customer_id] = customer
        self.owners = {digest: customer if owner.customer_id == customer.customer_id else owner for digest, owner in self.owners.items()}
        self.owners.update({one.digest: customer for one in found.added})
        return customer.customer_id


Story = list[tuple[dict[str, Any], str]]

STORIES: dict[str, Story] = {
    "known again by e-mail on another channel": [
        ({"channel": "email", "email": "jan@voorbeeld.nl"}, "c1"),
        ({"channel": "chat", "email": "jan@voorbeeld.nl", "id": "visitor-9"}, "c1"),
        ({"channel": "chat", "id": "visitor-9"}, "c1"),
    ],
    "case and blanks do not matter in an address": [
        ({"email": "Jan.De.Vries@Voorbeeld.NL"}, "c1"),
        ({"email": "  jan.de.vries@voorbeeld.nl "}, "c1"),
        ({"email": "Jan de Vries <jan.de.vries@voorbeeld.nl>"}, "c1"),
    ],
    "dots and typing errors in an address make another one": [
        ({"email": "jan.devries@voorbeeld.nl"}, "c1"),
        ({"email": "jandevries@voorbeeld.nl"}, "c2"),
        ({"email": "jan.devreis@voorbeeld.nl"}, "c3"),
    ],
    "a telephone number in its many forms": [
        ({"channel": "phone", "phone": "06-12345678"}, "c1"),
        ({"channel": "phone", "phone": "+31 6 1234 5678"}, "c1"),
        ({"channel": "phone", "phone": "0031612345678"}, "c1"),
        ({"channel": "social", "phone": "+31612345678"}, "c1"),
    ],
    "a foreign number": [({"phone": "+44 7911 123456"}, "c1"), ({"phone": "00447911123456"}, "c1"), ({"phone": "07911 123456"}, "c2")],
    "a customer number in its many forms": [({"customer_number": "KL 77-88.12"}, "c1"), ({"customer_number": "kl778812"}, "c1")],
    "a handle is of its channel": [
        ({"channel": "social", "handle": "@JanDV"}, "c1"),
        ({"channel": "social", "handle": "jandv"}, "c1"),
        ({"channel": "forum", "handle": "jandv"}, "c2"),
    ],
    "a handle and an id are of their source": [
        ({"channel": "forum", "source": "discourse", "id": "17"}, "c1"),
        ({"channel": "forum", "id": "17"}, "c2"),
    ],
    "an account that is renamed stays the account": [
        ({"channel": "social", "handle": "jan", "id": "9"}, "c1"),
        ({"channel": "social", "handle": "jan_new", "id": "9"}, "c1"),
        ({"channel": "social", "handle": "jan_new"}, "c1"),
    ],
    "a family at one mailbox": [
        ({"customer_number": "1001", "email": "familie@voorbeeld.nl"}, "c1"),
        ({"customer_number": "1002", "email": "familie@voorbeeld.nl"}, "c2"),
        # the shared address alone stays with whoever had it first
        ({"email": "familie@voorbeeld.nl"}, "c1"),
        ({"customer_number": "1002"}, "c2"),
    ],
    "a family with one telephone at home": [
        ({"email": "vader@voorbeeld.nl", "phone": "020-1234567"}, "c1"),
        ({"email": "moeder@voorbeeld.nl", "phone": "020-1234567"}, "c2"),
        ({"phone": "020-1234567"}, "c1"),
        ({"email": "moeder@voorbeeld.nl"}, "c2"),
    ],
    "a recycled telephone number": [
        ({"customer_number": "2001", "phone": "0612345678"}, "c1"),
        ({"customer_number": "2002", "email": "nieuw@voorbeeld.nl", "phone": "0612345678"}, "c2"),
        ({"customer_number": "2002", "phone": "0612345678"}, "c2"),
        ({"phone": "0612345678"}, "c1"),
    ],
    "a stronger identifier becomes known of a customer who had none": [
        ({"channel": "chat", "id": "visitor-1"}, "c1"),
        ({"channel": "chat", "id": "visitor-1", "email": "sanne@voorbeeld.nl"}, "c1"),
        ({"channel": "email", "email": "sanne@voorbeeld.nl", "customer_number": "3001"}, "c1"),
        ({"channel": "phone", "customer_number": "3001"}, "c1"),
    ],
    "two customers who turn out to be one are not merged": [
        ({"channel": "chat", "id": "visitor-2"}, "c1"),
        ({"channel": "email", "email": "piet@voorbeeld.nl"}, "c2"),
        ({"channel": "chat", "id": "visitor-2", "email": "piet@voorbeeld.nl"}, "c2"),
        ({"channel": "chat", "id": "visitor-2"}, "c1"),
    ],
    "the strongest known identifier decides against all weaker ones": [
        ({"customer_number": "4001"}, "c1"),
        ({"email": "a@voorbeeld.nl"}, "c2"),
        ({"phone": "0611111111"}, "c3"),
        ({"customer_number": "4001", "email": "a@voorbeeld.nl", "phone": "0611111111"}, "c1"),
        ({"email": "a@voorbeeld.nl", "phone": "0611111111"}, "c2"),
    ],
    "a second telephone of one person": [
        ({"email": "b@voorbeeld.nl", "phone": "0611111112"}, "c1"),
        ({"email": "b@voorbeeld.nl", "phone": "0611111113"}, "c1"),
        ({"phone": "0611111113"}, "c1"),
    ],
    "a shared computer: the same visitor with another address": [
        ({"channel": "chat", "id": "visitor-3", "email": "kind@voorbeeld.nl"}, "c1"),
        ({"channel": "chat", "id": "visitor-3", "email": "ouder@voorbeeld.nl"}, "c2"),
        ({"channel": "chat", "id": "visitor-3"}, "c1"),
    ],
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES.keys())
def test_who_is_who(story: Story) -> None:
    people = People()
    assert [people.writes(**sender) for sender, _ in story] == [expected for _, expected in story]


#: Two senders, and whether who writes as the one, then as the other, is one customer. Each pair is tried both ways round.
SAME = "one customer"
OTHER = "two customers"
VECTORS: list[tuple[str, dict[str, str], dict[str, str], str]] = [
    # Case, blanks and names around an address
    ("case of an address", {"email": "Jan.Jansen@Voorbeeld.NL"}, {"email": "jan.jansen@voorbeeld.nl"}, SAME),
    ("blanks around it", {"email": " jan@voorbeeld.nl\n"}, {"email": "jan@voorbeeld.nl"}, SAME),
    ("a name before it", {"email": '"Jansen, Jan" <jan@voorbeeld.nl>'}, {"email": "jan@voorbeeld.nl"}, SAME),
    ("angle brackets alone", {"email": "<jan@voorbeeld.nl>"}, {"email": "jan@voorbeeld.nl"}, SAME),
    ("a link to it", {"email": "mailto:jan@voorbeeld.nl"}, {"email": "jan@voorbeeld.nl"}, SAME),
    ("a list's semicolon", {"email": "jan@voorbeeld.nl;"}, {"email": "jan@voorbeeld.nl"}, SAME),
    ("a dot after the host", {"email": "jan@voorbeeld.nl."}, {"email": "jan@voorbeeld.nl"}, SAME),
    ("a blank of no width", {"email": "\u200bjan@voorbeeld.nl"}, {"email": "jan@voorbeeld.nl"}, SAME),
    ("wide letters", {"email": "ｊａｎ＠voorbeeld.nl"}, {"email": "jan@voorbeeld.nl"}, SAME),
    ("an accent of its own", {"email": "ju\u0308rgen@voorbeeld.nl"}, {"email": "j\u00fcrgen@voorbeeld.nl"}, SAME),
    ("a host in two alphabets", {"email": "jan@m\u00fcller.example"}, {"email": "jan@xn--mller-kva.example"}, SAME),
    # Dots and tags
    ("dots at Gmail", {"email": "j.a.n@gmail.com"}, {"email": "jan@gmail.com"}, SAME),
    ("Gmail's other name", {"email": "jan@googlemail.com"}, {"email": "jan@gmail.com"}, SAME),
    ("dots elsewhere", {"email": "j.an@voorbeeld.nl"}, {"email": "jan@voorbeeld.nl"}, OTHER),
    ("dots at a host that only looks like Gmail", {"email": "j.an@gmail.com.voorbeeld.nl"}, {"email": "jan@gmail.com.voorbeeld.nl"}, OTHER),
    ("a tag", {"email": "jan+werk@voorbeeld.nl"}, {"email": "jan@voorbeeld.nl"}, OTHER),
    ("a tag at Gmail", {"email": "gezin+jan@gmail.com"}, {"email": "gezin+piet@gmail.com"}, OTHER),
    # Typing errors: near is not the same
    ("letters the wrong way round", {"email": "jan@voorbeedl.nl"}, {"email": "jan@voorbeeld.nl"}, OTHER),
    ("another ending", {"email": "jan@voorbeeld.com"}, {"email": "jan@voorbeeld.nl"}, OTHER),
    ("a host within the host", {"email": "jan@mail.voorbeeld.nl"}, {"email": "jan@voorbeeld.nl"}, OTHER),
    ("a letter with and without an accent", {"email": "j\u00fcrgen@voorbeeld.nl"}, {"email": "jurgen@voorbeeld.nl"}, OTHER),
    ("a Cyrillic letter that looks the same", {"email": "j\u0430n@voorbeeld.nl"}, {"email": "jan@voorbeeld.nl"}, OTHER),
    # Families and shared mailboxes
    ("a family with customer numbers", {"customer_number": "1", "email": "gezin@voorbeeld.nl"},
     {"customer_number": "2", "email": "gezin@voorbeeld.nl"}, OTHER),
    ("info@ with customer numbers", {"customer_number": "11", "email": "info@firma.example"},
     {"customer_number": "12", "email": "info@firma.example"}, OTHER),
    ("info@ of two firms", {"email": "info@firma.example"}, {"email": "info@andere.example"}, OTHER),
    ("a telephone at home", {"email": "a@voorbeeld.nl", "phone": "020-1234567"}, {"email": "b@voorbeeld.nl", "phone": "0201234567"}, OTHER),
    ("a firm's number with extensions", {"phone": "+31201234567 ext 12"}, {"phone": "+31201234567 ext 13"}, OTHER),
    ("an extension and none", {"phone": "+31201234567 ext 12"}, {"phone": "020-1234567"}, OTHER),
    # Recycled numbers
    ("a recycled number, two addresses", {"email": "oud@voorbeeld.nl", "phone": "0612345678"},
     {"email": "nieuw@voorbeeld.nl", "phone": "0612345678"}, OTHER),
    ("a recycled number, two customer numbers", {"customer_number": "21", "phone": "0612345678"},
     {"customer_number": "22", "phone": "0612345678"}, OTHER),
    # Forms of a telephone number
    ("a dash", {"phone": "06-12345678"}, {"phone": "0612345678"}, SAME),
    ("a dash of Unicode", {"phone": "06\u201112345678"}, {"phone": "0612345678"}, SAME),
    ("wide digits", {"phone": "０６１２３４５６７８"}, {"phone": "0612345678"}, SAME),
    ("the country with +", {"phone": "+31 6 12 34 56 78"}, {"phone": "06 12 34 56 78"}, SAME),
    ("the country with 00", {"phone": "0031612345678"}, {"phone": "06-12345678"}, SAME),
    ("the 0 in brackets", {"phone": "+31 (0)6 12345678"}, {"phone": "0612345678"}, SAME),
    ("the country without a sign", {"phone": "31612345678"}, {"phone": "0612345678"}, SAME),
    ("WhatsApp by Twilio", {"phone": "whatsapp:+31612345678"}, {"phone": "0612345678"}, SAME),
    ("SIP", {"phone": "sip:+31612345678@voip.example"}, {"phone": "0612345678"}, SAME),
    ("Belgium", {"phone": "+32 470 12 34 56"}, {"phone": "0032470123456"}, SAME),
    ("United Kingdom", {"phone": "+44 (0)7700 900123"}, {"phone": "0044 7700 900123"}, SAME),
    ("Germany", {"phone": "+49 151 23456789"}, {"phone": "004915123456789"}, SAME),
    ("North America", {"phone": "+1 (415) 555-2671"}, {"phone": "001-415-555-2671"}, SAME),
    ("Italy, where the 0 is dialled", {"phone": "+39 06 12345678"}, {"phone": "+39 6 12345678"}, OTHER),
    ("the same digits in two countries", {"phone": "+32612345678"}, {"phone": "+31612345678"}, OTHER),
    ("one digit differs", {"phone": "0612345678"}, {"phone": "0612345679"}, OTHER),
    # Numbers that are nobody's
    ("hidden, ANONYMOUS", {"phone": "+266696687", "id": "1"}, {"phone": "+266696687", "id": "2"}, OTHER),
    ("hidden, UNAVAILABLE", {"phone": "+86282452253", "id": "1"}, {"phone": "+86282452253", "id": "2"}, OTHER),
    ("zeros", {"phone": "0000000000", "id": "1"}, {"phone": "0000000000", "id": "2"}, OTHER),
    ("nines", {"phone": "0999999999", "id": "1"}, {"phone": "0999999999", "id": "2"}, OTHER),
    ("112", {"phone": "112", "id": "1"}, {"phone": "112", "id": "2"}, OTHER),
    ("a word", {"phone": "Restricted", "id": "1"}, {"phone": "Restricted", "id": "2"}, OTHER),
    # Customer numbers
    ("dashes", {"customer_number": "KL-77.88/12"}, {"customer_number": "kl 778812"}, SAME),
    ("a dash of Unicode in it", {"customer_number": "KL\u2013778812"}, {"customer_number": "KL778812"}, SAME),
    ("wide letters in it", {"customer_number": "ＫＬ778812"}, {"customer_number": "KL778812"}, SAME),
    ("zeros before it", {"customer_number": "00778812"}, {"customer_number": "778812"}, OTHER),
    # Handles and ids
    ("case and sign of a handle", {"handle": "@JanDV"}, {"handle": "jandv"}, SAME),
    ("a handle with its server", {"handle": "@JanDV@Mastodon.Example"}, {"handle": "jandv@mastodon.example"}, SAME),
    ("the same handle on two servers", {"handle": "@jandv@mastodon.example"}, {"handle": "@jandv@andere.example"}, OTHER),
    ("wide letters in a handle", {"handle": "Ｊan"}, {"handle": "jan"}, SAME),
    ("a handle on two channels", {"channel": "social", "handle": "jandv"}, {"channel": "forum", "handle": "jandv"}, OTHER),
    ("a handle on two platforms", {"channel": "social", "source": "mastodon", "handle": "jandv"},
     {"channel": "social", "source": "x", "handle": "jandv"}, OTHER),
    ("an id on two platforms", {"channel": "chat", "source": "slack", "id": "U1"}, {"channel": "chat", "source": "telegram", "id": "U1"}, OTHER),
    ("case of an id", {"id": "u1"}, {"id": "U1"}, OTHER),
    ("a handle that is somebody's id", {"handle": "17"}, {"id": "17"}, OTHER),
    ("an address that is somebody's handle", {"handle": "jan@voorbeeld.nl"}, {"email": "jan@voorbeeld.nl"}, OTHER),
    # Names say nothing
    ("the same name", {"name": "Jan Jansen", "email": "a@voorbeeld.nl"}, {"name": "Jan Jansen", "email": "b@voorbeeld.nl"}, OTHER),
    ("another name at one address", {"name": "Jan", "email": "a@voorbeeld.nl"}, {"name": "J. Jansen", "email": "a@voorbeeld.nl"}, SAME),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "expected"), [vector[1:] for vector in VECTORS], ids=[vector[0] for vector in VECTORS])
def test_two_senders_are_or_are_not_one_customer(first: dict[str, str], second: dict[str, str], expected: str) -> None:
    for one, other in ((first, second), (second, first)):
        people = People()
        assert (people.writes(**one) == people.writes(**other)) == (expected == SAME)


def test_there_are_enough_vectors() -> None:
    assert len(VECTORS) >= 60
    assert len({name for name, *_ in VECTORS}) == len(VECTORS)


def test_callers_who_hide_their_number_are_not_one_customer() -> None:
    people = People()
    first = people.comes(identifiers(message("phone", "call-1", phone="anonymous"), "inbound", PEPPER, "NL"))
    second = people.comes(identifiers(message("phone", "call-2", phone="anonymous"), "inbound", PEPPER, "NL"))
    assert first != second


def test_a_hidden_number_is_one_customer_within_its_conversation() -> None:
    people = People()
    first = people.comes(identifiers(message("phone", "call-1", "line-7", phone="0"), "inbound", PEPPER, "NL"))
    second = people.comes(identifiers(message("phone", "call-2", "line-7", phone="0"), "inbound", PEPPER, "NL"))
    assert first == second


def test_a_conversation_that_stands_in_is_no_id_of_that_name() -> None:
    stands_in = identifiers(message("phone", "call-1", "7", phone="anonymous"), "inbound", PEPPER, "NL")
    real = identifiers(message("phone", "call-1", id="7"), "inbound", PEPPER, "NL")
    assert stands_in != real


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Jan@Voorbeeld.NL", "jan@voorbeeld.nl"),
        (" jan@voorbeeld.nl. ", "jan@voorbeeld.nl"),
        ("Jan <jan@voorbeeld.nl>", "jan@voorbeeld.nl"),
        ("jan+werk@voorbeeld.nl", "jan+werk@voorbeeld.nl"),
        ("geen adres", None),
        ("jan@", None),
        ("@voorbeeld.nl", None),
        ("a@b@c.nl", None),
        ("jan de vries@voorbeeld.nl", None),
    ],
)
def test_normal_email(written: str, normal: str | None) -> None:
    assert normal_email(written) == normal


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("0612345678", "+31612345678"),
        ("06 12 34 56 78", "+31612345678"),
        ("+31 (0)6 12345678", "+31612345678"),
        ("020 123 4567", "+31201234567"),
        ("+4479 1112 3456", "+447911123456"),
        ("tel:+31612345678", "+31612345678"),
        ("anonymous", None),
        ("0", None),
        ("", None),
        ("12", None),
        ("9" * 320, None),
    ],
)
def test_normal_phone(written: str, normal: str | None) -> None:
    assert normal_phone(written, "NL") == normal


def test_the_short_way_and_the_library_agree_on_dutch_numbers() -> None:
    for written in ("0612345678", "+31612345678", "0031612345678", "0201234567", "0851234567"):
        assert normal_phone(written, "NL") == normal_phone(" ".join(written), "NL")


def test_normal_customer_number_and_handle() -> None:
    assert normal_customer_number(" kl-77 88.12 ") == "KL778812"
    assert normal_customer_number("#") is None
    assert normal_handle(" @JanDV") == "jandv"
    assert normal_handle("@") is None


def test_identifiers_are_strong_to_weak_and_tell_nothing() -> None:
    sender = {"id": "7", "email": "jan@voorbeeld.nl", "phone": "0612345678", "handle": "jan", "customer_number": "1001"}
    found = identifiers(message(**sender), "inbound", PEPPER, "NL")
    assert [one.kind for one in found] == list(KINDS)
    assert all(len(one.digest) == 16 for one in found)
    assert found != identifiers(message(**sender), "inbound", b"another pepper of the tests", "NL")


_SENDERS = st.fixed_dictionaries(
    {},
    optional={
        "customer_number": st.sampled_from(["1", "2", "3"]),
        "email": st.sampled_from(["a@x.nl", "b@x.nl", "c@x.nl"]),
        "phone": st.sampled_from(["0611111111", "0622222222", "0633333333"]),
        "handle": st.sampled_from(["h1", "h2"]),
        "id": st.sampled_from(["i1", "i2", "i3"]),
    },
).filter(bool)


@given(st.lists(st.tuples(_SENDERS, st.sampled_from(["web", "chat"])), max_size=30))
def test_an_identifier_never_changes_hands(senders: list[tuple[dict[str, str], str]]) -> None:
    """However messages come: whose an identifier once is, it stays; and the strongest known one decides, where rule 2 allows it."""
    people = People()
    for sender, channel in senders:
        before = {digest: owner.customer_id for digest, owner in people.owners.items()}
        presented = identifiers(message(channel, **sender), "inbound", PEPPER, "NL")
        customer = people.comes(presented)
        after = {digest: owner.customer_id for digest, owner in people.owners.items()}
        assert before.items() <= after.items()
        assert all(one.digest in after for one in presented)
        assert presented[0].digest not in before or customer == before[presented[0].digest]
        assert people.comes(presented) == customer, "the same again is the same customer"


def test_sender_is_what_the_schema_says() -> None:
    assert {kind for kind in Sender.model_fields if kind != "name"} == set(KINDS)
    assert Channel("web") is Channel.WEB
