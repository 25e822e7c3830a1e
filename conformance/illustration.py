"""A violation and its cure, seen: checks run against the reference with a fault, and without."""

import dataclasses
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import reference
from conformance import target as target_file
from conformance import transport
from conformance.api import Api
from conformance.check import Check
from conformance.embedded import serving
from conformance.engine import Engine, Wire
from conformance.plan import Plan
from reference import Fault
from reports.journal import FindingLine, Line, SpecimenLine


@dataclasses.dataclass(frozen=True)
class Illustration:
    """What was seen.

    Attributes:
        violation: of the requirement, by the fault.
        cure: the same check on the healthy reference, where the requirement held; None if nothing was kept of it.
    """

    violation: FindingLine
    cure: SpecimenLine | None


def illustrate(api: Api, requirement: str, checks: Sequence[Check], fault: Fault) -> Illustration | None:
    """Run checks against the reference with a fault and without; None if the violation did not show.

    Args:
        api: whose reference.
        requirement: the id to be violated.
        checks: that may see it; the first that does is shown.
        fault: that breaks it.
    """
    violations = [one for one in _lines(api, requirement, checks, fault.name) if isinstance(one, FindingLine)]
    violation = next((one for one in reversed(violations) if one.requirement == requirement), None)
    if violation is None:
        return None
    seeing = [check for check in checks if check.name == violation.check]
    cures = [one for one in _lines(api, requirement, seeing, None) if isinstance(one, SpecimenLine)]
    return Illustration(violation, next((one for one in cures if one.requirement == requirement), None))


def _lines(api: Api, requirement: str, checks: Sequence[Check], fault: str | None) -> list[Line]:
    lines: list[Line] = []
    with _wired(api, checks, fault) as (base_url, wire):
        file = reference.target_file(api.name)
        target = target_file.assemble(target_file.read(file, base_url=base_url), file, api.vocabulary)
        engine = Engine(api, target, Plan(target=file, directory=Path(), depth="quick"), lines.append, wire)
        engine.start()
        try:
            _run(engine, requirement, [check for check in checks if not engine.missing(check)])
        finally:
            engine.stop()
    return lines


def _run(engine: Engine, requirement: str, checks: Sequence[Check]) -> None:
    """All first passes, until one has seen the violation; that one is pursued to its simplest case."""
    for check in checks:
        engine.submit(check)
    if any(check.waits for check in checks):
        engine.open_barrier()
    for check in checks:
        if requirement in engine.first_pass(check).sightings:
            engine.conclude(check)
            return


@contextmanager
def _wired(api: Api, checks: Sequence[Check], fault: str | None) -> Iterator[tuple[str | None, Wire]]:
    """The way to the reference: in process, or over loopback sockets where calls are raced."""
    catalogue = api.contract.requirements
    if any("concurrency" in catalogue[one].needs for check in checks for one in check.requirements):
        with serving(api.name, fault=fault) as base_url:
            yield base_url, transport.network
    else:
        app = reference.build(api.name, fault=fault)
        yield None, lambda _: transport.in_process(app)
