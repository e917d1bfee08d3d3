"""`klantstroom`: one command, whose parts are imported only when they are called, so that `--help` answers at once.

A part is a function, or a typer app, named in `COMMANDS`. Errors that a person can solve are one line on standard error.
Exit codes: 0 done, 1 it could not be done (or what was asked for is not so), 2 the command line was not understood.
"""

import logging
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

from local.trouble import Trouble

_ROOT = Path(__file__).parents[1]


class Mounted(NamedTuple):
    #: `module:attribute`
    source: str
    help: str


COMMANDS: dict[str, Mounted] = {
    "up": Mounted("local.commands.system:up", "Start the whole system on this machine."),
    "down": Mounted("local.commands.system:down", "Stop the system."),
    "status": Mounted("local.commands.system:status", "What runs, where, how ready, and how far behind."),
    "doctor": Mounted("local.commands.doctor:doctor", "Check what a system on this machine needs."),
    "demo": Mounted("local.commands.demo:demo", "Start a system of its own, replay messages, and show them."),
    "replay": Mounted("local.commands.demo:replay", "Replay a file of messages into the running system."),
    "topics": Mounted("local.commands.topics:app", "List or create the topics."),
    "publish": Mounted("local.commands.messages:publish", "Publish messages from a file to their inbound topics."),
    "validate": Mounted("local.commands.messages:validate", "Check a file of messages against the schema, line by line."),
    "tail": Mounted("local.commands.messages:tail", "Follow a topic."),
    "trace": Mounted("local.commands.trace:trace", "Follow one message over all topics."),
    "dlq": Mounted("local.commands.dlq:app", "What could not be processed: list, show, replay."),
    "keys": Mounted("local.commands.keys:app", "Create, list and revoke API keys."),
    "model": Mounted("services.classify.commands:app_model", "Train and evaluate models."),
    "classify": Mounted("services.classify.commands:app_classify", "Label messages in a file; no system running."),
    "policy": Mounted("services.route.commands:policy", "Check a routing policy, or see why a message goes where."),
    "rewards": Mounted("services.rewards.commands:app", "Statements, and the audit of the ledger."),
    "customer": Mounted("services.ingest.commands:app", "Export or erase what is known of a customer."),
}


def is_there(mounted: Mounted) -> bool:
    """Whether the module exists, without importing it."""
    path = _ROOT / mounted.source.partition(":")[0].replace(".", "/")
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def load(name: str) -> Any:
    """The command behind `name`, ready to be called."""
    module, _, attribute = COMMANDS[name].source.partition(":")
    part = getattr(import_module(module), attribute)
    if not isinstance(part, typer.Typer):
        function, part = part, typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        part.command(name)(function)
    command = typer.main.get_command(part)
    command.name = name
    # Completion belongs to the whole command, not to each of its parts.
    command.params = [parameter for parameter in command.params if parameter.name not in ("install_completion", "show_completion")]
    return command


class Commands(TyperGroup):
    """Lists commands by name and help alone; imports the one that is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [name for name, mounted in COMMANDS.items() if is_there(mounted)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        mounted = COMMANDS.get(cmd_name)
        return TyperCommand(cmd_name, help=mounted.help) if mounted is not None and is_there(mounted) else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, command, rest = super().resolve_command(ctx, args)
        return name, load(name) if command is not None and name is not None else command, rest


app = typer.Typer(
    cls=Commands,
    name="klantstroom",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The customer service of a company as a stream: every message classified, routed, and the helpers rewarded.",
)


@app.callback()
def _root() -> None:
    """The customer service of a company as a stream: every message classified, routed, and the helpers rewarded."""


def main() -> None:
    # What libraries log is for services; a command says in one line what went wrong.
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        app(prog_name="klantstroom")
    except Trouble as trouble:
        _fail(str(trouble))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has seen enough, as `klantstroom tail … | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        line = known_error(error)
        if line is None:
            raise
        _fail(line)


def known_error(error: Exception) -> str | None:
    """One line for what a broker, a database, the settings or the disk can do to a command; None is a bug of ours."""
    from pydantic import ValidationError

    if isinstance(error, ValidationError) and error.title.endswith("Settings"):
        wrong = error.errors(include_url=False, include_input=False)[0]
        name = "_".join(str(part) for part in wrong["loc"]).upper()
        return f"KLANTSTROOM_{name}: {wrong['msg']}. Correct it in the environment."
    module = type(error).__module__.partition(".")[0]
    said = str(error).strip().splitlines()[0][:300] if str(error).strip() else type(error).__name__
    if module == "aiokafka":
        return f"Kafka: {said}. See `klantstroom status`."
    if module == "asyncpg":
        return f"PostgreSQL: {said}. See `klantstroom status`."
    if isinstance(error, OSError):
        return f"{said}. See `klantstroom doctor`."
    return None


def _fail(line: str) -> None:
    print(line, file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    main()
