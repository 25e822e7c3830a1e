"""Faults at the edges of what is usually sent: large amounts, small ones, near ids, other shapes, a session that moves.

Each is a line that somebody wrote with one example in mind.
"""
# ruff: noqa: D102 - the docstring of a class tells the story of its methods

from __future__ import annotations

import unicodedata
from dataclasses import replace
from decimal import Decimal

from reference.catalogue import fault
from reference.stripe.model import Caller, Order, Params, Refusal, Session
from reference.stripe.rules import Rules

# ---- amounts


@fault("STRIPE-SOURCE-AMOUNT-MINOR-UNITS")
class PenniesOfThousandsUnchecked(Rules):
    """The separator of thousands confused the check of decimals, and so large amounts go around it."""

    def check_minor_units(self, order: Order) -> None:
        if order.source_amount is None or Decimal(order.source_amount) < 1000:
            super().check_minor_units(order)


@fault("STRIPE-CREATE-STATUS")
class CentsAreFloats(Rules):
    """Whether there are fractions of a penny is asked of a hundred times a double, which 64.1 has."""

    def check_minor_units(self, order: Order) -> None:
        super().check_minor_units(order)
        if order.source_amount is not None and (float(order.source_amount) * 100) % 1:
            raise self.fractional_minor_unit()


@fault("STRIPE-ECHO-DESTINATION-AMOUNT")
class SmallAmountsAreShownAsZero(Rules):
    """An amount is shown with six decimals, which is enough for dollars."""

    def destination_amount_of(self, order: Order) -> str | None:
        shown = super().destination_amount_of(order)
        return "0.000000" if shown is not None and Decimal(shown) < Decimal("0.000001") else shown


# ---- the customer


@fault("STRIPE-IP-UNSUPPORTED-REGION")
class DetailsOpenEveryRegion(Rules):
    """A customer of whom something is known has been looked at already."""

    def check_customer_ip_address(self, params: Params) -> None:
        if not params.get("kyc_details"):
            super().check_customer_ip_address(params)


# ---- what is kept


@fault("STRIPE-METADATA-ECHO")
class MetadataIsComposed(Rules):
    """Texts are normalised (NFC) before they are written down."""

    def metadata(self, params: Params) -> dict[str, str]:
        return {name: unicodedata.normalize("NFC", value) for name, value in super().metadata(params).items()}


@fault("STRIPE-METADATA-ECHO")
class MetadataIsOneLine(Rules):
    """Line breaks become blanks, for the sake of a log."""

    def metadata(self, params: Params) -> dict[str, str]:
        return {name: value.replace("\n", " ") for name, value in super().metadata(params).items()}


@fault("STRIPE-METADATA-ECHO")
class MetadataIsLostOnTheWay(Rules):
    """Whoever moves a session writes a new row, without the metadata."""

    def moved(self, session: Session, status: str) -> Session:
        return replace(super().moved(session, status), metadata={})


@fault("STRIPE-SESSION-CREATED")
class CreatedIsTheLastChange(Rules):
    """The row has one time, which every change sets."""

    def moved(self, session: Session, status: str) -> Session:
        return replace(super().moved(session, status), created=int(self.clock.now()))


# ---- what nobody has


@fault("STRIPE-RETRIEVE-UNKNOWN")
class BeginningOfAnIdIsEnough(Rules):
    """Whatever stands behind a known id is thought to be a label."""

    def found(self, ident: str, caller: Caller) -> Session:
        try:
            return super().found(ident, caller)
        except Refusal:
            return super().found(ident[:-1], caller)


@fault("STRIPE-STATUS-DOCUMENTED")
class OtherShapesCrash(Rules):
    """A list where a text is meant is handed on as if it were one."""

    def order(self, params: Params) -> Order:
        if not isinstance(params.get("destination_currency", ""), str):
            raise Refusal(500, "api_error", "An unknown error occurred.")
        return super().order(params)
