"""Faults of the order: what it demands, what it takes from the session, and what it answers."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

import uuid
from dataclasses import replace
from decimal import Decimal

from reference.catalogue import fault
from reference.nowramp.model import Document, Order, Refusal, Session
from reference.nowramp.rules import Rules

# ---- required


@fault("NOWRAMP-ORDER-AMOUNT-REQUIRED")
class AmountFromTheSession(Rules):
    """An order without an amount takes the session's, or a hundred."""

    def fiat_amount(self, document: Document) -> str:
        return "100" if document.get("fiatAmount") is None else super().fiat_amount(document)

    def held(self, session: Session, name: str, sent: str, sent_as: str) -> str:
        if name == "sourceAmount" and sent == "100":
            return sent
        return super().held(session, name, sent, sent_as)


@fault("NOWRAMP-ORDER-AMOUNT-REQUIRED")
class MissingAmountCrashes(Rules):
    """The amount is converted without asking whether it is there."""

    def fiat_amount(self, document: Document) -> str:
        if document.get("fiatAmount") is None:
            raise TypeError("cannot convert null to a decimal")
        return super().fiat_amount(document)


class _TakesLocked(Rules):
    """A base for faults where a required field may be left out."""

    def needless(self, session: Session, name: str, document: Document, wanted: str) -> Document:
        """Return the document with the field filled from the session, or with anything."""
        if document.get(wanted) is not None:
            return document
        return {**document, wanted: session.fields.get(name) or "any"}


@fault("NOWRAMP-ORDER-CRYPTO-REQUIRED")
class CryptoFromTheSession(_TakesLocked):
    """An order without a crypto currency takes the session's, or the gateway's favourite."""

    def order(self, session: Session, document: Document) -> Order:
        return super().order(session, self.needless(session, "destinationCurrency", document, "cryptoCurrency"))


@fault("NOWRAMP-ORDER-NETWORK-REQUIRED")
class NetworkFromTheSession(_TakesLocked):
    """An order without a network takes the session's, or the currency's main one."""

    def order(self, session: Session, document: Document) -> Order:
        return super().order(session, self.needless(session, "network", document, "network"))


@fault("NOWRAMP-ORDER-CRYPTO-REQUIRED")
class MissingCryptoCrashes(Rules):
    """The currency is looked up without asking whether it is there."""

    def crypto_currency(self, document: Document) -> str:
        if document.get("cryptoCurrency") is None:
            raise KeyError("cryptoCurrency")
        return super().crypto_currency(document)


@fault("NOWRAMP-ORDER-NETWORK-REQUIRED")
class MissingNetworkCrashes(Rules):
    """The network is looked up without asking whether it is there."""

    def order_network(self, document: Document) -> str:
        if document.get("network") is None:
            raise KeyError("network")
        return super().order_network(document)


# ---- the amount


@fault("NOWRAMP-ORDER-AMOUNT-STRING")
class TextOrderAmountRefused(Rules):
    """The amount is declared as a number, and the document's own example is refused."""

    def number_from_text(self, text: str, name: str) -> Decimal:
        if name == "fiatAmount":
            raise self.invalid(name, "must be a number")
        return super().number_from_text(text, name)


@fault("NOWRAMP-ORDER-AMOUNT-STRING")
class TextOrderFractionRefused(Rules):
    """The string is read as a whole number, and one with decimals is none."""

    def number_from_text(self, text: str, name: str) -> Decimal:
        if name == "fiatAmount" and "." in text:
            raise self.invalid(name, "must be a whole number")
        return super().number_from_text(text, name)


@fault("NOWRAMP-ORDER-AMOUNT-NUMBER")
class NumericOrderAmountRefused(Rules):
    """The amount is declared as a string, and a number is none."""

    def number_from_number(self, number: int | Decimal, name: str) -> Decimal:
        if name == "fiatAmount":
            raise self.invalid(name, "must be a string")
        return super().number_from_number(number, name)


@fault("NOWRAMP-ORDER-AMOUNT-NUMBER")
class NumericOrderAmountCrashes(Rules):
    """The amount is trimmed, and a number has no trim."""

    def number_from_number(self, number: int | Decimal, name: str) -> Decimal:
        if name == "fiatAmount":
            raise AttributeError("number has no trim")
        return super().number_from_number(number, name)


@fault("NOWRAMP-ORDER-AMOUNT-NUMERIC")
class WordyOrderAmountTaken(Rules):
    """An amount that is no number is passed on to the gateway, which will know."""

    def fiat_amount(self, document: Document) -> str:
        sent = document.get("fiatAmount")
        try:
            return super().fiat_amount(document)
        except Refusal:
            if isinstance(sent, str) and not _is_number(sent):
                return "1"
            raise

    def held(self, session: Session, name: str, sent: str, sent_as: str) -> str:
        return sent if sent_as == "fiatAmount" and sent == "1" else super().held(session, name, sent, sent_as)


def _is_number(text: str) -> bool:
    return text.strip("+-").replace(".", "", 1).isdigit()


@fault("NOWRAMP-ORDER-AMOUNT-POSITIVE")
class NegativeOrderTaken(Rules):
    """An amount has to be a number, and that is all."""

    def check_positive(self, amount: Decimal, name: str) -> None:
        if name != "fiatAmount":
            super().check_positive(amount, name)

    def held(self, session: Session, name: str, sent: str, sent_as: str) -> str:
        gone = sent_as == "fiatAmount" and Decimal(sent) <= 0
        return sent if gone else super().held(session, name, sent, sent_as)


@fault("NOWRAMP-ORDER-FIELD-TYPES")
class OrderDropsOtherTypes(Rules):
    """An optional field of the wrong type is dropped, as if it had not been sent."""

    def order(self, session: Session, document: Document) -> Order:
        fitting = {name: value for name, value in document.items() if not isinstance(value, dict | list)}
        return super().order(session, fitting)


@fault("NOWRAMP-ORDER-FIELD-TYPES")
class OrderTakesTheFirst(Rules):
    """A list is taken for its first element, as the query parser does it."""

    def order(self, session: Session, document: Document) -> Order:
        return super().order(session, {name: _first(value) for name, value in document.items()})


def _first(value: object) -> object:
    if isinstance(value, list):
        return value[0] if value else None
    return next(iter(value.values()), None) if isinstance(value, dict) else value


# ---- defaults


@fault("NOWRAMP-ORDER-FIAT-DEFAULT")
class OrderDemandsTheFiat(Rules):
    """The field is declared as required in the schema, whatever the session has."""

    def default_currency(self, session: Session) -> str:
        raise self.missing("fiatCurrency")


@fault("NOWRAMP-ORDER-FIAT-DEFAULT")
class MissingFiatCrashes(Rules):
    """The currency is upper-cased without asking whether it is there."""

    def default_currency(self, session: Session) -> str:
        raise AttributeError("null has no upper")


@fault("NOWRAMP-ORDER-WALLET-DEFAULT")
class OrderDemandsTheWallet(Rules):
    """The field is declared as required in the schema, whatever the session has."""

    def default_wallet(self, session: Session) -> str:
        raise self.missing("walletAddress")


@fault("NOWRAMP-ORDER-WALLET-DEFAULT")
class WalletOnlyFromConfirmation(Rules):
    """The wallet is taken from the confirmation; a session that was never confirmed has none, it is said."""

    def default_wallet(self, session: Session) -> str:
        if session.status != "confirmed":
            raise self.missing("walletAddress")
        return super().default_wallet(session)


@fault("NOWRAMP-ORDER-GATEWAY-OPTIONAL")
class OrderDemandsAGateway(Rules):
    """The project's default was promised and never built."""

    def default_gateway(self) -> str:
        raise self.missing("gateway")


@fault("NOWRAMP-ORDER-GATEWAY-OPTIONAL")
class NoDefaultGatewayCrashes(Rules):
    """The project's default is read from a configuration that is empty."""

    def default_gateway(self) -> str:
        raise KeyError("default_gateway")


@fault("NOWRAMP-ORDER-GATEWAY")
class NoGatewayIsKnown(Rules):
    """Gateways are looked up by a name that the document does not use, and none is found."""

    def known_gateway(self, gateway: str) -> str:
        raise self.invalid("gateway", "is not a gateway of this project")


@fault("NOWRAMP-ORDER-GATEWAY")
class OnlyTheDefaultGateway(Rules):
    """A gateway may be named if it is the one that would have been taken anyway."""

    def known_gateway(self, gateway: str) -> str:
        if gateway != self.default_gateway():
            raise self.invalid("gateway", "is not enabled")
        return gateway


@fault("NOWRAMP-ORDER-EMAIL")
class OrderDemandsAnEmail(Rules):
    """The gateway wants an address for its receipt, and so the order does."""

    def email(self, document: Document) -> str | None:
        if document.get("email") is None:
            raise self.missing("email")
        return super().email(document)


@fault("NOWRAMP-ORDER-EMAIL")
class EmailRefused(Rules):
    """Fields that are not in the schema are refused, and somebody forgot one."""

    def email(self, document: Document) -> str | None:
        if document.get("email") is not None:
            raise self.invalid("email", "is not a known field")
        return None


# ---- the answer


class _Shows(Rules):
    """A base for faults that show something else of an order."""

    def order_attributes(self, order: Order) -> Document:
        return self.altered(super().order_attributes(order), order)

    def altered(self, shown: Document, order: Order) -> Document:
        """Return what is shown in place of the attributes."""
        raise NotImplementedError


@fault("NOWRAMP-ORDER-ENVELOPE")
class OrderWithoutEnvelope(Rules):
    """The attributes are the whole body."""

    def resource(self, kind: str, ident: str, attributes: Document) -> object:
        return {"id": ident, **attributes} if kind == "order" else super().resource(kind, ident, attributes)


@fault("NOWRAMP-ORDER-ENVELOPE")
class OrderIsASession(Rules):
    """The envelope was copied from the session, type and all."""

    def resource(self, kind: str, ident: str, attributes: Document) -> object:
        return super().resource("session", ident, attributes)


@fault("NOWRAMP-ORDER-ID")
class OrderIdMissing(_Shows):
    """The id stands in the envelope, and once was thought to be enough."""

    def altered(self, shown: Document, order: Order) -> Document:
        return {name: value for name, value in shown.items() if name != "orderId"}


@fault("NOWRAMP-ORDER-ID")
class OrderHasTwoIds(_Shows):
    """The attributes have the gateway's number of the order, the envelope has ours."""

    def altered(self, shown: Document, order: Order) -> Document:
        return {**shown, "orderId": f"{order.gateway}-{order.id[-8:]}"}


@fault("NOWRAMP-ORDER-STATE")
class OrderStatusIsANumber(_Shows):
    """The status is shown as the number of the enumeration's member."""

    def altered(self, shown: Document, order: Order) -> Document:
        return {**shown, "status": 0}


@fault("NOWRAMP-ORDER-STATE")
class OrderStatusMissing(_Shows):
    """A new order has the status that all new orders have, and so it is not shown."""

    def altered(self, shown: Document, order: Order) -> Document:
        return {name: value for name, value in shown.items() if name != "status"}


@fault("NOWRAMP-ORDER-CREATED")
class OrderIsPendingPayment(_Shows):
    """The order's status is the gateway's word for it."""

    def altered(self, shown: Document, order: Order) -> Document:
        return {**shown, "status": "pending_payment"}


@fault("NOWRAMP-ORDER-SESSION-ID")
class OrderOfNoSession(_Shows):
    """The order is thought to stand for itself once it is there."""

    def altered(self, shown: Document, order: Order) -> Document:
        return {**shown, "sessionId": None}


@fault("NOWRAMP-ORDER-SESSION-ID")
class OrderNamesItself(_Shows):
    """One id was put into both members."""

    def altered(self, shown: Document, order: Order) -> Document:
        return {**shown, "sessionId": order.id}


class _Checkout(Rules):
    """A base for faults that show another checkout."""

    def checkout(self, order: Order) -> Document:
        return self.altered(super().checkout(order), order)

    def altered(self, shown: Document, order: Order) -> Document:
        """Return what is shown in place of the checkout."""
        raise NotImplementedError


@fault("NOWRAMP-ORDER-CHECKOUT")
class CheckoutIsItsUrl(_Shows):
    """The checkout is shown as its URL alone."""

    def altered(self, shown: Document, order: Order) -> Document:
        return {**shown, "checkout": order.checkout_url}


@fault("NOWRAMP-ORDER-CHECKOUT")
class CheckoutWithoutMethod(_Checkout):
    """There is only one method, and so it is not said which."""

    def altered(self, shown: Document, order: Order) -> Document:
        return {name: value for name, value in shown.items() if name != "method"}


@fault("NOWRAMP-ORDER-CHECKOUT")
class CheckoutExpiresInAnObject(_Checkout):
    """A duration is shown as the object that the library has for it."""

    def altered(self, shown: Document, order: Order) -> Document:
        return {**shown, "expiresAt": {"minutes": 30}}


@fault("NOWRAMP-ORDER-CHECKOUT-URL")
class CheckoutUrlIsRelative(_Checkout):
    """The URL is a path, since our own page knows the host."""

    def altered(self, shown: Document, order: Order) -> Document:
        return {**shown, "url": f"/checkout/{order.id}"}


@fault("NOWRAMP-ORDER-CHECKOUT-URL")
class CheckoutUrlIsNull(_Checkout):
    """The gateway is asked in the background, and the URL follows by webhook."""

    def altered(self, shown: Document, order: Order) -> Document:
        return {**shown, "url": None}


@fault("NOWRAMP-ORDER-CHECKOUT-URL")
class CheckoutUrlOpensAnApp(_Checkout):
    """The gateway has an app, and the URL opens that; a browser does not know what to do with it."""

    def altered(self, shown: Document, order: Order) -> Document:
        return {**shown, "url": f"gatewaya://pay/{order.id}"}


@fault("NOWRAMP-ORDER-FRESH")
class OrderNamedAfterItsCustomer(Rules):
    """The id of an order is that of its customer, who buys once, as everybody thought."""

    def order(self, session: Session, document: Document) -> Order:
        return replace(super().order(session, document), id=f"ord_{session.fields.get('customerId')}")


@fault("NOWRAMP-ORDER-FRESH")
class OrderNamedAfterWhatItBuys(Rules):
    """The id of an order is a sum over what it says, so that a repeated order is recognised."""

    def order(self, session: Session, document: Document) -> Order:
        order = super().order(session, document)
        bought = f"{order.fiat_amount} {order.crypto_currency} {order.network}"
        return replace(order, id=f"ord_{uuid.uuid5(uuid.NAMESPACE_OID, bought).hex}")


@fault("NOWRAMP-ORDER-SECRET-MATCHES")
class ConfirmedTakesAnySecret(Rules):
    """The secret was compared when the session was confirmed, and is not compared again."""

    def secret_fits(self, session: Session, sent: str) -> bool:
        return session.status == "confirmed" or super().secret_fits(session, sent)


@fault("NOWRAMP-ORDER-SECRET-REQUIRED")
class ConfirmedTakesNoSecret(Rules):
    """The secret was shown when the session was confirmed, and is not asked for again."""

    def no_secret(self, session: Session) -> None:
        if session.status != "confirmed":
            super().no_secret(session)


@fault("NOWRAMP-ORDER-WALLET-DEFAULT")
class OnlyLockedWalletsServe(Rules):
    """What an order leaves out is filled in from the locks, and an unlocked wallet is not among them."""

    def default_wallet(self, session: Session) -> str:
        if not self.is_locked(session.locks.get("destinationAddress", {"locked": False})):
            raise self.missing("walletAddress")
        return super().default_wallet(session)


@fault("NOWRAMP-ORDER-FIAT-DEFAULT")
class OnlyLockedCurrenciesServe(Rules):
    """What an order leaves out is filled in from the locks, and an unlocked currency is not among them."""

    def default_currency(self, session: Session) -> str:
        if not self.is_locked(session.locks.get("sourceCurrency", {"locked": False})):
            raise self.missing("fiatCurrency")
        return super().default_currency(session)
