"""Reads a policy file: YAML as far as a policy needs it, and every complaint with its line.

Only plain mappings, lists and scalars: no tags, no anchors (a few of which can unfold into gigabytes), no key twice. A scalar is
a number, true, false, null, or text: `NO` and `16:30` are text here, unlike in YAML 1.1.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from services.route.domain.contradictions import contradictions
from services.route.domain.coverage import TooManyPieces, rewards_for_shouting
from services.route.domain.policy import Policy
from services.route.domain.policy_document import PolicyDocument

MAX_BYTES = 1024 * 1024
_MAX_DEPTH = 20
_INTEGER = re.compile(r"[-+]?\d{1,15}$")
_FLOAT = re.compile(r"[-+]?(\d{1,15}\.\d*|\.\d+)$")

_Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    line: int
    what: str


class PolicyRefused(Exception):
    """The file is no policy: `faults` says where and why; as text one line for each."""

    def __init__(self, path: str, faults: list[Fault]) -> None:
        self.path = path
        self.faults = sorted(faults, key=lambda fault: fault.line)
        super().__init__("\n".join(f"{path}:{fault.line}: {fault.what}" for fault in self.faults))


class _Broken(Exception):
    def __init__(self, mark: Any, what: str) -> None:
        super().__init__(what)
        self.line = mark.line + 1


def read_policy(path: Path) -> Policy:
    """The policy in a file. Raises PolicyRefused."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PolicyRefused(str(path), [Fault(0, f"can not be read: {error.strerror or error}")]) from error
    return parse_policy(raw, str(path))


def parse_policy(raw: bytes, name: str) -> Policy:
    """The policy in the bytes of a file called `name`. Raises PolicyRefused."""
    if len(raw) > MAX_BYTES:
        raise PolicyRefused(name, [Fault(1, f"larger than {MAX_BYTES} bytes")])
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PolicyRefused(name, [Fault(raw.count(b"\n", 0, error.start) + 1, "this is not UTF-8")]) from error
    lines: dict[_Place, int] = {(): 1}
    try:
        document = _document(text, lines)
    except _Broken as error:
        raise PolicyRefused(name, [Fault(error.line, str(error))]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise PolicyRefused(name, [Fault(mark.line + 1 if mark else 1, f"not YAML: {error.problem or error.context}")]) from error
    except yaml.YAMLError as error:
        raise PolicyRefused(name, [Fault(1, f"not YAML: {error}")]) from error
    except RecursionError as error:
        raise PolicyRefused(name, [Fault(1, "nested too deep")]) from error
    try:
        checked = PolicyDocument.model_validate(document)
    except ValidationError as error:
        raise PolicyRefused(
            name,
            [Fault(_line(tuple(found["loc"]), lines), f"{_dotted(tuple(found['loc']))}: {_message(found)}") for found in error.errors()[:20]],
        ) from error
    complaints = list(contradictions(checked))
    if not complaints:
        try:
            complaints = rewards_for_shouting(checked)
        except TooManyPieces:
            complaints = []  # what can not be taken apart in time is still decided message by message
    if complaints:
        raise PolicyRefused(name, [Fault(_line(complaint.where, lines), f"{_dotted(complaint.where)}: {complaint.what}") for complaint in complaints])
    return Policy(checked, hashlib.sha256(raw).hexdigest())


def _message(found: Any) -> str:
    said = str(found["msg"]).removeprefix("Value error, ")
    return "this is not known here" if found["type"] == "extra_forbidden" else said


def _dotted(place: _Place) -> str:
    return ".".join(str(part) for part in place) or "the policy"


def _line(place: _Place, lines: dict[_Place, int]) -> int:
    """The line of a place in the document, or of the nearest thing around it."""
    while place and place not in lines:
        place = place[:-1]
    return lines[place]


def _document(text: str, lines: dict[_Place, int]) -> Any:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Broken(event.start_mark, "anchors and aliases are not taken: write it out")
        if getattr(event, "tag", None) is not None:
            raise _Broken(event.start_mark, "tags are not taken")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _MAX_DEPTH:
                raise _Broken(event.start_mark, f"nested deeper than {_MAX_DEPTH}")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(node, yaml.MappingNode):
        raise _Broken(_Mark(0) if node is None else node.start_mark, "a policy is a mapping that begins with `version:`")
    return _value(node, (), lines)


@dataclass(frozen=True, slots=True)
class _Mark:
    line: int


def _value(node: yaml.Node, place: _Place, lines: dict[_Place, int]) -> Any:
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        read: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _Broken(key.start_mark, "a key is a name")
            if key.value in read:
                raise _Broken(key.start_mark, f"{key.value!r} stands here twice")
            lines[(*place, key.value)] = key.start_mark.line + 1
            read[key.value] = _value(value, (*place, key.value), lines)
        return read
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*place, index), lines) for index, item in enumerate(node.value)]
    return _scalar(str(node.value), plain=isinstance(node, yaml.ScalarNode) and node.style is None)


def _scalar(said: str, *, plain: bool) -> Any:
    if not plain:
        return said
    if said in ("true", "false"):
        return said == "true"
    if said in ("", "~", "null"):
        return None
    if _INTEGER.match(said):
        return int(said)
    if _FLOAT.match(said):
        return float(said)
    return said
