"""GET /v0/assets, which the documents name in passing: what is discovered there is known."""

from typing import Any

from conformance.check import check
from conformance.exchange import MISSING, Zone
from conformance.expectation import expect, given
from conformance.scenario import Answer
from conformance.sumvin import lists, operations
from conformance.sumvin.errors import ERRORS, is_error
from conformance.sumvin.facade import Sumvin
from strategies.sumvin import quotes
from strategies.sumvin.assets import Asset
from strategies.sumvin.bodies import plain
from strategies.sumvin.vocabulary import CHAINS, PUBLIC_FIATS

KNOWN = "SUMVIN-ASSETS-KNOWN"
MOST = 16

_UNKNOWN = "RAMP_UNKNOWN_ASSET"


@check(KNOWN)
async def what_is_listed_is_known(sumvin: Sumvin) -> None:
    """Crypto that the list shows for a chain, bought and sold in turn: ramped or not, but not unknown."""
    answer = await sumvin.alice.call(operations.LIST_ASSETS, zone=Zone.MAY_EITHER)
    found = lists.list_in(answer.json, "assets", sumvin.shape("assets")) if answer.succeeded else MISSING
    if not isinstance(found, list):
        return  # a resource that is only mentioned need not be there
    plainly = quotes.plainest(sumvin.fixtures)
    given(await sumvin.alice.quotes(plainly)).status(200)
    fiat = sumvin.fixtures.fiats[0]
    chosen = _chosen(found, set(sumvin.fixtures.fiats) | set(PUBLIC_FIATS))
    for place, asset in enumerate(chosen):
        sides = (fiat, asset.symbol) if place % 2 == 0 else (asset.symbol, fiat)
        trade = {"from_asset": sides[0], "to_asset": sides[1]}
        query = {**plainly, **trade, "chain_id": str(asset.chain_id)}
        asked = [await sumvin.alice.quotes(query, zone=Zone.MAY_EITHER)]
        if asset in (chosen[0], chosen[-1]):
            order = {**plain(sumvin.fixtures), **trade, "chain_id": asset.chain_id}
            asked.append(await sumvin.alice.open_session(order, zone=Zone.MAY_EITHER))
        for one in asked:
            expect(one, KNOWN).that(
                not _says_unknown(one),
                expected=f"anything but {_UNKNOWN} for {asset}, which is listed",
                beside=(answer,),
            )


def _says_unknown(answer: Answer) -> bool:
    """Whether an answer says that an asset is unknown, and cannot mean that it is unsupported (see the dialects)."""
    if not is_error(answer, _UNKNOWN):
        return False
    return not is_error(answer, "RAMP_UNSUPPORTED_ASSET") or answer.at("/title") == ERRORS[_UNKNOWN].title


def _chosen(items: list[Any], fiats: set[str]) -> list[Asset]:
    """Assets from all over the list, on as many chains as can be, its last one at the end."""
    crypto = [asset for item in items if isinstance(item, dict) for asset in _assets(item) if asset.symbol not in fiats]
    distinct = list(dict.fromkeys(crypto))
    step = max(1, len(distinct) // MOST)
    first_of_chain = {asset.chain_id: asset for asset in reversed(distinct)}
    middle = list(dict.fromkeys((*first_of_chain.values(), *distinct[::step])))[:MOST]
    last = distinct[-1:]
    return [*(one for one in middle if one not in last), *last]


def _assets(item: dict[str, Any]) -> list[Asset]:
    """The asset of an item on each of its chains; none for what has no symbol or no listed chain."""
    symbol = item.get("symbol")
    chains = item.get("chain_id", item.get("chain_ids", item.get("chains")))
    numbers = [one.get("chain_id") if isinstance(one, dict) else one for one in _as_list(chains)]
    return [Asset(symbol, one) for one in numbers if isinstance(symbol, str) and type(one) is int and one in CHAINS]


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
