"""One ramp that a scenario has opened, and how its transaction is recognised among others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from conformance.exchange import at
from conformance.expectation import given
from conformance.scenario import Answer
from conformance.sumvin import lists
from conformance.sumvin.caller import Caller
from conformance.sumvin.facade import Sumvin
from conformance.sumvin.operations import OPEN_SESSION
from strategies import amounts
from strategies.sumvin.bodies import Body, Direction, plain

_FINEST = 6
"""Of so many places in a row, the last has the most decimals, whether a range has one, two or three steps."""

Sights = dict[str, tuple[Answer, lists.Item]]
"""The list, or the transaction by itself, to an answer and what it showed of the transaction."""


@dataclass
class Ramp:
    """One ramp that a scenario has opened.

    Attributes:
        user: who opened it.
        before: the transactions that were there already, by their ids.
        marks: what a transaction may show of its session.
        amount: the source amount, unlike that of other ramps.
        ident: the transaction's id, once it was seen.
        trails: for the list, and for the transaction by itself, the last answer and what it showed.
    """

    user: Caller
    before: lists.Rows
    marks: set[str]
    amount: Decimal
    ident: str | None = None
    trails: Sights = field(default_factory=dict)


async def opened(sumvin: Sumvin, direction: Direction, trigger: str | None = None) -> Ramp:
    """Open a session and look for its transaction: beside other ramps, where transactions say whose they are."""
    # Where others are looking at what alice has, nobody may open anything for her.
    role, quiet = ("bob", sumvin.undisturbed) if sumvin.lends("bob") else ("alice", sumvin.alone)
    await quiet(role)
    ramp, answer = await _begun(sumvin, role, direction, trigger)
    new = _new(ramp, answer)
    ramp.ident = _only(_marked(ramp, new, answer))
    if new and ramp.ident is None:
        # Nothing new names the session, so one has to be opened that alone is new.
        await sumvin.alone(role)
        ramp, answer = await _begun(sumvin, role, direction, trigger)
        find(ramp, answer, alone=True)
    return ramp


async def _begun(sumvin: Sumvin, role: str, direction: Direction, trigger: str | None) -> tuple[Ramp, Answer]:
    """A ramp that was just opened, and the list of its user's transactions."""
    user = sumvin.actor(role)
    before = lists.rows(given(await user.list_transactions()).status(200), "transactions")
    order = _unusual(sumvin, direction)
    extra = sumvin.trigger(trigger) if trigger is not None else None
    answer = given(await user.call(OPEN_SESSION, body=order, trigger=extra)).status(201)
    shown = (answer.at(f"/session/{name}") for name in ("id", "external_session_id"))
    marks = {mark for mark in shown if isinstance(mark, str) and mark}
    return Ramp(user, before, marks, Decimal(str(order["source_amount"]))), await user.list_transactions()


def _unusual(sumvin: Sumvin, direction: Direction) -> Body:
    """The plain order with an amount that other ramps hardly have."""
    order = plain(sumvin.fixtures, direction)
    low, high = sumvin.fixtures.amount_range(str(order["from_asset"]))
    place = int(sumvin.nonce(), 16) % amounts.COUNT
    return {**order, "source_amount": amounts.nth(low, high, place - place % _FINEST + _FINEST - 1)}


def find(ramp: Ramp, answer: Answer, *, alone: bool = False) -> None:
    """Recognise the ramp's transaction in a list: by its session, by its amount, or because nothing else is new."""
    if ramp.ident is not None or not answer.succeeded:
        return
    new = _new(ramp, answer)
    equal = [one for one in new if _decimal(one.get("source_amount")) == ramp.amount]
    for candidates in (_marked(ramp, new, answer), equal, new if alone else []):
        ramp.ident = ramp.ident or _only(candidates)


def has_left(ramp: Ramp, shown: lists.Rows) -> bool:
    """Whether a list that has shown the ramp's transaction does so no more, though it is not cut short before it.

    It reaches further back, if it shows a transaction that is older and has not changed since; and it is not cut short
    at all, if it once showed more.
    """
    if "list" not in ramp.trails or ramp.ident in shown:
        return False
    older = any(shown.get(ident) == item for ident, item in ramp.before.items())
    return older or len(shown) < len(lists.rows(ramp.trails["list"][0], "transactions"))


def _new(ramp: Ramp, answer: Answer) -> list[lists.Item]:
    """The transactions of a list that were not there before the ramp."""
    found = lists.listed(answer, "transactions") if answer.succeeded else []
    return [one for one in found if lists.ident(one, "transactions") not in ramp.before]


def _marked(ramp: Ramp, new: list[lists.Item], answer: Answer) -> list[lists.Item]:
    """Those that name the ramp's session."""
    pointer = answer.scenario.target.file.shapes.get("session_of_transaction")
    return [one for one in new if ramp.marks & _texts(one, pointer)]


def _only(candidates: list[lists.Item]) -> str | None:
    """The id of the one candidate, if there is but one."""
    return lists.ident(candidates[0], "transactions") if len(candidates) == 1 else None


def _texts(item: Mapping[str, Any], pointer: str | None) -> set[str]:
    values = [at(item, pointer)] if pointer is not None else list(item.values())
    return {value for value in values if isinstance(value, str)}


def _decimal(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value)) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    except InvalidOperation:
        return None
