"""A mapping that forgets what was not written for longest."""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """At most `limit` keys; writing a key makes it the newest."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        return self._kept.get(key)

    def put(self, key: K, value: V) -> tuple[K, V] | None:
        """Answers what had to go."""
        kept = self._kept
        kept[key] = value
        kept.move_to_end(key)
        return kept.popitem(last=False) if len(kept) > self._limit else None

    def drop(self, key: K) -> None:
        self._kept.pop(key, None)

    def __contains__(self, key: K) -> bool:
        return key in self._kept

    def __len__(self) -> int:
        return len(self._kept)

    def values(self) -> Iterator[V]:
        """Oldest first."""
        return iter(self._kept.values())

    def newest(self, count: int) -> list[V]:
        found: list[V] = []
        for key in reversed(self._kept):
            if len(found) >= count:
                break
            found.append(self._kept[key])
        return found
