"""Positions, filters and the replay log: whoever comes back gets exactly what was missed, whoever read it and in what order."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.broker import Partition
from services.dashboard.domain import filters, position
from services.dashboard.domain.filters import EVERYTHING, Dimensions, Filter
from services.dashboard.domain.log import ReplayLog

PLACES = [Partition(topic, number) for topic in position.LETTERS for number in range(3)]
KIND = {"messages-routed": "routed", "conversations-changed": "conversation", "rewards-credited": "reward", "insight-signals": "signal"}

#: What a cluster holds: how many records in each partition; and two orders in which dashboards may read them.
interleavings = st.lists(st.sampled_from(PLACES), max_size=40)


def offsets(places: list[Partition]) -> list[tuple[Partition, int]]:
    """Each place with the offset that it has there; offsets are even, as transactions leave gaps."""
    seen: dict[Partition, int] = {}
    found = []
    for place in places:
        seen[place] = seen.get(place, -2) + 2
        found.append((place, seen[place]))
    return found


def fill(log: ReplayLog, records: list[tuple[Partition, int]]) -> ReplayLog:
    for place, offset in records:
        value = json.dumps({"at": f"{place.topic}/{place.number}/{offset}"}).encode()
        log.append(place, offset, KIND[place.topic], Dimensions(channel="web" if offset % 4 else "chat"), value)
    return log


def received(frames: bytes) -> list[tuple[str, str]]:
    """(what, id) of each frame."""
    found = []
    for block in frames.decode().split("\n\n")[:-1]:
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        found.append((json.loads(fields["data"])["at"], fields["id"]))
    return found


@given(interleavings.flatmap(lambda places: st.tuples(st.just(offsets(places)), st.randoms())), st.data())
def test_from_any_id_another_reader_sends_exactly_the_rest(drawn: tuple[list[tuple[Partition, int]], object], data: st.DataObject) -> None:
    records, chance = drawn
    first = fill(ReplayLog(1_000, 1 << 20), records)
    stream = received(first.piece(0, EVERYTHING, 1_000).frames)
    # Another process reads the same partitions in another order; within a partition the order is Kafka's.
    queues: dict[Partition, list[tuple[Partition, int]]] = {}
    for record in records:
        queues.setdefault(record[0], []).append(record)
    other: list[tuple[Partition, int]] = []
    while any(queues.values()):
        place = chance.choice([place for place, queue in queues.items() if queue])  # type: ignore[attr-defined]
        other.append(queues[place].pop(0))
    second = fill(ReplayLog(1_000, 1 << 20), other)
    cut = data.draw(st.integers(0, len(stream)))
    at = position.parse(stream[cut - 1][1]) if cut else {}
    assert second.holds(at)
    rest = received(second.after(at, EVERYTHING))
    everything = [what for what, _ in stream[:cut]] + [what for what, _ in rest]
    assert sorted(everything) == sorted(f"{place.topic}/{place.number}/{offset}" for place, offset in records)
    # And each id of that rest is a place from which a third one could go on.
    for index, (_, at_then) in enumerate(rest):
        again = received(second.after(position.parse(at_then), EVERYTHING))
        assert sorted(what for what, _ in again) == sorted(what for what, _ in rest[index + 1 :])


@given(st.dictionaries(st.sampled_from(PLACES), st.integers(0, 10**15)))
def test_positions_survive_writing_and_reading(at: dict[Partition, int]) -> None:
    assert position.parse(position.write(at)) == at


@pytest.mark.parametrize(
    "text", ["", "2.r0-1", "1.x0-1", "1.r0", "1.r0-g", "1.r-1", "1.r0-1.r0-2", "1.r01-2", "1.r0-" + "f" * 16, "1..", "1." + "r1-1." * 9000, "\0"]
)
def test_what_is_no_position_is_refused(text: str) -> None:
    with pytest.raises(position.NoPosition):
        position.parse(text)


def test_letters_are_as_many_as_topics() -> None:
    assert len(set(position.LETTERS.values())) == len(position.LETTERS)


def test_the_log_forgets_the_oldest_and_says_from_where_it_holds() -> None:
    log = fill(ReplayLog(5, 1 << 20), [(PLACES[0], offset) for offset in range(8)])
    assert (log.first, log.end) == (3, 8)
    assert not log.holds({PLACES[0]: 2})
    assert log.holds({PLACES[0]: 3})
    assert log.behind({PLACES[0]: 2}) == 6
    with pytest.raises(LookupError):
        log.piece(2, EVERYTHING, 100)
    assert len(received(log.piece(3, EVERYTHING, 100).frames)) == 5


def test_the_log_is_bounded_in_bytes_too() -> None:
    log = fill(ReplayLog(1_000, 4_000), [(PLACES[0], offset) for offset in range(200)])
    frames = log.piece(log.first, EVERYTHING, 1_000).frames
    assert 3_000 < len(frames) <= 4_000
    assert log.end == 200


def test_a_record_read_twice_is_kept_once() -> None:
    log = fill(ReplayLog(10, 1 << 20), [(PLACES[0], 0), (PLACES[0], 1), (PLACES[0], 1), (PLACES[0], 0)])
    assert log.end == 2


def test_one_piece_is_made_for_all_who_stand_at_the_same_place() -> None:
    log = fill(ReplayLog(10, 1 << 20), [(PLACES[0], offset) for offset in range(4)])
    assert log.piece(1, EVERYTHING, 100) is log.piece(1, Filter(), 100)
    before = log.piece(1, EVERYTHING, 100)
    fill(log, [(PLACES[0], 4)])
    assert log.piece(1, EVERYTHING, 100).sequence == before.sequence + 1


@given(interleavings, st.integers(3, 12), st.data())
def test_an_id_is_the_same_whoever_asks_first_and_from_where(places: list[Partition], kept: int, data: st.DataObject) -> None:
    """Frames are made when somebody takes them: after silence, from the middle, under any filter; and what is forgotten in between."""
    records, chats = offsets(places), Filter(channel=frozenset({"chat"}))
    told = received(fill(ReplayLog(1_000, 1 << 20), records).piece(0, EVERYTHING, 1_000).frames)
    log = ReplayLog(kept, 1 << 20)
    for number, record in enumerate(records):
        fill(log, [record])
        if data.draw(st.booleans()):
            sequence, wanted = data.draw(st.integers(log.first, log.end)), data.draw(st.sampled_from([EVERYTHING, chats]))
            piece = log.piece(sequence, wanted, data.draw(st.integers(1, 5)))
            due = [
                frame
                for (place, offset), frame in zip(records[sequence : piece.sequence], told[sequence : piece.sequence], strict=True)
                if wanted.wants(KIND[place.topic], Dimensions(channel="web" if offset % 4 else "chat"))
            ]
            assert received(piece.frames) == due, number
    assert log.head_text() == (told[-1][1] if told else position.write({}))


@given(interleavings, st.integers(200, 1_500), st.booleans())
def test_the_bound_in_bytes_is_of_frames_made_or_not(places: list[Partition], most: int, followed: bool) -> None:
    log = ReplayLog(1_000, most)
    for record in offsets(places):
        fill(log, [record])
        if followed:
            log.piece(log.end - 1, EVERYTHING, 1)
    frames = log.piece(log.first, EVERYTHING, 1_000).frames
    assert log._bytes == len(frames) <= most
    everything = fill(ReplayLog(1_000, 1 << 20), offsets(places))
    if log.first:
        assert len(everything.piece(log.first - 1, EVERYTHING, 1_000).frames) > most, "no more is forgotten than has to be"


def test_filters_choose() -> None:
    message = Dimensions("web", "billing", "agents", "money")
    assert Filter(channel=frozenset({"web", "chat"}), topic=frozenset({"billing"})).wants("routed", message)
    assert not Filter(channel=frozenset({"chat"})).wants("routed", message)
    assert not Filter(team=frozenset({"money"})).wants("conversation", Dimensions("web", "billing", "agents", None)), "what does not say is no match"
    assert Filter(team=frozenset({"money"})).wants("reward", Dimensions()), "rewards are not about messages"
    assert not Filter(kinds=frozenset({"routed"})).wants("reward", Dimensions())
    assert not Filter(topic=frozenset({"outage"})).wants("signal", Dimensions(topic="billing"))
    assert Filter(topic=frozenset({"outage"})).wants("signal", Dimensions()), "a signal that is about no topic"


def test_unknown_values_are_named_with_what_is_known() -> None:
    made = filters.make(["fax"], ["nonsense", "sim_swap"], ["nowhere"], ["Team!"], ["everything"], seen_topics={"sim_swap"})
    assert isinstance(made, list)
    assert [(unknown.field, unknown.value) for unknown in made] == [
        ("channel", "fax"),
        ("topic", "nonsense"),
        ("destination", "nowhere"),
        ("events", "everything"),
        ("team", "Team!"),
    ]
    assert "sim_swap" in made[1].known
    assert "web" in made[0].known


def test_no_values_is_everything() -> None:
    assert filters.make([], [], [], [], [], ()) == EVERYTHING
