"""From bytes to a JSON object, and what the fields of one may be.

Numbers are read as they are written (RFC 8259 sets no precision), never as floats. Unknown fields are ignored.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import NoReturn

from reference.nesting import too_deep
from reference.nowramp.errors import INVALID, MEDIA_TYPE, Errors
from reference.nowramp.model import Call, Document, Refusal

LONGEST_TEXT = 255
"""Characters in the strings whose length is documented, and in those whose length is not."""

_AMOUNT = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?")


def _no_constant(name: str) -> NoReturn:
    # Python's parser takes NaN and Infinity, which are not JSON.
    raise ValueError(f"{name} is not JSON")


_decoder = json.JSONDecoder(parse_float=Decimal, parse_constant=_no_constant)


def written(amount: Decimal) -> str:
    """Write a number out in full, without an exponent."""
    return f"{amount:f}"


class Body(Errors):
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
                value: object = _decoder.decode(text)
                return value
        except (ValueError, ArithmeticError):
            pass
        raise self.malformed("The body is not well-formed JSON, or nested too deeply.")

    def as_object(self, value: object) -> Document:
        """Take an object and nothing else."""
        if not isinstance(value, dict):
            raise self.malformed("The body must be a JSON object.")
        return value

    def malformed(self, message: str) -> Refusal:
        """Refuse a body that cannot be read."""
        return self.refuse(INVALID, message)

    # ---- strings

    def optional_text(self, document: Document, name: str) -> str | None:
        """Read a string that may be left out or null."""
        value = document.get(name)
        return None if value is None else self.text(value, name)

    def required_text(self, document: Document, name: str) -> str:
        """Read a string that has to be there."""
        if document.get(name) is None:
            raise self.missing(name)
        return self.text(document[name], name)

    def text(self, value: object, name: str) -> str:
        """Take a string of a reasonable length, and nothing else."""
        if not isinstance(value, str):
            raise self.invalid(name, "must be a string")
        if not value:
            raise self.invalid(name, "must not be empty")
        self.check_length(value, name)
        return value

    def check_length(self, value: str, name: str) -> None:
        """Refuse a string that is too long."""
        if len(value) > self.longest(name):
            raise self.invalid(name, f"must not be longer than {self.longest(name)} characters")

    def longest(self, name: str) -> int:
        """Return the most characters that a field may have."""
        return 2048 if name == "redirectUrl" else LONGEST_TEXT

    # ---- amounts: strings or numbers

    def amount(self, value: object, name: str) -> Decimal:
        """Read an amount in either spelling; it is above zero."""
        amount = self.number(value, name)
        self.check_positive(amount, name)
        return amount

    def number(self, value: object, name: str) -> Decimal:
        """Read a number in either spelling."""
        if isinstance(value, str):
            return self.number_from_text(value, name)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return self.number_from_number(value, name)
        raise self.not_numeric(name)

    def number_from_text(self, text: str, name: str) -> Decimal:
        """Read a decimal string; Decimal itself would take NaN, Infinity, spaces and underscores."""
        if not _AMOUNT.fullmatch(text):
            raise self.not_numeric(name)
        return Decimal(text)

    def number_from_number(self, number: int | Decimal, name: str) -> Decimal:
        """Read a JSON number of a reasonable size."""
        value = Decimal(number)
        if value.adjusted() > 40 or len(value.as_tuple().digits) > 80 or int(value.as_tuple().exponent) < -80:
            raise self.invalid(name, "is out of range")
        return value

    def check_positive(self, amount: Decimal, name: str) -> None:
        """Refuse what is not above zero."""
        if amount <= 0:
            raise self.invalid(name, "must be greater than zero")

    def not_numeric(self, name: str) -> Refusal:
        """Refuse an amount that is no number."""
        return self.invalid(name, "must be a number or a decimal string")
