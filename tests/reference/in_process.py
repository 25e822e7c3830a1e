"""A client that calls an ASGI application directly, without the toll that an HTTP client takes on every call."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlencode

HeaderValues = Mapping[str, str | bytes]


@dataclass(frozen=True)
class Answer:
    """What came back. Header names are lower-case; a header that came twice is there once."""

    method: str
    target: str
    status_code: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        return json.loads(self.content)


class Client:
    """Calls an application, one request at a time or many at once."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.statuses: set[int] = set()

    async def get(self, target: str, **how: Any) -> Answer:
        return await self.request("GET", target, **how)

    async def post(self, target: str, **how: Any) -> Answer:
        return await self.request("POST", target, **how)

    async def request(
        self,
        method: str,
        target: str,
        *,
        headers: HeaderValues | None = None,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        content: bytes | str = b"",
    ) -> Answer:
        """Call `target`, a path that may have a query; what `params` adds is escaped, the rest is sent as it is."""
        sent = {"host": "reference", "accept-encoding": "gzip", **(headers or {})}
        if json is not None:
            content = _written(json)
            sent.setdefault("content-type", "application/json")
        if params:
            target = f"{target}?{urlencode(params)}"
        body = content.encode() if isinstance(content, str) else content
        answer = await self._exchange(method, target, sent, body)
        self.statuses.add(answer.status_code)
        return answer

    async def _exchange(self, method: str, target: str, headers: HeaderValues, body: bytes) -> Answer:
        path, _, query = target.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode("latin-1"),
            "query_string": query.encode("latin-1"),
            "root_path": "",
            "headers": [(name.lower().encode(), _bytes(value)) for name, value in headers.items()],
            "client": ("127.0.0.1", 40000),
            "server": ("reference", 80),
        }
        start: dict[str, Any] = {}
        pieces: list[bytes] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                pieces.append(message.get("body", b""))

        with suppress(Exception):  # a server that crashes answers 500 first
            await self.app(scope, receive, send)
        shown = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in start["headers"]}
        content = b"".join(pieces)
        if shown.get("content-encoding") == "gzip":
            content = gzip.decompress(content)
        return Answer(method, target, start["status"], shown, content)


def _written(value: Any) -> bytes:
    return json.dumps(value).encode()


def _bytes(value: str | bytes) -> bytes:
    return value.encode("latin-1") if isinstance(value, str) else value
