"""One resource under several renderings: where two JSON values differ, whatever order their lists are in."""

from typing import Any

from conformance.exchange import pointer_to


def differences(ours: Any, theirs: Any, path: str = "") -> set[str]:
    """JSON Pointers of the places at which two JSON values differ."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        names = ours.keys() | theirs.keys()
        return {
            place
            for name in names
            for place in (
                differences(ours[name], theirs[name], pointer_to(path, name))
                if name in ours and name in theirs
                else {pointer_to(path, name)}
            )
        }
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        return {
            place
            for i, pair in enumerate(zip(ours, theirs, strict=True))
            for place in differences(*pair, pointer_to(path, i))
        }
    return set() if ours == theirs and type(ours) is type(theirs) else {path}


def by_id(value: Any) -> Any:
    """A JSON value in which lists of things that have distinct ids are objects, so that one more moves no other."""
    if isinstance(value, dict):
        return {name: by_id(member) for name, member in value.items()}
    if isinstance(value, list):
        ids = [item.get("id") for item in value if isinstance(item, dict)]
        if value and len(ids) == len(value) and all(isinstance(one, str | int) for one in ids):
            found = {str(one): by_id(item) for one, item in zip(ids, value, strict=True)}
            if len(found) == len(value):
                return found
        return [by_id(item) for item in value]
    return value
