"""How long a session lives, by what its answers say."""

from decimal import Decimal

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect
from conformance.nowramp.facade import NowRamp, tidily
from conformance.nowramp.instants import instant
from conformance.scenario import Answer
from strategies.nowramp import sessions
from strategies.nowramp.sessions import LIFETIMES, Body
from strategies.nowramp.vocabulary import DEFAULT_LIFETIME, LONGEST_LIFETIME

DEFAULT = "NOWRAMP-EXPIRY-DEFAULT"
EXPLICIT = "NOWRAMP-EXPIRY-EXPLICIT"
MAX_ACCEPTED = "NOWRAMP-EXPIRY-MAX-ACCEPTED"
MAX = "NOWRAMP-EXPIRY-MAX"

TOO_LONG = (LONGEST_LIFETIME + 1, LONGEST_LIFETIME + 60, 90_000, 172_800, 604_800, 10**9, 1e12)

TOLERANCE = 2
"""Seconds: the two times may be taken one after the other, and rounded each for itself."""


@check(DEFAULT)
@sweep(body=sessions.valid, most=6)
@tidily
async def a_session_lives_for_half_an_hour(nowramp: NowRamp, body: Body) -> None:
    """A creation without a lifetime, read back too."""
    session = await nowramp.open({name: value for name, value in body.items() if name != "expiresInSeconds"})
    for answer in (session.answer, await nowramp.shown(session)):
        _expect_lifetime(answer, DEFAULT_LIFETIME, DEFAULT)


@check(EXPLICIT, MAX_ACCEPTED)
@sweep(seconds=each((*LIFETIMES, LONGEST_LIFETIME)), body=sessions.payable)
@tidily
async def a_session_lives_as_long_as_it_was_asked_to(nowramp: NowRamp, seconds: int, body: Body) -> None:
    """Lifetimes from a minute to a day, read back too."""
    requirement = MAX_ACCEPTED if seconds == LONGEST_LIFETIME else EXPLICIT
    answer = await nowramp.secret.create({**body, "expiresInSeconds": seconds})
    if expect(answer, requirement).accepted() and _expect_lifetime(answer, seconds, requirement):
        shown = await nowramp.secret.get(str(answer.at("/id")))
        if shown.succeeded:
            _expect_lifetime(shown, seconds, requirement)


@check(MAX)
@sweep(seconds=each(TOO_LONG))
@tidily
async def no_session_lives_longer_than_a_day(nowramp: NowRamp, seconds: float) -> None:
    """Lifetimes of more than a day: refused, or cut to a day."""
    answer = await nowramp.secret.create({"expiresInSeconds": seconds}, zone=Zone.MAY_EITHER)
    if not answer.succeeded:
        expect(answer, MAX).refused()
        return
    shown = await nowramp.secret.get(str(answer.at("/id")))
    for one in (answer, *((shown,) if shown.succeeded else ())):
        lived = _lifetime(one)
        if lived is not None:
            expect(one, MAX).that(
                lived <= LONGEST_LIFETIME + TOLERANCE,
                expected=f"a refusal (4xx), or at most {LONGEST_LIFETIME} seconds from createdAt to expiresAt",
                observed=f"{lived} seconds",
            )


def _expect_lifetime(answer: Answer, seconds: int, requirement: str) -> bool:
    lived = _lifetime(answer)
    if lived is None:
        reason = f"{answer.exchange.operation} shows no readable createdAt and expiresAt: {answer}"
        answer.scenario.record.blocked[requirement] = reason
        return False
    return expect(answer, requirement).that(
        abs(lived - seconds) <= TOLERANCE,
        expected=f"{seconds} seconds from createdAt to expiresAt",
        observed=f"{lived} seconds",
    )


def _lifetime(answer: Answer) -> Decimal | None:
    created, expires = (instant(answer.at(f"/attributes/{name}")) for name in ("createdAt", "expiresAt"))
    return None if created is None or expires is None else expires - created
