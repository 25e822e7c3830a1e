"""Ids that nobody has: in the form of one that somebody has, where one is known, and in other forms.

The documents fix no form. An id in another form than the target's may be refused as malformed instead of unknown.
"""

import re
import uuid
from typing import Final

_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
_RUN: Final = re.compile(r"[0-9A-Za-z]+", re.ASCII)
_SHORTEST_CHANGE: Final = 6
_LONGEST_CHANGE: Final = 12
_LONGEST_NUMBER: Final = 9

OTHER_FORMS: Final = ("no-such-id", "0", "00000000-0000-0000-0000-000000000000", "null", "x" * 200)
"""Ids that nobody has, whatever form the target's own have."""


def unknown_like(known: str, nonce: str) -> str:
    """An id of the form of a known one that nobody can have.

    Args:
        known: an id that somebody has.
        nonce: 32 hexadecimal digits, the digits of a random UUID.
    """
    if _UUID.fullmatch(known):
        return str(uuid.UUID(nonce))
    runs = list(_RUN.finditer(known))
    if not runs:
        return nonce
    # What stands in front is a prefix that tells kinds of ids apart.
    run = max(runs[1:] or runs, key=lambda match: len(match.group()))
    return known[: run.start()] + _changed(run.group(), nonce) + known[run.end() :]


def _changed(run: str, nonce: str) -> str:
    """Another run of letters and digits of the same classes, its first character kept."""
    if run.isdecimal() and len(run) <= _LONGEST_NUMBER:
        # Of ids that count up, few have nine digits and a nine in front.
        return "9" + f"{int(nonce, 16) % 10**8:08d}"
    tail = max(1, min(_LONGEST_CHANGE, len(run) - 1))
    pattern = run[-tail:].rjust(_SHORTEST_CHANGE, run[-1])
    return run[:-tail] + "".join(_of_class(*pair) for pair in zip(pattern, nonce, strict=False))


def _of_class(character: str, digit: str) -> str:
    """Another character of the same class (digit, lower case, upper case), which a hexadecimal digit chooses."""
    number = int(digit, 16)
    if character.isdecimal():
        return str(number % 10)
    # Six letters that every alphabet of ids has: hexadecimal, base 32, base 58, base 62.
    letter = "abcdef"[number % 6]
    return letter.upper() if character.isupper() else letter
