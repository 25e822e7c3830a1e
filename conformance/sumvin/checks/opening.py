"""Opening a session: 201 in both directions; 403 without KYC; 502 when the upstream fails."""

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect
from conformance.sumvin.errors import expect_error
from conformance.sumvin.facade import Sumvin
from strategies.sumvin import sessions
from strategies.sumvin.bodies import Body

CREATE_STATUS = "SUMVIN-SESSIONS-CREATE-STATUS"
DIRECTION_BUY = "SUMVIN-SESSIONS-DIRECTION-BUY"
DIRECTION_SELL = "SUMVIN-SESSIONS-DIRECTION-SELL"
KYC_REQUIRED = "SUMVIN-KYC-REQUIRED"
PROVIDER_ERROR = "SUMVIN-PROVIDER-ERROR"


@check(CREATE_STATUS, DIRECTION_BUY)
@sweep(order=lambda fixtures: sessions.valid(fixtures, "buy"))
async def a_buy_is_created(sumvin: Sumvin, order: Body) -> None:
    """Fiat for crypto."""
    answer = await sumvin.alice.open_session(order)
    expect(answer, DIRECTION_BUY).accepted()
    expect(answer, CREATE_STATUS).status(201)


@check(CREATE_STATUS, DIRECTION_SELL)
@sweep(order=lambda fixtures: sessions.valid(fixtures, "sell"))
async def a_sale_is_created(sumvin: Sumvin, order: Body) -> None:
    """Crypto for fiat."""
    answer = await sumvin.alice.open_session(order)
    expect(answer, DIRECTION_SELL).accepted()
    expect(answer, CREATE_STATUS).status(201)


@check(KYC_REQUIRED)
@sweep(extra=each(sessions.extras), keyed=each((False, True)), order=sessions.valid)
async def an_unverified_user_is_refused(sumvin: Sumvin, extra: Body, keyed: bool, order: Body) -> None:
    """A valid order of a user without KYC; which is judged first, the user or the order, is open."""
    key = {"idempotency_key": sumvin.nonce()} if keyed else {}
    answer = await sumvin.actor("unverified").open_session({**order, **extra, **key}, zone=Zone.MUST_REJECT)
    expect_error(answer, KYC_REQUIRED, "RAMP_KYC_REQUIRED")


@check(PROVIDER_ERROR)
@sweep(keyed=each((False, True)), order=sessions.valid)
async def an_upstream_failure_is_reported(sumvin: Sumvin, keyed: bool, order: Body) -> None:
    """A valid order that makes the upstream fail, with and without a key."""
    key = {"idempotency_key": sumvin.nonce()} if keyed else {}
    answer = await sumvin.open_with_trigger("provider_failure", order, **key)
    expect_error(answer, PROVIDER_ERROR, "RAMP_PROVIDER_ERROR")
