"""The proof matrix on a terminal: fault by fault, which check killed it; and every accusation of what conforms."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, as_completed

import click

import specs
from conformance.plan import DEPTHS, Depth
from conformance.prove import Subject, Trial, Workers, subjects

GATE: Depth = DEPTHS[0]
"""The depth that sends the least."""


def report(
    apis: Iterable[str], patterns: Sequence[str], seeds: Sequence[int], depth: Depth, *, conforming: bool
) -> bool | None:
    """Run the trials of all these APIs and print the matrix of each; returns whether all is well, None for no trials.

    Args:
        apis: names of APIs.
        patterns: of faults, variants and requirements; empty for all. They may name something of one API only.
        seeds: each subject is tried with every one of them.
        depth: how many cases are drawn.
        conforming: leave the faults out.
    """
    with Workers() as workers:
        begun = []
        for api in apis:
            chosen = [one for one in subjects(api, patterns) if not conforming or one.kind != "fault"]
            if chosen:
                begun.append((api, chosen, workers.submit(api, chosen, seeds, depth)))
        covered, broken = not patterns and depth != GATE, not (patterns or conforming)
        sound = [_matrix(api, chosen, futures, covered=covered, broken=broken) for api, chosen, futures in begun]
    return all(sound) if sound else None


def _matrix(
    api: str, chosen: Sequence[Subject], futures: Sequence[Future[Trial]], *, covered: bool, broken: bool
) -> bool:
    """Print one API's trials as they end; whether all is well.

    Args:
        api: its name.
        chosen: the subjects.
        futures: their trials.
        covered: ask that every MUST held somewhere; a gate leaves some out, so that it cannot be asked there.
        broken: ask that some fault breaks every requirement.
    """
    trials: dict[Subject, list[Trial]] = defaultdict(list)
    for future in as_completed(futures):
        trial = future.result()
        of_subject = trials[trial.subject]
        of_subject.append(trial)
        if len(of_subject) == len(futures) // len(chosen):
            _print(sorted(of_subject, key=lambda one: one.seed))
    uncovered = _uncovered(api, trials) if covered else []
    for requirement in uncovered:
        click.echo(f"UNDECIDED  {requirement}: no conforming subject ever showed that it holds")
    unkilled = _without_fault(api, chosen) if broken else []
    for requirement in unkilled:
        click.echo(f"UNPROVEN   {requirement}: no fault breaks it, so no check of it has ever bitten")
    bad = [trial for of_subject in trials.values() for trial in of_subject if not trial.good]
    click.echo(f"{api}: {_summary(trials, bad)}")
    return not (bad or uncovered or unkilled)


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
    early = sum(all(trial.good and trial.depth == GATE for trial in trials[fault]) for fault in faults)
    killed = f"{len(faults) - len(survived)} of {len(faults)} faults killed ({early} at depth {GATE})"
    clean = f"{conforming - len(accused)} of {conforming} conforming subjects accused of nothing"
    return " · ".join((*([killed] if faults else []), *([clean] if conforming else []), f"{requests:,} requests"))
