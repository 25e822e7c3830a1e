"""Exit codes of the command, beyond those of a run's results."""

from collections.abc import Iterable

USAGE = 64
CONFIGURATION = 3
NOTHING = 5

DOCUMENTED = (
    "Exit codes: 0 conformant, 1 nonconformant, 2 incomplete, 3 configuration or pre-flight, 4 a waiver is stale, "
    "expired or matches nothing, 5 nothing selected, 64 wrong usage, 70 internal error."
)

_WORST_FIRST = (70, 3, 5, 1, 4, 2, 0)


def worst(codes: Iterable[int]) -> int:
    """The exit code of several runs: the first that applies; one that selected nothing counts only if all did."""
    several = list(codes)
    decided = [code for code in several if code != NOTHING] or several
    return next(code for code in _WORST_FIRST if code in decided)
