"""Deleting accounts: only those that the target file offers for it, each once."""

from conformance.check import check
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.scenario import Answer
from conformance.sumvin import holdings, lists
from conformance.sumvin.facade import Sumvin
from conformance.sumvin.moments import Moments, later
from strategies.sumvin import links

STATUS = "SUMVIN-DELETE-STATUS"
GONE = "SUMVIN-DELETE-GONE"
ONLY_THAT = "SUMVIN-DELETE-ONLY-THAT"
FOREIGN = "SUMVIN-DELETE-FOREIGN"


@check(STATUS, GONE, ONLY_THAT)
async def a_deleted_account_is_gone(sumvin: Sumvin) -> None:
    """One of alice's accounts, deleted; her list before and after."""
    account = await holdings.deletable_account(sumvin, "deleted")
    before = given(await sumvin.alice.accounts()).status(200)
    answer = await sumvin.alice.delete(account)
    if not expect(answer, STATUS).status(204) and not answer.succeeded:
        return
    after = await _without(sumvin, account)
    left = lists.idents(after, "accounts")
    expect(after, GONE).that(account not in left, expected=f"a list without {account!r}", beside=(answer,))
    # One of those that another check deletes may go meanwhile.
    others = set(lists.idents(before, "accounts")) - {account, *holdings.offered(sumvin, "stays deleted")}
    if others:
        expect(after, ONLY_THAT).that(
            others <= set(left),
            expected="all other accounts still in the list",
            observed=f"without {', '.join(sorted(others - set(left))[:5])}",
            beside=(before, answer),
        )
    # What its id shows now, nothing or what is left of it, is open; the invariants judge.
    await sumvin.alice.account(account, zone=Zone.MAY_EITHER)


@check(GONE, needs=("deletable_account", "clock"), waits=True)
async def a_deleted_account_stays_gone(sumvin: Sumvin) -> None:
    """One of alice's accounts, deleted, and another link started; her list some time later and a day later."""
    account = await holdings.deletable_account(sumvin, "stays deleted")
    answer = await sumvin.alice.delete(account)
    given(answer).status(200, 202, 204)
    await _without(sumvin, account)
    moments = Moments(sumvin)
    for institution in sumvin.fixtures.institutions[:1]:
        await sumvin.alice.link(links.selecting(sumvin.fixtures, institution), zone=Zone.MAY_EITHER)
    for moment in later(sumvin.fixtures.due):
        await moments.reach(moment)
        after = given(await sumvin.alice.accounts()).status(200)
        expect(after, GONE).that(
            account not in lists.idents(after, "accounts"), expected=f"a list without {account!r}", beside=(answer,)
        )


@check(FOREIGN)
async def another_user_deletes_nothing(sumvin: Sumvin) -> None:
    """One of alice's accounts, which bob tries to delete."""
    account = await holdings.deletable_account(sumvin, "not another's to delete")
    given(await sumvin.bob.accounts()).status(200)
    answer = await sumvin.bob.delete(account, zone=Zone.MUST_REJECT)
    expect(answer, FOREIGN).refused()
    after = given(await sumvin.alice.accounts()).status(200)
    expect(after, FOREIGN).that(
        account in lists.idents(after, "accounts"), expected=f"a list that still shows {account!r}", beside=(answer,)
    )


async def _without(sumvin: Sumvin, account: str) -> Answer:
    """Alice's list, once it no longer shows an account, or in the end if it still does."""
    answer = await holdings.until(
        sumvin, sumvin.alice.accounts, lambda seen: seen.succeeded and account not in lists.idents(seen, "accounts")
    )
    return given(answer).status(200)
