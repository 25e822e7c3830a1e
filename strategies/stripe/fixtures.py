"""The [fixtures] table of a Stripe target file: what the target has, so that requests stay inside it.

Every complaint is one sentence that says what to write instead, and never shows what was written.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from ipaddress import IPv4Address, IPv6Address
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, PlainValidator

from strategies.stripe.pairs import EVERY, Pair
from strategies.stripe.vocabulary import CURRENCIES, MORE_CURRENCIES, MORE_NETWORKS, NETWORKS, STATUSES

Range = tuple[Decimal, Decimal]

# Worth roughly what 50 to 150 dollars are, since much smaller and much larger amounts may be turned down.
_ORDINARY: Final[Mapping[str, Range]] = {
    "btc": (Decimal("0.001"), Decimal("0.002")),
    "eth": (Decimal("0.02"), Decimal("0.05")),
    "matic": (Decimal(100), Decimal(300)),
    "sol": (Decimal("0.5"), Decimal("1.5")),
    "xlm": (Decimal(300), Decimal(1_000)),
    "avax": (Decimal(2), Decimal(6)),
}
_USUAL: Final[Range] = (Decimal(50), Decimal(150))

_KYC: Final[dict[str, Any]] = {
    "first_name": "Jane",
    "last_name": "Doe",
    "email": "jane.doe@example.com",
    "address": {"country": "US", "state": "CA", "city": "Oakland", "line1": "1 Main Street", "postal_code": "94607"},
}


def _list(sentence: str, fits: Callable[[str], bool], *, empty: bool = False) -> Callable[[object], object]:
    """A validator of a list of distinct texts, each of which fits."""

    def check(value: object) -> object:
        texts = isinstance(value, list | tuple) and all(isinstance(item, str) and fits(item) for item in value)
        if not texts or not (value or empty):
            raise ValueError(f"write {sentence}")
        assert isinstance(value, list | tuple)
        if len(set(value)) < len(value):
            raise ValueError("write each only once")
        return value

    return check


def _is_fiat(text: str) -> bool:
    return re.fullmatch("[a-z]{3}", text) is not None


def _is_ip(version: type[IPv4Address] | type[IPv6Address]) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        try:
            version(text)
        except ValueError:
            return False
        return True

    return fits


def _pair(value: object) -> Pair:
    if isinstance(value, Pair):
        return value
    return Pair.parse(value if isinstance(value, str) else "")


def _pairs(value: object) -> object:
    if not isinstance(value, list | tuple) or not value:
        raise ValueError('write a list of pairs, such as ["eth@base", "btc@bitcoin"]')
    if len({str(item) for item in value}) < len(value):
        raise ValueError("write each pair only once")
    listed = [item for item in value if not _is_addition(item)]
    if not listed:
        raise ValueError('write one pair at least that Stripe\'s page lists, such as "eth@base"')
    return listed


def _is_addition(pair: object) -> bool:
    """Whether it names something that the page does not list, and that Stripe has added since."""
    currency, _, network = str(pair).partition("@")
    known = currency in (*CURRENCIES, *MORE_CURRENCIES) and network in (*NETWORKS, *MORE_NETWORKS)
    return known and (currency in MORE_CURRENCIES or network in MORE_NETWORKS)


def _wallets(value: object) -> object:
    texts = isinstance(value, Mapping) and all(isinstance(wallet, str) and wallet for wallet in value.values())
    if not texts or not isinstance(value, Mapping) or not set(value) <= {*NETWORKS, *MORE_NETWORKS}:
        raise ValueError(f'write a table of network to address, such as base = "0x…", of {", ".join(NETWORKS)}')
    return {network: wallet for network, wallet in value.items() if network in NETWORKS}


def _range(value: object) -> Range:
    sentence = 'write two decimal strings, the lowest and the highest amount above zero, such as ["50", "150"]'
    if not isinstance(value, list | tuple) or len(value) != 2 or not all(isinstance(v, str | Decimal) for v in value):
        raise ValueError(sentence)
    try:
        low, high = Decimal(value[0]), Decimal(value[1])
    except InvalidOperation:
        raise ValueError(sentence) from None
    if not (low.is_finite() and high.is_finite() and 0 < low <= high):
        raise ValueError(sentence)
    return low, high


def _amounts(value: object) -> object:
    if not isinstance(value, Mapping) or not all(name in CURRENCIES or _is_fiat(str(name)) for name in value):
        raise ValueError('write a table of currency to range, such as eth = ["0.01", "0.05"]')
    return value


def _details(value: object) -> object:
    if not isinstance(value, Mapping) or not value or not all(map(_is_detail, value.values())):
        raise ValueError('write a table of detail to text, or to a table of texts, such as first_name = "Jane"')
    return value


def _is_detail(value: object) -> bool:
    if isinstance(value, Mapping):
        return bool(value) and all(map(_is_detail, value.values()))
    return isinstance(value, str) and value != ""


def _life_cycle(value: object) -> object:
    whole = isinstance(value, Mapping) and all(type(after) is int and after >= 0 for after in value.values())
    if not whole or not isinstance(value, Mapping) or not set(value) <= set(STATUSES):
        raise ValueError(
            "write a table of status to whole seconds after the create, such as fulfillment_complete = 180, "
            f"of {', '.join(STATUSES)}"
        )
    return value


_APair = Annotated[Pair, PlainValidator(_pair, json_schema_input_type=str), PlainSerializer(str)]
_Fiats = BeforeValidator(_list('a list of currencies in small letters, such as ["usd", "eur"]', _is_fiat))
_NoFiats = BeforeValidator(_list('a list of currencies in small letters, such as ["xof"]', _is_fiat, empty=True))
_IPv4 = BeforeValidator(_list('a list of IPv4 addresses, such as ["8.8.8.8"]', _is_ip(IPv4Address)))
_IPv6 = BeforeValidator(_list('a list of IPv6 addresses, such as ["2001:4860:4860::8888"]', _is_ip(IPv6Address)))


class Fixtures(BaseModel):
    """What the target has.

    Attributes:
        fiats: fiat currencies that the onramp supports.
        unsupported_fiats: real fiat currencies that it does not.
        pairs: cryptocurrencies with the networks on which they can be bought; without those that the page does not
            list, which may be written down and are left alone.
        amounts: currency to the range of its ordinary amounts.
        wallets: network to the address to use there; elsewhere addresses are made up.
        ipv4: addresses of customers in supported regions.
        ipv6: likewise.
        kyc_details: what kyc_details may hold, each member by itself being a detail.
        life_cycle: status to the seconds after which a triggered session reaches it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fiats: Annotated[tuple[str, ...], _Fiats] = ("usd",)
    unsupported_fiats: Annotated[tuple[str, ...], _NoFiats] = ()
    pairs: Annotated[tuple[_APair, ...], BeforeValidator(_pairs)] = EVERY
    amounts: Annotated[dict[str, Annotated[Range, PlainValidator(_range)]], BeforeValidator(_amounts)] = {}
    wallets: Annotated[dict[str, str], BeforeValidator(_wallets)] = {}
    # Public resolvers of the United States, whose addresses everybody knows.
    ipv4: Annotated[tuple[str, ...], _IPv4] = ("8.8.8.8", "208.67.222.222")
    ipv6: Annotated[tuple[str, ...], _IPv6] = ("2001:4860:4860::8888", "2620:119:35::35")
    kyc_details: Annotated[dict[str, Any], BeforeValidator(_details)] = _KYC
    life_cycle: Annotated[dict[str, int], BeforeValidator(_life_cycle)] = {}

    def amount_range(self, currency: str) -> Range:
        """Between what amounts of a currency a session is ordinary."""
        return self.amounts.get(currency) or _ORDINARY.get(currency, _USUAL)

    @property
    def currencies(self) -> tuple[str, ...]:
        """The cryptocurrencies of the pairs, each once, in their order."""
        return tuple(dict.fromkeys(pair.currency for pair in self.pairs))

    @property
    def networks(self) -> tuple[str, ...]:
        """The networks of the pairs, each once, in their order."""
        return tuple(dict.fromkeys(pair.network for pair in self.pairs))
