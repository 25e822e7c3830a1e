"""Faults and variants: how a reference errs on purpose, and how it may lawfully differ.

Both are small classes that override one rule. A decorator marks the class; `collect` gathers the marked classes of
the modules it is given. Nothing is registered by the mere act of importing, so the order of imports means nothing.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, TypeVar, overload

C = TypeVar("C", bound=type)
E = TypeVar("E", "Fault", "Variant")


@dataclass(frozen=True, slots=True)
class Fault:
    """A seeded violation of one requirement.

    Attributes:
        name: The class name in kebab-case, by which the fault is asked for.
        requirement: The id of the requirement that it breaks.
        doc: The story of what a careless vendor did.
        override: The class whose methods replace the healthy ones.
        sockets: Whether it lies in how a connection is used, which shows only over sockets.
    """

    name: str
    requirement: str
    doc: str
    override: type
    sockets: bool = False


@dataclass(frozen=True, slots=True)
class Variant:
    """Another way to conform, in what the documents leave open.

    Attributes:
        name: The class name in kebab-case, by which the variant is asked for.
        doc: What it does differently, and why that is allowed.
        override: The class whose methods replace the healthy ones.
        warns: Ids of SHOULD requirements that it may leave unmet; it breaks no MUST.
        target: Tables that its target file has in place of the reference's own.
        sockets: Whether it differs in how a connection is used, which shows only over sockets.
        slow: Whether it makes everybody wait.
    """

    name: str
    doc: str
    override: type
    warns: frozenset[str] = frozenset()
    target: Mapping[str, Any] = field(default_factory=dict)
    sockets: bool = False
    slow: bool = False


_marks: dict[type, Fault | Variant] = {}


def fault(requirement: str, *, sockets: bool = False) -> Callable[[C], C]:
    """Mark an override class as a fault that breaks `requirement`, perhaps over sockets only."""

    def mark(override: C) -> C:
        _marks[override] = Fault(kebab(override.__name__), requirement, story(override), override, sockets)
        return override

    return mark


@overload
def variant(override: C, /) -> C: ...
@overload
def variant(
    *, warns: Iterable[str] = (), target: Mapping[str, Any] | None = None, sockets: bool = False, slow: bool = False
) -> Callable[[C], C]: ...
def variant(
    override: C | None = None,
    /,
    *,
    warns: Iterable[str] = (),
    target: Mapping[str, Any] | None = None,
    sockets: bool = False,
    slow: bool = False,
) -> C | Callable[[C], C]:
    """Mark an override class as a variant, with the SHOULDs that it may leave unmet and its own target tables."""

    def mark(override: C) -> C:
        name = kebab(override.__name__)
        _marks[override] = Variant(name, story(override), override, frozenset(warns), target or {}, sockets, slow)
        return override

    return mark if override is None else mark(override)


def collect(kind: type[E], modules: Iterable[ModuleType]) -> dict[str, E]:
    """Gather the marked classes that `modules` define, by name, in the order in which they are written."""
    found: dict[str, E] = {}
    for module in modules:
        for value in vars(module).values():
            if not isinstance(value, type) or value.__module__ != module.__name__:
                continue
            mark = _marks.get(value)
            if not isinstance(mark, kind):
                continue
            if mark.name in found:
                raise ValueError(f"two classes are called {mark.name}")
            found[mark.name] = mark
    return found


def choose(what: str, entries: Mapping[str, E], name: str) -> E:
    """Find an entry by name; an unknown name is answered with the names that come near it."""
    if name in entries:
        return entries[name]
    raise LookupError(unknown(what, name, entries))


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """Say that there is no such `what`, and which known names come near it."""
    known = list(known)
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5) or [each for each in known if name in each][:3]
    hint = f"; did you mean {' or '.join(near)}?" if near else "."
    return f"There is no {what} called {name!r}{hint}"


def kebab(name: str) -> str:
    """Turn a class name into a kebab-case one: `WindowOf48Hours` becomes `window-of-48-hours`."""
    word_begins = r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-zA-Z])(?=[0-9])"
    return re.sub(word_begins, "-", name).lower()


def story(override: type) -> str:
    """Return the docstring of an override class, which is mandatory, as one paragraph."""
    own = override.__dict__.get("__doc__")
    if not own:
        raise TypeError(f"{override.__name__} has no docstring")
    return " ".join(str(own).split())
