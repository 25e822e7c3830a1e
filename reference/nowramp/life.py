"""What may be done to a session, by whom who knows its secret, and in which state.

Source: nowramp-sessions.txt, "Confirm Session", "Create Order from Session", "Cancel Session", and "Error Codes".
The document names no code for a session that was cancelled, nor for cancelling one that is not pending.
"""
# ruff: noqa: ARG002 - a rule gets what an override of it may need

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from weakref import WeakValueDictionary

from reference.nowramp.errors import ALREADY_USED, CANCELLED, FORBIDDEN, NOT_PENDING
from reference.nowramp.lifetime import Lifetime
from reference.nowramp.locks import Locks
from reference.nowramp.model import Call, Document, Order, Refusal, Session


class Life(Locks, Lifetime):
    """The secret, the state, and the changes of state."""

    turns: WeakValueDictionary[str, asyncio.Lock]

    @asynccontextmanager
    async def turn(self, call: Call) -> AsyncIterator[None]:
        """Let one call at a time do something to a session."""
        lock = self.turns.setdefault(call.ident, asyncio.Lock())
        async with lock:
            yield

    # ---- the client secret

    def check_secret(self, session: Session, document: Document) -> None:
        """Demand the secret that the session was created with."""
        if document.get("clientSecret") is None:
            self.no_secret(session)
            return
        sent = document["clientSecret"]
        if not isinstance(sent, str):
            raise self.invalid("clientSecret", "must be a string")
        if not self.secret_fits(session, sent):
            raise self.wrong_secret()

    def no_secret(self, session: Session) -> None:
        """Deal with a call that has no secret."""
        raise self.missing("clientSecret")

    def secret_fits(self, session: Session, sent: str) -> bool:
        """Compare secrets, in a time that tells nothing."""
        own = session.client_secret.encode("utf-8", "surrogatepass")
        return hmac.compare_digest(own, sent.encode("utf-8", "surrogatepass"))

    def wrong_secret(self) -> Refusal:
        """Refuse a secret that is not this session's."""
        return self.refuse(FORBIDDEN, "Invalid clientSecret.")

    # ---- the state

    def check_orderable(self, session: Session) -> None:
        """Let a session be ordered from once, while it lives; it need not be confirmed."""
        self.check_not_used(session)
        self.check_alive(session)

    def check_confirmable(self, session: Session) -> None:
        """Let a session be confirmed before its order, while it lives; again, too."""
        self.check_not_used(session)
        self.check_alive(session)

    def check_not_used(self, session: Session) -> None:
        """Refuse a session that an order was created from."""
        if session.order is not None:
            raise self.already_used()

    def check_alive(self, session: Session) -> None:
        """Refuse a session that has expired or was cancelled."""
        if session.status == "expired":
            raise self.expired()
        if session.status == "cancelled":
            raise self.cancelled()

    def check_cancellable(self, session: Session) -> None:
        """Let only a pending session be cancelled."""
        if session.status == "pending":
            return
        self.check_not_used(session)
        if session.status == "expired":
            raise self.expired()
        raise self.not_pending(session)

    def already_used(self) -> Refusal:
        """Refuse a second order."""
        return self.refuse(ALREADY_USED, "An order was already created from this session.")

    def cancelled(self) -> Refusal:
        """Refuse what cannot be done to a cancelled session."""
        return self.refuse(CANCELLED, "The session was cancelled. Create a new session.")

    def not_pending(self, session: Session) -> Refusal:
        """Refuse to cancel a session that is not pending."""
        return self.refuse(NOT_PENDING, f"Only a pending session can be cancelled; this one is {session.status}.")

    # ---- the changes

    def updates(self, session: Session, document: Document) -> Document:
        """Return what a confirmation changes: the wallet and the network, as far as they are not locked."""
        changed: Document = {}
        for name in self.updatable():
            sent = self.optional_text(document, name)
            if sent is not None:
                changed[name] = self.held(session, name, sent, name)
        return changed

    def updatable(self) -> tuple[str, ...]:
        """Return the fields that a confirmation may change."""
        return ("destinationAddress", "network")

    def confirmed(self, session: Session, updates: Document) -> Session:
        """Confirm a session."""
        return self.kept(replace(session, status="confirmed", fields={**session.fields, **updates}))

    def used(self, session: Session, order: Order) -> Session:
        """Tie a session to its order; there will be no other."""
        return self.kept(replace(session, status="processing", order=order.id, ordered_at=self.clock.now_ms()))

    def called_off(self, session: Session) -> Session:
        """Cancel a session."""
        return self.kept(replace(session, status="cancelled"))

    def kept(self, session: Session) -> Session:
        """Remember what has become of a session."""
        self.store.update(session, self.next_turn(session))
        return session
