"""Which parts of Stripe's answers are secrets: whoever has them can drive the customer's session."""

from collections.abc import Sequence

from conformance.exchange import Exchange
from conformance.redaction import SHORTEST_LEARNED

FIELDS = frozenset({"client_secret", "redirect_url"})
"""Members whose value is never shown; the redirect URL opens the session without further ado."""


def learn(exchange: Exchange) -> Sequence[tuple[str, str]]:
    """The secrets in an answer, wherever they stand in it, as (kind, value)."""
    found: list[tuple[str, str]] = []
    pending = [exchange.response.json]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            found += [
                (name, member)
                for name, member in value.items()
                if name in FIELDS and isinstance(member, str) and len(member) >= SHORTEST_LEARNED
            ]
            pending += value.values()
        elif isinstance(value, list):
            pending += value
    return found
