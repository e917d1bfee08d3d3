"""Signatures of platforms, over the raw bytes, compared in constant time."""

import hmac
from collections.abc import Callable, Mapping


def signed_by(header: str) -> Callable[[bytes, Mapping[str, str], bytes], bool]:
    """A verifier of `<header>: sha256=<hex HMAC-SHA-256 of the raw body>`: Discourse, GitHub, Meta, Mastodon."""

    def verify(raw: bytes, headers: Mapping[str, str], secret: bytes) -> bool:
        scheme, _, claimed = headers.get(header, "").partition("=")
        expected = hmac.digest(secret, raw, "sha256").hex()
        return scheme == "sha256" and hmac.compare_digest(claimed.strip().lower().encode(), expected.encode())

    return verify
