"""Every webhook of the table has an example of what its platform sends: `tests/payloads/<source>/<event>.json`, the body as it comes.

What becomes of each: it is read, twice the same; who wrote is known; and what the edge puts on the topic is read there as the same.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from runtime.broker import Record
from runtime.codec import encode
from schemas.topics import inbound_topic
from services.ingest.adapters import ADAPTERS, Payload, Translated
from services.ingest.app.stream import SEAL, Secrets, read_record, seal
from services.ingest.domain import Arrival, arrival

FOLDER = Path(__file__).parents[1] / "payloads"
CAME_AT = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
SECRETS = Secrets(b"a pepper for the tests", "NL", {})

PAYLOADS = sorted(FOLDER.glob("*/*.json"))


def _payload(path: Path) -> Payload:
    """Where a header names the event, the file is called after it."""
    headers = ADAPTERS[path.parent.name].headers
    return Payload(path.read_bytes(), {name: path.stem for name in headers if name.endswith("-event")}, CAME_AT)


def test_every_webhook_has_an_example_and_every_example_a_webhook() -> None:
    assert {path.parent.name for path in PAYLOADS} == {name for name, adapter in ADAPTERS.items() if adapter.verify is not None}


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_example_is_read(path: Path) -> None:
    source = path.parent.name
    adapter, payload = ADAPTERS[source], _payload(path)
    translation = adapter.translate(payload)
    assert isinstance(translation, Translated), translation
    assert translation == adapter.translate(payload), "what a delivery says it says again"
    assert translation.messages
    assert translation.refused == ()
    for message in translation.messages:
        assert message.channel is adapter.channel or adapter.channel is None
        arrived = arrival(message, source, SECRETS.pepper, SECRETS.region)
        assert isinstance(arrived, Arrival)
        value = encode(message)
        headers = (("source", source.encode()), (SEAL, seal(source, value, SECRETS).encode()))
        record = Record(inbound_topic(message.channel), 0, 0, None, value, headers, 1_772_439_300_000)
        assert read_record(record, message.channel, SECRETS) == arrived
