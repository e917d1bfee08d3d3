"""Watches what classify says, and tells on insight-signals when it moves. What was told survives a restart in the engine's table."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

import orjson
import structlog
from prometheus_client import Gauge

from runtime.broker import Broker
from schemas import envelope
from schemas.messages.insight import InsightSignal, SignalKind
from services.insight.domain.drift import Judge, News, Open, Told
from services.insight.domain.labels import CONFIDENCE, KEPT_MS, Row, RowKey, Slice, added_up, slice_ends
from services.insight.domain.usual import Series
from services.insight.domain.windows import Reading, watermark
from services.insight.speaker import TOPIC, Speaker, instant

_TICK_SECONDS = 1.0
#: Most times that are looked at before others get a turn; after a long absence there are many.
_LOOKS = 10
_DRIFTING = Gauge("klantstroom_insight_drifting", "1 while what classify says of the subject is told to be away from the usual.", ["subject"])
_log = structlog.get_logger(__name__)


class LabelRows(Protocol):
    """What the engine knows."""

    label_rows: Mapping[RowKey, Row]

    @property
    def ready(self) -> bool: ...
    def owned(self) -> frozenset[int]: ...
    def take_touched_labels(self) -> Iterable[tuple[int, str]]: ...
    def readings(self) -> Sequence[Reading]: ...
    def told(self) -> Sequence[bytes]: ...
    def keep_told(self, told: bytes) -> None: ...


def encode_told(looked_ms: int, told: Mapping[str, Told]) -> bytes:
    """Of two that were kept, the one with the later `looked_ms` counts."""
    versions = {version: {"open": {subject: list(one) for subject, one in of.open.items()}, "apart": dict(of.apart)} for version, of in told.items()}
    return orjson.dumps({"looked_ms": looked_ms, "versions": versions})


def looked_of(raw: bytes) -> int:
    return int(orjson.loads(raw)["looked_ms"])


def decode_told(raw: bytes) -> dict[str, Told]:
    return {
        version: Told(
            {subject: Open(*one) for subject, one in of["open"].items()},
            {subject: tuple((begin, until) for begin, until in times) for subject, times in of["apart"].items()},
        )
        for version, of in orjson.loads(raw)["versions"].items()
    }


def signal(news: News, partitions: Iterable[int]) -> InsightSignal:
    """The same change always has the same signal_id, so that telling it again after a crash says nothing new."""
    numbers = sorted(partitions)
    name = f"drift\x00{news.subject}\x00{news.model_version}\x00{news.change}\x00{news.at_ms}\x00{numbers}"
    detail = {
        "state": news.change.value,
        "because": news.because,
        "measure": "mean" if news.subject == CONFIDENCE else "share",
        "before": round(news.before, 4),
        "now": round(news.now, 4),
        "messages": news.messages,
        "since": instant(news.since_ms).isoformat(),
        "model_version": news.model_version,
        "usual": {
            "model_version": news.model_version,
            "messages": news.usual_messages,
            "since": None if news.usual_since_ms is None else instant(news.usual_since_ms).isoformat(),
        },
        "previous_model_version": news.previous_version,
        "effect": round(news.effect, 3),
        "z": round(news.z, 2),
        "moved_most_beside": [{"subject": subject, "before": round(before, 4), "now": round(now, 4)} for subject, before, now in news.beside],
        "partitions": numbers,
    }
    return InsightSignal(
        signal_id=envelope.computed_id(name),
        kind=SignalKind.DRIFT,
        subject=news.subject,
        at=instant(news.at_ms),
        window_start=instant(news.at_ms - news.window_ms),
        window_end=instant(news.at_ms),
        value=round(news.now, 4),
        expected=round(news.before, 4),
        detail=detail,
    )


class Watch:
    def __init__(self, rows: LabelRows, broker: Broker, now_ms: Callable[[], int], topic: str = TOPIC) -> None:
        self._rows = rows
        self._speaker = Speaker(broker, topic)
        self._now_ms = now_ms
        self._owned: frozenset[int] = frozenset()
        #: Slices of each model version, added up over the partitions that this replica counts.
        self._slices: dict[str, dict[int, Slice]] = {}
        self._told: dict[str, Told] = {}
        self._looked_ms = 0
        self._shown: set[str] = set()

    async def run(self) -> None:
        try:
            while True:
                more = self._rows.ready and await self.tick()
                await asyncio.sleep(0 if more else _TICK_SECONDS)
        finally:
            await self._speaker.close()

    async def tick(self) -> bool:
        """Look at what was counted since the last look, and tell what is new; True where there is more to look at."""
        touched = self._rows.take_touched_labels()
        owned = self._rows.owned()
        if owned != self._owned:
            self._take_over(owned)
        else:
            self._update(touched)
        mark = watermark(self._rows.readings(), self._now_ms())
        times = [] if mark is None else slice_ends(self._slices.values(), self._looked_ms, mark)
        if not times:
            return False
        judge = Judge({version: Series(slices) for version, slices in self._slices.items()})
        for number, at_ms in enumerate(times[:_LOOKS]):
            news, told = judge.look(self._told, at_ms)
            if news and not await self._speaker.say([signal(one, owned) for one in news]):
                return False
            changed, self._told, self._looked_ms = told != self._told, told, at_ms
            # Looking again is harmless: so what changed nothing is kept once for all.
            if changed or number + 1 == len(times[:_LOOKS]):
                self._rows.keep_told(encode_told(at_ms, told))
            for one in news:
                _log.info("drift", subject=one.subject, state=one.change.value, before=one.before, now=one.now, model_version=one.model_version)
            # Each look takes a moment: heartbeats go on in between.
            await asyncio.sleep(0)
        self._show()
        self._forget()
        return len(times) > _LOOKS

    def _take_over(self, owned: frozenset[int]) -> None:
        """Partitions came or went: what is counted is another part of all messages, and was perhaps watched by another replica."""
        self._owned = owned
        kept = max(self._rows.told(), key=looked_of, default=None)
        self._told, self._looked_ms = ({}, 0) if kept is None else (decode_told(kept), looked_of(kept))
        self._show()
        self._slices.clear()
        self._update({(key.start_ms, key.model_version) for key in self._rows.label_rows})

    def _update(self, touched: Iterable[tuple[int, str]]) -> None:
        for start_ms, version in touched:
            rows = [row for number in self._owned if (row := self._rows.label_rows.get(RowKey(number, start_ms, version))) is not None]
            if rows:
                self._slices.setdefault(version, {})[start_ms] = added_up(rows)

    def _forget(self) -> None:
        horizon = self._looked_ms - KEPT_MS
        for version, slices in list(self._slices.items()):
            kept = {start_ms: one for start_ms, one in slices.items() if start_ms >= horizon}
            if kept:
                self._slices[version] = kept
            else:
                del self._slices[version]

    def _show(self) -> None:
        drifting = {subject for of in self._told.values() for subject in of.open}
        for subject in self._shown | drifting:
            _DRIFTING.labels(subject).set(subject in drifting)
        self._shown |= drifting
