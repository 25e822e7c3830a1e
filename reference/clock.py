"""The reference's own time, which a test can move forward."""

from __future__ import annotations

import time


class Clock:
    """Real time plus an offset."""

    def __init__(self, offset: float = 0.0) -> None:
        """Start `offset` seconds ahead of real time."""
        self.offset = offset

    def now(self) -> float:
        """Return the seconds since the Unix epoch."""
        return time.time() + self.offset

    def now_ms(self) -> int:
        """Return the whole milliseconds since the Unix epoch."""
        return int(self.now() * 1000)

    def advance(self, seconds: float) -> None:
        """Move the time forward."""
        self.offset += seconds
