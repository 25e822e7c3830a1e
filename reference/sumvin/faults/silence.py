"""Faults: an operation that is never answered, while all others are."""
# ruff: noqa: D102 - the docstring of a class tells the story of its methods

from __future__ import annotations

from starlette.types import ASGIApp

from reference.catalogue import fault
from reference.silence import hang_up
from reference.sumvin.rules import Rules


@fault("SUMVIN-RAMP-STATUS-DOCUMENTED", sockets=True)
class QuotesNeverAnswered(Rules):
    """The worker that asks the providers for quotes runs out of memory, and is killed each time."""

    def weather(self, app: ASGIApp) -> ASGIApp:
        return hang_up(super().weather(app), r"GET /v0/ramp/quotes")
