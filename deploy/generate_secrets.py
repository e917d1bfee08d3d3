"""Makes the secrets of a system of containers, once: what is there stays. Nothing has a default password.

    python deploy/generate_secrets.py [/secrets]

================================== ================================================= ==============================
``database/superuser_password``    of PostgreSQL itself                              PostgreSQL reads it
``database/<service>_password``    of the role of each service that keeps state      PostgreSQL reads it
``<service>/klantstroom_database`` its DSN, with that password                       that service alone, as a setting
``ingest/klantstroom_pepper``      under which identifiers are hashed                ingest, as a setting
``keys/keys.json``                 hashed API keys, one admin key at first           services
``operator/admin.key``             that key itself                                   nobody but who runs the system
``grafana/admin_password``         of the user `admin`                               Grafana
================================== ================================================= ==============================

Each folder is a volume of its own, mounted where its reader is. Killed half-way and run again, it makes the rest.
"""

import os
import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path

from runtime.access import add_key, new_key, read_keys

DATABASE_HOST = "postgres:5432"
DATABASE = "klantstroom"
#: They keep state: each has a role and a schema of its name (deploy/postgres/init.sql).
KEEP_STATE = ("ingest", "route", "rewards")


def once(path: Path, text: str, mode: int) -> str:
    """Write `text` where there is nothing yet, whole or not at all; answers what stands there."""
    if not path.exists():
        part = path.with_name(f".{path.name}.part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(mode)
        os.replace(part, path)
    return path.read_text("utf-8")


def generate(root: Path) -> None:
    def secret() -> str:
        return secrets.token_urlsafe(32)

    # PostgreSQL and Grafana run as users of their own and see only their own folder: it may be read there.
    once(root / "database" / "superuser_password", secret(), 0o444)
    for service in KEEP_STATE:
        password = once(root / "database" / f"{service}_password", secret(), 0o444)
        once(root / service / "klantstroom_database", f"postgresql://{service}:{password}@{DATABASE_HOST}/{DATABASE}", 0o400)
    once(root / "grafana" / "admin_password", secret(), 0o444)
    once(root / "ingest" / "klantstroom_pepper", secret(), 0o400)
    keys = root / "keys" / "keys.json"
    if not read_keys(keys):
        # The key is kept before it is in force: killed in between, the next run makes another pair.
        plain, entry = new_key(["admin"], datetime.now(UTC))
        kept = root / "operator" / "admin.key"
        kept.unlink(missing_ok=True)
        once(kept, plain + "\n", 0o400)
        add_key(keys, entry)


def main() -> None:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else "/secrets")
    generate(root)
    sys.stdout.write(
        "Secrets are in their volumes.\n"
        "The admin key:       docker compose run --rm --entrypoint cat setup /secrets/operator/admin.key\n"
        "Grafana's password:  docker compose run --rm --entrypoint cat setup /secrets/grafana/admin_password\n"
    )


if __name__ == "__main__":
    main()
