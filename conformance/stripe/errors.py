"""Stripe's refusals: which status and which type go with refused parameters."""

from typing import Final

from conformance.exchange import Exchange
from conformance.expectation import expect
from conformance.scenario import Answer

ERROR_STATUS: Final = "STRIPE-ERROR-STATUS"
INVALID_REQUEST: Final = "invalid_request_error"
IDEMPOTENCY_ERROR: Final = "idempotency_error"


def expect_refused(answer: Answer, requirement: str) -> bool:
    """Parameters that break a rule are refused; that the status is 400 is another requirement's to say."""
    held = expect(answer, requirement).refused()
    if answer.status >= 400 or isinstance(answer.at("/error"), dict):
        expect(answer, ERROR_STATUS).status(400)
    return held


def text_at(answer: Answer, pointer: str) -> str | None:
    """A text in an answer that is not empty, or None."""
    value = answer.at(pointer)
    return value if isinstance(value, str) and value else None


def has_error(exchange: Exchange) -> bool:
    """Whether an exchange ended in a refusal that the API itself speaks, not a gateway in front of it."""
    return exchange.response.status in (400, 401, 403, 404, 409, 422)
