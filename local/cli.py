"""`klantstroom`: one command, whose parts are imported only when they are called, so that `--help` answers at once.

A part is a function, or a typer app, named in `COMMANDS`. Errors that a person can solve are one line on standard error;
with --json that line is `{"error": "…"}`.
Exit codes: 0 done, 1 it could not be done (or what was asked for is not so), 2 the command line was not understood.
"""

import json
import logging
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from local.examples import EXAMPLES
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
    "validate": Mounted("local.commands.validate:validate", "Check a file of messages as the services will, line by line."),
    "tail": Mounted("local.commands.messages:tail", "Follow a topic."),
    "trace": Mounted("local.commands.trace:trace", "Follow one message over all topics."),
    "dlq": Mounted("local.commands.dlq:app", "What could not be processed: list, show, replay."),
    "keys": Mounted("local.commands.keys:app", "Create, list and revoke API keys."),
    "model": Mounted("services.classify.commands:app_model", "Train, judge, compare and switch models."),
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
    _with_examples(command, name)
    return command


def _with_examples(command: Any, path: str) -> None:
    """Under the help of a command, and of each command in it, its example."""
    if path in EXAMPLES:
        command.epilog = f"Example: {EXAMPLES[path]}"
    for name, inner in getattr(command, "commands", {}).items():
        _with_examples(inner, f"{path} {name}")


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
    # A blank line between two paragraphs is what typer makes a new line of.
    epilog="\n\n".join(
        (
            "Exit codes: 0 done; 1 it could not be done, or what was asked for is not so; 2 the command line was not understood; "
            "130 and 143 stopped by Ctrl-C and by SIGTERM.",
            "With --json the result is JSON on standard output, and an error is one JSON object on standard error.",
            "A command finds the system of the folder in KLANTSTROOM_HOME, or the broker in KLANTSTROOM_KAFKA.",
            "Example: klantstroom up; klantstroom publish messages.jsonl; klantstroom trace form-90217",
        )
    ),
)


@app.callback()
def _root() -> None:
    """The customer service of a company as a stream: every message classified, routed, and the helpers rewarded."""


#: What is wrong with a command line: the parent of the one such exception that typer exports.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]


def main() -> None:
    # What libraries log is for services; a command says in one line what went wrong.
    logging.getLogger().addHandler(logging.NullHandler())
    as_json = "--json" in sys.argv[1:]
    try:
        code = app(prog_name="klantstroom", standalone_mode=False)
    except UsageError as error:
        _fail(usage_line(error), as_json, 2)
    except Trouble as trouble:
        _fail(str(trouble), as_json)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has seen enough, as `klantstroom tail … | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        from local.known_errors import known_error

        known = known_error(error)
        if known is None:
            raise
        _fail(str(known), as_json)
    sys.exit(code if isinstance(code, int) else 0)


def usage_line(error: Any) -> str:
    """What is wrong, and where the help is. Empty where help has been printed already, for want of any argument."""
    said = " ".join(error.format_message().split())
    command = error.ctx.command_path if error.ctx is not None else "klantstroom"
    return f"{command}: {said.rstrip('.')}. See `{command} --help`." if said else ""


def _fail(line: str, as_json: bool, code: int = 1) -> NoReturn:
    if line:
        print(json.dumps({"error": line}, ensure_ascii=False) if as_json else line, file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    main()
