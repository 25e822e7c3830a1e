"""HTTP around the rules: routes, bytes in and bytes out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from reference.http import first_of_each, service, whole_body
from reference.sumvin.model import Answer, Call, Operation
from reference.sumvin.problems import TOO_LARGE
from reference.sumvin.rules import Rules

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
            body = b"" if request.method in BODILESS else await whole_body(request)
            ident = request.path_params.get("ident", "")
            headers = first_of_each(request)
            call = Call(operation, request.url.path, headers, request.query_params, body or b"", ident)
            if body is None:
                return _response(rules.refused(rules.refuse(TOO_LARGE, "The body is larger than 1 MiB."), call))
            return _response(await rules.answer(call))

        return answer

    routes = [Route(path, endpoint(operation), methods=[method]) for method, path, operation in OPERATIONS]
    return service(rules, routes, now=rules.clock.now_ms, error=_http_problem)


def _response(answer: Answer) -> Response:
    # The media type goes into the headers as it is: Response would add a charset to text.
    media_type = {"content-type": answer.media_type} if answer.media_type else {}
    return Response(answer.body, answer.status, {**answer.headers, **media_type})


async def _http_problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    title = HTTPStatus(error.status_code).phrase
    problem = {"type": "about:blank", "title": title, "status": error.status_code, "detail": error.detail}
    return JSONResponse(problem, error.status_code, error.headers, media_type="application/problem+json")
