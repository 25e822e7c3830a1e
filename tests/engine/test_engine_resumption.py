"""What takes two visits: what the first leaves behind, when the second is due, and by which clock."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any

import pytest
from engine_bench import ALICE_SECRET, CREATED, Bench, Call, Outcome, Reply, honest, reply, session
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from conformance.check import Check, Second, check, sweep
from conformance.errors import ConfigurationError
from conformance.expectation import expect, given
from conformance.resumption import second, too_early
from reports.journal import NoteLine

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = 3600.0


# ---- checks of two visits ----------------------------------------------------------------------------


async def _it_is_still_there(sumvin: Any, noted: Any) -> None:
    answer = await sumvin.alice.open_session({"again": noted["amount"]})
    expect(answer, CREATED).status(201)


@check(CREATED, second=Second(_it_is_still_there, after=timedelta(hours=1), before=timedelta(hours=2)))
@sweep(amount=st.integers(0, 1000), most=2)
async def opens(sumvin: Any, amount: int) -> Any:
    """Opens sessions to look at later."""
    given(await sumvin.alice.open_session({"source_amount": amount})).status(201)
    return {"amount": amount, "secret": ALICE_SECRET} if amount % 2 == 0 else None


@check(CREATED)
async def returns_something(sumvin: Any) -> Any:
    """Has no second visit, whatever it returns."""
    return {"answer": (await sumvin.alice.open_session({})).status}


def notes(outcome: Outcome) -> list[NoteLine]:
    return [line for line in outcome.lines if isinstance(line, NoteLine)]


def test_what_a_check_leaves_behind_is_noted_with_both_clocks_and_without_secrets(bench: Bench) -> None:
    def dated(call: Call) -> Reply:
        return reply(201, session(call.number), date="Sun, 01 Mar 2026 12:00:00 GMT")

    first = bench.run(dated, opens)
    told = notes(first)
    assert 0 < len(told) <= 2
    for note in told:
        assert (note.check, note.after, note.before) == (opens.name, HOUR, 2 * HOUR)
        assert note.noted == {"amount": note.noted["amount"], "secret": "‹alice.x-juno-jwt›"}
        assert note.date == "Sun, 01 Mar 2026 12:00:00 GMT"
        assert abs(datetime.now(UTC) - datetime.fromisoformat(note.opened)) < timedelta(minutes=5)


def test_only_checks_of_two_visits_leave_something_behind(bench: Bench) -> None:
    assert notes(bench.run(honest, returns_something)) == []


def test_a_check_whose_precondition_failed_leaves_nothing_behind(bench: Bench) -> None:
    assert notes(bench.run(lambda call: reply(500), opens)) == []


def test_the_second_visit_is_a_check_of_its_own_with_a_case_for_each_note(bench: Bench) -> None:
    again = opens.again([{"amount": 2}, {"amount": 4}])
    assert (again.name, again.requirements, again.second) == (opens.name, opens.requirements, None)
    outcome = bench.run(lambda call: reply(500) if call.json == {"again": 4} else honest(call), again)
    assert outcome.line(again).cases == 2
    assert outcome.findings[-1].case == {"noted": {"amount": 4}}
    assert outcome.findings[-1].stable


def test_a_check_of_one_visit_has_no_second() -> None:
    with pytest.raises(AssertionError, match="has no second visit"):
        returns_something.again([])


# ---- when it is due ----------------------------------------------------------------------------------


def note(of: Check = opens, *, opened: datetime = NOON, before: float | None = None, **noted: Any) -> NoteLine:
    return NoteLine(check=of.name, noted=noted, opened=opened.isoformat(), date=None, after=HOUR, before=before)


def earlier(*pending: NoteLine) -> Any:
    return SimpleNamespace(pending=pending)


def test_what_is_due_is_done_and_the_rest_is_left() -> None:
    due, coming = note(amount=1), note(returns_something, opened=NOON + timedelta(hours=1))
    errand = second(earlier(due, due, coming), 2, NOON + timedelta(hours=1))
    assert (errand.visit, errand.checks) == (2, {opens.name})
    assert [one["noted"] for one in errand.noted[opens.name]] == [{"amount": 1}, {"amount": 1}]
    assert errand.includes(opens.name)
    assert not errand.includes(returns_something.name)


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0.99, "it is too early for a second visit; come again after 2026-03-01 13:00 UTC"),
        (2.01, "it is too late for a second visit, which was due until 2026-03-01 14:00 UTC; run it anew"),
    ],
)
def test_a_visit_at_the_wrong_time_is_told_the_right_one(hours: float, words: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        second(earlier(note(before=2 * HOUR)), 2, NOON + timedelta(hours=hours))
    assert str(raised.value) == words


def test_a_run_that_left_nothing_behind_is_not_visited_again() -> None:
    with pytest.raises(ConfigurationError, match="nothing in this run waits for a second visit"):
        second(earlier(), 2, NOON)


@settings(database=None, deadline=None, derandomize=True, max_examples=50)
@drawn(st.integers(0, 10_000), st.none() | st.integers(3600, 9000))
def test_the_targets_own_clock_has_to_agree(seconds: int, before: int | None) -> None:
    known = {"date": format_datetime(NOON, usegmt=True), "after": HOUR, "before": before}
    now = format_datetime(NOON + timedelta(seconds=seconds), usegmt=True)
    fits = seconds >= HOUR and (before is None or seconds <= before)
    assert (too_early(known, now) is None) == fits


@pytest.mark.parametrize(("then", "now"), [(None, "x"), ("x", None), ("Sun, 01 Mar 2026 12:00:00 GMT", "yesterday")])
def test_a_target_that_tells_no_time_has_no_say(then: str | None, now: str | None) -> None:
    assert too_early({"date": then, "after": HOUR, "before": None}, now) is None
