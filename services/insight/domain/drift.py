"""When what classify says has moved, what is told of it, and when no more. Pure: what was told comes in and goes out as a value.

The rules:

* At the end of each slice that holds messages, three windows are held against what is usual for the same model version: the last hour, four
  hours and day. What moves fast is found in the hour; what moves little, or where few write, in the day.
* A subject has **begun** to drift where a window of at least `LEAST` messages is further away than chance allows (`z`), and by so much that it
  matters (`effect`). Abstentions, confidence and the language `other` are what says that a model no longer fits, and are believed sooner; all
  other subjects share one small chance of a false alarm, however many topics a company has.
* Where one value of a label rises others fall: what falls while another value of its label is told to rise is not told for itself.
* It is told again only when it **moved on** much further from the level that was told, and when it has **ended**: for an hour it was no
  further from the usual than half of what matters, or no further than chance goes. Messages in between are not usual, and later ones are not held
  against them.
* What lasts for `SETTLES_MS` is the new usual: that is an end too. So is a new model version, which starts its own usual from nothing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from services.insight.domain.labels import ABSTENTIONS, CONFIDENCE, KEPT_MS, label_of
from services.insight.domain.usual import DAY_MS, HOUR_MS, Distance, Series, Usual, cohens_h, distance, root_of_deviance, since, usual, usual_key

WINDOWS_MS = (HOUR_MS, 4 * HOUR_MS, DAY_MS)
#: Messages of a window, and of what is usual.
LEAST = 100
LEAST_USUAL = 500
#: Effect from which a move matters.
MATTERS = 0.2
#: The same for `FIRST` where no weekend is known yet, or no weekday; of others nothing is said then, as weekends have ways of their own.
MATTERS_UNSEEN = 0.35
#: A share that moved by less than this is nobody's worry.
LEAST_SHARE = 0.02
#: Effect of a move beyond the level that was told.
MOVED_ON = 0.3
SETTLES_MS = 7 * DAY_MS

#: What says that a model no longer fits, and the direction that does.
FIRST = {ABSTENTIONS: 1.0, CONFIDENCE: -1.0, "language:other": 1.0}
#: Standard deviations for each of those in that direction in the last hour, of so many messages. Otherwise there is time to be surer.
_Z_FIRST = 3.8
_Z_FIRST_OTHERWISE = 4.75
_LEAST_IN_HOUR = 150
#: As near to the usual as chance often leaves what has not moved.
_Z_CALM = 2.0
#: Chance of a false alarm in a month for all other subjects together, where nothing but chance is at work, and the looks of a month that tell
#: something new: those at neighbouring slices share most of their messages.
_CHANCE = 0.1
_LOOKS = 3_000
#: Most subjects that are named beside the one that moved, and how sure it must be that they moved too.
_BESIDE = 5
_Z_BESIDE = 3.0


class Change(StrEnum):
    BEGAN = "began"
    MOVED_ON = "moved_on"
    ENDED = "ended"


class Open(NamedTuple):
    """A drift that was told."""

    since_ms: int
    #: Share or mean that was told last, and what was usual then.
    level: float
    usual: float
    #: Length of the window in which it was found.
    window_ms: int
    #: True where it was found on the first weekend, or the first weekdays: what was held against the other kind of day may be usual there.
    borrowed: bool
    #: Since when it has been back; None while it is not.
    calm_ms: int | None = None


class Told(NamedTuple):
    """What was told of one model version."""

    open: Mapping[str, Open] = {}
    #: Times that are not usual, by subject.
    apart: Mapping[str, tuple[tuple[int, int], ...]] = {}


NOTHING_TOLD = Told()


class News(NamedTuple):
    change: Change
    subject: str
    model_version: str
    at_ms: int
    window_ms: int
    since_ms: int
    #: Share or mean, usual and now, and of how many messages.
    before: float
    now: float
    usual_messages: int
    messages: int
    usual_since_ms: int | None
    effect: float
    z: float
    because: str
    #: Other subjects that moved in the same window: subject, share before, share now.
    beside: tuple[tuple[str, float, float], ...] = ()
    #: The version that spoke before this one.
    previous_version: str | None = None


def z_for(subject: str, sign: float, window_ms: int, subjects: int) -> float:
    """How many standard deviations in the direction of `sign` are too many for chance."""
    if subject in FIRST:
        return _Z_FIRST if window_ms == HOUR_MS and FIRST[subject] == sign else _Z_FIRST_OTHERWISE
    return NormalDist().inv_cdf(1 - _CHANCE / _LOOKS / max(subjects, 1) / 2)


class Look(NamedTuple):
    """One version at one time: what is usual, and how far each window is from it."""

    series: Series
    usual: Usual
    distances: Mapping[int, Distance]
    at_ms: int

    def window(self, window_ms: int) -> slice:
        return self.series.between(self.at_ms - window_ms, self.at_ms)


class Judge:
    """Looks at versions, one time after the other. Remembers what is usual, which is the same for an hour."""

    def __init__(self, series: Mapping[str, Series]) -> None:
        self._series = series
        self._usual: dict[str, tuple[tuple[int, object], Usual]] = {}

    def look(self, told: Mapping[str, Told], at_ms: int) -> tuple[list[News], dict[str, Told]]:
        """What is new at `at_ms`, the end of a slice, and what has been told then. Versions without messages any more are dropped."""
        news: list[News] = []
        after = dict(told)
        for version, series in self._series.items():
            fresh, after[version] = self._one(version, series, told.get(version, NOTHING_TOLD), at_ms)
            news += fresh
        return news, {version: of for version, of in after.items() if version in self._series}

    def _one(self, version: str, series: Series, told: Told, at_ms: int) -> tuple[list[News], Told]:
        hour = series.between(at_ms - HOUR_MS, at_ms)
        if hour.start == hour.stop:
            successor = self._successor(version, at_ms)
            return _replaced(version, successor, told, at_ms) if successor and told.open else ([], told)
        look = self._distances(version, series, told, at_ms)
        if look is None:
            return [], told
        previous = self._previous(version)
        ended, told = _ended(version, look, told)
        begun, told = _begun(version, look, told, {one.subject for one in ended})
        return [one._replace(previous_version=previous) for one in (*ended, *begun)], told

    def _distances(self, version: str, series: Series, told: Told, at_ms: int) -> Look | None:
        apart = {subject: (*times, *_since(told, subject)) for subject, times in told.apart.items()}
        apart |= {subject: _since(told, subject) for subject in told.open if subject not in apart}
        key = (usual_key(at_ms), tuple(sorted(apart.items())))
        kept = self._usual.get(version)
        if kept is None or kept[0] != key:
            kept = key, usual(series, at_ms, apart)
            self._usual[version] = kept
        known = kept[1]
        if not known.messages.max(initial=0) >= LEAST_USUAL:
            return None
        windows = {window: series.between(at_ms - window, at_ms) for window in WINDOWS_MS}
        judged = {window: of for window, of in windows.items() if series.messages[of].sum() >= LEAST}
        return Look(series, known, {window: distance(series, of, known) for window, of in judged.items()}, at_ms)

    def _successor(self, version: str, at_ms: int) -> str | None:
        """A version that began after this one and has been heard in the last hour."""
        began = self._series[version].starts[0]
        for other, series in self._series.items():
            heard = series.between(at_ms - HOUR_MS, at_ms)
            if other != version and series.starts[0] > began and series.messages[heard].sum() >= LEAST:
                return other
        return None

    def _previous(self, version: str) -> str | None:
        began = self._series[version].starts[0]
        earlier = [(int(series.starts[0]), other) for other, series in self._series.items() if series.starts[0] < began]
        return max(earlier)[1] if earlier else None


def _since(told: Told, subject: str) -> tuple[tuple[int, int], ...]:
    drifting = told.open.get(subject)
    return () if drifting is None else ((drifting.since_ms, 1 << 62),)


def _replaced(version: str, successor: str, told: Told, at_ms: int) -> tuple[list[News], Told]:
    because = f"model version {successor} took over, and starts its own usual"
    news = [
        News(Change.ENDED, subject, version, at_ms, HOUR_MS, one.since_ms, one.usual, one.level, 0, 0, None, 0.0, 0.0, because)
        for subject, one in sorted(told.open.items())
    ]
    return news, told._replace(open={})


def _news(change: Change, subject: str, version: str, look: Look, window_ms: int, since_ms: int, because: str) -> News:
    place, found = look.series.subjects.index(subject), look.distances[window_ms]
    return News(
        change,
        subject,
        version,
        look.at_ms,
        window_ms,
        since_ms,
        float(found.expected[place]),
        float(found.found[place]),
        int(look.usual.messages[place]),
        int(found.messages[place]),
        look.usual.since_ms,
        float(found.effect[place]),
        float(found.z[place]),
        because,
        _beside(look.series.subjects, found, place),
    )


def _beside(subjects: Sequence[str], found: Distance, place: int) -> tuple[tuple[str, float, float], ...]:
    """What else moved most in the same time."""
    order = [int(other) for other in np.argsort(-np.abs(found.effect)) if other != place and abs(found.z[other]) >= _Z_BESIDE]
    return tuple((subjects[other], float(found.expected[other]), float(found.found[other])) for other in order[:_BESIDE])


def _ended(version: str, look: Look, told: Told) -> tuple[list[News], Told]:
    news: list[News] = []
    still: dict[str, Open] = {}
    apart = dict(told.apart)
    for subject, one in told.open.items():
        found = look.distances.get(one.window_ms)
        if found is None or subject not in look.series.subjects:
            still[subject] = one
            continue
        place = look.series.subjects.index(subject)
        if look.at_ms - one.since_ms >= SETTLES_MS:
            days = SETTLES_MS // DAY_MS
            news.append(
                _news(Change.ENDED, subject, version, look, one.window_ms, one.since_ms, f"it has stayed for {days} days: this is the new usual")
            )
            apart[subject] = ((0, one.since_ms),)
            continue
        if found.messages[place] < LEAST or not _calm(float(found.effect[place]), float(found.z[place])):
            still[subject] = one._replace(calm_ms=None)
        elif one.calm_ms is None:
            still[subject] = one._replace(calm_ms=look.at_ms)
        elif look.at_ms - one.calm_ms < HOUR_MS:
            still[subject] = one
        else:
            news.append(_news(Change.ENDED, subject, version, look, one.window_ms, one.since_ms, "it is back at the usual"))
            if not one.borrowed:
                apart[subject] = (*_recent(apart.get(subject, ()), look.at_ms), (one.since_ms, look.at_ms))
    return news, Told(still, apart)


def _calm(effect: float, z: float) -> bool:
    return abs(effect) < MATTERS / 2 or (abs(effect) < MATTERS and abs(z) < _Z_CALM)


def _recent(times: Iterable[tuple[int, int]], at_ms: int) -> tuple[tuple[int, int], ...]:
    return tuple(time for time in times if time[1] > at_ms - KEPT_MS)


def _begun(version: str, look: Look, told: Told, just_ended: Collection[str]) -> tuple[list[News], Told]:
    far = _far(look, {subject: max(until for _, until in times) for subject, times in told.apart.items() if times}, just_ended)
    open_now = dict(told.open)
    risen = {label_of(subject) for subject, one in open_now.items() if one.level > one.usual}
    risen |= {label_of(subject) for subject, (_, sign) in far.items() if sign > 0 and subject not in open_now}
    news: list[News] = []
    for subject, (window_ms, sign) in far.items():
        one = open_now.get(subject)
        place = look.series.subjects.index(subject)
        if one is None and sign < 0 and subject not in FIRST and label_of(subject) in risen:
            continue
        if one is not None and not _moved_on(look, place, one, window_ms, sign):
            continue
        part = since(look.series, look.window(window_ms), look.usual, subject, sign)
        level = distance(look.series, part, look.usual)
        since_ms = int(look.series.starts[part.start]) if one is None else one.since_ms
        change, because = (Change.BEGAN, "it moved away from the usual") if one is None else (Change.MOVED_ON, "it moved on, further from the usual")
        told_now = _news(change, subject, version, look, window_ms, since_ms, because)
        if one is None:
            # Since it moved: the window may hold an hour before, which says nothing of the level now.
            told_now = told_now._replace(
                before=float(level.expected[place]),
                now=float(level.found[place]),
                messages=int(level.messages[place]),
                beside=_beside(look.series.subjects, level, place),
            )
        news.append(told_now)
        found_in, borrowed = (window_ms, bool(look.distances[window_ms].borrowed[place])) if one is None else (one.window_ms, one.borrowed)
        open_now[subject] = Open(since_ms, told_now.now, told_now.before, found_in, borrowed)
    return news, told._replace(open=open_now)


def _far(look: Look, apart_until: Mapping[str, int], just_ended: Collection[str]) -> dict[str, tuple[int, float]]:
    """Subjects that are too far away for chance, and by enough to matter: the window in which they are furthest, and the direction.

    A window that reaches back into a drift that has ended would tell of that again.
    """
    subjects = look.series.subjects
    unseen = np.array([MATTERS_UNSEEN if subject in FIRST else np.inf for subject in subjects])
    furthest: dict[str, tuple[int, float, float]] = {}
    for window, found in look.distances.items():
        least = _LEAST_IN_HOUR if window == HOUR_MS else LEAST
        limits = np.array([z_for(subject, sign, window, len(subjects)) for subject, sign in zip(subjects, np.sign(found.z), strict=True)])
        matters = np.where(found.borrowed, unseen, MATTERS)
        enough = (found.messages >= least) & (look.usual.messages >= LEAST_USUAL) & (np.abs(found.found - found.expected) >= LEAST_SHARE)
        for place in np.flatnonzero(enough & (np.abs(found.z) >= limits) & (np.abs(found.effect) >= matters)):
            subject, z = subjects[int(place)], float(found.z[place])
            if subject in just_ended or look.at_ms - window < apart_until.get(subject, 0):
                continue
            if subject not in furthest or abs(z) > furthest[subject][1]:
                furthest[subject] = (window, abs(z), float(np.sign(z)))
    return {subject: (window, sign) for subject, (window, _, sign) in furthest.items()}


def _moved_on(look: Look, place: int, one: Open, window_ms: int, sign: float) -> bool:
    """True where a window is as surely beyond the level that was told as that was beyond the usual, on the same side."""
    if (one.level > one.usual) != (sign > 0):
        return False
    found, subjects = look.distances[window_ms], look.series.subjects
    now, level, count = found.found[place], np.array(one.level), found.messages[place]
    if subjects[place] == CONFIDENCE:
        further = (now - one.level) / np.sqrt(look.usual.variance[place])
        z = further * np.sqrt(count)
    else:
        further, z = cohens_h(now, level), root_of_deviance(now, level, count)
    return bool(further * sign >= MOVED_ON and z * sign >= z_for(subjects[place], sign, window_ms, len(subjects)))


def judged(series: Mapping[str, Series], told: Mapping[str, Told], times: Sequence[int]) -> tuple[list[News], dict[str, Told]]:
    """What is new at each of `times`, in order, and what has been told then."""
    judge, news, now = Judge(series), list[News](), dict(told)
    for at_ms in times:
        fresh, now = judge.look(now, at_ms)
        news += fresh
    return news, now
