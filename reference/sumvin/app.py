"""HTTP around the rules: routes, bytes in and bytes out."""

from __future__ import annotations

import json
import math
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from reference.sumvin.model import Answer, Call, Operation
from reference.sumvin.problems import TOO_LARGE
from reference.sumvin.rules import Rules

LARGEST_BODY = 1024 * 1024
LARGEST_DRAIN = 64 * LARGEST_BODY
LONGEST_ADVANCE = 10 * 365 * 86_400
BODILESS = frozenset({"GET", "HEAD", "DELETE"})

OPERATIONS: tuple[tuple[str, str, Operation], ...] = (
    ("POST", "/v0/ramp/sessions", "open_session"),
    ("GET", "/v0/ramp/quotes", "quotes"),
    ("GET", "/v0/ramp/transactions", "transactions"),
    ("GET", "/v0/ramp/transactions/{ident}", "transaction"),
    ("GET", "/v0/assets", "assets"),
    ("GET", "/v0/accounts/link/config", "link_config"),
    ("GET", "/v0/bank-linking/institutions", "institutions"),
    ("POST", "/v0/accounts/link", "link"),
    ("POST", "/v0/bank-linking/accounts/{ident}/processor-token", "processor_token"),
    ("GET", "/v0/accounts", "accounts"),
    ("GET", "/v0/accounts/{ident}", "account"),
    ("POST", "/v0/accounts/{ident}/sync", "sync"),
    ("DELETE", "/v0/accounts/{ident}", "disconnect"),
    ("GET", "/v0/transactions", "bank_transactions"),
)
"""Method, path and operation of every route."""


def application(rules: Rules) -> ASGIApp:
    """Make the ASGI application of one instance."""

    def endpoint(operation: Operation) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            body = b"" if request.method in BODILESS else await _body(request)
            ident = request.path_params.get("ident", "")
            headers = _first_of_each(request)
            call = Call(operation, request.url.path, headers, request.query_params, body or b"", ident)
            if body is None:
                return _response(rules.refused(rules.refuse(TOO_LARGE, "The body is larger than 1 MiB."), call))
            return _response(await rules.answer(call))

        return answer

    async def advance(request: Request) -> Response:
        seconds = _seconds(await _body(request))
        if seconds is None:
            raise HTTPException(422, f'Send {{"advance_seconds": N}}, N from 0 to {LONGEST_ADVANCE}.')
        rules.clock.advance(seconds)
        rules.store.keep_clock_offset(rules.clock.offset)
        return JSONResponse({"now": rules.clock.now_ms()})

    app = Starlette(
        routes=[
            *(Route(path, endpoint(operation), methods=[method]) for method, path, operation in OPERATIONS),
            Route("/_test/clock", advance, methods=["POST"]),
        ],
        exception_handlers={HTTPException: _http_problem},
    )
    app.router.redirect_slashes = False
    return rules.weather(app)


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


def _response(answer: Answer) -> Response:
    # The media type goes into the headers as it is: Response would add a charset to text.
    media_type = {"content-type": answer.media_type} if answer.media_type else {}
    return Response(answer.body, answer.status, {**answer.headers, **media_type})


def _seconds(body: bytes | None) -> float | None:
    try:
        seconds = float(json.loads(body or b"")["advance_seconds"])
    except (ValueError, TypeError, LookupError, RecursionError, OverflowError):
        return None
    return seconds if math.isfinite(seconds) and 0 <= seconds <= LONGEST_ADVANCE else None


async def _http_problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    title = HTTPStatus(error.status_code).phrase
    problem = {"type": "about:blank", "title": title, "status": error.status_code, "detail": error.detail}
    return JSONResponse(problem, error.status_code, error.headers, media_type="application/problem+json")
