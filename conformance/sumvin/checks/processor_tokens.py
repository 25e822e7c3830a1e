"""Processor tokens: for accounts of one's own, by users with the entitlement."""

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.scenario import Answer
from conformance.sumvin import holdings
from conformance.sumvin.errors import expect_error
from conformance.sumvin.facade import Sumvin
from strategies.sumvin import idents
from strategies.sumvin.bodies import Body

STATUS = "SUMVIN-PROCESSOR-TOKEN-STATUS"
FOREIGN = "SUMVIN-PROCESSOR-TOKEN-FOREIGN"
UNKNOWN = "SUMVIN-PROCESSOR-TOKEN-UNKNOWN"
GATE = "SUMVIN-PROCESSOR-TOKEN-GATE"
PROVIDER_ERROR = "SUMVIN-PROCESSOR-TOKEN-PROVIDER-ERROR"


@check(STATUS)
async def a_token_is_made_for_ones_own_account(sumvin: Sumvin) -> None:
    """A few of alice's accounts that are in order, one of them twice: whether it may have two tokens is open."""
    accounts = (await holdings.syncable_accounts(sumvin))[:2]
    answers = {account: await sumvin.alice.processor_token(account, _body(sumvin)) for account in accounts}
    for answer in holdings.in_order(sumvin, answers):
        expect(holdings.entitled(sumvin, answer), STATUS).status(201)
    again = await sumvin.alice.processor_token(accounts[0], _body(sumvin), zone=Zone.MAY_EITHER)
    expect(again, STATUS).that(
        again.status == 201 or not again.succeeded, expected="201 once more, or a refusal of a second token"
    )


@check(FOREIGN)
async def no_token_is_made_for_another_users_account(sumvin: Sumvin) -> None:
    """Accounts of another user, twice, the second time when their owner has a token, if bob is lent."""
    for account in await holdings.foreign_accounts(sumvin):
        _expect(sumvin, await _refused(sumvin, account), FOREIGN, "BANK_ACCOUNT_UNAUTHORIZED")
        if sumvin.lends("bob"):
            await sumvin.bob.processor_token(account, _body(sumvin), zone=Zone.MAY_EITHER)
        _expect(sumvin, await _refused(sumvin, account), FOREIGN, "BANK_ACCOUNT_UNAUTHORIZED")


@check(UNKNOWN)
async def no_token_is_made_for_an_account_that_does_not_exist(sumvin: Sumvin) -> None:
    """Ids that nobody has, in the form of those that alice has."""
    for account in (await holdings.own_accounts(sumvin))[:3]:
        unknown = idents.unknown_like(account, sumvin.nonce())
        _expect(sumvin, await _refused(sumvin, unknown), UNKNOWN, "BANK_ACCOUNT_NOT_FOUND")


@check(UNKNOWN)
@sweep(form=each(idents.OTHER_FORMS))
async def no_token_is_made_for_an_id_in_another_form(sumvin: Sumvin, form: str) -> None:
    """Ids that nobody has; one in another form than the target's own may be refused as malformed."""
    answer = await _refused(sumvin, form)
    expect_error(answer, UNKNOWN, "BANK_ACCOUNT_NOT_FOUND", otherwise=(400, 414, 422))


@check(GATE)
async def without_the_entitlement_no_token_is_made(sumvin: Sumvin) -> None:
    """A user without the entitlement: for an account of that user's own, or for none if there is none."""
    own = await holdings.accounts_of_unentitled(sumvin)
    account = own[0] if own else idents.unknown_like((await holdings.own_accounts(sumvin))[0], sumvin.nonce())
    answer = await sumvin.actor("unentitled").processor_token(account, _body(sumvin), zone=Zone.MUST_REJECT)
    expect_error(answer, GATE, "GATE-403-001")


@check(PROVIDER_ERROR)
async def a_token_exchange_that_fails_is_reported(sumvin: Sumvin) -> None:
    """An account of alice's own, and a provider that fails."""
    account = (await holdings.syncable_accounts(sumvin))[0]
    trigger = sumvin.trigger("token_exchange_failure")
    answer = await sumvin.alice.processor_token(account, _body(sumvin), zone=Zone.MUST_REJECT, trigger=trigger)
    expect_error(holdings.entitled(sumvin, answer), PROVIDER_ERROR, "BANK_PROVIDER_ERROR")


async def _refused(sumvin: Sumvin, account: str) -> Answer:
    given(await sumvin.alice.accounts()).status(200)
    answer = await sumvin.alice.processor_token(account, _body(sumvin), zone=Zone.MUST_REJECT)
    return holdings.entitled(sumvin, answer)


def _body(sumvin: Sumvin) -> Body:
    return {"processor": sumvin.fixtures.processor or "plaid"}


def _expect(sumvin: Sumvin, answer: Answer, requirement: str, code: str) -> None:
    # A processor that nobody named as a good one may be what is refused.
    expect_error(answer, requirement, code, otherwise=() if sumvin.fixtures.processor else (400, 422))
