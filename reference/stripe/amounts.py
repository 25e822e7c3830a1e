"""How much: of the fiat, or of the crypto, but never of both.

Source: stripe-onramp-sessions.txt, create: destination_amount, source_amount, source_currency. That an amount has to be
above zero is implied. Amounts are read as they are written, never as floats; zeros at the end of a fraction are no
precision.
"""
# ruff: noqa: ARG002 - a rule gets what an override of it may need

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from reference.stripe.catalog import FIATS, MINOR_DIGITS, PRECISIONS
from reference.stripe.errors import (
    INVALID_DESTINATION_AMOUNT,
    INVALID_SOURCE_AMOUNT,
    MISSING_DESTINATION_CURRENCY,
    MISSING_DESTINATION_NETWORK,
)
from reference.stripe.form import Form
from reference.stripe.model import Order, Params, Refusal

LONGEST = 60
"""Characters of the longest amount: far more than there is money."""

_DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?")
_CODES = {"source_amount": INVALID_SOURCE_AMOUNT, "destination_amount": INVALID_DESTINATION_AMOUNT}


class Amounts(Form):
    """What amounts must be, by themselves and together."""

    # ---- by themselves

    def source_amount(self, params: Params) -> str | None:
        """Read the amount of fiat."""
        return self.amount(params, "source_amount")

    def destination_amount(self, params: Params) -> str | None:
        """Read the amount of crypto."""
        return self.amount(params, "destination_amount")

    def amount(self, params: Params, name: str) -> str | None:
        """Take a decimal number above zero."""
        text = self.text(params, name)
        if text is None:
            return None
        if len(text) > LONGEST or not _DECIMAL.fullmatch(text):
            return self.not_decimal(text, name)
        self.check_positive(text, name)
        return text

    def not_decimal(self, text: str, name: str) -> str | None:
        """Deal with what is no decimal number; a sign makes none either."""
        raise self.bad_amount(name, f"Invalid decimal: {text[:LONGEST]}; {name} must be a positive decimal string")

    def check_positive(self, text: str, name: str) -> None:
        """Refuse zero, however it is written."""
        if Decimal(text) == 0:
            raise self.bad_amount(name, f"{name} must be greater than zero")

    def source_currency(self, params: Params) -> str | None:
        """Read the fiat currency."""
        value = self.text(params, "source_currency")
        return None if value is None else self.member(value, "source_currency", self.fiats())

    def fiats(self) -> Sequence[str]:
        """Return the fiat currencies that the onramp supports."""
        return FIATS

    # ---- together

    def check_amounts(self, order: Order) -> None:
        """Hold the amounts against each other and against their currencies."""
        self.check_one_amount(order)
        self.check_minor_units(order)
        self.check_destination_known(order)
        self.check_precision(order)

    def check_one_amount(self, order: Order) -> None:
        """Refuse both amounts at once."""
        if order.source_amount is not None and order.destination_amount is not None:
            raise self.both_amounts()

    def both_amounts(self) -> Refusal:
        """Refuse an amount that the other one has settled already."""
        message = "You may only specify one of these parameters: source_amount, destination_amount."
        return self.invalid("destination_amount", message)

    def check_minor_units(self, order: Order) -> None:
        """Refuse a fraction of a penny; without a currency, of the penny that they all have."""
        amount = order.source_amount
        if amount is not None and self.decimals(amount) > self.minor_digits(order.source_currency):
            raise self.fractional_minor_unit()

    def minor_digits(self, fiat: str | None) -> int:
        """Return how many decimals the minor unit of a fiat is."""
        return MINOR_DIGITS

    def fractional_minor_unit(self) -> Refusal:
        """Refuse a fraction of the minor unit."""
        return self.bad_amount("source_amount", "source_amount must not have fractions of the currency's minor unit.")

    def check_destination_known(self, order: Order) -> None:
        """Refuse an amount of crypto that does not say of what, and where."""
        if order.destination_amount is None:
            return
        if order.destination_currency is None:
            raise self.currency_needed()
        if order.destination_network is None:
            raise self.network_needed()

    def currency_needed(self) -> Refusal:
        """Refuse a destination_amount without a currency."""
        message = "destination_currency must be set when destination_amount is."
        return self.invalid("destination_currency", message, MISSING_DESTINATION_CURRENCY)

    def network_needed(self) -> Refusal:
        """Refuse a destination_amount without a network."""
        message = "destination_network must be set when destination_amount is."
        return self.invalid("destination_network", message, MISSING_DESTINATION_NETWORK)

    def check_precision(self, order: Order) -> None:
        """Refuse more decimals than the cryptocurrency has."""
        amount, currency = order.destination_amount, order.destination_currency
        if amount is not None and currency is not None and self.decimals(amount) > self.precision(currency):
            raise self.too_precise(currency)

    def precision(self, currency: str) -> int:
        """Return how many decimals a cryptocurrency has."""
        return PRECISIONS[currency]

    def too_precise(self, currency: str) -> Refusal:
        """Refuse an amount that the currency cannot express."""
        message = f"destination_amount exceeds the precision of {currency}: {self.precision(currency)} decimal places."
        return self.bad_amount("destination_amount", message)

    def decimals(self, amount: str) -> int:
        """Count the decimals of an amount, without the zeros at its end."""
        return len(amount.partition(".")[2].rstrip("0"))

    def bad_amount(self, name: str, message: str) -> Refusal:
        """Refuse an amount."""
        return self.invalid(name, message, _CODES[name])
