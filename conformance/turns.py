"""Turns: of the runs on this machine that move one target's clock, one at a time.

What one run lets age has aged for every other: a key that was used an hour ago is forgotten when somebody else moves
the clock by a day, and the target would be accused of it. Runs against a target without a clock need no turns.
"""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Self

WAITING = "another run is moving this target's clock; waiting for its end"


class Turn:
    """The turn of one process; the operating system takes it back from a process that dies."""

    def __init__(self, file: Path, descriptor: int) -> None:
        self._file = file
        self._descriptor = descriptor

    @classmethod
    def take(cls, base_url: str, tell: Callable[[str], None]) -> Self | None:
        """Wait until nobody else here has the turn.

        Args:
            base_url: of the target.
            tell: is told once, if there is somebody to wait for.

        Returns:
            The turn, or None where files cannot be locked: then nobody waits.
        """
        name = hashlib.sha256(base_url.lower().encode()).hexdigest()[:16]
        file = Path(tempfile.gettempdir()) / f"ramp-conformance-{os.getuid()}-{name}.turn"
        told = False
        while True:
            try:
                descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
            except OSError:
                return None
            try:
                if not _locked(descriptor, wait=told):
                    tell(WAITING)
                    told = True
                    _locked(descriptor, wait=True)
                # Whoever had the turn has removed the file meanwhile: the next may have made another.
                if _is(file, descriptor):
                    return cls(file, descriptor)
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)

    def give_back(self) -> None:
        """Let the next one go on."""
        self._file.unlink(missing_ok=True)
        os.close(self._descriptor)


def _locked(descriptor: int, *, wait: bool) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is(file: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(file.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
