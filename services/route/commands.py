"""What a person can ask about a policy file, without a running system."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from pydantic import ValidationError

from schemas.messages.labels import Labels
from schemas.messages.stream import ClassifiedMessage
from services.route.adapters.policy_file import PolicyRefused, read_policy
from services.route.domain.coverage import Reach, TooManyPieces, reach
from services.route.domain.messages import facts_of
from services.route.domain.policy import Facts, Policy

policy = typer.Typer(help="Policies: check a file, and see what it decides.", no_args_is_help=True)

_File = Annotated[Path, typer.Argument(help="A policy file (YAML).")]
_Json = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]

_PLAIN = Facts._field_defaults


def _read(path: Path, json: bool) -> Policy:
    try:
        return read_policy(path)
    except PolicyRefused as refused:
        if json:
            _print_json({"ok": False, "faults": [{"line": fault.line, "what": fault.what} for fault in refused.faults]})
        else:
            typer.echo(str(refused), err=True)
        raise typer.Exit(1) from refused


def _print_json(value: Any) -> None:
    typer.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())


def _said(facts: Facts) -> str:
    """An example in one line: labels always, what is as usual left out."""
    return ", ".join(f"{name}={value}" for name, value in facts._asdict().items() if name not in _PLAIN or value != _PLAIN[name])


@policy.command()
def check(file: _File, json: _Json = False) -> None:
    """Check a policy file: is it valid, can each rule be reached, and by what. Exit code 1 where it is not, or one can not."""
    read = _read(file, json)
    try:
        reached = reach(read.document)
    except TooManyPieces:
        if json:
            _print_json({"ok": True, "version": read.version, "rules": None, "note": "too intricate to say what reaches each rule"})
        else:
            typer.echo(f"{file}: valid, version {read.version}; too intricate to say what reaches each rule")
        return
    dead = [one.rule for one in reached if one.example is None and one.rule != "default"]
    if json:
        _print_json({"ok": not dead, "version": read.version, "unreachable": dead, "rules": [_rule(one) for one in reached]})
    else:
        typer.echo(f"{file}: version {read.version}, {len(read.document.rules)} rules")
        for one in reached:
            if one.example is not None:
                typer.echo(f"  {one.rule}: reached by {_said(one.example)}")
            elif one.rule == "default":
                typer.echo("  default: never needed, the rules cover everything")
            else:
                typer.echo(f"  {one.rule}: UNREACHABLE, the rules before it take all that it is for")
    if dead:
        raise typer.Exit(1)


def _rule(one: Reach) -> dict[str, Any]:
    return {"rule": one.rule, "reachable": one.example is not None, "example": None if one.example is None else one.example._asdict()}


@policy.command()
def explain(
    file: Annotated[Path, typer.Argument(help="Messages, one JSON object a line, each with `labels` (and channel, region, public … where known).")],
    policy_file: Annotated[Path, typer.Option("--policy", help="The policy file.")] = Path("policy/default.yaml"),
) -> None:
    """Say of each message alone, without conversations and incidents, where it would go and why; one JSON object a line."""
    read = _read(policy_file, False)
    bad = 0
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                message = _message(line)
            except (orjson.JSONDecodeError, ValidationError, TypeError, ValueError) as error:
                bad += 1
                typer.echo(f"{file}:{number}: {str(error).splitlines()[0]}", err=True)
                continue
            verdict = read.decide(facts_of(read, message, None, repeat=False, incident=False, announced=False, after_incident=False))
            because = read.say(verdict.outcome.because, message.labels.language, message.labels.topic, verdict.team, message.channel.value)
            answer = {
                "message_id": message.message_id,
                "destination": verdict.destination,
                "team": verdict.team,
                "priority": verdict.priority,
                "rule": verdict.rule,
                "because": because,
            }
            sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
    if bad:
        raise typer.Exit(1)


def _message(line: bytes) -> ClassifiedMessage:
    said = orjson.loads(line)
    if not isinstance(said, dict) or "labels" not in said:
        raise ValueError("each line is an object with `labels`")
    Labels.model_validate_json(orjson.dumps(said["labels"]))
    name = said.get("message_id") or said.get("id") or "message"
    epoch = datetime(2000, 1, 1, tzinfo=UTC).isoformat()
    plain = {
        "inbound_id": name,
        "channel": "web",
        "customer_id": "customer",
        "text": "-",
        "sent_at": epoch,
        "received_at": epoch,
        "model_version": "-",
    }
    return ClassifiedMessage.model_validate_json(orjson.dumps({**plain, **said, "message_id": name}))
