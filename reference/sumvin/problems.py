"""Errors as problem details.

Source: sumvin-meld-integration.txt, "Error code reference": RFC 7807 with a Sumvin `error_code`; the titles of the
ramp codes stand in its table, the statuses in "Status codes per endpoint". RFC 7807 has become RFC 9457.
"""
# ruff: noqa: ARG002 - a rule gets what an override of it may need

from __future__ import annotations

from typing import Final

from reference.sumvin.model import Call, Document, Refusal

INVALID_PAIR: Final = "RAMP_INVALID_PAIR"
UNKNOWN_ASSET: Final = "RAMP_UNKNOWN_ASSET"
UNSUPPORTED_ASSET: Final = "RAMP_UNSUPPORTED_ASSET"
KYC_REQUIRED: Final = "RAMP_KYC_REQUIRED"
PROVIDER_ERROR: Final = "RAMP_PROVIDER_ERROR"
TRANSACTION_NOT_FOUND: Final = "RAMP_TRANSACTION_NOT_FOUND"
INSTITUTION_REQUIRED: Final = "BANK_INSTITUTION_REQUIRED"
LINK_TOKEN_FAILED: Final = "BANK_LINK_TOKEN_FAILED"
BANK_PROVIDER_ERROR: Final = "BANK_PROVIDER_ERROR"
ACCOUNT_NOT_FOUND: Final = "BANK_ACCOUNT_NOT_FOUND"
ACCOUNT_UNAUTHORIZED: Final = "BANK_ACCOUNT_UNAUTHORIZED"
BANK_ENTITLEMENT: Final = "GATE-403-001"

# The documents name no codes for these; they are this server's own.
UNAUTHENTICATED: Final = "AUTH_INVALID_CREDENTIALS"
INVALID_REQUEST: Final = "REQUEST_VALIDATION_FAILED"
MALFORMED: Final = "REQUEST_MALFORMED"
MEDIA_TYPE: Final = "REQUEST_MEDIA_TYPE"
TOO_LARGE: Final = "REQUEST_TOO_LARGE"
CONFLICT: Final = "REQUEST_CONFLICT"

CODES: Final[dict[str, tuple[int, str]]] = {
    INVALID_PAIR: (400, "Invalid Asset Pair"),
    UNKNOWN_ASSET: (400, "Unknown Asset"),
    UNSUPPORTED_ASSET: (400, "Asset Not Supported for Ramp"),
    KYC_REQUIRED: (403, "KYC Required for Ramp"),
    PROVIDER_ERROR: (502, "Ramp Provider Error"),
    TRANSACTION_NOT_FOUND: (404, "Ramp Transaction Not Found"),
    INSTITUTION_REQUIRED: (400, "Institution Required"),
    LINK_TOKEN_FAILED: (502, "Link Token Failed"),
    BANK_PROVIDER_ERROR: (502, "Bank Provider Error"),
    ACCOUNT_NOT_FOUND: (404, "Account Not Found"),
    ACCOUNT_UNAUTHORIZED: (403, "Account Not Authorized"),
    BANK_ENTITLEMENT: (403, "Entitlement Required"),
    UNAUTHENTICATED: (401, "Invalid Credentials"),
    INVALID_REQUEST: (422, "Invalid Request"),
    MALFORMED: (400, "Malformed Request"),
    MEDIA_TYPE: (415, "Unsupported Media Type"),
    TOO_LARGE: (413, "Request Too Large"),
    CONFLICT: (409, "Conflict"),
}
"""The status and the title of each error code. The table of bank codes has no titles, and no status for two of them."""


class Problems:
    """How a refusal is made and what it looks like."""

    def refuse(self, code: str, detail: str, field: str | None = None) -> Refusal:
        """Make the refusal for an error code; the caller raises it."""
        return Refusal(self.status_of(code), code, detail, field)

    def status_of(self, code: str) -> int:
        """Return the HTTP status that goes with an error code."""
        return CODES[code][0]

    def invalid(self, field: str, message: str) -> Refusal:
        """Refuse a body that breaks the documented schema at `field`."""
        return self.refuse(INVALID_REQUEST, f"{field}: {message}", field)

    def problem(self, refusal: Refusal, call: Call) -> Document:
        """Return the problem details object of a refusal (RFC 9457, 3.1)."""
        return {
            "type": self.problem_type(refusal),
            "title": self.problem_title(refusal),
            "status": self.problem_status(refusal),
            "detail": self.problem_detail(refusal, call),
            "instance": call.path,
            "error_code": self.problem_code(refusal),
        }

    def problem_type(self, refusal: Refusal) -> object:
        """Return a URI that names the kind of problem."""
        return f"https://api.sumvin.com/errors/{refusal.code.lower()}"

    def problem_title(self, refusal: Refusal) -> object:
        """Return the title that the table documents for the code."""
        return CODES[refusal.code][1]

    def problem_status(self, refusal: Refusal) -> object:
        """Repeat the HTTP status (RFC 9457, 3.1.2)."""
        return refusal.status

    def problem_detail(self, refusal: Refusal, call: Call) -> object:
        """Explain this very occurrence."""
        return refusal.detail

    def problem_code(self, refusal: Refusal) -> object:
        """Return Sumvin's own error code."""
        return refusal.code

    def problem_media_type(self, refusal: Refusal) -> str:
        """Return the media type of problem details (RFC 9457, 3)."""
        return "application/problem+json"
