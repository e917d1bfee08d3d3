"""WhatsApp, Messenger, Instagram and Mastodon: what becomes of what they send. (Signatures and hostile bytes: test_ingest_signatures.)"""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from adapter_readings import CAME_AT, example, ignored, only, read, refused, translated

from runtime.hop import Refusal

# --- WhatsApp ------------------------------------------------------------------------------------------------------------------------

TEXT: dict[str, Any] = {"from": "31612345678", "id": "wamid.1", "timestamp": "1772439300", "type": "text", "text": {"body": "Hallo"}}


def whatsapp(*messages: Any, **value: Any) -> dict[str, Any]:
    said = {"messaging_product": "whatsapp", "metadata": {"display_phone_number": "31201234567", "phone_number_id": "1"}, **value}
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "0", "changes": [{"field": "messages", "value": {**said, "messages": messages}}]}],
    }


def of_kind(kind: str, **changes: Any) -> dict[str, Any]:
    return {**{name: value for name, value in TEXT.items() if name != "text"}, "type": kind, **changes}


def test_whatsapp_several_messages_in_one_delivery() -> None:
    translation = translated("whatsapp", example("whatsapp", "messages"))
    first, second = translation.messages
    assert (translation.message, translation.more, translation.refused) == (first, (second,), ())
    assert (first.id, first.channel.value, first.public) == ("wamid.HBgLMzE2MTIzNDU2NzgVAgASGBQ0QQA=", "social", False)
    assert (first.sender.id, first.sender.phone, first.sender.name) == ("31612345678", "+31612345678", "Anna Visser")
    assert (first.text, first.sent_at) == ("Mijn factuur klopt niet", CAME_AT)
    assert (second.sender.phone, second.sender.name) == ("+447700900123", "Oliver")
    assert (second.text, second.in_reply_to) == ("Cancel my order", "wamid.HBgLOUTGOING=")
    assert first.conversation_id == "whatsapp:106540352242922:31612345678"


def test_whatsapp_sends_little() -> None:
    body = {"object": "whatsapp_business_account", "entry": [{"changes": [{"field": "messages", "value": {"messages": [TEXT]}}]}]}
    assert (only("whatsapp", body).text, only("whatsapp", body).sender.name) == ("Hallo", None)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (of_kind("button", button={"text": "Ja graag", "payload": "yes"}), "Ja graag"),
        (of_kind("interactive", interactive={"type": "button_reply", "button_reply": {"id": "b", "title": "Opzeggen"}}), "Opzeggen"),
        (
            of_kind("interactive", interactive={"type": "list_reply", "list_reply": {"id": "l", "title": "Woensdag", "description": "9–12"}}),
            "Woensdag",
        ),
        (of_kind("interactive", interactive={"type": "nfm_reply", "nfm_reply": {"name": "flow", "body": "Sent", "response_json": "{}"}}), "Sent"),
        (of_kind("image", image={"caption": "Zo ziet het eruit", "mime_type": "image/jpeg", "sha256": "x", "id": "1"}), "Zo ziet het eruit"),
        (of_kind("image", image={"mime_type": "image/jpeg", "sha256": "x", "id": "1"}), "[image]"),
        (of_kind("video", video={"mime_type": "video/mp4"}), "[video]"),
        (of_kind("audio", audio={"mime_type": "audio/ogg; codecs=opus", "voice": True}), "[audio]"),
        (of_kind("document", document={"caption": "De factuur", "filename": "f.pdf"}), "De factuur"),
        (of_kind("document", document={"filename": "f.pdf"}), "[file]"),
        (of_kind("sticker", sticker={"mime_type": "image/webp", "animated": False}), "[sticker]"),
        (of_kind("location", location={"latitude": 52.1, "longitude": 5.1}), "[location]"),
        (of_kind("location", location={"latitude": 52.1, "longitude": 5.1, "name": "Winkel Utrecht"}), "[location] Winkel Utrecht"),
        (of_kind("contacts", contacts=[{"name": {"formatted_name": "Piet"}, "phones": [{"phone": "+31 6 87654321"}]}]), "[contact]"),
        (of_kind("order", order={"catalog_id": "1", "product_items": []}), "[order]"),
    ],
)
def test_whatsapp_kinds_of_messages(message: dict[str, Any], said: str) -> None:
    assert only("whatsapp", whatsapp(message)).text == said


def test_whatsapp_facts_of_a_document() -> None:
    (attachment,) = only("whatsapp", whatsapp(of_kind("document", document={"filename": "f.pdf", "mime_type": "application/pdf"}))).attachments
    assert (attachment.name, attachment.media_type) == ("f.pdf", "application/pdf")


def test_whatsapp_edit() -> None:
    inner = {"context": {}, "type": "text", "text": {"body": "Ik bedoel maart"}}
    edit = only("whatsapp", whatsapp(of_kind("edit", id="wamid.2", edit={"original_message_id": "wamid.1", "message": inner})))
    assert (edit.id, edit.in_reply_to, edit.text) == ("wamid.2", "wamid.1", "Ik bedoel maart")


def test_whatsapp_deletion() -> None:
    assert ignored("whatsapp", whatsapp(of_kind("revoke", revoke={"original_message_id": "wamid.1"}))) == "message revoke"


def test_whatsapp_who_hides_their_number_is_known_by_their_user_id() -> None:
    message = {**{name: value for name, value in TEXT.items() if name != "from"}, "from_user_id": "NL.13491208655302741918"}
    contact = {"profile": {"name": "Anna", "username": "anna.v"}, "user_id": "NL.13491208655302741918"}
    sender = only("whatsapp", whatsapp(message, contacts=[contact])).sender
    assert (sender.id, sender.phone, sender.handle, sender.name) == ("NL.13491208655302741918", None, "anna.v", "Anna")


@pytest.mark.parametrize(
    "body",
    [
        {**whatsapp(), "object": "page"},
        whatsapp(),
        whatsapp(statuses=[{"id": "wamid.9", "status": "delivered", "timestamp": "1772439300", "recipient_id": "31612345678"}]),
        whatsapp(of_kind("reaction", reaction={"message_id": "wamid.9", "emoji": "👍"})),
        whatsapp(of_kind("system", system={"body": "User changed", "type": "user_changed_number", "wa_id": "1"})),
        whatsapp(of_kind("unsupported", errors=[{"code": 131051, "title": "Message type unknown"}])),
        whatsapp(of_kind("something_new")),
        whatsapp({**TEXT, "from": "31201234567"}),
        whatsapp({**TEXT, "text": {"body": " "}}),
        {
            "object": "whatsapp_business_account",
            "entry": [{"changes": [{"field": "smb_message_echoes", "value": {"message_echoes": [{**TEXT, "to": "31612345678"}]}}]}],
        },
        {"object": "whatsapp_business_account", "entry": [{"changes": [{"field": "account_update", "value": {}}]}]},
        {"object": "whatsapp_business_account", "entry": []},
        {"object": "whatsapp_business_account"},
        {},
    ],
)
def test_whatsapp_what_is_no_customers(body: dict[str, Any]) -> None:
    assert ignored("whatsapp", body)


def test_whatsapp_what_can_not_be_read_does_not_hold_up_the_others() -> None:
    translation = translated("whatsapp", whatsapp({**TEXT, "id": None}, of_kind("reaction"), TEXT, {**TEXT, "id": "2", "timestamp": "nu"}))
    assert [one.id for one in translation.messages] == ["wamid.1"]
    assert [one.detail for one in translation.refused] == [
        "/entry/0/changes/0/value/messages/0/id: missing",
        "/entry/0/changes/0/value/messages/3/timestamp: missing",
    ]
    assert refused("whatsapp", whatsapp({**TEXT, "from": None})) == "/entry/0/changes/0/value/messages/0/from: missing"


# --- Messenger and Instagram ---------------------------------------------------------------------------------------------------------


def meta(*messaging: Any, of: str = "page", **entry: Any) -> dict[str, Any]:
    return {"object": of, "entry": [{"id": "104", "time": 1_772_439_300_000, "messaging": messaging, **entry}]}


def direct(**changes: Any) -> dict[str, Any]:
    return {"sender": {"id": "73"}, "recipient": {"id": "104"}, "timestamp": 1_772_439_300_123, **changes}


def changed(field: str, of: str = "page", **value: Any) -> dict[str, Any]:
    return {"object": of, "entry": [{"id": "104", "time": 1_772_439_300, "changes": [{"field": field, "value": value}]}]}


def test_messenger_message() -> None:
    message = only("messenger", example("messenger", "messages"))
    assert message.id.startswith("m_AG5Hz2Uq7tuw")
    assert (message.sender.id, message.conversation_id) == ("7300000000000001", "messenger:104000000000001:7300000000000001")
    assert (message.text, message.public) == ("Kan ik mijn bestelling nog wijzigen?", False)
    assert message.sent_at == datetime(2026, 3, 2, 8, 15, 0, 123_000, UTC)


def test_messenger_several_messages_in_one_delivery() -> None:
    two = [direct(message={"mid": f"m_{number}", "text": "Hallo"}) for number in (1, 2)]
    body = {"object": "page", "entry": [{"id": "104", "time": 1, "messaging": two[:1]}, {"id": "104", "time": 1, "messaging": two[1:]}]}
    assert [one.id for one in translated("messenger", body).messages] == ["m_1", "m_2"]
    assert [one.id for one in translated("messenger", [meta(two[0]), meta(two[1])]).messages] == ["m_1", "m_2"]


def test_messenger_edit() -> None:
    edit = only("messenger", meta(direct(message_edit={"mid": "m_1", "text": "Ik bedoel maart", "num_edit": 2})))
    assert (edit.id, edit.in_reply_to, edit.text) == ("m_1:edit:2", "m_1", "Ik bedoel maart")


def test_messenger_buttons_attachments_and_replies() -> None:
    assert only("messenger", meta(direct(postback={"mid": "m_1", "title": "Beginnen", "payload": "START"}))).text == "Beginnen"
    assert only("messenger", meta(direct(postback={"title": "Beginnen", "payload": "START"}))).id == "73:postback:1772439300123"
    picture = {"type": "image", "payload": {"url": "https://cdn.example/1"}}
    message = only("messenger", meta(direct(message={"mid": "m_1", "attachments": [picture], "reply_to": {"mid": "m_0"}})))
    assert (message.text, message.attachments[0].url, message.in_reply_to) == ("[image]", "https://cdn.example/1", "m_0")


def test_a_long_id_of_instagram_is_known_by_its_hash() -> None:
    message = only("instagram", meta(direct(message={"mid": "a" * 201, "text": "Hallo"}), of="instagram"))
    assert message.id.startswith("sha256:")
    assert message.conversation_id == "instagram:104:73"


def test_instagram_comment() -> None:
    comment = only("instagram", example("instagram", "comments"))
    assert (comment.id, comment.sender.id, comment.sender.handle) == ("17865799348089039", "232323232323232", "annavisser")
    assert (comment.text, comment.public, comment.in_reply_to) == ("Wanneer is hij weer op voorraad?", True, "17865799348089001")
    assert comment.sent_at == CAME_AT


def test_instagram_as_its_documentation_shows_it() -> None:
    """With the Instagram login an entry is the change itself, in a list; the test button sends `messages` as a change."""
    value = {"id": "1", "from": {"id": "23", "username": "anna"}, "text": "Hoi", "media": {"id": "9"}}
    assert only("instagram", [{"object": "instagram", "entry": [{"id": "104", "time": 1, "field": "comments", "value": value}]}]).id == "1"
    tried = {
        "sender": {"id": "12334"},
        "recipient": {"id": "23245"},
        "timestamp": "1527459824",
        "message": {"mid": "random_mid", "text": "random_text"},
    }
    message = only("instagram", changed("messages", of="instagram", **tried))
    assert (message.id, message.text, message.sent_at.year) == ("random_mid", "random_text", 2018)


def test_facebook_page() -> None:
    said = {"from": {"id": "55", "name": "Anna"}, "item": "comment", "verb": "add", "comment_id": "9_1", "post_id": "104_9", "parent_id": "104_9"}
    comment = only("messenger", changed("feed", **said, message="Wanneer weer?", created_time=1_772_439_200))
    assert (comment.id, comment.conversation_id, comment.in_reply_to) == ("9_1", "messenger:post:104_9", None)
    assert (comment.sender.id, comment.sender.name, comment.public) == ("55", "Anna", True)
    edit = only("messenger", changed("feed", **{**said, "verb": "edited"}, message="Wanneer weer op voorraad?", created_time=1_772_439_200))
    assert (edit.id, edit.in_reply_to) == ("9_1:edit:1772439300", "9_1")
    assert ignored("messenger", changed("feed", **{**said, "verb": "remove"})) == "feed comment remove"
    mention = only(
        "messenger", changed("mention", item="post", verb="add", post_id="77_1", sender_id="77", sender_name="Piet", message="@Voorbeeld ?")
    )
    assert (mention.id, mention.sender.id, mention.sender.name) == ("77_1", "77", "Piet")


@pytest.mark.parametrize(
    "body",
    [
        meta(direct(message={"mid": "m", "text": "Van ons", "is_echo": True, "app_id": 1}, sender={"id": "104"})),
        meta(direct(message={"mid": "m", "text": "Van ons"}, sender={"id": "104"})),
        meta(direct(message={"mid": "m", "text": "x", "is_self": True}), of="instagram"),
        meta(direct(message={"mid": "m", "is_deleted": True}), of="instagram"),
        meta(direct(message={"mid": "m", "is_unsupported": True}), of="instagram"),
        meta(direct(read={"watermark": 1})),
        meta(direct(delivery={"mids": ["m"]})),
        meta(direct(reaction={"reaction": "love", "mid": "m"})),
        meta(direct(referral={"ref": "x"})),
        meta(standby=[direct(message={"mid": "m", "text": "x"})]),
        changed("comments", of="instagram", id="1", text="Van ons", **{"from": {"id": "104"}}),
        changed("mentions", of="instagram", media_id="1", comment_id="2"),
        changed("feed", item="reaction", verb="add", reaction_type="like", post_id="1", **{"from": {"id": "55"}}),
        changed("feed", item="status", verb="add", post_id="1", message="Van ons", **{"from": {"id": "104"}}),
        changed("something_new"),
        {"object": "permissions", "entry": [{"id": "1"}]},
        {"object": "page", "entry": []},
        {},
    ],
)
def test_meta_what_is_no_customers(body: dict[str, Any]) -> None:
    assert ignored("messenger", body)
    assert ignored("instagram", body)


def test_meta_what_can_not_be_left_out() -> None:
    assert refused("messenger", meta(direct(message={"text": "x"}))) == "/entry/0/messaging/0/message/mid: missing"
    assert refused("messenger", meta(direct(message={"mid": "m", "text": "x"}, sender=None))) == "/entry/0/messaging/0/sender/id: missing"
    assert refused("instagram", changed("comments", of="instagram", text="x")) == "/entry/0/changes/0/value/id: missing"
    assert (
        refused("messenger", changed("feed", item="comment", verb="add", message="x", comment_id="1")) == "/entry/0/changes/0/value/from/id: missing"
    )


# --- Mastodon ------------------------------------------------------------------------------------------------------------------------


def status(**changes: Any) -> dict[str, Any]:
    return {**example("mastodon", "notification")["status"], **changes}


def mention(**changes: Any) -> dict[str, Any]:
    return {"id": "1", "type": "mention", "status": status(**changes)}


def test_mastodon_mention() -> None:
    message = only("mastodon", example("mastodon", "notification"))
    assert (message.id, message.channel.value, message.public) == ("103270115826048975", "social", True)
    assert (message.sender.id, message.sender.handle, message.sender.name) == ("14715", "anna@mastodon.example", "Anna")
    assert message.text == "@hulp Ligt het netwerk in Utrecht eruit?\n\nAl een uur niets."
    assert (message.conversation_id, message.in_reply_to, message.subject) == ("mastodon:103270115826048975", None, None)


def test_mastodon_says_one_post_in_four_ways_and_it_is_one() -> None:
    plain = only("mastodon", mention())
    streamed = {"stream": ["user"], "event": "notification", "payload": orjson.dumps(mention()).decode()}
    assert only("mastodon", streamed) == plain
    assert only("mastodon", {"event": "notification", "payload": mention()}) == plain
    assert only("mastodon", {"event": "status.created", "created_at": "2026-03-02T08:15:09Z", "object": status()}) == plain


@pytest.mark.parametrize(
    ("visibility", "public"), [("public", True), ("unlisted", True), ("private", False), ("direct", False), (None, False), ("new", False)]
)
def test_mastodon_who_can_see_it(visibility: str | None, public: bool) -> None:
    assert only("mastodon", mention(visibility=visibility)).public is public


def test_mastodon_edit() -> None:
    after = status(edited_at="2026-03-02T08:20:00.000Z", content="<p>@hulp In heel Utrecht?</p>")
    for body in ({"type": "update", "status": after}, {"event": "status.updated", "object": after}):
        edit = only("mastodon", body)
        assert (edit.id, edit.in_reply_to) == ("103270115826048975:edit:2026-03-02T08:20:00.000Z", "103270115826048975")
        assert (edit.text, edit.sent_at.minute) == ("@hulp In heel Utrecht?", 20)


def test_mastodon_answers_warnings_and_pictures() -> None:
    message = only(
        "mastodon",
        mention(in_reply_to_id="5", spoiler_text="Boos", content="", media_attachments=[{"id": "1", "type": "gifv", "url": "https://x.example/1"}]),
    )
    assert (message.in_reply_to, message.conversation_id, message.subject, message.text) == ("5", "mastodon:5", "Boos", "[video]")


@pytest.mark.parametrize(
    "body",
    [
        {"event": "delete", "payload": "103270115826048975", "stream": ["user"]},
        {"event": "update", "payload": "{}"},
        {"event": "report.created", "object": {}},
        {"event": "something.new"},
        {"type": "favourite", "status": status()},
        {"type": "follow", "account": {"id": "1"}},
        mention(account={"id": "1", "acct": "nieuws", "bot": True}),
        mention(content=""),
        {"event": "status.created", "object": status(mentions=[])},
        {"event": "status.created", "object": status(mentions=[{"id": "9", "acct": "kim@elsewhere.example"}])},
        {},
    ],
)
def test_mastodon_what_is_no_customers(body: dict[str, Any]) -> None:
    assert ignored("mastodon", body)


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (mention(id=None), "/status/id"),
        (mention(account=None), "/status/account/id"),
        (mention(created_at="gisteren"), "/status/created_at"),
        ({"type": "mention"}, "/status"),
        ({"event": "status.created"}, "/object"),
        ({"event": "notification"}, "/payload"),
    ],
)
def test_mastodon_what_can_not_be_left_out(body: dict[str, Any], where: str) -> None:
    assert refused("mastodon", body).startswith(where)


def test_mastodon_a_payload_in_a_text_that_is_none() -> None:
    refusal = read("mastodon", {"event": "notification", "payload": '{"type": "men'})
    assert isinstance(refusal, Refusal)
    assert (refusal.reason, refusal.detail.startswith("/payload: ")) == ("not_json", True)
