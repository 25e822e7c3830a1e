"""HTTP around the rules: routes, bytes in and bytes out."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from reference.http import first_of_each, service, whole_body
from reference.stripe.answers import URL
from reference.stripe.errors import BAD_URL, INVALID_REQUEST
from reference.stripe.model import Answer, Call, Refusal
from reference.stripe.rules import Rules

_CODES = {404: BAD_URL, 405: BAD_URL, 429: "rate_limit"}


def application(rules: Rules) -> ASGIApp:
    """Make the ASGI application of one instance."""

    async def sessions(request: Request) -> Response:
        if request.method != "POST":
            return _response(await rules.listing(_call(request)), rules)
        body = await whole_body(request)
        call = _call(request, body or b"")
        if body is None:
            return _response(
                rules.refused(Refusal(413, INVALID_REQUEST, "The body is larger than 1 MiB."), call), rules
            )
        return _response(await rules.create(call), rules)

    async def session(request: Request) -> Response:
        return _response(await rules.retrieve(request.path_params["id"], _call(request)), rules)

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        call = _call(request)
        code, message = _CODES.get(error.status_code), error.detail
        if code == BAD_URL:
            message = f"Unrecognized request URL ({call.method}: {call.path}). Please see https://stripe.com/docs."
        refusal = Refusal(error.status_code, INVALID_REQUEST, message, code)
        return _response(rules.refused(refusal, call), rules, error.headers)

    routes = [
        Route(URL, sessions, methods=["GET", "POST"]),
        Route(URL + "/{id}", session, methods=["GET"]),
    ]
    return service(rules, routes, now=lambda: int(rules.clock.now()), error=http_error)


def _call(request: Request, body: bytes = b"") -> Call:
    query = request.scope["query_string"].decode("latin-1")
    return Call(request.method, request.scope["path"], first_of_each(request), query, body)


def _response(answer: Answer, rules: Rules, more: Mapping[str, str] | None = None) -> Response:
    # The media type goes into the headers as it is: Response would add a charset to text.
    headers = {**answer.headers, "content-type": answer.media_type, "request-id": f"req_{rules.letters(14)}"}
    return Response(answer.body, answer.status, {**headers, **(more or {})})
