"""Text that others wrote, made safe: for UTF-8, and for people's eyes."""


def encodable(text: str) -> str:
    """The text with every lone surrogate written out as an escape: UTF-8 has no form for them."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def visible(text: str) -> str:
    """The text with every character that is not printed written out as an escape; only line breaks stay.

    Terminal escapes, bidirectional overrides, exotic spaces and the like are seen, and do not act.
    """
    if text.isprintable():
        return text
    return "".join(
        one if one.isprintable() or one == "\n" else one.encode("unicode_escape").decode("ascii") for one in text
    )


def one_line(text: str, limit: int = 400) -> str:
    """The visible text on one line, cut to a number of characters; a line break and its indentation become a space."""
    flat = visible(" ".join(line.strip(" \t\r") for line in text.split("\n")))
    return flat if len(flat) <= limit else f"{flat[: limit - 1]}…"
