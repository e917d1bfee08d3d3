"""What a mail costs: `python -m bench.mail [--seconds 5]`.

Two tables: mails a second over the corpus of tests/payloads/mail, read one after the other in one process; and the longest time and the
most memory over mails that are made to hurt, each read in a process of its own. The hostile mails are made here and stored nowhere.
"""

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from runtime.hop import Refusal
from services.ingest.adapters.mail import translate
from services.ingest.adapters.mail_bounds import MAX_MAIL_BYTES
from services.ingest.adapters.payload import Ignored, Payload

_CORPUS = Path(__file__).resolve().parents[1] / "tests" / "payloads" / "mail"
_CAME_AT = datetime(2026, 3, 2, 8, 20, tzinfo=UTC)
_HEAD = "From: Jan <jan@voorbeeld.nl>\r\nMessage-ID: <m1@voorbeeld.nl>\r\nSubject: x\r\nDate: Mon, 02 Mar 2026 09:15:00 +0100\r\n"
_MIXED = _HEAD + "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
_MB = 1024 * 1024


def _body(body: str, headers: str = "") -> bytes:
    return f"{_HEAD}{headers}\r\n{body}".encode()


def _nested(depth: int, innermost: str) -> bytes:
    opening = "".join(f"Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n" for level in range(depth))
    closing = "".join(f"\r\n--b{level}--\r\n" for level in reversed(range(depth)))
    return f"{_HEAD}{opening}Content-Type: text/plain\r\n\r\n{innermost}{closing}".encode()


def _mails_in_mails(depth: int) -> bytes:
    return (_HEAD + "Content-Type: message/rfc822\r\n\r\n" * depth + "x").encode()


def _attached(size: int, kind: str = "image/jpeg") -> bytes:
    head = f"{_MIXED}--b\r\nContent-Type: text/plain\r\n\r\nzie foto\r\n--b\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n"
    line = b"A" * 76 + b"\r\n"
    return head.encode() + b'Content-Disposition: attachment; filename="foto.jpg"\r\n\r\n' + line * (size // len(line)) + b"\r\n--b--\r\n"


#: Name → the mail, made when it is wanted.
HOSTILE: dict[str, Callable[[], bytes]] = {
    "100,000 parts": lambda: _MIXED.encode() + b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 100_000,
    "100,000 parts without headers": lambda: _MIXED.encode() + b"--b\r\n\r\n" * 100_000,
    "100,000 parts behind an encoded boundary": lambda: _MIXED.replace("boundary=b", "boundary*=utf-8''b").encode() + b"--b\r\n\r\n" * 100_000,
    "100,000 parts behind a boundary in pieces": lambda: (
        _MIXED.replace("boundary=b", 'boundary*0="b"; boundary*1="c"').encode() + b"--bc\r\n\r\n" * 100_000
    ),
    "1,000 nested parts": lambda: _nested(1_000, "x"),
    "20 nested parts of short lines": lambda: _nested(20, "x\r\n" * 600_000),
    "20 nested parts of longer lines": lambda: _nested(20, ("x" * 30 + "\r\n") * 59_000),
    "1,000 mails in mails": lambda: _mails_in_mails(1_000),
    "190 mails in mails": lambda: _mails_in_mails(190),
    "delivery reports without end": lambda: (_HEAD + "Content-Type: message/delivery-status\r\n\r\n" + "A: b\r\n\r\n" * 200_000).encode(),
    "50 MB of text": lambda: _body("woord " * (50 * _MB // 6)),
    "50 MB of one line": lambda: _body("x" * (50 * _MB)),
    "50 MB attached": lambda: _attached(50 * _MB),
    "as much as is taken, attached": lambda: _attached(MAX_MAIL_BYTES - 4_096),
    "as much as is taken, attached as text": lambda: _attached(MAX_MAIL_BYTES - 4_096, "text/plain"),
    "as much as is taken, in dashes": lambda: _body("\n--" * ((MAX_MAIL_BYTES - 4_096) // 3), "Content-Type: multipart/mixed; boundary=b\r\n"),
    "as much as is taken, in boundaries": lambda: _MIXED.encode() + b"\n--b\nA: b\n" * ((MAX_MAIL_BYTES - 4_096) // 12),
    "as much as is taken, in headers": lambda: _MIXED.encode() + b"\n--b\nA: b\n\n" * ((MAX_MAIL_BYTES - 4_096) // 13),
    "as much as is taken, in types": lambda: _body("content-type:" * ((MAX_MAIL_BYTES - 4_096) // 13)),
    "a zip bomb": lambda: _attached(1 * _MB, "application/zip"),
    "100,000 headers": lambda: _body("hallo", "X-A: b\r\n" * 100_000),
    "headers up to the limit": lambda: _body("hallo", "X-A: b\r\n" * 16_000),
    "headers of one byte": lambda: _body("hallo", "A:\n" * 43_000),
    "one header of 50 MB": lambda: _body("hallo", "X-A: " + "b" * (50 * _MB) + "\r\n"),
    "a folded header": lambda: _body("hallo", "Subject: a" + "\r\n b" * 30_000 + "\r\n"),
    "comments in comments": lambda: ("From: " + "(" * 100_000 + "jan@voorbeeld.nl\r\n\r\nhallo").encode(),
    "30,000 addresses": lambda: ("From: " + "a@b.nl," * 18_000 + "\r\n\r\nhallo").encode(),
    "encoded words": lambda: _body("x", "Comments: x\r\n").replace(b"Subject: x", b"Subject: " + b"=?utf-8?q?a?= " * 8_000),
    "half encoded words": lambda: _body("x").replace(b"Subject: x", b"Subject: " + b"=?" * 60_000),
    "punycode": lambda: _body("a" * 1_000_000 + "-" + "9" * 900_000, "Content-Type: text/plain; charset=punycode\r\n"),
    "idna": lambda: _body("xn--" + "9" * 1_900_000, "Content-Type: text/plain; charset=idna\r\n"),
    "utf-7": lambda: _body("+" * 1_900_000, "Content-Type: text/plain; charset=utf-7\r\n"),
    "hz": lambda: _body("~{" * 900_000, "Content-Type: text/plain; charset=hz\r\n"),
    "a charset that there is not": lambda: _body("\x1b$B" * 600_000, "Content-Type: text/plain; charset=x-nothing\r\n"),
    "broken iso-2022-jp": lambda: _body("\x1b$B\x7f\x7f" * 350_000, "Content-Type: text/plain; charset=iso-2022-jp\r\n"),
    "parameters": lambda: _body("x", "Content-Type: text/plain" + "; a=b" * 1_500 + "\r\n"),
    "parameters in pieces": lambda: _body("x", "Content-Type: text/plain" + "".join(f'; a*{n}="b"' for n in range(700)) + "\r\n"),
    "parameters of 200 parts": lambda: _MIXED.encode() + (b"--b\r\nContent-Type: text/plain" + b"; a=b" * 1_500 + b"\r\n\r\nx\r\n") * 190,
    "lines that almost announce": lambda: _body("On 2 Mar wrote x :\r\n" * 50_000),
    "long lines that almost announce": lambda: _body(("Op 2 " + "schreef <a " * 33 + " :\r\n") * 4_000),
    "lines that almost begin a quote": lambda: _body("Op 2 mrt\r\nschreef\r\n" * 29_000),
    "lines that are almost headers": lambda: _body("Van: a\r\nVan: b\r\n" * 29_000),
    "dashes": lambda: _body("-- \r\n" * 59_000),
    "quoted lines": lambda: _body("> x\r\n" * 59_000),
    "open tags": lambda: _body("<div>" * 380_000, "Content-Type: text/html\r\n"),
    "quotes in quotes": lambda: _body("<blockquote>" * 150_000, "Content-Type: text/html\r\n"),
    "angle brackets": lambda: _body("<" * 1_900_000, "Content-Type: text/html\r\n"),
    "open comments": lambda: _body("<!--" * 400_000, "Content-Type: text/html\r\n"),
    "entities": lambda: _body("&amp" * 400_000, "Content-Type: text/html\r\n"),
    "charsets of html": lambda: _body("<meta " * 300_000, "Content-Type: text/html\r\n"),
    "uuencode": lambda: _body("begin 644 x\r\n" + "M" * 1_900_000, "Content-Transfer-Encoding: x-uuencode\r\n"),
    "base64 that is none": lambda: _body("!" * 1_900_000, "Content-Transfer-Encoding: base64\r\n"),
    "quoted-printable": lambda: _body("=41" * 600_000, "Content-Transfer-Encoding: quoted-printable\r\n"),
    "soft lines": lambda: _body("a \r\n" * 59_000, "Content-Type: text/plain; format=flowed\r\n"),
    "zeros": lambda: bytes(2 * _MB),
}


def _peak_mb() -> float:
    status = Path("/proc/self/status")
    if status.exists():
        # What getrusage says on Linux has the peak of the process that started this one in it.
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def read_alone(path: str, answers: "multiprocessing.Queue[tuple[float, float, str]]") -> None:
    """Seconds of processor and megabytes that reading the mail in `path` takes beyond the mail itself, and what became of it."""
    raw = Path(path).read_bytes()
    translate(Payload(b"From: a@b.nl\r\n\r\nwarm", {}, _CAME_AT))
    before, started = _peak_mb(), time.process_time()
    translation = translate(Payload(raw, {}, _CAME_AT))
    seconds = time.process_time() - started
    megabytes = _peak_mb() - before
    said = translation.detail if isinstance(translation, Refusal) else translation.event if isinstance(translation, Ignored) else "taken"
    answers.put((seconds, megabytes, said))


def hostile(name: str) -> tuple[float, float, str]:
    """Reads it in a process of its own, which has not made it: what making it took is no part of what reading it takes."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["bench.mail"])
    answers: multiprocessing.Queue[tuple[float, float, str]] = context.Queue()
    with tempfile.NamedTemporaryFile(suffix=".eml") as file:
        file.write(HOSTILE[name]())
        file.flush()
        process = context.Process(target=read_alone, args=(file.name, answers))
        process.start()
        try:
            return answers.get(timeout=60)
        finally:
            process.join(10)
            if process.is_alive():
                process.kill()
                process.join()


def real(seconds: float) -> float:
    """Mails a second over the corpus."""
    mails = [Payload(path.read_bytes(), {}, _CAME_AT) for path in sorted(_CORPUS.glob("*.eml"))]
    done, started = 0, time.perf_counter()
    while (spent := time.perf_counter() - started) < seconds:
        for mail in mails:
            translate(mail)
        done += len(mails)
    return done / spent


def main() -> None:
    parser = argparse.ArgumentParser(description="What a mail costs.")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long the corpus is read over and over")
    options = parser.parse_args()
    print(f"real-shaped: {real(options.seconds):,.0f} mails/s")
    measured = {name: hostile(name) for name in HOSTILE}
    for name, (seconds, megabytes, said) in measured.items():
        print(f"{name:45} {seconds:6.3f} s {megabytes:6.1f} MB  {said}")
    print(f"hostile, worst: {max(one[0] for one in measured.values()):.3f} s, {max(one[1] for one in measured.values()):.1f} MB")


if __name__ == "__main__":
    main()
