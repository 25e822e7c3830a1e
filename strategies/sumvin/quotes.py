"""Queries for quotes (GET /v0/ramp/quotes): the same trades as sessions have, as query parameters.

The documents name no parameters; these are public knowledge.
"""

from collections.abc import Callable
from itertools import cycle
from typing import Final

from hypothesis.strategies import SearchStrategy

from strategies import amounts
from strategies.sumvin import bodies, pairs, sessions
from strategies.sumvin.bodies import DIRECTIONS, Body, Direction, Trade, assembled, plain
from strategies.sumvin.fixtures import Fixtures
from strategies.sumvin.vocabulary import CHAINS, COUNTRIES, RAILS

Query = dict[str, str]

NO_AMOUNTS: Final = ("0", "0.00", "-5", "-0.01", "abc", "NaN", "Infinity", "1,5")
"""Texts that are not above zero, or no number."""

UNLISTED_CHAINS: Final = ("999", "424242", "0", "-1")
"""What stands for no chain of any document."""


def query_of(body: Body) -> Query:
    """The query that asks for what a session's body orders; what is null or of the session alone is left out."""
    return {name: str(value) for name, value in body.items() if value is not None and name != "wallet_address"}


def turned(fixtures: Fixtures, query: Query, direction: Direction) -> Query:
    """A query in one direction, as `bodies.turned` does it."""
    return query_of(bodies.turned(fixtures, {**query}, direction))


def plainest(fixtures: Fixtures) -> Query:
    """The plainest valid query."""
    return query_of(plain(fixtures))


def valid(fixtures: Fixtures) -> SearchStrategy[Query]:
    """Queries for pairs that the target ramps, bought and sold, some with a country."""
    return sessions.valid(fixtures).map(query_of)


def every_asset(fixtures: Fixtures) -> tuple[Query, ...]:
    """A query for each asset that the target ramps, bought and sold, with the currencies in turn."""
    turns = cycle(fixtures.fiats)
    trades = (
        Trade.of(direction, next(turns), asset.symbol, asset.chain_id)
        for asset in fixtures.rampable
        for direction in DIRECTIONS
    )
    return tuple(query_of(assembled(fixtures, one, _plain_amount(fixtures, one), "")) for one in trades)


def _plain_amount(fixtures: Fixtures, trade: Trade) -> str:
    return amounts.plain(*fixtures.amount_range(trade.from_asset))


def _queries(of: Callable[[Fixtures], SearchStrategy[Body]]) -> Callable[[Fixtures], SearchStrategy[Query]]:
    """What asks for a quote of the trades that a strategy of sessions draws."""
    return lambda fixtures: of(fixtures).map(query_of)


two_fiats = _queries(pairs.two_fiats)
one_fiat_twice = _queries(pairs.one_fiat_twice)
two_cryptos = _queries(pairs.two_cryptos)
one_crypto_twice = _queries(pairs.one_crypto_twice)
unknown_asset = _queries(pairs.unknown_asset)
unknown_on_chain = _queries(pairs.unknown_on_chain)
unsupported_asset = _queries(pairs.unsupported_asset)


def vocabulary(fixtures: Fixtures) -> tuple[Query, ...]:
    """The plain query with each listed chain, country and rail in turn."""
    plainly = plainest(fixtures)
    words = (("chain_id", map(str, CHAINS)), ("country_code", COUNTRIES), ("payment_method_type", RAILS))
    return tuple({**plainly, name: member} for name, members in words for member in members)
