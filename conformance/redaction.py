"""Redaction by value: no sink ever sees a secret, wherever in a text it stands.

Every secret of the target file, and every secret learned from an answer, is replaced by a stable pseudonym
(`‹alice.x-juno-jwt›`, `‹token#3›`), so that evidence stays readable: equal values keep equal names. The forms in
which a secret travels (percent-encoded, JSON-escaped, base64) are replaced too.
"""

import base64
import json
import re
import threading
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

SHORTEST_LEARNED = 12
"""A learned value below this many characters is masked at its own field only: a mock's token is "string"."""

_PREFIX = 6

_PLAIN = re.compile(r"[A-Za-z0-9_.~-]+")
_PERCENT = re.compile("%[0-9A-F]{2}")

_READ_BY_HTML = re.compile("[&<>]")
_MARKUP = tuple({ord(character): f"\\u{ord(character):{form}}" for character in "&<>"} for form in ("04x", "04X"))
"""How JSON writers escape what HTML would read, in both cases of hexadecimal digits."""


class Redactor:
    """Knows the secrets of one process and rewrites texts and JSON values without them.

    Safe to use from several threads. Looking up is linear in the text, whatever the number of secrets: secrets are
    indexed by their first characters and their length.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._names: dict[str, str] = {}
        self._taken: set[tuple[str, bool]] = set()
        self._index: dict[str, dict[int, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
        self._short: dict[str, str] = {}
        self._numbers: dict[str, int] = defaultdict(int)

    def protect(self, secret: str, name: str) -> str:
        """Take in a secret of the target file under a name of its own; returns its pseudonym."""
        return self._take(secret, f"‹{name}›", encodings=True)

    def learn(self, secret: str, kind: str) -> str:
        """Take in a secret that an answer showed; the pseudonym counts up within its kind."""
        with self._lock:
            known = self._names.get(secret)
            if known is not None:
                return known
            self._numbers[kind] += 1
            number = self._numbers[kind]
        return self._take(secret, f"‹{kind}#{number}›", encodings=False)

    def text(self, text: str, first: int | None = None) -> str:
        """The text, or its first so many characters, without any known secret: not even the beginning of one."""
        pieces: list[str] = []
        end, limit = 0, len(text) if first is None else min(first, len(text))
        with self._lock:
            # One comprehension over the whole text is several times faster than a loop that looks at each place.
            index = self._index
            last = min(limit, len(text) - _PREFIX + 1)
            places = [place for place in range(last) if text[place : place + _PREFIX] in index]
            for place in places:
                found = self._at(text, place) if place >= end else None
                if found is not None:
                    length, name = found
                    pieces += (self._without_short(text[end:place]), name)
                    end = place + length
            pieces.append(self._without_short(text[end:limit]))
        return "".join(pieces)

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

    def _take(self, secret: str, name: str, *, encodings: bool) -> str:
        with self._lock:
            known = self._names.setdefault(secret, name)
            if (secret, encodings) in self._taken:
                return known
            self._taken.add((secret, encodings))
            for form in _forms(secret, encodings=encodings):
                if len(form) >= _PREFIX:
                    self._index[form[:_PREFIX]][len(form)].setdefault(form, known)
                else:
                    self._short.setdefault(form, known)
        return known

    def _without_short(self, text: str) -> str:
        if not self._short:
            return text
        # At one go: a name that was put in must not be taken for text again.
        longest_first = sorted(self._short, key=len, reverse=True)
        return re.sub("|".join(map(re.escape, longest_first)), lambda found: self._short[found.group()], text)

    def _at(self, text: str, position: int) -> tuple[int, str] | None:
        by_length = self._index.get(text[position : position + _PREFIX])
        if by_length is None:
            return None
        for length in sorted(by_length, reverse=True):
            name = by_length[length].get(text[position : position + length])
            if name is not None:
                return length, name
        return None


def _forms(secret: str, *, encodings: bool) -> Iterator[str]:
    """The ways in which a secret may be written: as it is, percent-encoded, escaped as JSON writers do, in base64."""
    forms = {secret: None}
    if _PLAIN.fullmatch(secret) and not encodings:
        yield secret  # nobody escapes any of these characters
        return
    # A target may send half of a surrogate pair, which UTF-8 cannot say.
    for percent in (quote(secret, safe="", errors="surrogatepass"), quote(secret, errors="surrogatepass")):
        forms[percent] = None
        forms[_PERCENT.sub(lambda escape: escape.group().lower(), percent)] = None
    # PHP escapes the solidus; Go and others escape what HTML would read.
    solidi = ("/", "\\/", "\\u002f", "\\u002F") if "/" in secret else ("/",)
    markups: tuple[dict[int, str], ...] = ({}, *_MARKUP) if _READ_BY_HTML.search(secret) else ({},)
    for text in (json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]):
        for solidus in solidi:
            escaped = text.replace("/", solidus)
            for markup in markups:
                forms[escaped.translate(markup)] = None
    if encodings:
        forms[base64.b64encode(secret.encode()).decode().rstrip("=")] = None
        forms[base64.urlsafe_b64encode(secret.encode()).decode().rstrip("=")] = None
    yield from forms
