"""What a provider gives for an amount: fixed prices and fees, so that the same question has the same answer.

The documents fix no price, no fee and no limit. A provider here trades from ten cents to ten million dollars.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Final

from reference.sumvin.model import Direction, Order

_PRICES: Final[dict[str, Decimal]] = {
    symbol: Decimal(dollars)
    for symbol, dollars in (
        *{"USD": "1", "EUR": "1.09", "GBP": "1.27", "JPY": "0.0066", "CNY": "0.14", "CAD": "0.72"}.items(),
        *{"AUD": "0.65", "CHF": "1.13", "INR": "0.012", "BRL": "0.18", "KRW": "0.00072", "MXN": "0.055"}.items(),
        *{"SEK": "0.095", "NOK": "0.093", "DKK": "0.146", "SGD": "0.75", "HKD": "0.128", "NZD": "0.6"}.items(),
        *{"ZAR": "0.055", "PLN": "0.255", "CZK": "0.043"}.items(),
        *{"ETH": "3150", "USDC": "1", "EURC": "1.09", "POL": "0.42", "AVAX": "27", "BNB": "610"}.items(),
        *{"SEI": "0.31", "WBTC": "67000"}.items(),
    )
}
"""Dollars for one unit."""

_SMALLEST, _LARGEST = Decimal("0.10"), Decimal(10_000_000)
_NETWORK_FEE = Decimal("0.04")
_PARTNER_FEE = Decimal("0.005")
_TRANSACTION_FEES: Final[dict[str, Decimal]] = {"TRANSAK": Decimal("0.0149"), "STRIPE": Decimal("0.0125")}
_USUAL_FEE = Decimal("0.0175")
_CENT, _EIGHT_PLACES = Decimal("0.01"), Decimal("0.00000001")


@dataclass(frozen=True, slots=True)
class Price:
    """What an amount buys or sells for. The rate is fiat for one unit of crypto; fees are in the fiat currency."""

    destination: Decimal
    rate: Decimal
    network_fee: Decimal
    transaction_fee: Decimal
    partner_fee: Decimal


def priced(order: Order, direction: Direction, provider: str) -> Price | None:
    """Price an order; None where the provider does not trade the amount."""
    source, target = _PRICES.get(order.from_asset), _PRICES.get(order.to_asset)
    if source is None or target is None:
        return None
    if not _SMALLEST / source <= order.source_amount <= _LARGEST / source:
        return None
    fiat, crypto = (source, target) if direction == "buy" else (target, source)
    dollars = order.source_amount * source
    network = _NETWORK_FEE
    transaction = dollars * _TRANSACTION_FEES.get(provider, _USUAL_FEE)
    partner = dollars * _PARTNER_FEE
    left = (dollars - network - transaction - partner) / target
    places = _EIGHT_PLACES if direction == "buy" else _CENT
    destination = left.quantize(places, ROUND_DOWN)
    if destination <= 0:
        return None
    return Price(destination, crypto / fiat, network / fiat, transaction / fiat, partner / fiat)
