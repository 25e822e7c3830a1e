"""What the rules speak of: a call and its answer, the caller, the order, the session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
"""A parameter as it was sent: text, or what its brackets made of it."""

Params: TypeAlias = dict[str, Value]

Document: TypeAlias = dict[str, object]
"""A JSON object of an answer."""

Where: TypeAlias = Literal["create", "retrieve", "list"]
"""In which answer a session is shown."""

Condition: TypeAlias = tuple[str, tuple[object, ...]]
"""A condition of SQL on the columns of the sessions, with its values."""

ClaimKey: TypeAlias = tuple[str, str]
"""Within what an idempotency key counts, and the key."""


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request, reduced to what the rules look at. Header names are lower-case, the query is as sent."""

    method: str
    path: str
    headers: Mapping[str, str]
    query: str = ""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP response."""

    status: int
    media_type: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Key:
    """An API key: whose it is, in which mode it works, and what it may do."""

    text: str
    account: str
    livemode: bool = False
    secret: bool = True
    expired: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: an account, in test mode or live. The two modes of one account see nothing of each other."""

    account: str
    livemode: bool
    key: str

    @property
    def tenant(self) -> str:
        """Name that which sessions belong to."""
        return f"{self.account}/{'live' if self.livemode else 'test'}"


@dataclass(frozen=True, slots=True)
class Order:
    """The parameters of a create that has passed validation; None is what was left out."""

    destination_amount: str | None = None
    destination_currencies: tuple[str, ...] | None = None
    destination_currency: str | None = None
    destination_network: str | None = None
    destination_networks: tuple[str, ...] | None = None
    kyc_details_provided: bool = False
    lock_wallet_address: bool = False
    metadata: Mapping[str, str] = field(default_factory=dict)
    source_amount: str | None = None
    source_currency: str | None = None
    wallet_addresses: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """An onramp session. `created` is in seconds since the epoch; `details` are its transaction_details."""

    id: str
    tenant: str
    client_secret: str
    created: int
    kyc_details_provided: bool
    livemode: bool
    metadata: Mapping[str, str]
    redirect_url: str | None
    status: str
    details: Mapping[str, object]


class Refusal(Exception):
    """A call that is turned down, with what the error object will say."""

    def __init__(self, status: int, kind: str, message: str, code: str | None = None, param: str | None = None) -> None:
        """Keep the HTTP status, the type of the error, and what helps to mend the call."""
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.message = message
        self.code = code
        self.param = param
