"""The 24 hours of a key: by the target's clock, or in two visits where nobody can move it.

Checks stay clear of the exact instant, which no document decides.
"""

import hashlib
from datetime import timedelta
from typing import Any

from conformance.check import Second, check, each, sweep
from conformance.errors import Blocked
from conformance.expectation import expect, given
from conformance.scenario import Answer
from conformance.sumvin.checks.idempotency import REPLAY_STATUS, expect_fresh, expect_original
from conformance.sumvin.facade import Sumvin
from conformance.sumvin.moments import OVER_A_DAY, UNDER_A_DAY
from strategies.sumvin import sessions
from strategies.sumvin.bodies import DIRECTIONS, Body, Direction

Noted = dict[str, Any]
"""What a first visit leaves behind: the order, its key, and a digest of the session's id."""

WINDOW_HOLDS = "SUMVIN-IDEMPOTENCY-WINDOW-HOLDS"
WINDOW_ENDS = "SUMVIN-IDEMPOTENCY-WINDOW-ENDS"
WINDOW_FIXED = "SUMVIN-IDEMPOTENCY-WINDOW-FIXED"

LATE_ENOUGH = timedelta(hours=23)
"""From here until just under a day, a replay in a second visit says that the key is remembered for a day."""


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


# ---- in two visits -----------------------------------------------------------------------------------


async def _the_key_returns_the_original(sumvin: Sumvin, noted: Noted) -> None:
    """A replay nearly a day after the first visit."""
    replay = await _replayed(sumvin, noted)
    expect(replay, WINDOW_HOLDS).that(
        replay.succeeded and _digest(replay) == noted["session"],
        expected="the session that the first visit opened with the key",
    )


async def _the_key_opens_a_fresh_session(sumvin: Sumvin, noted: Noted) -> None:
    """A call more than a day after the first visit opens a fresh session, which a replay then returns."""
    fresh = await _replayed(sumvin, noted)
    if fresh.status == 208 and _digest(fresh) != noted["session"]:
        # An attempt of ours may have been lost on its way back.
        raise Blocked("the key has been used since the first visit")
    if expect(fresh, WINDOW_ENDS).that(
        fresh.status == 201 and _digest(fresh) != noted["session"],
        expected="201 with another session than the first visit opened with the key",
    ):
        replay = await sumvin.alice.open_session(noted["order"], idempotency_key=noted["key"])
        expect_original(replay, fresh, WINDOW_ENDS)


@check(WINDOW_HOLDS, needs=(), second=Second(
    _the_key_returns_the_original, after=LATE_ENOUGH, before=timedelta(seconds=UNDER_A_DAY)
))  # fmt: skip
@sweep(order=sessions.valid, most=2)
async def a_key_is_remembered_until_a_second_visit(sumvin: Sumvin, order: Body) -> Noted | None:
    """Sessions that a second visit replays nearly a day later; with a clock to move, there is no need of one."""
    return await _opened(sumvin, order)


@check(WINDOW_ENDS, needs=(), second=Second(_the_key_opens_a_fresh_session, after=timedelta(seconds=OVER_A_DAY)))
@sweep(order=sessions.valid, most=2)
async def a_key_is_free_again_in_a_second_visit(sumvin: Sumvin, order: Body) -> Noted | None:
    """Sessions whose keys a second visit uses again a day later; with a clock to move, there is no need of one."""
    return await _opened(sumvin, order)


async def _opened(sumvin: Sumvin, order: Body) -> Noted | None:
    if sumvin.has_clock:
        return None
    key = sumvin.nonce()
    opened = await sumvin.alice.open_session(order, idempotency_key=key)
    given(given(opened).status(201)).member("/session/id")
    return {"order": order, "key": key, "session": _digest(opened)}


async def _replayed(sumvin: Sumvin, noted: Noted) -> Answer:
    """The call of the first visit once more, where the same order is still good with a key of its own."""
    given(await sumvin.alice.open_session(noted["order"], idempotency_key=sumvin.nonce())).status(201)
    return await sumvin.alice.open_session(noted["order"], idempotency_key=noted["key"])


def _digest(answer: Answer) -> str:
    """The id of a session, in a form that opens nothing."""
    return hashlib.sha256(str(answer.at("/session/id")).encode()).hexdigest()
