"""What a dead letter carries of the record that it was, and who says that it refused it."""

from runtime.broker import Record
from runtime.dead_letter import dead_letter
from runtime.hop import Refusal
from schemas import envelope
from schemas.topics import MAX_RECORD_BYTES

REFUSAL = Refusal("invalid", "/at: missing")


def record(value: bytes = b"{}", *headers: tuple[str, bytes]) -> Record:
    return Record("control", 0, 7, b"key", value, headers, 1)


def test_two_services_that_refuse_one_record_can_be_told_apart() -> None:
    letters = [dead_letter(record(), REFUSAL, service) for service in ("route", "rewards")]
    assert {letter.topic for letter in letters} == {"control-dlq"}
    assert [dict(letter.headers)[envelope.DLQ_SERVICE] for letter in letters] == [b"route", b"rewards"]
    assert [{name: value for name, value in letter.headers if name != envelope.DLQ_SERVICE} for letter in letters].count(
        {name: value for name, value in letters[0].headers if name != envelope.DLQ_SERVICE}
    ) == 2, "that apart they are the same"


def test_its_headers_go_along_but_for_what_was_true_of_another_record() -> None:
    came = record(b"{}", ("note", b"mine"), (envelope.SRC, b"a/b/0/1"), (envelope.DLQ_SERVICE, b"route"), (envelope.DLQ_ATTEMPT, b"2"))
    letter = dead_letter(came, REFUSAL, "rewards")
    headers = dict(letter.headers)
    assert len(headers) == len(letter.headers), "none of them twice"
    assert (letter.key, letter.value, headers["note"]) == (b"key", b"{}", b"mine")
    assert envelope.SRC not in headers
    assert (headers[envelope.DLQ_SERVICE], headers[envelope.DLQ_ATTEMPT]) == (b"rewards", b"2")


def test_what_is_shortened_says_who_refused_it_as_well() -> None:
    letter = dead_letter(record(b"x" * (MAX_RECORD_BYTES + 1), ("note", b"mine")), REFUSAL, "route")
    headers = dict(letter.headers)
    assert headers[envelope.DLQ_SHORTENED] == str(MAX_RECORD_BYTES + 1).encode()
    assert headers[envelope.DLQ_SERVICE] == b"route"
    assert "note" not in headers
