"""HTTP around the rules: routes, bytes in and bytes out."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from reference.stripe.answers import URL
from reference.stripe.errors import BAD_URL, INVALID_REQUEST
from reference.stripe.model import Answer, Call, Refusal
from reference.stripe.rules import Rules

LARGEST_BODY = 1024 * 1024
LARGEST_DRAIN = 64 * LARGEST_BODY
LONGEST_ADVANCE = 10 * 365 * 86_400


def application(rules: Rules) -> ASGIApp:
    """Make the ASGI application of one instance."""

    async def sessions(request: Request) -> Response:
        if request.method != "POST":
            return _response(await rules.listing(_call(request)), rules)
        body = await _body(request)
        call = _call(request, body or b"")
        if body is None:
            return _response(
                rules.refused(Refusal(413, INVALID_REQUEST, "The body is larger than 1 MiB."), call), rules
            )
        return _response(await rules.create(call), rules)

    async def session(request: Request) -> Response:
        return _response(await rules.retrieve(request.path_params["id"], _call(request)), rules)

    async def advance(request: Request) -> Response:
        seconds = _seconds(await _body(request))
        if seconds is None:
            message = f'Send {{"advance_seconds": N}}, N from 0 to {LONGEST_ADVANCE}.'
            return JSONResponse({"error": {"type": INVALID_REQUEST, "message": message}}, 400)
        rules.clock.advance(seconds)
        rules.store.keep_clock_offset(rules.clock.offset)
        return JSONResponse({"now": int(rules.clock.now())})

    async def elsewhere(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        call = _call(request)
        message = f"Unrecognized request URL ({call.method}: {call.path}). Please see https://stripe.com/docs."
        refusal = Refusal(error.status_code, INVALID_REQUEST, message, BAD_URL)
        return _response(rules.refused(refusal, call), rules, error.headers)

    app = Starlette(
        routes=[
            Route(URL, sessions, methods=["GET", "POST"]),
            Route(URL + "/{id}", session, methods=["GET"]),
            Route("/_test/clock", advance, methods=["POST"]),
        ],
        exception_handlers={HTTPException: elsewhere},
    )
    app.router.redirect_slashes = False
    return rules.weather(app)


def _call(request: Request, body: bytes = b"") -> Call:
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        headers.setdefault(name, value)
    query = request.scope["query_string"].decode("latin-1")
    return Call(request.method, request.scope["path"], headers, query, body)


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


def _response(answer: Answer, rules: Rules, more: Mapping[str, str] | None = None) -> Response:
    # The media type goes into the headers as it is: Response would add a charset to text.
    headers = {**answer.headers, "content-type": answer.media_type, "request-id": f"req_{rules.letters(14)}"}
    return Response(answer.body, answer.status, {**headers, **(more or {})})


def _seconds(body: bytes | None) -> float | None:
    try:
        seconds = float(json.loads(body or b"")["advance_seconds"])
    except (ValueError, TypeError, LookupError, RecursionError, OverflowError):
        return None
    return seconds if math.isfinite(seconds) and 0 <= seconds <= LONGEST_ADVANCE else None
