"""What the target was asked, and how quickly it answered: numbers, and the lengths of bars beside them."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from reports.journal import ExchangeRecord
from reports.results import CheckResult

_PER_DECADE = 5
_DECADES = 5
_SHORTEST = 0.001
BINS = _PER_DECADE * _DECADES
"""The axis of every plot of latencies: from 1 ms to 100 s, each bin as wide in proportion; the same in every report."""


@dataclass(frozen=True)
class Latency:
    """How quickly one operation answered, over the exchanges that the results hold.

    Attributes:
        operation: the name.
        exchanges: how many there are.
        typical: half of them took no longer, in seconds.
        slow: nineteen of twenty took no longer, in seconds.
        bars: for each bin of the axis how full it is, from 0 to 1, of the fullest.
    """

    operation: str
    exchanges: int
    typical: float
    slow: float
    bars: tuple[float, ...]


@dataclass(frozen=True)
class Load:
    """What one check asked of the target.

    Attributes:
        check: as the results have it.
        share: its exchanges, from 0 to 1, of those of the busiest check.
    """

    check: CheckResult
    share: float


def latencies(exchanges: Sequence[ExchangeRecord]) -> tuple[Latency, ...]:
    """The latencies by operation, the slowest operation first."""
    seconds: dict[str, list[float]] = {}
    for one in exchanges:
        seconds.setdefault(one.operation, []).append(one.seconds)
    found = [_latency(operation, sorted(values)) for operation, values in seconds.items()]
    return tuple(sorted(found, key=lambda one: (-one.typical, one.operation)))


def loads(checks: Sequence[CheckResult]) -> tuple[Load, ...]:
    """The checks, the busiest first."""
    most = max((one.exchanges for one in checks), default=0)
    found = [Load(one, max(0, one.exchanges) / most if most > 0 else 0.0) for one in checks]
    return tuple(sorted(found, key=lambda one: (-one.check.exchanges, one.check.name)))


def duration(seconds: float) -> str:
    """A time for people: `12 ms`, `1.3 s`."""
    return f"{seconds * 1000:.3g} ms" if abs(seconds) < 0.9995 else f"{seconds:.4g} s"


def _latency(operation: str, seconds: Sequence[float]) -> Latency:
    filled = Counter(map(_bin, seconds))
    most = max(filled.values())
    return Latency(
        operation=operation,
        exchanges=len(seconds),
        typical=median(seconds),
        slow=seconds[math.ceil(0.95 * len(seconds)) - 1],
        bars=tuple(filled[place] / most for place in range(BINS)),
    )


def _bin(seconds: float) -> int:
    """The place of a latency on the axis; what lies beyond an end belongs to the last bin there."""
    within = min(max(seconds, _SHORTEST), _SHORTEST * 10**_DECADES)
    return min(BINS - 1, int(_PER_DECADE * math.log10(within / _SHORTEST)))
