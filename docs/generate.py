"""Writes the parts of README.md that code knows better: the table of settings.

`python -m docs.generate` writes what stands between `<!-- settings -->` and `<!-- /settings -->`; a test fails where it is stale.
"""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings

from local.system import SERVICES, SystemSettings
from runtime.settings import RuntimeSettings

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
OPEN, CLOSE = "<!-- settings -->", "<!-- /settings -->"


class Setting(NamedTuple):
    variable: str
    who: str
    default: str
    meaning: str


def service_settings() -> Iterator[tuple[str, type[RuntimeSettings]]]:
    """(service, its settings model), in the order in which a message meets them."""
    for service in SERVICES:
        module = import_module(f"services.{service.name}.settings")
        for found in vars(module).values():
            if isinstance(found, type) and issubclass(found, RuntimeSettings) and found is not RuntimeSettings:
                yield service.name, found


def _default(value: Any) -> str:
    if value is PydanticUndefined:
        return "required"
    if value is None or value == "":
        return ""
    if isinstance(value, Path) and value.is_absolute():
        # A default beside the code is told as it stands in the project.
        value = value.relative_to(ROOT)
    return f"`{value}`"


def _rows(model: type[BaseSettings], who: str, skip: frozenset[str]) -> Iterator[Setting]:
    for name, field in model.model_fields.items():
        if name not in skip:
            yield Setting(f"KLANTSTROOM_{name.upper()}", who, _default(field.default), field.description or "")


def settings() -> list[Setting]:
    """Every variable that something reads, shared ones first."""
    services = list(service_settings())
    shared = frozenset(RuntimeSettings.model_fields)
    rows = list(_rows(RuntimeSettings, "every service", frozenset({"http_port"})))
    ports = ", ".join(f"{name} `{model.model_fields['http_port'].default}`" for name, model in services)
    rows.insert(2, Setting("KLANTSTROOM_HTTP_PORT", "every service", ports, RuntimeSettings.model_fields["http_port"].description or ""))
    for name, model in services:
        rows += _rows(model, name, shared)
    rows += _rows(SystemSettings, "one machine", shared)
    for service in SERVICES:
        rows.append(Setting(service.port_variable, "one machine", f"`{service.port}`", f"Port of {service.name}, where `klantstroom up` starts it."))
    return rows


def table() -> str:
    """The table in Markdown, between line feeds."""
    lines = ["| variable | read by | default | meaning |", "|---|---|---|---|"]
    lines += [f"| `{row.variable}` | {row.who} | {row.default} | {row.meaning.replace('|', chr(92) + '|')} |" for row in settings()]
    return "\n" + "\n".join(lines) + "\n"


def with_table(text: str) -> str:
    """`text` with a fresh table. Raises ValueError where the marks are missing."""
    before, opened, rest = text.partition(OPEN)
    _, closed, after = rest.partition(CLOSE)
    if not opened or not closed:
        raise ValueError(f"{OPEN} and {CLOSE} must stand in README.md")
    return f"{before}{OPEN}\n{table()}\n{CLOSE}{after}"


def main() -> int:
    text = README.read_text("utf-8")
    fresh = with_table(text)
    if fresh == text:
        print("README.md is up to date")
    else:
        README.write_text(fresh, "utf-8")
        print("wrote README.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
