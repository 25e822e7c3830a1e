"""The proof matrix on a terminal: fault by fault, which check killed it; and every accusation of what conforms."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import click

import specs
from conformance.plan import DEPTHS, Depth
from conformance.prove import Subject, Trial, prove, subjects


def report(api: str, patterns: Sequence[str], seeds: Iterable[int], depth: Depth, *, conforming: bool) -> int:
    """Run the trials and print the matrix; returns 0 if all is well, 1 if not, 5 if there is nothing to do."""
    chosen = [one for one in subjects(api, patterns) if not conforming or one.kind != "fault"]
    if not chosen:
        return 5
    trials: dict[Subject, list[Trial]] = defaultdict(list)
    wanted = tuple(seeds)
    for trial in prove(api, chosen, wanted, depth):
        of_subject = trials[trial.subject]
        of_subject.append(trial)
        if len(of_subject) == len(wanted):
            _print(of_subject)
    uncovered = _uncovered(api, trials) if not patterns else []
    for requirement in uncovered:
        click.echo(f"UNDECIDED  {requirement}: no conforming subject ever showed that it holds")
    unkilled = _without_fault(api, chosen) if not patterns and not conforming else []
    for requirement in unkilled:
        click.echo(f"UNPROVEN   {requirement}: no fault breaks it, so no check of it has ever bitten")
    bad = [trial for of_subject in trials.values() for trial in of_subject if not trial.good]
    click.echo(f"{api}: {_summary(trials, bad)}")
    return 1 if bad or uncovered or unkilled else 0


def _print(trials: Sequence[Trial]) -> None:
    subject = trials[0].subject
    seeds = f"{sum(trial.good for trial in trials)}/{len(trials)} seeds"
    good = all(trial.good for trial in trials)
    if subject.kind == "fault":
        killers = sorted({name for trial in trials for name in trial.violated.get(subject.requirement, ())})
        verdict = "killed    " if good else "SURVIVED  "
        depth = max((trial.depth for trial in trials), key=DEPTHS.index)
        click.echo(f"{verdict} {subject.name}  {subject.requirement}  {seeds}  {depth}  {', '.join(killers) or '-'}")
    else:
        click.echo(f"{'clean     ' if good else 'ACCUSED   '} {subject.name}  {seeds}  {trials[0].requests} requests")
    for trial in trials:
        for crash in trial.crashes:
            click.echo(f"    seed {trial.seed}: a defect of the suite\n{crash}")
        if subject.kind == "fault":
            continue
        for requirement in trial.accusations:
            click.echo(f"    seed {trial.seed}: {requirement} by {trial.evidence[requirement]}")


def _uncovered(api: str, trials: dict[Subject, list[Trial]]) -> list[str]:
    """The coverage gate, measured: MUSTs that held nowhere among the reference and its variants."""
    conforming = [trial for subject, group in trials.items() if subject.kind != "fault" for trial in group]
    held = frozenset().union(*(trial.held for trial in conforming)) if conforming else frozenset()
    catalogue = specs.load(api).requirements.values()
    return [one.id for one in catalogue if one.level == "MUST" and not one.untestable and one.id not in held]


def _without_fault(api: str, chosen: Sequence[Subject]) -> list[str]:
    broken = {subject.requirement for subject in chosen}
    return [one.id for one in specs.load(api).requirements.values() if not one.untestable and one.id not in broken]


def _summary(trials: dict[Subject, list[Trial]], bad: Sequence[Trial]) -> str:
    faults = [subject for subject in trials if subject.kind == "fault"]
    conforming = len(trials) - len(faults)
    survived = {trial.subject for trial in bad if trial.subject.kind == "fault"}
    accused = {trial.subject for trial in bad if trial.subject.kind != "fault"}
    requests = sum(trial.requests for group in trials.values() for trial in group)
    early = sum(all(trial.good and trial.depth == DEPTHS[0] for trial in trials[fault]) for fault in faults)
    return (
        f"{len(faults) - len(survived)} of {len(faults)} faults killed ({early} at depth {DEPTHS[0]}) · "
        f"{conforming - len(accused)} of {conforming} conforming subjects accused of nothing · {requests:,} requests"
    )
