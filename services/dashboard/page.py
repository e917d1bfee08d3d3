"""The page's files: read once at start, served as they are."""

import hashlib
from pathlib import Path
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Header
from fastapi.responses import Response

from runtime.problems import Problem

_MEDIA = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}


class _File(NamedTuple):
    body: bytes
    media: str
    etag: str


def _read(folder: Path) -> dict[str, _File]:
    files = {}
    for file in folder.iterdir():
        if file.suffix in _MEDIA:
            body = file.read_bytes()
            files[file.name] = _File(body, _MEDIA[file.suffix], f'"{hashlib.sha256(body).hexdigest()[:20]}"')
    return files


def page_routes(folder: Path) -> APIRouter:
    files = _read(folder)
    router = APIRouter(include_in_schema=False)

    def answer(name: str, known: str | None) -> Response:
        file = files.get(name)
        if file is None:
            raise Problem(404, "No such page")
        # Asked for every time, sent only when changed: a new version shows at once, an old one is never half of it.
        headers = {"ETag": file.etag, "Cache-Control": "no-cache"}
        if known == file.etag:
            return Response(status_code=304, headers=headers)
        return Response(file.body, media_type=file.media, headers=headers)

    @router.get("/")
    async def page(if_none_match: Annotated[str | None, Header()] = None) -> Response:
        return answer("index.html", if_none_match)

    @router.get("/favicon.ico")
    async def icon(if_none_match: Annotated[str | None, Header()] = None) -> Response:
        return answer("icon.svg", if_none_match)

    @router.get("/static/{name}")
    async def static(name: str, if_none_match: Annotated[str | None, Header()] = None) -> Response:
        return answer(name, if_none_match)

    return router
