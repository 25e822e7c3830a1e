"""Quotes: 200 with a list for a pair that is ramped; the codes of pairs and assets, of KYC and of the upstream."""

from decimal import Decimal, InvalidOperation
from typing import Any

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.scenario import Answer
from conformance.sumvin import lists
from conformance.sumvin.checks.pairs import ANOTHER, SIDES
from conformance.sumvin.errors import expect_error
from conformance.sumvin.facade import Sumvin
from strategies.sumvin import quotes
from strategies.sumvin.bodies import DIRECTIONS, Direction
from strategies.sumvin.quotes import Query

STATUS = "SUMVIN-QUOTES-STATUS"
LIST = "SUMVIN-QUOTES-LIST"
ECHO = "SUMVIN-QUOTES-ECHO"
BOTH_FIAT = "SUMVIN-QUOTES-PAIR-BOTH-FIAT"
BOTH_CRYPTO = "SUMVIN-QUOTES-PAIR-BOTH-CRYPTO"
UNKNOWN = "SUMVIN-QUOTES-ASSET-UNKNOWN"
UNKNOWN_ON_CHAIN = "SUMVIN-QUOTES-ASSET-UNKNOWN-ON-CHAIN"
UNSUPPORTED = "SUMVIN-QUOTES-ASSET-UNSUPPORTED"
CHAIN_UNLISTED = "SUMVIN-QUOTES-CHAIN-UNLISTED"
AMOUNT_POSITIVE = "SUMVIN-QUOTES-AMOUNT-POSITIVE"
KYC = "SUMVIN-QUOTES-KYC"
PROVIDER_ERROR = "SUMVIN-QUOTES-PROVIDER-ERROR"

PARTS = 4
"""Amounts that are none are shared out among so many cases."""

ECHOED = ("from_asset", "to_asset", "chain_id", "source_amount", "country_code")


@check(STATUS, LIST, ECHO)
@sweep(direction=each(DIRECTIONS), query=quotes.valid, most=8)
async def a_ramped_pair_is_quoted(sumvin: Sumvin, direction: Direction, query: Query) -> None:
    """A pair that the target ramps, bought or sold; what each quote repeats is what was asked."""
    query = quotes.turned(sumvin.fixtures, query, direction)
    await _expect_quoted(sumvin, query)


@check(STATUS, LIST, ECHO)
@sweep(query=each(quotes.every_asset))
async def every_ramped_asset_is_quoted(sumvin: Sumvin, query: Query) -> None:
    """Each asset that the target ramps, bought and sold, for an amount that is nothing special."""
    await _expect_quoted(sumvin, query)


async def _expect_quoted(sumvin: Sumvin, query: Query) -> None:
    answer = await sumvin.alice.quotes(query)
    if expect(answer, STATUS).status(200):
        lists.expect_list(answer, LIST, "quotes")
        _expect_echo(answer, query)


@check(STATUS, LIST)
async def no_quotes_are_an_empty_list(sumvin: Sumvin) -> None:
    """The plain query where nobody quotes."""
    if not sumvin.may_trigger("no_quotes"):
        return
    answer = await sumvin.alice.quotes(quotes.plainest(sumvin.fixtures), trigger=sumvin.trigger("no_quotes"))
    if expect(answer, STATUS).status(200):
        lists.expect_list(answer, LIST, "quotes")


def _expect_echo(answer: Answer, query: Query) -> None:
    for quote in lists.listed(answer, "quotes"):
        repeated = {name: quote[name] for name in ECHOED if name in query and quote.get(name) is not None}
        wrong = {name: value for name, value in repeated.items() if not _same(value, query[name])}
        if repeated:
            expect(answer, ECHO).that(
                not wrong,
                expected=f"what was asked in each quote: {', '.join(f'{name} {query[name]}' for name in repeated)}",
                observed=f"a quote with {', '.join(f'{name} {value!r}' for name, value in wrong.items())}",
            )


def _same(shown: Any, asked: str) -> bool:
    """Whether a value of a quote is what a parameter asked for; numbers may be padded."""
    if str(shown) == asked:
        return True
    try:
        return not isinstance(shown, bool) and Decimal(str(shown)) == Decimal(asked)
    except InvalidOperation:
        return False


@check(BOTH_FIAT)
@sweep(sides=each(SIDES), another=quotes.two_fiats, same=quotes.one_fiat_twice, most=6)
async def two_fiat_sides_are_not_quoted(sumvin: Sumvin, sides: str, another: Query, same: Query) -> None:
    """Fiat for fiat, the same or another."""
    await _expect_refused(sumvin, another if sides == ANOTHER else same, BOTH_FIAT, "RAMP_INVALID_PAIR")


@check(BOTH_CRYPTO)
@sweep(sides=each(SIDES), another=quotes.two_cryptos, same=quotes.one_crypto_twice, most=6)
async def two_crypto_sides_are_not_quoted(sumvin: Sumvin, sides: str, another: Query, same: Query) -> None:
    """Crypto for crypto on one chain, the same or another."""
    await _expect_refused(sumvin, another if sides == ANOTHER else same, BOTH_CRYPTO, "RAMP_INVALID_PAIR")


@check(UNKNOWN)
@sweep(direction=each(DIRECTIONS), query=quotes.unknown_asset, most=8)
async def an_invented_crypto_is_not_quoted(sumvin: Sumvin, direction: Direction, query: Query) -> None:
    """A symbol that nobody ever issued, bought or sold, on any listed chain."""
    query = quotes.turned(sumvin.fixtures, query, direction)
    await _expect_refused(sumvin, query, UNKNOWN, "RAMP_UNKNOWN_ASSET")


@check(UNKNOWN_ON_CHAIN)
@sweep(direction=each(DIRECTIONS), query=quotes.unknown_on_chain, most=6)
async def a_crypto_of_another_chain_is_not_quoted(sumvin: Sumvin, direction: Direction, query: Query) -> None:
    """A symbol that the catalogue holds for another chain, bought or sold."""
    query = quotes.turned(sumvin.fixtures, query, direction)
    await _expect_refused(sumvin, query, UNKNOWN_ON_CHAIN, "RAMP_UNKNOWN_ASSET")


@check(UNSUPPORTED)
@sweep(direction=each(DIRECTIONS), query=quotes.unsupported_asset, most=6)
async def a_crypto_that_nobody_ramps_is_not_quoted(sumvin: Sumvin, direction: Direction, query: Query) -> None:
    """A catalogued symbol without a provider, bought or sold."""
    query = quotes.turned(sumvin.fixtures, query, direction)
    await _expect_refused(sumvin, query, UNSUPPORTED, "RAMP_UNSUPPORTED_ASSET")


async def _expect_refused(sumvin: Sumvin, query: Query, requirement: str, code: str) -> None:
    # The parameters are public knowledge only: a target that has others has to be told from one that errs.
    given(await sumvin.alice.quotes(quotes.plainest(sumvin.fixtures))).status(200)
    expect_error(await sumvin.alice.quotes(query, zone=Zone.MUST_REJECT), requirement, code)


@check(CHAIN_UNLISTED)
async def an_unlisted_chain_is_not_quoted(sumvin: Sumvin) -> None:
    """The plain query on chains that nobody lists."""
    await _expect_each_refused(sumvin, CHAIN_UNLISTED, "chain_id", quotes.UNLISTED_CHAINS)


@check(AMOUNT_POSITIVE)
@sweep(part=each(range(PARTS)))
async def no_amount_is_not_quoted(sumvin: Sumvin, part: int) -> None:
    """The plain query for nothing, for less than nothing, and for what is no number."""
    await _expect_each_refused(sumvin, AMOUNT_POSITIVE, "source_amount", quotes.NO_AMOUNTS[part::PARTS])


async def _expect_each_refused(sumvin: Sumvin, requirement: str, name: str, texts: tuple[str, ...]) -> None:
    plainly = quotes.plainest(sumvin.fixtures)
    given(await sumvin.alice.quotes(plainly)).status(200)
    for text in texts:
        answer = await sumvin.alice.quotes({**plainly, name: text}, zone=Zone.MUST_REJECT)
        expect(answer, requirement).refused()


@check(KYC)
@sweep(direction=each(DIRECTIONS), query=quotes.valid, most=4)
async def an_unverified_user_gets_no_quotes(sumvin: Sumvin, direction: Direction, query: Query) -> None:
    """A valid query of a user without KYC."""
    query = quotes.turned(sumvin.fixtures, query, direction)
    given(await sumvin.alice.quotes(query)).status(200)
    answer = await sumvin.actor("unverified").quotes(query, zone=Zone.MUST_REJECT)
    expect_error(answer, KYC, "RAMP_KYC_REQUIRED")


@check(PROVIDER_ERROR)
@sweep(direction=each(DIRECTIONS), query=quotes.valid, most=4)
async def an_upstream_that_rejects_the_quote_is_reported(sumvin: Sumvin, direction: Direction, query: Query) -> None:
    """A valid query that makes the upstream fail."""
    query = quotes.turned(sumvin.fixtures, query, direction)
    answer = await sumvin.alice.quotes(query, zone=Zone.MUST_REJECT, trigger=sumvin.trigger("quote_failure"))
    expect_error(answer, PROVIDER_ERROR, "RAMP_PROVIDER_ERROR")
