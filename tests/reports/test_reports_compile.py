"""Run directories folded into results: finished, killed, of several workers, of the wrong kind."""

from pathlib import Path

import pytest
from report_samples import check, exchange, finding, footer, header, journal, record, specimen

from reports.compile import compile_run
from reports.journal import CrashLine, JournalError, Line, Tally
from reports.results import Outcome, RequirementResult, Verdict

HELD, VIOLATED = Tally(held=2), Tally(held=1, violated=1)
KILLED = "the run was killed before it came to its end"


def only(folder: Path, *lines: Line) -> RequirementResult:
    """The one requirement of a run of one journal."""
    journal(folder, *lines)
    (result,) = compile_run(folder).requirements
    return result


def test_a_finished_run(tmp_path: Path) -> None:
    journal(
        tmp_path,
        header(record("R-ONE"), record("R-TWO", "SHOULD"), checks={"things.one": ("R-ONE", "R-TWO")}, seed=7),
        finding("R-TWO"),
        specimen("R-ONE"),
        check(R_ONE=HELD, R_TWO=VIOLATED),
        finding("R-TWO", stable=True, shrunk=True),
        footer(),
    )
    results = compile_run(tmp_path)
    one, two = results.requirements
    assert (results.verdict, results.complete, results.cut, results.partial) == (Verdict.CONFORMANT, True, None, False)
    assert (results.seed, results.requests, results.seconds) == (7, 12, 9.0)
    assert (results.started, results.ended) == ("2026-01-01T00:00:00+00:00", "2026-01-01T00:00:09+00:00")
    assert results.counts == {Outcome.PASSED: 1, Outcome.WARNED: 1}
    assert (one.outcome, one.held, one.required, one.checks) == (Outcome.PASSED, 2, True, ("things.one",))
    assert len(one.specimen) == 1
    assert (two.outcome, two.held, two.violated, two.required) == (Outcome.WARNED, 1, 1, False)
    assert [(each.stable, each.shrunk) for each in two.findings] == [(True, True)]
    assert [(each.name, each.cases, each.exchanges) for each in results.checks] == [("things.one", 2, 3)]


def test_the_level_decides_what_is_required(tmp_path: Path) -> None:
    requirements = (
        record("R-CORE"),
        record("R-FULL", core=False),
        record("R-SHOULD", "SHOULD"),
        record("R-NEVER", untestable="nobody can see it"),
    )
    journal(tmp_path, header(*requirements), footer())
    assert [one.required for one in compile_run(tmp_path).requirements] == [True, False, False, False]
    journal(tmp_path, header(*requirements, level="full"), footer())
    assert [one.required for one in compile_run(tmp_path).requirements] == [True, True, False, False]


# ---- killed and cut runs -----------------------------------------------------------------------------


def test_a_run_without_a_footer_was_killed(tmp_path: Path) -> None:
    journal(tmp_path, header(record("R-ONE"), record("R-TWO")), check(R_ONE=HELD))
    results = compile_run(tmp_path)
    assert (results.verdict, results.complete, results.cut) == (Verdict.INCOMPLETE, False, KILLED)
    assert (results.ended, results.seconds, results.requests) == (None, 0.0, 3)
    assert [(one.outcome, one.reason) for one in results.requirements] == [
        (Outcome.PASSED, None),
        (Outcome.UNTESTED, f"not reached: {KILLED}"),
    ]


def test_a_last_line_that_was_cut_is_left_out(tmp_path: Path) -> None:
    journal(tmp_path, header(), check(R_ONE=HELD), check("things.two", R_ONE=VIOLATED), cut=20)
    results = compile_run(tmp_path)
    assert [one.name for one in results.checks] == ["things.one"]
    assert results.requirements[0].outcome is Outcome.PASSED


def test_a_violation_before_the_end_stays_one(tmp_path: Path) -> None:
    journal(tmp_path, header(), finding(), check(R_ONE=VIOLATED), footer(cut="the target died"))
    results = compile_run(tmp_path)
    assert (results.verdict, results.complete, results.cut) == (Verdict.NONCONFORMANT, False, "the target died")


def test_a_violation_counts_even_if_its_check_was_killed_before_it_could_count(tmp_path: Path) -> None:
    journal(tmp_path, header(), finding(), check(R_ONE=VIOLATED), cut=20)
    results = compile_run(tmp_path)
    assert (results.verdict, results.complete) == (Verdict.NONCONFORMANT, False)
    assert (results.requirements[0].outcome, results.requirements[0].violated) == (Outcome.FAILED, 1)


def test_a_finding_is_counted_once(tmp_path: Path) -> None:
    assert only(tmp_path, header(), finding(), check(R_ONE=VIOLATED), finding(stable=True), footer()).violated == 1


def test_a_crash_makes_a_run_incomplete(tmp_path: Path) -> None:
    journal(tmp_path, header(), check(R_ONE=HELD), CrashLine(check="things.two", traceback="Traceback …"), footer())
    results = compile_run(tmp_path)
    assert (results.verdict, results.complete, results.cut) == (Verdict.INCOMPLETE, False, None)
    assert results.crashes == ("Traceback …",)


# ---- several workers ---------------------------------------------------------------------------------


def worker(folder: Path, name: str, *lines: Line, cut: int = 0) -> None:
    started = f"2026-01-01T00:00:0{5 - int(name[-1])}+00:00"
    journal(folder, header(worker=name, workers=2, started=started), *lines, worker=name, cut=cut)


def test_workers_are_merged(tmp_path: Path) -> None:
    worker(tmp_path, "gw0", check("things.two", R_ONE=HELD), footer(requests=5, seconds=3.0))
    later = footer(requests=7, seconds=4.5, ended="2026-01-01T00:00:20+00:00")
    worker(tmp_path, "gw1", finding(), check("things.one", R_ONE=VIOLATED), later)
    results = compile_run(tmp_path)
    (one,) = results.requirements
    assert (results.complete, results.requests, results.seconds) == (True, 12, 4.5)
    assert (results.started, results.ended) == ("2026-01-01T00:00:04+00:00", "2026-01-01T00:00:20+00:00")
    assert (one.outcome, one.held, one.violated) == (Outcome.FAILED, 3, 1)
    assert one.checks == ("things.one", "things.two")
    assert [check.name for check in results.checks] == ["things.one", "things.two"]


def test_the_order_of_workers_changes_nothing_that_counts(tmp_path: Path) -> None:
    parts = ((check("things.two", R_ONE=HELD), footer()), (finding(), check(R_ONE=VIOLATED), footer(seconds=1.0)))
    folded = []
    for number, order in enumerate((parts, parts[::-1])):
        folder = tmp_path / str(number)
        folder.mkdir()
        for name, lines in zip(("gw0", "gw1"), order, strict=True):
            worker(folder, name, *lines)
        folded.append(compile_run(folder))
    assert folded[0] == folded[1]


def test_a_worker_whose_journal_is_missing_was_killed(tmp_path: Path) -> None:
    worker(tmp_path, "gw0", check(R_ONE=HELD), footer())
    results = compile_run(tmp_path)
    assert (results.verdict, results.complete, results.cut) == (Verdict.INCOMPLETE, False, KILLED)


@pytest.mark.parametrize("left", [0, 25])
def test_a_worker_that_was_killed_in_its_header_counts_as_missing(tmp_path: Path, left: int) -> None:
    worker(tmp_path, "gw0", check(R_ONE=HELD), footer())
    (tmp_path / "journal-gw1.jsonl").write_bytes(header().model_dump_json().encode()[:left])
    results = compile_run(tmp_path)
    assert (results.complete, results.cut) == (False, KILLED)
    assert results.requirements[0].outcome is Outcome.PASSED


def test_the_requests_of_a_killed_worker_are_counted_from_its_checks(tmp_path: Path) -> None:
    worker(tmp_path, "gw0", check(R_ONE=HELD), footer(requests=5))
    worker(tmp_path, "gw1", check("things.two", exchanges=4, R_ONE=HELD))
    assert compile_run(tmp_path).requests == 9


def test_the_reason_of_a_cut_comes_before_the_lack_of_a_footer(tmp_path: Path) -> None:
    worker(tmp_path, "gw0", check(R_ONE=HELD), footer(cut="the target died"))
    assert compile_run(tmp_path).cut == "the target died"


# ---- findings ----------------------------------------------------------------------------------------


def test_the_latest_finding_of_a_check_wins(tmp_path: Path) -> None:
    one = only(
        tmp_path,
        header(),
        finding(observed="large"),
        check(R_ONE=VIOLATED),
        finding(observed="small", shrunk=True),
        footer(),
    )
    assert [found.observed for found in one.findings] == ["small"]


def test_the_pursued_finding_speaks_first_and_a_stable_one_before_an_unstable(tmp_path: Path) -> None:
    one = only(
        tmp_path,
        header(),
        finding(check="a"),
        finding(check="b", stable=False),
        finding(check="d", stable=True),
        finding(check="c", stable=True),
        footer(),
    )
    assert [found.check for found in one.findings] == ["c", "d", "b", "a"]


def test_a_finding_keeps_its_id_over_runs(tmp_path: Path) -> None:
    first = only(tmp_path, header(), finding(observed="a"), finding(check="things.two"), footer())
    second = only(tmp_path, header(run="beef"), finding(observed="b", stable=True), footer())
    assert len({found.id for found in first.findings}) == 2
    assert second.findings[0].id == next(found.id for found in first.findings if found.check == "things.one")


def test_the_first_specimen_is_kept(tmp_path: Path) -> None:
    lines = (specimen(response_body="first"), specimen(check="things.two", response_body="second"))
    one = only(tmp_path, header(), *lines, check(R_ONE=HELD), footer())
    assert one.specimen == (exchange(response_body="first"),)


# ---- what was not decided ----------------------------------------------------------------------------


def test_a_capability_that_is_not_lent_names_its_mend(tmp_path: Path) -> None:
    asked = record(needs=("clock",))
    one = only(
        tmp_path,
        header(asked, checks={"things.one": ("R-ONE",)}),
        check(lacking=("clock",), R_ONE=Tally()),
        footer(),
    )
    assert (one.outcome, one.reason) == (Outcome.UNTESTED, "the target does not lend clock")
    assert one.mend == "add [clock]"


def test_a_requirement_that_no_check_reached_names_what_it_lacks(tmp_path: Path) -> None:
    one = only(tmp_path, header(record(needs=("clock",))), footer())
    assert (one.reason, one.mend) == ("the target does not lend clock", "add [clock]")


def test_a_capability_that_one_check_lacked_is_no_matter_once_another_decided(tmp_path: Path) -> None:
    checks = {"things.one": ("R-ONE",), "things.two": ("R-ONE",)}
    lines = (check(lacking=("clock",), R_ONE=Tally()), check("things.two", R_ONE=HELD))
    one = only(tmp_path, header(checks=checks), *lines, footer())
    assert (one.outcome, one.reason, one.mend) == (Outcome.PASSED, None, None)


def test_a_failed_precondition_is_no_violation(tmp_path: Path) -> None:
    one = only(tmp_path, header(), check(R_ONE=Tally(blocked=("no session",))), footer())
    assert (one.outcome, one.reason, one.mend) == (Outcome.UNTESTED, "a precondition failed: no session", None)


def test_only_selected_requirements_are_in_the_results(tmp_path: Path) -> None:
    journal(
        tmp_path,
        header(record("R-ONE"), record("R-TWO"), selected=("R-TWO",)),
        finding("R-ONE"),
        check(R_ONE=VIOLATED, R_TWO=HELD),
        footer(),
    )
    results = compile_run(tmp_path)
    assert results.partial
    assert [one.id for one in results.requirements] == ["R-TWO"]
    assert results.verdict is Verdict.CONFORMANT


# ---- folders that hold no run ------------------------------------------------------------------------


def test_a_folder_without_a_journal(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match=r"holds no journal of a run; name the folder that `run` reported"):
        compile_run(tmp_path)
    with pytest.raises(JournalError, match="holds no journal"):
        compile_run(tmp_path / "nowhere")


def test_a_run_that_was_killed_before_its_header_was_written(tmp_path: Path) -> None:
    (tmp_path / "journal-main.jsonl").write_bytes(b'{"kind":"hea')
    with pytest.raises(JournalError, match="was killed before it wrote anything down; run it again"):
        compile_run(tmp_path)


def test_journals_of_different_runs(tmp_path: Path) -> None:
    journal(tmp_path, header(run="cafe"), footer(), worker="gw0")
    journal(tmp_path, header(run="beef"), footer(), worker="gw1")
    with pytest.raises(JournalError, match="different runs; give each run a folder of its own"):
        compile_run(tmp_path)
