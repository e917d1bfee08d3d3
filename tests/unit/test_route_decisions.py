"""The default policy, case by case: labels in, destination, team and rule out.

Each case is a message as a person would read it, and what that person would agree with. `given` are the facts that are not labels.
"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.messages.inbound import Channel
from schemas.messages.labels import Emotion, Kind, Language, Sentiment, Urgency
from services.route.domain.policy import Facts
from tests.route_world import POLICY

PLAIN: dict[str, Any] = {
    "language": "en",
    "topic": "product_question",
    "topic_confidence": 0.9,
    "sentiment": "neutral",
    "sentiment_score": 0.0,
    "emotion": "none",
    "urgency": "normal",
    "personal": False,
    "kind": "question",
    "channel": "chat",
}
ANGRY = {"sentiment": "negative", "sentiment_score": -0.8, "emotion": "anger"}
AFRAID = {"sentiment": "negative", "sentiment_score": -0.7, "emotion": "fear"}
SAD = {"sentiment": "negative", "sentiment_score": -0.6, "emotion": "sadness"}
UNHAPPY = {"sentiment": "negative", "sentiment_score": -0.4}
HAPPY = {"sentiment": "positive", "sentiment_score": 0.8, "emotion": "joy"}
KNOWN_OUTAGE = {"topic": "outage", "incident": True}

CASES: list[tuple[str, dict[str, Any], str, str | None, str]] = [
    # Questions that anyone who knows the product can answer: the community first.
    ("How do I pair the speaker with my phone?", {}, "community", None, "generic-question"),
    ("Hoe koppel ik de speaker aan mijn telefoon?", {"language": "nl"}, "community", None, "generic-question"),
    ("Which countries does roaming cover?", {"topic": "contract", "urgency": "low"}, "community", None, "generic-question"),
    ("Kan ik in het buitenland met iDEAL betalen?", {"language": "nl", "topic": "payment", "urgency": "low"}, "community", None, "generic-question"),
    ("When is an invoice usually sent?", {"topic": "billing", "urgency": "low"}, "community", None, "generic-question"),
    ("How long does shipping to Belgium take?", {"topic": "delivery", "urgency": "low"}, "community", None, "generic-question"),
    ("Can I return shoes that I wore outside once?", {"topic": "returns"}, "community", None, "generic-question"),
    ("How do I turn on two-step verification?", {"topic": "account_access"}, "community", None, "generic-question"),
    ("The app crashes on Android 15, what can I do?", {"topic": "technical_problem"}, "community", None, "generic-question"),
    ("Is it down for others too?", {"topic": "outage"}, "community", None, "generic-question"),
    (
        "De app loopt vast na de update, iemand een idee?",
        {"language": "nl", "topic": "technical_problem", **UNHAPPY},
        "community",
        None,
        "generic-question",
    ),
    ("Thanks for the last answer, and how do I reset it?", {**HAPPY}, "community", None, "generic-question"),
    ("A tweet, with everyone watching: how do I reset it?", {"channel": "social", "public": True}, "community", None, "generic-question"),
    ("A new customer on the forum", {"channel": "forum", "public": True, "returning": False}, "community", None, "generic-question"),
    (
        "The same question again, on a second channel",
        {"repeat": True, "conversation": "community", "channels_used": 2},
        "community",
        None,
        "generic-question",
    ),
    # One's own payment, invoice, order, account, contract: an agent.
    ("Why was I charged twice this month?", {"topic": "billing", "personal": True}, "agents", "billing", "personal"),
    ("Waarom is mijn factuur 40 euro hoger?", {"language": "nl", "topic": "billing", "personal": True}, "agents", "billing", "personal"),
    ("My refund has not arrived yet", {"topic": "payment", "personal": True}, "agents", "billing", "personal"),
    ("Where is my parcel 3SABC?", {"topic": "delivery", "personal": True}, "agents", "logistics", "personal"),
    ("Mijn bestelling is nog niet binnen", {"language": "nl", "topic": "delivery", "personal": True}, "agents", "logistics", "personal"),
    ("When will my repaired laptop be back?", {"topic": "returns", "personal": True}, "agents", "logistics", "personal"),
    ("I can't log in to my account", {"topic": "account_access", "personal": True}, "agents", "account", "personal"),
    ("Please cancel my subscription", {"topic": "contract", "personal": True}, "agents", "sales", "personal"),
    (
        "Ik ga verhuizen, hoe neem ik mijn internet mee naar mijn nieuwe adres?",
        {"language": "nl", "topic": "contract", "personal": True},
        "agents",
        "sales",
        "personal",
    ),
    ("My modem loses its connection every night", {"topic": "technical_problem", "personal": True}, "agents", "technical", "personal"),
    ("Does this cover fit the phone that I ordered?", {"personal": True}, "agents", "sales", "personal"),
    (
        "A question about my own account, asked in public",
        {"topic": "account_access", "personal": True, "channel": "social", "public": True},
        "agents",
        "account",
        "personal",
    ),
    ("Something about my case; the topic is unclear", {"topic": "other", "topic_confidence": 0.2, "personal": True}, "agents", "general", "personal"),
    ("Thank you, but where is my second parcel?", {"topic": "delivery", "personal": True, **HAPPY}, "agents", "logistics", "personal"),
    ("My mother has died; what about her contract?", {"topic": "contract", "personal": True, **SAD}, "agents", "sales", "grief"),
    (
        "Mijn man is overleden, kunt u het abonnement stoppen?",
        {"language": "nl", "topic": "contract", "personal": True, **SAD},
        "agents",
        "sales",
        "grief",
    ),
    ("Jammer dat deze functie er niet meer is, hoe doe ik het nu?", {"language": "nl", **SAD}, "community", None, "generic-question"),
    # Complaints.
    ("I am sorry to say that the delivery was not as promised.", {"topic": "delivery", "kind": "complaint"}, "agents", "logistics", "complaint"),
    (
        "Third time that I write about this invoice",
        {"topic": "billing", "kind": "complaint", "personal": True, **UNHAPPY},
        "agents",
        "billing",
        "complaint",
    ),
    ("De klantenservice is onbereikbaar", {"language": "nl", "topic": "feedback", "kind": "complaint", **UNHAPPY}, "agents", "care", "complaint"),
    ("The new app is a step back", {"topic": "technical_problem", "kind": "complaint", **UNHAPPY}, "agents", "technical", "complaint"),
    ("Great, another price increase. Well done.", {"topic": "contract", "kind": "complaint", **UNHAPPY}, "agents", "sales", "complaint"),
    (
        "A complaint whose topic nobody can tell",
        {"topic": "other", "topic_confidence": 0.1, "kind": "complaint", **UNHAPPY},
        "agents",
        "general",
        "complaint",
    ),
    # Strong feelings: a person, and not a template.
    ("WHY does nobody tell me how this works!!!", {**ANGRY}, "agents", "care", "strong-emotion"),
    (
        "Belachelijk, alweer een verkeerde factuur!",
        {"language": "nl", "topic": "billing", "personal": True, "kind": "complaint", **ANGRY},
        "agents",
        "care",
        "strong-emotion",
    ),
    ("I am worried that someone reads my messages", {"topic": "account_access", **AFRAID}, "agents", "care", "strong-emotion"),
    ("You should finally build a dark mode, this is infuriating", {"kind": "idea", "topic": "feedback", **ANGRY}, "agents", "care", "strong-emotion"),
    (
        "Fear, but in a good mood (a ghost train ticket)",
        {"emotion": "fear", "sentiment": "positive", "sentiment_score": 0.5},
        "community",
        None,
        "generic-question",
    ),
    # Urgent: agents first, whatever else it is.
    (
        "There is smoke coming out of the charger",
        {"topic": "technical_problem", "urgency": "high", "personal": True},
        "agents",
        "technical",
        "urgent",
    ),
    (
        "Ik ruik gas bij de cv-ketel!",
        {"language": "nl", "topic": "technical_problem", "urgency": "high", "personal": True, **AFRAID},
        "agents",
        "technical",
        "urgent-upset",
    ),
    (
        "Someone is emptying my account right now",
        {"topic": "account_access", "urgency": "high", "personal": True, **AFRAID},
        "agents",
        "account",
        "urgent-upset",
    ),
    ("Block my card please, it was stolen", {"topic": "account_access", "urgency": "high", "personal": True}, "agents", "account", "urgent"),
    ("We are stranded in Lisbon, flight cancelled", {"topic": "outage", "urgency": "high", "personal": True}, "agents", "technical", "urgent"),
    ("No internet at all since this morning", {"topic": "outage", "urgency": "high"}, "agents", "technical", "urgent"),
    ("My parcel must be here tomorrow, it is insulin", {"topic": "delivery", "urgency": "high", "personal": True}, "agents", "logistics", "urgent"),
    (
        "Wat moet ik betalen voor morgen om afsluiting te voorkomen?",
        {"language": "nl", "topic": "payment", "urgency": "high", "personal": True},
        "agents",
        "billing",
        "urgent",
    ),
    ("Urgent, in German", {"language": "other", "topic": "account_access", "urgency": "high"}, "agents", "account", "urgent"),
    (
        "Sparks from the socket while an outage is known",
        {"topic": "technical_problem", "urgency": "high", "incident": True},
        "agents",
        "technical",
        "urgent",
    ),
    # An open incident that matches.
    ("Is there an outage in Utrecht?", {**KNOWN_OUTAGE}, "notice", None, "incident-notice"),
    ("Ligt het internet eruit?", {"language": "nl", **KNOWN_OUTAGE}, "notice", None, "incident-notice"),
    ("No internet at all!!!", {"urgency": "high", **KNOWN_OUTAGE, **ANGRY, "kind": "complaint"}, "notice", None, "incident-notice"),
    (
        "Lekker dan, alweer geen internet",
        {"language": "nl", "urgency": "high", "kind": "complaint", **KNOWN_OUTAGE, **UNHAPPY},
        "notice",
        None,
        "incident-notice",
    ),
    ("geen internet", {"language": "nl", "kind": "other", **KNOWN_OUTAGE}, "notice", None, "incident-notice"),
    ("My own line needs an engineer", {"personal": True, **KNOWN_OUTAGE}, "agents", "technical", "incident-personal"),
    ("My alarm system is down with it", {"personal": True, "urgency": "high", **KNOWN_OUTAGE}, "agents", "technical", "incident-personal-urgent"),
    (
        "I had the announcement. It does not help.",
        {"kind": "complaint", "announced": True, "conversation": "notice", **KNOWN_OUTAGE},
        "agents",
        "technical",
        "incident-not-enough",
    ),
    ("And when is it over?", {"announced": True, "conversation": "notice", **KNOWN_OUTAGE}, "notice", None, "incident-notice"),
    ("The same outage, in German", {"language": "other", **KNOWN_OUTAGE}, "agents", "general", "other-language"),
    ("The same outage, in German, and urgent", {"language": "other", "urgency": "high", **KNOWN_OUTAGE}, "agents", "technical", "urgent-outage"),
    ("Perhaps about the outage, perhaps not", {**KNOWN_OUTAGE, "topic_confidence": 0.3}, "agents", "general", "low-confidence"),
    ("Well done, fixed so fast", {"kind": "praise", **HAPPY, **KNOWN_OUTAGE}, "community", None, "praise"),
    ("A delay that was announced", {"topic": "delivery", "incident": True}, "notice", None, "incident-notice"),
    ("It is over, they say. Not here.", {"topic": "outage", "after_incident": True, "conversation": "notice"}, "agents", "technical", "still-broken"),
    ("Thanks, it works again", {"topic": "outage", "after_incident": True, "kind": "praise", **HAPPY}, "community", None, "praise"),
    # Ideas and praise.
    (
        "You could show the data that is left on the lock screen",
        {"topic": "product_question", "kind": "idea", "urgency": "low"},
        "community",
        None,
        "idea",
    ),
    ("Idee: een donkere modus", {"language": "nl", "topic": "feedback", "kind": "idea", "urgency": "low"}, "community", None, "idea"),
    ("An idea about who knows what", {"topic": "other", "topic_confidence": 0.2, "kind": "idea"}, "community", None, "idea"),
    ("Kim helped me so well, thank you", {"topic": "feedback", "kind": "praise", **HAPPY}, "community", None, "praise"),
    ("Top geholpen!", {"language": "nl", "topic": "other", "topic_confidence": 0.3, "kind": "praise", **HAPPY}, "community", None, "praise"),
    ("Praise, in public", {"kind": "praise", "channel": "social", "public": True, **HAPPY}, "community", None, "praise"),
    # What nobody can place.
    ("hello", {"topic": "other", "topic_confidence": 0.2, "kind": "other"}, "agents", "general", "nothing-to-answer"),
    ("Win a cruise!!!", {"topic": "other", "kind": "other", "channel": "email"}, "agents", "general", "nothing-to-answer"),
    ("ok", {"topic": "feedback", "kind": "other"}, "agents", "general", "nothing-to-answer"),
    ("Something with a thing and the other thing?", {"topic": "other"}, "agents", "general", "off-topic"),
    ("Billing? Payment? Hard to say.", {"topic": "billing", "topic_confidence": 0.31}, "agents", "general", "low-confidence"),
    ("Just certain enough", {"topic": "billing", "topic_confidence": 0.5}, "community", None, "generic-question"),
    ("Wo ist die Bedienungsanleitung?", {"language": "other"}, "agents", "general", "other-language"),
    ("Merci beaucoup !", {"language": "other", "kind": "praise", **HAPPY}, "agents", "general", "other-language"),
    # Asked everywhere.
    ("Chat, mail, and now by phone", {"repeat": True, "conversation": "community", "channels_used": 3}, "agents", "sales", "asked-everywhere"),
]


def facts(given_: dict[str, Any]) -> Facts:
    return Facts(**{**PLAIN, **given_})


@pytest.mark.parametrize(("text", "given_", "destination", "team", "rule"), CASES, ids=[case[0] for case in CASES])
def test_case(text: str, given_: dict[str, Any], destination: str, team: str | None, rule: str) -> None:
    verdict = POLICY.decide(facts(given_))
    assert (verdict.destination, verdict.team, verdict.rule) == (destination, team, rule), text


def test_the_table_reaches_every_rule() -> None:
    assert {case[4] for case in CASES} == {rule.name for rule in POLICY.document.rules}


def test_the_order_of_priorities() -> None:
    """Danger before distress, distress before complaints, complaints before questions, questions before praise."""
    ladder = [
        {"urgency": "high", **AFRAID},
        {"urgency": "high"},
        {**ANGRY},
        {"kind": "complaint"},
        {"personal": True},
        {},
        {"kind": "idea"},
        {"kind": "praise"},
    ]
    priorities = [POLICY.decide(facts(rung)).priority for rung in ladder]
    assert priorities == sorted(priorities, reverse=True)
    assert len(set(priorities)) == len(priorities)


@pytest.mark.parametrize("given_", [{"urgency": "high", **AFRAID}, {**ANGRY}, {"personal": True, **SAD}])
def test_strong_feelings_come_with_a_hint(given_: dict[str, Any]) -> None:
    hint = POLICY.decide(facts(given_)).outcome.tone_hint
    assert hint is not None
    assert hint.nl is not None


def test_reasons_are_in_the_language_of_the_message() -> None:
    outcome = POLICY.decide(facts({"topic": "billing", "personal": True})).outcome
    assert (
        POLICY.say(outcome.because, "nl", "billing")
        == "Hier zijn eigen gegevens van de klant voor nodig (een factuur): een medewerker, niet de community."
    )
    assert POLICY.say(outcome.because, "other", "billing") == "This takes the customer's own data (an invoice): an agent, not the community."


any_facts = st.builds(
    Facts,
    language=st.sampled_from(Language),
    topic=st.sampled_from(sorted(POLICY.document.topics)),
    topic_confidence=st.floats(0, 1),
    sentiment=st.sampled_from(Sentiment),
    sentiment_score=st.floats(-1, 1),
    emotion=st.sampled_from(Emotion),
    urgency=st.sampled_from(Urgency),
    personal=st.booleans(),
    kind=st.sampled_from(Kind),
    channel=st.sampled_from(Channel),
    public=st.booleans(),
    returning=st.booleans(),
    repeat=st.booleans(),
    region=st.sampled_from(["", "utrecht"]),
    incident=st.booleans(),
    announced=st.booleans(),
    after_incident=st.booleans(),
    conversation=st.sampled_from(["none", "community", "agents", "notice"]),
    channels_used=st.integers(1, 6),
)


@given(any_facts)
def test_going_public_changes_nothing(some: Facts) -> None:
    quiet, loud = POLICY.decide(some._replace(public=False)), POLICY.decide(some._replace(public=True))
    assert loud.priority <= quiet.priority
    assert (loud.destination, loud.team, loud.rule) == (quiet.destination, quiet.team, quiet.rule)


@given(any_facts)
def test_every_message_has_a_decision_that_can_be_carried_out(some: Facts) -> None:
    verdict = POLICY.decide(some)
    assert (verdict.team in POLICY.teams) is (verdict.destination == "agents")
    if verdict.destination == "notice":
        assert some.incident
    if some.personal or some.language == "other":
        assert verdict.destination == "agents", "nobody's own case is put before the community"


def test_the_table_speaks_of_facts_only() -> None:
    known = set(Facts._fields)
    assert all(set(case[1]) <= known for case in CASES)
    assert len(CASES) >= 60
