"""Errors in Stripe's envelope.

Sources: Stripe's platform conventions (`{"error": {"type", "message", "code", "param"}}`; invalid parameters are 400
`invalid_request_error`, a bad key is 401, an unknown id 404), which the document takes for granted, except that
customer_ip_address is documented with its 400. The codes are public.
"""
# ruff: noqa: ARG002 - a rule gets what an override of it may need

from __future__ import annotations

from typing import Final

from reference.stripe.model import Call, Document, Refusal

INVALID_REQUEST: Final = "invalid_request_error"
IDEMPOTENCY: Final = "idempotency_error"

EMPTY: Final = "parameter_invalid_empty"
INVALID_INTEGER: Final = "parameter_invalid_integer"
UNKNOWN: Final = "parameter_unknown"
MISSING: Final = "parameter_missing"
NO_SUCH: Final = "resource_missing"
BAD_URL: Final = "url_invalid"
SECRET_KEY_REQUIRED: Final = "secret_key_required"
KEY_EXPIRED: Final = "api_key_expired"
KEY_IN_USE: Final = "idempotency_key_in_use"

INVALID_PAIR: Final = "crypto_onramp_invalid_source_destination_pair"
CONFLICTING_CURRENCY: Final = "crypto_onramp_conflicting_destination_currency"
CONFLICTING_NETWORK: Final = "crypto_onramp_conflicting_destination_network"
MISSING_SOURCE_CURRENCY: Final = "crypto_onramp_missing_source_currency"
MISSING_DESTINATION_CURRENCY: Final = "crypto_onramp_missing_destination_currency"
MISSING_DESTINATION_NETWORK: Final = "crypto_onramp_missing_destination_network"
INVALID_SOURCE_AMOUNT: Final = "crypto_onramp_invalid_source_amount"
INVALID_DESTINATION_AMOUNT: Final = "crypto_onramp_invalid_destination_amount"
NO_WALLET_TO_LOCK: Final = "crypto_onramp_no_wallet_address_to_lock"
UNSUPPORTED_COUNTRY: Final = "crypto_onramp_unsupported_country"
WALLET_NETWORKS: Final = "crypto_onramp_wallet_addresses_not_all_networks_supported"


class Errors:
    """How a refusal is made and what it looks like."""

    def invalid(self, param: str, message: str, code: str | None = None) -> Refusal:
        """Refuse a parameter; the caller raises it."""
        return Refusal(400, INVALID_REQUEST, message, code, param)

    def malformed(self, message: str) -> Refusal:
        """Refuse a request that cannot be read."""
        return Refusal(400, INVALID_REQUEST, message)

    def unauthorized(self, message: str, code: str | None = None) -> Refusal:
        """Refuse a call without a key that is good for it."""
        return Refusal(401, INVALID_REQUEST, message, code)

    def no_such(self, ident: str, param: str, status: int = 404) -> Refusal:
        """Refuse an id that this caller knows no session by."""
        return Refusal(status, INVALID_REQUEST, f"No such crypto.onramp_session: '{ident}'", NO_SUCH, param)

    def error(self, refusal: Refusal, call: Call) -> Document:
        """Return the body of an error."""
        return {"error": self.error_object(refusal, call)}

    def error_object(self, refusal: Refusal, call: Call) -> Document:
        """Return the error object; what there is nothing to say about is left out."""
        said: Document = {}
        if refusal.code is not None:
            said["code"] = refusal.code
            said["doc_url"] = f"https://stripe.com/docs/error-codes/{refusal.code.replace('_', '-')}"
        said["message"] = refusal.message
        if refusal.param is not None:
            said["param"] = refusal.param
        said["type"] = refusal.kind
        return said

    def error_media_type(self) -> str:
        """Return the media type of an error."""
        return "application/json"
