"""How long a session lives by what an answer says: from createdAt to expiresAt."""

from decimal import Decimal
from typing import Final

from conformance.expectation import expect
from conformance.nowramp.instants import instant
from conformance.scenario import Answer

TOLERANCE: Final = 2
"""Seconds: the two times may be taken one after the other, and rounded each for itself."""


def expect_lifetime(answer: Answer, seconds: int, requirement: str) -> bool:
    """A session lives so many seconds; whether it does. Blocked where the answer does not show both times."""
    lived = lifetime(answer)
    if lived is None:
        reason = f"{answer.exchange.operation} shows no readable createdAt and expiresAt: {answer}"
        answer.scenario.record.blocked[requirement] = reason
        return False
    return expect(answer, requirement).that(
        abs(lived - seconds) <= TOLERANCE,
        expected=f"{seconds} seconds from createdAt to expiresAt",
        observed=f"{lived} seconds",
    )


def lifetime(answer: Answer) -> Decimal | None:
    """Seconds, or None where an answer does not show both times."""
    created, expires = (instant(answer.at(f"/attributes/{name}")) for name in ("createdAt", "expiresAt"))
    return None if created is None or expires is None else expires - created
