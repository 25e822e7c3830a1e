"""The data that the reference works on: assets, providers, users, and the documented enumerations."""

from __future__ import annotations

from dataclasses import dataclass

from reference.sumvin.model import User


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# sumvin-open-session.txt, Body: "Available options".
CHAINS: tuple[int, ...] = (1, 10, 137, 42161, 8453, 43114, 56, 1328, 1329)

COUNTRIES = _words(
    "US CA MX BR AR CL CO PE GB DE FR IT ES NL BE IE PT AT CH SE NO DK FI PL CZ GR "
    "SG HK JP KR AU NZ IN TH PH MY ID AE SA IL TR ZA NG"
)

RAILS = _words(
    "CARD CREDIT_DEBIT_CARD VISA MASTERCARD ACH SEPA BACS BANK_TRANSFER LOCAL_BANK_TRANSFER LOCAL PIX "
    "MOBILE_WALLET APPLE_PAY GOOGLE_PAY SAMSUNG_PAY"
)

# The fiats that the vendor names elsewhere. The page itself gives "USD, EUR" as examples of ISO 4217.
FIATS = frozenset(
    _words("USD EUR GBP JPY CNY CAD AUD CHF INR BRL KRW MXN SEK NOK DKK SGD HKD NZD ZAR PLN CZK"),
)

RAMPABLE = frozenset(
    _words(
        "ETH@1 ETH@10 ETH@42161 ETH@8453 USDC@1 USDC@10 USDC@137 USDC@42161 USDC@8453 USDC@43114 "
        "EURC@1 EURC@8453 POL@137 AVAX@43114 BNB@56 SEI@1329"
    )
)
"""Crypto that the providers sell and buy, as symbol@chain."""

CATALOGUED = RAMPABLE | frozenset(_words("DOGE@1 SHIB@1 UNI@1 WBTC@1 OP@10 ARB@42161 CAKE@56 SEI@1328"))
"""Crypto that Sumvin knows, ramped or not."""

NAMES: dict[str, str] = {
    "ARB": "Arbitrum",
    "AVAX": "Avalanche",
    "BNB": "BNB",
    "CAKE": "PancakeSwap",
    "DOGE": "Dogecoin",
    "ETH": "Ether",
    "EURC": "Euro Coin",
    "OP": "Optimism",
    "POL": "Polygon Ecosystem Token",
    "SEI": "Sei",
    "SHIB": "Shiba Inu",
    "UNI": "Uniswap",
    "USDC": "USD Coin",
    "WBTC": "Wrapped Bitcoin",
}
"""What the symbols of the catalogue stand for."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A service provider with its markets, the rails that it takes there, and the course that its ramps take."""

    name: str
    countries: frozenset[str]
    rails: frozenset[str]
    failing: bool = False
    course: str = "settles"


def _provider(name: str, countries: str, rails: str) -> Provider:
    return Provider(name, frozenset(_words(countries)), frozenset(_words(rails)))


# The first that serves a country and a rail is the router's choice. Some countries and rails are served by nobody:
# an enumeration is a vocabulary, not a promise of service.
_ALL = (
    _provider(
        "TRANSAK",
        "US CA MX BR GB DE FR IT ES NL BE IE PT AT CH SE NO DK FI PL CZ GR SG HK JP KR AU NZ IN TH PH MY ID AE",
        "CARD CREDIT_DEBIT_CARD VISA MASTERCARD ACH SEPA BACS BANK_TRANSFER PIX APPLE_PAY GOOGLE_PAY",
    ),
    _provider("STRIPE", "US", "CARD CREDIT_DEBIT_CARD ACH APPLE_PAY GOOGLE_PAY"),
    _provider("BANXA", "GB DE FR AU ZA", "CARD SEPA BACS BANK_TRANSFER LOCAL_BANK_TRANSFER"),
)
FAILING = Provider("FAILING", frozenset(COUNTRIES), frozenset(RAILS), failing=True)
"""A provider that can be pinned but rejects every session: the way to make the upstream fail on demand."""

_TRIGGERS = tuple(
    Provider(name, frozenset(COUNTRIES), frozenset(RAILS), course=course)
    for name, course in (
        ("DECLINING", "fails"),
        ("ABANDONED", "is abandoned"),
        ("REFUNDING", "is refunded"),
        ("VOIDING", "is voided"),
    )
)
"""Providers that can be pinned so that the ramp goes wrong after the session was opened; see `lifecycle.py`."""

ROUTED: tuple[Provider, ...] = _ALL
PROVIDERS: dict[str, Provider] = {each.name: each for each in (*_ALL, FAILING, *_TRIGGERS)}

ORG = "org_reference"
OTHER_ORG = "org_other"

USERS: dict[str, User] = {
    each.id: each
    for each in (
        User("usr_alice", ORG, verified=True),
        User("usr_bob", ORG, verified=True),
        User("usr_unverified", ORG, verified=False),
        User("usr_unentitled", ORG, verified=True, entitled=False),
        User("usr_newcomer", ORG, verified=True),
    )
}
