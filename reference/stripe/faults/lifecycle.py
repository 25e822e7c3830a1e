"""Faults of what becomes of a session once its customer acts."""
# ruff: noqa: D102 - the docstring of a class tells the story of its methods

from __future__ import annotations

from dataclasses import replace

from reference.catalogue import fault
from reference.stripe.model import Call, Caller, Document, Session, Where
from reference.stripe.rules import Rules


class Misses(Rules):
    """A base for faults that never reach a status."""

    missed = ""

    def moved(self, session: Session, status: str) -> Session:
        return session if status == self.missed else super().moved(session, status)


@fault("STRIPE-SETTLEMENT")
class NeverComplete(Misses):
    """The delivery is never reported back, and the session stays where it was."""

    missed = "fulfillment_complete"


@fault("STRIPE-SETTLEMENT")
class CompleteSessionsAreGone(Rules):
    """What is complete is archived, and an archive cannot be asked."""

    def found(self, ident: str, caller: Caller) -> Session:
        session = super().found(ident, caller)
        return self.not_found(ident) if session.status == "fulfillment_complete" else session


@fault("STRIPE-SETTLEMENT")
class CompleteOnlyOnce(Rules):
    """A message that the session is complete waits for whoever asks first, and is then thrown away."""

    def view(self, session: Session, where: Where) -> Document:
        shown = super().view(session, where)
        if session.status != "fulfillment_complete" or where != "retrieve":
            return shown
        told: set[str] = self.__dict__.setdefault("_told", set())
        first = session.id not in told
        told.add(session.id)
        return shown if first else {**shown, "status": "fulfillment_processing"}


@fault("STRIPE-SESSION-STATUS-REJECTED")
class RejectionNeverShown(Misses):
    """Customers who are turned down are told so in the widget, and nobody tells the session."""

    missed = "rejected"


@fault("STRIPE-SESSION-STATUS-REJECTED")
class RejectedRequiresPayment(Rules):
    """A customer who was turned down may try again, so that the session waits for a payment."""

    def view(self, session: Session, where: Where) -> Document:
        shown = super().view(session, where)
        return {**shown, "status": "requires_payment"} if session.status == "rejected" else shown


@fault("STRIPE-TRANSACTION-ID-COMPLETE")
class TransactionIdOnlyInLists(Rules):
    """The reference to the chain is joined in by the query of the list, and by no other."""

    def view_details(self, session: Session, where: Where) -> Document:
        shown = super().view_details(session, where)
        return shown if where == "list" else {**shown, "transaction_id": None}


@fault("STRIPE-RETRIEVE-EQUALS-CREATE")
class SessionsMoveByThemselves(Rules):
    """A session is sent on its way when it is made, whether or not anybody has opened the widget."""

    def begin_story(self, session: Session, call: Call) -> None:
        super().begin_story(replace(session), replace(call, headers={"x-reference-customer": "pays"}))
