"""The burst sender: many requests so close together that the server has to work on them at once.

`asyncio.gather` over a pooled client spreads ten requests over 9 ms, so that a window of 1 ms between a check and its
act is hit in one burst of twenty. Here every request is built beforehand, every connection is open already, and one
loop writes them all. Whether they really overlapped is measured, not assumed.
"""

import selectors
import socket
import ssl
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import h11

from conformance.content import TooMuch, decoded
from conformance.errors import Trouble
from conformance.exchange import Request, Response
from conformance.way import DIRECT, Way

MOST_BYTES = 1 << 20
"""A response in a burst may have this many bytes."""


@dataclass(frozen=True, slots=True)
class Burst:
    """What came of one burst.

    Attributes:
        responses: in the order of the requests.
        seconds: for each, from the last byte sent of the whole burst to the last byte of its response.
        overlapping: how many requests were still unanswered when the last one had been sent.
    """

    responses: tuple[Response, ...]
    seconds: tuple[float, ...]
    overlapping: int


def fire(base_url: str, requests: Sequence[Request], *, stagger: float, timeout: float, way: Way = DIRECT) -> Burst:
    """Send requests all at once, each on a connection of its own; blocks until every response is whole.

    Args:
        base_url: where to.
        requests: to be sent in this order.
        stagger: seconds between one request and the next.
        timeout: seconds for connecting, and again for all the responses.
        way: what TLS connections are made with; nothing is sent past a proxy.

    Raises:
        Trouble: a connection could not be made, or a response did not come whole, or is larger than what is read.
    """
    if way.proxy is not None:
        raise Trouble(way.closed["concurrency"], unknown=False)
    address = urlsplit(base_url)
    with ExitStack() as stack:
        try:
            sockets = [stack.enter_context(_connect(address, timeout, way)) for _ in requests]
        except OSError as error:
            raise Trouble(f"a connection of the burst could not be made ({error})", unknown=False) from None
        parsers = [h11.Connection(h11.CLIENT, max_incomplete_event_size=MOST_BYTES) for _ in requests]
        payloads = [
            _payload(parser, address.netloc, address.path, request)
            for parser, request in zip(parsers, requests, strict=True)
        ]
        try:
            for number, (connection, payload) in enumerate(zip(sockets, payloads, strict=True)):
                if stagger and number:
                    time.sleep(stagger)
                connection.sendall(payload)
            return _collect(sockets, parsers, timeout)
        except (OSError, h11.ProtocolError) as error:
            raise Trouble(f"a response of the burst did not come whole ({error})", unknown=True) from None
        except TooMuch as error:
            raise Trouble(f"{error}; more is not read", unknown=False) from None


def _connect(address: SplitResult, timeout: float, way: Way) -> socket.socket:
    port = address.port or (443 if address.scheme == "https" else 80)
    plain = socket.create_connection((address.hostname, port), timeout=timeout)
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if address.scheme != "https":
        return plain
    try:
        return way.tls.wrap_socket(plain, server_hostname=address.hostname)
    except OSError:
        plain.close()
        raise


def _payload(parser: h11.Connection, host: str, prefix: str, request: Request) -> bytes:
    body = request.body or b""
    headers = [("host", host), *request.headers, ("content-length", str(len(body))), ("connection", "close")]
    head = parser.send(h11.Request(method=request.method, target=prefix + request.path, headers=headers))
    data = parser.send(h11.Data(data=body)) if body else b""
    return (head or b"") + (data or b"") + (parser.send(h11.EndOfMessage()) or b"")


def _collect(sockets: Sequence[socket.socket], parsers: Sequence[h11.Connection], timeout: float) -> Burst:
    sent = time.perf_counter()
    responses: dict[int, tuple[Response, float]] = {}
    received: dict[int, list[h11.Event]] = {index: [] for index in range(len(sockets))}

    def take(number: int) -> bool:
        """Take in what has arrived for one request; whether anything had."""
        data = _arrived(sockets[number])
        if data is not None:
            response = _advance(parsers[number], data, received[number])
            if response is not None:
                responses[number] = response, time.perf_counter() - sent
        return bool(data)

    for connection in sockets:
        connection.setblocking(False)
    early = sum(take(number) for number in range(len(sockets)))
    with selectors.DefaultSelector() as selector:
        for number, connection in enumerate(sockets):
            if number not in responses:
                selector.register(connection, selectors.EVENT_READ, number)
        while len(responses) < len(sockets):
            left = sent + timeout - time.perf_counter()
            ready = selector.select(timeout=max(0.0, left))
            # Who never ceases to send never lets the selector wait.
            if not ready or left < 0:
                raise Trouble(f"no whole answer to every request of the burst within {timeout:g} s", unknown=True)
            for key, _ in ready:
                take(key.data)
                if key.data in responses:
                    selector.unregister(key.fileobj)
    ordered = [responses[number] for number in range(len(sockets))]
    return Burst(tuple(one for one, _ in ordered), tuple(seconds for _, seconds in ordered), len(sockets) - early)


def _arrived(connection: socket.socket) -> bytes | None:
    """All that can be read without waiting: None if there is nothing of the application's, b"" at the end.

    Under TLS a socket is readable for what is the protocol's own (session tickets), which is no answer.
    """
    pieces: list[bytes] = []
    try:
        # A bound, since who sends faster than this reads would be read without end.
        while len(pieces) < 16 and (piece := connection.recv(1 << 16)):
            pieces.append(piece)
    except (BlockingIOError, ssl.SSLWantReadError):
        return b"".join(pieces) or None
    return b"".join(pieces)


def _advance(parser: h11.Connection, data: bytes, events: list[h11.Event]) -> Response | None:
    """Take in some bytes; the response, once it is whole."""
    parser.receive_data(data)
    while True:
        event = parser.next_event()
        if event is h11.NEED_DATA:
            if sum(len(one.data) for one in events if isinstance(one, h11.Data)) > MOST_BYTES:
                raise TooMuch(f"the body is larger than {MOST_BYTES} bytes")
            return None
        if isinstance(event, h11.EndOfMessage):
            return _response(events)
        if event is h11.PAUSED or isinstance(event, h11.ConnectionClosed):
            raise h11.RemoteProtocolError("the connection was closed early")
        if isinstance(event, h11.Response | h11.Data):
            events.append(event)


def _response(events: Sequence[h11.Event]) -> Response:
    head = next(event for event in events if isinstance(event, h11.Response))
    headers = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in head.headers)
    wire = b"".join(bytes(event.data) for event in events if isinstance(event, h11.Data))
    body, broken = decoded(wire, dict(headers).get("content-encoding"))
    return Response(head.status_code, headers, body, broken)
