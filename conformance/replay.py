"""A finding sent again: the same check with the same case, fresh nonces, and today's answers."""

import dataclasses
from pathlib import Path

from conformance.check import Check
from conformance.engine import Wire
from conformance.errors import ConfigurationError
from conformance.history import RUNS, read, runs
from conformance.plan import Plan, saved
from conformance.recall import case_of
from conformance.run import Run
from conformance.selection import all_checks
from reports.journal import ExchangeRecord
from reports.results import Finding, RequirementResult, Results


@dataclasses.dataclass(frozen=True)
class Found:
    """A finding in the run where it was made.

    Attributes:
        directory: of the run.
        results: of the run.
        requirement: that is violated.
        finding: the evidence.
    """

    directory: Path
    results: Results
    requirement: RequirementResult
    finding: Finding


@dataclasses.dataclass(frozen=True)
class Replayed:
    """What came of sending a finding again.

    Attributes:
        fails: whether it still violates; None if that could not be decided.
        reason: why not, or None.
        expected: what is accepted, if it still violates.
        observed: what came instead, if it still violates.
        exchanges: of the attempt, redacted.
    """

    fails: bool | None
    reason: str | None
    expected: str
    observed: str
    exchanges: tuple[ExchangeRecord, ...]


def find(name: str, directory: Path | None) -> Found:
    """A finding by its id, in one run directory or in the latest run that has it.

    Args:
        name: the finding's id.
        directory: of the run; None to look through those in the default folder.

    Raises:
        ConfigurationError: there is no such finding.
    """
    for candidate in [directory] if directory else runs():
        results = read(candidate)
        for requirement in results.requirements:
            for finding in requirement.findings:
                if finding.id == name.lower():
                    return Found(candidate, results, requirement, finding)
    where = str(directory) if directory else f"any run in {RUNS}"
    raise ConfigurationError(f"there is no finding {name} in {where}; the report of a run gives the ids")


def replay(
    found: Found,
    target: Path,
    base_url: str | None,
    *,
    allow_live: bool = False,
    allow_plain_http: bool = False,
    wire: Wire | None = None,
) -> Replayed:
    """Send a finding's case once more.

    Args:
        found: what to send.
        target: the target file, where the secrets come from.
        base_url: put in place of the file's own, or None.
        allow_live: may touch production hosts and live keys.
        allow_plain_http: may send credentials unencrypted to another machine.
        wire: makes the transport; None for real sockets.

    Raises:
        ConfigurationError: the target cannot be used, or the case cannot be rebuilt.
    """
    old = saved(found.directory)
    # A run of its own, which writes nothing down and takes over what decides how a case is sent.
    plan = Plan(
        target=target,
        directory=found.directory,
        base_url=base_url,
        depth=old.depth,
        seed=old.seed,
        rate=old.rate,
        timeout=old.timeout,
        allow_live=allow_live or old.allow_live,
        allow_plain_http=allow_plain_http or old.allow_plain_http,
        correlation=old.correlation,
    )
    run = Run(plan, wire=wire)
    try:
        run.open()
        return _sent(run, found)
    finally:
        run.close(None)


def _sent(run: Run, found: Found) -> Replayed:
    check = _check(run, found)
    lacking = run.engine.missing(check)
    if lacking:
        mends = "; ".join(run.capabilities.get(name, name) for name in sorted(lacking))
        raise ConfigurationError(f"the target does not lend what the check needs: {mends}")
    scribe = run.engine.scribe
    case = case_of(check, found.finding.case, fixtures=run.target.fixtures, plan=run.plan, scribe=scribe)
    if case is None:
        raise ConfigurationError(
            f"the case of {found.finding.id} cannot be rebuilt with this target file and version of the suite; "
            f"run it anew with --only {found.requirement.id} --seed {run.plan.seed}"
        )
    if check.waits:
        run.engine.open_barrier()
    record = run.engine.rerun(check, case)
    violation = record.violation_of(found.requirement.id)
    exchanges = scribe.write(record.exchanges, decisive=violation.exchanges if violation else ())
    if violation is not None:
        return Replayed(True, None, scribe.brief(violation.expected), scribe.brief(violation.observed), exchanges)
    if any(one.requirement == found.requirement.id for one in record.observations):
        return Replayed(False, None, "", "", exchanges)
    reason = record.crash or record.trouble or record.blocked.get(found.requirement.id) or "nothing was judged"
    return Replayed(None, scribe.brief(reason), "", "", exchanges)


def _check(run: Run, found: Found) -> Check:
    for check in all_checks(run.api):
        if check.name == found.finding.check:
            return check
    raise ConfigurationError(
        f"this version of the suite has no check {found.finding.check}; run it anew with --only {found.requirement.id}"
    )
