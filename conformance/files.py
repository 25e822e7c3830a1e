"""Files: read whole unless they are too large to be what they are said to be, and written whole or not at all."""

import errno
import os
import stat
from pathlib import Path

LARGEST = 1 << 20
"""Bytes. A device that never ends, or a file that was named by mistake, must not fill the memory."""


def read_bytes(file: Path) -> bytes:
    """The content of a file.

    Raises:
        OSError: it cannot be read, or is larger than `LARGEST`; `strerror` says why.
    """
    with file.open("rb") as stream:
        content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise OSError(0, f"it is larger than {LARGEST} bytes")
    return content


def read_text(file: Path) -> str:
    """The content of a file as UTF-8 text, with one kind of line break.

    Raises:
        OSError: it cannot be read, or is larger than `LARGEST`; `strerror` says why.
        UnicodeDecodeError: it is no UTF-8 text.
    """
    return read_bytes(file).decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def check_regular(file: Path) -> None:
    """See that a file which a library will read is one that it can read to its end.

    Raises:
        OSError: it is not; `strerror` says why.
    """
    mode = file.stat().st_mode
    if stat.S_ISREG(mode):
        read_bytes(file)
    elif stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    else:
        raise OSError(0, "it is no regular file")


def written_whole(file: Path, text: str) -> None:
    """Write a file of a run directory: whoever is killed meanwhile leaves the earlier one, or none, never a half."""
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(file)
