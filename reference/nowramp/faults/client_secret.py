"""Faults of the client secret: where it shows, and what it is compared with."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from reference.catalogue import fault
from reference.nowramp.errors import FORBIDDEN, INVALID
from reference.nowramp.model import Call, Document, Operation, Order, Refusal, Session
from reference.nowramp.rules import Rules

# ---- shown again


@fault("NOWRAMP-SECRET-ON-GET")
class SecretOnGet(Rules):
    """One serialiser serves the creation and the reading."""

    def shown(self, session: Session, call: Call) -> object:
        secret = session.client_secret if call.operation == "get" else None
        return self.resource(self.session_type(), session.id, self.attributes(session, secret))


@fault("NOWRAMP-SECRET-ON-GET")
class SecretForSecretKeys(Rules):
    """The backend created it, so the backend may see it again."""

    def shown(self, session: Session, call: Call) -> object:
        backend = call.operation == "get" and self.token(call.headers).startswith("sk_")
        secret = session.client_secret if backend else None
        return self.resource(self.session_type(), session.id, self.attributes(session, secret))


@fault("NOWRAMP-SECRET-ON-GET")
class SecretInALink(Rules):
    """The session links to its checkout page, and the link has the secret in it."""

    def shown(self, session: Session, call: Call) -> object:
        attributes = self.attributes(session, None)
        if call.operation == "get":
            attributes["checkoutUrl"] = f"https://pay.reference.invalid/{session.id}?secret={session.client_secret}"
        return self.resource(self.session_type(), session.id, attributes)


@fault("NOWRAMP-SECRET-ON-LIST")
class SecretOnList(Rules):
    """The list selects every column."""

    def listed(self, session: Session, call: Call) -> object:
        return self.resource(self.session_type(), session.id, self.attributes(session, session.client_secret))


@fault("NOWRAMP-SECRET-ON-LIST")
class SecretOnFilteredList(Rules):
    """Support looks customers up by the filter, and was given the secret to help them along."""

    def listed(self, session: Session, call: Call) -> object:
        secret = session.client_secret if call.query.get("externalCustomerId") else None
        return self.resource(self.session_type(), session.id, self.attributes(session, secret))


@fault("NOWRAMP-SECRET-ON-CONFIRM")
class SecretOnConfirm(Rules):
    """The confirmation answers with the session as the creation did."""

    def confirmation(self, session: Session, call: Call) -> object:
        return self.created(session, call)


@fault("NOWRAMP-SECRET-ON-CONFIRM")
class ConfirmEchoesItsBody(Rules):
    """The confirmation answers with what was sent, the secret included."""

    def confirmation(self, session: Session, call: Call) -> object:
        sent = self.document(call).get("clientSecret")
        return {"success": True, "received": {"clientSecret": sent}}


@fault("NOWRAMP-SECRET-ON-ORDER")
class SecretOnOrder(Rules):
    """The order's page needs the secret for its next calls, and finds it beside the checkout."""

    def ordered(self, order: Order, call: Call) -> object:
        attributes = {**self.order_attributes(order), "clientSecret": self.document(call)["clientSecret"]}
        return self.resource("order", order.id, attributes)


@fault("NOWRAMP-SECRET-ON-ORDER")
class SecretInCheckoutUrl(Rules):
    """The gateway sends the customer back to where the secret is needed, and so the URL carries it."""

    def ordered(self, order: Order, call: Call) -> object:
        secret = self.document(call)["clientSecret"]
        return super().ordered(replace(order, checkout_url=f"{order.checkout_url}?cs={secret}"), call)


@fault("NOWRAMP-SECRET-ON-CANCEL")
class SecretOnCancel(Rules):
    """The cancellation answers with the session as the creation did."""

    def cancellation(self, session: Session, call: Call) -> object:
        return self.created(session, call)


@fault("NOWRAMP-SECRET-ON-CANCEL")
class CancelShowsTheRow(Rules):
    """The cancellation answers with the row as the database returns it, every column of it."""

    def cancellation(self, session: Session, call: Call) -> object:
        return {"success": True, "row": {"id": session.id, "client_secret": session.client_secret}}


@fault("NOWRAMP-SECRET-IN-ERRORS")
class ExpectedSecretIsTold(Rules):
    """A helpful message says what was expected."""

    def check_secret(self, session: Session, document: Document) -> None:
        try:
            super().check_secret(session, document)
        except Refusal as refusal:
            message = f"{refusal.message} Expected {session.client_secret}."
            raise Refusal(refusal.status, refusal.code, message, refusal.field) from None


@fault("NOWRAMP-SECRET-IN-ERRORS")
class ErrorsRepeatTheBody(Rules):
    """An error shows the request that it is about, so that it can be understood in a log."""

    def error_members(self, refusal: Refusal, call: Call) -> Document:
        received = call.body.decode("utf-8", "replace")
        return {**super().error_members(refusal, call), "received": received}


# ---- demanded and compared


class _At(Rules):
    """A base for faults that look away at one endpoint."""

    at: ClassVar[Operation]

    def document(self, call: Call) -> Document:
        document = super().document(call)
        if call.operation == self.at:
            # The rules below know the document only; it remembers where it came from.
            return _Marked(document)
        return document


class _Marked(dict[str, object]):
    """A document of the endpoint at which the fault looks away."""


class _NeedsNone(_At):
    """A base for faults that do without a secret."""

    def check_secret(self, session: Session, document: Document) -> None:
        if document.get("clientSecret") is None and isinstance(document, _Marked):
            return
        super().check_secret(session, document)


@fault("NOWRAMP-CONFIRM-SECRET-REQUIRED")
class ConfirmNeedsNoSecret(_NeedsNone):
    """A secret is compared if there is one."""

    at = "confirm"


@fault("NOWRAMP-ORDER-SECRET-REQUIRED")
class OrderNeedsNoSecret(_NeedsNone):
    """A secret is compared if there is one."""

    at = "order"


class _MissingIsForbidden(_At):
    """A base for faults that take a missing secret for a wrong one."""

    def check_secret(self, session: Session, document: Document) -> None:
        if document.get("clientSecret") is None and isinstance(document, _Marked):
            raise self.refuse(FORBIDDEN, "Invalid clientSecret.")
        super().check_secret(session, document)


@fault("NOWRAMP-CONFIRM-SECRET-REQUIRED")
class ConfirmWithoutSecretIsForbidden(_MissingIsForbidden):
    """A missing secret does not equal the session's, and so it is a wrong one."""

    at = "confirm"


@fault("NOWRAMP-ORDER-SECRET-REQUIRED")
class OrderWithoutSecretIsForbidden(_MissingIsForbidden):
    """A missing secret does not equal the session's, and so it is a wrong one."""

    at = "order"


class _Believes(_At):
    """A base for faults that believe a wrong secret."""

    def check_secret(self, session: Session, document: Document) -> None:
        sent = document.get("clientSecret")
        if isinstance(sent, str) and isinstance(document, _Marked) and self.believed(session, sent):
            return
        super().check_secret(session, document)

    def believed(self, session: Session, sent: str) -> bool:
        """Tell whether a secret that may be wrong is believed."""
        return True


@fault("NOWRAMP-CONFIRM-SECRET-MATCHES")
class ConfirmTakesAnySecret(_Believes):
    """It is checked that there is a secret; the comparison is left for later."""

    at = "confirm"


@fault("NOWRAMP-ORDER-SECRET-MATCHES")
class OrderTakesAnySecret(_Believes):
    """It is checked that there is a secret; the comparison is left for later."""

    at = "order"


class _BelievesOthers(_Believes):
    """A base for faults that look a secret up without the session that it belongs to."""

    def believed(self, session: Session, sent: str) -> bool:
        newest = self.store.page(session.project, self.filters({}), 1000, 0)
        return any(other.client_secret == sent for other in newest)


@fault("NOWRAMP-CONFIRM-SECRET-MATCHES")
class ConfirmTakesAnySessionsSecret(_BelievesOthers):
    """The secret is looked up, and one that exists is right, whichever session it was made for."""

    at = "confirm"


@fault("NOWRAMP-ORDER-SECRET-MATCHES")
class OrderTakesAnySessionsSecret(_BelievesOthers):
    """The secret is looked up, and one that exists is right, whichever session it was made for."""

    at = "order"


@fault("NOWRAMP-ORDER-SECRET-MATCHES")
class BeginningOfTheSecretIsEnough(_Believes):
    """The comparison runs over the shorter of the two, and an empty text equals everything."""

    at = "order"

    def believed(self, session: Session, sent: str) -> bool:
        return session.client_secret.startswith(sent)


@fault("NOWRAMP-CONFIRM-SECRET-MATCHES")
class EmptySecretIsRight(_Believes):
    """An empty secret is none, and none is compared with nothing."""

    at = "confirm"

    def believed(self, session: Session, sent: str) -> bool:
        return not sent


@fault("NOWRAMP-CONFIRM-SECRET-MATCHES")
class WrongSecretConfirms(Rules):
    """The session is confirmed first and the secret compared afterwards: a 403, but confirmed it is."""

    async def do_confirm(self, call: Call) -> object:
        try:
            return await super().do_confirm(call)
        except Refusal as refusal:
            if refusal.code == FORBIDDEN and refusal.message.startswith("Invalid clientSecret"):
                session = self.store.session(call.ident)
                if session is not None and session.status == "pending":
                    self.confirmed(session, {})
            raise


@fault("NOWRAMP-ERROR-FORBIDDEN")
class WrongSecretIsUnauthorized(Rules):
    """A wrong secret is a matter of authentication: 401."""

    def wrong_secret(self) -> Refusal:
        return self.unauthorized("Invalid clientSecret.")


@fault("NOWRAMP-ERROR-FORBIDDEN")
class WrongSecretIsInvalid(Rules):
    """A wrong secret is an invalid field like any other."""

    def wrong_secret(self) -> Refusal:
        return self.refuse(INVALID, "Invalid clientSecret.")


@fault("NOWRAMP-ERROR-FORBIDDEN")
class WrongSecretHasACodeOfItsOwn(Rules):
    """The status is right, but the code is one that the document does not have."""

    def wrong_secret(self) -> Refusal:
        return Refusal(403, "INVALID_CLIENT_SECRET", "Invalid clientSecret.")
