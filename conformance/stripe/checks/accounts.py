"""Accounts: what is one's own is nobody else's to see."""

from typing import Any

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.stripe.facade import Stripe
from conformance.stripe.sessions import id_of, identity, instant
from strategies.forms import Params
from strategies.stripe import parameters

RETRIEVE = "STRIPE-OTHER-ACCOUNT-RETRIEVE"
LIST = "STRIPE-OTHER-ACCOUNT-LIST"
CURSOR = "STRIPE-LIST-CURSOR-FOREIGN"

DIRECTIONS = (("alice", "bob"), ("bob", "alice"))


@check(RETRIEVE)
@sweep(direction=each(DIRECTIONS), params=parameters.valid, most=4)
async def anothers_session_is_not_retrieved(stripe: Stripe, direction: tuple[str, str], params: Params) -> None:
    """A session of the one account, asked for by the other."""
    owner, other = direction
    created = given(await stripe.actor(owner).create(params)).status(200)
    ident = id_of(created)
    answer = await stripe.actor(other).retrieve(ident, zone=Zone.MUST_REJECT)
    expect(answer, RETRIEVE).refused()
    given(await stripe.actor(owner).retrieve(ident)).status(200)


@check(LIST)
@sweep(
    direction=each(DIRECTIONS),
    by=each(("nothing", "created", "status", "destination_currency", "destination_network", "a cursor", "everything")),
)
async def anothers_sessions_are_not_listed(stripe: Stripe, direction: tuple[str, str], by: str) -> None:
    """A new session of the one account, looked for in the other's lists."""
    owner, other = direction
    params = parameters.plain(stripe.fixtures)
    mine = given(await stripe.actor(other).create(params)).status(200)
    theirs = given(await stripe.actor(owner).create(params)).status(200)
    first, last = instant(mine.json), instant(theirs.json)
    filters: dict[str, dict[str, Any]] = {
        "nothing": {},
        "created": {"created": {"gte": last}},
        "status": {"status": "initialized"},
        "destination_currency": {"destination_currency": params["destination_currency"]},
        "destination_network": {"destination_network": params["destination_network"]},
        "a cursor": {"ending_before": id_of(mine)},
        "everything": {
            "created": {"gte": first},
            "status": "initialized",
            "destination_currency": params["destination_currency"],
            "destination_network": params["destination_network"],
        },
    }
    answer = given(await stripe.actor(other).list(limit=100, **filters[by])).status(200)
    shown = [identity(entry) for entry in given(answer).member("/data")]
    foreign = id_of(theirs)
    expect(answer, LIST).that(
        foreign not in shown, expected="own sessions only", observed=f"{foreign}, of another account", beside=(theirs,)
    )


@check(CURSOR)
@sweep(cursor=each(("starting_after", "ending_before")))
async def anothers_session_is_no_cursor(stripe: Stripe, cursor: str) -> None:
    """Another account's session as a cursor, beside an id that no session has."""
    created = given(await stripe.actor("bob").create(parameters.plain(stripe.fixtures))).status(200)
    foreign = await stripe.alice.list(limit=1, zone=Zone.MAY_EITHER, **{cursor: id_of(created)})
    unknown = await stripe.alice.list(limit=1, zone=Zone.MAY_EITHER, **{cursor: f"cos_{stripe.nonce()}"})
    # What a page holds may change meanwhile; whether it holds anything does not.
    alike = foreign.status == unknown.status and bool(foreign.at("/data")) == bool(unknown.at("/data"))
    expect(foreign, CURSOR).that(
        alike, expected=f"{unknown.status}, as for an id that no session has", beside=(unknown,)
    )
