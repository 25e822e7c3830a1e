"""Ramp transactions: one's own, in a list and one by one; nobody else's, and nothing without KYC."""

from typing import Any

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.scenario import Answer
from conformance.sumvin import holdings, lists, renderings, timefields
from conformance.sumvin.agreement import expect_agreement, expect_same
from conformance.sumvin.errors import expect_error
from conformance.sumvin.facade import Sumvin
from conformance.together import together
from strategies.sumvin import idents

LIST_STATUS = "SUMVIN-TRANSACTIONS-STATUS"
LIST = "SUMVIN-TRANSACTIONS-LIST"
LIST_KYC = "SUMVIN-TRANSACTIONS-KYC"
OWN = "SUMVIN-TRANSACTIONS-OWN"
PAGES = "SUMVIN-TRANSACTIONS-PAGES"
STATUS = "SUMVIN-TRANSACTION-STATUS"
SAME = "SUMVIN-TRANSACTION-SAME"
AGREES = "SUMVIN-TRANSACTION-AGREES"
UNKNOWN = "SUMVIN-TRANSACTION-UNKNOWN"
FOREIGN = "SUMVIN-TRANSACTION-FOREIGN"
ALIKE = "SUMVIN-TRANSACTION-FOREIGN-ALIKE"
KYC = "SUMVIN-TRANSACTION-KYC"
VALUES = "SUMVIN-LIFECYCLE-STATUS-VALUES"
MELD_STATUS = "SUMVIN-LIFECYCLE-MELD-STATUS"

NOT_FOUND = "RAMP_TRANSACTION_NOT_FOUND"
MOST_PAGES = 6
A_PAGE = 3


@check(LIST_STATUS, LIST)
@sweep(role=each(("alice", "bob", "newcomer")))
async def a_user_lists_transactions(sumvin: Sumvin, role: str) -> None:
    """The list of a verified user, who has bought and sold, or has done nothing yet."""
    if not sumvin.lends(role):
        return
    if role != "newcomer":
        await holdings.trade_both_ways(sumvin, role)
    answer = await sumvin.actor(role).list_transactions()
    if expect(answer, LIST_STATUS).status(200):
        lists.expect_list(answer, LIST, "transactions")


@check(LIST_KYC)
@sweep(page=each((None, "0", "1")))
async def an_unverified_user_lists_nothing(sumvin: Sumvin, page: str | None) -> None:
    """The list of a user without KYC, and pages of it."""
    query = {"page": page} if page is not None else {}
    answer = await sumvin.actor("unverified").list_transactions(query=query, zone=Zone.MUST_REJECT)
    # A target that knows no pages may refuse the parameter first.
    expect_error(answer, LIST_KYC, "RAMP_KYC_REQUIRED", otherwise=(400, 422) if query else ())


@check(OWN)
@sweep(
    role=each(("alice", "alice_other_org", "newcomer")), query=each(({}, {"page": "1", "count": "1"}, {"count": "50"}))
)
async def a_list_shows_ones_own_only(sumvin: Sumvin, role: str, query: dict[str, str]) -> None:
    """A user's list, and pages of it, have nothing in common with bob's, whoever is under which organisation."""
    if not sumvin.lends(role):
        return
    theirs = {*await holdings.own_transactions(sumvin, "bob"), *sumvin.fixtures.transactions.foreign}
    own = await holdings.own_transactions(sumvin)
    if role == "newcomer":
        theirs.update(own)
    # Pages are public knowledge only, and another organisation need not show anything.
    answer = await sumvin.actor(role).list_transactions(query=query, zone=Zone.MAY_EITHER)
    both = theirs.intersection(lists.idents(given(answer).status(200), "transactions"))
    expect(answer, OWN).that(
        not both, expected="no transaction of another user's", observed=f"another's {', '.join(sorted(both)[:5])}"
    )


@check(STATUS, SAME, AGREES, VALUES, MELD_STATUS)
@sweep(role=each(("alice", "bob")))
async def a_listed_transaction_is_shown_by_its_id(sumvin: Sumvin, role: str) -> None:
    """A few transactions of one's own, newest and oldest of what the list shows, held against the list."""
    if not sumvin.lends(role):
        return
    user = sumvin.actor(role)
    await holdings.trade_both_ways(sumvin, role)
    known = await holdings.own_transactions(sumvin, role)
    chosen = list(dict.fromkeys((*known[:2], known[-1])))
    before = await user.list_transactions()
    answers = await together(*map(user.transaction, chosen))
    after = await user.list_transactions()
    for one, answer in zip(chosen, answers, strict=True):
        if expect(answer, STATUS).status(200):
            expect_same(answer, SAME, "transactions", one)
            expect_agreement(answer, AGREES, "transactions", one, (before, after))


@check(UNKNOWN)
@sweep(form=each((*idents.OTHER_FORMS, "a UUID")))
async def an_unknown_id_is_not_found(sumvin: Sumvin, form: str) -> None:
    """Ids that nobody has; one in another form than the target's own may be refused as malformed."""
    ident = idents.unknown_like(idents.OTHER_FORMS[2], sumvin.nonce()) if form == "a UUID" else form
    answer = await sumvin.alice.transaction(ident, zone=Zone.MUST_REJECT)
    expect_error(answer, UNKNOWN, NOT_FOUND, otherwise=(400, 414, 422))


@check(UNKNOWN)
@sweep(turn=each((1, 2, 3)))
async def an_unknown_id_of_the_targets_form_is_not_found(sumvin: Sumvin, turn: int) -> None:
    """Ids that nobody has, in the form of one that alice has."""
    known = await holdings.own_transactions(sumvin)
    ident = idents.unknown_like(known[turn % len(known)], sumvin.nonce())
    answer = await sumvin.alice.transaction(ident, zone=Zone.MUST_REJECT)
    expect_error(answer, UNKNOWN, NOT_FOUND)


@check(FOREIGN, ALIKE)
async def another_users_transaction_is_not_found(sumvin: Sumvin) -> None:
    """Transactions of another user, each beside an id of the same form that nobody has."""
    foreign = (await holdings.foreign_transactions(sumvin))[:3]
    await together(*(_expect_hidden(sumvin, one) for one in foreign))


@check(FOREIGN, KYC)
@sweep(value=each((timefields.ISO8601, "epoch")))
async def no_header_shows_a_hidden_transaction(sumvin: Sumvin, value: str) -> None:
    """A transaction of another user, and any transaction to a user without KYC, under X-Timestamp-Format."""
    foreign = (await holdings.foreign_transactions(sumvin))[0]
    how: dict[str, Any] = {"zone": Zone.MUST_REJECT, "headers": {timefields.HEADER: value}}
    expect_error(await sumvin.alice.transaction(foreign, **how), FOREIGN, NOT_FOUND)
    if sumvin.lends("unverified"):
        expect_error(await sumvin.actor("unverified").transaction(foreign, **how), KYC, "RAMP_KYC_REQUIRED")


@check(STATUS, FOREIGN, needs=("bob",))
async def being_asked_for_by_another_changes_nothing(sumvin: Sumvin) -> None:
    """One of bob's transactions, asked for by him, by alice, and by him once more."""
    own = (await holdings.own_transactions(sumvin, "bob"))[-1]
    given(await sumvin.bob.transaction(own)).status(200)
    probe = await sumvin.alice.transaction(own, zone=Zone.MUST_REJECT)
    expect_error(probe, FOREIGN, NOT_FOUND)
    expect(await sumvin.bob.transaction(own), STATUS).status(200)


async def _expect_hidden(sumvin: Sumvin, foreign: str) -> None:
    if sumvin.lends("bob") and not sumvin.fixtures.transactions.foreign:
        given(await sumvin.bob.transaction(foreign)).status(200)
    unknown = idents.unknown_like(foreign, sumvin.nonce())
    other = idents.unknown_like(foreign, sumvin.nonce())
    nothing = await sumvin.alice.transaction(unknown, zone=Zone.MUST_REJECT)
    answer = await sumvin.alice.transaction(foreign, zone=Zone.MUST_REJECT)
    nothing_again = await sumvin.alice.transaction(other, zone=Zone.MUST_REJECT)
    expect_error(answer, FOREIGN, NOT_FOUND)
    # What tells two ids that do not exist apart belongs to the call.
    volatile = renderings.differences(_anonymous(nothing, unknown), _anonymous(nothing_again, other))
    told = renderings.differences(_anonymous(answer, foreign), _anonymous(nothing, unknown)) - volatile
    expect(answer, ALIKE).that(
        not told,
        expected="the answer to an id that does not exist, but for the id",
        observed=f"another status, or other values at {', '.join(sorted(told))}",
        beside=(nothing,),
    )


_OF_THE_CALL = ("trace_id", "request_id", "instance", "timestamp")


def _anonymous(answer: Answer, ident: str) -> dict[str, Any]:
    """What an answer says, without the id that was asked for and without what belongs to this one call."""
    document = answer.json if isinstance(answer.json, dict) else {}
    texts = {
        name: value.replace(ident, "…") if isinstance(value, str) else value
        for name, value in document.items()
        if name not in _OF_THE_CALL and not isinstance(value, dict | list)
    }
    return {**texts, "status of the answer": answer.status}


@check(KYC)
async def an_unverified_user_sees_no_transaction(sumvin: Sumvin) -> None:
    """A transaction that exists, one of the same form that does not, and such of that user's own as there are."""
    known = (await holdings.own_transactions(sumvin))[0]
    own = sumvin.fixtures.transactions.unverified
    for ident in (known, idents.unknown_like(known, sumvin.nonce()), *own[:3]):
        answer = await sumvin.actor("unverified").transaction(ident, zone=Zone.MUST_REJECT)
        expect_error(answer, KYC, "RAMP_KYC_REQUIRED")


@check(PAGES, waits=True)
async def pages_show_everything_once(sumvin: Sumvin) -> None:
    """A user's list, walked in small pages while nobody adds to it."""
    role = "bob" if sumvin.lends("bob") else "alice"
    user = sumvin.actor(role)
    await holdings.trade_both_ways(sumvin, role, A_PAGE)
    await sumvin.alone(role)

    async def page(number: int, count: int = A_PAGE) -> Answer:
        return await user.list_transactions(query={"page": str(number), "count": str(count)}, zone=Zone.MAY_EITHER)

    whole, *pages = await together(page(0, A_PAGE * MOST_PAGES), *map(page, range(MOST_PAGES)))
    if not all(one.succeeded for one in (whole, *pages)):
        return  # pages are public knowledge only
    shown = [lists.idents(one, "transactions") for one in pages]
    if len(shown[0]) != A_PAGE or max(map(len, shown)) > A_PAGE:
        return  # this target does not cut its list, or there is nothing to cut
    ids = [ident for page_of_ids in shown for ident in page_of_ids]
    wanted = lists.idents(whole, "transactions")
    again = await user.list_transactions(query={"page": "0", "count": str(A_PAGE)}, zone=Zone.MAY_EITHER)
    if lists.idents(again, "transactions") != lists.idents(pages[0], "transactions"):
        return  # somebody else uses the same user, and added to the list meanwhile
    expect(whole, PAGES).that(
        len(set(ids)) == len(ids) and set(ids) == set(wanted[: len(ids)]) and len(ids) >= len(wanted),
        expected=f"in {MOST_PAGES} pages of {A_PAGE} what one page of {A_PAGE * MOST_PAGES} shows, each once",
        observed=f"{len(ids)} on the pages, {len(set(ids))} of them distinct; {len(wanted)} on the one page",
        beside=tuple(pages),
    )
