"""An account with a past: 125 sessions of every status, so that long lists and filters can be tried at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reference.stripe.catalog import ARCHIVE, PAIRS, STATUSES
from reference.stripe.lifecycle import Lifecycle
from reference.stripe.model import Caller, Order

COUNT = 125
APART = 600
"""Seconds between one session and the next; of each five, two are made in the same second."""


class Archive(Lifecycle):
    """How the account is filled: once, when it is first asked for."""

    def stock(self, caller: Caller) -> None:
        """Fill the archive, oldest first."""
        if caller.account != ARCHIVE or not self.store.is_empty(caller.tenant):
            return
        now = self.created_now()
        for number, order in enumerate(self.past_orders()):
            session = self.minted(caller, order)
            age = (COUNT - number - (number % 5 == 1)) * APART
            session = replace(session, created=now - age)
            status = STATUSES[number % len(STATUSES)]
            self.store.add(session if status == "initialized" else self.moved(session, status))

    def past_orders(self) -> Iterator[Order]:
        """Return what was ordered: every pair in turn."""
        pairs = [(currency, network) for currency, networks in PAIRS.items() for network in networks]
        for number in range(COUNT):
            currency, network = pairs[number % len(pairs)]
            metadata = {"order": f"A-{number:04}"}
            yield Order(destination_currency=currency, destination_network=network, metadata=metadata)
