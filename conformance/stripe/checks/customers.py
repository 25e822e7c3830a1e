"""The customer: regions that are not supported, and what is known for KYC."""

from collections.abc import Mapping
from typing import Any

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect
from conformance.scenario import Answer
from conformance.stripe import echoes
from conformance.stripe.errors import text_at
from conformance.stripe.facade import Stripe
from strategies.forms import Params
from strategies.stripe import parameters
from strategies.stripe.fixtures import Fixtures

UNSUPPORTED_REGION = "STRIPE-IP-UNSUPPORTED-REGION"
REGION_CODE = "STRIPE-IP-REGION-CODE"
KYC_DETAILS = "STRIPE-KYC-DETAILS"


@check(UNSUPPORTED_REGION, REGION_CODE)
@sweep(params=each(lambda fixtures: [{}, parameters.plain(fixtures)]))
async def an_unsupported_region_is_refused(stripe: Stripe, params: Params) -> None:
    """A create for a customer whom the onramp cannot serve, with other parameters and without."""
    await _expect_region_refused(stripe, "unsupported_region", params)


@check(UNSUPPORTED_REGION, REGION_CODE, needs=("unsupported_region_ipv6",))
@sweep(params=each(lambda fixtures: [{}, parameters.plain(fixtures)]))
async def an_unsupported_region_is_refused_by_ipv6(stripe: Stripe, params: Params) -> None:
    """Likewise, for a customer with an address of version 6."""
    await _expect_region_refused(stripe, "unsupported_region_ipv6", params)


@check(UNSUPPORTED_REGION)
async def no_details_open_an_unsupported_region(stripe: Stripe) -> None:
    """Likewise, for a customer of whom everything is known."""
    details = {"kyc_details": stripe.fixtures.kyc_details}
    answer = await stripe.create_with_trigger("unsupported_region", details, zone=Zone.MAY_EITHER)
    expect(answer, UNSUPPORTED_REGION).status(400)


async def _expect_region_refused(stripe: Stripe, trigger: str, params: Params) -> None:
    answer = await stripe.create_with_trigger(trigger, params, zone=Zone.MAY_EITHER)
    if expect(answer, UNSUPPORTED_REGION).status(400):
        expect(answer, REGION_CODE).that(text_at(answer, "/error/code") is not None, expected="an error code")


@check(KYC_DETAILS, echoes.KYC_TRUE)
async def all_details_make_the_flag_true(stripe: Stripe) -> None:
    """Everything that the fixtures know of the customer at once."""
    answer = await stripe.alice.create({"kyc_details": stripe.fixtures.kyc_details})
    if expect(answer, KYC_DETAILS).accepted():
        await _expect_flag(stripe, answer, {"kyc_details": stripe.fixtures.kyc_details})


def _single_details(fixtures: Fixtures) -> list[dict[str, Any]]:
    return [{name: value} for name, value in fixtures.kyc_details.items()]


@check(echoes.KYC_TRUE)
@sweep(details=each(_single_details))
async def any_detail_makes_the_flag_true(stripe: Stripe, details: Mapping[str, Any]) -> None:
    """One detail alone, flat or nested. A name that the target does not know may be refused."""
    answer = await stripe.alice.create({"kyc_details": details}, zone=Zone.MAY_EITHER)
    if answer.succeeded:
        await _expect_flag(stripe, answer, {"kyc_details": details})


def _without_details(fixtures: Fixtures) -> list[Params]:
    pair = fixtures.pairs[0]
    wallet: Params = {**parameters.pointed(pair), **parameters.wallets(fixtures, [pair.network])}
    address: Params = {"customer_ip_address": fixtures.ipv4[0]}
    names: Params = {"metadata": {"first_name": "Jane", "email": "jane.doe@example.com"}}
    return [{}, wallet, {**wallet, "lock_wallet_address": True}, address, names, {**wallet, **address, **names}]


@check(echoes.KYC_FALSE)
@sweep(params=each(_without_details))
async def nothing_else_makes_the_flag_true(stripe: Stripe, params: Params) -> None:
    """Everything that may be said of a customer but for the details."""
    answer = await stripe.alice.create(params)
    if answer.succeeded:
        await _expect_flag(stripe, answer, params)


async def _expect_flag(stripe: Stripe, answer: Answer, params: Mapping[str, Any]) -> None:
    """The flag is the same in the create and in a retrieve."""
    echoes.expect_echo(answer, params)
    ident = text_at(answer, "/id")
    if ident is not None:
        retrieved = await stripe.alice.retrieve(ident)
        if retrieved.succeeded:
            echoes.expect_echo(retrieved, params)
