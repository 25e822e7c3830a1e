"""GitHub annotations: one command a line, within GitHub's limits, and no command of a server's making."""

import re

from hypothesis import given
from report_samples import anything, found, models, requirement, results, sparingly, waived_by

from reports.annotations import PER_KIND, annotations, annotations_of
from reports.results import Outcome, Results, Verdict, WaiverState

COMMAND = re.compile(r"::(error|warning|notice) title=([^:,\r\n]*)::([^\r\n]*)")


def kinds(whole: Results) -> list[str]:
    return [line.split()[0].removeprefix("::") for line in annotations(whole)]


def test_a_violation_is_an_error_and_the_verdict_a_notice() -> None:
    error, notice = annotations(results(requirement(Outcome.FAILED)))
    assert error == "::error title=R-ONE::A thing is created. Expected status 201; observed status 500"
    assert notice.startswith("::notice title=ramp-conformance::sumvin · nonconformant (core)")


def test_a_should_a_stale_waiver_and_a_cut_are_warnings() -> None:
    stale = waived_by(WaiverState.STALE, complaint="waivers.toml, line 3: it passed")
    whole = results(
        requirement(Outcome.WARNED), verdict=Verdict.INCOMPLETE, complete=False, cut="it died", waivers=(stale,)
    )
    assert kinds(whole) == ["warning", "warning", "warning", "notice"]


def test_the_last_of_many_says_how_many_more_there_are() -> None:
    lines = annotations(results(*(requirement(Outcome.FAILED, f"R-{n}") for n in range(25))))
    errors = [line for line in lines if line.startswith("::error")]
    assert len(errors) == PER_KIND
    assert errors[-1].startswith("::error title=16 more::R-9, R-10")


def test_a_message_stays_one_command() -> None:
    broken = found(observed="50%\n::error::forged\r::add-mask::x", expected="a,b:c")
    lines = annotations(results(requirement(Outcome.FAILED, "R:1,2", findings=(broken,))))
    assert lines[0].startswith("::error title=R%3A1%2C2::")
    assert "50%25 ::error::forged" in lines[0]
    assert len(lines) == 2


def test_a_run_that_never_came_about_is_an_error() -> None:
    assert annotations_of("cannot reach it") == ["::error title=ramp-conformance::cannot reach it"]


@sparingly
@given(models(Results))
def test_any_results_give_well_formed_commands(whole: Results) -> None:
    lines = annotations(whole)
    assert all(COMMAND.fullmatch(line) and line.isprintable() and len(line) < 8000 for line in lines)
    for kind in ("error", "warning", "notice"):
        assert sum(line.startswith(f"::{kind} ") for line in lines) <= PER_KIND


@sparingly
@given(anything)
def test_a_complaint_is_one_command(text: str) -> None:
    (line,) = annotations_of(text)
    assert COMMAND.fullmatch(line)
