"""The scope of a key: the organisation and the user, nothing narrower and nothing wider."""

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.sumvin.checks.idempotency import REPLAY_STATUS, expect_fresh, expect_original
from conformance.sumvin.facade import Sumvin
from strategies import keys
from strategies.keys import KeyShape
from strategies.sumvin import sessions
from strategies.sumvin.bodies import DIRECTIONS, Body, Direction

SCOPE_USER = "SUMVIN-IDEMPOTENCY-SCOPE-USER"
SCOPE_ORG = "SUMVIN-IDEMPOTENCY-SCOPE-ORG"
SCOPE_TOKEN = "SUMVIN-IDEMPOTENCY-SCOPE-TOKEN"


@check(SCOPE_USER, REPLAY_STATUS)
@sweep(order=sessions.valid, shape=keys.unique_shapes())
async def two_users_never_meet(sumvin: Sumvin, order: Body, shape: KeyShape) -> None:
    """Alice and bob use one key, each twice."""
    await _expect_apart(sumvin, "bob", SCOPE_USER, order, shape)


@check(SCOPE_USER, needs=("bob", "alice_other_org"))
@sweep(direction=each(DIRECTIONS), order=sessions.valid, shape=keys.unique_shapes(), most=2)
async def two_users_of_a_named_organisation_never_meet(
    sumvin: Sumvin, direction: Direction, order: Body, shape: KeyShape
) -> None:
    """Alice and bob use one key under the other organisation, where bob is admitted there."""
    key, order = shape.key(sumvin.nonce()), sessions.turned(sumvin.fixtures, order, direction)
    first = given(await sumvin.actor("alice_other_org").open_session(order, idempotency_key=key)).status(201)
    bob = sumvin.actor("bob", headers=sumvin.organisation_of("alice_other_org"))
    theirs = await bob.open_session(order, idempotency_key=key, zone=Zone.MAY_EITHER)
    # Whether bob belongs to that organisation is the target's to say.
    given(theirs).status(*range(200, 300))
    expect_fresh(theirs, first, SCOPE_USER)


@check(SCOPE_ORG, REPLAY_STATUS)
@sweep(order=sessions.valid, shape=keys.unique_shapes())
async def two_organisations_never_meet(sumvin: Sumvin, order: Body, shape: KeyShape) -> None:
    """Alice uses one key under two organisations, in each twice."""
    await _expect_apart(sumvin, "alice_other_org", SCOPE_ORG, order, shape)


@check(SCOPE_TOKEN, REPLAY_STATUS)
@sweep(order=sessions.valid, shape=keys.unique_shapes())
async def a_refreshed_token_finds_the_session(sumvin: Sumvin, order: Body, shape: KeyShape) -> None:
    """Alice uses one key with her first token, then with her second."""
    key = shape.key(sumvin.nonce())
    first = given(await sumvin.alice.open_session(order, idempotency_key=key)).status(201)
    replay = await sumvin.actor("alice_refreshed").open_session(order, idempotency_key=key)
    expect_original(replay, first, SCOPE_TOKEN)


async def _expect_apart(sumvin: Sumvin, other: str, requirement: str, order: Body, shape: KeyShape) -> None:
    key = shape.key(sumvin.nonce())
    first = given(await sumvin.alice.open_session(order, idempotency_key=key)).status(201)
    theirs = await sumvin.actor(other).open_session(order, idempotency_key=key)
    expect_fresh(theirs, first, requirement)
    # Neither may have taken the other's place.
    mine = await sumvin.alice.open_session(order, idempotency_key=key)
    expect(mine, requirement).same(first, at="/session/id")
    again = await sumvin.actor(other).open_session(order, idempotency_key=key)
    if theirs.status == 201:
        expect_original(again, theirs, requirement)
