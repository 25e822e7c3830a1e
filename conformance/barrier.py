"""The target's clock, shared by every check: nobody moves it, everybody waits for it.

A scenario that needs time to pass waits at the barrier. Once the barrier is open and nothing else is running, the
clock is advanced to the earliest time that somebody waits for, those go on, and so forth, in order.
"""

import asyncio
import heapq
import itertools
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from conformance.errors import Trouble


@dataclass(order=True)
class _Waiter:
    """One who waits: until the clock stands at `due`, and then for `whose`, if for anything, to be free.

    Attributes:
        shared: whether others that share it do not disturb.
    """

    due: int
    order: int
    whose: str = field(compare=False)
    shared: bool = field(compare=False)
    released: asyncio.Future[None] = field(compare=False)


class Barrier:
    """Where scenarios wait for the target's clock; belongs to one event loop."""

    def __init__(self, advance: Callable[[int], Awaitable[None]]) -> None:
        self._advance = advance
        self._now = 0
        self._active = 0
        self._waiting: list[_Waiter] = []
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
        await self._wait(math.ceil(seconds), whose="", shared=True)

    async def alone(self, whose: str, *, shared: bool = False) -> None:
        """Wait until nothing else is running but what is alone with something else.

        Args:
            whose: what the scenario wants for itself, such as an actor; of two that want the same, one goes first.
            shared: it only looks, so that others that only look may go on beside it.
        """
        await self._wait(0, whose=whose, shared=shared)

    async def _wait(self, seconds: int, *, whose: str, shared: bool) -> None:
        released = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, _Waiter(self._now + seconds, next(self._order), whose, shared, released))
        await self.leave()
        try:
            await released
        except asyncio.CancelledError:
            # The run's time is over. Whoever ends the scenario counts it out, as if it had been let go on.
            if released.cancelled():
                self._waiting = [waiter for waiter in self._waiting if waiter.released is not released]
                heapq.heapify(self._waiting)
                self._active += 1
            raise

    async def drive(self) -> None:
        """Be open: move the clock whenever nothing but waiting is left. Runs until it is cancelled."""
        while True:
            async with self._changed:
                await self._changed.wait_for(lambda: self._active == 0 and bool(self._waiting))
                await self._step()

    async def _step(self) -> None:
        due = self._waiting[0].due
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
            chosen = _fitting(sorted(waiter for waiter in self._waiting if waiter.due <= due))
        else:
            chosen = [waiter for waiter in self._waiting if lost or waiter.due <= due]
        gone = {waiter.order for waiter in chosen}
        self._waiting = [waiter for waiter in self._waiting if waiter.order not in gone]
        heapq.heapify(self._waiting)
        for waiter in chosen:
            if waiter.released.done():
                continue
            self._active += 1
            if failure is None:
                waiter.released.set_result(None)
            else:
                waiter.released.set_exception(failure)


def _fitting(due: list[_Waiter]) -> list[_Waiter]:
    """Of those whose time has come, the ones that may go on together: first all who need nothing for themselves."""
    chosen = [waiter for waiter in due if not waiter.whose]
    if chosen:
        return chosen
    taken: dict[str, bool] = {}
    for waiter in due:
        # Whoever comes first says whether what it wants may be shared.
        if waiter.whose not in taken or (taken[waiter.whose] and waiter.shared):
            taken[waiter.whose] = waiter.shared
            chosen.append(waiter)
    return chosen
