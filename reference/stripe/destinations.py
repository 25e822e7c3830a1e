"""Which cryptocurrencies and networks: the lists that the user is held to, and the defaults within them.

Source: stripe-onramp-sessions.txt, create: destination_currencies, destination_currency, destination_network,
destination_networks. That a currency has to live on the network is public; the document is silent.
"""

from __future__ import annotations

from collections.abc import Sequence

from reference.stripe.catalog import CURRENCIES, NETWORKS, PAIRS
from reference.stripe.errors import CONFLICTING_CURRENCY, CONFLICTING_NETWORK, INVALID_PAIR
from reference.stripe.form import Form
from reference.stripe.model import Order, Params, Refusal


class Destinations(Form):
    """What the user receives, and where."""

    # ---- members

    def currencies(self) -> Sequence[str]:
        """Return the cryptocurrencies that there are."""
        return CURRENCIES

    def networks(self) -> Sequence[str]:
        """Return the networks that there are."""
        return NETWORKS

    def destination_currencies(self, params: Params) -> tuple[str, ...] | None:
        """Read the list of cryptocurrencies."""
        return self.members(params, "destination_currencies", self.currencies())

    def destination_networks(self, params: Params) -> tuple[str, ...] | None:
        """Read the list of networks."""
        return self.members(params, "destination_networks", self.networks())

    def members(self, params: Params, name: str, allowed: Sequence[str]) -> tuple[str, ...] | None:
        """Take a non-empty list, every element of which is one of the listed values."""
        values = self.array(params, name)
        if values is None:
            return None
        return tuple(self.element(value, index, name, allowed) for index, value in enumerate(values))

    def element(self, value: str, index: int, name: str, allowed: Sequence[str]) -> str:
        """Take one element of a list."""
        return self.member(value, f"{name}[{index}]", allowed)

    def destination_currency(self, params: Params) -> str | None:
        """Read the default cryptocurrency."""
        value = self.text(params, "destination_currency")
        return None if value is None else self.member(value, "destination_currency", self.currencies())

    def destination_network(self, params: Params) -> str | None:
        """Read the default network."""
        value = self.text(params, "destination_network")
        return None if value is None else self.member(value, "destination_network", self.networks())

    # ---- together

    def check_destinations(self, order: Order) -> None:
        """Hold the defaults against the lists, and against one another."""
        self.check_currency_listed(order)
        self.check_network_listed(order)
        self.check_pair(order)

    def check_currency_listed(self, order: Order) -> None:
        """Refuse a default cryptocurrency that is not in the list."""
        if not self.within(order.destination_currency, order.destination_currencies):
            raise self.conflicting_currency()

    def check_network_listed(self, order: Order) -> None:
        """Refuse a default network that is not in the list."""
        if not self.within(order.destination_network, order.destination_networks):
            raise self.conflicting_network()

    def within(self, value: str | None, values: Sequence[str] | None) -> bool:
        """Tell whether a default is in its list; where one of the two is left out there is no conflict."""
        return value is None or values is None or value in values

    def check_pair(self, order: Order) -> None:
        """Refuse a cryptocurrency that cannot be had on the network."""
        currency, network = order.destination_currency, order.destination_network
        if currency is not None and network is not None and network not in self.networks_of(currency):
            raise self.invalid_pair(currency, network)

    def networks_of(self, currency: str) -> Sequence[str]:
        """Return the networks that a cryptocurrency lives on."""
        return PAIRS[currency]

    def conflicting_currency(self) -> Refusal:
        """Refuse two parameters that contradict each other."""
        message = "destination_currency must be one of destination_currencies, if both are set."
        return self.invalid("destination_currency", message, CONFLICTING_CURRENCY)

    def conflicting_network(self) -> Refusal:
        """Refuse two parameters that contradict each other."""
        message = "destination_network must be one of destination_networks, if both are set."
        return self.invalid("destination_network", message, CONFLICTING_NETWORK)

    def invalid_pair(self, currency: str, network: str) -> Refusal:
        """Refuse a cryptocurrency on a network where it is not sold."""
        where = ", ".join(self.networks_of(currency))
        message = f"{currency} is not available on {network}; it is available on {where}."
        return self.invalid("destination_network", message, INVALID_PAIR)
