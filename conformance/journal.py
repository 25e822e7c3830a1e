"""The writer of a journal: one file per worker, one line at a time, flushed at once."""

import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from reports.journal import Line


class Journal:
    """An open journal file; safe to use from several threads."""

    def __init__(self, file: Path, *, private: bool = False) -> None:
        """Open a new file, in place of an earlier one.

        Args:
            file: where to.
            private: nobody else may read it, whatever the umask.
        """
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        # Made so from the beginning: until a mode is changed, anybody can open the file, and keep it open.
        file.touch(mode=0o600 if private else 0o666, exist_ok=False)
        self._lock = threading.Lock()
        # Line by line, so that a killed run leaves whole lines behind; never over what another visit wrote.
        self._stream = file.open("x", encoding="utf-8", buffering=1)

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
