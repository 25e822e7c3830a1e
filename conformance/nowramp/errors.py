"""NowRamp's documented errors: which code goes with which status, and how to find a code in any envelope."""

from collections.abc import Collection, Iterator
from typing import Any, Final

from conformance.exchange import Exchange
from conformance.expectation import expect
from conformance.scenario import Answer
from conformance.target import Dialect

VALIDATION = "NOWRAMP-ERROR-VALIDATION"
FORBIDDEN = "NOWRAMP-ERROR-FORBIDDEN"

ERRORS: Final = {
    "SESSION_EXPIRED": 409,
    "SESSION_ALREADY_USED": 409,
    "FORBIDDEN": 403,
    "VALIDATION_ERROR": 400,
    "NOT_FOUND": 404,
}
"""Code to HTTP status (Error Codes)."""


def spellings(dialect: Dialect, name: str) -> Collection[str]:
    """How a target spells a documented code."""
    if not isinstance(dialect.error_codes, dict):
        return (name,)
    spelled = dialect.error_codes.get(name, name)
    return (spelled,) if isinstance(spelled, str) else spelled


def texts(document: Any) -> Iterator[tuple[int, str]]:
    """Every text of a body with its depth, the outermost first. No document fixes the envelope of an error."""
    level, depth = [document], 0
    while level:
        yield from ((depth, value) for value in level if isinstance(value, str))
        inner = (v.values() if isinstance(v, dict) else v for v in level if isinstance(v, dict | list))
        level, depth = [member for members in inner for member in members], depth + 1


def carries(answer: Answer, name: str) -> bool:
    """Whether an answer has a documented code: where the target file says it is, or else anywhere."""
    file = answer.scenario.target.file
    accepted = spellings(file.dialect, name)
    pointer = file.shapes.get("error_code")
    if pointer is not None:
        return answer.at(pointer) in accepted
    return any(text in accepted for _, text in texts(answer.json))


def is_error(answer: Answer, name: str) -> bool:
    """Whether an answer is a documented error: its status with its code."""
    return answer.status == ERRORS[name] and carries(answer, name)


def expect_error(answer: Answer, requirement: str, *names: str, beside: tuple[Answer, ...] = ()) -> bool:
    """The answer is one of these documented errors."""
    wanted = " or ".join(f"{ERRORS[name]} {name}" for name in names)
    return expect(answer, requirement).that(
        any(is_error(answer, name) for name in names), expected=wanted, beside=beside
    )


def outermost_codes(exchange: Exchange) -> list[str]:
    """The documented codes that stand least deep in an error: what lies deeper may speak of a detail."""
    if exchange.response.status < 400:
        return []
    found = [(depth, text) for depth, text in texts(exchange.response.json) if text in ERRORS]
    return [text for depth, text in found if depth == found[0][0]]
