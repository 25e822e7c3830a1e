"""Which runs earn a certificate. None that is truncated, empty, partial, waived or nonconformant ever does."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from certificate_samples import (
    GOOD,
    KEY,
    NOW,
    PROMISES,
    SUITE,
    certified,
    contract,
    found,
    good,
    held,
    promise,
    written,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from report_samples import (
    check,
    footer,
    header,
    journal,
    models,
    quietly,
    record,
    results,
    sparingly,
    waived_by,
    waiver,
)

from reports.certificate.eligibility import refusal
from reports.certificate.errors import Refused
from reports.certificate.issue import certify
from reports.certificate.suite import Suite
from reports.compile import compile_run
from reports.journal import CheckLine, JournalError, Tally
from reports.results import Outcome, RequirementResult, Results, Verdict, WaiverState
from reports.verdict import exit_code
from specs import Contract

FAILED, PASSED, WARNED, ERROR = Outcome.FAILED, Outcome.PASSED, Outcome.WARNED, Outcome.ERROR
UNTESTED, NA = Outcome.UNTESTED, Outcome.NOT_APPLICABLE


def refused(run: Results, words: str, **changes: Any) -> None:
    with pytest.raises(Refused, match=words) as error:
        certified(run, **changes)
    assert "\n" not in str(error.value)


def test_a_conformant_run_earns_one() -> None:
    assert refusal(good(), contract(), 1) is None
    assert held(certified(good()), written(good())).claim.level == "core"


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("cut short", {"complete": False, "cut": "max-requests"}, "incomplete: max-requests"),
    ("killed", {"complete": False, "cut": "the run was killed", "ended": None}, "incomplete: the run was killed"),
    ("incomplete for no reason", {"complete": False}, "did not come to its end"),
    ("without an end", {"ended": None}, "did not come to its end"),
    ("cut, and called complete", {"cut": "killed"}, "incomplete: killed"),
    ("crashed", {"crashes": ("Traceback",), "complete": False}, "defect of the suite"),
    ("crashed, and called complete", {"crashes": ("Traceback",)}, "defect of the suite"),
    ("of a selection", {"partial": True}, "selection only"),
    ("waived", {"waived": True}, "had waivers"),
    ("with an idle waiver", {"waivers": (waived_by(WaiverState.IDLE),)}, "had waivers"),
    ("called nonconformant", {"verdict": Verdict.NONCONFORMANT}, "nonconformant"),
    ("called incomplete", {"verdict": Verdict.INCOMPLETE}, "incomplete"),
    ("without a date", {"ended": "yesterday"}, "no instant"),
    ("in no time zone", {"ended": "2026-01-01T00:00:09"}, "no instant"),
    ("at the end of time", {"ended": "9999-12-31T23:59:59+00:00"}, "no instant"),
    ("before time", {"ended": "0001-01-01T00:00:00+14:00"}, "no instant"),
    ("too long ago", {"ended": "2025-01-01T00:00:00+00:00"}, "90 days"),
    ("of another suite", {"suite": "9.9.9"}, "another suite"),
    ("of a changed suite of the same version", {"suite_digest": "6" * 64}, "are not those that made the run"),
    ("of another catalogue", {"catalogue_digest": "d2"}, "another suite"),
    ("of a later catalogue", {"catalogue_version": 2}, "--catalogue"),
    ("scored for an earlier catalogue than there ever was", {"scored_version": 0}, "--catalogue"),
    ("without a check that is installed", {"checks": ()}, "things.one was left out"),
]


@pytest.mark.parametrize(("changes", "words"), [one[1:] for one in BAD], ids=[one[0] for one in BAD])
def test_a_run_that_is_not_whole_earns_none(changes: dict[str, Any], words: str) -> None:
    refused(good(**changes), words)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (found(FAILED, "R-ONE"), "R-ONE is failed"),
        (found(FAILED, "R-ONE", waiver=waiver()), "had waivers"),
        (found(ERROR, "R-ONE", reason="no answer"), "R-ONE is error: no answer"),
        (found(UNTESTED, "R-ONE"), "R-ONE is untested"),
        (found(NA, "R-ONE"), "R-ONE is not applicable"),
        (found(Outcome.UNTESTABLE, "R-ONE"), "R-ONE is untestable"),
        (found(WARNED, "R-ONE"), "R-ONE is warned"),
        (found(PASSED, "R-ONE", held=0), "counted says otherwise"),
        (found(PASSED, "R-ONE", violated=1), "counted says otherwise"),
        (found(PASSED, "R-ONE", checks=()), "counted says otherwise"),
        (found(NA, "R-MAYBE", violated=1), "R-MAYBE is not applicable"),
        (found(FAILED, "R-FULL", core=False, required=False), "R-FULL was violated"),
        (found(PASSED, "R-INVENTED"), "R-INVENTED stands in the results, and in no catalogue"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_run_with_a_requirement_that_is_not_passed_earns_none(changed: RequirementResult, words: str) -> None:
    refused(good(changed, verdict=Verdict.CONFORMANT), words)


@pytest.mark.parametrize("missing", ["R-ONE", "R-MAYBE"])
def test_a_run_that_lacks_a_requirement_of_its_level_earns_none(missing: str) -> None:
    refused(results(*(one for one in GOOD if one.id != missing)), f"{missing} is missing")


def test_a_requirement_that_stands_twice_is_not_overlooked() -> None:
    refused(results(*GOOD, GOOD[0]), "R-ONE stands in the results 2 times")


@pytest.mark.parametrize(
    "outcomes",
    [(), tuple(found(UNTESTED, one.id) for one in PROMISES), tuple(found(NA, one.id) for one in PROMISES)],
    ids=["empty", "all skipped", "nothing shown"],
)
def test_a_run_that_decided_nothing_earns_none(outcomes: tuple[RequirementResult, ...]) -> None:
    refused(results(*outcomes), "R-ONE is")


def test_a_level_that_requires_nothing_is_not_certified() -> None:
    nothing = contract(since={one.id: 2 for one in PROMISES}, version=2)
    assert "requires nothing" in str(refusal(good(catalogue_version=2), nothing, 1))


def test_level_full_needs_more_than_core() -> None:
    untested = found(UNTESTED, "R-FULL", core=False, required=False)
    certified(good(untested))
    refused(good(untested, level="full"), "R-FULL is untested")
    certified(good(level="full"))


# ---- anything


@given(
    st.fixed_dictionaries({one.id: st.sampled_from(list(Outcome)) for one in PROMISES}),
    st.sampled_from(["core", "full"]),
    st.lists(st.sampled_from([one[1] for one in BAD]), max_size=1),
)
@quietly
def test_only_what_the_run_itself_calls_conformant_earns_one(
    outcomes: dict[str, Outcome], level: str, changes: list[dict[str, Any]]
) -> None:
    run = good(*(found(outcome, name) for name, outcome in outcomes.items()), **{"level": level, **dict(*changes)})
    if refusal(run, contract(), 1) is None:
        assert exit_code(run) == 0
        assert Outcome.FAILED not in outcomes.values()
        assert outcomes["R-ONE"] is PASSED
        assert outcomes["R-MAYBE"] in (PASSED, NA)
        assert level == "core" or outcomes["R-FULL"] is PASSED


@given(models(Results))
@settings(sparingly, max_examples=20)
def test_results_that_anybody_made_up_earn_none(run: Results) -> None:
    assert refusal(run, contract(), 1)


# ---- from a journal


def whole(folder: Path) -> Path:
    tallies = {"R_ONE": Tally(held=1), "R_FULL": Tally(held=1), "R_MAYBE": Tally()}
    return journal(
        folder,
        header(record("R-ONE"), record("R-MAYBE", conditional=True), record("R-FULL", core=False)),
        check(**tallies),
        footer(),
    )


def small() -> Contract:
    """The contract of that journal."""
    keep = ("R-ONE", "R-MAYBE", "R-FULL")
    return replace(contract(), requirements={one.id: one for one in PROMISES if one.id in keep})


def test_a_journal_cut_at_any_byte_earns_none(tmp_path: Path) -> None:
    file = whole(tmp_path)
    content = file.read_bytes()
    certified(compile_run(tmp_path), contract=small())
    # Without its very last line break the footer is still whole.
    whole_lines = len(content) - 1
    for length in (*range(0, whole_lines, 7), *range(whole_lines - 400, whole_lines)):
        file.write_bytes(content[:length])
        try:
            run = compile_run(tmp_path)
        except JournalError:
            continue
        assert refusal(run, small(), 1), length


@pytest.mark.parametrize(
    "spoil",
    [
        lambda lines: [lines[0], lines[-1]],
        lambda lines: lines[:-1],
        lambda lines: [lines[0], check(lacking=("clock",), R_ONE=Tally()), lines[-1]],
        lambda lines: [*lines[:-1], footer(cut="the target died")],
        lambda lines: [lines[0].model_copy(update={"selected": ("R-ONE",)}), *lines[1:]],
        lambda lines: [lines[0].model_copy(update={"workers": 2}), *lines[1:]],
        lambda lines: [lines[0].model_copy(update={"waivers": (waiver(),)}), *lines[1:]],
        lambda lines: [*lines[:-1], check("things.two", R_ONE=Tally(violated=1)), lines[-1]],
        lambda lines: [*lines[:-1], check("things.two", R_FULL=Tally(violated=1)), lines[-1]],
    ],
    ids=[
        *("nothing ran", "killed", "all skipped", "cut", "selected", "a worker missing", "with waivers"),
        *("violated", "violated outside of the level"),
    ],
)
def test_a_spoilt_journal_earns_none(tmp_path: Path, spoil: Callable[[list[Any]], list[Any]]) -> None:
    tallies: dict[str, Tally] = {"R_ONE": Tally(held=1), "R_FULL": Tally(held=1), "R_MAYBE": Tally()}
    first = header(record("R-ONE"), record("R-MAYBE", conditional=True), record("R-FULL", core=False))
    ran: CheckLine = check(**tallies)
    journal(tmp_path, *spoil([first, ran, footer()]))
    assert refusal(compile_run(tmp_path), small(), 1)


def test_results_that_differ_from_the_journal_earn_none() -> None:
    with pytest.raises(Refused, match="does not say what the run's journal says"):
        from_file(written(good()), good(found(FAILED, "R-ONE")))
    with pytest.raises(Refused, match="does not say"):
        from_file(written(good(run="beef")), good())


def from_file(exact: bytes, compiled: Results) -> None:
    certify(exact, compiled, contract(), KEY, suite=SUITE, checks=(), now=NOW)


@pytest.mark.parametrize("text", [b"", b"{}", b"[" * 5000, b"\xff", b"null"])
def test_what_is_no_file_of_results_earns_none(text: bytes) -> None:
    with pytest.raises(Refused, match="holds no results"):
        from_file(text, good())


# ---- levels are frozen for each version of the catalogue


LATER = promise("R-LATER")


def test_what_entered_later_is_reported_and_not_scored() -> None:
    second = contract(LATER, version=2, since={"R-LATER": 2})
    failing = found(FAILED, "R-LATER")
    run = good(failing, catalogue_version=2)
    refused(run, "R-LATER is failed", contract=second)
    file = certified(run, contract=second, catalogue=1)
    claim = held(file, written(run), contract_of=lambda _: second).claim
    assert claim.catalogue == 1


def test_a_later_requirement_counts_in_its_own_version() -> None:
    second = contract(LATER, version=2, since={"R-LATER": 2})
    run = good(found(PASSED, "R-LATER"), catalogue_version=2)
    assert held(certified(run, contract=second), written(run), contract_of=lambda _: second).claim.catalogue == 2
    refused(good(catalogue_version=2), "R-LATER is missing", contract=second)
    certified(good(catalogue_version=2), contract=second, catalogue=1)


def test_a_run_is_certified_for_the_version_that_it_scored_and_for_no_later_one() -> None:
    second = contract(LATER, version=2, since={"R-LATER": 2})
    run = good(found(FAILED, "R-LATER", later=2, required=False), catalogue_version=2, scored_version=1)
    run = run.model_copy(update={"verdict": Verdict.CONFORMANT})
    claim = held(certified(run, contract=second), written(run), contract_of=lambda _: second).claim
    assert claim.catalogue == 1
    refused(run, "was about catalogue 1 of sumvin", contract=second, catalogue=2)


@pytest.mark.parametrize("asked", [0, -1, 2, 3])
def test_a_version_that_the_run_was_not_about_is_not_certified(asked: int) -> None:
    refused(good(), "--catalogue", contract=contract(version=2), catalogue=asked)


def test_a_certificate_of_an_earlier_version_still_holds_when_the_catalogue_has_grown() -> None:
    file = certified(good())
    grown = contract(LATER, version=2, since={"R-LATER": 2}, digest="d2")
    newer = Suite(version="0.2.0", digest="6" * 64)
    verified = held(file, written(good()), contract_of=lambda _: grown, suite=newer)
    assert verified.uncompared is not None
    assert "0.2.0" in verified.uncompared
