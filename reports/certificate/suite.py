"""The suite that is installed: its version, and one digest of all its files."""

import hashlib
import importlib.metadata
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

NAME = "ramp-conformance"
_PACKAGES = ("conformance", "reference", "reports", "specs", "strategies")


@dataclass(frozen=True)
class Suite:
    """A suite as it is installed somewhere.

    Attributes:
        version: of the distribution.
        digest: SHA-256 over the names and contents of all files of its packages, in hex; the same wherever the same
            files are installed.
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
            root = Path(folder)
            names = {file.relative_to(root): file for file in root.rglob("*") if file.is_file()}
            yield from sorted((f"{package}/{name.as_posix()}", file) for name, file in names.items() if _counts(name))


def _counts(name: Path) -> bool:
    """What Python and others leave beside the sources differs from machine to machine."""
    return "__pycache__" not in name.parts and not any(part.startswith(".") for part in name.parts)
