"""How much of what is personal does redaction take, and how much else? `python -m bench.redaction [--planted 10000] [--seed 1] [--wrong]`.

Recall and precision of each kind and language, with their 95 % intervals, of tests/redaction/messages.jsonl (written by hand; the half
with odd ids was developed against; the half with even ids was held out until the rules stood, when recall of IBAN in it was 30 of 31 and
precision of e-mail 29 of 32, and what that showed was mended since) and of messages into which a generator planted each kind.
What is counted as a hit stands in tests/redaction/marked.py. After them: microseconds a message, on one core.
"""

import argparse
import time
from collections.abc import Sequence

from services.ingest.domain.redact import redact
from tests.redaction.marked import Marked, Measured, Share, hand_written, measured
from tests.redaction.planted import planted


def _cell(share: Share | None) -> str:
    if share is None:
        return f"{'-':>29}"
    low, high = share.interval
    return f"{share.hits:>5} of {share.of:>5} {share.value:.3f} {low:.2f}-{high:.2f}"


def _table(name: str, messages: Sequence[Marked], found: Measured) -> None:
    nothing = sum(not message.spans for message in messages)
    print(f"\n{name}: {len(messages)} messages, {nothing} of them with nothing to take; {len(found.garbled)} changed otherwise")
    print(f"{'kind':<16} {'language':<8} {'recall':>29}   {'precision':>29}")
    for key in sorted(found.recall.keys() | found.precision.keys()):
        print(f"{key[0]:<16} {key[1]:<8} {_cell(found.recall.get(key))}   {_cell(found.precision.get(key))}")


def _microseconds(messages: Sequence[Marked]) -> float:
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        for message in messages:
            redact(message.text, message.sender)
        best = min(best, time.process_time() - started)
    return best / len(messages) * 1e6


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--planted", type=int, default=10_000, help="messages to generate")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--wrong", action="store_true", help="also print what was missed and what was taken wrongly")
    chosen = options.parse_args()
    written = hand_written()
    sets = {
        "written by hand, developed against": [message for message in written if not message.held_out],
        "written by hand, held out": [message for message in written if message.held_out],
        "written by hand, all": written,
        f"planted, seed {chosen.seed}": planted(chosen.seed, chosen.planted),
    }
    for name, messages in sets.items():
        found = measured(messages)
        _table(name, messages, found)
        if chosen.wrong:
            for message, redacted, why in found.wrong:
                print(f"  {message.id} {why}\n    {message.text!r}\n    {redacted!r}")
    print()
    for name, messages in sets.items():
        print(f"{name}: {_microseconds(messages):.1f} µs a message")


if __name__ == "__main__":
    main()
