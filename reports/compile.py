"""A run directory folded into `Results`: of a finished run, of a killed one, now or later."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reports import journal
from reports.journal import CheckLine, CrashLine, FindingLine, Footer, Header, JournalError, SpecimenLine, Tally
from reports.results import CheckResult, Finding, Outcome, RequirementResult, Results
from reports.verdict import merge, outcome_of, verdict_of
from reports.waiving import judged, marked


def compile_run(directory: Path, *, catalogue: int | None = None) -> Results:
    """Fold all journals of a run directory.

    Args:
        directory: of the run.
        catalogue: the version of the catalogue to score instead of the one that the run was about.

    Raises:
        JournalError: there is none, one cannot be read, they belong to different runs, or to an earlier catalogue.
    """
    files = sorted(directory.glob("journal-*.jsonl"))
    if not files:
        raise JournalError(f"{directory} holds no journal of a run; name the folder that `run` reported")
    # A worker that was killed while it wrote its header left nothing to read: it counts as missing.
    journals = [lines for file in files if (lines := journal.read(file))]
    if not journals:
        raise JournalError(f"the run in {directory} was killed before it wrote anything down; run it again")
    if len({lines[0].run for lines in journals}) > 1:
        raise JournalError(f"{directory} holds journals of different runs; give each run a folder of its own")
    headers: list[Header] = [lines[0] for lines in journals]
    known = headers[0].catalogue_version
    if catalogue is not None:
        if not 1 <= catalogue <= known:
            raise JournalError(
                f"the run was made with catalogue {known} of {headers[0].api}; name one from 1 to {known}"
            )
        headers = [header.model_copy(update={"scored_version": catalogue}) for header in headers]
    return _fold(headers, journals)


def _fold(headers: Sequence[Header], journals: Sequence[Sequence[Any]]) -> Results:
    lines = [line for lines in journals for line in lines[1:]]
    header = headers[0]
    footers = [line for line in lines if isinstance(line, Footer)]
    checks = [line for line in lines if isinstance(line, CheckLine)]
    crashes = tuple(line.traceback for line in lines if isinstance(line, CrashLine))
    cut = _cut(header, footers) or _untold(headers, checks)
    findings = _findings(lines)
    specimens = {line.requirement: line.exchanges for line in reversed(lines) if isinstance(line, SpecimenLine)}
    requirements = tuple(
        _result(record, header, checks, findings.get(record.id, ()), specimens.get(record.id, ()), cut)
        for record in header.requirements
        if header.selected is None or record.id in header.selected
    )
    complete = cut is None and not crashes
    waivers = judged(
        header.waivers,
        requirements,
        catalogue=[one.id for one in header.requirements],
        today=header.started[:10],
        complete=complete,
    )
    requirements = marked(requirements, waivers)
    scored = [one for one in requirements if one.scored]
    violated = [one for one in scored if one.outcome is Outcome.FAILED]
    return Results(
        suite=header.suite,
        suite_digest=header.suite_digest,
        run=header.run,
        api=header.api,
        title=header.title,
        catalogue_version=header.catalogue_version,
        catalogue_digest=header.catalogue_digest,
        scored_version=header.scored_version,
        base_url=header.base_url,
        target=header.target,
        level=header.level,
        depth=header.depth,
        seed=header.seed,
        started=min(header.started for header in headers),
        ended=max((footer.ended for footer in footers), default=None),
        seconds=max((footer.seconds for footer in footers), default=0.0),
        requests=sum(map(_requests, journals)),
        verdict=verdict_of(requirements, complete=complete),
        complete=complete,
        cut=cut,
        partial=header.selected is not None,
        waived=bool(violated) and all(one.waiver for one in violated),
        waivers=waivers,
        counts=dict(Counter(one.outcome for one in scored)),
        requirements=requirements,
        checks=tuple(_check(line) for line in sorted(checks, key=lambda line: line.check)),
        crashes=crashes,
    )


def _cut(header: Header, footers: Sequence[Footer]) -> str | None:
    reasons = [footer.cut for footer in footers if footer.cut]
    if reasons:
        return reasons[0]
    if len(footers) < header.workers:
        return "the run was killed before it came to its end"
    return None


def _untold(headers: Sequence[Header], checks: Sequence[CheckLine]) -> str | None:
    """A check that was to run and of which no journal tells might have found something."""
    told = {line.check for line in checks}
    missing = [name for header in headers for name in header.checks if name not in told]
    return f"the journal says nothing of check {missing[0]}" if missing else None


def _requests(lines: Sequence[Any]) -> int:
    """As the footer counted them; of a process that was killed, as many as its checks told of."""
    told = sum(line.exchanges for line in lines if isinstance(line, CheckLine))
    return next((line.requests for line in lines if isinstance(line, Footer)), told)


def _findings(lines: Sequence[Any]) -> Mapping[str, tuple[Finding, ...]]:
    latest: dict[tuple[str, str], FindingLine] = {}
    for line in lines:
        if isinstance(line, FindingLine):
            latest[line.requirement, line.check] = line
    grouped: dict[str, list[FindingLine]] = defaultdict(list)
    for line in latest.values():
        grouped[line.requirement].append(line)
    return {
        requirement: tuple(_finding(line) for line in sorted(group, key=_weight))
        for requirement, group in grouped.items()
    }


def _weight(line: FindingLine) -> tuple[int, str]:
    """The order of findings: first what was pursued (shrunk, sent again) and stood the test, then what did not."""
    return (True, False, None).index(line.stable), line.check


def _finding(line: FindingLine) -> Finding:
    name = hashlib.sha256(f"{line.requirement}/{line.check}".encode()).hexdigest()[:8]
    return Finding(id=name, **line.model_dump(exclude={"kind", "requirement", "exchanges"}), exchanges=line.exchanges)


def _result(
    record: journal.RequirementRecord,
    header: Header,
    checks: Sequence[CheckLine],
    findings: Sequence[Finding],
    specimen: Sequence[journal.ExchangeRecord],
    cut: str | None,
) -> RequirementResult:
    told = {check.check for check in checks}
    # A check that was killed between its findings and its tallies has found them all the same.
    untold = [Tally(violated=1) for finding in findings if finding.check not in told]
    tally = merge([*(check.tallies.get(record.id, Tally()) for check in checks), *untold])
    # Of several checks that could not run, the one that lacks least: it is the shortest way to an answer.
    blocked = [check.lacking for check in checks if record.id in header.checks.get(check.check, ()) and check.lacking]
    lacking = sorted(min(blocked, key=len, default=set(record.needs) - set(header.lent)))
    outcome, reason = outcome_of(record, tally, lacking, cut=cut)
    mends = [header.capabilities[name] for name in lacking if name in header.capabilities]
    later = record.since if record.since > header.scored_version else None
    of_the_level = record.level == "MUST" and record.untestable is None and (header.level == "full" or record.core)
    return RequirementResult(
        **record.model_dump(exclude={"needs", "conditional", "untestable", "since"}),
        required=of_the_level and later is None,
        later=later,
        outcome=outcome,
        reason=reason,
        mend="; ".join(mends) if outcome is Outcome.UNTESTED and mends else None,
        waiver=None,
        held=tally.held,
        violated=tally.violated,
        checks=tuple(sorted(check.check for check in checks if record.id in check.tallies)),
        findings=tuple(findings),
        specimen=tuple(specimen),
    )


def _check(line: CheckLine) -> CheckResult:
    return CheckResult(name=line.check, **line.model_dump(exclude={"kind", "check", "tallies"}))
