"""Faust's Kafka driver, told two things that it has no setting for.

* It reads **read_committed**. Faust 0.15.3 does so only under its own exactly_once (`AIOKafkaConsumerThread._create_worker_consumer`), which is
  not to be used; with the default a consumer counts records of transactions that were aborted.
* It hands over **one message for each partition and fetch**, whose value is the bundle of all records in it. Faust spends about 0.2 ms on
  every message that passes through its conductor, queues, streams and sensors, whatever the agent does; a bundle pays that once. Its offset is that
  of its last record.
* It **commits the last bundle that was acknowledged**. Faust would look for gaps between acknowledged offsets, and every bundle leaves one (it
  lists the end of a gap twice, and so commits one bundle each time, however many are done). One agent takes the bundles of a partition
  in order, so there is nothing to look for.

Everything else (groups, table recovery, when to commit) is Faust's. The attributes set here are private to aiokafka and Faust, both pinned; where
one is gone, starting fails with its name.
"""

from collections.abc import Callable, Collection
from typing import Any, NamedTuple, cast

import faust
from faust.serializers.codecs import Codec, register
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

BUNDLE_CODEC = "klantstroom-bundle"


class Packed(NamedTuple):
    """One record of a bundle."""

    offset: int
    value: bytes | None


Bundle = tuple[Packed, ...]


class _Unchanged(Codec):
    """A bundle is made in this process and needs no decoding."""

    def _loads(self, s: Any) -> Any:
        return s

    def _dumps(self, s: Any) -> bytes:
        raise TypeError("bundles are only ever read")


register(BUNDLE_CODEC, _Unchanged())


def _tell(consumer: Any, name: str, value: Any) -> None:
    if not hasattr(consumer, name):
        raise RuntimeError(f"aiokafka's consumer has no {name} any more: read services/insight/adapters/bundles.py before changing its version")
    setattr(consumer, name, value)


class _Thread(driver.AIOKafkaConsumerThread):
    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        _tell(consumer, "_isolation_level", "read_committed")
        _tell(consumer, "_fetch_min_bytes", transport.fetch_min_bytes)
        _tell(consumer, "_fetch_max_wait_ms", transport.fetch_max_wait_ms)
        return consumer


class _Consumer(driver.Consumer):
    @property
    def _bundling(self) -> "BundlingTransport":
        return cast(BundlingTransport, self.transport)

    def _new_consumer_thread(self) -> Any:
        return _Thread(self, loop=self.loop, beacon=self.beacon)

    async def _getmany(self, active_partitions: set[TP] | None, timeout: float) -> Any:  # noqa: ASYNC109 - Faust's signature
        fetched: Any = await super()._getmany(active_partitions, timeout)
        bundled = self._bundling.bundled
        for place, records in fetched.items():
            if records and place.topic in bundled:
                last = records[-1]
                last.value = tuple(Packed(record.offset, record.value) for record in records)
                fetched[place] = [last]
                self._bundling.handed[place] = last.offset
        return fetched

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        if tp.topic not in self._bundling.bundled:
            await super()._add_gap(tp, offset_from, offset_to)

    def _new_offset(self, tp: TP) -> int | None:
        if tp.topic not in self._bundling.bundled:
            return super()._new_offset(tp)
        acknowledged = self._acked[tp]
        if not acknowledged:
            return None
        last = max(acknowledged)
        acknowledged.clear()
        self._acked_index[tp].clear()
        return last + 1

    async def _commit(self, offsets: Any) -> bool:
        # Faust only logs a changelog record that could not be written, and would commit past what it counts for.
        if self._bundling.refuse_commits():
            return False
        return bool(await super()._commit(offsets))

    def stable_end(self, place: TP) -> int | None:
        """Where a read_committed reader's end is, as of the last fetch."""
        state = self._state(place)
        return None if state is None else state.lso

    def read_to(self, place: TP) -> int | None:
        """The next offset that will be fetched; unlike offsets of records it also passes the marks that end transactions."""
        state = self._state(place)
        return None if state is None or not state.has_valid_position else state.position

    def committed_offset(self, place: TP) -> int | None:
        return self._committed_offset.get(place)

    def _state(self, place: TP) -> Any | None:
        consumer = self._thread._consumer
        subscription = None if consumer is None else consumer._subscription.subscription
        assignment = None if subscription is None else subscription.assignment
        if assignment is None or place not in assignment.tps:
            return None
        return assignment.state_value(place)


class BundlingTransport(driver.Transport):
    """Faust's Kafka transport, bundling the records of the topics in `bundled`."""

    Consumer = _Consumer

    def __init__(
        self,
        app: faust.App,
        *,
        bundled: Collection[str],
        fetch_max_wait_ms: int,
        fetch_min_bytes: int,
        refuse_commits: Callable[[], bool],
    ) -> None:
        super().__init__(app.conf.broker_consumer, app)
        self.bundled = frozenset(bundled)
        self.fetch_max_wait_ms = fetch_max_wait_ms
        self.fetch_min_bytes = fetch_min_bytes
        self.refuse_commits = refuse_commits
        #: Offset of the last record handed to the agent, by partition.
        self.handed: dict[TP, int] = {}
