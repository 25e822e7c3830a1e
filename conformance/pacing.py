"""How hard a target may be pressed: concurrency, rate, and the pauses that it asks for."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.utils import parsedate_to_datetime

_GRACE, _FLOOR = 3, 1.0
"""So often a pause of no length is taken at its word; then it lasts a second, or it would be asked for without end."""


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
        self._held_until = max(self._held_until, time.monotonic() + seconds)

    async def _wait(self) -> None:
        while (delay := max(self._next, self._held_until) - time.monotonic()) > 0:
            await asyncio.sleep(delay)
        self._next = max(self._next, time.monotonic()) + self._interval


def retry_after(value: str | None, *, attempt: int) -> float:
    """Seconds to wait for who sends this Retry-After header (RFC 9110, 10.2.3): a number, or a date.

    Without a readable header the wait doubles with each attempt, from half a second to sixteen.
    """
    asked = None if value is None else _asked(value.strip())
    if asked is None:
        return 0.5 * 2.0 ** min(attempt, 5)
    return asked if attempt < _GRACE else max(asked, _FLOOR)


def _asked(value: str) -> float | None:
    if value.isascii() and value.isdecimal():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None
