"""Linked accounts: one's own, in a list and one by one, to look at and to sync; nobody else's."""

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.sumvin import holdings, lists
from conformance.sumvin.agreement import expect_agreement, expect_same
from conformance.sumvin.errors import expect_error
from conformance.sumvin.facade import Sumvin
from conformance.together import together
from strategies.sumvin import idents

LIST_STATUS = "SUMVIN-ACCOUNTS-STATUS"
LIST = "SUMVIN-ACCOUNTS-LIST"
OWN = "SUMVIN-ACCOUNTS-OWN"
CONNECTION = "SUMVIN-ACCOUNTS-CONNECTION-STATUS"
STATUS = "SUMVIN-ACCOUNT-STATUS"
SAME = "SUMVIN-ACCOUNT-SAME"
AGREES = "SUMVIN-ACCOUNT-AGREES"
UNKNOWN = "SUMVIN-ACCOUNT-UNKNOWN"
FOREIGN = "SUMVIN-ACCOUNT-FOREIGN"
SYNC_STATUS = "SUMVIN-SYNC-STATUS"
SYNC_UNKNOWN = "SUMVIN-SYNC-UNKNOWN"
SYNC_FOREIGN = "SUMVIN-SYNC-FOREIGN"
SYNC_PROVIDER_ERROR = "SUMVIN-SYNC-PROVIDER-ERROR"

MOST = 5


@check(LIST_STATUS, LIST)
@sweep(role=each(("alice", "bob", "newcomer")))
async def a_user_lists_accounts(sumvin: Sumvin, role: str) -> None:
    """The list of a user, who may have nothing to list."""
    if not sumvin.lends(role):
        return
    answer = await sumvin.actor(role).accounts()
    if expect(answer, LIST_STATUS).status(200):
        lists.expect_list(answer, LIST, "accounts")


@check(OWN)
@sweep(role=each(("alice", "alice_other_org", "newcomer")))
async def a_list_shows_ones_own_accounts_only(sumvin: Sumvin, role: str) -> None:
    """A user's list and bob's have nothing in common, whoever is under which organisation."""
    if not sumvin.lends(role):
        return
    theirs = {*await holdings.own_accounts(sumvin, "bob"), *sumvin.fixtures.accounts.foreign}
    answer = given(await sumvin.actor(role).accounts(zone=Zone.MAY_EITHER)).status(200)
    both = theirs.intersection(lists.idents(answer, "accounts"))
    expect(answer, OWN).that(
        not both, expected="no account of another user's", observed=f"another's {', '.join(sorted(both)[:5])}"
    )


@check(STATUS, SAME, AGREES, CONNECTION)
async def a_listed_account_is_shown_by_its_id(sumvin: Sumvin) -> None:
    """A few of alice's accounts, held against the list."""
    known = (await holdings.own_accounts(sumvin))[:MOST]
    before = await sumvin.alice.accounts()
    answers = await together(*map(sumvin.alice.account, known))
    after = await sumvin.alice.accounts()
    for one, answer in zip(known, answers, strict=True):
        if expect(answer, STATUS).status(200):
            expect_same(answer, SAME, "accounts", one)
            expect_agreement(answer, AGREES, "accounts", one, (before, after))


@check(UNKNOWN, SYNC_UNKNOWN)
@sweep(form=each((*idents.OTHER_FORMS, "a UUID")))
async def an_account_that_does_not_exist_is_refused(sumvin: Sumvin, form: str) -> None:
    """Ids that nobody has, to look at and to sync."""
    ident = idents.unknown_like(idents.OTHER_FORMS[2], sumvin.nonce()) if form == "a UUID" else form
    expect(await sumvin.alice.account(ident, zone=Zone.MUST_REJECT), UNKNOWN).refused()
    expect(await sumvin.alice.sync(ident, zone=Zone.MUST_REJECT), SYNC_UNKNOWN).refused()


@check(UNKNOWN, SYNC_UNKNOWN)
async def an_account_of_the_targets_form_that_does_not_exist_is_refused(sumvin: Sumvin) -> None:
    """Ids that nobody has, in the form of those that alice has."""
    for known in (await holdings.own_accounts(sumvin))[:2]:
        ident = idents.unknown_like(known, sumvin.nonce())
        expect(await sumvin.alice.account(ident, zone=Zone.MUST_REJECT), UNKNOWN).refused()
        expect(await sumvin.alice.sync(ident, zone=Zone.MUST_REJECT), SYNC_UNKNOWN).refused()


@check(FOREIGN, SYNC_FOREIGN)
async def another_users_account_is_refused(sumvin: Sumvin) -> None:
    """Accounts of another user, to look at and to sync."""
    for account in await holdings.foreign_accounts(sumvin):
        expect(await sumvin.alice.account(account, zone=Zone.MUST_REJECT), FOREIGN).refused()
        expect(await sumvin.alice.sync(account, zone=Zone.MUST_REJECT), SYNC_FOREIGN).refused()


@check(SYNC_STATUS)
async def a_sync_is_accepted(sumvin: Sumvin) -> None:
    """A few of alice's accounts that are in order, one of them twice: so soon again, it may be refused."""
    syncable = (await holdings.syncable_accounts(sumvin))[:2]
    for answer in holdings.in_order(sumvin, {account: await sumvin.alice.sync(account) for account in syncable}):
        expect(answer, SYNC_STATUS).status(202)
    again = await sumvin.alice.sync(syncable[0], zone=Zone.MAY_EITHER)
    expect(again, SYNC_STATUS).that(
        again.status == 202 or not again.succeeded, expected="202 once more, or a refusal so soon after"
    )


@check(SYNC_STATUS)
async def an_accepted_sync_is_accepted_alike(sumvin: Sumvin) -> None:
    """Accounts whose connection is not in order: their sync may be refused, and is 202 where it is not."""
    shown = lists.rows(given(await sumvin.alice.accounts()).status(200), "accounts")
    for status in ("refresh_required", "disconnected", "error"):
        account = next((ident for ident, item in shown.items() if item.get("status") == status), None)
        if account is not None:
            answer = await sumvin.alice.sync(account, zone=Zone.MAY_EITHER)
            expect(answer, SYNC_STATUS).that(
                answer.status == 202 or not answer.succeeded, expected=f"202, or a refusal of an account {status}"
            )


@check(SYNC_PROVIDER_ERROR)
async def a_sync_that_the_provider_fails_is_reported(sumvin: Sumvin) -> None:
    """Accounts whose sync fails."""
    for account in sumvin.fixtures.accounts.unsyncable[:2]:
        answer = await sumvin.alice.sync(account, zone=Zone.MUST_REJECT)
        expect_error(answer, SYNC_PROVIDER_ERROR, "BANK_PROVIDER_ERROR")
