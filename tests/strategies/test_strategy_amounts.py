"""Amounts are in range, spelled plainly, and shrink to the plainest."""

import json
import math
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from strategies import amounts

quietly = settings(
    database=None, deadline=None, derandomize=True, max_examples=200, suppress_health_check=list(HealthCheck)
)

RANGES = [
    (Decimal(50), Decimal(150)),
    (Decimal("0.02"), Decimal("0.05")),
    (Decimal("0.001"), Decimal("0.002")),
    (Decimal("99.995"), Decimal("100.005")),
    (Decimal("7.25"), Decimal("7.25")),
    (Decimal("0.000000000000000001"), Decimal("0.000000000000000001")),
    (Decimal(1), Decimal("1E+30")),
]


@pytest.mark.parametrize(("low", "high"), RANGES)
def test_plausible_amounts_lie_in_range_and_have_few_decimals(low: Decimal, high: Decimal) -> None:
    @quietly
    @given(amounts.plausible(low, high))
    def check(amount: str) -> None:
        assert low <= Decimal(amount) <= high
        assert amount == f"{Decimal(amount):f}"
        decimals = len(amount.partition(".")[2])
        assert decimals <= 2 or decimals <= max(-low.as_tuple().exponent, -high.as_tuple().exponent)

    check()


@pytest.mark.parametrize(("low", "high"), RANGES)
def test_numbers_print_exactly(low: Decimal, high: Decimal) -> None:
    @quietly
    @given(amounts.numbers(low, high))
    def check(number: int | float) -> None:
        printed = Decimal(json.dumps(number))
        assert low <= printed <= high
        assert json.loads(json.dumps(number)) == number
        assert isinstance(number, int) or len(printed.normalize().as_tuple().digits) <= 15

    check()


@pytest.mark.parametrize(
    ("low", "high", "plainest"),
    [("50", "150", "100"), ("0.02", "0.05", "0.02"), ("0.05", "0.5", "0.1"), ("800", "1500", "1000"), ("3", "7", "3")],
)
def test_the_plainest_amount_is_the_simplest_example(low: str, high: str, plainest: str) -> None:
    drawn = amounts.plausible(Decimal(low), Decimal(high))
    found = find(drawn, lambda _: True, settings=settings(database=None, phases=[Phase.generate, Phase.shrink]))
    assert found == plainest == amounts.plain(Decimal(low), Decimal(high))


@pytest.mark.parametrize(("low", "high"), [("0", "1"), ("-1", "1"), ("2", "1"), ("NaN", "1"), ("1", "Infinity")])
def test_a_range_that_is_none_is_refused(low: str, high: str) -> None:
    with pytest.raises(ValueError, match="an amount range runs from"):
        amounts.plausible(Decimal(low), Decimal(high))


@quietly
@given(st.tuples(amounts.many_decimals(), amounts.tiny(), amounts.large()))
def test_extreme_amounts_are_positive_plain_decimals(drawn: tuple[str, str, str]) -> None:
    many, tiny, large = drawn
    assert 3 <= len(many.partition(".")[2]) <= 18
    assert not many.endswith("0")
    assert 0 < Decimal(tiny) < Decimal("0.1")
    assert Decimal(large) >= 1_000_000
    for amount in drawn:
        assert amount == f"{Decimal(amount):f}"


def test_what_is_not_positive_is_a_number_all_the_same() -> None:
    assert all(Decimal(str(value)) <= 0 for value in amounts.NOT_POSITIVE)
    assert {type(value) for value in amounts.NOT_POSITIVE} == {str, int, float}


def test_what_is_not_numeric_is_no_finite_number() -> None:
    for value in amounts.NOT_NUMERIC:
        assert not isinstance(value, int | float)
        if isinstance(value, str):
            try:
                finite = math.isfinite(float(value))
            except ValueError:
                finite = False
            assert not finite, value


def test_the_groups_keep_apart() -> None:
    groups = (amounts.NOT_POSITIVE, amounts.NOT_NUMERIC, amounts.DEBATABLE)
    spellings = [repr(value) for group in groups for value in group]
    assert len(spellings) == len(set(spellings))
    assert all(json.loads(json.dumps(value, allow_nan=False)) == value for group in groups for value in group)
