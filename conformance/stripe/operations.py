"""The operations of Stripe's onramp sessions, as method and path template."""

from typing import Final

CREATE: Final = "POST /v1/crypto/onramp_sessions"
RETRIEVE: Final = "GET /v1/crypto/onramp_sessions/{id}"
LIST: Final = "GET /v1/crypto/onramp_sessions"

PATH: Final = "/v1/crypto/onramp_sessions"
"""Of the collection."""
