"""Simultaneous orders from one session: one of them is created."""

import asyncio

from conformance.check import check, sweep
from conformance.errors import Blocked
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.nowramp.facade import NowRamp
from conformance.scenario import Answer
from strategies.nowramp import orders, sessions
from strategies.nowramp.sessions import Body

ONE_ORDER_RACED = "NOWRAMP-LIFE-ONE-ORDER-RACED"

ROUNDS = (((10, 0.0), (2, 0.0), (10, 0.001), (4, 0.005)), ((20, 0.0),))
"""Per round the bursts that run side by side, each on a session of its own: calls at once, and seconds between one
and the next. Windows of different widths are hit by different spacings."""


@check(ONE_ORDER_RACED, waits=True)
@sweep(body=sessions.payable, most=1)
async def simultaneous_orders_make_one(nowramp: NowRamp, body: Body) -> None:
    """One order, sent many times at once; afterwards the session takes no other."""
    await nowramp.scenario.alone("public_key")
    raced = False
    for bursts in ROUNDS:
        for served, overlapping in await asyncio.gather(*(_race(nowramp, body, *burst) for burst in bursts)):
            # Calls that did not overlap can only accuse, never acquit.
            if served and not _judge(served, acquit=overlapping > 1):
                return
            raced = raced or (bool(served) and overlapping > 1)
    if not raced:
        raise Blocked("no two of the simultaneous orders overlapped and were served, so nothing was raced")


async def _race(nowramp: NowRamp, body: Body, times: int, stagger: float) -> tuple[list[Answer], int]:
    """One burst on a fresh session: the answers that were successes, a later order's too, and how many overlapped."""
    session = await nowramp.open(body)
    order = orders.matching(body)
    answers, overlapping = await nowramp.public.race_orders(session, order, times, stagger=stagger)
    if any(answer.succeeded for answer in answers):
        answers.append(await nowramp.public.order(session, order, zone=Zone.MUST_REJECT))
    return [answer for answer in answers if answer.succeeded], overlapping


def _judge(served: list[Answer], *, acquit: bool) -> bool:
    """Whether all successes name one order."""
    first = served[0]
    order = given(first).member("/id")
    rival = next((one for one in served[1:] if one.at("/id") != order), None)
    if rival is not None or acquit:
        shown = rival or first
        expect(shown, ONE_ORDER_RACED).that(
            rival is None,
            expected=f"the one order of all simultaneous calls, {order!r}, or a refusal (4xx)",
            observed=f"{shown.status} with /id {shown.at('/id')!r}",
            beside=() if shown is first else (first,),
        )
    return rival is None
