"""From tallies to outcomes, from outcomes to a verdict."""

from itertools import product
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_samples import quietly, record, requirement, results

from reports.journal import Tally
from reports.results import Outcome, RequirementResult, Verdict
from reports.verdict import exit_code, merge, outcome_of, verdict_of

Level = Literal["MUST", "SHOULD"]

VIOLATED, HELD, ERRORS, BLOCKED = (
    Tally(violated=1),
    Tally(held=1),
    Tally(errors=("timed out",)),
    Tally(blocked=("no session",)),
)
STRONGER_FIRST = (
    {Outcome.FAILED, Outcome.WARNED},
    {Outcome.PASSED},
    {Outcome.ERROR},
    {Outcome.UNTESTED},
    {Outcome.NOT_APPLICABLE, Outcome.UNTESTABLE},
)

reasons = st.lists(st.sampled_from(("a", "b", "c")), max_size=3, unique=True).map(tuple)
tallies = st.builds(Tally, held=st.integers(0, 3), violated=st.integers(0, 2), blocked=reasons, errors=reasons)


def expected(
    level: Level, tally: Tally, *, untestable: bool, lacking: bool, cut: bool, conditional: bool
) -> tuple[Outcome, str | None]:
    """The table in words: the first line that applies."""
    table = (
        (tally.violated > 0, Outcome.FAILED if level == "MUST" else Outcome.WARNED, None),
        (tally.held > 0, Outcome.PASSED, None),
        (untestable, Outcome.UNTESTABLE, "nobody can see it"),
        (bool(tally.errors), Outcome.ERROR, "timed out"),
        (lacking, Outcome.UNTESTED, "the target does not lend bob, clock"),
        (bool(tally.blocked), Outcome.UNTESTED, "a precondition failed: no session"),
        (cut, Outcome.UNTESTED, "not reached: the target died"),
        (conditional, Outcome.NOT_APPLICABLE, "the target never showed what it speaks of"),
        (True, Outcome.UNTESTED, "no answer of the target could decide it"),
    )
    return next((outcome, reason) for applies, outcome, reason in table if applies)


@pytest.mark.parametrize("level", ["MUST", "SHOULD"])
@pytest.mark.parametrize("evidence", list(product((False, True), repeat=4)), ids=str)
def test_every_combination_of_evidence(level: Level, evidence: tuple[bool, ...]) -> None:
    tally = merge(one for one, there in zip((VIOLATED, HELD, ERRORS, BLOCKED), evidence, strict=True) if there)
    for untestable, lacking, cut, conditional in product((False, True), repeat=4):
        one = record(level=level, conditional=conditional, untestable="nobody can see it" if untestable else None)
        outcome = outcome_of(one, tally, ("bob", "clock") if lacking else (), cut="the target died" if cut else None)
        assert outcome == expected(
            level, tally, untestable=untestable, lacking=lacking, cut=cut, conditional=conditional
        )


def strength(outcome: Outcome) -> int:
    return next(place for place, group in enumerate(STRONGER_FIRST) if outcome in group)


@quietly
@given(
    tallies,
    tallies,
    st.sampled_from(("MUST", "SHOULD")),
    st.booleans(),
    st.sampled_from(((), ("clock",))),
    st.sampled_from((None, "killed")),
)
def test_more_evidence_never_weakens_an_outcome(
    one: Tally, more: Tally, level: Level, conditional: bool, lacking: tuple[str, ...], cut: str | None
) -> None:
    asked = record(level=level, conditional=conditional)
    before, _ = outcome_of(asked, one, lacking, cut=cut)
    after, _ = outcome_of(asked, merge((one, more)), lacking, cut=cut)
    assert strength(after) <= strength(before)
    if one.violated:
        assert after is before


def unordered(tally: Tally) -> tuple[int, int, frozenset[str], frozenset[str]]:
    return tally.held, tally.violated, frozenset(tally.blocked), frozenset(tally.errors)


@quietly
@given(st.lists(tallies, max_size=4), st.randoms(use_true_random=False), st.integers(0, 4))
def test_merging_takes_tallies_in_any_order_and_grouping(parts: list[Tally], chance: object, place: int) -> None:
    shuffled = list(parts)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    grouped = merge((merge(parts[:place]), merge(parts[place:])))
    assert unordered(merge(parts)) == unordered(merge(shuffled)) == unordered(grouped)
    assert grouped == merge(parts)


def test_a_reason_is_kept_once_and_the_first_comes_first() -> None:
    merged = merge((Tally(blocked=("b", "a")), Tally(blocked=("a", "c"))))
    assert merged.blocked == ("b", "a", "c")
    assert merge(()) == Tally()


P, F, W, U, E, N, X = (
    Outcome.PASSED,
    Outcome.FAILED,
    Outcome.WARNED,
    Outcome.UNTESTED,
    Outcome.ERROR,
    Outcome.NOT_APPLICABLE,
    Outcome.UNTESTABLE,
)


def one_of(outcome: Outcome, required: bool = True) -> RequirementResult:
    return requirement(outcome, required=required)


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        ((P, P), Verdict.CONFORMANT),
        ((P, F), Verdict.NONCONFORMANT),
        ((F, U, E), Verdict.NONCONFORMANT),
        ((P, W), Verdict.CONFORMANT),
        ((W,), Verdict.CONFORMANT),
        ((P, U), Verdict.INCOMPLETE),
        ((P, E), Verdict.INCOMPLETE),
        ((P, N, X), Verdict.CONFORMANT),
        ((N, X), Verdict.INCOMPLETE),
        ((U, U), Verdict.INCOMPLETE),
        ((), Verdict.INCOMPLETE),
    ],
)
def test_verdict_of_required_outcomes(outcomes: tuple[Outcome, ...], verdict: Verdict) -> None:
    assert verdict_of(map(one_of, outcomes), complete=True) is verdict


def test_what_the_level_does_not_need_blocks_nothing_unless_it_is_violated() -> None:
    for undecided in (U, E):
        assert verdict_of([one_of(P), one_of(undecided, required=False)], complete=True) is Verdict.CONFORMANT
    assert verdict_of([one_of(P), one_of(F, required=False)], complete=True) is Verdict.NONCONFORMANT


def test_a_run_in_which_everything_was_skipped_is_incomplete() -> None:
    skipped = [one_of(U, required=False), one_of(U, required=False)]
    assert verdict_of(skipped, complete=True) is Verdict.INCOMPLETE


def test_a_run_that_was_cut_is_never_conformant_and_a_violation_stays_one() -> None:
    assert verdict_of([one_of(P)], complete=False) is Verdict.INCOMPLETE
    assert verdict_of([one_of(P), one_of(F)], complete=False) is Verdict.NONCONFORMANT


@quietly
@given(st.lists(st.builds(one_of, st.sampled_from(list(Outcome)), st.booleans()), max_size=5), st.booleans())
def test_conformant_means_decided_complete_and_never_violated(parts: list[RequirementResult], complete: bool) -> None:
    outcomes = {part.outcome for part in parts}
    verdict = verdict_of(parts, complete=complete)
    assert (verdict is Verdict.NONCONFORMANT) == (F in outcomes)
    if verdict is Verdict.CONFORMANT:
        assert complete
        assert outcomes & {P, W}
        assert not any(part.required and part.outcome in (U, E) for part in parts)
    whole = results(*parts, verdict=verdict, complete=complete)
    expected = {"conformant": 0, "nonconformant": 1, "incomplete": 2}[verdict] if parts else 5
    assert exit_code(whole) == expected
