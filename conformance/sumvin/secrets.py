"""Which parts of Sumvin's answers are secrets: who has them can act in the user's session, link or account."""

from collections.abc import Sequence

from conformance.exchange import Exchange
from conformance.redaction import SHORTEST_LEARNED

FIELDS = frozenset({"token", "widget_url", "service_provider_widget_url", "connect_token", "processor_token"})
"""Members whose value is never shown; widget URLs carry tokens of their own."""


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
