"""The recording client: one request in, one whole and bounded response out, or `Trouble`.

It never follows a redirect (clients that do forward `x-api-key` and its like to another origin), bounds what it reads,
puts a deadline on the exchange as a whole, and waits when the target asks it to.
"""

import asyncio
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from conformance import transport
from conformance.burst import Burst, fire
from conformance.content import decoded
from conformance.errors import Abandoned, Trouble
from conformance.exchange import Request, Response
from conformance.pacing import Pace, retry_after

WIRE_BYTES = 1 << 20
"""A response body may have this many bytes on the wire."""

PATIENCE = 90.0
"""Seconds for which one request keeps obeying 429 and 503 with Retry-After."""

RECONNECTS = (0.2, 0.6, 1.2)
"""Seconds before each further attempt to reach a target that refuses the connection."""

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
        self, base_url: str, wire: httpx.AsyncBaseTransport, pace: Pace, *, timeout: float, budget: int | None
    ) -> None:
        self._base_url = base_url
        self._wire = wire
        self._pace = pace
        self._timeout = timeout
        self._budget = budget
        self._silences = 0
        self.requests = 0
        self.abandoned: str | None = None

    async def send(self, request: Request) -> Reply:
        """Send a request and read its answer.

        Raises:
            Trouble: no whole answer came.
            Abandoned: the run is over (the target died, or the budget of requests is spent).
        """
        patience = time.monotonic() + PATIENCE
        retries = 0
        while True:
            response, seconds = await self._once(request)
            if not _asks_to_wait(response):
                return Reply(response, seconds, retries)
            if time.monotonic() > patience:
                self.abandoned = self.abandoned or f"the target still asked to wait after {PATIENCE:g} s"
                raise Abandoned(self.abandoned)
            self._pace.hold(retry_after(response.header("retry-after"), attempt=min(retries, 5)))
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
            fire, self._base_url, requests, stagger=stagger, timeout=min(self._timeout, within)
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
                    self.abandoned = self.abandoned or f"the target cannot be reached any more: {error}"
                    raise Abandoned(self.abandoned) from None
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
            except transport.FAILURES as error:
                reason = transport.never_sent(error)
                if reason is not None:
                    raise Unreachable(reason) from None
                raise Trouble(
                    f"the connection broke before the answer was whole ({type(error).__name__})", unknown=True
                ) from None
            self._silences = 0
            return response, time.perf_counter() - began

    def _admit(self) -> None:
        if self.abandoned:
            raise Abandoned(self.abandoned)
        if self._budget is not None and self.requests >= self._budget:
            self.abandoned = f"the limit of {self._budget} requests is spent"
            raise Abandoned(self.abandoned)
        self.requests += 1

    def _note_silence(self) -> None:
        self._silences += 1
        if self._silences >= SILENCES:
            self.abandoned = f"the target stopped answering ({SILENCES} requests in a row timed out)"

    async def _exchange(self, request: Request) -> Response:
        reply = await self._wire.handle_async_request(
            httpx.Request(
                request.method,
                self._base_url + request.path,
                headers=[(name.encode(), value.encode()) for name, value in request.headers],
                content=request.body,
            )
        )
        try:
            body, broken = await _read(reply)
        finally:
            await reply.aclose()
        headers = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in reply.headers.raw)
        return Response(reply.status_code, headers, body, broken)


class Unreachable(Exception):
    """The connection could not be made; the request was certainly not sent."""


def _asks_to_wait(response: Response) -> bool:
    return response.status == 429 or (response.status == 503 and response.header("retry-after") is not None)


async def _read(reply: httpx.Response) -> tuple[bytes, str | None]:
    wire = bytearray()
    async for chunk in reply.stream:  # type: ignore[union-attr]
        wire += chunk
        if len(wire) > WIRE_BYTES:
            return b"", f"the body is larger than {WIRE_BYTES} bytes on the wire"
    return decoded(bytes(wire), reply.headers.get("content-encoding"))
