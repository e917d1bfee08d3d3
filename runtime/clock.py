"""Time as an argument: only edges ask a clock, decisions are given `now`."""

from collections.abc import Callable
from datetime import UTC, datetime

#: Answers the present moment, in UTC.
Clock = Callable[[], datetime]


def system_clock() -> datetime:
    return datetime.now(UTC)
