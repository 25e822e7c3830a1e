"""What a gate should send: makes each API's `gate.toml`, by measuring what every case finds and what it costs.

Every fault of the reference meets all the cases that a run at depth `quick` may choose from, without stopping at the
first kill; the healthy reference says what each case costs in requests and which requirements it decides. Then cases
are taken one after another, always the one that adds most per request, until they kill the wanted share of the faults
and decide level `core`; what the later ones have made superfluous is given back.

    python benchmarks/economy.py                     # prints what would be sent, and what that finds
    python benchmarks/economy.py sumvin --write      # and writes conformance/sumvin/gate.toml
"""

import argparse
import dataclasses
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import conformance
import specs
from conformance.cases import Case
from conformance.check import Check
from conformance.first_pass import Pass
from conformance.prove import Rehearsed, Subject, engines, run, subjects
from conformance.scenario import Record
from reports.journal import Line

SHARE = 0.93
"""Of the faults, so many are to be killed: what some 400 requests can do."""

SEEDS = (0, 1)
"""What kills a fault by chance, with the values of one seed only, does not count."""

DECIDED = 3
"""A requirement of level `core` that would otherwise stay untested counts as much as so many faults."""

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
    """What a subject meets; of a fault, what kills it whatever the seed."""
    if subject.kind == "healthy":
        return _met(api, subject, SEEDS[0])
    killers = [{one.place: one for one in _met(api, subject, seed) if one.kills} for seed in SEEDS]
    return [one for place, one in killers[0].items() if all(place in others for others in killers)]


def _met(api: str, subject: Subject, seed: int) -> list[Ran]:
    ran: list[Ran] = []
    for engine, checks in engines(api, subject, seed, "standard", _forget, Whole):
        assert isinstance(engine, Whole)
        engine.plan = dataclasses.replace(engine.plan, depth="quick")
        engine.ran = ran
        run(engine, checks)
    return ran


def _forget(_: Line) -> None:
    """Nobody reads what the engines write down."""


@dataclass(frozen=True)
class Choice:
    """The cases that are taken, in the order in which they were, and what each of them kills."""

    cases: tuple[Ran, ...]
    kills: Mapping[Place, frozenset[str]]

    @property
    def requests(self) -> int:
        """Of the cases; the pre-flight and the clock come on top."""
        return sum(one.requests for one in self.cases)

    @property
    def killed(self) -> frozenset[str]:
        """The faults."""
        return frozenset().union(*(self.kills.get(one.place, frozenset()) for one in self.cases))

    @property
    def decided(self) -> frozenset[str]:
        """The requirements."""
        return frozenset().union(*(one.decided for one in self.cases))


def choose(healthy: Sequence[Ran], killers: Mapping[str, Sequence[Ran]], core: frozenset[str], share: float) -> Choice:
    """Take cases until they do what a gate is for.

    Args:
        healthy: all cases against the reference.
        killers: fault to the cases that kill it.
        core: the requirements that have to be decided, as far as any case does.
        share: of the faults that has to be killed, as far as any case does.
    """
    found: dict[Place, set[str]] = defaultdict(set)
    for fault, cases in killers.items():
        for one in cases:
            found[one.place].add(fault)
    kills = {place: frozenset(faults) for place, faults in found.items()}
    everything = Choice(tuple(healthy), kills)
    goal, core = min(share * len(killers), len(everything.killed)), core & everything.decided

    def enough(choice: Choice) -> bool:
        return len(choice.killed) >= goal and core <= choice.decided

    choice = Choice((), kills)
    while not enough(choice):
        killed, open_ = choice.killed, core - choice.decided
        best = max(
            healthy,
            key=lambda one: (
                (len(kills.get(one.place, frozenset()) - killed) + DECIDED * len(one.decided & open_))
                / max(1, one.requests)
            ),
        )
        choice = Choice((*choice.cases, best), kills)
    for costly in sorted(choice.cases, key=lambda one: -one.requests):
        without = Choice(tuple(one for one in choice.cases if one is not costly), kills)
        if enough(without):
            choice = without
    return choice


def text(api: str, healthy: Sequence[Ran], choice: Choice) -> str:
    """The file: a line per check, those first that came first."""
    total = {one.place[0]: one.of for one in healthy}
    taken: dict[str, list[int]] = {}
    for check, place in (one.place for one in choice.cases):
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
    parser.add_argument("--share", type=float, default=SHARE)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    for api in arguments.apis or specs.names():
        chosen = [one for one in subjects(api) if one.kind != "variant"]
        with ProcessPoolExecutor(max_workers=(os.cpu_count() or 1) + 1) as pool:
            ran = dict(zip((one.name for one in chosen), pool.map(measure, [api] * len(chosen), chosen), strict=True))
        healthy = ran.pop("reference")
        core = frozenset(one.id for one in specs.load(api).requirements.values() if one.core)
        choice = choose(healthy, ran, core, arguments.share)
        everything = frozenset().union(*(one.decided for one in healthy))
        print(
            f"{api}: {choice.requests} requests kill {len(choice.killed)} of {len(ran)} faults "
            f"({len(choice.killed) / len(ran):.1%}); {sum(one.requests for one in healthy)} would kill "
            f"{sum(bool(killers) for killers in ran.values())}"
        )
        print(f"  not decided: {', '.join(sorted(everything - choice.decided)) or 'nothing'}")
        if arguments.write:
            file = Path(conformance.__file__).parent / api / "gate.toml"
            file.write_text(text(api, healthy, choice), encoding="utf-8")


if __name__ == "__main__":
    main()
