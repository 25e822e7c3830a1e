"""Runs of several visits and of several shards, folded into the results of one whole run."""

from pathlib import Path
from typing import Any

import pytest
from report_samples import check, finding, footer, header, journal, record, waiver

from reports import visits
from reports.compile import compile_run
from reports.journal import Header, JournalError, Line, NoteLine, Tally
from reports.results import Outcome, RequirementResult, Results, Verdict, WaiverState
from reports.visits import KILLED

HELD, VIOLATED = Tally(held=2), Tally(held=1, violated=1)
CHECKS = {"things.one": ("R-ONE",), "things.two": ("R-TWO",)}


def begun(**changes: Any) -> Header:
    return header(record("R-ONE"), record("R-TWO"), **{"checks": CHECKS, **changes})


def visit(folder: Path, number: int, *lines: Line, **changes: Any) -> None:
    journal(folder, begun(visit=number, **changes), *lines, worker=f"{number}-main")


def one_of(results: Results, name: str) -> RequirementResult:
    return next(one for one in results.requirements if one.id == name)


# ---- visits ------------------------------------------------------------------------------------------


def test_a_second_visit_finishes_what_was_killed(tmp_path: Path) -> None:
    visit(tmp_path, 1, check("things.one", exchanges=3, R_ONE=HELD))
    visit(tmp_path, 2, check("things.two", exchanges=4, R_TWO=HELD), footer(requests=5, seconds=2.0))
    results = compile_run(tmp_path)
    assert (results.verdict, results.complete, results.cut) == (Verdict.CONFORMANT, True, None)
    assert (results.requests, results.seconds, results.visits) == (3 + 5, 2.0, 2)
    assert [one.name for one in results.checks] == ["things.one", "things.two"]


def test_requests_and_seconds_of_visits_add_up(tmp_path: Path) -> None:
    visit(tmp_path, 1, check(R_ONE=HELD), footer(requests=5, seconds=2.0, cut="the time was over"))
    visit(tmp_path, 2, check("things.two", R_TWO=HELD), footer(requests=7, seconds=4.5))
    results = compile_run(tmp_path)
    assert (results.complete, results.requests, results.seconds) == (True, 12, 6.5)


def test_every_check_has_to_be_run_in_one_of_the_visits(tmp_path: Path) -> None:
    visit(tmp_path, 1, footer(cut="the time was over"))
    visit(tmp_path, 2, check(R_ONE=HELD), footer())
    results = compile_run(tmp_path)
    assert (results.verdict, results.complete, results.cut) == (Verdict.INCOMPLETE, False, "the time was over")
    assert one_of(results, "R-TWO").reason == "not reached: the time was over"
    assert visits.read(tmp_path).left == ["things.two"]


def test_a_run_that_left_a_check_out_is_incomplete_even_if_nothing_was_cut(tmp_path: Path) -> None:
    journal(tmp_path, begun(), check(R_ONE=HELD, R_TWO=HELD), footer())
    results = compile_run(tmp_path)
    assert (results.verdict, results.complete) == (Verdict.INCOMPLETE, False)
    assert results.cut == "1 of its checks were not run, such as things.two"


def test_a_run_whose_suite_was_changed_meanwhile_is_not_finished(tmp_path: Path) -> None:
    visit(tmp_path, 1, check("things.one", R_ONE=HELD), footer(cut="the target died"))
    visit(tmp_path, 2, check("things.two", R_TWO=HELD), footer(), suite_digest="6" * 64)
    results = compile_run(tmp_path)
    assert (results.verdict, results.complete) == (Verdict.INCOMPLETE, False)
    assert results.cut == "the suite was changed between two visits, or differs from shard to shard"


def test_a_last_visit_that_was_killed_leaves_the_run_unfinished(tmp_path: Path) -> None:
    visit(tmp_path, 1, check(R_ONE=HELD), footer(cut="the time was over"))
    visit(tmp_path, 2, check("things.two", R_TWO=HELD))
    results = compile_run(tmp_path)
    assert (results.complete, results.cut, results.ended) == (False, KILLED, None)


def test_a_check_that_was_cut_short_is_run_again_and_adds_up(tmp_path: Path) -> None:
    short = check("things.two", R_TWO=Tally(held=1, errors=("gone",))).model_copy(update={"cut": "the time was over"})
    visit(tmp_path, 1, check(R_ONE=HELD), short, footer(cut="the time was over"))
    assert visits.read(tmp_path).left == ["things.two"]
    visit(tmp_path, 2, check("things.two", R_TWO=HELD), footer())
    results = compile_run(tmp_path)
    assert (results.complete, one_of(results, "R-TWO").held) == (True, 3)
    assert [one.exchanges for one in results.checks] == [3, 6]
    assert visits.read(tmp_path).checks["things.two"].tallies["R-TWO"].errors == ()


def test_a_check_that_was_cut_short_decides_nothing_by_its_silence(tmp_path: Path) -> None:
    short = check("things.two", R_TWO=Tally()).model_copy(update={"cut": "the time was over"})
    visit(tmp_path, 1, check(R_ONE=HELD), short, footer(cut="the time was over"))
    assert one_of(compile_run(tmp_path), "R-TWO").outcome is Outcome.UNTESTED


def test_a_violation_of_an_earlier_visit_stays_one(tmp_path: Path) -> None:
    visit(tmp_path, 1, finding("R-ONE"))
    visit(tmp_path, 2, check(R_ONE=HELD), check("things.two", R_TWO=HELD), footer())
    results = compile_run(tmp_path)
    assert results.verdict is Verdict.NONCONFORMANT
    assert len(one_of(results, "R-ONE").findings) == 1


def test_the_waivers_are_those_of_the_last_visit_and_its_day_counts(tmp_path: Path) -> None:
    visit(tmp_path, 1, check(R_ONE=HELD), started="2026-01-01T00:00:00+00:00")
    visit(tmp_path, 2, check("things.two", R_TWO=HELD), footer(), started="2026-01-02T00:00:00+00:00")
    story = visits.read(tmp_path)
    assert (story.header.started[:10], story.last.started[:10]) == ("2026-01-01", "2026-01-02")
    assert compile_run(tmp_path).started == "2026-01-01T00:00:00+00:00"


# ---- what takes two visits ---------------------------------------------------------------------------


def note(check: str = "things.one", **changes: Any) -> NoteLine:
    known = {"noted": {"key": "k"}, "opened": "2026-01-01T10:00:30+00:00", "date": None, "after": 3600.0}
    return NoteLine(**{"check": check, "before": None, **known, **changes})


def test_what_waits_for_a_second_visit_is_untested_and_says_when(tmp_path: Path) -> None:
    lines = (note(), check(R_ONE=Tally()), check("things.two", R_TWO=HELD), footer())
    journal(tmp_path, begun(), *lines)
    one = one_of(compile_run(tmp_path), "R-ONE")
    assert (one.outcome, one.reason) == (
        Outcome.UNTESTED,
        "it takes a second visit, after 2026-01-01 11:01 UTC",
    )
    assert one.mend == "ramp-conformance resume RUN_DIR --window, after 2026-01-01 11:01 UTC"
    journal(tmp_path, begun(), note(before=7200.0), *lines)
    reason = one_of(compile_run(tmp_path), "R-ONE").reason
    assert reason == "it takes a second visit, between 2026-01-01 11:01 UTC and 2026-01-01 12:01 UTC"


def test_a_second_visit_decides(tmp_path: Path) -> None:
    visit(tmp_path, 1, note(), check(R_ONE=Tally()), check("things.two", R_TWO=HELD), footer())
    visit(tmp_path, 2, check(R_ONE=HELD), footer())
    assert one_of(compile_run(tmp_path), "R-ONE").outcome is Outcome.PASSED
    assert visits.read(tmp_path).pending == []


def test_a_second_visit_that_decided_nothing_may_be_made_again(tmp_path: Path) -> None:
    visit(tmp_path, 1, note(), check(R_ONE=Tally()), check("things.two", R_TWO=HELD), footer())
    visit(tmp_path, 2, check(R_ONE=Tally(blocked=("no session",))), footer())
    assert len(visits.read(tmp_path).pending) == 1
    reason = one_of(compile_run(tmp_path), "R-ONE").reason or ""
    assert reason.startswith("it takes a second visit")
    assert reason.endswith("(so far, a precondition failed: no session)")


# ---- shards ------------------------------------------------------------------------------------------


def shard(folder: Path, name: str, share: tuple[str, ...], *lines: Line, **changes: Any) -> None:
    changed = {"run": f"run-{name[0]}", "shard": name, "share": share, **changes}
    journal(folder, begun(**changed), *lines, worker=name.replace("/", "of"))


def test_a_shard_speaks_of_its_own_checks_alone(tmp_path: Path) -> None:
    shard(tmp_path, "1/2", ("things.one",), check(R_ONE=HELD), footer())
    results = compile_run(tmp_path)
    assert (results.verdict, results.complete, results.shard) == (Verdict.CONFORMANT, True, "1/2")
    assert [one.id for one in results.requirements] == ["R-ONE"]


def test_a_shard_that_lacks_one_of_its_checks_is_incomplete(tmp_path: Path) -> None:
    shard(tmp_path, "1/2", ("things.one", "things.two"), check(R_ONE=HELD), footer())
    assert compile_run(tmp_path).verdict is Verdict.INCOMPLETE


def test_what_another_shard_may_decide_is_not_held_against_one(tmp_path: Path) -> None:
    checks = {"things.one": ("R-ONE",), "things.two": ("R-ONE", "R-TWO"), "things.three": ("R-TWO",)}
    lines = (check(R_ONE=HELD), check("things.two", R_ONE=HELD, lacking=("clock",)))
    shard(tmp_path, "1/2", ("things.one", "things.two"), *lines, footer(), checks=checks)
    results = compile_run(tmp_path)
    assert results.verdict is Verdict.CONFORMANT
    assert [(one.id, one.required) for one in results.requirements] == [("R-ONE", True), ("R-TWO", False)]


def test_what_an_invariant_saw_is_told_by_every_shard(tmp_path: Path) -> None:
    shard(tmp_path, "1/2", ("things.one",), finding("R-TWO"), check(R_ONE=HELD, R_TWO=VIOLATED), footer())
    assert compile_run(tmp_path).verdict is Verdict.NONCONFORMANT


def test_a_waiver_of_what_another_shard_reports_is_idle(tmp_path: Path) -> None:
    waivers = tuple(waiver(requirement=name, expires="2999-01-01") for name in ("R-ONE", "R-TWO"))
    shard(tmp_path, "1/2", ("things.one",), check(R_ONE=HELD), footer(), waivers=waivers)
    found = compile_run(tmp_path)
    assert [one.state for one in found.waivers] == [WaiverState.IDLE, WaiverState.IDLE]
    shard(tmp_path, "2/2", ("things.two",), check("things.two", R_TWO=HELD), footer(), waivers=waivers)
    assert [one.state for one in compile_run(tmp_path).waivers] == [WaiverState.STALE, WaiverState.STALE]


def test_all_shards_together_are_the_whole_run(tmp_path: Path) -> None:
    shard(tmp_path, "1/2", ("things.one",), check(R_ONE=HELD), footer(requests=5, seconds=3.0))
    shard(tmp_path, "2/2", ("things.two",), check("things.two", R_TWO=HELD), footer(requests=7, seconds=2.0))
    results = compile_run(tmp_path)
    assert (results.verdict, results.complete, results.shard) == (Verdict.CONFORMANT, True, None)
    assert (results.requests, results.seconds, len(results.requirements)) == (12, 3.0, 2)
    assert results.run not in ("run-1", "run-2")


def test_a_shard_that_was_cut_leaves_the_whole_unfinished(tmp_path: Path) -> None:
    shard(tmp_path, "1/2", ("things.one",), check(R_ONE=HELD), footer())
    shard(tmp_path, "2/2", ("things.two",), check("things.two", R_TWO=HELD))
    results = compile_run(tmp_path)
    assert (results.verdict, results.cut, results.ended) == (Verdict.INCOMPLETE, KILLED, None)


def test_some_shards_are_no_run(tmp_path: Path) -> None:
    shard(tmp_path, "1/3", ("things.one",), footer())
    shard(tmp_path, "3/3", ("things.two",), footer())
    with pytest.raises(JournalError, match="holds shards 1/3, 3/3 of a run and lacks 2/3"):
        compile_run(tmp_path)


@pytest.mark.parametrize("name", ["", "2", "0/3", "1/0", "x/y", "1/9999999999", "1/2/3"])
def test_a_share_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    journal(tmp_path, begun(shard=name or "/"), footer())
    with pytest.raises(JournalError, match="no share of a run"):
        compile_run(tmp_path)


def test_a_joined_run_may_be_visited_again(tmp_path: Path) -> None:
    shard(tmp_path, "1/2", ("things.one",), note(), check(R_ONE=Tally()), footer())
    shard(tmp_path, "2/2", ("things.two",), check("things.two", R_TWO=HELD), footer())
    whole = compile_run(tmp_path)
    assert one_of(whole, "R-ONE").outcome is Outcome.UNTESTED
    visit(tmp_path, 2, check(R_ONE=HELD), footer(), run=whole.run)
    results = compile_run(tmp_path)
    assert (results.verdict, results.run, results.shard) == (Verdict.CONFORMANT, whole.run, None)


def test_journals_of_other_runs_are_not_taken_for_visits(tmp_path: Path) -> None:
    visit(tmp_path, 1, footer(), run="cafe")
    visit(tmp_path, 2, footer(), run="beef")
    with pytest.raises(JournalError, match="different runs"):
        compile_run(tmp_path)
