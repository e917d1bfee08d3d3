"""The HTTP edge: who may, is it whole, then publish. It decides nothing; 202 is said only after acks=all.

Answers to a list are in its order: `ids` has a message id or null, `results` what became of each. Where nothing of it could be
taken, the whole is a problem (422, or 403 where the scope was all that was missing), with pointers into what was sent.
"""

import asyncio
import hmac
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import orjson
import structlog
from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from prometheus_client import Counter
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect

from runtime.access import Principal
from runtime.broker import BrokerUnavailable, Outgoing
from runtime.codec import decode, encode, pointer
from runtime.hop import Refusal
from runtime.lifecycle import Resources
from runtime.problems import Problem
from schemas import envelope
from schemas.messages.agents import AgentActivity
from schemas.messages.community import CommunityActivity
from schemas.messages.inbound import Channel, InboundMessage
from schemas.topics import MAX_INBOUND_BYTES
from services.ingest.adapters import ADAPTERS, MAIL, Adapter, Challenge, Ignored, Payload, Translated
from services.ingest.adapters.mail import OWN, told
from services.ingest.adapters.mail_bounds import lightened
from services.ingest.adapters.signature import overdue
from services.ingest.app.outlet import Outlet
from services.ingest.app.records import Headers, edge_record, message_record
from services.ingest.app.stream import SEAL, Secrets, seal, signed
from services.ingest.domain import PLAIN_SOURCE, Arrival, arrival
from services.ingest.domain.admission import Admission
from services.ingest.settings import IngestSettings

log = structlog.get_logger()

MAX_ITEMS = 1_000
#: Items handled before others get a turn on the event loop.
_AT_ONCE = 100
_MAX_ERRORS = 20

_JSON = ("application/json",)
_MAIL = ("message/rfc822", "application/octet-stream", "text/plain")

IGNORED = Counter("klantstroom_hook_events_ignored_total", "Events of a platform that are none of our business", ["source"])
UNREADABLE = Counter("klantstroom_hook_parts_unreadable_total", "Parts of a platform's deliveries that can't be read; the rest was taken", ["source"])
ACCEPTED = Counter("klantstroom_edge_accepted_total", "Values taken in over HTTP, once the broker had them", ["topic"])


@dataclass(frozen=True, slots=True)
class _Taken:
    """An item that may be published."""

    outgoing: Outgoing
    said: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Refused:
    """An item that may not; pointers are relative to the item."""

    status: int
    title: str
    errors: tuple[tuple[str, str], ...] = ()


# --- requests in -----------------------------------------------------------------------------------------------------------------


def _of_media_type(request: Request, wanted: Sequence[str]) -> None:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in wanted and not (wanted is _JSON and media_type.startswith("application/") and media_type.endswith("+json")):
        raise Problem(415, "This media type is not taken", f"Send {' or '.join(wanted)}.")
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise Problem(415, "This content encoding is not taken", "Send the body as it is, without Content-Encoding.")


async def _body(request: Request, max_bytes: int) -> bytes:
    """The body, given up as soon as it is longer than `max_bytes`."""
    too_large = Problem(413, "The body is too large", f"At most {max_bytes} bytes are taken.")
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > max_bytes:
        raise too_large
    chunks: list[bytes] = []
    length = 0
    try:
        async for chunk in request.stream():
            length += len(chunk)
            if length > max_bytes:
                raise too_large
            chunks.append(chunk)
    except ClientDisconnect as error:
        raise Problem(400, "The request ended in the middle of its body") from error
    return b"".join(chunks)


def _items(raw: bytes) -> tuple[list[Any], bool]:
    """The values in `raw`, and whether it was a list."""
    try:
        # orjson gives up beyond 1,024 levels by itself; the cap on depth is held against each item.
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Problem(422, "The body is not JSON", errors=[{"pointer": "", "detail": str(error)}]) from error
    if not isinstance(value, list):
        return [value], False
    if not value:
        raise Problem(422, "The list is empty", errors=[{"pointer": "", "detail": "send at least one"}])
    if len(value) > MAX_ITEMS:
        raise Problem(422, "The list is too long", errors=[{"pointer": "", "detail": f"{len(value)} items, at most {MAX_ITEMS} are taken"}])
    return value, True


def _refused(refusal: Refusal, model: type[BaseModel], raw: bytes) -> _Refused:
    """`refusal` with its pointers; only what is wrong pays for finding them."""
    if refusal.reason != "invalid":
        return _Refused(422, refusal.reason, (("", refusal.detail),))
    try:
        model.model_validate_json(raw, strict=True)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False, include_input=False)[:_MAX_ERRORS]
        return _Refused(422, "invalid", tuple((pointer(problem["loc"]), problem["msg"]) for problem in problems))
    where, _, detail = refusal.detail.partition(": ")
    return _Refused(422, "invalid", (("" if where == "/" else where, detail),))


def _read(model: type[BaseModel], raw: bytes) -> Any | _Refused:
    value = decode(model, raw, MAX_INBOUND_BYTES)
    return _refused(value, model, raw) if isinstance(value, Refusal) else value


# --- records out -----------------------------------------------------------------------------------------------------------------


def _outgoing(
    topic: str, key: str, value: bytes, event_id: str, now: datetime, request: Request, more: Headers = (), media_type: str = _JSON[0]
) -> Outgoing:
    return edge_record(topic, key, value, event_id, now, more, media_type, _asked_trace(request))


def _message_record(arrived: Arrival, raw: bytes, now: datetime, request: Request, more: Headers = (), media_type: str = _JSON[0]) -> Outgoing:
    return message_record(arrived, raw, now, more, media_type, _asked_trace(request))


def _asked_trace(request: Request) -> bytes | None:
    asked = request.headers.get(envelope.TRACEPARENT)
    return asked.encode() if asked else None


def _activity_record(activity: CommunityActivity, raw: bytes, now: datetime, request: Request) -> Outgoing:
    return _outgoing("community-activity", activity.member_id, raw, activity.activity_id, now, request)


# --- answers -----------------------------------------------------------------------------------------------------------------------


def _json(status: int, value: Any) -> Response:
    return Response(orjson.dumps(value), status_code=status, media_type="application/json")


def _problem_of(refused: _Refused, prefix: str) -> list[dict[str, str]]:
    return [{"pointer": prefix + where, "detail": detail} for where, detail in refused.errors or (("", refused.title),)]


def _nothing_taken(results: Sequence[_Taken | _Refused], listed: bool) -> Problem:
    refused = [(index, result) for index, result in enumerate(results) if isinstance(result, _Refused)]
    statuses = {result.status for _, result in refused}
    errors = [error for index, result in refused for error in _problem_of(result, f"/{index}" if listed else "")]
    return Problem(
        statuses.pop() if len(statuses) == 1 else 422,
        refused[0][1].title if len(refused) == 1 else "None of the items can be taken",
        errors=errors[:_MAX_ERRORS],
    )


def _answer(results: Sequence[_Taken | _Refused], listed: bool, id_name: str) -> Response:
    said: list[dict[str, Any]] = []
    for index, result in enumerate(results):
        if isinstance(result, _Taken):
            said.append({"status": 202, **result.said})
        else:
            problem = Problem(result.status, result.title, errors=_problem_of(result, f"/{index}" if listed else ""))
            said.append({"status": result.status, "problem": problem.body()})
    body: dict[str, Any] = {"ids": [one.get(id_name) for one in said], "results": said}
    if not listed:
        body.update({name: value for name, value in said[0].items() if name != "status"})
    return _json(202, body)


# --- routes --------------------------------------------------------------------------------------------------------------------------


def routes(resources: Resources, settings: IngestSettings, secrets: Secrets, outlet: Outlet) -> APIRouter:
    """The edge's routes."""
    router = APIRouter()
    admission = Admission(settings.rate_per_second, settings.rate_burst)
    access = resources.access
    max_body = settings.max_body_bytes

    def admit(key: str, messages: int) -> None:
        wait = admission.wait(key, messages, time.monotonic())
        if wait > 0:
            seconds = max(1, int(wait + 0.999))
            raise Problem(429, "Too many messages", f"Send again in {seconds} s.", headers={"Retry-After": str(seconds)})

    async def publish(records: Sequence[Outgoing]) -> None:
        try:
            await outlet.send(records)
        except BrokerUnavailable as error:
            raise Problem(503, "The broker can't be reached", "Nothing was promised: send it again.", headers={"Retry-After": "2"}) from error
        for record in records:
            ACCEPTED.labels(record.topic).inc()

    async def take(request: Request, key: str, read: Callable[[bytes], _Taken | _Refused], id_name: str) -> Response:
        """A value or a list of them: each read, the good ones published, each told what became of it."""
        _of_media_type(request, _JSON)
        admit(key, 1)
        items, listed = _items(await _body(request, max_body))
        if len(items) > 1:
            admit(key, len(items) - 1)
        results: list[_Taken | _Refused] = []
        for index, item in enumerate(items):
            try:
                raw = orjson.dumps(item)
            except orjson.JSONEncodeError:
                results.append(_Refused(422, "too_deep", (("", "nested too deep"),)))
            else:
                results.append(read(raw))
            if index % _AT_ONCE == _AT_ONCE - 1:
                await asyncio.sleep(0)
        records = [result.outgoing for result in results if isinstance(result, _Taken)]
        if not records:
            raise _nothing_taken(results, listed)
        await publish(records)
        return _answer(results, listed, id_name)

    @router.post("/v1/messages", status_code=202, summary="Messages of customers", openapi_extra=_takes(InboundMessage))
    async def messages(request: Request, principal: Annotated[Principal, Depends(access.authenticate)]) -> Response:
        if not any(principal.may(f"publish:{channel.value}") for channel in Channel):
            raise Problem(403, "This key may not do that", "It takes a key with a scope publish:<channel>.")
        now = resources.clock()

        def read(raw: bytes) -> _Taken | _Refused:
            message = _read(InboundMessage, raw)
            if isinstance(message, _Refused):
                return message
            scope = f"publish:{message.channel.value}"
            if not principal.may(scope):
                return _Refused(403, "This key may not do that", (("/channel", f"it takes a key with the scope {scope}"),))
            arrived = arrival(message, PLAIN_SOURCE, secrets.pepper, secrets.region)
            if isinstance(arrived, Refusal):
                return _refused(arrived, InboundMessage, raw)
            return _Taken(_message_record(arrived, raw, now, request), {"id": message.id, "message_id": arrived.message_id})

        return await take(request, principal.key_id, read, "message_id")

    @router.post("/v1/activity", status_code=202, summary="What members of the community do", openapi_extra=_takes(CommunityActivity))
    async def activity(request: Request, principal: Annotated[Principal, Depends(access.require("publish:activity"))]) -> Response:
        now = resources.clock()

        def read(raw: bytes) -> _Taken | _Refused:
            value = _read(CommunityActivity, raw)
            if isinstance(value, _Refused):
                return value
            return _Taken(_activity_record(value, raw, now, request), {"id": value.activity_id})

        return await take(request, principal.key_id, read, "id")

    @router.post("/v1/agent-activity", status_code=202, summary="What agents do", openapi_extra=_takes(AgentActivity))
    async def agent_activity(request: Request, principal: Annotated[Principal, Depends(access.require("desk"))]) -> Response:
        now = resources.clock()

        def read(raw: bytes) -> _Taken | _Refused:
            value = _read(AgentActivity, raw)
            if isinstance(value, _Refused):
                return value
            return _Taken(_outgoing("agent-activity", value.agent_id, raw, value.activity_id, now, request), {"id": value.activity_id})

        return await take(request, principal.key_id, read, "id")

    @router.post("/v1/mail", status_code=202, summary="One mail, as its RFC 5322 bytes", openapi_extra=_takes_bytes("message/rfc822"))
    async def mail(request: Request, principal: Annotated[Principal, Depends(access.require("publish:email"))]) -> Response:
        _of_media_type(request, _MAIL)
        admit(principal.key_id, 1)
        whole = await _body(request, max_body)
        # A large mail takes tens of milliseconds: others go on meanwhile.
        raw = await asyncio.to_thread(lightened, whole)
        if len(raw) > MAX_INBOUND_BYTES:
            raise Problem(413, "The mail is too large", f"At most {MAX_INBOUND_BYTES} bytes are taken beside its attachments.")
        now = resources.clock()
        own = {OWN: told(settings.mail_addresses)}
        translation = await asyncio.to_thread(ADAPTERS[MAIL].translate, Payload(raw, own, now))
        if isinstance(translation, Ignored):
            IGNORED.labels(MAIL).inc()
            return _json(202, {"ids": [], "ignored": translation.event})
        arrived = _arrived(translation, MAIL, secrets)
        if isinstance(arrived, Refusal):
            raise _unreadable(arrived)
        more = ((envelope.SOURCE, MAIL.encode()), (OWN, own[OWN].encode()))
        record = _message_record(arrived, raw, now, request, more, "message/rfc822")
        await publish([record])
        return _json(202, {"ids": [arrived.message_id], "id": arrived.message.id, "message_id": arrived.message_id})

    @router.get("/v1/hooks/{source}", summary="A platform asks whether this address is ours")
    async def handshake(
        source: Annotated[str, Path(max_length=100)],
        mode: Annotated[str, Query(alias="hub.mode", max_length=100)] = "",
        token: Annotated[str, Query(alias="hub.verify_token", max_length=1_000)] = "",
        challenge: Annotated[str, Query(alias="hub.challenge", max_length=1_000)] = "",
    ) -> Response:
        adapter = ADAPTERS.get(source)
        if adapter is None or not adapter.handshake or not secrets.hooks.get(source):
            raise _no_such_source()
        # The token stands in an address, and addresses end in logs: it may be another secret than the one that signs.
        tokens = secrets.hooks.get(f"{source}.verify") or secrets.hooks[source]
        said = token.encode("utf-8", "replace")
        if mode != "subscribe" or not any(hmac.compare_digest(said, one) for one in tokens):
            raise Problem(403, "The verify token is missing or wrong")
        return _spoken(challenge)

    @router.post(
        "/v1/hooks/{source}",
        status_code=202,
        summary="A platform's own webhook",
        responses={200: {"description": "The same, for platforms that take nothing else for success; or a challenge, said back"}},
        openapi_extra=_takes_bytes("application/json"),
    )
    async def hook(request: Request, source: Annotated[str, Path(max_length=100)]) -> Response:
        adapter = ADAPTERS.get(source)
        if adapter is None or adapter.verify is None or not secrets.hooks.get(source):
            raise _no_such_source()
        raw = await _body(request, MAX_INBOUND_BYTES)
        headers = {name: request.headers[name] for name in adapter.headers if name in request.headers}
        if not signed(source, raw, headers, secrets):
            raise Problem(401, "The signature is missing or wrong", headers={"WWW-Authenticate": "Signature"})
        now = resources.clock()
        if adapter.signed_at is not None and (late := overdue(headers.get(adapter.signed_at, ""), now)) is not None:
            raise Problem(401, "The signature has expired", f"{late[0].upper()}{late[1:]}.", headers={"WWW-Authenticate": "Signature"})
        admit(f"hook:{source}", 1)
        translation = adapter.translate(Payload(raw, headers, now))
        match translation:
            case Challenge(answer=answer):
                return _spoken(answer)
            case Ignored(event=event):
                IGNORED.labels(source).inc()
                return _json(adapter.status, {"ids": [], "ignored": event})
            case Refusal():
                raise _unreadable(translation)
            case Translated():
                return await deliver(request, source, adapter, Payload(raw, headers, now), translation)

    @router.put(
        "/v1/hooks/{source}/_matrix/app/v1/transactions/{transaction}",
        summary="Events of a Matrix homeserver, as it puts them to any application service",
        openapi_extra=_takes_bytes("application/json"),
    )
    async def transactions(
        request: Request, source: Annotated[str, Path(max_length=100)], transaction: Annotated[str, Path(max_length=1_000)]
    ) -> Response:
        # Its number is not looked at: events are known by their own ids.
        return await hook(request, source)

    async def deliver(request: Request, source: str, adapter: Adapter, payload: Payload, translation: Translated) -> Response:
        now, messages, refused = payload.received_at, translation.messages, list(translation.refused)
        if len(messages) > 1:
            admit(f"hook:{source}", len(messages) - 1)
        records: list[Outgoing] = []
        ids: list[str] = []
        as_it_came = len(messages) == 1 and not refused and not adapter.bare_secret
        for message in messages:
            arrived = arrival(message, source, secrets.pepper, secrets.region)
            if isinstance(arrived, Refusal):
                refused.append(arrived)
                continue
            if as_it_came:
                # The platform's bytes, with what proves them: they are read again where they count.
                value, proof = payload.raw, [(name, said.encode()) for name, said in payload.headers.items()]
            else:
                value = encode(message)
                proof = [(SEAL, seal(source, value, secrets).encode())]
            records.append(_message_record(arrived, value, now, request, ((envelope.SOURCE, source.encode()), *proof)))
            ids.append(arrived.message_id)
        records += [_activity_record(one, encode(one), now, request) for one in translation.activities]
        if not records and refused:
            raise _unreadable(refused[0])
        await publish(records)
        for part in refused:
            UNREADABLE.labels(source).inc()
            log.warning("a part of a delivery can't be read: the rest was taken", source=source, reason=part.reason, detail=part.detail)
        said = {"ids": ids, "activities": [one.activity_id for one in translation.activities]}
        if refused:
            said["refused"] = [f"{part.reason}: {part.detail}" for part in refused]
        return _json(adapter.status, said)

    return router


def _no_such_source() -> Problem:
    return Problem(404, "There is no such source", "Sources have an adapter that verifies a signature, and a secret in KLANTSTROOM_HOOK_SECRETS.")


def _spoken(answer: str) -> Response:
    """A challenge, said back: never as anything that a browser would run."""
    return Response(answer.encode("utf-8", "replace"), media_type="text/plain", headers={"X-Content-Type-Options": "nosniff"})


def _unreadable(refusal: Refusal) -> Problem:
    return Problem(422, refusal.reason, refusal.detail, errors=[{"pointer": "", "detail": refusal.detail}])


def _arrived(translation: Any, source: str, secrets: Secrets) -> Arrival | Refusal:
    if isinstance(translation, Refusal):
        return translation
    if not isinstance(translation, Translated) or translation.message is None:
        return Refusal("invalid", "it carries no message")
    return arrival(translation.message, source, secrets.pepper, secrets.region)


# --- OpenAPI -----------------------------------------------------------------------------------------------------------------------


def _inlined(schema: Any, definitions: dict[str, Any]) -> Any:
    """`schema` with its references resolved: it is put in the middle of another document."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            return _inlined(definitions[schema["$ref"].rpartition("/")[2]], definitions)
        return {name: _inlined(value, definitions) for name, value in schema.items() if name != "$defs"}
    if isinstance(schema, list):
        return [_inlined(one, definitions) for one in schema]
    return schema


def _takes(model: type[BaseModel]) -> dict[str, Any]:
    raw = model.model_json_schema()
    schema = _inlined(raw, raw.get("$defs", {}))
    either = {"oneOf": [schema, {"type": "array", "items": schema, "minItems": 1, "maxItems": MAX_ITEMS}]}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": either}}}}


def _takes_bytes(media_type: str) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}}
