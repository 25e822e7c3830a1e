"""Creations that break exactly one rule of the document (Create Session, Request Body and Field Locks)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from strategies.nowramp import metadata
from strategies.nowramp.fixtures import Fixtures
from strategies.nowramp.sessions import Body, company, full
from strategies.nowramp.vocabulary import LOCKABLE, LONGEST_TEXT

NO_UUIDS: Final = (
    "not-a-uuid",
    "cust_1",
    "12345",
    "2c5ea4c0-4067-11e9-8bad",
    "2c5ea4c0-4067-11e9-8bad-9b1deb4d3b7",
    "2c5ea4c0-4067-11e9-8bad-9b1deb4d3b7d0",
    "2c5ea4c0-4067-11e9-8bad-9b1deb4d3bzz",
    "2c5ea4c0_4067_11e9_8bad_9b1deb4d3b7d",
)

NO_TYPES: Final = (
    "buy",
    "sell",
    "swap",
    "Onramp",
    "ONRAMP",
    "OFFRAMP",
    "on-ramp",
    "on_ramp",
    "onramps",
    "ramp",
    "session",
)

NO_URLS: Final = ("not a url", "thanks", "/thanks", "//", "http://", "https://", "://partner.example", "http//x.y")
"""Texts that no reading of RFC 3986 takes for an absolute URL with a host."""

NO_COUNTRY_FORMS: Final = ("USA", "U", "840", "United States", "U$", "12", "U-", "US-CA")
"""Texts that are not two letters."""

UNASSIGNED: Final = ("XX", "ZZ", "AA", "QZ", "OO")
"""Letters that ISO 3166-1 keeps for its users, or gives to nobody."""

# Whether the empty text is an amount left out is open, and so is a text of spaces.
NO_AMOUNTS: Final = ("abc", "-", "NaN", "Infinity", "1,5", "1.2.3", "--1", "0x10", "12abc", "1/2", "$100", "100 USD")
"""Texts that spell no finite number."""

NOTHING: Final = ("0", "0.00", "-5", "-0.01", 0, -1, -0.5)
"""Amounts that are not above zero."""

NO_LIFETIMES: Final = (0, -1, -60, -86_400)

_TEXT_FIELDS: Final = {
    "type": "onramp",
    "sourceCurrency": "USD",
    "destinationCurrency": "ETH",
    "network": "ethereum",
    "destinationAddress": "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "redirectUrl": "https://partner.example/thanks",
    "country": "US",
    "sourceAmount": "100",
    "externalCustomerId": "customer-7",
    "customerId": "2c5ea4c0-4067-11e9-8bad-9b1deb4d3b7d",
}


@dataclass(frozen=True)
class NearMiss:
    """A plain creation with one thing wrong.

    Attributes:
        rule: what is wrong, in words.
        requirement: the id of the requirement that says it must be refused.
        body: what to send, but for the customer.
        nameless: send it without a customer; else whoever sends it adds one, unless the body names it.
    """

    rule: str
    requirement: str
    body: Body
    nameless: bool = False


def near_misses(fixtures: Fixtures) -> tuple[NearMiss, ...]:
    """Every near miss; the first against each requirement once more among all other fields."""
    alone = _alone(fixtures)
    first = {near_miss.requirement: near_miss for near_miss in reversed(alone)}
    return (*alone, *(_in_company(fixtures, near_miss) for near_miss in first.values()))


def _in_company(fixtures: Fixtures, near_miss: NearMiss) -> NearMiss:
    """The same mistake in an offramp that says whatever can be said, for either kind of customer."""
    others = {name: value for name, value in company(fixtures).items() if name not in near_miss.body}
    body = {**near_miss.body, **others}
    if near_miss.requirement != "NOWRAMP-CREATE-CUSTOMER-REQUIRED" and fixtures.customers:
        body = {"customerId": fixtures.customers[0], **body}
    return replace(near_miss, rule=f"{near_miss.rule}, among all other fields", body=body)


def _alone(fixtures: Fixtures) -> tuple[NearMiss, ...]:
    base = full(fixtures)
    return tuple(
        chain(
            _customers(base),
            _no_uuids(base),
            _too_long(base),
            _off_list(base, "type", NO_TYPES, "CREATE-TYPE-NONMEMBERS"),
            _amounts(base),
            _off_list(base, "redirectUrl", NO_URLS, "CREATE-REDIRECT-URL"),
            _off_list(base, "country", NO_COUNTRY_FORMS, "CREATE-COUNTRY-FORM"),
            _off_list(base, "country", UNASSIGNED, "CREATE-COUNTRY-ASSIGNED"),
            _off_list(base, "expiresInSeconds", NO_LIFETIMES, "EXPIRY-POSITIVE"),
            _off_list(base, "metadata", metadata.TOO_MANY_KEYS, "METADATA-KEYS-TOO-MANY"),
            _off_list(base, "metadata", metadata.TOO_LARGE, "METADATA-SIZE-TOO-LARGE"),
            _off_list(base, "metadata", metadata.TOO_DEEP, "METADATA-NESTING-TOO-DEEP"),
            _wrong_types(base),
            _locks(base),
        )
    )


def _customers(base: Body) -> Iterator[NearMiss]:
    for rule, ids in (
        ("no customer at all", {}),
        ("externalCustomerId null", {"externalCustomerId": None}),
        ("customerId null", {"customerId": None}),
        ("both customers null", {"externalCustomerId": None, "customerId": None}),
    ):
        yield NearMiss(rule, "NOWRAMP-CREATE-CUSTOMER-REQUIRED", {**base, **ids}, nameless=True)
    yield NearMiss("nothing at all", "NOWRAMP-CREATE-CUSTOMER-REQUIRED", {}, nameless=True)


def _no_uuids(base: Body) -> Iterator[NearMiss]:
    for number, near_miss in enumerate(_off_list(base, "customerId", NO_UUIDS, "CREATE-CUSTOMER-ID-UUID")):
        # By turns alone and beside the partner's own id.
        yield replace(near_miss, nameless=number % 2 == 0)


def _too_long(base: Body) -> Iterator[NearMiss]:
    for length in (LONGEST_TEXT + 1, LONGEST_TEXT + 2, 300, 512, 5_000):
        yield NearMiss(
            f"externalCustomerId of {length} characters",
            "NOWRAMP-CREATE-EXTERNAL-CUSTOMER-TOO-LONG",
            {**base, "externalCustomerId": "c" * length},
        )
        yield NearMiss(
            f"destinationAddress of {length} characters",
            "NOWRAMP-CREATE-ADDRESS-TOO-LONG",
            {**base, "destinationAddress": "0x" + "a" * (length - 2)},
        )
    yield NearMiss(
        f"externalCustomerId of {LONGEST_TEXT + 1} accented letters",
        "NOWRAMP-CREATE-EXTERNAL-CUSTOMER-TOO-LONG",
        {**base, "externalCustomerId": "é" * (LONGEST_TEXT + 1)},
    )


def _amounts(base: Body) -> Iterator[NearMiss]:
    yield from _off_list(base, "sourceAmount", NO_AMOUNTS, "CREATE-AMOUNT-NUMERIC")
    yield from _off_list(base, "sourceAmount", NOTHING, "CREATE-AMOUNT-POSITIVE")


def _wrong_types(base: Body) -> Iterator[NearMiss]:
    # A number for a text, or a text of digits for a number, is what some servers convert; a structure is not.
    for field, good in _TEXT_FIELDS.items():
        yield from _off_list(base, field, ({"value": good}, [good]), "CREATE-FIELD-TYPES")
    yield from _off_list(base, "expiresInSeconds", ({}, [600, 600], {"seconds": 600}, "soon"), "CREATE-FIELD-TYPES")
    yield from _off_list(base, "metadata", metadata.NO_METADATA, "CREATE-FIELD-TYPES")
    yield from _off_list(base, "fieldLocks", ("all", 7, True, ["network"], [{"locked": True}]), "CREATE-FIELD-TYPES")


def _locks(base: Body) -> Iterator[NearMiss]:
    no_locks: tuple[object, ...] = ("locked", ["locked"], {"locked": "perhaps"}, {"locked": {}})
    for field in LOCKABLE:
        for lock in no_locks:
            yield _with(base, "fieldLocks", {field: lock}, "LOCK-TYPES")
    open_amount = {name: value for name, value in base.items() if name != "sourceAmount"}
    no_bounds: tuple[object, ...] = ({}, [10], "little", {"value": 10})
    for bound in ("min", "max"):
        for value in no_bounds:
            locks = {"sourceAmount": {"locked": True, bound: value}}
            yield _with(open_amount, "fieldLocks", locks, "LOCK-TYPES")
    for low, high in ((1000, 10), (10.5, 10)):
        locks = {"sourceAmount": {"locked": True, "min": low, "max": high}}
        yield _with(open_amount, "fieldLocks", locks, "LOCK-RANGE-ORDER")


def _off_list(base: Body, field: str, values: Iterable[object], rule: str) -> Iterator[NearMiss]:
    for value in values:
        yield _with(base, field, value, rule)


def _with(base: Body, field: str, value: object, rule: str) -> NearMiss:
    shown = repr(value)
    if len(shown) > 80:
        shown = f"{shown[:60]}… ({len(shown)} characters)"
    return NearMiss(f"{field} {shown}", f"NOWRAMP-{rule}", {**base, field: value})
