"""Who may call: API keys with scopes, of which only hashes are stored.

A key is `ks_<id>_<secret>`: 8 and 43 characters of base64url; the secret has 256 bits, so that a plain SHA-256 of the whole key
is enough of a hash (there is nothing to guess, hence no salt and no slow hash). The file of keys::

    {"keys": [{"id": "…", "sha256": "…", "scopes": ["publish:web"], "created_at": "…", "revoked_at": null}]}
"""

import hashlib
import os
import secrets
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
from fastapi import Depends, Header

from runtime.problems import Problem

ADMIN = "admin"
SCOPES = (
    *(f"publish:{channel}" for channel in ("web", "email", "chat", "phone", "social", "forum")),
    "publish:activity",
    "desk",
    "read:stream",
    ADMIN,
)


@dataclass(frozen=True, slots=True)
class Principal:
    """Whoever holds a key."""

    key_id: str
    scopes: frozenset[str]

    def may(self, scope: str) -> bool:
        return scope in self.scopes or ADMIN in self.scopes

    def demand(self, scope: str) -> None:
        """Raises Problem 403 where this key has not the scope."""
        if not self.may(scope):
            raise Problem(403, "This key may not do that", f"It takes a key with the scope {scope}.")


def new_key(scopes: Iterable[str], at: datetime) -> tuple[str, dict[str, Any]]:
    """A new key: what its holder gets, once, and the entry for the file."""
    wanted = sorted(set(scopes))
    unknown = [scope for scope in wanted if scope not in SCOPES]
    if unknown or not wanted:
        raise ValueError(f"unknown scope {', '.join(unknown) or '(none)'}: choose from {', '.join(SCOPES)}")
    key_id = secrets.token_hex(4)
    plain = f"ks_{key_id}_{secrets.token_urlsafe(32)}"
    return plain, {"id": key_id, "sha256": digest(plain), "scopes": wanted, "created_at": at.isoformat(), "revoked_at": None}


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def read_keys(path: Path) -> list[dict[str, Any]]:
    """The entries in the file. Raises ValueError where it is no file of keys; a missing file has none."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return []
    try:
        return [dict(entry) for entry in orjson.loads(raw)["keys"]]
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} is no file of keys ({error}); restore it, or make one with `klantstroom keys create`") from error


def _write_keys(path: Path, entries: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written beside and renamed: a reader sees the old file or the new one, never half of it.
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(orjson.dumps({"keys": entries}, option=orjson.OPT_INDENT_2))
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def add_key(path: Path, entry: Mapping[str, Any]) -> None:
    _write_keys(path, [*read_keys(path), dict(entry)])


def revoke_key(path: Path, key_id: str, at: datetime) -> bool:
    """True where there was such a key in force."""
    entries = read_keys(path)
    found = False
    for entry in entries:
        if entry["id"] == key_id and entry.get("revoked_at") is None:
            entry["revoked_at"] = at.isoformat()
            found = True
    if found:
        _write_keys(path, entries)
    return found


class Access:
    """Knows the keys in a file, and reads it again when it changes."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._by_digest: dict[str, Principal] = {}

    def principal(self, key: str) -> Principal | None:
        self._refresh()
        # Looked up by digest: how long that takes tells nothing of a key that has 256 random bits.
        return self._by_digest.get(digest(key))

    def _refresh(self) -> None:
        if self._path is None:
            return
        try:
            seen = self._path.stat()
        except FileNotFoundError:
            self._stamp, self._by_digest = None, {}
            return
        stamp = (seen.st_mtime_ns, seen.st_ino)
        if stamp != self._stamp:
            entries = read_keys(self._path)
            self._by_digest = {
                entry["sha256"]: Principal(entry["id"], frozenset(entry["scopes"])) for entry in entries if entry.get("revoked_at") is None
            }
            self._stamp = stamp

    async def authenticate(self, authorization: Annotated[str | None, Header()] = None) -> Principal:
        """A FastAPI dependency: who calls. Raises Problem 401."""
        scheme, _, key = (authorization or "").partition(" ")
        principal = self.principal(key.strip()) if scheme.lower() == "bearer" and key else None
        if principal is None:
            raise Problem(
                401,
                "A valid key is needed",
                "Send Authorization: Bearer <key>; `klantstroom keys create` makes one.",
                headers={"WWW-Authenticate": 'Bearer realm="klantstroom"'},
            )
        return principal

    def require(self, scope: str) -> Callable[..., Any]:
        """A FastAPI dependency: the caller, who must have `scope`."""

        async def demanded(principal: Annotated[Principal, Depends(self.authenticate)]) -> Principal:
            principal.demand(scope)
            return principal

        return demanded
