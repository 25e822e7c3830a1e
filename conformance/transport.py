"""The wire: httpx's transport interface on aiohttp's engine, and what its failures mean.

Requests go to the transport directly, not through `httpx.AsyncClient`: a client keeps cookies, and a cookie of one
actor must never travel with another; it also follows proxies of the environment. The aiohttp engine costs a fifth of
httpx's own per exchange (`benchmarks/client_cost.py`).
"""

import ssl

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

_IDLE_SECONDS = 2.0
"""Idle connections are dropped before servers do it (uvicorn after 5 s): a request that meets a closing connection
may or may not have taken effect, and nobody can tell."""


def network(concurrency: int) -> httpx.AsyncBaseTransport:
    """A transport over real sockets. Call it on the event loop that will use it."""
    context = ssl.create_default_context()

    def session() -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            limit=concurrency * 2, keepalive_timeout=_IDLE_SECONDS, ssl=context, enable_cleanup_closed=False
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
            trust_env=False,
        )

    # The context is handed over, or the transport builds a second one that nobody uses.
    return AiohttpTransport(client=session, trust_env=False, verify=context)


def in_process(app: object) -> httpx.AsyncBaseTransport:
    """A transport that calls an ASGI application without sockets; a crash inside it is a 500, as on a server."""
    return httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]


def never_sent(error: BaseException) -> str | None:
    """Why a request cannot have reached the target, in words; None if it may have."""
    cause = error.__cause__ or error
    if isinstance(cause, aiohttp.ClientConnectorCertificateError):
        return f"its TLS certificate is not trusted ({cause.certificate_error})"
    if isinstance(cause, aiohttp.ClientConnectorDNSError):
        return "its name does not resolve"
    if isinstance(cause, aiohttp.ClientConnectorSSLError):
        return "it does not speak TLS as expected"
    if isinstance(cause, aiohttp.ClientConnectorError):
        return cause.os_error.strerror or "the connection failed"
    return None


FAILURES = (httpx.HTTPError, aiohttp.ClientError, OSError, ValueError)
"""Everything that a transport raises when an exchange comes to nothing."""
