"""Which checks run, and which requirements are reported: all, or those that patterns name."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from types import ModuleType

from conformance.api import Api, check_modules
from conformance.check import Check
from conformance.gate import Gate, gate
from conformance.plan import Depth, Shard


class UnknownRequirementError(Exception):
    """A check names a requirement that no catalogue holds."""


@dataclass(frozen=True)
class Selection:
    """What a run is about.

    Attributes:
        checks: to be run: those first that find most for their requests, those that wait for the clock last.
        requirements: ids to report, or None for all.
    """

    checks: tuple[Check, ...]
    requirements: frozenset[str] | None


def checks_of(module: ModuleType) -> list[Check]:
    """The checks that a module declares, in its own order."""
    return [value for value in vars(module).values() if isinstance(value, Check)]


def all_checks(api: Api) -> list[Check]:
    """Every check of an API.

    Raises:
        UnknownRequirementError: one names a requirement that the catalogue does not hold.
    """
    found = [check for module in check_modules(api) for check in checks_of(module)]
    for check in found:
        verify(check, api)
    return found


def verify(check: Check, api: Api) -> None:
    """Hold a check against the catalogue.

    Raises:
        UnknownRequirementError: it names a requirement that the catalogue does not hold.
    """
    for requirement in check.requirements:
        if requirement not in api.contract.requirements:
            raise UnknownRequirementError(f"check {check.name} names {requirement}, which is no requirement")


def select(api: Api, checks: Sequence[Check], patterns: Sequence[str], depth: Depth = "standard") -> Selection:
    """Keep what the patterns name.

    Args:
        api: whose checks.
        checks: all that were collected.
        patterns: shell patterns of requirement ids or check names; none means everything. A requirement that no
            check names is judged on every exchange, so all checks run for it.
        depth: a quick run leaves out what its gate does not admit, unless patterns ask for it.
    """
    # A longer run has no need of an order: what takes many steps, one after another, is not left for its end.
    order = gate(api.name) if depth == "quick" else Gate({})
    if not patterns:
        return Selection(_in_order([check for check in checks if order.admits(check)], order), None)
    wanted = {name for name in api.contract.requirements if _matches(name, patterns)}
    by_name = [check for check in checks if _matches(check.name, patterns)]
    everywhere = bool(wanted & api.everywhere)
    kept = [check for check in checks if everywhere or check in by_name or wanted.intersection(check.requirements)]
    requirements = wanted.union(*(check.requirements for check in by_name))
    return Selection(_in_order(kept, order), frozenset(requirements))


def share_of(selection: Selection, shard: Shard) -> tuple[Check, ...]:
    """The checks of one of several machines: the same in every run, and about as many for each.

    Those that wait for the clock, or for an actor, go to the first machine all together: they move one clock, in order.
    """
    shares: list[list[Check]] = [[] for _ in range(shard.count)]
    shares[0] += [check for check in selection.checks if check.waits]
    for check in sorted((one for one in selection.checks if not one.waits), key=lambda one: one.name):
        min(shares, key=len).append(check)
    return tuple(check for check in selection.checks if check in shares[shard.number - 1])


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name.lower(), pattern.lower()) for pattern in patterns)


def _in_order(checks: Sequence[Check], order: Gate) -> tuple[Check, ...]:
    return tuple(sorted(checks, key=lambda check: (check.waits, order.place(check))))
