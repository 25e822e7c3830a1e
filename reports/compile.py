"""A run directory folded into `Results`: of a finished run, of a killed one, of one that was resumed or split."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from reports import journal, visits
from reports.journal import CheckLine, CrashLine, FindingLine, JournalError, NoteLine, SpecimenLine, Tally
from reports.results import CheckResult, Finding, Outcome, RequirementResult, Results
from reports.verdict import merge, outcome_of, verdict_of
from reports.visits import Story, Visit
from reports.waiving import judged, marked


def compile_run(directory: Path, *, catalogue: int | None = None) -> Results:
    """Fold all journals of a run directory.

    Args:
        directory: of the run.
        catalogue: the version of the catalogue to score instead of the one that the run was about.

    Raises:
        JournalError: there is none, one cannot be read, they belong to different runs, or to an earlier catalogue.
    """
    return fold(_scored(visits.read(directory), catalogue))


def _scored(story: Story, catalogue: int | None) -> Story:
    """The same story, told of another version of the catalogue."""
    if catalogue is None:
        return story
    known = story.header.catalogue_version
    if not 1 <= catalogue <= known:
        raise JournalError(f"the run was made with catalogue {known} of {story.header.api}; name one from 1 to {known}")

    def told(visit: Visit) -> Visit:
        return replace(visit, header=visit.header.model_copy(update={"scored_version": catalogue}))

    return replace(story, visits=[told(visit) for visit in story.visits])


def fold(story: Story) -> Results:
    """The results of a run.

    Args:
        story: its journals, in order.
    """
    header, lines, cut = story.header, story.lines, story.cut
    crashes = tuple(line.traceback for line in lines if isinstance(line, CrashLine))
    findings = _findings(lines)
    specimens = {line.requirement: line.exchanges for line in reversed(lines) if isinstance(line, SpecimenLine)}
    requirements = tuple(
        _result(record, story, findings.get(record.id, ()), specimens.get(record.id, ()), cut)
        for record in header.requirements
        if (header.selected is None or record.id in header.selected) and _concerns(story, record.id, findings)
    )
    complete = cut is None and not crashes
    waivers = judged(
        story.last.waivers,
        requirements,
        catalogue=[one.id for one in header.requirements],
        today=story.last.started[:10],
        # What passes in one shard may fail in another.
        complete=complete and story.shard is None,
        elsewhere=_elsewhere(story, requirements),
    )
    requirements = marked(requirements, waivers)
    scored = [one for one in requirements if one.scored]
    violated = [one for one in scored if one.outcome is Outcome.FAILED]
    return Results(
        suite=header.suite,
        suite_digest=header.suite_digest,
        run=story.run,
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
        started=min(visit.header.started for visit in story.visits),
        ended=story.ended,
        seconds=story.seconds,
        requests=story.requests,
        verdict=verdict_of(requirements, complete=complete),
        complete=complete,
        cut=cut,
        partial=header.selected is not None,
        waived=bool(violated) and all(one.waiver for one in violated),
        waivers=waivers,
        counts=dict(Counter(one.outcome for one in scored)),
        requirements=requirements,
        checks=tuple(_check(line) for line in story.checks.values()),
        crashes=crashes,
        shard=story.shard,
        visits=max(len(made) for made in story.parts.values()),
    )


def _elsewhere(story: Story, requirements: Sequence[RequirementResult]) -> frozenset[str]:
    """Requirements of the run that this shard says nothing of."""
    if story.shard is None:
        return frozenset()
    asked = story.header.selected or (one.id for one in story.header.requirements if one.untestable is None)
    return frozenset(asked) - {one.id for one in requirements}


def _concerns(story: Story, requirement: str, findings: Mapping[str, Sequence[Finding]]) -> bool:
    """Whether a run is to say something of a requirement: a shard only of what its own checks are about."""
    if story.shard is None or requirement in findings:
        return True
    own = (requirement in story.header.checks.get(name, ()) for name in story.expected)
    return any(own) or any(requirement in line.tallies for line in story.checks.values())


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
    story: Story,
    findings: Sequence[Finding],
    specimen: Sequence[journal.ExchangeRecord],
    cut: str | None,
) -> RequirementResult:
    header, checks = story.header, story.checks.values()
    counted = {name: check.tallies.get(record.id, Tally()) for name, check in story.checks.items()}
    # A check that was killed between its findings and its tallies has found them, whatever a later visit finds.
    untold = [Tally(violated=1) for one in findings if not counted.get(one.check, Tally()).violated]
    tally = merge([*counted.values(), *untold])
    # Of several checks that could not run, the one that lacks least: it is the shortest way to an answer.
    blocked = [check.lacking for check in checks if record.id in header.checks.get(check.check, ()) and check.lacking]
    lacking = sorted(min(blocked, key=len, default=set(record.needs) - set(header.lent)))
    outcome, reason = outcome_of(record, tally, lacking, cut=cut)
    mend = "; ".join(header.capabilities[name] for name in lacking if name in header.capabilities)
    notes = [note for note in story.pending if record.id in header.checks.get(note.check, ())]
    if notes and outcome is Outcome.UNTESTED:
        when = _when(notes)
        reason = f"it takes a second visit, {when}"
        if tally.blocked:
            reason += f" (so far, a precondition failed: {tally.blocked[0]})"
        mend = f"ramp-conformance resume RUN_DIR --window, {when}" + (f"; or {mend}" if mend else "")
    if outcome is Outcome.UNTESTED and header.depth == "quick" and not (lacking or tally.blocked or cut or notes):
        reason, mend = "a run at depth quick leaves it out", "--depth standard"
    later = record.since if record.since > header.scored_version else None
    return RequirementResult(
        **record.model_dump(exclude={"needs", "conditional", "untestable", "since"}),
        required=_required(record, story) and later is None,
        later=later,
        outcome=outcome,
        reason=reason,
        mend=mend if outcome is Outcome.UNTESTED and mend else None,
        waiver=None,
        held=tally.held,
        violated=tally.violated,
        checks=tuple(check.check for check in checks if record.id in check.tallies),
        findings=tuple(findings),
        specimen=tuple(specimen),
    )


def _required(record: journal.RequirementRecord, story: Story) -> bool:
    """Whether the verdict depends on a requirement; of a shard, only where no other shard may decide it."""
    asked = record.level == "MUST" and record.untestable is None and (story.header.level == "full" or record.core)
    if not asked or story.shard is None:
        return asked
    named = [name for name, requirements in story.header.checks.items() if record.id in requirements]
    return bool(named) and set(named) <= set(story.expected)


def _when(notes: Sequence[NoteLine]) -> str:
    """The time of a second visit, in words."""
    opened = [datetime.fromisoformat(note.opened) for note in notes]
    begin = max(at + timedelta(seconds=note.after) for at, note in zip(opened, notes, strict=True))
    ends = [at + timedelta(seconds=note.before) for at, note in zip(opened, notes, strict=True) if note.before]
    return f"between {_minute(begin)} and {_minute(min(ends))}" if ends else f"after {_minute(begin)}"


def _minute(moment: datetime) -> str:
    """A moment to the minute, never too early."""
    return f"{moment.astimezone(UTC) + timedelta(seconds=59):%Y-%m-%d %H:%M} UTC"


def _check(line: CheckLine) -> CheckResult:
    return CheckResult(name=line.check, **line.model_dump(exclude={"kind", "check", "tallies", "cut"}))
