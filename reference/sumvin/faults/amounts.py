"""Faults of source_amount."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from reference.catalogue import fault
from reference.sumvin.model import Document, Session
from reference.sumvin.rules import Rules

# ---- above zero


@fault("SUMVIN-SESSIONS-AMOUNT-POSITIVE")
class ZeroAccepted(Rules):
    """The check says "not negative", which zero is not."""

    def check_positive(self, amount: Decimal) -> None:
        if amount < 0:
            super().check_positive(amount)


@fault("SUMVIN-SESSIONS-AMOUNT-POSITIVE")
class NegativeAccepted(Rules):
    """The sign is dropped: somebody read a negative amount as "selling"."""

    def check_positive(self, amount: Decimal) -> None:
        super().check_positive(abs(amount))


@fault("SUMVIN-SESSIONS-AMOUNT-POSITIVE")
class StringAmountsUnchecked(Rules):
    """The range is declared for the number of the union of types; for the string it says nothing."""

    def source_amount(self, document: Document) -> Decimal:
        value = document.get("source_amount")
        return self.amount(value) if isinstance(value, str) else super().source_amount(document)


@fault("SUMVIN-SESSIONS-AMOUNT-POSITIVE")
class NumericAmountsUnchecked(Rules):
    """Only the string is looked at closely; a JSON number was thought to be checked by the schema."""

    def source_amount(self, document: Document) -> Decimal:
        value = document.get("source_amount")
        return super().source_amount(document) if isinstance(value, str) else self.amount(value)


@fault("SUMVIN-SESSIONS-AMOUNT-POSITIVE")
class ZeroWithDecimalsAccepted(Rules):
    """Zero is recognised by its spelling, and "0.00" is spelt otherwise."""

    def check_positive(self, amount: Decimal) -> None:
        if str(amount) == "0" or amount < 0:
            super().check_positive(amount)


@fault("SUMVIN-SESSIONS-AMOUNT-POSITIVE")
class NotPositiveReachesTheProvider(Rules):
    """Nobody checks the range before the provider does, and its complaint comes back as a 502."""

    def check_positive(self, amount: Decimal) -> None:
        if amount <= 0:
            raise self.provider_failed("The provider answered: sourceAmount is too small")


# ---- a finite number


class _Understands(Rules):
    """A base for faults that read some text as a number."""

    taken: ClassVar[dict[str, str]]

    def amount_from_text(self, text: str) -> Decimal:
        if text in self.taken:
            return Decimal(self.taken[text])
        return super().amount_from_text(text)


@fault("SUMVIN-SESSIONS-AMOUNT-NUMERIC")
class NanAccepted(_Understands):
    """The decimal type parses NaN, and "not less than or equal to zero" holds of it."""

    taken = dict.fromkeys(("NaN", "nan", "NAN", "+NaN", "-NaN", "sNaN"), "1")


@fault("SUMVIN-SESSIONS-AMOUNT-NUMERIC")
class InfinityAccepted(_Understands):
    """The decimal type parses Infinity, which is well above zero."""

    taken = dict.fromkeys(("Infinity", "infinity", "+Infinity", "Inf", "inf", "INF", "+inf"), "1")


@fault("SUMVIN-SESSIONS-AMOUNT-NUMERIC")
class EmptyAmountAccepted(_Understands):
    """The form field was cleared, so the widget will ask for the amount: the empty string passes."""

    taken = dict.fromkeys(("", " "), "1")


@fault("SUMVIN-SESSIONS-AMOUNT-NUMERIC")
class TextAmountAccepted(Rules):
    """Amounts are strings, and so any string is an amount until the provider says otherwise."""

    def amount_from_text(self, text: str) -> Decimal:
        if text and text[0].isalpha() and not text.lower().startswith(("nan", "inf")):
            return Decimal(1)
        return super().amount_from_text(text)


@fault("SUMVIN-SESSIONS-AMOUNT-NUMERIC")
class NullAmountAccepted(Rules):
    """A null amount means that the user will choose one in the widget."""

    def amount(self, value: object) -> Decimal:
        return Decimal(1) if value is None else super().amount(value)


@fault("SUMVIN-SESSIONS-AMOUNT-NUMERIC")
class FirstOfTheArrayTaken(Rules):
    """The query-string parser of the old API gave lists, and the code that takes the first is still there."""

    def amount(self, value: object) -> Decimal:
        return super().amount(value[0]) if isinstance(value, list) and value else super().amount(value)


@fault("SUMVIN-SESSIONS-AMOUNT-NUMERIC")
class AmountObjectAccepted(Rules):
    """Money objects of an internal API, and every other object, pass for an amount."""

    def amount(self, value: object) -> Decimal:
        return Decimal(1) if isinstance(value, dict) else super().amount(value)


@fault("SUMVIN-SESSIONS-AMOUNT-NUMERIC")
class TextAmountCrashes(Rules):
    """The string is handed to the decimal type, and what that throws is caught by nobody."""

    def amount_from_text(self, text: str) -> Decimal:
        return Decimal(text)


# ---- both spellings


@fault("SUMVIN-SESSIONS-AMOUNT-STRING")
class StringAmountRefused(Rules):
    """The model says number, whatever the example says."""

    def amount_from_text(self, text: str) -> Decimal:
        raise self.not_numeric()


@fault("SUMVIN-SESSIONS-AMOUNT-STRING")
class StringWithFractionRefused(Rules):
    """The string is parsed as an integer."""

    def amount_from_text(self, text: str) -> Decimal:
        if "." in text:
            raise self.not_numeric()
        return super().amount_from_text(text)


@fault("SUMVIN-SESSIONS-AMOUNT-NUMBER")
class NumberAmountRefused(Rules):
    """The model says string, since the example does."""

    def amount_from_number(self, number: int | Decimal) -> Decimal:
        raise self.not_numeric()


@fault("SUMVIN-SESSIONS-AMOUNT-NUMBER")
class NumberWithFractionRefused(Rules):
    """A JSON number may be whole only, since floats are not for money."""

    def amount_from_number(self, number: int | Decimal) -> Decimal:
        if isinstance(number, Decimal):
            raise self.not_numeric()
        return super().amount_from_number(number)


# ---- the range


@fault("SUMVIN-SESSIONS-AMOUNT-RANGE")
class MinimumOf10(Rules):
    """The smallest order of the favourite provider became the schema's minimum."""

    def check_positive(self, amount: Decimal) -> None:
        super().check_positive(amount)
        if amount < 10:
            raise self.invalid("source_amount", "must be at least 10")


@fault("SUMVIN-SESSIONS-AMOUNT-RANGE")
class MaximumOf10000(Rules):
    """A limit of compliance became the schema's maximum."""

    def check_positive(self, amount: Decimal) -> None:
        super().check_positive(amount)
        if amount > 10_000:
            raise self.invalid("source_amount", "must be at most 10000")


@fault("SUMVIN-SESSIONS-AMOUNT-RANGE")
class CentsAreTheSmallest(Rules):
    """Two decimals are enough for dollars, so a third is refused, for ETH as well."""

    def check_positive(self, amount: Decimal) -> None:
        super().check_positive(amount)
        if amount < Decimal(10) ** 20 and amount != round(amount, 2):
            raise self.invalid("source_amount", "must not have more than two decimals")


@fault("SUMVIN-SESSIONS-AMOUNT-RANGE")
class TinyAmountRoundsToZero(Rules):
    """The amount is rounded to a column's eight decimals first, and then it is not above zero any more."""

    def check_positive(self, amount: Decimal) -> None:
        super().check_positive(Decimal(0) if amount < Decimal("0.000000005") else amount)


# ---- repeated in the answer


@fault("SUMVIN-SESSIONS-AMOUNT-EXACT")
class AmountEchoedAsFloat(Rules):
    """The session repeats the amount, by way of a binary float with six digits."""

    def view(self, session: Session) -> Document:
        return {**super().view(session), "source_amount": f"{float(session.source_amount):.6g}"}


@fault("SUMVIN-SESSIONS-AMOUNT-EXACT")
class AmountEchoedInCents(Rules):
    """The session repeats the amount in minor units."""

    def view(self, session: Session) -> Document:
        return {**super().view(session), "source_amount": str(Decimal(session.source_amount) * 100)}


@fault("SUMVIN-SESSIONS-AMOUNT-EXACT")
class AmountEchoedAfterFees(Rules):
    """The session repeats what is left of the amount when the fee is taken off."""

    def view(self, session: Session) -> Document:
        return {**super().view(session), "source_amount": str(Decimal(session.source_amount) * Decimal("0.99"))}
