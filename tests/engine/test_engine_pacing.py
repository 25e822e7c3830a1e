"""How hard a target is pressed, and the pauses that it asks for."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.pacing import Pace, retry_after


def through(pace: Pace, count: int, hold: float = 0.0) -> tuple[list[float], int]:
    """Seconds at which so many turns began, and how many were held at once at most."""
    began: list[float] = []
    inside = most = 0

    async def one() -> None:
        nonlocal inside, most
        async with pace.turn():
            began.append(time.monotonic() - start)
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(hold)
            inside -= 1

    async def everybody() -> None:
        await asyncio.gather(*(one() for _ in range(count)))

    start = time.monotonic()
    asyncio.run(everybody())
    return began, most


def test_no_more_than_the_concurrency_are_under_way_at_once() -> None:
    assert through(Pace(3, None), 12, hold=0.005)[1] == 3


def test_without_a_rate_nobody_waits() -> None:
    assert through(Pace(50, None), 50)[0][-1] < 0.1


def test_a_rate_spaces_the_beginnings() -> None:
    began, _ = through(Pace(16, 50.0), 8)
    gaps = [later - earlier for earlier, later in pairwise(began)]
    assert min(gaps) > 0.015
    assert began[-1] >= 7 / 50 - 0.001


def test_nobody_starts_while_the_target_asks_to_wait() -> None:
    pace = Pace(4, None)
    pace.hold(0.1)
    began, _ = through(pace, 4)
    assert min(began) >= 0.09


def test_a_shorter_hold_does_not_end_a_longer_one() -> None:
    pace = Pace(4, None)
    pace.hold(0.1)
    pace.hold(0.0)
    assert min(through(pace, 1)[0]) >= 0.09


def test_a_turn_that_fails_gives_its_place_up() -> None:
    async def scenario() -> None:
        pace = Pace(1, None)
        for _ in range(2):
            with pytest.raises(RuntimeError):
                async with pace.turn():
                    raise RuntimeError

    asyncio.run(asyncio.wait_for(scenario(), 1))


@pytest.mark.parametrize(("value", "seconds"), [("0", 0.0), ("7", 7.0), (" 120 ", 120.0)])
def test_retry_after_may_be_a_number_of_seconds(value: str, seconds: float) -> None:
    assert retry_after(value, attempt=0) == seconds


def test_retry_after_may_be_a_date() -> None:
    then = datetime.now(UTC) + timedelta(seconds=30)
    assert 28 < retry_after(format_datetime(then, usegmt=True), attempt=0) <= 30


def test_a_date_that_has_passed_means_now() -> None:
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT", attempt=0) == 0.0


def test_a_pause_of_no_length_is_not_taken_at_its_word_for_ever() -> None:
    assert [retry_after("0", attempt=attempt) for attempt in range(5)] == [0.0, 0.0, 0.0, 1.0, 1.0]
    assert retry_after("7", attempt=9) == 7.0


@pytest.mark.parametrize("value", [None, "", "soon", "-5", "1.5", "Wed, 32 Oct 2015 07:28:00 GMT"])
def test_without_a_readable_header_the_wait_doubles(value: str | None) -> None:
    assert [retry_after(value, attempt=attempt) for attempt in range(4)] == [0.5, 1.0, 2.0, 4.0]


@settings(database=None, deadline=None, derandomize=True, max_examples=300)
@given(st.text(st.sampled_from("0123456789 ,:+-GMTWedOct²٣\x00"), max_size=40))
def test_no_header_upsets_anybody(value: str) -> None:
    assert retry_after(value, attempt=0) >= 0
