"""Redaction by value: no sink ever sees a secret, wherever in a text it stands.

Every secret of the target file, and every secret learned from an answer, is replaced by a stable pseudonym
(`‹alice.x-juno-jwt›`, `‹token#3›`), so that evidence stays readable: equal values keep equal names. So are its
encodings (base64, hexadecimal digits), the telling parts of a JSON Web Token, and all of these where they are escaped.
"""

import re
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from conformance import escapes
from conformance.secret_forms import forms, parts

SHORTEST_LEARNED = 12
"""A learned value below this many characters is masked at its own field only: a mock's token is "string"."""

_PREFIX = 6

Found = tuple[int, int, str]
"""Where a secret begins and ends in a text, and its pseudonym."""


class Redactor:
    """Knows the secrets of one process and rewrites texts and JSON values without them.

    Safe to use from several threads. Looking up is linear in the text, whatever the number of secrets: secrets are
    indexed by their first characters and their length.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._names: dict[str, str] = {}
        self._index: dict[str, dict[int, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
        self._short: dict[str, str] = {}
        self._shorts: re.Pattern[str] | None = None
        self._longest = 0
        self._numbers: dict[str, int] = defaultdict(int)

    @property
    def longest(self) -> int:
        """The length of the longest text that is replaced."""
        return self._longest

    def protect(self, secret: str, name: str) -> str:
        """Take in a secret of the target file under a name of its own; returns its pseudonym."""
        with self._lock:
            return self._take(secret, name)

    def learn(self, secret: str, kind: str) -> str:
        """Take in a secret that an answer showed; the pseudonym counts up within its kind."""
        with self._lock:
            known = self._names.get(secret)
            if known is not None:
                return known
            self._numbers[kind] += 1
            return self._take(secret, f"{kind}#{self._numbers[kind]}")

    def text(self, text: str) -> str:
        """The text without any known secret."""
        with self._lock:
            text = _replaced(text, self._found(text))
            # Only what lies near an escape can read differently once that is undone.
            beneath = [
                (begin + start, begin + end, name)
                for begin, stop in escapes.windows(text, self._longest)
                for start, end, name in self._beneath(text[begin:stop])
            ]
        return _replaced(text, beneath)

    def value(self, value: Any) -> Any:
        """A JSON value with every string in it, keys included, redacted."""
        match value:
            case str():
                return self.text(value)
            case dict():
                return {self.text(str(key)): self.value(member) for key, member in value.items()}
            case list() | tuple():
                return [self.value(member) for member in value]
        return value

    def _take(self, secret: str, name: str) -> str:
        known = self._names.get(secret)
        if known is not None:
            return known
        pseudonym = self._names[secret] = f"‹{name}›"
        for form in forms(secret):
            self._enter(form, pseudonym)
        for part, kind in parts(secret).items():
            self._enter(part, self._names.setdefault(part, f"‹{name}:{kind}›"))
        return pseudonym

    def _enter(self, text: str, pseudonym: str) -> None:
        self._longest = max(self._longest, len(text))
        if len(text) >= _PREFIX:
            self._index[text[:_PREFIX]][len(text)].setdefault(text, pseudonym)
        elif text:
            self._short.setdefault(text, pseudonym)
            longest_first = sorted(self._short, key=len, reverse=True)
            self._shorts = re.compile("|".join(map(re.escape, longest_first)))

    def _found(self, text: str) -> Iterator[Found]:
        """The secrets that stand in a text as it is, in order, apart from each other."""
        end = 0
        # One comprehension over the whole text is several times faster than a loop that looks at each place.
        index = self._index
        for place in [place for place in range(len(text) - _PREFIX + 1) if text[place : place + _PREFIX] in index]:
            found = self._at(text, place) if place >= end else None
            if found is not None:
                yield from self._shorts_in(text, end, place)
                yield found
                end = found[1]
        yield from self._shorts_in(text, end, len(text))

    def _shorts_in(self, text: str, begin: int, end: int) -> Iterator[Found]:
        if self._shorts is not None:
            for found in self._shorts.finditer(text, begin, end):
                yield *found.span(), self._short[found.group()]

    def _at(self, text: str, place: int) -> Found | None:
        by_length = self._index[text[place : place + _PREFIX]]
        for length in sorted(by_length, reverse=True):
            name = by_length[length].get(text[place : place + length])
            if name is not None:
                return place, place + length, name
        return None

    def _beneath(self, text: str) -> list[Found]:
        """The secrets that stand in a text once its escapes are undone."""
        found = [
            (view.starts[start], view.starts[end], name)
            for view in escapes.views(text)
            for start, end, name in self._found(view.text)
        ]
        return sorted(found, key=lambda one: (one[0], -one[1]))


def _replaced(text: str, found: Iterable[Found]) -> str:
    pieces: list[str] = []
    reached = 0
    for start, end, name in found:
        if start >= reached:
            pieces += (text[reached:start], name)
        # Of two that overlap, what is left of the second goes too.
        reached = max(reached, end)
    pieces.append(text[reached:])
    return "".join(pieces)
