"""The proof that the checks bite: every fault of the reference against the checks bound to its requirement.

A fault is killed only by a violation of *its* requirement. The healthy reference and its variants must be accused of
nothing. Trials run in process, without sockets but for races and what shows only there, side by side on all cores.

A fault is tried as a gate would first, then at the next depth, up to the one that was asked for: most die early.
"""

import gc
import os
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Literal

import reference
from conformance import api as apis
from conformance import target as target_file
from conformance import transport
from conformance.api import Api
from conformance.cases import Case
from conformance.check import Check
from conformance.engine import Engine, Wire
from conformance.plan import DEPTHS, Depth, Plan
from conformance.scenario import Record
from conformance.selection import all_checks, select
from conformance.target import Target
from reference.server import hosting
from reports.journal import CheckLine, CrashLine, ExchangeRecord, FindingLine, Line

Kind = Literal["healthy", "variant", "fault"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is put to the test in one trial.

    Attributes:
        kind: the healthy reference, a variant, or a fault.
        name: of the variant or fault; "reference" for the healthy one.
        requirement: that the fault breaks; empty otherwise.
        may_warn: SHOULD requirements that a variant may leave unmet.
        tables: that a variant's target file has in place of the reference's own.
        sockets: whether the variant or fault shows only over sockets.
        slow: whether a variant makes everybody wait.
    """

    kind: Kind
    name: str
    requirement: str = ""
    may_warn: frozenset[str] = frozenset()
    tables: Mapping[str, Any] = field(default_factory=dict, hash=False)
    sockets: bool = False
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """What one trial came to.

    Attributes:
        depth: at which a fault was killed; otherwise the one that was asked for.
        violated: requirement id to the checks that saw it violated.
        held: ids of requirements that held at least once.
        undecided: ids that the checks meant to decide and could not, with the first reason.
        crashes: tracebacks of defects of the suite.
    """

    subject: Subject
    seed: int
    depth: Depth
    violated: dict[str, tuple[str, ...]]
    held: frozenset[str]
    undecided: dict[str, str]
    evidence: dict[str, str]
    requests: int
    seconds: float
    crashes: tuple[str, ...]

    @property
    def accusations(self) -> dict[str, tuple[str, ...]]:
        """The violations that a conforming subject must not be accused of."""
        return {name: checks for name, checks in self.violated.items() if name not in self.subject.may_warn}

    @property
    def good(self) -> bool:
        """A fault was killed by its own requirement; anything else was accused of nothing."""
        if self.crashes:
            return False
        if self.subject.kind == "fault":
            return self.subject.requirement in self.violated
        return not self.accusations


_rehearsed: dict[tuple[str, str, str, int, Depth], list[Case]] = {}


class Rehearsed(Engine):
    """An engine for trials: they draw the same cases, nobody reads their evidence, and a kill ends them.

    Attributes:
        subject: what is put to the test.
    """

    subject: Subject

    def pool(self, check: Check) -> list[Case]:
        """The cases of a check, remembered until another seed is tried."""
        fixtures = repr(self.target.file.fixtures)
        key = (self.api.name, fixtures, check.name, self.plan.seed, self.plan.depth)
        if key not in _rehearsed:
            for other in [other for other in _rehearsed if other[3] != self.plan.seed]:
                del _rehearsed[other]
            _rehearsed[key] = super().pool(check)
        return _rehearsed[key]

    def judged(self, record: Record) -> None:
        """End the trial with the first violation of what the fault breaks: there is nothing left to ask."""
        if self.subject.kind == "fault" and record.violation_of(self.subject.requirement):
            self.abandon("the fault is killed")

    def evidence(self, record: Record, decisive: Iterable[int] = ()) -> tuple[ExchangeRecord, ...]:
        """Nothing."""
        del record, decisive
        return ()


def subjects(api: str, patterns: Sequence[str] = ()) -> list[Subject]:
    """The healthy reference, its variants, its faults; only those that the patterns name, if there are any."""
    found = [
        Subject("healthy", "reference"),
        *(
            Subject("variant", one.name, may_warn=one.warns, tables=one.target, sockets=one.sockets, slow=one.slow)
            for one in reference.variants(api).values()
        ),
        *(Subject("fault", one.name, one.requirement, sockets=one.sockets) for one in reference.faults(api).values()),
    ]
    if not patterns:
        return found
    return [
        one
        for one in found
        if any(fnmatchcase(text, pattern) for text in (one.name, one.requirement) for pattern in patterns)
    ]


class Workers:
    """Processes in which trials are run: some for those that compute, and some for those that mostly wait."""

    def __init__(self) -> None:
        cores = os.cpu_count() or 1
        # More than there are cores: many a fault shows only after a second of the clock, or of silence.
        self._busy = ProcessPoolExecutor(max_workers=cores + 2, initializer=_collect_seldom)
        self._waiting = ProcessPoolExecutor(max_workers=cores, initializer=_collect_seldom)

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        for pool in (self._busy, self._waiting):
            pool.shutdown(cancel_futures=True)

    def submit(self, api: str, chosen: Sequence[Subject], seeds: Sequence[int], depth: Depth) -> list[Future[Trial]]:
        """Have a trial run per subject and seed, in the order of the seeds.

        Args:
            api: whose reference.
            chosen: the subjects.
            seeds: each subject is tried with every one of them.
            depth: how many cases are drawn.
        """
        return [
            (self._waiting if subject.slow else self._busy).submit(attempt, api, subject, seed, depth)
            for seed in seeds
            for subject in _mixed(chosen)
        ]


def _mixed(chosen: Sequence[Subject]) -> list[Subject]:
    """What conforms keeps a core busy; many a fault waits, as its neighbours do: no kind is left over at the end."""
    return random.Random(0).sample(chosen, len(chosen))


def _collect_seldom() -> None:
    # What a trial leaves goes with its engine; what it draws from stays, and is not to be gone through again and again.
    gc.set_threshold(50_000, 20, 100)


def attempt(name: str, subject: Subject, seed: int, depth: Depth) -> Trial:
    """One trial in this process."""
    began, requests = time.monotonic(), 0
    for tried in DEPTHS[: DEPTHS.index(depth) + 1] if subject.kind == "fault" else (depth,):
        lines: list[Line] = []
        for engine, checks in engines(name, subject, seed, tried, lines.append):
            requests += run(engine, checks)
            if _killed(subject, lines):
                break
        if _killed(subject, lines):
            break
    return _trial(subject, seed, tried, lines, requests, time.monotonic() - began)


def engines(
    name: str,
    subject: Subject,
    seed: int,
    depth: Depth,
    write: Callable[[Line], None],
    kind: type[Rehearsed] = Rehearsed,
) -> Iterator[tuple[Rehearsed, Sequence[Check]]]:
    """The engines of one trial with the checks of each: first without sockets, then over them, as far as it is needed.

    Args:
        name: of the API.
        subject: what is put to the test.
        seed: of the drawn cases.
        depth: how many cases are drawn.
        write: takes what the engines write down.
        kind: of engine.
    """
    api = apis.load(name)
    checks = _bound(api, subject, depth)
    for sockets in (False, True):
        chosen = [check for check in checks if (subject.sockets or _races(api, check)) == sockets]
        if not chosen:
            continue
        with _wired(name, subject, sockets=sockets) as (base_url, wire):
            target = _target(api, base_url, subject)
            plan = Plan(target=target.path, directory=target.path.parent, depth=depth, seed=seed)
            engine = kind(api, target, plan, write, wire)
            engine.subject = subject
            yield engine, chosen


def run(engine: Engine, checks: Sequence[Check]) -> int:
    """Run checks until the fault is killed; returns the number of requests."""
    submitted = []
    engine.start()
    try:
        for check in checks:
            if engine.client.abandoned:
                break
            if not engine.missing(check):
                engine.submit(check)
                submitted.append(check)
        # Nothing is shrunk: a trial asks whether, not how.
        for check in submitted:
            if check.waits:
                engine.open_barrier()
            engine.first_pass(check)
        return engine.client.requests
    finally:
        engine.stop()


def _killed(subject: Subject, lines: Sequence[Line]) -> bool:
    return any(isinstance(line, FindingLine) and line.requirement == subject.requirement for line in lines)


@contextmanager
def _wired(name: str, subject: Subject, *, sockets: bool) -> Iterator[tuple[str | None, Wire]]:
    """The way to the subject: in process, or over loopback sockets."""
    fault = subject.name if subject.kind == "fault" else None
    variant = subject.name if subject.kind == "variant" else None
    app = reference.build(name, fault=fault, variant=variant)
    if sockets:
        with hosting(app) as base_url:
            yield base_url, transport.network
    else:
        yield None, lambda _: transport.in_process(app)


def _races(api: Api, check: Check) -> bool:
    """Whether a check races calls, which only means something over sockets."""
    catalogue = api.contract.requirements
    return any("concurrency" in catalogue[one].needs for one in check.requirements)


def _target(api: Api, base_url: str | None, subject: Subject) -> Target:
    path = reference.target_file(api.name)
    return target_file.assemble(target_file.read(path, base_url=base_url, tables=subject.tables), path, api.vocabulary)


def _bound(api: Api, subject: Subject, depth: Depth) -> list[Check]:
    """The checks that can kill a fault, those made for its requirement first; all of them for anything else."""
    patterns = (subject.requirement,) if subject.kind == "fault" else ()
    chosen = [
        check
        for check in select(api, select(api, all_checks(api), (), depth).checks, patterns).checks
        # A race is costly, and what an invariant says of it, it says of other checks too.
        if subject.kind != "fault" or subject.requirement in check.requirements or not _races(api, check)
    ]
    return sorted(chosen, key=lambda check: (check.waits, subject.requirement not in check.requirements))


def _trial(subject: Subject, seed: int, depth: Depth, lines: Sequence[Line], requests: int, seconds: float) -> Trial:
    violated: dict[str, tuple[str, ...]] = {}
    evidence: dict[str, str] = {}
    held: set[str] = set()
    undecided: dict[str, str] = {}
    for line in lines:
        if isinstance(line, FindingLine):
            violated[line.requirement] = (*violated.get(line.requirement, ()), line.check)
            evidence.setdefault(line.requirement, f"{line.check}: expected {line.expected}; observed {line.observed}")
        elif isinstance(line, CheckLine):
            held |= {name for name, tally in line.tallies.items() if tally.held}
            undecided |= {
                name: (*tally.errors, *tally.blocked)[0]
                for name, tally in line.tallies.items()
                if tally.errors or tally.blocked
            }
    return Trial(
        subject=subject,
        seed=seed,
        depth=depth,
        violated=violated,
        held=frozenset(held),
        undecided=undecided,
        evidence=evidence,
        requests=requests,
        seconds=seconds,
        crashes=tuple(line.traceback for line in lines if isinstance(line, CrashLine)),
    )
