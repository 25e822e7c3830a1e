"""Lists and single resources in Sumvin's answers, whose envelopes no document fixes.

Where the target file points at a place, that is it. Else a list is the one array at the top or one level down, or, of
several, the one under its public name; a single resource is the object under its public name, or that which has an id,
as long as there is one object only to look into.
"""

from typing import Any, Final

from conformance.errors import Blocked
from conformance.exchange import MISSING, at
from conformance.expectation import expect
from conformance.listing import items
from conformance.scenario import Answer

Item = dict[str, Any]
Rows = dict[str, Item]
"""The items of a list by their ids."""

SINGLE: Final = {
    "transactions": "transaction",
    "accounts": "account",
    "institutions": "institution",
    "assets": "asset",
    "quotes": "quote",
}
"""What one of a list is called."""


def list_in(document: Any, name: str, pointer: str | None = None) -> Any:
    """The list in a body; `MISSING` where it cannot be found.

    Args:
        document: the body.
        name: its public name, such as `transactions`.
        pointer: where the target file says it is.
    """
    if pointer is not None:
        return at(document, pointer)
    found = items(document)
    if found is not MISSING:
        return found
    holders = [document, *(document.values() if isinstance(document, dict) else ())]
    named = [holder[name] for holder in holders if isinstance(holder, dict) and name in holder]
    # A list that is null is as good as an empty one.
    return next((value or [] for value in named if value is None or isinstance(value, list)), MISSING)


def listed(answer: Answer, name: str) -> list[Item]:
    """The objects of the list in a successful answer.

    Raises:
        Blocked: the call was refused, or no list can be found.
    """
    found = list_in(answer.json, name, _pointer(answer, name)) if answer.succeeded else MISSING
    if not isinstance(found, list):
        raise Blocked(
            f"{answer.exchange.operation} showed no list; if it has one, say where in shapes.{name}: {answer}"
        )
    return [item for item in found if isinstance(item, dict)]


def has_list(answer: Answer, name: str) -> bool | None:
    """Whether a body holds a list of objects; None where it is open which array that is."""
    found = list_in(answer.json, name, _pointer(answer, name))
    if isinstance(found, list):
        return all(isinstance(item, dict) for item in found)
    return None if _holds_objects_in_arrays(answer.json) else False


def ident(item: Item, name: str) -> str | None:
    """The id of one of a list, as text; None where it has none."""
    value = next((item[key] for key in ("id", f"{SINGLE[name]}_id") if item.get(key) not in (None, "")), None)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


def idents(answer: Answer, name: str) -> list[str]:
    """The ids in a list, in its order.

    Raises:
        Blocked: as `listed`.
    """
    return [one for item in listed(answer, name) if (one := ident(item, name)) is not None]


def rows(answer: Answer, name: str) -> Rows:
    """The items of a list that have an id, by it.

    Raises:
        Blocked: as `listed`.
    """
    return {one: item for item in listed(answer, name) if (one := ident(item, name)) is not None}


def single_in(document: Any, name: str, pointer: str | None = None) -> Item | None:
    """The one resource of a body; None where it cannot be found.

    Args:
        document: the body.
        name: the public name of its kind in the plural, such as `transactions`.
        pointer: where the target file says it is.
    """
    if pointer is not None:
        found = at(document, pointer)
        return found if isinstance(found, dict) else None
    if not isinstance(document, dict):
        return None
    named = document.get(SINGLE[name])
    if isinstance(named, dict):
        return named
    if ident(document, name) is not None:
        return document
    objects = [value for key, value in document.items() if key != "_links" and isinstance(value, dict)]
    return single_in(objects[0], name) if len(objects) == 1 else None


def single(answer: Answer, name: str) -> Item | None:
    """The one resource of an answer; None where it cannot be found."""
    return single_in(answer.json, name, _pointer(answer, SINGLE[name]))


def _pointer(answer: Answer, shape: str) -> str | None:
    return answer.scenario.target.file.shapes.get(shape)


def _holds_objects_in_arrays(value: Any) -> bool:
    """Whether an array of objects, or an empty one, stands anywhere in a body: it may be the list."""
    inner = value.values() if isinstance(value, dict) else ()
    return any(
        all(isinstance(item, dict) for item in one) if isinstance(one, list) else _holds_objects_in_arrays(one)
        for one in inner
    )


def expect_list(answer: Answer, requirement: str, name: str) -> None:
    """A successful answer holds a list; blocked where several arrays leave open which it is."""
    if not answer.succeeded:
        return
    held = has_list(answer, name)
    if held is None:
        answer.scenario.record.blocked[requirement] = f"which array is the list? give shapes.{name}: {answer}"
        return
    expect(answer, requirement).that(held, expected=f"a body with a list of {name} as objects, which may be empty")
