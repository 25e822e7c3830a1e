"""The 24 hours of a key, by the target's clock.

Checks stay clear of the exact instant, which no document decides.
"""

from conformance.check import check, each, sweep
from conformance.expectation import given
from conformance.sumvin.checks.idempotency import REPLAY_STATUS, expect_fresh, expect_original
from conformance.sumvin.facade import Sumvin
from conformance.sumvin.moments import OVER_A_DAY, UNDER_A_DAY
from strategies.sumvin import sessions
from strategies.sumvin.bodies import DIRECTIONS, Body, Direction

WINDOW_HOLDS = "SUMVIN-IDEMPOTENCY-WINDOW-HOLDS"
WINDOW_ENDS = "SUMVIN-IDEMPOTENCY-WINDOW-ENDS"
WINDOW_FIXED = "SUMVIN-IDEMPOTENCY-WINDOW-FIXED"


@check(WINDOW_HOLDS, REPLAY_STATUS, waits=True)
@sweep(order=sessions.valid)
async def a_key_is_remembered_for_a_day(sumvin: Sumvin, order: Body) -> None:
    """A replay just under a day later."""
    key = sumvin.nonce()
    first = given(await sumvin.alice.open_session(order, idempotency_key=key)).status(201)
    await sumvin.after(UNDER_A_DAY)
    replay = await sumvin.alice.open_session(order, idempotency_key=key)
    expect_original(replay, first, WINDOW_HOLDS)


@check(WINDOW_ENDS, waits=True)
@sweep(direction=each(DIRECTIONS), order=sessions.valid, most=2)
async def a_key_is_free_again_after_a_day(sumvin: Sumvin, direction: Direction, order: Body) -> None:
    """A call just over a day later opens a fresh session, which a replay then returns."""
    key, order = sumvin.nonce(), sessions.turned(sumvin.fixtures, order, direction)
    first = given(await sumvin.alice.open_session(order, idempotency_key=key)).status(201)
    await sumvin.after(OVER_A_DAY)
    fresh = await sumvin.alice.open_session(order, idempotency_key=key)
    if expect_fresh(fresh, first, WINDOW_ENDS):
        expect_original(await sumvin.alice.open_session(order, idempotency_key=key), fresh, WINDOW_ENDS)


@check(WINDOW_FIXED, waits=True)
@sweep(direction=each(DIRECTIONS), order=sessions.valid, most=2)
async def a_replay_does_not_prolong_the_day(sumvin: Sumvin, direction: Direction, order: Body) -> None:
    """A replay just under a day later, then a call just over a day after the first."""
    key, order = sumvin.nonce(), sessions.turned(sumvin.fixtures, order, direction)
    first = given(await sumvin.alice.open_session(order, idempotency_key=key)).status(201)
    await sumvin.after(UNDER_A_DAY)
    given(await sumvin.alice.open_session(order, idempotency_key=key)).status(208)
    await sumvin.after(OVER_A_DAY - UNDER_A_DAY)
    fresh = await sumvin.alice.open_session(order, idempotency_key=key)
    expect_fresh(fresh, first, WINDOW_FIXED)
