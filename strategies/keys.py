"""Shapes of idempotency keys.

A key has to be new in every execution, or a replayed example meets the session of an earlier one. So only the shape of
a key is drawn; the caller splices a nonce into it each time that it sends.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

LONGEST: Final = 128
"""Characters that a key may have (Sumvin reference, Body › idempotency_key)."""

NONCE_LENGTH: Final = 32
"""Characters of the nonce that shapes are made for: a UUID in hexadecimal."""

AlphabetName = Literal["hex", "ascii", "latin-1", "cjk", "digits"]
Placement = Literal["first", "middle"]

# Every character is one code point and one UTF-16 unit, and is its own composed form, so that nobody counts otherwise.
ALPHABETS: Final[dict[AlphabetName, str]] = {
    "hex": "0123456789abcdef",
    "ascii": "".join(map(chr, range(0x20, 0x7F))),
    "latin-1": "".join(chr(code) for code in range(0xC0, 0x100) if code not in (0xD7, 0xF7)),
    "cjk": "".join(map(chr, range(0x4E00, 0x4E80))),
}

_DIGITS_OF_NONCE: Final = 39
"""Decimal digits of the largest nonce."""


@dataclass(frozen=True)
class KeyShape:
    """A key but for its nonce: how long it is, what fills it up, and where the nonce goes."""

    length: int
    alphabet: AlphabetName = "hex"
    placement: Placement = "first"
    offset: int = 0
    """Where in the alphabet the filling starts."""

    @property
    def unique(self) -> bool:
        """Whether the key has room for a whole nonce, so that no earlier run can have sent it."""
        return self.length >= NONCE_LENGTH

    def key(self, nonce: str) -> str:
        """The key of exactly `length` characters that holds the nonce, or as much of the nonce's tail as fits."""
        if self.alphabet == "digits":
            # A key that somebody may take for a number, so the nonce is written as one too.
            return str(int(nonce, 16)).rjust(_DIGITS_OF_NONCE, "1").ljust(self.length, "1")[: self.length]
        if len(nonce) >= self.length:
            return nonce[len(nonce) - self.length :]
        filling = self._filling(self.length - len(nonce))
        before = len(filling) // 2 if self.placement == "middle" else 0
        return filling[:before] + nonce + filling[before:]

    def _filling(self, length: int) -> str:
        """Consecutive characters of the alphabet; those at the ends, which may end the key, are no spaces."""
        alphabet = ALPHABETS[self.alphabet]
        characters = [alphabet[(self.offset + position) % len(alphabet)] for position in range(length)]
        for end in (0, -1):
            characters[end] = "_" if characters[end] == " " else characters[end]
        return "".join(characters)


def shapes() -> SearchStrategy[KeyShape]:
    """Keys of 1 to 128 characters, most of them long enough to be unique."""
    return _shapes_of(range(1, LONGEST + 1))


def unique_shapes() -> SearchStrategy[KeyShape]:
    """Keys of up to 128 characters that have room for a whole nonce."""
    return _shapes_of(range(NONCE_LENGTH, LONGEST + 1))


def boundaries() -> tuple[KeyShape, ...]:
    """The shortest and the longest allowed keys, in every alphabet; a short one is all nonce."""
    long = [KeyShape(length, alphabet) for length in (LONGEST - 1, LONGEST) for alphabet in ALPHABETS]
    return (KeyShape(1), KeyShape(2), *long)


def telling() -> tuple[KeyShape, ...]:
    """Unique keys whose near twins show most: short of the limit and at it, in every alphabet."""
    at_limit = [KeyShape(LONGEST, alphabet) for alphabet in ALPHABETS]
    digits = KeyShape(_DIGITS_OF_NONCE + 1, "digits")
    spaced = KeyShape(100, "ascii", offset=60)
    return (KeyShape(36), KeyShape(64, "ascii", "middle", 33), spaced, digits, *at_limit)


def too_long() -> tuple[KeyShape, ...]:
    """Keys of more than 128 characters: one more in every alphabet, then the lengths at which other limits lie."""
    one_more = [KeyShape(LONGEST + 1, alphabet) for alphabet in ALPHABETS]
    return (*one_more, *(KeyShape(length) for length in (130, 255, 256, 1024, 5000)))


def near_twins(key: str) -> tuple[tuple[str, str], ...]:
    """Allowed keys that nearly equal a given one, as pairs of a description and the other key."""
    cased = [i for i, character in enumerate(key) if _other_case(character) != character]
    accented = [i for i, character in enumerate(key) if _unaccented(character) != character]
    twins = {
        "its first letter in the other case": _replaced(key, cased[0], _other_case) if cased else key,
        "its last letter in the other case": _replaced(key, cased[-1], _other_case) if cased else key,
        "a letter without its accent": _replaced(key, accented[0], _unaccented) if accented else key,
        "another first character": _replaced(key, 0, _other_digit),
        f"another last character (number {len(key)})": _replaced(key, len(key) - 1, _other_digit),
        "another character in the middle": _replaced(key, len(key) // 2, _other_digit),
        "no first character": key[1:] or key,
        "no last character": key[:-1] or key,
        "one character more": key + "0" if len(key) < LONGEST else key,
        "a zero before it": "0" + key if len(key) < LONGEST else key,
        "two spaces for one within it": _two_spaces(key),
        "a space behind it": key + " " if len(key) < LONGEST else key,
        "a space before it": " " + key if len(key) < LONGEST else key,
    }
    distinct = {twin: description for description, twin in reversed(twins.items()) if twin != key}
    return tuple((description, twin) for twin, description in reversed(distinct.items()))


def _replaced(key: str, position: int, change: Callable[[str], str]) -> str:
    return key[:position] + change(key[position]) + key[position + 1 :]


def _two_spaces(key: str) -> str:
    return key.replace(" ", "  ", 1) if len(key) < LONGEST else key


def _other_case(character: str) -> str:
    swapped = character.swapcase()
    return swapped if len(swapped) == 1 else character


def _unaccented(character: str) -> str:
    return unicodedata.normalize("NFD", character)[0]


def _other_digit(character: str) -> str:
    return "1" if character == "0" else "0"


def _shapes_of(lengths: range) -> SearchStrategy[KeyShape]:
    usual = [length for length in (36, 32, 64, LONGEST - 1, LONGEST) if length in lengths]
    weighted = usual + list(range(max(NONCE_LENGTH, lengths.start), lengths.stop)) + list(lengths)
    return st.builds(
        KeyShape,
        st.sampled_from(weighted),
        st.sampled_from(tuple(ALPHABETS)),
        st.sampled_from(("first", "middle")),
        st.integers(0, 127),
    )
