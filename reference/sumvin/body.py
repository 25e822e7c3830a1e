"""From bytes to an order: reading the body, and checking it field by field.

Source: sumvin-open-session.txt, "Body". A body that breaks the schema is 422 here, one that is no JSON is 400; the
documents leave both open. Numbers are read as they are written (RFC 8259 sets no precision), never as floats.
"""
# ruff: noqa: ARG002 - a rule gets what an override of it may need

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import NoReturn

from reference.nesting import too_deep
from reference.sumvin.catalog import CHAINS, COUNTRIES, RAILS
from reference.sumvin.model import Call, Document, Order, Refusal
from reference.sumvin.problems import MALFORMED, MEDIA_TYPE, Problems

_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,9})?")


def _integer(digits: str) -> int | Decimal:
    # int() refuses more than 4300 digits, which JSON allows.
    return int(digits) if len(digits) < 1000 else Decimal(digits)


def _no_constant(name: str) -> NoReturn:
    # Python's parser takes NaN and Infinity, which are not JSON.
    raise ValueError(f"{name} is not JSON")


_decoder = json.JSONDecoder(parse_float=Decimal, parse_int=_integer, parse_constant=_no_constant)


class Body(Problems):
    """What a request body must be."""

    # ---- the document as a whole

    def document(self, call: Call) -> Document:
        """Read the body as a JSON object."""
        self.check_media_type(call)
        return self.as_object(self.parsed(call.body))

    def check_media_type(self, call: Call) -> None:
        """Refuse a body that says it is something else than JSON; one that says nothing is tried."""
        media_type = call.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
        if media_type != "application/json" and not media_type.endswith("+json"):
            raise self.refuse(MEDIA_TYPE, "The body must be application/json.")

    def parsed(self, body: bytes) -> object:
        """Parse JSON text (RFC 8259), however long it is, unless it is nested beyond all reason."""
        try:
            text = body.decode("utf-8")
            if not too_deep(text):
                return self.decoded(text)
        except (ValueError, ArithmeticError):
            pass
        raise self.malformed("The body is not well-formed JSON, or nested too deeply.")

    def decoded(self, text: str) -> object:
        """Decode JSON text."""
        value: object = _decoder.decode(text)
        return value

    def as_object(self, value: object) -> Document:
        """Take an object and nothing else."""
        if not isinstance(value, dict):
            raise self.malformed("The body must be a JSON object.")
        return value

    def malformed(self, detail: str) -> Refusal:
        """Refuse a body that cannot be read."""
        return self.refuse(MALFORMED, detail)

    def order(self, document: Document) -> Order:
        """Check every field; unknown ones are ignored."""
        return Order(
            source_amount=self.source_amount(document),
            from_asset=self.from_asset(document),
            to_asset=self.to_asset(document),
            chain_id=self.chain_id(document),
            wallet_address=self.wallet_address(document),
            country_code=self.country_code(document),
            payment_method_type=self.payment_method_type(document),
            service_provider=self.service_provider(document),
        )

    # ---- source_amount: a number above zero, as a string or as a JSON number

    def source_amount(self, document: Document) -> Decimal:
        """Read the amount of from_asset that the user sells."""
        amount = self.amount(self.required(document, "source_amount"))
        self.check_positive(amount)
        return amount

    def amount(self, value: object) -> Decimal:
        """Read a number in either spelling."""
        if isinstance(value, str):
            return self.amount_from_text(value)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return self.amount_from_number(value)
        raise self.not_numeric()

    def amount_from_text(self, text: str) -> Decimal:
        """Read a decimal string; Decimal itself would take NaN, Infinity, spaces and underscores."""
        if not _DECIMAL.fullmatch(text):
            raise self.not_numeric()
        return Decimal(text)

    def amount_from_number(self, number: int | Decimal) -> Decimal:
        """Read a JSON number."""
        return Decimal(number)

    def check_positive(self, amount: Decimal) -> None:
        """Refuse what is not above zero."""
        if amount <= 0:
            raise self.invalid("source_amount", "must be greater than zero")

    def not_numeric(self) -> Refusal:
        """Refuse an amount that is no finite number."""
        return self.invalid("source_amount", "must be a number or a decimal string")

    # ---- assets and wallet: strings of at least one character

    def from_asset(self, document: Document) -> str:
        """Read the symbol that the user pays with."""
        return self.nonempty(document, "from_asset")

    def to_asset(self, document: Document) -> str:
        """Read the symbol that the user receives."""
        return self.nonempty(document, "to_asset")

    def wallet_address(self, document: Document) -> str:
        """Read the wallet; it is documented as non-empty and no more."""
        return self.nonempty(document, "wallet_address")

    # ---- enumerations

    def chain_id(self, document: Document) -> int:
        """Read the chain of the crypto side."""
        value = self.required(document, "chain_id")
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.invalid("chain_id", "must be an integer")
        return self.known_chain(value, document)

    def known_chain(self, chain: int, document: Document) -> int:
        """Take one of the listed chains."""
        if chain not in CHAINS:
            raise self.invalid("chain_id", "is not a supported chain")
        return chain

    def country_code(self, document: Document) -> str:
        """Read the user's country, which may be left out."""
        if "country_code" not in document:
            return self.default_country()
        return self.known_country(self.text(document["country_code"], "country_code"))

    def default_country(self) -> str:
        """Return the documented default."""
        return "US"

    def known_country(self, country: str) -> str:
        """Take one of the listed countries, spelt as listed."""
        if country not in COUNTRIES:
            raise self.invalid("country_code", "is not a supported country")
        return country

    def payment_method_type(self, document: Document) -> str | None:
        """Read the rail, which may be left out or null."""
        value = document.get("payment_method_type")
        return None if value is None else self.known_rail(self.text(value, "payment_method_type"))

    def known_rail(self, rail: str) -> str | None:
        """Take one of the listed rails, spelt as listed."""
        if rail not in RAILS:
            raise self.invalid("payment_method_type", "is not a supported payment method")
        return rail

    # ---- the provider

    def service_provider(self, document: Document) -> str | None:
        """Read the pinned provider, which may be left out or null. Its names are no enumeration."""
        value = document.get("service_provider")
        return None if value is None else self.text(value, "service_provider")

    # ---- shared

    def required(self, document: Document, name: str) -> object:
        """Return a field that has to be there."""
        if name not in document:
            raise self.invalid(name, "is required")
        return document[name]

    def text(self, value: object, name: str) -> str:
        """Take a string and nothing else."""
        if not isinstance(value, str):
            raise self.invalid(name, "must be a string")
        return value

    def nonempty(self, document: Document, name: str) -> str:
        """Take a required string of at least one character."""
        value = self.text(self.required(document, name), name)
        if not value:
            raise self.invalid(name, "must not be empty")
        return value
