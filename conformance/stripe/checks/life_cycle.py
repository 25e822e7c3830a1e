"""What becomes of a session once its customer acts; the invariants judge what it shows on the way."""

from conformance.check import check, sweep
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.stripe.facade import Stripe
from conformance.stripe.sessions import id_of
from strategies.forms import Params
from strategies.stripe import parameters

SETTLEMENT = "STRIPE-SETTLEMENT"
REJECTED = "STRIPE-SESSION-STATUS-REJECTED"
STATUS = "STRIPE-SESSION-STATUS"
STATUS_FILTER = "STRIPE-LIST-STATUS"
TRANSACTION_ID = "STRIPE-TRANSACTION-ID"
COMPLETE = "STRIPE-TRANSACTION-ID-COMPLETE"

GRACE = 5
"""Seconds that a step may be late."""


@check(SETTLEMENT, STATUS, TRANSACTION_ID, COMPLETE, needs=("settlement",), waits=True)
@sweep(params=parameters.valid, most=3)
async def a_paid_session_is_completed(stripe: Stripe, params: Params) -> None:
    """A session whose customer pays, looked at after every step."""
    await _expect_end(stripe, "customer_pays", "fulfillment_complete", params, SETTLEMENT)


@check(REJECTED, STATUS, needs=("rejection",), waits=True)
@sweep(params=parameters.valid, most=2)
async def a_rejected_session_says_so(stripe: Stripe, params: Params) -> None:
    """A session whose customer is turned down."""
    await _expect_end(stripe, "customer_rejected", "rejected", params, REJECTED)


async def _expect_end(stripe: Stripe, trigger: str, status: str, params: Params, requirement: str) -> None:
    """A session with a customer, retrieved after each step, is there to the end and ends as it should."""
    created = given(await stripe.create_with_trigger(trigger, params, zone=Zone.MUST_ACCEPT)).status(200)
    ident, passed = id_of(created), 0
    life_cycle = stripe.fixtures.life_cycle
    steps = sorted(after for one, after in life_cycle.items() if (one == "rejected") is (status == "rejected"))
    for after in steps:
        # The first step may be late; what comes later is counted from there.
        await stripe.after(after - passed + (0 if passed else GRACE))
        passed = after
        answer = await stripe.alice.retrieve(ident)
        if not expect(answer, requirement).status(200):
            return
        if after == steps[-1]:
            expect(answer, requirement).that(
                answer.at("/status") == status, expected=f"status {status}", observed=f"{answer.at('/status')!r}"
            )
