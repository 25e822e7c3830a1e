"""HTTP as every reference speaks it: what is read of a request, and what an application has besides its operations."""

from __future__ import annotations

import json
import math
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from reference.clock import Clock
from reference.weather import TOO_MANY

LARGEST_BODY = 1024 * 1024
LARGEST_DRAIN = 64 * LARGEST_BODY
LONGEST_ADVANCE = 10 * 365 * 86_400


class Store(Protocol):
    """What is asked of a store here."""

    def keep_clock_offset(self, seconds: float) -> None:
        """Remember how far the clock was moved."""


class Rules(Protocol):
    """What is asked of an API's rules here."""

    clock: Clock

    @property
    def store(self) -> Store:
        """Its memory."""

    def weather(self, app: ASGIApp) -> ASGIApp:
        """Return the application as a network and a gateway let it through."""


def service(
    rules: Rules,
    routes: Sequence[Route],
    *,
    now: Callable[[], int],
    error: Callable[[Request, Exception], Awaitable[Response]],
) -> ASGIApp:
    """Make the application of one instance: its operations, the clock of the test, and the weather around them.

    Args:
        rules: Of the API.
        routes: Of its operations.
        now: The clock as the API tells the time.
        error: Answers a `HTTPException` in the API's own form.
    """

    async def advance(request: Request) -> Response:
        seconds = _seconds(await whole_body(request))
        if seconds is None:
            raise HTTPException(400, f'Send {{"advance_seconds": N}}, N from 0 to {LONGEST_ADVANCE}.')
        rules.clock.advance(seconds)
        rules.store.keep_clock_offset(rules.clock.offset)
        return JSONResponse({"now": now()})

    app = Starlette(
        routes=[_TooMany(), *routes, Route("/_test/clock", advance, methods=["POST"])],
        exception_handlers={HTTPException: error},
    )
    app.router.redirect_slashes = False
    return rules.weather(app)


class _TooMany(BaseRoute):
    """Where a request ends that the weather holds back: the API itself says no, in its own form."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return (Match.FULL if scope.get(TOO_MANY) else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 (the signature is Starlette's)
        raise HTTPException(429, "Slow down.", {"retry-after": "1"})


def first_of_each(request: Request) -> dict[str, str]:
    """Return the headers; of those that were sent several times, the first."""
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        headers.setdefault(name, value)
    return headers


async def whole_body(request: Request) -> bytes | None:
    """Return the whole body; None if it is too large.

    Such a body is read to its end all the same and thrown away: whoever is still sending would otherwise meet a broken
    connection instead of the answer.
    """
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


def _seconds(body: bytes | None) -> float | None:
    try:
        seconds = float(json.loads(body or b"")["advance_seconds"])
    except (ValueError, TypeError, LookupError, RecursionError, OverflowError):
        return None
    return seconds if math.isfinite(seconds) and 0 <= seconds <= LONGEST_ADVANCE else None
