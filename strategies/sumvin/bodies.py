"""Bodies of POST /v0/ramp/sessions, put together in the documents' order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from strategies import amounts, wallets
from strategies.sumvin.fixtures import Fixtures

Body = dict[str, object]
Direction = Literal["buy", "sell"]
DIRECTIONS: tuple[Direction, ...] = ("buy", "sell")


@dataclass(frozen=True)
class Trade:
    """What is given, what is got, and the chain that is spoken of."""

    from_asset: str
    to_asset: str
    chain_id: int

    @classmethod
    def of(cls, direction: Direction, fiat: str, symbol: str, chain_id: int) -> "Trade":
        """The trade between a fiat currency and a crypto symbol in one direction."""
        return cls(fiat, symbol, chain_id) if direction == "buy" else cls(symbol, fiat, chain_id)


def plain(fixtures: Fixtures, direction: Direction = "buy") -> Body:
    """The plainest valid body: the first fiat and the first rampable asset, and nothing optional."""
    asset = fixtures.rampable[0]
    trade = Trade.of(direction, fixtures.fiats[0], asset.symbol, asset.chain_id)
    return assembled(fixtures, trade, amounts.plain(*fixtures.amount_range(trade.from_asset)), wallets.pool()[0])


def turned(fixtures: Fixtures, body: Body, direction: Direction) -> Body:
    """A body of a fiat and a crypto side in one direction: as it is, or with its sides changed and a plain amount.

    Few drawn bodies may all be of one direction; where both have to be seen, they are turned.
    """
    if (body["from_asset"] in fixtures.fiats) == (direction == "buy"):
        return body
    given = str(body["to_asset"])
    amount = amounts.plain(*fixtures.amount_range(given))
    return {**body, "from_asset": given, "to_asset": body["from_asset"], "source_amount": amount}


def assembled(fixtures: Fixtures, trade: Trade, amount: str | int | float, wallet: str) -> Body:
    """A body of the required fields. Where the fixtures name a wallet for the chain, it is used instead."""
    return {
        "source_amount": amount,
        "from_asset": trade.from_asset,
        "to_asset": trade.to_asset,
        "chain_id": trade.chain_id,
        "wallet_address": fixtures.wallets.get(trade.chain_id, wallet),
    }


def of_trades(
    fixtures: Fixtures, trades: Iterable[Trade], *, optional: Sequence[Body] = ({},), as_number: bool = False
) -> SearchStrategy[Body]:
    """Bodies of some trades, with plausible amounts and any wallet. Without trades nothing can be drawn.

    Args:
        fixtures: what the target has.
        trades: the first is the simplest.
        optional: sets of optional fields, one of which is added; the first is the simplest.
        as_number: write the amount as a JSON number.
    """
    listed = list(trades)
    if not listed:
        return st.nothing()
    nth = amounts.nth_number if as_number else amounts.nth

    def body(drawn: tuple[Trade, int, str, Body]) -> Body:
        trade, place, wallet, fields = drawn
        amount = nth(*fixtures.amount_range(trade.from_asset), place)
        return {**assembled(fixtures, trade, amount, wallet), **fields}

    # One tuple and one map: each further layer of strategies costs as much as two draws.
    parts = st.tuples(st.sampled_from(listed), amounts.places(), wallets.addresses(), st.sampled_from(optional))
    return parts.map(body)
