"""What entered the catalogue after the version that is scored: told on every face of a run, and held against nobody."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_samples import check, finding, footer, found, header, journal, record, requirement, results, sparingly
from rich.console import Console

from reports.annotations import annotations
from reports.comparison import compare
from reports.compile import compile_run
from reports.html import render
from reports.journal import JournalError, Tally
from reports.junit import junit
from reports.markdown import markdown
from reports.results import Outcome, RequirementResult, Results, Verdict
from reports.terminal import print_results, summary_line
from reports.verdict import exit_code, shortfall, verdict_of

HELD, VIOLATED = Tally(held=2), Tally(violated=1)
UNDECIDED = (Outcome.UNTESTED, Outcome.ERROR)


def grown(folder: Path, *, scored: int = 2, **tallies: Tally) -> Path:
    """A run with catalogue 2, which has one requirement more than catalogue 1 had."""
    told = {"R_ONE": HELD, "R_LATER": VIOLATED} | tallies
    journal(
        folder,
        header(record("R-ONE"), record("R-LATER", since=2), catalogue_version=2, scored_version=scored),
        *([finding("R-LATER")] if told["R_LATER"].violated else []),
        check(**told),
        footer(),
    )
    return folder


def later(outcome: Outcome = Outcome.FAILED, **changes: object) -> RequirementResult:
    return requirement(outcome, "R-LATER", **{"later": 2, "required": False} | changes)


def of_the_first(*requirements: RequirementResult) -> Results:
    """A conformant run, scored for catalogue 1."""
    return results(requirement(), *requirements, catalogue_version=2, scored_version=1, verdict=Verdict.CONFORMANT)


# ---- the verdict


def test_a_later_violation_counts_in_its_own_version_only(tmp_path: Path) -> None:
    second = compile_run(grown(tmp_path))
    assert (second.verdict, exit_code(second), second.scored_version) == (Verdict.NONCONFORMANT, 1, 2)
    first = compile_run(grown(tmp_path, scored=1))
    assert (first.verdict, exit_code(first), first.scored_version) == (Verdict.CONFORMANT, 0, 1)
    assert first.counts == {Outcome.PASSED: 1}
    assert [(one.id, one.later, one.outcome) for one in first.requirements] == [
        ("R-ONE", None, Outcome.PASSED),
        ("R-LATER", 2, Outcome.FAILED),
    ]


@pytest.mark.parametrize("tally", [Tally(), Tally(errors=("no answer",)), Tally(blocked=("no session",))])
def test_a_later_requirement_that_is_undecided_leaves_a_run_complete(tmp_path: Path, tally: Tally) -> None:
    assert compile_run(grown(tmp_path, R_LATER=tally)).verdict is Verdict.INCOMPLETE
    run = compile_run(grown(tmp_path, scored=1, R_LATER=tally))
    assert (run.verdict, shortfall(run), exit_code(run)) == (Verdict.CONFORMANT, None, 0)


def test_a_run_that_decided_only_later_requirements_decided_nothing(tmp_path: Path) -> None:
    run = compile_run(grown(tmp_path, scored=1, R_ONE=Tally(), R_LATER=HELD))
    assert (run.verdict, exit_code(run)) == (Verdict.INCOMPLETE, 2)
    only = results(later(Outcome.PASSED), scored_version=1, verdict=Verdict.INCOMPLETE)
    assert (shortfall(only), exit_code(only)) == ("nothing was decided that catalogue 1 has", 2)


def test_a_run_is_scored_anew_for_any_version_that_it_knows(tmp_path: Path) -> None:
    assert compile_run(grown(tmp_path), catalogue=1).verdict is Verdict.CONFORMANT
    assert compile_run(grown(tmp_path, scored=1), catalogue=2).verdict is Verdict.NONCONFORMANT
    for unknown in (0, 3):
        with pytest.raises(JournalError, match=r"made with catalogue 2 of sumvin; name one from 1 to 2"):
            compile_run(tmp_path, catalogue=unknown)


@sparingly
@given(
    st.lists(st.builds(requirement, st.sampled_from(list(Outcome)), required=st.booleans()), max_size=4),
    st.lists(st.builds(later, st.sampled_from(list(Outcome))), max_size=3),
    st.booleans(),
)
def test_whatever_came_later_changes_no_verdict_and_no_exit_code(
    scored: list[RequirementResult], further: list[RequirementResult], complete: bool
) -> None:
    verdict = verdict_of(scored, complete=complete)
    assert verdict_of([*further, *scored], complete=complete) is verdict
    if scored:
        alone = results(*scored, verdict=verdict, complete=complete)
        both = results(*further, *scored, verdict=verdict, complete=complete, scored_version=1, catalogue_version=2)
        assert exit_code(both) == exit_code(alone)
        assert (shortfall(both) is None) == (shortfall(alone) is None)


# ---- the faces


@pytest.mark.parametrize("outcome", list(Outcome))
def test_junit_fails_nobody_for_it(outcome: Outcome) -> None:
    whole = ElementTree.fromstring(junit(of_the_first(later(outcome))))
    assert (whole.get("failures"), whole.get("errors"), whole.get("skipped")) == ("0", "0", "1")
    (case,) = whole.iterfind(".//testcase[@name='R-LATER']")
    skipped = case.find("skipped")
    assert skipped is not None
    assert skipped.get("message") == f"not scored, since version 2 of the catalogue: {outcome.value}"
    assert (case.find("system-out") is not None) == (outcome in (Outcome.FAILED, Outcome.WARNED))


def printed(run: Results) -> str:
    console = Console(record=True, width=100, file=None, quiet=False, stderr=False)
    with console.capture() as capture:
        print_results(run, console, where="run/results.json")
    return capture.get()


def test_the_terminal_tells_it_apart() -> None:
    text = printed(of_the_first(later(), later(Outcome.PASSED, id="R-NEWER", later=3)))
    assert "2 entered the catalogue after version 1: not scored:" in text
    assert "R-LATER  failed, since version 2" in text
    assert "    1 passed" in text
    assert "documented" not in text  # no block
    assert summary_line(of_the_first(later())).startswith(
        "sumvin · conformant (core, catalogue 1) · 1 passed, 1 later · "
    )
    assert "catalogue" not in summary_line(results(requirement()))


def test_an_undecided_one_is_told_among_the_later_alone() -> None:
    for outcome in UNDECIDED:
        assert "not decided" not in printed(of_the_first(later(outcome, reason="no clock")))
        assert "not decided" not in markdown(of_the_first(later(outcome, reason="no clock")))


def test_markdown_tells_it_apart() -> None:
    text = markdown(of_the_first(later()))
    assert "## ✅" in text
    assert "level core, catalogue 1" in text.replace("\\", "")
    assert "### 1 entered the catalogue after version 1: not scored" in text
    assert "- `R-LATER`, since version 2, failed: `status 500`" in text
    assert "❌" not in text


def test_github_is_given_a_notice_and_no_error() -> None:
    lines = annotations(of_the_first(later()))
    assert [line.split(" ")[0] for line in lines] == ["::notice", "::notice"]
    assert lines[1].endswith("::Since version 2 of the catalogue, not scored: status 500")


def test_the_page_has_a_kind_for_it() -> None:
    page = render(of_the_first(later(findings=(found(),))))
    assert 'data-standing="not-scored"' in page
    assert "since version 2 of the catalogue; failed" in page
    assert 'class="requirement failed"' not in page
    assert "Level core, catalogue 1 ·" in " ".join(page.split())


# ---- two runs


def test_what_is_not_scored_makes_nothing_worse() -> None:
    before, now = of_the_first(later(Outcome.PASSED)), of_the_first(later())
    compared = compare(before, now)
    assert not compared.worse
    assert [(one.before, one.after) for one in compared.later] == [("passed, not scored", "failed, not scored")]


def test_what_is_scored_from_now_on_does() -> None:
    now = results(requirement(), requirement(Outcome.FAILED, "R-LATER"), catalogue_version=2)
    compared = compare(of_the_first(later()), now)
    assert [(one.before, one.after) for one in compared.failing] == [("failed, not scored", "failed")]
    assert compared.worse
