"""Reading sessions in answers: single ones in their documented envelope, lists in whatever envelope they have."""

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from conformance import listing
from conformance.errors import Blocked
from conformance.exchange import MISSING, at
from conformance.nowramp.instants import instant
from conformance.scenario import Answer

STATUS = "/attributes/status"

NOTHING = (MISSING, None)
"""A member that is absent or null: an optional one may be either."""


def attribute(answer: Answer, name: str) -> Any:
    """One attribute of a single session or order, numbers as they are written; `MISSING` if it is not there."""
    return at(exactly(answer), f"/attributes/{name}")


def exactly(answer: Answer) -> Any:
    """The body as JSON with its fractions as decimals: no double has rounded them."""
    if answer.json is MISSING:
        return MISSING
    return json.loads(answer.exchange.response.body, parse_float=Decimal)


def decimal(value: Any) -> Decimal | None:
    """The finite number that a text or a number spells, or None."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def same(field: str, ours: Any, theirs: Any) -> bool:
    """Whether two values of a field are equal: amounts as numbers, absent as null, all else to the letter."""
    if ours in NOTHING or theirs in NOTHING:
        return (ours in NOTHING) == (theirs in NOTHING)
    if field == "sourceAmount" and decimal(ours) is not None:
        return decimal(ours) == decimal(theirs)
    return bool(ours == theirs)


def unchanged(field: str, before: Any, now: Any) -> bool:
    """Whether a later answer shows of a field what an earlier one showed.

    A time may have lost its fraction on the way to the store, and a customer may be found only then.
    """
    times = instant(before), instant(now)
    if field in ("createdAt", "expiresAt") and None not in times:
        return abs(Decimal(times[0] or 0) - Decimal(times[1] or 0)) <= 1
    return (field == "customerId" and before in NOTHING) or same(field, before, now)


def sessions_in(answer: Answer) -> list[Any]:
    """The sessions of a list.

    Raises:
        Blocked: there is no telling where they are.
    """
    pointer = answer.scenario.target.file.shapes.get("list")
    found = listing.items(exactly(answer)) if pointer is None else at(exactly(answer), pointer)
    if not isinstance(found, list):
        raise Blocked(f"no array of sessions is to be found in the list; name its place in shapes.list: {answer}")
    return found


def has_array(document: Any) -> bool:
    """Whether there is an array in a body, or one or two levels deeper."""
    level = [document]
    for _ in range(3):
        if any(isinstance(value, list) for value in level):
            return True
        level = [member for value in level if isinstance(value, dict) for member in value.values()]
    return False


def attributes_of(item: Any) -> Mapping[str, Any]:
    """The attributes of a session in a list, which may stand in an envelope or not."""
    if not isinstance(item, dict):
        return {}
    inner = item.get("attributes", item)
    return inner if isinstance(inner, dict) else {}


def id_of(item: Any) -> Any:
    """The id of a session in a list, or `MISSING`."""
    attributes = attributes_of(item)
    outer = item if isinstance(item, dict) else {}
    places = (outer.get("id"), attributes.get("sessionId"), attributes.get("id"))
    return next((value for value in places if value is not None), MISSING)


def ids_in(answer: Answer) -> list[Any]:
    """The ids of a list's sessions, in its order."""
    return [id_of(item) for item in sessions_in(answer)]
