"""Says what the windows hold: on insight-signals, and to whoever asks over HTTP."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from runtime.broker import Broker
from schemas import envelope
from schemas.messages.insight import InsightSignal, SignalKind
from services.insight.domain.windows import (
    Cell,
    CellKey,
    Reading,
    Said,
    Saying,
    Total,
    Windowing,
    WindowKey,
    settled_before,
    to_say,
    totals,
    watermark,
)
from services.insight.speaker import Speaker, instant

#: Most signals published at a time.
LIMIT = 500
_TICK_SECONDS = 1.0
#: What was said of a closed window is remembered so long, in case late events come in a row.
_REMEMBER_MS = 60 * 60 * 1000


class Windows(Protocol):
    """What the engine knows."""

    cells: Mapping[CellKey, Cell]

    @property
    def ready(self) -> bool: ...
    def owned(self) -> frozenset[int]: ...
    def take_touched(self) -> Iterable[tuple[int, str]]: ...
    def readings(self) -> Sequence[Reading]: ...
    def said_until_ms(self) -> int: ...
    def keep_said_until(self, at_ms: int) -> None: ...


def signal(saying: Saying, at_ms: int, windowing: Windowing) -> InsightSignal:
    """The same state of a window always has the same signal_id, so that saying it again says nothing new."""
    window = saying.window
    name = f"signal\x00{window.subject}\x00{window.start_ms}\x00{saying.counted}\x00{saying.closed}"
    return InsightSignal(
        signal_id=envelope.computed_id(name),
        kind=SignalKind.METRIC,
        subject=f"messages/{window.subject}",
        at=instant(at_ms),
        window_start=instant(window.start_ms),
        window_end=instant(window.start_ms + windowing.width_ms),
        value=float(saying.counted),
        detail={"closed": saying.closed, "late": saying.late},
    )


class Announcer:
    """Publishes what is new about windows. What was said, and until when, survives a restart in the engine's table."""

    def __init__(self, windows: Windows, broker: Broker, now_ms: Callable[[], int], every_ms: int, windowing: Windowing) -> None:
        self._windows = windows
        self._speaker = Speaker(broker)
        self._now_ms = now_ms
        self._every_ms = every_ms
        self._windowing = windowing
        self._owned: frozenset[int] = frozenset()
        #: Windows of which there may be something to say.
        self._pending: set[WindowKey] = set()
        self._said: dict[WindowKey, Said] = {}
        self._closed_since_kept = False
        self._kept_ms = 0

    async def run(self) -> None:
        try:
            while True:
                if self._windows.ready:
                    await self.tick()
                await asyncio.sleep(_TICK_SECONDS)
        finally:
            await self._speaker.close()

    def mark(self) -> int | None:
        return watermark(self._windows.readings(), self._now_ms())

    async def tick(self) -> int:
        """Say what is new; answers how many signals that were."""
        owned = self._windows.owned()
        touched = {WindowKey(*window) for window in self._windows.take_touched()}
        if owned != self._owned:
            self._take_over(owned)
        self._pending |= touched
        mark, now = self.mark(), self._now_ms()
        if mark is None or not self._pending:
            return 0
        current = totals(self._windows.cells, self._pending, owned)
        news = to_say(current, self._said, mark, now, self._every_ms, LIMIT, self._windowing)
        if news and not await self._speaker.say([signal(saying, now, self._windowing) for saying in news]):
            return 0
        self._remember(news, current, mark, now)
        return len(news)

    def _take_over(self, owned: frozenset[int]) -> None:
        """Partitions came or went: all windows may have to be said, but for those whose last word was said before."""
        self._owned = owned
        until = self._windows.said_until_ms()
        self._said.clear()
        self._pending = {window for window, total in totals(self._windows.cells).items() if not settled_before(window, total, until, self._windowing)}

    def _remember(self, news: Sequence[Saying], current: Mapping[WindowKey, Total], mark: int, now: int) -> None:
        for saying in news:
            self._said[saying.window] = Said(saying.counted, saying.closed, now)
            self._closed_since_kept = self._closed_since_kept or saying.closed
        settled = self._pending - current.keys()  # outlived, and gone from the table
        for window in self._pending & current.keys():
            before = self._said.get(window)
            if before is not None and before.closed and before.counted == current[window].counted:
                settled.add(window)
        self._pending -= settled
        unsaid = any(self._windowing.closes_at(window.start_ms) <= mark for window in self._pending)
        if self._closed_since_kept and not unsaid and 0 in self._owned and now - self._kept_ms >= self._every_ms:
            self._windows.keep_said_until(mark)
            self._kept_ms, self._closed_since_kept = now, False
            self._said = {window: said for window, said in self._said.items() if window in self._pending or now - said.at_ms < _REMEMBER_MS}
