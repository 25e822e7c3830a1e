"""What becomes of a session: a customer whom the reference plays, since the widget is not there to do it.

Source: stripe-onramp-sessions.txt, "Attributes", status and transaction_details; the introduction (once payment is
successful, Stripe delivers and the session refers to the crypto transaction). A create with the header
`X-Reference-Customer: pays` or `rejected` is acted on, step by step, as the clock goes on.
"""
# ruff: noqa: ARG002 - a rule gets what an override of it may need

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from reference.clock import Clock
from reference.stripe.answers import Answers
from reference.stripe.catalog import FIATS, PAIRS, WALLETS
from reference.stripe.model import Call, Document, Session
from reference.stripe.store import Store

STORIES: Final[Mapping[str, tuple[tuple[int, str], ...]]] = {
    "pays": ((60, "requires_payment"), (120, "fulfillment_processing"), (180, "fulfillment_complete")),
    "rejected": ((60, "rejected"),),
}
"""After how many seconds which status is reached."""


class Lifecycle(Answers):
    """How sessions move on."""

    clock: Clock
    store: Store

    def begin_story(self, session: Session, call: Call) -> None:
        """Plan what the customer will do, if the caller asks for one."""
        for seconds, status in STORIES.get(call.headers.get("x-reference-customer", ""), ()):
            self.store.plan(session.id, self.clock.now() + seconds, status)

    def settle(self) -> None:
        """Let everything happen that is due."""
        for ident, status in self.store.due(self.clock.now()):
            session = self.store.find(ident)
            if session is not None:
                self.store.replace(self.moved(session, status))

    def moved(self, session: Session, status: str) -> Session:
        """Move a session on."""
        return replace(session, status=self.status_reached(status), details=self.details_reached(session, status))

    def status_reached(self, status: str) -> str:
        """Return the status as it is shown."""
        return status

    def details_reached(self, session: Session, status: str) -> Document:
        """Fill in what is known at a status."""
        details = dict(session.details)
        if status == "rejected":
            return details
        details |= self.choices(details)
        if status == "fulfillment_complete":
            details["transaction_id"] = self.transaction_id(session)
        return details

    def choices(self, details: Document) -> Document:
        """Make the choices of a customer who takes what is suggested, and else the first that there is."""
        currency, network = self.pair_chosen(details)
        addresses = details["wallet_addresses"]
        suggested = addresses.get(network) if isinstance(addresses, dict) else None
        return {
            "destination_currency": currency,
            "destination_network": network,
            "destination_amount": details["destination_amount"] or "1",
            "source_currency": details["source_currency"] or FIATS[0],
            "source_amount": details["source_amount"] or "100.00",
            "fees": {"network_fee_amount": "0.10", "transaction_fee_amount": "1.90"},
            "wallet_address": suggested or WALLETS[network],
        }

    def pair_chosen(self, details: Document) -> tuple[str, str]:
        """Choose a cryptocurrency and a network that go together."""
        for currency, networks in PAIRS.items():
            for network in networks:
                if self.may_choose(details, "currency", "currencies", currency) and self.may_choose(
                    details, "network", "networks", network
                ):
                    return currency, network
        return "eth", "ethereum"  # what was asked for does not go together; somebody has helped out by hand

    def may_choose(self, details: Document, default: str, choice: str, value: str) -> bool:
        """Tell whether a value is the default, or is in the list where there is no default."""
        chosen, offered = details[f"destination_{default}"], details[f"destination_{choice}"]
        if chosen is not None:
            return chosen == value
        return not isinstance(offered, list) or value in offered

    def transaction_id(self, session: Session) -> str | None:
        """Make the id of the delivery on the chain."""
        return "0x" + secrets.token_hex(32)
