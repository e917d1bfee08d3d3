"""Ingest's HTTP edge over a memory broker: who may, what is whole, and never a 202 that is lost."""

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from runtime import problems
from runtime.access import Access, add_key, new_key
from runtime.broker import BrokerUnavailable, Outgoing, Publisher, Record
from runtime.lifecycle import Resources
from runtime.memory import MemoryBroker
from schemas import envelope
from schemas.envelope import message_id
from schemas.messages.inbound import Channel
from services.ingest.app import secrets_of
from services.ingest.app.http import routes
from services.ingest.app.outlet import Outlet
from services.ingest.app.stream import read_record
from services.ingest.domain import Arrival
from services.ingest.settings import IngestSettings

NOW = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
GOOD: dict[str, Any] = {
    "id": "web-1",
    "channel": "web",
    "sender": {"email": "jan@voorbeeld.nl"},
    "text": "Mijn internet doet het niet",
    "sent_at": "2026-03-02T09:15:00+01:00",
}
MAIL = b"From: jan@voorbeeld.nl\r\nMessage-ID: <m1@voorbeeld.nl>\r\nDate: Mon, 02 Mar 2026 09:15:00 +0100\r\n\r\nhallo\r\n"
ACTIVITY = {"activity_id": "a1", "action": "answered", "member_id": "kim", "at": "2026-03-02T09:15:00Z", "thread_id": "t1", "post_id": "p1"}
AGENT_ACTIVITY = {"activity_id": "g1", "action": "presence", "agent_id": "agent-1", "at": "2026-03-02T09:15:00Z", "presence": {"available": True}}


@dataclass
class Edge:
    """The edge as a client sees it, and the broker behind it."""

    client: httpx.AsyncClient
    broker: MemoryBroker
    settings: IngestSettings
    #: Scope → key.
    keys: dict[str, str] = field(default_factory=dict)

    def auth(self, *scopes: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys['+'.join(scopes)]}"}

    async def post(self, path: str, body: Any, *scopes: str, **headers: str) -> httpx.Response:
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        said = {"Content-Type": "application/json", **(self.auth(*scopes) if scopes else {}), **{k.replace("_", "-"): v for k, v in headers.items()}}
        return await self.client.post(path, content=content, headers=said)

    def published(self, topic: str) -> list[Record]:
        return self.broker.records(topic)


def problem(response: httpx.Response, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    said: dict[str, Any] = response.json()
    assert said["status"] == status
    return said


def pointers(said: dict[str, Any]) -> list[str]:
    return [error["pointer"] for error in said["errors"]]


@pytest.fixture
async def edge(tmp_path: Path) -> AsyncIterator[Edge]:
    async for made in _edge(tmp_path):
        yield made


async def _edge(folder: Path, **changes: Any) -> AsyncIterator[Edge]:
    settings = IngestSettings(
        pepper=SecretStr("a pepper for the tests"),
        hook_secrets={"discourse": (SecretStr("d-secret"),), "generic": (SecretStr("g-new"), SecretStr("g-old"))},
        keys=folder / "keys.json",
        **changes,
    )
    broker = MemoryBroker()
    outlet = Outlet(broker.publisher, settings.publish_seconds)
    keys = {}
    for scopes in (
        ("publish:web",),
        ("publish:email",),
        ("publish:web", "publish:chat"),
        ("publish:activity",),
        ("desk",),
        ("read:stream",),
        ("admin",),
    ):
        plain, entry = new_key(scopes, NOW)
        add_key(folder / "keys.json", entry)
        keys["+".join(scopes)] = plain
    resources = Resources(settings, broker, None, lambda: NOW, Access(settings.keys))  # type: ignore[arg-type]
    app = FastAPI()
    problems.install(app)
    app.include_router(routes(resources, settings, secrets_of(settings), outlet))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://ingest") as client:
        yield Edge(client, broker, settings, keys)
    await outlet.close()


# --- messages ---------------------------------------------------------------------------------------------------------------------


async def test_one_message(edge: Edge) -> None:
    response = await edge.post("/v1/messages", GOOD, "publish:web")
    assert response.status_code == 202
    expected = message_id("web", "inbound", "web-1")
    assert response.json()["ids"] == [expected]
    assert (response.json()["id"], response.json()["message_id"]) == ("web-1", expected)
    (record,) = edge.published("inbound-web")
    assert orjson.loads(record.value) == GOOD
    assert record.header(envelope.CE_ID) == expected.encode()
    assert record.header(envelope.CE_TYPE) == b"klantstroom.inbound-web.v1"
    assert record.header(envelope.SOURCE) is None
    assert b"jan" not in (record.key or b"")
    arrived = read_record(record, Channel.WEB, secrets_of(edge.settings))
    assert isinstance(arrived, Arrival)
    assert arrived.message_id == expected


async def test_a_trace_goes_on_or_begins(edge: Edge) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    await edge.post("/v1/messages", GOOD, "publish:web", traceparent=f"00-{trace}-00f067aa0ba902b7-01")
    await edge.post("/v1/messages", GOOD, "publish:web")
    await edge.post("/v1/messages", GOOD, "publish:web", traceparent="nonsense")
    first, second, third = (str(record.header(envelope.TRACEPARENT), "ascii").split("-") for record in edge.published("inbound-web"))
    assert first[1] == trace
    assert first[2] != "00f067aa0ba902b7"
    assert second[1] != trace
    assert len(second[1]) == 32
    assert third == second, "what is sent again has the trace that it had"


async def test_a_list_is_answered_item_by_item(edge: Edge) -> None:
    items = [GOOD, {**GOOD, "id": "web-2", "text": " "}, {**GOOD, "id": "chat-1", "channel": "chat"}, {**GOOD, "id": "email-1", "channel": "email"}]
    response = await edge.post("/v1/messages", items, "publish:web", "publish:chat")
    assert response.status_code == 202
    said = response.json()
    assert said["ids"] == [message_id("web", "inbound", "web-1"), None, message_id("chat", "inbound", "chat-1"), None]
    assert [one["status"] for one in said["results"]] == [202, 422, 202, 403]
    assert pointers(said["results"][1]["problem"]) == ["/1/text"]
    assert pointers(said["results"][3]["problem"]) == ["/3/channel"]
    assert len(edge.published("inbound-web")) == len(edge.published("inbound-chat")) == 1
    assert not edge.published("inbound-email")


async def test_a_thousand_at_once_and_not_one_more(edge: Edge) -> None:
    many = [{**GOOD, "id": f"web-{number}"} for number in range(1_000)]
    response = await edge.post("/v1/messages", many, "publish:web")
    assert response.status_code == 202
    assert len(edge.published("inbound-web")) == len(set(response.json()["ids"])) == 1_000
    problem(await edge.post("/v1/messages", [*many, GOOD], "publish:web"), 422)
    assert len(edge.published("inbound-web")) == 1_000


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b"", ""),
        (b"{", ""),
        (b"\xff", ""),
        (b"[]", ""),
        (b"5", ""),
        (b"[" * 5_000, ""),
        (b'[{"a":' + b"[" * 300 + b"]" * 300 + b"}]", "/0"),
        (b'{"a":' + b"[" * 40 + b"]" * 40 + b"}", ""),
        (orjson.dumps({**GOOD, "text": ""}), "/text"),
        (orjson.dumps([{**GOOD, "sender": {}}]), "/0/sender"),
        (orjson.dumps({**GOOD, "channel": "fax"}), "/channel"),
        (orjson.dumps({**GOOD, "text": "a\x00"}), "/text"),
        (orjson.dumps({**GOOD, "sent_at": "0001-01-01T00:00:00+14:00"}), "/sent_at"),
        (orjson.dumps({**GOOD, "attachments": [{}, {"bytes": "5"}]}), "/attachments/1/bytes"),
        (orjson.dumps([5, None]), "/0"),
    ],
)
async def test_what_is_not_whole_gets_422_with_pointers(edge: Edge, body: bytes, where: str) -> None:
    said = problem(await edge.post("/v1/messages", body, "publish:web"), 422)
    assert where in pointers(said)
    assert not edge.published("inbound-web")


async def test_who_may(edge: Edge) -> None:
    response = await edge.post("/v1/messages", GOOD)
    problem(response, 401)
    assert "Bearer" in response.headers["www-authenticate"]
    problem(await edge.client.post("/v1/messages", json=GOOD, headers={"Authorization": "Bearer ks_1_2"}), 401)
    problem(await edge.post("/v1/messages", GOOD, "read:stream"), 403)
    assert "publish:web" in problem(await edge.post("/v1/messages", GOOD, "publish:email"), 403)["errors"][0]["detail"]
    problem(await edge.post("/v1/activity", ACTIVITY, "publish:web"), 403)
    problem(await edge.post("/v1/agent-activity", AGENT_ACTIVITY, "publish:activity"), 403)
    problem(await edge.post("/v1/mail", MAIL, "publish:web", Content_Type="message/rfc822"), 403)
    assert not edge.broker.logs
    assert (await edge.post("/v1/messages", GOOD, "admin")).status_code == 202


async def test_what_is_too_large_is_given_up_while_it_is_read(tmp_path: Path) -> None:
    async for edge in _edge(tmp_path, max_body_bytes=2_000):
        problem(await edge.post("/v1/messages", b" " * 2_001, "publish:web"), 413)
        sent = 0

        async def endless() -> AsyncIterator[bytes]:
            nonlocal sent
            for _ in range(1_000):
                sent += 1_000
                yield b" " * 1_000

        response = await edge.client.post("/v1/messages", content=endless(), headers={"Content-Type": "application/json", **edge.auth("publish:web")})
        problem(response, 413)
        # (httpx's transport reads ahead of the application: that all of it was not kept is what the cap is about.)
        assert (await edge.post("/v1/messages", GOOD, "publish:web")).status_code == 202


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonx"])
async def test_other_media_types_get_415(edge: Edge, media_type: str) -> None:
    problem(await edge.post("/v1/messages", GOOD, "publish:web", Content_Type=media_type), 415)
    problem(await edge.post("/v1/messages", GOOD, "publish:web", Content_Encoding="gzip"), 415)


async def test_json_by_its_other_names_is_taken(edge: Edge) -> None:
    for media_type in ("application/json; charset=utf-8", "Application/JSON", "application/cloudevents+json"):
        assert (await edge.post("/v1/messages", GOOD, "publish:web", Content_Type=media_type)).status_code == 202


async def test_too_many_get_429_and_are_told_when(tmp_path: Path) -> None:
    async for edge in _edge(tmp_path, rate_per_second=1.0, rate_burst=3.0):
        assert (await edge.post("/v1/messages", [GOOD, GOOD, GOOD], "publish:web")).status_code == 202
        response = await edge.post("/v1/messages", GOOD, "publish:web")
        problem(response, 429)
        assert 1 <= int(response.headers["retry-after"]) <= 4
        assert len(edge.published("inbound-web")) == 3
        assert (await edge.post("/v1/messages", GOOD, "publish:web", "publish:chat")).status_code == 202, "another key has its own"


# --- the broker --------------------------------------------------------------------------------------------------------------------


async def test_without_the_broker_nothing_is_promised_and_the_next_request_begins_anew(edge: Edge) -> None:
    assert (await edge.post("/v1/messages", GOOD, "publish:web")).status_code == 202
    edge.broker.fail_next("publish")
    response = await edge.post("/v1/messages", {**GOOD, "id": "web-2"}, "publish:web")
    problem(response, 503)
    assert "retry-after" in response.headers
    assert len(edge.published("inbound-web")) == 1
    # The publisher that failed is dead for ever: 202 shows that there is a new one.
    assert (await edge.post("/v1/messages", {**GOOD, "id": "web-2"}, "publish:web")).status_code == 202
    assert len(edge.published("inbound-web")) == 2


class _Slow:
    """A publisher that answers when it is told to."""

    def __init__(self) -> None:
        self.calls: list[Sequence[Outgoing]] = []
        self.go = asyncio.Event()
        self.closed = False

    async def publish(self, records: Sequence[Outgoing]) -> None:
        self.calls.append(records)
        await self.go.wait()

    async def close(self) -> None:
        self.closed = True


def _record(name: str) -> Outgoing:
    return Outgoing("inbound-web", b"k", name.encode(), ())


async def _reached(condition: Any) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 (a condition over what a fake was given)
            await asyncio.sleep(0)


async def test_what_waits_goes_together() -> None:
    slow = _Slow()

    async def opened() -> Publisher:
        return slow

    outlet = Outlet(opened, 5.0)
    first = asyncio.create_task(outlet.send([_record("1")]))
    await _reached(lambda: slow.calls)
    others = [asyncio.create_task(outlet.send([_record(str(number))])) for number in range(2, 6)]
    gone = asyncio.create_task(outlet.send([_record("gone")]))
    await asyncio.sleep(0)
    gone.cancel()
    assert not first.done()
    slow.go.set()
    await asyncio.gather(first, *others)
    assert [[record.value for record in call] for call in slow.calls] == [[b"1"], [b"2", b"3", b"4", b"5"]]
    await outlet.close()
    assert slow.closed
    with pytest.raises(BrokerUnavailable):
        await outlet.send([_record("late")])


async def test_a_broker_that_does_not_answer_is_waited_for_no_longer_than_was_said() -> None:
    slow = _Slow()

    async def opened() -> Publisher:
        return slow

    outlet = Outlet(opened, 0.05)
    with pytest.raises(BrokerUnavailable):
        await outlet.send([_record("1")])
    assert slow.closed
    await outlet.close()


async def test_only_so_much_waits() -> None:
    slow = _Slow()

    async def opened() -> Publisher:
        return slow

    outlet = Outlet(opened, 5.0, max_waiting=3)
    first = asyncio.create_task(outlet.send([_record("1")]))
    await _reached(lambda: slow.calls)
    second = asyncio.create_task(outlet.send([_record("2"), _record("3")]))
    await asyncio.sleep(0)
    with pytest.raises(BrokerUnavailable):
        await outlet.send([_record("4"), _record("5")])
    slow.go.set()
    await asyncio.gather(first, second)
    await outlet.close()


# --- activity, mail, hooks -----------------------------------------------------------------------------------------------------------


async def test_activity_of_members_and_agents(edge: Edge) -> None:
    response = await edge.post("/v1/activity", [ACTIVITY, {**ACTIVITY, "activity_id": "a2", "action": "sang"}], "publish:activity")
    assert response.status_code == 202
    assert response.json()["ids"] == ["a1", None]
    (record,) = edge.published("community-activity")
    assert (record.key, record.header(envelope.CE_ID)) == (b"kim", b"a1")
    assert (await edge.post("/v1/agent-activity", AGENT_ACTIVITY, "desk")).json()["id"] == "g1"
    (record,) = edge.published("agent-activity")
    assert record.key == b"agent-1"
    problem(await edge.post("/v1/agent-activity", {**AGENT_ACTIVITY, "at": "nu"}, "desk"), 422)


async def test_mail(edge: Edge) -> None:
    response = await edge.post("/v1/mail", MAIL, "publish:email", Content_Type="message/rfc822")
    assert response.status_code == 202
    expected = message_id("email", "rfc5322", "m1@voorbeeld.nl")
    assert response.json()["ids"] == [expected]
    (record,) = edge.published("inbound-email")
    assert (record.value, record.header(envelope.SOURCE)) == (MAIL, b"rfc5322")
    arrived = read_record(record, Channel.EMAIL, secrets_of(edge.settings))
    assert isinstance(arrived, Arrival)
    assert (arrived.message_id, arrived.message.text) == (expected, "hallo")
    assert problem(await edge.post("/v1/mail", b"hallo", "publish:email", Content_Type="message/rfc822"), 422)["title"] == "undecodable_mail"
    problem(await edge.post("/v1/mail", MAIL, "publish:email"), 415)
    problem(await edge.post("/v1/mail", MAIL + b"x" * 2_100_000, "publish:email", Content_Type="message/rfc822"), 413)
    automatic = await edge.post("/v1/mail", b"Auto-Submitted: auto-replied\r\n" + MAIL, "publish:email", Content_Type="message/rfc822")
    assert (automatic.status_code, automatic.json()) == (202, {"ids": [], "ignored": "auto_reply"})


def _sign(body: bytes, secret: bytes) -> str:
    return "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()


def _post_event(**changes: Any) -> bytes:
    post = {
        "id": 5,
        "username": "jandv",
        "created_at": "2026-03-02T08:15:00Z",
        "raw": "Hoe dan?",
        "post_number": 1,
        "topic_id": 7,
        "user_id": 12,
        **changes,
    }
    return orjson.dumps({"post": post})


async def _discourse(edge: Edge, body: bytes, event: str, secret: bytes = b"d-secret") -> httpx.Response:
    return await edge.post("/v1/hooks/discourse", body, X_Discourse_Event=event, X_Discourse_Event_Signature=_sign(body, secret))


async def test_a_topic_on_the_forum_is_a_message_and_an_activity(edge: Edge) -> None:
    response = await _discourse(edge, _post_event(), "post_created")
    assert response.status_code == 202
    (record,) = edge.published("inbound-forum")
    assert record.value == _post_event(), "the platform's own bytes"
    arrived = read_record(record, Channel.FORUM, secrets_of(edge.settings))
    assert isinstance(arrived, Arrival), "and what proves them travelled along"
    assert response.json() == {"ids": [arrived.message_id], "activities": ["discourse:post:5:asked"]}
    (asked,) = edge.published("community-activity")
    assert (asked.key, orjson.loads(asked.value)["message_id"]) == (b"discourse:12", arrived.message_id)


async def test_an_answer_on_the_forum_is_an_activity(edge: Edge) -> None:
    response = await _discourse(edge, _post_event(id=6, post_number=2), "post_created")
    assert response.json() == {"ids": [], "activities": ["discourse:post:6:answered"]}
    assert not edge.published("inbound-forum")


async def test_unknown_events_are_answered_and_ignored(edge: Edge) -> None:
    response = await _discourse(edge, b'{"ping":"OK"}', "ping")
    assert (response.status_code, response.json()) == (202, {"ids": [], "ignored": "ping"})
    assert not edge.broker.logs


async def test_hooks_are_known_and_signed(edge: Edge) -> None:
    problem(await edge.post("/v1/hooks/myspace", b"{}"), 404)
    problem(await edge.post("/v1/hooks/rfc5322", MAIL), 404)
    problem(await _discourse(edge, _post_event(), "post_created", b"guess"), 401)
    problem(await edge.post("/v1/hooks/discourse", _post_event(), X_Discourse_Event="post_created"), 401)
    problem(await _discourse(edge, b'{"post": 5}', "post_created"), 422)
    problem(await edge.post("/v1/hooks/discourse", b" " * 2_100_000), 413)
    assert not edge.broker.logs
    edge.broker.fail_next("publish")
    problem(await _discourse(edge, _post_event(), "post_created"), 503)


async def test_a_source_without_a_secret_is_not_taken(edge: Edge, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    async for other in _edge(tmp_path / "other"):
        object.__setattr__(other.settings, "hook_secrets", {})
        bare = Outlet(other.broker.publisher, 1.0)
        app = FastAPI()
        problems.install(app)
        resources = Resources(other.settings, other.broker, None, lambda: NOW, Access(None))  # type: ignore[arg-type]
        app.include_router(routes(resources, other.settings, secrets_of(other.settings), bare))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://ingest") as client:
            body = _post_event()
            response = await client.post("/v1/hooks/discourse", content=body, headers={"X-Discourse-Event-Signature": _sign(body, b"")})
            problem(response, 404)


@pytest.mark.parametrize("secret", [b"g-new", b"g-old"])
async def test_a_generic_webhook(edge: Edge, secret: bytes) -> None:
    body = orjson.dumps({**GOOD, "channel": "phone"})
    response = await edge.post("/v1/hooks/generic", body, X_Hub_Signature_256=_sign(body, secret))
    assert response.json()["ids"] == [message_id("phone", "generic", "web-1")]
    (record,) = edge.published("inbound-phone")
    assert isinstance(read_record(record, Channel.PHONE, secrets_of(edge.settings)), Arrival)


async def test_the_api_describes_itself(edge: Edge) -> None:
    document = (await edge.client.get("/openapi.json")).json()
    for path in ("/v1/messages", "/v1/activity", "/v1/agent-activity", "/v1/mail", "/v1/hooks/{source}"):
        assert "requestBody" in document["paths"][path]["post"]
    assert "$defs" not in orjson.dumps(document["paths"]).decode()


def test_there_is_no_default_for_a_secret() -> None:
    with pytest.raises(ValueError, match="KLANTSTROOM_PEPPER"):
        secrets_of(IngestSettings(pepper=None))
    with pytest.raises(ValueError, match="16 characters"):
        IngestSettings(pepper=SecretStr("short"))
    with pytest.raises(ValueError, match="empty"):
        IngestSettings(hook_secrets={"discourse": (SecretStr(""),)})
