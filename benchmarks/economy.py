"""What a gate should send: makes each API's `gate.toml`, by measuring what every case finds and what it costs.

Every fault of the reference meets all the cases that a run at depth `quick` may choose from, without stopping at the
first kill; the healthy reference says what each case costs in requests and which requirements it decides. Then checks
are given cases one step after another: whichever step adds most per request goes first, until the budget is spent. A
fault counts with the chance that the chosen number of cases holds one that kills it, wherever the choice begins.

    python benchmarks/economy.py                     # prints what would be sent, and what that should find
    python benchmarks/economy.py sumvin --write      # and writes conformance/sumvin/gate.toml
"""

import argparse
import dataclasses
import itertools
import math
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import conformance
import specs
from conformance.cases import Case
from conformance.check import Check
from conformance.engine import Pass
from conformance.prove import Rehearsed, Subject, engines, run, subjects
from conformance.scenario import Record

BUDGET = 375
"""Requests of the checks' cases; the pre-flight, the clock and what is sent twice come on top."""

DECIDED = 3.0
"""A requirement that would otherwise stay untested counts as much as so many faults."""

SIZES = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32)
STARTS = tuple(start / 16 for start in range(16))


@dataclass(frozen=True)
class Ran:
    """One case of one check against one subject.

    Attributes:
        place: of the case among the check's.
        requests: that it took.
        decided: ids of the requirements that it observed.
        kills: whether it saw the fault's own requirement violated.
    """

    check: str
    place: int
    requests: int
    decided: frozenset[str]
    kills: bool


class Whole(Rehearsed):
    """An engine that runs all cases that a gate may choose from, and takes note of each."""

    ran: list[Ran]

    def draw(self, check: Check) -> list[Case]:
        """All of them."""
        return self.pool(check)

    def judged(self, record: Record) -> None:
        """Go on, whatever was found."""

    async def _run_into(self, first: Pass, case: Case) -> None:
        record = await self._once(first.check, case)
        place = next(place for place, one in enumerate(first.drawn) if one is case)
        decided = frozenset(seen.requirement for seen in record.observations)
        kills = record.violation_of(self.subject.requirement) is not None
        self.ran.append(Ran(first.check.name, place, len(record.exchanges), decided, kills))
        first.take(case, record)


def measure(api: str, subject: Subject) -> list[Ran]:
    """Everything that a subject meets."""
    lines: list[Any] = []
    ran: list[Ran] = []
    for engine, checks in engines(api, subject, 0, "standard", lines.append, Whole):
        assert isinstance(engine, Whole)
        engine.plan = dataclasses.replace(engine.plan, depth="quick")
        engine.ran = ran
        run(engine, checks)
    return ran if subject.kind == "healthy" else [one for one in ran if one.kills]


@dataclass
class Choice:
    """How many cases each check is to have, and what that comes to.

    Attributes:
        costs: check to the requests of its cases, in their order.
        deciding: check to what it decides.
        killing: check to the faults that it can kill, each with the places of the cases that do.
        sizes: the choice itself, in the order in which checks came in.
    """

    costs: Mapping[str, Sequence[int]]
    deciding: Mapping[str, frozenset[str]]
    killing: Mapping[str, Mapping[str, frozenset[int]]]
    sizes: dict[str, int] = field(default_factory=dict)

    def requests(self, check: str, size: int) -> float:
        """What so many of a check's cases cost, on average."""
        costs = self.costs[check]
        return sum(costs) / len(costs) * min(size, len(costs))

    def missed(self, check: str, fault: str, size: int) -> float:
        """The chance that so many of a check's cases hold none that kills a fault."""
        total, killers = len(self.costs[check]), self.killing[check].get(fault, frozenset())
        if not size or not killers:
            return 1.0
        wanted = min(size, total)
        hit = sum(
            any(int((number + start) * total / wanted) in killers for number in range(wanted)) for start in STARTS
        )
        return 1 - hit / len(STARTS)

    def choose(self, budget: float) -> float:
        """Give checks cases as long as the budget lasts; returns the requests."""
        spent = 0.0
        missed: dict[str, float] = defaultdict(lambda: 1.0)
        decided: set[str] = set()
        while True:
            steps = [
                step
                for check in self.costs
                for size in SIZES
                if (step := self._step(check, size, missed, decided)) and spent + step[1] <= budget
            ]
            if not steps:
                return spent
            gain, cost, check, size = max(steps, key=lambda step: step[0] / step[1])
            if gain / cost < 1e-6:
                return spent
            for fault in self.killing[check]:
                before = self.missed(check, fault, self.sizes.get(check, 0))
                missed[fault] = missed[fault] / before * self.missed(check, fault, size) if before else 0.0
            decided |= self.deciding[check]
            self.sizes[check] = size
            spent += cost

    def _step(
        self, check: str, size: int, missed: Mapping[str, float], decided: set[str]
    ) -> tuple[float, float, str, int] | None:
        """What it would bring to give a check so many cases: gain, further requests, check, size."""
        now = self.sizes.get(check, 0)
        if size <= now or (now and now >= len(self.costs[check])):
            return None
        gain = DECIDED * len(self.deciding[check] - decided) if not now else 0.0
        for fault in self.killing[check]:
            before = self.missed(check, fault, now)
            if before and missed[fault] > 0:
                gain += missed[fault] * (1 - self.missed(check, fault, size) / before)
        return gain, self.requests(check, size) - self.requests(check, now), check, size

    def found(self) -> float:
        """How many faults the choice should kill."""
        faults = {fault for kills in self.killing.values() for fault in kills}
        return sum(
            1 - math.prod(self.missed(check, fault, size) for check, size in self.sizes.items()) for fault in faults
        )


def choice(healthy: Iterable[Ran], killed: Mapping[str, Iterable[Ran]]) -> Choice:
    """The measured cases as a choice still to be made."""
    costs: dict[str, dict[int, int]] = defaultdict(dict)
    deciding: dict[str, frozenset[str]] = defaultdict(frozenset)
    for one in healthy:
        costs[one.check][one.place] = max(1, one.requests)
        deciding[one.check] |= one.decided
    killing: dict[str, dict[str, frozenset[int]]] = {check: {} for check in costs}
    for fault, ran in killed.items():
        for check, group in itertools.groupby(sorted(ran, key=lambda one: one.check), key=lambda one: one.check):
            if check in killing:
                killing[check][fault] = frozenset(one.place for one in group)
    return Choice({name: [of[place] for place in sorted(of)] for name, of in costs.items()}, deciding, killing)


HEAD = """\
# How many cases of each check a gate sends (`--depth quick`), those that find most for their requests first.
# Made by `python benchmarks/economy.py {api} --write`; a check that does not stand here sends one, after these.

[cases]
"""


def main() -> None:
    """Measure, choose, tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("apis", nargs="*", metavar="API")
    parser.add_argument("--budget", type=float, default=BUDGET)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    for api in arguments.apis or specs.names():
        with ProcessPoolExecutor(max_workers=(os.cpu_count() or 1) + 1) as pool:
            chosen = [one for one in subjects(api) if one.kind != "variant"]
            ran = dict(zip((one.name for one in chosen), pool.map(measure, [api] * len(chosen), chosen), strict=True))
        made = choice(ran.pop("reference"), ran)
        spent = made.choose(arguments.budget)
        print(f"{api}: {spent:.0f} requests should find {made.found():.1f} of {len(ran)} faults")
        order = {**made.sizes, **dict.fromkeys(sorted(set(made.costs) - set(made.sizes)), 0)}
        text = HEAD.format(api=api) + "".join(f'"{check}" = {size}\n' for check, size in order.items())
        if arguments.write:
            (Path(conformance.__file__).parent / api / "gate.toml").write_text(text, encoding="utf-8")
        else:
            print(text)


if __name__ == "__main__":
    main()
