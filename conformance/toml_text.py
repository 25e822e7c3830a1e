"""TOML written by hand: the standard library only reads it, and a template is mostly comments."""

import json
import re
from collections.abc import Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def value(data: Any) -> str:
    """A value on one line: strings, numbers, booleans, lists and inline tables.

    Raises:
        TypeError: TOML has no such value.
    """
    match data:
        case bool():
            return "true" if data else "false"
        case str():
            # Every escape of JSON is one of TOML's; DEL is the one character that only TOML wants escaped.
            return json.dumps(data, ensure_ascii=False).replace("\x7f", "\\u007f")
        case int() | float():
            return str(data)
        case Mapping():
            members = ", ".join(f"{key(name)} = {value(member)}" for name, member in data.items())
            return f"{{ {members} }}" if members else "{}"
        case list() | tuple():
            return f"[{', '.join(map(value, data))}]"
    raise TypeError(f"TOML has no {type(data).__name__}")


def key(name: str) -> str:
    """A key, in quotation marks where it needs them."""
    return name if _BARE.fullmatch(name) else value(name)
