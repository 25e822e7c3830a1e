"""Errors: their codes, their statuses, and the envelope they come in.

Source: nowramp-sessions.txt, "Error Codes". The envelope is not in that document; the one here is what the vendor
shows on other public pages.
"""
# ruff: noqa: ARG002 - a rule gets what an override of it may need

from __future__ import annotations

import uuid
from typing import Final

from reference.nowramp.model import Call, Document, Refusal

EXPIRED: Final = "SESSION_EXPIRED"
ALREADY_USED: Final = "SESSION_ALREADY_USED"
FORBIDDEN: Final = "FORBIDDEN"
INVALID: Final = "VALIDATION_ERROR"
NOT_FOUND: Final = "NOT_FOUND"

# The document names no codes for these; they are this server's own.
UNAUTHORIZED: Final = "UNAUTHORIZED"
CANCELLED: Final = "SESSION_CANCELLED"
NOT_PENDING: Final = "SESSION_NOT_PENDING"
METHOD: Final = "METHOD_NOT_ALLOWED"
MEDIA_TYPE: Final = "UNSUPPORTED_MEDIA_TYPE"
TOO_LARGE: Final = "PAYLOAD_TOO_LARGE"

STATUS: Final[dict[str, int]] = {
    EXPIRED: 409,
    ALREADY_USED: 409,
    FORBIDDEN: 403,
    INVALID: 400,
    NOT_FOUND: 404,
    UNAUTHORIZED: 401,
    CANCELLED: 409,
    NOT_PENDING: 409,
    METHOD: 405,
    MEDIA_TYPE: 415,
    TOO_LARGE: 413,
}
"""The HTTP status of each error code."""


class Errors:
    """How a refusal is made and what it looks like."""

    def refuse(self, code: str, message: str, field: str | None = None) -> Refusal:
        """Make the refusal for an error code; the caller raises it."""
        return Refusal(self.status_of(code), code, message, field)

    def status_of(self, code: str) -> int:
        """Return the HTTP status that goes with an error code."""
        return STATUS[code]

    def invalid(self, field: str, message: str) -> Refusal:
        """Refuse a request at one of its fields."""
        return self.refuse(INVALID, f"{field} {message}", field)

    def missing(self, field: str) -> Refusal:
        """Refuse a request that lacks a field."""
        return self.invalid(field, "is required")

    def error(self, refusal: Refusal, call: Call) -> object:
        """Return the body of a refusal."""
        return {"success": False, "error": self.error_members(refusal, call)}

    def error_members(self, refusal: Refusal, call: Call) -> Document:
        """Return what the body says of the error."""
        members: Document = {"code": self.error_code(refusal), "message": refusal.message}
        if refusal.field is not None:
            members["details"] = [{"field": refusal.field, "message": refusal.message}]
        return {**members, "requestId": f"req_{uuid.uuid4().hex}"}

    def error_code(self, refusal: Refusal) -> str:
        """Return the code that tells a program what went wrong."""
        return refusal.code

    def error_media_type(self, refusal: Refusal) -> str:
        """Return the media type of an error."""
        return "application/json"
