"""The [fixtures] table of a NowRamp target file: what the target has, so that requests stay inside it.

Every complaint is one sentence that says what to write instead, and never shows what was written.
"""

import re
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated, Final, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, PlainValidator, model_validator

from strategies import countries as iso
from strategies import wallets as made_up
from strategies.nowramp.assets import Asset

Range = tuple[Decimal, Decimal]

_USUAL: Final[Range] = (Decimal(50), Decimal(150))


def _texts(example: str, fits: Callable[[str], bool], what: str) -> Callable[[object], object]:
    """A validator of a list of distinct strings of one kind."""

    def check(value: object) -> object:
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            raise ValueError(f"write a list of strings, such as {example}")
        if not all(fits(item) for item in value):
            raise ValueError(f"write each as {what}, as in {example}")
        if len(set(value)) < len(value):
            raise ValueError("write each only once")
        return value

    return check


def _is_fiat(text: str) -> bool:
    return re.fullmatch("[A-Z]{3}", text) is not None


def _is_country(text: str) -> bool:
    return text in iso.all_codes()


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


def _asset(value: object) -> Asset:
    if isinstance(value, Asset):
        return value
    if not isinstance(value, str):
        raise ValueError('write an asset as symbol@network, such as "ETH@ethereum"')
    return Asset.parse(value)


def _assets(value: object) -> object:
    if not isinstance(value, list | tuple) or not value:
        raise ValueError('write a list of at least one asset, such as ["ETH@ethereum"]')
    if len({str(item) for item in value}) < len(value):
        raise ValueError("write each asset only once")
    return value


def _wallets(value: object) -> object:
    if not isinstance(value, Mapping) or not all(isinstance(wallet, str) and wallet for wallet in value.values()):
        raise ValueError('write a table of network to address, such as ethereum = "0x…"')
    return value


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
    if not isinstance(value, Mapping):
        raise ValueError('write a table of currency to range, such as USD = ["50", "150"]')
    return value


_AnAsset = Annotated[Asset, PlainValidator(_asset, json_schema_input_type=str), PlainSerializer(str)]
_Fiats = Annotated[tuple[str, ...], BeforeValidator(_texts('["USD", "EUR"]', _is_fiat, "an ISO 4217 code"))]
_Countries = Annotated[
    tuple[str, ...], BeforeValidator(_texts('["US", "GB"]', _is_country, "an ISO 3166-1 alpha-2 code"))
]
_EXAMPLE_UUID = '["2c5ea4c0-4067-11e9-8bad-9b1deb4d3b7d"]'
_Customers = Annotated[tuple[str, ...], BeforeValidator(_texts(_EXAMPLE_UUID, _is_uuid, "a UUID"))]
_Gateways = Annotated[tuple[str, ...], BeforeValidator(_texts('["gateway_a"]', bool, "a gateway's id"))]


class Fixtures(BaseModel):
    """What the target has.

    Attributes:
        fiats: currencies in which every asset can be paid.
        assets: crypto currencies on their networks that can be ordered.
        amounts: fiat currency to the range in which orders are ordinary.
        wallets: network to the address to use there; elsewhere addresses are made up (EVM).
        countries: countries that are served.
        customers: UUIDs of customers that the project knows.
        gateways: ids of gateways that the project can order from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fiats: _Fiats = ("USD",)
    assets: Annotated[tuple[_AnAsset, ...], BeforeValidator(_assets)] = (Asset("ETH", "ethereum"),)
    amounts: Annotated[dict[str, Annotated[Range, PlainValidator(_range)]], BeforeValidator(_amounts)] = {}
    wallets: Annotated[dict[str, str], BeforeValidator(_wallets)] = {}
    countries: _Countries = ("US",)
    customers: _Customers = ()
    gateways: _Gateways = ()

    @model_validator(mode="after")
    def _agree(self) -> Self:
        """The tables must not contradict one another."""
        if not self.fiats:
            raise ValueError('give at least one of fiats, such as ["USD"]')
        if not self.countries:
            raise ValueError('give at least one of countries, such as ["US"]')
        if not set(self.amounts) <= set(self.fiats):
            raise ValueError("name every currency for which amounts has a range in fiats too")
        if not set(self.wallets) <= {asset.network for asset in self.assets}:
            raise ValueError("name every network for which wallets has an address in an asset too")
        return self

    @property
    def networks(self) -> tuple[str, ...]:
        """The networks of the assets, in the order in which they are written."""
        return tuple(dict.fromkeys(asset.network for asset in self.assets))

    def amount_range(self, fiat: str) -> Range:
        """Between what amounts of a currency an order is ordinary."""
        return self.amounts.get(fiat, _USUAL)

    def wallet(self, network: str, number: int = 0) -> str:
        """An address to use on a network: the fixtures' own, else one that is made up, by its number."""
        pool = made_up.pool()
        return self.wallets.get(network, pool[number % len(pool)])
