"""Simultaneous orders from one session: one of them is created."""

from dataclasses import dataclass

from conformance.check import check, each, sweep
from conformance.errors import Blocked
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.nowramp.facade import NowRamp, Opened
from conformance.scenario import Answer
from conformance.together import together
from strategies.nowramp import orders, sessions
from strategies.nowramp.sessions import Body

ONE_ORDER_RACED = "NOWRAMP-LIFE-ONE-ORDER-RACED"

Bursts = tuple[tuple[int, float], ...]
"""Bursts that run side by side, each on a session of its own: calls at once, and seconds between one and the next."""

ROUNDS: tuple[Bursts, ...] = (((10, 0.0), (2, 0.0), (10, 0.001), (4, 0.005)), ((20, 0.0),))
"""Windows of different widths are hit by different spacings."""


@dataclass(frozen=True)
class Raced:
    """One session after its burst.

    Attributes:
        session: the session.
        served: the answers that were successes.
        overlapped: whether any two of the calls did.
    """

    session: Opened
    served: list[Answer]
    overlapped: bool


@check(ONE_ORDER_RACED, waits=True)
@sweep(bursts=each(ROUNDS), body=sessions.payable, most=1)
async def simultaneous_orders_make_one(nowramp: NowRamp, bursts: Bursts, body: Body) -> None:
    """One order, sent many times at once; afterwards the session takes no other."""
    await nowramp.scenario.alone("public_key")
    opened = await together(*(nowramp.open(body) for _ in bursts))
    raced = await together(
        *(_race(nowramp, session, body, *burst) for session, burst in zip(opened, bursts, strict=True))
    )
    used = [one for one in raced if one.served]
    late = (nowramp.public.order(one.session, orders.matching(body), zone=Zone.MUST_REJECT) for one in used)
    for one, answer in zip(used, await together(*late), strict=True):
        _judge([*one.served, *([answer] if answer.succeeded else [])], acquit=one.overlapped)
    if not nowramp.scenario.record.violates and not any(one.overlapped for one in used):
        raise Blocked("no two of the simultaneous orders overlapped and were served, so nothing was raced")


async def _race(nowramp: NowRamp, session: Opened, body: Body, times: int, stagger: float) -> Raced:
    """One burst on a fresh session."""
    answers, overlapping = await nowramp.public.race_orders(session, orders.matching(body), times, stagger=stagger)
    return Raced(session, [answer for answer in answers if answer.succeeded], overlapping > 1)


def _judge(served: list[Answer], *, acquit: bool) -> None:
    """All successes name one order. Calls that did not overlap can only accuse, never acquit."""
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
