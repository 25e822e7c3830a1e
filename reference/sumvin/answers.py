"""The session that is opened, and how it is answered.

Sources: sumvin-open-session.txt, "Response" and its example; sumvin-meld-integration.txt, "Status codes per endpoint"
(201), and idempotency_key (208 for a replay, with the same body).
"""
# ruff: noqa: ARG002 - a rule gets what an override of it may need

from __future__ import annotations

import json
import secrets
import uuid

from reference.clock import Clock
from reference.sumvin.catalog import Provider
from reference.sumvin.model import Caller, Direction, Document, Order, Session
from reference.sumvin.pricing import priced


class Answers:
    """What a caller gets."""

    clock: Clock

    # ---- opening

    def minted(self, caller: Caller, order: Order, direction: Direction, provider: Provider) -> Session:
        """Open a session; nothing in it can be guessed."""
        ident, token = self.new_id(), self.new_token()
        price = priced(order, direction, provider.name)
        return Session(
            id=ident,
            token=token,
            widget_url=self.new_widget_url(ident, token, caller),
            service_provider_widget_url=f"https://{provider.name.lower()}.reference.invalid/widget/{ident}",
            external_session_id=self.new_transaction_id(),
            org=caller.org,
            user=caller.user.id,
            direction=direction,
            source_amount=str(order.source_amount),
            created_at=self.clock.now_ms(),
            from_asset=order.from_asset,
            to_asset=order.to_asset,
            chain_id=order.chain_id,
            provider=provider.name,
            payment_method_type=order.payment_method_type,
            destination_amount=f"{price.destination:f}" if price else None,
            course=provider.course,
        )

    def new_id(self) -> str:
        """Make the id of a session."""
        return f"rses_{uuid.uuid4().hex}"

    def new_transaction_id(self) -> str:
        """Make the id of the transaction, by which the session is known outside as well."""
        return str(uuid.uuid4())

    def new_token(self) -> str:
        """Make the token of a session."""
        return secrets.token_urlsafe(32)

    def new_widget_url(self, ident: str, token: str, caller: Caller) -> str:
        """Make the address that the client renders in a webview or iframe."""
        return f"https://widget.reference.invalid/ramp/{ident}?token={token}"

    # ---- answering

    def created_status(self, session: Session) -> int:
        """Return the status of a session that was just opened."""
        return 201

    def replayed_status(self, session: Session) -> int:
        """Return the status of an original session that is shown again."""
        return 208

    def envelope(self, session: Session, replay: bool) -> object:
        """Return the body of an answer; a replay has the same shape."""
        return {"_links": self.links(session), "session": self.view(session)}

    def links(self, session: Session) -> object:
        """Return the hypermedia links (HAL)."""
        return {"widget": {"href": session.widget_url}}

    def view(self, session: Session) -> Document:
        """Return the documented fields of a session."""
        return {
            "id": session.id,
            "widget_url": session.widget_url,
            "token": session.token,
            "service_provider_widget_url": session.service_provider_widget_url,
            "external_session_id": session.external_session_id,
        }

    def media_type(self) -> str:
        """Return the media type of a session."""
        return "application/json"

    def encoded(self, body: object) -> bytes:
        """Write JSON; beyond ASCII everything is escaped, so that not even a lone surrogate is in the way."""
        return json.dumps(body, separators=(",", ":"), allow_nan=False).encode("ascii")
