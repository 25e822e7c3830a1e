"""When the checks of Sumvin look at what the target's clock brings: soon after each step, and as seldom as can be."""

import pytest

from conformance.sumvin.moments import MARGIN, OVER_A_DAY, later, next_after, seen
from strategies.sumvin.linked import Due


@pytest.mark.parametrize(
    ("due", "moments"),
    [
        ({}, {}),
        ({"linked": 120}, {"linked": 150}),
        ({"linked": 120, "changed": 3600}, {"linked": 150, "changed": 3750}),
        ({"completed": 900, "failed": 900, "cancelled": 1000}, {"completed": 1030, "failed": 1030, "cancelled": 1030}),
        ({"processing": 300, "completed": 900}, {"processing": 330, "completed": 930}),
        ({"processing": 60, "completed": 120}, {"processing": 80, "completed": 150}),
        ({"processing": 60, "completed": 80}, {"completed": 110}),
        ({"processing": 300, "completed": 900, "linked": 10}, {"linked": 40, "processing": 330, "completed": 930}),
        ({"completed": 100, "refunded": 5000}, {"completed": 130, "refunded": 5030}),
    ],
)
def test_each_step_is_looked_at_soon_and_together_with_others(due: dict[str, int], moments: dict[str, int]) -> None:
    assert seen(Due(**due)) == moments


def test_a_payment_is_looked_at_before_it_has_settled() -> None:
    due = Due(processing=60, completed=120, failed=70, cancelled=65, linked=30)
    assert 60 < seen(due)["processing"] < 120 - MARGIN // 2


def test_what_is_over_is_looked_at_twice_more() -> None:
    assert later(Due()) == (600, OVER_A_DAY)
    assert later(Due(completed=900)) == (1530, OVER_A_DAY)
    first, second = later(Due(completed=200_000))
    assert first == second == 200_630


def test_others_wait_for_what_somebody_waits_for_anyway() -> None:
    due = Due(linked=120, completed=900)
    assert [next_after(due, seconds) for seconds in (0, 151, 931, 80_000)] == [150, 930, 1530, OVER_A_DAY]
