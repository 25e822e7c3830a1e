"""How a check is declared: `@check` names the requirements that it decides, `@sweep` the cases to decide them with.

    @check(REPLAY_STATUS, REPLAY_SESSION)
    @sweep(order=sessions.valid, key=keys.shapes())
    async def same_key_returns_the_original_session(sumvin, order, key): ...

The keyword arguments of `sweep` are dimensions. A strategy is drawn from, `each` is covered exhaustively; both may be
given as functions of the target's fixtures.

What takes a day, and a target whose clock nobody can move, is decided in two visits: the scenario returns what it wants
to know again, as plain JSON, and `second` says when that may be looked at, and how.

    @check(WINDOW_ENDS, second=Second(the_key_is_free, after=timedelta(hours=24)))
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

Scenario = Callable[..., Awaitable[Any]]
"""Returns nothing, or what it leaves behind for its second visit."""


@dataclass(frozen=True)
class Each:
    """A dimension whose every value is used: a sequence, or a function of the fixtures that returns one."""

    values: Sequence[Any] | Callable[[Any], Sequence[Any]]

    def of(self, fixtures: Any) -> Sequence[Any]:
        """The values under the target's fixtures."""
        return self.values(fixtures) if callable(self.values) else self.values


def each(values: Sequence[Any] | Callable[[Any], Sequence[Any]]) -> Each:
    """A dimension to be covered exhaustively: enumerations and boundaries are never left to drawing."""
    return Each(values)


@dataclass(frozen=True)
class Sweep:
    """The dimensions of a check's cases.

    Attributes:
        covered: dimensions whose every combination is used.
        drawn: dimensions drawn by Hypothesis: strategies, or functions of the fixtures that return one.
        most: at most so many drawn cases, whatever the depth (for costly scenarios); None for the depth's own number.
    """

    covered: Mapping[str, Each] = field(default_factory=dict)
    drawn: Mapping[str, Any] = field(default_factory=dict)
    most: int | None = None


@dataclass(frozen=True)
class Second:
    """The second visit of a check.

    Attributes:
        scenario: is given what the first visit left behind, as `noted`.
        after: how long after the first it may begin.
        before: how long after the first it is too late; None if it never is.
    """

    scenario: Scenario
    after: timedelta
    before: timedelta | None = None


@dataclass(frozen=True)
class Check:
    """One check of an API.

    Attributes:
        name: module and function, unique within the API.
        requirements: ids that it decides, apart from the invariants.
        needs: capabilities without which it cannot run; None: those of its requirements.
        waits: whether its scenario awaits the target's clock.
        sweep: its cases.
        scenario: the function.
        second: its second visit, or None.
    """

    name: str
    requirements: tuple[str, ...]
    needs: frozenset[str] | None
    waits: bool
    sweep: Sweep
    scenario: Scenario
    second: Second | None = None

    @property
    def statement(self) -> str:
        """The first line of the docstring."""
        return (self.scenario.__doc__ or "").strip().partition("\n")[0]

    def again(self, noted: Sequence[Any]) -> "Check":
        """The second visit as a check of its own.

        Args:
            noted: what the first visit left behind, once per case.
        """
        if self.second is None:
            raise AssertionError(f"{self.name} has no second visit")
        return replace(self, sweep=Sweep({"noted": Each(tuple(noted))}), scenario=self.second.scenario, second=None)


@dataclass(frozen=True)
class Swept:
    """A function with its sweep, on the way to becoming a check."""

    scenario: Scenario
    sweep: Sweep


def sweep(*, most: int | None = None, **dimensions: Any) -> Callable[[Scenario], Swept]:
    """Give a check its cases; see the module's docstring."""
    covered = {name: value for name, value in dimensions.items() if isinstance(value, Each)}
    drawn = {name: value for name, value in dimensions.items() if not isinstance(value, Each)}
    return lambda scenario: Swept(scenario, Sweep(covered, drawn, most))


def check(
    *requirements: str, needs: Sequence[str] | None = None, waits: bool = False, second: Second | None = None
) -> Callable[[Scenario | Swept], Check]:
    """Declare a check.

    Args:
        requirements: ids of the requirements that its expectations name.
        needs: capabilities without which it cannot run, if not those that its requirements need.
        waits: the scenario awaits the clock, so it belongs to the final phase.
        second: the second visit of a check that takes two.
    """

    def declare(subject: Scenario | Swept) -> Check:
        swept = subject if isinstance(subject, Swept) else Swept(subject, Sweep())
        function: Any = swept.scenario
        return Check(
            name=f"{function.__module__.rpartition('.')[2]}.{function.__name__}",
            requirements=requirements,
            needs=None if needs is None else frozenset(needs),
            waits=waits,
            sweep=swept.sweep,
            scenario=swept.scenario,
            second=second,
        )

    return declare
