"""What becomes of a session once its customer acts; the invariants judge what it shows on the way."""

from conformance.check import check, sweep
from conformance.exchange import Zone, at
from conformance.expectation import expect, given
from conformance.scenario import Answer
from conformance.stripe.checks.retrieving import A_DAY_LATER
from conformance.stripe.errors import text_at
from conformance.stripe.facade import Stripe
from conformance.stripe.sessions import id_of, identity, instant
from conformance.together import together
from strategies.forms import Params
from strategies.stripe import parameters
from strategies.stripe.vocabulary import LARGEST_LIMIT

SETTLEMENT = "STRIPE-SETTLEMENT"
REJECTED = "STRIPE-SESSION-STATUS-REJECTED"
STATUS = "STRIPE-SESSION-STATUS"
STATUS_FILTER = "STRIPE-LIST-STATUS"
LIST_EQUALS = "STRIPE-LIST-EQUALS-RETRIEVE"
TRANSACTION_ID = "STRIPE-TRANSACTION-ID"
COMPLETE = "STRIPE-TRANSACTION-ID-COMPLETE"
CREATED = "STRIPE-SESSION-CREATED"
METADATA = "STRIPE-METADATA-ECHO"

GRACE = 5
"""Seconds that a step may be late."""

MOVING = ("/status", "/transaction_details/transaction_id")
"""What changes on the way."""


@check(
    *(SETTLEMENT, STATUS, STATUS_FILTER, LIST_EQUALS, TRANSACTION_ID, COMPLETE, CREATED, METADATA),
    needs=("settlement",),
    waits=True,
)
@sweep(params=parameters.valid, most=3)
async def a_paid_session_is_completed(stripe: Stripe, params: Params) -> None:
    """A session whose customer pays, looked at after every step, and a day later."""
    await _expect_end(stripe, "customer_pays", "fulfillment_complete", params, SETTLEMENT)


@check(REJECTED, STATUS, STATUS_FILTER, LIST_EQUALS, CREATED, METADATA, needs=("rejection",), waits=True)
@sweep(params=parameters.valid, most=2)
async def a_rejected_session_says_so(stripe: Stripe, params: Params) -> None:
    """A session whose customer is turned down, looked at at once and a day later."""
    await _expect_end(stripe, "customer_rejected", "rejected", params, REJECTED)


async def _expect_end(stripe: Stripe, trigger: str, status: str, params: Params, requirement: str) -> None:
    """A session with a customer is shown after each step, ends as it should, and stays like that."""
    params = {**params, "metadata": {"order": stripe.nonce()}}
    created = given(await stripe.create_with_trigger(trigger, params, zone=Zone.MUST_ACCEPT)).status(200)
    reached = {
        after: one
        for one, after in sorted(stripe.fixtures.life_cycle.items(), key=lambda step: step[1])
        if (one == "rejected") is (status == "rejected")
    }
    end, passed = max(reached), 0
    # Any step may be late; a day later there are others who wait for the clock.
    for after, wanted in (*reached.items(), (max(A_DAY_LATER - GRACE, end + GRACE), status)):
        await stripe.after(after + GRACE - passed)
        passed = after + GRACE
        answer = await _shown(stripe, created, wanted)
        if not expect(answer, requirement).status(200):
            return
        expect(answer, CREATED).same(created, at="/created")
        expect(answer, METADATA).same(created, at="/metadata")
        if after >= end:
            expect(answer, requirement).that(
                answer.at("/status") == status, expected=f"status {status}", observed=f"{answer.at('/status')!r}"
            )


async def _shown(stripe: Stripe, created: Answer, status: str) -> Answer:
    """The session retrieved, which ought to have a status; a list of its second and its status shows it alike."""
    ident, time = id_of(created), instant(created.json)
    for last in (False, True):
        retrieved, listed = await together(
            stripe.alice.retrieve(ident), stripe.alice.list(created=time, status=status, limit=LARGEST_LIMIT)
        )
        told = text_at(retrieved, "/status")
        if retrieved.status != 200 or time is None or told in (None, "initialized"):
            break
        found = listed.at("/data")
        entries = [entry for entry in found if identity(entry) == ident] if isinstance(found, list) else []
        alike = [all(at(entry, pointer) == retrieved.at(pointer) for pointer in MOVING) for entry in entries]
        if told == status and (last or alike == [True]):
            _judge(listed, retrieved, alike)
            break
        # It may be slower than it ought to be, or have moved on between the two, and a list may take its moment.
        status = told
        await stripe.pause(2)
    return retrieved


def _judge(listed: Answer, retrieved: Answer, alike: list[bool]) -> None:
    shown = {pointer: retrieved.at(pointer) for pointer in MOVING}
    if expect(listed, STATUS_FILTER).status(200) and expect(listed, STATUS_FILTER).that(
        bool(alike), expected=f"the session that a retrieve shows with {shown}", beside=(retrieved,)
    ):
        expect(listed, LIST_EQUALS).that(
            all(alike), expected=f"the entry as a retrieve shows it, with {shown}", beside=(retrieved,)
        )
