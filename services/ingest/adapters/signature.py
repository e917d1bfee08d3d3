"""Signatures of platforms, over the raw bytes, compared in constant time."""

import hmac
from collections.abc import Callable, Mapping
from datetime import datetime

#: A signature older than this, or as far ahead of our clock, is not taken: Slack's own advice, and Standard Webhooks'.
REPLAY_SECONDS = 300

Verify = Callable[[bytes, Mapping[str, str], bytes], bool]


def _claims(headers: Mapping[str, str], header: str, scheme: str, expected: str) -> bool:
    said, _, claimed = headers.get(header, "").partition("=")
    return said == scheme and hmac.compare_digest(claimed.strip().lower().encode("utf-8", "replace"), expected.encode())


def signed_by(header: str) -> Verify:
    """A verifier of `<header>: sha256=<hex HMAC-SHA-256 of the raw body>`: Discourse, GitHub, Meta, Mastodon."""

    def verify(raw: bytes, headers: Mapping[str, str], secret: bytes) -> bool:
        return _claims(headers, header, "sha256", hmac.digest(secret, raw, "sha256").hex())

    return verify


def signed_with_time(header: str, signed_at: str, scheme: str, before: bytes, between: bytes) -> Verify:
    """A verifier of `<header>: <scheme>=<hex HMAC-SHA-256 of before + <signed_at> + between + raw body>`: Slack, Chatwoot.

    Whether that time is long ago is asked at the edge, once (`overdue`): what lies on a topic may be read, or replayed, days later.
    """

    def verify(raw: bytes, headers: Mapping[str, str], secret: bytes) -> bool:
        said = headers.get(signed_at, "").encode("utf-8", "replace")
        return said != b"" and _claims(headers, header, scheme, hmac.digest(secret, before + said + between + raw, "sha256").hex())

    return verify


def secret_in(header: str, before: str = "") -> Verify:
    """A verifier of `<header>: <before><the secret itself>`: Telegram, Matrix. It proves who sends, and nothing of the body."""

    def verify(raw: bytes, headers: Mapping[str, str], secret: bytes) -> bool:
        said = headers.get(header, "")
        return said.startswith(before) and hmac.compare_digest(said.removeprefix(before).encode("utf-8", "replace"), secret)

    return verify


def overdue(said: str, now: datetime) -> str | None:
    """Why a signature of the Unix time `said` is not taken `now`; None where it is."""
    if not (said.isascii() and said.isdecimal() and len(said) <= 12):
        return "the time of the signature is no Unix time"
    age = int(now.timestamp()) - int(said)
    if age > REPLAY_SECONDS:
        return f"it was signed {age} s ago; at most {REPLAY_SECONDS} s are taken"
    if age < -REPLAY_SECONDS:
        return f"it was signed {-age} s ahead of our clock; at most {REPLAY_SECONDS} s are taken"
    return None
