"""Requests that break exactly one rule of the documents (reference, Body)."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from strategies import amounts, countries, keys
from strategies.sumvin.bodies import Body, Direction, plain
from strategies.sumvin.fixtures import Fixtures
from strategies.sumvin.vocabulary import COUNTRIES

CHAIN_NON_MEMBERS: Final = (
    0, -1, 2, 5, 97, 999, 43113, 80002, 84532, 421614, 11155111, 11155420, 2**31, 8453.5,
    25, 30, 61, 100, 130, 146, 204, 250, 288, 324, 480, 1101, 1284, 5000, 42220, 59144, 81457, 534352, 7777777,
)  # fmt: skip
"""Chains that the list leaves out: nonsense, test networks of chains that it has, and other networks with traffic."""

COUNTRY_NON_MEMBERS: Final = ("XX", "UK", "EU", "us", "Us", "USA", "840", "")
"""Codes of no country, and other spellings of a listed one."""

RAIL_NON_MEMBERS: Final = ("CASH", "WIRE", "CHEQUE", "PAYPAL", "CREDIT_CARD", "card", "Card", "CARDS", "")

_REQUIRED: Final = {
    "source_amount": "AMOUNT",
    "from_asset": "FROM",
    "to_asset": "TO",
    "chain_id": "CHAIN",
    "wallet_address": "WALLET",
}

# Whoever converts on the way in (a string of digits, a boolean) takes what the declared schema does not.
_WRONG_TYPES: Final[dict[str, tuple[object, ...]]] = {
    "from_asset": ({}, [], ["USD"]),
    "to_asset": ({}, [], ["USDC"]),
    "chain_id": ({}, [], [8453], "base", "8453", "1"),
    "wallet_address": ({}, [], 12345, True),
    "country_code": ({}, [], ["US"], 840, None),
    "payment_method_type": ({}, [], ["CARD"], 7),
    "service_provider": ({}, [], ["TRANSAK"], 7),
}


@dataclass(frozen=True)
class NearMiss:
    """The plain body with one thing wrong.

    Attributes:
        rule: what is wrong, in words.
        requirement: the id of the requirement that says it must be refused.
        body: what to send; a near miss is made anew for each caller, who may change it.
    """

    rule: str
    requirement: str
    body: Body


def near_misses(fixtures: Fixtures, nonce: str = "", direction: Direction = "buy") -> tuple[NearMiss, ...]:
    """Every near miss.

    Args:
        fixtures: what the target has.
        nonce: something unique to the run, for the idempotency keys among them.
        direction: of the plain body that is spoilt.
    """
    base = plain(fixtures, direction)
    makers = (_missing(base), _null(base), _bad_amounts(base), _empty(base), _wrong_types(base))
    lists = (_off_list(base, "chain_id", "CHAIN", CHAIN_NON_MEMBERS), _countries(base), _rails(base))
    return tuple(chain(*makers, *lists, _keys(base, nonce)))


def _missing(base: Body) -> Iterator[NearMiss]:
    for field, word in _REQUIRED.items():
        body = {name: value for name, value in base.items() if name != field}
        yield NearMiss(f"{field} missing", f"SUMVIN-SESSIONS-{word}-REQUIRED", body)


def _null(base: Body) -> Iterator[NearMiss]:
    for field in _REQUIRED:
        rule = "AMOUNT-NUMERIC" if field == "source_amount" else "FIELD-TYPES"
        yield _with(base, field, None, rule)


def _bad_amounts(base: Body) -> Iterator[NearMiss]:
    for value in amounts.NOT_POSITIVE:
        yield _with(base, "source_amount", value, "AMOUNT-POSITIVE")
    for value in amounts.NOT_NUMERIC:
        yield _with(base, "source_amount", value, "AMOUNT-NUMERIC")


def _empty(base: Body) -> Iterator[NearMiss]:
    for field in ("from_asset", "to_asset", "wallet_address"):
        yield _with(base, field, "", f"{_REQUIRED[field]}-NONEMPTY")


def _wrong_types(base: Body) -> Iterator[NearMiss]:
    for field, values in _WRONG_TYPES.items():
        for value in values:
            yield _with(base, field, value, "FIELD-TYPES")


def _off_list(base: Body, field: str, word: str, values: tuple[object, ...]) -> Iterator[NearMiss]:
    for value in values:
        yield _with(base, field, value, f"{word}-NONMEMBERS")


def _countries(base: Body) -> Iterator[NearMiss]:
    return _off_list(base, "country_code", "COUNTRY", (*COUNTRY_NON_MEMBERS, *countries.non_members(COUNTRIES)))


def _rails(base: Body) -> Iterator[NearMiss]:
    return _off_list(base, "payment_method_type", "RAIL", RAIL_NON_MEMBERS)


def _keys(base: Body, nonce: str) -> Iterator[NearMiss]:
    for shape in keys.too_long():
        body = {**base, "idempotency_key": shape.key(nonce)}
        rule = f"idempotency_key of {shape.length} {shape.alphabet} characters"
        yield NearMiss(rule, "SUMVIN-IDEMPOTENCY-KEY-TOO-LONG", body)
    for value in ({"key": nonce}, [nonce], zlib.crc32(nonce.encode())):
        yield _with(base, "idempotency_key", value, "FIELD-TYPES")


def _with(base: Body, field: str, value: object, rule: str) -> NearMiss:
    copied = value.copy() if isinstance(value, dict | list) else value
    return NearMiss(f"{field} {value!r}", f"SUMVIN-SESSIONS-{rule}", {**base, field: copied})
