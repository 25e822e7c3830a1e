"""Pairs and assets: one side fiat, the other a crypto that the catalogue holds and somebody ramps."""

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.sumvin.errors import expect_error
from conformance.sumvin.facade import Sumvin
from strategies.sumvin import sessions
from strategies.sumvin.bodies import Body

BOTH_FIAT = "SUMVIN-PAIR-BOTH-FIAT"
BOTH_CRYPTO = "SUMVIN-PAIR-BOTH-CRYPTO"
UNKNOWN = "SUMVIN-ASSET-UNKNOWN"
UNKNOWN_ON_CHAIN = "SUMVIN-ASSET-UNKNOWN-ON-CHAIN"
UNSUPPORTED = "SUMVIN-ASSET-UNSUPPORTED"

ANOTHER = "another"
SIDES = (ANOTHER, "the same")
"""What stands against an asset; which of the two is drawn would be left to chance."""


@check(BOTH_FIAT)
@sweep(sides=each(SIDES), another=sessions.two_fiats, same=sessions.one_fiat_twice)
async def two_fiat_sides_are_refused(sumvin: Sumvin, sides: str, another: Body, same: Body) -> None:
    """Fiat for fiat, the same or another."""
    order = another if sides == ANOTHER else same
    expect_error(await sumvin.alice.open_session(order, zone=Zone.MUST_REJECT), BOTH_FIAT, "RAMP_INVALID_PAIR")


@check(BOTH_CRYPTO)
@sweep(sides=each(SIDES), another=sessions.two_cryptos, same=sessions.one_crypto_twice)
async def two_crypto_sides_are_refused(sumvin: Sumvin, sides: str, another: Body, same: Body) -> None:
    """Crypto for crypto on one chain, the same or another."""
    order = another if sides == ANOTHER else same
    expect_error(await sumvin.alice.open_session(order, zone=Zone.MUST_REJECT), BOTH_CRYPTO, "RAMP_INVALID_PAIR")


@check(UNKNOWN)
@sweep(order=sessions.unknown_asset)
async def an_invented_crypto_is_unknown(sumvin: Sumvin, order: Body) -> None:
    """A symbol that nobody ever issued, bought or sold."""
    expect_error(await sumvin.alice.open_session(order, zone=Zone.MUST_REJECT), UNKNOWN, "RAMP_UNKNOWN_ASSET")


@check(UNKNOWN)
@sweep(order=each(sessions.unknown_everywhere))
async def an_invented_crypto_is_unknown_on_every_chain(sumvin: Sumvin, order: Body) -> None:
    """One such symbol on each listed chain, bought and sold."""
    expect_error(await sumvin.alice.open_session(order, zone=Zone.MUST_REJECT), UNKNOWN, "RAMP_UNKNOWN_ASSET")


@check(UNKNOWN_ON_CHAIN)
@sweep(order=sessions.unknown_on_chain)
async def a_crypto_of_another_chain_is_unknown(sumvin: Sumvin, order: Body) -> None:
    """A symbol that the catalogue holds for another chain, bought or sold."""
    expect_error(await sumvin.alice.open_session(order, zone=Zone.MUST_REJECT), UNKNOWN_ON_CHAIN, "RAMP_UNKNOWN_ASSET")


@check(UNSUPPORTED)
@sweep(order=sessions.unsupported_asset)
async def a_crypto_that_nobody_ramps_is_unsupported(sumvin: Sumvin, order: Body) -> None:
    """A catalogued symbol without a provider, bought or sold."""
    expect_error(await sumvin.alice.open_session(order, zone=Zone.MUST_REJECT), UNSUPPORTED, "RAMP_UNSUPPORTED_ASSET")
