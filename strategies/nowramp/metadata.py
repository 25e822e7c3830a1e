"""Metadata of sessions: what fits the three limits, and what breaks one of them.

The limits are at most 20 keys, 4 KB and 2 levels of nesting (Create Session, Request Body › metadata). Whether 4 KB are
4,000 or 4,096 bytes, whether keys count at the top or everywhere, and whether three objects one within another are two
levels of nesting, the document leaves open; nothing here comes near those seams.
"""

from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from strategies.nowramp.vocabulary import MOST_KEYS

Metadata = dict[str, object]

ORDINARY: Final[tuple[Metadata, ...]] = (
    {"order": "A-7"},
    {},
    {"note": ""},
    {"level": 7, "ratio": 0.5, "vip": True, "trial": False},
    {"player": {"id": "p-7", "rank": 3}},
    {"greeting": "Zoë, 東京, שלום"},
    {"quote": 'say "hi"', "back": "\\n", "html": "<b>&amp;</b>"},
)
"""Small and plain; the first is the simplest."""

ODD_KEYS: Final[tuple[Metadata, ...]] = (
    {"grüße": "x"},
    {"a b": "with spaces", "dotted.key": "x", "dash-key": "y", "UPPER": "Z"},
    {"$dollar": 1, "": 2, "0": 3},
)
"""Keys that some stores cannot hold: taken or not, but not altered."""

KEYS_FIT: Final[tuple[Metadata, ...]] = (
    {f"k{number}": number for number in range(MOST_KEYS - 1)},
    {f"k{number}": number for number in range(MOST_KEYS)},
    {f"key_{number:02d}": f"value {number}" for number in range(MOST_KEYS)},
)

TOO_MANY_KEYS: Final[tuple[Metadata, ...]] = (
    {f"k{number}": number for number in range(MOST_KEYS + 1)},
    {f"k{number}": "" for number in range(MOST_KEYS + 1)},
    {f"k{number}": number for number in range(30)},
    {f"k{number}": number for number in range(100)},
)

SIZE_FITS: Final[tuple[Metadata, ...]] = (
    {"text": "x" * 3_800},
    {f"k{number}": "y" * 370 for number in range(10)},
    {f"k{number}": "z" * 1_200 for number in range(3)},
)
"""Just under 4 KB, whatever separators a server counts."""

TOO_LARGE: Final[tuple[Metadata, ...]] = (
    {"text": "x" * 4_200},
    {f"k{number}": "y" * 420 for number in range(10)},
    {f"k{number:02d}": "z" * 210 for number in range(MOST_KEYS)},
    {"nested": {"text": "x" * 4_200}},
    {"k" * 4_200: "x"},
    {"text": "x" * 20_000},
    # Fewer than 4,000 characters, but KB are bytes.
    {"text": "é" * 3_000},
    {f"k{number}": "語" * 180 for number in range(10)},
)
"""Just over 4,096 bytes, and well over."""

NESTING_FITS: Final[tuple[Metadata, ...]] = (
    {"a": {"b": 1}},
    {"a": {"b": "text", "c": True}, "d": {"e": "text"}},
    {f"k{number}": {"b": number} for number in range(5)},
    {"a": {}},
)


def nested(levels: int) -> Metadata:
    """So many objects, one within another."""
    value: Metadata = {"end": 1}
    for _ in range(levels - 1):
        value = {"in": value}
    return value


TOO_DEEP: Final[tuple[Metadata, ...]] = (
    nested(4),
    nested(5),
    nested(10),
    {"plain": "x", "deep": nested(4)},
    {"shallow": {"end": 1}, "deep": nested(3)},
    # An array between them makes objects no less deep.
    {"list": [nested(3)]},
    {"in": {"list": [{"end": 1}, nested(2)]}},
)

NO_METADATA: Final[tuple[object, ...]] = ("text", 7, True, ["a"], [{"a": 1}])
"""What is no object."""


def ordinary() -> SearchStrategy[Metadata]:
    """Metadata well inside all limits."""
    return st.sampled_from(ORDINARY)
