"""HTTP around the rules: routes, bytes in and bytes out."""

from __future__ import annotations

import json
import math
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from reference.nowramp.errors import INVALID, METHOD, NOT_FOUND, TOO_LARGE
from reference.nowramp.model import Answer, Call, Operation, Refusal
from reference.nowramp.rules import Rules

LARGEST_BODY = 1024 * 1024
LARGEST_DRAIN = 64 * LARGEST_BODY
LONGEST_ADVANCE = 10 * 365 * 86_400

Endpoint = Callable[[Request], Awaitable[Response]]


def application(rules: Rules) -> ASGIApp:
    """Make the ASGI application of one instance."""

    def endpoint(**operations: Operation) -> Endpoint:
        async def handle(request: Request) -> Response:
            operation = operations["GET" if request.method == "HEAD" else request.method]
            body = await _body(request)
            call = _call(operation, request, body or b"")
            if body is None:
                return _response(rules.refused(rules.refuse(TOO_LARGE, "The body is larger than 1 MiB."), call))
            return _response(await rules.answer(call))

        return handle

    async def advance(request: Request) -> Response:
        seconds = _seconds(await _body(request))
        if seconds is None:
            raise HTTPException(422, f'Send {{"advance_seconds": N}}, N from 0 to {LONGEST_ADVANCE}.')
        rules.clock.advance(seconds)
        rules.store.keep_clock_offset(rules.clock.offset)
        return JSONResponse({"now": rules.clock.now_ms()})

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        code = {404: NOT_FOUND, 405: METHOD}.get(error.status_code, INVALID)
        refusal = Refusal(error.status_code, code, error.detail)
        answer = rules.refused(refusal, _call("get", request, b""))
        return _response(answer, error.headers or {})

    one = "/v1/sessions/{ident}"
    app = Starlette(
        routes=[
            Route("/v1/sessions", endpoint(POST="create", GET="list"), methods=["POST", "GET"]),
            Route(one, endpoint(GET="get"), methods=["GET"]),
            Route(f"{one}/confirm", endpoint(POST="confirm"), methods=["POST"]),
            Route(f"{one}/order", endpoint(POST="order"), methods=["POST"]),
            Route(f"{one}/cancel", endpoint(POST="cancel"), methods=["POST"]),
            Route("/_test/clock", advance, methods=["POST"]),
        ],
        exception_handlers={HTTPException: http_error},
    )
    app.router.redirect_slashes = False
    return rules.weather(app)


def _call(operation: Operation, request: Request, body: bytes) -> Call:
    ident = str(request.path_params.get("ident", ""))
    return Call(operation, ident, _first_of_each(request), request.query_params, body)


def _first_of_each(request: Request) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        headers.setdefault(name, value)
    return headers


async def _body(request: Request) -> bytes | None:
    # A body that is too large is read to its end all the same and thrown away: whoever is still sending would
    # otherwise meet a broken connection instead of the answer.
    kept, seen = bytearray(), 0
    try:
        async for piece in request.stream():
            seen += len(piece)
            if seen <= LARGEST_BODY:
                kept += piece
            elif seen > LARGEST_DRAIN:
                break
    except ClientDisconnect:
        return b""  # nobody is left to read the answer
    return bytes(kept) if seen <= LARGEST_BODY else None


def _response(answer: Answer, headers: Mapping[str, str] = MappingProxyType({})) -> Response:
    # The media type goes into the headers as it is: Response would add a charset to text.
    typed = {"content-type": answer.media_type} if answer.media_type else {}
    return Response(answer.body, answer.status, {**headers, **answer.headers, **typed})


def _seconds(body: bytes | None) -> float | None:
    try:
        seconds = float(json.loads(body or b"")["advance_seconds"])
    except (ValueError, TypeError, LookupError, RecursionError, OverflowError):
        return None
    return seconds if math.isfinite(seconds) and 0 <= seconds <= LONGEST_ADVANCE else None
