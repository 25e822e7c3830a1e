"""Simultaneous creates with one key: one session between them."""

from conformance.check import check, each, sweep
from conformance.errors import Blocked
from conformance.expectation import expect
from conformance.scenario import Answer
from conformance.stripe.checks.idempotency import keyed
from conformance.stripe.facade import Stripe
from conformance.stripe.sessions import id_of
from conformance.together import together
from strategies.forms import Params
from strategies.stripe import parameters

CONCURRENT = "STRIPE-IDEMPOTENCY-SAME-SESSION-IN-RACES"

Bursts = tuple[tuple[int, float], ...]
"""Bursts that run side by side, each with a key of its own: calls at once, and seconds between one and the next."""

ROUNDS: tuple[Bursts, ...] = (((8, 0.0), (2, 0.0), (8, 0.001), (4, 0.005)), ((30, 0.0),), ((30, 0.0),))
"""Windows of different widths are hit by different spacings."""


@check(CONCURRENT, waits=True)
@sweep(bursts=each(ROUNDS), params=parameters.valid, most=1)
async def simultaneous_creates_make_one_session(stripe: Stripe, bursts: Bursts, params: Params) -> None:
    """One key, sent many times at once; afterwards it still names that one session."""
    # Whose sessions they are is all the same, and others want alice for themselves meanwhile.
    role = "bob" if stripe.lends("bob") else "alice"
    await stripe.alone(role)
    raced = False
    for served, overlapping in await together(*(_race(stripe, role, params, *burst) for burst in bursts)):
        # Calls that did not overlap can only accuse, never acquit.
        if served and not _judge(served, acquit=overlapping > 1):
            return
        raced = raced or (bool(served) and overlapping > 1)
    if not raced:
        raise Blocked("no two of the simultaneous calls overlapped and were served, so nothing was raced")


async def _race(stripe: Stripe, role: str, params: Params, times: int, stagger: float) -> tuple[list[Answer], int]:
    """One burst with a fresh key, read back: the answers that were successes, and how many calls overlapped."""
    caller, headers = stripe.actor(role), keyed(stripe.nonce())
    answers, overlapping = await caller.race(params, times, stagger=stagger, headers=headers)
    answers.append(await caller.create(params, headers=headers))
    return [answer for answer in answers if answer.succeeded], overlapping


def _judge(served: list[Answer], *, acquit: bool) -> bool:
    """Whether all successes name one session. The losers may be refused for now; a second session is a violation."""
    first = served[0]
    session = id_of(first)
    rival = next((one for one in served[1:] if one.at("/id") != session), None)
    if rival is not None or acquit:
        shown = rival or served[-1]
        expect(shown, CONCURRENT).that(
            rival is None,
            expected=f"the one session of all simultaneous calls, {session!r}, or a refusal (409) for now",
            observed=f"{shown.status} with /id {shown.at('/id')!r}",
            beside=(first,),
        )
    return rival is None
