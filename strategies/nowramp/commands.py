"""Lives of a session: what is done to it, one command after another, as plain data."""

from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

READ, LIST, CONFIRM, ORDER, CANCEL = "get", "list", "confirm", "order", "cancel"
BAD_CONFIRM, BAD_ORDER = "confirm with a wrong secret", "order without an amount"
EXPIRE: Final = "let the lifetime pass"

COMMANDS: Final = (READ, CONFIRM, ORDER, CANCEL, LIST, BAD_CONFIRM, BAD_ORDER)
"""Everything but the passing of time."""

_LONGEST: Final = 7


def lives() -> SearchStrategy[list[str]]:
    """One to seven commands within the lifetime."""
    return st.lists(st.sampled_from(COMMANDS), min_size=1, max_size=_LONGEST)


def lives_that_end() -> SearchStrategy[list[str]]:
    """Up to three commands, then the end of the lifetime, then up to four more."""
    before = st.lists(st.sampled_from(COMMANDS), max_size=3)
    after = st.lists(st.sampled_from(COMMANDS), min_size=1, max_size=4)
    return st.tuples(before, after).map(lambda drawn: [*drawn[0], EXPIRE, *drawn[1]])
