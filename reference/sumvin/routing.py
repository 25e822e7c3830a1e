"""Which provider takes the session, and what happens when none does.

Sources: sumvin-open-session.txt, "Body" (country_code filters by market, payment_method_type restricts the rail,
service_provider pins); sumvin-meld-integration.txt, RAMP_PROVIDER_ERROR. The documents do not say what answers a
country or rail that nobody serves; it is read here as the upstream's rejection.
"""
# ruff: noqa: ARG002 - a rule gets what an override of it may need

from __future__ import annotations

from reference.sumvin.catalog import PROVIDERS, ROUTED, Provider
from reference.sumvin.model import Order, Refusal
from reference.sumvin.problems import PROVIDER_ERROR, Problems


class Routing(Problems):
    """How a provider is chosen and asked."""

    def provider(self, order: Order) -> Provider:
        """Take the pinned provider, or let the router decide."""
        if order.service_provider is None:
            return self.routed(order)
        return self.pinned(order.service_provider, order)

    def routed(self, order: Order) -> Provider:
        """Take the first provider that serves the order."""
        for provider in ROUTED:
            if self.serves(provider, order):
                return provider
        raise self.not_served("No provider serves this country and payment method.")

    def pinned(self, name: str, order: Order) -> Provider:
        """Take the provider that the caller names, if it serves the order."""
        provider = PROVIDERS.get(name)
        if provider is None:
            raise self.provider_failed("There is no such service provider.")
        if not self.serves(provider, order):
            raise self.not_served("The service provider does not serve this country and payment method.")
        return provider

    def serves(self, provider: Provider, order: Order) -> bool:
        """Tell whether a provider is live in the country and takes the rail."""
        rail = order.payment_method_type
        return self.in_market(provider, order) and (rail is None or rail in provider.rails)

    def in_market(self, provider: Provider, order: Order) -> bool:
        """Tell whether a provider is live in the order's country."""
        return order.country_code in provider.countries

    async def ask(self, provider: Provider, order: Order) -> None:
        """Ask the provider to open the session."""
        if provider.failing:
            raise self.provider_failed("The provider rejected the session.")

    def not_served(self, detail: str) -> Refusal:
        """Refuse an order for which there is no provider."""
        return self.refuse(PROVIDER_ERROR, detail)

    def provider_failed(self, detail: str) -> Refusal:
        """Pass the upstream's rejection on."""
        return self.refuse(PROVIDER_ERROR, detail)
