"""Publishes signals; whoever has none published asks again later."""

from collections.abc import Sequence
from datetime import UTC, datetime

import structlog

from runtime.broker import Broker, BrokerUnavailable, Headers, Outgoing, Publisher
from runtime.codec import encode
from schemas import envelope
from schemas.messages.insight import InsightSignal

TOPIC = "insight-signals"
_log = structlog.get_logger(__name__)


def instant(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC)


def _headers(said: InsightSignal) -> Headers:
    # No `src` and no `traceparent`: a signal stands for many inputs, states a total instead of a change, and is known by its id.
    return (
        (envelope.CE_SPECVERSION, b"1.0"),
        (envelope.CE_ID, said.signal_id.encode()),
        (envelope.CE_SOURCE, b"/klantstroom/insight"),
        (envelope.CE_TYPE, envelope.event_type(TOPIC).encode()),
        (envelope.CE_TIME, said.at.isoformat().encode()),
        (envelope.CONTENT_TYPE, b"application/json"),
    )


class Speaker:
    def __init__(self, broker: Broker, topic: str = TOPIC) -> None:
        self._broker = broker
        self._topic = topic
        self._publisher: Publisher | None = None

    async def say(self, signals: Sequence[InsightSignal]) -> bool:
        """False where the broker did not take them."""
        try:
            if self._publisher is None:
                self._publisher = await self._broker.publisher()
            await self._publisher.publish([Outgoing(self._topic, said.subject.encode(), encode(said), _headers(said)) for said in signals])
        except BrokerUnavailable as error:
            _log.warning("signals wait for the broker", waiting=len(signals), error=str(error))
            await self.close()
            return False
        return True

    async def close(self) -> None:
        publisher, self._publisher = self._publisher, None
        if publisher is not None:
            await publisher.close()
