"""Faults of a session's life: one order, a refused one that counts, and cancelling."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from reference.catalogue import fault
from reference.nowramp.errors import EXPIRED, INVALID
from reference.nowramp.model import Call, Document, Filters, Key, Order, Refusal, Session
from reference.nowramp.rules import Rules

# ---- one order


@fault("NOWRAMP-LIFE-WITHOUT-CONFIRM")
class OrderNeedsConfirmation(Rules):
    """The order comes after the confirmation in the guide, and so it does in the code."""

    def check_orderable(self, session: Session) -> None:
        super().check_orderable(session)
        if session.status == "pending":
            raise self.invalid("sessionId", "must be confirmed first")


@fault("NOWRAMP-LIFE-AFTER-CONFIRM")
class ConfirmedCannotBeOrdered(Rules):
    """An order is created from a pending session, and a confirmed one is not pending any more."""

    def check_orderable(self, session: Session) -> None:
        super().check_orderable(session)
        if session.status == "confirmed":
            raise self.already_used()


@fault("NOWRAMP-LIFE-AFTER-CONFIRM")
class ConfirmSpendsTheSecret(Rules):
    """A secret is good for one call, and the confirmation was that."""

    def secret_fits(self, session: Session, sent: str) -> bool:
        return session.status != "confirmed" and super().secret_fits(session, sent)


@fault("NOWRAMP-LIFE-WITHOUT-CONFIRM")
class ConfirmationDemandedForWallets(Rules):
    """Where the crypto goes has to be confirmed first, if the session did not say it from the beginning."""

    def check_orderable(self, session: Session) -> None:
        super().check_orderable(session)
        if session.status == "pending" and "destinationAddress" not in session.fields:
            raise self.invalid("sessionId", "must be confirmed first")


@fault("NOWRAMP-LIFE-ONE-ORDER")
class AnyNumberOfOrders(Rules):
    """A session is a shopping basket that can be ordered from again and again."""

    def check_orderable(self, session: Session) -> None:
        if session.order is None:
            super().check_orderable(session)


@fault("NOWRAMP-LIFE-ONE-ORDER")
class SecondOrderIsExpired(Rules):
    """A session that is over is over: one code for both ways."""

    def already_used(self) -> Refusal:
        return self.refuse(EXPIRED, "The session is over.")


@fault("NOWRAMP-LIFE-ONE-ORDER")
class SecondOrderIsInvalid(Rules):
    """A second order is reported as an invalid field."""

    def already_used(self) -> Refusal:
        return self.refuse(INVALID, "The session was used.")


@fault("NOWRAMP-LIFE-ONE-ORDER")
class SecondOrderIsTheFirst(Rules):
    """A second order is answered with the first one's success, to be nice to those who click twice."""

    async def do_order(self, call: Call) -> object:
        try:
            return await super().do_order(call)
        except Refusal as refusal:
            session = self.store.session(call.ident)
            if refusal.code != "SESSION_ALREADY_USED" or session is None or session.order is None:
                raise
            return self.resource("order", session.order, self._again(session, session.order))

    def _again(self, session: Session, ident: str) -> Document:
        url = f"https://checkout.reference.invalid/pay/{ident}"
        checkout = {"method": "redirect", "url": url, "expiresAt": 1800}
        return {"orderId": ident, "status": "created", "sessionId": session.id, "checkout": checkout}


@fault("NOWRAMP-LIFE-ONE-ORDER")
class AnotherAmountIsAnotherOrder(Rules):
    """A second order is recognised by its amount, and another amount makes another order."""

    def check_orderable(self, session: Session) -> None:
        if session.order is None:
            super().check_orderable(session)

    def order(self, session: Session, document: Document) -> Order:
        order = super().order(session, document)
        if session.order is not None and session.fields.get("orderedAmount") == order.fiat_amount:
            raise self.already_used()
        return order

    def used(self, session: Session, order: Order) -> Session:
        return super().used(replace(session, fields={**session.fields, "orderedAmount": order.fiat_amount}), order)


# ---- a refused order


class Burns(Rules):
    """A base for faults where a refused order uses the session up."""

    async def do_order(self, call: Call) -> object:
        try:
            return await super().do_order(call)
        except Refusal as refusal:
            session = self.store.session(call.ident)
            alive = session is not None and session.order is None and session.status in ("pending", "confirmed")
            if alive and session is not None and self.burns(refusal):
                self.kept(replace(session, status="processing", order="none", ordered_at=self.clock.now_ms()))
            raise

    def burns(self, refusal: Refusal) -> bool:
        """Tell which refusals use the session up."""
        raise NotImplementedError


@fault("NOWRAMP-LIFE-REFUSED-BURNS-NOTHING")
class InvalidOrderBurns(Burns):
    """The session is marked first and the order validated afterwards; nothing is rolled back."""

    def burns(self, refusal: Refusal) -> bool:
        return refusal.code == INVALID


@fault("NOWRAMP-LIFE-REFUSED-BURNS-NOTHING")
class WrongSecretBurns(Burns):
    """Against guessing, one wrong secret closes the session, as a used one is closed."""

    def burns(self, refusal: Refusal) -> bool:
        return refusal.status == 403


@fault("NOWRAMP-LIFE-REFUSED-BURNS-NOTHING")
class MissingFieldBurns(Burns):
    """The schema is checked by the second of two steps, of which the first has used the session."""

    def burns(self, refusal: Refusal) -> bool:
        return refusal.message.endswith("is required")


# ---- races

WHILE = 0.01
"""How long the gateway takes in a race fault: wide enough that every call of a burst falls into it."""


@fault("NOWRAMP-LIFE-ONE-ORDER-RACED")
class CheckThenAct(Rules):
    """The session is looked at, the gateway is asked, the session is marked: whoever comes between orders as well."""

    @asynccontextmanager
    async def turn(self, call: Call) -> AsyncIterator[None]:
        yield

    async def place(self, session: Session, order: Order) -> None:
        await asyncio.sleep(WHILE)


@fault("NOWRAMP-LIFE-ONE-ORDER-RACED")
class LockLooksAtAStaleSession(Rules):
    """There is a lock, but it is taken after the session was read, and the reading is not repeated."""

    @asynccontextmanager
    async def turn(self, call: Call) -> AsyncIterator[None]:
        if call.operation != "order":
            async with super().turn(call):
                yield
            return
        yield

    async def place(self, session: Session, order: Order) -> None:
        lock = self.turns.setdefault(session.id, asyncio.Lock())
        async with lock:
            await asyncio.sleep(WHILE / 5)


@fault("NOWRAMP-LIFE-ONE-ORDER-RACED")
class LosersAreToldCreated(Rules):
    """A unique index lets one order in, and the losers, whose error nobody reads, are told 201 as well."""

    @asynccontextmanager
    async def turn(self, call: Call) -> AsyncIterator[None]:
        yield

    async def place(self, session: Session, order: Order) -> None:
        await asyncio.sleep(WHILE)

    def used(self, session: Session, order: Order) -> Session:
        stored = self.store.session(session.id)
        return stored if stored is not None and stored.order is not None else super().used(session, order)


# ---- cancelling


@fault("NOWRAMP-CANCEL-STATUS")
class CancelDemandsAReason(Rules):
    """The support team wanted to know why, and the field is required."""

    def check_cancellable(self, session: Session) -> None:
        super().check_cancellable(session)
        raise self.missing("reason")


@fault("NOWRAMP-CANCEL-STATUS")
class CancelIsNotThere(Rules):
    """The endpoint is documented, and will be built in the next quarter."""

    def check_cancellable(self, session: Session) -> None:
        super().check_cancellable(session)
        raise self.not_found()


@fault("NOWRAMP-CANCEL-EFFECT")
class CancelDoesNothing(Rules):
    """The answer is a success, and nobody has written the rest."""

    def called_off(self, session: Session) -> Session:
        return replace(session, status="cancelled")


@fault("NOWRAMP-CANCEL-EFFECT")
class CancelledIsExpired(Rules):
    """A cancelled session is one whose lifetime was ended early."""

    def called_off(self, session: Session) -> Session:
        return self.kept(replace(session, status="expired", expires_at=self.clock.now_ms()))


@fault("NOWRAMP-CANCEL-EFFECT")
class ListForgetsTheCancelled(Rules):
    """GET shows the new status; the list shows and finds the one in its index, which a cancellation does not touch."""

    def found(self, key: Key, filters: Filters, page: int, size: int) -> list[Session]:
        if filters.status == "cancelled":
            return []
        sessions = super().found(key, filters, page, size)
        if filters.status == "pending":
            sessions = [*super().found(key, replace(filters, status="cancelled"), page, size), *sessions][:size]
        return [replace(one, status="pending") if one.status == "cancelled" else one for one in sessions]


@fault("NOWRAMP-CANCEL-LASTS")
class CancelledCanBeOrdered(Rules):
    """The order checks the lifetime and whether there was an order, and nothing else."""

    def check_orderable(self, session: Session) -> None:
        if session.status != "cancelled":
            super().check_orderable(session)


@fault("NOWRAMP-CANCEL-LASTS")
class CancelledCanBeConfirmed(Rules):
    """A customer who confirms has changed their mind, and the session lives again."""

    def check_confirmable(self, session: Session) -> None:
        if session.status != "cancelled":
            super().check_confirmable(session)


@fault("NOWRAMP-CANCEL-LASTS")
class ReadingRestores(Rules):
    """The state is cached, and a reading writes the cached one back."""

    def shown(self, session: Session, call: Call) -> object:
        body = super().shown(session, call)
        if session.status == "cancelled" and call.operation == "get":
            self.kept(replace(session, status="pending"))
        return body


@fault("NOWRAMP-CANCEL-NOT-CONFIRMED")
class ConfirmedCanBeCancelled(Rules):
    """Whatever has no order yet can be cancelled."""

    def check_cancellable(self, session: Session) -> None:
        if session.status != "confirmed":
            super().check_cancellable(session)


@fault("NOWRAMP-CANCEL-NOT-CONFIRMED")
class RefusedCancelUnconfirms(Rules):
    """A confirmed session is not cancelled, but cancelled it is nonetheless: the refusal comes too late."""

    def check_cancellable(self, session: Session) -> None:
        if session.status == "confirmed":
            self.called_off(session)
        super().check_cancellable(session)


@fault("NOWRAMP-CANCEL-NOT-USED")
class UsedCanBeCancelled(Rules):
    """A session can be cancelled whatever became of it, while the customer pays."""

    def check_cancellable(self, session: Session) -> None:
        if session.order is None:
            super().check_cancellable(session)


@fault("NOWRAMP-CANCEL-NOT-USED")
class CancellingTheUsedIsAcknowledged(Rules):
    """Cancelling what cannot be cancelled does nothing, and is called a success."""

    def check_cancellable(self, session: Session) -> None:
        if session.order is None:
            super().check_cancellable(session)

    def called_off(self, session: Session) -> Session:
        return session if session.order is not None else super().called_off(session)


@fault("NOWRAMP-CANCEL-NOT-EXPIRED")
class ExpiredCanBeCancelled(Rules):
    """Expired or cancelled is all the same, and the later of the two is kept."""

    def check_cancellable(self, session: Session) -> None:
        if session.status != "expired":
            super().check_cancellable(session)


@fault("NOWRAMP-CANCEL-NOT-EXPIRED")
class CancellingTheExpiredIsAcknowledged(Rules):
    """Cancelling what is over already does nothing, and is called a success."""

    def check_cancellable(self, session: Session) -> None:
        if session.status != "expired":
            super().check_cancellable(session)

    def called_off(self, session: Session) -> Session:
        return session if session.status == "expired" else super().called_off(session)


@fault("NOWRAMP-LIFE-ONE-ORDER")
class OneOrderPerGateway(Rules):
    """That there is one order is a unique index, and the gateway is a part of it."""

    def check_orderable(self, session: Session) -> None:
        self.check_alive(session)

    def order(self, session: Session, document: Document) -> Order:
        order = super().order(session, document)
        if session.fields.get("gateway") == order.gateway:
            raise self.already_used()
        return order

    def used(self, session: Session, order: Order) -> Session:
        return super().used(replace(session, fields={**session.fields, "gateway": order.gateway}), order)


@fault("NOWRAMP-CANCEL-STATUS")
class OfframpsAreNotCancelled(Rules):
    """A customer who sells has sent the crypto already, it was said, and so there is nothing to be cancelled."""

    def check_cancellable(self, session: Session) -> None:
        super().check_cancellable(session)
        if session.fields["type"] == "offramp":
            raise self.not_pending(session)
