"""What a session may be created with, field by field.

Source: nowramp-sessions.txt, "Create Session", "Request Body".
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from urllib.parse import urlsplit

from reference.nowramp.body import Body, written
from reference.nowramp.catalog import COUNTRIES, TYPES
from reference.nowramp.model import Document

MOST_KEYS = 20
MOST_BYTES = 4096
MOST_LEVELS = 2

_UUID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)


def plain(value: object) -> object:
    """Turn the Decimals of a JSON value into floats, so that it can be written again.

    Raises:
        OverflowError: A number is beyond what a float can hold.
    """
    if isinstance(value, Decimal):
        number = float(value)
        if number in (float("inf"), float("-inf")):
            raise OverflowError("a number is out of range")
        return number
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value


def levels(value: object) -> int:
    """Count how deep the objects of a JSON value are nested; arrays are looked through."""
    if isinstance(value, dict):
        return 1 + max(map(levels, value.values()), default=0)
    if isinstance(value, list):
        return max(map(levels, value), default=0)
    return 0


class Creation(Body):
    """From the body of a creation to the fields of a session."""

    def fields(self, document: Document) -> Document:
        """Check every field; what was left out or is null is left out."""
        self.check_customer_named(document)
        read = {
            "type": self.type(document),
            "customerId": self.customer_id(document),
            "externalCustomerId": self.external_customer_id(document),
            "sourceAmount": self.source_amount(document),
            "sourceCurrency": self.source_currency(document),
            "destinationCurrency": self.destination_currency(document),
            "destinationAddress": self.destination_address(document),
            "network": self.network(document),
            "redirectUrl": self.redirect_url(document),
            "country": self.country(document),
            "metadata": self.metadata(document),
        }
        return {name: value for name, value in read.items() if value is not None}

    # ---- the customer

    def check_customer_named(self, document: Document) -> None:
        """Demand at least one of the two ids."""
        if document.get("externalCustomerId") is None and document.get("customerId") is None:
            raise self.invalid("externalCustomerId", "or customerId is required")

    def external_customer_id(self, document: Document) -> str | None:
        """Read the partner's own id of the customer."""
        return self.optional_text(document, "externalCustomerId")

    def customer_id(self, document: Document) -> str | None:
        """Read NowRamp's id of the customer."""
        value = self.optional_text(document, "customerId")
        if value is not None:
            self.check_customer_id(value)
        return value

    def check_customer_id(self, value: str) -> None:
        """Take a UUID (RFC 9562, 4)."""
        if not _UUID.fullmatch(value):
            raise self.invalid("customerId", "must be a UUID")

    # ---- what is bought with what

    def type(self, document: Document) -> str:
        """Read the direction, which may be left out."""
        value = self.optional_text(document, "type")
        return self.default_type() if value is None else self.known_type(value)

    def default_type(self) -> str:
        """Return the documented default."""
        return "onramp"

    def known_type(self, value: str) -> str:
        """Take one of the two."""
        if value not in TYPES:
            raise self.invalid("type", 'must be "onramp" or "offramp"')
        return value

    def source_amount(self, document: Document) -> str | None:
        """Read the fiat amount; it is kept as it was written, digit by digit."""
        value = document.get("sourceAmount")
        if value is None:
            return None
        amount = self.amount(value, "sourceAmount")
        return value if isinstance(value, str) else written(amount)

    def source_currency(self, document: Document) -> str | None:
        """Read the fiat currency."""
        return self.optional_text(document, "sourceCurrency")

    def destination_currency(self, document: Document) -> str | None:
        """Read the crypto currency."""
        return self.optional_text(document, "destinationCurrency")

    def network(self, document: Document) -> str | None:
        """Read the blockchain."""
        return self.optional_text(document, "network")

    def destination_address(self, document: Document) -> str | None:
        """Read the wallet."""
        return self.optional_text(document, "destinationAddress")

    # ---- the rest

    def redirect_url(self, document: Document) -> str | None:
        """Read where the customer goes after the payment."""
        value = self.optional_text(document, "redirectUrl")
        if value is not None:
            self.check_url(value)
        return value

    def check_url(self, value: str) -> None:
        """Take an absolute URL that a browser can be sent to."""
        try:
            parts = urlsplit(value)
        except ValueError:
            raise self.invalid("redirectUrl", "must be a URL") from None
        if parts.scheme not in ("http", "https") or not parts.netloc or any(each.isspace() for each in value):
            raise self.invalid("redirectUrl", "must be an absolute http or https URL")

    def country(self, document: Document) -> str | None:
        """Read the country. Left out, it would be told from the IP address, which tells nothing here."""
        value = self.optional_text(document, "country")
        if value is not None:
            self.check_country(value)
        return value

    def check_country(self, value: str) -> None:
        """Take an ISO 3166-1 alpha-2 code."""
        if value not in COUNTRIES:
            raise self.invalid("country", "must be an ISO 3166-1 alpha-2 country code")

    # ---- metadata

    def metadata(self, document: Document) -> object:
        """Read the partner's own data."""
        value = document.get("metadata")
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.invalid("metadata", "must be an object")
        self.check_levels(value)
        try:
            kept = plain(value)
        except OverflowError:
            raise self.invalid("metadata", "holds a number that is out of range") from None
        self.check_keys(value)
        self.check_size(kept)
        return kept

    def check_keys(self, metadata: Document) -> None:
        """Refuse too many keys; they are counted at the top."""
        if len(metadata) > MOST_KEYS:
            raise self.invalid("metadata", f"must not have more than {MOST_KEYS} keys")

    def check_levels(self, metadata: Document) -> None:
        """Refuse objects that are nested too deeply; the metadata itself is the first level."""
        if levels(metadata) > MOST_LEVELS:
            raise self.invalid("metadata", f"must not be nested deeper than {MOST_LEVELS} levels")

    def check_size(self, metadata: object) -> None:
        """Refuse too much of it, counted in bytes of compact JSON."""
        if self.size(metadata) > MOST_BYTES:
            raise self.invalid("metadata", "must not be larger than 4 KB")

    def size(self, metadata: object) -> int:
        """Return how large metadata is."""
        compact = json.dumps(metadata, separators=(",", ":"), ensure_ascii=False)
        return len(compact.encode("utf-8", "surrogatepass"))
