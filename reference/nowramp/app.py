"""HTTP around the rules: routes, bytes in and bytes out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from reference.http import first_of_each, service, whole_body
from reference.nowramp.errors import INVALID, METHOD, NOT_FOUND, TOO_LARGE
from reference.nowramp.model import Answer, Call, Operation, Refusal
from reference.nowramp.rules import Rules

RATE_LIMITED = "RATE_LIMITED"
"""The document names no code for it; it is this server's own."""

Endpoint = Callable[[Request], Awaitable[Response]]


def application(rules: Rules) -> ASGIApp:
    """Make the ASGI application of one instance."""

    def endpoint(**operations: Operation) -> Endpoint:
        async def handle(request: Request) -> Response:
            operation = operations["GET" if request.method == "HEAD" else request.method]
            body = await whole_body(request)
            call = _call(operation, request, body or b"")
            if body is None:
                return _response(rules.refused(rules.refuse(TOO_LARGE, "The body is larger than 1 MiB."), call))
            return _response(await rules.answer(call))

        return handle

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        code = {404: NOT_FOUND, 405: METHOD, 429: RATE_LIMITED}.get(error.status_code, INVALID)
        refusal = Refusal(error.status_code, code, error.detail)
        answer = rules.refused(refusal, _call("get", request, b""))
        return _response(answer, error.headers or {})

    one = "/v1/sessions/{ident}"
    routes = [
        Route("/v1/sessions", endpoint(POST="create", GET="list"), methods=["POST", "GET"]),
        Route(one, endpoint(GET="get"), methods=["GET"]),
        Route(f"{one}/confirm", endpoint(POST="confirm"), methods=["POST"]),
        Route(f"{one}/order", endpoint(POST="order"), methods=["POST"]),
        Route(f"{one}/cancel", endpoint(POST="cancel"), methods=["POST"]),
    ]
    return service(rules, routes, now=rules.clock.now_ms, error=http_error)


def _call(operation: Operation, request: Request, body: bytes) -> Call:
    ident = str(request.path_params.get("ident", ""))
    return Call(operation, ident, first_of_each(request), request.query_params, body)


def _response(answer: Answer, headers: Mapping[str, str] = MappingProxyType({})) -> Response:
    # The media type goes into the headers as it is: Response would add a charset to text.
    typed = {"content-type": answer.media_type} if answer.media_type else {}
    return Response(answer.body, answer.status, {**headers, **answer.headers, **typed})
