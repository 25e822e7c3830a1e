"""Cases: drawn without running anything, and shrunk while running.

Drawing and shrinking use Hypothesis with one and the same seed, so that both see one and the same sequence. Values
are pure data; nonces are spliced in by the scenario, at each execution, because Hypothesis replays values.
"""

import dataclasses
import hashlib
import itertools
import json
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

from conformance.check import Check, Sweep

Case = dict[str, Any]

# Hypothesis would otherwise mix constants of whatever modules happen to be loaded into what it draws, so that one seed
# drew other cases under another installation. There is no public switch; `tests/engine` notices if this one goes.
providers._get_local_constants = Constants

# Hypothesis would otherwise build its tables in whatever folder the user stands in.
set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "ramp-conformance-hypothesis")


class _Violated(Exception):
    """Raised inside Hypothesis for a case that violates the requirement being shrunk."""


def seed_of(run_seed: int, check: str) -> int:
    """One check's own seed: stable over runs, processes and the order of checks."""
    return int.from_bytes(hashlib.sha256(f"{run_seed}/{check}".encode()).digest()[:8])


def canonical(value: Any) -> str:
    """A value as text: equal for equal values, and shorter for simpler ones."""
    return json.dumps(value, default=_plain, sort_keys=True, ensure_ascii=False)


def size_of(case: Case) -> tuple[int, str]:
    """The order in which cases count as simpler: shorter text first, then alphabetically."""
    text = canonical(case)
    return len(text), text


def draw(check: Check, fixtures: Any, *, seed: int, cases: int) -> list[Case]:
    """The cases of a check: every combination of the covered dimensions, each with drawn values.

    Args:
        check: whose cases.
        fixtures: the target's.
        seed: the check's own.
        cases: how many to draw where something is drawn; all combinations are covered in any event.
    """
    combinations = _combinations(check.sweep, fixtures)
    if not check.sweep.drawn or not combinations:
        return combinations
    # Where there are more combinations than that, they share what is drawn: it is the company, not the matter.
    drawn = _sequence(_strategy(check.sweep, fixtures), seed, _examples(check.sweep, cases))
    wanted = max(_examples(check.sweep, cases), len(combinations))
    return [combinations[i % len(combinations)] | drawn[i % len(drawn)] for i in range(wanted)]


def shrink(
    check: Check, fixtures: Any, failing: Case, violates: Callable[[Case], bool], *, seed: int, cases: int
) -> Case:
    """The simplest case that still violates, starting from a failing one.

    Args:
        check: whose case.
        fixtures: the target's.
        failing: a case that `draw` returned with the same seed and number.
        violates: runs a case and says whether it violates the requirement; never asked twice about one value.
        seed: as for `draw`.
        cases: as for `draw`.
    """
    if not check.sweep.drawn:
        return failing
    fixed = {name: failing[name] for name in check.sweep.covered}
    start = canonical({name: failing[name] for name in check.sweep.drawn})
    examples = _examples(check.sweep, cases)
    best, verdicts = failing, {start: True}
    started = False

    def attempt(values: Mapping[str, Any]) -> None:
        nonlocal best, started
        key = canonical(values)
        if not started:
            # The cases before the chosen one count as good, so that shrinking begins at the smallest failing case.
            started = key == start
            if not started:
                return
        if key not in verdicts:
            verdicts[key] = violates(fixed | dict(values))
        if verdicts[key]:
            best = min(best, fixed | dict(values), key=size_of)
            raise _Violated

    run = _under_hypothesis(attempt, _strategy(check.sweep, fixtures), seed, examples, (Phase.generate, Phase.shrink))
    try:
        run()
    except _Violated:
        pass
    except hypothesis.errors.Flaky:
        # The target answered one value in two ways; what was found stands.
        pass
    return best


def _examples(sweep: Sweep, cases: int) -> int:
    return min(cases, sweep.most or cases)


def _combinations(sweep: Sweep, fixtures: Any) -> list[Case]:
    values = [dimension.of(fixtures) for dimension in sweep.covered.values()]
    return [dict(zip(sweep.covered, combination, strict=True)) for combination in itertools.product(*values)]


def _strategy(sweep: Sweep, fixtures: Any) -> st.SearchStrategy[Mapping[str, Any]]:
    return st.fixed_dictionaries(
        {
            name: value if isinstance(value, st.SearchStrategy) else value(fixtures)
            for name, value in sweep.drawn.items()
        }
    )


def _sequence(strategy: st.SearchStrategy[Mapping[str, Any]], seed: int, examples: int) -> list[Case]:
    drawn: list[Case] = []
    _under_hypothesis(lambda values: drawn.append(dict(values)), strategy, seed, examples, (Phase.generate,))()
    return drawn


def _under_hypothesis(
    body: Callable[[Mapping[str, Any]], None],
    strategy: st.SearchStrategy[Mapping[str, Any]],
    seed: int,
    examples: int,
    phases: tuple[Phase, ...],
) -> Callable[[], None]:
    configured = settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=phases,
        verbosity=Verbosity.quiet,
        report_multiple_bugs=False,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )

    # A function of its own at each call: the seed is kept on it.
    def attempt(values: Mapping[str, Any]) -> None:
        body(values)

    run: Callable[[], None] = hypothesis.seed(seed)(configured(given(values=strategy)(attempt)))
    return run


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return str(value)
