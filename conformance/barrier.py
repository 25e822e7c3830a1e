"""The target's clock, shared by every check: nobody moves it, everybody waits for it.

A scenario that needs time to pass waits at the barrier. Once the barrier is open and nothing else is running, the
clock is advanced to the earliest time that somebody waits for, those go on, and so forth, in order.
"""

import asyncio
import heapq
import itertools
import math
from collections.abc import Awaitable, Callable

from conformance.errors import Trouble


class Barrier:
    """Where scenarios wait for the target's clock; belongs to one event loop."""

    def __init__(self, advance: Callable[[int], Awaitable[None]]) -> None:
        self._advance = advance
        self._now = 0
        self._active = 0
        self._waiting: list[tuple[int, int, str, asyncio.Future[None]]] = []
        self._order = itertools.count()
        self._changed = asyncio.Condition()

    async def enter(self, scenarios: int) -> None:
        """So many scenarios are about to run."""
        async with self._changed:
            self._active += scenarios

    async def leave(self) -> None:
        """A scenario has ended."""
        async with self._changed:
            self._active -= 1
            self._changed.notify_all()

    async def after(self, seconds: float) -> None:
        """Wait until the clock stands `seconds` further than now.

        Raises:
            Exception: whatever made the clock refuse to move.
        """
        await self._wait(math.ceil(seconds), alone="")

    async def alone(self, whose: str) -> None:
        """Wait until nothing else is running but what is alone with something else.

        Args:
            whose: what the scenario wants for itself, such as an actor; of two that want the same, one goes first.
        """
        await self._wait(0, alone=whose)

    async def _wait(self, seconds: int, *, alone: str) -> None:
        due = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (self._now + seconds, next(self._order), alone, due))
        await self.leave()
        await due

    async def drive(self) -> None:
        """Be open: move the clock whenever nothing but waiting is left. Runs until it is cancelled."""
        while True:
            async with self._changed:
                await self._changed.wait_for(lambda: self._active == 0 and bool(self._waiting))
                await self._step()

    async def _step(self) -> None:
        due = self._waiting[0][0]
        failure: Exception | None = None
        try:
            if due > self._now:
                await self._advance(due - self._now)
        except Exception as error:
            failure = error
        # Whether a clock that gave no clear answer has moved, nobody knows: then all who wait for it fail with it.
        lost = failure is not None and not (isinstance(failure, Trouble) and not failure.unknown)
        if failure is None:
            self._now = due
        for waiter in self._next(due, everybody=lost, freely=failure is not None):
            self._active += 1
            if failure is None:
                waiter.set_result(None)
            else:
                waiter.set_exception(failure)

    def _next(self, due: int, *, everybody: bool, freely: bool) -> list[asyncio.Future[None]]:
        """Take those from the queue whose time has come: those who want to be alone before all others."""
        chosen: list[asyncio.Future[None]] = []
        kept: list[tuple[int, int, str, asyncio.Future[None]]] = []
        taken: set[str] = set()
        for entry in sorted(self._waiting, key=lambda entry: entry[:2]):
            when, _, alone, waiter = entry
            fits = freely or (alone not in taken if alone else not taken)
            if (everybody or when <= due) and fits:
                chosen.append(waiter)
                taken |= {alone} if alone else set()
            else:
                kept.append(entry)
        self._waiting = kept
        heapq.heapify(self._waiting)
        return chosen
