"""The recording client: one request in, one whole and bounded response out, or `Trouble`.

It never follows a redirect (clients that do forward `x-api-key` and its like to another origin), bounds what it reads,
puts a deadline on the exchange as a whole, and waits when the target asks it to.
"""

import asyncio
import math
import time
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn

import httpx

from conformance import transport
from conformance.burst import Burst, fire
from conformance.content import WIRE_BYTES, TooMuch, decoded, weight
from conformance.errors import Abandoned, Trouble
from conformance.exchange import Request, Response
from conformance.pacing import Pace, retry_after
from conformance.way import DIRECT, Way

PATIENCE = 90.0
"""Seconds for which one request keeps obeying 429 and 503 with Retry-After; who asks for more ends the run."""

RECONNECTS = (0.2, 0.6, 1.2)
"""Seconds before each further attempt to reach a target that refuses the connection."""

HELD_BYTES = 48 << 20
"""All large answers that are in use at the same time may take this much memory together."""

LARGE = 64 << 10
"""An answer that takes more memory than this is a large one."""

SILENCES = 16
"""After so many timeouts without a single answer in between, the target counts as dead."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What one request came to: the response, the seconds it took, and how often it had to be sent again."""

    response: Response
    seconds: float
    retries: int


class Client:
    """Sends requests to one base URL; belongs to the event loop on which it was made.

    Attributes:
        requests: how many were sent, retries included.
        abandoned: why nothing more is sent, or None.
    """

    def __init__(
        self,
        base_url: str,
        wire: httpx.AsyncBaseTransport,
        pace: Pace,
        *,
        timeout: float,
        budget: int | None,
        way: Way = DIRECT,
    ) -> None:
        self._base_url = base_url
        self._wire = wire
        self._pace = pace
        self._timeout = timeout
        self._budget = budget
        self._way = way
        self._silences = 0
        self._held = 0
        self.requests = 0
        self.abandoned: str | None = None

    async def send(self, request: Request) -> Reply:
        """Send a request and read its answer.

        Raises:
            Trouble: no whole answer came.
            Abandoned: the run is over (the target died, or the budget of requests is spent).
        """
        if not request.path.startswith("/"):
            raise AssertionError(f"the path {request.path!r} could change the host, and credentials travel with it")
        patience = time.monotonic() + PATIENCE
        retries = 0
        while True:
            response, seconds = await self._once(request)
            if not _asks_to_wait(response):
                return Reply(response, seconds, retries)
            pause = retry_after(response.header("retry-after"), attempt=retries)
            if pause > PATIENCE:
                self._abandon(f"the target asked to wait for more than {PATIENCE:g} s")
            if time.monotonic() > patience:
                self._abandon(f"the target still asked to wait after {PATIENCE:g} s")
            self._pace.hold(pause)
            retries += 1

    async def burst(self, requests: Sequence[Request], *, stagger: float, within: float = math.inf) -> Burst:
        """Send requests all at once, past the pace: only a target that may be raced is.

        Args:
            requests: to be sent in this order.
            stagger: seconds between one request and the next.
            within: seconds that the run has left.

        Raises:
            Trouble: not every response came whole.
            Abandoned: the run is over.
        """
        for _ in requests:
            self._admit()
        return await asyncio.to_thread(
            fire, self._base_url, requests, stagger=stagger, timeout=min(self._timeout, within), way=self._way
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._wire.aclose()

    async def _once(self, request: Request) -> tuple[Response, float]:
        for pause in (*RECONNECTS, None):
            try:
                return await self._attempt(request)
            except Unreachable as error:
                self.requests -= 1
                if pause is None:
                    self._abandon(f"the target cannot be reached any more: {error}")
                await asyncio.sleep(pause)
        raise AssertionError("unreachable: the last attempt returns or raises")

    async def _attempt(self, request: Request) -> tuple[Response, float]:
        async with self._pace.turn():
            self._admit()
            began = time.perf_counter()
            try:
                async with asyncio.timeout(self._timeout):
                    response = await self._exchange(request)
            except TimeoutError:
                self._note_silence()
                raise Trouble(f"no whole answer within {self._timeout:g} s", unknown=True) from None
            except httpx.InvalidURL:
                raise Trouble("an id of the target's makes an address too long to be sent", unknown=False) from None
            except (TooMuch, *transport.FAILURES) as error:
                raise _meaning(error) from None
            self._silences = 0
            return response, time.perf_counter() - began

    def _admit(self) -> None:
        if self.abandoned:
            raise Abandoned(self.abandoned)
        if self._budget is not None and self.requests >= self._budget:
            self._abandon(f"the limit of {self._budget} requests is spent")
        self.requests += 1

    def _abandon(self, reason: str) -> NoReturn:
        self.abandoned = self.abandoned or reason
        raise Abandoned(self.abandoned) from None

    def _note_silence(self) -> None:
        self._silences += 1
        if self._silences >= SILENCES:
            self.abandoned = f"the target stopped answering ({SILENCES} requests in a row timed out)"

    async def _exchange(self, request: Request) -> Response:
        reply = await self._wire.handle_async_request(
            httpx.Request(
                request.method,
                _url(self._base_url + request.path),
                headers=[(name.encode(), value.encode()) for name, value in request.headers],
                content=request.body,
            )
        )
        try:
            body, broken = await _read(reply)
        finally:
            await reply.aclose()
        headers = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in reply.headers.raw)
        response = Response(reply.status_code, headers, body, broken)
        self._hold(response)
        return response

    def _hold(self, response: Response) -> None:
        """Count a large answer for as long as anybody uses it: many of them at once are too much."""
        bytes_ = weight(response.body)
        if bytes_ <= LARGE:
            return
        if self._held + bytes_ > HELD_BYTES:
            raise TooMuch(f"the answers in use are larger than {HELD_BYTES} bytes together")
        self._held += bytes_
        weakref.finalize(response, self._let_go, bytes_)

    def _let_go(self, bytes_: int) -> None:
        self._held -= bytes_


@lru_cache(maxsize=512)
def _url(text: str) -> httpx.URL:
    """Most requests go to a few addresses, and to read one takes longer than to write the rest of a request."""
    return httpx.URL(text)


def _meaning(error: Exception) -> Exception:
    """What a failed exchange says of the target."""
    unsent = transport.never_sent(error)
    if unsent is not None:
        return Unreachable(unsent)
    beyond = str(error) if isinstance(error, TooMuch) else transport.beyond_bounds(error)
    if beyond is not None:
        # A bound of ours: the target did answer, and nothing speaks against it.
        return Trouble(f"{beyond}; more is not read", unknown=False)
    return Trouble(transport.broken(error), unknown=True)


class Unreachable(Exception):
    """The connection could not be made; the request was certainly not sent."""


def _asks_to_wait(response: Response) -> bool:
    return response.status == 429 or (response.status == 503 and response.header("retry-after") is not None)


async def _read(reply: httpx.Response) -> tuple[bytes, str | None]:
    wire = bytearray()
    async for chunk in reply.stream:  # type: ignore[union-attr]
        wire += chunk
        if len(wire) > WIRE_BYTES:
            raise TooMuch(f"the body is larger than {WIRE_BYTES} bytes on the wire")
    return decoded(bytes(wire), reply.headers.get("content-encoding"))
