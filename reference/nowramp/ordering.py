"""What an order may be, and what it takes from the session.

Source: nowramp-sessions.txt, "Create Order from Session".
"""

from __future__ import annotations

import re
import secrets
import uuid

from reference.nowramp.body import written
from reference.nowramp.catalog import DEFAULT_GATEWAY, GATEWAYS
from reference.nowramp.life import Life
from reference.nowramp.model import Document, Order, Session

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class Ordering(Life):
    """From the body of an order to the order."""

    def order(self, session: Session, document: Document) -> Order:
        """Check every field against the document and against the session's locks."""
        ident = self.new_order_id()
        gateway = self.gateway(document)
        return Order(
            id=ident,
            session=session.id,
            fiat_amount=self.held(session, "sourceAmount", self.fiat_amount(document), "fiatAmount"),
            fiat_currency=self.fiat_currency(session, document),
            crypto_currency=self.held(session, "destinationCurrency", self.crypto_currency(document), "cryptoCurrency"),
            network=self.held(session, "network", self.order_network(document), "network"),
            wallet_address=self.wallet_address(session, document),
            gateway=gateway,
            email=self.email(document),
            checkout_url=self.checkout_url(gateway),
        )

    # ---- required

    def fiat_amount(self, document: Document) -> str:
        """Read the amount, which has to be there even if the session has one."""
        value = document.get("fiatAmount")
        if value is None:
            raise self.missing("fiatAmount")
        return written(self.amount(value, "fiatAmount"))

    def crypto_currency(self, document: Document) -> str:
        """Read the crypto currency, which has to be there even if the session has one."""
        return self.required_text(document, "cryptoCurrency")

    def order_network(self, document: Document) -> str:
        """Read the blockchain, which has to be there even if the session has one."""
        return self.required_text(document, "network")

    # ---- defaults from the session

    def fiat_currency(self, session: Session, document: Document) -> str:
        """Read the fiat currency, or take the session's."""
        sent = self.optional_text(document, "fiatCurrency")
        if sent is None:
            return self.default_currency(session)
        return self.held(session, "sourceCurrency", sent, "fiatCurrency")

    def default_currency(self, session: Session) -> str:
        """Take the session's currency."""
        return self.from_session(session, "sourceCurrency", "fiatCurrency")

    def wallet_address(self, session: Session, document: Document) -> str:
        """Read the wallet, or take the session's."""
        sent = self.optional_text(document, "walletAddress")
        if sent is None:
            return self.default_wallet(session)
        return self.held(session, "destinationAddress", sent, "walletAddress")

    def default_wallet(self, session: Session) -> str:
        """Take the session's wallet."""
        return self.from_session(session, "destinationAddress", "walletAddress")

    def from_session(self, session: Session, name: str, wanted_as: str) -> str:
        """Take what the session has; if it has nothing, the order cannot do without."""
        own = session.fields.get(name)
        if own is None:
            raise self.invalid(wanted_as, f"is required, since the session has no {name}")
        return str(own)

    # ---- optional

    def gateway(self, document: Document) -> str:
        """Read the gateway, or take the project's."""
        sent = self.optional_text(document, "gateway")
        return self.default_gateway() if sent is None else self.known_gateway(sent)

    def default_gateway(self) -> str:
        """Take the gateway that the project has chosen."""
        return DEFAULT_GATEWAY

    def known_gateway(self, gateway: str) -> str:
        """Take one of the project's gateways."""
        if gateway not in GATEWAYS:
            raise self.invalid("gateway", f"must be one of {', '.join(GATEWAYS)}")
        return gateway

    def email(self, document: Document) -> str | None:
        """Read the customer's address."""
        value = self.optional_text(document, "email")
        if value is not None and not _EMAIL.fullmatch(value):
            raise self.invalid("email", "must be an e-mail address")
        return value

    # ---- at the gateway

    async def place(self, session: Session, order: Order) -> None:
        """Ask the gateway for a checkout page."""

    def new_order_id(self) -> str:
        """Make the id of an order."""
        return f"ord_{uuid.uuid4().hex}"

    def checkout_url(self, gateway: str) -> str:
        """Make the address of a checkout page; nobody can guess it."""
        return f"https://checkout.{gateway.replace('_', '-')}.reference.invalid/pay/{secrets.token_urlsafe(24)}"
