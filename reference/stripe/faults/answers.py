"""Faults of the answer as a whole: its status, its media type, and whether it is still there later."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace

from reference.catalogue import fault
from reference.stripe.lists import Page
from reference.stripe.model import Answer, Call, Caller, Document, Order, Params, Refusal, Session, Where
from reference.stripe.rules import Rules

# ---- the status


@fault("STRIPE-CREATE-STATUS")
class CreateAnswers201(Rules):
    """Something was created, so the framework says Created; the platform says 200."""

    def created_status(self, session: Session) -> int:
        return 201


@fault("STRIPE-CREATE-STATUS")
class CreateAnswers202(Rules):
    """The session is made in the background, and the caller is told that it will be."""

    def created_status(self, session: Session) -> int:
        return 202


@fault("STRIPE-CREATE-STATUS")
class LockedSessionsAnswer201(Rules):
    """A session that is locked to one currency is made by other code, whose status is another."""

    def created_status(self, session: Session) -> int:
        return 201 if len(session.details["destination_currencies"] or ()) == 1 else 200  # type: ignore[arg-type]


@fault("STRIPE-RETRIEVE-ANSWERS-200")
class RetrieveAnswers203(Rules):
    """A cache in between says that it is one."""

    def retrieved_status(self, session: Session) -> int:
        return 203


@fault("STRIPE-RETRIEVE-ANSWERS-200")
class RetrieveAnswers202UntilPaid(Rules):
    """As long as a session is under way, its retrieve says so by its status."""

    def retrieved_status(self, session: Session) -> int:
        return 200 if session.status == "fulfillment_complete" else 202


@fault("STRIPE-LIST-ANSWERS-200")
class ListAnswers206(Rules):
    """A page is a part of a list, so it is answered as partial content."""

    def listed_status(self, page: Page) -> int:
        return 206 if page.has_more else 200


@fault("STRIPE-LIST-ANSWERS-200")
class EmptyListAnswers404(Rules):
    """Where no session meets the filters there is nothing to be found."""

    def listed_status(self, page: Page) -> int:
        return 200 if page.sessions else 404


# ---- nothing is required


@fault("STRIPE-CREATE-OPTIONAL")
class EmptyBodyRefused(Rules):
    """A request without a body is a mistake to the framework."""

    def form(self, call: Call) -> Params:
        if not call.body:
            raise self.malformed("The request has no body.")
        return super().form(call)


@fault("STRIPE-CREATE-OPTIONAL")
class NetworkNeedsCurrency(Rules):
    """A network without a currency is refused; the document lets each have its own default."""

    def check_destinations(self, order: Order) -> None:
        super().check_destinations(order)
        if order.destination_network is not None and order.destination_currency is None:
            raise self.currency_needed()


@fault("STRIPE-CREATE-OPTIONAL")
class FiatNeedsItsAmount(Rules):
    """A fiat currency without an amount is refused, since a price is asked for at once."""

    def check_amounts(self, order: Order) -> None:
        super().check_amounts(order)
        if order.source_currency is not None and order.source_amount is None:
            raise self.bad_amount("source_amount", "source_amount must be set when source_currency is.")


# ---- JSON


@fault("STRIPE-ANSWER-JSON")
class AnswersAsTextHtml(Rules):
    """The handler writes bytes and sets no type, and the server's default is HTML."""

    def media_type(self) -> str:
        return "text/html; charset=utf-8"


@fault("STRIPE-ANSWER-JSON")
class AnswersEncodedTwice(Rules):
    """The handler dumps JSON, and the framework dumps the string once more."""

    def good(self, status: int, body: object) -> Answer:
        answer = super().good(status, body)
        return replace(answer, body=json.dumps(answer.body.decode()).encode())


@fault("STRIPE-ANSWER-JSON")
class AnswersFormEncoded(Rules):
    """Requests are form-encoded, so answers are as well."""

    def good(self, status: int, body: object) -> Answer:
        return Answer(status, "application/x-www-form-urlencoded", b"object=crypto.onramp_session")


@fault("STRIPE-CREATE-RETURNS-SESSION")
class CreateReturnsAnEnvelope(Rules):
    """The house style of another team wraps everything in data."""

    def shown(self, session: Session, where: Where, status: int) -> Answer:
        return self.good(status, {"data": self.view(session, where)})


@fault("STRIPE-CREATE-RETURNS-SESSION")
class CreateReturnsTheIdOnly(Rules):
    """A create answers with the id, and the rest can be had by a retrieve."""

    def view(self, session: Session, where: Where) -> Document:
        shown = super().view(session, where)
        return {"id": shown["id"]} if where == "create" else shown


# ---- form encoding


@fault("STRIPE-FORM-ENCODING")
class BodyMustBeJson(Rules):
    """The framework reads JSON, as frameworks do."""

    def check_media_type(self, call: Call) -> None:
        if call.body:
            raise Refusal(415, "invalid_request_error", "Send application/json.")


@fault("STRIPE-FORM-ENCODING")
class BracketsOfListsUnread(Rules):
    """Empty brackets are part of the name to the form's parser, and the list is never found."""

    def nested(self, pairs: Iterable[tuple[str, str]]) -> Params:
        return super().nested((name, value) for name, value in pairs if not name.endswith("[]"))


@fault("STRIPE-FORM-ENCODING")
class BracketsOfHashesUnread(Rules):
    """Names in brackets are unknown to the form's parser, and are dropped."""

    def nested(self, pairs: Iterable[tuple[str, str]]) -> Params:
        return super().nested((name, value) for name, value in pairs if "[" not in name or name.endswith("[]"))


@fault("STRIPE-FORM-ENCODING")
class EncodedBracketsUnread(Rules):
    """Names are taken as they stand, and an encoded bracket is not recognised as one."""

    def pairs(self, text: str) -> list[tuple[str, str]]:
        encoded = re.findall(r"(?:^|&)([^=&]*%5B[^=&]*)=", text, re.IGNORECASE)
        return [(name, value) for name, value in super().pairs(text) if not encoded or "[" not in name]


@fault("STRIPE-FORM-INDICES")
class IndicesUnread(Rules):
    """A list has empty brackets; with numbers in them it is a hash, and no list."""

    def array(self, params: Params, name: str) -> list[str] | None:
        if isinstance(params.get(name), dict):
            raise self.invalid(name, "Invalid array")
        return super().array(params, name)


# ---- retrieve


@fault("STRIPE-RETRIEVE-EQUALS-CREATE")
class RetrieveShowsDefaults(Rules):
    """A retrieve reads a table in which the choices of the caller are not."""

    def view_details(self, session: Session, where: Where) -> Document:
        shown = super().view_details(session, where)
        return shown if where == "create" else {**shown, "destination_currency": None, "destination_network": None}


@fault("STRIPE-RETRIEVE-EQUALS-CREATE")
class RetrieveRoundsAmounts(Rules):
    """Amounts are stored as numbers with two decimals."""

    def view_details(self, session: Session, where: Where) -> Document:
        shown = super().view_details(session, where)
        if where != "create":
            for name in ("source_amount", "destination_amount"):
                amount = shown[name]
                shown[name] = amount if amount is None else f"{float(str(amount)):.2f}"
        return shown


@fault("STRIPE-RETRIEVE-EQUALS-CREATE")
class RetrieveDropsWallets(Rules):
    """Addresses are personal, and are not shown again."""

    def view_details(self, session: Session, where: Where) -> Document:
        shown = super().view_details(session, where)
        return shown if where == "create" else {**shown, "wallet_addresses": None}


@fault("STRIPE-RETRIEVE-EQUALS-CREATE")
class RetrieveSortsLists(Rules):
    """Lists are stored as sets, and come back in alphabetical order."""

    def view_details(self, session: Session, where: Where) -> Document:
        shown = super().view_details(session, where)
        if where == "create":
            return shown
        names = ("destination_currencies", "destination_networks")
        return shown | {name: sorted(shown[name]) for name in names}  # type: ignore[call-overload]


@fault("STRIPE-RETRIEVE-EQUALS-CREATE")
class SessionsForgottenAfterAnHour(Rules):
    """Sessions live in a cache whose entries end after an hour."""

    def found(self, ident: str, caller: Caller) -> Session:
        session = super().found(ident, caller)
        if self.clock.now() - session.created > 3600:
            return self.not_found(ident)
        return session


@fault("STRIPE-RETRIEVE-EQUALS-CREATE")
class KycFlagForgotten(Rules):
    """The flag is computed from the request and never stored."""

    def view(self, session: Session, where: Where) -> Document:
        shown = super().view(session, where)
        return shown if where == "create" else {**shown, "kyc_details_provided": False}


@fault("STRIPE-LIST-EQUALS-RETRIEVE")
class ListShowsNoLists(Rules):
    """In a list the inner lists are cut to what fits into a line."""

    def view_details(self, session: Session, where: Where) -> Document:
        shown = super().view_details(session, where)
        return {**shown, "destination_currencies": [], "destination_networks": []} if where == "list" else shown


@fault("STRIPE-LIST-EQUALS-RETRIEVE")
class ListHidesMetadata(Rules):
    """Metadata is only loaded with a single session."""

    def view(self, session: Session, where: Where) -> Document:
        shown = super().view(session, where)
        return {**shown, "metadata": {}} if where == "list" else shown


@fault("STRIPE-LIST-EQUALS-RETRIEVE")
class ListHidesTheRedirectUrl(Rules):
    """In a list the address of the hosted onramp would be too easy to click, and is left out."""

    def view(self, session: Session, where: Where) -> Document:
        shown = super().view(session, where)
        return {**shown, "redirect_url": None} if where == "list" else shown


@fault("STRIPE-LIST-EQUALS-RETRIEVE")
class ListHidesTheTransaction(Rules):
    """The reference to the chain is joined in with a single session, and with no list."""

    def view_details(self, session: Session, where: Where) -> Document:
        shown = super().view_details(session, where)
        return {**shown, "transaction_id": None} if where == "list" else shown


@fault("STRIPE-RETRIEVE-UNKNOWN")
class UnknownSessionAnswers400(Rules):
    """An id that does not exist is a bad parameter."""

    def not_found(self, ident: str) -> Session:
        raise self.no_such(ident[:100], "session", 400)


@fault("STRIPE-RETRIEVE-UNKNOWN")
class UnknownSessionAnswersNull(Rules):
    """Nothing is found, and nothing is what is shown."""

    async def retrieve(self, ident: str, call: Call) -> Answer:
        answer = await super().retrieve(ident, call)
        return self.good(200, None) if answer.status == 404 else answer


@fault("STRIPE-RETRIEVE-UNKNOWN")
class UnknownSessionCrashes(Rules):
    """The first row is taken without a look whether there is one."""

    def not_found(self, ident: str) -> Session:
        raise LookupError(ident)


@fault("STRIPE-RETRIEVE-UNKNOWN-CODE")
class UnknownSessionHasNoCode(Rules):
    """The error of an unknown id says only that something is wrong."""

    def not_found(self, ident: str) -> Session:
        raise Refusal(404, "invalid_request_error", "Not found")


@fault("STRIPE-RETRIEVE-UNKNOWN-CODE")
class UnknownSessionIsCalledNotFound(Rules):
    """The code is made of the HTTP status' name."""

    def not_found(self, ident: str) -> Session:
        raise Refusal(404, "invalid_request_error", "Not found", "not_found")


# ---- a refused create leaves nothing behind


class _Leaves(Rules):
    """A base for faults where a refused create leaves a session behind."""

    def leave(self, caller: Caller) -> None:
        """Keep a session for nothing."""
        self.store.add(self.minted(caller, Order()))


@fault("STRIPE-REFUSED-LEAVES-NOTHING")
class SessionKeptBeforeValidation(_Leaves):
    """The session is stored first, and filled in as far as the parameters are good."""

    async def made(self, caller: Caller, params: Params, call: Call) -> Answer:
        try:
            return await super().made(caller, params, call)
        except Refusal:
            self.leave(caller)
            raise


@fault("STRIPE-REFUSED-LEAVES-NOTHING")
class SessionKeptBeforeWalletsAreValidated(_Leaves):
    """Addresses are validated by another service, once the session is stored, and nothing is rolled back."""

    async def made(self, caller: Caller, params: Params, call: Call) -> Answer:
        self._caller = caller
        return await super().made(caller, params, call)

    def bad_address(self, network: str) -> Refusal:
        self.leave(self._caller)
        return super().bad_address(network)


@fault("STRIPE-REFUSED-LEAVES-NOTHING")
class SessionKeptBeforeTheRegionIsKnown(_Leaves):
    """Where an address lies is looked up by another service, once the session is stored."""

    async def made(self, caller: Caller, params: Params, call: Call) -> Answer:
        self._caller = caller
        return await super().made(caller, params, call)

    def unsupported_region(self) -> Refusal:
        self.leave(self._caller)
        return super().unsupported_region()


@fault("STRIPE-REFUSED-LEAVES-NOTHING")
class SessionKeptBeforeDependencies(_Leaves):
    """The session is stored once each parameter is good, and then the parameters are compared."""

    async def made(self, caller: Caller, params: Params, call: Call) -> Answer:
        self._caller = caller
        return await super().made(caller, params, call)

    def check_together(self, order: Order) -> None:
        try:
            super().check_together(order)
        except Refusal:
            self.leave(self._caller)
            raise
