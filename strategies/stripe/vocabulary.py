"""The enumerations of Stripe's page, and what belongs to their members, as data: they grow."""

from typing import Final

CURRENCIES: Final = ("btc", "eth", "matic", "sol", "xlm", "avax", "usdc")
"""Cryptocurrencies of the example objects."""

NETWORKS: Final = ("bitcoin", "ethereum", "base", "polygon", "solana", "stellar", "avalanche")
"""Networks of the example objects."""

MORE_CURRENCIES: Final = ("wld",)
MORE_NETWORKS: Final = ("optimism", "worldchain", "sui")
"""What Stripe has said elsewhere that it added: a target may know it, and nothing of it is sent."""

STATUSES: Final = ("initialized", "rejected", "requires_payment", "fulfillment_processing", "fulfillment_complete")

PRECISION: Final = {"btc": 8, "eth": 18, "matic": 18, "sol": 9, "xlm": 7, "avax": 18, "usdc": 6}
"""Decimals of each cryptocurrency; the page gives eth's 18 as its example."""

FINER_ELSEWHERE: Final = {("usdc", "stellar"): 7}
"""Where a currency has more decimals on one network than its own."""

PAIRS: Final = {
    "btc": ("bitcoin",),
    "eth": ("ethereum", "base"),
    "matic": ("polygon",),
    "sol": ("solana",),
    "xlm": ("stellar",),
    "avax": ("avalanche",),
    "usdc": ("ethereum", "base", "polygon", "solana", "stellar", "avalanche"),
}
"""On which networks each cryptocurrency lives. Whether any other pair is refused is open, so none is sent."""

DEFAULT_LIMIT: Final = 10
LARGEST_LIMIT: Final = 100

INVENTED_CURRENCIES: Final = ("zzz", "nosuchcoin", "qxzvwk", "ethh", "bitcoin", "usd", "0", "btc,eth")
"""Names of no cryptocurrency: invented ones, misspellings, and names of other things."""

INVENTED_NETWORKS: Final = ("zzz", "nosuchchain", "ethereun", "mainnet", "usdc", "0", "base,polygon")
"""Names of no network."""

INVENTED_STATUSES: Final = ("zzz", "complete", "succeeded", "pending", "canceled", "initialized,rejected")

INVENTED_FIATS: Final = ("zzz", "xxx", "xts", "btc", "usdc", "dollar", "840", "u")
"""Names of no fiat currency: ISO 4217's codes for none and for tests are among them."""

_MINOR_DIGITS: Final = {
    **dict.fromkeys(("bif", "clp", "djf", "gnf", "isk", "jpy", "kmf", "krw", "pyg", "rwf", "ugx", "vnd", "vuv"), 0),
    **dict.fromkeys(("xaf", "xof", "xpf"), 0),
    **dict.fromkeys(("bhd", "iqd", "jod", "kwd", "lyd", "omr", "tnd"), 3),
}


def minor_digits(fiat: str) -> int:
    """How many decimals the minor unit of a fiat currency has (ISO 4217)."""
    return _MINOR_DIGITS.get(fiat, 2)
