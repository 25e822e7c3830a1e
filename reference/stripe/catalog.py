"""The data that the reference works on: the documented enumerations, precisions, regions, accounts and their keys."""

from __future__ import annotations

from ipaddress import ip_network

from reference.stripe.model import Key


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# stripe-onramp-sessions.txt, the example objects: every session without a choice of its own lists them all.
CURRENCIES = _words("btc eth matic sol xlm avax usdc")
NETWORKS = _words("bitcoin ethereum base polygon solana stellar avalanche")

# The document says "supported by onramp"; these three are public.
FIATS = _words("usd eur gbp")
MINOR_DIGITS = 2
"""Decimals of a minor unit; all the supported fiats have pennies or cents."""

PRECISIONS = {"btc": 8, "eth": 18, "matic": 18, "sol": 9, "xlm": 7, "avax": 18, "usdc": 6, "wld": 18}
"""Decimals of each cryptocurrency; the document gives 18 for eth as its example."""

PAIRS = {
    "btc": _words("bitcoin"),
    "eth": _words("ethereum base"),
    "matic": _words("polygon"),
    "sol": _words("solana"),
    "xlm": _words("stellar"),
    "avax": _words("avalanche"),
    "usdc": _words("ethereum base polygon solana stellar avalanche"),
}
"""On which networks each cryptocurrency can be bought; public."""

STATUSES = _words("initialized rejected requires_payment fulfillment_processing fulfillment_complete")

_EVM = "0x52908400098527886E0F7030069857D2E4169EE7"
WALLETS = {
    "bitcoin": "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
    "ethereum": _EVM,
    "base": _EVM,
    "polygon": _EVM,
    "solana": "So11111111111111111111111111111111111111112",
    "stellar": "GAAZI4TCR3TY5OJHCTJC2A4QSY6CJWJH5IAJTGKIN2ER7LBNVKOCCWN7",
    "avalanche": _EVM,
}
"""An address of each network, for customers who bring none."""

UNSUPPORTED_REGIONS = (ip_network("175.45.176.0/22"), ip_network("2001:db8:bad::/48"))
"""Where customers cannot be served: North Korea's block, and one that is set aside for documentation."""

ARCHIVE = "acct_reference_archive"
"""An account that nobody writes to; its list is full from the beginning."""

KEYS = {
    each.text: each
    for each in (
        Key("sk_test_reference_alice", "acct_reference_alice"),
        Key("pk_test_reference_alice", "acct_reference_alice", secret=False),
        Key("sk_test_reference_alice_rolled", "acct_reference_alice", expired=True),
        Key("sk_live_reference_alice", "acct_reference_alice", livemode=True),
        Key("sk_test_reference_bob", "acct_reference_bob"),
        Key("sk_test_reference_archive", ARCHIVE),
    )
}
