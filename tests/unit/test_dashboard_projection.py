"""What the dashboard remembers, within its bounds, and the path of one message."""

import json
from datetime import timedelta
from typing import Any

import orjson
import pytest
from dashboard_world import at, classified, conversation, reward, routed, window
from hypothesis import given
from hypothesis import strategies as st

from services.dashboard.domain import events, path
from services.dashboard.domain.events import Unreadable
from services.dashboard.domain.filters import EVERYTHING, Filter
from services.dashboard.domain.projection import MINUTE_MS, Place, Projection

NOW = at()
NOW_MS = int(NOW.timestamp() * 1000)


def take(projection: Projection, topic: str, value: dict[str, Any]) -> None:
    projection.take(events.read(topic, orjson.dumps(value)))


def shown(projection: Projection, wanted: Filter = EVERYTHING, limit: int = 50) -> list[str]:
    found, _ = projection.history(wanted, None, limit)
    return [event.message_id for event in found]


@given(st.lists(st.integers(0, 3_000), unique=True, max_size=60), st.integers(1, 20), st.integers(1, 7))
def test_history_pages_give_the_newest_kept_once_each_newest_first(order: list[int], kept: int, limit: int) -> None:
    """Whatever the order in which messages were read from their partitions."""
    projection = Projection(kept)
    for number in order:
        take(projection, "messages-routed", routed(number, when=NOW - timedelta(seconds=3_000 - number)))
    pages: list[str] = []
    before: Place | None = None
    while True:
        found, before = projection.history(EVERYTHING, before, limit)
        pages += [event.message_id for event in found]
        if before is None:
            break
    last = order[-kept:]
    assert pages == [routed(number)["message_id"] for number in sorted(last, reverse=True)]


def test_a_message_read_twice_is_there_once() -> None:
    projection = Projection(10)
    for _ in range(2):
        take(projection, "messages-routed", routed(1, when=NOW))
    assert len(shown(projection)) == 1
    assert projection.totals(NOW_MS, EVERYTHING)["messages"] == 1


def test_counts_are_of_the_last_hour_and_follow_the_filter() -> None:
    projection = Projection(100)
    for number, minutes in enumerate((0, 0, 5, 59, 61, 300)):
        take(projection, "messages-routed", routed(number * 12, when=NOW - timedelta(minutes=minutes)))
    take(projection, "messages-routed", routed(1, when=NOW))
    totals = projection.totals(NOW_MS, EVERYTHING)
    assert totals["messages"] in (4, 5), "the 59 minutes may have begun a minute of their own"
    assert totals["messages"] == sum(totals["by_minute"])
    assert totals["by_minute"][-1] == 3
    only = projection.totals(NOW_MS, Filter(topic=frozenset({"outage"})))
    assert only["messages"] == only["by_minute"][-1] == 1
    assert only["flow"] == [["social", "outage", "notice", None, 1]]
    later = projection.totals(NOW_MS + 120 * MINUTE_MS, EVERYTHING)
    assert (later["messages"], later["flow"]) == (0, [])


def test_a_broken_promise_is_shown_until_it_is_kept_or_over() -> None:
    projection = Projection(100)
    first, second, third = (routed(number) for number in (1, 2, 3))
    for event, target in ((first, "first_response"), (second, "resolution"), (third, "first_response")):
        take(projection, "conversations-changed", conversation(event, "breached", target=target))
    assert len(projection.breaches(EVERYTHING, 10)) == 3
    for event in (first, second):
        take(projection, "conversations-changed", conversation(event, "answered"))
    assert [event.conversation_id for event in projection.breaches(EVERYTHING, 10)] == [third["conversation_id"], second["conversation_id"]]
    take(projection, "conversations-changed", conversation(second, "resolved"))
    take(projection, "conversations-changed", conversation(third, "merged"))
    assert projection.breaches(EVERYTHING, 10) == []
    assert projection.totals(NOW_MS, EVERYTHING)["open_conversations"] == 1


def test_leaders_lose_what_is_taken_back_and_moving_points_on_earns_none() -> None:
    projection = Projection(100)
    for number, (member, amount, state) in enumerate(
        (("a", 100, "pending"), ("b", 60, "pending"), ("a", -100, "reversed"), ("b", 60, "matured"), ("b", -60, "paid"))
    ):
        take(projection, "rewards-credited", reward(number, member, amount, "why", f"cause-{number}", state))
    assert projection.leaders(5) == [{"member_id": "b", "points": 60}]
    assert projection.totals(NOW_MS, EVERYTHING)["points"] == {"earned": 160, "reversed": -100, "matured": 60, "paid": -60}


def test_a_window_said_again_replaces_itself() -> None:
    projection = Projection(100)
    for value in (3, 8):
        take(projection, "insight-signals", window("outage", NOW, value))
    (only,) = projection.signals(EVERYTHING)
    assert json.loads(only.value)["value"] == 8


def test_the_snapshot_is_json_with_the_events_as_they_came() -> None:
    projection = Projection(100)
    event = routed(4, when=NOW, text="<b>hello</b>\u2028\"'")
    take(projection, "messages-routed", event)
    take(projection, "rewards-credited", reward(1, "a", 5, "why", "cause"))
    snapshot = orjson.loads(projection.snapshot(NOW_MS, EVERYTHING, 10))
    assert snapshot["messages"] == [event]
    assert snapshot["leaders"] == [{"member_id": "a", "points": 5}]
    assert b"\n" not in projection.snapshot(NOW_MS, EVERYTHING, 10)


def test_everything_is_bounded() -> None:
    projection = Projection(10)
    for number in range(300):
        event = routed(number, when=NOW)
        for topic, value in (
            ("messages-classified", classified(event, {})),
            ("messages-routed", event),
            ("conversations-changed", conversation(event, "breached")),
            ("community-activity", {"activity_id": f"a-{number}", "thread_id": f"t-{number}", "message_id": event["message_id"]}),
            ("rewards-credited", reward(number, f"m-{number}", 1, "why", f"a-{number}")),
        ):
            take(projection, topic, value)
    assert len(shown(projection, limit=1_000)) == 10
    assert projection.classified(routed(0)["message_id"]) is None
    assert projection.of_conversation("conversation-0") == ()
    assert projection.activities(routed(0)["message_id"]) == ()
    assert len(projection._order) == 10
    for number in range(500):
        take(projection, "conversations-changed", conversation(routed(299), "escalated", because=str(number)))
    assert len(projection.of_conversation("conversation-299")) <= 64


@pytest.mark.parametrize(
    ("topic", "value"),
    [
        ("messages-routed", b"not json"),
        ("messages-routed", b"[]"),
        ("messages-routed", b'{"message_id": 7}'),
        ("messages-classified", b'{"message_id":"' + b"x" * 300),
        ("conversations-changed", b"{}"),
        ("rewards-credited", b'{"member_id":"m","state":"pending","amount":"many","cause":"c"}'),
        ("insight-signals", b"null"),
        ("community-activity", b"\xff\xfe"),
    ],
)
def test_what_is_no_event_is_told_apart(topic: str, value: bytes) -> None:
    with pytest.raises(Unreadable):
        events.read(topic, value)


def test_indented_json_is_put_on_one_line() -> None:
    event = events.read("messages-routed", json.dumps(routed(1), indent=2).encode())
    assert b"\n" not in event.value


def test_the_id_of_a_classified_message_is_found_wherever_it_stands() -> None:
    event = classified(routed(5), {})
    moved = dict(reversed(event.items()))
    for value in (event, moved):
        found = events.read("messages-classified", orjson.dumps(value))
        assert isinstance(found, events.Classified)
        assert found.message_id == event["message_id"]


def story() -> tuple[Projection, dict[str, Any]]:
    projection = Projection(100)
    event = routed(2, when=NOW, returning=False)
    take(projection, "messages-classified", classified(event, {"iban": 1, "phone": 2}))
    take(projection, "messages-routed", event)
    take(projection, "conversations-changed", conversation(event, "opened"))
    for activity_id, action, seconds, more in (
        ("a1", "asked", 1, {"message_id": event["message_id"]}),
        ("a2", "answered", 60, {}),
        ("a3", "accepted", 90, {}),
    ):
        moment = (NOW + timedelta(seconds=seconds)).isoformat()
        take(
            projection, "community-activity", {"activity_id": activity_id, "action": action, "member_id": "m", "thread_id": "t", "at": moment, **more}
        )
    take(projection, "rewards-credited", reward(1, "m", 100, "the asker accepted this answer", "a3", when=NOW + timedelta(seconds=91)))
    other = routed(3)
    take(projection, "conversations-changed", conversation(other, "opened") | {"conversation_id": event["conversation_id"]})
    take(projection, "conversations-changed", conversation(event, "resolved", when=NOW + timedelta(seconds=92)))
    return projection, event


def test_the_path_tells_every_step_in_order_with_its_reason() -> None:
    projection, event = story()
    told = path.of_message(projection, event["message_id"])
    assert told is not None
    steps = [(step["step"], step["data"].get("action") or step["data"].get("change")) for step in told["steps"]]
    assert steps == [
        ("received", None),
        ("classified", None),
        ("routed", None),
        ("conversation", "opened"),
        ("activity", "asked"),
        ("activity", "answered"),
        ("activity", "accepted"),
        ("reward", None),
        ("conversation", "resolved"),
    ]
    assert all(step["because"] for step in told["steps"])
    received, understood, decided = told["steps"][:3]
    assert received["data"]["redactions"] == {"iban": 1, "phone": 2}
    assert "3 personal details replaced" in received["because"]
    assert understood["data"]["evidence"]["topic"]
    assert decided["data"]["reasons"] == event["reasons"]


def test_a_path_without_its_beginning_is_still_told() -> None:
    projection = Projection(10)
    event = routed(2, when=NOW, sent_at=(NOW + timedelta(hours=3)).isoformat())
    take(projection, "messages-routed", event)
    told = path.of_message(projection, event["message_id"])
    assert told is not None
    assert [step["step"] for step in told["steps"]] == ["received", "classified", "routed"], "a sender's clock that is ahead changes no order"


def test_activity_with_an_odd_time_costs_nothing_else() -> None:
    projection, event = story()
    take(projection, "community-activity", {"activity_id": "a4", "action": "kudos", "member_id": "m", "thread_id": "t", "at": "yesterday"})
    told = path.of_message(projection, event["message_id"])
    assert told is not None
    assert len(told["steps"]) == 10


def test_no_such_message() -> None:
    assert path.of_message(Projection(10), "nobody") is None
