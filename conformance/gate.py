"""What a gate sends: which cases of each check a run at depth `quick` has, and which checks come first.

Each API has a `gate.toml`, made by `benchmarks/economy.py` from what every case finds among the faults of the
reference, and at what cost in requests. A check that does not stand there sends one case, after the others, so that a
new check needs no entry.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from conformance.cases import Case
from conformance.check import Check


@dataclass(frozen=True, slots=True)
class Share:
    """The part of one check that a gate sends.

    Attributes:
        of: how many cases the check had when it was measured.
        cases: places among them, from 0; none where other checks decide the same for less.
    """

    of: int
    cases: tuple[int, ...]


_ONE = Share(1, (0,))


@dataclass(frozen=True, slots=True)
class Gate:
    """The shares of one API's checks, by their names; those first that find most for their requests."""

    shares: Mapping[str, Share]

    def admits(self, check: Check) -> bool:
        """Whether a quick run has the check at all; an empty gate lets everything through."""
        return bool(self.shares.get(check.name, _ONE).cases)

    def place(self, check: Check) -> int:
        """The check's place among those that come first."""
        return list(self.shares).index(check.name) if check.name in self.shares else len(self.shares)

    def some(self, check: Check, cases: Sequence[Case]) -> list[Case]:
        """Of a check's cases those that a quick run sends.

        Where a target's fixtures make them more or fewer than were measured, those at the same parts of the way.
        """
        share = self.shares.get(check.name, _ONE)
        places = dict.fromkeys(place * len(cases) // share.of for place in share.cases or _ONE.cases)
        return [cases[place] for place in places if place < len(cases)]


@cache
def gate(api: str) -> Gate:
    """The gate of an API; one that was never measured has one case of each check."""
    file = Path(__file__).parent / api / "gate.toml"
    shares = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return Gate({name: Share(share["of"], tuple(share["cases"])) for name, share in shares.items()})
