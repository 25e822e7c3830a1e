"""The suite that is installed: its version, and one digest of the files that decide what it finds."""

import hashlib
import importlib.metadata
import importlib.util
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

NAME = "ramp-conformance"
_PACKAGES = ("conformance", "reports", "specs", "strategies")


@dataclass(frozen=True)
class Suite:
    """A suite as it is installed somewhere.

    Attributes:
        version: of the distribution.
        digest: SHA-256 over the names and contents of all files of its packages but the reference, in hex; the same
            wherever the same files are installed.
    """

    version: str
    digest: str


@cache
def installed() -> Suite:
    """The suite that runs this line."""
    return Suite(version=importlib.metadata.version(NAME), digest=_digest())


def _digest() -> str:
    whole = hashlib.sha256()
    for name, file in _files():
        whole.update(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {name}\n".encode())
    return whole.hexdigest()


def _files() -> Iterator[tuple[str, Path]]:
    for package in _PACKAGES:
        spec = importlib.util.find_spec(package)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            yield from sorted(_below(folder, package))


def _below(folder: str, name: str) -> Iterator[tuple[str, Path]]:
    """The files of a folder by name; every run begins with this walk, and Path.rglob takes three times as long."""
    with os.scandir(folder) as entries:
        for entry in entries:
            # What Python and others leave beside the sources differs from machine to machine.
            if entry.name == "__pycache__" or entry.name.startswith("."):
                continue
            if entry.is_dir():
                yield from _below(entry.path, f"{name}/{entry.name}")
            else:
                yield f"{name}/{entry.name}", Path(entry.path)
