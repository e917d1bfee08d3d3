"""A query parameter that an address does not have is refused by every service that answers questions, before anything is looked up."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from runtime import problems
from runtime.access import Access, add_key, new_key
from runtime.lifecycle import Resources
from services.dashboard import app as dashboard
from services.insight import app as insight
from services.rewards import app as rewards
from services.route.adapters import desk as route

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
#: Of the dashboard: what looking at a filter takes, and nothing more.
STREAMS: Any = SimpleNamespace(hub=SimpleNamespace(ready=True, projection=SimpleNamespace(topics=())))
#: How the routes of each service are made. Nothing stands behind them: whoever got that far would fail.
MADE: dict[str, Callable[[Any], APIRouter]] = {
    "route": lambda resources: route.router(resources, SimpleNamespace()),  # type: ignore[arg-type]
    "rewards": lambda resources: rewards.routes(resources, SimpleNamespace()),  # type: ignore[arg-type]
    "insight": lambda resources: insight.routes(resources, SimpleNamespace(), SimpleNamespace()),  # type: ignore[arg-type]
    "dashboard": lambda resources: dashboard.routes(resources, STREAMS),
}


def made(service: str, keys: Path) -> FastAPI:
    app = FastAPI()
    problems.install(app)
    app.include_router(MADE[service](Resources(None, None, None, lambda: NOW, Access(keys))))  # type: ignore[arg-type]
    return app


def questions() -> list[tuple[str, str, list[str]]]:
    """(service, path, names of its query parameters) of all that can be asked."""
    found = []
    for service in MADE:
        for path, operations in made(service, Path("nowhere")).openapi()["paths"].items():
            assert set(operations) == {"get"}, "these services are asked, and told nothing"
            parameters = operations["get"].get("parameters", [])
            found.append((service, path, [parameter["name"] for parameter in parameters if parameter["in"] == "query"]))
    return found


QUESTIONS = questions()


@pytest.fixture
def key(tmp_path: Path) -> dict[str, str]:
    plain, entry = new_key(["admin"], NOW)
    add_key(tmp_path / "keys.json", entry)
    return {"Authorization": f"Bearer {plain}"}


def test_there_are_questions_to_every_service() -> None:
    assert {service for service, _, _ in QUESTIONS} == set(MADE)
    assert ("dashboard", "/v1/stream", ["channel", "topic", "destination", "team", "events"]) in QUESTIONS


@pytest.mark.parametrize(("service", "path", "has"), QUESTIONS, ids=[f"{service} {path}" for service, path, _ in QUESTIONS])
async def test_a_parameter_that_there_is_not_is_named_and_so_are_those_that_there_are(
    service: str, path: str, has: list[str], key: dict[str, str], tmp_path: Path
) -> None:
    url = path.format(message_id="m", conversation_id="c", member_id="a")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(made(service, tmp_path / "keys.json")), base_url="http://service") as client:
        answer = await client.get(url, params={"destinaton": "agents", "Limit": "5"}, headers=key)
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
        errors = {error["pointer"]: error["detail"] for error in answer.json()["errors"]}
        assert list(errors) == ["/query/destinaton", "/query/Limit"]
        for detail in errors.values():
            assert all(name in detail for name in has)
            assert has or "none" in detail
        assert (await client.get(url, params={"destinaton": "agents"})).status_code == 401, "strangers are told that first"


async def test_parameters_that_there_are_are_taken_repeated_ones_too(tmp_path: Path, key: dict[str, str]) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(made("dashboard", tmp_path / "keys.json")), base_url="http://service") as client:
        # Values are looked at after names: these are wrong on purpose, so that nothing is looked up.
        for query, pointer in (("destination=agents&destination=agent", "/query/destination"), ("channel=web,sms&team=a", "/query/channel")):
            answer = await client.get(f"/v1/stream?{query}", headers=key)
            assert answer.status_code == 422
            assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
