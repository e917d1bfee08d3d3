# specimen of decisions_are_pure at services/alpha/domain.py
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

from runtime.clock import system_clock


def decide() -> None:
    datetime.now(UTC)  # <- here
    date.today()  # <- here
    uuid4()  # <- here
    system_clock()  # <- here
    Path("x").read_text()  # <- here
    open("x")  # <- here


async def wait() -> None:  # <- here
    pass


def remember() -> None:
    global x  # <- here
    x = 1
