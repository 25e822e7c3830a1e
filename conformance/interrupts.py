"""Ctrl-C that is never lost.

Python raises KeyboardInterrupt wherever the main thread happens to be. Where that is a finaliser or a callback of the
garbage collector, the exception is printed and forgotten, and a run would go on to its end as if nobody had asked.
A library may also answer it with a complaint of its own, and the run would end as if there were a defect.
"""

import gc
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interrupts:
    """Remembers that the process was interrupted; raises as before.

    Attributes:
        seen: whether it was.
    """

    def __init__(self) -> None:
        self.seen = False
        self._before = signal.getsignal(signal.SIGINT)
        self._ours = threading.current_thread() is threading.main_thread() and callable(self._before)
        if self._ours:
            signal.signal(signal.SIGINT, self._note)

    def again(self) -> None:
        """Raise once more what may have been lost.

        Raises:
            KeyboardInterrupt: the process was interrupted.
        """
        if self.seen:
            raise KeyboardInterrupt

    @contextmanager
    def heeded(self) -> Iterator[None]:
        """Raise what was lost at the end of a `with` block, and in place of whatever became of it there.

        Raises:
            KeyboardInterrupt: the process was interrupted.
        """
        try:
            yield
        finally:
            self.again()

    def release(self) -> None:
        """Put the earlier handler back."""
        if self._ours:
            signal.signal(signal.SIGINT, self._before)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.seen = True
        if callable(self._before) and not _is_of_collector(frame):
            self._before(number, frame)


def _is_of_collector(frame: FrameType | None) -> bool:
    """Whether Python is in a callback of the garbage collector: what is raised there is printed, and lost."""
    callbacks = {getattr(callback, "__code__", None) for callback in gc.callbacks}
    while frame is not None:
        if frame.f_code in callbacks:
            return True
        frame = frame.f_back
    return False
