"""What the rules speak of: a call and its answer, the key it came with, the session and its order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Document: TypeAlias = dict[str, object]
"""A JSON object as it was sent: numbers with a fraction or an exponent are Decimals, nothing is rounded."""

Kind: TypeAlias = Literal["sk", "pk"]
"""Of keys: secret ones belong on a server, public ones may be in a browser."""

Operation: TypeAlias = Literal["create", "list", "get", "confirm", "order", "cancel"]

Lock: TypeAlias = dict[str, object]
"""How one field of a session is locked: `locked`, and for an amount `min` and `max`, as they were sent."""


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request, reduced to what the rules look at. Header names are lower-case.

    Attributes:
        ident: The session that the path names; empty where it names none.
    """

    operation: Operation
    ident: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP response."""

    status: int
    media_type: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Key:
    """An API key: which kind it is, and to which project it belongs."""

    value: str
    kind: Kind
    project: str


@dataclass(frozen=True, slots=True)
class Session:
    """A checkout session as it is stored. Times are epoch milliseconds.

    Attributes:
        fields: What it was created with, by the documented names; what was left out is not in it.
        locks: The locked fields and the ones that were unlocked on purpose.
        order: The id of the order that was created from it.
        ordered_at: When that was.
    """

    id: str
    project: str
    client_secret: str
    status: str
    fields: Document
    locks: dict[str, Lock]
    created_at: int
    expires_at: int
    order: str | None = None
    ordered_at: int | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is asked for; None means everything."""

    status: str | None = None
    customer: str | None = None
    external: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """An order that was created from a session, with what it was asked for or took from the session."""

    id: str
    session: str
    fiat_amount: str
    fiat_currency: str
    crypto_currency: str
    network: str
    wallet_address: str
    gateway: str
    email: str | None
    checkout_url: str


class Refusal(Exception):
    """A call that is turned down, with the error code that says why."""

    def __init__(self, status: int, code: str, message: str, field: str | None = None) -> None:
        """Keep what the answer will say; `field` is the one that is at fault, if it is one."""
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.field = field
