"""Creating: what the page calls valid is accepted, and the session shows what was sent."""

from typing import Any

from conformance.check import check, each, sweep
from conformance.errors import Blocked
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.scenario import Answer
from conformance.stripe import echoes
from conformance.stripe.facade import Stripe
from conformance.stripe.sessions import id_of
from strategies.forms import Arrays, Params
from strategies.stripe import parameters
from strategies.stripe.fixtures import Fixtures
from strategies.stripe.pairs import Pair
from strategies.stripe.vocabulary import CURRENCIES, NETWORKS

OPTIONAL = "STRIPE-CREATE-OPTIONAL"
CREATE_STATUS = "STRIPE-CREATE-STATUS"
ID_UNIQUE = "STRIPE-SESSION-ID-UNIQUE"
SECRET_SINGLE = "STRIPE-SESSION-CLIENT-SECRET-SINGLE"
FORM_ENCODING = "STRIPE-FORM-ENCODING"
FORM_INDICES = "STRIPE-FORM-INDICES"
DEFAULT_CURRENCIES = "STRIPE-DEFAULT-CURRENCIES"
DEFAULT_NETWORKS = "STRIPE-DEFAULT-NETWORKS"


@check(CREATE_STATUS, *echoes.EVERY)
@sweep(params=parameters.valid)
async def a_session_shows_what_was_sent(stripe: Stripe, params: Params) -> None:
    """Valid parameters of every kind, then the session retrieved and listed."""
    created = await stripe.alice.create(params)
    if not expect(created, CREATE_STATUS).accepted():
        return
    echoes.expect_echo(created, params)
    retrieved = given(await stripe.alice.retrieve(id_of(created))).status(200)
    echoes.expect_echo(retrieved, params)


def _telling(fixtures: Fixtures) -> list[Params]:
    bought = [parameters.bought(fixtures, pair, pair.precision) for pair in fixtures.pairs]
    paid = [parameters.paid(fixtures, fiat, place) for fiat in fixtures.fiats for place in (0, 100_001, 500_003)]
    paid += parameters.awkward(fixtures, fixtures.fiats[0])
    lists: list[Params] = [
        {name: list(reversed(members))}
        for name, members in (
            ("destination_currencies", fixtures.currencies),
            ("destination_networks", fixtures.networks),
        )
    ]
    lists += [{**parameters.pointed(pair), **_ending_in(fixtures, pair)} for pair in fixtures.pairs[:2]]
    lists += [{**parameters.lists_around(fixtures, pair, 1)} for pair in fixtures.pairs]
    wallets: list[Params] = [
        {"destination_networks": networks, **parameters.wallets(fixtures, networks, number), **lock}
        for number, (networks, lock) in enumerate(
            [
                (list(fixtures.networks), {"lock_wallet_address": False}),
                (list(fixtures.networks[:2]), {"lock_wallet_address": True}),
                (list(fixtures.networks[-2:]), {}),
            ]
        )
    ]
    metadata: list[Params] = [{"metadata": one} for one in (*parameters.METADATA, {"kept": "1", "left_out": ""})]
    return [*bought, *paid, *lists, *wallets, *metadata]


def _ending_in(fixtures: Fixtures, pair: Pair) -> Params:
    """Lists whose last elements are the defaults."""
    return {name: values[::-1] for name, values in parameters.lists_around(fixtures, pair, 3).items()}


@check(ID_UNIQUE, SECRET_SINGLE)
@sweep(params=parameters.valid, most=4)
async def the_same_create_makes_another_session(stripe: Stripe, params: Params) -> None:
    """One set of parameters, three times."""
    first = given(await stripe.alice.create(params)).status(200)
    for _ in range(2):
        again = given(await stripe.alice.create(params)).status(200)
        expect(again, ID_UNIQUE).differs(first, at="/id")
        expect(again, SECRET_SINGLE).differs(first, at="/client_secret")


@check(CREATE_STATUS, *echoes.EVERY)
@sweep(params=each(_telling))
async def a_session_shows_each_choice(stripe: Stripe, params: Params) -> None:
    """Every pair, fiat, list and address by itself: whoever mixes two up shows it in one of them."""
    created = await stripe.alice.create(params)
    if not expect(created, CREATE_STATUS).accepted():
        return
    echoes.expect_echo(created, params)
    retrieved = given(await stripe.alice.retrieve(id_of(created))).status(200)
    echoes.expect_echo(retrieved, params)


@check(echoes.AMOUNTS["destination_amount"])
@sweep(pair=each(lambda fixtures: fixtures.pairs))
async def an_accepted_amount_is_shown_however_small(stripe: Stripe, pair: Pair) -> None:
    """The smallest amount of each currency, which need not be accepted."""
    params = {**parameters.pointed(pair), "destination_amount": f"0.{'1'.zfill(pair.precision)}"}
    created = await stripe.alice.create(params, zone=Zone.MAY_EITHER)
    if created.succeeded:
        echoes.expect_echo(created, params)


@check(OPTIONAL, DEFAULT_CURRENCIES, DEFAULT_NETWORKS)
async def nothing_has_to_be_sent(stripe: Stripe) -> None:
    """No parameters at all."""
    answer = await stripe.alice.create({})
    if not expect(answer, OPTIONAL).accepted():
        return
    for name, requirement, members in (
        ("destination_currencies", DEFAULT_CURRENCIES, CURRENCIES),
        ("destination_networks", DEFAULT_NETWORKS, NETWORKS),
    ):
        shown = answer.at(f"/transaction_details/{name}")
        if isinstance(shown, list):
            expect(answer, requirement).that(
                set(members) <= set(map(str, shown)),
                expected=f"all of {', '.join(members)} in {name}, or null",
                observed=f"{shown!r}",
            )


def _alone(fixtures: Fixtures) -> list[Params]:
    pair = fixtures.pairs[0]
    return [
        parameters.pointed(pair),
        parameters.bought(fixtures, pair),
        parameters.paid(fixtures, fixtures.fiats[0]),
        {"source_currency": fixtures.fiats[0]},
        {"destination_network": pair.network},
        {"destination_network": fixtures.networks[-1]},
        {"destination_currencies": [pair.currency]},
        {"destination_networks": [pair.network]},
        {"metadata": {"order": "1"}},
        {"customer_ip_address": fixtures.ipv4[0]},
        {**parameters.pointed(pair), **parameters.wallets(fixtures, [pair.network])},
        {"lock_wallet_address": False},
    ]


@check(OPTIONAL)
@sweep(params=each(_alone))
async def each_parameter_may_be_left_out(stripe: Stripe, params: Params) -> None:
    """One thing said and everything else left out."""
    expect(await stripe.alice.create(params), OPTIONAL).accepted()


@check(FORM_ENCODING)
@sweep(raw_brackets=each((False, True)), shape=each(("list", "hash", "both")))
async def brackets_are_read(stripe: Stripe, raw_brackets: bool, shape: str) -> None:
    """Arrays and hashes in brackets, percent-encoded as programs write them and plain as people do."""
    params = _bracketed(stripe.fixtures, shape)
    answer = await stripe.alice.create(params, raw_brackets=raw_brackets)
    if expect(answer, FORM_ENCODING).accepted():
        _expect_read(answer, params, FORM_ENCODING)


@check(FORM_INDICES)
@sweep(arrays=each(("indices",)), shape=each(("list", "both")))
async def indices_are_read(stripe: Stripe, arrays: Arrays, shape: str) -> None:
    """Arrays with an index in each bracket."""
    params = _bracketed(stripe.fixtures, shape)
    answer = await stripe.alice.create(params, arrays=arrays)
    if expect(answer, FORM_INDICES).accepted():
        _expect_read(answer, params, FORM_INDICES)


def _bracketed(fixtures: Fixtures, shape: str) -> Params:
    lists: Params = {
        "destination_currencies": list(fixtures.currencies[:2]),
        "destination_networks": list(fixtures.networks[:2]),
    }
    hashes: Params = {"metadata": {"order": "6735", "second": "2"}}
    return {"list": lists, "hash": hashes, "both": {**lists, **hashes}}[shape]


def _expect_read(answer: Answer, params: Params, requirement: str) -> None:
    """What was read is seen in the answer: all of a list that is shown, and every key."""
    shown = {
        "metadata": answer.at("/metadata"),
        **{name: answer.at(f"/transaction_details/{name}") for name in params if name != "metadata"},
    }
    if not any(isinstance(value, dict | list) for value in shown.values()):
        raise Blocked("the session shows nothing that was sent in brackets")
    for name, sent in params.items():
        expect(answer, requirement).that(
            _alike(shown[name], sent), expected=f"{name} {sent!r}", observed=f"{shown[name]!r}"
        )


def _alike(shown: Any, sent: Any) -> bool:
    if isinstance(sent, list) and isinstance(shown, list):
        return sorted(map(str, shown)) == sorted(sent)
    return bool(shown == sent)
