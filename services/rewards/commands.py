"""`klantstroom rewards …`: the ledger from the command line."""

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Any, NoReturn, TypeVar
from zoneinfo import ZoneInfo

import asyncpg
import orjson
import typer
from rich.console import Console
from rich.table import Table

from runtime.clock import system_clock
from runtime.outbox import StoreUnavailable, connect, translated
from services.rewards.adapters import reports
from services.rewards.settings import RewardsSettings
from services.rewards.store import Library

app = typer.Typer(no_args_is_help=True, help="The ledger of rewards.")

#: Exit code where the ledger has a difference, the member is unknown, or the question could not be asked.
NOT_SO = 1
#: Seconds that one check over the whole book may take.
AUDIT_SECONDS = 3_600

Answer = TypeVar("Answer")
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]

_MONTH = re.compile(r"(20\d\d|21\d\d)-(0[1-9]|1[0-2])", re.ASCII)


@app.command()
def audit(as_json: AsJson = False) -> None:
    """Check the whole book: entries balance, balances equal their sums, nothing is missing. Exit code 1 where something differs."""
    found = _ask(lambda connection: reports.audit(connection, AUDIT_SECONDS))
    if as_json:
        typer.echo(orjson.dumps(found))
    else:
        totals = found["totals"]
        typer.echo(
            f"{totals['entries']} entries of {totals['members']} members; "
            f"points: {totals['pending']} pending, {totals['matured']} matured, {totals['paid']} paid"
        )
        for check in found["checks"]:
            mark = "ok  " if check["ok"] else "DIFF"
            more = "" if check["ok"] else f": {check['differences']} differ, as {', '.join(map(repr, check['examples']))}"
            typer.echo(f"{mark} {check['claim']}{more}")
    if not found["ok"]:
        raise typer.Exit(NOT_SO)


@app.command()
def statement(
    member: Annotated[str, typer.Argument(help="The member's id.")],
    month: Annotated[str | None, typer.Option(help="As 2026-03; without it, the present month.")] = None,
    as_json: AsJson = False,
) -> None:
    """What a member earned in a month, why, and what is left of it."""
    if month is not None and not _MONTH.fullmatch(month):
        raise typer.BadParameter("write year and month, as 2026-03", param_hint="--month")

    async def ask(connection: Any) -> dict[str, Any] | None:
        edition = (await Library().refresh(connection)).at(system_clock())
        zone = edition.zone if edition is not None else ZoneInfo("Europe/Amsterdam")
        first = date.fromisoformat(f"{month}-01") if month is not None else system_clock().astimezone(zone).date().replace(day=1)
        found = await reports.statement(connection, member, first, zone)
        page = found
        while page is not None and found is not None and page["next"] is not None:
            page = await reports.statement(connection, member, first, zone, after=int(page["next"]))
            found["entries"] += page["entries"] if page is not None else []
        return found

    found = None if "\x00" in member else _ask(ask)
    if found is None:
        _fail("Nothing was heard of a member by this id.")
    found.pop("next")
    if as_json:
        typer.echo(orjson.dumps(found))
    else:
        _print_statement(found)


def _print_statement(found: dict[str, Any]) -> None:
    # Ids and reasons are data: no markup is read in them, no control character gets to the terminal.
    table = Table("when", "state", "points", "why", "activity")
    for entry in found["entries"]:
        cells = (entry["at"], entry["state"], f"{entry['amount']:+d}", entry["because"], entry["cause"])
        table.add_row(*(_plain(cell) for cell in cells))
    console = Console(markup=False, highlight=False)
    console.print(f"{_plain(found['member_id'])}, {found['month']} ({found['timezone']})")
    console.print(table)
    console.print(f"earned {found['earned']}, taken back {found['taken_back']}, matured {found['matured']}")
    console.print(" · ".join(f"{state} {found['opening'][state]} → {found['closing'][state]}" for state in found["closing"]))


def _plain(text: str) -> str:
    return "".join(character if character.isprintable() else "�" for character in text)


def _ask(question: Callable[[Any], Awaitable[Answer]]) -> Answer:
    async def asked() -> Answer:
        pool = await connect(_database(RewardsSettings()), "rewards", size=1)
        try:
            async with translated(), pool.acquire() as connection:
                return await question(connection)
        finally:
            await pool.close()

    try:
        return asyncio.run(asked())
    except (StoreUnavailable, OSError, TimeoutError, ValueError) as error:
        _fail(f"The database does not answer ({type(error).__name__}): start the system, or name it in KLANTSTROOM_DATABASE.")
    except asyncpg.UndefinedTableError:
        _fail("There is no ledger in this database: the rewards service was never started on it.")
    except asyncpg.PostgresError as error:
        _fail(f"The database refuses: {error}")


def _database(settings: RewardsSettings) -> str:
    """The DSN that was set; else that of the system which runs from the home folder on this machine, which says so in system.json."""
    if "database" not in settings.model_fields_set:
        with contextlib.suppress(FileNotFoundError):
            return str(orjson.loads((settings.home / "system.json").read_bytes())["database"])
    return settings.database


def _fail(line: str) -> NoReturn:
    typer.echo(line, err=True)
    raise typer.Exit(NOT_SO)
