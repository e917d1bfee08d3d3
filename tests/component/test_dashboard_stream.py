"""The stream and the history over HTTP, by the real service on a broker in memory."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from dashboard_world import HOST, TEXTS, Scene, at, conversation, dashboard, key_file, reward, routed

from runtime.memory import MemoryBroker
from services.dashboard.headers import CONTENT_SECURITY_POLICY
from tests.waiting import until

SECONDS = 20.0


class Event(NamedTuple):
    kind: str
    value: Any
    id: str


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


@pytest.fixture
def key(keys: Path) -> dict[str, str]:
    return {"Authorization": f"Bearer {key_file(keys, 'read:stream')}"}


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def broker() -> MemoryBroker:
    return MemoryBroker()


@pytest.fixture
def scene(broker: MemoryBroker) -> Scene:
    return Scene(broker)


class Client:
    """Reads a stream. `until` gives the events up to and with the one that it waits for."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.last_id = ""
        self._events = self._read()

    async def _read(self) -> AsyncIterator[Event]:
        fields: dict[str, str] = {}
        async for line in self.response.aiter_lines():
            if line:
                name, _, value = line.partition(":")
                if name:
                    fields[name] = value.removeprefix(" ")
                continue
            self.last_id = fields.get("id", self.last_id)
            if "data" in fields:
                yield Event(fields.get("event", "message"), json.loads(fields["data"]), self.last_id)
            fields = {}

    async def next(self) -> Event:
        async with asyncio.timeout(SECONDS):
            return await anext(self._events)

    async def until(self, reached: Callable[[Event], bool]) -> list[Event]:
        found = [await self.next()]
        while not reached(found[-1]):
            found.append(await self.next())
        return found

    async def rest(self) -> list[Event]:
        async with asyncio.timeout(SECONDS):
            return [event async for event in self._events]


class Streams:
    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self._http = httpx.AsyncClient(base_url=url, headers=headers, timeout=SECONDS)
        self._open: list[Any] = []

    async def __call__(self, last_id: str = "", **query: Any) -> Client:
        opened = self._http.stream("GET", "/v1/stream", params=query, headers={"Last-Event-ID": last_id} if last_id else {})
        response = await opened.__aenter__()
        self._open.append(opened)
        assert response.status_code == 200, await response.aread()
        return Client(response)

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self._http.get(path, params=query)

    async def close(self) -> None:
        for opened in self._open:
            await opened.__aexit__(None, None, None)
        await self._http.aclose()


@pytest.fixture
async def streams(broker: MemoryBroker, port: int, keys: Path, key: dict[str, str]) -> AsyncIterator[Streams]:
    async with dashboard(broker, port, keys, stream_flush_ms=5) as url:
        made = Streams(url, key)
        yield made
        await made.close()


def ids(events: list[Event]) -> list[str]:
    return [event.value["message_id"] for event in events if event.kind == "routed"]


def message(number: int) -> Callable[[Event], bool]:
    wanted = routed(number)["message_id"]
    return lambda event: event.kind == "routed" and event.value["message_id"] == wanted


async def test_a_snapshot_comes_first_then_changes_of_every_kind(scene: Scene, streams: Streams) -> None:
    scene.message(1)
    client = await streams()
    snapshot = await client.next()
    while not snapshot.value["messages"]:
        # The message was put a moment ago; a stream that was opened before it was read brings it as a change.
        client = await streams()
        snapshot = await client.next()
    assert snapshot.kind == "snapshot"
    assert [event["message_id"] for event in snapshot.value["messages"]] == [routed(1)["message_id"]]
    event = scene.message(2)
    scene.put("rewards-credited", "m", reward(1, "m", 5, "why", "cause"))
    scene.put(
        "insight-signals", "messages/outage", {"signal_id": "s", "kind": "metric", "subject": "messages/outage", "at": at().isoformat(), "value": 3.0}
    )
    kinds: dict[str, Any] = {}
    while not {"routed", "conversation", "reward", "signal"} <= kinds.keys():
        got = await client.next()
        kinds[got.kind] = got.value
    assert kinds["routed"] == event, "the event itself, as it is on its topic"
    assert kinds["reward"]["amount"] == 5


async def test_last_event_id_goes_on_without_gap_or_repeat_over_restarts(
    broker: MemoryBroker, scene: Scene, port: int, keys: Path, key: dict[str, str]
) -> None:
    """Three services one after the other, the last with a log so short that it has to read Kafka again."""
    got: list[str] = []
    last = ""
    sent = 0
    for round_number, replay in enumerate((10_000, 10_000, 10)):
        async with dashboard(broker, port, keys, stream_flush_ms=1, stream_replay_events=replay) as url:
            streams = Streams(url, key)
            client = await streams(last)
            if not last:
                assert (await client.next()).kind == "snapshot"
            # Some while nobody listens at all, some while this client does.
            for _ in range(60):
                scene.message(sent)
                sent += 1
            # The last to be put need not be the last to be read: partitions are read in any order. Wait for a number instead.
            while len(got) < sent - 25:
                event = await client.next()
                assert event.kind != "snapshot", "a resume is no new beginning"
                got += ids([event])
            last = client.last_id
            await streams.close()
        for _ in range(40):
            scene.message(sent)
            sent += 1
        assert round_number < 3
    async with dashboard(broker, port, keys, stream_replay_events=10) as url:
        streams = Streams(url, key)
        client = await streams(last)
        while len(got) < sent:
            event = await client.next()
            assert event.kind != "snapshot"
            got += ids([event])
        await streams.close()
    assert sorted(got) == sorted(routed(number)["message_id"] for number in range(sent))
    assert len(set(got)) == len(got)


async def test_every_single_id_is_a_place_to_go_on_from(scene: Scene, streams: Streams) -> None:
    client = await streams()
    await client.next()
    for number in range(12):
        scene.message(number)
    events: list[Event] = []
    while len(events) < 24:
        events.append(await client.next())
    for index, event in enumerate(events[:-1]):
        again = await streams(event.id)
        rest = [await again.next() for _ in range(len(events) - 1 - index)]
        assert sorted(json.dumps(other.value) for other in rest) == sorted(json.dumps(other.value) for other in events[index + 1 :])


async def test_filters_let_through_what_was_asked_for_and_resume_as_well(scene: Scene, streams: Streams) -> None:
    client = await streams(topic="outage,billing", destination=["agents", "notice"])
    assert (await client.next()).kind == "snapshot"
    for number in range(24):
        scene.message(number)
    wanted = [number for number in range(24) if TEXTS[number % len(TEXTS)][2] in ("outage", "billing")]
    got: list[Event] = []
    while len(ids(got)) < len(wanted):
        got.append(await client.next())
    assert sorted(ids(got)) == sorted(routed(number)["message_id"] for number in wanted)
    assert {event.value["topic"] for event in got if event.kind == "conversation"} <= {"outage", "billing"}
    again = await streams(got[0].id, topic="outage,billing", destination="agents,notice")
    rest = [await again.next() for _ in range(len(wanted) - 1)]
    assert all(event.kind in ("routed", "conversation") for event in rest)
    only = await streams(topic="billing", events="conversation")
    snapshot = await only.next()
    assert {event["labels"]["topic"] for event in snapshot.value["messages"]} == {"billing"}
    assert all(row[1] == "billing" for row in snapshot.value["totals"]["flow"])
    assert snapshot.value["rewards"] == []


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"channel": "fax"}, "/query/channel"),
        ({"topic": "weather"}, "/query/topic"),
        ({"destination": "bin"}, "/query/destination"),
        ({"team": "No Such!"}, "/query/team"),
        ({"events": "all"}, "/query/events"),
    ],
)
async def test_unknown_values_of_a_filter_are_422_with_a_pointer(streams: Streams, query: dict[str, str], pointer: str) -> None:
    for path in ("/v1/stream", "/v1/messages"):
        answer = await streams.get(path, **query)
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_an_id_that_is_none_of_ours_is_one_clear_error(streams: Streams) -> None:
    for last_id in ("17", "1.q0-1", "1.r0-zz"):
        answer = await streams._http.get("/v1/stream", headers={"Last-Event-ID": last_id})
        assert answer.status_code == 400
        assert answer.json()["title"] == "Last-Event-ID is none of ours"


async def test_a_place_that_is_not_there_any_more_begins_with_a_snapshot(scene: Scene, streams: Streams, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cluster was made anew, and the client comes with an id from the old one."""
    monkeypatch.setattr("services.dashboard.stream._BEHIND_SECONDS", 0.2)
    scene.message(1)
    client = await streams("1.r0-ffff")
    assert (await client.next()).kind == "snapshot"


async def test_keys_and_scopes(streams: Streams, keys: Path) -> None:
    other = {"Authorization": f"Bearer {key_file(keys, 'publish:web')}"}
    for path in ("/v1/stream", "/v1/messages", "/v1/messages/x/path"):
        assert (await streams._http.get(path, headers={"Authorization": "Bearer nonsense"})).status_code == 401
        assert (await streams._http.get(path, headers=other)).status_code == 403


async def test_security_headers_are_on_every_answer(streams: Streams) -> None:
    for path, status in (
        ("/", 200),
        ("/static/main.js", 200),
        ("/static/../app.py", 404),
        ("/static/nothing.js", 404),
        ("/nowhere", 404),
        ("/v1/messages", 200),
        ("/livez", 200),
    ):
        answer = await streams.get(path)
        assert answer.status_code == status, path
        assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
    page = await streams.get("/")
    assert "<script>" not in page.text
    assert "style=" not in page.text
    again = await streams._http.get("/", headers={"If-None-Match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_history_is_paged_to_its_end(scene: Scene, streams: Streams) -> None:
    for number in range(25):
        scene.message(number)
    client = await streams()
    while len((await client.next()).value.get("messages", [])) < 25:
        client = await streams()
    got: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await streams.get("/v1/messages", limit="10", **cursor)).json()
        got += [event["message_id"] for event in page["messages"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert sorted(got) == sorted(routed(number)["message_id"] for number in range(25))
    for nonsense in ("x", "12", "-5", "9" * 40 + "-a"):
        assert (await streams.get("/v1/messages", cursor=nonsense)).status_code == 422
    assert (await streams.get("/v1/messages", limit="0")).status_code == 422


async def test_the_path_of_a_message_over_http(scene: Scene, streams: Streams) -> None:
    client = await streams()
    await client.next()
    event = scene.whole_story(2, at(-3600))
    await client.until(lambda got: got.kind == "conversation" and got.value["change"] == "resolved")

    async def whole() -> Any:
        told = (await streams.get(f"/v1/messages/{event['message_id']}/path")).json()
        return told if [step["step"] for step in told["steps"]].count("reward") == 1 and told["steps"][-1]["step"] == "conversation" else None

    # Details are read from other topics, whose records may come a moment later.
    told = await until(whole, SECONDS, "the whole path")
    assert [step["step"] for step in told["steps"][:3]] == ["received", "classified", "routed"]
    assert {"activity", "reply", "reward"} <= {step["step"] for step in told["steps"]}
    assert (await streams.get("/v1/messages/nobody/path")).status_code == 404


async def test_records_that_are_no_events_are_left_out_and_the_next_flows(broker: MemoryBroker, scene: Scene, streams: Streams) -> None:
    client = await streams()
    await client.next()
    for topic in ("messages-routed", "conversations-changed", "rewards-credited", "insight-signals", "community-activity"):
        for value in (b"\xff", b"null", b"{}", b"[" * 2_000):
            scene.put(topic, "customer-2", value)
    event = scene.message(2)
    assert (await client.until(message(2)))[-1].value == event
    assert (await streams.get("/metrics")).text.count("klantstroom_dashboard_unreadable_total{") >= 5


async def test_a_slow_client_is_told_and_let_go_and_the_others_get_everything(
    broker: MemoryBroker, scene: Scene, port: int, keys: Path, key: dict[str, str]
) -> None:
    async with dashboard(broker, port, keys, stream_queue=200, stream_flush_ms=1, stream_stalled_seconds=1) as url:
        streams = Streams(url, key)
        quick, slow = await streams(), await streams()
        await quick.next()
        await slow.next()
        got: list[Event] = []
        padding = "x" * 20_000
        total = 900
        for number in range(total):
            scene.put("messages-routed", f"c{number}", routed(number, text=padding))
            if number % 30 == 29:
                # The slow one reads nothing; its connection fills up.
                while len(ids(got)) < number - 5:
                    got.append(await quick.next())
        while len(ids(got)) < total:
            got.append(await quick.next())
        assert len(set(ids(got))) == total
        rest: list[Event] = []
        try:
            rest = await slow.rest()
        except httpx.RemoteProtocolError:
            # It did not even take the last word in time.
            ended = "closed"
        else:
            assert rest[-1].kind == "gone"
            ended = rest[-1].value["why"]
        assert ended in ("closed", "too slow", "stalled")
        assert len(ids(rest)) < total
        # And it can come back for the rest.
        again = await streams(slow.last_id)
        back = ids(rest)
        while len(back) < total and ended != "closed":
            back += ids([await again.next()])
        assert len(set(back)) == len(back)
        await streams.close()


async def test_a_service_that_ends_says_so(broker: MemoryBroker, port: int, keys: Path, key: dict[str, str]) -> None:
    async with dashboard(broker, port, keys) as url:
        streams = Streams(url, key)
        client = await streams()
        await client.next()
    assert [(event.kind, event.value) for event in await client.rest() if event.kind != "totals"] == [("gone", {"why": "shutting down"})]
    await streams.close()


async def test_a_full_house_is_503(broker: MemoryBroker, port: int, keys: Path, key: dict[str, str]) -> None:
    async with dashboard(broker, port, keys, stream_clients=1) as url:
        streams = Streams(url, key)
        client = await streams()
        await client.next()
        answer = await streams.get("/v1/stream")
        assert answer.status_code == 503
        assert answer.headers["retry-after"]
        await streams.close()
        streams = Streams(url, key)

        async def room() -> bool:
            return (await streams._http.send(streams._http.build_request("GET", "/v1/stream"), stream=True)).status_code != 503

        await until(room, SECONDS, "room, where somebody left")
        await streams.close()


async def test_a_heartbeat_carries_the_position(scene: Scene, broker: MemoryBroker, port: int, keys: Path, key: dict[str, str]) -> None:
    """A filter that lets nothing through must not make its client resume from long ago."""
    async with dashboard(broker, port, keys, stream_heartbeat_seconds=0.1, stream_flush_ms=1) as url:
        streams = Streams(url, key)
        client = await streams(channel="phone", events="conversation")
        snapshot = await client.next()
        scene.put("messages-routed", "c", routed(0))
        first = client.last_id
        assert first == snapshot.id

        async def moved() -> None:
            async for line in client.response.aiter_lines():
                if line.startswith("id:") and line != f"id: {first}":
                    return

        client = await streams(channel="phone", events="conversation")
        async with asyncio.timeout(SECONDS):
            scene.put("conversations-changed", "c", conversation(routed(0), "opened"))
            await moved()
        await streams.close()
