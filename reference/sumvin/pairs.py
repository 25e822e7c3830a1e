"""Which side is fiat, and whether the crypto side can be ramped.

Source: sumvin-meld-integration.txt, "Error code reference", RAMP_INVALID_PAIR, RAMP_UNKNOWN_ASSET and
RAMP_UNSUPPORTED_ASSET; sumvin-open-session.txt, "Body": the direction is inferred from which side is fiat, and
chain_id always describes the crypto side. A symbol that nobody knows is read as a crypto.
"""
# ruff: noqa: ARG002 - a rule gets what an override of it may need

from __future__ import annotations

from reference.sumvin.catalog import CATALOGUED, FIATS, RAMPABLE
from reference.sumvin.model import Direction, Order, Refusal
from reference.sumvin.problems import INVALID_PAIR, UNKNOWN_ASSET, UNSUPPORTED_ASSET, Problems


class Pairs(Problems):
    """What may be traded for what."""

    def direction(self, order: Order) -> Direction:
        """Infer the direction, and refuse a pair that cannot be ramped."""
        direction = self.inferred(order)
        self.check_known(order, direction)
        self.check_rampable(order, direction)
        return direction

    def inferred(self, order: Order) -> Direction:
        """Tell a buy from a sell; exactly one side must be fiat."""
        from_fiat, to_fiat = self.is_fiat(order.from_asset), self.is_fiat(order.to_asset)
        if from_fiat and to_fiat:
            return self.both_fiat(order)
        if from_fiat:
            return self.buy(order)
        if to_fiat:
            return self.sell(order)
        return self.both_crypto(order)

    def is_fiat(self, symbol: str) -> bool:
        """Tell a fiat symbol from every other."""
        return symbol in FIATS

    def buy(self, order: Order) -> Direction:
        """Deal with fiat for crypto."""
        return "buy"

    def sell(self, order: Order) -> Direction:
        """Deal with crypto for fiat."""
        return "sell"

    def both_fiat(self, order: Order) -> Direction:
        """Deal with two fiat sides."""
        raise self.refuse(INVALID_PAIR, "Both sides are fiat; one must be crypto.")

    def both_crypto(self, order: Order) -> Direction:
        """Deal with two crypto sides."""
        raise self.refuse(INVALID_PAIR, "Both sides are crypto; one must be fiat.")

    def asset(self, order: Order, direction: Direction) -> str:
        """Name the crypto side the way the catalogue does."""
        return f"{order.to_asset if direction == 'buy' else order.from_asset}@{order.chain_id}"

    def check_known(self, order: Order, direction: Direction) -> None:
        """Refuse a crypto that the catalogue does not hold for the chain."""
        if self.asset(order, direction) not in CATALOGUED:
            raise self.unknown_asset(order)

    def check_rampable(self, order: Order, direction: Direction) -> None:
        """Refuse a crypto that no provider ramps."""
        if self.asset(order, direction) not in RAMPABLE:
            raise self.unsupported_asset(order)

    def unknown_asset(self, order: Order) -> Refusal:
        """Refuse a crypto that is not in the catalogue."""
        return self.refuse(UNKNOWN_ASSET, f"The catalogue holds no such crypto on chain {order.chain_id}.")

    def unsupported_asset(self, order: Order) -> Refusal:
        """Refuse a crypto that is in the catalogue and that nobody ramps."""
        return self.refuse(UNSUPPORTED_ASSET, "No service provider ramps this asset today.")
