"""Valid parameters of a create.

They keep clear of what the page leaves open: a source_amount has its currency, a default currency its network and the
other way round, and addresses are given for exactly the networks that are chosen.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from itertools import product
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from strategies import amounts, crypto_addresses
from strategies.forms import Params
from strategies.stripe.fixtures import Fixtures
from strategies.stripe.pairs import Pair
from strategies.stripe.vocabulary import minor_digits

__all__ = [
    "Params",
    "bought",
    "exact_amount",
    "lists_around",
    "paid",
    "plain",
    "plain_amount",
    "pointed",
    "valid",
    "wallet",
    "wallets",
]

NAMES: Final = (
    "customer_ip_address",
    "destination_amount",
    "destination_currencies",
    "destination_currency",
    "destination_network",
    "destination_networks",
    "kyc_details",
    "lock_wallet_address",
    "metadata",
    "source_amount",
    "source_currency",
    "wallet_addresses",
)
"""What a create may say."""

METADATA: Final = (
    {"order": "6735"},
    {"Order_Id": "007", "note": "  two spaces  "},
    {"text": "é ß 中文 العربية 🚀", "symbols": "a=b&c=d+e%20 \"f\" 'g' <h> \\ / ; #"},
    {"decomposed": "Zoe\u0308", "lines": "first\nsecond\tthird"},
    {"null": "null", "true": "true", "number": "1.50", "large": "12345678901234567890", "json": '{"a": [1]}'},
)
"""Metadata that somebody would trim, fold, parse or escape; the first is plain."""


def plain(fixtures: Fixtures) -> Params:
    """The plainest parameters that say what is wanted: an amount of the first fiat for the first pair."""
    return {**pointed(fixtures.pairs[0]), **paid(fixtures, fixtures.fiats[0])}


def pointed(pair: Pair) -> Params:
    """A default currency with its network."""
    return {"destination_currency": pair.currency, "destination_network": pair.network}


def paid(fixtures: Fixtures, fiat: str, place: int = 0) -> Params:
    """An amount of a fiat currency, at a place of its ordinary range; see `amounts.nth`."""
    amount = amounts.nth(*fixtures.amount_range(fiat), place)
    if minor_digits(fiat) == 0:
        amount = amount.partition(".")[0]
    return {"source_amount": amount, "source_currency": fiat}


def awkward(fixtures: Fixtures, fiat: str) -> list[Params]:
    """Ordinary amounts whose hundredfold is no whole number among doubles, though they have but two decimals."""
    low, high = fixtures.amount_range(fiat)
    if minor_digits(fiat) != 2:
        return []
    every = (f"{Decimal(cents) / 100:.2f}" for cents in range(int(low * 100) + 1, int(high * 100)))
    found = [amount for amount in every if float(amount) * 100 != round(float(amount) * 100)]
    return [{"source_amount": amount, "source_currency": fiat} for amount in found[:: max(1, len(found) // 3)]]


def bought(fixtures: Fixtures, pair: Pair, digits: int = 0) -> Params:
    """An ordinary amount of a cryptocurrency, with so many decimals; the plainest where the range has none of those."""
    low, high = fixtures.amount_range(pair.currency)
    coarse = digits == 0 or Decimal(9).scaleb(-digits) > (high - low) / 3
    amount = plain_amount(fixtures, pair) if coarse else exact_amount(fixtures, pair, digits)
    return {"destination_amount": amount, **pointed(pair)}


def plain_amount(fixtures: Fixtures, pair: Pair) -> str:
    """The plainest ordinary amount of a cryptocurrency."""
    return amounts.plain(*fixtures.amount_range(pair.currency))


def exact_amount(fixtures: Fixtures, pair: Pair, digits: int) -> str:
    """An ordinary amount with exactly so many decimals, the last of which is no zero."""
    return _exact(*fixtures.amount_range(pair.currency), digits)


@cache
def _exact(low: Decimal, high: Decimal, digits: int) -> str:
    # A third of the way through the range every decimal is used; the last one is made a 1 (or a 3, where it is one).
    middle = low + (high - low) / 3
    text = f"{middle:.{digits}f}"
    return text[:-1] + ("3" if text[-1] == "1" else "1")


def lists_around(fixtures: Fixtures, pair: Pair, length: int) -> dict[str, list[str]]:
    """Lists of currencies and networks with a pair's own at the front and others of the fixtures behind."""
    currencies = [pair.currency, *(one for one in fixtures.currencies if one != pair.currency)]
    networks = [pair.network, *(one for one in fixtures.networks if one != pair.network)]
    return {"destination_currencies": currencies[:length], "destination_networks": networks[:length]}


def wallet(fixtures: Fixtures, network: str, number: int = 0) -> str:
    """An address on a network: the fixtures' own, or one that is made up."""
    pool = crypto_addresses.pool(network)
    return fixtures.wallets.get(network) or pool[number % len(pool)]


def wallets(fixtures: Fixtures, networks: Sequence[str], number: int = 0) -> Params:
    """Addresses on some networks, which have to be chosen besides."""
    return {"wallet_addresses": {network: wallet(fixtures, network, number) for network in networks}}


def valid(fixtures: Fixtures) -> SearchStrategy[Params]:
    """Parameters that the page calls valid and that the target has the fixtures for; the simplest is `plain`."""
    # Few draws of products: each further strategy costs as much as all the rest.
    wanted = [(pair, fiat) for pair in fixtures.pairs for fiat in fixtures.fiats]
    parts = st.tuples(
        st.sampled_from(_SHAPES), st.sampled_from(wanted), amounts.places(), st.sampled_from(_besides(fixtures))
    )
    return parts.map(lambda drawn: _assembled(fixtures, *drawn))


_SHAPES: Final = tuple(product(("paid", "bought", "pointed", ""), ("", "one", "several"), ("", "network", "list")))
"""What a create says: of amounts, of lists, and of wallets."""


def _assembled(
    fixtures: Fixtures, shape: tuple[str, str, str], wanted: tuple[Pair, str], place: int, besides: Params
) -> Params:
    (amount, lists, addresses), (pair, fiat) = shape, wanted
    params: Params = {}
    if amount == "paid":
        params |= {**pointed(pair), **paid(fixtures, fiat, place)}
    elif amount == "bought":
        params |= bought(fixtures, pair, place % (pair.precision + 1))
    elif amount == "pointed":
        params |= pointed(pair)
    if addresses:
        params |= _with_wallets(fixtures, pair, place, alone=addresses == "network" or "destination_network" in params)
    elif lists:
        # The defaults stand anywhere in their lists.
        around = lists_around(fixtures, pair, 1 if lists == "one" else 2 + place % 3)
        params |= {name: _turned(values, place) for name, values in around.items()}
    return {**params, **besides}


def _with_wallets(fixtures: Fixtures, pair: Pair, place: int, *, alone: bool) -> Params:
    """An address on the default network, or addresses on a list of networks without a default; locked at times."""
    networks = [pair.network, *(one for one in fixtures.networks if one != pair.network)][: 1 + place % 3]
    chosen: Params = pointed(pair) if alone else {"destination_networks": networks}
    lock: Params = {"lock_wallet_address": place % 4 == 1} if place % 2 else {}
    return {**chosen, **wallets(fixtures, [pair.network] if alone else networks, place), **lock}


def _turned(values: list[str], places: int) -> list[str]:
    """A list begun somewhere else."""
    start = places % len(values)
    return values[start:] + values[:start]


def _besides(fixtures: Fixtures) -> list[Params]:
    """What says something of the customer or for the caller: nothing, each kind alone, and all of them."""
    address: list[Params] = [{"customer_ip_address": ip} for ip in (*fixtures.ipv4, *fixtures.ipv6)]
    metadata: list[Params] = [{"metadata": one} for one in METADATA]
    kyc: list[Params] = [{"kyc_details": fixtures.kyc_details}]
    every: list[Params] = [{**address[0], **metadata[0], **kyc[0]}]
    return [{}, *address, *metadata, *kyc, *every]
