"""What our documents may claim: links lead somewhere; commands, modules, paths and variables that they name exist."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

Finding = tuple[int, str]


@dataclass(frozen=True)
class Document:
    #: Where it stands, from the project's root.
    path: str
    text: str
    root: Path


@dataclass(frozen=True)
class Known:
    """What there is to be named."""

    make_targets: frozenset[str] = frozenset()
    commands: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()
    #: `GET /v1/things/{}`
    routes: frozenset[str] = frozenset()
    modules: Callable[[str], bool] = field(default=lambda name: True)


_FENCE = re.compile(r"^(```|~~~)")
_LINK = re.compile(r"!?\[(?:[^\]\[]|\[[^\]]*\])*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
_IMAGE_TAG = re.compile(r"<(?:img|a)\s[^>]*(?:src|href)=\"([^\"]+)\"")
_CODE = re.compile(r"`([^`]+)`")
_PATH = re.compile(r"(?:schemas|runtime|services|local|bench|tests|docs|policy|rewards|\.ci)/[\w./-]*\w/?")


def slug(heading: str) -> str:
    """The anchor of a heading, as GitHub makes it."""
    plain = re.sub(r"`|\*\*?|\[([^\]]*)\]\([^)]*\)", lambda found: found[1] or "", heading)
    return re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-")


def _lines(text: str) -> Iterator[tuple[int, str, bool]]:
    """(number, line, whether it stands in a code block)."""
    fenced = False
    for number, line in enumerate(text.splitlines(), 1):
        if _FENCE.match(line.strip()):
            fenced = not fenced
            continue
        yield number, line, fenced


def anchors(text: str) -> set[str]:
    found: set[str] = set()
    for _, line, fenced in _lines(text):
        if not fenced and (heading := re.match(r"#{1,6}\s+(.*)", line)):
            name = slug(heading[1])
            candidate, count = name, 0
            while candidate in found:
                count += 1
                candidate = f"{name}-{count}"
            found.add(candidate)
        found |= set(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", line))
    return found


def links_resolve(document: Document, known: Known) -> Iterator[Finding]:
    """Links to files and headings lead somewhere."""
    here = document.root / document.path
    for number, line, fenced in _lines(document.text):
        if fenced:
            continue
        without_code = _CODE.sub("", line)
        for target in [*_LINK.findall(without_code), *_IMAGE_TAG.findall(line)]:
            if re.match(r"[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            file = here if not name else here.parent / name
            if not file.exists():
                yield number, f"{target}: there is no such file"
            elif anchor and file.suffix == ".md" and anchor not in anchors(document.text if file == here else file.read_text("utf-8")):
                yield number, f"{target}: there is no such heading"


def _code(document: Document) -> Iterator[tuple[int, str]]:
    """Lines of code blocks (without comments), and code in lines."""
    for number, line, fenced in _lines(document.text):
        if fenced:
            yield number, re.sub(r"(^|\s)#.*", "", line)
        else:
            for code in _CODE.findall(line):
                yield number, code


def paths_exist(document: Document, known: Known) -> Iterator[Finding]:
    """Code that is a path of this project names a file or folder that is there."""
    for number, line, fenced in _lines(document.text):
        for code in [] if fenced else _CODE.findall(line):
            if _PATH.fullmatch(code) and not (document.root / code).exists():
                yield number, f"{code}: there is no such file"


def commands_exist(document: Document, known: Known) -> Iterator[Finding]:
    """`make …`, `klantstroom …` and `python -m …` name what is there."""
    for number, code in _code(document):
        for target in re.findall(r"(?:^|&& |; |\$ )make ((?!-)[a-z][\w-]*)", code):
            if target not in known.make_targets:
                yield number, f"make {target}: the Makefile has no such target"
        for command in re.findall(r"(?:^|&& |; |\$ |\| )(?:[\w./]*/)?klantstroom ((?!-)[a-z][\w-]*(?: (?!-)[a-z][a-z-]*)?)", code):
            words = command.split(" ")
            if " ".join(words) not in known.commands and words[0] not in known.commands:
                yield number, f"klantstroom {words[0]}: there is no such command"
            elif len(words) > 1 and any(name.startswith(f"{words[0]} ") for name in known.commands) and command not in known.commands:
                yield number, f"klantstroom {command}: there is no such command"
        for module in re.findall(r"python3? -m ([\w.]+)", code):
            if not known.modules(module):
                yield number, f"python -m {module}: there is no such module"


def variables_exist(document: Document, known: Known) -> Iterator[Finding]:
    """Every KLANTSTROOM_… variable is read by something."""
    for number, line in enumerate(document.text.splitlines(), 1):
        for variable in re.findall(r"\bKLANTSTROOM_[A-Z][A-Z_]*[A-Z]\b", line):
            if variable not in known.variables:
                yield number, f"{variable} is read by nothing"


def routes_exist(document: Document, known: Known) -> Iterator[Finding]:
    """Every `GET /v1/…` is answered by some service."""
    for number, line in enumerate(document.text.splitlines(), 1):
        for method, path in re.findall(r"\b(GET|POST|PUT|PATCH|DELETE) (/[\w/{}.-]+)", line):
            if f"{method} {re.sub(r'{[^}]*}', '{}', path)}" not in known.routes:
                yield number, f"{method} {path}: no service answers that"


def names_stand_in_their_files(document: Document, known: Known) -> Iterator[Finding]:
    """Where a document says "`name` in [file](path)", that file defines it."""
    for number, line, fenced in _lines(document.text):
        for name, target in [] if fenced else re.findall(r"`(\w+)` in \[[^\]]*\]\(([^)#]+\.py)\)", line):
            file = (document.root / document.path).parent / target
            if file.exists() and not re.search(rf"^\s*(?:async def|def|class) {name}\b|^{name}\b[^=\n]*=", file.read_text("utf-8"), re.MULTILINE):
                yield number, f"{name} is not defined in {target}"


def code_blocks_parse(document: Document, known: Known) -> Iterator[Finding]:
    """Blocks of Python and JSON are Python and JSON."""
    for found in re.finditer(r"^```(python|json)\b[^\n]*\n(.*?)^```", document.text, re.MULTILINE | re.DOTALL):
        number = document.text[: found.start(2)].count("\n")
        try:
            if found[1] == "python":
                compile(found[2], document.path, "exec")
            else:
                json.loads(found[2])
        except (SyntaxError, ValueError) as error:
            yield number, f"{found[1]}: {error}"


RULES: tuple[Callable[[Document, Known], Iterator[Finding]], ...] = (
    links_resolve,
    paths_exist,
    commands_exist,
    variables_exist,
    routes_exist,
    names_stand_in_their_files,
    code_blocks_parse,
)
