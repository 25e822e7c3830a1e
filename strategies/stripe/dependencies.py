"""What one parameter of a create demands of another, written down once (Create › Parameters).

Strategies keep to these rules, near misses break exactly one of them, and checks say which by its requirement.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

Broken = Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True)
class Dependency:
    """One rule between parameters.

    Attributes:
        requirement: id of the requirement that states it.
        broken: whether parameters break it.
    """

    requirement: str
    broken: Broken


def _both(one: str, other: str) -> Broken:
    return lambda params: one in params and other in params


def _without(one: str, *others: str) -> Broken:
    """One parameter without any of the others."""
    return lambda params: one in params and not any(other in params for other in others)


def _outside(value: str, values: str) -> Broken:
    """A default outside its list."""
    return lambda params: value in params and values in params and params[value] not in params[values]


DEPENDENCIES: Final = (
    Dependency("STRIPE-AMOUNTS-EXCLUSIVE", _both("source_amount", "destination_amount")),
    Dependency("STRIPE-DESTINATION-AMOUNT-NEEDS-CURRENCY", _without("destination_amount", "destination_currency")),
    Dependency("STRIPE-DESTINATION-AMOUNT-NEEDS-NETWORK", _without("destination_amount", "destination_network")),
    Dependency("STRIPE-DESTINATION-CURRENCY-IN-LIST", _outside("destination_currency", "destination_currencies")),
    Dependency("STRIPE-DESTINATION-NETWORK-IN-LIST", _outside("destination_network", "destination_networks")),
    Dependency(
        "STRIPE-WALLETS-NEED-NETWORK", _without("wallet_addresses", "destination_network", "destination_networks")
    ),
)

BY_REQUIREMENT: Final = {rule.requirement: rule for rule in DEPENDENCIES}


def broken(params: Mapping[str, Any]) -> tuple[str, ...]:
    """The requirements whose dependency the parameters break."""
    return tuple(rule.requirement for rule in DEPENDENCIES if rule.broken(params))
