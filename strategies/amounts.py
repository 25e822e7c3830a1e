"""Amounts of money, as decimal strings and as JSON numbers."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cache, partial
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

NOT_POSITIVE: Final[tuple[object, ...]] = (
    "0", "0.00", "0.000000000000000000", "-0", "-5", "-100", "-0.01", "-0.000000000000000001",
    0, 0.0, -1, -100, -0.5,
)  # fmt: skip
"""Numbers that are not above zero, as strings and as JSON numbers."""

NOT_NUMERIC: Final[tuple[object, ...]] = (
    "", " ", "abc", "ten", "-", ".", "NaN", "nan", "sNaN", "Infinity", "-Infinity", "inf",
    "1,5", "1 000", "1,000.00", "1.2.3", "--1", "1-", "0x10", "1e", "12abc", "1/2", "½", "$100", "100 USD",
    "null", "true", [], ["100"], {}, {"value": "100"},
)  # fmt: skip
"""What no reading takes for a finite number."""

UNUSUAL: Final = (
    "1", "0.5", "0.01", "0.001", "0.000001", "0.00000001", "0.000000000000000001", "9.99", "123.456789",
    "100.000000000000000001", "10000", "1000000", "999999999.99", "1000000000000000000", "100000000000000000000000",
)  # fmt: skip
"""Amounts above zero that stand at the edges of somebody's column, type or business rule."""

DEBATABLE: Final[tuple[object, ...]] = (
    "+5", " 100", "100 ", "100\n", "1e2", "1E+2", "100.", ".5", "0100", "1_000", "١٠٠", True, False,
)  # fmt: skip
"""What one careful reader takes for a number and another does not; either answer is fine."""

COUNT: Final = 3 * 2**18
"""How many places of a range `nth` tells apart."""

_EXACT_IN_A_DOUBLE: Final = 10**15
"""A decimal of at most 15 significant digits prints again as it was read."""


def plausible(low: Decimal, high: Decimal) -> SearchStrategy[str]:
    """Decimal strings from low to high, both included, with at most two decimals.

    A range so narrow that no such amount lies in it (0.001 to 0.002) gets the decimals of its bounds. The simplest
    amount drawn is `plain(low, high)`.
    """
    _require_range(low, high)
    return places().map(partial(nth, low, high))


def numbers(low: Decimal, high: Decimal) -> SearchStrategy[int | float]:
    """JSON numbers from low to high: an int where the amount is whole, else a float that prints as the amount does."""
    _require_range(low, high)
    return places().map(partial(nth_number, low, high))


def places() -> SearchStrategy[int]:
    """Where in a range an amount lies, for `nth`. Fast where the range itself is drawn too."""
    return st.integers(0, COUNT - 1)


def nth(low: Decimal, high: Decimal, place: int) -> str:
    """The amount at a place of a range: at 0 the plainest, then whole ones, tenths and cents in turn, all rising."""
    return _nth(low, high, place, _grids(low, high))


def nth_number(low: Decimal, high: Decimal, place: int) -> int | float:
    """The amount at a place of a range as a JSON number."""
    return number(_nth(low, high, place, _exact_grids(low, high)))


def number(amount: str) -> int | float:
    """The JSON number that a decimal string spells."""
    return float(amount) if "." in amount else int(amount)


@cache
def plain(low: Decimal, high: Decimal) -> str:
    """The plainest amount of a range: 100 if it lies inside, else a power of ten, else the lower bound."""
    _require_range(low, high)
    for candidate in (Decimal(100), Decimal(10) ** high.adjusted()):
        if low <= candidate <= high:
            return f"{candidate:f}"
    return f"{low:f}"


def many_decimals() -> SearchStrategy[str]:
    """Decimal strings of one and more with 3 to 18 decimals, the last of which is a 1."""
    fractions = st.tuples(st.integers(0, 10**17 - 1), st.sampled_from(range(2, 18))).map(
        lambda drawn: f"{drawn[0]:017d}"[-drawn[1] :] + "1"
    )
    return st.builds("{}.{}".format, st.integers(1, 100), fractions)


def tiny() -> SearchStrategy[str]:
    """Positive amounts from a few cents down to the smallest unit of a token with 18 decimals."""
    return st.sampled_from([f"0.{'0' * zeros}{digit}" for zeros in range(1, 18) for digit in (1, 5)])


def large() -> SearchStrategy[str]:
    """Amounts from a million up to 24 digits: round ones, and those one cent short of the next."""
    lengths = range(7, 25)
    return st.sampled_from(["1" + "0" * (n - 1) for n in lengths] + ["9" * n + ".99" for n in lengths])


_Grid = tuple[int, int, int]
"""Amounts with so many decimals, from a first step to a last."""


def _nth(low: Decimal, high: Decimal, place: int, grids: tuple[_Grid, ...]) -> str:
    if place == 0 or not grids:
        return plain(low, high)
    height, which = divmod(place, len(grids))
    decimals, first, last = grids[which]
    return _written(decimals, first + (last - first) * height // (COUNT // len(grids) - 1))


@cache
def _grids(low: Decimal, high: Decimal) -> tuple[_Grid, ...]:
    """The whole amounts, the tenths and the cents of a range; where it holds none, the steps that its bounds lie on."""
    _require_range(low, high)
    usual = [grid for decimals in (0, 1, 2) if (grid := _grid(low, high, decimals))]
    finest = _grid(low, high, max(_decimals(low), _decimals(high)))
    return tuple(usual or ([finest] if finest else []))


@cache
def _exact_grids(low: Decimal, high: Decimal) -> tuple[_Grid, ...]:
    return tuple(grid for grid in _grids(low, high) if grid[0] == 0 or grid[2] < _EXACT_IN_A_DOUBLE)


def _grid(low: Decimal, high: Decimal, decimals: int) -> _Grid | None:
    first = int(low.scaleb(decimals).to_integral_value(ROUND_CEILING))
    last = int(high.scaleb(decimals).to_integral_value(ROUND_FLOOR))
    return (decimals, first, last) if first <= last else None


def _require_range(low: Decimal, high: Decimal) -> None:
    if not (low.is_finite() and high.is_finite() and 0 < low <= high):
        raise ValueError(f"an amount range runs from a positive number to one not below it, not from {low} to {high}")


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _written(decimals: int, step: int) -> str:
    if decimals == 0:
        return str(step)
    whole, fraction = divmod(step, 10**decimals)
    return f"{whole}.{fraction:0{decimals}d}"
