"""From tallies to outcomes, and from outcomes to a verdict.

Evidence is never taken back: a violation is not made good by a case that held, nor is what held undone by a case that
could not be judged. So failed (or warned) outweighs passed, passed outweighs error, and error outweighs untested.
"""

from collections.abc import Iterable, Sequence

from reports.journal import RequirementRecord, Tally
from reports.results import Outcome, RequirementResult, Verdict

EXIT_CODES = {Verdict.CONFORMANT: 0, Verdict.NONCONFORMANT: 1, Verdict.INCOMPLETE: 2}


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
    undecided, or the run was cut short, or nothing at all was decided; else conformant.
    """
    results = list(requirements)
    if any(result.outcome is Outcome.FAILED for result in results):
        return Verdict.NONCONFORMANT
    undecided = any(result.required and result.outcome in (Outcome.UNTESTED, Outcome.ERROR) for result in results)
    decided = any(result.outcome in (Outcome.PASSED, Outcome.WARNED) for result in results)
    if undecided or not complete or not decided:
        return Verdict.INCOMPLETE
    return Verdict.CONFORMANT
