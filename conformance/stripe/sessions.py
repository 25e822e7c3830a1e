"""The session objects in an answer, whichever operation shows them."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from conformance.errors import Blocked
from conformance.exchange import Exchange, Request, Response, Zone, at
from conformance.scenario import Answer
from conformance.stripe.operations import CREATE, LIST, RETRIEVE

ATTRIBUTES = (
    "id",
    "object",
    "client_secret",
    "created",
    "kyc_details_provided",
    "livemode",
    "metadata",
    "redirect_url",
    "status",
    "transaction_details",
)
"""What the page documents of a session."""

DETAILS = (
    "destination_amount",
    "destination_currencies",
    "destination_currency",
    "destination_network",
    "destination_networks",
    "fees",
    "lock_wallet_address",
    "source_amount",
    "source_currency",
    "transaction_id",
    "wallet_address",
    "wallet_addresses",
)
"""What its examples show in transaction_details."""

MOST_KNOWN = 4096
"""So many sessions are remembered: the pages of a list show the same ones again and again."""

_known: WeakKeyDictionary[Response, tuple[str, ...]] = WeakKeyDictionary()


def succeeded(exchange: Exchange, *operations: str) -> bool:
    """Whether an exchange is a success of one of some operations."""
    return exchange.operation in operations and 200 <= exchange.response.status < 300


def sessions(exchange: Exchange) -> Sequence[Any]:
    """The sessions that a success shows: one, or those of a page."""
    if succeeded(exchange, CREATE, RETRIEVE):
        return [exchange.response.json] if isinstance(exchange.response.json, dict) else []
    if not succeeded(exchange, LIST):
        return []
    data = at(exchange.response.json, "/data")
    return [entry for entry in data if isinstance(entry, dict)] if isinstance(data, list) else []


def texts(exchange: Exchange) -> tuple[str, ...]:
    """The sessions of an exchange as JSON texts, equal where the sessions are."""
    found = _known.get(exchange.response)
    if found is None:
        found = _known[exchange.response] = tuple(
            json.dumps(one, sort_keys=True, default=str) for one in sessions(exchange)
        )
    return found


@lru_cache(maxsize=MOST_KNOWN)
def shown_alone(text: str) -> Exchange:
    """A session as if it had been retrieved, so that one oracle serves all three operations."""
    request = Request("GET", "", (), None)
    response = Response(200, (("content-type", "application/json"),), text.encode())
    return Exchange(1, RETRIEVE, "", Zone.MAY_EITHER, request, response, 0.0)


def id_of(answer: Answer) -> str:
    """The id of the session in an answer.

    Raises:
        Blocked: it shows none.
    """
    ident = identity(answer.json)
    if not ident:
        raise Blocked(f"{answer.exchange.operation} answered without an id: {answer}")
    return ident


def identity(session: Any) -> str:
    """The id of a session, or the empty text where it shows none."""
    ident = at(session, "/id")
    return ident if isinstance(ident, str) else ""


def instant(session: Any) -> int | None:
    """When a session says that it was created, in seconds since the epoch; None where it does not say so."""
    created = at(session, "/created")
    return created if isinstance(created, int) and not isinstance(created, bool) else None
