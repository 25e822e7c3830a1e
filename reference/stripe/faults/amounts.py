"""Faults of the two amounts and the fiat: exclusivity, precision, and what is a number."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from reference.catalogue import fault
from reference.stripe.catalog import FIATS
from reference.stripe.model import Order, Params, Refusal
from reference.stripe.rules import Rules

# ---- one of the two


@fault("STRIPE-AMOUNTS-EXCLUSIVE")
class BothAmountsAccepted(Rules):
    """Each amount has a validator of its own, and none looks at the other."""

    def check_one_amount(self, order: Order) -> None:
        pass


@fault("STRIPE-AMOUNTS-EXCLUSIVE")
class BothAmountsWithTheirCurrencies(Rules):
    """A complete order, both amounts with both currencies, passes as consistent."""

    def check_one_amount(self, order: Order) -> None:
        if order.source_currency is None or order.destination_currency is None:
            super().check_one_amount(order)


@fault("STRIPE-AMOUNTS-EXCLUSIVE")
class SourceAmountWins(Rules):
    """Of two amounts the crypto's is dropped, in silence."""

    def destination_amount(self, params: Params) -> str | None:
        return None if "source_amount" in params else super().destination_amount(params)


@fault("STRIPE-AMOUNTS-EXCLUSIVE")
class BothAmountsWithAList(Rules):
    """Whoever sends a list of currencies is sent through another form, which has no such rule."""

    def check_one_amount(self, order: Order) -> None:
        if order.destination_currencies is None:
            super().check_one_amount(order)


# ---- destination_amount needs a currency and a network


@fault("STRIPE-DESTINATION-AMOUNT-NEEDS-CURRENCY")
class AmountWithoutCurrencyAccepted(Rules):
    """The currency defaults to the first one anyway."""

    def check_destination_known(self, order: Order) -> None:
        if order.destination_currency is not None:
            super().check_destination_known(order)


@fault("STRIPE-DESTINATION-AMOUNT-NEEDS-CURRENCY")
class AmountNeedsTwoLocksOnly(Rules):
    """Where both lists have a single element there is nothing left to say."""

    def check_destination_known(self, order: Order) -> None:
        locked = len(order.destination_currencies or ()) == len(order.destination_networks or ()) == 1
        if not locked or order.destination_currency or order.destination_network:
            super().check_destination_known(order)


@fault("STRIPE-DESTINATION-AMOUNT-NEEDS-CURRENCY")
class AmountNeedsAListOnly(Rules):
    """A list of currencies is enough: its first is the default."""

    def check_destination_known(self, order: Order) -> None:
        if not order.destination_currencies or order.destination_currency:
            super().check_destination_known(order)


@fault("STRIPE-DESTINATION-AMOUNT-NEEDS-NETWORK")
class AmountWithoutNetworkAccepted(Rules):
    """Most currencies have but one network, so it need not be said."""

    def check_destination_known(self, order: Order) -> None:
        if order.destination_network is not None or order.destination_currency is None:
            super().check_destination_known(order)


@fault("STRIPE-DESTINATION-AMOUNT-NEEDS-NETWORK")
class AmountNeedsAListOfNetworksOnly(Rules):
    """A list of networks is enough: its first is the default."""

    def check_destination_known(self, order: Order) -> None:
        if not order.destination_networks or order.destination_network or order.destination_currency is None:
            super().check_destination_known(order)


# ---- precision


@fault("STRIPE-DESTINATION-AMOUNT-PRECISION")
class PrecisionUnchecked(Rules):
    """More decimals than there are get rounded off later."""

    def check_precision(self, order: Order) -> None:
        pass


@fault("STRIPE-DESTINATION-AMOUNT-PRECISION")
class EighteenDecimalsForAll(Rules):
    """The 18 decimals of ether are taken for the precision of everything."""

    def precision(self, currency: str) -> int:
        return 18


@fault("STRIPE-DESTINATION-AMOUNT-PRECISION")
class OneDecimalTooMany(Rules):
    """Off by one: "less than" where "at most" was meant, the other way round."""

    def precision(self, currency: str) -> int:
        return super().precision(currency) + 1


@fault("STRIPE-DESTINATION-AMOUNT-PRECISION")
class UsdcHasTheDecimalsOfItsChain(Rules):
    """A token is given the decimals of the chain's native coin."""

    def precision(self, currency: str) -> int:
        return 18 if currency == "usdc" else super().precision(currency)


@fault("STRIPE-DESTINATION-AMOUNT-FULL-PRECISION")
class EightDecimalsAtMost(Rules):
    """No exchange has more than eight decimals."""

    def precision(self, currency: str) -> int:
        return min(8, super().precision(currency))


@fault("STRIPE-DESTINATION-AMOUNT-FULL-PRECISION")
class LastDecimalRefused(Rules):
    """Off by one: the full precision is one decimal too many."""

    def precision(self, currency: str) -> int:
        return super().precision(currency) - 1


@fault("STRIPE-DESTINATION-AMOUNT-FULL-PRECISION")
class StellarHasSixDecimals(Rules):
    """The lumen was given the micro-unit that other coins have."""

    def precision(self, currency: str) -> int:
        return 6 if currency == "xlm" else super().precision(currency)


@fault("STRIPE-SOURCE-AMOUNT-MINOR-UNITS")
class FractionalPenniesAccepted(Rules):
    """A fraction of a penny is rounded later, by somebody else."""

    def check_minor_units(self, order: Order) -> None:
        pass


@fault("STRIPE-SOURCE-AMOUNT-MINOR-UNITS")
class FractionalPenniesOfEurosAccepted(Rules):
    """Only dollars have cents in the table."""

    def check_minor_units(self, order: Order) -> None:
        if order.source_currency == "usd":
            super().check_minor_units(order)


@fault("STRIPE-SOURCE-AMOUNT-MINOR-UNITS")
class ThreeDecimalsOfAPenny(Rules):
    """The check is made with a tolerance, and a tenth of a penny is within it."""

    def minor_digits(self, fiat: str | None) -> int:
        return 3


@fault("STRIPE-SOURCE-AMOUNT-MINOR-UNITS")
class FractionsOfAnUnknownCurrencyRounded(Rules):
    """Without a currency nobody knows what a penny is, and the amount is rounded once that is known."""

    def check_minor_units(self, order: Order) -> None:
        if order.source_currency is not None:
            super().check_minor_units(order)


@fault("STRIPE-SOURCE-AMOUNT")
class PenniesRefused(Rules):
    """Whole dollars only."""

    def minor_digits(self, fiat: str | None) -> int:
        return 0


@fault("STRIPE-SOURCE-AMOUNT")
class WholeAmountsRefused(Rules):
    """An amount has to be written with both of its decimals."""

    def source_amount(self, params: Params) -> str | None:
        amount = super().source_amount(params)
        if amount is not None and "." not in amount:
            raise self.bad_amount("source_amount", "source_amount must have two decimals.")
        return amount


@fault("STRIPE-SOURCE-AMOUNT")
class SourceAmountIsInCents(Rules):
    """As everywhere else at this vendor, an amount is a whole number of cents, and a decimal point an error."""

    def source_amount(self, params: Params) -> str | None:
        amount = super().source_amount(params)
        if amount is not None and "." in amount:
            raise self.bad_amount("source_amount", "Invalid integer")
        return amount


# ---- above zero


@fault("STRIPE-AMOUNTS-POSITIVE")
class ZeroAccepted(Rules):
    """Zero is read as "the customer will choose"."""

    def check_positive(self, text: str, name: str) -> None:
        pass


@fault("STRIPE-AMOUNTS-POSITIVE")
class NegativeAmountsAccepted(Rules):
    """The sign is dropped before anybody looks."""

    def amount(self, params: Params, name: str) -> str | None:
        value = params.get(name)
        return super().amount({**params, name: value.lstrip("-")} if isinstance(value, str) else params, name)


@fault("STRIPE-AMOUNTS-POSITIVE")
class ZeroWithDecimalsAccepted(Rules):
    """Zero is recognised by its spelling, and "0.00" is spelt otherwise."""

    def check_positive(self, text: str, name: str) -> None:
        if text == "0":
            super().check_positive(text, name)


@fault("STRIPE-AMOUNTS-POSITIVE")
class ZeroCryptoAccepted(Rules):
    """Only the fiat is looked at; of the crypto the chain will say what it thinks."""

    def check_positive(self, text: str, name: str) -> None:
        if name == "source_amount":
            super().check_positive(text, name)


@fault("STRIPE-AMOUNTS-DECIMAL")
class AnyTextIsAnAmount(Rules):
    """Amounts are strings, and so any string is an amount."""

    def not_decimal(self, text: str, name: str) -> str | None:
        return super().not_decimal(text, name) if text.startswith("-") else None


@fault("STRIPE-AMOUNTS-DECIMAL")
class WhatFloatReads(Rules):
    """Amounts are what the float of the language reads: NaN, infinity, and underscores."""

    def not_decimal(self, text: str, name: str) -> str | None:
        try:
            number = float(text)
        except ValueError:
            return super().not_decimal(text, name)
        return super().not_decimal(text, name) if number < 0 else "1"


@fault("STRIPE-AMOUNTS-DECIMAL")
class NumberAtTheBeginning(Rules):
    """The parser reads as many digits as there are, and ignores what comes after: "12abc" and "1,000"."""

    def not_decimal(self, text: str, name: str) -> str | None:
        return "1" if text[:1].isdigit() else super().not_decimal(text, name)


@fault("STRIPE-AMOUNTS-DECIMAL")
class BadAmountCrashes(Rules):
    """The text is handed to the decimal type, and what that throws is caught by nobody."""

    def not_decimal(self, text: str, name: str) -> str | None:
        return str(Decimal(text))


# ---- the fiat


@fault("STRIPE-SOURCE-CURRENCY")
class AnyFiatAccepted(Rules):
    """Three letters are a currency."""

    def source_currency(self, params: Params) -> str | None:
        return self.text(params, "source_currency")


@fault("STRIPE-SOURCE-CURRENCY")
class EveryIsoCurrencyAccepted(Rules):
    """Whatever ISO 4217 lists is taken, supported or not; and its codes for tests and for nothing as well."""

    def fiats(self) -> Sequence[str]:
        return (
            *FIATS,
            *[
                "aud",
                "cad",
                "chf",
                "cny",
                "dkk",
                "hkd",
                "inr",
                "jpy",
                "mxn",
                "nok",
                "nzd",
                "pln",
                "sek",
                "sgd",
                "xts",
                "xxx",
                "zar",
                "zzz",
            ],
        )


@fault("STRIPE-SOURCE-CURRENCY")
class CryptoAsFiat(Rules):
    """One enumeration serves both sides, so that crypto can be paid with."""

    def fiats(self) -> Sequence[str]:
        return (*FIATS, *self.currencies())


@fault("STRIPE-SOURCE-CURRENCY")
class UnknownFiatIsIgnored(Rules):
    """A currency that is not supported falls back on the locale's, in silence."""

    def source_currency(self, params: Params) -> str | None:
        try:
            return super().source_currency(params)
        except Refusal:
            return None


@fault("STRIPE-SOURCE-CURRENCY-SUPPORTED")
class DollarsOnly(Rules):
    """The launch was in one country, and the enumeration has stayed there."""

    def fiats(self) -> Sequence[str]:
        return ("usd", "usdc")


@fault("STRIPE-SOURCE-CURRENCY-SUPPORTED")
class PoundsRefused(Rules):
    """Pounds left the list with the country."""

    def fiats(self) -> Sequence[str]:
        return FIATS[:2]
