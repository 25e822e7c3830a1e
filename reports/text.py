"""Text from a server made safe for people's eyes: no byte of it acts on a terminal."""

import unicodedata

_KEPT = frozenset("\n\t")


def visible(text: str) -> str:
    """The text with every control, format and surrogate character written out as an escape.

    Line breaks and tabs stay; terminal escapes, bidirectional overrides and the like do not act any more.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def one_line(text: str, limit: int = 400) -> str:
    """The text on one line, cut to a number of characters."""
    flat = visible(text).replace("\n", "\\n").replace("\t", "\\t")
    return flat if len(flat) <= limit else f"{flat[: limit - 1]}…"


def _shown(character: str) -> str:
    if character in _KEPT or unicodedata.category(character)[0] != "C":
        return character
    return character.encode("unicode_escape").decode("ascii")
