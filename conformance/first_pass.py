"""The first pass of one check, which runs every case of it once: what held, what did not, what came between."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from conformance import cases
from conformance.cases import Case
from conformance.check import Check
from conformance.scenario import Observation, Record
from reports.journal import Tally

REASONS = 3
"""So many reasons are told why a requirement could not be judged."""


@dataclass
class Sighting:
    """A violation in one case: the smallest so far."""

    case: Case
    record: Record
    observation: Observation


@dataclass
class Pass:
    """The first pass of one check: every case run once.

    Attributes:
        sightings: per violated requirement, the smallest case that shows it.
        cut: why some cases were not run, or None.
        told: the violations that stand in the journal already.
    """

    check: Check
    drawn: list[Case]
    began: float = field(default_factory=time.monotonic)
    exchanges: int = 0
    held: dict[str, int] = field(default_factory=dict)
    violated: dict[str, int] = field(default_factory=dict)
    blocked: dict[str, dict[str, None]] = field(default_factory=dict)
    errors: dict[str, dict[str, None]] = field(default_factory=dict)
    sightings: dict[str, Sighting] = field(default_factory=dict)
    specimens: dict[str, Record] = field(default_factory=dict)
    crashes: list[str] = field(default_factory=list)
    cut: str | None = None
    told: dict[str, Sighting] = field(default_factory=dict)

    def take(self, case: Case, record: Record) -> list[Sighting]:
        """Add what one case came to; returns the violations that no earlier case has shown."""
        known = set(self.sightings)
        self.exchanges += len(record.exchanges)
        if record.crash:
            self.crashes.append(record.crash)
        violated: dict[str, Observation] = {}
        for observation in record.observations:
            if not observation.held:
                violated.setdefault(observation.requirement, observation)
        seen = {observation.requirement for observation in record.observations}
        for requirement in seen:
            if requirement in violated:
                self._sight(case, record, violated[requirement])
            else:
                self.specimens.setdefault(requirement, record)
            tally = self.violated if requirement in violated else self.held
            tally[requirement] = tally.get(requirement, 0) + 1
        for requirement, reason in record.blocked.items():
            _note(self.blocked, requirement, reason)
        if record.abandoned:
            self.cut = self.cut or record.trouble
        elif record.trouble:
            for requirement in self.check.requirements:
                if requirement not in seen:
                    _note(self.errors, requirement, record.trouble)
        return [sighting for requirement, sighting in self.sightings.items() if requirement not in known]

    def tallies(self, redact: Callable[[str], str]) -> dict[str, Tally]:
        """The counts per requirement, fit to be written."""
        touched = {*self.held, *self.violated, *self.blocked, *self.errors}
        return {
            requirement: Tally(
                held=self.held.get(requirement, 0),
                violated=self.violated.get(requirement, 0),
                blocked=tuple(redact(reason) for reason in self.blocked.get(requirement, ())),
                errors=tuple(redact(reason) for reason in self.errors.get(requirement, ())),
            )
            for requirement in sorted(touched)
        }

    def _sight(self, case: Case, record: Record, observation: Observation) -> None:
        known = self.sightings.get(observation.requirement)
        if known is None or cases.size_of(case) < cases.size_of(known.case):
            self.sightings[observation.requirement] = Sighting(case, record, observation)


def _note(reasons: dict[str, dict[str, None]], requirement: str, reason: str) -> None:
    """Keep a reason, unless there are as many as are ever told: an answer may stand in it."""
    known = reasons.setdefault(requirement, {})
    if len(known) < REASONS:
        known[reason] = None
