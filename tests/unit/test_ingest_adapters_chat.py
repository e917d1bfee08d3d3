"""Slack, Telegram, Chatwoot and Matrix: what becomes of what they send. (Signatures and hostile bytes: test_ingest_signatures.)"""

from datetime import UTC, datetime
from typing import Any

import pytest
from adapter_readings import CAME_AT, example, ignored, messages, only, read, refused

from services.ingest.adapters import Challenge

# --- Slack -------------------------------------------------------------------------------------------------------------------------


def slack(**event: Any) -> dict[str, Any]:
    """The example with an event of `event`: only these fields."""
    return {**example("slack", "message"), "event": event}


MESSAGE = {"type": "message", "channel": "C1", "user": "U1", "text": "Hello world", "ts": "1355517523.000005"}


def test_slack_message() -> None:
    message = only("slack", example("slack", "message"))
    assert (message.id, message.channel.value, message.sender.id) == ("C0001VRAAG:1772439300.000200", "chat", "U0001ANNA")
    assert message.text == "Hallo @U0099HULP, mijn internet valt steeds weg & de storingspagina zegt niets"
    assert message.sent_at == datetime(2026, 3, 2, 8, 15, 0, 200, UTC)
    assert message.conversation_id == "slack:C0001VRAAG:1772439300.000200"
    assert message.is_public is False


def test_slack_sends_little() -> None:
    message = only("slack", {"type": "event_callback", "event": MESSAGE})
    assert (message.id, message.text, message.in_reply_to) == ("C1:1355517523.000005", "Hello world", None)


def test_slack_says_a_mention_twice_and_it_is_one() -> None:
    assert only("slack", slack(**MESSAGE, channel_type="channel", event_ts="1", client_msg_id="x")) == only(
        "slack", slack(**{**MESSAGE, "type": "app_mention"}, event_ts="2")
    )


def test_slack_threads_and_direct_messages() -> None:
    answer = only("slack", slack(**MESSAGE, thread_ts="1355517500.000001"))
    assert (answer.conversation_id, answer.in_reply_to) == ("slack:C1:1355517500.000001", "C1:1355517500.000001")
    assert only("slack", slack(**{**MESSAGE, "channel": "D7"})).conversation_id == "slack:D7"


def test_slack_edit() -> None:
    now = {**{name: MESSAGE[name] for name in ("type", "user", "ts")}, "text": "Hello, world!", "edited": {"user": "U1", "ts": "1358878755.000001"}}
    event = {"type": "message", "subtype": "message_changed", "hidden": True, "channel": "C1", "ts": "1358878755.000001", "message": now}
    edit = only("slack", slack(**event))
    assert (edit.id, edit.in_reply_to) == ("C1:1355517523.000005:edit:1358878755.000001", "C1:1355517523.000005")
    assert (edit.text, edit.sent_at.year) == ("Hello, world!", 2013)
    assert edit.conversation_id == only("slack", slack(**MESSAGE)).conversation_id
    # A preview was found: nobody said anything.
    ignored("slack", slack(**event, previous_message={**now, "edited": None}))
    ignored("slack", slack(**{**event, "message": {**now, "edited": None}}))
    ignored("slack", slack(**{**event, "message": {**now, "subtype": "tombstone"}}))


def test_slack_deletion() -> None:
    event = {"type": "message", "subtype": "message_deleted", "hidden": True, "channel": "C1", "ts": "1", "deleted_ts": MESSAGE["ts"]}
    assert ignored("slack", slack(**event, previous_message=MESSAGE)) == "message message_deleted"


def test_slack_files() -> None:
    file = {"id": "F1", "name": "router.jpg", "mimetype": "image/jpeg", "size": 12_345, "url_private": "https://files.slack.com/F1"}
    message = only("slack", slack(**{**MESSAGE, "text": ""}, subtype="file_share", files=[file, {"id": "F2", "file_access": "check_file_info"}]))
    assert message.text == "[image] [file]"
    assert (message.attachments[0].name, message.attachments[0].bytes) == ("router.jpg", 12_345)
    assert only("slack", slack(**MESSAGE, subtype="file_share", files=[file])).text == "Hello world"


@pytest.mark.parametrize(
    "event",
    [
        {**MESSAGE, "bot_id": "B1"},
        {**MESSAGE, "subtype": "bot_message", "bot_id": "B1", "user": None},
        {**MESSAGE, "bot_profile": {"id": "B1"}},
        {**MESSAGE, "user": "USLACKBOT"},
        {**MESSAGE, "user": "U0099HULP"},
        {**MESSAGE, "subtype": "channel_join"},
        {**MESSAGE, "text": ""},
        {"type": "reaction_added", "user": "U1", "reaction": "thumbsup"},
        {"type": "something_new"},
        {},
    ],
)
def test_slack_what_is_no_customers(event: dict[str, Any]) -> None:
    assert ignored("slack", slack(**event))


def test_slack_asks_whether_the_address_is_ours() -> None:
    challenge = "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"
    assert read("slack", {"token": "t", "challenge": challenge, "type": "url_verification"}) == Challenge(challenge)
    assert refused("slack", {"type": "url_verification"}).startswith("/challenge")
    assert ignored("slack", {"type": "app_rate_limited"}) == "app_rate_limited"


@pytest.mark.parametrize(("without", "where"), [("channel", "/event/channel"), ("user", "/event/user"), ("ts", "/event/ts")])
def test_slack_what_can_not_be_left_out(without: str, where: str) -> None:
    assert refused("slack", slack(**{name: value for name, value in MESSAGE.items() if name != without})).startswith(where)
    assert refused("slack", slack(**{**MESSAGE, "ts": "gisteren"})).startswith("/event/ts")


# --- Telegram ------------------------------------------------------------------------------------------------------------------------

WHO = {"id": 7, "is_bot": False, "first_name": "Anna"}
CHAT = {"id": 7, "type": "private"}


def telegram(kind: str = "message", **message: Any) -> dict[str, Any]:
    return {"update_id": 12, kind: {"message_id": 5, "from": WHO, "chat": CHAT, "date": 1_772_439_300, **message}}


def test_telegram_message() -> None:
    message = only("telegram", example("telegram", "message"))
    assert (message.id, message.channel.value, message.conversation_id) == ("700100200:411", "chat", "telegram:700100200")
    assert (message.sender.id, message.sender.handle, message.sender.name) == ("700100200", "annavisser", "Anna Visser")
    assert (message.text, message.sent_at) == ("Waar blijft mijn pakket? Het zou gisteren komen.", CAME_AT)
    assert message.sender.phone is None


def test_telegram_the_first_word_to_a_bot() -> None:
    assert only("telegram", telegram(text="/start", entities=[{"type": "bot_command", "offset": 0, "length": 6}])).text == "/start"


def test_telegram_edit() -> None:
    edit = only("telegram", telegram("edited_message", text="Hallo!", edit_date=1_772_439_360))
    assert (edit.id, edit.in_reply_to, edit.sent_at.minute) == ("7:5:edit:12", "7:5", 16)
    # A live location moves on.
    ignored("telegram", telegram("edited_message", location={"latitude": 52.1, "longitude": 5.1}, edit_date=1_772_439_360))


def test_telegram_captions_and_media_without_words() -> None:
    photo = [{"file_id": "a", "file_size": 100}, {"file_id": "b", "file_size": 9_000}]
    message = only("telegram", telegram(photo=photo, caption="Dit staat op het scherm"))
    assert (message.text, message.attachments[0].media_type, message.attachments[0].bytes) == ("Dit staat op het scherm", "image/jpeg", 9_000)
    assert only("telegram", telegram(photo=photo)).text == "[image]"
    assert only("telegram", telegram(voice={"file_id": "v", "duration": 3, "mime_type": "audio/ogg"})).text == "[audio]"
    assert only("telegram", telegram(document={"file_id": "d", "file_name": "factuur.pdf"})).attachments[0].name == "factuur.pdf"
    assert only("telegram", telegram(sticker={"file_id": "s", "emoji": "👍"})).text == "👍"
    assert only("telegram", telegram(venue={"title": "Thuis"}, location={"latitude": 52.1, "longitude": 5.1})).text == "[location]"


def test_telegram_ones_own_contact_tells_the_telephone_number() -> None:
    own = only("telegram", telegram(contact={"phone_number": "31612345678", "first_name": "Anna", "user_id": 7}))
    assert (own.sender.phone, own.text) == ("+31612345678", "[contact]")
    for contact in ({"phone_number": "+31612345678", "first_name": "Piet", "user_id": 8}, {"phone_number": "+31612345678"}):
        assert only("telegram", telegram(contact=contact)).sender.phone is None


def test_telegram_groups_and_replies() -> None:
    group = {"id": -100123, "type": "supergroup", "title": "Vragen"}
    message = only("telegram", telegram(text="Bij mij ook", chat=group, reply_to_message={"message_id": 4}))
    assert (message.id, message.conversation_id, message.in_reply_to, message.public) == ("-100123:5", "telegram:-100123", "-100123:4", None)
    assert only("telegram", telegram(text="Hoi", chat={**group, "username": "vragen"})).public is True


@pytest.mark.parametrize(
    "body",
    [
        telegram(text="Hoi", **{"from": {**WHO, "is_bot": True}}),
        telegram(text="Hoi", sender_chat={"id": -1, "type": "channel"}),
        telegram("channel_post", text="Nieuws"),
        telegram(text="Nieuws", chat={"id": -1, "type": "channel"}),
        telegram("business_message", text="Van ons", chat={"id": 8, "type": "private"}),
        telegram(new_chat_members=[WHO]),
        {"update_id": 1, "callback_query": {"id": "1", "from": WHO, "data": "x"}},
        {"update_id": 1, "deleted_business_messages": {"business_connection_id": "b", "chat": CHAT, "message_ids": [5]}},
        {"update_id": 1, "something_new": {}},
        {"update_id": 1},
        {},
    ],
)
def test_telegram_what_is_no_customers(body: dict[str, Any]) -> None:
    assert ignored("telegram", body)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"chat": {}}, "/message/chat/id"),
        ({"from": {"first_name": "Anna"}}, "/message/from/id"),
        ({"message_id": None}, "/message/message_id"),
        ({"date": None}, "/message/date"),
    ],
)
def test_telegram_what_can_not_be_left_out(changes: dict[str, Any], where: str) -> None:
    assert refused("telegram", telegram(text="Hoi", **changes)).startswith(where)


# --- Chatwoot ------------------------------------------------------------------------------------------------------------------------


def chatwoot(**changes: Any) -> dict[str, Any]:
    return {**example("chatwoot", "message_created"), **changes}


def test_chatwoot_message() -> None:
    message = only("chatwoot", chatwoot())
    assert (message.id, message.channel.value, message.conversation_id) == ("88120", "chat", "chatwoot:3:1204")
    assert (message.sender.id, message.sender.email, message.sender.phone) == ("77", "anna@example.org", "+31612345678")
    assert (message.sender.handle, message.sender.customer_number, message.sender.name) == (None, None, "Anna Visser")
    assert message.sent_at == datetime(2026, 3, 2, 8, 15, 0, 123_000, UTC)


def test_chatwoot_as_its_guide_shows_it() -> None:
    body = {"event": "message_created", "id": "1", "content": "Hi", "created_at": "2020-03-03 13:05:57 UTC", "message_type": "incoming"}
    message = only("chatwoot", {**body, "sender": {"id": "1", "name": "Agent", "email": "a@example.org"}})
    assert (message.id, message.sent_at, message.conversation_id) == ("1", datetime(2020, 3, 3, 13, 5, 57, tzinfo=UTC), None)
    # An older server says it in numbers, and the contact stands elsewhere.
    older = {**body, "created_at": 1_583_240_757, "message_type": 0, "contact": {"id": 5}}
    assert only("chatwoot", older).sender.id == "5"
    inner = {"conversation": {"display_id": 9, "meta": {"sender": {"id": 6}}}}
    assert only("chatwoot", {**body, **inner}).sender.id == "6"


def test_chatwoot_what_a_visitor_says_of_themselves_is_no_customer_number() -> None:
    message = only("chatwoot", chatwoot(sender={"id": 77, "identifier": "204881"}))
    assert (message.sender.handle, message.sender.customer_number) == ("204881", None)


def test_chatwoot_pictures() -> None:
    picture = {"id": 1, "file_type": "image", "data_url": "https://chat.voorbeeld.nl/1", "file_size": 99}
    message = only("chatwoot", chatwoot(content=None, attachments=[picture]))
    assert (message.text, message.attachments[0].bytes) == ("[image]", 99)


@pytest.mark.parametrize(
    "changes",
    [
        {"message_type": "outgoing"},
        {"message_type": "template"},
        {"message_type": 1},
        {"message_type": False},
        {"message_type": None},
        {"private": True},
        {"sender": {"id": 1, "type": "user", "email": "agent@voorbeeld.nl"}},
        {"event": "message_updated"},
        {"event": "message_updated", "content_attributes": {"deleted": True}, "content": "This message was deleted"},
        {"event": "conversation_created"},
        {"event": "something_new"},
        {"event": None},
        {"content": None},
    ],
)
def test_chatwoot_what_is_no_customers(changes: dict[str, Any]) -> None:
    assert ignored("chatwoot", chatwoot(**changes))


def test_chatwoot_what_can_not_be_left_out() -> None:
    assert refused("chatwoot", chatwoot(id=None)).startswith("/id")
    assert refused("chatwoot", chatwoot(created_at="gisteren")).startswith("/created_at")
    assert refused("chatwoot", chatwoot(sender=None, conversation=None)).startswith("/sender")


# --- Matrix --------------------------------------------------------------------------------------------------------------------------


def event(said: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "type": "m.room.message",
        "content": {"msgtype": "m.text", **said},
        "sender": "@anna:example.org",
        "room_id": "!r:example.org",
        "event_id": "$e1",
        "origin_server_ts": 1_772_439_300_000,
        **changes,
    }


def matrix(*events: Any) -> dict[str, Any]:
    return {"events": list(events)}


def test_matrix_message() -> None:
    message = only("matrix", example("matrix", "transaction"))
    assert (message.id, message.sender.id) == ("$143273582443PhrSn:matrix.example", "@anna:matrix.example")
    assert (message.text, message.conversation_id) == ("Hoe zeg ik mijn abonnement op?", "matrix:!vraag:voorbeeld.nl")


def test_matrix_several_in_one_transaction() -> None:
    first, second = messages("matrix", matrix(event({"body": "een"}), 5, event({"body": 5}), event({"body": "twee"}, event_id="$e2")))
    assert [(one.id, one.text) for one in (first, second)] == [("$e1", "een"), ("$e2", "twee")]


def test_matrix_edit() -> None:
    relation = {"rel_type": "m.replace", "event_id": "$e0"}
    edit = only("matrix", matrix(event({"body": "* beter", "m.new_content": {"msgtype": "m.text", "body": "beter"}, "m.relates_to": relation})))
    assert (edit.id, edit.text, edit.in_reply_to) == ("$e1", "beter", "$e0")


def test_matrix_replies_and_threads() -> None:
    reply = {"m.in_reply_to": {"event_id": "$e0"}}
    answer = only("matrix", matrix(event({"body": "> <@kim:example.org> Welk nummer?\n> Op de bon\n\n204881", "m.relates_to": reply})))
    assert (answer.text, answer.in_reply_to) == ("204881", "$e0")
    thread = {"rel_type": "m.thread", "event_id": "$t", "is_falling_back": True, **reply}
    assert only("matrix", matrix(event({"body": "nog iets", "m.relates_to": thread}))).conversation_id == "matrix:!r:example.org:$t"


def test_matrix_files() -> None:
    file = {"msgtype": "m.image", "body": "router.jpg", "url": "mxc://example.org/1", "info": {"mimetype": "image/jpeg", "size": 31_037}}
    message = only("matrix", matrix(event(file)))
    assert (message.text, message.attachments[0].name, message.attachments[0].bytes) == ("[image]", "router.jpg", 31_037)
    assert only("matrix", matrix(event({**file, "filename": "router.jpg", "body": "Alle lampjes zijn rood"}))).text == "Alle lampjes zijn rood"


@pytest.mark.parametrize(
    "one",
    [
        event({"body": "Ik ben een bot", "msgtype": "m.notice"}),
        event({"body": "Van ons"}, sender="@_klantstroom_kim:voorbeeld.nl"),
        event({}, type="m.room.encrypted", content={"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "…"}),
        event({}, type="m.room.redaction", redacts="$e0"),
        event({}, content={}, unsigned={"redacted_because": {}}),
        event({}, type="m.room.member", state_key="@anna:example.org"),
        event({"msgtype": "m.key.verification.request", "body": "…"}),
        event({"body": "x"}, sender=None),
        event({"body": "x"}, sender="@" + "x" * 400),
        event({"body": "x"}, event_id=None),
        event({"body": "x"}, origin_server_ts="gisteren"),
        event({"body": ["x"]}),
        event({}, type="something.new"),
        {},
    ],
)
def test_matrix_what_is_no_customers_or_can_not_be_read_never_holds_up_the_others(one: dict[str, Any]) -> None:
    assert ignored("matrix", matrix(one))
    assert only("matrix", matrix(one, event({"body": "x"}, event_id="$e9"))).id == "$e9"


def test_matrix_transactions_without_events() -> None:
    assert ignored("matrix", matrix()) == "nothing in it"
    assert refused("matrix", {}).startswith("/events")
