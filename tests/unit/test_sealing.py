"""What is put into an envelope fits into the broker's largest record, or is refused before it is committed."""

from uuid import uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.hop import Decision, Hop, Publishing
from runtime.unit import MAX_EVENT_BYTES, Sealer
from schemas.envelope import NAMESPACE, SourcePosition, computed_id
from schemas.topics import MAX_RECORD_BYTES

SOURCE = SourcePosition("w/t/0", 7)
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def sealer() -> Sealer:
    return Sealer(Hop("w", {}, ("messages-routed",), Publishing.IDEMPOTENT, lambda view, item, now: Decision()))


def test_the_largest_event_and_its_envelope_fit_in_a_record(sealer: Sealer) -> None:
    sealed = sealer.seal("messages-routed", "k" * 256, b"x" * MAX_EVENT_BYTES, TRACE, SOURCE, b"2026-03-02T09:15:00+00:00")
    assert len(sealed.value) + len(sealed.key or b"") + sum(len(name) + len(value) for name, value in sealed.headers) < MAX_RECORD_BYTES


def test_a_larger_event_is_a_defect_that_says_what_it_is(sealer: Sealer) -> None:
    with pytest.raises(ValueError, match=f"an event of {MAX_EVENT_BYTES + 1} bytes for messages-routed"):
        sealer.seal("messages-routed", "k", b"x" * (MAX_EVENT_BYTES + 1), TRACE, SOURCE, b"now")


def test_the_trace_goes_on_under_a_span_of_its_own(sealer: Sealer) -> None:
    headers = dict(sealer.seal("messages-routed", "k", b"{}", TRACE, SOURCE, b"now").headers)
    assert headers["traceparent"].startswith(TRACE[:36].encode())
    assert headers["traceparent"] != TRACE.encode()
    assert headers["src"] == headers["ce_id"] == b"w/t/0/7"


@given(st.text())
def test_a_computed_id_is_the_uuid_of_its_name(name: str) -> None:
    assert computed_id(name) == str(uuid5(NAMESPACE, name))
