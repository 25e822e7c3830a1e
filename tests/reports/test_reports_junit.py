"""JUnit XML: valid whatever came back, and passing only where the command exits with 0."""

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_samples import anything, exchange, found, models, requirement, results, sparingly, waived_by, waiver

from reports.junit import junit, junit_of
from reports.results import Outcome, Results, Verdict, WaiverState
from reports.verdict import exit_code, verdict_of


def parsed(text: str) -> Element:
    """As a CI server reads it: from bytes, with its declaration."""
    return ElementTree.fromstring(text.encode("utf-8"))


def case(text: str, name: str = "R-ONE") -> Element:
    found = parsed(text).find(f".//testcase[@name='{name}']")
    assert found is not None
    return found


def bad(text: str) -> int:
    whole = parsed(text)
    return int(whole.attrib["failures"]) + int(whole.attrib["errors"])


# ---- what stands where


def test_a_violated_must_is_a_failure_with_all_that_is_needed() -> None:
    text = junit(results(requirement(Outcome.FAILED), verdict=Verdict.NONCONFORMANT))
    failure = case(text).find("failure")
    assert failure is not None
    assert failure.attrib["message"] == "expected status 201; observed status 500"
    assert failure.text is not None
    for part in ("A thing is created.", "manual.txt, Things", "curl -sS -i -X POST http://here/things", "0a1b2c3d"):
        assert part in failure.text
    assert case(text).attrib["classname"] == "sumvin.POST /things"


def test_a_violated_should_is_told_and_does_not_fail() -> None:
    text = junit(results(requirement(Outcome.WARNED), requirement(name="R-TWO"), verdict=Verdict.CONFORMANT))
    assert bad(text) == 0
    assert "warned" in case(text).findtext("system-out", "")


@pytest.mark.parametrize("outcome", [Outcome.UNTESTED, Outcome.NOT_APPLICABLE, Outcome.UNTESTABLE])
def test_what_was_not_decided_is_skipped_with_the_reason(outcome: Outcome) -> None:
    one = requirement(outcome, reason="no clock", mend="add [clock]", required=False)
    skipped = case(junit(results(one))).find("skipped")
    assert skipped is not None
    assert "no clock (add [clock])" in skipped.attrib["message"]


def test_an_error_of_a_required_requirement_is_an_error() -> None:
    error = case(junit(results(requirement(Outcome.ERROR, reason="timed out")))).find("error")
    assert error is not None
    assert error.attrib["message"] == "timed out"


def test_a_waived_violation_is_skipped_and_says_by_whom() -> None:
    one = requirement(Outcome.FAILED, waiver=waiver())
    text = junit(results(one, verdict=Verdict.NONCONFORMANT, waived=True))
    skipped = case(text).find("skipped")
    assert skipped is not None
    assert "until 2027-01-31" in skipped.attrib["message"]
    assert "ana" in skipped.attrib["message"]
    assert bad(text) == 0


def test_the_run_is_described_in_properties() -> None:
    properties = {one.attrib["name"]: one.attrib["value"] for one in parsed(junit(results())).iter("property")}
    assert properties["verdict"] == "conformant"
    assert properties["base_url"] == "http://here"


# ---- never a pass for nothing


@pytest.mark.parametrize(
    "whole",
    [
        results(requirement(), verdict=Verdict.INCOMPLETE, complete=False, cut="the target died"),
        results(verdict=Verdict.INCOMPLETE),
        results(requirement(Outcome.UNTESTED), verdict=Verdict.INCOMPLETE),
        results(requirement(Outcome.NOT_APPLICABLE), verdict=Verdict.INCOMPLETE),
        results(requirement(), verdict=Verdict.INCOMPLETE, complete=False, crashes=("Traceback",)),
    ],
    ids=["cut short", "empty", "skipped", "not applicable", "crashed"],
)
def test_a_run_that_does_not_count_has_an_error_of_its_own(whole: Results) -> None:
    assert case(junit(whole), "run").find("error") is not None


def test_a_run_that_never_came_about_is_an_error() -> None:
    text = junit_of("sumvin", "cannot reach http://here\x00 ]]> & <b>")
    assert bad(text) == 1
    error = case(text, "run").find("error")
    assert error is not None
    assert error.text == "cannot reach http://here\\x00 ]]> & <b>"


def test_a_stale_waiver_is_an_error_with_the_users_line() -> None:
    stale = waived_by(WaiverState.STALE, complaint='waivers.toml, line 3: requirement = "R-ONE": it passed')
    text = junit(results(requirement(), verdict=Verdict.CONFORMANT, waivers=(stale,)))
    error = case(text, "waivers").find("error")
    assert error is not None
    assert "line 3" in error.attrib["message"]


# ---- whatever came back


@sparingly
@given(models(Results))
def test_any_results_are_valid_xml_that_passes_only_with_exit_code_0(whole: Results) -> None:
    text = junit(whole)
    suites = parsed(text)
    cases = list(suites.iter("testcase"))
    assert int(suites.attrib["tests"]) == len(cases) >= len(whole.requirements)
    assert all(one.isprintable() or one == "\n" for one in text)
    if bad(text) == 0 and not any(one.findings == () and one.outcome is Outcome.FAILED for one in whole.requirements):
        assert {one.tag for case in cases for one in case} <= {"skipped", "system-out"}


OUTCOMES = st.sampled_from(list(Outcome))


@sparingly
@given(st.lists(st.tuples(OUTCOMES, st.booleans()), max_size=4), st.booleans(), st.booleans(), st.booleans())
def test_the_file_passes_if_and_only_if_the_command_does(
    parts: list[tuple[Outcome, bool]], complete: bool, waived: bool, stale: bool
) -> None:
    requirements = [
        requirement(outcome, f"R-{n}", required=required and outcome is not Outcome.WARNED,
                    waiver=waiver() if waived and outcome is Outcome.FAILED else None)
        for n, (outcome, required) in enumerate(parts)
    ]  # fmt: skip
    failed = [one for one in requirements if one.outcome is Outcome.FAILED]
    whole = results(
        *requirements,
        verdict=verdict_of(requirements, complete=complete),
        complete=complete,
        waived=bool(failed) and waived,
        waivers=(waived_by(WaiverState.STALE, complaint="line 1"),) if stale else (),
    )
    assert (bad(junit(whole)) == 0) == (exit_code(whole) == 0)


@sparingly
@given(anything, anything)
def test_any_text_of_a_server_stands_in_a_failure(observed: str, body: str) -> None:
    one = requirement(
        Outcome.FAILED, findings=(found(observed=observed, exchanges=(exchange(response_body=body, curl=body),)),)
    )
    text = junit(results(one))
    assert case(text).find("failure") is not None
    assert "\x1b" not in text
