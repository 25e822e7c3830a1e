"""How checks are declared, and which of them a run is about."""

import dataclasses
from types import ModuleType
from typing import Any

import pytest
from engine_bench import BARE, CREATED, REPLAYED, SUMVIN
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.check import Check, check, each, sweep
from conformance.errors import ConfigurationError
from conformance.invariants import Invariant
from conformance.plan import Shard, shard_of
from conformance.selection import (
    Selection,
    UnknownRequirementError,
    all_checks,
    checks_of,
    select,
    share_of,
    verify,
)

WINDOW = "SUMVIN-IDEMPOTENCY-WINDOW-HOLDS"


@check(CREATED)
@sweep(number=st.integers(), flag=each((True, False)), most=3)
async def opens(sumvin: Any, number: int, flag: bool) -> None:
    """Opens a session.

    And says more about it.
    """


@check(CREATED, REPLAYED)
async def replays(sumvin: Any) -> None:
    """Replays one."""


@check(WINDOW, waits=True, needs=("clock",))
async def waits_a_day(sumvin: Any) -> None: ...


ALL = [waits_a_day, opens, replays]


def chosen(*patterns: str, checks: list[Check] | None = None, api: Any = BARE) -> Selection:
    return select(api, checks or ALL, patterns)


def test_a_check_is_called_after_its_module_and_function() -> None:
    assert opens.name == "test_engine_selection.opens"


def test_a_checks_statement_is_the_first_line_of_its_docstring() -> None:
    assert opens.statement == "Opens a session."
    assert waits_a_day.statement == ""


def test_a_sweep_parts_what_is_covered_from_what_is_drawn() -> None:
    assert list(opens.sweep.covered) == ["flag"]
    assert list(opens.sweep.drawn) == ["number"]
    assert opens.sweep.most == 3
    assert (replays.sweep.covered, replays.sweep.drawn) == ({}, {})


def test_needs_are_those_of_the_requirements_unless_a_check_says_otherwise() -> None:
    assert opens.needs is None
    assert waits_a_day.needs == {"clock"}


def test_no_needs_at_all_is_something_else_than_those_of_the_requirements() -> None:
    @check(WINDOW, needs=())
    async def needless(sumvin: Any) -> None: ...

    assert needless.needs == frozenset()


def test_a_declared_check_keeps_its_function() -> None:
    assert replays.scenario.__name__ == "replays"


def test_a_modules_checks_come_in_its_own_order() -> None:
    module = ModuleType("some")
    module.__dict__.update(b=replays, helper=len, a=opens)
    assert checks_of(module) == [replays, opens]


def test_a_check_that_names_no_requirement_of_the_catalogue_is_an_error() -> None:
    @check(CREATED, "SUMVIN-NO-SUCH-THING")
    async def mistaken(sumvin: Any) -> None: ...

    with pytest.raises(UnknownRequirementError) as caught:
        verify(mistaken, SUMVIN)
    said = "check test_engine_selection.mistaken names SUMVIN-NO-SUCH-THING, which is no requirement"
    assert str(caught.value) == said
    verify(opens, SUMVIN)


def test_every_shipped_check_names_requirements_of_the_catalogue_and_is_unique() -> None:
    checks = all_checks(SUMVIN)
    names = [one.name for one in checks]
    assert len(checks) > 30
    assert len(names) == len(set(names))
    assert all(one.requirements and one.statement for one in checks)


def test_without_patterns_everything_is_chosen_and_reported() -> None:
    selection = chosen()
    assert len(selection.checks) == len(ALL)
    assert selection.requirements is None


@pytest.mark.parametrize("patterns", [(), (CREATED, WINDOW)])
def test_checks_that_wait_come_last_and_the_rest_keep_their_order(patterns: tuple[str, ...]) -> None:
    assert chosen(*patterns).checks == (opens, replays, waits_a_day)


def test_a_requirement_brings_its_checks_and_is_reported_alone() -> None:
    selection = chosen(REPLAYED)
    assert selection.checks == (replays,)
    assert selection.requirements == {REPLAYED}


def test_a_check_brings_its_requirements() -> None:
    selection = chosen("test_engine_selection.replays")
    assert selection.checks == (replays,)
    assert selection.requirements == {CREATED, REPLAYED}


def test_patterns_are_shell_patterns_in_any_case() -> None:
    assert chosen("sumvin-*-replay-status").checks == (replays,)
    assert chosen("*.opens").checks == (opens,)
    assert chosen("SUMVIN-IDEMPOTENCY-REPLAY-STATU?").checks == (replays,)


def test_several_patterns_add_up() -> None:
    assert chosen("*.opens", WINDOW).checks == (opens, waits_a_day)


def test_a_pattern_that_names_nothing_chooses_nothing() -> None:
    assert chosen("NO-SUCH-*") == Selection((), frozenset())


def test_a_requirement_without_a_check_is_reported_though_nothing_runs_for_it() -> None:
    selection = chosen("SUMVIN-KYC-REQUIRED")
    assert selection.checks == ()
    assert selection.requirements == {"SUMVIN-KYC-REQUIRED"}


def test_an_invariant_is_judged_on_every_exchange_so_all_checks_run_for_it() -> None:
    invariant = Invariant("SUMVIN-ROBUST-NO-INTERNALS", lambda exchange: None)
    api = dataclasses.replace(BARE, invariants=lambda _shapes: (invariant,))
    selection = chosen("SUMVIN-ROBUST-NO-INTERNALS", api=api)
    assert len(selection.checks) == len(ALL)
    assert selection.requirements == {"SUMVIN-ROBUST-NO-INTERNALS"}


# ---- shards ------------------------------------------------------------------------------------------

plainly = settings(database=None, deadline=None, derandomize=True, max_examples=50)


def several(names: Any, waiting: frozenset[str]) -> Selection:
    checks = [dataclasses.replace(replays, name=name, waits=name in waiting) for name in names]
    return Selection(tuple(sorted(checks, key=lambda one: one.waits)), None)


@plainly
@given(st.sets(st.integers(0, 300).map("checks.number_{}".format)), st.integers(1, 9), st.data())
def test_shards_are_equal_parts_of_the_whole(names: set[str], count: int, data: Any) -> None:
    waiting = data.draw(st.sets(st.sampled_from(sorted(names)))) if names else set()
    selection = several(names, frozenset(waiting))
    shares = [share_of(selection, Shard(number, count)) for number in range(1, count + 1)]
    assert sorted(one.name for share in shares for one in share) == sorted(names)
    assert {one.name for one in shares[0] if one.waits} == waiting
    assert not any(one.waits for share in shares[1:] for one in share)
    sizes = [len(share) for share in shares]
    assert max(sizes) - min(sizes) <= 1 or len(shares[0]) == len(waiting)


@plainly
@given(st.permutations([f"checks.number_{number}" for number in range(20)]))
def test_a_share_does_not_depend_on_the_order_of_collection(names: list[str]) -> None:
    share = share_of(several(names, frozenset()), Shard(2, 3))
    assert sorted(one.name for one in share) == sorted(
        one.name for one in share_of(several(sorted(names), frozenset()), Shard(2, 3))
    )


def test_a_share_is_written_as_it_is_read() -> None:
    assert str(shard_of("2/3")) == "2/3"


@pytest.mark.parametrize("text", ["", "3", "0/3", "4/3", "1/0", "-1/3", "1/3/3", "1.0/3", "1/10000", " 1/3", "1/3\n"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="no share of a run"):
        shard_of(text)
