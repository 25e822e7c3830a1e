"""Simultaneous calls with one key: one session between them."""

from conformance.check import check, each, sweep
from conformance.errors import Blocked
from conformance.expectation import expect, given
from conformance.scenario import Answer
from conformance.sumvin.facade import Sumvin
from conformance.together import together
from strategies.sumvin import sessions
from strategies.sumvin.bodies import Body, Direction

CONCURRENT = "SUMVIN-IDEMPOTENCY-CONCURRENT"

Bursts = tuple[tuple[int, float], ...]
"""Bursts that run side by side, each with a key of its own: calls at once, and seconds between one and the next."""

ROUNDS: tuple[tuple[Direction, Bursts], ...] = (
    ("buy", ((8, 0.0), (2, 0.0), (8, 0.001), (4, 0.005))),
    ("buy", ((30, 0.0),)),
    ("sell", ((30, 0.0),)),
)
"""Windows of different widths are hit by different spacings."""


@check(CONCURRENT, waits=True)
@sweep(round_=each(ROUNDS), order=sessions.valid, most=1)
async def simultaneous_calls_open_one_session(sumvin: Sumvin, round_: tuple[Direction, Bursts], order: Body) -> None:
    """One key, sent many times at once; afterwards it still names that one session."""
    direction, bursts = round_
    order = sessions.turned(sumvin.fixtures, order, direction)
    await sumvin.alone("alice")
    raced = False
    for served, overlapping in await together(*(_race(sumvin, order, *burst) for burst in bursts)):
        # Calls that did not overlap can only accuse, never acquit.
        if served and not _judge(served, acquit=overlapping > 1):
            return
        raced = raced or (bool(served) and overlapping > 1)
    if not raced:
        raise Blocked("no two of the simultaneous calls overlapped and were served, so nothing was raced")


async def _race(sumvin: Sumvin, order: Body, times: int, stagger: float) -> tuple[list[Answer], int]:
    """One burst with a fresh key, read back: the answers that were successes, and how many calls overlapped."""
    keyed = {**order, "idempotency_key": sumvin.nonce()}
    answers, overlapping = await sumvin.alice.race(keyed, times, stagger=stagger)
    answers.append(await sumvin.alice.open_session(keyed))
    return [answer for answer in answers if answer.succeeded], overlapping


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
