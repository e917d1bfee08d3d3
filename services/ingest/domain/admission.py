"""How much a caller may send: a token bucket for each key."""

from collections import OrderedDict
from dataclasses import dataclass


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Admission:
    """`per_second` messages in the long run, `burst` at once. Times are monotonic seconds, given by the caller."""

    def __init__(self, per_second: float, burst: float, max_keys: int = 10_000) -> None:
        self._per_second = per_second
        self._burst = burst
        self._max_keys = max_keys
        #: Least recently used first; a forgotten bucket is a full one, which is what an old one would be.
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait(self, key: str, messages: int, now: float) -> float:
        """Takes `messages` from `key`'s bucket and answers 0; or takes nothing and answers the seconds until there are enough.

        More at once than the bucket holds is taken from a full bucket, which then owes: a batch is never refused for ever.
        """
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(self._burst, now)
            if len(self._buckets) > self._max_keys:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(key)
        bucket.tokens = min(self._burst, bucket.tokens + max(0.0, now - bucket.at) * self._per_second)
        bucket.at = now
        needed = min(float(messages), self._burst)
        if bucket.tokens >= needed:
            bucket.tokens -= messages
            return 0.0
        return (needed - bucket.tokens) / self._per_second
