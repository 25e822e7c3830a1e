"""Parameters as an HTML form with brackets: arrays as `name[]=value`, hashes as `name[key]=value`."""

from collections.abc import Iterator, Mapping
from typing import Final, Literal
from urllib.parse import quote, urlencode

MEDIA_TYPE: Final = "application/x-www-form-urlencoded"

Arrays = Literal["brackets", "indices"]
Params = dict[str, object]
"""Parameter to text, boolean, number, list of texts, or hash of any of these."""


def pairs(params: Mapping[str, object], *, arrays: Arrays = "brackets") -> list[tuple[str, str]]:
    """Names and values in their order. An empty list is one empty element, since a form has no other way to say it.

    Args:
        params: what to write.
        arrays: with empty brackets or with an index in each.
    """
    return [pair for name, value in params.items() for pair in _pairs(name, value, arrays)]


def encoded(params: Mapping[str, object], *, arrays: Arrays = "brackets", raw_brackets: bool = False) -> str:
    """The form as text, percent-encoded.

    Args:
        params: what to write.
        arrays: with empty brackets or with an index in each.
        raw_brackets: leave brackets as they are, as people write them by hand.
    """
    if not raw_brackets:
        return urlencode(pairs(params, arrays=arrays), errors="surrogatepass")
    return "&".join(f"{quote(name, safe='[]')}={quote(value, safe='')}" for name, value in pairs(params, arrays=arrays))


def _pairs(name: str, value: object, arrays: Arrays) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, member in value.items():
            yield from _pairs(f"{name}[{key}]", member, arrays)
    elif isinstance(value, list | tuple):
        for index, member in enumerate(value or [""]):
            yield from _pairs(f"{name}[]" if arrays == "brackets" else f"{name}[{index}]", member, arrays)
    else:
        yield name, _text(value)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
