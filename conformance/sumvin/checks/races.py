"""Simultaneous calls with one key: one session between them."""

from conformance.check import check, sweep
from conformance.errors import Blocked
from conformance.expectation import expect, given
from conformance.scenario import Answer
from conformance.sumvin.facade import Sumvin
from strategies.sumvin import sessions
from strategies.sumvin.bodies import Body

CONCURRENT = "SUMVIN-IDEMPOTENCY-CONCURRENT"

BURSTS = ((8, 0.0), (2, 0.0), (8, 0.001), (4, 0.005), (30, 0.0), (30, 0.0))
"""Calls at once, and seconds between one and the next: windows of different widths are hit by different spacings."""


@check(CONCURRENT, waits=True)
@sweep(order=sessions.valid, most=1)
async def simultaneous_calls_open_one_session(sumvin: Sumvin, order: Body) -> None:
    """One key, sent many times at once; afterwards it still names that one session."""
    await sumvin.alone()
    raced = False
    for times, stagger in BURSTS:
        keyed = {**order, "idempotency_key": sumvin.nonce()}
        answers, overlapping = await sumvin.alice.race(keyed, times, stagger=stagger)
        served = [answer for answer in answers if answer.succeeded]
        if served:
            # The largest burst comes last; what it left behind is read back.
            later = [await sumvin.alice.open_session(keyed)] if (times, stagger) == BURSTS[-1] else []
            # Calls that did not overlap can only accuse, never acquit.
            held = _judge([*served, *later], acquit=overlapping > 1)
            raced = raced or overlapping > 1
            if not held:
                return
    if not raced:
        raise Blocked("no two of the simultaneous calls overlapped and were served, so nothing was raced")


def _judge(served: list[Answer], *, acquit: bool) -> bool:
    """Whether all successes name one session. The losers may be refused for now; a second session is a violation."""
    first = served[0]
    session = given(first).member("/session/id")
    rival = next((one for one in served[1:] if one.at("/session/id") != session), None)
    if rival is not None or acquit:
        shown = rival or served[-1]
        expect(shown, CONCURRENT).that(
            rival is None,
            expected=f"the one session of all simultaneous calls, {session!r}, or a refusal (4xx) for now",
            observed=f"{shown.status} with /session/id {shown.at('/session/id')!r}",
            beside=(first,),
        )
    return rival is None
