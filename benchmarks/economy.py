"""What a gate should send: makes each API's `gate.toml`, by measuring what every case finds and what it costs.

Every fault of the reference meets all the cases that a run at depth `quick` may choose from, without stopping at the
first kill; the healthy reference says what each case costs in requests and which requirements it decides. Then cases
are taken one after another, always the one that adds most per request, until the budget is spent.

    python benchmarks/economy.py                     # prints what would be sent, and what that finds
    python benchmarks/economy.py sumvin --write      # and writes conformance/sumvin/gate.toml
"""

import argparse
import dataclasses
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
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

BUDGET = 380
"""Requests of the chosen cases; the pre-flight and the clock come on top."""

DECIDED = 3.0
"""A requirement that would otherwise stay untested counts as much as so many faults."""

Place = tuple[str, int]
"""A check's name, and the place of one of its cases."""


@dataclass(frozen=True)
class Ran:
    """One case against one subject.

    Attributes:
        place: which case.
        of: how many the check has.
        requests: that it took.
        decided: ids of the requirements that it observed.
        kills: whether it saw the fault's own requirement violated.
    """

    place: Place
    of: int
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
        self.ran.append(Ran((first.check.name, place), len(first.drawn), len(record.exchanges), decided, kills))
        first.take(case, record)


def measure(api: str, subject: Subject) -> list[Ran]:
    """What a subject meets; of a fault, what kills it."""
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
    """The cases that are taken, in the order in which they were.

    Attributes:
        spent: their requests.
        killed: the faults that they kill.
        decided: the requirements that they decide.
    """

    cases: list[Place] = field(default_factory=list)
    spent: int = 0
    killed: set[str] = field(default_factory=set)
    decided: set[str] = field(default_factory=set)


def choose(healthy: Sequence[Ran], killers: Mapping[str, Sequence[Ran]], budget: int) -> Choice:
    """Take cases as long as the budget lasts and they add anything.

    Args:
        healthy: all cases against the reference.
        killers: fault to the cases that kill it.
        budget: requests.
    """
    kills: dict[Place, set[str]] = defaultdict(set)
    for fault, cases in killers.items():
        for one in cases:
            kills[one.place].add(fault)
    choice = Choice()
    while True:
        worth = [
            (gain / max(1, one.requests), one)
            for one in healthy
            if choice.spent + one.requests <= budget
            and (gain := len(kills[one.place] - choice.killed) + DECIDED * len(one.decided - choice.decided))
        ]
        if not worth:
            return choice
        _, best = max(worth, key=lambda pair: pair[0])
        choice.cases.append(best.place)
        choice.spent += best.requests
        choice.killed |= kills[best.place]
        choice.decided |= best.decided


def text(api: str, healthy: Sequence[Ran], choice: Choice) -> str:
    """The file: a line per check, those first that came first."""
    total = {one.place[0]: one.of for one in healthy}
    taken: dict[str, list[int]] = {}
    for check, place in choice.cases:
        taken.setdefault(check, []).append(place)
    lines = [
        "# Which cases of each check a gate sends (--depth quick); first what finds most for its requests.",
        f"# Made by `python benchmarks/economy.py {api} --write`; a check that does not stand here sends one case.",
        "",
        *(
            f'"{check}" = {{ of = {total[check]}, cases = {sorted(taken.get(check, []))} }}'
            for check in (*taken, *sorted(set(total) - set(taken)))
        ),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, choose, tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("apis", nargs="*", metavar="API")
    parser.add_argument("--budget", type=int, default=BUDGET)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    for api in arguments.apis or specs.names():
        chosen = [one for one in subjects(api) if one.kind != "variant"]
        with ProcessPoolExecutor(max_workers=(os.cpu_count() or 1) + 1) as pool:
            ran = dict(zip((one.name for one in chosen), pool.map(measure, [api] * len(chosen), chosen), strict=True))
        healthy = ran.pop("reference")
        choice = choose(healthy, ran, arguments.budget)
        everything = frozenset().union(*(one.decided for one in healthy))
        share = len(choice.killed) / len(ran)
        print(f"{api}: {choice.spent} requests kill {len(choice.killed)} of {len(ran)} faults ({share:.1%})")
        print(f"  not decided: {', '.join(sorted(everything - choice.decided)) or 'nothing'}")
        if arguments.write:
            file = Path(conformance.__file__).parent / api / "gate.toml"
            file.write_text(text(api, healthy, choice), encoding="utf-8")


if __name__ == "__main__":
    main()
