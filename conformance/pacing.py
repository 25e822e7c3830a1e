"""How hard a target may be pressed: concurrency, rate, and the pauses that it asks for."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.utils import parsedate_to_datetime

LONGEST_PAUSE = 60.0
"""Seconds that one Retry-After may hold the run up; a longer one is cut to this."""


class Pace:
    """Admits requests: at most `concurrency` at once, at most `rate` a second, none while the target asks to wait."""

    def __init__(self, concurrency: int, rate: float | None) -> None:
        self._slots = asyncio.Semaphore(concurrency)
        self._interval = 1.0 / rate if rate else 0.0
        self._next = 0.0
        self._held_until = 0.0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Hold one slot for the length of one request."""
        async with self._slots:
            await self._wait()
            yield

    def hold(self, seconds: float) -> None:
        """Let nobody start within the next seconds: the target said so, and it means every caller."""
        self._held_until = max(self._held_until, time.monotonic() + min(seconds, LONGEST_PAUSE))

    async def _wait(self) -> None:
        while (delay := max(self._next, self._held_until) - time.monotonic()) > 0:
            await asyncio.sleep(delay)
        self._next = max(self._next, time.monotonic()) + self._interval


def retry_after(value: str | None, *, attempt: int) -> float:
    """Seconds that a Retry-After header asks for (RFC 9110, 10.2.3): a number, or a date.

    Without a readable header the wait doubles with each attempt, from half a second.
    """
    if value is not None:
        if value.strip().isdecimal():
            return float(value)
        try:
            return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
        except (ValueError, OverflowError):
            pass
    return 0.5 * float(2**attempt)
