"""Waivers held against a run: used, stale, expired, unmatched."""

from typing import Any

import pytest
from report_samples import check, finding, footer, header, journal, record, requirement, results, waiver

from reports.compile import compile_run
from reports.journal import Tally
from reports.results import Outcome, RequirementResult, Results, Verdict, WaiverState
from reports.verdict import exit_code
from reports.waiving import judged, marked

TODAY = "2026-06-01"


def state(one: RequirementResult | None, *, complete: bool = True, **changes: Any) -> WaiverState:
    (result,) = judged(
        (waiver(**changes),), (one,) if one else (), catalogue=["R-ONE", "R-TWO"], today=TODAY, complete=complete
    )
    assert (result.complaint is None) == (result.state in (WaiverState.USED, WaiverState.IDLE))
    return result.state


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome.FAILED, WaiverState.USED),
        (Outcome.WARNED, WaiverState.USED),
        (Outcome.PASSED, WaiverState.STALE),
        (Outcome.UNTESTED, WaiverState.IDLE),
        (Outcome.ERROR, WaiverState.IDLE),
        (Outcome.NOT_APPLICABLE, WaiverState.IDLE),
        (Outcome.UNTESTABLE, WaiverState.UNMATCHED),
    ],
)
def test_by_what_became_of_the_requirement(outcome: Outcome, expected: WaiverState) -> None:
    assert state(requirement(outcome)) is expected


def test_an_unstable_one_may_pass() -> None:
    assert state(requirement(Outcome.PASSED), kind="unstable") is WaiverState.IDLE


def test_what_passed_in_a_run_that_was_cut_short_might_still_have_failed() -> None:
    assert state(requirement(Outcome.PASSED), complete=False) is WaiverState.IDLE


def test_it_holds_on_its_last_day_and_not_the_day_after() -> None:
    assert state(requirement(Outcome.FAILED), expires=TODAY) is WaiverState.USED
    assert state(requirement(Outcome.FAILED), expires="2026-05-31") is WaiverState.EXPIRED


def test_one_that_matches_nothing_selected_is_unmatched() -> None:
    assert state(None) is WaiverState.UNMATCHED
    assert state(requirement(), requirement="R-GONE") is WaiverState.UNMATCHED


def test_the_complaint_quotes_the_users_line() -> None:
    (stale,) = judged((waiver(),), (requirement(),), catalogue=["R-ONE"], today=TODAY, complete=True)
    assert stale.complaint
    assert stale.complaint.startswith('waivers.toml, line 2: requirement = "R-ONE": it passed')
    (expired,) = judged((waiver(),), (requirement(),), catalogue=["R-ONE"], today="2030-01-01", complete=True)
    assert expired.complaint
    assert expired.complaint.startswith("waivers.toml, line 6: expires = 2027-01-31: it has expired")


def test_only_violations_are_marked() -> None:
    requirements = (requirement(Outcome.FAILED), requirement(name="R-TWO"))
    waivers = judged(
        (waiver(), waiver(requirement="R-TWO")), requirements, catalogue=["R-ONE", "R-TWO"], today=TODAY, complete=True
    )
    assert [one.waiver is not None for one in marked(requirements, waivers)] == [True, False]


# ---- a whole run


def compiled(tmp_path: Any, *waivers: Any, **changes: Any) -> Results:
    journal(
        tmp_path,
        header(
            record(),
            record("R-TWO"),
            started=f"{TODAY}T00:00:00+00:00",
            checks={"things.one": ("R-ONE", "R-TWO")},
            waivers=waivers,
        ),
        finding(),
        check(R_ONE=Tally(violated=1), R_TWO=changes.pop("two", Tally(held=1))),
        footer(**changes),
    )
    return compile_run(tmp_path)


def test_all_failures_waived_is_exit_0_and_still_nonconformant(tmp_path: Any) -> None:
    whole = compiled(tmp_path, waiver())
    assert (whole.verdict, whole.waived, exit_code(whole)) == (Verdict.NONCONFORMANT, True, 0)
    assert whole.requirements[0].waiver == waiver()


def test_one_failure_that_is_not_waived_is_exit_1(tmp_path: Any) -> None:
    whole = compiled(tmp_path)
    assert (whole.waived, exit_code(whole)) == (False, 1)


def test_an_expired_waiver_covers_nothing(tmp_path: Any) -> None:
    whole = compiled(tmp_path, waiver(expires="2026-01-01"))
    assert (whole.waived, exit_code(whole)) == (False, 1)
    assert whole.waivers[0].complaint


def test_a_stale_waiver_beside_a_good_one_is_exit_4(tmp_path: Any) -> None:
    whole = compiled(tmp_path, waiver(), waiver(requirement="R-TWO"))
    assert (whole.waived, exit_code(whole)) == (True, 4)


def test_waived_and_incomplete_is_exit_2(tmp_path: Any) -> None:
    assert exit_code(compiled(tmp_path, waiver(), cut="it died")) == 2
    assert exit_code(compiled(tmp_path, waiver(), two=Tally(blocked=("no session",)))) == 2


def test_nothing_failed_and_a_stale_waiver_is_exit_4() -> None:
    (stale,) = judged((waiver(),), (requirement(),), catalogue=["R-ONE"], today=TODAY, complete=True)
    assert exit_code(results(requirement(), verdict=Verdict.CONFORMANT, waivers=(stale,))) == 4
