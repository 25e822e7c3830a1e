"""How an instance is put together: the entry point that `reference.embedded` looks for in every API."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from starlette.types import ASGIApp

from reference.catalogue import Fault, Variant, collect
from reference.clock import Clock
from reference.stripe.app import application
from reference.stripe.rules import Rules
from reference.stripe.store import Store


def faults() -> dict[str, Fault]:
    """Return the faults by name. They are imported here, so that a server without one starts without them."""
    return collect(Fault, import_module("reference.stripe.faults").MODULES)


def variants() -> dict[str, Variant]:
    """Return the variants by name."""
    modules = ("reference.stripe.variants", "reference.weather_variants")
    return collect(Variant, map(import_module, modules))


def build(overrides: Sequence[type], state: Path | None) -> ASGIApp:
    """Make a fresh instance in which the methods of `overrides` come before the healthy ones."""
    store = Store(state)
    made: type[Rules] = type("Rules", (*overrides, Rules), {}) if overrides else Rules
    return application(made(store, Clock(store.clock_offset())))
