"""Requests whose pair of assets is the one thing wrong (integration page, Error code reference › Ramp)."""

from itertools import product
from typing import Final

from hypothesis.strategies import SearchStrategy

from strategies.sumvin.assets import Asset
from strategies.sumvin.bodies import DIRECTIONS, Body, Trade, of_trades, plain
from strategies.sumvin.fixtures import Fixtures
from strategies.sumvin.vocabulary import CHAINS

INVENTED: Final = ("ZZQX", "NOSUCHCOIN", "QXZVWK", "NOTATICKER", "UNHEARDOFCOIN", "ZQXJKVWY")
"""Symbols of no asset: neither a currency of ISO 4217 nor a known ticker."""


def two_fiats(fixtures: Fixtures) -> SearchStrategy[Body]:
    """Two fiat sides that differ; one twice, where the target has no other."""
    pairs = product(fixtures.chains, fixtures.fiats, fixtures.fiats)
    return of_trades(fixtures, _different([Trade(given, got, chain) for chain, given, got in pairs]))


def one_fiat_twice(fixtures: Fixtures) -> SearchStrategy[Body]:
    """Two fiat sides that are one and the same."""
    return of_trades(fixtures, (Trade(fiat, fiat, chain) for chain, fiat in product(fixtures.chains, fixtures.fiats)))


def two_cryptos(fixtures: Fixtures) -> SearchStrategy[Body]:
    """Two crypto sides that differ, both rampable on the chain that is named; one twice, where there is no other."""
    pairs = product(fixtures.rampable, fixtures.rampable)
    return of_trades(
        fixtures,
        _different(
            [Trade(given.symbol, got.symbol, got.chain_id) for given, got in pairs if given.chain_id == got.chain_id]
        ),
    )


def one_crypto_twice(fixtures: Fixtures) -> SearchStrategy[Body]:
    """Two crypto sides that are one and the same, rampable on the chain that is named."""
    return of_trades(fixtures, (Trade(one.symbol, one.symbol, one.chain_id) for one in fixtures.rampable))


def _different(trades: list[Trade]) -> list[Trade]:
    return [trade for trade in trades if trade.from_asset != trade.to_asset] or trades


def unknown_asset(fixtures: Fixtures) -> SearchStrategy[Body]:
    """An invented symbol on any listed chain, bought or sold: no catalogue holds it, served chain or not."""
    return _against_fiat(fixtures, [Asset(symbol, chain) for chain in CHAINS for symbol in INVENTED])


def unknown_everywhere(fixtures: Fixtures) -> tuple[Body, ...]:
    """One invented symbol on every listed chain, bought and sold."""
    trades = (
        Trade.of(direction, fixtures.fiats[0], INVENTED[0], chain) for direction, chain in product(DIRECTIONS, CHAINS)
    )
    plainest = plain(fixtures)
    return tuple(
        {**plainest, "from_asset": one.from_asset, "to_asset": one.to_asset, "chain_id": one.chain_id} for one in trades
    )


def unknown_on_chain(fixtures: Fixtures) -> SearchStrategy[Body]:
    """An asset that the catalogue holds for another chain only, bought or sold. Nothing where none is declared."""
    return _against_fiat(fixtures, fixtures.unknown)


def unsupported_asset(fixtures: Fixtures) -> SearchStrategy[Body]:
    """A catalogued asset that nobody ramps, bought or sold. Nothing where none is declared."""
    return _against_fiat(fixtures, fixtures.unsupported)


def _against_fiat(fixtures: Fixtures, assets: list[Asset] | tuple[Asset, ...]) -> SearchStrategy[Body]:
    trades = (
        Trade.of(direction, fiat, asset.symbol, asset.chain_id)
        for direction, asset, fiat in product(DIRECTIONS, assets, fixtures.fiats)
    )
    return of_trades(fixtures, trades)
