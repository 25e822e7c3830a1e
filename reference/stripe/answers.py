"""The session as it is made, and as it is shown.

Source: stripe-onramp-sessions.txt, "Attributes", and the example objects of create, retrieve and list: the three show
one and the same object. A list that was left out is shown as everything that there is to choose from, a default that
was left out as null, as in the examples.
"""
# ruff: noqa: ARG002 - a rule gets what an override of it may need

from __future__ import annotations

import json
import secrets
import string
from collections.abc import Sequence

from reference.clock import Clock
from reference.stripe.destinations import Destinations
from reference.stripe.model import Caller, Document, Order, Session, Where

_ALPHABET = string.ascii_letters + string.digits
URL = "/v1/crypto/onramp_sessions"


class Answers(Destinations):
    """What a caller gets."""

    clock: Clock

    # ---- making

    def minted(self, caller: Caller, order: Order) -> Session:
        """Make a session; nothing in it can be guessed."""
        ident = self.new_id()
        return Session(
            id=ident,
            tenant=caller.tenant,
            client_secret=self.new_client_secret(ident),
            created=self.created_now(),
            kyc_details_provided=order.kyc_details_provided,
            livemode=caller.livemode,
            metadata=order.metadata,
            redirect_url=self.new_redirect_url(order),
            status=self.first_status(),
            details=self.details(order),
        )

    def new_id(self) -> str:
        """Make the id of a session."""
        return f"cos_{self.letters(24)}"

    def new_client_secret(self, ident: str) -> str:
        """Make the secret that drives this one session; it begins with the session's id."""
        return f"{ident}_secret_{self.letters(32)}"

    def letters(self, count: int) -> str:
        """Draw letters and digits."""
        noise = secrets.token_bytes(count)
        return "".join([_ALPHABET[byte % 62] for byte in noise])

    def created_now(self) -> int:
        """Return the time of creation, in whole seconds since the epoch."""
        return int(self.clock.now())

    def new_redirect_url(self, order: Order) -> str | None:
        """Make the address of the hosted onramp."""
        return f"https://crypto.reference.invalid/?session_hash={self.letters(24)}"

    def first_status(self) -> str:
        """Return the status that every session begins with."""
        return "initialized"

    def details(self, order: Order) -> Document:
        """Make the transaction_details of a session on which nobody has acted yet."""
        return {
            "destination_amount": self.destination_amount_of(order),
            "destination_currencies": self.currencies_offered(order),
            "destination_currency": self.currency_of(order),
            "destination_network": self.network_of(order),
            "destination_networks": self.networks_offered(order),
            "fees": None,
            "lock_wallet_address": order.lock_wallet_address,
            "source_amount": self.source_amount_of(order),
            "source_currency": self.source_currency_of(order),
            "transaction_id": None,
            "wallet_address": None,
            "wallet_addresses": self.addresses_of(order),
        }

    def destination_amount_of(self, order: Order) -> str | None:
        """Show the amount of crypto as it was sent."""
        return order.destination_amount

    def source_amount_of(self, order: Order) -> str | None:
        """Show the amount of fiat as it was sent."""
        return order.source_amount

    def source_currency_of(self, order: Order) -> str | None:
        """Show the fiat; left out, it depends on the user's locale, which is not known yet."""
        return order.source_currency

    def currency_of(self, order: Order) -> str | None:
        """Show the default cryptocurrency."""
        return order.destination_currency

    def network_of(self, order: Order) -> str | None:
        """Show the default network."""
        return order.destination_network

    def currencies_offered(self, order: Order) -> list[str] | None:
        """Show the list of cryptocurrencies; left out, all of them, subject to the networks."""
        if order.destination_currencies is not None:
            return list(order.destination_currencies)
        networks = order.destination_networks or self.networks()
        return [each for each in self.currencies() if any(network in self.networks_of(each) for network in networks)]

    def networks_offered(self, order: Order) -> list[str] | None:
        """Show the list of networks; left out, all of them."""
        return list(order.destination_networks or self.networks())

    def addresses_of(self, order: Order) -> Document | None:
        """Show the wallet addresses by network."""
        return None if order.wallet_addresses is None else dict(order.wallet_addresses)

    # ---- showing

    def created_status(self, session: Session) -> int:
        """Return the HTTP status of a create."""
        return 200

    def view(self, session: Session, where: Where) -> Document:
        """Return the session object, which is the same wherever it is shown."""
        return {
            "id": session.id,
            "object": "crypto.onramp_session",
            "client_secret": session.client_secret,
            "created": session.created,
            "kyc_details_provided": session.kyc_details_provided,
            "livemode": session.livemode,
            "metadata": session.metadata,
            "redirect_url": session.redirect_url,
            "status": session.status,
            "transaction_details": self.view_details(session, where),
        }

    def view_details(self, session: Session, where: Where) -> Document:
        """Return the transaction_details."""
        return dict(session.details)

    def envelope(self, sessions: Sequence[Session], has_more: bool) -> Document:
        """Return a page of a list."""
        return {
            "object": "list",
            "url": URL,
            "has_more": has_more,
            "data": [self.view(session, "list") for session in sessions],
        }

    def media_type(self) -> str:
        """Return the media type of an answer."""
        return "application/json"

    def encoded(self, body: object) -> bytes:
        """Write JSON; beyond ASCII everything is escaped, so that not even a lone surrogate is in the way."""
        return json.dumps(body, separators=(",", ":"), allow_nan=False).encode("ascii")
