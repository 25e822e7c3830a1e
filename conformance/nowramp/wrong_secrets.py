"""Client secrets that are not a session's own, made from the real one when it is known."""

from typing import Any, Final

from conformance.nowramp.facade import Opened

LIKELY: Final = ("another session's", "its last character changed", "its middle changed")
"""Texts in the form of a client secret: nothing speaks against them but that they are not the session's."""

FOREIGN: Final = (
    *LIKELY,
    "its first character changed",
    "cut short",
    "its beginning",
    "with more behind it",
    "in the other case",
    "the session's id",
    "invented",
)
"""Texts that could be a client secret; of those that are not likely, a server may also say that they are invalid."""

SHAPELESS: Final = ("the empty text", "a number", "true", "an object", "an array of the right one", "a pattern")
"""What no client secret looks like, and what careless comparisons take for one."""

GROUPS: Final = tuple((*FOREIGN, *SHAPELESS)[start : start + 4] for start in range(0, len(FOREIGN + SHAPELESS), 4))
"""All of them, a few at a time: those that are tried on one session."""


def refusals_of(kind: str) -> tuple[str, ...]:
    """The errors by which a text may be refused as a client secret."""
    return ("FORBIDDEN",) if kind in LIKELY else ("FORBIDDEN", "VALIDATION_ERROR")


def wrong_secret(kind: str, session: Opened, other: Opened) -> Any:
    """One of these for a session; `other` is a session of the same project."""
    own = session.client_secret
    # In the second half, behind any prefix.
    middle = min(len(own) * 3 // 4, len(own) - 1)
    values: dict[str, Any] = {
        "another session's": other.client_secret,
        "its first character changed": _other(own[0]) + own[1:],
        "its last character changed": own[:-1] + _other(own[-1]),
        "its middle changed": own[:middle] + _other(own[middle]) + own[middle + 1 :],
        "cut short": own[:-1] or "x",
        "its beginning": own[: max(1, len(own) // 2)],
        "with more behind it": own + "0",
        "in the other case": own.swapcase() if own.swapcase() != own else own + "x",
        "the session's id": session.id,
        "invented": "sess_secret_conformance_0000000000000000",
        "the empty text": "",
        "a number": 0,
        "true": True,
        "an object": {"$ne": None},
        "an array of the right one": [own],
        "a pattern": "%",
    }
    return values[kind]


def _other(character: str) -> str:
    """Another character of the same kind."""
    for alphabet in ("0123456789", "abcdef", "ABCDEF", "ghijklmnopqrstuvwxyz", "GHIJKLMNOPQRSTUVWXYZ", "-_"):
        if character in alphabet:
            return alphabet[(alphabet.index(character) + 1) % len(alphabet)]
    return "a"
