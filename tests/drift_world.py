"""A made-up desk for the tests of drift: what its model says swings by hour of the day, by weekday and weekend, and a little from day to day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.insight.domain.labels import ABSTENTIONS, CONFIDENCE, PERSONAL, SLICE_MS, Slice

HOUR = 3_600_000
DAY = 24 * HOUR
#: A Monday, 00:00 UTC.
MONDAY = 1_772_409_600_000

SHARES: dict[str, dict[str, float]] = {
    "topic": {
        ABSTENTIONS: 0.10,
        "topic:billing": 0.14,
        "topic:payment": 0.08,
        "topic:delivery": 0.14,
        "topic:returns": 0.06,
        "topic:account_access": 0.07,
        "topic:technical_problem": 0.14,
        "topic:outage": 0.04,
        "topic:contract": 0.08,
        "topic:product_question": 0.10,
        "topic:feedback": 0.05,
    },
    "language": {"language:nl": 0.69, "language:en": 0.30, "language:other": 0.01},
    "sentiment": {"sentiment:negative": 0.40, "sentiment:neutral": 0.45, "sentiment:positive": 0.15},
    "emotion": {"emotion:anger": 0.25, "emotion:sadness": 0.10, "emotion:fear": 0.03, "emotion:joy": 0.07, "emotion:none": 0.55},
    "urgency": {"urgency:low": 0.35, "urgency:normal": 0.55, "urgency:high": 0.10},
    "kind": {"kind:question": 0.60, "kind:complaint": 0.22, "kind:idea": 0.05, "kind:praise": 0.06, "kind:other": 0.07},
    "personal": {PERSONAL: 0.55, "": 0.45},
}
CONFIDENT = 0.72


@dataclass(frozen=True)
class Shift:
    """From then on `subject` has this share; or this much is added to the mean confidence."""

    subject: str
    to: float
    begins: int
    ends: int = 1 << 62


def desk(
    seed: int, days: float, hourly: float, *, shifts: tuple[Shift, ...] = (), level_from: int = 1 << 62, begins: int = MONDAY
) -> dict[int, Slice]:
    """Slices of `days`, with `hourly` messages in the mean: three times as many at noon as at night, and fewer on weekends. From `level_from` on
    all hours have `hourly`, so that a test can say how many messages there were.
    """
    chance = np.random.default_rng(seed)
    swings = {
        label: (chance.uniform(0, 0.4, len(of)), chance.uniform(0, 2 * np.pi, len(of)), chance.normal(0, 0.15, len(of)))
        for label, of in SHARES.items()
    }
    made: dict[int, Slice] = {}
    daily: dict[str, NDArray[np.float64]] = {}
    for start in range(begins, begins + int(days * DAY), SLICE_MS):
        angle = 2 * np.pi * (start % DAY) / DAY
        weekend = (start // DAY + 3) % 7 >= 5
        if not daily or start % DAY == 0:
            daily = {label: chance.normal(0, 0.03, len(of)) for label, of in SHARES.items()}
        load = 1.0 if start >= level_from else (1 - 0.5 * np.cos(angle)) * (0.6 if weekend else 1.1)
        messages = int(chance.poisson(hourly * load * SLICE_MS / HOUR))
        if messages:
            moved = {shift.subject: shift.to for shift in shifts if shift.begins <= start < shift.ends}
            counts: dict[str, int] = {}
            for label, of in SHARES.items():
                size, phase, at_weekend = swings[label]
                weights = np.array(list(of.values())) * np.exp(size * np.sin(angle + phase) + at_weekend * weekend + daily[label])
                drawn = chance.multinomial(messages, _moved(list(of), weights / weights.sum(), moved))
                counts |= {subject: int(count) for subject, count in zip(of, drawn, strict=True) if count and subject}
            mean = CONFIDENT + 0.02 * np.sin(angle) + 0.01 * weekend + moved.get(CONFIDENCE, 0.0)
            sure = np.round(chance.beta(2.6 * mean, 2.6 * (1 - mean), messages) * 1000).astype(int)
            made[start] = Slice(messages, int(sure.sum()), int((sure**2).sum()), counts)
    return made


def _moved(subjects: list[str], shares: NDArray[np.float64], moved: Mapping[str, float]) -> NDArray[np.float64]:
    for place, subject in enumerate(subjects):
        if subject in moved:
            shares = shares * (1 - moved[subject]) / (1 - shares[place])
            shares[place] = moved[subject]
    return shares


def ends(slices: Mapping[int, Slice], after: int = 0, until: int = 1 << 62) -> Iterator[int]:
    return (start + SLICE_MS for start in sorted(slices) if after < start + SLICE_MS <= until)
