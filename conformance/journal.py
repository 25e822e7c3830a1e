"""The writer of a journal: one file per worker, one line at a time, flushed at once."""

import os
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from reports.journal import Line


class Journal:
    """An open journal file; safe to use from several threads."""

    def __init__(self, file: Path, *, private: bool = False) -> None:
        """Make a file.

        Args:
            file: where to; its folder is made if need be.
            private: nobody else may read it, whatever the umask.

        Raises:
            FileExistsError: there is one already; what another visit wrote is never touched.
        """
        file.parent.mkdir(parents=True, exist_ok=True)
        # Made so from the beginning: until a mode is changed, anybody can open the file, and keep it open.
        mode = 0o600 if private else 0o666
        self._lock = threading.Lock()
        # Line by line, so that a killed run leaves whole lines behind.
        self._stream = open(  # noqa: SIM115 (it stays open, and only this one takes an opener)
            file, "x", encoding="utf-8", buffering=1, opener=lambda name, flags: os.open(name, flags, mode)
        )

    def write(self, line: Line) -> None:
        """Append one line."""
        text = line.model_dump_json()
        with self._lock:
            self._stream.write(text + "\n")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
