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
import structlog
from fastapi import Depends, Header

from runtime.problems import Problem

log = structlog.get_logger()

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
    """The entries in the file. Raises ValueError, with one line that says what to do, where it is no file of keys; a missing file has none."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise ValueError(
            f"{path} cannot be read ({error.strerror or error}); let the services read it, or name another in KLANTSTROOM_KEYS"
        ) from error
    try:
        document = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise ValueError(_no_keys(path, f"not JSON: {error}")) from error
    entries = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise ValueError(_no_keys(path, "it has no list `keys`"))
    for number, entry in enumerate(entries, 1):
        if not _is_entry(entry):
            # The entry itself is not shown: whoever put a key there by mistake should not find it in a log.
            raise ValueError(_no_keys(path, f"entry {number} is none: `id` and `sha256` are texts, `scopes` a list of texts"))
    return entries


def _no_keys(path: Path, why: str) -> str:
    return f"{path} is no file of keys ({why}); restore it, or move it away and make one with `klantstroom keys create`"


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, dict) or not isinstance(entry.get("scopes"), list):
        return False
    return all(isinstance(text, str) for text in (entry.get("id"), entry.get("sha256"), *entry["scopes"]))


def _in_force(path: Path) -> dict[str, Principal]:
    """Whoever holds a key that is not revoked, by the digest of the key. Raises ValueError as `read_keys` does."""
    return {entry["sha256"]: Principal(entry["id"], frozenset(entry["scopes"])) for entry in read_keys(path) if entry.get("revoked_at") is None}


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
    """Knows the keys in a file, and reads it again when it changes. While the file is damaged nobody's key is known: it fails closed."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._stamp: tuple[int, int, int] | None = None
        self._by_digest: dict[str, Principal] = {}
        self._damage: str | None = None

    def complaint(self) -> str | None:
        """What is wrong with the file and what to do; None where keys can be looked up."""
        self._refresh()
        return self._damage

    def principal(self, key: str) -> Principal | None:
        """Raises Problem 503 where the file is damaged: whether the key is in force cannot be known."""
        if self.complaint() is not None:
            # Callers need not know where the file is: readiness and the log say that.
            raise Problem(503, "Keys cannot be checked", "That is ours to mend; try again in a moment.", headers={"Retry-After": "10"})
        # Looked up by digest: how long that takes tells nothing of a key that has 256 random bits.
        return self._by_digest.get(digest(key))

    def _refresh(self) -> None:
        if self._path is None:
            return
        try:
            stamp = self._stamp_of(self._path)
            # A damaged file is read each time: its rights can be mended without a trace in the stamp.
            if stamp != self._stamp or self._damage is not None:
                self._by_digest = _in_force(self._path) if stamp is not None else {}
            damage = None
        except ValueError as error:
            stamp, damage = None, str(error)
            self._by_digest = {}
        self._stamp = stamp
        if damage != self._damage:
            self._damage = damage
            if damage is not None:
                log.error("keys cannot be checked, calls are answered 503", reason=damage)
            else:
                log.info("keys can be checked again", file=str(self._path))

    @staticmethod
    def _stamp_of(path: Path) -> tuple[int, int, int] | None:
        try:
            seen = path.stat()
        except FileNotFoundError:
            return None
        except OSError:
            # Reading it says what is wrong.
            return (0, 0, 0)
        return (seen.st_mtime_ns, seen.st_ino, seen.st_size)

    async def authenticate(self, authorization: Annotated[str | None, Header()] = None) -> Principal:
        """A FastAPI dependency: who calls. Raises Problem 401, or 503 where keys cannot be checked."""
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
