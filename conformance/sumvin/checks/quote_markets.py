"""Whom quotes are from: providers live in the country, on the rail that was asked for, and such as can be pinned."""

from dataclasses import dataclass

from conformance.check import check, each, sweep
from conformance.errors import Blocked
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.scenario import Answer
from conformance.sumvin import lists
from conformance.sumvin.errors import expect_recognised
from conformance.sumvin.facade import Sumvin
from strategies.sumvin import quotes, sessions
from strategies.sumvin.bodies import DIRECTIONS, Body, Direction, plain
from strategies.sumvin.fixtures import Fixtures
from strategies.sumvin.quotes import Query, query_of
from strategies.sumvin.vocabulary import COUNTRIES, DEFAULT_COUNTRY

COUNTRY_FILTERS = "SUMVIN-QUOTES-COUNTRY-FILTERS"
COUNTRY_DEFAULT = "SUMVIN-QUOTES-COUNTRY-DEFAULT"
STATUS = "SUMVIN-QUOTES-STATUS"
VOCABULARY = "SUMVIN-QUOTES-VOCABULARY"
RAIL = "SUMVIN-QUOTES-RAIL"
PINNABLE = "SUMVIN-QUOTES-PINNABLE"

NOT_FOUND = (201, 202, 203, 204, 205, 206, 404, 410)
"""What says in another way than by an empty list that there are no quotes."""


@dataclass(frozen=True)
class Market:
    """A provider, a country that it is live in, and one that it is not known to be live in."""

    provider: str
    home: str
    abroad: str


def _markets(fixtures: Fixtures) -> list[Market]:
    """For each provider whose countries are known: a country of others, US first, and a country of nobody."""
    known = [provider for provider in fixtures.providers if provider.countries]
    everywhere = dict.fromkeys([DEFAULT_COUNTRY, *(country for one in known for country in one.countries)])
    nobodys = [country for country in COUNTRIES if country not in everywhere][:1]
    return [
        Market(one.name, one.countries[0], abroad)
        for one in known
        for abroad in ([country for country in everywhere if country not in one.countries][:1] + nobodys)
    ]


@check(COUNTRY_FILTERS)
@sweep(market=each(_markets), direction=each(DIRECTIONS))
async def a_provider_is_not_quoted_where_it_is_not_live(sumvin: Sumvin, market: Market, direction: Direction) -> None:
    """A provider that is quoted at home, and turns sessions from another country down."""
    order: Body = {**plain(sumvin.fixtures, direction), "country_code": market.home}
    given(await sumvin.alice.open_session(order, service_provider=market.provider)).status(201)
    abroad = {**order, "country_code": market.abroad}
    pinned = await sumvin.alice.open_session(abroad, service_provider=market.provider, zone=Zone.MAY_EITHER)
    if pinned.succeeded:
        return  # the target file names some of a provider's markets: it is live there too
    at_home = given(await sumvin.alice.quotes(query_of(order))).status(200)
    if market.provider not in _providers(at_home):
        raise Blocked(f"{market.provider} is not quoted in {market.home} either")
    rails = next(one.rails for one in sumvin.fixtures.providers if one.name == market.provider)[:1]
    for query in ({}, *({"payment_method_type": rail} for rail in rails)):
        answer = given(await sumvin.alice.quotes({**query_of(abroad), **query})).status(200)
        expect(answer, COUNTRY_FILTERS).that(
            market.provider not in _providers(answer),
            expected=f"no quote of {market.provider}, which turns sessions from {market.abroad} down",
            beside=(pinned,),
        )


@check(COUNTRY_DEFAULT)
@sweep(direction=each(DIRECTIONS))
async def no_country_means_the_default_country_for_quotes_too(sumvin: Sumvin, direction: Direction) -> None:
    """The plain query without a country and with US, where another country has other providers."""
    plainly = query_of(plain(sumvin.fixtures, direction))
    explicit = given(await sumvin.alice.quotes({**plainly, "country_code": DEFAULT_COUNTRY})).status(200)
    foreign = [one for one in sumvin.fixtures.providers if one.countries and DEFAULT_COUNTRY not in one.countries]
    elsewhere = [
        _providers(given(await sumvin.alice.quotes({**plainly, "country_code": one.countries[0]})).status(200))
        for one in foreign
    ]
    # Only where the country decides at all does its absence show anything.
    if all(providers == _providers(explicit) for providers in elsewhere):
        raise Blocked("the same providers are quoted in every country")
    answer = given(await sumvin.alice.quotes(plainly)).status(200)
    expect(answer, COUNTRY_DEFAULT).that(
        _providers(answer) == _providers(explicit),
        expected=f"quotes of {', '.join(sorted(_providers(explicit))) or 'nobody'}, as for an explicit US",
        beside=(explicit,),
    )


@check(VOCABULARY, RAIL, STATUS)
@sweep(query=each(quotes.vocabulary))
async def every_listed_member_is_recognised_in_a_query(sumvin: Sumvin, query: Query) -> None:
    """The plain query with each chain, country and rail; that nobody serves it there is an answer too."""
    answer = await sumvin.alice.quotes(query, zone=Zone.MAY_EITHER)
    expect_recognised(answer, VOCABULARY)
    if query["chain_id"] == quotes.plainest(sumvin.fixtures)["chain_id"]:
        # The pair is ramped: where nobody quotes it for a country or a rail, there are no quotes, which is an answer.
        expect(answer, STATUS).that(
            answer.status not in NOT_FOUND, expected="200, whose quotes may be empty, or a documented error"
        )
    rail = query.get("payment_method_type")
    if rail is None or not answer.succeeded:
        return
    for quote in lists.listed(answer, "quotes"):
        if quote.get("payment_method_type") is not None:
            expect(answer, RAIL).that(quote["payment_method_type"] == rail, expected=f"quotes for {rail} alone")


@check(PINNABLE)
@sweep(direction=each(DIRECTIONS), order=sessions.valid, most=4)
async def a_quoted_provider_can_be_pinned(sumvin: Sumvin, direction: Direction, order: Body) -> None:
    """The providers quoted for an order, each pinned by a session with that order."""
    order = sessions.turned(sumvin.fixtures, order, direction)
    answer = given(await sumvin.alice.quotes(query_of(order))).status(200)
    for provider in sorted(_providers(answer))[:3]:
        pinned = await sumvin.alice.open_session(order, service_provider=provider)
        expect(pinned, PINNABLE).that(
            pinned.succeeded, expected=f"a session with {provider}, which was quoted for it", beside=(answer,)
        )


def _providers(answer: Answer) -> set[str]:
    shown = (quote.get("service_provider") for quote in lists.listed(answer, "quotes"))
    return {name for name in shown if isinstance(name, str)}
