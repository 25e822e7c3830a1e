"""Texts as they read once their escapes are undone, and where each of their characters stood.

A server that echoes what it was sent writes it as its own format asks: percent-encoded, as a JSON string, as HTML, or
one inside the other. Which characters it escapes is its own choice, so the forms cannot be listed; undoing them can.
"""

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

ANY = re.compile(r"%[0-9A-Fa-f]{2}|\\|&[#A-Za-z]")
"""Where an escape of any kind may begin."""

LAYERS = 3
"""So many escapes one inside the other are undone: an answer in JSON may quote JSON that quotes JSON."""


@dataclass(frozen=True, slots=True)
class View:
    """A text with some escapes undone.

    Attributes:
        text: as it reads.
        starts: for each of its characters, and for its end, the index in the text that was looked at.
    """

    text: str
    starts: Sequence[int]


def windows(text: str, margin: int) -> Iterator[tuple[int, int]]:
    """The parts of a text that lie within so many characters of an escape, as (begin, end), apart from each other."""
    begin = end = 0
    for escape in ANY.finditer(text):
        if escape.start() - margin > end:
            if end:
                yield begin, end
            begin = escape.start() - margin
        end = min(len(text), escape.end() + margin)
    if end:
        yield begin, end


def views(text: str) -> Iterator[View]:
    """A text with each kind of escape undone, and then each again, up to `LAYERS` deep; no two read alike."""
    seen = {text}
    reached = [View(text, range(len(text) + 1))]
    for _ in range(LAYERS):
        latest, reached = reached, []
        for view in latest:
            for escapes, undo in _KINDS:
                further = _undone(view, escapes, undo)
                if further.text not in seen:
                    seen.add(further.text)
                    reached.append(further)
        yield from reached


def _undone(view: View, escapes: re.Pattern[str], undo: Callable[[str], Iterator[tuple[str, int]]]) -> View:
    pieces: list[str] = []
    starts: list[int] = []
    end = 0
    for run in escapes.finditer(view.text):
        pieces.append(view.text[end : run.start()])
        starts.extend(view.starts[end : run.start()])
        end = run.start()
        for character, length in undo(run.group()):
            pieces.append(character)
            starts.append(view.starts[end])
            end += length
    pieces.append(view.text[end:])
    starts.extend(view.starts[end:])
    return View("".join(pieces), starts)


# ---- kinds of escapes: each gives the characters that a run stands for, with the length of each in the run -------


def _percent(run: str) -> Iterator[tuple[str, int]]:
    octets = bytes.fromhex(run.replace("%", ""))
    try:
        text = octets.decode()
    except UnicodeDecodeError:
        yield from ((character, 3) for character in octets.decode("latin-1"))
        return
    yield from ((character, 3 * len(character.encode())) for character in text)


def _backslash(run: str) -> Iterator[tuple[str, int]]:
    if len(run) == 12:
        yield run.encode("ascii").decode("unicode-escape").encode("utf-16", "surrogatepass").decode("utf-16"), 12
    elif len(run) > 2:
        yield chr(int(run[2:], 16)), len(run)
    else:
        yield _LETTERS.get(run[1], run[1]), 2


def _entity(run: str) -> Iterator[tuple[str, int]]:
    text = html.unescape(run)
    if text == run:  # there is no such entity
        yield from ((character, 1) for character in run)
    else:
        # A few stand for two characters, or for none.
        yield from zip(text, (len(run), *(0 for _ in text[1:])), strict=False)


_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}

_KINDS: tuple[tuple[re.Pattern[str], Callable[[str], Iterator[tuple[str, int]]]], ...] = (
    (re.compile(r"(?:%[0-9A-Fa-f]{2})+"), _percent),
    (
        re.compile(
            r"\\u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\\.",
            re.DOTALL,
        ),
        _backslash,
    ),
    (re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"), _entity),
)
