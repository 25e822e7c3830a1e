"""Ordinary weather: what a network and a gateway do to answers, as wrappers around an ASGI application.

None of it changes what is said. Latency, compression, chunked bodies, closed connections and rate limits are met on
every real target, and a client has to take them as they come (RFC 9110, RFC 9112; 429 is RFC 6585).
"""

from __future__ import annotations

import asyncio
import time

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOO_MANY = "reference.too_many"
"""Marks, in the scope of a request, that it came too soon after others."""


def latency(app: ASGIApp, seconds: float) -> ASGIApp:
    """Let every request wait before it is taken up."""

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await asyncio.sleep(seconds)
        await app(scope, receive, send)

    return slow


def gzip(app: ASGIApp) -> ASGIApp:
    """Compress every answer for a client that accepts it."""
    return GZipMiddleware(app, minimum_size=0)


def chunked(app: ASGIApp, size: int = 16) -> ASGIApp:
    """Send every body in small pieces and without a Content-Length."""

    async def in_pieces(scope: Scope, receive: Receive, send: Send) -> None:
        async def cut(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [(name, value) for name, value in message["headers"] if name.lower() != b"content-length"]
                await send({**message, "headers": kept})
            elif message["type"] == "http.response.body":
                await _send_pieces(message, size, send)
            else:
                await send(message)

        await app(scope, receive, cut)

    return in_pieces


async def _send_pieces(message: Message, size: int, send: Send) -> None:
    body: bytes = message.get("body", b"")
    for start in range(0, len(body), size):
        await send({"type": "http.response.body", "body": body[start : start + size], "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": message.get("more_body", False)})


def no_keep_alive(app: ASGIApp) -> ASGIApp:
    """Close the connection after every answer."""

    async def closing(scope: Scope, receive: Receive, send: Send) -> None:
        async def close(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
            await send(message)

        await app(scope, receive, close)

    return closing


def rate_limit(app: ASGIApp, per_second: int) -> ASGIApp:
    """Have whatever exceeds `per_second` refused; it is counted in a bucket that refills steadily.

    The refusal is a 429 with a Retry-After in the API's own form, so the application gives it: see `reference.http`.
    """
    tokens, since = float(per_second), time.monotonic()

    async def limited(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal tokens, since
        if scope["type"] == "http":
            now = time.monotonic()
            tokens, since = min(float(per_second), tokens + (now - since) * per_second), now
            if tokens < 1:
                scope = {**scope, TOO_MANY: True}
            else:
                tokens -= 1
        await app(scope, receive, send)

    return limited
