"""From tallies to outcomes, and from outcomes to a verdict.

Evidence is never taken back: a violation is not made good by a case that held, nor is what held undone by a case that
could not be judged. So failed (or warned) outweighs passed, passed outweighs error, and error outweighs untested.
"""

from collections.abc import Iterable, Sequence

from reports.journal import RequirementRecord, Tally
from reports.results import Outcome, RequirementResult, Results, Verdict

CONFORMANT, NONCONFORMANT, INCOMPLETE, NOTHING, WAIVER, INTERNAL = 0, 1, 2, 5, 4, 70
"""What a run's process exits with; 3, configuration, is left to whoever read it."""


_UNDECIDED = (Outcome.UNTESTED, Outcome.ERROR)
_DECIDED = (Outcome.PASSED, Outcome.WARNED, Outcome.FAILED)


def merge(tallies: Iterable[Tally]) -> Tally:
    """One tally of many."""
    held = violated = 0
    blocked: dict[str, None] = {}
    errors: dict[str, None] = {}
    for tally in tallies:
        held += tally.held
        violated += tally.violated
        blocked |= dict.fromkeys(tally.blocked)
        errors |= dict.fromkeys(tally.errors)
    return Tally(held=held, violated=violated, blocked=tuple(blocked), errors=tuple(errors))


def outcome_of(
    requirement: RequirementRecord, tally: Tally, lacking: Sequence[str], *, cut: str | None
) -> tuple[Outcome, str | None]:
    """A requirement's outcome, and the reason where it was not decided.

    Args:
        requirement: as the catalogue has it.
        tally: of all checks.
        lacking: capabilities for want of which a check of it did not run.
        cut: why the run ended early, or None.
    """
    if tally.violated:
        return (Outcome.FAILED if requirement.level == "MUST" else Outcome.WARNED), None
    if tally.held:
        return Outcome.PASSED, None
    if requirement.untestable:
        return Outcome.UNTESTABLE, requirement.untestable
    if tally.errors:
        return Outcome.ERROR, tally.errors[0]
    if lacking:
        return Outcome.UNTESTED, f"the target does not lend {', '.join(lacking)}"
    if tally.blocked:
        return Outcome.UNTESTED, f"a precondition failed: {tally.blocked[0]}"
    if cut:
        return Outcome.UNTESTED, f"not reached: {cut}"
    if requirement.conditional:
        return Outcome.NOT_APPLICABLE, "the target never showed what it speaks of"
    return Outcome.UNTESTED, "no answer of the target could decide it"


def verdict_of(requirements: Iterable[RequirementResult], *, complete: bool) -> Verdict:
    """What a run comes to.

    Nonconformant if any tested MUST failed, at whatever level; else incomplete if a requirement of the asked level is
    undecided, or the run was cut short, or nothing at all was decided; else conformant. What entered the catalogue
    after the version that is scored changes nothing.
    """
    results = [result for result in requirements if result.scored]
    if any(result.outcome is Outcome.FAILED for result in results):
        return Verdict.NONCONFORMANT
    undecided = any(result.required and result.outcome in _UNDECIDED for result in results)
    decided = any(result.outcome in _DECIDED for result in results)
    if undecided or not complete or not decided:
        return Verdict.INCOMPLETE
    return Verdict.CONFORMANT


def shortfall(results: Results) -> str | None:
    """Why a run did not decide all that it was asked to, as one sentence; None if it did.

    A run in which everything was skipped has decided nothing, and never counts as one that did.
    """
    if results.cut:
        return f"the run is incomplete: {results.cut}"
    if results.crashes or not results.complete:
        return "the run is incomplete: a defect of the suite ended a check"
    undecided = [one.id for one in results.requirements if one.required and one.outcome in _UNDECIDED]
    if undecided:
        return f"{len(undecided)} of the requirements of level {results.level} are undecided, such as {undecided[0]}"
    if any(one.scored and one.outcome in _DECIDED for one in results.requirements):
        return None
    if any(one.outcome in _DECIDED for one in results.requirements):
        return f"nothing was decided that catalogue {results.scored_version} has"
    return "nothing was decided"


def exit_code(results: Results) -> int:
    """What the process exits with: the first that applies of 70, 5, 1, 4, 2 and 0."""
    if results.crashes:
        return INTERNAL
    if not results.requirements:
        return NOTHING
    if results.verdict is Verdict.NONCONFORMANT and not results.waived:
        return NONCONFORMANT
    if any(one.complaint for one in results.waivers):
        return WAIVER
    return INCOMPLETE if shortfall(results) else CONFORMANT
