"""How sessions, orders and lists are answered.

Source: nowramp-sessions.txt, the response of each endpoint. The answers to confirm and cancel are not in the document;
here they are the session.
"""
# ruff: noqa: ARG002 - a rule gets what an override of it may need

from __future__ import annotations

import json
from typing import Final

from reference.nowramp.lifetime import Lifetime
from reference.nowramp.model import Call, Document, Operation, Order, Session

CHECKOUT_LIFETIME = 1800

STATUSES: Final[dict[Operation, int]] = {
    "create": 201,
    "get": 200,
    "confirm": 200,
    "order": 201,
    "cancel": 200,
    "list": 200,
}
"""The HTTP status of each operation that succeeds."""

_SHOWN_FIRST: Final = (
    "customerId",
    "externalCustomerId",
    "sourceAmount",
    "sourceCurrency",
    "destinationCurrency",
    "destinationAddress",
    "network",
    "redirectUrl",
    "country",
    "metadata",
)


class Answers(Lifetime):
    """What a caller gets."""

    def success_status(self, operation: Operation) -> int:
        """Return the status of an operation that succeeded."""
        return STATUSES[operation]

    # ---- sessions

    def created(self, session: Session, call: Call) -> object:
        """Return the body for a new session, the only one with the client secret."""
        return self.resource(self.session_type(), session.id, self.attributes(session, session.client_secret))

    def shown(self, session: Session, call: Call) -> object:
        """Return the body for a session that is read."""
        return self.resource(self.session_type(), session.id, self.attributes(session, None))

    def confirmation(self, session: Session, call: Call) -> object:
        """Return the body for a session that was confirmed; None leaves the body empty."""
        return self.shown(session, call)

    def cancellation(self, session: Session, call: Call) -> object:
        """Return the body for a session that was cancelled; None leaves the body empty."""
        return self.shown(session, call)

    def resource(self, kind: str, ident: str, attributes: Document) -> object:
        """Return the envelope of everything but lists and errors."""
        return {"type": kind, "id": ident, "attributes": attributes}

    def session_type(self) -> str:
        """Return the type of a session's body."""
        return "session"

    def attributes(self, session: Session, secret: str | None) -> Document:
        """Return what is shown of a session."""
        shown: Document = {"sessionId": session.id, "projectId": session.project}
        if secret is not None:
            shown["clientSecret"] = secret
        shown |= {"type": session.fields["type"], "status": session.status}
        shown |= {name: session.fields[name] for name in _SHOWN_FIRST if name in session.fields}
        return shown | {
            "fieldLocks": self.shown_locks(session),
            "expiresAt": self.timestamp(session.expires_at),
            "createdAt": self.timestamp(session.created_at),
        }

    def shown_locks(self, session: Session) -> object:
        """Return what is shown of a session's locks."""
        return session.locks

    # ---- orders

    def ordered(self, order: Order, call: Call) -> object:
        """Return the body for a new order."""
        return self.resource("order", order.id, self.order_attributes(order))

    def order_attributes(self, order: Order) -> Document:
        """Return what is shown of an order."""
        return {
            "orderId": order.id,
            "status": "created",
            "sessionId": order.session,
            "fiatAmount": order.fiat_amount,
            "fiatCurrency": order.fiat_currency,
            "cryptoCurrency": order.crypto_currency,
            "network": order.network,
            "walletAddress": order.wallet_address,
            "gateway": order.gateway,
            "checkout": self.checkout(order),
        }

    def checkout(self, order: Order) -> Document:
        """Return where the customer pays, and for how many seconds."""
        return {"method": "redirect", "url": order.checkout_url, "expiresAt": CHECKOUT_LIFETIME}

    # ---- lists

    def list_page(self, sessions: list[Session], page: int, size: int, total: int, call: Call) -> object:
        """Return the body of one page."""
        pages = {"page": page, "pageSize": size, "total": total, "totalPages": -(-total // size)}
        return {"type": "list", "data": [self.listed(session, call) for session in sessions], "pagination": pages}

    def listed(self, session: Session, call: Call) -> object:
        """Return what a list shows of a session."""
        return self.shown(session, call)

    # ---- bytes

    def media_type(self) -> str:
        """Return the media type of everything but errors."""
        return "application/json"

    def encoded(self, body: object) -> bytes:
        """Write JSON; beyond ASCII everything is escaped, so that not even a lone surrogate is in the way."""
        return json.dumps(body, separators=(",", ":"), allow_nan=False).encode("ascii")
