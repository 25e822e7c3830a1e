"""An API as the engine sees it: everything in which one vendor differs from another, in one object.

A fourth API adds its folders under `specs`, `strategies`, `conformance` and `reference`, with an `API` of this type,
and touches nothing else.
"""

import importlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import BaseModel

import specs
from conformance.errors import ConfigurationError
from conformance.exchange import Exchange
from conformance.invariants import Invariant
from conformance.scenario import Answer, Scenario
from conformance.target import Target, Vocabulary


@dataclass(frozen=True, slots=True)
class Role:
    """A role that an actor may play.

    Attributes:
        purpose: what it is for, in a few words.
        accepted: whether its credentials are good ones, so that a refusal in the pre-flight is a configuration error.
    """

    purpose: str
    accepted: bool = True


@dataclass(frozen=True)
class Api:
    """One API.

    Attributes:
        name: short name, the same in all folders.
        roles: role to what it means; the first is the ordinary actor, which every target has to have.
        fixtures: the model of the `[fixtures]` table.
        triggers: situations that a target file may say how to make happen, to what they are.
        capabilities: what a target file may grant or declare with true, to what that means.
        shapes: places that a target file may point at, to what is found there.
        facade: makes what checks are given, from a scenario.
        probe: one harmless, valid call with an actor's credentials, for the pre-flight.
        refused: what an answer to the probe says against the configuration, as a sentence; None if nothing.
        lent: the capabilities that a target lends.
        invariants: makes the oracles for every exchange of one run, some of which compare it with earlier ones,
            from the places that the target file points at.
        learn: the secrets that an answer shows, as (kind, value).
        secret_fields: names of body members whose value is masked wherever they stand, however short.
        public_headers: request headers of an actor that identify rather than authenticate.
        production: hosts on which nothing runs without an explicit permission.
        live: whether a credential moves real money.
        answers: operation to the requirement that says it is answered, whatever is sent, which is violated when one
            request, and no other, never is; None where no document says so.
    """

    name: str
    roles: Mapping[str, Role]
    fixtures: type[BaseModel]
    triggers: Mapping[str, str]
    capabilities: Mapping[str, str]
    shapes: Mapping[str, str]
    facade: Callable[[Scenario], Any]
    probe: Callable[[Scenario, str], Awaitable[Answer]]
    refused: Callable[[Answer, Target], str | None]
    lent: Callable[[Target], frozenset[str]]
    invariants: Callable[[Mapping[str, str]], Sequence[Invariant]]
    learn: Callable[[Exchange], Sequence[tuple[str, str]]]
    secret_fields: frozenset[str]
    public_headers: frozenset[str]
    production: frozenset[str]
    live: Callable[[str], bool]
    answers: Callable[[str], str | None]

    @property
    def contract(self) -> specs.Contract:
        """What is promised."""
        return specs.load(self.name)

    @property
    def everywhere(self) -> frozenset[str]:
        """Ids of the requirements that are judged on every exchange."""
        return frozenset(invariant.requirement for invariant in self.invariants({}))

    @property
    def vocabulary(self) -> Vocabulary:
        """What a target file for this API may say."""
        purposes = {name: role.purpose for name, role in self.roles.items()}
        return Vocabulary(self.fixtures, purposes, self.triggers, self.capabilities, self.shapes)

    @property
    def checks_folder(self) -> Path:
        """Where the checks lie."""
        return Path(__file__).parent / self.name / "checks"


def lent(api: Api, target: Target) -> frozenset[str]:
    """The capabilities that a target lends and that can be used on the way to it."""
    return api.lent(target) - target.way.closed.keys()


def load(name: str) -> Api:
    """The API of that name.

    Raises:
        ConfigurationError: there is none.
    """
    if name not in specs.names():
        raise ConfigurationError(f"there is no API named {name!r}; there are: {', '.join(specs.names())}")
    api: Api = importlib.import_module(f"conformance.{name}").API
    return api


def check_modules(api: Api) -> list[ModuleType]:
    """The modules that hold an API's checks, in alphabetical order."""
    files = sorted(file.stem for file in api.checks_folder.glob("[!_]*.py"))
    return [importlib.import_module(f"conformance.{api.name}.checks.{stem}") for stem in files]
