"""Moments of the target's clock: each step of it makes everybody wait, so what can be looked at together is."""

import time
from typing import Final

from conformance.sumvin.facade import Sumvin
from strategies.sumvin.linked import Due

MARGIN: Final = 30
"""Seconds after a step is due: the target's clock runs on by itself, too."""

LEEWAY: Final = 240
"""By so many seconds more a look may be late, so that it coincides with another."""

UNDER_A_DAY: Final = 23 * 3600 + 50 * 60
OVER_A_DAY: Final = 24 * 3600 + 10 * 60
"""Seconds just under and just over 24 hours; no document decides the exact instant."""


class Moments:
    """The target's clock as one scenario sees it, since it began to count."""

    def __init__(self, sumvin: Sumvin) -> None:
        self._sumvin = sumvin
        self._now = 0
        self._began = time.monotonic()

    async def reach(self, seconds: int) -> None:
        """Wait until so many seconds have passed since then; not at all where they have."""
        if seconds > self._now:
            await self._sumvin.after(seconds - self._now)
            self._now = seconds

    def before(self, seconds: int) -> bool:
        """Whether so many seconds have certainly not passed yet, on a clock that also runs on by itself."""
        return self._now + time.monotonic() - self._began < seconds


def seen(due: Due) -> dict[str, int]:
    """When to look for each step that has a due time, in seconds since a session was opened or a link started.

    As few moments as can be: each is soon after the step, and where steps follow closely soon after the last of them.

    Args:
        due: the steps of a simulated life.

    Returns:
        The name of each step to its moment; `processing` is missing where it is over too soon.
    """
    windows = _windows(due)
    moments: dict[str, int] = {}
    together: list[str] = []
    for name in sorted(windows, key=lambda step: windows[step][1]):
        if together and windows[name][0] > windows[together[0]][1]:
            together = []
        together.append(name)
        moments |= dict.fromkeys(together, max(windows[one][0] for one in together))
    return moments


def _windows(due: Due) -> dict[str, tuple[int, int]]:
    """From when to when each step can be looked at; what becomes of an account counts from its appearance."""
    linked = due.linked or 0
    since = {"changed": linked, "disconnected": linked}
    named = ((name, getattr(due, name)) for name in Due.model_fields)
    steps = {name: since.get(name, 0) + seconds for name, seconds in named if seconds is not None}
    windows = {name: (step + MARGIN, step + MARGIN + LEEWAY) for name, step in steps.items()}
    if due.processing is not None and due.completed is not None:
        lasts = due.completed - due.processing
        windows["processing"] = (due.processing + min(MARGIN, lasts // 3), due.processing + lasts // 2)
        if lasts < MARGIN:
            del windows["processing"]
    return windows


def next_after(due: Due, seconds: int) -> int:
    """The first moment from then on at which somebody looks anyway, if anybody does."""
    return min((moment for moment in (*seen(due).values(), *later(due)) if moment >= seconds), default=seconds)


def later(due: Due) -> tuple[int, int]:
    """When to look again at what is over, in seconds since a session was opened: some time later, and a day later."""
    last = max((0, *seen(due).values()))
    return last + 600, max(last + 600, OVER_A_DAY)
