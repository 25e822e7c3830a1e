"""What the engine's tests stand on: fake vendors in process, raw servers on loopback, targets, and engines."""

import asyncio
import dataclasses
import inspect
import itertools
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from conformance import api as apis
from conformance import target as target_file
from conformance import transport
from conformance.api import Api
from conformance.check import Check
from conformance.engine import Engine
from conformance.evidence import Scribe
from conformance.exchange import Exchange, Request, Response, Zone
from conformance.plan import Plan
from conformance.redaction import Redactor
from conformance.scenario import Answer, Record
from conformance.target import Target
from reports.journal import CheckLine, CrashLine, ExchangeRecord, FindingLine, SpecimenLine

SUMVIN = apis.load("sumvin")
BARE = dataclasses.replace(SUMVIN, invariants=lambda _shapes: ())
"""Sumvin without its invariants: nothing but what a check itself expects is judged."""

CREATED = "SUMVIN-SESSIONS-CREATE-STATUS"
REPLAYED = "SUMVIN-IDEMPOTENCY-REPLAY-STATUS"
"""Two requirements that the tests' own checks are about."""

ALICE_SECRET = "alice-secret-canary-0001"
ALICE = f'[actors.alice.headers]\nx-juno-jwt = "{ALICE_SECRET}"\n'
JSON = {"content-type": "application/json"}

Reply = tuple[int, Mapping[str, str], bytes]


# ---- exchanges made by hand ------------------------------------------------------------------------


def response(status: int = 201, body: Any = b"", **headers: str) -> Response:
    """An answer; a body that is no bytes is sent as JSON."""
    if not isinstance(body, bytes):
        body, headers = json.dumps(body).encode(), {"content_type": "application/json", **headers}
    return Response(status, tuple((name.replace("_", "-"), value) for name, value in headers.items()), body)


def exchange(
    answer: Response | None = None,
    *,
    sent: Any = None,
    headers: Mapping[str, str] | None = None,
    secret: frozenset[str] = frozenset({"x-juno-jwt"}),
    zone: Zone = Zone.MAY_EITHER,
    number: int = 1,
    path: str = "/v0/ramp/sessions",
) -> Exchange:
    """One request with its answer."""
    body = sent if isinstance(sent, bytes) or sent is None else json.dumps(sent).encode()
    request = Request("POST", path, tuple((headers or {}).items()), body)
    return Exchange(number, "POST /v0/ramp/sessions", "alice", zone, request, answer or response(), 0.1, 0, secret)


class Page:
    """A scenario reduced to what `given` and `expect` need of it: somewhere to write."""

    def __init__(self, target: Target | None = None) -> None:
        self.record = Record()
        self.target = target

    def answer(self, status: int = 201, body: Any = b"") -> Answer:
        """An answer of this scenario, numbered like a real one."""
        made = exchange(response(status, body), number=len(self.record.exchanges) + 1)
        self.record.exchanges.append(made)
        return Answer(made, self)  # type: ignore[arg-type]


def session(number: int, **members: Any) -> dict[str, Any]:
    """A session body that fits the documents."""
    return {
        "_links": {},
        "session": {
            "id": f"ses_{number}",
            "widget_url": f"https://widget.example/open?of={number}&key=widget-canary-{number:012}",
            "token": f"token-canary-{number:012}",
            **members,
        },
    }


# ---- a vendor in process ---------------------------------------------------------------------------


@dataclasses.dataclass
class Call:
    """What a fake vendor sees of one call."""

    number: int
    path: str
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content or b"null")


def reply(status: int, document: Any = None, **headers: str) -> Reply:
    """A JSON answer of a fake vendor."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return status, JSON | sent, b"" if document is None else json.dumps(document).encode()


def vendor(answer: Callable[[Call], Reply | Awaitable[Reply]]) -> Any:
    """An ASGI application that gives one answer after another."""
    numbers = itertools.count(1)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        content, more = b"", True
        while more:
            event = await receive()
            content, more = content + event.get("body", b""), event.get("more_body", False)
        path = scope["path"] + (f"?{scope['query_string'].decode()}" if scope["query_string"] else "")
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        answered = answer(Call(next(numbers), path, headers, content))
        status, sent, body = await answered if inspect.isawaitable(answered) else answered
        raw = [(name.encode(), value.encode()) for name, value in sent.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": body})

    return app


def honest(call: Call) -> Reply:
    """Every call opens a session."""
    return reply(201, session(call.number))


class Wire(httpx.AsyncBaseTransport):
    """A transport whose every answer is a function of the call's number; an exception stands for a broken wire."""

    def __init__(self, answer: Callable[[int], Reply | Exception]) -> None:
        self._answer = answer
        self._numbers = itertools.count(1)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answered = self._answer(next(self._numbers))
        if isinstance(answered, Exception):
            raise answered
        status, headers, body = answered
        return httpx.Response(status, headers=dict(headers), stream=httpx.ByteStream(body), request=request)


# ---- engines ---------------------------------------------------------------------------------------


@dataclasses.dataclass
class Outcome:
    """What an engine wrote down."""

    lines: list[Any]
    engine: Engine

    @property
    def findings(self) -> list[FindingLine]:
        return [line for line in self.lines if isinstance(line, FindingLine)]

    @property
    def crashes(self) -> list[CrashLine]:
        return [line for line in self.lines if isinstance(line, CrashLine)]

    @property
    def specimens(self) -> list[SpecimenLine]:
        return [line for line in self.lines if isinstance(line, SpecimenLine)]

    def line(self, check: Check) -> CheckLine:
        (found,) = (line for line in self.lines if isinstance(line, CheckLine) and line.check == check.name)
        return found

    @property
    def exchanges(self) -> list[ExchangeRecord]:
        return [one for line in (*self.findings, *self.specimens) for one in line.exchanges]

    @property
    def text(self) -> str:
        """Everything as it would stand in the journal."""
        return "\n".join(line.model_dump_json() for line in self.lines)


class Bench:
    """Makes targets and runs engines; its files lie in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file(self, tables: str = ALICE, *, base_url: str = "http://vendor.test") -> Path:
        """A target file of Sumvin's with these tables."""
        path = self.folder / "target.toml"
        path.write_text(f'api = "sumvin"\nbase_url = "{base_url}"\n{tables}', encoding="utf-8")
        return path

    def target(self, tables: str = ALICE, *, api: Api = SUMVIN, base_url: str = "http://vendor.test") -> Target:
        """That file, read and assembled."""
        path = self.file(tables, base_url=base_url)
        return target_file.assemble(target_file.read(path), path, api.vocabulary)

    def scribe(self, tables: str = ALICE, *, api: Api = SUMVIN) -> Scribe:
        """A scribe of such a target."""
        return Scribe(api, self.target(tables, api=api), Redactor())

    def plan(self, **choices: Any) -> Plan:
        """A plan whose run would be written down in the folder."""
        return Plan(**{"target": self.folder / "target.toml", "directory": self.folder, **choices})

    def engine(
        self, answer: Any, *, tables: str = ALICE, api: Api = BARE, lines: list[Any] | None = None, **choices: Any
    ) -> Engine:
        """An engine, not started, with a fake vendor (or a transport, or any ASGI application) at its other end."""
        written = [] if lines is None else lines

        def write(line: Any) -> None:
            line.model_dump_json()
            written.append(line)

        def wire(_: int) -> httpx.AsyncBaseTransport:
            if isinstance(answer, httpx.AsyncBaseTransport):
                return answer
            takes_call = inspect.isfunction(answer) and len(inspect.signature(answer).parameters) == 1
            return transport.in_process(vendor(answer) if takes_call else answer)

        return Engine(api, self.target(tables, api=api), self.plan(**choices), write, wire)

    def run(self, answer: Any, *checks: Check, pursue: bool = True, **choices: Any) -> Outcome:
        """Submit checks and conclude them, in order; `pursue=False` leaves it at their first passes."""
        lines: list[Any] = []
        engine = self.engine(answer, lines=lines, **choices)
        engine.start()
        try:
            for check in checks:
                engine.submit(check)
            for check in checks:
                if check.waits:
                    engine.open_barrier()
                (engine.conclude if pursue else engine.first_pass)(check)
        finally:
            engine.stop()
        return Outcome(lines, engine)


# ---- servers on loopback ---------------------------------------------------------------------------

Script = Callable[["Peer"], Awaitable[None]]


@dataclasses.dataclass
class Peer:
    """One connection, as a raw server sees it.

    Attributes:
        number: of the connection, from 1.
    """

    number: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def request(self) -> tuple[str, bytes]:
        """Head and body of the next request; raises once the client has gone."""
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = next((line.partition(":")[2] for line in head.lower().split("\r\n") if "content-length" in line), "0")
        return head, await self.reader.readexactly(int(length))

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    def reset(self) -> None:
        """Break the connection off without a word."""
        self.writer.transport.abort()


def http(status: int, body: bytes = b"", *headers: str) -> bytes:
    """The bytes of a whole answer."""
    lines = (f"HTTP/1.1 {status} X", f"content-length: {len(body)}", *headers)
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@asynccontextmanager
async def raw_server(script: Script, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """A server that follows a script on every connection; gives its base URL."""
    numbers = itertools.count(1)
    tasks: set[asyncio.Task[None]] = set()

    async def follow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            await script(Peer(next(numbers), reader, writer))
        writer.close()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(follow(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=tls)
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


def always(data: bytes, seen: list[str] | None = None) -> Script:
    """A script that answers every request alike, and keeps their heads."""

    async def script(peer: Peer) -> None:
        while True:
            head, _ = await peer.request()
            if seen is not None:
                seen.append(head)
            await peer.send(data)

    return script
