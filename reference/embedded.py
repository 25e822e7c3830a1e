"""The one entry point for others: which references there are, how each can differ, and how to build one.

An API is a folder beside this file that holds a `target.toml`; its `assembly.py` offers the functions of `Api`.
Whoever adds one copies that pattern and touches nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from reference.catalogue import Fault, Variant, choose, unknown

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_HERE = Path(__file__).parent

APIS: tuple[str, ...] = tuple(sorted(found.parent.name for found in _HERE.glob("*/target.toml")))
"""The names of the APIs that have a reference."""


class Api(Protocol):
    """What the `assembly` module of one API offers."""

    def faults(self) -> dict[str, Fault]:
        """Return its faults by name."""

    def variants(self) -> dict[str, Variant]:
        """Return its variants by name."""

    def build(self, overrides: Sequence[type], state: Path | None) -> ASGIApp:
        """Make a fresh instance in which the methods of `overrides` come before the healthy ones."""


def faults(api: str) -> dict[str, Fault]:
    """Return the faults of an API by name."""
    return _assembly(api).faults()


def variants(api: str) -> dict[str, Variant]:
    """Return the variants of an API by name."""
    return _assembly(api).variants()


def build(api: str, *, fault: str | None = None, variant: str | None = None, state: Path | None = None) -> ASGIApp:
    """Make a fresh, isolated instance of an API's reference.

    Args:
        api: One of `APIS`.
        fault: The name of the fault to seed, if any.
        variant: The name of the variant to take, if any. Where both touch one rule, the fault wins.
        state: A file that keeps the state over restarts; without it the state lives in memory.

    Raises:
        LookupError: A name is unknown; the message names near matches.
    """
    assembly = _assembly(api)
    overrides: list[type] = []
    if fault is not None:
        overrides.append(choose("fault", assembly.faults(), fault).override)
    if variant is not None:
        overrides.append(choose("variant", assembly.variants(), variant).override)
    return assembly.build(overrides, state)


def target_file(api: str) -> Path:
    """Return the target file that describes an API's reference."""
    return _HERE / _known(api) / "target.toml"


def _known(api: str) -> str:
    if api not in APIS:
        raise LookupError(unknown("reference", api, APIS))
    return api


def _assembly(api: str) -> Api:
    return cast(Api, import_module(f"reference.{_known(api)}.assembly"))
