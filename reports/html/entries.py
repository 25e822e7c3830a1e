"""The entries of the page: every requirement with its place, its kind and its evidence."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from reports.html.anchors import Anchors
from reports.html.exchanges import Evidence, Pool
from reports.html.standing import Standing, standing_of
from reports.results import Finding, RequirementResult, Results


@dataclass(frozen=True)
class Violation:
    """A finding with its place.

    Attributes:
        finding: as the results have it.
        anchor: its fragment.
        case: the values of its case, as JSON text.
        stability: what came of sending it again, as a few words.
        evidence: its exchanges.
    """

    finding: Finding
    anchor: str
    case: str
    stability: str
    evidence: Evidence


@dataclass(frozen=True)
class Entry:
    """A requirement with its place.

    Attributes:
        requirement: as the results have it.
        standing: what it counts as.
        anchor: its fragment.
        violations: its findings.
        specimen: the exchanges of one case in which it held; without any if there is none.
    """

    requirement: RequirementResult
    standing: Standing
    anchor: str
    violations: tuple[Violation, ...]
    specimen: Evidence


def entries_of(results: Results, pool: Pool) -> tuple[Entry, ...]:
    """All entries, in the order of the catalogue; their exchanges go into the pool."""
    anchors = Anchors()
    places = [(one, anchors.of(one.id)) for one in results.requirements]
    return tuple(
        Entry(
            requirement=one,
            standing=standing_of(one),
            anchor=place,
            violations=tuple(_violation(finding, anchors, pool) for finding in one.findings),
            specimen=pool.add(one.specimen),
        )
        for one, place in places
    )


def grouped(entries: Sequence[Entry]) -> tuple[tuple[Standing, tuple[Entry, ...]], ...]:
    """The entries by kind, worst first; a kind without any is left out."""
    groups = ((kind, tuple(one for one in entries if one.standing is kind)) for kind in Standing)
    return tuple((kind, group) for kind, group in groups if group)


def _violation(finding: Finding, anchors: Anchors, pool: Pool) -> Violation:
    return Violation(
        finding=finding,
        anchor=anchors.of(f"finding-{finding.id}"),
        case=json.dumps(finding.case, indent=2, ensure_ascii=False),
        stability=_stability(finding),
        evidence=pool.add(finding.exchanges),
    )


def _stability(finding: Finding) -> str:
    if finding.stable is None:
        return "not sent again"
    return "violated again when sent once more" if finding.stable else "unstable: it held when sent once more"
