"""Faults of storing: what was sent is not what is kept and shown."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

from decimal import Decimal

from reference.catalogue import fault
from reference.nowramp.model import Call, Document, Key, Session
from reference.nowramp.rules import Rules


class _Keeps(Rules):
    """A base for faults that keep something else than was sent for one field."""

    field = ""

    def fields(self, document: Document) -> Document:
        read = super().fields(document)
        if self.field in read:
            read[self.field] = self.instead(read[self.field])
        return read

    def instead(self, value: object) -> object:
        """Return what is kept for a value."""
        raise NotImplementedError


# ---- amounts


@fault("NOWRAMP-STORED-AMOUNT-TEXT")
class AmountsRoundedToCents(_Keeps):
    """Fiat has two decimals, and so the amount is rounded without a word."""

    field = "sourceAmount"

    def instead(self, value: object) -> object:
        return f"{Decimal(str(value)):.2f}"


@fault("NOWRAMP-STORED-AMOUNT")
class AmountsAreWhole(_Keeps):
    """The column is an integer."""

    field = "sourceAmount"

    def instead(self, value: object) -> object:
        return str(int(Decimal(str(value))))


@fault("NOWRAMP-STORED-AMOUNT")
class AmountsInCents(_Keeps):
    """The amount is kept in cents and shown as it is kept."""

    field = "sourceAmount"

    def instead(self, value: object) -> object:
        return f"{Decimal(str(value)) * 100:f}"


@fault("NOWRAMP-STORED-AMOUNT")
class NumericAmountsAreLost(Rules):
    """Only a string is copied into the session; a number is validated and forgotten."""

    def fields(self, document: Document) -> Document:
        read = super().fields(document)
        if not isinstance(document.get("sourceAmount"), str):
            read.pop("sourceAmount", None)
        return read


# ---- currencies, networks, addresses


@fault("NOWRAMP-STORED-SOURCE-CURRENCY")
class EverythingInDollars(_Keeps):
    """There is but one settlement currency, and it is written over the one that was sent."""

    field = "sourceCurrency"

    def instead(self, value: object) -> object:
        return "USD"


@fault("NOWRAMP-STORED-DESTINATION-CURRENCY")
class CryptoLowerCased(_Keeps):
    """Symbols are looked up in lower case, and the looked-up form is what is kept."""

    field = "destinationCurrency"

    def instead(self, value: object) -> object:
        return str(value).lower()


@fault("NOWRAMP-STORED-NETWORK")
class NetworkUpperCased(_Keeps):
    """The network is turned into the member of an enumeration, by whose name it is shown."""

    field = "network"

    def instead(self, value: object) -> object:
        return str(value).upper()


@fault("NOWRAMP-STORED-ADDRESS")
class AddressLowerCased(_Keeps):
    """Addresses are compared in lower case and kept that way: a checksum is lost, and elsewhere the money."""

    field = "destinationAddress"

    def instead(self, value: object) -> object:
        return str(value).lower()


@fault("NOWRAMP-STORED-ADDRESS")
class AddressCutAt64(_Keeps):
    """The column is shorter than the field, and the database cuts in silence."""

    field = "destinationAddress"

    def instead(self, value: object) -> object:
        return str(value)[:64]


@fault("NOWRAMP-STORED-REDIRECT-URL")
class RedirectLosesItsQuery(_Keeps):
    """The redirect is kept without its query, to which the result will be appended."""

    field = "redirectUrl"

    def instead(self, value: object) -> object:
        return str(value).partition("?")[0].partition("#")[0]


@fault("NOWRAMP-STORED-REDIRECT-URL")
class RedirectEscapedForHtml(_Keeps):
    """Against scripts in pages, ampersands are escaped on their way into the database."""

    field = "redirectUrl"

    def instead(self, value: object) -> object:
        return str(value).replace("&", "&amp;")


# ---- customers


@fault("NOWRAMP-STORED-EXTERNAL-CUSTOMER")
class CustomersInAscii(_Keeps):
    """The column is in an old encoding; what it lacks becomes a question mark."""

    field = "externalCustomerId"

    def instead(self, value: object) -> object:
        return str(value).encode("ascii", "replace").decode("ascii")


@fault("NOWRAMP-STORED-EXTERNAL-CUSTOMER")
class CustomersLowerCased(_Keeps):
    """Ids of customers were e-mail addresses once, and are still turned to lower case."""

    field = "externalCustomerId"

    def instead(self, value: object) -> object:
        return str(value).lower()


@fault("NOWRAMP-STORED-EXTERNAL-CUSTOMER")
class CustomersTrimmed(_Keeps):
    """Ids of customers are stripped of their first and last characters if those are no letters or digits."""

    field = "externalCustomerId"

    def instead(self, value: object) -> object:
        return str(value).strip(" -_.:@")


@fault("NOWRAMP-STORED-CUSTOMER-ID")
class CustomerMintedAnew(Rules):
    """Every session gets a customer of its own, also when one was named."""

    def with_customer(self, key: Key, fields: Document) -> Document:
        if "customerId" not in fields:
            return super().with_customer(key, fields)
        return {**fields, "customerId": self.store.customer(key.project, f"for {fields['customerId']}")}


# ---- what reading shows


@fault("NOWRAMP-GET-SAME")
class ReadingForgetsTheLocks(Rules):
    """The locks are computed at the creation and are not read back from the database."""

    def shown(self, session: Session, call: Call) -> object:
        attributes = self.attributes(session, None)
        del attributes["fieldLocks"]
        return self.resource(self.session_type(), session.id, attributes)


@fault("NOWRAMP-GET-SAME")
class ReadingHasNoEnvelope(Rules):
    """The session is read by another serialiser than it was created with, without type, id and attributes."""

    def shown(self, session: Session, call: Call) -> object:
        return self.attributes(session, None)


@fault("NOWRAMP-GET-SAME")
class ReadingIsSnakeCase(Rules):
    """The creation answers from the request, the reading from the row, and the columns have other names."""

    def shown(self, session: Session, call: Call) -> object:
        attributes = {_snake(name): value for name, value in self.attributes(session, None).items()}
        return self.resource(self.session_type(), session.id, attributes)


def _snake(name: str) -> str:
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in name)


@fault("NOWRAMP-GET-SAME")
class ReadingLosesTheRedirect(Rules):
    """The redirect stands in another table, and the reading does not join it."""

    def shown(self, session: Session, call: Call) -> object:
        attributes = self.attributes(session, None)
        attributes.pop("redirectUrl", None)
        return self.resource(self.session_type(), session.id, attributes)


# ---- fields that are seldom looked at


@fault("NOWRAMP-STORED-TYPE")
class TypeFromTheCurrencies(Rules):
    """The type is worked out from the currencies: what has a crypto to buy is an onramp."""

    def fields(self, document: Document) -> Document:
        read = super().fields(document)
        return {**read, "type": "onramp" if "destinationCurrency" in read else read["type"]}


@fault("NOWRAMP-STORED-CUSTOMER-ID")
class CustomerIdWithoutHyphens(_Keeps):
    """The column holds the digits of a UUID, and shows them as it holds them."""

    field = "customerId"

    def instead(self, value: object) -> object:
        return str(value).replace("-", "")


@fault("NOWRAMP-STORED-AMOUNT-TEXT")
class AmountsAreDoubles(_Keeps):
    """The amount goes through a double, and shows all the digits that this has."""

    field = "sourceAmount"

    def instead(self, value: object) -> object:
        return f"{Decimal(float(str(value))):f}"[:40]


@fault("NOWRAMP-STORED-COUNTRY")
class CountryLowerCased(_Keeps):
    """Countries are kept in lower case, as in the addresses of the help pages."""

    field = "country"

    def instead(self, value: object) -> object:
        return str(value).lower()


@fault("NOWRAMP-STORED-COUNTRY")
class CountryFromTheAddress(_Keeps):
    """The caller's address is looked up in any case, and has the last word."""

    field = "country"

    def instead(self, value: object) -> object:
        return "XK"
