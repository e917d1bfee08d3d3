"""`klantstroom demo` and `replay`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from local.commands.address import reach
from local.commands.data_options import Column, Encoding, Format, Zone, check_names, columns_of
from local.commands.output import AsJson, print_json, say
from local.demo import ReplayFailed, check_data, demo_plan, print_summary, run
from local.progress import stderr_reporter
from local.replay import Form, ReplayOptions, WrongColumns, run_demo
from local.system import SystemSettings, plan
from local.trouble import Trouble

Once = Annotated[bool, typer.Option("--once", help="Unpaced; wait until every message is accounted for, print a summary as JSON, and end.")]
Rate = Annotated[float | None, typer.Option("--rate", min=0.01, help="Messages a second, instead of a human pace.")]
Speed = Annotated[float, typer.Option("--speed", min=0.01, help="Times the human pace.")]
Verbose = Annotated[bool, typer.Option("--verbose", help="Tell of each row that is no message.")]


def _options(column: list[str] | None, form: Form | None, encoding: str, zone: str, rate: float | None, speed: float, verbose: bool) -> ReplayOptions:
    check_names(encoding, zone)
    return ReplayOptions(columns=columns_of(column), form=form, encoding=encoding, zone=zone, rate=rate, speed=speed, verbose=verbose)


def demo(
    once: Once = False,
    data: Annotated[Path | None, typer.Option("--data", help="Your own messages (JSONL, CSV, mbox) instead of the sample week.")] = None,
    column: Column = None,
    form: Format = None,
    encoding: Encoding = "utf-8",
    zone: Zone = "Europe/Amsterdam",
    rate: Rate = None,
    speed: Speed = 1.0,
    verbose: Verbose = False,
    as_json: AsJson = False,
) -> None:
    """Start a whole system with a fresh home and replay messages through it. Ctrl-C stops it all."""
    options = _options(column, form, encoding, zone, rate, speed, verbose)
    try:
        summary = run(demo_plan(plan(SystemSettings())), once, data, options, stderr_reporter(), as_json)
    except ReplayFailed as failed:
        if failed.summary:
            print_summary(failed.summary)
        raise Trouble(f"{failed}.", "The logs of the services say more.") from None
    except WrongColumns as wrong:
        raise Trouble(f"{data}: {wrong}", "Name them with --column.") from None
    if summary is not None:
        print_summary(summary)


def replay(
    file: Annotated[Path, typer.Argument(help="JSONL, CSV or mbox.")],
    once: Once = False,
    column: Column = None,
    form: Format = None,
    encoding: Encoding = "utf-8",
    zone: Zone = "Europe/Amsterdam",
    rate: Rate = None,
    speed: Speed = 1.0,
    verbose: Verbose = False,
    as_json: AsJson = False,
) -> None:
    """Replay a file of messages into the running system, at a human pace unless --once or --rate says otherwise."""
    options = _options(column, form, encoding, zone, rate, speed, verbose)
    try:
        check_data(file, options)
        where = reach()
        summary = asyncio.run(run_demo(where, once, file, options, say))
    except ReplayFailed as failed:
        if failed.summary:
            print_summary(failed.summary)
        raise Trouble(f"{failed}.", "The logs of the services say more.") from None
    except WrongColumns as wrong:
        raise Trouble(f"{file}: {wrong}", "Name them with --column.") from None
    if summary is not None:
        print_summary(summary)
    elif as_json:
        print_json({"file": str(file), "sent": True})
