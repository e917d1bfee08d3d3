"""`klantstroom keys create`, `list` and `revoke`."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from local.commands.output import AsJson, print_json, print_table, say
from local.system import SystemSettings, plan
from local.trouble import Trouble

app = typer.Typer(no_args_is_help=True, help="Create, list and revoke API keys. Only hashes are stored.")


def _file() -> Path:
    named = os.environ.get("KLANTSTROOM_KEYS")
    return Path(named) if named else plan(SystemSettings()).home / "keys.json"


@app.command()
def create(
    scopes: Annotated[list[str], typer.Argument(help="What the key may do: publish:<channel>, publish:activity, desk, read:stream, admin.")],
    as_json: AsJson = False,
) -> None:
    """Make a key and print it: it is shown once and stored nowhere."""
    from runtime.access import add_key, new_key

    try:
        plain, entry = new_key(scopes, datetime.now(UTC))
        add_key(_file(), entry)
    except ValueError as error:
        raise Trouble(f"{error}.", "Nothing was made.") from None
    if as_json:
        print_json({"key": plain, "id": entry["id"], "scopes": entry["scopes"]})
    else:
        say(f"Key {entry['id']} for {', '.join(entry['scopes'])}, in force at once. It is shown only now:")
        print(plain)


@app.command("list")
def list_keys(as_json: AsJson = False) -> None:
    """Ids, scopes and dates; never the keys."""
    from runtime.access import read_keys

    try:
        entries = read_keys(_file())
    except ValueError as error:
        raise Trouble(f"{error}.", "") from None
    columns = ("id", "scopes", "created_at", "revoked_at")
    shown = [{name: entry.get(name) for name in columns} for entry in entries]
    if as_json:
        print_json(shown)
    else:
        print_table(columns, [[" ".join(row["scopes"] or ()) if c == "scopes" else row[c] for c in columns] for row in shown])


@app.command()
def revoke(key_id: Annotated[str, typer.Argument(metavar="ID", help="The id of the key, as `keys list` shows it.")], as_json: AsJson = False) -> None:
    """Take a key out of force, at once."""
    from runtime.access import revoke_key

    try:
        revoked = revoke_key(_file(), key_id, datetime.now(UTC))
    except ValueError as error:
        raise Trouble(f"{error}.", "") from None
    if not revoked:
        raise Trouble(f"There is no key {key_id} in force.", "See `klantstroom keys list`.")
    if as_json:
        print_json({"revoked": key_id})
    else:
        say(f"Key {key_id} is out of force.")
