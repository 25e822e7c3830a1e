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

Sights = dict[str, tuple[Answer, lists.Item]]
"""The list, or the transaction by itself, to an answer and what it showed of the transaction."""


@dataclass
class Ramp:
    """One ramp that a scenario has opened.

    Attributes:
        user: who opened it.
        before: ids of the transactions that were there already.
        marks: what a transaction may show of its session.
        amount: the source amount, unlike that of other ramps.
        ident: the transaction's id, once it was seen.
        trails: for the list, and for the transaction by itself, the last answer and what it showed.
    """

    user: Caller
    before: set[str]
    marks: set[str]
    amount: Decimal
    ident: str | None = None
    trails: Sights = field(default_factory=dict)


async def opened(sumvin: Sumvin, direction: Direction, trigger: str | None = None) -> Ramp:
    """Open a session, alone with its user, and look for its transaction."""
    role = "bob" if sumvin.lends("bob") else "alice"
    await sumvin.alone(role)
    user = sumvin.actor(role)
    before = set(lists.idents(given(await user.list_transactions()).status(200), "transactions"))
    order = _unusual(sumvin, direction)
    extra = sumvin.trigger(trigger) if trigger is not None else None
    answer = given(await user.call(OPEN_SESSION, body=order, trigger=extra)).status(201)
    shown = (answer.at(f"/session/{name}") for name in ("id", "external_session_id"))
    marks = {mark for mark in shown if isinstance(mark, str) and mark}
    ramp = Ramp(user, before, marks, Decimal(str(order["source_amount"])))
    find(ramp, await user.list_transactions(), alone=True)
    return ramp


def _unusual(sumvin: Sumvin, direction: Direction) -> Body:
    """The plain order with an amount that other ramps hardly have."""
    order = plain(sumvin.fixtures, direction)
    low, high = sumvin.fixtures.amount_range(str(order["from_asset"]))
    return {**order, "source_amount": amounts.nth(low, high, int(sumvin.nonce(), 16) % amounts.COUNT)}


def find(ramp: Ramp, answer: Answer, *, alone: bool = False) -> None:
    """Recognise the ramp's transaction in a list: by its session, by its amount, or because nothing else is new."""
    if ramp.ident is not None or not answer.succeeded:
        return
    new = [one for one in lists.listed(answer, "transactions") if lists.ident(one, "transactions") not in ramp.before]
    pointer = answer.scenario.target.file.shapes.get("session_of_transaction")
    marked = [one for one in new if ramp.marks & _texts(one, pointer)]
    equal = [one for one in new if _decimal(one.get("source_amount")) == ramp.amount]
    for candidates in (marked, equal, new if alone else []):
        if len(candidates) == 1:
            ramp.ident = lists.ident(candidates[0], "transactions")
            return


def _texts(item: Mapping[str, Any], pointer: str | None) -> set[str]:
    values = [at(item, pointer)] if pointer is not None else list(item.values())
    return {value for value in values if isinstance(value, str)}


def _decimal(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value)) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    except InvalidOperation:
        return None
