"""Faults: an operation that is never answered, while all others are."""
# ruff: noqa: D102 - the docstring of a class tells the story of its methods

from __future__ import annotations

from starlette.types import ASGIApp

from reference.catalogue import fault
from reference.nowramp.rules import Rules
from reference.silence import hang_up


@fault("NOWRAMP-STATUS-DOCUMENTED", sockets=True)
class ListNeverAnswered(Rules):
    """The query behind the list takes longer than the gateway keeps a connection open."""

    def weather(self, app: ASGIApp) -> ASGIApp:
        return hang_up(super().weather(app), r"GET /v1/sessions")
