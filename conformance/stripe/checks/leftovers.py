"""What a refused create leaves behind: nothing."""

from conformance.check import check
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.stripe.facade import Stripe
from conformance.stripe.sessions import instant
from conformance.stripe.shelf import ids_of
from conformance.together import together
from strategies.stripe import parameters
from strategies.stripe.near_misses import near_misses
from strategies.stripe.vocabulary import LARGEST_LIMIT

NOTHING_LEFT = "STRIPE-REFUSED-LEAVES-NOTHING"
REGIONS = ("unsupported_region", "unsupported_region_ipv6")

LONG_ENOUGH = 3.0
"""Seconds in which whoever else creates sessions in this account will have created another."""


@check(NOTHING_LEFT, waits=True)
async def a_refused_create_is_never_listed(stripe: Stripe) -> None:
    """The list before and after one create of each kind that has to be refused."""
    await stripe.alone("alice")
    marker = given(await stripe.alice.create(parameters.plain(stripe.fixtures))).status(200)
    since = {"gte": instant(marker.json)}
    before = given(await stripe.alice.list(created=since, limit=LARGEST_LIMIT)).status(200)
    kinds = {one.requirement: one for one in reversed(near_misses(stripe.fixtures))}
    regions = [name for name in REGIONS if stripe.can_trigger(name)]
    refused = await together(
        *(stripe.alice.create(one.params, zone=Zone.MAY_EITHER) for one in kinds.values()),
        *(stripe.create_with_trigger(name, {}, zone=Zone.MAY_EITHER) for name in regions),
    )
    accepted = {str(answer.at("/id")) for answer in refused if answer.succeeded}
    after = given(await stripe.alice.list(created=since, limit=LARGEST_LIMIT)).status(200)
    # What was accepted, wrongly or in a reading of its own, may be there.
    left = set(ids_of(after)) - set(ids_of(before)) - accepted
    if left:
        await stripe.pause(LONG_ENOUGH)
        later = given(await stripe.alice.list(created=since, limit=LARGEST_LIMIT)).status(200)
        if set(ids_of(later)) != set(ids_of(after)):
            return  # somebody else uses the same account, and what is there may be theirs
    expect(after, NOTHING_LEFT).that(
        not left, expected="no session of a create that was refused", observed=f"{len(left)}: {', '.join(sorted(left))}"
    )
