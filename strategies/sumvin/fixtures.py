"""The [fixtures] table of a Sumvin target file: what the target has, so that requests stay inside it.

Every complaint is one sentence that says what to write instead.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, PlainValidator, model_validator

from strategies.sumvin.assets import Asset
from strategies.sumvin.linked import Accounts, Due, Transactions, ids
from strategies.sumvin.vocabulary import CHAINS, COUNTRIES, RAILS

Range = tuple[Decimal, Decimal]

_USUAL: Final[Range] = (Decimal(50), Decimal(150))

# Worth roughly what 50 to 150 dollars are, since a provider turns much smaller and much larger trades down.
_UNUSUAL: Final[Mapping[str, Range]] = {
    "ETH": (Decimal("0.02"), Decimal("0.05")),
    "SEI": (Decimal(500), Decimal(1_500)),
    "JPY": (Decimal(8_000), Decimal(20_000)),
    "KRW": (Decimal(80_000), Decimal(200_000)),
    "INR": (Decimal(5_000), Decimal(15_000)),
    **dict.fromkeys(("CNY", "MXN", "SEK", "NOK", "DKK", "CZK", "HKD", "ZAR"), (Decimal(800), Decimal(1_500))),
}


def _texts(example: str, *, among: tuple[str, ...] = (), form: str = "") -> Callable[[object], object]:
    """A validator of a list of distinct strings, each in a form or among some words."""

    def check(value: object) -> object:
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            raise ValueError(f"write a list of strings, such as {example}")
        for item in value:
            if among and item not in among:
                raise ValueError(f'write each as one of {", ".join(among)}; "{item}" is none of them')
            if form and not re.fullmatch(form, item):
                raise ValueError(f'write each as in {example}; "{item}" has another form')
        if len(set(value)) < len(value):
            raise ValueError("write each only once")
        return value

    return check


def _asset(value: object) -> Asset:
    if isinstance(value, Asset):
        return value
    if not isinstance(value, str):
        raise ValueError('write an asset as symbol@chain_id, such as "USDC@8453"')
    return Asset.parse(value)


def _assets(value: object) -> object:
    if not isinstance(value, list | tuple):
        raise ValueError('write a list of assets, such as ["USDC@8453"]')
    if len({str(item) for item in value}) < len(value):
        raise ValueError("write each asset only once")
    return value


def _wallets(value: object) -> object:
    if not isinstance(value, Mapping) or not all(isinstance(wallet, str) and wallet for wallet in value.values()):
        raise ValueError('write a table of chain_id to address, such as 8453 = "0x…"')
    for chain in value:
        if str(chain) not in map(str, CHAINS):
            raise ValueError(f'write each chain_id as one of {", ".join(map(str, CHAINS))}; "{chain}" is none of them')
    return {int(chain): wallet for chain, wallet in value.items()}


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
        raise ValueError('write a table of symbol to range, such as ETH = ["0.01", "0.05"]')
    return value


def _name(value: object) -> object:
    if not isinstance(value, str) or not value:
        raise ValueError('write the provider\'s name as the target knows it, such as "TRANSAK"')
    return value


def _processor(value: object) -> object:
    if value is not None and (not isinstance(value, str) or not value):
        raise ValueError('write the name of a processor that the target knows, such as "plaid"')
    return value


def _link_body(value: object) -> object:
    if not isinstance(value, Mapping):
        raise ValueError('write a table of fields, such as { redirect_uri = "https://partner.example/return" }')
    return value


def _user_ids(value: object) -> object:
    if not isinstance(value, Mapping) or not all(isinstance(one, str) and one for one in value.values()):
        raise ValueError('write a table of role to user id, such as { bob = "usr_2" }')
    for role in value:
        if role not in ("alice", "bob"):
            raise ValueError("name the roles alice and bob; nobody else's user id is sent along")
    return value


def _providers(value: object) -> object:
    sentence = 'write each provider as a table [[fixtures.providers]] with a name, such as name = "TRANSAK"'
    if not isinstance(value, list | tuple):
        raise ValueError(sentence)
    for item in value:
        if not isinstance(item, Provider) and not (isinstance(item, Mapping) and "name" in item):
            raise ValueError(sentence)
    return value


_AnAsset = Annotated[Asset, PlainValidator(_asset, json_schema_input_type=str), PlainSerializer(str)]
Assets = Annotated[tuple[_AnAsset, ...], BeforeValidator(_assets)]


class Provider(BaseModel):
    """A service provider that a session can be pinned to. Nothing listed means that nothing is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, BeforeValidator(_name)]
    countries: Annotated[tuple[str, ...], BeforeValidator(_texts('["US", "GB"]', among=COUNTRIES))] = ()
    rails: Annotated[tuple[str, ...], BeforeValidator(_texts('["CARD"]', among=RAILS))] = ()


class Fixtures(BaseModel):
    """What the target has.

    Attributes:
        fiats: currencies that trade against every rampable asset.
        rampable: assets that can be bought and sold.
        unsupported: assets in the catalogue that nobody ramps.
        unknown: assets whose symbol the catalogue holds, but not on that chain.
        providers: service providers that a session can be pinned to.
        wallets: chain to the address to use there; elsewhere addresses are made up.
        amounts: symbol to the range in which it is traded.
        institutions: ids of institutions that can be linked; without any, the target's own list is used.
        link_body: fields besides institution_id that the target needs to start a link.
        processor: a processor for which a token can be made.
        accounts: linked accounts that are there for the suite.
        transactions: ramp transactions that are there for the suite.
        due: when the steps of a simulated life are due.
        user_ids: role to the id that the target has for that user, where the token does not show it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fiats: Annotated[tuple[str, ...], BeforeValidator(_texts('["USD", "EUR"]', form="[A-Z]{3}"))] = ("USD", "EUR")
    rampable: Assets = (Asset("USDC", 8453), Asset("ETH", 8453))
    unsupported: Assets = ()
    unknown: Assets = ()
    providers: Annotated[tuple[Provider, ...], BeforeValidator(_providers)] = ()
    wallets: Annotated[dict[int, str], BeforeValidator(_wallets)] = {}
    amounts: Annotated[dict[str, Annotated[Range, PlainValidator(_range)]], BeforeValidator(_amounts)] = {}
    institutions: Annotated[tuple[str, ...], ids('["ins_1"]')] = ()
    link_body: Annotated[dict[str, Any], BeforeValidator(_link_body)] = {}
    processor: Annotated[str | None, BeforeValidator(_processor)] = None
    accounts: Accounts = Accounts()
    transactions: Transactions = Transactions()
    due: Due = Due()
    user_ids: Annotated[dict[str, str], BeforeValidator(_user_ids)] = {}

    @model_validator(mode="after")
    def _agree(self) -> Self:
        """The tables must not contradict one another."""
        if not self.fiats or not self.rampable:
            raise ValueError('give at least one of fiats, such as ["USD"], and one of rampable, such as ["USDC@8453"]')
        lists = {"rampable": self.rampable, "unsupported": self.unsupported, "unknown": self.unknown}
        seen: dict[Asset, str] = {}
        for name, assets in lists.items():
            for asset in assets:
                if asset in seen:
                    raise ValueError(f'write "{asset}" in {seen[asset]} or in {name}, not in both')
                if asset.symbol in self.fiats:
                    raise ValueError(f'write "{asset.symbol}" in fiats or in {name}, not in both')
                seen[asset] = name
        symbols = {*self.fiats, *(asset.symbol for asset in seen)}
        for symbol in self.amounts:
            if symbol not in symbols:
                raise ValueError(f'name "{symbol}", for which amounts has a range, in fiats or in an asset')
        return self

    @property
    def declared(self) -> bool:
        """Whether the user said which assets are rampable, rather than leave it at the defaults."""
        return "rampable" in self.model_fields_set

    @property
    def chains(self) -> tuple[int, ...]:
        """The chains that rampable assets live on, in the order in which they are written."""
        return tuple(dict.fromkeys(asset.chain_id for asset in self.rampable))

    def amount_range(self, symbol: str) -> Range:
        """Between what amounts of a currency or an asset a trade is ordinary."""
        return self.amounts.get(symbol) or _UNUSUAL.get(symbol, _USUAL)
