"""The case of a finding, rebuilt from the redacted JSON in which it was written down.

A case is plain data, or small data classes of the strategies. The run's seed draws the same cases again, offline: one
of them may be the case itself. A simpler one, found by shrinking, has values of the same kinds, so each is read as what
was drawn in its place. A rebuilt case counts only if it is written down in the very same way.
"""

from collections.abc import Iterable
from typing import Any

from pydantic import TypeAdapter, ValidationError

from conformance import cases
from conformance.cases import Case
from conformance.check import Check
from conformance.evidence import Scribe
from conformance.plan import CASES, Plan
from reports.model import plain


def case_of(check: Check, written: Any, *, fixtures: Any, plan: Plan, scribe: Scribe) -> Case | None:
    """The case that was written down so; None if it cannot be rebuilt.

    Args:
        check: whose case.
        written: as the finding has it.
        fixtures: the target's.
        plan: of the run.
        scribe: that writes cases down.
    """
    seed = cases.seed_of(plan.seed, check.name)
    drawn = cases.draw(check, fixtures, seed=seed, cases=CASES[plan.depth])
    for case in drawn:
        if _written(case, scribe) == written:
            return case
    if not isinstance(written, dict) or not drawn or set(written) != set(drawn[0]):
        return None
    rebuilt: Case = {}
    for name, text in written.items():
        found = list(_candidates([case[name] for case in drawn], name, text, scribe))
        if not found:
            return None
        rebuilt[name] = found[0]
    return rebuilt if _written(rebuilt, scribe) == written else None


def _candidates(samples: Iterable[Any], name: str, written: Any, scribe: Scribe) -> Iterable[Any]:
    """Values that are written down so: one that was drawn, or one of a kind with those that were."""
    kinds: dict[type, None] = {}
    for sample in samples:
        if _written({name: sample}, scribe) == {name: written}:
            yield sample
        kinds[type(sample)] = None
    for kind in kinds:
        try:
            value: Any = TypeAdapter(kind).validate_python(written)
        except ValidationError:
            continue
        if _written({name: value}, scribe) == {name: written}:
            yield value


def _written(case: Case, scribe: Scribe) -> Any:
    """As the journal holds it."""
    return plain(scribe.case(case))
