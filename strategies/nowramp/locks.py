"""Creations with locks, and which fields they lock (Create Session, Field Locks)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from strategies.amounts import number
from strategies.nowramp.fixtures import Fixtures
from strategies.nowramp.sessions import Body, company, full
from strategies.nowramp.vocabulary import LOCKABLE

WORDS = {
    "destinationAddress": "ADDRESS",
    "network": "NETWORK",
    "destinationCurrency": "DESTINATION-CURRENCY",
    "sourceAmount": "AMOUNT",
    "sourceCurrency": "SOURCE-CURRENCY",
}
"""A lockable field to its word in requirement ids."""


@dataclass(frozen=True)
class LockCase:
    """A creation and its locks.

    Attributes:
        name: what is provided and what is said of it, in words.
        body: what to send, but for the customer.
        automatic: fields that are locked because they were provided.
        explicit: fields that are locked because the request says so.
        unlocked: provided fields that the request unlocks.
    """

    name: str
    body: Body
    automatic: tuple[str, ...] = ()
    explicit: tuple[str, ...] = ()
    unlocked: tuple[str, ...] = ()

    @property
    def untouched(self) -> tuple[str, ...]:
        """Fields that neither the session nor its locks name."""
        named = {*self.automatic, *self.explicit, *self.unlocked}
        return tuple(field for field in LOCKABLE if field not in named)


@dataclass(frozen=True)
class Range:
    """Bounds of an amount, and orders on either side of them.

    Attributes:
        lock: min, max or both, as they are sent.
        inside: amounts that have to be accepted.
        below: amounts under the min.
        above: amounts over the max.
    """

    lock: dict[str, object]
    inside: tuple[object, ...] = ()
    below: tuple[object, ...] = ()
    above: tuple[object, ...] = ()


def cases(fixtures: Fixtures) -> list[LockCase]:
    """Each field alone, all of them, and each of them locked or unlocked on purpose, alone and beside another."""
    return [*_automatic(fixtures), *_explicit(fixtures), *_unlocked(fixtures)]


def ranges(fixtures: Fixtures) -> list[Range]:
    """Ranges around the currency's ordinary amounts, as numbers: with both ends, and with one of them.

    What lies outside differs from the bound by a hundredth, by one, and by orders of magnitude, and lies on the bound's
    other side in the alphabet.
    """
    low, high = (int(bound) for bound in fixtures.amount_range(fixtures.fiats[0]))
    middle = (low + high) // 2
    below = (f"{low - 1}.99", low - 1, "9" * (len(str(low)) - 1) or "0.01", str(low // 10), "0.01")
    above = (f"{high}.01", high + 1, "1" + "0" * len(str(high)), str(high * 100), "99999999")
    return [
        Range({"min": low, "max": high}, (low, str(high), f"{low}.00", high, str(middle)), below, above),
        Range({"min": low}, (str(low), high), below[:3]),
        Range({"max": high}, (high, str(low)), (), above[:3]),
        Range({"min": middle, "max": middle}, (str(middle),), (str(middle - 1),), (middle + 1,)),
    ]


def _automatic(fixtures: Fixtures) -> Iterator[LockCase]:
    body = full(fixtures)
    yield LockCase("nothing provided", {})
    for field in LOCKABLE:
        yield LockCase(f"{field} alone", {field: body[field]}, (field,))
    yield LockCase("a numeric sourceAmount alone", {"sourceAmount": _number(body)}, ("sourceAmount",))
    yield LockCase("everything provided", body, LOCKABLE)
    yield LockCase("everything provided, the amount a number", {**body, "sourceAmount": _number(body)}, LOCKABLE)
    yield LockCase("everything provided, offramp", {**body, "type": "offramp"}, LOCKABLE)
    yield LockCase("everything provided, among all other fields", {**body, **company(fixtures)}, LOCKABLE)
    yield LockCase("everything provided, no locks named", {**body, "fieldLocks": {}}, LOCKABLE)


def _number(body: Body) -> int | float:
    return number(str(body["sourceAmount"]))


def _explicit(fixtures: Fixtures) -> Iterator[LockCase]:
    body = full(fixtures)
    for field in LOCKABLE:
        rest = tuple(name for name in LOCKABLE if name != field)
        yield LockCase(f"{field} locked", {**body, "fieldLocks": {field: {"locked": True}}}, rest, (field,))
    every = {field: {"locked": True} for field in LOCKABLE}
    yield LockCase("everything locked", {**body, "fieldLocks": every}, (), LOCKABLE)
    address = {"destinationAddress": body["destinationAddress"]}
    amount = {"destinationAddress": {"locked": True}, "sourceAmount": {"locked": True, "min": 10, "max": 1000}}
    explicit = ("destinationAddress", "sourceAmount")
    yield LockCase("an address, and a range", {**address, "fieldLocks": amount}, (), explicit)


def _unlocked(fixtures: Fixtures) -> Iterator[LockCase]:
    body = full(fixtures)
    free = {"locked": False}
    for field in LOCKABLE:
        rest = tuple(name for name in LOCKABLE if name != field)
        yield LockCase(f"{field} unlocked", {**body, "fieldLocks": {field: free}}, rest, (), (field,))
        yield LockCase(f"{field} alone, unlocked", {field: body[field], "fieldLocks": {field: free}}, (), (), (field,))
    for one, other in pairwise((*LOCKABLE, LOCKABLE[0])):
        rest = tuple(name for name in LOCKABLE if name not in (one, other))
        locks = {one: free, other: {"locked": True}}
        yield LockCase(f"{one} unlocked, {other} locked", {**body, "fieldLocks": locks}, rest, (other,), (one,))
    every = dict.fromkeys(LOCKABLE, free)
    yield LockCase("everything unlocked", {**body, "fieldLocks": every}, (), (), LOCKABLE)
