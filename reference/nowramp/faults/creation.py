"""Faults of creation: what is demanded, what is refused, and what is not."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

import re
from decimal import Decimal

from reference.catalogue import fault
from reference.nowramp.catalog import TYPES
from reference.nowramp.model import Document, Refusal
from reference.nowramp.rules import Rules

_UUID = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

# ---- the customer


@fault("NOWRAMP-CREATE-CUSTOMER-REQUIRED")
class NobodysSession(Rules):
    """A session without a customer is taken for a guest checkout."""

    def check_customer_named(self, document: Document) -> None:
        return


@fault("NOWRAMP-CREATE-CUSTOMER-REQUIRED")
class NullCustomersCount(Rules):
    """It is checked that one of the fields is there, not that there is anything in it."""

    def check_customer_named(self, document: Document) -> None:
        if "externalCustomerId" not in document and "customerId" not in document:
            super().check_customer_named(document)


@fault("NOWRAMP-CREATE-EXTERNAL-CUSTOMER")
class CustomerIdDemanded(Rules):
    """The customer has to exist beforehand: the partner's own id alone is not taken any more."""

    def check_customer_named(self, document: Document) -> None:
        if document.get("customerId") is None:
            raise self.missing("customerId")


@fault("NOWRAMP-CREATE-CUSTOMER-ID")
class ExternalCustomerDemanded(Rules):
    """The form was written for the partner's own id, and demands it even beside a NowRamp customer."""

    def check_customer_named(self, document: Document) -> None:
        if document.get("externalCustomerId") is None:
            raise self.missing("externalCustomerId")


@fault("NOWRAMP-CREATE-CUSTOMER-ID")
class BothCustomersRefused(Rules):
    """At least one was read as exactly one, and both are refused."""

    def check_customer_named(self, document: Document) -> None:
        super().check_customer_named(document)
        if document.get("externalCustomerId") is not None and document.get("customerId") is not None:
            raise self.invalid("customerId", "must not be sent with externalCustomerId")


@fault("NOWRAMP-CREATE-CUSTOMER-ID-UUID")
class AnyCustomerId(Rules):
    """The customer's id is a text column, and nobody looks at what is in it."""

    def check_customer_id(self, value: str) -> None:
        return


@fault("NOWRAMP-CREATE-CUSTOMER-ID-UUID")
class UuidFoundAnywhere(Rules):
    """The pattern of a UUID is searched for and not matched, so that one may be in the middle of anything."""

    def check_customer_id(self, value: str) -> None:
        found = _UUID.search(value)
        super().check_customer_id(found[0] if found else value)


@fault("NOWRAMP-CREATE-CUSTOMER-ID-UUID")
class LoneCustomerIdUnchecked(Rules):
    """The two ids are compared with one another, and an id alone is compared with nothing."""

    def customer_id(self, document: Document) -> str | None:
        if document.get("externalCustomerId") is None:
            return self.optional_text(document, "customerId")
        return super().customer_id(document)


@fault("NOWRAMP-CREATE-CUSTOMER-ID-UUID")
class NamedCustomerIdUnchecked(Rules):
    """Where the partner's own id is there, the other is taken for a note."""

    def customer_id(self, document: Document) -> str | None:
        if document.get("externalCustomerId") is not None:
            return self.optional_text(document, "customerId")
        return super().customer_id(document)


@fault("NOWRAMP-CREATE-CUSTOMER-ID-UUID")
class BadCustomerIdCrashes(Rules):
    """The database casts the text to a UUID, and its complaint is not caught."""

    def check_customer_id(self, value: str) -> None:
        try:
            super().check_customer_id(value)
        except Refusal:
            raise RuntimeError("invalid input syntax for type uuid") from None


class _Longest(Rules):
    """A base for faults that have another idea of how long a field may be."""

    field = ""
    most = 0

    def longest(self, name: str) -> int:
        return self.most if name == self.field else super().longest(name)


@fault("NOWRAMP-CREATE-EXTERNAL-CUSTOMER-TOO-LONG")
class LongCustomersTaken(_Longest):
    """The column is a text without limit, and so is the field."""

    field, most = "externalCustomerId", 10_000


@fault("NOWRAMP-CREATE-EXTERNAL-CUSTOMER-TOO-LONG")
class CustomersOf256Taken(_Longest):
    """The limit is off by one."""

    field, most = "externalCustomerId", 256


@fault("NOWRAMP-CREATE-EXTERNAL-CUSTOMER-TOO-LONG")
class LongCustomersCrash(Rules):
    """The column holds 255 characters, and nobody but the database checks it."""

    def check_length(self, value: str, name: str) -> None:
        if name == "externalCustomerId" and len(value) > 255:
            raise RuntimeError("value too long for type character varying(255)")
        super().check_length(value, name)


@fault("NOWRAMP-CREATE-EXTERNAL-CUSTOMER")
class CustomersOf64Fit(_Longest):
    """The partner's ids that we had seen were UUIDs, so 64 characters were thought to be plenty."""

    field, most = "externalCustomerId", 64


@fault("NOWRAMP-CREATE-EXTERNAL-CUSTOMER")
class CustomersBelow255Fit(_Longest):
    """The limit is exclusive where it should be inclusive."""

    field, most = "externalCustomerId", 254


@fault("NOWRAMP-CREATE-ADDRESS-TOO-LONG")
class LongAddressesTaken(_Longest):
    """Addresses of new chains kept getting longer, and so the limit was dropped."""

    field, most = "destinationAddress", 10_000


@fault("NOWRAMP-CREATE-ADDRESS-TOO-LONG")
class AddressesOf256Taken(_Longest):
    """The limit is off by one."""

    field, most = "destinationAddress", 256


# ---- the type


@fault("NOWRAMP-CREATE-TYPE-DEFAULT")
class OfframpByDefault(Rules):
    """The enumeration was sorted by name, and its first member is the default."""

    def default_type(self) -> str:
        return "offramp"


@fault("NOWRAMP-CREATE-TYPE-DEFAULT")
class TypeGuessed(Rules):
    """Without a type and without a wallet to pay to it can only be an offramp, the server guesses."""

    def type(self, document: Document) -> str:
        guessed = document.get("type") is None and document.get("destinationAddress") is None
        return "offramp" if guessed else super().type(document)


@fault("NOWRAMP-CREATE-OPTIONAL")
class TypeDemanded(Rules):
    """The default got lost when the schema was generated anew."""

    def default_type(self) -> str:
        raise self.missing("type")


@fault("NOWRAMP-CREATE-TYPE-MEMBERS")
class OnrampOnly(Rules):
    """Off-ramping is on the roadmap, and until then it is refused."""

    def known_type(self, value: str) -> str:
        if value != "onramp":
            raise self.invalid("type", 'must be "onramp"')
        return value


@fault("NOWRAMP-CREATE-TYPE-MEMBERS")
class OfframpCrashes(Rules):
    """Off-ramping was left for later, by a word that throws."""

    def known_type(self, value: str) -> str:
        if value == "offramp":
            raise NotImplementedError("offramp")
        return super().known_type(value)


@fault("NOWRAMP-STORED-TYPE")
class OfframpBecomesOnramp(Rules):
    """The type is read, and then every session is written with the default."""

    def known_type(self, value: str) -> str:
        super().known_type(value)
        return "onramp"


@fault("NOWRAMP-CREATE-TYPE-NONMEMBERS")
class AnyTypeTaken(Rules):
    """The type is a free text."""

    def known_type(self, value: str) -> str:
        return value


@fault("NOWRAMP-CREATE-TYPE-NONMEMBERS")
class UnknownTypeMeansOnramp(Rules):
    """What is not an offramp is an onramp, says an if without an else."""

    def known_type(self, value: str) -> str:
        return value if value in TYPES else "onramp"


@fault("NOWRAMP-CREATE-TYPE-NONMEMBERS")
class TypesInAnyCase(Rules):
    """The enumeration is compared in lower case."""

    def known_type(self, value: str) -> str:
        return super().known_type(value.lower())


# ---- the amount


@fault("NOWRAMP-CREATE-AMOUNT-NUMBER")
class NumericAmountRefused(Rules):
    """The amount is declared as a string, and a number is none."""

    def number_from_number(self, number: int | Decimal, name: str) -> Decimal:
        if name == "sourceAmount":
            raise self.invalid(name, "must be a string")
        return super().number_from_number(number, name)


@fault("NOWRAMP-CREATE-AMOUNT-NUMBER")
class NumericFractionRefused(Rules):
    """A number is an integer, and only a string may have decimals."""

    def number_from_number(self, number: int | Decimal, name: str) -> Decimal:
        if name == "sourceAmount" and not isinstance(number, int):
            raise self.invalid(name, "must be an integer or a string")
        return super().number_from_number(number, name)


@fault("NOWRAMP-CREATE-AMOUNT-STRING")
class TextAmountRefused(Rules):
    """The amount is declared as a number, and the document's own example is refused."""

    def number_from_text(self, text: str, name: str) -> Decimal:
        if name == "sourceAmount":
            raise self.invalid(name, "must be a number")
        return super().number_from_text(text, name)


@fault("NOWRAMP-CREATE-AMOUNT-STRING")
class FractionalAmountRefused(Rules):
    """Amounts are whole dollars, the first partner's being so."""

    def number(self, value: object, name: str) -> Decimal:
        amount = super().number(value, name)
        if name == "sourceAmount" and amount != amount.to_integral_value():
            raise self.invalid(name, "must be whole")
        return amount


@fault("NOWRAMP-CREATE-AMOUNT-NUMERIC")
class WordsBecomeZero(Rules):
    """An amount that is no number is parsed to NaN and stored as nothing."""

    def source_amount(self, document: Document) -> str | None:
        try:
            return super().source_amount(document)
        except Refusal:
            if isinstance(document["sourceAmount"], int | Decimal):
                raise  # a number it is, though not a good one
            return None


@fault("NOWRAMP-CREATE-AMOUNT-NUMERIC")
class WordyAmountCrashes(Rules):
    """The amount goes into a decimal, whose constructor throws at words."""

    def not_numeric(self, name: str) -> Refusal:
        if name == "sourceAmount":
            raise RuntimeError("decimal.ConversionSyntax")
        return super().not_numeric(name)


@fault("NOWRAMP-CREATE-AMOUNT-POSITIVE")
class NegativeAmountsTaken(Rules):
    """An amount has to be a number, and that is all."""

    def check_positive(self, amount: Decimal, name: str) -> None:
        if name != "sourceAmount":
            super().check_positive(amount, name)


@fault("NOWRAMP-CREATE-AMOUNT-POSITIVE")
class ZeroAmountTaken(Rules):
    """Below zero is refused; zero is not below."""

    def check_positive(self, amount: Decimal, name: str) -> None:
        if name != "sourceAmount" or amount < 0:
            super().check_positive(amount, name)


# ---- the formats of the rest


@fault("NOWRAMP-CREATE-REDIRECT-URL")
class AnyRedirectTaken(Rules):
    """The redirect is a string that the browser will make something of."""

    def check_url(self, value: str) -> None:
        return


@fault("NOWRAMP-CREATE-REDIRECT-URL")
class RelativeRedirectTaken(Rules):
    """A URL is resolved against our own site before it is checked, and then every word is one."""

    def check_url(self, value: str) -> None:
        super().check_url(value if "://" in value else f"https://site.reference.invalid/{value.replace(' ', '%20')}")


@fault("NOWRAMP-CREATE-COUNTRY-FORM")
class AnyCountryTaken(Rules):
    """Two letters are a country, whichever they are, and so is everything else."""

    def check_country(self, value: str) -> None:
        return


@fault("NOWRAMP-CREATE-COUNTRY-ASSIGNED")
class AnyTwoLettersTaken(Rules):
    """The pattern of a country code is checked, but not whether there is such a country."""

    def check_country(self, value: str) -> None:
        if not (len(value) == 2 and value.isascii() and value.isalpha() and value.isupper()):
            super().check_country(value)


@fault("NOWRAMP-CREATE-COUNTRY")
class UkInsteadOfGb(Rules):
    """The list of countries was written by hand, from internet domains."""

    def check_country(self, value: str) -> None:
        if value == "GB":
            raise self.invalid("country", 'must be a country code; did you mean "UK"?')
        if value != "UK":
            super().check_country(value)


@fault("NOWRAMP-CREATE-COUNTRY")
class LowerCaseCountriesOnly(Rules):
    """Codes are compared with a list in lower case, but are not turned into it."""

    def check_country(self, value: str) -> None:
        if value != value.lower():
            raise self.invalid("country", "must be in lower case")
        super().check_country(value.upper())


@fault("NOWRAMP-CREATE-COUNTRY-FORM")
class ThreeLettersTaken(Rules):
    """Of a country the first two letters are looked at."""

    def check_country(self, value: str) -> None:
        super().check_country(value[:2])


@fault("NOWRAMP-CREATE-FIELD-TYPES")
class EverythingBecomesText(Rules):
    """Whatever is sent for a string is turned into one."""

    def text(self, value: object, name: str) -> str:
        return super().text(value if isinstance(value, str) else str(value), name)


@fault("NOWRAMP-CREATE-FIELD-TYPES")
class OtherTypesAreIgnored(Rules):
    """A field of the wrong type is dropped, as if it had not been sent."""

    def optional_text(self, document: Document, name: str) -> str | None:
        return super().optional_text(document, name) if isinstance(document.get(name), str) else None


@fault("NOWRAMP-CREATE-OPTIONAL")
class AmountDemanded(Rules):
    """A checkout without an amount was not thought of."""

    def source_amount(self, document: Document) -> str | None:
        if document.get("sourceAmount") is None:
            raise self.missing("sourceAmount")
        return super().source_amount(document)


@fault("NOWRAMP-CREATE-OPTIONAL")
class AddressDemanded(Rules):
    """Where the crypto goes has to be known from the beginning, the first partner having known it always."""

    def destination_address(self, document: Document) -> str | None:
        if document.get("destinationAddress") is None:
            raise self.missing("destinationAddress")
        return super().destination_address(document)


@fault("NOWRAMP-CREATE-ADDRESS-LONGEST")
class AddressOf254Fits(Rules):
    """The longest address is counted with the byte that ends a text in the database."""

    def longest(self, name: str) -> int:
        return super().longest(name) - (name == "destinationAddress")
