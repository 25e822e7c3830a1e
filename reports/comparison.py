"""Two runs side by side: what fails now, what passes now, and what is no longer tested though nobody said so.

A waiver changes nothing here: whatever is violated now and was not violated before got worse. But what the new run does
not score, since it entered the catalogue later, can be told, and can make nothing worse.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.results import CheckResult, Outcome, RequirementResult, Results
from reports.verdict import shortfall

_VIOLATED = (Outcome.FAILED, Outcome.WARNED)
_DECIDED = (*_VIOLATED, Outcome.PASSED)

ABSENT = "not in the run"
"""In place of the outcome of a requirement that a run does not report."""


@dataclass(frozen=True)
class Change:
    """A requirement whose outcome is another one now.

    Attributes:
        name: its id.
        before: its outcome in the old run, and whether that was scored; or `ABSENT`.
        after: the same of the new run.
        why: what is observed now, or why nothing is; None if nothing is known.
        scored: whether the new run scores it; of one that the new run lacks, whether the old run did.
    """

    name: str
    before: str
    after: str
    why: str | None
    scored: bool = True


@dataclass(frozen=True)
class Stop:
    """A check that ran in the old run, and not in the new one.

    Attributes:
        name: of the check.
        why: it did not run.
    """

    name: str
    why: str


@dataclass(frozen=True)
class Comparison:
    """What changed from an old run to a new one.

    Attributes:
        failing: violated now, not violated before (or not known to be).
        passing: passed now, did not pass before.
        untested: decided before, undecided or absent now.
        stopped: checks that ran before, and not now.
        later: changed in whatever way, and not scored by the new run.
        incomplete: why the new run did not come to its end, if the old one did; else None.
    """

    failing: Sequence[Change]
    passing: Sequence[Change]
    untested: Sequence[Change]
    stopped: Sequence[Stop]
    later: Sequence[Change]
    incomplete: str | None

    @property
    def worse(self) -> bool:
        """Whether anything got worse."""
        return bool(self.failing or self.untested or self.stopped or self.incomplete)


def compare(old: Results, new: Results) -> Comparison:
    """Hold a new run against an old one of the same API.

    Raises:
        ValueError: they are of different APIs.
    """
    if old.api != new.api:
        raise ValueError(f"a run of {old.api} and one of {new.api} have nothing in common; name two of one API")
    every = list(_changes(old, new))
    changes = [one for one in every if one.scored]
    return Comparison(
        failing=[one for one in changes if one.after in _VIOLATED and one.before not in _VIOLATED]
        + [one for one in changes if (one.before, one.after) == (Outcome.WARNED, Outcome.FAILED)],
        passing=[one for one in changes if one.after == Outcome.PASSED and one.before != ABSENT],
        untested=[one for one in changes if one.before in _DECIDED and one.after not in _DECIDED],
        stopped=list(_stopped(old, new)),
        later=[one for one in every if not one.scored],
        incomplete=shortfall(new) if old.complete and not new.complete else None,
    )


def _changes(old: Results, new: Results) -> Iterator[Change]:
    """The requirements whose outcome differs: those of the new run first, then those that are missing there."""
    before = {one.id: one for one in old.requirements}
    after = {one.id: one for one in new.requirements}
    for name in [*after, *(name for name in before if name not in after)]:
        was, now = before.get(name), after.get(name)
        latest = now or before[name]
        change = Change(name, _outcome(was), _outcome(now), _why(now, new), latest.scored)
        if change.before != change.after:
            yield change


def _outcome(result: RequirementResult | None) -> str:
    if result is None:
        return ABSENT
    return result.outcome if result.scored else f"{result.outcome}, not scored"


def _why(result: RequirementResult | None, new: Results) -> str | None:
    if result is None:
        return _left_out(new)
    return result.findings[0].observed if result.findings else result.reason


def _stopped(old: Results, new: Results) -> Iterator[Stop]:
    now = {one.name: one for one in new.checks}
    for check in old.checks:
        if _ran(check) and not _ran(now.get(check.name)):
            yield Stop(check.name, _why_stopped(now.get(check.name), new))


def _ran(check: CheckResult | None) -> bool:
    return check is not None and check.cases > 0


def _why_stopped(check: CheckResult | None, new: Results) -> str:
    if check is None:
        return _left_out(new) or "the new run has no check of that name"
    if check.lacking:
        return f"the target no longer lends {', '.join(check.lacking)}"
    return "it ran no case"


def _left_out(new: Results) -> str | None:
    """Why a run lacks something altogether."""
    if new.partial:
        return "the new run was about a selection only"
    return f"not reached: {new.cut}" if new.cut else None
