"""What got worse between two runs, and what silently stopped being tested."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_samples import found, quietly, requirement, results, waiver

from reports.comparison import ABSENT, Change, Comparison, Stop, compare
from reports.results import CheckResult, Outcome, Results

FAILED, PASSED, WARNED, ERROR = Outcome.FAILED, Outcome.PASSED, Outcome.WARNED, Outcome.ERROR
UNTESTED, NA = Outcome.UNTESTED, Outcome.NOT_APPLICABLE
VIOLATED, DECIDED = (FAILED, WARNED), (FAILED, WARNED, PASSED)


def run(outcome: Outcome | None, **changes: Any) -> Results:
    """A run with a requirement that others never look at, and one of that outcome, or without it."""
    beside = requirement(name="R-BESIDE")
    return results(*([] if outcome is None else [requirement(outcome)]), beside, **changes)


def check(name: str = "things.one", **changes: Any) -> CheckResult:
    given = {"name": name, "statement": "It.", "cases": 2, "exchanges": 3, "seconds": 0.5, "lacking": ()}
    return CheckResult(**given | changes)


def names(comparison: Comparison) -> dict[str, list[str]]:
    return {
        "failing": [one.name for one in comparison.failing],
        "passing": [one.name for one in comparison.passing],
        "untested": [one.name for one in comparison.untested],
    }


def test_a_run_is_no_worse_than_itself() -> None:
    for outcome in Outcome:
        same = compare(run(outcome), run(outcome))
        assert not same.worse
        assert names(same) == {"failing": [], "passing": [], "untested": []}


def test_newly_failing_says_what_is_observed() -> None:
    comparison = compare(run(PASSED), run(FAILED))
    assert comparison.failing == [Change("R-ONE", PASSED, FAILED, "status 500")]
    assert comparison.worse


def test_newly_passing_is_not_worse() -> None:
    comparison = compare(run(FAILED), run(PASSED))
    assert [one.name for one in comparison.passing] == ["R-ONE"]
    assert not comparison.worse


def test_no_longer_tested_says_why() -> None:
    blocked = results(requirement(UNTESTED, reason="the target does not lend clock"), requirement(name="R-BESIDE"))
    (change,) = compare(run(PASSED), blocked).untested
    assert change == Change("R-ONE", PASSED, UNTESTED, "the target does not lend clock")


def test_a_requirement_that_is_gone_is_no_longer_tested() -> None:
    (change,) = compare(run(PASSED), run(None)).untested
    assert (change.after, change.why) == (ABSENT, None)
    (change,) = compare(run(PASSED), run(None, partial=True)).untested
    assert change.why == "the new run was about a selection only"


def test_a_requirement_that_is_new_is_worse_only_if_it_fails() -> None:
    assert not compare(run(None), run(PASSED)).worse
    assert not compare(run(None), run(UNTESTED)).worse
    assert [one.before for one in compare(run(None), run(FAILED)).failing] == [ABSENT]


def test_a_waiver_changes_nothing() -> None:
    waived = results(requirement(FAILED, waiver=waiver()), requirement(name="R-BESIDE"), waived=True)
    assert compare(run(PASSED), waived).worse
    assert not compare(run(FAILED), waived).worse


def test_a_should_that_is_violated_now_got_worse() -> None:
    assert [one.after for one in compare(run(PASSED), run(WARNED)).failing] == [WARNED]
    assert [one.after for one in compare(run(WARNED), run(FAILED)).failing] == [FAILED]


@pytest.mark.parametrize(
    ("now", "why"),
    [
        ((), "the new run has no check of that name"),
        ((check(cases=0, lacking=("clock",)),), "the target no longer lends clock"),
        ((check(cases=0),), "it ran no case"),
    ],
    ids=["gone", "lacking", "without cases"],
)
def test_a_check_that_stopped_is_told_though_its_requirement_still_passes(
    now: tuple[CheckResult, ...], why: str
) -> None:
    comparison = compare(run(PASSED), run(PASSED, checks=now))
    assert comparison.stopped == [Stop("things.one", why)]
    assert comparison.worse


def test_a_check_that_never_ran_cannot_stop() -> None:
    never = (check(cases=0, lacking=("clock",)),)
    assert not compare(run(PASSED, checks=never), run(PASSED, checks=())).worse


def test_a_run_that_was_cut_short_is_worse() -> None:
    cut = run(PASSED, complete=False, cut="the target died")
    comparison = compare(run(PASSED), cut)
    assert comparison.incomplete == "the run is incomplete: the target died"
    assert comparison.worse
    assert not compare(cut, cut).worse
    assert not compare(cut, run(PASSED)).worse


def test_two_apis_have_nothing_in_common() -> None:
    with pytest.raises(ValueError, match="a run of sumvin and one of stripe"):
        compare(run(PASSED), run(PASSED, api="stripe"))


outcomes = st.sampled_from([*Outcome, None])


@given(st.lists(st.tuples(outcomes, outcomes), min_size=1, max_size=6))
@quietly
def test_every_change_is_told_once_and_nothing_else(pairs: list[tuple[Outcome | None, Outcome | None]]) -> None:
    def side(number: int) -> Results:
        return results(
            *(requirement(pair[number], f"R-{index}") for index, pair in enumerate(pairs) if pair[number] is not None)
        )

    comparison = compare(side(0), side(1))
    told = [one.name for one in (*comparison.failing, *comparison.passing, *comparison.untested)]
    assert len(told) == len(set(told))
    for index, (before, after) in enumerate(pairs):
        worse = (after in VIOLATED and before not in VIOLATED) or (before, after) == (WARNED, FAILED)
        stopped = before in DECIDED and after not in DECIDED
        better = after is PASSED and before not in (None, PASSED)
        assert (f"R-{index}" in told) == (worse or stopped or better)
        assert not (worse or stopped) or comparison.worse


def test_findings_of_several_checks_are_told_by_the_first() -> None:
    two = requirement(FAILED, findings=(found(observed="status 201"), found(observed="status 502")))
    (change,) = compare(run(PASSED), results(two, requirement(name="R-BESIDE"))).failing
    assert change.why == "status 201"
