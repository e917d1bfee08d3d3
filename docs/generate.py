"""Writes the parts of our documents that code knows better.

`python -m docs.generate` writes what stands between `<!-- settings -->` and `<!-- /settings -->` in README.md, and between
`<!-- topics -->` and `<!-- /topics -->` in docs/contract.md; a test fails where they are stale.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings

from local.system import SERVICES, SystemSettings
from runtime.settings import RuntimeSettings
from schemas.topics import TOPICS

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
CONTRACT = ROOT / "docs" / "contract.md"


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


def _shared_default(name: str, services: Sequence[tuple[str, type[RuntimeSettings]]]) -> str:
    """The default of a setting that all services have, and those of the services that have one of their own."""
    usual = RuntimeSettings.model_fields[name].default
    own = [(service, model.model_fields[name].default) for service, model in services]
    differing = [f"{service} {_default(default)}" for service, default in own if default != usual]
    return ", ".join(differing if len(differing) == len(own) else [_default(usual), *differing])


def _rows(model: type[BaseSettings], who: str, skip: frozenset[str]) -> Iterator[Setting]:
    for name, field in model.model_fields.items():
        if name not in skip:
            yield Setting(f"KLANTSTROOM_{name.upper()}", who, _default(field.default), field.description or "")


def settings() -> list[Setting]:
    """Every variable that something reads, shared ones first."""
    services = list(service_settings())
    shared = frozenset(RuntimeSettings.model_fields)
    rows = [
        Setting(f"KLANTSTROOM_{name.upper()}", "every service", _shared_default(name, services), field.description or "")
        for name, field in RuntimeSettings.model_fields.items()
    ]
    for name, model in services:
        rows += _rows(model, name, shared)
    rows += _rows(SystemSettings, "one machine", shared)
    for service in SERVICES:
        rows.append(Setting(service.port_variable, "one machine", f"`{service.port}`", f"Port of {service.name}, where `klantstroom up` starts it."))
    return rows


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *(tuple(cell.replace("|", "\\|") for cell in row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def settings_table() -> str:
    return _table(("variable", "read by", "default", "meaning"), ((f"`{row.variable}`", row.who, row.default, row.meaning) for row in settings()))


def topics_table() -> str:
    rows = (
        (
            f"`{topic.name}`",
            ", ".join(topic.writers),
            ", ".join(topic.readers),
            "any, stable per sender or thread" if topic.key is None else f"`{topic.key}`",
            f"[`{topic.value.__name__}`](../schemas/generated/{topic.name}.schema.json)",
            f"{topic.retention_hours // 24} days",
            "yes" if topic.transactional else "",
            f"`{topic.dlq}`" if topic.dead_letters else "",
        )
        for topic in TOPICS.values()
    )
    return _table(("topic", "written by", "read by", "key", "value", "kept for", "transactional", "dead letters"), rows)


#: Mark → what stands between `<!-- mark -->` and `<!-- /mark -->`, by file.
BLOCKS: dict[Path, dict[str, Callable[[], str]]] = {README: {"settings": settings_table}, CONTRACT: {"topics": topics_table}}


def fresh(text: str, blocks: Mapping[str, Callable[[], str]]) -> str:
    """`text` with fresh blocks. Raises ValueError where marks are missing."""
    for mark, make in blocks.items():
        opening, closing = f"<!-- {mark} -->", f"<!-- /{mark} -->"
        before, opened, rest = text.partition(opening)
        _, closed, after = rest.partition(closing)
        if not opened or not closed:
            raise ValueError(f"{opening} and {closing} must stand there")
        text = f"{before}{opening}\n\n{make()}\n\n{closing}{after}"
    return text


def main() -> int:
    for path, blocks in BLOCKS.items():
        text = path.read_text("utf-8")
        written = fresh(text, blocks)
        if written != text:
            path.write_text(written, "utf-8")
        print(f"{'wrote' if written != text else 'up to date:'} {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
