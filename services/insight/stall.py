"""Notices a consumer that stopped quietly: work is waiting, and the committed offset does not move. Pure but for what it remembers."""

from collections.abc import Mapping


class Stall:
    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        #: Committed offset when it last moved (or when nothing was waiting), and since when, by partition.
        self._seen: dict[int, tuple[int | None, float]] = {}

    def stalled(self, progress: Mapping[int, tuple[int | None, bool]], now: float) -> str | None:
        """`progress`: committed offset and whether work is waiting, by partition; `now`: seconds of a clock that never goes back."""
        for gone in self._seen.keys() - progress.keys():
            del self._seen[gone]
        stuck = []
        for number, (committed, waiting) in progress.items():
            before = self._seen.get(number)
            if before is None or before[0] != committed or not waiting:
                self._seen[number] = (committed, now)
            elif now - before[1] > self._seconds:
                stuck.append(number)
        return f"partitions {sorted(stuck)} have not moved for {self._seconds:g} s" if stuck else None
