"""Lists whose envelope no document fixes: found where they can only be."""

from typing import Any

from conformance.exchange import MISSING


def items(document: Any) -> Any:
    """The one array in an answer: the answer itself, a member of it, or one level deeper; `_links` aside.

    `MISSING` where there is none, or more than one on the first level that has any.
    """
    if isinstance(document, list):
        return document
    level = [document]
    for _ in range(2):
        members = [
            value for holder in level if isinstance(holder, dict) for name, value in holder.items() if name != "_links"
        ]
        arrays = [value for value in members if isinstance(value, list)]
        if arrays:
            return arrays[0] if len(arrays) == 1 else MISSING
        level = members
    return MISSING
