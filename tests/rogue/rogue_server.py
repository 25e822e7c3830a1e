"""A target on real sockets that breaks any rule it likes: the reference answers, and a move decides what is sent.

Nothing here keeps to HTTP by itself: a move writes the bytes that reach the client, or none.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from in_process import Client

import reference

Move = Callable[["Visit"], Awaitable[None]]
"""What the rogue does when a request has come in; it keeps the connection unless it hangs up."""

PRE_FLIGHT = "pre-flight"

_SECRET_MEMBERS = frozenset({"clientSecret", "client_secret", "token"})


@dataclass
class Answer:
    """An answer that has not been sent yet.

    Attributes:
        status: code and reason.
        headers: as lines, without their line breaks; `content-length` is added when it is sent.
        body: without any encoding.
    """

    status: str
    headers: list[bytes]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON, or None where it has none."""
        return json.loads(self.body) if self.body else None

    def bytes(self) -> bytes:
        """The answer as it goes over the wire, by the rules."""
        lines = [f"HTTP/1.1 {self.status}".encode(), *self.headers, b"content-length: %d" % len(self.body)]
        return b"\r\n".join(lines) + b"\r\n\r\n" + self.body


@dataclass
class Visit:
    """One request that has come in, and the way back.

    Attributes:
        number: of the request among all, from 1.
        method: of the request.
        path: with its query.
        headers: names in lower case.
        body: of the request.
        rogue: whom it reached.
    """

    number: int
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    rogue: Rogue
    _writer: asyncio.StreamWriter

    @property
    def check(self) -> str:
        """The check that sends it, as its correlation header says; the pre-flight is one too."""
        return self.headers.get("x-conformance-check", "")

    async def honest(self) -> Answer:
        """What the reference answers."""
        given = await self.rogue.reference.request(
            self.method, self.path, headers={**self.headers, "accept-encoding": "identity"}, content=self.body
        )
        kept = [f"{name}: {value}".encode("latin-1") for name, value in given.headers.items()]
        answer = Answer(f"{given.status_code} Whatever", kept, given.content)
        answer.headers = [line for line in kept if not line.startswith((b"content-length", b"content-encoding"))]
        self.rogue.issued.update(_secrets(answer.json if b"json" in b"".join(kept) else None))
        return answer

    async def send(self, data: bytes) -> None:
        """Write these bytes, whatever they are."""
        self._writer.write(data)
        await self._writer.drain()

    def hang_up(self) -> None:
        """Close the connection in good order; what was written before still arrives."""
        self._writer.close()

    def reset(self) -> None:
        """Break the connection off without a word."""
        self._writer.transport.abort()


def _secrets(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        for name, value in document.items():
            if name in _SECRET_MEMBERS and isinstance(value, str):
                yield value
            yield from _secrets(value)
    elif isinstance(document, list):
        for value in document:
            yield from _secrets(value)


@dataclass
class Rogue:
    """A server that makes a move upon every request.

    Attributes:
        move: what it does.
        tls: how it speaks TLS; None if it does not.
        reference: answers for it where it behaves.
        requests: how many came in.
        issued: the secrets that the reference's answers held.
        elsewhere: another origin, to which nobody has any business to go.
    """

    api: str
    move: Move
    tls: ssl.SSLContext | None = None
    requests: int = 0
    issued: set[str] = field(default_factory=set)
    elsewhere: Rogue | None = None

    def __post_init__(self) -> None:
        self.reference = Client(reference.build(self.api))
        self._connections: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._port = 0

    @property
    def url(self) -> str:
        """Its base URL."""
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self._port}"

    async def __aenter__(self) -> Rogue:
        await self.listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.deafen()
        for connection in tuple(self._connections):
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def listen(self) -> None:
        """Accept connections, on the same port as ever."""
        self._server = await asyncio.start_server(
            self._accept, "127.0.0.1", self._port, ssl=self.tls, limit=1 << 20, reuse_address=True
        )
        self._port = self._server.sockets[0].getsockname()[1]

    def deafen(self) -> None:
        """Refuse connections from now on."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def die(self) -> None:
        """Refuse connections, and break off those that there are."""
        self.deafen()
        for connection in self._connections:
            connection.cancel()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError):
                while not writer.is_closing():
                    await self.move(await self._visit(reader, writer))
        finally:
            self._connections.discard(task)
            writer.close()

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Visit:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").rstrip("\r\n")
        first, *lines = head.split("\r\n")
        method, path, _ = first.split(" ")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.requests += 1
        return Visit(self.requests, method, path, headers, body, self, writer)
