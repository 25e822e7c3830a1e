"""Faults: an operation that is never answered, while all others are."""
# ruff: noqa: D102 - the docstring of a class tells the story of its methods

from __future__ import annotations

from starlette.types import ASGIApp

from reference.catalogue import fault
from reference.silence import hang_up
from reference.stripe.rules import Rules


@fault("STRIPE-STATUS-DOCUMENTED", sockets=True)
class RetrieveNeverAnswered(Rules):
    """The node that retrieves single sessions dies on each of them, and the connection with it."""

    def weather(self, app: ASGIApp) -> ASGIApp:
        return hang_up(super().weather(app), r"GET /v1/crypto/onramp_sessions/[^/]+")
