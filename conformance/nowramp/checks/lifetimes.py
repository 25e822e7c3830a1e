"""How long a session lives, by what its answers say."""

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect
from conformance.nowramp.facade import NowRamp, tidily
from conformance.nowramp.lived import TOLERANCE, expect_lifetime, lifetime
from strategies.nowramp import sessions
from strategies.nowramp.sessions import LIFETIMES, SHORT_LIFETIMES, Body, company
from strategies.nowramp.vocabulary import LONGEST_LIFETIME, TYPES

EXPLICIT = "NOWRAMP-EXPIRY-EXPLICIT"
MAX_ACCEPTED = "NOWRAMP-EXPIRY-MAX-ACCEPTED"
MAX = "NOWRAMP-EXPIRY-MAX"

TOO_LONG = (LONGEST_LIFETIME + 1, LONGEST_LIFETIME + 60, 90_000, 172_800, 604_800, 10**9, 1e12)


@check(EXPLICIT, MAX_ACCEPTED)
@sweep(seconds=each((*LIFETIMES, LONGEST_LIFETIME)), body=sessions.payable)
@tidily
async def a_session_lives_as_long_as_it_was_asked_to(nowramp: NowRamp, seconds: int, body: Body) -> None:
    """Lifetimes from a minute to a day, read back too."""
    requirement = MAX_ACCEPTED if seconds == LONGEST_LIFETIME else EXPLICIT
    # Odd ones among all other fields.
    others = company(nowramp.fixtures) if seconds % 2 else {}
    answer = await nowramp.secret.create({**body, **others, "expiresInSeconds": seconds})
    if expect(answer, requirement).accepted() and expect_lifetime(answer, seconds, requirement):
        shown = await nowramp.secret.get(str(answer.at("/id")))
        if shown.succeeded:
            expect_lifetime(shown, seconds, requirement)


@check(EXPLICIT)
@sweep(seconds=each(SHORT_LIFETIMES))
async def a_short_life_is_refused_or_short(nowramp: NowRamp, seconds: int) -> None:
    """Lifetimes under a minute: no sentence names a least one, and what is taken is given as it was asked for."""
    answer = await nowramp.secret.create({"expiresInSeconds": seconds}, zone=Zone.MAY_EITHER)
    if answer.succeeded:
        expect_lifetime(answer, seconds, EXPLICIT)


@check(MAX)
@sweep(seconds=each(TOO_LONG), kind=each(TYPES))
@tidily
async def no_session_lives_longer_than_a_day(nowramp: NowRamp, seconds: float, kind: str) -> None:
    """Lifetimes of more than a day: refused, or cut to a day."""
    answer = await nowramp.secret.create({"type": kind, "expiresInSeconds": seconds}, zone=Zone.MAY_EITHER)
    if not answer.succeeded:
        expect(answer, MAX).refused()
        return
    shown = await nowramp.secret.get(str(answer.at("/id")))
    for one in (answer, *((shown,) if shown.succeeded else ())):
        lived = lifetime(one)
        if lived is not None:
            expect(one, MAX).that(
                lived <= LONGEST_LIFETIME + TOLERANCE,
                expected=f"a refusal (4xx), or at most {LONGEST_LIFETIME} seconds from createdAt to expiresAt",
                observed=f"{lived} seconds",
            )
