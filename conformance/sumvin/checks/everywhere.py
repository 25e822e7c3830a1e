"""Credentials on every operation but the opening of a session, which `credentials` looks at more closely."""

from conformance.check import check, each, sweep
from conformance.errors import Blocked
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.scenario import Answer
from conformance.sumvin import holdings, lists
from conformance.sumvin.caller import Caller
from conformance.sumvin.checks.credentials import forged, user_id, with_secret
from conformance.sumvin.facade import Sumvin
from conformance.sumvin.moments import Moments, next_after, seen
from conformance.sumvin.operations import LIST_ACCOUNTS, LIST_TRANSACTIONS
from conformance.sumvin.valid_calls import OPERATIONS, arguments_of
from conformance.together import together
from strategies.sumvin import links

MISSING_CREDENTIALS = "SUMVIN-AUTH-EVERYWHERE-MISSING"
MALFORMED = "SUMVIN-AUTH-EVERYWHERE-MALFORMED"
BAD_SIGNATURE = "SUMVIN-AUTH-EVERYWHERE-BAD-SIGNATURE"
EXPIRED = "SUMVIN-AUTH-EVERYWHERE-EXPIRED"
USER_FROM_CONTEXT = "SUMVIN-AUTH-EVERYWHERE-USER-FROM-CONTEXT"

FORGERIES = ("signature changed", "claims changed", "algorithm none")
SHAPELESS = ("not-a-token", "e30.e30")

PLACES = {"query": "user_id", "header": "x-user-id"}
"""Where a user id may be sent along, under which name."""


@check(MISSING_CREDENTIALS)
@sweep(operation=each(OPERATIONS))
async def nobody_is_served(sumvin: Sumvin, operation: str) -> None:
    """Every valid call, without any credentials."""
    await _expect_refused(sumvin, MISSING_CREDENTIALS, sumvin.bearing({}), operation)


@check(MALFORMED)
@sweep(operation=each(OPERATIONS), text=each(SHAPELESS))
async def a_text_that_is_no_token_serves_nobody(sumvin: Sumvin, operation: str, text: str) -> None:
    """Every valid call, with a text that is no token."""
    headers = {name: with_secret(value, text) for name, value in sumvin.alice_credentials.items()}
    await _expect_refused(sumvin, MALFORMED, sumvin.bearing(headers), operation)


@check(BAD_SIGNATURE)
@sweep(operation=each(OPERATIONS), forgery=each(FORGERIES))
async def a_forged_token_serves_nobody(sumvin: Sumvin, operation: str, forgery: str) -> None:
    """Every valid call, with alice's token changed in one way or another."""
    own = sumvin.alice_credentials
    headers = {name: with_secret(value, forged(value.rpartition(" ")[2], forgery)) for name, value in own.items()}
    await _expect_refused(sumvin, BAD_SIGNATURE, sumvin.bearing(headers), operation)


@check(EXPIRED)
@sweep(operation=each(OPERATIONS))
async def an_expired_token_serves_nobody(sumvin: Sumvin, operation: str) -> None:
    """Every valid call, with a token whose lifetime is over."""
    await _expect_refused(sumvin, EXPIRED, sumvin.actor("expired"), operation)


async def _expect_refused(sumvin: Sumvin, requirement: str, caller: Caller, operation: str) -> None:
    answer = await caller.call(operation, zone=Zone.MUST_REJECT, **await arguments_of(sumvin, operation))
    expect(answer, requirement).refused(401, 403)


@check(USER_FROM_CONTEXT)
@sweep(place=each(tuple(PLACES)))
async def a_user_id_sent_along_shows_nothing_of_another(sumvin: Sumvin, place: str) -> None:
    """Alice asks for what she has, and for what bob has, with bob's user id sent along."""
    user = user_id(sumvin, "bob")
    if user is None:
        raise Blocked("bob's credentials do not show his user id; give it as fixtures.user_ids.bob")
    along = {"query" if place == "query" else "headers": {PLACES[place]: user}}
    for name, of_bob, of_alice in (
        ("transactions", holdings.own_transactions, sumvin.alice.list_transactions),
        ("accounts", holdings.own_accounts, sumvin.alice.accounts),
    ):
        try:
            theirs = await of_bob(sumvin, "bob")
        except Blocked:
            continue
        _expect_none_of(await of_alice(zone=Zone.MAY_EITHER, **along), name, theirs)
        one = sumvin.alice.transaction if name == "transactions" else sumvin.alice.account
        answer = await one(theirs[0], zone=Zone.MUST_REJECT, **along)
        answers = [answer]
        if name == "accounts":
            body = {"processor": sumvin.fixtures.processor or "plaid"}
            answers += [
                await sumvin.alice.sync(theirs[0], zone=Zone.MUST_REJECT, **along),
                await sumvin.alice.processor_token(theirs[0], body, zone=Zone.MUST_REJECT, **along),
            ]
        for answer in answers:
            expect(answer, USER_FROM_CONTEXT).that(
                not answer.succeeded, expected=f"bob's {lists.SINGLE[name]} to be refused to alice"
            )


def _expect_none_of(answer: Answer, name: str, theirs: list[str]) -> None:
    if not answer.succeeded:
        given(answer).status(*range(400, 500))
        return
    both = set(theirs).intersection(lists.idents(answer, name))
    expect(answer, USER_FROM_CONTEXT).that(
        not both, expected=f"none of bob's {name}", observed=f"bob's {', '.join(sorted(both)[:5])}"
    )


@check(USER_FROM_CONTEXT, needs=("bob", "link_completion"), waits=True)
async def a_user_id_sent_along_links_nothing_to_another(sumvin: Sumvin) -> None:
    """Bob starts a link with alice's user id sent along, when whatever was linked for her before has appeared."""
    user, moments = user_id(sumvin, "alice"), Moments(sumvin)
    if user is None:
        raise Blocked("alice's credentials do not show her user id; give it as fixtures.user_ids.alice")
    institution, linked = await holdings.institution(sumvin), seen(sumvin.fixtures.due)["linked"]
    await moments.reach(linked)
    before = lists.idents(given(await sumvin.alice.accounts()).status(200), "accounts")
    body = {**links.selecting(sumvin.fixtures, institution), "user_id": user}
    link = await sumvin.bob.link(body, query={"user_id": user}, zone=Zone.MAY_EITHER)
    holdings.entitled(sumvin, link)
    await moments.reach(next_after(sumvin.fixtures.due, 2 * linked))
    after = given(await sumvin.alice.accounts()).status(200)
    new = sorted(set(lists.idents(after, "accounts")) - set(before))
    expect(after, USER_FROM_CONTEXT).that(
        not new, expected="no account that bob has linked", observed=f"alice's new {', '.join(new)}", beside=(link,)
    )


@check(USER_FROM_CONTEXT, needs=("alice_refreshed",), waits=True)
async def a_refreshed_token_shows_what_the_first_one_does(sumvin: Sumvin) -> None:
    """Alice's lists under her first token and her second, while nothing is added to them."""
    await holdings.trade_both_ways(sumvin, "alice")
    await sumvin.undisturbed("alice")
    shown = (("transactions", LIST_TRANSACTIONS), ("accounts", LIST_ACCOUNTS))
    await together(*(_expect_the_same_user(sumvin, *one) for one in shown))


async def _expect_the_same_user(sumvin: Sumvin, name: str, operation: str) -> None:
    before = given(await sumvin.alice.call(operation)).status(200)
    answer = given(await sumvin.actor("alice_refreshed").call(operation)).status(200)
    after = given(await sumvin.alice.call(operation)).status(200)
    settled = set(lists.idents(before, name)).intersection(lists.idents(after, name))
    missing = sorted(settled.difference(lists.idents(answer, name)))
    if settled:
        expect(answer, USER_FROM_CONTEXT).that(
            not missing,
            expected=f"alice's {name} under another token of hers",
            observed=f"without {', '.join(missing[:5])}",
            beside=(before,),
        )
