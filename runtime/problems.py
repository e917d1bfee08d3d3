"""Errors of HTTP as RFC 9457 problem details: one clear sentence that says what to do."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from runtime.codec import pointer
from runtime.outbox import AWAY, StoreUnavailable

MEDIA_TYPE = "application/problem+json"
_MAX_ERRORS = 20


class Problem(Exception):
    """Answer the request with this problem. `errors` are `{"pointer": "/text", "detail": "…"}`."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str = "",
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})

    def body(self) -> dict[str, Any]:
        said: dict[str, Any] = {"type": "about:blank", "title": self.title, "status": self.status}
        if self.detail:
            said["detail"] = self.detail
        if self.errors:
            said["errors"] = list(self.errors)
        return said

    def response(self) -> Response:
        return Response(orjson.dumps(self.body()), status_code=self.status, media_type=MEDIA_TYPE, headers=self.headers)


async def known_parameters(request: Request) -> None:
    """A FastAPI dependency: raises Problem 422 for query parameters that the route does not have. A filter that is misspelt would
    otherwise be one that is not asked for, and give everything. Stand behind who may call: strangers are told 401.

    What a route has is what the application's OpenAPI says of it: routes that are not in there are let be.
    """
    if not request.query_params:
        return
    operation = request.app.openapi()["paths"].get(request.scope["route"].path, {}).get(request.method.lower())
    if operation is None:
        return
    known = [parameter["name"] for parameter in operation.get("parameters", ()) if parameter["in"] == "query"]
    has = f"it has {', '.join(known)}" if known else "it has none"
    errors = [
        {"pointer": pointer(("query", name)), "detail": f"no parameter of this address: {has}"} for name in request.query_params if name not in known
    ]
    if errors:
        raise Problem(422, "The request is not valid", errors=errors[:_MAX_ERRORS])


async def _on_problem(_: Request, error: Exception) -> Response:
    return cast(Problem, error).response()


async def _on_http(_: Request, error: Exception) -> Response:
    said = cast(HTTPException, error)
    return Problem(said.status_code, str(said.detail), headers=said.headers).response()


async def _on_invalid(_: Request, error: Exception) -> Response:
    said = cast(RequestValidationError, error)
    errors = [{"pointer": pointer(tuple(problem["loc"])), "detail": problem["msg"]} for problem in said.errors()[:_MAX_ERRORS]]
    return Problem(422, "The request is not valid", errors=errors).response()


async def _on_away(_: Request, error: Exception) -> Response:
    return Problem(503, "Not available", "The database does not answer; try again in a moment.", headers={"Retry-After": "2"}).response()


async def _on_defect(_: Request, error: Exception) -> Response:
    # The server logs it, with its traceback.
    return Problem(500, "A defect", "This is ours to mend; the service's log says where it is.").response()


def install(app: FastAPI) -> None:
    """Let `app` answer every error as a problem."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    for away in (StoreUnavailable, *AWAY):
        app.add_exception_handler(away, _on_away)
    app.add_exception_handler(Exception, _on_defect)
