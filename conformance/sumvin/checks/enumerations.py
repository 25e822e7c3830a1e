"""Chains, countries and rails: every listed member is vocabulary, and nothing else is."""

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.sumvin.checks.requests import breaking, expect_invalid
from conformance.sumvin.errors import code_of, expect_recognised
from conformance.sumvin.facade import Sumvin
from strategies.sumvin import sessions
from strategies.sumvin.bodies import Body
from strategies.sumvin.fixtures import Fixtures, Provider
from strategies.sumvin.sessions import NearMiss
from strategies.sumvin.vocabulary import CHAINS, COUNTRIES, RAILS

CHAIN_MEMBERS = "SUMVIN-SESSIONS-CHAIN-MEMBERS"
CHAIN_NONMEMBERS = "SUMVIN-SESSIONS-CHAIN-NONMEMBERS"
COUNTRY_MEMBERS = "SUMVIN-SESSIONS-COUNTRY-MEMBERS"
COUNTRY_NONMEMBERS = "SUMVIN-SESSIONS-COUNTRY-NONMEMBERS"
COUNTRY_DEFAULT = "SUMVIN-SESSIONS-COUNTRY-DEFAULT"
RAIL_MEMBERS = "SUMVIN-SESSIONS-RAIL-MEMBERS"
RAIL_NONMEMBERS = "SUMVIN-SESSIONS-RAIL-NONMEMBERS"
PROVIDER_PIN = "SUMVIN-SESSIONS-PROVIDER-PIN"


@check(CHAIN_MEMBERS)
@sweep(chain=each(CHAINS), order=sessions.valid)
async def every_listed_chain_is_recognised(sumvin: Sumvin, chain: int, order: Body) -> None:
    """A valid order on each chain; that the pair is not served there is an answer too."""
    answer = await sumvin.alice.open_session(order, chain_id=chain, zone=Zone.MAY_EITHER)
    expect_recognised(answer, CHAIN_MEMBERS)


@check(CHAIN_NONMEMBERS)
@sweep(near_miss=each(breaking(CHAIN_NONMEMBERS)))
async def another_chain_is_refused(sumvin: Sumvin, near_miss: NearMiss) -> None:
    """An otherwise plain order on a chain that is not listed."""
    await expect_invalid(sumvin, near_miss)


@check(COUNTRY_MEMBERS)
@sweep(country=each(COUNTRIES), order=sessions.valid)
async def every_listed_country_is_recognised(sumvin: Sumvin, country: str, order: Body) -> None:
    """A valid order from each country; that nobody serves it there is an answer too."""
    answer = await sumvin.alice.open_session(order, country_code=country, zone=Zone.MAY_EITHER)
    expect_recognised(answer, COUNTRY_MEMBERS)


@check(COUNTRY_NONMEMBERS)
@sweep(near_miss=each(breaking(COUNTRY_NONMEMBERS)))
async def another_country_is_refused(sumvin: Sumvin, near_miss: NearMiss) -> None:
    """An otherwise plain order from a country that is not listed, or in another spelling."""
    await expect_invalid(sumvin, near_miss)


@check(RAIL_MEMBERS)
@sweep(rail=each(RAILS), order=sessions.valid)
async def every_listed_rail_is_recognised(sumvin: Sumvin, rail: str, order: Body) -> None:
    """A valid order over each rail; that nobody serves it is an answer too."""
    answer = await sumvin.alice.open_session(order, payment_method_type=rail, zone=Zone.MAY_EITHER)
    expect_recognised(answer, RAIL_MEMBERS)


@check(RAIL_NONMEMBERS)
@sweep(near_miss=each(breaking(RAIL_NONMEMBERS)))
async def another_rail_is_refused(sumvin: Sumvin, near_miss: NearMiss) -> None:
    """An otherwise plain order over a rail that is not listed, or in another spelling."""
    await expect_invalid(sumvin, near_miss)


def _providers(fixtures: Fixtures) -> tuple[Provider, ...]:
    return fixtures.providers


def _with_rails(fixtures: Fixtures) -> list[Provider]:
    return [provider for provider in fixtures.providers if provider.rails]


def _with_markets(fixtures: Fixtures) -> list[Provider]:
    return [provider for provider in fixtures.providers if provider.countries]


@check(PROVIDER_PIN)
@sweep(provider=each(_providers), order=sessions.valid)
async def a_provider_can_be_pinned(sumvin: Sumvin, provider: Provider, order: Body) -> None:
    """A valid order pinned to each provider, in a market of its own."""
    country = {"country_code": provider.countries[0]} if provider.countries else {}
    answer = await sumvin.alice.open_session({**order, **country}, service_provider=provider.name)
    expect(answer, PROVIDER_PIN).accepted()


@check(PROVIDER_PIN)
@sweep(provider=each(_with_rails), order=sessions.valid)
async def a_provider_can_be_pinned_beside_a_rail_of_its_own(sumvin: Sumvin, provider: Provider, order: Body) -> None:
    """A valid order pinned to each provider and one rail of its own after another, of which it serves one at least."""
    order = {**order, **({"country_code": provider.countries[0]} if provider.countries else {})}
    for rail in provider.rails:
        pinned = {"service_provider": provider.name, "payment_method_type": rail}
        last = rail == provider.rails[-1]
        answer = await sumvin.alice.open_session(
            {**order, **pinned}, zone=Zone.MUST_ACCEPT if last else Zone.MAY_EITHER
        )
        # Not every rail need be had in every country.
        if answer.succeeded or last:
            expect(answer, PROVIDER_PIN).accepted()
            return


@check(COUNTRY_DEFAULT)
@sweep(provider=each(_with_markets), order=sessions.valid)
async def no_country_means_the_default_country(sumvin: Sumvin, provider: Provider, order: Body) -> None:
    """A provider, with a US market or without, answers the same to no country as to US."""
    order = {name: value for name, value in order.items() if name != "country_code"}
    order["service_provider"] = provider.name
    # Only where the country decides at all does its absence show anything.
    given(await sumvin.alice.open_session(order, country_code=provider.countries[0])).status(201)
    explicit = await sumvin.alice.open_session(order, country_code="US", zone=Zone.MAY_EITHER)
    given(explicit).status(*((201,) if "US" in provider.countries else range(400, 600)))
    answer = await sumvin.alice.open_session(order, zone=Zone.MAY_EITHER)
    expect(answer, COUNTRY_DEFAULT).that(
        (answer.status, code_of(answer.json)) == (explicit.status, code_of(explicit.json)),
        expected=f"{explicit.status} {code_of(explicit.json) or ''}, as for an explicit US",
        beside=(explicit,),
    )
