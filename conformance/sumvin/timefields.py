"""Time fields in Sumvin's bodies, and the three ways in which they are rendered (reference, X-Timestamp-Format)."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from conformance.exchange import pointer_to

HEADER: Final = "x-timestamp-format"
ISO8601: Final = "iso8601"

_NAMES: Final = frozenset({"timestamp", "period_start", "period_end"})
_FORM: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)

# Milliseconds of 1973 and of 5138: seconds and microseconds of our days lie outside.
_PLAUSIBLE: Final = range(10**11, 10**14)


def is_time_field(name: str) -> bool:
    """Whether a member of that name carries time."""
    return name.endswith("_at") or name in _NAMES


def time_fields(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every time field of a JSON value, at any depth, as (JSON Pointer, value); null ones are left out."""
    if isinstance(value, dict):
        for name, member in value.items():
            pointer = pointer_to(path, name)
            if is_time_field(name) and member is not None and not isinstance(member, dict | list):
                yield pointer, member
            else:
                yield from time_fields(member, pointer)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from time_fields(item, pointer_to(path, index))


def without_time(value: Any) -> Any:
    """A JSON value with every time field taken out."""
    if isinstance(value, dict):
        return {
            name: without_time(member)
            for name, member in value.items()
            if not is_time_field(name) or isinstance(member, dict | list)
        }
    if isinstance(value, list):
        return [without_time(item) for item in value]
    return value


def is_epoch_milliseconds(value: Any) -> bool:
    """Whether a value is an integer of milliseconds since the epoch, of our days."""
    return isinstance(value, int) and not isinstance(value, bool) and value in _PLAUSIBLE


def is_iso8601(value: Any) -> bool:
    """Whether a value has exactly the documented form, and names a time that exists."""
    return instant(value) is not None if isinstance(value, str) else False


def instant(value: Any) -> int | None:
    """The instant that a value of either rendering names, in whole seconds since the epoch; None if it names none."""
    if is_epoch_milliseconds(value):
        return int(value) // 1000
    if isinstance(value, str) and _FORM.fullmatch(value):
        try:
            return int(datetime.fromisoformat(value).timestamp())
        except ValueError:
            return None
    return None
