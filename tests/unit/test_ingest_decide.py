"""One message and the rows: duplicates, conflicts, customers, and what goes on."""

from datetime import UTC, datetime
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from runtime.broker import Record
from runtime.codec import decode, encode
from runtime.hop import Decision, Input
from schemas.messages.customers import CustomerChange, CustomerChanged
from schemas.messages.inbound import Channel
from schemas.messages.stream import IngestedMessage
from services.ingest.app.stream import Secrets, read_record
from services.ingest.domain import Arrival, Known, Learned, Seen, View, decide, fold

SECRETS = Secrets(b"a pepper for the tests", "NL", {})
NOW = datetime(2026, 3, 2, 8, 15, 1, tzinfo=UTC)


class Stream:
    """Messages one after the other, over one view."""

    def __init__(self) -> None:
        self.view = View()
        self.offset = 0

    def comes(self, channel: str = "web", **fields: Any) -> Decision:
        value = {
            "id": "m1",
            "channel": channel,
            "sender": {"email": "jan@voorbeeld.nl"},
            "text": "hallo",
            "sent_at": "2026-03-02T09:15:00+01:00",
            **fields,
        }
        record = Record(f"inbound-{channel}", 0, self.offset, None, orjson.dumps(value), (), 0)
        self.offset += 1
        arrived = read_record(record, Channel(channel), SECRETS)
        assert isinstance(arrived, Arrival)
        item = Input(record.place, record.offset, None, arrived, f"{record.topic}/0/{record.offset}", "", ())
        decision = decide(self.view, item, NOW)
        assert decide(self.view, item, NOW) == decision, "the same input over the same rows"
        fold(self.view, decision)
        return decision


def ingested(decision: Decision) -> IngestedMessage:
    (event,) = [event for event in decision.events if event.topic == "messages-ingested"]
    assert isinstance(event.value, IngestedMessage)
    assert event.key == event.value.customer_id
    # What is published can be read by whoever reads it.
    assert decode(IngestedMessage, encode(event.value), 1_000_000) == event.value
    return event.value


def changed(decision: Decision) -> CustomerChanged:
    (event,) = [event for event in decision.events if event.topic == "customers-changed"]
    assert isinstance(event.value, CustomerChanged)
    assert event.key == event.value.customer_id
    return event.value


def test_a_new_customer_becomes_known_and_the_message_goes_on() -> None:
    decision = Stream().comes(
        text="Mijn BSN is 123456782. Groet, Jan",
        subject="Vraag van Jan",
        sender={"email": "jan@voorbeeld.nl", "name": "Jan"},
        conversation_id="thread-9",
        in_reply_to="m0",
        language="nl",
        region="Utrecht",
        public=True,
        attachments=[{"name": "paspoort jan.pdf", "media_type": "application/pdf", "bytes": 12, "url": "http://x/y"}],
    )
    assert decision.outcome == "new_customer"
    assert [type(change) for change in decision.changes] == [Seen, Known]
    known = changed(decision)
    assert (known.change, known.identifiers, known.at) == (CustomerChange.KNOWN, ("email",), NOW)
    message = ingested(decision)
    assert message.customer_id == known.customer_id
    assert message.text == "Mijn BSN is [BSN]. Groet, [NAME]"
    assert message.subject == "Vraag van [NAME]"
    assert message.redactions == {"bsn": 1, "name": 2}
    assert (message.inbound_id, message.source, message.returning, message.received_at) == ("m1", "inbound", False, NOW)
    assert (message.thread_id, message.in_reply_to, message.declared_language, message.region, message.public) == (
        "thread-9",
        "m0",
        "nl",
        "Utrecht",
        True,
    )
    assert [(one.media_type, one.bytes) for one in message.attachments] == [("application/pdf", 12)]
    assert b"paspoort" not in encode(message)


def test_the_same_again_is_dropped() -> None:
    stream = Stream()
    stream.comes()
    decision = stream.comes()
    assert decision == Decision(outcome="duplicate")


def test_the_same_id_with_other_content_is_refused() -> None:
    stream = Stream()
    stream.comes()
    decision = stream.comes(text="iets anders")
    assert decision.refusal is not None
    assert decision.refusal.reason == "conflicting_duplicate"
    assert not decision.events
    assert not decision.changes
    assert stream.comes().outcome == "duplicate", "the first one still stands"


def test_the_same_id_on_another_channel_is_another_message() -> None:
    stream = Stream()
    first, second = ingested(stream.comes()), ingested(stream.comes("chat"))
    assert first.message_id != second.message_id
    assert (second.returning, second.customer_id) == (True, first.customer_id)


def test_a_customer_gets_another_identifier() -> None:
    stream = Stream()
    first = ingested(stream.comes())
    decision = stream.comes("chat", sender={"email": "jan@voorbeeld.nl", "phone": "0612345678", "id": "v1"})
    assert decision.outcome == "identified"
    assert changed(decision).identifiers == ("phone", "id")
    assert changed(decision).change is CustomerChange.IDENTIFIED
    assert "e-mail address" in changed(decision).because
    (learned,) = [change for change in decision.changes if isinstance(change, Learned)]
    assert learned.kinds == 2 | 4 | 16
    assert ingested(stream.comes("phone", sender={"phone": "+31 6 12345678"})).customer_id == first.customer_id


def test_a_new_message_of_a_known_customer_changes_nothing_about_them() -> None:
    stream = Stream()
    stream.comes()
    decision = stream.comes(id="m2")
    assert decision.outcome == "returning"
    assert [type(change) for change in decision.changes] == [Seen]
    assert [event.topic for event in decision.events] == ["messages-ingested"]


def test_rules_see_what_was_learned_earlier_in_the_batch() -> None:
    stream = Stream()
    father = ingested(stream.comes(id="1", sender={"phone": "0201234567", "id": "x"}))
    stream.comes(id="2", sender={"email": "vader@voorbeeld.nl", "phone": "0201234567"})
    mother = ingested(stream.comes(id="3", sender={"email": "moeder@voorbeeld.nl", "phone": "0201234567"}))
    assert mother.customer_id != father.customer_id


def test_a_forum_is_public_unless_it_says_otherwise() -> None:
    stream = Stream()
    assert ingested(stream.comes("forum", id="1")).public is True
    assert ingested(stream.comes("forum", id="2", public=False)).public is False
    assert ingested(stream.comes("web", id="3")).public is False


_MESSAGES = st.tuples(
    st.sampled_from(["web", "chat"]), st.sampled_from(["1", "2", "3", "4"]), st.sampled_from(["a", "b"]), st.sampled_from(["x@x.nl", "y@x.nl"])
)


@given(st.lists(_MESSAGES, max_size=40))
def test_however_often_it_comes_a_message_goes_on_once(arriving: list[tuple[str, str, str, str]]) -> None:
    stream = Stream()
    went_on: dict[tuple[str, str], tuple[str, str]] = {}
    for channel, inbound_id, text, email in arriving:
        decision = stream.comes(channel, id=inbound_id, text=text, sender={"email": email})
        first = went_on.get((channel, inbound_id))
        if first is None:
            assert ingested(decision).text == text
            went_on[channel, inbound_id] = (text, email)
        elif first == (text, email):
            assert decision == Decision(outcome="duplicate")
        else:
            assert decision.refusal is not None
            assert not decision.events
    assert len(stream.view.seen) == len(went_on)
