"""Waivers held against what a run found: which of them cover a violation, and which have to be mended.

A waiver never changes an outcome. It marks a violation as known, and once it marks nothing any more it is complained of
with the user's own line: a baseline that nobody prunes hides the next violation.
"""

from collections.abc import Collection, Mapping, Sequence

from reports.journal import Quote, WaiverRecord
from reports.results import Outcome, RequirementResult, WaiverResult, WaiverState

_VIOLATED = (Outcome.FAILED, Outcome.WARNED)


def judged(
    waivers: Sequence[WaiverRecord],
    requirements: Sequence[RequirementResult],
    *,
    catalogue: Sequence[str],
    today: str,
    complete: bool,
    elsewhere: Collection[str] = (),
) -> tuple[WaiverResult, ...]:
    """What became of each waiver.

    Args:
        waivers: of the run.
        requirements: that the run reports.
        catalogue: ids of all requirements of the API, reported or not.
        today: the day of the run, `YYYY-MM-DD`.
        complete: whether the run came to its end; otherwise what passed might still have failed.
        elsewhere: ids of requirements that other shards of the run report.
    """
    outcomes = {one.id: one.outcome for one in requirements}
    results = [_judged(waiver, outcomes, catalogue, today) for waiver in waivers]
    return tuple(
        WaiverResult(waiver=one.waiver, state=WaiverState.IDLE, complaint=None)
        if (one.state is WaiverState.STALE and not complete)
        or (one.state is WaiverState.UNMATCHED and one.waiver.requirement in elsewhere)
        else one
        for one in results
    )


def marked(requirements: Sequence[RequirementResult], waivers: Sequence[WaiverResult]) -> tuple[RequirementResult, ...]:
    """The requirements, those violated and covered with their waiver."""
    used = {one.waiver.requirement: one.waiver for one in waivers if one.state is WaiverState.USED}
    return tuple(one.model_copy(update={"waiver": used[one.id]}) if one.id in used else one for one in requirements)


def _judged(
    waiver: WaiverRecord, outcomes: Mapping[str, Outcome], catalogue: Sequence[str], today: str
) -> WaiverResult:
    if waiver.expires < today:
        mend = "it has expired; mend the violation, or renew the date and say why"
        return _wrong(waiver, WaiverState.EXPIRED, waiver.dated, mend)
    if waiver.requirement not in catalogue:
        mend = "there is no requirement of that id; correct it or remove the waiver"
        return _wrong(waiver, WaiverState.UNMATCHED, waiver.named, mend)
    outcome = outcomes.get(waiver.requirement)
    if outcome is None:
        mend = "this run was not about it; ask for it too, or leave the waiver out of this run"
        return _wrong(waiver, WaiverState.UNMATCHED, waiver.named, mend)
    if outcome is Outcome.UNTESTABLE:
        mend = "nobody can test it from outside, so it never fails; remove the waiver"
        return _wrong(waiver, WaiverState.UNMATCHED, waiver.named, mend)
    if outcome is Outcome.PASSED and waiver.kind == "known-failing":
        mend = 'it passed; remove the waiver, or make it kind = "unstable" if it fails now and then'
        return _wrong(waiver, WaiverState.STALE, waiver.named, mend)
    state = WaiverState.USED if outcome in _VIOLATED else WaiverState.IDLE
    return WaiverResult(waiver=waiver, state=state, complaint=None)


def _wrong(waiver: WaiverRecord, state: WaiverState, line: Quote, mend: str) -> WaiverResult:
    complaint = f"{waiver.file}, line {line.number}: {line.text.strip()}: {mend}"
    return WaiverResult(waiver=waiver, state=state, complaint=complaint)
