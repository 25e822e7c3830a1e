"""What the rules speak of: a call and its answer, the caller, the order, the session, the account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

Document: TypeAlias = dict[str, object]
"""A JSON object as it was sent: numbers with a fraction or an exponent are Decimals, nothing is rounded."""

Direction: TypeAlias = Literal["buy", "sell"]

Operation: TypeAlias = Literal[
    "open_session",
    "quotes",
    "transactions",
    "transaction",
    "assets",
    "link_config",
    "institutions",
    "link",
    "processor_token",
    "accounts",
    "account",
    "sync",
    "disconnect",
    "bank_transactions",
]
"""What a call asks for, by its method and path."""

ClaimKey: TypeAlias = tuple[str, str, str]
"""Within what an idempotency key counts, and the key: organisation, user, key."""


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request, reduced to what the rules look at. Header names are lower-case; `ident` stands in the path."""

    operation: Operation
    path: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    ident: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP response."""

    status: int
    media_type: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class User:
    """A person whom the issuer of tokens knows: with verified KYC or not, entitled to link banks or not."""

    id: str
    org: str
    verified: bool
    entitled: bool = True


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, for which organisation, by which token."""

    user: User
    org: str
    token: str


@dataclass(frozen=True, slots=True)
class Order:
    """A request body that has passed validation."""

    source_amount: Decimal
    from_asset: str
    to_asset: str
    chain_id: int
    wallet_address: str
    country_code: str
    payment_method_type: str | None
    service_provider: str | None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A query for quotes that has passed validation: an order without a wallet, and its amount as it was asked."""

    order: Order
    amount: str


@dataclass(frozen=True, slots=True)
class Session:
    """A hosted widget session, as it was opened, and the trade that it is for. Times are epoch milliseconds."""

    id: str
    token: str
    widget_url: str
    service_provider_widget_url: str
    external_session_id: str
    org: str
    user: str
    direction: str
    source_amount: str
    created_at: int
    from_asset: str
    to_asset: str
    chain_id: int
    provider: str
    payment_method_type: str | None
    destination_amount: str | None
    course: str


@dataclass(frozen=True, slots=True)
class Step:
    """A status that something reaches `after` so many seconds, with the provider's own word for it."""

    after: int
    status: str
    provider_status: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A linked bank account. Times are epoch milliseconds; it shows from `created_at` on, until it is deleted."""

    id: str
    org: str
    user: str
    account_type: str
    institution_name: str
    account_name: str
    is_primary: bool
    balance_currency: str
    created_at: int
    course: str
    aggregated: bool = False
    deleted_at: int | None = None


class Refusal(Exception):
    """A call that is turned down, with the error code that says why."""

    def __init__(self, status: int, code: str, detail: str, field: str | None = None) -> None:
        """Keep what the answer will say; `field` is the one that breaks the schema, if it is one."""
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.field = field
