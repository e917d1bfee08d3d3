"""Drift: a real move is told within the hour, once; quiet days with their swings, and few messages, are not told at all."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.insight.domain.drift import SETTLES_MS, Change, News, Told, judged
from services.insight.domain.labels import (
    ABSTENTIONS,
    CONFIDENCE,
    KEPT_MS,
    SLICE_MS,
    Labelled,
    Row,
    RowKey,
    Slice,
    added_up,
    count_labels,
    label_of,
    rows_outlived,
    slice_ends,
    subjects_of,
)
from services.insight.domain.usual import Series
from services.insight.domain.windows import Windowing
from services.insight.watch import decode_told, encode_told, signal
from tests.drift_world import DAY, HOUR, MONDAY, Shift, desk, ends

SEED = 20260302
#: A Wednesday, 10:00, after a week and two days.
AT = MONDAY + 9 * DAY + 10 * HOUR


def watched(slices: dict[int, Slice], after: int = 0, until: int = 1 << 62) -> list[News]:
    return judged({"m1": Series(slices)}, {}, list(ends(slices, after, until)))[0]


def brief(news: list[News]) -> list[tuple[str, str]]:
    return [(one.subject, one.change.value) for one in news]


# ---- the two figures that docs/drift.md gives


@pytest.mark.slow
@pytest.mark.parametrize("hourly", [20, 200, 600, 2_000])
def test_thirty_quiet_days_with_their_swings_raise_one_false_alarm_at_most(hourly: int) -> None:
    seed = SEED + hourly
    alarms = [one for one in watched(desk(seed, 30, hourly)) if one.change is Change.BEGAN]
    assert len(alarms) <= 1, f"seed {seed}: {alarms}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("subject", "to"), [(ABSTENTIONS, 0.25), (CONFIDENCE, -0.1), ("language:other", 0.08)], ids=["abstentions", "confidence", "language"]
)
def test_a_real_shift_is_told_within_the_hour_at_200_messages_an_hour(subject: str, to: float) -> None:
    """Within sixty minutes in nine of ten desks, and in all of them within two hours."""
    minutes = {}
    for seed in range(SEED, SEED + 20):
        at = AT + (seed - SEED) * 30 * 60_000  # at any time of the day
        slices = desk(seed, 10.1, 200, shifts=(Shift(subject, to, at),), level_from=at)
        told = [one for one in watched(slices, at, at + 2 * HOUR) if one.subject == subject and one.change is Change.BEGAN]
        minutes[seed] = (told[0].at_ms - at) / 60_000 if told else None
    late = {seed: after for seed, after in minutes.items() if after is None or after > 60}
    assert len(late) <= 2, f"told after so many minutes, by seed: {late}"
    assert None not in minutes.values(), f"by seed: {late}"


# ---- what is told


def test_a_shift_is_told_once_and_so_is_its_end() -> None:
    back = AT + 9 * HOUR
    slices = desk(SEED, 11, 200, shifts=(Shift(ABSTENTIONS, 0.30, AT, back),), level_from=AT)
    news = watched(slices, AT - HOUR)
    assert brief(news) == [(ABSTENTIONS, "began"), (ABSTENTIONS, "ended")], f"seed {SEED}"
    began, ended = news
    assert began.before == pytest.approx(0.10, abs=0.04)
    assert began.now == pytest.approx(0.30, abs=0.10)
    assert abs(began.since_ms - AT) <= 30 * 60_000
    assert began.messages >= 20
    assert began.usual_messages > 20_000
    assert began.previous_version is None
    assert back <= ended.at_ms <= back + 4 * HOUR
    assert ended.since_ms == began.since_ms
    assert "back" in ended.because


def test_what_moves_on_much_further_is_told_again() -> None:
    further = AT + 5 * HOUR
    shifts = (Shift(ABSTENTIONS, 0.25, AT, further), Shift(ABSTENTIONS, 0.60, further))
    news = watched(desk(SEED, 10, 200, shifts=shifts, level_from=AT), AT - HOUR)
    abstaining = [one for one in news if one.subject == ABSTENTIONS]
    assert [one.change for one in abstaining][:2] == [Change.BEGAN, Change.MOVED_ON], f"seed {SEED}"
    assert further < abstaining[1].at_ms <= further + HOUR
    assert len(abstaining) <= 3, "a step is told, not each message of it"


def test_a_small_move_is_found_in_the_day() -> None:
    """From 22 % to 33 %: too little for the hour, too much for a day."""
    news = watched(desk(SEED, 11, 60, shifts=(Shift("kind:complaint", 0.36, AT),), level_from=AT), AT - HOUR)
    told = [one for one in news if one.subject == "kind:complaint"]
    assert [one.change for one in told] == [Change.BEGAN], f"seed {SEED}"
    assert told[0].at_ms <= AT + DAY
    assert told[0].window_ms > HOUR


def test_what_falls_because_another_value_rises_is_said_beside_it_and_not_for_itself() -> None:
    news = watched(desk(SEED, 10, 400, shifts=(Shift("sentiment:negative", 0.75, AT),), level_from=AT), AT - HOUR, AT + 4 * HOUR)
    assert {one.subject for one in news} == {"sentiment:negative"}, f"seed {SEED}"
    assert news[0].beside[0][0].startswith("sentiment:")


def test_a_topic_that_is_never_said_any_more_is_told() -> None:
    news = watched(desk(SEED, 10, 400, shifts=(Shift("topic:billing", 0.0, AT),), level_from=AT), AT - HOUR, AT + 4 * HOUR)
    assert ("topic:billing", "began") in brief(news), f"seed {SEED}"


def test_a_topic_of_which_nobody_has_heard_is_told() -> None:
    slices = desk(SEED, 9.5, 200)
    new = {start: one._replace(counts={**one.counts, "topic:recall": one.messages // 8}) if start >= AT else one for start, one in slices.items()}
    assert ("topic:recall", "began") in brief(watched(new, AT - HOUR)), f"seed {SEED}"


def test_what_stays_for_a_week_is_the_new_usual() -> None:
    slices = desk(SEED, 18.5, 100, shifts=(Shift(ABSTENTIONS, 0.30, AT),))
    news = [one for one in watched(slices, AT - HOUR) if one.subject == ABSTENTIONS]
    assert [one.change for one in news] == [Change.BEGAN, Change.ENDED], f"seed {SEED}"
    assert news[1].at_ms - news[0].since_ms >= SETTLES_MS
    assert "new usual" in news[1].because


# ---- what is not told


def test_few_messages_are_never_told_however_far_they_are() -> None:
    slices = desk(SEED, 9, 200)
    slices |= {AT + number * SLICE_MS: Slice(15, 15 * 300, 15 * 300**2, {ABSTENTIONS: 15}) for number in range(6)}
    assert watched(slices, AT - HOUR) == []


def test_nothing_is_told_while_nothing_usual_is_known() -> None:
    slices = desk(SEED, 1, 400, shifts=(Shift(ABSTENTIONS, 0.6, MONDAY + 12 * HOUR),))
    assert watched(slices) == []


# ---- model versions


def test_a_new_model_version_is_not_held_against_the_old_one_and_ends_what_was_told_of_it() -> None:
    switched = AT + 3 * HOUR
    old = desk(SEED, 9.6, 300, shifts=(Shift(ABSTENTIONS, 0.30, AT),), level_from=AT)
    old = {start: one for start, one in old.items() if start < switched}
    later = switched + 6 * DAY
    new = desk(SEED + 1, 6.5, 300, shifts=(Shift(ABSTENTIONS, 0.30, switched, later), Shift(ABSTENTIONS, 0.60, later)), begins=switched)
    times = list(ends({**old, **new}, AT - HOUR))
    news, _ = judged({"m1": Series(old), "m2": Series(new)}, {}, times)
    of_old = [one for one in news if one.model_version == "m1" and one.subject == ABSTENTIONS]
    assert [one.change for one in of_old] == [Change.BEGAN, Change.ENDED]
    assert "m2" in of_old[1].because
    of_new = [one for one in news if one.model_version == "m2" and one.subject == ABSTENTIONS]
    assert [one.change for one in of_new] == [Change.BEGAN]
    assert of_new[0].at_ms > later
    assert of_new[0].previous_version == "m1"
    assert of_new[0].usual_since_ms is not None
    assert of_new[0].usual_since_ms >= switched // HOUR * HOUR


# ---- a restart


def test_looking_in_pieces_with_what_was_told_kept_as_bytes_tells_the_same() -> None:
    slices = desk(SEED, 11, 200, shifts=(Shift(ABSTENTIONS, 0.30, AT, AT + 6 * HOUR),), level_from=AT)
    times = list(ends(slices, AT - HOUR))
    whole, _ = judged({"m1": Series(slices)}, {}, times)
    pieces: list[News] = []
    told: dict[str, Told] = {}
    for place in range(0, len(times), 7):
        fresh, told = judged({"m1": Series(slices)}, told, times[place : place + 7])
        told = decode_told(encode_told(times[place], told))
        pieces += fresh
    assert pieces == whole
    assert whole


def test_a_signal_says_how_much_since_when_of_what_and_has_the_same_id_whenever_it_is_said() -> None:
    slices = desk(SEED, 10, 200, shifts=(Shift(ABSTENTIONS, 0.30, AT),), level_from=AT)
    began = watched(slices, AT - HOUR)[0]
    said = signal(began, [1, 0])
    assert said.signal_id == signal(began._replace(now=0.5), [0, 1]).signal_id != signal(began, [0]).signal_id
    assert (said.kind, said.subject, said.value, said.expected) == ("drift", ABSTENTIONS, round(began.now, 4), round(began.before, 4))
    assert said.detail["model_version"] == "m1"
    assert said.detail["state"] == "began"
    assert {"before", "now", "messages", "since", "usual", "previous_model_version", "moved_most_beside"} <= said.detail.keys()


# ---- counting

W = Windowing()
labelled = st.lists(
    st.tuples(st.sampled_from(["m1", "m/2"]), st.integers(0, 50), st.integers(0, 1000), st.sampled_from(["topic:billing", ABSTENTIONS])), max_size=40
).map(lambda drawn: [Labelled(n, model, AT - minute * 60_000, AT, sure, (subject,)) for n, (model, minute, sure, subject) in enumerate(drawn)])


@given(labelled, st.data())
def test_labels_that_are_read_again_after_a_crash_count_once(batch: list[Labelled], data: st.DataObject) -> None:
    rows: dict[RowKey, Row] = {}
    stop = data.draw(st.integers(0, len(batch)))
    changed = count_labels(rows, 0, batch[:stop], W)
    # Some rows were written before the crash, and no offset was committed.
    rows |= {key: changed[key] for key in data.draw(st.sets(st.sampled_from(sorted(changed))))} if changed else {}
    rows |= count_labels(rows, 0, batch, W)
    assert rows == count_labels({}, 0, batch, W)
    whole = added_up(rows.values())
    assert (whole.messages, whole.confidence) == (len(batch), sum(one.confidence for one in batch))
    assert whole.counts == Counter(subject for one in batch for subject in one.subjects)


def test_a_row_that_is_kept_is_not_changed_by_counting_on() -> None:
    one = Labelled(0, "m1", AT, AT, 500, ("personal",))
    rows = count_labels({}, 0, [one], W)
    count_labels(rows, 0, [one._replace(offset=1)], W)
    assert [row.counts for row in rows.values()] == [{"personal": 1}]


def test_subjects_of_labels() -> None:
    labels = {
        "topic": "billing",
        "language": "nl",
        "sentiment": "negative",
        "emotion": "anger",
        "urgency": "high",
        "kind": "complaint",
        "personal": True,
    }
    assert subjects_of(labels) == (
        "topic:billing",
        "language:nl",
        "sentiment:negative",
        "emotion:anger",
        "urgency:high",
        "kind:complaint",
        "personal",
    )
    assert subjects_of({**labels, "topic": "other", "personal": False})[0] == ABSTENTIONS
    assert (label_of(ABSTENTIONS), label_of("topic:billing"), label_of("personal")) == ("topic", "topic", "personal")


def test_rows_go_when_nothing_is_held_against_them_any_more() -> None:
    kept, gone = RowKey(0, AT - KEPT_MS, "m1"), RowKey(0, AT - KEPT_MS - SLICE_MS, "m1")
    assert rows_outlived([kept, gone], AT) == [gone]


def test_only_slices_that_are_over_are_looked_at() -> None:
    assert slice_ends([[AT, AT + SLICE_MS], [AT]], AT, AT + SLICE_MS) == [AT + SLICE_MS]
