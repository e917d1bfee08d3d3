"""A service's life: wait for what it needs, run, drain on SIGTERM."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from runtime.access import Access
from runtime.broker import Broker
from runtime.clock import Clock
from runtime.hop import Hop
from runtime.settings import RuntimeSettings

if TYPE_CHECKING:
    import asyncpg
    from fastapi import APIRouter
    from starlette.types import ASGIApp


@dataclass(frozen=True, slots=True)
class Resources:
    """What a service may use, connected and ready."""

    settings: RuntimeSettings
    broker: Broker
    #: None for a service without migrations. Connections have the service's schema as their search_path.
    pool: "asyncpg.Pool"
    clock: Clock
    access: Access


@dataclass(frozen=True, slots=True)
class Wiring:
    """What a service is made of: hops that consume, routes that answer, tasks that run beside them until cancelled."""

    hops: tuple[Hop, ...] = ()
    routes: "tuple[APIRouter, ...]" = ()
    background: tuple[Callable[[], Awaitable[None]], ...] = ()
    #: Further conditions of readiness, by name: each answers why the service is not ready, or None where it is.
    checks: Mapping[str, Callable[[], str | None]] = MappingProxyType({})
    #: Wrapped around the whole of the service's HTTP, /livez and errors included; the first is outermost.
    middleware: "tuple[Callable[[ASGIApp], ASGIApp], ...]" = ()


@dataclass(frozen=True, slots=True)
class Service:
    name: str
    settings: RuntimeSettings
    #: Called once broker and database answer; connects nothing before that.
    wire: Callable[[Resources], Awaitable[Wiring]]
    #: Folder of numbered SQL files, applied in order to the PostgreSQL schema `name`; None where it keeps no state there.
    migrations: Path | None = None


def run(service: Service) -> None:
    """Run until SIGTERM or SIGINT."""
