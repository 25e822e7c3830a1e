"""Valid bodies of POST /v1/sessions, without the customer: whoever sends them names one that is unique to the run."""

from dataclasses import dataclass
from itertools import product
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from strategies import amounts
from strategies.nowramp.assets import Asset
from strategies.nowramp.fixtures import Fixtures
from strategies.nowramp.metadata import ORDINARY
from strategies.nowramp.vocabulary import LOCKABLE, TYPES

Body = dict[str, object]

OPTIONAL: Final = (
    "sourceAmount",
    "sourceCurrency",
    "destinationCurrency",
    "network",
    "destinationAddress",
    "redirectUrl",
    "type",
    "country",
    "expiresInSeconds",
    "metadata",
)
"""The fields that a creation may leave out, apart from the locks."""

URLS: Final = (
    "https://partner.example/thanks",
    "http://partner.example/thanks",
    "https://partner.example/thanks?order=7&step=done",
    "https://partner.example/a/b/c.html#part",
    "https://partner.example:8443/thanks",
    "https://www.partner.example/gr%C3%BC%C3%9Fe?q=a%20b&n=%2F",
    "https://partner.example/thanks?next=https%3A%2F%2Fshop.example%2F",
    "https://partner.example/~user/x_y-z.php?a[]=1&b=;c",
)
"""Absolute URLs that are in normal form already, so that nobody has a reason to rewrite them."""

LIFETIMES: Final = (1800, 60, 90, 300, 600, 900, 1799, 1801, 3600, 7200, 43_200, 86_399)
"""Seconds, all allowed."""

SHORT_LIFETIMES: Final = (59, 45, 20)
"""Seconds, under what a server might take for the least, and far enough from it to be told from it."""

UNUSUAL_AMOUNTS: Final[tuple[object, ...]] = ("0.5", "1000", "12345.67", "9999999.99", 0.5, 1000, 12345.67)
"""Fiat amounts of at most two decimals, as strings and as numbers, of sizes that not everybody serves."""

EXACT_AMOUNTS: Final = ("0.1", "0.30000000000000004", "123.456789012345678901", "9007199254740993", "1000000.001")
"""Amounts that a double does not hold, or writes otherwise."""


@dataclass(frozen=True)
class Part:
    """A lockable field, a value of it and another that is as plausible."""

    field: str
    value: object
    other: object


def full(fixtures: Fixtures, asset: Asset | None = None) -> Body:
    """Everything that can be locked, of the plainest kind."""
    asset = asset or fixtures.assets[0]
    fiat = fixtures.fiats[0]
    return {
        "sourceAmount": amounts.plain(*fixtures.amount_range(fiat)),
        "sourceCurrency": fiat,
        "destinationCurrency": asset.symbol,
        "network": asset.network,
        "destinationAddress": fixtures.wallet(asset.network),
    }


def parts(fixtures: Fixtures) -> tuple[Part, ...]:
    """Every lockable field of the full body, with another value each."""
    body = full(fixtures)
    asset = fixtures.assets[0]
    return tuple(Part(field, body[field], _other(fixtures, asset, field)) for field in LOCKABLE)


def valid(fixtures: Fixtures) -> SearchStrategy[Body]:
    """Creations with any of the optional fields, string and number amounts, both types, without locks."""
    subsets = st.one_of(st.sampled_from([0, 0b11111, 2 ** len(OPTIONAL) - 1]), st.integers(0, 2 ** len(OPTIONAL) - 1))
    choices = st.tuples(
        subsets, st.sampled_from(_trades(fixtures)), amounts.places(), st.integers(0, 63), st.integers(0, 2**20)
    )

    def body(drawn: tuple[int, tuple[Asset, str], int, int, int]) -> Body:
        mask, (asset, fiat), place, wallet, rest = drawn
        low, high = fixtures.amount_range(fiat)
        nth = amounts.nth if rest % 2 == 0 else amounts.nth_number
        whole: Body = {
            "sourceAmount": nth(low, high, place),
            "sourceCurrency": fiat,
            "destinationCurrency": asset.symbol,
            "network": asset.network,
            "destinationAddress": fixtures.wallet(asset.network, wallet),
            "redirectUrl": URLS[rest % len(URLS)],
            "type": TYPES[rest // 2 % 2],
            "country": fixtures.countries[rest % len(fixtures.countries)],
            "expiresInSeconds": LIFETIMES[rest % len(LIFETIMES)],
            "metadata": dict(ORDINARY[rest % len(ORDINARY)]),
        }
        return {name: whole[name] for bit, name in enumerate(OPTIONAL) if mask >> bit & 1}

    return choices.map(body)


def amounts_of(fixtures: Fixtures) -> list[object]:
    """Ordinary amounts of the first currency, with up to two decimals, as strings and as numbers."""
    low, high = fixtures.amount_range(fixtures.fiats[0])
    plain = amounts.plain(low, high)
    texts = [plain, f"{low:f}", f"{high:f}"]
    if "." not in plain and low <= int(plain) < int(plain) + 1 <= high:
        texts += [f"{plain}.5", f"{plain}.05", f"{plain}.99", f"{plain}.00"]
    numbers = [amounts.number(text) for text in texts if not text.endswith(".00")]
    return [*texts, *numbers]


def payable(fixtures: Fixtures) -> SearchStrategy[Body]:
    """Onramp creations with everything that can be locked, from which a plain order fits."""
    return st.tuples(st.sampled_from(_trades(fixtures)), amounts.places(), st.integers(0, 63)).map(
        lambda drawn: _payable(fixtures, *drawn)
    )


def company(fixtures: Fixtures) -> Body:
    """Every optional field that cannot be locked: what may stand beside anything."""
    return {
        "redirectUrl": URLS[0],
        # The one that is not the default, so that it matters whether it is named.
        "type": TYPES[1],
        "country": fixtures.countries[0],
        "expiresInSeconds": 600,
        "metadata": {"order": "A-7"},
    }


def lone_fields(fixtures: Fixtures) -> list[Body]:
    """Each optional field alone, then all but it; first nothing at all, and last everything."""
    everything = {**full(fixtures), **company(fixtures)}
    alone: list[Body] = [{name: value} for name, value in everything.items()]
    without: list[Body] = [{n: v for n, v in everything.items() if n != name} for name in everything]
    return [{}, *alone, *without, everything]


def _payable(fixtures: Fixtures, trade: tuple[Asset, str], place: int, wallet: int) -> Body:
    asset, fiat = trade
    return {
        "sourceAmount": amounts.nth(*fixtures.amount_range(fiat), place),
        "sourceCurrency": fiat,
        "destinationCurrency": asset.symbol,
        "network": asset.network,
        "destinationAddress": fixtures.wallet(asset.network, wallet),
    }


def _trades(fixtures: Fixtures) -> list[tuple[Asset, str]]:
    return list(product(fixtures.assets, fixtures.fiats))


def _other(fixtures: Fixtures, asset: Asset, field: str) -> object:
    """A value that a caller might well want instead; whether the target serves it is no matter where it must hold."""
    match field:
        case "destinationAddress":
            # Of the same form as the right one, so that nobody refuses it for its form.
            address = fixtures.wallet(asset.network)
            return next((one for one in (fixtures.wallet(asset.network, 1),) if one != address), address[::-1])
        case "network":
            return next((one for one in (*fixtures.networks, "polygon", "base") if one != asset.network), "")
        case "destinationCurrency":
            symbols = (*(one.symbol for one in fixtures.assets), "USDC", "BTC")
            return next((one for one in symbols if one != asset.symbol), "")
        case "sourceCurrency":
            return next(one for one in (*fixtures.fiats, "EUR", "USD") if one != fixtures.fiats[0])
    plain = amounts.plain(*fixtures.amount_range(fixtures.fiats[0]))
    low, high = (f"{bound:f}" for bound in fixtures.amount_range(fixtures.fiats[0]))
    return high if high != plain else low
