"""Webhooks of platforms over HTTP: who proves themselves, challenges, replays, deliveries of several messages, and what lies on the topic."""

import hashlib
import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from runtime import problems
from runtime.access import Access
from runtime.broker import Record
from runtime.hop import Refusal
from runtime.lifecycle import Resources
from runtime.memory import MemoryBroker
from schemas.envelope import message_id
from schemas.messages.inbound import Channel, InboundReason
from services.ingest.adapters import ADAPTERS
from services.ingest.app import secrets_of
from services.ingest.app.http import routes
from services.ingest.app.outlet import Outlet
from services.ingest.app.stream import SEAL, Secrets, read_record
from services.ingest.domain import Arrival
from services.ingest.settings import IngestSettings

NOW = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
UNIX_NOW = int(NOW.timestamp())
FOLDER = Path(__file__).parents[1] / "payloads"
SECRET = b"a secret that no platform has"


@dataclass
class Edge:
    client: httpx.AsyncClient
    broker: MemoryBroker
    secrets: Secrets

    async def post(self, source: str, body: bytes, **headers: str) -> httpx.Response:
        return await self.client.post(f"/v1/hooks/{source}", content=body, headers={"Content-Type": "application/json", **headers})

    def taken(self, channel: Channel) -> list[Arrival | Refusal]:
        return [read_record(record, channel, self.secrets) for record in self.records(channel)]

    def records(self, channel: Channel) -> list[Record]:
        return self.broker.records(f"inbound-{channel.value}")


@pytest.fixture
async def edge(tmp_path: Path) -> AsyncIterator[Edge]:
    hooks = {source: (SecretStr("an older secret"), SecretStr(SECRET.decode())) for source in ADAPTERS}
    settings = IngestSettings(
        pepper=SecretStr("a pepper for the tests"),
        hook_secrets={**hooks, "instagram.verify": (SecretStr("a token for the handshake"),)},
    )
    broker = MemoryBroker()
    outlet = Outlet(broker.publisher, settings.publish_seconds)
    resources = Resources(settings, broker, None, lambda: NOW, Access(None))  # type: ignore[arg-type]
    app = FastAPI()
    problems.install(app)
    secrets = secrets_of(settings)
    app.include_router(routes(resources, settings, secrets, outlet))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://ingest") as client:
        yield Edge(client, broker, secrets)
    await outlet.close()


def problem(response: httpx.Response, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    said: dict[str, Any] = response.json()
    return said


def mac(*parts: bytes) -> str:
    return hmac.new(SECRET, b"".join(parts), hashlib.sha256).hexdigest()


def signed(source: str, body: bytes, at: int = UNIX_NOW) -> dict[str, str]:
    """The headers with which each platform would send `body`."""
    stamp = str(at).encode()
    return {
        "slack": {"X-Slack-Signature": f"v0={mac(b'v0:', stamp, b':', body)}", "X-Slack-Request-Timestamp": str(at)},
        "chatwoot": {"X-Chatwoot-Signature": f"sha256={mac(stamp, b'.', body)}", "X-Chatwoot-Timestamp": str(at), "X-Chatwoot-Delivery": "d1"},
        "telegram": {"X-Telegram-Bot-Api-Secret-Token": SECRET.decode()},
        "matrix": {"Authorization": f"Bearer {SECRET.decode()}"},
        "mastodon": {"X-Hub-Signature": f"sha256={mac(body)}"},
        "discourse": {"X-Discourse-Event-Signature": f"sha256={mac(body)}", "X-Discourse-Event": "post_created"},
    }.get(source, {"X-Hub-Signature-256": f"sha256={mac(body)}"})


EXAMPLES = {path: path.read_bytes() for path in sorted(FOLDER.glob("*/*.json"))}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
async def test_every_example_is_taken_and_read_on_the_topic_and_a_repeat_is_a_repeat(edge: Edge, path: Path) -> None:
    source, body = path.parent.name, EXAMPLES[path]
    response = await edge.post(source, body, **signed(source, body))
    assert response.status_code == ADAPTERS[source].status
    ids = response.json()["ids"]
    assert ids
    again = await edge.post(source, body, **signed(source, body))
    assert again.json() == response.json()
    (channel,) = {topic.removeprefix("inbound-") for topic, *_ in edge.broker.logs if topic.startswith("inbound-")}
    taken = edge.taken(Channel(channel))
    assert all(isinstance(one, Arrival) for one in taken), taken
    first, second = taken[: len(ids)], taken[len(ids) :]
    assert [one.message_id for one in first if isinstance(one, Arrival)] == ids
    assert first == second, "with the same content: it is dropped, and no conflict"


@pytest.mark.parametrize("source", [name for name, adapter in ADAPTERS.items() if adapter.verify is not None])
async def test_who_does_not_prove_themselves_gets_401_and_nothing_is_taken(edge: Edge, source: str) -> None:
    body = next((FOLDER / source).glob("*.json")).read_bytes()
    problem(await edge.post(source, body), 401)
    for name, value in signed(source, body).items():
        if name.lower() in ADAPTERS[source].headers and not name.endswith("-Event"):
            problem(await edge.post(source, body, **{**signed(source, body), name: value[:-1] + chr(ord(value[-1]) ^ 1)}), 401)
    if not ADAPTERS[source].bare_secret:
        problem(await edge.post(source, body.replace(b"a", b"b", 1), **signed(source, body)), 401)
    assert not edge.broker.logs


@pytest.mark.parametrize("source", [name for name, adapter in ADAPTERS.items() if adapter.signed_at is not None])
async def test_an_old_delivery_is_refused_and_told_why(edge: Edge, source: str) -> None:
    body = next((FOLDER / source).glob("*.json")).read_bytes()
    said = problem(await edge.post(source, body, **signed(source, body, UNIX_NOW - 301)), 401)
    assert (said["title"], said["detail"]) == ("The signature has expired", "It was signed 301 s ago; at most 300 s are taken.")
    problem(await edge.post(source, body, **signed(source, body, UNIX_NOW + 301)), 401)
    assert not edge.broker.logs
    assert (await edge.post(source, body, **signed(source, body, UNIX_NOW - 300))).status_code == 202


async def test_what_was_taken_in_time_is_read_however_late(edge: Edge) -> None:
    """A record may lie on its topic, or among the dead letters, for days."""
    body = (FOLDER / "slack" / "message.json").read_bytes()
    await edge.post("slack", body, **signed("slack", body))
    (record,) = edge.records(Channel.CHAT)
    assert isinstance(read_record(record._replace(timestamp_ms=record.timestamp_ms + 86_400_000), Channel.CHAT, edge.secrets), Arrival)


# --- challenges --------------------------------------------------------------------------------------------------------------------


async def _handshake(edge: Edge, source: str, **changes: str) -> httpx.Response:
    asked = {"mode": "subscribe", "verify_token": SECRET.decode(), "challenge": "1158201444", **changes}
    return await edge.client.get(f"/v1/hooks/{source}", params={f"hub.{name}": value for name, value in asked.items()})


@pytest.mark.parametrize("source", ["whatsapp", "messenger"])
async def test_meta_asks_whether_the_address_is_ours(edge: Edge, source: str) -> None:
    response = await _handshake(edge, source)
    assert (response.status_code, response.text) == (200, "1158201444")
    assert response.headers["content-type"].startswith("text/plain")
    assert (await _handshake(edge, source, verify_token="an older secret")).status_code == 200
    for changes in ({"verify_token": "guess"}, {"verify_token": ""}, {"verify_token": SECRET.decode() + "é"}, {"mode": "unsubscribe"}, {"mode": ""}):
        response = await _handshake(edge, source, **changes, challenge="<script>never</script>")
        problem(response, 403)
        assert "never" not in response.text
    problem(await edge.client.get(f"/v1/hooks/{source}"), 403)


async def test_the_token_of_the_handshake_may_be_another_than_the_secret_that_signs(edge: Edge) -> None:
    assert (await _handshake(edge, "instagram", verify_token="a token for the handshake")).text == "1158201444"
    problem(await _handshake(edge, "instagram"), 403)
    body = (FOLDER / "instagram" / "comments.json").read_bytes()
    token = hmac.new(b"a token for the handshake", body, hashlib.sha256).hexdigest()
    problem(await edge.post("instagram", body, **{"X-Hub-Signature-256": f"sha256={token}"}), 401)
    problem(await edge.post("instagram.verify", body), 404)


@pytest.mark.parametrize("source", ["slack", "discourse", "rfc5322", "myspace", "instagram.verify"])
async def test_others_do_not_ask_so(edge: Edge, source: str) -> None:
    problem(await _handshake(edge, source), 404)


async def test_slack_asks_signed(edge: Edge) -> None:
    body = b'{"token": "t", "challenge": "3eZbrw1aBm2rZgRNFdxV", "type": "url_verification"}'
    response = await edge.post("slack", body, **signed("slack", body))
    assert (response.status_code, response.text) == (200, "3eZbrw1aBm2rZgRNFdxV")
    assert response.headers["content-type"].startswith("text/plain")
    assert "3eZb" not in (await edge.post("slack", body)).text
    problem(await edge.post("slack", body, **signed("slack", body, UNIX_NOW - 301)), 401)
    assert not edge.broker.logs


# --- several messages in one delivery, and what lies on the topic ------------------------------------------------------------------------


def whatsapp(*messages: Any) -> bytes:
    value = {"metadata": {"phone_number_id": "1"}, "messages": messages}
    return orjson.dumps({"object": "whatsapp_business_account", "entry": [{"id": "0", "changes": [{"field": "messages", "value": value}]}]})


def text(number: int, **changes: Any) -> dict[str, Any]:
    said = {"from": f"3161234{number:04}", "id": f"wamid.{number}", "timestamp": "1772439300", "type": "text", "text": {"body": f"Vraag {number}"}}
    return {**said, **changes}


async def test_each_message_of_a_delivery_is_a_record_of_its_own(edge: Edge) -> None:
    body = whatsapp(*map(text, range(500)))
    response = await edge.post("whatsapp", body, **signed("whatsapp", body))
    assert response.json()["ids"] == [message_id("social", "whatsapp", f"wamid.{number}") for number in range(500)]
    taken = edge.taken(Channel.SOCIAL)
    assert {one.message.text for one in taken if isinstance(one, Arrival)} == {f"Vraag {number}" for number in range(500)}
    assert len(taken) == 500
    assert {one.source for one in taken if isinstance(one, Arrival)} == {"whatsapp"}
    assert sum(len(record.value) for record in edge.records(Channel.SOCIAL)) < 3 * len(body), "a delivery is not put there once for each message"


async def test_a_message_is_the_same_whoever_it_came_together_with(edge: Edge) -> None:
    for body in (whatsapp(text(1)), whatsapp(text(2), text(1))):
        await edge.post("whatsapp", body, **signed("whatsapp", body))
    alone, together = (one for one in edge.taken(Channel.SOCIAL) if isinstance(one, Arrival) and one.message.id == "wamid.1")
    assert alone == together
    assert whatsapp(text(1)) in [record.value for record in edge.records(Channel.SOCIAL)], "alone, it lies there as it came"


async def test_what_can_not_be_read_does_not_hold_up_the_others_and_is_told(edge: Edge) -> None:
    body = whatsapp(text(1), text(2, id=None), text(3, timestamp="9999999999999999"))
    response = await edge.post("whatsapp", body, **signed("whatsapp", body))
    assert response.status_code == 200
    assert response.json()["ids"] == [message_id("social", "whatsapp", "wamid.1")]
    assert len(response.json()["refused"]) == 2
    assert [type(one) for one in edge.taken(Channel.SOCIAL)] == [Arrival]
    body = whatsapp(text(2, id=None))
    assert problem(await edge.post("whatsapp", body, **signed("whatsapp", body)), 422)["title"] == "invalid"


@pytest.mark.parametrize("source", ["telegram", "matrix"])
async def test_a_secret_that_is_sent_along_is_put_on_no_topic(edge: Edge, source: str) -> None:
    body = next((FOLDER / source).glob("*.json")).read_bytes()
    await edge.post(source, body, **signed(source, body))
    (record,) = edge.records(Channel.CHAT)
    assert SECRET not in record.value + b"".join(value or b"" for _, value in record.headers)
    assert isinstance(edge.taken(Channel.CHAT)[0], Arrival)


async def test_the_seal_of_the_edge_holds_for_its_value_and_source(edge: Edge) -> None:
    body = whatsapp(text(1), text(2))
    await edge.post("whatsapp", body, **signed("whatsapp", body))
    record = edge.records(Channel.SOCIAL)[0]
    headers = dict(record.headers)
    for wrong in (
        record._replace(value=record.value.replace(b"Vraag", b"Klacht")),
        record._replace(headers=tuple({**headers, "source": b"instagram"}.items())),
        record._replace(headers=tuple({**headers, SEAL: b""}.items())),
        record._replace(headers=tuple({**headers, SEAL: b"\xff" * 64}.items())),
    ):
        refusal = read_record(wrong, Channel.SOCIAL, edge.secrets)
        assert isinstance(refusal, Refusal)
        assert refusal.reason == InboundReason.BAD_SIGNATURE
    other = edge.secrets._replace(pepper=b"the pepper of others")
    assert isinstance(read_record(record, Channel.SOCIAL, other), Refusal)


async def test_several_messages_in_one_record_are_sent_to_the_edge(edge: Edge) -> None:
    """A record is one message: a team that puts a delivery on the topic itself is told where it is taken apart."""
    body = whatsapp(text(1), text(2))
    headers = (("source", b"whatsapp"), *((name, value.encode()) for name, value in signed("whatsapp", body).items()))
    refusal = read_record(Record("inbound-social", 0, 0, None, body, headers, UNIX_NOW * 1000), Channel.SOCIAL, edge.secrets)
    assert refusal == Refusal("invalid", "/: this delivery holds 2 messages: post it to /v1/hooks/whatsapp, which takes it apart")
    body = whatsapp(text(1))
    headers = (("source", b"whatsapp"), *((name, value.encode()) for name, value in signed("whatsapp", body).items()))
    assert isinstance(read_record(Record("inbound-social", 0, 0, None, body, headers, UNIX_NOW * 1000), Channel.SOCIAL, edge.secrets), Arrival)


async def test_a_homeserver_puts_its_transactions(edge: Edge) -> None:
    body = (FOLDER / "matrix" / "transaction.json").read_bytes()
    path = "/v1/hooks/matrix/_matrix/app/v1/transactions/tx-1"
    problem(await edge.client.put(path, content=body), 401)
    response = await edge.client.put(path, content=body, headers=signed("matrix", body))
    assert (response.status_code, len(response.json()["ids"])) == (200, 1)
    nothing = b'{"events": [{"type": "m.room.message", "content": {"body": 5}}]}'
    assert (await edge.client.put(path, content=nothing, headers=signed("matrix", nothing))).status_code == 200


@pytest.mark.parametrize("source", [name for name, adapter in ADAPTERS.items() if adapter.verify is not None and name != "generic"])
async def test_unknown_events_are_answered_with_success(edge: Edge, source: str) -> None:
    body = {
        "slack": b'{"type": "event_callback", "event": {"type": "something_new"}}',
        "matrix": b'{"events": [{"type": "something.new"}]}',
        "telegram": b'{"update_id": 1, "something_new": {}}',
    }.get(source, b'{"event": "something_new", "object": "something_new", "something_new": {}}')
    headers = {**signed(source, body), **({"X-Discourse-Event": "something_new"} if source == "discourse" else {})}
    response = await edge.post(source, body, **headers)
    assert response.status_code == ADAPTERS[source].status
    assert (response.json()["ids"], "something" in response.json()["ignored"]) == ([], True)
    assert not edge.broker.logs


async def test_without_the_broker_the_platform_is_to_send_it_again(edge: Edge) -> None:
    body = whatsapp(text(1), text(2))
    edge.broker.fail_next("publish")
    response = await edge.post("whatsapp", body, **signed("whatsapp", body))
    problem(response, 503)
    assert "retry-after" in response.headers
    assert (await edge.post("whatsapp", body, **signed("whatsapp", body))).status_code == 200


async def test_the_api_describes_the_webhooks(edge: Edge) -> None:
    paths = (await edge.client.get("/openapi.json")).json()["paths"]
    named = {path: {one["name"] for one in says.get("parameters", ())} for path in paths for says in paths[path].values() if "/hooks/" in path}
    assert named["/v1/hooks/{source}/_matrix/app/v1/transactions/{transaction}"] == {"source", "transaction"}
    assert {one["name"] for one in paths["/v1/hooks/{source}"]["get"]["parameters"]} == {"source", "hub.mode", "hub.verify_token", "hub.challenge"}
    assert {"200", "202"} <= set(paths["/v1/hooks/{source}"]["post"]["responses"])
