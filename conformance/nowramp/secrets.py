"""Which parts of NowRamp's answers are secrets: whoever has them can act on a customer's session."""

from collections.abc import Iterator, Sequence
from typing import Any

from conformance.exchange import Exchange, at
from conformance.redaction import SHORTEST_LEARNED

NAMES = ("clientSecret", "client_secret")
"""What a member with the client secret is called; the second spelling is not documented, and would be one too."""

FIELDS = frozenset(NAMES)
"""Members whose value is never shown."""

_CHECKOUT_URL = "/attributes/checkout/url"


def learn(exchange: Exchange) -> Sequence[tuple[str, str]]:
    """The secrets in an answer, wherever they stand in it, as (kind, value); a checkout page needs no login."""
    document = exchange.response.json
    found = [("clientSecret", value) for value in client_secrets(document)]
    found.append(("checkout.url", at(document, _CHECKOUT_URL)))
    return [(kind, value) for kind, value in found if isinstance(value, str) and len(value) >= SHORTEST_LEARNED]


def client_secrets(document: Any) -> Iterator[str]:
    """The texts under a client secret's name, at any depth."""
    pending = [document]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            for name, member in value.items():
                if name in FIELDS and isinstance(member, str) and member:
                    yield member
            pending += value.values()
        elif isinstance(value, list):
            pending += value
