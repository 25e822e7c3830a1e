"""What a run sets out to do: everything that the user can choose, in one value."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Depth = Literal["quick", "standard", "deep"]
Level = Literal["core", "full"]

CASES: dict[Depth, int] = {"quick": 4, "standard": 12, "deep": 60}
"""Drawn cases per check. Enumerations are covered whole at every depth."""


@dataclass(frozen=True)
class Plan:
    """The choices of one run.

    Attributes:
        target: the target file.
        base_url: put in place of the file's own, or None.
        level: which requirements the verdict depends on.
        depth: how many cases are drawn.
        seed: reproduces the run's cases.
        only: patterns of requirement ids or check names; empty for all.
        concurrency: requests at once; None for the target file's number.
        rate: requests a second; None for the target file's number.
        timeout: seconds for one exchange; None for the target file's number.
        max_requests: at most so many requests; None for the target file's number.
        allow_live: may touch production hosts and live keys.
        correlation: send X-Conformance-Run and X-Conformance-Check.
        directory: where the run is written down.
        run: the run's id, unique over runs.
    """

    target: Path
    directory: Path
    base_url: str | None = None
    level: Level = "core"
    depth: Depth = "standard"
    seed: int = 0
    only: tuple[str, ...] = ()
    concurrency: int | None = None
    rate: float | None = None
    timeout: float | None = None
    max_requests: int | None = None
    allow_live: bool = False
    correlation: bool = True
    run: str = field(default_factory=lambda: secrets.token_hex(6))
