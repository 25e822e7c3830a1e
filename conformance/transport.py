"""The wire: httpx's transport interface on aiohttp's engine, and what its failures mean.

Requests go to the transport directly, not through `httpx.AsyncClient`: a client keeps cookies, and a cookie of one
actor must never travel with another; it also follows proxies of the environment. The engine is aiohttp's.
"""

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator
from functools import cached_property
from typing import Any

import aiohttp
import aiohttp.http_exceptions
import httpx
import yarl

from conformance.way import DIRECT, Proxy, Way

_IDLE_SECONDS = 2.0
"""Idle connections are dropped before servers do it (uvicorn after 5 s): a request that meets a closing connection
may or may not have taken effect, and nobody can tell."""

FIELD_BYTES, FIELDS = 16 << 10, 256
"""A response's head is read up to so many fields, each of so many bytes. Proxies on the way allow less."""

_NO_TIMEOUT = aiohttp.ClientTimeout(total=None)
"""The client puts a deadline on the exchange as a whole."""


class _Connector(aiohttp.TCPConnector):
    """Keeps connections, but none on which something came that nobody had asked for.

    Whatever came there must not be taken for the answer to the next request (RFC 9112, 9.2).
    """

    async def _get(self, key: Any, traces: Any) -> Any:
        while (connection := await super()._get(key, traces)) is not None:
            # A turn of the loop, in which it may be seen that the server has closed the connection meanwhile.
            await asyncio.sleep(0)
            protocol = connection.protocol
            if protocol is not None and protocol.is_connected() and not protocol.should_close:
                return connection
            connection.close()
        return None


class _Network(httpx.AsyncBaseTransport):
    """A transport over real sockets, opened on the event loop that first uses it."""

    def __init__(self, concurrency: int, way: Way) -> None:
        self._concurrency = concurrency
        self._way = way

    @cached_property
    def _session(self) -> aiohttp.ClientSession:
        connector = _Connector(limit=self._concurrency * 2, keepalive_timeout=_IDLE_SECONDS, ssl=self._way.tls)
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
            auto_decompress=False,
            max_line_size=FIELD_BYTES,
            max_field_size=FIELD_BYTES,
            max_headers=FIELDS,
            trust_env=False,
            timeout=_NO_TIMEOUT,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request just as it is; the body of the response is still to be read."""
        proxy = self._way.proxy
        shown = [] if proxy is None or proxy.user is None else [("Proxy-Authorization", _basic(proxy))]
        encrypted = request.url.scheme == "https"
        reply = await self._session.request(
            request.method,
            # Said to be encoded already, or a path is quoted anew and differs from the one in the evidence.
            yarl.URL(str(request.url), encoded=True),
            # Under TLS a proxy sees the request that opens the tunnel, and nothing else.
            headers=[
                *((name.decode(), value.decode()) for name, value in request.headers.raw),
                *(() if encrypted else shown),
            ],
            data=request.content or None,
            allow_redirects=False,
            proxy=None if proxy is None else proxy.url,
            proxy_headers=shown if encrypted else None,
        )
        if proxy is not None and reply.status == 407:
            # Only a proxy answers so (RFC 9110, 15.5.8): it says nothing about the target.
            reply.close()
            raise aiohttp.ClientHttpProxyError(reply.request_info, reply.history, status=407)
        return httpx.Response(reply.status, headers=reply.raw_headers, stream=_Body(reply), request=request)

    async def aclose(self) -> None:
        """Close the connections."""
        if "_session" in vars(self):
            await self._session.close()


class _Body(httpx.AsyncByteStream):
    """What is still to be read of a response."""

    def __init__(self, reply: aiohttp.ClientResponse) -> None:
        self._reply = reply

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._reply.content.iter_any():
            yield chunk

    async def aclose(self) -> None:
        self._reply.release() if self._reply.content.at_eof() else self._reply.close()


def _basic(proxy: Proxy) -> str:
    """What shows a proxy who uses it (RFC 7617, 2)."""
    return "Basic " + base64.b64encode(f"{proxy.user}:{proxy.password}".encode()).decode()


def network(concurrency: int, way: Way = DIRECT) -> httpx.AsyncBaseTransport:
    """A transport over real sockets, for so many simultaneous requests."""
    return _Network(concurrency, way)


def in_process(app: object) -> httpx.AsyncBaseTransport:
    """A transport that calls an ASGI application without sockets; a crash inside it is a 500, as on a server."""
    return httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]


def never_sent(error: BaseException) -> str | None:
    """Why a request cannot have reached the target, in words; None if it may have."""
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return f"the proxy answers with status {error.status}; mend [proxy]"
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return f"the proxy cannot be reached: {error.os_error.strerror or 'the connection failed'}; mend [proxy]"
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return f"its TLS certificate is not trusted ({error.certificate_error}); [tls] ca names a CA of your own"
    refusal = _alert(error)
    if refusal is not None:
        return refusal
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "its name does not resolve"
    if isinstance(error, aiohttp.ClientConnectorSSLError):
        return "it does not speak TLS as expected"
    if isinstance(error, aiohttp.ClientConnectorError):
        return error.os_error.strerror or "the connection failed"
    return None


def _alert(error: BaseException | None) -> str | None:
    """What a server says of our certificate, where it says it; with TLS 1.3 it may just break the connection."""
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    reason = (getattr(error, "reason", None) or "").upper()
    if "CERTIFICATE_REQUIRED" in reason:
        return "it asks for a client certificate; name one under [tls]"
    if "ALERT" in reason and ("CERTIFICATE" in reason or "UNKNOWN_CA" in reason):
        return "it refuses the client certificate; mend [tls]"
    return None


def broken(error: BaseException) -> str:
    """What became of an exchange whose answer did not come whole, in words."""
    if isinstance(error, aiohttp.ClientResponseError):
        return "the answer is no HTTP that could be read (RFC 9112)"
    return f"the connection broke before the answer was whole ({type(error).__name__})"


def beyond_bounds(error: BaseException | None) -> str | None:
    """Which bound of ours the head of an answer goes beyond, in words; None if that is not why the exchange failed."""
    while error is not None:
        if isinstance(error, aiohttp.http_exceptions.LineTooLong) or "Too many headers" in str(error):
            return f"the head holds more than {FIELDS} fields, or one of more than {FIELD_BYTES} bytes"
        error = error.__cause__
    return None


FAILURES = (httpx.HTTPError, aiohttp.ClientError, OSError, ValueError)
"""Everything that a transport raises when an exchange comes to nothing."""
