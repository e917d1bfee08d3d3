"""Webhooks: known-answer signatures, and Discourse's events."""

import re
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.hop import Refusal
from schemas.envelope import message_id
from schemas.messages.community import CommunityAction, CommunityActivity
from services.ingest.adapters import ADAPTERS, Ignored, Payload, Translated, Translation
from services.ingest.adapters.plain_text import text_of_html
from services.ingest.adapters.signature import signed_by

CAME_AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

#: (header, secret, body, signature) as the platforms and their documentation give them.
KNOWN_ANSWERS = [
    ("x-hub-signature-256", b"It's a Secret to Everybody", b"Hello, World!",
     "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"),
    ("x-discourse-event-signature", b"my_lovely_secret_for_web_hook", b'{"ping":"OK"}',
     "162f107f6b5022353274eb1a7197885cfd35744d8d08e5bcea025d309386b7d6"),
]  # fmt: skip


@pytest.mark.parametrize(("header", "secret", "body", "signature"), KNOWN_ANSWERS)
def test_known_answers(header: str, secret: bytes, body: bytes, signature: str) -> None:
    verify = signed_by(header)
    assert verify(body, {header: f"sha256={signature}"}, secret)
    assert verify(body, {header: f"sha256={signature.upper()}"}, secret)
    for wrong in (
        {},
        {header: signature},
        {header: f"sha1={signature}"},
        {header: "sha256="},
        {header: f"sha256={signature[:-1]}"},
        {header: f"sha256={signature[:-1]}é"},
        {header: f"sha256={int(signature, 16) ^ 1:064x}"},
    ):
        assert not verify(body, wrong, secret)
    assert not verify(body + b" ", {header: f"sha256={signature}"}, secret)
    assert not verify(body, {header: f"sha256={signature}"}, secret + b"!")


def post(**changes: Any) -> dict[str, Any]:
    return {
        "id": 501,
        "name": "Jan de Vries",
        "username": "jandv",
        "created_at": "2026-03-02T08:15:00.123Z",
        "cooked": "<p>Hoe zet ik <b>roaming</b> aan?</p>",
        "raw": "Hoe zet ik **roaming** aan?",
        "post_number": 1,
        "post_type": 1,
        "updated_at": "2026-03-02T08:15:00.123Z",
        "topic_id": 77,
        "topic_title": "Roaming",
        "user_id": 12,
        "topic_archetype": "regular",
        "category_id": 4,
        **changes,
    }


def event(name: str, **body: Any) -> Translation:
    return ADAPTERS["discourse"].translate(Payload(orjson.dumps(body), {"x-discourse-event": name}, CAME_AT))


def only(translation: Translation) -> CommunityActivity:
    assert isinstance(translation, Translated), translation
    assert translation.message is None
    (activity,) = translation.activities
    return activity


def test_a_new_topic_is_a_message_and_a_question() -> None:
    translation = event("post_created", post=post())
    assert isinstance(translation, Translated)
    message = translation.message
    assert message is not None
    assert (message.id, message.channel.value, message.text, message.subject) == ("post:501", "forum", "Hoe zet ik **roaming** aan?", "Roaming")
    assert (message.sender.id, message.sender.handle, message.sender.name) == ("12", "jandv", "Jan de Vries")
    assert (message.conversation_id, message.public) == ("discourse:topic:77", True)
    (asked,) = translation.activities
    assert (asked.action, asked.member_id, asked.thread_id) == (CommunityAction.ASKED, "discourse:12", "discourse:topic:77")
    assert asked.message_id == message_id("forum", "discourse", "post:501")
    assert asked.text is None, "the words go the way of messages, where they are redacted"


def test_a_reply_is_an_answer() -> None:
    answered = only(event("post_created", post=post(id=502, post_number=2, user_id=13)))
    assert (answered.action, answered.member_id, answered.post_id, answered.undo) == (
        CommunityAction.ANSWERED,
        "discourse:13",
        "discourse:post:502",
        False,
    )


def test_a_deleted_reply_takes_its_answer_back() -> None:
    answered = only(event("post_created", post=post(id=502, post_number=2)))
    undone = only(event("post_destroyed", post=post(id=502, post_number=2, deleted_at="2026-03-02T09:00:00Z")))
    assert (undone.action, undone.undo, undone.undoes) == (CommunityAction.ANSWERED, True, answered.activity_id)
    assert undone.activity_id != answered.activity_id


def test_likes_and_solutions() -> None:
    kudos = only(event("post_liked", like={"post": post(id=502, post_number=2, user_id=13), "user": {"id": 12, "username": "jandv"}}))
    assert (kudos.action, kudos.member_id, kudos.by_member_id) == (CommunityAction.KUDOS, "discourse:13", "discourse:12")
    accepted = only(event("accepted_solution", solved=post(id=502, post_number=2, user_id=13)))
    assert (accepted.action, accepted.member_id, accepted.at) == (CommunityAction.ACCEPTED, "discourse:13", CAME_AT)
    undone = only(event("unaccepted_solution", solved=post(id=502, post_number=2, user_id=13)))
    assert (undone.undo, undone.undoes) == (True, accepted.activity_id)


def test_what_a_delivery_says_it_says_again() -> None:
    assert event("post_created", post=post()) == event("post_created", post=post())


def test_a_private_message_is_a_message_and_nobody_elses_business() -> None:
    for number in (1, 2):
        translation = event("post_created", post=post(topic_archetype="private_message", post_number=number))
        assert isinstance(translation, Translated)
        assert translation.message is not None
        assert translation.message.public is False
        assert translation.activities == ()
    like = {"post": post(topic_archetype="private_message"), "user": {"id": 1}}
    assert isinstance(event("post_liked", like=like), Ignored)


def test_without_raw_the_cooked_text_is_read() -> None:
    body = post()
    del body["raw"]
    translation = event("post_created", post=body)
    assert isinstance(translation, Translated)
    assert translation.message is not None
    assert translation.message.text == "Hoe zet ik roaming aan?"


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("ping", {"ping": "OK"}),
        ("", {"post": post()}),
        ("user_created", {"user": {"id": 1}}),
        ("post_edited", {"post": post()}),
        ("topic_created", {"topic": {"id": 1}}),
        ("post_created", {"post": post(post_type=3)}),
        ("post_created", {"post": post(user_id=-1)}),
        ("post_destroyed", {"post": post()}),
    ],
)
def test_what_is_none_of_our_business(name: str, body: dict[str, Any]) -> None:
    assert isinstance(event(name, **body), Ignored)


@pytest.mark.parametrize(
    ("name", "body", "where"),
    [
        ("post_created", {}, "/"),
        ("post_created", {"post": []}, "/"),
        ("post_created", {"post": post(topic_id=None)}, "/post/topic_id"),
        ("post_created", {"post": post(user_id=[12])}, "/post/user_id"),
        ("post_created", {"post": post(created_at="gisteren")}, "/sent_at"),
        ("post_created", {"post": post(raw=" ", cooked="<p></p>")}, "/text"),
        ("post_created", {"post": post(username=["x"])}, "/sender/handle"),
        ("post_liked", {"like": 3}, "/like"),
        ("post_liked", {"like": {"post": post()}}, "/like/user/id"),
        ("accepted_solution", {"solved": None}, "/"),
    ],
)
def test_what_has_not_the_shape_is_refused_with_a_pointer(name: str, body: dict[str, Any], where: str) -> None:
    refusal = event(name, **body)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "invalid"
    assert refusal.detail.startswith(f"{where}:")


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**18) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["id", "post", "user", "user_id"]), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.sampled_from(["post_created", "post_destroyed", "post_liked", "accepted_solution"]),
    st.dictionaries(st.sampled_from(list(post())), _VALUES, max_size=4),
    _VALUES,
)
def test_no_payload_is_a_defect(name: str, changes: dict[str, Any], user: Any) -> None:
    for changed in (post(**changes), changes):
        answer = event(name, post=changed, like={"post": changed, "user": user}, solved=changed)
        assert isinstance(answer, Translated | Ignored | Refusal)


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"5", b"\xff", b"[" * 100])
@pytest.mark.parametrize("source", ["discourse", "generic"])
def test_truncated_and_other_bodies_are_refused(source: str, raw: bytes) -> None:
    assert isinstance(ADAPTERS[source].translate(Payload(raw, {"x-discourse-event": "post_created"}, CAME_AT)), Refusal)


@given(st.text(alphabet="<>/!-ab p\"'&;=\n", max_size=200))
def test_html_is_read_without_its_tags(html: str) -> None:
    assert not re.search(r"<[a-zA-Z][^<]*>", text_of_html(html.replace("&", "")))


def test_each_adapter_that_signs_says_which_headers_it_needs() -> None:
    for adapter in ADAPTERS.values():
        assert (adapter.verify is None) == (not adapter.headers)
        assert all(name == name.lower() for name in adapter.headers)
