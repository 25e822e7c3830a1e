"""What a gate sends: how many cases of each check a run at depth `quick` has, and which checks come first.

Each API has a `gate.toml`, made by `benchmarks/economy.py` from what the cases of every check find among the faults of
the reference, and at what cost in requests. A check that does not stand there sends one case, after the others, so
that a new check needs no entry.
"""

import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from conformance.cases import Case
from conformance.check import Check


@dataclass(frozen=True)
class Gate:
    """The numbers of one API.

    Attributes:
        cases: check name to the number of its cases, those that find most for their requests first; none at all where
            other checks decide the same requirements for less.
    """

    cases: Mapping[str, int]

    def admits(self, check: Check) -> bool:
        """Whether a quick run has the check at all."""
        return self.cases.get(check.name, 1) > 0

    def place(self, check: Check) -> int:
        """The check's place among those that come first, at any depth."""
        return list(self.cases).index(check.name) if check.name in self.cases else len(self.cases)

    def some(self, check: Check, cases: Sequence[Case], seed: int) -> list[Case]:
        """Of a check's cases those that a quick run sends: at even distances, from a start that hangs on the seed.

        Runs with different seeds send different cases, so that a gate sees all of them in time.
        """
        wanted = min(max(1, self.cases.get(check.name, 1)), len(cases))
        start = random.Random(seed).random()
        return [cases[int((number + start) * len(cases) / wanted)] for number in range(wanted)]


@cache
def gate(api: str) -> Gate:
    """The gate of an API; one that was never measured has one case of each check."""
    file = Path(__file__).parent / api / "gate.toml"
    return Gate(tomllib.loads(file.read_text(encoding="utf-8"))["cases"] if file.exists() else {})
