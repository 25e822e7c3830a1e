"""Idempotency keys, where the target declares that it honours them: one key, one session."""

from itertools import combinations
from typing import Any

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.scenario import Answer
from conformance.stripe.errors import IDEMPOTENCY_ERROR, text_at
from conformance.stripe.facade import Stripe
from conformance.stripe.sessions import id_of
from strategies.forms import Params
from strategies.stripe import parameters

REPLAY = "STRIPE-IDEMPOTENCY-REPLAY"
REPLAYED_HEADER = "STRIPE-IDEMPOTENCY-REPLAYED-HEADER"
DISTINCT = "STRIPE-IDEMPOTENCY-DISTINCT"
OTHER_PARAMETERS = "STRIPE-IDEMPOTENCY-OTHER-PARAMETERS"
ERROR_TYPE = "STRIPE-IDEMPOTENCY-ERROR-TYPE"
KEY_LENGTH = "STRIPE-IDEMPOTENCY-KEY-LENGTH"
KEY_TOO_LONG = "STRIPE-IDEMPOTENCY-KEY-TOO-LONG"
SCOPE = "STRIPE-IDEMPOTENCY-SCOPE"
REFUSED = "STRIPE-IDEMPOTENCY-REFUSED"

LONGEST = 255
HEADER = "Idempotency-Key"


def keyed(key: str) -> dict[str, str]:
    """The header that carries a key."""
    return {HEADER: key}


def long_key(nonce: str, length: int) -> str:
    """A key of some length that no earlier run has sent."""
    return (nonce * (length // len(nonce) + 1))[:length]


@check(REPLAY, REPLAYED_HEADER, DISTINCT)
@sweep(params=parameters.valid, most=6)
async def one_key_gives_one_answer(stripe: Stripe, params: Params) -> None:
    """A create, twice more with its key, once with another key and twice with none."""
    key = stripe.nonce()
    first = given(await stripe.alice.create(params, headers=keyed(key))).status(200)
    others = [
        await stripe.alice.create(params, headers=keyed(stripe.nonce())),
        await stripe.alice.create(params),
        await stripe.alice.create(params),
    ]
    for _ in range(2):
        replay = await stripe.alice.create(params, headers=keyed(key))
        _expect_replay(replay, first)
        said = replay.exchange.response.header("idempotent-replayed")
        expect(replay, REPLAYED_HEADER).that(
            said == "true", expected="Idempotent-Replayed: true", observed=said or "no such header"
        )
    for earlier, later in combinations((first, *others), 2):
        _expect_own(later, earlier, DISTINCT)


def _expect_replay(replay: Answer, first: Answer) -> None:
    expect(replay, REPLAY).that(
        (replay.status, replay.json) == (first.status, first.json),
        expected="the status and the body of the first answer",
        beside=(first,),
    )


def _expect_own(answer: Answer, other: Answer, requirement: str) -> None:
    theirs = id_of(other)
    expect(answer, requirement).that(
        answer.succeeded and answer.at("/id") != theirs,
        expected=f"a success with another session than {theirs!r}",
        beside=(other,),
    )


@check(OTHER_PARAMETERS, ERROR_TYPE)
@sweep(change=each(("an amount", "one more", "one less")))
async def other_parameters_are_refused(stripe: Stripe, change: str) -> None:
    """A key with the parameters of another create."""
    key, params = stripe.nonce(), {**parameters.plain(stripe.fixtures), "metadata": {"order": "1"}}
    first = given(await stripe.alice.create(params, headers=keyed(key))).status(200)
    others: dict[str, Any] = {
        "an amount": {**params, **parameters.paid(stripe.fixtures, stripe.fixtures.fiats[0], 400_001)},
        "one more": {**params, "customer_ip_address": stripe.fixtures.ipv4[0]},
        "one less": {name: value for name, value in params.items() if name != "metadata"},
    }
    answer = await stripe.alice.create(others[change], headers=keyed(key), zone=Zone.MAY_EITHER)
    if expect(answer, OTHER_PARAMETERS).status(400):
        kind = text_at(answer, "/error/type")
        expect(answer, ERROR_TYPE).that(
            kind == IDEMPOTENCY_ERROR, expected=f"the type {IDEMPOTENCY_ERROR}", observed=f"{kind!r}", beside=(first,)
        )


@check(KEY_LENGTH)
@sweep(length=each((33, 64, 65, 128, 254, LONGEST)))
async def every_character_of_a_key_counts(stripe: Stripe, length: int) -> None:
    """A long key, and another that differs from it in the last character."""
    params = parameters.plain(stripe.fixtures)
    key = long_key(stripe.nonce(), length)
    first = await stripe.alice.create(params, headers=keyed(key))
    if expect(first, KEY_LENGTH).accepted():
        twin = key[:-1] + ("0" if key[-1] != "0" else "1")
        _expect_own(await stripe.alice.create(params, headers=keyed(twin)), first, KEY_LENGTH)


@check(KEY_TOO_LONG)
@sweep(length=each((LONGEST + 1, 2 * LONGEST, 2000)))
async def a_longer_key_is_refused(stripe: Stripe, length: int) -> None:
    """Keys beyond the limit."""
    key = long_key(stripe.nonce(), length)
    answer = await stripe.alice.create(parameters.plain(stripe.fixtures), headers=keyed(key), zone=Zone.MAY_EITHER)
    expect(answer, KEY_TOO_LONG).refused()


@check(SCOPE)
@sweep(params=parameters.valid, most=3)
async def two_accounts_never_meet(stripe: Stripe, params: Params) -> None:
    """Alice and bob use one key."""
    key = stripe.nonce()
    first = given(await stripe.alice.create(params, headers=keyed(key))).status(200)
    _expect_own(await stripe.actor("bob").create(params, headers=keyed(key)), first, SCOPE)


@check(REFUSED)
@sweep(params=each(({"source_amount": "abc"}, {"destination_currency": "nosuchcoin"}, {"destination_amount": "1"})))
async def a_refused_call_leaves_nothing_behind_its_key(stripe: Stripe, params: Params) -> None:
    """A create that is refused, twice with its key, then one that is valid."""
    key = stripe.nonce()
    given(await stripe.alice.create(params, headers=keyed(key), zone=Zone.MUST_REJECT)).status(*range(400, 500))
    again = await stripe.alice.create(params, headers=keyed(key), zone=Zone.MUST_REJECT)
    expect(again, REFUSED).refused()
    # Whether the key may be used again is open; that it brings back a session that never was is not.
    other = await stripe.alice.create(parameters.plain(stripe.fixtures), headers=keyed(key), zone=Zone.MAY_EITHER)
    replayed = other.exchange.response.header("idempotent-replayed") == "true"
    expect(other, REFUSED).that(
        400 <= other.status < 500 or (other.succeeded and not replayed),
        expected="a session of its own, or a refusal of the used key (4xx), never a replay",
        beside=(again,),
    )
