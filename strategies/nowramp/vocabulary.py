"""The enumerations and limits of NowRamp's document, as data."""

from typing import Final

TYPES: Final = ("onramp", "offramp")
"""Values of `type` (Create Session, Request Body); the first is the default."""

STATUSES: Final = ("pending", "confirmed", "processing", "completed", "expired", "cancelled")
"""Statuses of a session (List Sessions, Query Parameters)."""

LOCKABLE: Final = ("destinationAddress", "network", "destinationCurrency", "sourceAmount", "sourceCurrency")
"""Fields that a lock may be for (Create Session, Field Locks)."""

LONGEST_TEXT: Final = 255
"""Characters that `externalCustomerId` and `destinationAddress` may have."""

DEFAULT_LIFETIME: Final = 1800
LONGEST_LIFETIME: Final = 86400
"""Seconds (Create Session, Request Body › expiresInSeconds)."""

MOST_KEYS: Final = 20
"""Keys that `metadata` may have."""

DEFAULT_PAGE: Final = 25
LARGEST_PAGE: Final = 100
"""Sessions on a page (List Sessions, Query Parameters › pageSize)."""

ORDER_FIELD: Final = {
    "destinationAddress": "walletAddress",
    "network": "network",
    "destinationCurrency": "cryptoCurrency",
    "sourceAmount": "fiatAmount",
    "sourceCurrency": "fiatCurrency",
}
"""A session's field to the field of an order that speaks of the same."""
