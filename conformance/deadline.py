"""The time that a visit may take, counted from its very start."""

import time
from dataclasses import dataclass

_LAST = 0.1
"""The part of the time that is left for telling what was found: nothing is shrunk in it."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a visit has to end.

    Attributes:
        began: when it started, as `time.monotonic` tells: one clock for all processes of a machine.
        seconds: that it may take; None for as long as it likes.
    """

    began: float
    seconds: float | None

    @property
    def at(self) -> float | None:
        """The moment, as `time.monotonic` tells (and the time of event loops); None if there is none."""
        return None if self.seconds is None else self.began + self.seconds

    @property
    def remaining(self) -> float:
        """Seconds until then; none is left once it has passed."""
        return float("inf") if self.at is None else max(0.0, self.at - time.monotonic())

    @property
    def near(self) -> bool:
        """Whether so little time is left that what was found should be told as it is."""
        return self.seconds is not None and self.remaining < self.seconds * _LAST

    @property
    def reason(self) -> str:
        """Why a visit ended that had no more time."""
        return f"the {self.seconds:g} s of --max-time are over"
